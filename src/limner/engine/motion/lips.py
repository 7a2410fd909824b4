"""What the ear heard of a tick → its mouth shapes.

The ear says lengths: how far the lips part, how wide the mouth is, where the jaw hangs; and how sure it is of the sounds that lips
must show. `mouth_shapes` turns lengths into blendshapes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import F32, SHAPE, SHAPES, TICK_HZ, Features

DT = 1 / TICK_HZ

# A regression timidly stays near the mean; this brings back the amplitude of real mouths on people who were held out: small openings as
# much as their mean asks, wide ones more.
APERTURE_KNEE, APERTURE_GAIN, APERTURE_GAIN_ABOVE, APERTURE_MAX = 0.36, 1.1, 1.33, 1.45
WIDTH_GAIN, JAW_GAIN = 2.25, 1.6
# The ear hears widths better than openings, and rounded mouths open less than it says (ten people, each left out once: .24, r .594 → .607).
APERTURE_BY_WIDTH = 0.14

# High voices open wider in eye distances than low ones: the spread of a speaker's aperture goes with pitch ** .72 (r .53 over 24 people,
# and .79 over ten others). So the reach of a mouth follows the mean pitch of whoever is speaking, from ordinary on.
REACH_PITCH_HZ, REACH_POWER, REACH = 157.0, 0.72, (0.7, 1.4)
REACH_PRIOR_S, REACH_MEMORY_S = 0.6, 15.0  # of voiced sound: how much of it outweighs the ordinary, and how much is remembered

# Lips that must meet do: where the ear is sure of p, b, m, or where these and lips shut for whatever reason together outweigh how far open
# it hears them (from where on, and over how much).
PRESS_FROM, PRESS_OVER = 0.15, 0.2
SHUT_FROM, SHUT_OVER, SHUT_BY_APERTURE = 0.2, 0.25, 1.2
TEETH_FROM, TEETH_OVER, TEETH_APERTURE = 0.25, 0.4, 0.3  # f, v: no wider than this while the lower lip is at the teeth
TONGUE_FROM, TONGUE_OVER = 0.25, 0.4  # th, t, d, n, l: the tongue's tip goes up behind the upper teeth
TONGUE_UP, TONGUE_DOWN = 0.65, 0.4  # shares of its way a tick: seen for a single one it would flash

# Speech opens the gate within a tick; after it the lips stay parted and then ease shut. Those of 38 people are a third of a wide opening
# apart for the first third of a second of a pause, a quarter in the middle, and later a tenth. They stay a little longer here, as closures
# of ten unseen people then agree better. Only who has spoken for a while leaves them parted, not what was taken for speech for a moment.
GATE_FROM, GATE_OVER = 0.4, 0.2
GATE_OPEN, GATE_CLOSE, GATE_HUSH = 0.8, 0.3, 0.7  # shares of the way a tick; the last when interrupted
PARTED, PARTED_AFTER_S, PARTED_FOR_S, EASE_S = 0.35, 1.5, 0.6, 0.35

# How lips part, in speech of ten people: of a gap the upper lip rises by .20, the lower one goes down by .80, the chin by .48. So it is
# half the jaw's and half the lips' own; what they can not do, the jaw does.
JAW_BY_GAP, JAW_BY_CHIN, CHIN_AT_REST = 0.2, 0.35, 0.4
LIPS_MOST, JAW_MOST = 0.85, 0.85

# About what one unit of a shape does to those lengths, in eye distances: training/lips_seen.py, fourteen portraits. It says .08 of
# stretch, .11 of smile and .18, .1 of the funnel now; WIDTH_GAIN, set by what is seen of widths, has that in it.
JAW_OPENS, JAW_DROPS = 0.27, 0.22
LIPS_PART = 0.105  # 0.7 of upperUp and lowerDown together
PUCKER_NARROWS, FUNNEL_NARROWS, FUNNEL_OPENS = 0.24, 0.16, 0.13
STRETCH_WIDENS, SMILE_WIDENS = 0.1, 0.125

# Apertures were learned from what a landmarker sees of real mouths; what it sees of drawn ones (the same script, eye distances), where
# nobody has looked at the portrait itself (render/lips_seen.py).
SEEN = (0.0, 0.009, 0.025, 0.053, 0.075, 0.088, 0.108, 0.14, 0.19, 0.247, 0.327, 0.394)
DRAWN = (0.0, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.26, 0.32)


@cache
def _bundled() -> Mapping[str, NDArray[np.generic]]:
    with (files("limner") / "data/ear.npz").open("rb") as file, np.load(file) as net:
        return {name: net[name] for name in ("aperture", "scale")}


class Lips:
    """`step()` gives the mouth of one tick; the jaw and lips only, at rest all zero."""

    def __init__(self, sizes: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        """`sizes` of an ordinary mouth in eye distances, learned with the ear: `aperture` () and `scale` (6,)."""
        self.seen: Sequence[float] | F32 = SEEN  # of DRAWN; another portrait's may be set at any time
        sizes = _bundled() if sizes is None else sizes
        self._aperture_k = float(sizes["aperture"])  # of a wide opening
        self._width_k, self._jaw_k, _, _, self._lower_k, self._corner_k = np.asarray(sizes["scale"], float).tolist()
        self.reset()

    def reset(self) -> None:
        self._gate = 0.0
        self._parted = 0.0
        self._tongue = 0.0
        self._silent_s = 60.0
        self._hushed = False
        self._pitch, self._pitch_s = math.log(REACH_PITCH_HZ), REACH_PRIOR_S  # running mean of ln Hz, over so much voice

    def hush(self) -> None:
        """Whoever spoke was interrupted: the lips close fast, and do not stay parted."""
        self._hushed = True
        self._parted = 0.0

    def step(self, features: Features) -> F32:
        """(len(SHAPES),) float32."""
        gate = self._open_gate(features.speech)
        if gate < 0.01 and self._parted < 0.01:
            self._tongue = 0.0
            return np.zeros(len(SHAPES), np.float32)
        reach = self._reach(features.pitch_hz)
        said = features.said
        aperture, width, jaw, _, _, lower, corners, shut = said.lengths.tolist()
        press = _share(said.press, PRESS_FROM, PRESS_OVER)
        sealed = max(press, _share(shut + said.press - SHUT_BY_APERTURE * aperture, SHUT_FROM, SHUT_OVER))
        teeth = gate * _share(said.teeth, TEETH_FROM, TEETH_OVER)
        aperture += APERTURE_BY_WIDTH * width
        aperture = APERTURE_GAIN * min(aperture, APERTURE_KNEE) + APERTURE_GAIN_ABOVE * max(aperture - APERTURE_KNEE, 0.0)
        aperture = _clip(aperture, 0, APERTURE_MAX)
        aperture += teeth * (min(aperture, TEETH_APERTURE) - aperture)
        aperture = (gate * aperture * (1 - sealed) + (1 - gate) * self._parted * (1 - press)) * self._aperture_k * reach
        out = mouth_shapes(
            aperture=float(np.interp(aperture, self.seen, DRAWN)),
            width=gate * WIDTH_GAIN * width * self._width_k,
            jaw=gate * JAW_GAIN * jaw * self._jaw_k + CHIN_AT_REST * aperture,
            lower=gate * JAW_GAIN * lower * self._lower_k,
            corners=gate * WIDTH_GAIN * corners * self._corner_k,
        )
        _at_least(out, "mouthRollLower", 0.8 * teeth * (1 - sealed))
        _at_least(out, "mouthUpperUp", 0.45 * teeth * (1 - sealed))
        _at_least(out, "mouthPress", 0.35 * gate * press)
        raised = _share(said.tongue, TONGUE_FROM, TONGUE_OVER)
        self._tongue += (raised - self._tongue) * (TONGUE_UP if raised > self._tongue else TONGUE_DOWN)
        out[SHAPE["tongueOut"]] = gate * (1 - sealed) * 0.5 * self._tongue
        return out

    def _reach(self, pitch_hz: float) -> float:
        """How wide this speaker's mouth opens, 1 = as people do on average."""
        if pitch_hz > 0 and self._gate > 0.5:
            self._pitch_s = min(self._pitch_s + DT, REACH_MEMORY_S)
            self._pitch += (math.log(pitch_hz) - self._pitch) * DT / self._pitch_s
        return _clip((math.exp(self._pitch) / REACH_PITCH_HZ) ** REACH_POWER, *REACH)

    def _open_gate(self, speech: float) -> float:
        """How far the mouth belongs to speech (0..1); and how far it is left parted after it."""
        goal = _share(speech, GATE_FROM, GATE_OVER)
        close = GATE_HUSH if self._hushed else GATE_CLOSE
        self._gate += (goal - self._gate) * (GATE_OPEN if goal > self._gate else close)
        if goal > 0.5:
            self._hushed = False
            self._silent_s = 0.0
            self._parted += (PARTED - self._parted) * DT / PARTED_AFTER_S
        else:
            self._silent_s += DT
            if self._silent_s > PARTED_FOR_S:
                self._parted *= math.exp(-DT / EASE_S)
        return self._gate


def mouth_shapes(*, aperture: float, width: float, jaw: float, lower: float, corners: float) -> F32:
    """Lengths in eye distances → (len(SHAPES),) shapes whose sum has this aperture and, within reach, this width.

    Aperture is the gap between the lips, jaw how far the chin hangs below rest; width, lower lip and corners are about their median.
    """
    out = np.zeros(len(SHAPES), np.float32)
    opening = JAW_BY_GAP * aperture / JAW_OPENS + JAW_BY_CHIN * max(jaw, 0) / JAW_DROPS
    opening = _clip(max(opening, (aperture - LIPS_MOST * LIPS_PART) / JAW_OPENS), 0, JAW_MOST)
    narrow, wide = max(-width, 0.0), max(width, 0.0)
    pucker, funnel = _clip(0.7 * narrow / PUCKER_NARROWS, 0, 0.8), _clip(0.3 * narrow / FUNNEL_NARROWS, 0, 0.6)
    smile_share = _clip(0.35 + 4 * corners, 0.15, 0.6)
    # The jaw and rounding have parted the lips so far; the lips themselves do the rest, or hold back.
    gap = JAW_OPENS * opening + FUNNEL_OPENS * funnel
    more = _clip((aperture - gap) / LIPS_PART, 0, LIPS_MOST)
    seal = 0.0 if aperture >= gap else 1 - aperture / gap
    if aperture < 0.012:
        seal = 1.0  # nearly shut is shut: an open slit where lips should meet is what people notice
    tucked = _clip(-6 * lower - 0.1, 0, 0.5) * _clip(1 - aperture / 0.06, 0, 1)  # f and v: lower lip up under the teeth
    for name, value in (
        ("mouthUpperUp", 0.7 * more),
        ("mouthLowerDown", more),
        ("mouthStretch", _clip((1 - smile_share) * wide / STRETCH_WIDENS, 0, 0.7)),
        ("mouthSmile", _clip(smile_share * wide / SMILE_WIDENS, 0, 0.5)),
        ("mouthPress", 0.3 * _clip(seal - 0.7, 0, 0.3) * (opening > 0.02)),
    ):
        out[SHAPE[name + "Left"]] = out[SHAPE[name + "Right"]] = value
    for name, value in (
        ("jawOpen", opening),
        ("mouthClose", seal),
        ("mouthPucker", pucker),
        ("mouthFunnel", funnel),
        ("mouthRollLower", tucked),
    ):
        out[SHAPE[name]] = value
    return out


def _at_least(shapes: F32, name: str, value: float) -> None:
    """One shape or its two sides."""
    for full in (name,) if name in SHAPE else (name + "Left", name + "Right"):
        shapes[SHAPE[full]] = max(float(shapes[SHAPE[full]]), value)


def _share(value: float, start: float, over: float) -> float:
    """0 below `start`, 1 from `start + over` on."""
    return _clip((value - start) / over, 0, 1)


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
