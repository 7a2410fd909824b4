"""Features and intent → head, shoulders and breath.

Real heads go from posture to posture, hold them less and less, and play about them while they speak: out and back, mostly with the
chin, where a syllable begins; turns and tilts are slower and rarer. A tenth of the time they are more than 2.4 times as fast as usual,
where noise of the same spectrum reaches 1.8. So the path here is made of strokes, whose sizes, lengths and frequency are set so that
landmarks found in the drawn pictures move as those of 28 real speakers do (training/life.py). The direction of a real head cannot be
heard; when it moves, and how far, can, a little: stressed syllables bring beats, and where a sentence ends the head comes to rest.
"""

from __future__ import annotations

import math

import numpy as np

from limner.engine.motion.melody import Melody
from limner.engine.motion.strokes import F64, Strokes
from limner.engine.types import TICK_HZ, Features, Intent, Motion

DT = 1 / TICK_HZ
LEAST_DB = -50.0  # of full scale: softer is silence
PITCH, YAW, ROLL, X, Y, Z = range(6)  # degrees, then k

# Standard deviations while somebody talks in an ordinary way, before the soft limits of `blend` and with strokes cutting each other short.
# Real ones (quarter, median, three quarters of the speakers), below and above .7 Hz: pitch 1.6, 2.5, 3.8 and .9, 1.4, 2.1; yaw 2.0, 3.3,
# 5.5 and .8, 1.2, 2.2; roll 1.3, 2.4, 4.0 and .6, .8, 1.0 degrees; x .037, .058, .079 and .015; y .024, .034, .044 and .017; z .04, .06,
# .09 and .04 k, of which much is the measurement's own noise.
POSTURE = np.array([3.4, 6.2, 4.6, 0.095, 0.052, 0.045])
POSTURE_S, POSTURE_LENGTH_S, POSTURE_MOST = (0.8, 3.0), (0.34, 0.025), 1.8  # between two; of one, and more per degree; in sd
# Play is out with a syllable and back, or on, with one of the next: mostly of the chin, now and then a turn or a tilt, with a little of the
# others (rows: which leads, and how often).
PLAY = np.array([4.5, 5.0, 3.0, 0.05, 0.095, 0.024])
PLAY_LEADS, PLAY_FOLLOWS = ((PITCH, 0.52), (YAW, 0.27), (ROLL, 0.21)), 0.35
PLAY_HZ, PLAY_OUT_S, PLAY_BACK_S, PLAY_MOST = 9.0, (0.18, 0.38), (0.22, 0.55), 2.2
PLAY_HOME, PLAY_STAYS_S = 0.4, (0.05, 0.4)  # how often it is back; and how long it stays out if no syllable comes
PLAY_UP = 0.15  # of its spread the chin is up where a syllable begins: r .1 with the rise of 28 speakers' loudness
VARIED, TEMPER = 0.45, 0.15  # standard deviation of the logarithm of how large strokes are, and of that from seed to seed
ROLL_OF_YAW, X_OF_ROLL = (0.35, -0.25), -0.008  # each person's own way to tilt when turning (spread), all people's in play; k a degree
IDLE, IDLE_POSTURE_S, IDLE_PLAY_HZ = 0.45, (1.4, 3.8), 0.3  # the same with nobody speaking
DRIFT, DRIFT_HZ = np.array([0.75, 0.7, 0.5, 0.006, 0.005, 0.006]), 0.9  # nobody holds quite still
STAYS = 0.45  # so much of it without a voice
RELAXES, RELAXES_S = 0.35, (1.5, 4.0)  # a posture is held less and less: so much of it goes again, within so long

LISTEN_AFTER_S, LISTEN_ROLL_DEG, LISTEN_PITCH_DEG, LISTEN_Z = 1.5, 1.8, -0.6, -0.02
# Where a sentence ends 22 speakers have the chin .5 degrees below their mean of two seconds and .8 s later .7 above it: from the last
# beats of the head back up, and there it comes to rest.
SETTLE_AFTER_S, SETTLE_DEG, SETTLE_S, SETTLE_SIZE = 0.24, (0.9, 2.2), 0.34, 0.75
ASKED_DEG, ASKED_ROLL_DEG = (2.6, 4.0), (1.4, 3.0)  # after a question the chin rises more, and the head tilts
# A stressed syllable brings a small beat of the head: mostly down, sometimes to the side. Degrees of pitch, yaw, roll, and how often.
# 38 speakers have the chin .4 degrees up when it comes and as far down .8 s later; each takes his time.
BEAT_CHANCE, BEAT_DEG, BEAT_WAIT_S, BEAT_DOWN_S, BEAT_BACK_S = 0.3, (1.2, 3.2), (0.0, 0.2), (0.18, 0.5), (0.4, 0.9)
BEATS = (((-1.0, 0.0, 0.0), 0.66), ((-0.35, 0.0, 0.75), 0.2), ((-0.3, 0.8, 0.25), 0.14))
# Play begins where syllables do, as they are heard, 80 ms before they are shown: heads of 28 speakers are fastest from 80 ms before the
# voice grows louder to 160 ms after it (r .1), and 120 ms before it is loudest (.15). How often: so much by chance, and so much more for
# each decibel of a tick's rise.
BY_CHANCE, PER_DB, RISE_MOST_DB = 0.12, 0.36, 10.0
VOICE_UP_S, VOICE_DOWN_S = 0.05, 0.3  # how soon the head goes along with a voice, and stops
VOICE = (0.35, 1.1)  # how much a soft voice moves the head, and how much more a loud one
AROUSAL = (0.72, 0.56)  # how lively a voice makes the head: so much at least, and so much more when it sounds most excited
# How far the head goes: at an ordinary energy of .5 as far as people do, below it by this power of the share, above it so much more for
# each 1. Newsreaders (.25) go a third to a half as fast as others; who is told not to move (.04) hardly does.
SUBDUED, LIVELY = 1.35, 1.8
BRISK = (0.4, 1.2)  # likewise how often it goes
BREATH_HZ = 0.24  # 14 breaths a minute, varied from breath to breath
# The body carries the head: share of its shift in x and y, a little later. Chests of five speakers go .65 and .39 as far as their heads
# (medians, x and y), .7 and .4 times as fast and mostly 0 to 80 ms later (training/shoulders.py).
SHOULDER_LATE_S, SHOULDER_GOES = 0.14, (0.6, 0.5)


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
        self._posture, self._play = Strokes(6), Strokes(6)
        self._posture_s = float(self._random.uniform(*POSTURE_S))
        self._drift = SlowNoise((DRIFT_HZ,) * 6, self._random)
        self._out, self._home_s = np.zeros(6), 0.0  # where play is about the posture, and when it goes back
        self._temper = float(self._random.lognormal(0, TEMPER))
        self._habit = float(self._random.normal(0, ROLL_OF_YAW[0]))
        self._listening = 0.0
        self._side = 1.0
        self._spoke = False
        self._level_db, self._rise_db = LEAST_DB, 0.0
        self._voice = 0.0  # how much there is to play to, 0..1
        self._arousal = 0.5
        self._melody = Melody()
        self._breath = float(self._random.uniform(0, 1))  # phase
        self._breath_hz = BREATH_HZ
        self._late = np.zeros(4)  # shoulders follow the head: yaw, roll, x, y

    def step(self, features: Features, intent: Intent) -> Motion:
        self._melody.step(features)
        self._listen(features)
        brisk = BRISK[0] + BRISK[1] * intent.energy
        self._change_posture(features, brisk)
        self._gesture(brisk)
        self._beat(features, intent)
        more = intent.energy - 0.5
        lively = 1 + LIVELY * more if more > 0 else max(0.0, 2 * intent.energy) ** SUBDUED
        drift = self._drift.step() * DRIFT * (STAYS + (1 - STAYS) * self._voice)
        at = (self._posture.step() + self._play.step() + drift) * lively
        breath = self._breathing()
        motion = Motion(
            yaw=float(at[YAW]) + intent.yaw,
            pitch=float(at[PITCH]) + LISTEN_PITCH_DEG * abs(self._listening) + intent.pitch + 0.25 * (breath - 0.5),
            roll=float(at[ROLL]) + LISTEN_ROLL_DEG * self._listening + intent.roll,
            x=float(at[X]),
            y=float(at[Y]) - 0.004 * (breath - 0.5),
            z=float(at[Z]) + LISTEN_Z * abs(self._listening) + intent.z,
            breath=breath,
        )
        now = np.array([motion.yaw, motion.roll, at[X], at[Y]])
        self._late += (now - self._late) * (1 - math.exp(-DT / SHOULDER_LATE_S))
        motion.shoulder_x = float(0.004 * self._late[0] + SHOULDER_GOES[0] * self._late[2]) + intent.shoulder_x
        motion.shoulder_y = float(SHOULDER_GOES[1] * self._late[3]) - 0.006 * (breath - 0.5) + intent.shoulder_y
        return motion

    def _listen(self, features: Features) -> None:
        """How loud and excited the voice is, as the head goes along with it; and whether somebody else is to speak."""
        level_db = max(LEAST_DB, 20 * math.log10(max(features.coming.level, 1e-9)))
        self._rise_db, self._level_db = min(RISE_MOST_DB, max(0.0, level_db - self._level_db)), level_db
        if features.speech > 0.5:
            self._spoke = True
            self._arousal += (features.arousal - self._arousal) * DT / 0.8
        speaks = max(features.speech, min(features.said.soon, features.said.later)) > 0.5  # a tick before it is shown; a click is no voice
        voice = min(1.0, VOICE[0] + VOICE[1] * features.loudness) if speaks else 0.0
        self._voice += (voice - self._voice) * (1 - math.exp(-DT / (VOICE_UP_S if voice > self._voice else VOICE_DOWN_S)))
        goal = self._side if features.pause_s > LISTEN_AFTER_S else 0.0
        self._listening += (goal - self._listening) * (1 - math.exp(-DT / 0.8))

    def _size(self) -> float:
        """How large the next stroke is, of what is usual while somebody talks."""
        excited = AROUSAL[0] + AROUSAL[1] * self._arousal
        return (IDLE + (excited - IDLE) * self._voice) * self._temper * float(self._random.lognormal(0, VARIED))

    def _draw(self, spread: F64, most: float, roll_of_yaw: float, up: float = 0.0) -> F64:
        """(6,) a place about the middle."""
        way = np.clip(self._size() * self._random.normal((up, 0, 0, 0, 0, 0), 1), -most, most)
        to = way * spread
        to[ROLL] += roll_of_yaw * to[YAW]
        return np.asarray(to)

    def _haste(self) -> float:
        """How long a stroke takes, of what is usual for one so large."""
        return max(0.75, float(self._random.lognormal(0, 0.3)))

    def _change_posture(self, features: Features, brisk: float) -> None:
        """Weight is shifted every so often; where a sentence has ended the head comes up and to rest, after a question further up."""
        ended = self._spoke and features.pause_s > SETTLE_AFTER_S
        self._posture_s -= DT * brisk
        if not (ended or self._melody.asked or self._posture_s <= 0):
            return
        quiet = 1 - self._voice
        to = self._draw(POSTURE, POSTURE_MOST, self._habit)
        self._side = float(self._random.choice((-1.0, 1.0)))
        if ended:
            self._spoke = False
            to = SETTLE_SIZE * self._posture.goal
            to[PITCH] = self._random.uniform(*SETTLE_DEG)
        if self._melody.asked:
            self._spoke = False
            to[PITCH] = self._random.uniform(*ASKED_DEG)
            to[ROLL] = self._side * self._random.uniform(*ASKED_ROLL_DEG)
        by = to - self._posture.goal
        length = POSTURE_LENGTH_S[0] + POSTURE_LENGTH_S[1] * float(np.abs(by[:X]).max())
        length = max(length, SETTLE_S) if ended else length
        length *= self._haste()
        self._posture.begin(by, length)
        if not (ended or self._melody.asked):
            self._posture.begin(-RELAXES * to, float(self._random.uniform(*RELAXES_S)), wait_s=0.8 * length)
        soonest, latest = (a + (b - a) * quiet for a, b in zip(POSTURE_S, IDLE_POSTURE_S, strict=True))
        self._posture_s = float(self._random.uniform(soonest, latest))

    def _gesture(self, brisk: float) -> None:
        """The quick play that comes with a voice: out with a syllable, on or back with another, back at last if none comes."""
        often = IDLE_PLAY_HZ + (PLAY_HZ * (BY_CHANCE + PER_DB * self._rise_db) - IDLE_PLAY_HZ) * self._voice
        self._home_s -= DT
        away = bool(self._out.any())
        late = away and self._home_s <= 0
        if not late and self._random.random() >= DT * brisk * often:
            return
        home = late or (away and self._random.random() < PLAY_HOME)
        to = np.zeros(6) if home else self._place()
        length = float(self._random.uniform(*(PLAY_BACK_S if home else PLAY_OUT_S)))
        self._play.begin(to - self._out, length * self._haste())
        self._out = to
        self._home_s = length + float(self._random.uniform(*PLAY_STAYS_S))

    def _place(self) -> F64:
        """(6,) where play goes: one angle leads, the others go with it a little."""
        leads = int(self._random.choice([axis for axis, _ in PLAY_LEADS], p=[share for _, share in PLAY_LEADS]))
        share = np.array([PLAY_FOLLOWS] * X + [0.7] * X)
        share[leads] = 1.0
        to = share * self._draw(PLAY, PLAY_MOST, ROLL_OF_YAW[1], up=PLAY_UP) * (0.3 + 0.7 * self._voice)
        to[X] += X_OF_ROLL * to[ROLL]
        return np.asarray(to)

    def _beat(self, features: Features, intent: Intent) -> None:
        """What a stressed syllable brings."""
        if features.coming.accent <= 0 or self._random.random() >= BEAT_CHANCE * intent.nods * (0.4 + 1.2 * intent.energy):
            return
        excited = AROUSAL[0] + AROUSAL[1] * self._arousal
        far = float(self._random.uniform(*BEAT_DEG)) * (0.6 + 0.4 * features.coming.accent) * excited
        way = np.array(BEATS[int(self._random.choice(len(BEATS), p=[share for _, share in BEATS]))][0])
        by = np.zeros(6)
        by[:X] = far * way * (1.0, *[float(self._random.choice((-1.0, 1.0)))] * 2)
        wait, down, back = (float(self._random.uniform(*range_s)) for range_s in (BEAT_WAIT_S, BEAT_DOWN_S, BEAT_BACK_S))
        self._play.begin(by, down, wait_s=wait)
        self._play.begin(-by, back, wait_s=wait + down)

    def _breathing(self) -> float:
        """0 out .. 1 in; in is quicker than out."""
        self._breath += self._breath_hz * DT
        if self._breath >= 1:
            self._breath -= 1
            self._breath_hz = BREATH_HZ * float(self._random.uniform(0.85, 1.15))
        warped = self._breath**0.8
        return 0.5 - 0.5 * math.cos(2 * math.pi * warped)
