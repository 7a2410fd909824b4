"""RGB picture → the planes of a Frame: luma, and chroma at half the size."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.types import F32, U8


def to_planes(rgb: U8) -> tuple[U8, U8, U8]:
    """(h, w, 3) RGB, even sides → Y (h, w), U and V (h/2, w/2); BT.601, limited range, chroma averaged over 2x2."""
    x = rgb.astype(np.float32)
    r, g, b = x[..., 0], x[..., 1], x[..., 2]
    y = 16 + 0.256788 * r + 0.504129 * g + 0.097906 * b
    half: F32 = np.asarray(cv2.resize(x, (x.shape[1] // 2, x.shape[0] // 2), interpolation=cv2.INTER_AREA), np.float32)
    r, g, b = half[..., 0], half[..., 1], half[..., 2]
    u = 128 - 0.148223 * r - 0.290993 * g + 0.439216 * b
    v = 128 + 0.439216 * r - 0.367788 * g - 0.071427 * b
    y8, u8, v8 = (np.clip(p + 0.5, 0, 255).astype(np.uint8) for p in (y, u, v))
    return y8, u8, v8
