"""A head that the picture's border cuts → what is missing of it, made up from the hair beside.

Written for the upper border, where too much may be missing (None). A head that a side cuts is the same picture lying down, and there
something always has to be made up: a straight edge of hair in the middle of the canvas looks worse than any guess.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from limner.engine.types import F32, U8

MOST = 0.08  # of the face height: a head that lacks more looks better cut than made up
FOLLOW = 0.5  # how much strands bend with the outline: at 1 all would meet in one point
INSIDE = 0.93  # of the half width: the rim of hair is half background
STRETCH = 0.45  # px below the border that a px of the crown shows: hair runs on in streaks …
HAIR = 0.04  # … and colours come from no deeper than this, of the face height: thin hair has skin under it
SOFT = 0.6  # by which streaks give way to the mean colour
ROUND = 2.7  # 2 is a parabola; heads are flatter on top
BELOW = 0.12  # of the face height: the outline's slope is measured over this
SIDE_REACH = 0.9  # face heights from the face's middle: what the side cuts farther out is no head
SIDE_LEAST = 0.12  # face heights of the border that a head covers
SIDE_BULGE, SIDE_MOST = 0.12, 0.18  # of that length, and face heights, at most
HANGING = 0.35  # face heights below the chin: beside hair that hangs down the shoulder begins here


@dataclass(frozen=True)
class Crown:
    """A round arch, height * (1 - |u| ** ROUND), that stands on the picture's upper border."""

    left: float  # px
    right: float
    height: float


def missing(mask: F32, fh: float, at_most: float = MOST) -> Crown | None:
    """What the first row of `mask` (h, w) cuts off, from the outline's slope on both sides; fh is the face height in px.

    None where nothing is cut, or more than `at_most` face heights.
    """
    below = min(round(BELOW * fh), len(mask) - 1)
    first, later = (np.nonzero(mask[row] > 0.5)[0] for row in (0, below))
    if not len(first) or not len(later):
        return None
    runs = np.split(first, np.flatnonzero(np.diff(first) > 1) + 1)  # strands beside the head may touch the border, too
    longest = max(runs, key=len)
    left, right = float(longest[0]), float(longest[-1] + 1)
    spread = (left - later[0] + later[-1] + 1 - right) / 2
    height = below / max(spread, 0.1) * (right - left) / (2 * ROUND)
    return Crown(left, right, height) if height <= at_most * fh else None


def head_rows(mask: F32, edge: int, step: int, face_x: float, chin: float, fh: float) -> tuple[int, int] | None:
    """Rows of a head that column `edge` of `mask` cuts (step -1 left, +1 right), or None; rows to the last one where hair hangs down."""
    if abs(edge - face_x) > SIDE_REACH * fh:
        return None
    cut = np.flatnonzero(np.median(mask[:, edge - step * np.arange(8)], 1) > 0.5)
    for run in np.split(cut, np.flatnonzero(np.diff(cut) > 1) + 1):
        if len(run) > SIDE_LEAST * fh and run[0] < chin - 0.25 * fh:
            return int(run[0]), int(run[-1]) + 1
    return None


def round_off(image: U8, mask: F32, edge: int, step: int, rows: tuple[int, int], fh: float) -> None:
    """Close a head that column `edge` cuts over `rows` by a round outline, in place. What hangs to the bottom goes on below it."""
    height, width = mask.shape
    room = (width - 1 - edge) if step > 0 else edge
    inner = edge - step * np.arange(min(int(0.5 * fh), width - 1 - room))
    side = np.where((np.arange(height) >= rows[0] - 0.5 * fh)[:, None] & (np.arange(height) < rows[1])[:, None], mask[:, inner], 0).T
    colours = image[:, inner].swapaxes(0, 1)
    if hanging := rows[1] >= height:
        side, colours = np.concatenate([side, side[:, ::-1]], 1), np.concatenate([colours, colours[:, ::-1]], 1)
    side[0] = 0
    side[0, rows[0] : 2 * height - rows[0] if hanging else rows[1]] = 1
    cut = missing(np.ascontiguousarray(side), fh, np.inf)
    if cut is None:
        return
    cut = replace(cut, height=min(cut.height, SIDE_MOST * fh, SIDE_BULGE * (cut.right - cut.left)))
    count = min(room, int(cut.height) + 4)
    painted, cover = paint(np.ascontiguousarray(colours), cut, count, fh)
    painted, cover = painted[:, :height].swapaxes(0, 1), cover[:, :height].T
    at = edge + step * np.arange(1, count + 1)
    under = image[:, at].astype(np.float32)
    image[:, at] = (under + cover[..., None] * (painted - under)).round().clip(0, 255)
    mask[:, at] = np.maximum(mask[:, at], cover)


def paint(rgb: U8, crown: Crown, count: int, fh: float) -> tuple[F32, F32]:
    """Colours (count, w, 3) and cover 0..1 (count, w) of the 1st, 2nd … row above the picture (h, w, 3).

    Strands follow the outline: each row takes more of the hair's width than it shows.
    """
    width = rgb.shape[1]
    above = np.arange(1, count + 1, dtype=np.float32)[:, None]
    centre, half = (crown.left + crown.right) / 2, max((crown.right - crown.left) / 2, 1.0)
    u = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - centre) / half
    edge = (crown.height * (1 - np.abs(u) ** ROUND) - above) / 5 + 0.5
    cover = np.where(np.abs(u) < 1, np.clip(edge, 0, 1), 0)
    narrowing = np.maximum(1 - above / max(crown.height, 1.0), 0.04) ** (1 / ROUND)
    across = np.clip(centre + np.clip(u / narrowing**FOLLOW, -INSIDE, INSIDE) * half, 0, width - 1)
    down = np.broadcast_to(HAIR * fh * (1 - np.exp(-STRETCH * above / (HAIR * fh))), across.shape)
    colours = cv2.remap(rgb, across.astype(np.float32), down.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.GaussianBlur(colours, (0, 0), max(1.0, 0.5 * HAIR * fh)).astype(np.float32)
    return colours + SOFT * np.minimum(above / (2.5 * HAIR * fh), 1)[..., None] * (soft - colours), np.asarray(cover, np.float32)
