"""Picture with a hole → which way a rail, a shelf or the edge of a curtain runs beside it.

The structure tensor near a place says how much its edges run one way; spread into the hole as colours are, it says how they go on there.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.types import F32, U8

FACE_PX = 120.0  # face height it is worked at, at most
NEAR = 0.03  # face heights over which edges are taken together
ONE_WAY = (0.55, 0.85)  # 0 where edges have all directions, 1 where they have one
STRONG = (6.0, 16.0)  # grey levels a px that they step


def tensor(rgb: U8, known: F32, fh: float) -> tuple[F32, F32]:
    """(h, w, 3), where it is known (h, w) 0 or 1, face height px → squared steps x·x, x·y, y·y (h', w', 3) and where these are known."""
    scale = min(1.0, FACE_PX / fh)
    h, w = known.shape
    size = max(8, round(w * scale)), max(8, round(h * scale))
    small = np.asarray(cv2.GaussianBlur(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), (0, 0), 0.8), np.uint8)
    whole = (cv2.resize(known, size, interpolation=cv2.INTER_AREA) > 0.99).astype(np.uint8)
    there = cv2.erode(whole, np.ones((3, 3), np.uint8)).astype(np.float32)
    out = np.zeros((*there.shape, 3), np.float32)
    for channel in cv2.split(small):
        x, y = cv2.Sobel(channel, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(channel, cv2.CV_32F, 0, 1, scale=0.125)
        out += np.stack([x * x, x * y, y * y], -1)
    sigma = max(1.0, NEAR * fh * scale)
    weight = np.asarray(cv2.GaussianBlur(there, (0, 0), sigma), np.float32)
    near = cv2.GaussianBlur(out * there[..., None], (0, 0), sigma) / np.maximum(weight, 1e-3)[..., None]
    return np.asarray(near, np.float32), np.asarray(there * (weight > 0.1), np.float32)


def along(tensor: F32, size: tuple[int, int]) -> tuple[F32, F32, F32]:
    """A tensor everywhere and a size (w, h) → unit x and y of the way that edges run, 0..1 how certainly they do; (h, w) each."""
    xx, xy, yy = np.moveaxis(tensor, -1, 0)
    total = np.maximum(xx + yy, 1e-3)
    certain = _ramp(np.hypot(xx - yy, 2 * xy) / total, *ONE_WAY) * _ramp(np.sqrt(total), *STRONG)
    twice = np.arctan2(2 * xy, xx - yy)  # the angle across them, doubled: both ways are one
    parts = np.stack([np.cos(twice) * certain, np.sin(twice) * certain, certain], -1).astype(np.float32)
    c, s, certain = np.moveaxis(np.asarray(cv2.resize(parts, size, interpolation=cv2.INTER_LINEAR), np.float32), -1, 0)
    across = 0.5 * np.arctan2(s, c)
    return np.asarray(-np.sin(across), np.float32), np.asarray(np.cos(across), np.float32), certain


def _ramp(x: F32, low: float, high: float) -> F32:
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
