"""A jaw that comes down over the neck → its shadow on the neck, and a clean line between the two.

The picture has the shadow that the chin threw at rest. When the jaw opens or the head nods, the chin covers that shadow and would
stand on a bright neck like something cut out. So skin below the jaw is darkened by as much closer as the jaw has come. And where one
surface lies over another, the half-resolution maps make steps; they are smoothed along the line, never across it.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.rig import Rig
from limner.engine.portrait.topology import face_topology
from limner.engine.render.paint import jit, smooth
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Frame

DEPTH = 0.45  # share of its light that skin right under the jaw loses
REACH = 0.13  # k below the jaw at which the shadow has lost most of it
FAR = 0.55  # k below the jaw where nothing is shaded any more
RIM = 0.05  # k within the person's outline that takes no shadow
LINE = 2.2  # px either side of the line that are smoothed along it
TAPS = 4  # px along the line, either way


class Jaw:
    """One rig's jaw line and the skin under it. Keeps only scratch; a frame does not depend on the one before."""

    def __init__(self, rig: Rig) -> None:
        oval = face_topology().oval
        down = (np.array([0, 1, 0], np.float32) @ rig.rotation.T)[:2]
        lowest = int(np.argmax(rig.vertices[oval, :2] @ down))
        ring = np.roll(oval, len(oval) // 2 - lowest)  # the chin in the middle
        ears = np.median(rig.vertices[oval, :2] @ down)
        self.line = np.ascontiguousarray(
            ring[rig.vertices[ring, :2] @ down > ears]
        )  # (c,) vertices from one ear over the chin to the other
        face = face_topology().matrix.shape[0]
        around = np.arange(face, len(rig.vertices))
        away = rig.vertices[around, None, :2] - rig.vertices[None, self.line, :2]  # (n, c, 2)
        distance = np.linalg.norm(away, axis=2)
        nearest = distance.argmin(1)
        rows = np.arange(len(around))
        apart = distance[rows, nearest]
        below = away[rows, nearest] @ down > 0.3 * apart
        chosen = below & (apart < FAR * rig.k) & (rig.rigid[around] < 0.97) & _surely_skin(rig, around)
        self._skin = around[chosen].astype(np.int32)  # (m,) vertices under the jaw
        self._above = nearest[chosen].astype(np.int32)  # (m,) which point of the line each lies under
        self._rest = apart[chosen].astype(np.float32)
        self._toward = (away[rows, nearest] / np.maximum(apart, 1e-3)[:, None])[chosen].astype(np.float32)
        self._start = np.ascontiguousarray(rig.vertices[:, :2])
        self._covered = np.zeros(len(self.line), np.float32)
        self._copy = np.zeros((HEIGHT, WIDTH), np.uint8)
        self._k = rig.k
        self._depth = DEPTH * (0.3 + 0.7 * rig.mouth.live)

    def shade(self, xy: F32, shade: F32) -> None:
        """Vertices of the frame, (n, 2) px → their `shade` (n,), darkened in place under the jaw."""
        _shade(xy, self._start, self.line, self._skin, self._above, self._rest, self._toward, self._k, self._depth, self._covered, shade)

    def draw_line(self, frame: Frame, xy: F32) -> None:
        """Smooth the drawn line in the frame's luma, wherever `shade` has found that the jaw covers something."""
        _smooth_line(frame.y, self._copy, xy, self.line, self._covered)


def _surely_skin(rig: Rig, vertices: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Of these vertices, those that lie well within the person: the rim carries some background along, which takes no shadow."""
    size = 2 * max(1, round(RIM * rig.k)) + 1
    inside = cv2.erode(rig.alpha, np.ones((size, size), np.uint8)) > 250
    at = np.clip(np.round(rig.vertices[vertices, :2]).astype(int) + MARGIN, 0, (rig.alpha.shape[1] - 1, rig.alpha.shape[0] - 1))
    return np.asarray(inside[at[:, 1], at[:, 0]])


@jit
def _shade(
    xy: F32, start: F32, line: F32, skin: F32, above: F32, rest: F32, toward: F32, k: float, depth: float, covered: F32, shade: F32
) -> None:
    """covered (c,): by how many px at most the line's points have come over the skin below."""
    for i in range(covered.shape[0]):
        covered[i] = 0.0
    for i in range(skin.shape[0]):
        at, over = skin[i], line[above[i]]
        dx = (xy[over, 0] - start[over, 0]) - (xy[at, 0] - start[at, 0])
        dy = (xy[over, 1] - start[over, 1]) - (xy[at, 1] - start[at, 1])
        closer = dx * toward[i, 0] + dy * toward[i, 1]
        if closer <= 0.0:
            continue
        covered[above[i]] = max(covered[above[i]], closer)
        far = rest[i] / k
        near = max(far - closer / k, 0.0)
        lit = (1.0 - depth * math.exp(-near / REACH)) / (1.0 - depth * math.exp(-far / REACH))
        shade[at] *= lit


@jit
def _smooth_line(plane: U8, copy: U8, xy: F32, line: F32, covered: F32) -> None:
    """Mean along the line in a band about it, weaker towards the band's border."""
    h, w = plane.shape
    for part in range(line.shape[0] - 1):
        amount = smooth(0.5, 2.0, np.max(covered[max(part - 1, 0) : part + 3]))  # the skin below is known in few places
        ax, ay, bx, by = xy[line[part], 0], xy[line[part], 1], xy[line[part + 1], 0], xy[line[part + 1], 1]
        length = math.sqrt((bx - ax) ** 2 + (by - ay) ** 2)
        if amount <= 0.0 or length < 1.0:
            continue
        tx, ty = (bx - ax) / length, (by - ay) / length
        x0, x1 = max(int(min(ax, bx) - 3.0), 5), min(int(max(ax, bx) + 4.0), w - 6)
        y0, y1 = max(int(min(ay, by) - 3.0), 5), min(int(max(ay, by) + 4.0), h - 6)
        for y in range(max(y0 - 5, 0), min(y1 + 6, h)):
            for x in range(max(x0 - 5, 0), min(x1 + 6, w)):
                copy[y, x] = plane[y, x]
        for y in range(y0, y1):
            for x in range(x0, x1):
                along = (x - ax) * tx + (y - ay) * ty
                if along < 0.0 or along >= length:
                    continue
                off = abs((x - ax) * ty - (y - ay) * tx)
                if off >= LINE:
                    continue
                total, weight = 0.0, 0.0
                for step in range(-TAPS, TAPS + 1):
                    px, py = x + step * tx, y + step * ty
                    i, j = int(px), int(py)
                    fx, fy = px - i, py - j
                    value = (copy[j, i] * (1.0 - fx) + copy[j, i + 1] * fx) * (1.0 - fy)
                    value += (copy[j + 1, i] * (1.0 - fx) + copy[j + 1, i + 1] * fx) * fy
                    part_weight = TAPS + 1.0 - abs(step)
                    total += value * part_weight
                    weight += part_weight
                share = amount * smooth(LINE, 0.5 * LINE, off)
                plane[y, x] = int(plane[y, x] + share * (total / weight - plane[y, x]) + 0.5)
