"""Rooms, and things that are struck in them: what scenes.py and tunes.py are made of."""

from __future__ import annotations

import numpy as np
from noises import HZ

Rng = np.random.Generator


def room(rng: Rng, sound: np.ndarray) -> np.ndarray:
    """The sound some way off in a room: some of it direct, early reflections, a tail that is dull at the end."""
    t60 = rng.uniform(0.15, 1.2)
    n = int(t60 * HZ)
    tail = rng.normal(size=n) * np.exp(-6.9 * np.arange(n) / n)
    tail = 0.6 * tail + 0.4 * np.convolve(tail, np.ones(8) / 2.8, "same")
    tail *= rng.uniform(0.05, 1.5) / np.sqrt((tail**2).sum())
    tail[0] += 1
    size = 1 << int(np.ceil(np.log2(len(sound) + n)))
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]


def put(out: np.ndarray, at_s: float, part: np.ndarray, gain: float = 1.0) -> None:
    i = int(at_s * HZ)
    if 0 <= i < len(out):
        part = part[: len(out) - i]
        out[i : i + len(part)] += gain * part


def body(rng: Rng, modes: int, low: float, high: float, ring_s: tuple[float, float], long_s: float = 0.25) -> np.ndarray:
    """What some thing sounds like when struck: resonances between two frequencies."""
    t = np.arange(int(long_s * HZ)) / HZ
    out = np.zeros(len(t))
    for _ in range(modes):
        f = np.exp(rng.uniform(np.log(low), np.log(high)))
        ring = np.exp(rng.uniform(np.log(ring_s[0]), np.log(ring_s[1])))
        out += rng.normal() * np.exp(-t / ring) * np.sin(2 * np.pi * f * t + rng.uniform(0, 6.3))
    return out / (np.abs(out).max() + 1e-9)


def strike(rng: Rng, thing: np.ndarray, hard_s: float) -> np.ndarray:
    """A thing struck by a softer or harder finger: a little burst of noise, then the resonances it excites."""
    n = max(2, int(hard_s * HZ))
    blow = rng.normal(size=n) * np.exp(-3 * np.arange(n) / n)
    return np.convolve(thing, blow)[: len(thing)] / np.sqrt(n)
