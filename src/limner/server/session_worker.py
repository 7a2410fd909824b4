"""The process that draws one session: taken from the pool when first needed, watched, replaced when it dies or hangs."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from limner.errors import AtCapacity, LimnerError
from limner.media.producer import Produced
from limner.server.channel import Child
from limner.server.placement import Pool
from limner.server.worker import Open, Opened

log = logging.getLogger(__name__)

# Checks come a second apart, and are counted, not timed: when the whole machine stands still, so do they.
SILENT_CHECKS = 5  # in a row without a tick: it hangs
OPENING_CHECKS = 20  # before its first tick: it may have to load much
MAX_RESTARTS, RESTART_WINDOW_S = 3, 60.0
TRIES = 3  # to get another one, each of which waits for one that is being started


class SessionWorker:
    """Used by one event loop. Whoever has one tells it things with `tell`, at any time; without a process they are lost.

    who: what a new process must know first. taken: one is there, and has been told that; what else must it know? heard: it says something.
    lost: it is gone, with all it knew; another one will be `taken`. given_up: no other one could be had.
    """

    def __init__(
        self,
        session_id: str,
        pool: Pool,
        *,
        who: Callable[[], Awaitable[Open]],
        taken: Callable[[], None],
        heard: Callable[[Any], None],
        lost: Callable[[], None],
        given_up: Callable[[], None],
    ) -> None:
        self.child: Child | None = None
        self._session_id = session_id
        self._pool = pool
        self._who, self._taken, self._heard, self._lost, self._given_up = who, taken, heard, lost, given_up
        self._opening = asyncio.Lock()
        self._opened = asyncio.Event()  # or gone, or given back
        self._closed = False
        self._silent_checks = 0
        self._restarts: deque[float] = deque()  # monotonic
        self._lost_s: float | None = None  # monotonic; until the next one draws
        self._reopening: asyncio.Task[None] | None = None

    @property
    def there(self) -> bool:
        return self.child is not None

    def tell(self, message: object) -> None:
        if self.child is not None:
            self.child.send(message)

    async def open(self) -> None:
        """Returns when there is a process. Does nothing if there is, or the session is over. AtCapacity."""
        async with self._opening:
            if self.child is not None or self._closed:
                return
            child = await self._pool.acquire()
            try:
                words = await self._who()
            except BaseException:
                self._pool.release(child)
                raise
            if self._closed:
                self._pool.release(child)
                return
            opened = self._opened = asyncio.Event()

            def first(message: Any) -> None:
                # Nothing before `Opened` is ours: the worker may still have spoken of the session it had before.
                if isinstance(message, Opened):
                    child.on_message = self._says
                    opened.set()

            child.on_message, child.on_gone = first, self._gone
            child.send(words)
            self.child, self._silent_checks = child, SILENT_CHECKS - OPENING_CHECKS  # what is told from now on comes after `Open`
            self._taken()
            if child.gone.is_set():  # before anybody listened
                self._gone()
            await opened.wait()

    def check(self) -> None:
        """To be called every second while it should tick."""
        if self.child is None:
            return
        self._silent_checks += 1
        if self._silent_checks > SILENT_CHECKS:
            log.error("session %s: its worker %d hangs and is ended", self._session_id, self.child.pid)
            self._silent_checks = SILENT_CHECKS - OPENING_CHECKS
            self.child.process.kill()

    async def close(self) -> None:
        """Gives the process back. Idempotent."""
        self._closed = True
        if self._reopening is not None:
            self._reopening.cancel()
            await asyncio.gather(self._reopening, return_exceptions=True)
        self._give_back()

    def _give_back(self) -> None:
        child, self.child = self.child, None
        self._opened.set()
        if child is not None:
            self._pool.release(child)

    def _says(self, message: Any) -> None:
        if isinstance(message, Produced):
            self._silent_checks = 0
            if self._lost_s is not None and message.pictures:
                log.info("session %s: drawn again after %.0f ms", self._session_id, (time.monotonic() - self._lost_s) * 1000)
                self._lost_s = None
        self._heard(message)

    def _gone(self) -> None:
        """It died. The session's clock goes on; a fresh one takes over where the schedule then stands."""
        self._give_back()
        if self._closed:
            return
        self._lost()
        now = time.monotonic()
        self._lost_s = self._lost_s or now
        log.warning("session %s: its worker died, another one takes over", self._session_id)
        self._restarts.append(now)
        while self._restarts and now - self._restarts[0] > RESTART_WINDOW_S:
            self._restarts.popleft()
        if len(self._restarts) > MAX_RESTARTS:
            self._given_up()
        else:
            self._reopening = asyncio.create_task(self._reopen())

    async def _reopen(self) -> None:
        for left in reversed(range(TRIES)):
            try:
                return await self.open()
            except AtCapacity:
                if left:
                    continue
                log.error("session %s: no other worker became ready", self._session_id)
            except LimnerError as error:
                log.error("session %s: %s", self._session_id, error.message)
                break
        self._given_up()
