"""Mesh of a person → what hangs beside the jaw below each ear: earrings and the hair about them.

The side of a face is steep, so a turning head would squeeze or widen what hangs before it: all within reach of an ear lobe keeps its
shape instead, whatever it is, and hangs from the lobe. Squeezed is a thin strip along the face's outline.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from limner.engine.portrait.shapes import Fit, smoothstep
from limner.engine.portrait.topology import F32, I32

LOBES = ((132, 234), (361, 454))  # the outline beside each ear lobe, and beside that ear
BACK = 0.12  # k: the lobe lies behind the outline
ASIDE = (-0.11, -0.03, 0.20, 0.34)  # face heights from the lobe away from the face: from 0 to 1, and to 0 again
DOWN = (-0.21, -0.10, 0.26, 0.44)  # and down the picture
STRIP = (0.005, 0.035)  # face heights from the outline, over which it begins …
WIDER = (0.08, 0.30)  # … and from so far below the lobe on over so much more, per face height: there it hangs away from the jaw's line
FINE = 0.09  # face heights from the outline in which the mesh is twice as fine
OF_HEAD = (0.70, 0.95)  # shares of the head's movement between which things hang from the head, not from the shoulders
ROOT = 0.03  # face heights beside the lobe


@dataclass(frozen=True)
class Hanging:
    """Beside one ear: h vertices of the mesh."""

    vertices: I32  # (h,)
    weight: F32  # (h,) 0..1 how far each goes with the rest of them
    root: I32  # (4,) vertices about the point from which they hang
    root_share: F32  # (4,) and their weights


def near_an_ear(points: F32, landmarks: F32, fit: Fit, face_height: float) -> F32:
    """(n, 2) canvas px → (2, n) 0..1 how far each point lies where things hang from an ear."""
    out = np.zeros((2, len(points)), np.float32)
    for side, (lobe, aside) in enumerate(zip(*_ears(landmarks, fit), strict=True)):
        at = ((points - lobe) / face_height).astype(np.float32)
        out[side] = _plateau(ASIDE, at[:, 0] * aside) * _plateau(DOWN, at[:, 1])
    return out


def hanging(vertices: F32, n_face: int, away: F32, rigid: F32, landmarks: F32, fit: Fit, face_height: float) -> tuple[Hanging, Hanging]:
    """Vertices (n, 3), of which those after n_face lie `away` px (n - n_face,) from the face's outline; rigid (n,) as in the mesh."""
    sides = near_an_ear(vertices[n_face:, :2], landmarks, fit, face_height)
    sides *= smoothstep(*OF_HEAD, rigid[n_face:])
    out = []
    for weight, lobe, aside in zip(sides, *_ears(landmarks, fit), strict=True):
        root = lobe + (aside * ROOT * face_height, 0)
        below = (vertices[n_face:, 1] - lobe[1]) / face_height
        start, end = STRIP[0], STRIP[1] + WIDER[1] * np.maximum(below - WIDER[0], 0)
        weight *= smoothstep(0, 1, ((away / face_height - start) / (end - start)).astype(np.float32))
        far = np.maximum(np.linalg.norm(vertices[n_face:, :2] - root, axis=1), 1e-3)
        four = np.argsort(far)[:4]
        share = 1 / far[four]
        held = np.flatnonzero(weight > 0)
        out.append(
            Hanging(
                (n_face + held).astype(np.int32), weight[held], (n_face + four).astype(np.int32), (share / share.sum()).astype(np.float32)
            )
        )
    return out[0], out[1]


def _ears(landmarks: F32, fit: Fit) -> tuple[list[F32], list[float]]:
    """Each lobe (2,) canvas px, and ±1: to which side of it the face ends."""
    behind = BACK * fit.k * fit.axis(0, 0, 1)[:2]
    middle = landmarks[[234, 454], 0].mean()
    lobes = [np.asarray(landmarks[lobe, :2] + behind, np.float32) for lobe, _ in LOBES]
    return lobes, [1.0 if landmarks[cheek, 0] > middle else -1.0 for _, cheek in LOBES]


def _plateau(limits: tuple[float, float, float, float], x: F32) -> F32:
    return np.asarray(smoothstep(*limits[:2], x) * (1 - smoothstep(*limits[2:], x)), np.float32)
