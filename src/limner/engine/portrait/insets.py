"""Picture → the rectangles laid over its corners (a picture in the picture, a badge), which are no part of the room or of the person."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import U8

LOOKED_AT = 560  # px of the longer side, at most
LEAST, MOST = 0.06, 0.45  # of width and of height
STEP = 9  # grey levels across its border …
SHARE = 0.86  # … along so much of it at least,
BESIDE = 0.27  # and by that much less beside it: its border is a sharp line,
BEYOND = 0.35  # and where it ends no more of what goes on is steps: nothing can be told before a texture


def corner_insets(rgb: U8) -> list[tuple[int, int, int, int]]:
    """(h, w, 3) → each one's x0, y0, x1, y1, px. One a corner at most."""
    scale = min(1.0, LOOKED_AT / max(rgb.shape[:2]))
    small = rgb if scale == 1 else np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    h, w = small.shape[:2]
    if min(h, w) < 64:
        return []
    upright, level = np.zeros((2, h, w), np.uint8)  # 1 where a step lies at a pixel, to its side or above and below
    upright[:, 1:-1] = _steps(small[:, 2:], small[:, :-2])
    level[1:-1] = _steps(small[2:], small[:-2])
    out = []
    for up in (1, -1):
        for right in (1, -1):
            size = _bottom_left(upright[::up, ::right], level[::up, ::right])
            if size is not None:
                across, down = size
                x0, x1 = (0, across) if right > 0 else (w - across, w)
                y0, y1 = (h - down, h) if up > 0 else (0, down)
                out.append((round(x0 / scale), round(y0 / scale), round(x1 / scale), round(y1 / scale)))
    return out


def _steps(one: U8, other: U8) -> U8:
    apart = cv2.split(cv2.absdiff(np.ascontiguousarray(one), np.ascontiguousarray(other)))
    return (cv2.max(cv2.max(apart[0], apart[1]), apart[2]) > STEP).astype(np.uint8)


def _bottom_left(upright: U8, level: U8) -> tuple[int, int] | None:
    """Steps (h, w) → width and height, px, of what is laid over the lower left corner."""
    h, w = level.shape
    from_bottom = np.cumsum(upright[::-1], 0, np.float32)[::-1]  # (r, c): steps at column c from row r down
    from_left = np.cumsum(level, 1, np.float32)
    rows, columns = np.arange(h)[:, None], np.arange(w)[None, :]
    down, across = (h - rows).astype(np.float32), (columns + 1).astype(np.float32)
    side, top = from_bottom / down, from_left / across
    fits = (side > SHARE) & (top > SHARE)
    fits &= (across > LEAST * w) & (across < MOST * w) & (down > LEAST * h) & (down < MOST * h)
    best: tuple[float, int, int] | None = None
    for r, c in np.argwhere(fits):
        half_down, half_across = max(int(down[r, 0]) // 2, 6), max(int(across[0, c]) // 2, 6)
        if _stands_out(upright.T, c, r, h) < BESIDE or _stands_out(level, r, 0, c + 1) < BESIDE:
            continue
        above, beyond = upright[max(r - half_down, 0) : max(r - 3, 1), c], level[r, c + 4 : c + 4 + half_across]
        if above.mean() > BEYOND or not len(beyond) or beyond.mean() > BEYOND:
            continue
        score = float(side[r, c] + top[r, c])
        if best is None or score > best[0]:
            best = score, int(c) + 1, h - int(r)
    return None if best is None else (best[1], best[2])


def _stands_out(steps: NDArray[np.uint8], line: int, start: int, stop: int) -> float:
    """By how much the share of a line that is steps exceeds that of the lines four px before and after it."""
    if stop <= start:
        return 0.0
    own, *beside = (float(steps[at, start:stop].mean()) for at in (line, max(line - 4, 0), min(line + 4, len(steps) - 1)))
    return own - max(beside)
