"""Features of a tick → mouth shapes of the tick LOOKAHEAD_TICKS before it.

Two steps. The `Ear` is a small network that hears lengths: how far the lips part, how wide the mouth is, where the jaw hangs.
`mouth_shapes` turns lengths into blendshapes. Another model of hearing replaces the Ear and touches nothing else.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import F32, SHAPE, SHAPES, TICK_HZ, Features

DT = 1 / TICK_HZ
LOOKAHEAD_TICKS = 2  # the sound waits as long: with the tick's own 40 ms it leaves 120 ms after it came
BACK, AHEAD = 5, LOOKAHEAD_TICKS  # ticks heard before and after the one shown

# What the Ear says. Aperture is 0..1 of a speaker's range, the next six are in units of their 90th percentile about the median
# (protrusion forward, upper lip and corners up, lower lip and jaw down), `shut` is how sure it is that the lips meet.
CHANNELS = ("aperture", "width", "jaw", "protrusion", "upper", "lower", "corners", "shut")

# A regression timidly stays near the mean; this brings back the amplitude of real mouths (and their closures) on held-out people.
APERTURE_MEAN, APERTURE_GAIN, APERTURE_MAX = 0.36, 2.0, 1.35
WIDTH_GAIN, JAW_GAIN = 2.0, 1.5
SHUT_FROM, SHUT_OVER = 0.36, 0.2

# Speech opens the gate within a tick; after it the lips stay a little parted, as they do in short pauses, and then ease shut.
GATE_FROM, GATE_OVER = 0.35, 0.3
GATE_OPEN, GATE_CLOSE = 0.8, 0.3  # shares of the way a tick
PARTED, PARTED_FOR_S, EASE_S = 0.2, 0.5, 0.35

# What one unit of a shape does to those lengths, in eye distances: landmarks of four rendered portraits, rounded.
JAW_OPENS, JAW_DROPS = 0.29, 0.22
LIPS_PART = 0.18  # upperUp and lowerDown together
PUCKER_NARROWS, FUNNEL_NARROWS, FUNNEL_OPENS = 0.18, 0.10, 0.11
STRETCH_WIDENS, SMILE_WIDENS = 0.11, 0.13


class Ear:
    """Eight ticks of log-mel → CHANNELS of the tick two from the end. A perceptron with two hidden layers; no state."""

    def __init__(self, net: Mapping[str, NDArray[np.generic]]) -> None:
        get = {name: np.asarray(value, np.float32) for name, value in net.items()}
        # The normalisation of the inputs is folded into the first layer.
        self._w = [get["w0"] / get["spread"][:, None], get["w1"], get["w2"]]
        self._b = [get["b0"] - (get["mean"] / get["spread"]) @ get["w0"], get["b1"], get["b2"]]

    def hear(self, inputs: F32) -> F32:
        """((BACK + 1 + AHEAD) * 80,) from `stack` → (len(CHANNELS),)."""
        line = inputs
        for w, b in zip(self._w[:-1], self._b[:-1], strict=True):
            line = np.maximum(line @ w + b, 0)
        out: F32 = line @ self._w[-1] + self._b[-1]
        return out


def stack(mels: Sequence[F32]) -> F32:
    """Ticks of (4, 40) log-mel, oldest first → one line, two frames of 20 ms a tick."""
    return np.concatenate([mel.reshape(2, 2, 40).mean(axis=1).ravel() for mel in mels])


@cache
def _bundled() -> Mapping[str, NDArray[np.generic]]:
    with (files("limner") / "data/lips.npz").open("rb") as file, np.load(file) as net:
        return dict(net)


class Lips:
    """`step()` gives the mouth that belongs to the sound LOOKAHEAD_TICKS ago; the jaw and lips only, at rest all zero."""

    def __init__(self, net: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        """`net` replaces the bundled network (training/lips_net.py makes one)."""
        net = _bundled() if net is None else net
        self._ear = Ear(net)
        self._aperture_k = float(net["aperture"])  # of an ordinary mouth's wide opening
        self._width_k, self._jaw_k, _, self._upper_k, self._lower_k, self._corner_k = (float(s) for s in net["scale"])
        self.reset()

    def reset(self) -> None:
        self._line: deque[F32] = deque(maxlen=BACK + 1 + AHEAD)  # stacked mels
        self._speech: deque[float] = deque([0.0] * (AHEAD + 1), maxlen=AHEAD + 1)
        self._gate = 0.0
        self._parted = 0.0
        self._silent_s = 60.0

    def step(self, features: Features) -> F32:
        """(len(SHAPES),) float32."""
        line = stack([features.mel])
        while len(self._line) < BACK + AHEAD:
            self._line.append(np.full_like(line, float(line.min())))
        self._line.append(line)
        self._speech.append(features.speech)
        gate = self._open_gate()
        if gate < 0.01 and self._parted < 0.01:
            return np.zeros(len(SHAPES), np.float32)
        said = self._ear.hear(np.concatenate(self._line))
        aperture, width, jaw, _, _, lower, corners, shut = (float(c) for c in said)
        aperture = APERTURE_MEAN + APERTURE_GAIN * (aperture - APERTURE_MEAN)
        aperture *= 1 - _clip((shut - SHUT_FROM) / SHUT_OVER, 0, 1)
        aperture = gate * _clip(aperture, 0, APERTURE_MAX) + (1 - gate) * self._parted
        return mouth_shapes(
            aperture=aperture * self._aperture_k,
            width=gate * WIDTH_GAIN * width * self._width_k,
            jaw=gate * JAW_GAIN * jaw * self._jaw_k + aperture * self._aperture_k * 0.5,
            lower=gate * JAW_GAIN * lower * self._lower_k,
            corners=gate * WIDTH_GAIN * corners * self._corner_k,
        )

    def _open_gate(self) -> float:
        """How far the mouth belongs to speech (0..1), with the look-ahead; and how far it is left parted after it."""
        goal = _clip((max(self._speech) - GATE_FROM) / GATE_OVER, 0, 1)
        self._gate += (goal - self._gate) * (GATE_OPEN if goal > self._gate else GATE_CLOSE)
        if goal > 0.5:
            self._silent_s = 0.0
            self._parted += (PARTED - self._parted) * 0.2
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
    opening = _clip(0.6 * aperture / JAW_OPENS + 0.4 * max(jaw, 0) / JAW_DROPS, 0, 0.65)
    narrow, wide = max(-width, 0.0), max(width, 0.0)
    pucker, funnel = _clip(0.7 * narrow / PUCKER_NARROWS, 0, 0.8), _clip(0.3 * narrow / FUNNEL_NARROWS, 0, 0.6)
    smile_share = _clip(0.35 + 4 * corners, 0.15, 0.6)
    # The jaw and rounding have parted the lips so far; the lips themselves do the rest, or hold back.
    gap = JAW_OPENS * opening + FUNNEL_OPENS * funnel
    more = _clip((aperture - gap) / LIPS_PART, 0, 0.7)
    seal = 0.0 if aperture >= gap else 1 - aperture / gap
    if aperture < 0.012:
        seal = 1.0  # nearly shut is shut: an open slit where lips should meet is what people notice
    tucked = _clip(-6 * lower - 0.1, 0, 0.5) * _clip(1 - aperture / 0.06, 0, 1)  # f and v: lower lip up under the teeth
    for name, value in (
        ("mouthUpperUp", 0.8 * more),
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


def _clip(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
