"""Situations → crops as the engine hears them: log-mel at its slow gain, voicing and pitch; heard again in other colours."""

from __future__ import annotations

import time
from collections.abc import Iterable

import numpy as np
import torch
from situations import NONE, TICKS, Situations

from limner.engine.audio.ear import TONES, believed, tones
from limner.engine.audio.features import BANDS, FRAMES, TICK, FeatureStream

MELS = FRAMES * BANDS
INPUTS = MELS + TONES + 1  # what the detector says


class Pool:
    """Crops as the engine hears them, its slow gain included. A session is not always new: half of them follow another crop."""

    def __init__(self, banks: Iterable[Situations], seed: int, count: int) -> None:
        """`count` crops of each."""
        self._rng = np.random.default_rng([seed, 11])
        heard, talks, voices = [], [], []
        stream, last = FeatureStream(), 0.0
        began = time.process_time()
        for situations in banks:
            for _ in range(count):
                sound, spoken, which = situations.crop()
                crop = np.empty((TICKS, INPUTS), np.float16)
                if self._rng.random() < 0.5:
                    stream.reset()
                    last = 0.0
                for k in range(TICKS):
                    now = stream.step(sound[k * TICK : (k + 1) * TICK].astype(np.float32))
                    crop[k, :MELS] = now.mel.ravel()
                    crop[k, MELS:-1] = tones(now.voiced, now.pitch_hz, last)
                    crop[k, -1] = believed(now.vad)
                    last = now.pitch_hz
                heard.append(crop)
                talks.append(spoken)
                voices.append(which == NONE)
                if len(heard) % 500 == 0:
                    print(f"{len(heard)} crops, cpu {time.process_time() - began:.0f} s", flush=True)
        self._heard, self._talks, self._voices = np.stack(heard), np.stack(talks), np.array(voices)
        self._rests = ~self._talks.any(axis=1)
        self.start()

    def start(self) -> None:
        """Every crop is as likely as any."""
        self._chance = np.ones(len(self._heard))

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        """(size, TICKS, INPUTS), (size, TICKS) somebody speaks, and which crops."""
        chance = np.cumsum(self._chance)
        some = np.searchsorted(chance, self._rng.random(size) * chance[-1])
        heard, talks = self._heard[some].astype(np.float32), self._talks[some]
        rests = np.flatnonzero(self._rests)
        for x, y in zip(heard, talks, strict=True):
            nepers = x[:, :MELS] * 4 - 6
            if self._rng.random() < 0.5:  # another noise behind it, from whichever tick on
                turn = int(self._rng.integers(TICKS))
                behind = np.roll(self._heard[int(self._rng.choice(rests))].astype(np.float32), turn, axis=0)
                below = self._rng.uniform(5, 30) if y.any() else self._rng.uniform(-3, 25)
                other = behind[:, :MELS] * 4 - 6
                nepers = np.logaddexp(nepers, other + (_loud(nepers) - _loud(other) - below / 4.343))
                if below < 10 and not y.any():  # either may be taken for speech
                    x[:, -1] = np.maximum(x[:, -1], behind[:, -1])
            x[:, :MELS] = _another_microphone(nepers, self._rng)
            if self._rng.random() < 0.2:  # no pitch is found in much that is real
                x[:, MELS:-1] *= self._rng.random((TICKS, 1)) < self._rng.random()
            x[:, -1] += self._rng.normal(0, 0.25) + self._rng.normal(0, 0.15, TICKS)  # nor is the detector always so sure
            if self._rng.random() < 0.1:
                x[:, -1] *= self._rng.random()
        return torch.from_numpy(heard), torch.from_numpy(talks), some

    def learned(self, some: np.ndarray, losses: np.ndarray) -> None:
        """What a crop cost decides how often it comes back; voices at least as often as they are."""
        cost = np.clip(0.25 + 3 * losses, 0.25, 3.0)
        self._chance[some] += 0.6 * (np.where(self._voices[some], np.maximum(cost, 0.7), cost) - self._chance[some])


def _loud(nepers: np.ndarray) -> float:
    return float(np.percentile(nepers.max(axis=1), 92))


def _another_microphone(nepers: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(ticks, 160) ln of power → log-mel in another colour, of another throat, a little louder or softer, on another floor."""
    line = nepers.reshape(-1, BANDS)
    if rng.random() < 0.6:  # up or down by so many bands
        at = np.clip(np.arange(BANDS) - rng.uniform(-2.5, 2.5), 0, BANDS - 1)
        low = np.minimum(at.astype(int), BANDS - 2)
        part = (at - low).astype(np.float32)
        line = line[:, low] * (1 - part) + line[:, low + 1] * part
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, rng.uniform(0, 1.2), 6)) + rng.normal(0, 0.5)
    line = line + colour.astype(np.float32)
    if rng.random() < 0.5:
        line = np.logaddexp(line, np.float32(rng.uniform(-16, -10)) + np.float32(0.3) * rng.standard_normal(line.shape, np.float32))
    return ((np.maximum(line, -16) + 6) / 4).reshape(nepers.shape)
