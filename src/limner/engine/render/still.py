"""A still layer → over the person in a frame: what stands before the face, a microphone for example."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.front import Front
from limner.engine.types import F32, U8, Frame


class StillPainter:
    """Holds the layer's weights; a frame does not depend on the one before."""

    def __init__(self, front: Front) -> None:
        self._planes = []
        half = np.asarray(cv2.resize(front.alpha, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.float32)
        for name, plane, alpha, step in (("y", front.luma, front.alpha, 1), ("u", front.blue, half, 2), ("v", front.red, half, 2)):
            y0, x0 = front.y0 // step, front.x0 // step
            box = slice(y0, y0 + plane.shape[0]), slice(x0, x0 + plane.shape[1])
            self._planes.append((name, box, plane, alpha, 1 - alpha))

    def paint(self, frame: Frame) -> None:
        name: str
        plane: U8
        over: F32
        for name, box, plane, over, under in self._planes:
            there = getattr(frame, name)[box]
            there[:] = cv2.blendLinear(plane, there, over, under)
