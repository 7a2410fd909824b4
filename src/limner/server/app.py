"""The HTTP side: WebSocket paths, client tokens, health, metrics, and the studio page at /. `serve.py` runs it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import errno
import importlib.resources
import json
import logging
import time
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from limner.config import Config
from limner.errors import AtCapacity, AuthError, LimnerError, ProtocolError
from limner.protocol import codes
from limner.server.admission import RETRY_AFTER_S
from limner.server.auth import DEFAULT_TOKEN_S, EXPIRED, MAX_TOKEN_S, canonical_model
from limner.server.door import Door
from limner.server.host import Host
from limner.server.newcomer import Client, comes_back, not_found
from limner.server.signalling import Connection
from limner.server.text_to_speech import TextToSpeech

log = logging.getLogger(__name__)

HEARTBEAT_S = 15.0  # pings; no client sends any
FIRST_WORDS_S = 10.0  # so long a client that may be coming back is waited for, to see whether it is
UNREAD_S = 10.0  # so long what a closed socket was not sent yet is kept for a client that does not read
MAX_TOKEN_MODELS = 20
MAX_SESSION_S = 366 * 86_400
MAX_SESSION_ID = 100  # characters
HOST: web.AppKey[Host] = web.AppKey("host", Host)
DOOR: web.AppKey[Door] = web.AppKey("door", Door)
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
    "Access-Control-Allow-Headers": "*, x-api-key, content-type, user-agent",
    "Access-Control-Max-Age": "600",
}


def make_app(config: Config) -> web.Application:
    """The whole server as an aiohttp application; starting it warms the workers up, cleaning it up ends everything."""
    app = web.Application(client_max_size=1 << 20, middlewares=[hang_up, say_errors])
    app[HOST] = Host(config)
    app[DOOR] = Door()
    app.cleanup_ctx.append(_run_host)
    app.on_shutdown.append(_close_sockets)
    app.on_response_prepare.append(_ask_again)
    for path in codes.STREAM_PATHS:
        app.router.add_get(path, stream)
    app.router.add_get(codes.SUBSCRIBE_PATH, subscribe)
    app.router.add_post(codes.TOKENS_PATH, make_token)
    app.router.add_route("OPTIONS", codes.TOKENS_PATH, preflight)
    app.router.add_get("/healthz", healthy)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)
    TextToSpeech(config, app[HOST].keys).add_routes(app)
    package = importlib.resources.files("limner")
    app.router.add_get("/", studio)
    app.router.add_get("/sdk/limner.js", sdk)
    app.router.add_static("/demo", str(package.joinpath("data/demo")))
    app.router.add_static("/", str(package.joinpath("studio")))
    return app


async def _run_host(app: web.Application) -> Any:
    try:
        await app[HOST].start()
        yield
    finally:
        await app[HOST].close()


async def _close_sockets(app: web.Application) -> None:
    """Before aiohttp waits for handlers: their sessions end, and with them their sockets."""
    await app[HOST].close()


# --- WebSockets --------------------------------------------------------------------------------------------------------------------


async def stream(request: web.Request) -> web.StreamResponse:
    """A client and its avatar."""
    host = request.app[HOST]
    if not _wants_websocket(request):
        host.check_room()
        return web.json_response({"error": "This is a WebSocket address; connect with ws:// or wss://."}, status=426)
    ws = await _accept(request)
    client = Client.of(request, host.config.public_ip)
    model = request.query.get("model")
    try:
        access = host.keys.check(request.query.get("api_key"), now_s=time.time(), model=model, to_come_back=True)
        if canonical_model(model) != codes.MODEL:
            raise not_found(model or "")
        if access.watches is not None:
            raise AuthError("this client token may only watch a session; use an API key")
        first = session = None
        if lost := host.lost_by(access, client.identity):
            with contextlib.suppress(TimeoutError):
                first = await ws.receive(timeout=FIRST_WORDS_S)
                session = await comes_back(first, lost)
        back = session is not None
        if session is not None:
            host.come_back(session)
        else:
            if access.expired:
                raise AuthError(EXPIRED)
            session = host.open_session(access, client.identity)
    except LimnerError as error:
        log.info("refused %s: %s", request.remote, error.code)
        await host.refuse(ws, error)
        return ws
    await Connection(host, ws, client, session, back=back).run(first)
    return ws


async def subscribe(request: web.Request) -> web.StreamResponse:
    """A viewer of somebody's session."""
    host = request.app[HOST]
    ws = await _accept(request)
    try:
        access = host.keys.check(request.query.get("api_key"), now_s=time.time())
        if access.watches not in (None, request.match_info["session_id"]):
            raise AuthError("this client token is for another session")
        session = host.find(request.match_info["session_id"], access)
    except LimnerError as error:
        await host.refuse(ws, error)
        return ws
    await Connection(host, ws, Client.of(request, host.config.public_ip), session, viewer=True).run()
    return ws


async def _accept(request: web.Request) -> web.WebSocketResponse:
    """Even who will be refused is let in first: some SDKs wait for ever on a plain HTTP error."""
    ws = web.WebSocketResponse(max_msg_size=codes.MAX_MESSAGE_BYTES, heartbeat=HEARTBEAT_S, compress=False)
    await ws.prepare(request)
    return ws


def _wants_websocket(request: web.Request) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"


@web.middleware
async def hang_up(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A closed socket is gone soon: one whose client reads nothing would wait for ever with what is still to be sent."""
    request.app[DOOR].spoke(request.protocol)
    try:
        return await handler(request)
    finally:
        transport = request.transport
        if isinstance(transport, asyncio.WriteTransport) and transport.is_closing() and transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(UNREAD_S, transport.abort)


@web.middleware
async def say_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error on a plain request → its HTTP status and sentence."""
    try:
        return await handler(request)
    except web.RequestPayloadError:
        return _said(ProtocolError("The body of this request cannot be read; send it as it is, or encoded as its headers say."))
    except ConnectionResetError:  # its client is gone
        return web.Response(status=400)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise web.HTTPNotFound from None  # no file of ours
    except LimnerError as error:
        return _said(error)


def _said(error: LimnerError) -> web.Response:
    headers = {**CORS, "Retry-After": str(RETRY_AFTER_S)} if error.retryable else CORS
    return web.json_response({"error": codes.wire_text(error), "code": error.code}, status=error.http_status, headers=headers)


# --- plain HTTP --------------------------------------------------------------------------------------------------------------------


async def make_token(request: web.Request) -> web.Response:
    """POST /v1/client/tokens: a key → a client token that can be given to a browser."""
    host = request.app[HOST]
    now = time.time()
    access = host.keys.check(request.headers.get("X-API-KEY"), now_s=now)
    wish = _token_wish(await request.read())
    lives_s, models, limit = wish["expiresIn"], wish["allowedModels"], wish["maxSessionDuration"]
    token = host.keys.make_token(
        access, now_s=now, lives_s=lives_s, models=tuple(models), session_limit_s=limit, watches=wish["watchSession"]
    )
    expires = datetime.datetime.fromtimestamp(now + lives_s, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer: dict[str, Any] = {"apiKey": token, "expiresAt": expires, "permissions": {"models": models or [codes.MODEL]}}
    if limit:
        answer["constraints"] = {"realtime": {"maxSessionDuration": limit}}
    return web.json_response(answer, headers=CORS)


def _token_wish(body: bytes) -> dict[str, Any]:
    """The body, which may be empty, → expiresIn, allowedModels, maxSessionDuration, watchSession. ProtocolError."""
    try:
        wish = json.loads(body) if body.strip() else {}
        if not isinstance(wish, dict):
            raise ValueError
    except (ValueError, RecursionError):
        raise ProtocolError("The body is not a JSON object; leave it empty or send one.") from None
    lives_s = wish.get("expiresIn", DEFAULT_TOKEN_S)
    if type(lives_s) is not int or not 1 <= lives_s <= MAX_TOKEN_S:
        raise ProtocolError(f"expiresIn is seconds, 1 to {MAX_TOKEN_S}.")
    models = wish.get("allowedModels") or []
    if not isinstance(models, list) or len(models) > MAX_TOKEN_MODELS or not all(isinstance(name, str) for name in models):
        raise ProtocolError(f"allowedModels is a list of at most {MAX_TOKEN_MODELS} names.")
    constraints = wish.get("constraints") or {}
    realtime = constraints.get("realtime") if isinstance(constraints, dict) else None
    limit = realtime.get("maxSessionDuration") if isinstance(realtime, dict) else None
    if limit is not None and not (type(limit) in (int, float) and 0 < limit <= MAX_SESSION_S):
        raise ProtocolError("constraints.realtime.maxSessionDuration is seconds, more than 0 and at most a year.")
    watches = wish.get("watchSession")
    if watches is not None and not (isinstance(watches, str) and 1 <= len(watches) <= MAX_SESSION_ID):
        raise ProtocolError("watchSession is the id of a session.")
    return {"expiresIn": lives_s, "allowedModels": models, "maxSessionDuration": limit, "watchSession": watches}


async def preflight(request: web.Request) -> web.Response:
    asked = request.headers.get("Access-Control-Request-Headers")
    return web.Response(status=204, headers={**CORS, "Access-Control-Allow-Headers": asked} if asked else CORS)


async def healthy(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    host = request.app[HOST]
    host.check_room()
    if not host.ready:
        raise AtCapacity("No worker is ready just now; try again in a moment.")
    return web.json_response({"status": "ready"})


async def metrics(request: web.Request) -> web.Response:
    host = request.app[HOST]
    host.gauges()
    return web.Response(body=host.metrics.text(), content_type="text/plain", charset="utf-8")


async def studio(request: web.Request) -> web.FileResponse:
    return web.FileResponse(Path(str(importlib.resources.files("limner").joinpath("studio/index.html"))))


async def _ask_again(request: web.Request, response: web.StreamResponse) -> None:
    """Browsers ask whether a file changed: the page's modules must be of one version."""
    if isinstance(response, web.FileResponse):
        response.headers.setdefault("Cache-Control", "no-cache")


def sdk_file() -> Path:
    """The JavaScript SDK: installed with the package, or beside it in a checkout."""
    installed = Path(str(importlib.resources.files("limner").joinpath("sdk/limner.js")))
    return installed if installed.exists() else Path(__file__).parents[3] / "sdk/js/limner.js"


async def sdk(request: web.Request) -> web.FileResponse:
    """For the studio, and for any page that imports it from here."""
    return web.FileResponse(SDK, headers={"Access-Control-Allow-Origin": "*"})


SDK = sdk_file()
