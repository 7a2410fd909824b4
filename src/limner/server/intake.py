"""Files somebody sent → a rig, or sound. In a process of its own: a file that crashes a decoder, or takes long, holds up no picture.

The process is `reader.py`.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from pathlib import Path
from typing import Any

from limner.engine.types import Fit
from limner.errors import AudioUndecodable, NotAnImage, WorkerLost
from limner.server.channel import Child
from limner.server.folder import Folder
from limner.server.reader import Analyse, Analysed, Decode, Decoded, Failed, Setup

log = logging.getLogger(__name__)

LIMIT_S = 60.0  # a file that takes longer is given up, and the process with it


class Intake:
    """A process that dies is replaced at the next request; what it was doing fails with one sentence."""

    def __init__(self, renderer: str, cache_dir: Path, fit: Fit = "auto") -> None:
        self.renderer = renderer
        self.cache_dir = cache_dir
        self.fit = fit
        self._folder = Folder()
        self.folder = self._folder.path  # rigs and sounds
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self._turns = {Analyse: asyncio.Lock(), Decode: asyncio.Lock()}  # one file of each kind is read at a time
        self._again = asyncio.Lock()  # held while a file is read a second time, with nothing beside it
        self._reading: set[asyncio.Task[Any]] = set()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._ids = itertools.count()
        self._ending: set[asyncio.Task[None]] = set()

    async def analyse(self, data: bytes, background: str = "keep", behind: bytes | None = None) -> Analysed:
        """A portrait's bytes, and what it shall stand before → its rig. PortraitError says what is wrong with it."""
        try:
            answer = await self._ask(Analyse(next(self._ids), data, background, behind))
        except (WorkerLost, TimeoutError):
            raise NotAnImage("This picture could not be read; save it anew as JPEG or PNG.") from None
        assert isinstance(answer, Analysed)
        return answer

    def keep(self, rig: Path, owner: str) -> Path:
        """A rig → the same under a name of its owner's, which stays until that owner keeps another or `drop`s it. OSError."""
        kept, fresh = self._kept(owner), self._kept(f"{owner}.new")
        fresh.unlink(missing_ok=True)
        fresh.hardlink_to(rig)
        fresh.replace(kept)
        return kept

    def drop(self, owner: str) -> None:
        """What it kept, if anything, is no more needed."""
        self._kept(owner).unlink(missing_ok=True)

    def _kept(self, owner: str) -> Path:
        return self.folder / f"{owner}.kept"

    async def decode(self, data: bytes) -> Decoded:
        """A sound file's bytes → sound. AudioError says what is wrong with it."""
        try:
            answer = await self._ask(Decode(next(self._ids), data))
        except (WorkerLost, TimeoutError):
            raise AudioUndecodable("This sound file could not be read; save it anew, as wav or mp3 for example.") from None
        assert isinstance(answer, Decoded)
        return answer

    async def close(self) -> None:
        """Idempotent."""
        for reading in self._reading:
            reading.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        if self._child is not None:
            self._lost()
        await asyncio.gather(*self._ending)
        self._folder.remove()

    async def _ask(self, request: Analyse | Decode) -> Any:
        """Waits its turn, so that the limit is for this file alone. What is being read is read to its end, whoever gives up waiting."""
        turn = self._turns[type(request)]
        await turn.acquire()
        reading = asyncio.create_task(self._read(request, turn))
        self._reading.add(reading)
        reading.add_done_callback(self._reading.discard)
        try:
            return await asyncio.shield(reading)
        except asyncio.CancelledError:
            reading.add_done_callback(_forget)
            raise

    async def _read(self, request: Analyse | Decode, turn: asyncio.Lock) -> Any:
        try:
            async with self._again:
                pass
            try:
                return await self._once(request)
            except WorkerLost:  # perhaps for another file's sake: once more, alone
                async with self._again:
                    return await self._once(request)
        finally:
            turn.release()

    async def _once(self, request: Analyse | Decode) -> Any:
        """WorkerLost: the process ended. TimeoutError: it took too long, and has been ended."""
        async with self._starting:
            if self._child is None:
                self._child = await Child.spawn("limner.server.reader")
                self._child.on_message, self._child.on_gone = self._answered, self._died
                self._child.send(Setup(self.renderer, self.cache_dir, self.fit, self.folder))
        answer = self._waiting[request.request] = asyncio.get_running_loop().create_future()
        self._child.send(request)
        try:
            async with asyncio.timeout(LIMIT_S):
                return await answer
        except TimeoutError:
            if self._child is not None:
                self._child.process.kill()
            raise
        finally:
            del self._waiting[request.request]

    def _answered(self, message: Analysed | Decoded | Failed) -> None:
        waiting = self._waiting.get(message.request)
        if waiting is None or waiting.done():
            return
        if isinstance(message, Failed):
            waiting.set_exception(message.error)
        else:
            waiting.set_result(message)

    def _died(self) -> None:
        log.warning("the process that reads files ended; the next file starts another")
        self._lost()

    def _lost(self) -> None:
        """The process is gone, or shall go: it is waited for in the background."""
        if self._child is not None:
            ending = asyncio.create_task(self._child.close())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        self._child = None
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(WorkerLost("The process that reads files ended; try again."))


def _forget(reading: asyncio.Task[Any]) -> None:
    """Nobody waits for this any more."""
    if not reading.cancelled() and reading.exception() is None and isinstance(answer := reading.result(), Decoded):
        answer.sound.unlink(missing_ok=True)
