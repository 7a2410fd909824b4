"""The test portrait and its variants, made by integer arithmetic so that every machine has the same bytes.

The portrait is part of scikit-image's `astronaut` (Eileen Collins, NASA, public domain). Reference results of MediaPipe for exactly these
pictures are in data/landmarks/reference.npz; `training/landmark_reference.sh` remakes both.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
DATA = Path(__file__).parent / "data" / "landmarks"
CROP = (slice(0, 320), slice(70, 390))  # rows, columns of the original: head and shoulders


def variants(portrait: U8) -> dict[str, U8]:
    """Head and shoulders (320, 320, 3) RGB → pictures by name."""
    mirrored = portrait[:, ::-1]
    grey = np.full((360, 640, 3), 128, np.uint8)
    wide, two = grey.copy(), grey.copy()
    wide[40:, 50:370] = portrait
    two[40:, :320], two[20:340, 320:] = portrait, mirrored
    return {
        "plain": portrait,
        "mirrored": mirrored,
        "close": _doubled(portrait[40:220, 60:240]),
        "turned": _turned(portrait, 1),
        "turned_back": _turned(portrait, -1),
        "small": _shrunk(portrait, 3),
        "wide": wide,
        "two": two,
        "cut": portrait[:, :145],  # through the nose
        "no_face": portrait[210:],
    }


def _shrunk(picture: U8, n: int) -> U8:
    """Mean over n x n pixels."""
    h, w = picture.shape[0] // n, picture.shape[1] // n
    blocks = picture[: h * n, : w * n].reshape(h, n, w, n, 3).astype(np.uint32)
    return np.asarray(blocks.sum((1, 3)) // (n * n), np.uint8)


def _doubled(picture: U8) -> U8:
    """Twice the size, means between neighbours."""
    out = np.repeat(np.repeat(picture, 2, 0), 2, 1).astype(np.uint16)
    for axis in (0, 1):
        out = (out + np.roll(out, 1, axis) + 1) // 2
    return out.astype(np.uint8)


def _turned(picture: U8, way: int) -> U8:
    """Turned about its middle by 36.87 degrees (cosine 4/5, sine 3/5), nearest pixel; the corners repeat the edge."""
    h, w = picture.shape[:2]
    y, x = np.mgrid[:h, :w]
    dx, dy = 2 * x - w, 2 * y - h
    rows, columns = (h + (4 * dy - 3 * way * dx) // 5) // 2, (w + (4 * dx + 3 * way * dy) // 5) // 2
    return np.asarray(picture[rows.clip(0, h - 1), columns.clip(0, w - 1)], np.uint8)
