"""A WebSocket that was just opened: who is it, is it somebody who lost the line, and how to say no so that every SDK understands."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from aiohttp import WSMessage, WSMsgType, web

from limner.errors import LimnerError, ProtocolError, SessionNotFound
from limner.protocol import codes, messages
from limner.server.files import file_of
from limner.server.session import Session, portrait_key

REFUSAL_S = 5.0  # a refused client is answered so long, then closed: some SDKs settle only on an answer to what they sent

JS_SDK = "decart-js-sdk/"
PYTHON_SDK = re.compile(r"decart-python-sdk/0\.0\.(\d+)")
STARTED_SINCE, TICKS_SINCE = 20, 23  # versions; before, the Python SDK logs a warning for each message it does not know


@dataclass(frozen=True, slots=True)
class Client:
    """What the address of the WebSocket tells."""

    identity: str  # who it probably is, to know it again when it comes back
    events: bool  # asked for the additions
    knows_started: bool  # generation_started
    knows_ticks: bool  # generation_tick, generation_ended
    knows_ice_restart: bool  # Python's does too, but loses its video on that way
    server_ip: str
    server_port: int

    @classmethod
    def of(cls, request: web.Request, config_ip: str | None) -> Client:
        agent = request.query.get("user_agent", "")
        python = PYTHON_SDK.match(agent)
        sockname = request.transport.get_extra_info("sockname") if request.transport else None
        ip, port = (sockname[0], sockname[1]) if sockname else ("127.0.0.1", 1)
        told = (request.headers.get(name, "") for name in ("User-Agent", "Origin", "Accept-Language"))
        identity = "\n".join((request.query.get("api_key", ""), agent, request.remote or "", *told))
        version = int(python[1]) if python else 999
        return cls(
            identity=identity,
            events=request.query.get("events") == "1",
            knows_started=version >= STARTED_SINCE,
            knows_ticks=version >= TICKS_SINCE,
            knows_ice_restart=agent.startswith(JS_SDK),
            server_ip=config_ip or ip,
            server_port=port,
        )


async def comes_back(first: WSMessage, lost: list[Session]) -> Session | None:
    """A client like the one that `lost` are kept for speaks its first words → the one that it comes back to.

    Another portrait is another client. If it could be any of several it is none: nobody shall see what is somebody else's.
    """
    try:
        message = messages.parse(first.data) if first.type is WSMsgType.TEXT else None
        if isinstance(message, messages.SetImage) and message.image_data:
            key = portrait_key(await file_of(message.image_data))
            lost = [session for session in lost if key in session.portraits | session.coming]
    except ProtocolError:
        return None
    lost = [session for session in lost if session.state.lingering]
    return lost[0] if message is not None and len(lost) == 1 else None


async def refuse(ws: web.WebSocketResponse, error: LimnerError, *, answer: bool = True) -> None:
    """Says no so that every SDK notices at once: an error, a failing ack for whatever it asks, then the close.

    answer: False leaves the acks out, for when too many come at once.
    """
    text = codes.wire_text(error)
    retry_after_s = error.fields.get("retry_after_s")
    later = float(retry_after_s) if isinstance(retry_after_s, int | float) else None
    await ws.send_str(messages.dump(messages.Error(error=text, code=error.code, retry_after_s=later)))
    try:
        async with asyncio.timeout(REFUSAL_S if answer else 0):
            async for frame in ws:
                said: messages.Message = messages.Error(error=text, code=error.code)
                try:
                    message = messages.parse(frame.data)
                except (LimnerError, TypeError):
                    pass
                else:
                    if isinstance(message, messages.SetImage):
                        said = messages.SetImageAck(success=False, error=text, code=error.code)
                    elif isinstance(message, messages.Prompt):
                        said = messages.PromptAck(prompt=message.prompt, success=False, error=text, code=error.code)
                    elif isinstance(message, messages.IceCandidate):
                        continue
                await ws.send_str(messages.dump(said))
    except (TimeoutError, ConnectionError):
        pass
    await ws.close(code=error.close_code)


def not_found(model: str) -> SessionNotFound:
    return SessionNotFound(f"not allowed: this server has no model {model[:40]!r}; it has {codes.MODEL}")
