"""Mouth of a tick and how slack the face is → the mouth at that pace: tired and sad lips open slowly."""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32, SHAPE, SHAPES, Intent

SLOWEST = 0.55  # share of the way a tick at slack 1; at 0 lips move as they speak
BEGINS, ENDS = 0.25, 0.06  # shares of the way a tick: who speaks soon has a speaking mouth, and half a second later again one at rest
AT_ONCE = [SHAPE[name] for name in ("mouthClose", "mouthPressLeft", "mouthPressRight", "mouthRollLower")]  # sounds that lips must show


class Pace:
    """`step()` slows down only what grows: lips shut as soon as ever, so that p, b and m stay what they are."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.talking = 0.0  # 0..1, how much the mouth belongs to speech
        self._lips = np.zeros(len(SHAPES), np.float32)

    def step(self, lips: F32, intent: Intent) -> F32:
        """(len(SHAPES),) of speech alone → the same."""
        talks = float(lips.any())
        self.talking += (talks - self.talking) * (BEGINS if talks else ENDS)
        share = 1 - (1 - SLOWEST) * min(1.0, max(0.0, intent.slack))
        self._lips = np.minimum(lips, self._lips + share * (lips - self._lips)).astype(np.float32)
        self._lips[AT_ONCE] = lips[AT_ONCE]
        return self._lips
