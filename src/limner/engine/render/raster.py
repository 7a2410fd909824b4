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
    for t in range(triangles.shape[0]):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ax, ay = xy[a, 0] - x0, xy[a, 1] - y0
        bx, by = xy[b, 0] - x0, xy[b, 1] - y0
        cx, cy = xy[c, 0] - x0, xy[c, 1] - y0
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-6 or (area < 0 and not fill):
            continue
        left = max(0, int(np.ceil(min(ax, bx, cx) - 1e-3)))
        right = min(w - 1, int(np.floor(max(ax, bx, cx) + 1e-3)))
        top = max(0, int(np.ceil(min(ay, by, cy) - 1e-3)))
        bottom = min(h - 1, int(np.floor(max(ay, by, cy) + 1e-3)))
        if left > right or top > bottom:
            continue
        behind = np.float32(0.0) if t < in_front else np.float32(1.0e4)
        if area < 0:
            behind += np.float32(1.0e5)
        inv = np.float32(1.0) / area
        # Barycentric weights are linear in x and y: w_b for vertex b, w_c for vertex c.
        wb_x, wb_y = (cy - ay) * inv, -(cx - ax) * inv
        wc_x, wc_y = -(by - ay) * inv, (bx - ax) * inv
        zb, zc = z[b] - z[a], z[c] - z[a]
        ub, uc = uv[b, 0] - uv[a, 0], uv[c, 0] - uv[a, 0]
        vb, vc = uv[b, 1] - uv[a, 1], uv[c, 1] - uv[a, 1]
        sb, sc = shade[b] - shade[a], shade[c] - shade[a]
        for y in range(top, bottom + 1):
            wb = (left - ax) * wb_x + (y - ay) * wb_y
            wc = (left - ax) * wc_x + (y - ay) * wc_y
            for x in range(left, right + 1):
                if wb >= -1e-4 and wc >= -1e-4 and wb + wc <= 1.0001:
                    d = z[a] + wb * zb + wc * zc + behind
                    if d < depth[y, x]:
                        depth[y, x] = d
                        map_x[y, x] = uv[a, 0] + wb * ub + wc * uc
                        map_y[y, x] = uv[a, 1] + wb * vb + wc * vc
                        map_shade[y, x] = shade[a] + wb * sb + wc * sc
                wb += wb_x
                wc += wc_x
