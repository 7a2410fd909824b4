"""Features of one tick → does somebody speak, and how long has it been quiet.

Heuristics without a learned model: speech stands out of the adaptive noise floor, has a voice with a moving pitch, a spectrum
that is not flat, and changes a few times a second. Steady noise, hum and silence do not. Music with a beat still can fool it.
"""

from __future__ import annotations

import math

import numpy as np

from limner.engine.types import F32, TICK_HZ, Features

DT = 1 / TICK_HZ
FLOOR_RISE_PER_S = 0.35  # mel units (a mel unit is 17 dB in power); the floor falls three times a tick's way, and creeps up
MEMORY = 15  # ticks (.6 s) of spectrum, over which change is judged
BANDS = slice(4, 32)  # 230-4700 Hz, where speech lives
ABSOLUTE_FLOOR = 0.0015  # RMS; -56 dBFS: quieter than this is nobody
HEARD = 0.5  # from this probability on it counts as speech


class Voice:
    """`step()` returns speech probability 0..1; `pause_s` counts the seconds since it was last above one half."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.pause_s = 60.0
        self._floor: F32 | None = None  # (bands,) log-mel noise floor
        self._past = np.zeros((0, BANDS.stop - BANDS.start), np.float32)
        self._pitches: list[float] = []
        self._evidence = 0.0

    def step(self, features: Features) -> float:
        mel = features.mel.mean(axis=0)[BANDS]
        if self._floor is None:
            self._floor = np.minimum(mel, -0.6).astype(np.float32)
        excess = mel - self._floor
        # Down within two ticks, up slowly: after some seconds a steady sound is the floor.
        self._floor += np.where(excess < 0, 0.5 * excess, np.minimum(excess, FLOOR_RISE_PER_S * DT)).astype(np.float32)
        self._past = np.concatenate([self._past[-(MEMORY - 1) :], mel[None]])
        self._pitches = [*self._pitches[-(MEMORY - 1) :], features.pitch_hz]

        stands_out = float(np.clip(excess, 0, 2).mean())  # 0 .. 2
        tilt = float(mel[:14].mean() - mel[14:].mean())  # speech is stronger below 1.5 kHz, hiss is not
        peaks = float(np.abs(np.diff(mel)).mean())  # formants and harmonics against a flat spectrum
        change = float(np.abs(np.diff(self._past, axis=0)).mean()) if len(self._past) > 2 else 0.0
        pitches = [math.log(p) for p in self._pitches if p > 0]
        moving = float(np.std(pitches)) if len(pitches) > 3 else 0.05
        steady_tone = len(pitches) >= MEMORY - 2 and moving < 0.012 and change < 0.06

        score = 3.0 * (stands_out - 0.45) + 1.6 * (features.voiced - 0.55) + 0.8 * math.tanh(2 * tilt)
        score += 6.0 * (change - 0.12) + 2.0 * (peaks - 0.18)
        if features.level < ABSOLUTE_FLOOR or steady_tone:
            score = -6.0
        # Evidence gathers over about two ticks and fades over four: one click is not speech, a consonant is not a pause.
        target = max(-4.0, min(4.0, score))
        self._evidence += (target - self._evidence) * (0.6 if target > self._evidence else 0.3)
        probability = 1 / (1 + math.exp(-1.6 * self._evidence))
        self.pause_s = 0.0 if probability >= HEARD else self.pause_s + DT
        return probability
