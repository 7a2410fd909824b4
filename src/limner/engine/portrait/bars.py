"""Picture → the part of it inside flat bars and thin frame lines (letterboxed stills, screenshots, scanned prints)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import U8

FLAT = 1.6  # standard deviation within a line of a bar, grey levels: JPEG leaves about 1
STEP = 8  # grey levels between a bar and the picture that begins beside it …
SHARE = 0.4  # … over at least this share of the line
RINGING_PX, EDGE_PX = 20, 5  # how far a compressed picture rings into its bar; within how much it begins
MOST = 0.35  # of the width or height may be bar, on each side
FRAME_PX = 4  # lines of a thin frame at most
FRAME_STEP = 24


def inner(rgb: U8) -> tuple[slice, slice]:
    """(h, w, 3) → rows and columns of the picture proper. Everything where there are no bars."""
    rows, columns = slice(0, rgb.shape[0]), slice(0, rgb.shape[1])
    for _ in range(2):  # a bar may hide bars of the other direction
        part = rgb[rows, columns]
        lines = np.ascontiguousarray(part.swapaxes(0, 1))
        columns = slice(columns.start + _bar(lines), columns.stop - _bar(lines[::-1]))
        part = rgb[rows, columns]
        rows = slice(rows.start + _bar(part), rows.stop - _bar(part[::-1]))
    return rows, columns


def _bar(lines: NDArray[np.uint8]) -> int:
    """How many of the first lines (n, length, 3) are a flat bar or a thin frame."""
    n = len(lines)
    if n < 64 or lines.shape[1] < 64:
        return 0
    first = lines[0].astype(np.float32)
    colour = first.mean(0)
    if float(first.std(0).max()) <= FLAT:
        most = int(MOST * n)
        far = np.abs(lines[: most + RINGING_PX].astype(np.int16) - colour.astype(np.int16)).max(-1)  # (most+…, length)
        end = int(np.argmax((far > STEP).mean(1) > 0.02))  # first line that is not all bar; 0 if there is none
        share = (far[max(end - EDGE_PX, 0) : end + RINGING_PX] > STEP).mean(1)
        if 2 <= end <= most and float(share.max()) >= SHARE:
            begins = int(np.argmax(share >= SHARE))
            if share[max(begins - EDGE_PX, 0)] < SHARE / 2:
                return max(end - EDGE_PX, 0) + begins + 1
    edge = lines[: FRAME_PX + 4].astype(np.int16)
    jump = (np.abs(np.diff(edge, axis=0)).max(-1) > FRAME_STEP).mean(1)  # share of the line that jumps to the next line
    calm = float(jump[FRAME_PX:].max()) < 0.1
    frame = np.nonzero(jump[:FRAME_PX] >= SHARE)[0]
    return int(frame[-1]) + 1 if calm and len(frame) else 0
