"""Log-mel of a tick → what the mouth did two ticks before: small recurrent networks in plain numpy.

Trained by training/speech on generated speech of many languages, then on recordings of talking faces (docs/models/speech.md).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from limner.engine.audio.equalizer import Equalizer
from limner.engine.types import F32, LENGTHS, TICK_HZ, Said

LOOKAHEAD_TICKS = 2  # what comes out belongs to the tick this many before: 80 ms and the tick's own 40 make 120 ms of delay
STEPS = 2  # network steps of 20 ms a tick, each of two mel frames
INPUTS = 80
TONES, TONE_HZ = 4, 160.0  # what the gates hear of pitch
SILENCE, QUIET_TICKS = -2.5, 25  # log-mel of digital silence
MOUTH, KINDS = slice(len(LENGTHS)), slice(len(LENGTHS), None)  # of what a network says: lengths; how sure it is of each sound, twice a tick
PP, BF, FF = 1, 2, 3  # of the kinds of sounds: p b m, the looser Spanish b, f v
AT_TEETH = [4, 5, 6, 9, 11]  # th, t d, n, l, a rolled r: the tongue's tip is at the teeth or behind them


# Speech must convince two kinds of hearing, whose log-odds add up: small networks, the gates, that know how one voice goes on and crowds
# do not; and a detector that has heard far more (vad.py), which knows music, bells and knocks for what they are. A crowd convinces the
# detector, so there is a limit to what it may believe. One of the gates hears the detector, too, and knows when to believe it; they err at
# different sounds, so the mean of both can be asked for more than either.
GATE_WEIGHT, GATE_CREDIT = 3.0, -2.75
GOING_CREDIT, GOING_UP_S, GOING_DOWN_S = 5.0, 0.4, 1.5  # who has begun goes on: less is asked of the middle of a sentence
VAD_WEIGHT, VAD_CREDIT, VAD_MOST = 4.0, 2.0, 3.0
VAD_HOLD_TICKS = 3  # a word's quiet consonant is not its end


class Ear:
    """`step()` once a tick. Two networks hear what the mouth does, and the mean of them is believed.

    Two more, the gates, hear whether one person speaks. So does a voice activity detector (vad.py), which says so to `step`.
    """

    def __init__(self, nets: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        """`nets` replaces the bundled networks (training/speech/finetune.py makes them)."""
        w = {name: np.ascontiguousarray(value, np.float32) for name, value in (_bundled() if nets is None else nets).items()}
        parts = sorted({name.partition("/")[0] for name in w if "/" in name})
        self._nets = [_Net(w, part) for part in parts if not part.startswith("gate")]
        self._gates = [_Gate(w, part) for part in parts if part.startswith("gate")]
        self._equalizer = Equalizer(w["spectrum"])
        self.reset()

    def reset(self) -> None:
        for net in self._nets:
            net.reset()
        for gate in self._gates:
            gate.reset()
        self._equalizer.reset()
        self._vads = [-9.0] * (1 + VAD_HOLD_TICKS)
        self._going = 0.0
        for _ in range(QUIET_TICKS):  # it has been quiet before anything is heard
            self.step(np.full((4, 40), SILENCE, np.float32))

    def step(self, mel: F32, voiced: float = 0.0, pitch_hz: float = 0.0, vad: float = -9.0) -> Said:
        """(4, 40) log-mel of this tick, how voiced it is, its pitch, log-odds of speech → Said of the tick LOOKAHEAD_TICKS ago."""
        x = self._equalizer.step(mel).reshape(STEPS, INPUTS)
        said: F32 = np.asarray(sum(net.step(x) for net in self._nets), np.float32) * np.float32(1 / len(self._nets))
        kinds = said[KINDS].reshape(2, -1)
        odds = (np.asarray(sum(gate.step(mel, voiced, pitch_hz, vad) for gate in self._gates)) / len(self._gates)).tolist()
        self._vads = [*self._vads[1:], vad]
        voice = max(self._vads)
        credit = GATE_CREDIT + GOING_CREDIT * self._going
        speech, soon, later = (_together(gates, credit, voice) for gates in odds)
        self._going += (later - self._going) / (TICK_HZ * (GOING_UP_S if later > self._going else GOING_DOWN_S))
        self._equalizer.learn(mel, later > 0.5)
        sure = kinds.max(axis=0)  # a sound shorter than a tick is still seen
        return Said(
            lengths=said[MOUTH],
            speech=speech,
            soon=soon,
            later=later,
            press=float(sure[PP] + 0.7 * sure[BF]),
            teeth=float(sure[FF]),
            tongue=float(kinds[:, AT_TEETH].sum(axis=1).max()),
        )


class _Net:
    """Two causal convolutions, a GRU that hears sounds, a second that hears lengths. State: two steps of each layer's past."""

    def __init__(self, weights: Mapping[str, F32], prefix: str) -> None:
        w = {name.removeprefix(prefix + "/"): value for name, value in weights.items()}
        self._conv1, self._conv1_b = w["conv1.w"], w["conv1.b"]  # (3 * 80, hidden), oldest step first
        self._conv2, self._conv2_b = w["conv2.w"], w["conv2.b"]
        self._gru = Gru(w, "gru")
        self._embed, self._embed_b = w["embed.w"], w["embed.b"]
        self._head = Gru(w, "head")
        # Lengths are of both layers, sounds of the first alone, for two delays: the two halves of the tick that is shown.
        deaf = np.zeros((self._head.size, w["kinds.w"].shape[1]), np.float32)
        self._said = np.concatenate([w["lengths.w"], np.concatenate([w["kinds.w"], deaf])], axis=1)
        self._said_b = np.concatenate([w["lengths.b"], w["kinds.b"]])
        self.reset()

    def reset(self) -> None:
        self._past = np.zeros((2, INPUTS), np.float32)
        self._past1 = np.zeros((2, self._conv1_b.size), np.float32)
        self._gru.reset()
        self._head.reset()

    def step(self, mel: F32) -> F32:
        """(2, 80) → MOUTH and KINDS in a row."""
        x = np.concatenate([self._past, mel])
        self._past = x[-2:]
        z1 = np.maximum(_windows(x) @ self._conv1 + self._conv1_b, 0)
        x1 = np.concatenate([self._past1, z1])
        self._past1 = x1[-2:]
        z = np.maximum(_windows(x1) @ self._conv2 + self._conv2_b, 0) + z1
        e = np.maximum(np.concatenate([self._gru.run(z), z], axis=1) @ self._embed + self._embed_b, 0)
        h = self._head.run(e)
        said: F32 = np.concatenate([e[-1], h[-1]]) @ self._said + self._said_b
        kinds = said[KINDS].reshape(2, -1)
        kinds -= kinds.max(axis=1, keepdims=True)
        np.exp(kinds, out=kinds)
        kinds /= kinds.sum(axis=1, keepdims=True)
        return said


class _Gate:
    """A tick's log-mel, voicing, pitch and what the detector says → log-odds that one person speaks."""

    def __init__(self, weights: Mapping[str, F32], prefix: str) -> None:
        w = {name.removeprefix(prefix + "/"): value for name, value in weights.items()}
        self._near, self._near_b = w["near.w"], w["near.b"]  # (160 + TONES + 1, hidden)
        self._gru = Gru(w, "gru")
        self._out, self._out_b = w["out.w"], w["out.b"]  # (hidden, 3)
        self.reset()

    def reset(self) -> None:
        self._gru.reset()
        self._last_hz = 0.0

    def step(self, mel: F32, voiced: float, pitch_hz: float, vad: float) -> F32:
        """(4, 40), 0..1, hertz or 0 → (3,) of two ticks ago, of the last one and of this one."""
        heard = np.concatenate([mel.ravel(), tones(voiced, pitch_hz, self._last_hz), np.array([believed(vad)], np.float32)])
        self._last_hz = pitch_hz
        x = np.maximum(heard[None] @ self._near + self._near_b, 0)
        odds: F32 = self._gru.run(x)[0] @ self._out + self._out_b
        return odds


def _together(gates: float, credit: float, vad: float) -> float:
    """Log-odds of the gates and of the detector, and how much is given to the gates in advance → 0..1."""
    gates = GATE_WEIGHT * min(max(gates, -9.0), 9.0) + credit
    vad = min(VAD_WEIGHT * min(max(vad, -9.0), 9.0) + VAD_CREDIT, VAD_MOST)
    return 1 / (1 + math.exp(-(gates + vad)))


def believed(vad: float) -> float:
    """Log-odds of the detector → what a gate hears of them."""
    return min(max(vad, -9.0), 9.0) / 4


def tones(voiced: float, pitch_hz: float, last_hz: float) -> F32:
    """How voiced a tick is, its pitch and that of the tick before (hertz, 0 where none) → (TONES,) for the gates."""
    if pitch_hz <= 0:
        return np.array([voiced, 0, 0, 0], np.float32)
    glide = min(max(4 * math.log2(pitch_hz / last_hz), -2.0), 2.0) if last_hz > 0 else 0.0
    return np.array([voiced, 1, math.log2(pitch_hz / TONE_HZ), glide], np.float32)


HALF = np.float32(0.5)


class Gru:
    """Gates in torch's order (reset, update, new). Reset and update are kept halved, as 1 / (1 + exp(-x)) is (1 + tanh(x / 2)) / 2, and
    their two biases as one: so it is quicker, and nothing overflows.
    """

    def __init__(self, w: Mapping[str, F32], name: str) -> None:
        self.size = w[f"{name}.back.w"].shape[0]
        gates = 2 * self.size
        half = np.repeat(np.array([0.5, 1], np.float32), (gates, self.size))
        self._in, self._back = w[f"{name}.in.w"] * half, w[f"{name}.back.w"] * half
        both = w[f"{name}.in.b"] + w[f"{name}.back.b"]
        self._in_b = np.concatenate([both[:gates] / 2, w[f"{name}.in.b"][gates:]])
        self._new_b = w[f"{name}.back.b"][gates:]
        self.reset()

    def reset(self) -> None:
        self.state = np.zeros(self.size, np.float32)

    def run(self, x: F32) -> F32:
        """(steps, inputs) → (steps, size)."""
        n, h = self.size, self.state
        out = np.empty((len(x), n), np.float32)
        given = x @ self._in + self._in_b
        for k, row in enumerate(given):
            back = h @ self._back
            rz = row[: 2 * n]
            rz += back[: 2 * n]
            np.tanh(rz, out=rz)
            rz *= HALF
            rz += HALF
            new = back[2 * n :]
            new += self._new_b
            new *= rz[:n]
            new += row[2 * n :]
            np.tanh(new, out=new)
            h = h - new
            h *= rz[n:]
            h += new
            out[k] = h
        self.state = h
        return out


def _windows(x: F32) -> F32:
    """(2 + steps, width) → (steps, 3 * width), each row the step and the two before it."""
    return np.concatenate([x[:-2], x[1:-1], x[2:]], axis=1)


@cache
def _bundled() -> Mapping[str, NDArray[np.generic]]:
    with (files("limner") / "data/ear.npz").open("rb") as file, np.load(file) as net:
        return dict(net)
