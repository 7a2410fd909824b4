"""The pitch of a voice → how far it rises above its own ordinary height, and whether what was just said was a question."""

from __future__ import annotations

import math
from collections import deque

from limner.engine.types import TICK_HZ, Features

DT = 1 / TICK_HZ
MEMORY_S = 6.0  # over which a voice's ordinary height is learned
HEIGHT_FROM, HEIGHT_OVER = 0.1, 0.3  # ln Hz above it (2 and 7 semitones) from where on, and over how much, a voice is high
TAIL_TICKS, END_TICKS, LEAST_VOICED = 14, 4, 6  # the last half second; its end; fewer voiced ticks in it say nothing
ASKED_RISE, ASKED_HEIGHT = 0.12, 0.05  # ln Hz: the end is so much above what came before it, and above the ordinary height
ENDED_S = 0.16  # of silence after which it is judged: the rise of a question is its last syllable


class Melody:
    """`step()` once a tick. Causal: a question is known when it has ended."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.height = 0.0  # 0..1, how far the voice is above its ordinary height
        self.asked = False  # at this tick: a question has just ended
        self._mean = 0.0  # ln Hz; 0: nothing heard yet
        self._heard_s = 0.0
        self._tail: deque[float] = deque(maxlen=TAIL_TICKS)  # ln Hz of the last ticks of speech, 0 where unvoiced
        self._open = False  # something was said that has not been judged

    def step(self, features: Features) -> None:
        self.asked = False
        goal = 0.0
        if features.pause_s <= 0 and features.speech > 0.5:
            self._open = True
            pitch = math.log(features.pitch_hz) if features.pitch_hz > 0 else 0.0
            self._tail.append(pitch)
            if pitch:
                self._heard_s += DT
                share = DT / min(MEMORY_S, self._heard_s)
                self._mean += share * (pitch - self._mean)
                goal = min(1.0, max(0.0, (pitch - self._mean - HEIGHT_FROM) / HEIGHT_OVER))
        elif self._open and features.pause_s >= ENDED_S:
            self._open = False
            self.asked = self._rose()
            self._tail.clear()
        self.height += (goal - self.height) * (1 - math.exp(-DT / 0.12))

    def _rose(self) -> bool:
        """Whether the pitch went up where the speech ended."""
        voiced = [pitch for pitch in self._tail if pitch]
        if len(voiced) < LEAST_VOICED:
            return False
        end, before = voiced[-END_TICKS:], voiced[:-END_TICKS]
        last = sum(end) / len(end)
        return last - sum(before) / len(before) > ASKED_RISE and last - self._mean > ASKED_HEIGHT
