"""A seed → twelve seconds of music without a voice, of jingles and of what telephones and computers play: 16 kHz float."""

from __future__ import annotations

import numpy as np
from noises import HZ, N, T, band, coloured
from things import body, put, room

Rng = np.random.Generator


def tone(f: np.ndarray, weights: np.ndarray, fades: np.ndarray | None = None, stretch: float = 0.0) -> np.ndarray:
    """Frequency over time and the weights of its harmonics → a tone. Each may fade at its own pace (seconds) and be a little sharp."""
    turn, t = 2 * np.pi * np.cumsum(f) / HZ, np.arange(len(f)) / HZ
    top, out = float(f.max()), np.zeros(len(f))
    for k, w in enumerate(weights, 1):
        high = k * np.sqrt(1 + stretch * k * k)
        if high * top < 7800:
            out += w * np.sin(high * turn) * (1 if fades is None else np.exp(-t / fades[k - 1]))
    return out


def harmonics(rng: Rng, most: int) -> np.ndarray:
    count = int(rng.integers(1, most))
    return rng.uniform(0.2, 1, count) / np.arange(1, count + 1) ** rng.uniform(0.3, 2)


def coat(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """Fixed resonances of an instrument's body; they may lie where a vowel's do, but never move."""
    spectrum, f = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / HZ)
    shape = np.full(len(f), rng.uniform(0.02, 0.4))
    for _ in range(int(rng.integers(1, 5))):
        c = np.exp(rng.uniform(np.log(250), np.log(4500)))
        shape += 1 / (1 + ((f - c) / (c * rng.uniform(0.05, 0.5))) ** 2)
    return np.fft.irfft(spectrum * shape, len(sound))


def tune(rng: Rng) -> np.ndarray:
    """One instrument alone: blown, bowed, plucked or struck, with slides and vibrato."""
    out = np.zeros(N)
    weights = harmonics(rng, 20)
    if rng.random() < 0.25:
        weights[1::2] *= 0.1  # a clarinet
    root, scale = np.exp(rng.uniform(np.log(80), np.log(700))), rng.permutation(12)[: int(rng.integers(4, 8))]
    pace, legato = rng.uniform(0.1, 0.9), rng.uniform(0.4, 1.1)
    attack, decay = np.exp(rng.uniform(np.log(0.003), np.log(0.15))), np.exp(rng.uniform(np.log(0.08), np.log(5)))
    deep, quick, slide = rng.choice([0, rng.uniform(0, 0.03)]), rng.uniform(4, 7), rng.choice([0, rng.uniform(0, 0.1)])
    chords = int(rng.integers(1, 4))
    struck, stretch = rng.random() < 0.6, rng.choice([0, 10 ** rng.uniform(-4.5, -2.5)])
    fades = rng.uniform(0.3, 2, len(weights)) * decay / np.arange(1, len(weights) + 1) ** rng.uniform(0, 1)
    at = rng.uniform(0, 0.5)
    while at < 11.5:
        long = pace * rng.choice([0.5, 1, 1, 2, 3])
        n = int((long * legato + 0.05) * HZ)
        t = np.arange(n) / HZ
        for _ in range(chords):
            f = root * 2 ** (rng.choice(scale) / 12 + rng.integers(-1, 2))
            line = f * (1 + deep * np.sin(2 * np.pi * quick * t) * np.minimum(1, t / 0.3)) * (1 - slide * np.exp(-t / 0.06))
            shape = np.minimum(1, t / attack) * np.exp(-t / decay) * np.minimum(1, (t[-1] - t) / 0.03)
            put(out, at, tone(line, weights, fades if struck else None, stretch) * shape, rng.uniform(0.5, 1))
        at += long + (rng.exponential(0.5) if rng.random() < 0.1 else 0)
    out = coat(out, rng) if rng.random() < 0.6 else out
    if rng.random() < 0.3:  # a filter that opens and closes
        part = 0.5 + 0.5 * np.sin(2 * np.pi * np.exp(rng.uniform(np.log(0.1), np.log(8))) * T + rng.uniform(0, 6.3))
        out = part * coat(out, rng) + (1 - part) * coat(out, rng)
    if rng.random() < 0.2:
        out = np.tanh(rng.uniform(1, 10) * out / np.abs(out).max())
    return room(rng, out) if rng.random() < 0.5 else out


def drums(rng: Rng) -> np.ndarray:
    out = np.zeros(N)
    n = np.arange(int(0.4 * HZ)) / HZ
    beat = 2 * np.pi * (rng.uniform(40, 70) * n - 0.3 * rng.uniform(1, 8) * np.exp(-n / 0.03))
    kick = np.sin(beat) * np.exp(-n / rng.uniform(0.05, 0.2))
    snare = rng.uniform(0.3, 2) * rng.normal(size=len(n)) * np.exp(-n / rng.uniform(0.02, 0.12))
    snare = snare + body(rng, 4, 150, 600, (0.02, 0.1), 0.4)
    hat = band(rng.normal(size=len(n)), rng.uniform(3000, 6000), 7600) * np.exp(-n / rng.uniform(0.01, 0.1))
    tom = body(rng, 3, 80, 400, (0.05, 0.3), 0.4)
    step = 60 / rng.uniform(70, 180) / 4
    pattern = rng.random((4, 16)) < np.array([[0.3], [0.15], [0.5], [0.1]])
    swing = rng.uniform(0, 0.3) * step
    for k in range(int(11.5 / step)):
        for row, thing in enumerate((kick, snare, hat, tom)):
            if pattern[row, k % 16]:
                put(out, k * step + (swing if k % 2 else 0), thing, rng.uniform(0.5, 1) * (1.0, 0.7, 0.4, 0.6)[row])
    return out


def orchestra(rng: Rng) -> np.ndarray:
    """Two to four instruments and perhaps drums: a band on the radio."""
    out = sum(((rng.uniform(0.3, 1) * (x := tune(rng)) / (np.abs(x).max() + 1e-9)) for _ in range(int(rng.integers(2, 4)))), np.zeros(N))
    if rng.random() < 0.7:
        out = out + rng.uniform(0.3, 2) * drums(rng)
    return band(out, rng.uniform(40, 300), rng.uniform(2500, 7600)) if rng.random() < 0.3 else out


def jingle(rng: Rng) -> np.ndarray:
    """A piece of music alone in silence, again and again: what a computer plays when it wakes."""
    out = np.zeros(N)
    piece = tune(rng) if rng.random() < 0.5 else orchestra(rng)
    at = rng.uniform(0, 1)
    while at < 11:
        n = int(np.exp(rng.uniform(np.log(0.3), np.log(4))) * HZ)
        first = int(rng.integers(N - n))
        put(out, at, piece[first : first + n] * np.minimum(1, np.minimum(np.arange(n) / 100, (n - np.arange(n)) / (0.3 * n))))
        at += n / HZ + rng.uniform(0.1, 2.5)
    return room(rng, out) if rng.random() < 0.5 else out


def alerts(rng: Rng) -> np.ndarray:
    """What telephones and computers play: two to six notes of some timbre, again and again or now and then; ring tones; game sounds."""
    out = 10 ** rng.uniform(-5, -2.5) * coloured(rng, 1)
    at = rng.uniform(0, 1)
    ring = rng.random() < 0.4
    notes = None
    while at < 11.5:
        if notes is None or not ring:
            weights = harmonics(rng, 8)
            ratio, index = rng.choice([0.5, 1, 1.41, 2, 2.76, 3, 3.5, 7]), rng.choice([0, rng.uniform(0, 8)])
            decay, attack = np.exp(rng.uniform(np.log(0.02), np.log(1))), np.exp(rng.uniform(np.log(0.002), np.log(0.08)))
            root, glide, gap = np.exp(rng.uniform(np.log(200), np.log(2500))), rng.normal(0, rng.choice([0, 0.5])), rng.uniform(0.05, 0.3)
            notes = [(k * gap, root * 2 ** (rng.integers(-12, 13) / 12)) for k in range(int(rng.integers(1, 7)))]
            n = np.arange(int(min(1.5, 5 * decay + 0.05) * HZ)) / HZ
        for late, f in notes:
            line = f * 2 ** (glide * n / (n[-1] + 1e-9))
            fade = np.exp(-n / decay)
            call = tone(line, weights)
            if index:
                turn = 2 * np.pi * np.cumsum(line) / HZ
                call = np.sin(turn + index * fade * np.sin(ratio * turn))
            put(out, at + late, call * fade * np.minimum(1, n / attack) * np.minimum(1, (n[-1] - n) / 0.005))
        at += len(notes) * gap + (0.3 if ring else rng.exponential(1.5) + 0.2)
    return room(rng, out) if rng.random() < 0.4 else out


def chimes(rng: Rng) -> np.ndarray:
    """Bells, gongs, glasses, bars, music boxes: partials in no harmonic row that beat, and ring on into the next."""
    out = 10 ** rng.uniform(-6, -3) * coloured(rng, 1)
    rows = ((0.5, 1, 1.19, 1.5, 2, 2.51, 2.67, 3.01, 4.1), (1, 2.76, 5.4, 8.93), (1, 4, 10), tuple(np.sort(rng.uniform(0.5, 12, 9))))
    row = np.array(rows[int(rng.integers(len(rows)))]) * np.exp(0.01 * rng.normal(size=1))
    weights = rng.uniform(0.1, 1, len(row)) / row ** rng.uniform(0, 1.5)
    decay, rate = np.exp(rng.uniform(np.log(0.15), np.log(4))), np.exp(rng.uniform(np.log(0.5), np.log(8)))
    root, scale = np.exp(rng.uniform(np.log(120), np.log(2200))), rng.permutation(12)[: int(rng.integers(1, 7))]
    beats, swell = rng.uniform(0, 6), np.exp(rng.uniform(np.log(0.001), np.log(0.2)))
    n = np.arange(int(min(5.0, 4 * decay) * HZ)) / HZ
    for at in np.cumsum(rng.gamma(even := rng.choice([1.0, 20.0]), 1 / even / rate, int(14 * rate) + 2)):
        f = root * 2 ** (rng.choice(scale) / 12 + rng.integers(0, 2))
        strike = np.zeros(len(n))
        for ratio, w in zip(row, weights * rng.uniform(0.5, 1, len(row)), strict=True):
            if f * ratio < 7600:
                ring = np.exp(-n * ratio**0.7 / decay) * (1 + rng.uniform(0, 0.9) * np.cos(2 * np.pi * beats * rng.uniform(0.3, 1) * n))
                strike += w * ring * np.sin(2 * np.pi * f * ratio * n + rng.uniform(0, 6.3))
        put(out, at, strike * np.minimum(1, n / swell), rng.uniform(0.4, 1))
        if at > 11.5:
            break
    return room(rng, out) if rng.random() < 0.5 else out
