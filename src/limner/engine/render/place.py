"""The mesh's vertices, displaced → where they are in the picture: head and torso turned, seen in perspective, shaded."""

from __future__ import annotations

import numba
import numpy as np

from limner.engine.portrait.topology import F32, I32


@numba.njit(cache=True, nogil=True, fastmath=True)
def pose(
    vertices: F32,
    move: F32,
    rigid: F32,
    breathing: F32,
    normals: F32,
    light: F32,
    rotation: F32,
    trailing: F32,
    lag: F32,
    pivot: F32,
    shift: F32,
    torso: F32,
    breath: float,
    focal: float,
    shade_limit: float,
    xy: F32,
    depth: F32,
    shade: F32,
) -> None:
    """Displaced vertices → picture positions xy (n, 2), depth (n,), shade (n,). Without any motion xy is the rest position exactly."""
    for i in range(vertices.shape[0]):
        w = rigid[i]
        x, y, z = vertices[i, 0], vertices[i, 1], vertices[i, 2]
        mx, my, mz = x + move[i, 0] - pivot[0], y + move[i, 1] - pivot[1], z + move[i, 2] - pivot[2]
        hx = rotation[0, 0] * mx + rotation[0, 1] * my + rotation[0, 2] * mz
        hy = rotation[1, 0] * mx + rotation[1, 1] * my + rotation[1, 2] * mz
        hz = rotation[2, 0] * mx + rotation[2, 1] * my + rotation[2, 2] * mz
        late = trailing[i]
        if late > 0:
            hx += late * (lag[0, 0] * mx + lag[0, 1] * my + lag[0, 2] * mz)
            hy += late * (lag[1, 0] * mx + lag[1, 1] * my + lag[1, 2] * mz)
        g = w * (2 - w)  # a neck turns little with the head, but where the head goes it leans along
        px = w * hx + (1 - w) * mx + g * shift[0] + (1 - g) * torso[0]
        py = w * hy + (1 - w) * (my - breath * breathing[i]) + g * shift[1] + (1 - g) * torso[1]
        pz = w * hz + (1 - w) * mz + g * shift[2] + (1 - g) * torso[2]
        rx, ry, rz = x - pivot[0], y - pivot[1], z - pivot[2]
        near, was = focal / (focal + pz), focal / (focal + rz)
        # The difference of both projections keeps the picture itself as the rest position.
        xy[i, 0] = x + px * near - rx * was
        xy[i, 1] = y + py * near - ry * was
        depth[i] = pz
        nx, ny, nz = normals[i, 0], normals[i, 1], normals[i, 2]
        s = (
            (rotation[0, 0] * nx + rotation[0, 1] * ny + rotation[0, 2] * nz - nx) * light[0]
            + (rotation[1, 0] * nx + rotation[1, 1] * ny + rotation[1, 2] * nz - ny) * light[1]
            + (rotation[2, 0] * nx + rotation[2, 1] * ny + rotation[2, 2] * nz - nz) * light[2]
        ) * w
        shade[i] = np.exp(min(max(s, -shade_limit), shade_limit))


@numba.njit(cache=True, nogil=True)
def reach(xy: F32, x0: float, y0: float, width: int, cell: float, rows: int, spans: I32) -> None:
    """Columns that the vertices (n, 2) and their triangles, no larger than `cell`, reach in each band of rows → spans (bands, 2)."""
    bands = spans.shape[0]
    for band in range(bands):
        spans[band, 0], spans[band, 1] = width, 0
    for i in range(xy.shape[0]):
        first, last = int(np.floor((xy[i, 1] - y0 - cell) / rows)), int(np.floor((xy[i, 1] - y0 + cell) / rows))
        left, right = int(np.floor(xy[i, 0] - x0)), int(np.ceil(xy[i, 0] - x0)) + 1
        for band in range(max(first, 0), min(last, bands - 1) + 1):
            spans[band, 0] = min(spans[band, 0], max(left, 0))
            spans[band, 1] = max(spans[band, 1], min(right, width))


def bounds(xy: F32, width: int, height: int) -> tuple[int, int, int, int]:
    """Points (n, 2) → the pixel box that holds them, cut to the picture: x0, y0, x1, y1."""
    lo, hi = np.floor(xy.min(0)).astype(int), np.ceil(xy.max(0)).astype(int) + 1
    return max(int(lo[0]), 0), max(int(lo[1]), 0), min(int(hi[0]), width), min(int(hi[1]), height)
