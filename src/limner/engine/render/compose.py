"""Maps + textures → the person drawn over the plate, straight into planar YUV 4:2:0.

Textures are stored as the frame is: luma at full, chroma and alpha at half resolution, so nothing is converted per frame. The
maps are at half resolution (sample (i, j) is the centre of the 2x2 luma block at (2i, 2j)): they serve chroma and alpha as they
are, luma after a bilinear doubling. OpenCV's remap samples (in a third of the time of a
compiled loop of our own); a small kernel shades and blends.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import HEIGHT, WIDTH, Frame

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

_GAIN_ONE = 256  # shade as fixed point


@numba.njit(cache=True, nogil=True)
def _blend(plate: U8, texture: U8, alpha: U8, gain: F32, neutral: int, x0: int, y0: int, h: int, w: int, out: U8) -> None:
    """out = plate + (texture · shade − plate) · alpha, shade about the plane's `neutral` value (16 for luma, 128 for chroma).

    plate and out are whole planes, of which the box (x0, y0, w, h) is written; the others hold the box in their top left corner. Whole,
    contiguous arrays let the compiler use vector instructions.
    """
    for j in range(h):
        for i in range(w):
            below = int(plate[y0 + j, x0 + i])
            lit = neutral + (((int(texture[j, i]) - neutral) * int(gain[j, i])) >> 8)
            lit = min(max(lit, 0), 255)
            a = int(alpha[j, i])
            out[y0 + j, x0 + i] = below + (((lit - below) * (a + (a >> 7)) + 128) >> 8)


@numba.njit(cache=True, nogil=True)
def _overlay_luma(map_x: F32, texture: U8, shade: F32, out: U8) -> None:
    """Write texture · shade where the map is covered."""
    h, w = out.shape
    for j in range(h):
        for i in range(w):
            if map_x[j, i] >= 0:
                lit = 16 + (((int(texture[j, i]) - 16) * int(shade[j, i] * 256)) >> 8)
                out[j, i] = min(max(lit, 0), 255)


@dataclass(frozen=True)
class Folds:
    """Log-shade (h, w) over a box of the half-resolution texture whose corner is (x0, y0)."""

    shade: F32
    x0: int
    y0: int


class Composer:
    """Draws one person's textures over one plate. Owns the buffers that every frame reuses."""

    def __init__(self, luma: U8, blue: U8, red: U8, alpha: U8, plate: Frame) -> None:
        """luma, alpha (H, W); blue, red (H/2, W/2)."""
        self._luma, self._blue, self._red = luma, blue, red
        self._alpha = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
        self._plate = plate
        h, w = HEIGHT // 2, WIDTH // 2
        self._half = np.empty((3, h, w), np.float32)  # chroma map x, y, gain
        self._half8 = np.empty((3, h, w), np.uint8)  # blue, red, alpha
        self._full = np.empty((3, HEIGHT, WIDTH), np.float32)  # luma map x, y, gain
        self._full8 = np.empty((2, HEIGHT, WIDTH), np.uint8)  # luma, alpha

    def restore(self, frame: Frame, box: tuple[int, int, int, int]) -> None:
        """The plate back into a chroma-pixel box (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = box
        frame.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = self._plate.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1]
        frame.u[y0:y1, x0:x1] = self._plate.u[y0:y1, x0:x1]
        frame.v[y0:y1, x0:x1] = self._plate.v[y0:y1, x0:x1]

    def draw(self, map_x: F32, map_y: F32, map_shade: F32, frame: Frame, x0: int, y0: int, folds: Folds | None = None) -> None:
        """Maps (h, w) at half resolution, whose sample (0, 0) is the frame's chroma pixel (x0, y0); writes all of that box."""
        h, w = map_x.shape
        half, full = self._half[:, :h, :w], self._full[:, : 2 * h, : 2 * w]
        half8, full8 = self._half8[:, :h, :w], self._full8[:, : 2 * h, : 2 * w]
        size = (2 * w, 2 * h)
        np.multiply(map_x, 0.5, out=half[0])
        half[0] -= 0.25
        np.multiply(map_y, 0.5, out=half[1])
        half[1] -= 0.25
        np.multiply(map_shade, _GAIN_ONE, out=half[2])
        if folds is not None:
            half[0] -= folds.x0
            half[1] -= folds.y0
            cv2.remap(folds.shade, half[0], half[1], cv2.INTER_LINEAR, dst=self._full[2, :h, :w], borderMode=cv2.BORDER_CONSTANT)
            half[2] *= 1 + self._full[2, :h, :w]  # log-shade this small is its own exponential
            half[0] += folds.x0
            half[1] += folds.y0
        for source, target in zip((self._blue, self._red, self._alpha), half8, strict=True):
            cv2.remap(source, half[0], half[1], cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_CONSTANT)
        cv2.resize(map_x, size, dst=full[0], interpolation=cv2.INTER_LINEAR)
        cv2.resize(map_y, size, dst=full[1], interpolation=cv2.INTER_LINEAR)
        cv2.resize(half[2], size, dst=full[2], interpolation=cv2.INTER_LINEAR)
        cv2.resize(half8[2], size, dst=full8[1], interpolation=cv2.INTER_LINEAR)
        cv2.remap(self._luma, full[0], full[1], cv2.INTER_LINEAR, dst=full8[0], borderMode=cv2.BORDER_CONSTANT)
        _blend(self._plate.y, self._full8[0], self._full8[1], self._full[2], 16, 2 * x0, 2 * y0, 2 * h, 2 * w, frame.y)
        for below, texture, out in ((self._plate.u, self._half8[0], frame.u), (self._plate.v, self._half8[1], frame.v)):
            _blend(below, texture, self._half8[2], self._half[2], 128, x0, y0, h, w, out)

    def draw_detail(self, map_x: F32, map_y: F32, map_shade: F32, frame: Frame, x0: int, y0: int) -> None:
        """Luma again from maps at full resolution, where half resolution shows steps (the lips); sample (0, 0) is luma pixel (x0, y0)."""
        h, w = map_x.shape
        texture = self._full8[0, :h, :w]
        cv2.remap(self._luma, map_x, map_y, cv2.INTER_LINEAR, dst=texture, borderMode=cv2.BORDER_CONSTANT)
        _overlay_luma(map_x, texture, map_shade, frame.y[y0 : y0 + h, x0 : x0 + w])
