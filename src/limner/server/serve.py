"""The running server: its address, its certificate, and the signals that end it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.http import HttpProcessingError
from aiohttp.web_protocol import RequestHandler

from limner.config import Config
from limner.errors import ConfigError
from limner.server.app import DOOR, HOST, make_app

log = logging.getLogger(__name__)

KEEP_ALIVE_S = 75.0  # of a plain HTTP connection between two requests
CERTIFICATE_S = 60.0  # between two looks at the certificate's files: whoever renews it need not restart us
ANY_IPV6 = "::"


def serve(config: Config, ready: Callable[[str], None] | None = None) -> None:
    """Runs until SIGTERM or Ctrl-C: then refuses new sessions, lets the others finish for `drain_s`, and ends. ConfigError.

    `ready` is told the server's address once it listens.
    """
    logging.basicConfig(level=config.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("aioice").setLevel(logging.WARNING)
    logging.getLogger("aiohttp.server").addFilter(_ours)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):  # not everywhere is "no limit" a number that may be set
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each viewer has a socket for each address of this machine
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run(config, ready))


def _ours(record: logging.LogRecord) -> bool:
    """Not what is no HTTP: anybody can send that, at any length, and a key may stand in it. The answer says so."""
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


async def run(config: Config, ready: Callable[[str], None] | None = None) -> None:
    """`serve` inside a loop of the main thread."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told_to_stop() -> None:
        stop.set()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(name)  # a second one ends it at once

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told_to_stop)
    app = make_app(config)
    runner = web.AppRunner(app, access_log=None, handle_signals=False, keepalive_timeout=KEEP_ALIVE_S)
    try:
        if await _before(stop, asyncio.create_task(runner.setup())):
            await _serve_until(stop, config, runner, app, ready)
    finally:
        app[DOOR].close()
        await runner.cleanup()


async def _before(stop: asyncio.Event, starting: asyncio.Task[None]) -> bool:
    """Warms up, which may take minutes. False: it was told to stop before it was done."""
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
        return starting.done()
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.gather(starting, stopping, return_exceptions=True)


async def _serve_until(
    stop: asyncio.Event, config: Config, runner: web.AppRunner, app: web.Application, ready: Callable[[str], None] | None
) -> None:
    assert runner.server is not None
    make, door = runner.server, app[DOOR]
    certificate = Certificate(config.tls_cert, config.tls_key) if config.tls_cert and config.tls_key else None
    server = await listen(config, lambda: door.let_in(make()), certificate.context if certificate else None)
    port = int(server.sockets[0].getsockname()[1])  # port 0 takes a free one
    url = config.model_copy(update={"port": port}).url
    log.info("listening on %s", url)
    print(f"Limner is ready: {url}", flush=True)
    if ready is not None:
        ready(url)
    renewing = asyncio.create_task(certificate.follow()) if certificate else None
    await stop.wait()
    if renewing is not None:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
    server.close()
    await app[HOST].drain()


async def listen(config: Config, factory: Callable[[], RequestHandler], tls: ssl.SSLContext | None) -> asyncio.Server:
    """On `host` and `port`; `::` is every address of both families, as people expect. ConfigError."""
    loop = asyncio.get_running_loop()
    try:
        if config.host == ANY_IPV6 and socket.has_dualstack_ipv6():
            sock = socket.create_server((config.host, config.port), family=socket.AF_INET6, dualstack_ipv6=True)
            return await loop.create_server(factory, sock=sock, ssl=tls)
        return await loop.create_server(factory, config.host, config.port, ssl=tls)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ConfigError(
            f"TCP {config.host}:{config.port} cannot be taken: {reason}. Stop what listens there, or choose another --port or --host."
        ) from None


class Certificate:
    """Certificate and key, read again when their files change; new connections get the new one."""

    def __init__(self, cert: Path, key: Path) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._files = cert, key
        self._stamp = self._looked()
        self.context.load_cert_chain(*self._files)

    async def follow(self) -> None:
        while True:
            await asyncio.sleep(CERTIFICATE_S)
            self.look()

    def look(self) -> None:
        """Takes what is there now, if it is new and can be used."""
        stamp = self._looked()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            # In another context first: a certificate without its key would leave the living one with neither.
            ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(*self._files)
            self.context.load_cert_chain(*self._files)
        except OSError as error:  # ssl.SSLError is one
            log.error("The new certificate in %s cannot be used (%s); the old one stays.", self._files[0], error)
        else:
            log.info("the new certificate in %s is in use", self._files[0])

    def _looked(self) -> list[tuple[int, int] | None]:
        return [(stat.st_mtime_ns, stat.st_ino) if (stat := _stat(file)) else None for file in self._files]


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:  # being renewed just now
        return None
