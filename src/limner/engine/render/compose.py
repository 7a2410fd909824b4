"""Maps + textures → the person drawn over the plate, straight into planar YUV 4:2:0.

Textures are stored as the frame is: luma at full, chroma and alpha at half resolution, so nothing is converted per frame. The
maps are at half resolution (sample (i, j) is the centre of the 2x2 luma block at (2i, 2j)): they serve chroma and alpha as they
are, luma after a bilinear doubling. Luma is looked up bilinearly in a texture of twice the size, which keeps its sharpness at any
part of a pixel as a bicubic look-up does, in a third of the time. OpenCV's remap samples (in a third of the time of a compiled loop
of our own); small kernels do the rest, a band of rows at a time, so that what one writes the next still finds in the processor's
cache. Columns of a band that the mesh does not reach are not drawn at all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.render.quality import Quality
from limner.engine.render.rows import add_luma, add_tints, blend_chroma, blend_luma, double, overlay_luma, shade_rows, to_half
from limner.engine.types import HEIGHT, WIDTH, Frame

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
I32 = NDArray[np.int32]
Box = tuple[int, int, int, int]  # x0, y0, x1, y1

BAND = 48  # rows of half resolution
PREFILTER = 0.10  # what a bilinear look-up in the doubled texture takes from its detail is given to it before


def packed(buffer: NDArray[Any], *shape: int) -> NDArray[Any]:
    """The first elements of a flat buffer as an array of `shape` without gaps: only those get vector instructions from the compiler."""
    return buffer[: math.prod(shape)].reshape(shape)


@dataclass(frozen=True)
class Folds:
    """Log-shade (h, w) over a box of the half-resolution texture whose corner is (x0, y0)."""

    shade: F32
    x0: int
    y0: int


class Filled:
    """What may be added to one person's textures: lines beside the mouth's corners filled, folds recoloured."""

    def __init__(self, luma: U8, lines: F32, tints: F32, x0: int, y0: int) -> None:
        """luma (H, W); lines (2h, 2w) levels; tints (2, h, w, 2), of the folds and of the lines; they begin at (x0, y0) of the half one.

        Only the box that they change is kept.
        """
        there = (np.abs(tints).max((0, 3)) > 0.5) | (np.abs(lines).reshape(lines.shape[0] // 2, 2, -1, 2).max((1, 3)) > 0.5)
        inside = np.zeros_like(there)  # the texture
        inside[max(-y0, 0) : luma.shape[0] // 2 - y0, max(-x0, 0) : luma.shape[1] // 2 - x0] = True
        rows, columns = np.flatnonzero((there & inside).any(1)), np.flatnonzero((there & inside).any(0))
        top, bottom, left, right = (rows[0], rows[-1] + 1, columns[0], columns[-1] + 1) if len(rows) else (0, 0, 0, 0)
        self.x0, self.y0 = int(x0 + left), int(y0 + top)
        self.tints = np.ascontiguousarray(tints[:, top:bottom, left:right])
        self.luma = np.ascontiguousarray(lines[2 * top : 2 * bottom, 2 * left : 2 * right])
        plain = luma[2 * self.y0 :, 2 * self.x0 :][: self.luma.shape[0], : self.luma.shape[1]]
        self.twice = self.luma
        if plain.size:
            after = np.clip(plain + self.luma + 0.5, 0, 255).astype(np.uint8)
            self.twice = _doubled(after).astype(np.float32) - _doubled(plain)


def _doubled(texture: U8) -> U8:
    """Texture (h, w) → (2h, 2w); its texel (x, y) is (2x + 0.5, 2y + 0.5) there."""
    twice = cv2.resize(texture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    kernel = np.array([-PREFILTER, 1 + 2 * PREFILTER, -PREFILTER], np.float32)
    return np.asarray(cv2.sepFilter2D(twice, cv2.CV_8U, kernel, kernel), np.uint8)


def _sample(texture: U8, map_x: F32, map_y: F32, out: U8, how: int) -> None:
    cv2.remap(texture, map_x, map_y, how, dst=out, borderMode=cv2.BORDER_CONSTANT)


class Composer:
    """Draws one person's textures over one plate. Owns the buffers that every frame reuses."""

    def __init__(self, luma: U8, blue: U8, red: U8, alpha: U8, plate: Frame, quality: Quality) -> None:
        """luma, alpha (H, W); blue, red (H/2, W/2)."""
        self._luma = luma.copy()
        self._twice = _doubled(luma)
        self._quality = quality
        half = cv2.resize(alpha, (alpha.shape[1] // 2, alpha.shape[0] // 2), interpolation=cv2.INTER_AREA)
        self._bra = np.ascontiguousarray(np.stack([blue, red, half], 2))  # one sampling for all three
        self._filled: Filled | None = None
        self._plate = plate
        h, w = HEIGHT // 2, WIDTH // 2
        self._alpha = np.empty(h * w, np.float32)
        self._half = np.empty((2, BAND * w), np.float32)  # position in the half texture
        self._half8, self._planes8 = np.empty((2, 3 * BAND * w), np.uint8)  # blue, red, alpha: together, apart
        self._fold = np.empty((3, h * w), np.float32)  # position in the folds, log-shade
        self._band = np.empty((2, 2 * BAND * WIDTH), np.float32)  # position in the luma texture
        self._band8 = np.empty(2 * BAND * WIDTH, np.uint8)
        self._coarse8 = np.empty(BAND * w, np.uint8)
        self._rows = np.empty((3, WIDTH + 4), np.float32)
        self._detail8 = np.empty((HEIGHT, WIDTH), np.uint8)

    def restore(self, frame: Frame, box: tuple[int, int, int, int]) -> None:
        """The plate back into a chroma-pixel box (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = box
        frame.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1] = self._plate.y[2 * y0 : 2 * y1, 2 * x0 : 2 * x1]
        frame.u[y0:y1, x0:x1] = self._plate.u[y0:y1, x0:x1]
        frame.v[y0:y1, x0:x1] = self._plate.v[y0:y1, x0:x1]

    def draw(
        self, map_x: F32, map_y: F32, gain: F32, frame: Frame, x0: int, y0: int, spans: I32, face: Box, folds: Folds | None = None
    ) -> None:
        """Maps (h, w) at half resolution, whose sample (0, 0) is the frame's chroma pixel (x0, y0); writes all of that box.

        spans (bands, 2): first and last column + 1 that may be covered, for every BAND rows. face: the part of the maps that shows it.
        Folds of its skin are multiplied into `gain` when the colours are drawn: their shadow is redder than the skin, its light is not.
        """
        h, w = map_x.shape
        alpha = packed(self._alpha, h, w)
        for band, (a, b) in enumerate(spans):
            rows = slice(band * BAND, min((band + 1) * BAND, h))
            alpha[rows, :a] = alpha[rows, b:] = 0
            self._lay_plate(frame, rows, (a, b, w), x0, y0)
            if b > a:
                self._draw_chroma(map_x, map_y, gain, alpha, rows.start, rows.stop, a, b, frame, x0, y0)
        if folds is not None:
            self._fold_skin(map_x, map_y, gain, folds, face)
        for band, (a, b) in enumerate(spans):
            if b > a:
                self._draw_luma(map_x, map_y, gain, alpha, band * BAND, min((band + 1) * BAND, h), a, b, frame, x0, y0, face)

    def fill(self, filled: Filled, on: F32) -> None:
        """Into the textures what is `filled`, as much as folds and lines are `on` (2,)."""
        x, y, (h, w) = filled.x0, filled.y0, filled.tints.shape[1:3]
        if self._filled is not filled:
            self._filled = filled
            textures = (self._bra, 1), (self._luma, 2), (self._twice, 4)
            self._plain = [one[n * y : n * (y + h), n * x : n * (x + w)].copy() for one, n in textures]
        bra, luma, twice = self._plain
        add_tints(bra, filled.tints, on, x, y, self._bra)
        add_luma(luma, filled.luma, on[-1], 2 * x, 2 * y, self._luma)
        add_luma(twice, filled.twice, on[-1], 4 * x, 4 * y, self._twice)

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
        to_half(map_x, map_y, a, top, 0.0, 0.0, half_x, half_y)
        cv2.remap(self._bra, half_x, half_y, cv2.INTER_LINEAR, dst=half8, borderMode=cv2.BORDER_CONSTANT)
        cv2.split(half8, list(planes))
        blend_chroma(self._plate.u, self._plate.v, planes, gain, a, top, x0, y0, alpha, frame.u, frame.v)

    def _draw_luma(
        self,
        map_x: F32,
        map_y: F32,
        gain: F32,
        alpha: F32,
        top: int,
        bottom: int,
        a: int,
        b: int,
        frame: Frame,
        x0: int,
        y0: int,
        face: Box,
    ) -> None:
        mixed, alpha_row, gain_row = self._rows
        texture = packed(self._band8, 2 * (bottom - top), 2 * (b - a))
        self._sample_luma(map_x, map_y, top, bottom, a, b, face, texture)
        blend_luma(
            self._plate.y, texture, alpha, gain, top, bottom, a, b, 2 * x0, 2 * y0, mixed, alpha_row, gain_row, frame.y
        )  # fmt: skip

    def _sample_luma(self, map_x: F32, map_y: F32, top: int, bottom: int, a: int, b: int, face: Box, texture: U8) -> None:
        """Rows top to bottom, columns a to b of the maps → texture, at full resolution."""
        if self._quality.cubic:
            self._sample_fine(map_x, map_y, top, bottom, a, b, texture, cv2.INTER_CUBIC)
            return
        if self._quality.fine_body:
            self._sample_fine(map_x, map_y, top, bottom, a, b, texture)
            return
        coarse = packed(self._coarse8, bottom - top, b - a)
        _sample(self._luma, map_x[top:bottom, a:b], map_y[top:bottom, a:b], coarse, cv2.INTER_LINEAR)
        cv2.resize(coarse, (texture.shape[1], texture.shape[0]), dst=texture, interpolation=cv2.INTER_LINEAR)
        x0, y0, x1, y1 = max(face[0], a), max(face[1], top), min(face[2], b), min(face[3], bottom)
        if x1 > x0 and y1 > y0:
            within = texture[2 * (y0 - top) : 2 * (y1 - top), 2 * (x0 - a) : 2 * (x1 - a)]
            self._sample_fine(map_x, map_y, y0, y1, x0, x1, within)

    def _sample_fine(self, map_x: F32, map_y: F32, top: int, bottom: int, a: int, b: int, texture: U8, how: int = cv2.INTER_LINEAR) -> None:
        h, w = texture.shape
        full_x, full_y = packed(self._band[0], h, w), packed(self._band[1], h, w)
        mixed, row, _ = self._rows
        twice = how == cv2.INTER_LINEAR
        double(map_x, map_y, top, bottom, a, b, twice, mixed, row, full_x, full_y)
        _sample(self._twice if twice else self._luma, full_x, full_y, texture, how)

    def _fold_skin(self, map_x: F32, map_y: F32, gain: F32, folds: Folds, face: Box) -> None:
        """gain *= 1 + log-shade in the face's box; log-shade this small is its own exponential."""
        x0, y0, x1, y1 = face
        w = x1 - x0
        if w <= 0:
            return
        band = self._fold[0].size // w  # a mouth as wide as the picture has more pixels at full resolution than a face at half
        for top in range(y0, y1, band):
            h = min(band, y1 - top)
            half_x, half_y, here = (packed(buffer, h, w) for buffer in self._fold)
            to_half(map_x, map_y, x0, top, float(folds.x0), float(folds.y0), half_x, half_y)
            cv2.remap(folds.shade, half_x, half_y, cv2.INTER_LINEAR, dst=here, borderMode=cv2.BORDER_CONSTANT)
            shade_rows(gain, x0, top, here)

    def draw_detail(self, map_x: F32, map_y: F32, map_shade: F32, frame: Frame, x0: int, y0: int, folds: Folds | None = None) -> None:
        """Luma again from maps at full resolution, where half resolution shows steps (the lips); sample (0, 0) is luma pixel (x0, y0)."""
        if folds is not None:
            self._fold_skin(map_x, map_y, map_shade, folds, (0, 0, map_x.shape[1], map_x.shape[0]))
        h, w = map_x.shape
        texture = self._detail8[:h, :w]
        _sample(self._luma, map_x, map_y, texture, cv2.INTER_CUBIC)
        overlay_luma(map_x, texture, map_shade, frame.y[y0 : y0 + h, x0 : x0 + w])
