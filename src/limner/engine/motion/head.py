"""Features and intent → head, shoulders and breath.

The direction of a real head cannot be heard, its liveliness can: head speed follows loudness 200 ms later (r = .34 on 65 clips),
yaw and pitch angles do not. So the angles are noise with the measured spectrum, and the sound sets how much of it: a slow sway, a
quick play that comes with the voice, and a posture that changes now and then as weight is shifted. Measured by training/life.py.
"""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from limner.engine.motion.melody import Melody
from limner.engine.types import TICK_HZ, Features, Intent, Motion

DT = 1 / TICK_HZ

# Pitch, yaw, roll: standard deviation in degrees and cut-off in hertz while somebody talks in an ordinary way. 33 real clips have
# standard deviations of 1.5-5.5, 1.7-9.4 and 1.0-6.8 degrees (tenth to ninetieth percentile), mean angular speeds of 9-36 degrees a
# second, and half of the speed's power under 1.8, 1.5 and 1.4 Hz. A still picture carries the calmer third of that without looking warped.
SWAY_DEG, SWAY_HZ = (1.3, 2.2, 1.2), (0.7, 0.55, 0.45)
PLAY_DEG, PLAY_HZ = (1.1, 1.25, 0.8), (2.3, 2.1, 1.8)
POSTURE_DEG, POSTURE_TAU_S, POSTURE_S = (0.6, 1.15, 0.75), 0.35, (4.0, 13.0)
LISTEN_AFTER_S, LISTEN_ROLL_DEG, LISTEN_PITCH_DEG, LISTEN_Z = 1.5, 0.8, -0.5, -0.012
SETTLE_AFTER_S, SETTLE_DEG = 0.28, (0.5, 1.4)  # chin down a little when a sentence has ended
SHIFT_K, SHIFT_HZ = (0.012, 0.008, 0.01), 0.2  # x, y, z
LOUDNESS_LAG_TICKS = 7  # 200 ms after the sound that is heard, which is itself two ticks late
ASKED_DEG, ASKED_ROLL_DEG = (0.4, 1.2), (0.8, 2.0)  # after a question the chin rises and the head tilts instead
# A stressed syllable brings a small beat of the head: mostly down, sometimes to the side. Degrees of pitch, yaw, roll, and how often.
BEAT_CHANCE, BEAT_DEG, BEAT_RISE_S, BEAT_BACK_S = 0.42, (1.0, 2.5), 0.16, 0.4
BEATS = (((-1.0, 0.0, 0.0), 0.66), ((-0.35, 0.0, 0.75), 0.2), ((-0.3, 0.8, 0.25), 0.14))
STILL = (0.05, 0.25)  # below an energy of .2 the head comes to rest: who is told not to move hardly does
AROUSAL = (0.76, 0.48)  # how lively a voice makes the head: so much at least, and so much more when it sounds most excited
BREATH_HZ = 0.24  # 14 breaths a minute, varied from breath to breath
YAW, PITCH, ROLL = 1, 0, 2


class SlowNoise:
    """Unit Gaussian noise through three equal one-pole low-passes in a row, one channel per cut-off. Smooth up to its acceleration."""

    def __init__(self, cut_hz: tuple[float, ...], random: np.random.Generator) -> None:
        self._random = random
        w = 2 * math.pi * np.asarray(cut_hz)
        self._keep = np.exp(-w * DT)
        a = self._keep
        # Output variance: sum over n of (1-a)^6 ((n+1)(n+2)/2)^2 a^2n = (1-a)^6 (1 + 4 a^2 + a^4) / (1-a^2)^5.
        self._unit = 1 / np.sqrt((1 - a) ** 6 * (1 + 4 * a**2 + a**4) / (1 - a * a) ** 5)
        self._one = np.zeros(len(a))
        self._two = np.zeros(len(a))
        self._three = np.zeros(len(a))

    def step(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        a = self._keep
        self._one = a * self._one + (1 - a) * self._random.standard_normal(len(a))
        self._two = a * self._two + (1 - a) * self._one
        self._three = a * self._three + (1 - a) * self._two
        return np.asarray(self._three * self._unit)


class Head:
    """`step()` gives a Motion with only head, shoulders and breath set."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.reset()

    def reset(self) -> None:
        self._sway = SlowNoise(SWAY_HZ, self._random)
        self._play = SlowNoise(PLAY_HZ, self._random)
        self._posture = self._posture_late = self._posture_goal = np.zeros(3)
        self._posture_s = float(self._random.uniform(*POSTURE_S))
        self._listening = 0.0
        self._side = 1.0
        self._spoke = False
        self._voice = 0.0  # how much of the quick play there is
        self._shift = SlowNoise((SHIFT_HZ,) * 3, self._random)
        self._loudness: deque[float] = deque([0.0] * LOUDNESS_LAG_TICKS, maxlen=LOUDNESS_LAG_TICKS)
        self._liveliness = 0.35
        self._melody = Melody()
        self._beat = self._beat_goal = 0.0
        self._beat_s = 0.0
        self._beat_way = np.asarray(BEATS[0][0])
        self._arousal = 0.5
        self._breath = float(self._random.uniform(0, 1))  # phase
        self._breath_hz = BREATH_HZ
        self._late = np.zeros(2)  # shoulders follow the head: yaw, roll

    def step(self, features: Features, intent: Intent) -> Motion:
        self._melody.step(features)
        lagged = self._loudness[0]
        self._loudness.append(features.loudness * features.speech)
        # At rest the head drifts at a third of its range; speech brings it alive within .3 s and lets it settle over 1.2 s.
        if features.speech > 0.5:
            self._arousal += (features.arousal - self._arousal) * DT / 0.8
        excited = AROUSAL[0] + AROUSAL[1] * self._arousal
        goal = 0.35 + 0.65 * excited * min(1.3, 0.5 + 0.9 * lagged) * (features.speech > 0.5 or lagged > 0.2)
        self._liveliness += (goal - self._liveliness) * (1 - math.exp(-DT / (0.3 if goal > self._liveliness else 1.2)))
        voice = lagged if goal > 0.35 else 0.0
        self._voice += (voice - self._voice) * (1 - math.exp(-DT / (0.12 if voice > self._voice else 0.35)))
        lively = (0.45 + 1.1 * intent.energy) * min(1.0, (intent.energy + STILL[0]) / STILL[1])
        scale = self._liveliness * lively
        angles = self._sway.step() * SWAY_DEG * scale + self._play.step() * PLAY_DEG * (0.09 + 1.22 * self._voice * excited) * lively
        angles = angles + self._settled(features, intent) * min(1.0, lively)
        shift = self._shift.step() * SHIFT_K * scale
        angles = angles + self._beating(features, intent) * excited
        breath = self._breathing()
        motion = Motion(
            yaw=float(angles[YAW]) + intent.yaw,
            pitch=float(angles[PITCH]) + intent.pitch + 0.25 * (breath - 0.5),
            roll=float(angles[ROLL]) + intent.roll,
            x=float(shift[0]),
            y=float(shift[1]) - 0.004 * (breath - 0.5),
            z=float(shift[2]) + LISTEN_Z * abs(self._listening) + intent.z,
            breath=breath,
        )
        self._late += (np.array([motion.yaw, motion.roll]) - self._late) * (1 - math.exp(-DT / 0.5))
        motion.shoulder_x = float(0.004 * self._late[0] + 0.3 * shift[0]) + intent.shoulder_x
        motion.shoulder_y = -0.006 * (breath - 0.5) + intent.shoulder_y
        return motion

    def _settled(self, features: Features, intent: Intent) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """The posture the head rests in, degrees: changes every so often and where sentences end; tilted a little while it listens."""
        if features.speech > 0.5:
            self._spoke = True
        ended = self._spoke and features.pause_s > SETTLE_AFTER_S
        self._posture_s -= DT * (1.6 if features.speech > 0.5 else 1.0)
        if ended or self._posture_s <= 0:
            self._posture_s = float(self._random.uniform(*POSTURE_S))
            self._posture_goal = self._random.normal(0, 1, 3) * POSTURE_DEG
            self._side = float(self._random.choice((-1.0, 1.0)))
        if ended:
            self._spoke = False
            self._posture_goal[PITCH] -= float(self._random.uniform(*SETTLE_DEG))
        if self._melody.asked:
            self._posture_goal[PITCH] = self._random.uniform(*ASKED_DEG)
            self._posture_goal[ROLL] = self._side * self._random.uniform(*ASKED_ROLL_DEG)
            self._spoke = False
        share = 1 - math.exp(-DT / POSTURE_TAU_S)
        self._posture_late = self._posture_late + (self._posture_goal - self._posture_late) * share
        self._posture = self._posture + (self._posture_late - self._posture) * share
        goal = self._side if features.pause_s > LISTEN_AFTER_S else 0.0
        self._listening += (goal - self._listening) * (1 - math.exp(-DT / 0.8))
        tilt = np.zeros(3)
        tilt[ROLL], tilt[PITCH] = LISTEN_ROLL_DEG * self._listening, LISTEN_PITCH_DEG * abs(self._listening)
        return np.asarray(self._posture + tilt)

    def _beating(self, features: Features, intent: Intent) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """What a stressed syllable brings, now: degrees of pitch, yaw, roll."""
        if features.accent > 0 and self._random.random() < BEAT_CHANCE * intent.nods * (0.4 + 1.2 * intent.energy):
            self._beat_goal = float(self._random.uniform(*BEAT_DEG)) * (0.5 + intent.energy) * (0.6 + 0.4 * features.accent)
            self._beat_s = BEAT_RISE_S
            way = np.array(BEATS[int(self._random.choice(len(BEATS), p=[share for _, share in BEATS]))][0])
            self._beat_way = way * (1.0, *[float(self._random.choice((-1.0, 1.0)))] * 2)
        self._beat_s -= DT
        if self._beat_s <= 0:
            self._beat_goal = 0.0
        speed = BEAT_RISE_S / 2 if self._beat_goal > self._beat else BEAT_BACK_S / 2
        self._beat += (self._beat_goal - self._beat) * (1 - math.exp(-DT / speed))
        return np.asarray(self._beat * self._beat_way)

    def _breathing(self) -> float:
        """0 out .. 1 in; in is quicker than out."""
        self._breath += self._breath_hz * DT
        if self._breath >= 1:
            self._breath -= 1
            self._breath_hz = BREATH_HZ * float(self._random.uniform(0.85, 1.15))
        warped = self._breath**0.8
        return 0.5 - 0.5 * math.cos(2 * math.pi * warped)
