"""Where the head is → what hangs from its ears: of the same shape as in the picture, nearly upright, a little late."""

from __future__ import annotations

import numpy as np

from limner.engine.portrait.rig import Rig
from limner.engine.portrait.topology import F32

UPRIGHT = 0.8  # of the head's tilt that it does not take part in
SWING, MOST = 0.8, 0.10  # radians for each face height that its root is behind, per face height of length; and at most
LENGTH = 0.2  # face heights from the root to what swings, about


class Hang:
    """Moves the vertices that `Hanging` names; a frame does not depend on the one before."""

    def __init__(self, rig: Rig) -> None:
        self._pivot = rig.pivot
        self._length = LENGTH * float(np.linalg.norm(rig.landmarks[152] - rig.landmarks[10]))
        self._sides = []
        for side in rig.hanging:
            root = side.root_share @ rig.vertices[side.root]
            self._sides.append((side, root, rig.vertices[side.vertices, :2] - root[:2], side.weight[:, None]))

    def move(self, xy: F32, head: F32, lag: F32) -> None:
        """`xy` (n, 2): where the mesh is, changed in place. head (3, 3): how it is turned; lag (3, 3): how it was a little ago, less it."""
        tilt = float(np.arctan2(head[1, 0], head[0, 0]))
        for side, rest, offset, weight in self._sides:
            if not len(offset):
                continue
            root = side.root_share @ xy[side.root]
            behind = float(lag[0] @ (rest - self._pivot)) / self._length
            angle = (1 - UPRIGHT) * tilt - float(np.clip(SWING * behind, -MOST, MOST))
            c, s = np.cos(angle), np.sin(angle)
            turned = offset @ np.array([[c, s], [-s, c]], np.float32)
            now = xy[side.vertices]
            now += weight * (turned + root - now)
            xy[side.vertices] = now
