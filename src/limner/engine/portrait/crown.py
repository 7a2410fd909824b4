"""A head that the picture's upper border cuts → its missing crown, where little enough is missing to make it up from the hair below."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.types import F32, U8

MOST = 0.18  # of the face height
HAIR = 0.04  # of the face height: how far below the border the crown takes its colours from; thin hair has skin under it
ROUND = 2.7  # 2 is a parabola; heads are flatter on top
BELOW = 0.12  # of the face height: the outline's slope is measured over this


@dataclass(frozen=True)
class Crown:
    """A round arch, height * (1 - |u| ** ROUND), that stands on the picture's upper border."""

    left: float  # px
    right: float
    height: float


def missing(mask: F32, fh: float) -> Crown | None:
    """What the first row of `mask` (h, w) cuts off, from the outline's slope on both sides; fh is the face height in px.

    None where nothing is cut, or too much.
    """
    below = min(round(BELOW * fh), len(mask) - 1)
    first, later = (np.nonzero(mask[row] > 0.5)[0] for row in (0, below))
    if not len(first) or not len(later):
        return None
    left, right = float(first[0]), float(first[-1] + 1)
    spread = (left - later[0] + later[-1] + 1 - right) / 2
    height = below / max(spread, 0.1) * (right - left) / (2 * ROUND)
    return Crown(left, right, height) if height <= MOST * fh else None


def paint(rgb: U8, crown: Crown, count: int, fh: float) -> tuple[F32, F32]:
    """Colours (count, w, 3) and cover 0..1 (count, w) of the 1st, 2nd … row above the picture (h, w, 3).

    Strands follow the outline: each row takes the hair's whole width, narrowed to the crown's. The few rows of hair go to and fro,
    softened, so that the mirror is not seen.
    """
    width = rgb.shape[1]
    above = np.arange(1, count + 1, dtype=np.float32)[:, None]
    centre, half = (crown.left + crown.right) / 2, max((crown.right - crown.left) / 2, 1.0)
    u = (np.arange(width, dtype=np.float32)[None, :] + 0.5 - centre) / half
    edge = (crown.height * (1 - np.abs(u) ** ROUND) - above) / 5 + 0.5
    cover = np.where(np.abs(u) < 1, np.clip(edge, 0, 1), 0)
    narrowing = np.maximum(1 - above / max(crown.height, 1.0), 0.04) ** (1 / ROUND)
    across = np.clip(centre + np.clip(u / narrowing, -0.97, 0.97) * half, 0, width - 1)
    depth = max(4.0, HAIR * fh)
    down = depth - np.abs(depth - above % (2 * depth))
    colours = cv2.remap(rgb, across.astype(np.float32), np.broadcast_to(down, across.shape).astype(np.float32), cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(colours, (0, 0), 0.25 * depth).astype(np.float32)
    blur = np.clip(above / depth, 0, 1)[..., None]
    return np.asarray(colours + blur * (soft - colours), np.float32), np.asarray(cover, np.float32)
