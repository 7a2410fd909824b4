"""Sounds made here, so that no test needs a recording: tones, noises, and words from a buzz through resonances."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import F32, I16, SOUND_HZ, TICK_SAMPLES

F64 = NDArray[np.float64]
HZ = 16_000
VOWELS = {"a": (800, 1250, 2600), "i": (300, 2300, 3000), "u": (320, 750, 2300), "e": (480, 1900, 2600), "o": (480, 900, 2400)}


def stereo(mono: NDArray[Any], level: float = 1.0) -> I16:
    """(n,) in -1..1 → (n, 2) int16."""
    return np.repeat(np.rint(np.clip(mono * level, -1, 1) * 32767).astype(np.int16)[:, None], 2, axis=1)


def tone(hz: float, seconds: float, rate: int = SOUND_HZ) -> F32:
    return np.asarray(np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate), np.float32)


def noise(seconds: float, rate: int = SOUND_HZ, seed: int = 0) -> F32:
    """White, RMS 1."""
    return np.random.default_rng(seed).standard_normal(int(seconds * rate)).astype(np.float32)


def vowel(name: str, seconds: float, pitch_hz: float = 130.0) -> F64:
    """16 kHz, peak about .5: harmonics of a moving pitch, louder near the vowel's formants."""
    t = np.arange(int(seconds * HZ)) / HZ
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1 + 0.08 * np.sin(2 * np.pi * 2.1 * t))) / HZ
    out = np.zeros(len(t))
    for k in range(1, int(3800 / pitch_hz)):
        gain = sum(a / (1 + ((k * pitch_hz - f) / 90) ** 2) for f, a in zip(VOWELS[name], (1.0, 0.5, 0.25), strict=True))
        out += (gain + 0.01) * np.sin(k * phase)
    edge = np.minimum(1, np.minimum(np.arange(len(t)), np.arange(len(t))[::-1]) / (0.02 * HZ))
    return np.asarray(0.5 * out / np.abs(out).max() * edge)


def words(text: str, seconds_each: float = 0.22) -> F64:
    """16 kHz. Vowels by their letters; "m" a closed hum, "s" a hiss, "p" and " " silences of 80 and 400 ms."""
    parts: list[F64] = []
    for letter in text:
        n = int(seconds_each * HZ)
        if letter in VOWELS:
            parts.append(vowel(letter, seconds_each))
        elif letter == "s":
            parts.append(0.08 * np.diff(np.random.default_rng(3).standard_normal(n // 2 + 1)))
        elif letter == "m":
            parts.append(0.12 * np.asarray(tone(130, seconds_each / 2, HZ), np.float64))
        else:
            parts.append(np.zeros(int((0.08 if letter == "p" else 0.4) * HZ)))
    return np.concatenate(parts)


def up(mono16: NDArray[Any]) -> F32:
    """16 kHz → 48 kHz, by straight lines."""
    n = len(mono16)
    return np.asarray(np.interp(np.arange(3 * n) / 3, np.arange(n), mono16), np.float32)


def ticks(sound: I16) -> list[I16]:
    """Cut into ticks, the last filled up with silence."""
    padded = np.pad(sound, ((0, -len(sound) % TICK_SAMPLES), (0, 0)))
    return [padded[k : k + TICK_SAMPLES] for k in range(0, len(padded), TICK_SAMPLES)]


def encode(mono: NDArray[Any], container: str, codec: str, rate: int = SOUND_HZ, layout: str = "stereo") -> bytes:
    """(n,) in -1..1 at `rate` → a sound file with the same signal in each channel."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, layout=layout, options={"strict": "experimental"})
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(
            np.repeat(mono.astype(np.float32)[None], stream.codec_context.layout.nb_channels, axis=0), format="fltp", layout=layout
        )
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.codec_context.format, layout, rate, frame_size=stream.codec_context.frame_size or 1024)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode(None))
    return file.getvalue()
