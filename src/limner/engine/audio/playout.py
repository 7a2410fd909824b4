"""Clips and streamed chunks → exactly 40 ms of sound a tick, and what became of each clip.

One per session. Clips, whole or streamed, play one after the other without a gap. Everything is counted in samples and bounded:
with `QUEUE_MAX_MS` waiting, new sound is refused and what was promised still plays. A microphone track is not in here: it is
mixed in beside (`media/inbound.py`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES
from limner.errors import AudioTooLong

QUEUE_MAX_MS = 600_000
QUEUE_MAX_CLIPS = 1_000  # empty clips are bounded, too
STARVED_MS = 10_000  # a stream that is neither fed nor ended for so long counts as ended
FADE = SOUND_HZ * 5 // 1000  # 5 ms ramps wherever sound is cut: too short to hear, long enough not to click

Mode = Literal["queue", "replace"]
Reason = Literal["finished", "replaced", "interrupted", "starved"]


@dataclass(frozen=True, slots=True)
class ClipStarted:
    """The first sample of a clip is in the sound that `step()` just gave (heard once the engine's look-ahead has passed)."""

    clip_id: str


@dataclass(frozen=True, slots=True)
class ClipEnded:
    """No more of this clip will come; `played_ms` of it were given out, 0 if it never began."""

    clip_id: str
    played_ms: int
    reason: Reason


Event = ClipStarted | ClipEnded


@dataclass(slots=True)
class _Clip:
    clip_id: str
    open: bool  # more chunks may come
    chunks: deque[I16] = field(default_factory=deque)  # not yet played, each (n, 2)
    waiting: int = 0  # samples in chunks
    played: int = 0  # samples given out
    starved: int = 0  # samples of silence given out in its place since the last chunk
    started: bool = False
    soft: bool = False  # begins in the middle: faded in

    def feed(self, sound: I16) -> None:
        if self.soft and len(sound):
            ramp = _ramp(min(FADE, len(sound)))
            self.chunks.append(np.rint(sound[: len(ramp)] * ramp).astype(np.int16))
            sound = sound[len(ramp) :]
            self.waiting += len(ramp)
            self.soft = False
        self.chunks.append(sound)
        self.waiting += len(sound)
        self.starved = 0

    def take(self, count: int) -> I16:
        """Up to `count` samples, (n, 2)."""
        parts: list[I16] = []
        while count > 0 and self.chunks:
            chunk = self.chunks.popleft()
            if len(chunk) > count:
                self.chunks.appendleft(chunk[count:])
                chunk = chunk[:count]
            parts.append(chunk)
            count -= len(chunk)
        out = np.concatenate(parts) if parts else np.zeros((0, 2), np.int16)
        self.waiting -= len(out)
        self.played += len(out)
        return out


class Playout:
    """Called by one thread. Sounds are int16 (n, 2) at 48 kHz and not copied: do not change them afterwards."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything, without events."""
        self._queue: deque[_Clip] = deque()
        self._tail: I16 = np.zeros((0, 2), np.int16)  # the last 5 ms of what was cut, already fading

    # What comes in

    def play(self, clip_id: str, sound: I16, mode: Mode = "queue", *, heard: int | None = None) -> list[Event]:
        """A whole clip. Raises AudioTooLong when it does not fit behind what waits already. heard: see `begin`."""
        rest = sound[heard or 0 :]
        events = self.begin(clip_id, mode, needs=len(rest), heard=heard)
        clip = self._queue[-1]
        clip.feed(rest)
        clip.open = False
        return events

    def begin(self, clip_id: str, mode: Mode = "queue", *, needs: int = 0, heard: int | None = None) -> list[Event]:
        """Opens a streamed clip; `replace` ends everything before it. The id must not be one that is still open.

        heard: so many samples of it were given out by another playout, which is no more. The rest follows, softly and without another
        ClipStarted, and `played_ms` counts the whole.
        """
        if any(c.clip_id == clip_id and c.open for c in self._queue):
            raise ValueError(f"clip {clip_id!r} is still open")
        if mode == "queue" or needs > _samples(QUEUE_MAX_MS):
            check_room(needs, self._waiting, len(self._queue))
        events = self._cut("replaced") if mode == "replace" else []
        self._queue.append(_Clip(clip_id, open=True, played=heard or 0, started=heard is not None, soft=heard is not None))
        return events

    def feed(self, clip_id: str, sound: I16) -> bool:
        """More of a streamed clip. False if it is not open (ended, interrupted): the sound is dropped. Raises AudioTooLong when full."""
        for clip in self._queue:
            if clip.clip_id == clip_id and clip.open:
                check_room(len(sound), self._waiting, len(self._queue))
                clip.feed(sound)
                return True
        return False

    def end(self, clip_id: str) -> bool:
        """No more chunks for this clip; it plays to its end. False if it is not open."""
        for clip in self._queue:
            if clip.clip_id == clip_id and clip.open:
                clip.open = False
                return True
        return False

    def interrupt(self, *, fade: bool = True) -> list[Event]:
        """Stops all clips now, faded over 5 ms, and says how much of each was given out.

        fade=False: at once, for who has what was given out last still in hand and fades that (`Engine.hush`).
        """
        events = self._cut("interrupted")
        if not fade:
            self._tail = self._tail[:0]
        return events

    # What goes out

    @property
    def waiting_ms(self) -> int:
        """Clip sound not yet given out."""
        return _ms(self._waiting)

    @property
    def _waiting(self) -> int:
        return sum(c.waiting for c in self._queue)

    @property
    def playing(self) -> tuple[str, int] | None:
        """The clip that has begun and not ended, and how many samples of it were given out."""
        clip = self._queue[0] if self._queue else None
        return (clip.clip_id, clip.played) if clip is not None and clip.started else None

    @property
    def busy(self) -> bool:
        """A clip is playing, or waits to."""
        return bool(self._queue)

    def step(self) -> tuple[I16, list[Event]]:
        """The next (1920, 2) int16, and what began and ended in it, in order."""
        mix = np.zeros((TICK_SAMPLES, 2), np.int32)
        events: list[Event] = []
        mix[: len(self._tail)] += self._tail
        self._tail = self._tail[:0]
        at = 0
        while self._queue and at < TICK_SAMPLES:
            clip = self._queue[0]
            sound = clip.take(TICK_SAMPLES - at)
            if len(sound) and not clip.started:
                clip.started = True
                events.append(ClipStarted(clip.clip_id))
            mix[at : at + len(sound)] += sound
            at += len(sound)
            if clip.waiting:
                continue
            if clip.open:
                clip.starved += TICK_SAMPLES - at
                if clip.starved < _samples(STARVED_MS):
                    break
            self._queue.popleft()
            events.append(ClipEnded(clip.clip_id, _ms(clip.played), "starved" if clip.open else "finished"))
        return np.clip(mix, -32768, 32767).astype(np.int16), events

    # How

    def _cut(self, reason: Reason) -> list[Event]:
        events: list[Event] = []
        if self._queue and self._queue[0].started:
            played = self._queue[0].played
            tail = self._queue[0].take(FADE)
            self._queue[0].played = played
            self._tail = np.rint(tail * (1 - _ramp(len(tail)))).astype(np.int16)
        while self._queue:
            clip = self._queue.popleft()
            events.append(ClipEnded(clip.clip_id, _ms(clip.played), reason))
        return events


def check_room(samples: int, waiting: int, clips: int) -> None:
    """May so many samples come behind `waiting` others in so many clips? AudioTooLong: no."""
    if _ms(waiting) + _ms(samples) > QUEUE_MAX_MS or clips >= QUEUE_MAX_CLIPS:
        message = f"More than {QUEUE_MAX_MS // 60_000} minutes of sound are waiting to be played. Send this later."
        raise AudioTooLong(message, waiting_ms=_ms(waiting), max_ms=QUEUE_MAX_MS)


def _ramp(count: int) -> NDArray[np.float32]:
    """(count, 1) rising from 0 to 1."""
    return np.linspace(0, 1, count, dtype=np.float32)[:, None]


def _samples(ms: int) -> int:
    return ms * SOUND_HZ // 1000


def _ms(samples: int) -> int:
    return samples * 1000 // SOUND_HZ
