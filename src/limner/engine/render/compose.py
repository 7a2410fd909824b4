"""Maps + textures → the person drawn over the plate, straight into planar YUV 4:2:0.

Textures are stored as the frame is: luma at full, chroma at half resolution, so nothing is converted per frame. The maps are at half
resolution (sample (i, j) is the centre of the 2x2 luma block at (2i, 2j)): they serve chroma as they are and luma by bilinear interpolation.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


@numba.njit(cache=True, nogil=True, fastmath=True, inline="always")
def _bilinear(texture: U8, x: float, y: float) -> int:
    """Texture value at (x, y) px, 8-bit, weights in 1/64 px; the caller keeps (x, y) inside."""
    fx = int(x * 64.0)
    fy = int(y * 64.0)
    ix, iy = fx >> 6, fy >> 6
    fx &= 63
    fy &= 63
    top = texture[iy, ix] * (64 - fx) + texture[iy, ix + 1] * fx
    bottom = texture[iy + 1, ix] * (64 - fx) + texture[iy + 1, ix + 1] * fx
    return int((top * (64 - fy) + bottom * fy + 2048) >> 12)


@numba.njit(cache=True, nogil=True, fastmath=True)
def draw_person(
    map_x: F32,
    map_y: F32,
    map_shade: F32,
    column0: int,
    row0: int,
    luma: U8,
    blue: U8,
    red: U8,
    alpha: U8,
    edge: U8,
    out_y: U8,
    out_u: U8,
    out_v: U8,
) -> None:
    """Blend the person over what the frame holds.

    map_* (h, w) at half resolution, whose sample (0, 0) is chroma sample (row0, column0) of the frame. luma, alpha (H, W) and blue, red
    (H/2, W/2) are the textures; edge (H/8, W/8) is 1 where a texture block has alpha below 255 in or beside it.
    """
    h, w = map_x.shape
    th, tw = luma.shape
    lim_x, lim_y = np.float32(tw - 2), np.float32(th - 2)
    climit_x, climit_y = np.float32(tw // 2 - 2), np.float32(th // 2 - 2)
    for j in range(h):
        up, down = max(j - 1, 0), min(j + 1, h - 1)
        for i in range(w):
            x, y = map_x[j, i], map_y[j, i]
            if x < 0 or y < 0 or x > lim_x or y > lim_y:
                continue
            soft = edge[int(y) >> 3, int(x) >> 3] != 0
            shade = map_shade[j, i]
            lit = abs(shade - 1.0) > 0.002
            gain = int(shade * 256.0 + 0.5)
            row, column = 2 * (row0 + j), 2 * (column0 + i)
            cover = 0
            for q in range(4):  # the block's four luma pixels
                ny = up if q < 2 else down
                nx = max(i - 1, 0) if q & 1 == 0 else min(i + 1, w - 1)
                x1, y1 = map_x[j, nx], map_y[j, nx]
                x2, y2 = map_x[ny, i], map_y[ny, i]
                x3, y3 = map_x[ny, nx], map_y[ny, nx]
                if x1 < 0 or x2 < 0 or x3 < 0:  # beside the person's edge: no interpolation towards nothing
                    px, py = x, y
                else:
                    px = 0.5625 * x + 0.1875 * (x1 + x2) + 0.0625 * x3
                    py = 0.5625 * y + 0.1875 * (y1 + y2) + 0.0625 * y3
                if px < 0 or py < 0 or px > lim_x or py > lim_y:
                    continue
                a = 255
                if soft:
                    a = _bilinear(alpha, px, py)
                    if a == 0:
                        continue
                cover += a
                value = _bilinear(luma, px, py)
                if lit:
                    value = 16 + (((value - 16) * gain) >> 8)
                    value = max(0, min(255, value))
                r, c = row + (q >> 1), column + (q & 1)
                if a == 255:
                    out_y[r, c] = value
                else:
                    below = int(out_y[r, c])
                    out_y[r, c] = below + (((value - below) * a * 257 + 32768) >> 16)
            if cover == 0:
                continue
            cx, cy = 0.5 * x - 0.25, 0.5 * y - 0.25
            if cx < 0 or cy < 0 or cx > climit_x or cy > climit_y:
                continue
            u, v = _bilinear(blue, cx, cy), _bilinear(red, cx, cy)
            if lit:
                u = max(0, min(255, 128 + (((u - 128) * gain) >> 8)))
                v = max(0, min(255, 128 + (((v - 128) * gain) >> 8)))
            r, c = row0 + j, column0 + i
            if cover >= 1020:
                out_u[r, c] = u
                out_v[r, c] = v
            else:
                bu, bv = int(out_u[r, c]), int(out_v[r, c])
                out_u[r, c] = bu + (((u - bu) * cover * 64 + 32768) >> 16)
                out_v[r, c] = bv + (((v - bv) * cover * 64 + 32768) >> 16)


@numba.njit(cache=True, nogil=True, fastmath=True)
def draw_detail(map_x: F32, map_y: F32, map_shade: F32, column0: int, row0: int, luma: U8, out_y: U8) -> None:
    """Luma again, from maps at full resolution, where half resolution shows steps (the lips). Opaque; uncovered samples are left."""
    h, w = map_x.shape
    th, tw = luma.shape
    for j in range(h):
        for i in range(w):
            x, y = map_x[j, i], map_y[j, i]
            if x < 0 or y < 0 or x > tw - 2 or y > th - 2:
                continue
            value = _bilinear(luma, x, y)
            shade = map_shade[j, i]
            if abs(shade - 1.0) > 0.002:
                value = max(0, min(255, 16 + (((value - 16) * int(shade * 256.0 + 0.5)) >> 8)))
            out_y[row0 + j, column0 + i] = value


def edge_blocks(alpha: U8) -> U8:
    """Alpha (H, W) → (H/8, W/8): 1 where a block or its neighbours hold a pixel that is not opaque."""
    h, w = alpha.shape[0] // 8 * 8, alpha.shape[1] // 8 * 8
    low = alpha[:h, :w].reshape(h // 8, 8, w // 8, 8).min((1, 3)) < 255
    padded = np.pad(low, 1, constant_values=True)
    near = np.zeros_like(low)
    for dy in range(3):
        for dx in range(3):
            near |= padded[dy : dy + low.shape[0], dx : dx + low.shape[1]]
    out = np.ones(((alpha.shape[0] + 7) // 8, (alpha.shape[1] + 7) // 8), np.uint8)
    out[: near.shape[0], : near.shape[1]] = near
    return out
