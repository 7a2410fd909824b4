"""Landmarks + person mask → one triangle mesh over the whole person, with depth.

The face is the subdivided landmark mesh; around it a regular grid covers the person, joined by Delaunay triangles along the
face's outline. Depth outside the face is a guess that bends smoothly back from the outline to the middle of the head; a limit on
its slope keeps every triangle from folding over for head turns up to about 14 degrees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait.follow import head_share, under_the_jaw
from limner.engine.portrait.hanging import FINE, Hanging, hanging, near_an_ear
from limner.engine.portrait.shapes import Fit, smoothstep
from limner.engine.portrait.topology import F32, I32, FaceTopology
from limner.engine.portrait.unfold import unfold
from limner.engine.types import MARGIN, U8

_FACE_DEPTH_FALLOFF = 0.34  # k: how fast depth bends from the outline to the head's middle
_EXPRESSION_FALLOFF = 0.22  # k: how far outside the face's outline an expression still pulls
_CHIN_FALLOFF = 0.15  # k: and below the chin, which moves over the neck
_EAR_FALLOFF = 0.06  # k: and beside the jaw: ears and what hangs from them do not move with it
_MAX_SLOPE = 2.0  # depth per pixel along the picture
_SLOPE_ROUNDS = 150


@dataclass(frozen=True)
class PersonMesh:
    """Vertices at rest: the first `n_face` are the subdivided face, the rest the grid around it."""

    vertices: F32  # (n, 3) canvas px
    triangles: I32  # (m, 3)
    n_face: int
    spread: F32  # (n - n_face, 4) weights of four outline vertices: how the grid follows an expression
    spread_from: I32  # (n - n_face, 4) which outline vertices
    rigid: F32  # (n,) 1 = moves with the head, 0 = with the torso
    trailing: F32  # (n,) 1 = hangs free and comes a little after the head
    hanging: tuple[Hanging, Hanging]  # from each ear
    pivot: F32  # (3,) canvas px, what the head turns about


def _distance_inside(oval: F32, points: F32) -> F32:
    """Signed distance of points (n, 2) to the outline (m, 2): positive inside, px."""
    contour = oval.reshape(-1, 1, 2).astype(np.float32)
    return np.array([cv2.pointPolygonTest(contour, (float(x), float(y)), True) for x, y in points], np.float32)


def _delaunay(points: F32) -> I32:
    """(n, 2) distinct points → (m, 3) triangles, clockwise as seen."""
    lo, hi = points.min(0) - 10, points.max(0) + 10
    sub = cv2.Subdiv2D((int(lo[0]), int(lo[1]), int(hi[0] - lo[0] + 2), int(hi[1] - lo[1] + 2)))
    ids = {}
    for i, (x, y) in enumerate(points):
        ids[sub.insert((float(x), float(y)))] = i
    where: dict[tuple[float, ...], int] = {tuple(sub.getVertex(v)[0]): i for v, i in ids.items()}
    out = []
    for t in sub.getTriangleList():
        corners = [where.get((t[j], t[j + 1])) for j in (0, 2, 4)]
        if None not in corners:
            out.append(corners)
    tris = np.array(out, np.int32)
    a, b, c = (points[tris[:, i]] for i in range(3))
    away = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) < (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    tris[away] = tris[away][:, [0, 2, 1]]
    return tris


def _limit_slope(vertices: F32, triangles: I32, free: F32, limit: float = _MAX_SLOPE) -> F32:
    """Pull depth together until it nowhere rises by more than `limit` px a px, along edges and across triangles however thin.

    `free` (n,) says how much a vertex may move.
    """
    xy = vertices[:, :2].astype(np.float64)
    corners = np.stack([triangles, triangles[:, [1, 2, 0]], triangles[:, [2, 0, 1]]], 1)  # (m, 3, 3) a corner and its opposite edge
    edge = xy[corners[..., 2]] - xy[corners[..., 1]]
    longest = corners[np.arange(len(corners)), np.argmax((edge**2).sum(-1), 1)]
    edges = np.unique(np.sort(corners[..., 1:].reshape(-1, 2), axis=1), axis=0)
    # Each row: a vertex must not lie far from a point between two others; for an edge the two are the same.
    a, b, c = np.concatenate([np.stack([edges[:, 0], edges[:, 1], edges[:, 1]], 1), longest]).T
    along, to = xy[c] - xy[b], xy[a] - xy[b]
    share = np.clip((along * to).sum(1) / np.maximum((along**2).sum(1), 1e-6), 0, 1)
    reach = limit * np.linalg.norm(to - share[:, None] * along, axis=1)
    pull = np.stack([free[a], (1 - share) * free[b], share * free[c]])
    pull /= np.maximum(pull[0] + (1 - share) * pull[1] + share * pull[2], 1e-6)
    z = vertices[:, 2].astype(np.float64)
    count = np.maximum(np.bincount(np.concatenate([a, b, c[len(edges) :]]), minlength=len(z)), 1) / 1.6  # the irises have no triangle
    for _ in range(_SLOPE_ROUNDS):
        d = (1 - share) * z[b] + share * z[c] - z[a]
        excess = d - np.clip(d, -reach, reach)
        if np.abs(excess).max() < 0.05:
            break
        up, down, down_too = (np.bincount(v, excess * pull[i], len(z)) for i, v in enumerate((a, b, c)))
        z += (up - down - down_too) / count
    out = vertices.copy()
    out[:, 2] = z
    return out


def head_centre(landmarks: F32, fit: Fit) -> F32:
    """(3,) px: a little behind the ears' middle."""
    back = fit.axis(0, 0, 1)
    left, right = landmarks[[234, 127, 93]].mean(0), landmarks[[454, 356, 323]].mean(0)
    return np.asarray((left + right) / 2 + 0.10 * fit.k * back, np.float32)


def person_mesh(landmarks: F32, fit: Fit, image: U8, alpha: U8, matte: U8, face: FaceTopology) -> PersonMesh:
    """Rest landmarks (478, 3) canvas px + picture and masks with margin → the mesh."""
    k = fit.k
    face_height = float(np.linalg.norm(landmarks[10] - landmarks[152]))
    fine = (face.matrix @ unfold(landmarks, k)).astype(np.float32)
    oval = fine[face.oval]

    step = 0.07 * face_height
    grid = grid_about(alpha, step)
    grid = grid[_distance_inside(oval[:, :2], grid) < -0.45 * step]
    # Beside the jaw it is twice as fine, where what hangs from the ears begins to keep its shape.
    fine_grid = grid_about(alpha, step / 2)
    fine_grid = fine_grid[near_an_ear(fine_grid, landmarks, fit, face_height).max(0) > 0]
    outside = -_distance_inside(oval[:, :2], fine_grid)
    fine_grid = fine_grid[(outside > 0.3 * step) & (outside < FINE * face_height)]
    grid = np.unique(np.concatenate([grid, fine_grid]).astype(np.float32), axis=0)

    points = np.concatenate([oval[:, :2], grid])
    outer = _delaunay(points)
    centres = points[outer].mean(1)
    keep = (_distance_inside(oval[:, :2], centres) < 0) | (outer >= len(oval)).any(1)
    outer = outer[keep]
    # Slivers between outline points inside the face belong to the face mesh.
    n_face = len(fine)
    number = np.concatenate([face.oval, n_face + np.arange(len(grid))]).astype(np.int32)
    triangles = np.concatenate([face.triangles, number[outer]]).astype(np.int32)

    delta = np.linalg.norm(grid[:, None] - oval[None, :, :2], axis=2)
    four = np.argsort(delta, axis=1)[:, :4]
    dist = np.take_along_axis(delta, four, 1)
    weight = 1 / np.maximum(dist, 1e-3)
    weight /= weight.sum(1, keepdims=True)
    d = dist[:, 0] / k
    z_oval = (weight * oval[four, 2]).sum(1)
    centre = head_centre(landmarks, fit)
    under = under_the_jaw(grid, oval[:, :2], four[:, 0], landmarks, fit)
    level = ((grid - landmarks[152, :2]) @ fit.axis(0, 1, 0)[:2] / face_height).astype(np.float32)
    ear = smoothstep(-0.8, -0.6, level) * (1 - smoothstep(-0.25, -0.08, level)) * (1 - under)
    z = z_oval + (centre[2] - z_oval) * (1 - np.exp(-d / _FACE_DEPTH_FALLOFF))
    # Where the background shows through, depth and share of the head's movement are those of the nearest part of the person; else the
    # outline would fold or ripple.
    gy_ = np.clip(grid[:, 1] + MARGIN, 0, matte.shape[0] - 1).astype(int)
    gx_ = np.clip(grid[:, 0] + MARGIN, 0, matte.shape[1] - 1).astype(int)
    solid = matte[gy_, gx_] >= 89
    if not solid.any():
        solid[:] = True
    beside = np.linalg.norm(grid[~solid, None] - grid[None, solid], axis=2).argsort(1)[:, :3]
    z[~solid] = z[solid][beside].mean(1)
    vertices = np.concatenate([fine, np.concatenate([grid, z[:, None]], 1)]).astype(np.float32)
    free = np.concatenate([np.full(n_face, 0.15), np.ones(len(grid))]).astype(np.float32)
    vertices = _limit_slope(vertices, triangles, free)

    reach = _EXPRESSION_FALLOFF + (_CHIN_FALLOFF - _EXPRESSION_FALLOFF) * under * solid  # before background nothing may fold
    reach += ear * (_EAR_FALLOFF - reach)
    spread = weight * np.exp(-((d / reach) ** 2))[:, None]
    below = ((vertices - landmarks[152]) @ fit.axis(0, 1, 0) / face_height).astype(np.float32)
    rigid, trailing = head_share(vertices, triangles, n_face, under, dist[:, 0], below, image, matte, face_height)
    outer_rigid = rigid[n_face:]
    outer_rigid[~solid] = outer_rigid[solid][beside].mean(1)
    hangs = hanging(vertices, n_face, dist[:, 0], rigid, landmarks, fit, face_height)
    pivot = np.array(
        [
            centre[0] + 0.2 * (landmarks[152, 0] - landmarks[10, 0]),
            0.35 * centre[1] + 0.65 * landmarks[152, 1],
            centre[2],
        ],
        np.float32,
    )
    outline = face.oval[four].astype(np.int32)
    return PersonMesh(vertices, triangles, n_face, spread.astype(np.float32), outline, rigid, trailing, hangs, pivot)


def grid_about(alpha: U8, step: float) -> F32:
    """(h, w) mask with margin → (n, 2) canvas px: all corners of every cell of a square grid that holds any of the person."""
    ys, xs = np.nonzero(alpha[::4, ::4] > 2)
    x0, x1 = xs.min() * 4 - MARGIN - 10, xs.max() * 4 - MARGIN + 14
    y0, y1 = ys.min() * 4 - MARGIN - 10, ys.max() * 4 - MARGIN + 14
    gx, gy = np.meshgrid(np.arange(x0, x1 + step, step), np.arange(y0, y1 + step, step))
    grid = np.stack([gx.ravel(), gy.ravel()], 1).astype(np.float32)
    # Cells far from the person would be drawn for nothing; where one is missing that holds some of it, the mesh's edge would be seen.
    near = cv2.dilate((alpha > 2).astype(np.uint8), np.ones((3, 3), np.uint8), iterations=math.ceil(step))
    iy = np.clip(grid[:, 1] + MARGIN, 0, alpha.shape[0] - 1).astype(int)
    ix = np.clip(grid[:, 0] + MARGIN, 0, alpha.shape[1] - 1).astype(int)
    return np.asarray(grid[near[iy, ix] > 0])


def vertex_normals(vertices: F32, triangles: I32) -> F32:
    """(n, 3) unit normals towards the viewer (negative z)."""
    a, b, c = (vertices[triangles[:, i]].astype(np.float64) for i in range(3))
    n = -np.cross(b - a, c - a)
    out = np.stack([sum(np.bincount(triangles[:, i], n[:, j], len(vertices)) for i in range(3)) for j in range(3)], 1)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)


def expression_rows(shapes: F32, face: FaceTopology, mesh: PersonMesh) -> F32:
    """Displacements of the 478 landmarks (s, 478, 3) → of every vertex of the mesh (s, n, 3)."""
    fine = np.einsum("nv,svc->snc", face.matrix, shapes, optimize=True)
    outer = np.einsum("gi,sgic->sgc", mesh.spread, fine[:, mesh.spread_from], optimize=True)
    return np.concatenate([fine, outer], 1).astype(np.float32)
