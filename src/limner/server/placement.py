"""A session → the process that draws it. Warm ones are kept ready, one more than there may be sessions, to take over from one that dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from limner.errors import AtCapacity, LimnerError, WorkerLost
from limner.server.channel import Child
from limner.server.worker import Forget, WarmUp

log = logging.getLogger(__name__)

STARTING_AT_ONCE = 1  # on a new machine the first one compiles for many seconds, and the others find it done
ACQUIRE_LIMIT_S = 20.0
RETRY_S, RETRY_MAX_S = 2.0, 60.0  # pause after a worker that could not be started; doubled each time
START_LIMIT_S = 600.0  # a worker that is not warm by then hangs: on the slowest machine it compiles for some minutes, once
HOPELESS = 3  # starts failed in a row


class Pool:
    """`count` worker processes, living or being started. A worker belongs to one session at a time."""

    def __init__(self, count: int, renderer: str, rig: Callable[[], Awaitable[Path | None]]) -> None:
        """rig gives the portrait to warm up with; workers start while it is still being made."""
        self.count = count
        self.renderer = renderer
        self._rig = rig
        self.busy: set[Child] = set()
        self._warm: deque[Child] = deque()
        self._starting = 0
        self._failures = 0  # in a row
        self._slots = asyncio.Semaphore(STARTING_AT_ONCE)
        self._changed = asyncio.Condition()
        self._starts: set[asyncio.Task[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def warm(self) -> int:
        """Workers ready to be taken."""
        return len(self._warm)

    def start(self) -> None:
        """Starts what is missing, in the background."""
        while not self._closed and len(self._warm) + len(self.busy) + self._starting < self.count:
            self._starting += 1
            _keep(self._starts, self._start_one())

    async def acquire(self) -> Child:
        """A warm worker, waiting for one that is being started if need be. AtCapacity if none comes."""
        try:
            async with asyncio.timeout(ACQUIRE_LIMIT_S), self._changed:
                await self._changed.wait_for(lambda: bool(self._warm))
                child = self._warm.popleft()
        except TimeoutError:
            raise AtCapacity("No worker is ready just now; try again in a moment.") from None
        child.on_message = child.on_gone = _ignore
        self.busy.add(child)
        return child

    async def wait_warm(self) -> None:
        """Returns when a worker is ready. WorkerLost when they end as soon as they are started."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._warm) or self._failures >= HOPELESS)
        if not self._warm:
            raise WorkerLost("No worker process can be started; what each said before it ended stands above.")

    def release(self, child: Child) -> None:
        """Its session is over: the worker forgets it and waits for the next one. A dead one is replaced."""
        self.busy.discard(child)
        child.on_message = child.on_gone = _ignore
        if child.gone.is_set() or self._closed:
            _keep(self._tasks, child.close())
            self.start()
            return
        child.send(Forget())
        _keep(self._tasks, self._ready(child))

    async def close(self) -> None:
        """Ends all workers. Idempotent."""
        self._closed = True
        for task in self._starts:
            task.cancel()
        await asyncio.gather(*self._starts, *self._tasks, return_exceptions=True)
        children = [*self._warm, *self.busy]
        self._warm.clear()
        self.busy.clear()
        await asyncio.gather(*(child.close() for child in children))

    async def _start_one(self) -> None:
        child = None
        try:
            async with self._slots:
                child = await Child.spawn("limner.server.worker")
                answered = asyncio.Event()
                child.on_message = lambda message: answered.set()
                child.on_gone = answered.set
                started = time.monotonic()
                with contextlib.suppress(TimeoutError, LimnerError):  # no portrait, no warming up: `Host.start` says why
                    async with asyncio.timeout(START_LIMIT_S):
                        child.send(WarmUp(self.renderer, await self._rig()))
                        await answered.wait()
            if child.gone.is_set() or not answered.is_set():
                log.error("worker %d %s while it warmed up", child.pid, "ended" if child.gone.is_set() else "hung")
                child.process.kill()
                await child.close()
                async with self._changed:
                    self._failures += 1
                    self._changed.notify_all()
                await asyncio.sleep(min(RETRY_MAX_S, RETRY_S * 2 ** min(self._failures, 10)))
                return
            self._failures = 0
            log.info("worker %d is warm after %.1f s", child.pid, time.monotonic() - started)
            await self._ready(child)
            child = None
        except asyncio.CancelledError:
            if child is not None:
                child.process.kill()
                await child.close()
            raise
        finally:
            self._starting -= 1
            self.start()

    async def _ready(self, child: Child) -> None:
        child.on_message = _ignore
        child.on_gone = lambda: self._idle_gone(child)
        if child.gone.is_set():  # before anybody listened
            return self._idle_gone(child)
        async with self._changed:
            self._warm.append(child)
            self._changed.notify_all()

    def _idle_gone(self, child: Child) -> None:
        log.warning("idle worker %d ended", child.pid)
        if child in self._warm:
            self._warm.remove(child)
        _keep(self._tasks, child.close())
        self.start()


def _keep(tasks: set[asyncio.Task[None]], coroutine: Coroutine[Any, Any, None]) -> None:
    """Runs it as one of these tasks."""
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def _ignore(*_: Any) -> None:
    pass
