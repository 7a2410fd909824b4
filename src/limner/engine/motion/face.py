"""Features and intent → blinks, brows, gaze and the small play of a resting face."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from limner.engine.motion.melody import Melody
from limner.engine.motion.play import Play
from limner.engine.motion.strokes import F64
from limner.engine.types import SHAPE, TICK_HZ, Features, Intent, Motion

DT = 1 / TICK_HZ

# Blinks of 65 real talking clips: 29 a minute in speakers before a camera, conversation 15-26; log-normal intervals, clustered.
BLINK_MEDIAN_S, BLINK_SIGMA, BLINK_REFRACTORY_S = 2.5, 0.6, 0.4
TALK_HAZARD = 1.25  # those who talk blink more than those who listen
BLINK_CURVE = (0.0, 0.6, 1.0, 0.85, 0.45, 0.2, 0.07, 0.0)  # tick by tick: 40-60 ms down, about 120 ms more than half shut, slower up
BLINK_STRETCH, BLINK_LONGEST = (0.08, 0.2), (0.9, 1.8)  # how long one takes beside that: mean and spread of the logarithm; least and most
BLINK_DEPTH, BLINK_PARTIAL, PARTIAL_CHANCE = (0.9, 1.0), (0.6, 0.85), 0.08  # one in twelve does not quite shut
DROWSY = 0.6  # how much longer lids take at slack 1: who is tired or calm blinks slowly
TWIN_CHANCE, TWIN_S = 0.05, (0.36, 0.5)  # and one in twenty is followed by another at once
PAUSE_HAZARD = 1.3  # blinks come a little sooner in the 300 ms after speech stops
# Brows of 28 speakers rise .030 eye distances above their median in a twentieth of the time; a weight of 1 is .045. Stressed syllables
# explain little of it: when one comes, the brows of 38 speakers are on average .002 up, and soon down again. Mostly they play.
BROW_CHANCE, BROW_RISE_S, BROW_FALL_S = 0.14, 0.08, 0.25
BROW_RAISE, BROW_HOLD_S = (0.4, 0.8), (0.12, 0.6)
BROW_PLAY, BROW_PLAY_S, BROW_PLAY_RISE_S = 0.5, 1.5, 0.2  # up and down with talk: spread, for how long, how quick
BROW_MOST, BROW_DOWN = 0.85, 0.4
LIVELY = (0.3, 1.4)  # how far and how often brows go: so much at energy 0, and so much more at 1
BROW_IDLE = 0.2  # so far, and so often, with nobody speaking
ASKED_CHANCE, ASKED_RAISE, ASKED_HOLD_S = 0.75, (0.4, 0.7), (0.4, 0.8)  # after a question
BROW_HEIGHT = 0.28  # how far the brows go along with a high voice
LID_AROUSAL = 0.16  # eyes open a little wider with an excited voice
# A gaze rests at least, on average beyond that, at most so long, on the viewer and off him: 28 speakers shift theirs twice or three times
# in a row, .8 s apart in the middle, and then rest longer. Talking, listening.
ON_S = ((0.3, 1.4, 5.0), (0.5, 2.0, 6.0))
OFF_S = ((0.26, 0.22, 1.2), (0.3, 0.35, 1.4))
GLANCE = (0.06, 0.25)  # of the gaze's range: how far to a side, least and most; a third of that, either way, up or down
BACK = (0.36, 0.6)  # how often eyes that are off the viewer go back to him with the next saccade: talking, listening
OFF = 0.06  # of the gaze's range: farther from the viewer they are off him
AVERT_CHANCE, AVERT_S = 0.4, (0.5, 1.3)  # who begins to speak often looks away to think
AVERT, GAZE_MOST = 0.26, 0.34
TREMOR = 0.006  # a fixation is not quite still
SMILE = 0.07  # of a face at rest: a trace
BLINK_SHIFT, BLINK_CHANCE = 0.14, 0.25  # shifts of gaze larger than this may bring a blink
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
        self._slow = 1.0  # how long a blink takes beside an ordinary one
        self._brow = self._brow_goal = 0.0
        self._brow_hold_s = 0.0
        self._brow_play = self._brow_play_goal = 0.0
        self._gaze = np.zeros(2)
        self._gaze_goal = np.zeros(2)
        self._fixation_s = 1.0
        self._play = Play(self._random)
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
        self._slow = 1 + DROWSY * min(1.0, max(0.0, intent.slack))
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
        shapes[SHAPE["mouthSmileLeft"]] = SMILE + 0.02 * self._mood
        shapes[SHAPE["mouthSmileRight"]] = SMILE + 0.015 * self._mood
        shapes[SHAPE["eyeSquintLeft"]] = shapes[SHAPE["eyeSquintRight"]] = 0.05 + 0.03 * math.tanh(self._mood)
        self._arousal += (max(0.0, features.arousal - 0.5) - self._arousal) * DT / 0.6
        shapes[SHAPE["eyeWideLeft"]] = shapes[SHAPE["eyeWideRight"]] = LID_AROUSAL * self._arousal * (1 - lid)
        shapes += self._play.step(features, intent)
        np.clip(shapes, 0, 1, out=shapes)
        return motion

    def _interval(self) -> float:
        if self._random.random() < TWIN_CHANCE:
            return float(self._random.uniform(*TWIN_S))
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
        depth = float(self._random.uniform(*(BLINK_PARTIAL if self._random.random() < PARTIAL_CHANCE else BLINK_DEPTH)))
        stretch = self._slow * float(np.clip(self._random.lognormal(*BLINK_STRETCH), *BLINK_LONGEST))
        at = np.arange(1, math.ceil((len(BLINK_CURVE) - 1) * stretch)) / stretch
        self._blink.extend((depth * np.interp(at, np.arange(len(BLINK_CURVE)), BLINK_CURVE)).tolist())
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
            back = self._off() and self._random.random() < BACK[listens]
            self._shift(self._random.normal(0, TREMOR, 2) if back else self._glance())
            least, mean, most = (OFF_S if self._off() else ON_S)[listens]
            self._fixation_s = least + min(float(self._random.exponential(mean)), most)
        self._gaze += (self._gaze_goal - self._gaze) * SACCADE
        motion.gaze_x, motion.gaze_y = float(self._gaze[0]), float(self._gaze[1])

    def _glance(self) -> F64:
        """(2,) somewhere beside the viewer."""
        side = float(self._random.choice((-1.0, 1.0))) * float(self._random.uniform(*GLANCE))
        return np.array([side, GLANCE[1] / 3 * float(self._random.normal())])

    def _off(self) -> bool:
        """Whether the eyes are not on the viewer."""
        return float(np.abs(self._gaze_goal).max()) > OFF

    def _shift(self, goal: F64) -> None:
        """A saccade; large ones often bring a blink with them."""
        goal = np.clip(goal, -GAZE_MOST, GAZE_MOST)
        if float(np.abs(goal - self._gaze_goal).max()) > BLINK_SHIFT and self._since_blink_s > 1 and self._random.random() < BLINK_CHANCE:
            self._start_blink()
        self._gaze_goal = goal
