"""Behaviour → the Intent of every tick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES, Gesture
from limner.engine.types import SHAPE, SHAPES, TICK_HZ, Behaviour, Intent

F64 = NDArray[np.float64]
DT = 1 / TICK_HZ
FIELDS = (
    "yaw",
    "pitch",
    "roll",
    "z",
    "shoulder_x",
    "shoulder_y",
    "gaze_x",
    "gaze_y",
    "energy",
    "lips",
    "spread",
    "blink_rate",
    "nods",
    "brows",
)
FIELD = {name: len(SHAPES) + i for i, name in enumerate(FIELDS)}
WIDTH = len(SHAPES) + len(FIELDS)
LISTENS_AFTER_S = 1.0  # of silence: a shorter pause belongs to what is being said
TRANSITION_S = 0.11  # of two one-pole filters in a row: 95 % of the way within .52 s
FULL = 1.3  # expressions together are scaled down to this much
FIRST_S = (0.3, 0.55)  # a new gesture comes soon: who asks for it wants to see it; as a share of its interval where it repeats
APART_S = 0.6  # between two gestures of one behaviour
VARIED = 0.35  # intervals vary by so much to either side
LOOKS = {"away": ("gaze_x", 0.3), "up": ("gaze_y", -0.3), "down": ("gaze_y", 0.3), "left": ("gaze_x", 0.32), "right": ("gaze_x", -0.32)}
WANDER_S, WANDER = (0.8, 3.0), (0.32, 0.14)
SACCADE = 0.6  # share of the way a tick


@dataclass(slots=True)
class _Planned:
    """One gesture of the behaviour: when it comes next, and how far it is under way."""

    name: str
    gesture: Gesture
    strength: float
    every_s: float  # 0 with once
    next_s: float
    at_s: float | None = None  # seconds into it; None: not now
    side: float = 1.0


class Schedule:
    """`step()` gives what is wanted now. Every change of behaviour is over within 600 ms; gestures start and end at rest by themselves."""

    def __init__(self, behaviour: Behaviour, random: np.random.Generator) -> None:
        self._random = random
        self._listens = True
        self._one = self._two = self._moved = np.zeros(WIDTH)
        self._gaze = np.zeros(2)
        self.set(behaviour)
        self._one = self._two = self._target.copy()  # the first behaviour is there from the start

    def set(self, behaviour: Behaviour) -> None:
        """From the next step on. Gestures under way end, as softly as everything else changes."""
        self._whole = behaviour
        self._begin(self._part() or behaviour)

    def _part(self) -> Behaviour | None:
        """What holds in this state of the conversation, where that makes a difference."""
        return self._whole.listening if self._listens else self._whole.speaking

    def _begin(self, behaviour: Behaviour) -> None:
        self._one, self._two, self._moved = self._one + self._moved, self._two + self._moved, np.zeros(WIDTH)
        self._behaviour = behaviour
        self._target = _target(behaviour)
        self._gaze, self._gaze_goal = np.zeros(2), np.zeros(2)
        self._gaze_for_s = 0.0
        self._plan: list[_Planned] = []
        wait = float(self._random.uniform(*FIRST_S))
        for wanted in behaviour.gestures:
            gesture = GESTURES.get(str(wanted.get("name")))
            if gesture is None:
                continue
            every_s, strength = float(wanted.get("every_s", 0.0)), float(wanted.get("strength", 0.7))
            if not wanted.get("once") and every_s <= 0 and gesture.hold is not None:
                self._target = self._target + strength * _pose(gesture, gesture.hold)
                continue
            first = wait if wanted.get("once") else max(wait, float(self._random.uniform(*FIRST_S)) * every_s)
            self._plan.append(_Planned(str(wanted.get("name")), gesture, strength, every_s, first))
            wait = first + gesture.length_s + APART_S if wanted.get("once") else wait + APART_S

    def step(self, pause_s: float = LISTENS_AFTER_S) -> Intent:
        """pause_s: since speech was last heard."""
        listens = pause_s >= LISTENS_AFTER_S
        if listens != self._listens:
            self._listens = listens
            part = self._part()
            if part is not None:
                self._begin(part)
        share = 1 - math.exp(-DT / TRANSITION_S)
        self._one = self._one + (self._target - self._one) * share
        self._two = self._two + (self._one - self._two) * share
        self._moved = self._moving()
        now = self._two + self._moved
        values: dict[str, Any] = {name: float(now[i]) for name, i in FIELD.items()}
        return Intent(shapes=now[: len(SHAPES)].astype(np.float32), **values)

    def _moving(self) -> F64:
        """The sum of the gestures under way, and where a wandering gaze rests."""
        out = np.zeros(WIDTH)
        self._wander(out)
        busy = any(p.at_s is not None for p in self._plan)
        for p in self._plan:
            if p.at_s is None:
                p.next_s -= DT
                if p.next_s > 0 or busy:
                    continue
                p.at_s, busy = 0.0, True
                p.side = float(self._random.choice((-1.0, 1.0))) if p.gesture.mirror else 1.0
            p.at_s += DT
            if p.at_s >= p.gesture.length_s:
                p.at_s = None
                p.next_s = (
                    math.inf if p.every_s <= 0 else p.every_s * float(self._random.uniform(1 - VARIED, 1 + VARIED)) - p.gesture.length_s
                )
                p.next_s = max(p.next_s, 0.2)
                continue
            out += p.strength * _pose(p.gesture, p.at_s, p.side)
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


def _target(behaviour: Behaviour) -> F64:
    """The lasting part of a behaviour, (WIDTH,): expressions, liveliness, gaze, and what is to be left out."""
    out = np.zeros(WIDTH)
    for name in ("lips", "blink_rate", "nods", "brows"):
        out[FIELD[name]] = 1.0
    known = {name: s for name, s in behaviour.emotions.items() if name in EXPRESSIONS}
    scale = min(1.0, FULL / max(sum(known.values()), 1e-6))
    for name, strength in known.items():
        _put(out, dict(EXPRESSIONS[name].shapes), strength * scale)
        for field, value in EXPRESSIONS[name].fields.items():
            out[FIELD[field]] += value * strength * scale
    out[FIELD["energy"]] = behaviour.energy
    held = any(str(g.get("name")) == f"look_{behaviour.gaze}" and not g.get("once") and not g.get("every_s") for g in behaviour.gestures)
    if behaviour.gaze in LOOKS and not held:
        field, value = LOOKS[behaviour.gaze]
        out[FIELD[field]] += value
    if "nod" in behaviour.avoid:
        out[FIELD["nods"]] = 0.0
    if "raise_brows" in behaviour.avoid:
        out[FIELD["brows"]] = 0.0
    if "blink" in behaviour.avoid:
        out[FIELD["blink_rate"]] = 0.25
    if "smile" in behaviour.avoid:
        for side in ("Left", "Right"):
            out[SHAPE["mouthSmile" + side]] = min(-0.3, out[SHAPE["mouthSmile" + side]])  # also the portrait's own
            out[SHAPE["cheekSquint" + side]] = min(0.0, out[SHAPE["cheekSquint" + side]])
    out[FIELD["blink_rate"]] = max(out[FIELD["blink_rate"]], 0.1)
    return out


def _pose(gesture: Gesture, at_s: float, side: float = 1.0) -> F64:
    """A gesture at a time from its beginning, (WIDTH,), between its keys along cosines."""
    out = np.zeros(WIDTH)
    _put(out, {name: _between(keys, at_s) for name, keys in gesture.shapes.items()}, 1.0)
    for name, keys in gesture.fields.items():
        out[FIELD[name]] += side * _between(keys, at_s) if name in ("yaw", "roll", "gaze_x", "shoulder_x") else _between(keys, at_s)
    return out


def _put(out: F64, shapes: dict[str, float], strength: float) -> None:
    """Adds named shapes; a name without Left or Right means both."""
    for name, value in shapes.items():
        for full in (name,) if name in SHAPE else (name + "Left", name + "Right"):
            out[SHAPE[full]] += value * strength


def _between(keys: tuple[tuple[float, float], ...], at_s: float) -> float:
    for (t0, v0), (t1, v1) in zip(keys, keys[1:], strict=False):
        if at_s < t1:
            return v0 + (v1 - v0) * (0.5 - 0.5 * math.cos(math.pi * (at_s - t0) / (t1 - t0)))
    return keys[-1][1]
