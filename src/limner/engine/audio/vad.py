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
        self.reset()

    def reset(self) -> None:
        self._rest = np.zeros(CONTEXT, np.float32)
        self._hidden = np.zeros(self._w["lstm.b"].size // 4, np.float32)
        self._cell = np.zeros_like(self._hidden)
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
        w = self._w
        sound = np.concatenate([sound, sound[-2 : -2 - CONTEXT : -1]])  # its end is mirrored
        spectra = np.abs(np.fft.rfft(np.lib.stride_tricks.sliding_window_view(sound, FFT)[::HOP] * self._hann))  # (4, 129)
        x = np.zeros((SPECTRA + 2, FFT // 2 + 1), np.float32)  # convolutions see nothing beyond either end
        x[1:-1] = spectra
        x1 = np.zeros((SPECTRA + 1, w["conv1.b"].size), np.float32)
        x1[1:] = np.maximum(
            np.lib.stride_tricks.sliding_window_view(x.ravel(), 3 * x.shape[1])[:: x.shape[1]] @ w["conv1.w"] + w["conv1.b"], 0
        )
        x2 = np.maximum(np.stack([x1[:3].ravel(), x1[2:].ravel()]) @ w["conv2.w"] + w["conv2.b"], 0)  # every second one
        x3 = np.maximum(x2.ravel() @ w["conv3.w"] + w["conv3.b"], 0)  # of two there is one; what is before it is nothing
        x4 = np.maximum(x3 @ w["conv4.w"] + w["conv4.b"], 0)
        gates = x4 @ w["lstm.in.w"] + self._hidden @ w["lstm.back.w"] + w["lstm.b"]
        into, keep, shown = (1 / (1 + np.exp(-np.maximum(gates[: 3 * self._cell.size], -80)))).reshape(3, -1)
        self._cell = keep * self._cell + into * np.tanh(gates[3 * self._cell.size :])
        self._hidden = shown * np.tanh(self._cell)
        return float(np.maximum(self._hidden, 0) @ w["out.w"] + w["out.b"][0])


@cache
def _weights() -> dict[str, F32]:
    with (files("limner") / "data/models/silero_vad.npz").open("rb") as file, np.load(file) as net:
        return {name: np.ascontiguousarray(value, np.float32) for name, value in net.items()}
