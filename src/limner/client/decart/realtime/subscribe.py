"""Watching somebody's avatar, and the callbacks that all clients have."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiortc import MediaStreamTrack

from limner.client import token
from limner.client.decart.errors import DecartSDKError
from limner.client.decart.realtime.messages import GenerationTickMessage
from limner.client.events import Failed, Running, StateChanged
from limner.client.events import State as ConnectionState
from limner.client.viewer import Viewer
from limner.errors import SessionNotFound

log = logging.getLogger(__name__)


@dataclass
class SubscribeOptions:
    token: str
    on_remote_stream: Callable[[MediaStreamTrack], None]


@dataclass
class TokenPayload:
    sid: str
    ip: str
    port: int


encode_subscribe_token = token.encode


def decode_subscribe_token(text: str) -> TokenPayload:
    """ValueError if it is none."""
    try:
        return TokenPayload(*token.decode(text))
    except SessionNotFound:
        raise ValueError("Invalid subscribe token") from None


@dataclass
class _Callbacks:
    """Events → the functions that were registered for them, from the connection's beginning on."""

    connection_change: list[Callable[[Any], None]] = field(default_factory=list)
    error: list[Callable[[Any], None]] = field(default_factory=list)
    generation_tick: list[Callable[[Any], None]] = field(default_factory=list)

    async def run(self, events: Any) -> None:
        async for event in events:
            match event:
                case StateChanged(state):
                    self._call(self.connection_change, state)
                case Failed(error):
                    self._call(self.error, DecartSDKError(error.message, cause=error))
                case Running(seconds):
                    self._call(self.generation_tick, GenerationTickMessage(seconds))

    def _call(self, callbacks: list[Callable[[Any], None]], value: object) -> None:
        for callback in [*callbacks]:
            try:
                callback(value)
            except Exception:
                log.exception("a callback raised")


class SubscribeClient:
    """Watches; made by `RealtimeClient.subscribe`."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._callbacks = _Callbacks()
        self._calling: asyncio.Task[None] | None = None
        self._events = viewer.events()

    def _begin(self) -> None:
        self._calling = asyncio.create_task(self._callbacks.run(self._events))

    def is_connected(self) -> bool:
        return self._viewer.connected

    def get_connection_state(self) -> ConnectionState:
        return self._viewer.state

    def on(self, event: str, callback: Callable[[Any], None]) -> None:
        """event: connection_change, error, generation_tick."""
        getattr(self._callbacks, event, []).append(callback)

    def off(self, event: str, callback: Callable[[Any], None]) -> None:
        with contextlib.suppress(ValueError):
            getattr(self._callbacks, event, []).remove(callback)

    async def disconnect(self) -> None:
        await self._viewer.disconnect()
        if self._calling is not None:
            await asyncio.wait([self._calling])
