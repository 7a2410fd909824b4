"""The sounds that measurements are made with: beeps with silence between, so that each one begins anew."""

from __future__ import annotations

import base64
import io
import wave

import numpy as np

from limner.engine.types import I16

# 26 ticks apart: far enough to tell neighbours from each other, and no multiple of a screen's 16.7 ms.
PERIOD_S = 1.04
BEEP_S = 0.16


def beeps(count: int, rate_hz: int = 48_000, *, period_s: float = PERIOD_S, beep_s: float = BEEP_S) -> I16:
    """(n,) int16: `count` beeps, the first at once."""
    period = np.zeros(round(period_s * rate_hz))
    times = np.arange(round(beep_s * rate_hz)) / rate_hz
    period[: len(times)] = 16_000 * np.sin(2 * np.pi * 1000 * times)
    return np.tile(period, count).astype(np.int16)


def wav_base64(sound: I16, rate_hz: int = 48_000) -> str:
    """(n,) int16 → a wav file, as the wire wants it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate_hz)
        out.writeframes(sound.tobytes())
    return base64.b64encode(file.getvalue()).decode()
