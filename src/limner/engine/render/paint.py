"""Small kernels for painting straight into a planar frame: blending, soft steps, texture look-ups, outlines as tables.

The painters (mouth, eyes) compute one colour and one coverage per pixel and blend it here, two by two pixels at a time, so that
nothing of a frame's size is ever allocated. Outlines are kept as tables "height of the line at each step along an axis":
distances to them are exact enough for soft edges and cost a look-up, and no mask has to be drawn.
"""

from __future__ import annotations

import math

import numba

from limner.engine.types import F32, HEIGHT, U8, WIDTH

jit = numba.njit(cache=True, nogil=True, fastmath=True)
inline = numba.njit(cache=True, nogil=True, fastmath=True, inline="always")


@inline
def clamp(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


@inline
def smooth(low: float, high: float, x: float) -> float:
    """0 below `low`, 1 above `high`, with a soft step between."""
    t = min(max((x - low) / (high - low), 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)


@inline
def warm(shade: float, warmth: float) -> tuple[float, float, float]:
    """One shade 0..1 → its red, green and blue factors. Shadows inside a body go red-brown, not grey: at warmth 1 about
    shade to the power .94, 1.11, 1.12; at warmth 0 (a picture without colour) all the same."""
    d = (1.0 - shade) * warmth
    return shade * (1.0 + 0.09 * d), shade * (1.0 - 0.17 * d), shade * (1.0 - 0.185 * d)


@inline
def lerp(a: float, b: float, f: float) -> float:
    return a + (b - a) * f


@inline
def sample(texture: U8 | F32, x: float, y: float, channel: int) -> float:
    """Bilinear look-up in (h, w, c); x, y in texels (centre of the first = 0), clamped to the border."""
    h, w = texture.shape[0], texture.shape[1]
    x = min(max(x, 0.0), w - 1.001)
    y = min(max(y, 0.0), h - 1.001)
    i, j = int(x), int(y)
    fx, fy = x - i, y - j
    top = texture[j, i, channel] * (1.0 - fx) + texture[j, i + 1, channel] * fx
    low = texture[j + 1, i, channel] * (1.0 - fx) + texture[j + 1, i + 1, channel] * fx
    value: float = top * (1.0 - fy) + low * fy
    return value


@inline
def blend_luma(plane: U8, y: int, x: int, r: float, g: float, b: float, a: float) -> None:
    """Blend RGB 0..255 with coverage `a` into one pixel of the luma plane (BT.601, limited range)."""
    luma = 16.0 + 0.25679 * r + 0.50413 * g + 0.09791 * b
    plane[y, x] = int(plane[y, x] + a * (luma - plane[y, x]) + 0.5)


@inline
def blend_chroma(u: U8, v: U8, y: int, x: int, r: float, g: float, b: float, a: float) -> None:
    """Blend into one chroma sample; r, g, b, a are sums over its 2x2 pixels, r, g, b already times their coverage."""
    if a > 0.0:
        r, g, b = r / a, g / a, b / a
        a *= 0.25
        cu = 128.0 - 0.14822 * r - 0.29099 * g + 0.43922 * b
        cv = 128.0 + 0.43922 * r - 0.36779 * g - 0.07143 * b
        u[y, x] = int(u[y, x] + a * (cu - u[y, x]) + 0.5)
        v[y, x] = int(v[y, x] + a * (cv - v[y, x]) + 0.5)


@jit
def draw_line(table: F32, column: int, points: F32, low: float, step: float, upper: bool) -> None:
    """Polyline → height at every step along the axis, into table[:, column].

    points (n, 2): (along, height), roughly ascending along the axis; low, step: where row 0 lies and how far apart rows are.
    Beyond its ends the line goes on level. Where it folds back, the outermost height wins (`upper`: the smaller), so that a
    shape bounded by two lines never has a hole.
    """
    rows, n = table.shape[0], points.shape[0]
    far = 1e9 if upper else -1e9
    for i in range(rows):
        table[i, column] = far
    for i in range(n - 1):
        a0, h0, a1, h1 = points[i, 0], points[i, 1], points[i + 1, 0], points[i + 1, 1]
        if a1 < a0:
            a0, h0, a1, h1 = a1, h1, a0, h0
        first = max(0, int(math.ceil((a0 - low) / step)))
        last = min(rows - 1, int(math.floor((a1 - low) / step)))
        for row in range(first, last + 1):
            f = (low + row * step - a0) / max(a1 - a0, 1e-9)
            height = h0 + f * (h1 - h0)
            table[row, column] = min(table[row, column], height) if upper else max(table[row, column], height)
    for row in range(rows):
        if table[row, column] == far:
            before = low + row * step < 0.5 * (points[0, 0] + points[n - 1, 0])
            table[row, column] = points[0, 1] if before == (points[0, 0] <= points[n - 1, 0]) else points[n - 1, 1]


def even_box(x0: float, y0: float, x1: float, y1: float) -> tuple[int, int, int, int]:
    """Smallest box of whole 2x2 blocks around the given one, inside the frame; may be empty (x1 <= x0)."""
    return (
        max(0, int(math.floor(x0)) & ~1),
        max(0, int(math.floor(y0)) & ~1),
        min(WIDTH, (int(math.ceil(x1)) + 2) & ~1),
        min(HEIGHT, (int(math.ceil(y1)) + 2) & ~1),
    )
