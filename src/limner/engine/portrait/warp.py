"""Image + region → a network's square input, byte for byte as MediaPipe's ImageToTensor makes it.

MediaPipe warps the 8-bit picture with OpenCV 4's fixed-point bilinear sampling: no half-pixel centres, no antialiasing, source
positions rounded to 1/32 px. The networks were tuned to that, and small differences here grow to whole pixels in the landmarks,
so this repeats the arithmetic (order and precision too) rather than calling whichever OpenCV is installed.
Source: MediaPipe 0.10.21 image_to_tensor_converter_opencv.cc; OpenCV 4 imgwarp.cpp, lapack.cpp.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import U8

F64 = NDArray[np.float64]
f32 = np.float32


@dataclass(frozen=True, slots=True)
class Roi:
    """A rotated rectangle in units of the picture's width (x, width) and height (y, height), as MediaPipe's NormalizedRect.

    float32 as there: one more bit of precision would already move landmarks by a hundredth of a pixel.
    """

    x_center: np.float32
    y_center: np.float32
    width: np.float32
    height: np.float32
    rotation: np.float32 = f32(0)  # radians, clockwise on the screen


WHOLE = Roi(f32(0.5), f32(0.5), f32(1), f32(1))


@dataclass(frozen=True, slots=True)
class PixelRect:
    """A rotated rectangle in picture pixels; float32 values."""

    x_center: np.float32
    y_center: np.float32
    width: np.float32
    height: np.float32
    rotation: np.float32

    @classmethod
    def of(cls, roi: Roi, image_height: int, image_width: int) -> PixelRect:
        w, h = f32(image_width), f32(image_height)
        return cls(roi.x_center * w, roi.y_center * h, roi.width * w, roi.height * h, roi.rotation)

    def squared(self) -> PixelRect:
        """The same centre, the shorter side grown to the longer one."""
        side = max(self.width, self.height)
        return PixelRect(self.x_center, self.y_center, side, side, self.rotation)


def sample(rgb: U8, rect: PixelRect, size: int, *, replicate: bool) -> U8:
    """The rectangle of `rgb` (h, w, 3) → (size, size, 3). Outside the picture: its edge repeated, or black."""
    inverse = _invert(_perspective(_corners(rect), size))
    out = np.empty((size, size, 3), np.uint8)
    _warp(np.ascontiguousarray(rgb), inverse, out, replicate)
    return out


def to_unit(pixels: U8, low: float) -> NDArray[np.float32]:
    """(n, n, 3) bytes → (1, n, n, 3) from `low` to 1."""
    return pixels[None].astype(np.float32) * f32((1.0 - low) / 255.0) + f32(low)


def _corners(rect: PixelRect) -> list[tuple[np.float32, np.float32]]:
    """cv::boxPoints: bottom left, top left, top right, bottom right."""
    degrees = f32(float(rect.rotation * f32(180.0)) / math.pi)
    angle = float(degrees) * math.pi / 180.0
    b, a = f32(math.cos(angle)) * f32(0.5), f32(math.sin(angle)) * f32(0.5)
    x, y, w, h = rect.x_center, rect.y_center, rect.width, rect.height
    p0 = (x - a * h - b * w, y + b * h - a * w)
    p1 = (x + a * h - b * w, y - b * h - a * w)
    return [p0, p1, (f32(2) * x - p0[0], f32(2) * y - p0[1]), (f32(2) * x - p1[0], f32(2) * y - p1[1])]


def _perspective(src: list[tuple[np.float32, np.float32]], size: int) -> F64:
    """cv::getPerspectiveTransform from the corners to the square's: (3, 3), by Gaussian elimination in OpenCV's order."""
    s = f32(size)
    dst = [(f32(0), s), (f32(0), f32(0)), (s, f32(0)), (s, s)]
    rows: list[list[float]] = []
    for axis in (0, 1):
        for (x, y), d in zip(src, dst, strict=True):
            point = [float(x), float(y), 1.0]
            rest = [float(-x * d[axis]), float(-y * d[axis]), float(d[axis])]
            rows.append([*point, 0.0, 0.0, 0.0, *rest] if axis == 0 else [0.0, 0.0, 0.0, *point, *rest])
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda j: (abs(rows[j][i]), -j))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        negative = -1.0 / rows[i][i]
        for j in range(i + 1, n):
            alpha = rows[j][i] * negative
            for k in range(i + 1, n + 1):
                rows[j][k] += alpha * rows[i][k]
    x8 = [0.0] * n
    for i in reversed(range(n)):
        value = rows[i][n]
        for k in range(i + 1, n):
            value -= rows[i][k] * x8[k]
        x8[i] = value / rows[i][i]
    return np.array([*x8, 1.0]).reshape(3, 3)


def _invert(m: F64) -> F64:
    """cv::invert of a (3, 3) matrix, by the adjugate."""
    (a, b, c), (d, e, f), (g, h, i) = m.tolist()
    scale = 1.0 / (a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))
    return np.array(
        [
            [(e * i - f * h) * scale, (c * h - b * i) * scale, (b * f - c * e) * scale],
            [(f * g - d * i) * scale, (a * i - c * g) * scale, (c * d - a * f) * scale],
            [(d * h - e * g) * scale, (b * g - a * h) * scale, (a * e - b * d) * scale],
        ]
    )


@numba.njit(cache=True)
def _warp(src: U8, m: F64, out: U8, replicate: bool) -> None:  # pragma: no cover - compiled
    """cv::warpPerspective, INTER_LINEAR: `m` maps an output pixel to the source; positions in 1/32 px, weights in 1/1024."""
    height, width = src.shape[:2]
    size = out.shape[0]
    for y in range(size):
        for x in range(size):
            block = x & ~63  # OpenCV restarts its sums every 64 pixels
            dx = x - block
            w = m[2, 0] * block + m[2, 1] * y + m[2, 2] + m[2, 0] * dx
            w = 32.0 / w if w != 0.0 else 0.0
            fx = int(np.rint((m[0, 0] * block + m[0, 1] * y + m[0, 2] + m[0, 0] * dx) * w))
            fy = int(np.rint((m[1, 0] * block + m[1, 1] * y + m[1, 2] + m[1, 0] * dx) * w))
            x0, y0, ax, ay = fx >> 5, fy >> 5, fx & 31, fy & 31
            for c in range(3):
                total = 512
                for j in range(2):
                    for i in range(2):
                        weight = (ax if i else 32 - ax) * (ay if j else 32 - ay)
                        sx, sy = x0 + i, y0 + j
                        if replicate:
                            sx, sy = min(max(sx, 0), width - 1), min(max(sy, 0), height - 1)
                        elif sx < 0 or sy < 0 or sx >= width or sy >= height:
                            continue
                        total += weight * src[sy, sx, c]
                out[y, x, c] = total >> 10
