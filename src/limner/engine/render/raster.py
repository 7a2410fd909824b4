"""Triangles → for every pixel of the picture, where in the texture it comes from.

Kernels are compiled once and cached on disk by numba; all arrays are float32 unless said.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
I32 = NDArray[np.int32]

OUTSIDE = np.float32(-1.0e4)  # texture coordinate of a pixel that no triangle covers


@numba.njit(cache=True, nogil=True, fastmath=True, inline="always")
def _within(weight: np.float32, slope: np.float32, low: np.float32, high: np.float32) -> tuple[np.float32, np.float32]:
    """Of the steps low to high, those at which weight + step · slope is not negative (but for rounding)."""
    weight += np.float32(1e-4)
    if abs(slope) < np.float32(1e-9):
        return low, high if weight >= 0 else np.float32(-1)
    at = -weight / slope
    if slope > 0:
        return max(low, at), high
    return low, min(high, at)


@numba.njit(cache=True, nogil=True, fastmath=True)
def rasterise(
    xy: F32,
    z: F32,
    uv: F32,
    shade: F32,
    triangles: I32,
    in_front: int,
    fill: bool,
    map_x: F32,
    map_y: F32,
    map_shade: F32,
    depth: F32,
    x0: float,
    y0: float,
) -> None:
    """Draw triangles with a depth test (smaller z is nearer) into the maps.

    xy (n, 2): vertex positions in sample units, where sample (0, 0) of the maps sits at (x0, y0); uv (n, 2) texture px; shade (n,).
    map_x, map_y, map_shade, depth (h, w): cleared by the caller, depth to +inf. The first `in_front` triangles (the face) win over the
    others (what is around it), whatever their depth. A triangle turned away from the viewer (a cheek's far side, a fold) is drawn only
    with `fill`, and then only where nothing that faces the viewer is.
    """
    h, w = map_x.shape
    ox, oy = np.float32(x0), np.float32(y0)
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = xy[a, 0] - ox, xy[a, 1] - oy
        bx, by = xy[b, 0] - ox, xy[b, 1] - oy
        cx, cy = xy[c, 0] - ox, xy[c, 1] - oy
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-6 or (area < 0 and not fill):
            continue
        left = max(0, int(np.ceil(min(ax, bx, cx) - np.float32(1e-3))))
        right = min(w - 1, int(np.floor(max(ax, bx, cx) + np.float32(1e-3))))
        top = max(0, int(np.ceil(min(ay, by, cy) - np.float32(1e-3))))
        bottom = min(h - 1, int(np.floor(max(ay, by, cy) + np.float32(1e-3))))
        if left > right or top > bottom:
            continue
        behind = np.float32(0.0) if t < in_front else np.float32(1.0e4)
        if area < 0:
            behind += np.float32(1.0e5)
        inv = np.float32(1.0) / area
        # Barycentric weights are linear in x and y: w_b for vertex b, w_c for vertex c, the rest for a.
        wb_x, wb_y = (cy - ay) * inv, -(cx - ax) * inv
        wc_x, wc_y = -(by - ay) * inv, (bx - ax) * inv
        zb, zc = z[b] - z[a], z[c] - z[a]
        ub, uc = uv[b, 0] - uv[a, 0], uv[c, 0] - uv[a, 0]
        vb, vc = uv[b, 1] - uv[a, 1], uv[c, 1] - uv[a, 1]
        sb, sc = shade[b] - shade[a], shade[c] - shade[a]
        dz, du, dv, ds = wb_x * zb + wc_x * zc, wb_x * ub + wc_x * uc, wb_x * vb + wc_x * vc, wb_x * sb + wc_x * sc
        for y in range(top, bottom + 1):
            wb = (left - ax) * wb_x + (y - ay) * wb_y
            wc = (left - ax) * wc_x + (y - ay) * wc_y
            # The stretch of this row in which all three weights are positive.
            low, high = _within(wb, wb_x, np.float32(0), np.float32(right - left))
            low, high = _within(wc, wc_x, low, high)
            low, high = _within(np.float32(1) - wb - wc, -wb_x - wc_x, low, high)
            first, last = int(np.ceil(low)), int(np.floor(high))
            if last < first:
                continue
            wb += first * wb_x
            wc += first * wc_x
            d = z[a] + wb * zb + wc * zc + behind
            u, v = uv[a, 0] + wb * ub + wc * uc, uv[a, 1] + wb * vb + wc * vc
            lit = shade[a] + wb * sb + wc * sc
            for x in range(left + first, left + last + 1):
                if d < depth[y, x]:
                    depth[y, x] = d
                    map_x[y, x] = u
                    map_y[y, x] = v
                    map_shade[y, x] = lit
                d += dz
                u += du
                v += dv
                lit += ds
