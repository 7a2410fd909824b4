"""Features and intent → head, shoulders and breath.

The direction of a real head cannot be heard, its liveliness can: head speed follows loudness 200 ms later (r = .34 on 65 clips),
yaw and pitch angles do not. So the angles are noise with the measured spectrum, and the sound sets how much of it.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from limner.engine.types import TICK_HZ, Features, Intent, Motion

DT = 1 / TICK_HZ

# Standard deviation in degrees and cut-off in hertz (between the 50 % and the 90 % power frequencies measured): pitch, yaw, roll.
# Real speakers move 3-4 degrees; a still picture carries about half of that for long without looking warped.
SIGMA_DEG = (1.5, 2.1, 1.3)
CUT_HZ = (0.5, 0.36, 0.24)
SHIFT_K, SHIFT_HZ = (0.012, 0.008, 0.01), 0.2  # x, y, z
LOUDNESS_LAG_TICKS = 7  # 200 ms after the sound that is heard, which is itself two ticks late
NOD_CHANCE, NOD_DEG, NOD_RISE_S, NOD_BACK_S = 0.4, (1.0, 2.5), 0.16, 0.4
BREATH_HZ = 0.24  # 14 breaths a minute, varied from breath to breath
YAW, PITCH, ROLL = 1, 0, 2


class SlowNoise:
    """Unit Gaussian noise through a critically damped second-order low-pass, one channel per cut-off."""

    def __init__(self, cut_hz: tuple[float, ...], random: np.random.Generator) -> None:
        self._random = random
        w = 2 * math.pi * np.asarray(cut_hz)
        self._keep = np.exp(-w * DT)
        a = self._keep
        # Output variance of two equal one-pole low-passes in a row: (1-a)^4 (1+a^2) / (1-a^2)^3.
        self._unit = 1 / np.sqrt((1 - a) ** 4 * (1 + a * a) / (1 - a * a) ** 3)
        self._one = np.zeros(len(a))
        self._two = np.zeros(len(a))

    def step(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        a = self._keep
        self._one = a * self._one + (1 - a) * self._random.standard_normal(len(a))
        self._two = a * self._two + (1 - a) * self._one
        return np.asarray(self._two * self._unit)


class Head:
    """`step()` gives a Motion with only head, shoulders and breath set."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.reset()

    def reset(self) -> None:
        self._angles = SlowNoise(CUT_HZ, self._random)
        self._shift = SlowNoise((SHIFT_HZ,) * 3, self._random)
        self._loudness: deque[float] = deque([0.0] * LOUDNESS_LAG_TICKS, maxlen=LOUDNESS_LAG_TICKS)
        self._liveliness = 0.35
        self._nod = self._nod_goal = 0.0
        self._nod_s = 0.0
        self._breath = float(self._random.uniform(0, 1))  # phase
        self._breath_hz = BREATH_HZ
        self._late = np.zeros(2)  # shoulders follow the head: yaw, roll

    def step(self, features: Features, intent: Intent) -> Motion:
        lagged = self._loudness[0]
        self._loudness.append(features.loudness * features.speech)
        # At rest the head drifts at a third of its range; speech brings it alive within .3 s and lets it settle over 1.2 s.
        goal = 0.35 + 0.65 * min(1.3, 0.5 + 0.9 * lagged) * (features.speech > 0.5 or lagged > 0.2)
        self._liveliness += (goal - self._liveliness) * (1 - math.exp(-DT / (0.3 if goal > self._liveliness else 1.2)))
        scale = self._liveliness * (0.45 + 1.1 * intent.energy)
        angles = self._angles.step() * SIGMA_DEG * scale
        shift = self._shift.step() * SHIFT_K * scale
        nod = self._nodding(features, intent)
        breath = self._breathing()
        motion = Motion(
            yaw=float(angles[YAW]) + intent.yaw,
            pitch=float(angles[PITCH]) - nod + intent.pitch + 0.25 * (breath - 0.5),
            roll=float(angles[ROLL]) + intent.roll,
            x=float(shift[0]),
            y=float(shift[1]) - 0.004 * (breath - 0.5),
            z=float(shift[2]) + intent.z,
            breath=breath,
        )
        self._late += (np.array([motion.yaw, motion.roll]) - self._late) * (1 - math.exp(-DT / 0.5))
        motion.shoulder_x = float(0.004 * self._late[0] + 0.3 * shift[0]) + intent.shoulder_x
        motion.shoulder_y = -0.006 * (breath - 0.5) + intent.shoulder_y
        return motion

    def _nodding(self, features: Features, intent: Intent) -> float:
        """Degrees of chin-down that a stressed syllable brings, now."""
        if features.accent > 0 and self._random.random() < NOD_CHANCE * intent.nods * (0.4 + 1.2 * intent.energy):
            self._nod_goal = float(self._random.uniform(*NOD_DEG)) * (0.5 + intent.energy) * (0.6 + 0.4 * features.accent)
            self._nod_s = NOD_RISE_S
        self._nod_s -= DT
        if self._nod_s <= 0:
            self._nod_goal = 0.0
        speed = NOD_RISE_S / 2 if self._nod_goal > self._nod else NOD_BACK_S / 2
        self._nod += (self._nod_goal - self._nod) * (1 - math.exp(-DT / speed))
        return self._nod

    def _breathing(self) -> float:
        """0 out .. 1 in; in is quicker than out."""
        self._breath += self._breath_hz * DT
        if self._breath >= 1:
            self._breath -= 1
            self._breath_hz = BREATH_HZ * float(self._random.uniform(0.85, 1.15))
        warped = self._breath**0.8
        return 0.5 - 0.5 * math.cos(2 * math.pi * warped)
