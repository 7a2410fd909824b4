"""One stream → any number of readers. Nobody waits for a slow reader: it loses the oldest."""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Reader(Generic[T]):
    """`async for` over what came since it was made, until the stream ends. Cancelling loses nothing."""

    def __init__(self, limit: int, convert: Callable[[Any], T]) -> None:
        self._items: deque[Any] = deque(maxlen=limit)
        self._convert = convert
        self._ended = False
        self._changed = asyncio.Event()

    def __aiter__(self) -> Reader[T]:
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._convert(self._items.popleft())

    def _put(self, item: Any) -> None:
        self._items.append(item)
        self._changed.set()

    def _end(self) -> None:
        self._ended = True
        self._changed.set()


class Fanout(Generic[T]):
    """limit: how many items wait for a reader; then the oldest go."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._readers: weakref.WeakSet[Reader[Any]] = weakref.WeakSet()  # a loop that was left takes its reader with it
        self._ended = False

    def read(self, convert: Callable[[T], Any] = lambda item: item) -> Reader[Any]:
        """A new reader. convert is applied as an item is taken, so that nothing is converted for nobody."""
        reader: Reader[Any] = Reader(self._limit, convert)
        if self._ended:
            reader._end()
        self._readers.add(reader)
        return reader

    def put(self, item: T) -> None:
        for reader in [*self._readers]:
            reader._put(item)

    def end(self) -> None:
        self._ended = True
        for reader in [*self._readers]:
            reader._end()
