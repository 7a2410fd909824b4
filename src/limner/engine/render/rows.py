"""Rows of maps and planes: halved, doubled, blended over a plate. The compiled loops that `compose` is made of."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]

_BLACK, _GREY = np.float32(16), np.float32(128)  # of luma and chroma: what shading leaves alone
RIM = np.float32(0.75)  # of alpha: less of it has the rim of background that goes with the person, and only the person is shaded

# Kernels take whole arrays and cut rows out of them: a row without gaps gets vector instructions, a cut-out box does not.


@numba.njit(cache=True, nogil=True, fastmath=True)
def _halve_row(row: F32, origin: np.float32, out: F32) -> None:
    for i in range(out.shape[0]):
        out[i] = np.float32(0.5) * row[i] - origin


@numba.njit(cache=True, nogil=True, fastmath=True)
def to_half(map_x: F32, map_y: F32, x0: int, y0: int, left: float, above: float, half_x: F32, half_y: F32) -> None:
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
def _scale_row(row: F32, scale: np.float32, shift: np.float32, out: F32) -> None:
    for i in range(out.shape[0]):
        out[i] = scale * row[i] + shift


@numba.njit(cache=True, nogil=True, fastmath=True)
def double(
    map_x: F32, map_y: F32, top: int, bottom: int, x0: int, x1: int, twice: bool, mixed: F32, row: F32, full_x: F32, full_y: F32
) -> None:
    """Rows top to bottom and columns x0 to x1 of the maps → full_x, full_y at full resolution; `twice`: in a texture of twice the size."""
    n = 2 * (x1 - x0)
    scale, shift = (np.float32(2), np.float32(0.5)) if twice else (np.float32(1), np.float32(0))
    for j in range(2 * top, 2 * bottom):
        _double_row(map_x, j, x0, x1, mixed, row)
        _scale_row(row[1 : n + 1], scale, shift, full_x[j - 2 * top])
        _double_row(map_y, j, x0, x1, mixed, row)
        _scale_row(row[1 : n + 1], scale, shift, full_y[j - 2 * top])


@numba.njit(cache=True, nogil=True, fastmath=True)
def _blend_row(plate: U8, texture: U8, alpha: F32, gain: F32, neutral: np.float32, out: U8) -> None:
    """out = plate + (texture · gain − plate) · alpha, gain about the plane's `neutral` value."""
    for i in range(texture.shape[0]):
        under = np.float32(plate[i])
        lit = neutral + (np.float32(texture[i]) - neutral) * gain[i]
        value = under + (lit - under) * alpha[i] + np.float32(0.5)
        out[i] = np.uint8(np.int32(min(max(value, np.float32(0)), np.float32(255))))


@numba.njit(cache=True, nogil=True, fastmath=True)
def blend_luma(
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
def _within(alpha: F32, gain: F32) -> None:
    """Gain, 1 from where alpha is RIM on outwards: a lit or shaded rim of background would be a halo."""
    for i in range(gain.shape[0]):
        share = min(max((alpha[i] - RIM) * (np.float32(1) / (np.float32(1) - RIM)), np.float32(0)), np.float32(1))
        gain[i] = np.float32(1) + (gain[i] - np.float32(1)) * share


@numba.njit(cache=True, nogil=True, fastmath=True)
def blend_chroma(
    plate_u: U8, plate_v: U8, bra: U8, gain: F32, x0: int, y0: int, left: int, above: int, alpha: F32, out_u: U8, out_v: U8
) -> None:
    """Blue, red and alpha (3, h, w) over both chroma planes from pixel (left + x0, above + y0) on; writes alpha, as 0..1.

    Gain, too, is written: 1 beside the person. gain and alpha hold the box whose corner is the planes' pixel (left, above).
    """
    h, w = bra.shape[1:]
    for j in range(h):
        seen, lit = alpha[y0 + j, x0 : x0 + w], gain[y0 + j, x0 : x0 + w]
        _unit(bra[2, j], seen)
        _within(seen, lit)
        y, a, b = above + y0 + j, left + x0, left + x0 + w
        _blend_row(plate_u[y, a:b], bra[0, j], seen, lit, _GREY, out_u[y, a:b])
        _blend_row(plate_v[y, a:b], bra[1, j], seen, lit, _GREY, out_v[y, a:b])


@numba.njit(cache=True, nogil=True, fastmath=True)
def shade_rows(gain: F32, x0: int, y0: int, log_shade: F32) -> None:
    """gain *= 1 + log_shade (h, w), from (x0, y0) of gain on."""
    h, w = log_shade.shape
    for j in range(h):
        lit = gain[y0 + j, x0 : x0 + w]
        for i in range(w):
            lit[i] *= np.float32(1) + log_shade[j, i]


@numba.njit(cache=True, nogil=True, fastmath=True)
def add_tints(plain: U8, tints: F32, on: F32, x0: int, y0: int, out: U8) -> None:
    """out = plain + sum of tints (t, h, w, 2) · on (t,) in the first two of three planes; plain (h, w, 3), from (x0, y0) of out on."""
    for j in range(tints.shape[1]):
        for i in range(tints.shape[2]):
            for plane in range(2):
                value = np.float32(plain[j, i, plane]) + np.float32(0.5)
                for part in range(tints.shape[0]):
                    value += on[part] * tints[part, j, i, plane]
                out[y0 + j, x0 + i, plane] = np.uint8(np.int32(min(max(value, np.float32(0)), np.float32(255))))


@numba.njit(cache=True, nogil=True, fastmath=True)
def add_luma(plain: U8, change: F32, on: np.float32, x0: int, y0: int, out: U8) -> None:
    """out = plain + change · on; plain and change (h, w), from (x0, y0) of out on."""
    h, w = change.shape
    for j in range(h):
        before, after = plain[j], out[y0 + j, x0 : x0 + w]
        for i in range(w):
            value = np.float32(before[i]) + on * change[j, i] + np.float32(0.5)
            after[i] = np.uint8(np.int32(min(max(value, np.float32(0)), np.float32(255))))


@numba.njit(cache=True, nogil=True)
def overlay_luma(map_x: F32, texture: U8, shade: F32, out: U8) -> None:
    """Write texture · shade where the map is covered."""
    h, w = out.shape
    for j in range(h):
        for i in range(w):
            if map_x[j, i] >= 0:
                lit = 16 + (((int(texture[j, i]) - 16) * int(shade[j, i] * 256)) >> 8)
                out[j, i] = min(max(lit, 0), 255)
