"""Behaviour → the Intent of every tick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from limner.engine.behaviour.catalog import Gesture
from limner.engine.behaviour.pose import F64, FIELD, WIDTH, lasting, movement, pose
from limner.engine.types import SHAPES, TICK_HZ, Behaviour, Intent

DT = 1 / TICK_HZ
LISTENS_AFTER_S = 1.0  # of silence: a shorter pause belongs to what is being said
SENTENCE_S, PAUSE_S = 0.8, 0.35  # so much speech and then silence is the end of a sentence
MISSED_S = 1.0  # what could not come so soon after its cue waits for the next
TRANSITION_S = 0.11  # of two one-pole filters in a row: 95 % of the way within .52 s
FIRST_S = (0.3, 0.55)  # a new gesture comes soon: who asks for it wants to see it; as a share of its interval where more repeat
APART_S = 0.6  # between two gestures of one behaviour
VARIED = 0.35  # intervals vary by so much to either side
WANDER_S, WANDER = (0.8, 3.0), (0.32, 0.14)
SACCADE = 0.6  # share of the way a tick


@dataclass(slots=True)
class _Planned:
    """One gesture of the behaviour: when it comes next, and how far it is under way."""

    gesture: Gesture
    strength: float
    every_s: float  # 0 with once
    next_s: float
    named: str  # the side that was asked for
    cue: str = ""  # comes where the speech has its "pause", "end" or "start", not by the clock
    at_s: float | None = None  # seconds into it; None: not now
    side: str = ""


class Schedule:
    """`step()` gives what is wanted now. Every change of behaviour is over within 600 ms; gestures start and end at rest by themselves."""

    def __init__(self, behaviour: Behaviour, random: np.random.Generator) -> None:
        self._random = random
        self._listens = True
        self._one = self._two = self._moved = self._from = self._target = np.zeros(WIDTH)
        self._gaze = np.zeros(2)
        self._over_s = self._at_s = 0.0
        self._spoken_s = 0.0  # since the last sentence ended
        self._paused_s, self._said = math.inf, False  # as of the last step; whether there was a sentence since it last listened
        self.set(behaviour)
        self._one = self._two = self._target.copy()  # the first behaviour is there from the start

    def set(self, behaviour: Behaviour) -> None:
        """From the next step on. Gestures under way end, as softly as everything else changes."""
        self._sequence = behaviour.sequence or [behaviour]
        self._next_part(0)

    def _next_part(self, index: int) -> None:
        self._index, self._for_s, self._spoke = index, 0.0, False
        self._whole = self._sequence[index]
        self._begin(self._half() or self._whole, over_s=self._whole.over_s or 0.0, new=True)

    def _half(self) -> Behaviour | None:
        """What holds in this state of the conversation, where that makes a difference."""
        return self._whole.listening if self._listens else self._whole.speaking

    def _begin(self, behaviour: Behaviour, over_s: float = 0.0, new: bool = False) -> None:
        self._one, self._two, self._moved = self._one + self._moved, self._two + self._moved, np.zeros(WIDTH)
        self._behaviour = behaviour
        self._from, self._over_s, self._at_s = self._wanted() if over_s else self._from, over_s, 0.0
        self._target = lasting(behaviour)
        self._gaze, self._gaze_goal = np.zeros(2), np.zeros(2)
        self._gaze_for_s = 0.0
        self._plan: list[_Planned] = []
        wait = float(self._random.uniform(*FIRST_S))
        for wanted in behaviour.gestures:
            gesture = movement(str(wanted.get("name")))
            if gesture is None:
                continue
            every_s, strength, side = float(wanted.get("every_s", 0.0)), float(wanted.get("strength", 0.7)), str(wanted.get("side", ""))
            if not wanted.get("once") and every_s <= 0 and gesture.hold is not None:
                self._target = self._target + strength * pose(gesture, gesture.hold, side)
                continue
            if wanted.get("at"):
                self._plan.append(_Planned(gesture, strength, every_s, math.inf, side, str(wanted["at"])))
                continue
            soon = wanted.get("once") or (new and not self._plan)
            first = wait if soon else max(wait, float(self._random.uniform(*FIRST_S)) * every_s)
            self._plan.append(_Planned(gesture, strength, every_s, first, side))
            wait = first + gesture.length_s + APART_S if wanted.get("once") else wait + APART_S

    def step(self, pause_s: float = LISTENS_AFTER_S) -> Intent:
        """pause_s: since speech was last heard."""
        listens = pause_s >= LISTENS_AFTER_S
        changed, self._listens = listens != self._listens, listens
        if self._over(pause_s):
            self._next_part(self._index + 1)
        elif changed and (half := self._half()) is not None:
            self._begin(half)
        for cue in self._cues(pause_s):
            for p in self._plan:
                p.next_s = DT if p.cue == cue and p.at_s is None else p.next_s
        self._at_s += DT
        share = 1 - math.exp(-DT / TRANSITION_S)
        self._one = self._one + (self._wanted() - self._one) * share
        self._two = self._two + (self._one - self._two) * share
        self._moved = self._moving()
        now = self._two + self._moved
        values: dict[str, Any] = {name: float(now[i]) for name, i in FIELD.items()}
        return Intent(shapes=now[: len(SHAPES)].astype(np.float32), **values)

    def _cues(self, pause_s: float) -> list[str]:
        """What of the speech is just now: "start", a sentence's end ("pause"), the "end"."""
        cues, before, self._paused_s = [], self._paused_s, pause_s
        if pause_s < DT:
            cues += ["start"] if before >= PAUSE_S else []
            self._spoken_s += DT
        elif before < PAUSE_S <= pause_s:
            cues += ["pause"] if self._spoken_s >= SENTENCE_S else []
            self._said, self._spoken_s = self._said or self._spoken_s >= SENTENCE_S, 0.0
        if self._said and pause_s >= LISTENS_AFTER_S:
            cues, self._said = [*cues, "end"], False
        return cues

    def _over(self, pause_s: float) -> bool:
        """Whether this part of a sequence has held for as long as it shall."""
        self._for_s += DT
        self._spoke = self._spoke or pause_s < DT
        if self._index + 1 == len(self._sequence):
            return False
        if self._whole.until == "pause":
            return self._spoke and pause_s >= LISTENS_AFTER_S
        return self._for_s > (self._whole.for_s or 0.0)

    def _wanted(self) -> F64:
        """What lasts, on the way to it where that takes longer."""
        if self._at_s >= self._over_s:
            return self._target
        return self._from + (self._target - self._from) * (self._at_s / self._over_s)

    def _moving(self) -> F64:
        """The sum of the gestures under way, and where a wandering gaze rests."""
        out = np.zeros(WIDTH)
        self._wander(out)
        busy = any(p.at_s is not None for p in self._plan)
        for p in self._plan:
            if p.at_s is None:
                p.next_s -= DT
                if p.cue and p.next_s < -MISSED_S:
                    p.next_s = math.inf
                if p.next_s > 0 or busy:
                    continue
                p.at_s, busy = 0.0, True
                p.side = p.named or (("left", "right")[int(self._random.integers(2))] if p.gesture.mirror else "")
            p.at_s += DT
            if p.at_s >= p.gesture.length_s:
                p.at_s = None
                p.next_s = (
                    math.inf
                    if p.every_s <= 0 or p.cue
                    else p.every_s * float(self._random.uniform(1 - VARIED, 1 + VARIED)) - p.gesture.length_s
                )
                p.next_s = max(p.next_s, 0.2)
                continue
            out += p.strength * pose(p.gesture, p.at_s, p.side)
        return out

    def _wander(self, out: F64) -> None:
        self._gaze_for_s -= DT
        if self._gaze_for_s <= 0:
            self._gaze_for_s = float(self._random.uniform(*WANDER_S))
            if self._behaviour.gaze == "wandering":
                self._gaze_goal = self._random.normal(0, 1, 2) * WANDER
        self._gaze += (self._gaze_goal - self._gaze) * SACCADE
        out[FIELD["gaze_x"]] += self._gaze[0]
        out[FIELD["gaze_y"]] += self._gaze[1]
