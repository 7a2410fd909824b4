"""A layer that goes with the head → over the person in a frame: the boom of a headset, which no jaw or cheek bends.

It is drawn on the person's own mesh, of which the face is taken where it would be without any expression.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.topology import F32, I32
from limner.engine.portrait.worn import Worn
from limner.engine.render.place import bounds
from limner.engine.render.raster import OUTSIDE, rasterise
from limner.engine.types import HEIGHT, WIDTH, Frame

ROOM = 1.5  # times its width and height that are drawn at most


class WornPainter:
    """A frame does not depend on the one before."""

    def __init__(self, worn: Worn, vertices: F32, triangles: I32, n_face: int) -> None:
        """The person's mesh at rest: vertices (n, 3), of which the first n_face are the face, triangles (m, 3)."""
        h, w = worn.alpha.shape
        there = np.argwhere(worn.alpha > 0)
        low, high = (there.min(0)[::-1], there.max(0)[::-1]) if len(there) else (np.zeros(2), np.zeros(2))
        at = vertices[triangles, :2] - (worn.x0, worn.y0)  # (m, 3, 2)
        near = triangles[((at.max(1) >= low - 1) & (at.min(1) <= high + 1)).all(1)]
        used, self._triangles = np.unique(near, return_inverse=True)
        self._triangles = self._triangles.reshape(-1, 3).astype(np.int32)
        self.face, self.around = used[used < n_face], used[used >= n_face]  # vertices that it needs
        self._in_front = int((near < n_face).all(1).sum())
        order = np.argsort(~(near < n_face).all(1), kind="stable")
        self._triangles = np.ascontiguousarray(self._triangles[order])
        self._uv = np.ascontiguousarray(vertices[used, :2] - (worn.x0, worn.y0), np.float32)
        self._ones, self._zeros = np.ones(len(used), np.float32), np.zeros(len(used), np.float32)
        half = cv2.resize(worn.alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        self._full = np.ascontiguousarray(np.stack([worn.luma, worn.alpha], 2))
        self._half = np.ascontiguousarray(np.stack([worn.blue, worn.red, half], 2))
        self._maps = np.empty((4, int(ROOM * ROOM * h * w)), np.float32)

    def paint(self, frame: Frame, face: F32, around: F32) -> None:
        """face, around: where those vertices are (.., 2), canvas px."""
        xy = np.concatenate([face, around]).astype(np.float32)
        x0, y0, x1, y1 = bounds(xy, WIDTH, HEIGHT)
        x0, y0, x1, y1 = x0 // 2 * 2, y0 // 2 * 2, min(x1 // 2 * 2 + 2, WIDTH), min(y1 // 2 * 2 + 2, HEIGHT)
        w, h = x1 - x0, y1 - y0
        if w <= 0 or h <= 0 or w * h > self._maps.shape[1]:
            return
        map_x, map_y, shade, depth = (buffer[: w * h].reshape(h, w) for buffer in self._maps)
        map_x.fill(OUTSIDE)
        map_y.fill(OUTSIDE)
        depth.fill(np.inf)
        rasterise(
            xy, self._zeros, self._uv, self._ones, self._triangles, self._in_front, False, map_x, map_y, shade, depth, float(x0), float(y0)
        )  # fmt: skip
        size = w // 2, h // 2  # sample (i, j) of the half planes is the centre of a 2x2 block
        half_x, half_y = (0.5 * cv2.resize(full, size, interpolation=cv2.INTER_AREA) - 0.25 for full in (map_x, map_y))
        luma = cv2.remap(self._full, map_x, map_y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT)
        chroma = cv2.remap(self._half, half_x, half_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        for drawn, step, planes in ((luma, 1, (frame.y,)), (chroma, 2, (frame.u, frame.v))):
            here = slice(y0 // step, y1 // step), slice(x0 // step, x1 // step)
            over = drawn[..., -1].astype(np.float32) / np.float32(255)
            for channel, plane in enumerate(planes):
                plane[here] = cv2.blendLinear(np.ascontiguousarray(drawn[..., channel]), np.ascontiguousarray(plane[here]), over, 1 - over)
