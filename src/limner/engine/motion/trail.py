"""How the head turns → how far what hangs from it, hair and cloth, still is behind."""

from __future__ import annotations

import math

import numpy as np

from limner.engine.types import TICK_HZ, Motion

SWING_HZ = 1.7  # hair as a pendulum: how quick it swings back …
DAMPING = 0.55  # … and how soon it stands; below 1 it goes a little past where the head stopped
MOST_DEG = 4.0


class Trail:
    """`step()` sets lag_yaw, lag_pitch and lag_roll of a Motion whose head angles are final."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._at: np.ndarray[tuple[int], np.dtype[np.float64]] | None = None  # degrees: yaw, pitch, roll of what hangs
        self._speed = np.zeros(3)  # degrees a tick

    def step(self, motion: Motion) -> None:
        head = np.array([motion.yaw, motion.pitch, motion.roll])
        if self._at is None:
            self._at = head
        swing = 2 * math.pi * SWING_HZ / TICK_HZ
        # The pull is taken where the next tick will be: steady at any stiffness.
        self._speed = (self._speed + swing * swing * (head - self._at)) / (1 + 2 * DAMPING * swing + swing * swing)
        self._at = head + np.clip(self._at + self._speed - head, -MOST_DEG, MOST_DEG)
        motion.lag_yaw, motion.lag_pitch, motion.lag_roll = (float(v) for v in self._at - head)
