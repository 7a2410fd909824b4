"""The clips of one session, while they play or wait to: names, sound, how far each was heard. What a client asks ↔ what the worker knows.

The worker may die at any moment, so what it was given is kept here until it has been heard: `again()` gives it to the next one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from limner.engine.audio.playout import ClipEnded, ClipStarted, Event, check_room
from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES
from limner.media.producer import ON_ITS_WAY_TICKS
from limner.protocol import messages
from limner.server.worker import PlayChunk, PlayClip

ON_ITS_WAY = ON_ITS_WAY_TICKS * TICK_SAMPLES  # samples that a worker has given out of a clip, and that no client has yet
INTERRUPT = "interrupt"

Heard = tuple[str | None, int]  # the client's name of a clip, ms of it that were heard


@dataclass
class Clip:
    """One that the worker has, to its end. Counts are samples at 48 kHz."""

    name: str  # unique in its session; the worker's name of it
    client_id: str | None
    file: Path | None  # (n, 2) int16 .npy, deleted with the clip; None: streamed
    chunks: deque[I16] = field(default_factory=deque)  # streamed: what was not heard yet, each (n,)
    before: int = 0  # streamed: samples before the first chunk
    last: bool = False  # streamed: all of it is there
    fed: int = 0
    played: int = 0  # given out by the worker
    since: int = 0  # heard when this worker got it
    started: bool = False
    cut_by: str | None = None  # the worker was told to end it: by INTERRUPT, or by the clip that replaces it

    @property
    def heard(self) -> int | None:
        """Samples of it that clients have; None before it began."""
        return max(self.since, self.played - ON_ITS_WAY) if self.started else None


class Clips:
    """In the order in which they play."""

    def __init__(self) -> None:
        self._clips: dict[str, Clip] = {}
        self._count = 0

    # --- what clients ask → what the worker is told ---------------------------------------------------------------------------------

    def add(self, client_id: str | None, file: Path, samples: int, *, replace: bool) -> PlayClip:
        """A whole clip, whose file is ours from now on. AudioTooLong, and it is not."""
        self._check_room(samples, alone=replace)
        self._count += 1
        name = f"clip {self._count}"
        if replace:
            self.cut(name)
        self._clips[name] = Clip(name, client_id, file, fed=samples)
        return PlayClip(name, file, replace)

    def feed(self, name: str, client_id: str | None, sound: I16, *, last: bool) -> PlayChunk:
        """More of a streamed one, (n, 2), named by its stream. AudioTooLong: this piece is left out."""
        self._check_room(len(sound))
        clip = self._clips.setdefault(name, Clip(name, client_id, None))
        clip.chunks.append(sound[:, 0].copy())  # streams are mono
        clip.fed += len(sound)
        clip.last = last
        return PlayChunk(name, sound, last)

    def cut(self, by: str = INTERRUPT) -> None:
        """The worker is told to end all that is there."""
        for clip in self._clips.values():
            clip.cut_by = clip.cut_by or by

    def again(self) -> list[PlayClip | PlayChunk]:
        """All that was not heard to its end, for a new worker."""
        told: list[PlayClip | PlayChunk] = []
        for clip in self._clips.values():
            heard = clip.heard
            clip.played = clip.since = heard or 0
            if clip.file is not None:
                told.append(PlayClip(clip.name, clip.file, False, heard))
            else:
                rest = np.concatenate([*clip.chunks, np.zeros(0, np.int16)])[clip.played - clip.before :]
                told.append(PlayChunk(clip.name, np.stack([rest, rest], axis=1), clip.last, heard))
        return told

    def _check_room(self, samples: int, *, alone: bool = False) -> None:
        stay = [] if alone else [clip for clip in self._clips.values() if clip.cut_by is None]
        check_room(samples, sum(clip.fed - clip.played for clip in stay), len(stay))

    # --- what the worker tells → what clients are told -------------------------------------------------------------------------------

    def playing(self, name: str, samples: int) -> None:
        """So much of a clip was given out."""
        clip = self._clips.get(name)
        if clip is None:
            return
        clip.played = samples
        while clip.chunks and clip.before + len(clip.chunks[0]) <= samples - ON_ITS_WAY:
            clip.before += len(clip.chunks.popleft())

    def tell(self, events: Iterable[Event], at_s: float | None = None) -> list[messages.Message]:
        """What began (at_s, as clients are told it) and ended → what clients are told."""
        told: list[messages.Message] = []
        for event in events:
            clip = self._clips.get(event.clip_id)
            client_id = clip.client_id if clip else None
            if isinstance(event, ClipStarted):
                if clip:
                    clip.started = True
                told.append(messages.SpeechStarted(id=client_id, at_s=at_s))
            else:
                self._forget(event.clip_id)
                interrupted = event.reason in ("interrupted", "replaced")
                told.append(messages.SpeechEnded(id=client_id, played_ms=event.played_ms, interrupted=interrupted))
        return told

    def heard(self, ended: Iterable[Event]) -> Heard:
        """What an interruption ended → what was playing. To be asked before `tell` has forgotten it."""
        clips = [event for event in ended if isinstance(event, ClipEnded)]
        first = next((clip for clip in clips if clip.played_ms), clips[0] if clips else None)
        if first is None:
            return None, 0
        clip = self._clips.get(first.clip_id)
        return (clip.client_id if clip else None), first.played_ms

    def cut_short(self) -> list[ClipEnded]:
        """The worker is gone before it could say that it ended what it was told to: what it would have said."""
        return [
            ClipEnded(clip.name, clip.played * 1000 // SOUND_HZ, "interrupted" if clip.cut_by == INTERRUPT else "replaced")
            for clip in self._clips.values()
            if clip.cut_by
        ]

    def clear(self) -> None:
        """The session is over."""
        for name in [*self._clips]:
            self._forget(name)

    def _forget(self, name: str) -> None:
        clip = self._clips.pop(name, None)
        if clip is not None and clip.file is not None:
            clip.file.unlink(missing_ok=True)
