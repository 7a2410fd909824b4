"""Features of a tick → mouth shapes of the tick LOOKAHEAD_TICKS before it."""

from __future__ import annotations

from collections import deque

import numpy as np

from limner.engine.types import F32, SHAPES, Features, shape_weights

LOOKAHEAD_TICKS = 2  # the sound waits as long: with the tick's own 40 ms it leaves 120 ms after it came


class Lips:
    """First cut: energy opens the jaw, the spectrum widens or narrows, silence shuts."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._past: deque[Features] = deque(maxlen=LOOKAHEAD_TICKS + 2)
        self._gate = 0.0

    def step(self, features: Features) -> F32:
        """(len(SHAPES),) float32, only mouth and jaw."""
        self._past.append(features)
        if len(self._past) <= LOOKAHEAD_TICKS:
            return np.zeros(len(SHAPES), np.float32)
        now = self._past[-1 - LOOKAHEAD_TICKS]
        speech = max(f.speech for f in list(self._past)[-1 - LOOKAHEAD_TICKS :])
        goal = min(max((speech - 0.35) / 0.3, 0.0), 1.0)
        self._gate += (goal - self._gate) * (0.8 if goal > self._gate else 0.25)
        mel = now.mel.mean(axis=0)
        low, mid, high = mel[2:9].mean(), mel[12:20].mean(), mel[28:38].mean()
        opening = float(np.clip(now.loudness * (0.55 + 0.35 * (mid - low + 0.6)), 0, 0.75)) * self._gate
        wide = float(np.clip(0.6 * (mid - low) + 0.3 * (high - low) + 0.45, -0.6, 0.6)) * self._gate
        round_ = max(-wide, 0.0)
        wide = max(wide, 0.0)
        return shape_weights(jawOpen=opening, mouthStretch=wide, mouthSmile=0.2 * wide, mouthPucker=round_, mouthFunnel=0.5 * round_)
