"""What a microphone, a room or a codec does to all of a voice alike, taken out again before the networks hear it.

A voice sounds on the mean like any other; what differs is mostly the way it came. So the mean spectrum of the last seconds of speech is
brought near the usual one (cepstral mean normalisation, in the log-mel domain). Three networks taught so agreed with the mouths of ten
unseen people by r .578, and by .559 where it was left out (docs/log.md).
"""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32

STEP_FRAMES = 2  # mel frames of 10 ms that are judged together
LOUD = 0.8  # a step this near the loudest (log-mel, 14 dB) says how a voice sounds, softer ones how its pauses do
LOUDEST_FALLS = 0.004  # of log-mel a step: a dB in .3 s
PRIOR_STEPS, MEMORY_STEPS = 50, 300  # of loud speech: how much of it outweighs the usual, and how much is remembered
SHARE, MOST = 0.9, 1.0  # of what was found, and how much of log-mel at most (17 dB): a telephone's missing bands stay missing


class Equalizer:
    """`step()` evens a tick out, `learn()` listens to it once it is known whether somebody speaks."""

    def __init__(self, usual: F32) -> None:
        """`usual`: (40,) mean log-mel of loud speech."""
        self._usual = usual
        self.reset()

    def reset(self) -> None:
        self._mean, self._offset = self._usual.copy(), np.zeros_like(self._usual)
        self._steps = PRIOR_STEPS
        self._loudest = -9.0

    def step(self, mel: F32) -> F32:
        """(4, 40) log-mel → the same as an ordinary microphone would have brought it."""
        return mel + self._offset

    def learn(self, mel: F32, speech: bool) -> None:
        """(4, 40) log-mel of the tick last heard, and whether it is speech."""
        steps = mel.reshape(-1, STEP_FRAMES * mel.shape[1])
        for level, step in zip((steps.sum(axis=1) / steps.shape[1]).tolist(), steps, strict=True):
            self._loudest = max(level, self._loudest - LOUDEST_FALLS)
            if speech and level > self._loudest - LOUD:
                self._mean += (step.reshape(STEP_FRAMES, -1).sum(axis=0) / STEP_FRAMES - self._mean) / (self._steps + 1)
                self._steps = min(self._steps + 1, MEMORY_STEPS)
        if speech:
            self._offset = even(self._mean, self._usual, SHARE)


def even(mean: F32, usual: F32, share: float) -> F32:
    """(40,) mean log-mel of a voice and the usual one → what to add to bring that share of the difference back."""
    out: F32 = np.minimum(np.maximum(usual - mean, np.float32(-MOST)), np.float32(MOST)) * np.float32(share)
    return out


def mean_of_loud(mel: F32) -> F32:
    """(steps, 2, 40) log-mel of one voice → (40,) mean of its loud steps, as `Equalizer` finds it in the long run."""
    level = mel.mean(axis=(1, 2))
    out: F32 = mel[level > level.max() - LOUD].mean(axis=(0, 1))
    return out
