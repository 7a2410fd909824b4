"""`limner serve` as a process sees it: where it listens, who is shown out, which certificate it shows, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.http_exceptions import BadHttpMessage
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from limner.config import Config
from limner.errors import ConfigError
from limner.protocol import messages
from limner.server import door, serve
from limner.server.host import Host
from limner.server.serve import Certificate, run
from tests.test_doctor import Papers
from tests.wire import LIMIT_S, Talker, until

pytestmark = pytest.mark.loopback


@asynccontextmanager
async def served(tmp_path: Path, capsys: pytest.CaptureFixture[str], **settings: Any) -> AsyncIterator[str]:
    """The address that it prints; SIGTERM at the end."""
    told, addresses = "", list[str]()

    def ready() -> bool:
        nonlocal told
        told += capsys.readouterr().out
        return "Limner is ready" in told or running.done()

    settings = {"renderer": "testcard", "workers": 1, "max_sessions": 1, "cache_dir": tmp_path, "port": 0, "drain_s": 0, **settings}
    running = asyncio.create_task(run(Config(**settings), addresses.append))
    try:
        await until(ready)
        found = re.search(r"ready: (\S+)", told)
        assert addresses == ([found[1]] if found else [])  # what `limner demo` opens in a browser
        yield found[1] if found else ""
    finally:
        if not running.done() and signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:  # a second one would end the tests
            os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(LIMIT_S):
            await running


def nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def test_it_says_where_it_listens_and_ends_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with served(tmp_path, capsys) as url, aiohttp.ClientSession() as http:
        assert not url.endswith(":0")
        async with http.get(f"{url}/readyz") as answer:
            assert answer.status == 200


async def test_who_is_there_may_finish_and_nobody_else_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with served(tmp_path, capsys, drain_s=LIMIT_S) as url, Talker(url) as it:
        await it.connect()
        os.kill(os.getpid(), signal.SIGTERM)

        port = int(url.rsplit(":", 1)[1])
        await until(lambda: nobody_listens(port))
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        last = it.readings[-1].tick
        await it.wait_for(lambda: it.readings[-1].tick > last + 10)


async def test_who_stays_too_long_is_told_and_hung_up_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with served(tmp_path, capsys) as url, Talker(url) as it:
        await it.connect()
        os.kill(os.getpid(), signal.SIGTERM)
        assert (await it.expect(messages.GenerationEnded)).code == "server_stopped"
        await it.wait_for(lambda: it.ws.closed)


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
async def test_every_address_means_those_of_both_families(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with served(tmp_path, capsys, host="::", api_key=("alpha",)) as url, aiohttp.ClientSession() as http:
        port = url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "[::1]"):
            async with http.get(f"http://{host}:{port}/healthz") as answer:
                assert answer.status == 200


async def test_a_port_that_is_taken_meanwhile_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(ConfigError, match="in use. Stop what listens there"):
            async with served(tmp_path, capsys, port=taken.getsockname()[1]):
                pass


async def test_it_can_be_stopped_while_it_warms_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    began, closed = asyncio.Event(), asyncio.Event()

    async def start(host: Host) -> None:
        began.set()
        await asyncio.Event().wait()

    async def close(host: Host) -> None:
        closed.set()
        await host.intake.close()

    monkeypatch.setattr(Host, "start", start)
    monkeypatch.setattr(Host, "close", close)
    running = asyncio.create_task(run(Config(renderer="testcard", cache_dir=tmp_path, port=0)))
    await began.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(LIMIT_S):
        await running
    assert closed.is_set()
    assert "ready" not in capsys.readouterr().out


async def test_connections_that_ask_nothing_are_shown_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "FIRST_REQUEST_S", 0.2)
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    async with served(tmp_path, capsys) as url, asyncio.timeout(LIMIT_S):
        host, port = "127.0.0.1", int(url.rsplit(":", 1)[1])
        monkeypatch.setattr(door, "FIRST_REQUEST_S", 1e6)
        asks = await asyncio.open_connection(host, port)
        asks[1].write(request)
        assert b"200 OK" in await asks[0].readuntil(b"}")
        monkeypatch.setattr(door, "FIRST_REQUEST_S", 0.2)
        for words in (b"", b"GET /healthz HT", request[:-2]):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(words)
            with contextlib.suppress(ConnectionError):
                assert await reader.read() == b""  # closed, with no answer
            writer.close()
        asks[1].write(request)  # who asked once may ask again
        assert b"200 OK" in await asks[0].readuntil(b"}")
        asks[1].close()


async def shown_by(certificate: Certificate) -> bytes:
    """What a client of a server with it gets to see."""
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0, ssl=certificate.context)
    trusting = ssl._create_unverified_context()
    async with server, asyncio.timeout(LIMIT_S):
        _, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1], ssl=trusting)
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()
    return bytes(der)


async def test_a_renewed_certificate_is_shown_and_a_broken_one_is_not(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    papers, other = Papers(tmp_path), tmp_path / "other"
    key = papers.key_file()
    certificate = Certificate(papers.cert, key)
    first = await shown_by(certificate)
    certificate.look()
    assert not caplog.records

    other.mkdir()
    renewed = Papers(other)
    papers.cert.write_bytes(renewed.cert.read_bytes())  # its key is not there yet
    certificate.look()
    assert "the old one stays" in caplog.text
    assert await shown_by(certificate) == first

    key.write_bytes(renewed.key_file().read_bytes())
    certificate.look()
    shown = await shown_by(certificate)
    assert shown == x509.load_pem_x509_certificates(renewed.cert.read_bytes())[0].public_bytes(Encoding.DER) != first

    key.unlink()
    certificate.look()
    assert await shown_by(certificate) == shown


async def test_it_is_looked_at_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = Papers(tmp_path)
    certificate, looks = Certificate(papers.cert, papers.key_file()), list[bool]()
    monkeypatch.setattr(serve, "CERTIFICATE_S", 0.0)
    monkeypatch.setattr(certificate, "look", lambda: looks.append(True))
    following = asyncio.create_task(certificate.follow())
    await until(lambda: len(looks) > 2)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


def test_what_is_no_http_is_not_logged() -> None:
    log = logging.getLogger("aiohttp.server")

    def record(error: Exception) -> logging.LogRecord:
        return log.makeRecord(log.name, logging.ERROR, "", 0, "", (), (type(error), error, None))

    assert not serve._ours(record(BadHttpMessage("GET /v1/stream?api_key=secret")))
    assert serve._ours(record(KeyError("a fault of ours")))
