"""Landmarks of a turned face → the same points with nothing folded behind a cheek or a nose.

The mesh network also says where the hidden side is: points that lie, seen from the front of the picture, on top of the visible ones.
A picture has nothing to show there, and as the head turns such points would drag a second copy of the cheek into view. So each
triangle that the picture hides is opened to a thin sliver beside the outline, by moving points as little as possible.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import topology as topo
from limner.engine.portrait.shapes import mean_face
from limner.engine.portrait.topology import DATA, F32

LEAST_AREA = 0.10  # of the triangle's area on a frontal face of this size
ROUNDS = 300
STEP = 1.4  # above 1 the corrections of neighbours are over-relaxed, which halves the rounds
_LIPS = [*topo.INNER_UPPER, *topo.INNER_LOWER, *topo.OUTER_UPPER, *topo.OUTER_LOWER]
_LIDS = [*topo.RIGHT_UPPER_LID, *topo.RIGHT_LOWER_LID, *topo.LEFT_UPPER_LID, *topo.LEFT_LOWER_LID]
LIDS_GIVE = 0.02  # of what other points give; lips give nothing, or they would not meet


@cache
def _triangles() -> tuple[NDArray[np.int64], F32]:
    """(m, 3) landmarks, clockwise as seen, and their areas (m,) in k² on the mean face."""
    with np.load(DATA / "models/topology.npz") as table:
        triangles = table["triangles"].astype(np.int64)
    area = _areas(mean_face()[:, :2], triangles)
    back = area < 0
    triangles[back] = triangles[back][:, [0, 2, 1]]
    return triangles, np.abs(area)


def _areas(xy: F32, triangles: NDArray[np.int64]) -> F32:
    """Twice the signed area."""
    a, b, c = (xy[triangles[:, i]] for i in range(3))
    return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]), np.float32)


def unfold(landmarks: F32, k: float) -> F32:
    """Landmarks (478, 3) px and px per eye distance → (478, 3). Depth stays, lips stay, and a frontal face stays nearly whole."""
    triangles, reference = _triangles()
    least = LEAST_AREA * reference * k * k
    xy = landmarks[:, :2].astype(np.float64)
    free = np.full(len(xy), 1.0)
    free[_LIPS], free[_LIDS] = 0.0, LIDS_GIVE
    w = free[triangles]
    count = np.maximum(np.bincount(triangles.ravel(), minlength=len(xy)), 1)
    for _ in range(ROUNDS):
        a, b, c = (xy[triangles[:, i]] for i in range(3))
        lack = least - ((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))
        on = np.flatnonzero(lack > 0.02 * k)
        if not len(on):
            break
        a, b, c, lack = a[on], b[on], c[on], lack[on]
        # Gradient of twice the area for each corner: the opposite edge, turned by a right angle.
        grad = np.stack([_turned(c - b), _turned(a - c), _turned(b - a)], 1)  # (on, 3, 2)
        weight = w[on][..., None]
        share = lack / np.maximum((weight * grad**2).sum((1, 2)), 1e-6 * k * k)
        move = weight * grad * np.minimum(share, 0.05 * k / np.maximum(np.abs(grad).max((1, 2)), 1e-6))[:, None, None]
        corner = triangles[on].ravel()
        hits = np.maximum(np.bincount(corner, minlength=len(xy)), 1)
        for axis in (0, 1):
            xy[:, axis] += STEP * np.bincount(corner, move[..., axis].ravel(), len(xy)) / np.minimum(hits, count)
    out = landmarks.copy()
    out[:, :2] = xy
    return out


def _turned(edge: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 2): d(area)/d(corner) for the edge from the next corner to the one after it."""
    return np.stack([-edge[:, 1], edge[:, 0]], 1)
