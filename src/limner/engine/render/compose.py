"""Maps + textures → the person drawn over the plate, straight into planar YUV 4:2:0.

Textures are stored as the frame is: luma at full, chroma and alpha at half resolution, so nothing is converted per frame. The
maps are at half resolution (sample (i, j) is the centre of the 2x2 luma block at (2i, 2j)): they serve chroma and alpha as they
are, luma after a bilinear doubling. OpenCV's remap samples (in a third of the time of a compiled loop of our own); small kernels
do the rest, a band of rows at a time, so that what one writes the next still finds in the processor's cache. Columns of a band
that the mesh does not reach are not drawn at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numba
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import HEIGHT, WIDTH, Frame

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

BAND = 48  # rows of half resolution
_BLACK, _GREY = np.float32(16), np.float32(128)  # of luma and chroma: what shading leaves alone


def packed(buffer: NDArray[Any], *shape: int) -> NDArray[Any]:
    """The first elements of a flat buffer as an array of `shape` without gaps: only those get vector instructions from the compiler."""
    return buffer[: math.prod(shape)].reshape(shape)


# Kernels take whole arrays and cut rows out of them: a row without gaps gets vector instructions, a cut-out box does not.


@numba.njit(cache=True, nogil=True, fastmath=True)
def _halve_row(row: F32, origin: np.float32, out: F32) -> None:
    for i in range(out.shape[0]):
        out[i] = np.float32(0.5) * row[i] - origin


@numba.njit(cache=True, nogil=True, fastmath=True)
def _to_half(map_x: F32, map_y: F32, x0: int, y0: int, left: float, above: float, half_x: F32, half_y: F32) -> None:
    """Positions in the full texture, from (x0, y0) of the maps on → in the half one, whose pixel (left, above) becomes the first."""
    h, w = half_x.shape
    for j in range(h):
        _halve_row(map_x[y0 + j, x0 : x0 + w], np.float32(0.25 + left), half_x[j])
        _halve_row(map_y[y0 + j, x0 : x0 + w], np.float32(0.25 + above), half_y[j])


@numba.njit(cache=True, nogil=True, fastmath=True)
def _mix_rows(near: F32, far: F32, out: F32) -> None:
    for i in range(out.shape[0]):
        out[i] = np.float32(0.75) * near[i] + np.float32(0.25) * far[i]


@numba.njit(cache=True, nogil=True, fastmath=True)
def _spread_row(row: F32, out: F32) -> None:
    """(n,) → (2n − 2,): the values between row's first and last, at twice the density."""
    for i in range(row.shape[0] - 1):
        a, b = row[i], row[i + 1]
        out[2 * i] = np.float32(0.75) * a + np.float32(0.25) * b
        out[2 * i + 1] = np.float32(0.25) * a + np.float32(0.75) * b


@numba.njit(cache=True, nogil=True, fastmath=True)
def _double_row(half: F32, j: int, x0: int, x1: int, mixed: F32, out: F32) -> None:
    """Row j of the doubled picture, columns 2·x0 to 2·x1, → out[1 : 1 + 2 · (x1 − x0)]; bilinear, as cv2.resize does it."""
    near = j >> 1
    far = min(max(near - 1 + 2 * (j & 1), 0), half.shape[0] - 1)
    n = x1 - x0
    _mix_rows(half[near, x0:x1], half[far, x0:x1], mixed[1 : n + 1])
    before, after = max(x0 - 1, 0), min(x1, half.shape[1] - 1)
    mixed[0] = np.float32(0.75) * half[near, before] + np.float32(0.25) * half[far, before]
    mixed[n + 1] = np.float32(0.75) * half[near, after] + np.float32(0.25) * half[far, after]
    _spread_row(mixed[: n + 2], out)


@numba.njit(cache=True, nogil=True, fastmath=True)
def _double(map_x: F32, map_y: F32, top: int, bottom: int, x0: int, x1: int, mixed: F32, row: F32, full_x: F32, full_y: F32) -> None:
    """Rows top to bottom and columns x0 to x1 of the maps → full_x, full_y at full resolution."""
    n = 2 * (x1 - x0)
    for j in range(2 * top, 2 * bottom):
        _double_row(map_x, j, x0, x1, mixed, row)
        full_x[j - 2 * top, :] = row[1 : n + 1]
        _double_row(map_y, j, x0, x1, mixed, row)
        full_y[j - 2 * top, :] = row[1 : n + 1]


@numba.njit(cache=True, nogil=True, fastmath=True)
def _blend_row(plate: U8, texture: U8, alpha: F32, gain: F32, neutral: np.float32, out: U8) -> None:
    """out = plate + (texture · gain − plate) · alpha, gain about the plane's `neutral` value."""
    for i in range(texture.shape[0]):
        under = np.float32(plate[i])
        lit = neutral + (np.float32(texture[i]) - neutral) * gain[i]
        value = under + (lit - under) * alpha[i] + np.float32(0.5)
        out[i] = np.uint8(np.int32(min(max(value, np.float32(0)), np.float32(255))))


@numba.njit(cache=True, nogil=True, fastmath=True)
def _blend_luma(
    plate: U8,
    texture: U8,
    alpha: F32,
    gain: F32,
    top: int,
    bottom: int,
    x0: int,
    x1: int,
    left: int,
    above: int,
    mixed: F32,
    alpha_row: F32,
    gain_row: F32,
    out: U8,
) -> None:
    """out = plate + (texture · shade − plate) · alpha over one band; alpha (0..1) and shade at half resolution.

    plate and out are whole planes, whose pixel (left, above) is the box's corner; texture holds the band.
    """
    a, b, n = left + 2 * x0, left + 2 * x1, 2 * (x1 - x0)
    for j in range(2 * top, 2 * bottom):
        _double_row(alpha, j, x0, x1, mixed, alpha_row)
        _double_row(gain, j, x0, x1, mixed, gain_row)
        _blend_row(plate[above + j, a:b], texture[j - 2 * top], alpha_row[1 : n + 1], gain_row[1 : n + 1], _BLACK, out[above + j, a:b])


@numba.njit(cache=True, nogil=True, fastmath=True)
def _unit(bytes_row: U8, out: F32) -> None:
    for i in range(out.shape[0]):
        out[i] = np.float32(bytes_row[i]) * np.float32(1 / 255)


@numba.njit(cache=True, nogil=True, fastmath=True)
def _blend_chroma(
    plate_u: U8, plate_v: U8, bra: U8, gain: F32, x0: int, y0: int, left: int, above: int, alpha: F32, out_u: U8, out_v: U8
) -> None:
    """Blue, red and alpha (3, h, w) over both chroma planes from pixel (left + x0, above + y0) on; writes alpha, as 0..1.

    gain and alpha hold the box whose corner is the planes' pixel (left, above).
    """
    h, w = bra.shape[1:]
    for j in range(h):
        seen, lit = alpha[y0 + j, x0 : x0 + w], gain[y0 + j, x0 : x0 + w]
        _unit(bra[2, j], seen)
        y, a, b = above + y0 + j, left + x0, left + x0 + w
        _blend_row(plate_u[y, a:b], bra[0, j], seen, lit, _GREY, out_u[y, a:b])
        _blend_row(plate_v[y, a:b], bra[1, j], seen, lit, _GREY, out_v[y, a:b])


@numba.njit(cache=True, nogil=True, fastmath=True)
def _shade_rows(gain: F32, x0: int, y0: int, log_shade: F32) -> None:
    """gain *= 1 + log_shade (h, w), from (x0, y0) of gain on."""
    h, w = log_shade.shape
    for j in range(h):
        lit = gain[y0 + j, x0 : x0 + w]
        for i in range(w):
            lit[i] *= np.float32(1) + log_shade[j, i]


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


@dataclass(frozen=True)
class FoldsHere:
    """Folds, and the box of the drawn maps (x0, y0, x1, y1) in which the face that has them is."""

    folds: Folds
    box: tuple[int, int, int, int]


class Composer:
    """Draws one person's textures over one plate. Owns the buffers that every frame reuses."""

    def __init__(self, luma: U8, blue: U8, red: U8, alpha: U8, plate: Frame) -> None:
        """luma, alpha (H, W); blue, red (H/2, W/2)."""
        self._luma = luma
        half = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
        self._bra = np.ascontiguousarray(np.stack([blue, red, half], 2))  # one sampling for all three
        self._plate = plate
        h, w = HEIGHT // 2, WIDTH // 2
        self._alpha = np.empty(h * w, np.float32)
        self._half = np.empty((2, BAND * w), np.float32)  # position in the half texture
        self._half8, self._planes8 = np.empty((2, 3 * BAND * w), np.uint8)  # blue, red, alpha: together, apart
        self._fold = np.empty((3, h * w), np.float32)  # position in the folds, log-shade
        self._band = np.empty((2, 2 * BAND * WIDTH), np.float32)  # position in the luma texture
        self._band8 = np.empty(2 * BAND * WIDTH, np.uint8)
        self._rows = np.empty((3, WIDTH + 4), np.float32)
        self._detail8 = np.empty((HEIGHT, WIDTH), np.uint8)

    def restore(self, frame: Frame, box: tuple[int, int, int, int]) -> None:
        """The plate back into a chroma-pixel box (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = box
        frame.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = self._plate.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1]
        frame.u[y0:y1, x0:x1] = self._plate.u[y0:y1, x0:x1]
        frame.v[y0:y1, x0:x1] = self._plate.v[y0:y1, x0:x1]

    def draw(self, map_x: F32, map_y: F32, gain: F32, frame: Frame, x0: int, y0: int, spans: I32, folds: FoldsHere | None = None) -> None:
        """Maps (h, w) at half resolution, whose sample (0, 0) is the frame's chroma pixel (x0, y0); writes all of that box.

        spans (bands, 2): first and last column + 1 that may be covered, for every BAND rows. Folds of skin are multiplied into `gain`.
        """
        h, w = map_x.shape
        alpha = packed(self._alpha, h, w)
        if folds is not None:
            self._fold_skin(map_x, map_y, gain, folds)
        for band, (a, b) in enumerate(spans):
            rows = slice(band * BAND, min((band + 1) * BAND, h))
            alpha[rows, :a] = alpha[rows, b:] = 0
            self._lay_plate(frame, rows, (a, b, w), x0, y0)
            if b > a:
                self._draw_chroma(map_x, map_y, gain, alpha, rows.start, rows.stop, a, b, frame, x0, y0)
        for band, (a, b) in enumerate(spans):
            if b > a:
                self._draw_luma(map_x, map_y, gain, alpha, band * BAND, min((band + 1) * BAND, h), a, b, frame, x0, y0)

    def _lay_plate(self, frame: Frame, rows: slice, columns: tuple[int, int, int], x0: int, y0: int) -> None:
        """The plate back beside the columns a to b of w."""
        a, b, w = columns
        for start, end in ((x0, x0 + a), (x0 + b, x0 + w)):
            if end > start:
                self.restore(frame, (start, y0 + rows.start, end, y0 + rows.stop))

    def _draw_chroma(
        self, map_x: F32, map_y: F32, gain: F32, alpha: F32, top: int, bottom: int, a: int, b: int, frame: Frame, x0: int, y0: int
    ) -> None:
        h, w = bottom - top, b - a
        half_x, half_y = packed(self._half[0], h, w), packed(self._half[1], h, w)
        half8, planes = packed(self._half8, h, w, 3), packed(self._planes8, 3, h, w)
        _to_half(map_x, map_y, a, top, 0.0, 0.0, half_x, half_y)
        cv2.remap(self._bra, half_x, half_y, cv2.INTER_LINEAR, dst=half8, borderMode=cv2.BORDER_CONSTANT)
        cv2.split(half8, list(planes))
        _blend_chroma(self._plate.u, self._plate.v, planes, gain, a, top, x0, y0, alpha, frame.u, frame.v)

    def _draw_luma(
        self, map_x: F32, map_y: F32, gain: F32, alpha: F32, top: int, bottom: int, a: int, b: int, frame: Frame, x0: int, y0: int
    ) -> None:
        h, w = 2 * (bottom - top), 2 * (b - a)
        full_x, full_y, texture = packed(self._band[0], h, w), packed(self._band[1], h, w), packed(self._band8, h, w)
        mixed, alpha_row, gain_row = self._rows
        _double(map_x, map_y, top, bottom, a, b, mixed, alpha_row, full_x, full_y)
        cv2.remap(self._luma, full_x, full_y, cv2.INTER_LINEAR, dst=texture, borderMode=cv2.BORDER_CONSTANT)
        _blend_luma(
            self._plate.y, texture, alpha, gain, top, bottom, a, b, 2 * x0, 2 * y0, mixed, alpha_row, gain_row, frame.y
        )  # fmt: skip

    def _fold_skin(self, map_x: F32, map_y: F32, gain: F32, folds: FoldsHere) -> None:
        """gain *= 1 + log-shade in the face's box; log-shade this small is its own exponential."""
        x0, y0, x1, y1 = folds.box
        h, w = y1 - y0, x1 - x0
        if h <= 0 or w <= 0:
            return
        half_x, half_y, here = (packed(buffer, h, w) for buffer in self._fold)
        _to_half(map_x, map_y, x0, y0, float(folds.folds.x0), float(folds.folds.y0), half_x, half_y)
        cv2.remap(folds.folds.shade, half_x, half_y, cv2.INTER_LINEAR, dst=here, borderMode=cv2.BORDER_CONSTANT)
        _shade_rows(gain, x0, y0, here)

    def draw_detail(self, map_x: F32, map_y: F32, map_shade: F32, frame: Frame, x0: int, y0: int) -> None:
        """Luma again from maps at full resolution, where half resolution shows steps (the lips); sample (0, 0) is luma pixel (x0, y0)."""
        h, w = map_x.shape
        texture = self._detail8[:h, :w]
        cv2.remap(self._luma, map_x, map_y, cv2.INTER_LINEAR, dst=texture, borderMode=cv2.BORDER_CONSTANT)
        _overlay_luma(map_x, texture, map_shade, frame.y[y0 : y0 + h, x0 : x0 + w])
