"""Mesh of a person → how much of the head's movement each vertex makes.

The head is what hangs together with the face; the body is what hangs together with the bottom of the picture. In between the share
falls evenly along the person (Laplace's equation on the mesh, where background hardly conducts, and borders of colour little): so a hand
beside the face, a collar or a helmet's rim stays with the body however high it stands, and hair that falls onto shoulders bends from one
to the other. The jaw's lower line conducts little, too: the chin moves over the neck instead of taking the skin along.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.shapes import Fit, smoothstep
from limner.engine.portrait.topology import F32, I32
from limner.engine.types import HEIGHT, MARGIN, U8

HEAD_RIM = 0.30  # face heights around the face's outline that are certainly head: ears, and hair above them
HEAD_DOWN_TO = -0.12  # face heights below the chin; how far down that rim goes
BODY_FROM = 0.62  # face heights below the chin: from here on all is body …
BODY_AT_LEAST = 0.30  # … or from the bottom of the canvas on, if that is nearer, but not nearer than this
JAW = 0.35  # how well the jaw's lower line conducts
BACKGROUND = 0.02  # and background
BORDER, BORDER_LEVELS = 0.1, 40.0  # and a border between colours, at least; how many grey levels make one
ROUNDS, CLOSE_ENOUGH = 400, 1e-4
SOFTENED = 3  # rounds
TRAIL_FROM, TRAIL_TO = (0.10, 0.60), (-0.7, -0.1)  # face heights: from the outline, and below the chin, over which hair hangs free


def head_share(
    vertices: F32, triangles: I32, n_face: int, under_jaw: F32, away: F32, below: F32, image: U8, matte: U8, face_height: float
) -> tuple[F32, F32]:
    """Of every vertex (n, 3): share of the head's movement 0..1, and how much it trails behind it 0..1, both (n,).

    For the grid around the face (n - n_face,): `under_jaw` 0..1, `away` px from the face's outline. `below` (n,): face heights below
    the chin along the face. image (RGB) and matte with margin.
    """
    n = len(vertices)
    away = away / face_height
    at = np.clip(np.round(vertices[:, :2]).astype(int) + MARGIN, 0, (matte.shape[1] - 1, matte.shape[0] - 1))
    bottom = float(below[n_face:][vertices[n_face:, 1] >= HEIGHT - 0.05 * face_height].min(initial=BODY_FROM))
    body = below > np.clip(bottom, BODY_AT_LEAST, BODY_FROM)
    head = np.zeros(n, np.bool_)
    head[:n_face] = True
    head[n_face:] = (away < HEAD_RIM) & (below[n_face:] < HEAD_DOWN_TO) & (under_jaw < 0.5)
    body &= ~head

    edges = np.unique(np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1), axis=0)
    a, b = edges[(edges >= n_face).any(1)].T
    middle = (at[a] + at[b]) // 2
    solid = np.minimum.reduce([matte[p[:, 1], p[:, 0]] for p in (at[a], middle, at[b])]) / 255
    body_only = BACKGROUND + (1 - BACKGROUND) * solid
    shrink = max(0.02 * face_height, 1.0)  # colours of a neighbourhood, not of a strand or a thread
    small = cv2.resize(image, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA).astype(np.float32)
    cell = np.minimum((at / shrink).astype(int), (small.shape[1] - 1, small.shape[0] - 1))
    differs = np.abs(small[cell[a, 1], cell[a, 0]] - small[cell[b, 1], cell[b, 0]]).max(-1) / BORDER_LEVELS
    conducts = body_only * (BORDER + (1 - BORDER) * np.exp(-(differs**2)))
    across = np.concatenate([np.zeros(n_face), under_jaw])
    jaw = (a < n_face) | (b < n_face)
    conducts = np.where(jaw, conducts * (1 - (1 - JAW) * np.maximum(across[a], across[b])), conducts)
    share = _solve(a, b, conducts, head, body)
    share[n_face:] = _softened(share, a, b, np.where(jaw, 0, body_only))[n_face:]  # a border of colour is ragged, cloth is not

    trailing = np.zeros(n, np.float32)
    trailing[n_face:] = smoothstep(*TRAIL_FROM, away.astype(np.float32)) * smoothstep(*TRAIL_TO, below[n_face:].astype(np.float32))
    return share.astype(np.float32), trailing


def under_the_jaw(grid: F32, outline: F32, nearest: NDArray[np.intp], landmarks: F32, fit: Fit) -> F32:
    """(g, 2) px grid, (o, 2) outline and the outline's point nearest to each (g,) → 0..1, how far it lies below, not beside the jaw."""
    down, across = fit.axis(0, 1, 0)[:2], fit.axis(1, 0, 0)[:2]
    way = grid - outline[nearest]
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-3)
    half = 0.5 * abs(float((landmarks[454, :2] - landmarks[234, :2]) @ across))
    beside = np.abs((grid - landmarks[152, :2]) @ across) / max(half, 1.0)
    return np.asarray(smoothstep(0.35, 0.8, (way @ down).astype(np.float32)) * (1 - smoothstep(0.85, 1.1, beside.astype(np.float32))))


def _softened(values: NDArray[np.float64], a: NDArray[np.intp], b: NDArray[np.intp], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each value half-way to its neighbours' mean, a few times over."""
    n = len(values)
    total = np.bincount(a, weight, n) + np.bincount(b, weight, n) + 1e-9
    for _ in range(SOFTENED):
        around = np.bincount(a, weight * values[b], n) + np.bincount(b, weight * values[a], n)
        values = 0.5 * values + 0.5 * (around + 1e-9 * values) / total
    return values


def _solve(
    a: NDArray[np.intp], b: NDArray[np.intp], conducts: NDArray[np.float64], one: NDArray[np.bool_], zero: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Values that are 1 and 0 where told, and elsewhere the mean of their neighbours; conjugate gradients, scaled by the diagonal."""
    n = len(one)
    free = ~(one | zero)

    def apply(x: NDArray[np.float64]) -> NDArray[np.float64]:
        flow = conducts * (x[a] - x[b])
        return np.asarray(np.bincount(a, flow, n) - np.bincount(b, flow, n), np.float64)

    diagonal = np.maximum(np.bincount(a, conducts, n) + np.bincount(b, conducts, n), 1e-9)
    x = one.astype(np.float64)
    r = -apply(x) * free
    z = r / diagonal
    p, rz = z.copy(), float(r @ z)
    for _ in range(ROUNDS):
        if rz < CLOSE_ENOUGH**2:
            break
        q = apply(p) * free
        step = rz / max(float(p @ q), 1e-12)
        x += step * p
        r -= step * q
        z = r / diagonal
        rz, before = float(r @ z), rz
        p = z + (rz / before) * p
    return np.clip(x, 0, 1)
