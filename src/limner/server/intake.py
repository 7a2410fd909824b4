"""Files somebody sent → a rig, or sound. In a process of its own: a file that crashes a decoder, or takes long, holds up no picture.

`main` is the process; `Intake` is the front's side of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import logging
import os
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from limner.engine.types import SOUND_HZ, Fit
from limner.errors import AtCapacity, AudioUndecodable, LimnerError, NotAnImage, WorkerLost
from limner.server.channel import Channel, Child
from limner.server.folder import Folder

log = logging.getLogger(__name__)

NICE = 5  # the pictures of running sessions come first
LIMIT_S = 60.0  # a file that takes longer is given up, and the process with it
RIGS_KEPT = 32  # 7 MB each, the last ones; whoever needs one for longer says `keep`


@dataclass(frozen=True, slots=True)
class Setup:
    renderer: str
    cache_dir: Path
    fit: Fit
    folder: Path  # where results are put


@dataclass(frozen=True, slots=True)
class Analyse:
    """A portrait's bytes → Analysed."""

    request: int
    data: bytes
    background: str = "keep"  # as in `engine.portrait.background`
    behind: bytes | None = None  # a picture to stand before instead


@dataclass(frozen=True, slots=True)
class Decode:
    """A sound file's bytes → Decoded."""

    request: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Analysed:
    request: int
    rig: Path | None  # a pickled Rig; None with a renderer that needs none
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    request: int
    sound: Path  # .npy, (n, 2) int16 at 48 kHz; whoever plays it deletes it
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    request: int
    error: LimnerError


class Intake:
    """The front's side. A process that dies is replaced at the next request; what it was doing fails with one sentence."""

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
                self._child = await Child.spawn("limner.server.intake")
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
        log.warning("the intake process ended; the next file starts another")
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


# --- the process -------------------------------------------------------------------------------------------------------------------


class IntakeProcess:
    """Portraits in one thread, sounds in another: a clip need not wait for a face."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.sending = threading.Lock()
        self.setup: Setup | None = None
        self.portraits = ThreadPoolExecutor(1)
        self.sounds = ThreadPoolExecutor(1)

    def run(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                for message in self.channel.receive():
                    match message:
                        case Setup():
                            self.setup = message
                        case Analyse():
                            self.portraits.submit(self.do, message)
                        case Decode():
                            self.sounds.submit(self.do, message)
        os._exit(0)  # a thread may be in the middle of a picture nobody wants any more

    def do(self, message: Analyse | Decode) -> None:
        assert self.setup is not None
        answer: Analysed | Decoded | Failed
        try:
            answer = analyse(message, self.setup) if isinstance(message, Analyse) else decode(message, self.setup)
        except LimnerError as error:
            answer = Failed(message.request, error)
        except OSError as error:
            log.error("no result can be written to %s: %s", self.setup.folder, error)
            answer = Failed(message.request, AtCapacity("The server has no room for files just now; try again in a moment."))
        except Exception:
            log.exception("a file could not be read")
            what = "picture" if isinstance(message, Analyse) else "sound file"
            kind = NotAnImage if isinstance(message, Analyse) else AudioUndecodable
            answer = Failed(message.request, kind(f"This {what} could not be read; try another one."))
        with self.sending, contextlib.suppress(OSError):
            self.channel.send(answer)


def analyse(message: Analyse, setup: Setup) -> Analysed:
    if setup.renderer == "testcard":
        from limner.engine.portrait.load import load

        load(message.data)
        return Analysed(message.request, None, ())
    from limner.engine.portrait.analyse import analyse as analyse_portrait

    rig = analyse_portrait(message.data, setup.cache_dir, fit=setup.fit, background=message.background, behind=message.behind)
    name = hashlib.sha256(b"\0".join((message.data, message.background.encode(), message.behind or b""))).hexdigest()
    path = setup.folder / f"{name}.rig"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(pickle.dumps(rig, protocol=5))
        unfinished.rename(path)
    path.touch()
    for old in sorted(setup.folder.glob("*.rig"), key=lambda file: file.stat().st_mtime)[:-RIGS_KEPT]:
        old.unlink()
    return Analysed(message.request, path, rig.notes)


def decode(message: Decode, setup: Setup) -> Decoded:
    from limner.media.decode import decode_audio

    sound = decode_audio(message.data)
    path = setup.folder / f"{message.request}.npy"
    try:
        np.save(path, sound)
    except OSError:
        path.unlink(missing_ok=True)  # half of it
        raise
    return Decoded(message.request, path, len(sound) * 1000 // SOUND_HZ)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="intake %(process)d %(levelname)s %(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    os.nice(NICE)
    IntakeProcess(Channel.inherited()).run()
