"""Labelled phones → curves of an articulating mouth at 50 Hz.

Co-articulation after Cohen and Massaro: every sound claims the mouth before, during and after itself, lips claim earlier than the
jaw, and p, b, m claim the aperture so strongly that they always close.
"""

from __future__ import annotations

import numpy as np
from phones import CURVES, SILENCE, Sound, sounds

STEP_HZ = 50
LEAD_S = 0.035  # lips and jaw move this much before the sound is heard
BEFORE_S = np.array([0.055, 0.07, 0.09, 0.11, 0.09, 0.03, 0.045, 0.045])  # how far ahead a sound claims each of CURVES …
AFTER_S = np.array([0.05, 0.065, 0.07, 0.08, 0.07, 0.03, 0.04, 0.045])  # … and how long it lingers
SEAL_S = {"PP": 0.045, "BF": 0.045, "FF": 0.040}
WIDTHS = [2, 3, 4]  # CURVES that the width weight governs
SMOOTH = np.hanning(7)[1:-1] / np.hanning(7)[1:-1].sum()

Segment = tuple[Sound, float, float]  # sound, start, end in seconds


def segments(phones: list[tuple[str, float]], voice: str) -> list[Segment]:
    """Labels with their ends → sounds with start and end; neighbouring silences become one."""
    out: list[Segment] = []
    start = 0.0
    for symbol, end in phones:
        parts = sounds(symbol, voice)
        if not parts:
            if out:
                out[-1] = (out[-1][0], out[-1][1], end)
            start = end
            continue
        long = (end - start) / len(parts)
        for i, sound in enumerate(parts):
            if sound is SILENCE and out and out[-1][0] is SILENCE:
                out[-1] = (SILENCE, out[-1][1], end)
            else:
                out.append((sound, start + i * long, start + (i + 1) * long))
        start = end
    return out


def curves(said: list[Segment], steps: int) -> tuple[np.ndarray, np.ndarray]:
    """(steps, 8) float32 of CURVES and (steps,) int8 of CLASSES at 50 Hz."""
    from phones import CLASSES

    at = (np.arange(steps * 2) + 0.5) / (2 * STEP_HZ)
    total = np.full((steps * 2, len(CURVES)), 1e-4)
    value = np.zeros((steps * 2, len(CURVES)))
    kinds = np.zeros(steps, np.int8)
    for sound, start, end in said:
        long = end - start
        goal = np.array(sound.curves)
        weight = np.array([sound.aperture_weight, sound.jaw_weight, *[sound.width_weight] * 3, 1.0, 1.0, 1.0])
        if sound is SILENCE:
            weight *= np.clip(long / 0.22, 0.15, 1.5)
            goal[0] = np.interp(long, [0.15, 0.5, 1.2], [0.34, 0.25, 0.0])
        elif sound.vowel:
            weight *= np.clip(long / 0.085, 0.45, 1.3)
            if long < 0.06:
                goal[:2] *= 0.75 + 0.25 * long / 0.06
        kinds[max(0, round(start * STEP_HZ)) : max(0, round(end * STEP_HZ))] = sound.kind
        name = CLASSES[sound.kind]
        a, b = start - LEAD_S, end - LEAD_S
        low, high = (a + 0.05 * long, b - 0.25 * long) if name == "PP" else (a + 0.3 * long, b - 0.3 * long)
        first, last = np.searchsorted(at, [low - 0.6, high + 0.5])
        t = at[first:last, None]
        d = weight * np.exp(-np.maximum(low - t, 0) / BEFORE_S - np.maximum(t - high, 0) / AFTER_S)
        if name in SEAL_S:
            d[:, 0] = weight[0] * np.exp(-0.5 * ((np.maximum(low - t, 0) + np.maximum(t - high, 0))[:, 0] / SEAL_S[name]) ** 2)
        total[first:last] += d
        value[first:last] += d * goal
    out = value / total
    out = np.stack([np.convolve(np.pad(c, 2, mode="edge"), SMOOTH, "valid") for c in out.T], axis=1)
    return out.reshape(steps, 2, -1).mean(axis=1).astype(np.float32), kinds


def louder_is_wider(curve: np.ndarray, energy: np.ndarray) -> np.ndarray:
    """Aperture and jaw of loud moments a little wider, of faint ones smaller. energy: (steps,) in nepers of power."""
    smooth = np.convolve(np.pad(energy, 4, mode="edge"), np.ones(9) / 9, "valid")
    factor = np.clip(1 + 0.10 * (smooth - np.percentile(smooth, 85)), 0.6, 1.15).astype(np.float32)
    out = curve.copy()
    out[:, :2] *= factor[:, None]
    return out
