"""What the server tells one client, in order. Bounded: a client that does not read loses its connection."""

from __future__ import annotations

import asyncio

from aiohttp import web

from limner.protocol import codes, messages

MOST = 256  # messages that wait


class Outbox:
    """`put` and `end` as it comes; `run` writes, and nothing else does."""

    def __init__(self, ws: web.WebSocketResponse) -> None:
        self.additions = False  # does this client want the messages that are ours?
        self._ws = ws
        self._waiting: asyncio.Queue[messages.Message | None] = asyncio.Queue(MOST)
        self._goodbye = ""  # why, for the close frame: 123 bytes at most
        self._closing: asyncio.Task[None] | None = None

    def put(self, message: messages.Message) -> None:
        """Never blocks. asyncio.QueueFull: its client does not read."""
        self._waiting.put_nowait(message)

    def end(self, why: str) -> None:
        """Closes the socket, after what waits, if that can still be sent. why: a sentence."""
        self._goodbye = why
        try:
            self._waiting.put_nowait(None)
        except asyncio.QueueFull:
            self._closing = self._closing or asyncio.create_task(self._close())

    async def run(self) -> None:
        """Until the end, or the line is lost, which the other direction notices, too."""
        try:
            while (message := await self._waiting.get()) is not None:
                if self.additions or not isinstance(message, messages.ADDITIONS):
                    await self._ws.send_str(messages.dump(message))
            await self._close()
        except ConnectionError:
            pass

    async def closed(self) -> None:
        """Waits for a close that is under way."""
        if self._closing is not None:
            await asyncio.gather(self._closing, return_exceptions=True)

    async def _close(self) -> None:
        await self._ws.close(code=codes.CLOSE_GOING_AWAY, message=self._goodbye.encode())
