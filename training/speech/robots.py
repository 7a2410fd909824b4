"""Nobody → a voice all the same, as bad and old synthesisers have it: syllables of no language, 16 kHz float.

A buzz, with a pitch that falls, rises, shakes or stays, through the moving resonances of a throat. None is of noise alone:
that is what tape and paper sound like (scratches in scenes.py).
"""

from __future__ import annotations

import numpy as np
from noises import HZ
from revoiced import FFT, HOP, filtered

Rng = np.random.Generator
PITCH_HZ = (70.0, 260.0)
BINS_HZ = np.fft.rfftfreq(FFT, 1 / HZ)
SILENT, SHUT, HISS, HUM, VOWEL = range(5)  # what a stretch of sound is


def robot(rng: Rng, seconds: float) -> np.ndarray:
    """Words of one to six syllables with pauses, or one vowel or syllable again and again."""
    n = int(seconds * 100)  # frames
    known, most = [_syllable(rng) for _ in range(int(rng.choice([1, 2, 6, 30])))], int(rng.choice([1, 3, 6]))
    pace, rest = rng.uniform(0.6, 1.5), rng.choice([0.08, 0.3, 0.7])
    kind, tract, loud = np.full(n, SILENT), np.ones((n, 4)) * (500, 1500, 2500, 3500), np.zeros(n)
    hertz, low = np.empty(n), np.exp(rng.uniform(*np.log(PITCH_HZ)))
    at = int(rng.uniform(0, 30))
    while at < n:
        word = []
        for _ in range(int(rng.integers(1, most + 1))):
            word += known[int(rng.integers(len(known)))]
        begin = at
        for what, formants, long, level in word:
            end = min(n, at + max(2, int(long * pace)))
            kind[at:end], tract[at:end], loud[at:end] = what, formants, level
            at = end
        hertz[begin:at] = _melody(rng, low, at - begin)
        long = int(rng.exponential(rest) * 100) + int(rng.integers(0, 30))
        hertz[at : at + long] = low
        at += long
    hissing = (kind == HISS)[:, None]  # does not slide: tape and paper do
    tract = np.where(hissing, tract, _eased(tract, int(rng.integers(1, 8))))
    loud = _eased(loud[:, None], int(rng.integers(1, 5)))[:, 0]
    source = _source(rng, np.repeat(hertz, HOP))
    hiss = np.repeat(kind == HISS, HOP)
    source[hiss] = rng.normal(size=int(hiss.sum())) * source.std()
    sound = filtered(source, _throat(rng, tract, kind))[: n * HOP]
    return sound * np.interp(np.arange(len(sound)) / HOP, np.arange(n) + 0.5, loud)


def _vowel(rng: Rng) -> np.ndarray:
    """(4,) hertz: anywhere where a throat can put them."""
    first = rng.uniform(250, 900)
    second = rng.uniform(max(600, first + 200), 2500 - 0.9 * (first - 250))
    third = max(second + rng.uniform(200, 900), rng.uniform(2100, 3100))
    return np.array([first, second, third, third + rng.uniform(500, 1300)])


def _syllable(rng: Rng) -> list[tuple[int, np.ndarray, float, float]]:
    """What, resonances, hundredths of a second, loudness."""
    vowel, near = _vowel(rng), _vowel(rng)
    hissing = np.array([rng.uniform(1500, 6000), rng.uniform(2500, 7000), 7000, 7500])
    before: list[tuple[int, np.ndarray, float, float]] = []
    way = rng.random()
    if way < 0.25:  # p, t, k
        before = [(SHUT, near, rng.uniform(4, 12), 0.0), (HISS, 0.5 * (near + hissing), rng.uniform(1, 4), rng.uniform(0, 0.5))]
    elif way < 0.4:  # s, sh, f
        before = [(HISS, hissing, rng.uniform(6, 18), rng.uniform(0.05, 0.5))]
    elif way < 0.55:  # m, n, l
        before = [(HUM, np.array([rng.uniform(200, 350), *near[1:]]), rng.uniform(4, 12), rng.uniform(0.15, 0.6))]
    elif way < 0.65:  # w, j, r
        before = [(VOWEL, near, rng.uniform(2, 8), rng.uniform(0.4, 1))]
    long = np.exp(rng.uniform(np.log(6), np.log(45)))
    if rng.random() < 0.2:  # two vowels in one
        return [*before, (VOWEL, vowel, long / 2, 1.0), (VOWEL, _vowel(rng), long / 2, rng.uniform(0.5, 1))]
    return [*before, (VOWEL, vowel, long, rng.uniform(0.4, 1))]


def _melody(rng: Rng, low: float, n: int) -> np.ndarray:
    """(n,) hertz of a word: it stays, falls or rises, shakes, or steps from note to note."""
    t = np.arange(n) / 100
    line = np.full(n, float(rng.choice([0, 0, 3, 5, 7])))  # semitones
    line += rng.choice([0, 1]) * np.linspace(*rng.uniform(-5, 5, 2), n)
    line += rng.choice([0, 0, 1]) * rng.uniform(0.1, 2) * np.sin(2 * np.pi * (rng.uniform(1, 8) * t + rng.random()))
    line += rng.choice([0, 0, 0, 1]) * rng.normal(0, 0.3, n)
    return low * 2 ** (line / 12)


def _source(rng: Rng, hertz: np.ndarray) -> np.ndarray:
    turn = np.cumsum(hertz) / HZ
    phase, way = turn % 1, rng.random()
    if way < 0.3:  # pulses
        out = np.diff(np.floor(turn), prepend=0)
    elif way < 0.5:
        out = phase - 0.5
    elif way < 0.65:
        out = np.where(phase < rng.uniform(0.08, 0.5), 1.0, 0.0) - 0.25
    else:  # as vocal folds do: air that swells and is cut off
        opens = rng.uniform(0.4, 0.7)
        out = np.diff(np.where(phase < opens, phase**2 * (opens - phase), 0), prepend=0)
    return out / (out.std() + 1e-9) + rng.choice([0, 10 ** rng.uniform(-2.5, -0.7)]) * rng.normal(size=len(turn))


def _throat(rng: Rng, tract: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """(frames, 4) hertz → (frames, 257) ln of amplitude: resonances in a row or side by side, of a larger or smaller throat."""
    size, wide = np.exp(rng.uniform(-0.15, 0.25)), np.exp(rng.uniform(np.log(40), np.log(130), 4)) * (1, 1.2, 1.7, 2)
    count = int(rng.integers(3, 5)) if rng.random() < 0.85 else 2
    gains = 10 ** (-np.arange(4) * rng.uniform(0, 12) / 20)
    row = rng.random() < 0.5
    out = np.zeros((len(tract), len(BINS_HZ)))
    for k in range(count):
        centre, half = size * tract[:, k : k + 1], wide[k] * np.where(kind == HISS, 4, 1)[:, None]
        away = np.abs(BINS_HZ - centre)
        if row:  # of two poles
            out += np.log(centre**2 / np.sqrt((away * (BINS_HZ + centre)) ** 2 + (2 * half * BINS_HZ) ** 2 + 1.0))
        else:
            out += gains[k] / np.sqrt(1 + (away / half) ** 2)
    out = out if row else np.log(out + 10 ** rng.uniform(-3, -1.3))
    out = np.maximum(out, out.max(axis=1, keepdims=True) - 9)
    out -= np.log(np.sqrt(np.exp(2 * out).mean(axis=1, keepdims=True)))
    octaves = np.log2(np.maximum(BINS_HZ, 60) / 1000)
    steep = rng.uniform(-0.9, 0.5) * np.where(kind == HISS, 0, 1) - np.where(kind == HUM, rng.uniform(0, 0.8), 0)
    return out + steep[:, None] * octaves - rng.choice([0, 5]) * (BINS_HZ > rng.uniform(3200, 6000))


def _eased(line: np.ndarray, frames: int) -> np.ndarray:
    total = np.cumsum(np.pad(line, ((frames, 0), (0, 0)), mode="edge"), axis=0)
    out: np.ndarray = (total[frames:] - total[:-frames]) / frames
    return out
