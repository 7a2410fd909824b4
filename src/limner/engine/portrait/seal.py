"""Where lips meet: fields that move the skin around the mouth so that the inner lip lines come together exactly.

Per column i of the nine inner lip columns, `up[i]` and `down[i]` say how much of that column's gap each landmark above and below the
seam makes up. On the lip lines themselves they are exact (1 in its own column, 0 elsewhere), so any share of the gap can be closed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.topology import F32

COLUMNS_UPPER, COLUMNS_LOWER = topo.INNER_UPPER[1:-1], topo.INNER_LOWER[1:-1]
_COLUMN_SIGMA = 0.035  # k


@dataclass(frozen=True)
class SealFields:
    up: F32  # (9, 478)
    down: F32  # (9, 478)


def seal_fields(aligned: F32, reach_up: float, reach_down: float) -> SealFields:
    """Landmarks in the mean's frame (478, 3) k; reaches in k: how far beyond the lips the skin follows."""
    x, y = aligned[:, 0], aligned[:, 1]
    upper, lower = aligned[COLUMNS_UPPER], aligned[COLUMNS_LOWER]
    seam = (upper + lower) / 2
    weight = np.exp(-0.5 * ((x[None] - seam[:, :1]) / _COLUMN_SIGMA) ** 2)
    # The corners count as columns that have nothing to close, so that the skin beside them is not folded over them.
    corners = np.stack([aligned[[61, 78], 0].mean(), aligned[[291, 308], 0].mean()])
    weight /= weight.sum(0) + np.exp(-0.5 * ((x[None] - corners[:, None]) / _COLUMN_SIGMA) ** 2).sum(0) + 0.02
    order = np.argsort(seam[:, 0])
    at = seam[order, 0]
    seam_y = np.interp(x, at, seam[order, 1])
    thick_up = np.interp(x, at, np.maximum(upper[:, 1] - aligned[topo.OUTER_UPPER[1:-1], 1], 0.01)[order])
    thick_down = np.interp(x, at, np.maximum(aligned[topo.OUTER_LOWER[1:-1], 1] - lower[:, 1], 0.01)[order])
    above = seam_y - y
    beyond_up = np.maximum(above - thick_up, 0)
    beyond_down = np.maximum(-above - thick_down, 0)
    up = np.where(above > 0, weight * np.exp(-((beyond_up / reach_up) ** 2)), 0)
    down = np.where(above <= 0, weight * np.exp(-((beyond_down / reach_down) ** 2)), 0)
    for line in (topo.INNER_UPPER, topo.INNER_LOWER):
        up[:, line] = 0
        down[:, line] = 0
    for i in range(9):
        up[i, COLUMNS_UPPER[i]] = 1
        down[i, COLUMNS_LOWER[i]] = 1
    return SealFields(up.astype(np.float32), down.astype(np.float32))


def lip_gap(points: F32) -> F32:
    """(..., 478, 3) → (..., 9, 3): from the upper to the lower inner lip, column by column."""
    return np.asarray(points[..., COLUMNS_LOWER, :] - points[..., COLUMNS_UPPER, :])
