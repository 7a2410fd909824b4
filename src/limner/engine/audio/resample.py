"""48 kHz stereo int16 → 16 kHz mono float: what the ears of the engine hear."""

from __future__ import annotations

import numpy as np

from limner.engine.types import F32, I16, SOUND_HZ

HEARING_HZ = 16_000
RATIO = SOUND_HZ // HEARING_HZ  # 3
TAPS = 63  # odd, so that the delay is a whole number of samples: 31 at 48 kHz = 0.65 ms
CUTOFF_HZ = 7_300.0  # -6 dB here; -60 dB from 8.7 kHz on, so what folds back stays above the highest mel band's centre
KAISER_BETA = 6.0  # 60 dB stop band (Oppenheim & Schafer, Kaiser's formula)


def _low_pass() -> F32:
    """Windowed sinc, (TAPS,), unit gain at 0 Hz."""
    n = np.arange(TAPS) - (TAPS - 1) / 2
    taps = np.sinc(2 * CUTOFF_HZ / SOUND_HZ * n) * np.kaiser(TAPS, KAISER_BETA)
    out: F32 = (taps / taps.sum()).astype(np.float32)
    return out


class Resampler:
    """Streaming decimation by three. Any chunk sizes give the same samples as one big chunk."""

    def __init__(self) -> None:
        self._taps = _low_pass()[::-1].copy()
        self.reset()

    def reset(self) -> None:
        self._tail = np.zeros(TAPS - 1, np.float32)  # 48 kHz samples still needed, oldest first

    def step(self, sound: I16) -> F32:
        """(n, 2) int16 at 48 kHz → (about n / 3,) float32 in -1..1 at 16 kHz; the remainder waits for the next call."""
        mono = (sound[:, 0].astype(np.float32) + sound[:, 1]) * np.float32(1 / 65536)
        line = np.concatenate([self._tail, mono])
        count = max(0, (len(line) - TAPS) // RATIO + 1)
        if count == 0:
            self._tail = line
            return np.zeros(0, np.float32)
        windows = np.lib.stride_tricks.as_strided(line, (count, TAPS), (line.strides[0] * RATIO, line.strides[0]), writeable=False)
        out: F32 = windows @ self._taps
        self._tail = line[count * RATIO :]
        return out
