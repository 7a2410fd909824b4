"""16 kHz sound → log-odds that somebody speaks: Silero's voice activity detector, version 6, in plain numpy.

Spectra of 16 ms, four convolutions over 36 ms, an LSTM; once every 32 ms. The weights are its authors' (MIT; training/silero.py).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from limner.engine.types import F32

CHUNK, CONTEXT = 512, 64  # samples it takes at once, and how many of those before it sees again
FFT, HOP, SPECTRA = 256, 128, 4


class Vad:
    """`step()` takes sound in any portion. State: what does not fill a chunk yet, the context, the LSTM's two vectors."""

    def __init__(self) -> None:
        self._w = _weights()
        self._hann = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)
        self._size = self._w["lstm.b"].size // 4
        # What a chunk is worked out in. Convolutions see nothing beyond either end, so the first and last rows stay 0.
        self._sound = np.zeros(CONTEXT + CHUNK + CONTEXT, np.float32)
        self._frames = np.lib.stride_tricks.sliding_window_view(self._sound, FFT)[::HOP]  # (4, 256)
        self._spectra = np.zeros((SPECTRA + 2, FFT // 2 + 1), np.float32)
        self._threes = _threes(self._spectra)
        self._first = np.zeros((SPECTRA + 1, self._w["conv1.b"].size), np.float32)
        self._odd_threes = _threes(self._first)[::2]
        self.reset()

    def reset(self) -> None:
        self._rest = np.zeros(CONTEXT, np.float32)
        self._hidden = np.zeros(self._size, np.float32)
        self._cell = np.zeros(self._size, np.float32)
        self.odds = -9.0  # of the newest chunk

    def step(self, sound: F32) -> float:
        """(samples,) -1..1 → log-odds of the newest whole chunk of 32 ms, -9 at first."""
        sound = np.concatenate([self._rest, sound])
        while len(sound) >= CONTEXT + CHUNK:
            self.odds = self._chunk(sound[: CONTEXT + CHUNK])
            sound = sound[CHUNK:]
        self._rest = sound
        return self.odds

    def _chunk(self, sound: F32) -> float:
        w, n = self._w, self._size
        self._sound[:-CONTEXT] = sound
        self._sound[-CONTEXT:] = sound[-2 : -2 - CONTEXT : -1]  # its end is mirrored
        self._spectra[1:-1] = np.abs(np.fft.rfft(self._frames * self._hann))
        self._first[1:] = np.maximum(self._threes @ w["conv1.w"] + w["conv1.b"], 0)
        x = np.maximum(self._odd_threes @ w["conv2.w"] + w["conv2.b"], 0)  # (2, 64)
        x = np.maximum(x.ravel() @ w["conv3.w"] + w["conv3.b"], 0)
        x = np.maximum(x @ w["conv4.w"] + w["conv4.b"], 0)
        gates = x @ w["lstm.in.w"] + self._hidden @ w["lstm.back.w"] + w["lstm.b"]
        open_ = 1 / (1 + np.exp(-np.maximum(gates[: 3 * n], -80)))
        self._cell = open_[n : 2 * n] * self._cell + open_[:n] * np.tanh(gates[3 * n :])
        self._hidden = open_[2 * n :] * np.tanh(self._cell)
        return float(np.maximum(self._hidden, 0) @ w["out.w"] + w["out.b"][0])


def _threes(rows: F32) -> F32:
    """A view of (n, width) as (n - 2, 3 * width): each row with the two after it."""
    return np.lib.stride_tricks.sliding_window_view(rows.ravel(), 3 * rows.shape[1])[:: rows.shape[1]]


@cache
def _weights() -> dict[str, F32]:
    with (files("limner") / "data/models/silero_vad.npz").open("rb") as file, np.load(file) as net:
        return {name: np.ascontiguousarray(value, np.float32) for name, value in net.items()}
