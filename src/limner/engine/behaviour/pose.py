"""Emotions and gestures of the catalogue → a vector of everything that an Intent has."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES, Gesture
from limner.engine.types import SHAPE, SHAPES, Behaviour

F64 = NDArray[np.float64]
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
    "slack",
    "lips",
    "spread",
    "blink_rate",
    "nods",
    "brows",
)
FIELD = {name: len(SHAPES) + i for i, name in enumerate(FIELDS)}
WIDTH = len(SHAPES) + len(FIELDS)
FULL = 1.3  # expressions together are scaled down to this much
SHOWN = 0.6  # power: at .7, which "happy" is, a face shows .81 of the row, at .3 .49; in proportion a mood could not be named
ASIDE = ("yaw", "roll", "gaze_x", "shoulder_x")  # + is the left of who is shown
MIDDLE = 0.4  # of a shape in the middle of the face where only one side moves
LOOKS = {"away": ("gaze_x", 0.4), "up": ("gaze_y", -0.42), "down": ("gaze_y", 0.38), "left": ("gaze_x", 0.42), "right": ("gaze_x", -0.42)}
FLASH_S = (0.35, 1.9, 2.7)  # a passing mood: there, leaving, gone


def lasting(behaviour: Behaviour) -> F64:
    """(WIDTH,): expressions, liveliness, gaze, and what is to be left out."""
    out = np.zeros(WIDTH)
    for name in ("lips", "blink_rate", "nods", "brows"):
        out[FIELD[name]] = 1.0
    passing = {str(g.get("name")) for g in behaviour.gestures}
    known = {name: s**SHOWN for name, s in behaviour.emotions.items() if s > 0 and name in EXPRESSIONS and name not in passing}
    scale = min(1.0, FULL / max(sum(known.values()), 1e-6))
    for name, strength in known.items():
        put(out, dict(EXPRESSIONS[name].shapes), strength * scale)
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
        out[SHAPE["mouthNeutral"]] = 1.0  # also the portrait's own
        for side in ("Left", "Right"):
            out[SHAPE["mouthSmile" + side]] = min(0.0, out[SHAPE["mouthSmile" + side]])
            out[SHAPE["cheekSquint" + side]] = min(0.0, out[SHAPE["cheekSquint" + side]])
    out[FIELD["blink_rate"]] = max(out[FIELD["blink_rate"]], 0.1)
    return out


@cache
def movement(name: str) -> Gesture | None:
    """A gesture, or an emotion that comes and goes; None: neither."""
    if name in GESTURES or name not in EXPRESSIONS:
        return GESTURES.get(name)
    row, (there, leaving, gone) = EXPRESSIONS[name], FLASH_S

    def go(value: float) -> tuple[tuple[float, float], ...]:
        return ((0.0, 0.0), (there, value), (leaving, 0.93 * value), (gone, 0.0))

    return Gesture("", shapes={k: go(v) for k, v in row.shapes.items()}, fields={k: go(v) for k, v in row.fields.items()})


def pose(gesture: Gesture, at_s: float, side: str = "") -> F64:
    """A gesture at a time from its beginning, (WIDTH,), between its keys along cosines. side: left or right of who is shown."""
    out = np.zeros(WIDTH)
    shapes = {name: _between(keys, at_s) for name, keys in gesture.shapes.items()}
    put(out, _on(side, shapes) if side and gesture.one_sided else shapes, 1.0)
    for name, keys in gesture.fields.items():
        out[FIELD[name]] += _between(keys, at_s) * (-1 if side == "right" and name in ASIDE else 1)
    return out


def put(out: F64, shapes: dict[str, float], strength: float) -> None:
    """Adds named shapes; a name without Left or Right means both."""
    for name, value in shapes.items():
        for full in (name,) if name in SHAPE else (name + "Left", name + "Right"):
            out[SHAPE[full]] += value * strength


def _on(side: str, shapes: dict[str, float]) -> dict[str, float]:
    """What both sides or the other one would do, on one side."""
    out = {}
    for name, value in shapes.items():
        one = name.removesuffix("Left").removesuffix("Right") + side.capitalize()
        out[one if one in SHAPE else name] = value if one in SHAPE else MIDDLE * value
    return out


def _between(keys: tuple[tuple[float, float], ...], at_s: float) -> float:
    for (t0, v0), (t1, v1) in zip(keys, keys[1:], strict=False):
        if at_s < t1:
            return v0 + (v1 - v0) * (0.5 - 0.5 * math.cos(math.pi * (at_s - t0) / (t1 - t0)))
    return keys[-1][1]
