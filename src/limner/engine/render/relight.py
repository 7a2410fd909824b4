"""Shapes → how much lighter or darker they make the skin: it turns to the light or away, and lips pushed forward shade the chin.

The light is the portrait's own, as fitted to its face (log luma = a + b·n). Both effects are linear in the shapes' weights, so a frame
costs one small product. They are kept weak: a fit to one picture is no measurement.
"""

from __future__ import annotations

import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.mesh import vertex_normals
from limner.engine.portrait.rig import Rig
from limner.engine.portrait.topology import I32
from limner.engine.types import F32, SHAPE

GAIN = 0.7  # of what the fitted light would do
MOST = 0.12  # log-shade of one shape at weight 1
LIP_SHADOW = 0.30  # log-shade right below pushed lips, under a light from above
SHADOW_REACH = 0.06  # k below the lip at which it has faded
PUSHED = {"mouthPucker": 1.0, "mouthFunnel": 0.8}  # shapes that push the lips forward, and how far


class Relight:
    """One rig's shade by shape; a frame does not depend on the one before."""

    def __init__(self, rig: Rig) -> None:
        triangles = rig.triangles[: rig.face_triangles]
        self._n = int(triangles.max()) + 1
        rest, moves = rig.vertices[: self._n], rig.shapes[:, : self._n]
        start = vertex_normals(rest, triangles)
        rows: F32 = np.stack([(vertex_normals(rest + move, triangles) - start) @ rig.light for move in moves])
        rows[[i for name, i in SHAPE.items() if name.startswith("eye")]] = 0  # lids are painted
        for _ in range(3):
            rows = _smoothed(rows, triangles)
        rows = np.clip(GAIN * rows, -MOST, MOST)
        below = _below_lip(rig, self._n)
        above = float(np.clip(-(rig.light @ rig.rotation)[1], 0.1, 0.4)) / 0.4  # 1: light from above
        for name, pushed in PUSHED.items():
            rows[SHAPE[name]] -= LIP_SHADOW * pushed * above * below
        self._rows = np.ascontiguousarray(rows, np.float32)  # (shapes, n)

    def shade(self, weights: F32, shade: F32) -> None:
        """Weights of the shapes → the vertices' `shade` (n,), in place; log-shade this small is its own exponential."""
        shade[: self._n] *= 1 + weights @ self._rows


def _smoothed(rows: F32, triangles: I32) -> F32:
    """Each vertex' mean with those it shares triangles with."""
    total, count = np.zeros_like(rows), np.zeros(rows.shape[1], np.float32)
    mean = rows[:, triangles].mean(2)  # (shapes, triangles)
    for corner in triangles.T.astype(np.intp):
        np.add.at(total.T, corner, mean.T)
        np.add.at(count, corner, 1)
    return np.asarray(total / np.maximum(count, 1), np.float32)


def _below_lip(rig: Rig, n: int) -> F32:
    """(n,) 1 right below the lower lip, 0 elsewhere; less towards its corners."""
    across, down = ((np.array(axis, np.float32) @ rig.rotation.T)[:2] / rig.k for axis in ([1, 0, 0], [0, 1, 0]))
    lip = rig.landmarks[topo.OUTER_LOWER, :2]
    x, y = lip @ across, lip @ down
    at_x, at_y = rig.vertices[:n, :2] @ across, rig.vertices[:n, :2] @ down
    far = at_y - np.interp(at_x, x, y)  # k below the lip's lower border
    side = np.clip(1 - (2 * (at_x - x.mean()) / (0.9 * np.ptp(x))) ** 2, 0, 1)
    near = np.exp(-((np.maximum(far - 0.012, 0) / SHADOW_REACH) ** 2)) * np.clip((far + 0.03) / 0.04, 0, 1)
    return np.asarray(near * side, np.float32)
