"""Features of one tick → does somebody speak, and how long has it been quiet.

A dozen measures a person can read (does it stand out of the noise floor, has it a voice, does its pitch and spectrum move as speech
does) go into a very small network, fitted on clean and noisy speech against noises, hums, clicks, bells and chords by
`training/voice_net.py`. It knows no words: singing counts as speech, a television does too.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import F32, TICK_HZ, Features

DT = 1 / TICK_HZ
BANDS = slice(3, 32)  # 190-4700 Hz, where speech lives
LOW_BANDS = 14  # of those, up to about 1.3 kHz
MEMORY = 15  # ticks (.6 s) over which movement is judged
FLOOR_RISE_PER_S = 0.3  # mel units (17 dB of power); the floor falls half of the way each tick and creeps up
FLOOR_START = -0.9  # at most: a recording that begins with speech is not its own noise floor
NOBODY = 0.0012  # RMS; -58 dBFS: quieter than this is no speech
HEARD = 0.5  # from this probability on it counts as speech
RISE, FALL = 0.7, 0.4  # shares of the way a tick: one click is not speech, one consonant no pause
MEASURES = (
    "excess", "excess_top", "voiced", "tilt", "curve", "change", "change_now",
    "band_movement", "pitch_steps", "pitch_spread", "voiced_share", "steady_tone", "loudness", "peaks",
)  # fmt: skip


class Voice:
    """`step()` returns the probability of speech, 0..1; `pause_s` counts the seconds since it was last above one half."""

    def __init__(self, net: Mapping[str, NDArray[np.generic]] | None = None) -> None:
        net = _bundled() if net is None else net
        self._w0, self._b0, self._w1, self._b1 = (np.asarray(net[name], np.float32) for name in ("w0", "b0", "w1", "b1"))
        self.reset()

    def reset(self) -> None:
        self.pause_s = 60.0
        self._floor: F32 | None = None  # (bands,) log-mel noise floor
        self._mels = np.zeros((MEMORY, BANDS.stop - BANDS.start), np.float32)  # a ring
        self._ticks = 0
        self._steps: deque[float] = deque(maxlen=MEMORY - 1)  # how much the spectrum moved from tick to tick
        self._pitches: deque[float | None] = deque(maxlen=MEMORY)  # log hertz, None where unvoiced
        self._voiced: deque[float] = deque(maxlen=4)
        self._probability = 0.0

    def step(self, features: Features) -> float:
        hidden = np.tanh(self.measure(features) @ self._w0 + self._b0)
        evidence = float((hidden @ self._w1 + self._b1)[0])
        now = 1 / (1 + math.exp(-min(max(evidence, -20.0), 20.0)))
        if features.level < NOBODY:
            now = 0.0
        self._probability += (now - self._probability) * (RISE if now > self._probability else FALL)
        self.pause_s = 0.0 if self._probability >= HEARD else self.pause_s + DT
        return self._probability

    def measure(self, features: Features) -> F32:
        """(len(MEASURES),) float32 of this tick and the .6 s before it."""
        mel = features.mel.mean(axis=0)[BANDS]
        if self._floor is None:
            self._floor = np.minimum(mel, FLOOR_START).astype(np.float32)
        above = mel - self._floor
        self._floor += np.where(above < 0, 0.5 * above, np.minimum(above, FLOOR_RISE_PER_S * DT)).astype(np.float32)
        excess = np.sort(np.minimum(np.maximum(above, 0), 2))
        if self._ticks:
            self._steps.append(float(np.abs(mel - self._mels[(self._ticks - 1) % MEMORY]).mean()))
        self._mels[self._ticks % MEMORY] = mel
        self._ticks += 1
        mels = self._mels[: min(self._ticks, MEMORY)]
        latest = self._mels[np.arange(self._ticks - min(self._ticks, 3), self._ticks) % MEMORY].mean(axis=0)
        steps = list(self._steps) or [0.0]
        self._pitches.append(math.log(features.pitch_hz) if features.pitch_hz > 0 else None)
        self._voiced.append(features.voiced)
        pitches = [p for p in self._pitches if p is not None]
        share = len(pitches) / len(self._pitches)
        spread = moved = 0.0
        if len(pitches) > 3:
            middle = sum(pitches) / len(pitches)
            spread = math.sqrt(sum((p - middle) ** 2 for p in pitches) / len(pitches))
            moved = sum(abs(q - p) for p, q in zip(pitches, pitches[1:], strict=False)) / (len(pitches) - 1)
        smooth = 0.25 * mel[:-2] + 0.5 * mel[1:-1] + 0.25 * mel[2:]
        return np.array(
            [
                excess.mean(),
                excess[-8:].mean(),
                max(self._voiced),
                math.tanh(2 * float(mel[:LOW_BANDS].mean() - mel[LOW_BANDS:].mean())),
                np.abs(smooth[1:] - smooth[:-1]).mean(),
                sum(steps) / len(steps),
                sum(steps[-3:]) / len(steps[-3:]),
                np.minimum(mels.std(axis=0), 1).mean(),
                min(moved, 0.3),
                min(spread, 0.4),
                share,
                share * math.exp(-spread / 0.02),
                features.loudness,
                latest.std(),
            ],
            np.float32,
        )


@cache
def _bundled() -> Mapping[str, NDArray[np.generic]]:
    with (files("limner") / "data/voice.npz").open("rb") as file, np.load(file) as net:
        return dict(net)
