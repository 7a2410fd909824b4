"""Where the head is → what hangs from its ears: of the same shape as in the picture, nearly upright, a little late."""

from __future__ import annotations

import numba
import numpy as np

from limner.engine.portrait.rig import Rig
from limner.engine.portrait.topology import F32, I32

UPRIGHT = 0.8  # of the head's tilt that it does not take part in
SWING, MOST = 0.8, 0.10  # radians for each face height that its root is behind, per face height of length; and at most
LENGTH = 0.2  # face heights from the root to what swings, about


class Hang:
    """Moves the vertices that `Hanging` names; a frame does not depend on the one before."""

    def __init__(self, rig: Rig) -> None:
        self._length = LENGTH * float(np.linalg.norm(rig.landmarks[152] - rig.landmarks[10]))
        self._sides = []
        for side in rig.hanging:
            root = side.root_share @ rig.vertices[side.root]
            offset = np.ascontiguousarray(rig.vertices[side.vertices, :2] - root[:2])
            self._sides.append((side, root - rig.pivot, offset))

    def move(self, xy: F32, head: F32, lag: F32) -> None:
        """`xy` (n, 2): where the mesh is, changed in place. head (3, 3): how it is turned; lag (3, 3): how it was a little ago, less it."""
        tilt = float(np.arctan2(head[1, 0], head[0, 0]))
        for side, root, offset in self._sides:
            behind = float(lag[0] @ root) / self._length
            angle = (1 - UPRIGHT) * tilt - min(max(SWING * behind, -MOST), MOST)
            _turn(xy, side.vertices, side.weight, offset, side.root, side.root_share, angle)


@numba.njit(cache=True, nogil=True)
def _turn(xy: F32, vertices: I32, weight: F32, offset: F32, root: I32, root_share: F32, angle: float) -> None:
    """Each vertex (h,) as far as its weight says to where its offset (h, 2) from the root, turned by an angle, puts it."""
    x = y = 0.0
    for i in range(len(root)):
        x += root_share[i] * xy[root[i], 0]
        y += root_share[i] * xy[root[i], 1]
    c, s = np.cos(angle), np.sin(angle)
    for i in range(len(vertices)):
        v, w = vertices[i], weight[i]
        xy[v, 0] += w * (x + c * offset[i, 0] - s * offset[i, 1] - xy[v, 0])
        xy[v, 1] += w * (y + s * offset[i, 0] + c * offset[i, 1] - xy[v, 1])
