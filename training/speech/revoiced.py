"""A voice → the same words whispered, sung, by a child, a deep voice or a machine, at another tempo: 16 kHz float.

The voice's spectral envelope over time, stretched and warped, on another source: noise, or pulses at the pitch of notes or of speech.
"""

from __future__ import annotations

import numpy as np
from noises import HZ

HOP, FFT, SMOOTH = 160, 512, 36  # samples, samples, cepstral coefficients
WINDOW = np.hanning(FFT)
Rng = np.random.Generator


def whispered(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """No voice: noise alone, little of it below 400 Hz."""
    tilt = rng.uniform(0, 2) * np.linspace(-1, 1, FFT // 2 + 1) - rng.uniform(1, 4) * (np.arange(FFT // 2 + 1) < 13)
    return _spoken(sound, rng.normal(size=len(sound)), tilt=tilt)


def sung(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """On notes, slowed, with vibrato. What is voiceless stays so."""
    n = len(sound)
    low = np.exp(rng.uniform(np.log(90), np.log(420)))
    pitch, at = np.empty(n), 0
    while at < n:
        long = int(rng.uniform(0.15, 1.4) * HZ)
        pitch[at : at + long] = low * 2 ** (rng.choice([0, 2, 4, 5, 7, 9, 12]) / 12)
        at += long
    return _voiced(sound, _eased(pitch, 0.05), rng, rng.uniform(0.4, 1.0), rng.uniform(0.9, 1.2), rng.uniform(0, 0.03))


def of_another(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """Of a child or of a deep voice, quick or slow."""
    child = rng.random() < 0.6
    low, size = (rng.uniform(200, 380), rng.uniform(1.12, 1.45)) if child else (rng.uniform(60, 95), rng.uniform(0.78, 0.92))
    knots = rng.normal(0, 0.12, len(sound) // 3200 + 4)
    pitch = low * np.exp(np.interp(np.arange(len(sound)) / 3200, np.arange(len(knots)), knots))
    return _voiced(sound, pitch, rng, rng.uniform(0.7, 1.4), size, 0.005)


def of_a_machine(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """A buzz or a chord that speaks, as a vocoder makes it: one pitch or steps of it, and a coarse envelope held for some frames."""
    n = len(sound)
    low, step = np.exp(rng.uniform(np.log(60), np.log(330))), int(rng.uniform(0.1, 0.6) * HZ)
    notes = low * 2 ** (rng.choice([0, 0, 0, 2, 4, 7], n // step + 1) * rng.choice([0, 1]) / 12)
    turn = np.cumsum(np.repeat(notes, step)[:n]) / HZ
    chord = (1.0,) if rng.random() < 0.7 else (1.0, rng.choice([1.25, 1.5, 0.5, 1.01]), rng.choice([1.0, 1.5, 2.0]))
    wide = rng.uniform(0.05, 0.5)
    source = sum((turn * k % 1) - 0.5 if wide > 0.3 else np.where(turn * k % 1 < wide, 1.0, 0.0) for k in chord)
    hiss = rng.normal(size=n) if rng.random() < 0.6 else None
    return _spoken(
        sound, source + 0.01 * rng.normal(size=n), hiss, rng.uniform(0.7, 1.3), rng.uniform(0.85, 1.25), held=int(rng.integers(1, 7))
    )


def _eased(line: np.ndarray, seconds: float) -> np.ndarray:
    n = int(seconds * HZ)
    total = np.cumsum(np.pad(line, (n, 0), mode="edge"))
    return (total[n:] - total[:-n]) / n


def _voiced(sound: np.ndarray, pitch: np.ndarray, rng: Rng, pace: float, size: float, deep: float) -> np.ndarray:
    t = np.arange(len(sound)) / HZ
    turn = np.cumsum(pitch * (1 + deep * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t))) / HZ
    pulses = np.diff(np.floor(turn), prepend=0) + 0.02 * rng.normal(size=len(sound))
    return _spoken(sound, pulses, rng.normal(size=len(sound)), pace, size)


def _spoken(
    sound: np.ndarray,
    source: np.ndarray,
    hiss: np.ndarray | None = None,
    pace: float = 1.0,
    size: float = 1.0,
    tilt: np.ndarray | float = 0.0,
    held: int = 1,
) -> np.ndarray:
    """`source` through the envelopes of `sound`, each `held` so many frames; `hiss` instead of it where most power lies above 3 kHz."""
    envelope = _envelope(sound)
    n = len(envelope)
    envelope = envelope[(np.arange(n) // held * held * pace).astype(int) % n]
    if size != 1.0:
        at = np.minimum(np.arange(FFT // 2 + 1) / size, FFT // 2)
        low = np.minimum(at.astype(int), FFT // 2 - 1)
        envelope = envelope[:, low] * (1 - (at - low)) + envelope[:, low + 1] * (at - low)
    return filtered(source, envelope + tilt, hiss)[: len(sound)]


def filtered(source: np.ndarray, envelope: np.ndarray, hiss: np.ndarray | None = None) -> np.ndarray:
    """`source`, flat, through (frames, 257) ln of amplitude."""
    drive = np.fft.rfft(_frames(source) * WINDOW)
    drive /= np.sqrt((np.abs(drive) ** 2).mean(axis=1, keepdims=True)) + 1e-9
    if hiss is not None:
        noise = np.fft.rfft(_frames(hiss) * WINDOW)
        noise /= np.sqrt((np.abs(noise) ** 2).mean(axis=1, keepdims=True)) + 1e-9
        power = np.exp(2 * envelope)
        drive = np.where((power[:, 96:].sum(axis=1) > power[:, :96].sum(axis=1))[:, None], noise, drive)
    parts = np.fft.irfft(drive * np.exp(envelope)) * WINDOW
    out = np.zeros(len(source) + 2 * FFT)
    for k in range(4):  # windows overlap: every fourth lies clear of the last
        some = parts[k::4]
        line = np.zeros((len(some), 4 * HOP))
        line[:, :FFT] = some
        out[k * HOP : k * HOP + line.size] += line.ravel()[: len(out) - k * HOP]
    return out


def _frames(line: np.ndarray) -> np.ndarray:
    padded = np.concatenate([line, np.zeros(FFT)])
    return np.lib.stride_tricks.sliding_window_view(padded, FFT)[: len(line) : HOP]


def _envelope(sound: np.ndarray) -> np.ndarray:
    """(frames, 257) ln of amplitude without the harmonics."""
    power = np.log(np.abs(np.fft.rfft(_frames(sound) * WINDOW)) + 1e-5)
    cepstrum = np.fft.irfft(power)
    cepstrum[:, SMOOTH : FFT - SMOOTH] = 0
    return np.fft.rfft(cepstrum).real
