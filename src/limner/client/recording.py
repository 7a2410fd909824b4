"""What a viewer got → an .mp4 file. Encoding has a thread of its own; nothing that comes waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from limner.client.assemble import Assembler, Tick
from limner.client.timeline import Kind
from limner.engine.types import HEIGHT, TICK_HZ, WIDTH, Frame
from limner.errors import ConfigError, Disconnected
from limner.media.mp4 import Mp4Writer

HOLD_S = 2.5  # so long the first pictures wait for the reports that tell how picture and sound belong together
BEFORE_S = 1.0  # so much is held of what comes before a speech: its message may come after its first pictures
PICTURES_WAITING = 100  # for the encoder, 140 MB; then pictures are left out, never sound

Item = tuple[Kind, VideoFrame | AudioFrame, Callable[[], float | None], float]


class Recording:
    """Use it in `async with`. Over a reconnect it goes on, with a still picture and silence between.

    An error inside the block removes the file; so does cancelling. ConfigError where nothing can be written, also when the disk is full
    in the middle: then from `more` or at the end of the block.
    """

    def __init__(self, path: Path, sources: set[Recording], *, from_speech: bool = False) -> None:
        """sources: who feeds it is told by adding itself there. from_speech: what comes before the first speech is left out."""
        self.path = path
        self._sources = sources
        self._waiting = from_speech  # for it
        self._begin: Callable[[], float | None] | None = None
        self._begin_about_s = 0.0
        self._assembler = Assembler()
        self._held: list[Item] = []
        self._stopping = False
        self._queue: queue.SimpleQueue[tuple[Kind, VideoFrame | AudioFrame, float] | bool] = queue.SimpleQueue()
        self._pictures_waiting = 0
        self._dropped = 0
        self._thread = threading.Thread(target=self._write, name="recording")
        self._problem: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop
        self._newest_s: dict[Kind, float] = {}
        self._progress = asyncio.Event()

    @property
    def seconds(self) -> float:
        """Of video written so far."""
        return self._assembler.ticks / TICK_HZ

    @property
    def summary(self) -> dict[str, float | int | str]:
        """What was written: seconds, pictures that came, ticks that repeat one, ms of sound that did not come."""
        made = self._assembler
        return {
            "out": str(self.path),
            "seconds": round(self.seconds, 3),
            "pictures": made.pictures,
            "repeated": made.repeated,
            "sound_missing_ms": made.filled // 48,
            "not_encoded": self._dropped,
        }

    async def more(self, seconds: float) -> None:
        """Returns when so much more picture and sound has come. ConfigError. Cancelling does no harm."""
        goal = max(self._newest_s.values(), default=0.0) + seconds
        while len(self._newest_s) < 2 or min(self._newest_s.values()) < goal:
            if self._problem is not None:
                raise self._problem
            self._progress.clear()
            await self._progress.wait()

    def feed(self, kind: Kind, frame: VideoFrame | AudioFrame, exact_s: Callable[[], float | None], time_s: float) -> None:
        """From the viewer. exact_s gives the frame's exact time as soon as there is one; time_s is the best that is known now."""
        self._newest_s[kind] = time_s
        self._progress.set()  # who waits runs after this
        if not self._stopping:
            self._held.append((kind, frame, exact_s, time_s))
        if self._waiting:
            while time_s - self._held[0][3] > BEFORE_S:
                self._held.pop(0)
        elif self._held and (exact_s() is not None or time_s - self._held[0][3] > HOLD_S):
            self._pass_on()

    def speech(self, begin_s: Callable[[], float | None]) -> None:
        """From the viewer: one begins. begin_s gives the time of its first sample, once that is known."""
        if self._waiting:
            self._waiting, self._begin = False, begin_s
            self._begin_about_s = max(self._newest_s.values(), default=0.0)

    def _pass_on(self) -> None:
        held, self._held = self._held, []
        if self._begin is not None:  # the thread has had nothing yet
            exact_begin_s = self._begin()
            self._assembler.begin(self._begin_about_s if exact_begin_s is None else exact_begin_s)
            self._begin = None
        for kind, frame, exact_s, time_s in held:
            if kind == "video":
                if self._pictures_waiting >= PICTURES_WAITING:
                    self._dropped += 1
                    continue
                self._pictures_waiting += 1
            exact = exact_s()
            self._queue.put((kind, frame, time_s if exact is None else exact))

    # --- the thread ----------------------------------------------------------------------------------------------------------------

    def _write(self) -> None:
        try:
            with Mp4Writer(self.path) as out:
                while not isinstance(item := self._queue.get(), bool):
                    self._add(*item)
                    _into(out, self._assembler.take())
                if not item:
                    raise _Abandoned  # the writer then removes its file
                _into(out, self._assembler.finish())
                if not self._assembler.ticks:
                    raise Disconnected("No picture came while this was recorded, so there is no video.")
        except Exception as problem:
            self._problem = problem
            self._loop.call_soon_threadsafe(self._give_up)

    def _give_up(self) -> None:
        """Nothing can be written any more, so nothing more is taken."""
        self._sources.discard(self)
        self._held.clear()
        self._progress.set()

    def _add(self, kind: Kind, frame: VideoFrame | AudioFrame, time_s: float) -> None:
        if isinstance(frame, VideoFrame):
            self._pictures_waiting -= 1
            if (frame.width, frame.height) != (WIDTH, HEIGHT):
                frame = frame.reformat(WIDTH, HEIGHT)
            self._assembler.picture(time_s, np.ascontiguousarray(frame.to_ndarray(format="yuv420p")))
        else:
            self._assembler.sound(time_s, frame.to_ndarray().reshape(-1, 2).astype(np.int16, copy=False))

    # --- its life ------------------------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Recording:
        if not self.path.parent.is_dir():
            raise ConfigError(f"Cannot write {self.path}: there is no folder {self.path.parent}. Choose another place for the video.")
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        self._sources.add(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stopping, self._waiting = True, False
        wanted = False
        try:
            if kind is None:
                await self._reported()
                wanted = True
        finally:
            self._sources.discard(self)
            self._pass_on()
            self._queue.put(wanted)
            ending = asyncio.ensure_future(asyncio.to_thread(self._thread.join))
            try:
                await asyncio.shield(ending)
            except asyncio.CancelledError:
                await ending
                raise
        if self._problem is not None and wanted:
            raise self._problem

    async def _reported(self) -> None:
        """Returns when there are reports for what is held, or there will be none."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HOLD_S):
                while self._held:
                    self._progress.clear()
                    await self._progress.wait()


class _Abandoned(Exception):
    """The file is not wanted any more."""


def _into(out: Mp4Writer, ticks: list[Tick]) -> None:
    for planes, sound in ticks:
        out.write(Frame(planes), sound)
