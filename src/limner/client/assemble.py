"""Pictures and sounds with times → ticks of one picture and its 40 ms of sound, without holes.

A picture that did not come is the one before it, as a viewer saw it; sound that did not come is silence.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from limner.engine.types import I16, SOUND_HZ, TICK_HZ, TICK_SAMPLES, U8

SNAP = 240  # samples: packets that lie so close end to end do so exactly
LATE_S = 1.0  # a stream so far behind the other is not waited for

Tick = tuple[U8, I16]  # (1080, 1280) yuv420p and (1920, 2)


class Assembler:
    """Times are seconds on one clock. What is before the beginning is left out: it is the first picture, unless `begin` says another."""

    def __init__(self) -> None:
        self.ticks = 0  # given out
        self.pictures = 0  # that came
        self.repeated = 0  # ticks that have the picture of the one before
        self.filled = 0  # samples of silence put in for sound that did not come
        self._zero_s: float | None = None
        self._waiting: deque[tuple[int, U8]] = deque()  # (tick, picture)
        self._shown: U8 | None = None
        self._early: list[tuple[float, I16]] = []
        self._sound = np.zeros((0, 2), np.int16)  # from self._given on
        self._given = 0  # samples given out

    @property
    def _heard(self) -> int:
        return self._given + len(self._sound)

    def begin(self, time_s: float) -> None:
        self._zero_s = time_s
        early, self._early = self._early, []
        for at_s, sound in early:
            self.sound(at_s, sound)

    def picture(self, time_s: float, planes: U8) -> None:
        if self._zero_s is None:
            self.begin(time_s)
        assert self._zero_s is not None
        tick = round((time_s - self._zero_s) * TICK_HZ)
        if tick >= 0:
            self.pictures += 1
            self._waiting.append((tick, planes))

    def sound(self, time_s: float, sound: I16) -> None:
        """(n, 2) at 48 kHz."""
        if self._zero_s is None:
            self._early = [*self._early[-50:], (time_s, sound)]
            return
        gap = round((time_s - self._zero_s) * SOUND_HZ) - self._heard
        if gap > SNAP:
            self._silence(gap)
        elif gap < -SNAP:
            sound = sound[-gap:]
        self._sound = np.concatenate([self._sound, sound])

    def take(self) -> list[Tick]:
        """The ticks of which nothing more can come."""
        ticks = []
        while self._complete():
            ticks.append(self._tick())
        return ticks

    def finish(self) -> list[Tick]:
        """The rest, to the last picture."""
        ticks = []
        while self._waiting:
            ticks.append(self._tick())
        return ticks

    def _complete(self) -> bool:
        if not self._waiting:
            return False
        newest_tick = max(self._waiting[-1][0], self._heard // TICK_SAMPLES)
        if newest_tick - self.ticks > LATE_S * TICK_HZ:
            return True
        return self._waiting[-1][0] > self.ticks and self._heard >= (self.ticks + 1) * TICK_SAMPLES

    def _tick(self) -> Tick:
        fresh = False
        while self._waiting and (self._waiting[0][0] <= self.ticks or self._shown is None):
            self._shown = self._waiting.popleft()[1]
            fresh = True
        self.repeated += not fresh
        if len(self._sound) < TICK_SAMPLES:
            self._silence(TICK_SAMPLES - len(self._sound))
        sound, self._sound = self._sound[:TICK_SAMPLES], self._sound[TICK_SAMPLES:]
        self._given += TICK_SAMPLES
        self.ticks += 1
        assert self._shown is not None
        return self._shown, sound

    def _silence(self, samples: int) -> None:
        self.filled += samples
        self._sound = np.concatenate([self._sound, np.zeros((samples, 2), np.int16)])
