"""A recorded voice → the same voice whispered, shouted, of a child, deep, fast, slow, quiet, clipped, over a telephone, in noise."""

from __future__ import annotations

import numpy as np
from faces import Clip
from generate import HZ

Rng = np.random.Generator


def whispered(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """The same spectrum over time, of noise instead of a voice: 20 bands of noise as loud as the voice was in each."""
    f = np.fft.rfftfreq(len(sound), 1 / HZ)
    spectrum, noise = np.fft.rfft(sound), np.fft.rfft(rng.normal(size=len(sound)))
    out = np.zeros(len(sound))
    edges = np.geomspace(200, 7500, 21)
    for low, high in zip(edges, edges[1:], strict=False):
        band = (f >= low) & (f < high)
        voice, hiss = (np.fft.irfft(x * band, len(sound)) for x in (spectrum, noise))
        loud = np.sqrt(np.convolve(voice**2, np.ones(320) / 320, "same"))
        out += hiss / hiss.std() * loud * (low / 1000) ** 0.3  # a whisper is flatter than a voice
    return out


def shifted(sound: np.ndarray, r: float) -> np.ndarray:
    """Pitch and formants times r at the same tempo: grains of 40 ms, each played r times as fast, laid side by side where they match."""
    grain, hop = 640, 320
    out = np.zeros(len(sound))
    window = np.hanning(grain)
    for at in range(0, len(sound) - 2 * grain, hop):
        best = at
        if at:
            have = out[at : at + hop]
            shifts = range(max(0, at - 160), at + 160, 8)
            best = max(shifts, key=lambda s: float(have @ np.interp(np.arange(hop) * r, np.arange(grain), sound[s : s + grain])))
        out[at : at + grain] += window * np.interp(
            np.arange(grain) * r, np.arange(int(grain * r) + 2), sound[best : best + int(grain * r) + 2]
        )
    return out


def telephone(sound: np.ndarray) -> np.ndarray:
    spectrum, f = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / HZ)
    x = np.fft.irfft(spectrum * ((f > 300) & (f < 3400)), len(sound))
    level = np.abs(x).max() + 1e-9
    coded = np.round(np.sign(x) * np.log1p(255 * np.abs(x) / level) / np.log(256) * 127) / 127
    return level * np.sign(coded) * (256 ** np.abs(coded) - 1) / 255


def voices(clip: Clip) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(len(clip.sound))
    x = clip.sound.astype(float)
    rms = np.sqrt((x**2).mean())
    out = {"-35 dBFS": x * 10 ** (-35 / 20) / rms, "three times clipping": np.clip(3 * x / np.abs(x).max(), -1, 1)}
    out |= {"whispered": whispered(x, rng), "child (1.35)": shifted(x, 1.35), "deep (0.8)": shifted(x, 0.8), "telephone": telephone(x)}
    n = np.arange(len(x))
    out |= {"shouted": np.clip(2 * np.diff(shifted(x, 1.2), prepend=0.0) / np.abs(np.diff(x)).max(), -1, 1)}
    for name, pace in (("fast (1.4)", 1.4), ("slow (0.75)", 0.75)):
        out[name] = np.interp(np.arange(int(len(n) / pace)) * pace, n, x)
    return out | {"noise 10 dB below": x + rng.normal(0, rms * 10**-0.5, len(x))}
