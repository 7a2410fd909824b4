"""Files of one client that wait to be read: so many of a kind, and no more memory than a few messages of the largest size."""

from __future__ import annotations

import asyncio
from typing import Generic, TypeVar

from limner.protocol import codes, messages

M = TypeVar("M", messages.SetImage, messages.Audio)

WAITING_MAX = 4 * codes.MAX_MESSAGE_BYTES  # characters, of all kinds together


class Room:
    """What the backlogs of one client share."""

    def __init__(self) -> None:
        self.taken = 0  # characters


class Backlog(Generic[M]):
    """In the order in which they came. `note` is kept with each and comes back with it."""

    def __init__(self, most: int, room: Room) -> None:
        self._waiting: asyncio.Queue[tuple[M, int]] = asyncio.Queue(most)
        self._room = room

    def put(self, message: M, note: int = 0) -> bool:
        """False: it is one too many. A single message never is."""
        size = _size(message)
        if self._waiting.full() or (self._room.taken and self._room.taken + size > WAITING_MAX):
            return False
        self._room.taken += size
        self._waiting.put_nowait((message, note))
        return True

    async def get(self) -> tuple[M, int]:
        return await self._waiting.get()

    def done(self, message: M) -> None:
        """What `get` gave has been read."""
        self._room.taken -= _size(message)


def _size(message: messages.SetImage | messages.Audio) -> int:
    if isinstance(message, messages.Audio):
        return len(message.audio_data)
    return len(message.image_data or "") + len(message.background_data or "")
