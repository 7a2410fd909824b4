"""What a viewer got → an .mp4 file. Encoding has a thread of its own; nothing that comes waits for it."""

from __future__ import annotations

import asyncio
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
PICTURES_WAITING = 100  # for the encoder, 140 MB; then pictures are left out, never sound

Item = tuple[Kind, VideoFrame | AudioFrame, Callable[[], float | None], float]


class Recording:
    """Use it in `async with`. Over a reconnect it goes on, with a still picture and silence between.

    An error inside the block removes the file; so does cancelling. ConfigError where nothing can be written.
    """

    def __init__(self, path: Path, sources: set[Recording]) -> None:
        """sources: who feeds it is told by adding itself there."""
        self.path = path
        self._sources = sources
        self._assembler = Assembler()
        self._held: list[Item] | None = []
        self._queue: queue.SimpleQueue[tuple[Kind, VideoFrame | AudioFrame, float] | bool] = queue.SimpleQueue()
        self._exact = False  # times are the server's, else by arrival
        self._pictures_waiting = 0
        self._dropped = 0
        self._thread = threading.Thread(target=self._write, name="recording")
        self._problem: BaseException | None = None
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
        """Returns when so much more picture and sound has come. Cancelling does no harm."""
        goal = max(self._newest_s.values(), default=0.0) + seconds
        while len(self._newest_s) < 2 or min(self._newest_s.values()) < goal:
            self._progress.clear()
            await self._progress.wait()

    def feed(self, kind: Kind, frame: VideoFrame | AudioFrame, server_s: Callable[[], float | None], time_s: float) -> None:
        """From the viewer. server_s gives the frame's exact time as soon as there is one; time_s is the best that is known now."""
        self._newest_s[kind] = time_s
        self._progress.set()
        item: Item = (kind, frame, server_s, time_s)
        if self._held is None:
            self._pass_on(item)
            return
        self._held.append(item)
        exact = server_s() is not None
        if exact or time_s - self._held[0][3] > HOLD_S:
            held, self._held = self._held, None
            self._exact = exact
            for each in held:
                self._pass_on(each)

    def _pass_on(self, item: Item) -> None:
        kind, frame, server_s, time_s = item
        if kind == "video":
            if self._pictures_waiting >= PICTURES_WAITING:
                self._dropped += 1
                return
            self._pictures_waiting += 1
        exact_s = server_s() if self._exact else None
        if self._exact and exact_s is None:
            return  # the first second after a reconnect
        self._queue.put((kind, frame, time_s if exact_s is None else exact_s))

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
        self._thread.start()
        self._sources.add(self)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._sources.discard(self)
        for item in self._held or []:  # it was that short
            self._exact = False
            self._pass_on(item)
        self._queue.put(kind is None)
        ending = asyncio.ensure_future(asyncio.to_thread(self._thread.join))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending
            raise
        if kind is None and self._problem is not None:
            raise self._problem


class _Abandoned(Exception):
    """The file is not wanted any more."""


def _into(out: Mp4Writer, ticks: list[Tick]) -> None:
    for planes, sound in ticks:
        out.write(Frame(planes), sound)
