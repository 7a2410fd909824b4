"""Features and intent → blinks, brows, gaze and the small play of a resting face."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from limner.engine.motion.melody import Melody
from limner.engine.types import SHAPE, TICK_HZ, Features, Intent, Motion

DT = 1 / TICK_HZ

# Blinks of 65 real talking clips: 29 a minute in speakers before a camera, conversation 15-26; log-normal intervals, clustered.
BLINK_MEDIAN_S, BLINK_SIGMA, BLINK_REFRACTORY_S = 2.5, 0.6, 0.4
TALK_HAZARD = 1.25  # those who talk blink more than those who listen
BLINK_CURVE = (0.6, 1.0, 0.85, 0.45, 0.2, 0.07)  # of one tick each: 40-60 ms down, about 120 ms more than half shut, slower up
PAUSE_HAZARD = 1.3  # blinks come a little sooner in the 300 ms after speech stops
# Brows of 28 speakers rise .030 eye distances above their median in a twentieth of the time; a weight of 1 is .045. Stressed syllables
# explain little of it: when one comes, the brows of 38 speakers are on average .002 up, and soon down again. Mostly they play.
BROW_CHANCE, BROW_RISE_S, BROW_FALL_S = 0.25, 0.08, 0.25
BROW_RAISE, BROW_HOLD_S = (0.4, 0.8), (0.12, 0.6)
BROW_PLAY, BROW_PLAY_S, BROW_PLAY_RISE_S = 0.5, 1.5, 0.2  # up and down with talk: spread, for how long, how quick
BROW_MOST, BROW_DOWN = 0.85, 0.4
LIVELY = (0.3, 1.4)  # how far and how often brows go: so much at energy 0, and so much more at 1
BROW_IDLE = 0.2  # so far, and so often, with nobody speaking
ASKED_CHANCE, ASKED_RAISE, ASKED_HOLD_S = 0.75, (0.4, 0.7), (0.4, 0.8)  # after a question
BROW_HEIGHT = 0.28  # how far the brows go along with a high voice
LID_AROUSAL = 0.16  # eyes open a little wider with an excited voice
# A gaze rests at least, on average beyond that, at most so long between saccades: talking (28 speakers: .8 s in the middle), listening.
FIXATION_S = ((0.25, 0.55, 3.0), (0.4, 1.1, 3.5))
GAZE_SIGMA = (0.12, 0.09)  # of the gaze's range, about the viewer
BACK = (0.35, 0.68)  # how often a saccade goes back to the viewer: talking, listening
AVERT_CHANCE, AVERT_S = 0.4, (0.5, 1.3)  # who begins to speak often looks away to think
AVERT, GAZE_MOST = 0.24, 0.3
TREMOR = 0.006  # a fixation is not quite still
BLINK_SHIFT = 0.14  # shifts of gaze larger than this may bring a blink
SACCADE = 0.6  # share of the way a tick: two or three ticks, as saccades take 40-80 ms


class Face:
    """`step()` gives a Motion with only shapes and gaze set. All chance comes from `random`."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.reset()

    def reset(self) -> None:
        self._blink_in_s = self._interval()
        self._blink: deque[float] = deque()
        self._since_blink_s = 10.0
        self._brow = self._brow_goal = 0.0
        self._brow_hold_s = 0.0
        self._brow_play = self._brow_play_goal = 0.0
        self._gaze = np.zeros(2)
        self._gaze_goal = np.zeros(2)
        self._fixation_s = 1.0
        self._melody = Melody()
        self._high = 0.0
        self._arousal = 0.0
        self._silent_s = 0.0
        self._mood = 0.0  # slow wander of the resting face
        self._mood_goal = 0.0

    def step(self, features: Features, intent: Intent) -> Motion:
        motion = Motion()
        shapes = motion.shapes
        self._melody.step(features)
        self._look(motion, features)
        lid = self._blinking(features, intent)
        shapes[SHAPE["eyeBlinkLeft"]] = shapes[SHAPE["eyeBlinkRight"]] = lid
        brow = self._brows(features, intent)
        shapes[SHAPE["browInnerUp"]] = 0.8 * max(0.0, brow)  # more outside than inside: raised alone, the inner ends look worried
        shapes[SHAPE["browOuterUpLeft"]] = shapes[SHAPE["browOuterUpRight"]] = 0.95 * max(0.0, brow)
        shapes[SHAPE["browDownLeft"]] = shapes[SHAPE["browDownRight"]] = BROW_DOWN * max(0.0, -brow)
        if self._random.random() < DT / 4:
            self._mood_goal = float(self._random.normal(0, 1))
        self._mood += (self._mood_goal - self._mood) * DT / 1.5
        shapes[SHAPE["mouthSmileLeft"]] = 0.045 + 0.02 * self._mood
        shapes[SHAPE["mouthSmileRight"]] = 0.045 + 0.015 * self._mood
        shapes[SHAPE["eyeSquintLeft"]] = shapes[SHAPE["eyeSquintRight"]] = 0.05 + 0.03 * math.tanh(self._mood)
        self._arousal += (max(0.0, features.arousal - 0.5) - self._arousal) * DT / 0.6
        shapes[SHAPE["eyeWideLeft"]] = shapes[SHAPE["eyeWideRight"]] = LID_AROUSAL * self._arousal * (1 - lid)
        np.clip(shapes, 0, 1, out=shapes)
        return motion

    def _interval(self) -> float:
        return BLINK_REFRACTORY_S + float(self._random.lognormal(math.log(BLINK_MEDIAN_S), BLINK_SIGMA))

    def _blinking(self, features: Features, intent: Intent) -> float:
        talking = TALK_HAZARD if features.pause_s < 1.0 else 1.0
        hazard = intent.blink_rate * talking * (PAUSE_HAZARD if 0 < features.pause_s < 0.3 else 1.0)
        self._blink_in_s -= DT * hazard
        self._since_blink_s += DT
        if self._blink_in_s <= 0 and not self._blink:
            self._start_blink()
        return self._blink.popleft() if self._blink else 0.0

    def _start_blink(self) -> None:
        depth = float(self._random.uniform(0.9, 1.0))
        self._blink.extend(depth * c for c in BLINK_CURVE)
        self._blink_in_s = self._interval()
        self._since_blink_s = 0.0

    def _brows(self, features: Features, intent: Intent) -> float:
        """Up, or a little down where negative."""
        lively = LIVELY[0] + LIVELY[1] * intent.energy
        if features.accent > 0 and self._random.random() < BROW_CHANCE * intent.brows * lively:
            self._brow_goal = float(self._random.uniform(*BROW_RAISE)) * lively * (0.6 + 0.4 * features.accent)
            self._brow_hold_s = float(self._random.uniform(*BROW_HOLD_S))
        if self._melody.asked and self._random.random() < ASKED_CHANCE * min(1.0, intent.brows):
            self._brow_goal = float(self._random.uniform(*ASKED_RAISE)) * lively
            self._brow_hold_s = float(self._random.uniform(*ASKED_HOLD_S))
        self._brow_hold_s -= DT
        if self._brow_hold_s <= 0:
            self._brow_goal = 0.0
        speed = BROW_RISE_S if self._brow_goal > self._brow else BROW_FALL_S
        self._brow += (self._brow_goal - self._brow) * (1 - math.exp(-DT / speed))
        high = BROW_HEIGHT * self._melody.height * min(1.0, intent.brows) * lively
        self._high += (high - self._high) * (1 - math.exp(-DT / 0.1))
        play = 1.0 if features.pause_s < 0.5 else BROW_IDLE
        if self._random.random() < DT / BROW_PLAY_S * play:
            self._brow_play_goal = float(self._random.normal(0, BROW_PLAY * play)) * min(1.0, intent.brows) * lively
        self._brow_play += (self._brow_play_goal - self._brow_play) * (1 - math.exp(-DT / BROW_PLAY_RISE_S))
        raised = max(self._brow, self._high)
        return min(BROW_MOST, raised + self._brow_play)

    def _look(self, motion: Motion, features: Features) -> None:
        begins = features.speech > 0.5 and self._silent_s > 0.7
        self._silent_s = 0.0 if features.speech > 0.5 else self._silent_s + DT
        self._fixation_s -= DT
        if begins and self._random.random() < AVERT_CHANCE:
            side = float(self._random.choice((-1.0, 1.0)))
            self._shift(np.array([side * self._random.uniform(0.5, 1), self._random.uniform(-0.7, 0.4)]) * AVERT)
            self._fixation_s = float(self._random.uniform(*AVERT_S))
        elif self._fixation_s <= 0:
            listens = int(features.pause_s > 1.0)
            least, mean, most = FIXATION_S[listens]
            self._fixation_s = least + min(float(self._random.exponential(mean)), most)
            back = self._random.random() < BACK[listens]
            self._shift(self._random.normal(0, 1, 2) * (TREMOR if back else GAZE_SIGMA))
        self._gaze += (self._gaze_goal - self._gaze) * SACCADE
        motion.gaze_x, motion.gaze_y = float(self._gaze[0]), float(self._gaze[1])

    def _shift(self, goal: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
        """A saccade; large ones often bring a blink with them."""
        goal = np.clip(goal, -GAZE_MOST, GAZE_MOST)
        if float(np.abs(goal - self._gaze_goal).max()) > BLINK_SHIFT and self._since_blink_s > 1 and self._random.random() < 0.45:
            self._start_blink()
        self._gaze_goal = goal
