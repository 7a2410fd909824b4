"""Picture and landmarks → the lower face upright at one size, and what of it is not skin.

What stands before a face, a microphone or a thing in a hand, is looked for here.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import topology as topo
from limner.engine.types import F32, MARGIN, U8

FACE_PX = 160.0  # face height in the upright patch
PATCH = 480, 400  # px (w, h)
TOP = 40  # px of it above the eyes' line
UNLIKE = 4.0  # spreads from the skin's colour
ALIKE = np.array((22.0, 9.0, 9.0), np.float32)  # how far apart in lightness and colour what is of one colour may lie
_SKIN = [50, 280, 101, 330, 6, 197, 195, 9, 151, 117, 346, 36, 266]


@dataclass(frozen=True)
class LowerFace:
    """A patch (400, 480); masks are 0 or 1."""

    rgb: U8
    lab: F32  # (400, 480, 3)
    skin: F32  # (3,) Lab, the face's
    points: F32  # (478, 2) px of the patch
    oval: U8  # the face
    inside: U8  # the same without its rim
    lips: U8  # and a little around
    other: U8  # what has not the colour of skin
    edge: F32  # grey levels a px that the picture steps here
    step: F32  # and at most near here
    matrix: NDArray[np.float64]  # (2, 3) patch → picture with margin

    def from_picture(self, mask: F32) -> U8:
        """Part of the picture (720+2M, 1280+2M) 0..1 → where it is in the patch."""
        small = cv2.warpAffine(mask, self.matrix, PATCH, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
        return (small > 0.5).astype(np.uint8)

    def to_picture(self, mask: U8, shape: tuple[int, ...]) -> F32:
        """Where something is in the patch → how much of each of the picture's pixels it is."""
        return np.asarray(cv2.warpAffine(mask.astype(np.float32), self.matrix, shape[1::-1], flags=cv2.INTER_LINEAR), np.float32)

    def alike(self, seed: U8, allowed: U8, tolerance: float) -> U8:
        """What hangs together with most of the seed and has its colours."""
        where = np.nonzero(allowed)
        here = [self.lab[..., channel][where] for channel in range(3)]  # one after the other: sums over an axis of three are slow
        own = self.lab[seed > 0]
        near = np.full(len(where[0]), np.inf, np.float32)
        for at in np.linspace(0, len(own) - 1, 24).astype(int):
            apart = [((one - own[at, channel]) / unit) ** 2 for channel, (one, unit) in enumerate(zip(here, ALIKE, strict=True))]
            np.minimum(near, apart[0] + apart[1] + apart[2], out=near)
        close = np.zeros_like(seed)
        close[where] = near < tolerance
        close = np.asarray(cv2.morphologyEx(close, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), np.uint8)
        _, labels = cv2.connectedComponents(close)
        numbers = np.bincount(labels[seed > 0], minlength=1)
        numbers[0] = 0
        return (labels == int(numbers.argmax())).astype(np.uint8) if numbers.any() else np.zeros_like(seed)


def lower_face(image: U8, landmarks: F32) -> LowerFace | None:
    """Picture with margin, landmarks (478, 3) canvas px → the patch; None where the face lies outside of the picture."""
    fh = float(np.linalg.norm(landmarks[10, :2] - landmarks[152, :2]))
    across = (landmarks[263, :2] - landmarks[33, :2]).astype(np.float64)
    across *= fh / FACE_PX / max(float(np.hypot(*across)), 1e-6)
    down = np.array([-across[1], across[0]])
    corner = landmarks[[33, 133, 362, 263], :2].mean(0) + MARGIN - PATCH[0] / 2 * across - TOP * down
    matrix = np.stack([across, down, corner], 1)
    far = corner + np.array([(0, 0), (PATCH[0], 0), (0, PATCH[1]), PATCH]) @ np.stack([across, down])
    low, high = np.floor(far.min(0)).astype(int).clip(0), np.ceil(far.max(0)).astype(int).clip(1)
    part = image[low[1] : high[1], low[0] : high[0]]
    if not part.size:
        return None
    if fh > FACE_PX:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.4 * fh / FACE_PX), np.uint8)
    there = matrix - [[0, 0, low[0]], [0, 0, low[1]]]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    rgb = np.asarray(cv2.warpAffine(part, there, PATCH, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    points = ((landmarks[:, :2] + MARGIN - corner) @ np.linalg.inv(matrix[:, :2]).T).astype(np.float32)

    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB), np.float32)
    oval = polygon(points[topo.OVAL])
    skin = np.concatenate([_disc(lab, points[i], 5) for i in _SKIN])
    middle = np.median(skin, 0)
    spread = np.maximum(1.48 * np.median(np.abs(skin - middle), 0), (13.0, 4.0, 4.0))
    other = (np.sqrt((((lab - middle) / spread) ** 2).sum(2)) > UNLIKE).astype(np.uint8)
    other = np.asarray(cv2.morphologyEx(other, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))), np.uint8)
    inside = np.asarray(cv2.erode(oval, np.ones((7, 7), np.uint8)), np.uint8)
    lips = np.asarray(cv2.dilate(polygon(points[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]]]), np.ones((9, 9), np.uint8)), np.uint8)
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    edge = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.125))
    step = np.asarray(cv2.dilate(edge, np.ones((5, 5), np.uint8)), np.float32)
    return LowerFace(
        rgb, lab, np.asarray(middle, np.float32), points, oval, inside, lips, other, np.asarray(edge, np.float32), step, matrix
    )


def polygon(points: F32) -> U8:
    """Outline (n, 2) px → 1 within it."""
    mask = np.zeros(PATCH[::-1], np.uint8)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    return mask


def _disc(picture: F32, centre: F32, radius: int) -> F32:
    x, y = (int(np.clip(v, radius, limit - radius - 1)) for v, limit in zip(centre, PATCH, strict=True))
    return picture[y - radius : y + radius + 1, x - radius : x + radius + 1].reshape(-1, 3)
