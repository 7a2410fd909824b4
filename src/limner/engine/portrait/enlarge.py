"""A picture with too few pixels → one that bears being enlarged.

Interpolation enlarges grain and JPEG blocks to patches that look like a grid. So they are smoothed before, edges are sharpened after,
and a little grain of the canvas's own size covers what is left.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.types import U8

FULL = 1.8  # from this enlargement on all of it is done; at 1 nothing


def smooth(rgb: U8, scale: float) -> U8:
    """Before enlarging: take away fine grain and blocks, keep edges."""
    share = _share(scale)
    if share == 0:
        return rgb
    calm = cv2.bilateralFilter(rgb, 5, 14, 1.2)
    return np.asarray(cv2.addWeighted(calm, 0.75 * share, rgb, 1 - 0.75 * share, 0), np.uint8)


def sharpen(rgb: U8, scale: float) -> U8:
    """After enlarging: sharper edges and fine grain. Deterministic."""
    share = _share(scale)
    if share == 0:
        return rgb
    soft = cv2.GaussianBlur(rgb, (0, 0), 0.4 * scale)
    noise = np.random.default_rng(5).standard_normal(rgb.shape[:2], np.float32)
    out = cv2.addWeighted(rgb, 1 + 0.55 * share, soft, -0.55 * share, 0, dtype=cv2.CV_32F)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), 0.6), np.float32)
    out = out + (noise * (share / float(noise.std())))[..., None]
    return out.round().clip(0, 255).astype(np.uint8)


def _share(scale: float) -> float:
    return float(np.clip((scale - 1) / (FULL - 1), 0, 1))
