"""One WebSocket to the server: questions and their answers, in order, and what the server tells by itself."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

import aiohttp

from limner import errors
from limner.errors import (
    AtCapacity,
    AudioError,
    AuthError,
    Disconnected,
    LimnerError,
    NoAnswer,
    PortraitError,
    ProtocolError,
    Unreachable,
)
from limner.protocol.codes import MAX_MESSAGE_BYTES

log = logging.getLogger(__name__)

ANSWER_S = 30.0  # a portrait takes the server some seconds
HEARTBEAT_S = 15.0  # a line that is dead without a word is noticed after 1.5 of these
PRIVATE_CODES = 4000  # close codes from here on are Limner's own: the error before them is the reason

Message = dict[str, Any]
# What a failing answer of each kind is an example of.
REFUSALS: dict[str, type[LimnerError]] = {"set_image_ack": PortraitError, "audio_ack": AudioError}
BY_CODE = {kind.code: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, LimnerError)}


class Wire:
    """`open()`, then `ask()` and `send()` until `close()`; `on_message` gets everything that answers no question."""

    def __init__(self, on_message: Callable[[Message], None]) -> None:
        self._on_message = on_message
        self._waiting: defaultdict[str, deque[asyncio.Future[Message]]] = defaultdict(deque)  # answers come in the order of the questions
        self._http: aiohttp.ClientSession | None = None
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._reading: asyncio.Task[None] | None = None
        self._refusal: LimnerError | None = None  # the last error the server sent
        self._reason: LimnerError = Disconnected("The avatar is not connected; connect again.")  # why nothing can be sent
        self.closed = asyncio.Event()

    async def open(self, url: str, query: dict[str, str]) -> None:
        """Unreachable if there is no server; AuthError or AtCapacity if a proxy says so.

        Cancelling leaves nothing open once `close()` was called.
        """
        self._http = aiohttp.ClientSession()
        try:
            self._ws = await self._http.ws_connect(url, params=query, heartbeat=HEARTBEAT_S, max_msg_size=MAX_MESSAGE_BYTES)
        except aiohttp.WSServerHandshakeError as answer:
            raise refused(url, answer) from answer
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(f"The server at {url} cannot be reached: {why(error)}. Is it running there?", url=url) from error
        self._reading = asyncio.create_task(self._read(self._ws))

    async def ask(self, message: Message, reply: str, limit_s: float = ANSWER_S) -> Message:
        """Sends a question and gives its answer, a message of type `reply`; one that says no raises, with the server's sentence.

        Disconnected, NoAnswer. Cancelling gives up the answer, not the question.
        """
        future = await self.post(message, reply)
        try:
            async with asyncio.timeout(limit_s):
                return await future
        except TimeoutError:
            raise NoAnswer(f"The server did not answer within {limit_s:.0f} s; try again.", asked=message["type"]) from None

    async def post(self, message: Message, reply: str) -> asyncio.Future[Message]:
        """Sends a question; its answer comes with the future, which may be dropped."""
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        future.add_done_callback(lambda done: done.cancelled() or done.exception())  # nobody need look
        self._waiting[reply].append(future)  # before sending: a cancelled send may have sent
        try:
            await self.send(message)
        except LimnerError:
            if future in self._waiting[reply]:
                self._waiting[reply].remove(future)
            raise
        return future

    async def send(self, message: Message) -> None:
        """Disconnected if the line is gone. Cancelling may or may not have sent it."""
        if self._ws is None or self._ws.closed:
            raise self._reason
        try:
            await self._ws.send_str(json.dumps(message))
        except (ConnectionError, aiohttp.ClientError) as error:
            raise Disconnected("The connection to the server was lost.") from error

    async def close(self) -> None:
        """Says goodbye. Idempotent; every question still open fails with Disconnected."""
        if self._ws is not None:
            await self._ws.close()
        if self._reading is not None:
            await asyncio.wait([self._reading])
        self._fail(Disconnected("The connection was closed."))
        if self._http is not None:
            await self._http.close()

    async def _read(self, ws: aiohttp.ClientWebSocketResponse) -> None:
        try:
            async for frame in ws:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    try:
                        self._receive(json.loads(frame.data))
                    except (ValueError, TypeError, AttributeError, LookupError) as error:
                        log.warning("the server said something that is no message: %r", error)
        finally:
            refused = self._refusal if (ws.close_code or 0) >= PRIVATE_CODES else None
            self._reason = refused or Disconnected("The connection to the server was lost.")
            self._fail(self._reason)
            self.closed.set()

    def _receive(self, message: Message) -> None:
        kind = message.get("type")
        if kind == "error":
            self._refusal = error_of(message)
        waiting = self._waiting.get(str(kind))
        if waiting:
            future = waiting.popleft()
            if not future.done():
                if message.get("success") is False:
                    future.set_exception(self._refused(message))
                else:
                    future.set_result(message)
        elif kind != "error" or not self._fail_offer():
            self._on_message(message)

    def _refused(self, message: Message) -> LimnerError:
        text = message.get("error") or "The server refused without a reason."
        if self._refusal is not None and self._refusal.message == text:
            return self._refusal  # who is not let in gets the reason twice, the first time with its code
        return error_of(message, REFUSALS.get(str(message["type"]), ProtocolError))

    def _fail_offer(self) -> bool:
        """An offer has no failing answer: the error stands for it."""
        offers = self._waiting["answer"]
        if not offers:
            return False
        future = offers.popleft()
        if not future.done():
            assert self._refusal is not None
            future.set_exception(self._refusal)
        return True

    def _fail(self, error: LimnerError) -> None:
        for waiting in self._waiting.values():
            while waiting:
                future = waiting.popleft()
                if not future.done():
                    future.set_exception(error)


def error_of(message: Message, default: type[LimnerError] = LimnerError) -> LimnerError:
    """What the server said went wrong → the error of that code; `fields["retry_after_s"]` where it said when to ask again."""
    kind = BY_CODE.get(str(message.get("code")), default)
    later = message.get("retry_after_s")
    fields = {"retry_after_s": float(later)} if isinstance(later, int | float) else {}
    return kind(str(message.get("error") or "The server refused without a reason."), **fields)


def why(error: Exception) -> str:
    """What kept a connection from being made, in plain words."""
    inner = getattr(error, "os_error", error)
    if isinstance(inner, socket.gaierror):
        return "there is no such host"
    if isinstance(inner, TimeoutError):
        return "nothing answers"
    if isinstance(inner, OSError) and inner.errno:
        return os.strerror(inner.errno).lower()
    return str(error).rstrip(".") or type(error).__name__


def refused(url: str, answer: aiohttp.WSServerHandshakeError) -> LimnerError:
    """What stood in for the server, a proxy for example, gave a plain HTTP answer → the error that is."""
    if answer.status in (401, 403):
        return AuthError(f"{url} asks for another key, or for none of ours: it answered {answer.status}.", url=url)
    if answer.status in (429, 503):
        seconds = answer.headers.get("Retry-After", "") if answer.headers else ""
        later = {"retry_after_s": float(seconds)} if seconds.isdigit() else {}
        return AtCapacity(f"The server at {url} takes nobody just now (it answered {answer.status}); try again in a moment.", **later)
    text = f"At {url} something answers that is no Limner server, or a proxy that does not pass WebSockets on (status {answer.status})."
    return Unreachable(text, url=url)
