"""Picture and landmarks → how certainly dark glasses hide the eyes.

Skin just below the lower lid is about as bright as the cheek, and an eye has white, iris and lashes; a dark lens is dark and even. On
39 portraits without such glasses (dark skin, make-up, shadow, closed eyes, drawings) none is found; with two kinds drawn on to each, all
78. Lenses that mirror something bright, or through which eyes show, are left to what the landmarks say of themselves (seen.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.shapes import smoothstep
from limner.engine.types import F32, U8

EYES_PX = 100.0  # px per eye distance in the upright patch that is looked at
PATCH = 192, 128  # px (w, h)
EYES_Y = 40  # px, row of the eye corners in it
BELOW = (6, 8, 10)  # px below the lower lid
DARK = (0.55, 0.65)  # of the cheek's brightness, what is below the lid; below the first certainly a lens
EVEN = (0.15, 0.20)  # of the cheek's brightness, the range of brightness within the lids
_CORNERS = [33, 133, 362, 263]
_EYES = (
    (topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID, (50, 101, 36)),
    (topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID, (280, 330, 266)),
)


def hidden(rgb: U8, landmarks: F32) -> float:
    """Picture (h, w, 3), landmarks (478, 3) px → 0..1: 1 where both eyes are behind dark glasses."""
    across = (landmarks[263, :2] - landmarks[33, :2]) / EYES_PX
    down = np.array([-across[1], across[0]])
    scale = float(np.hypot(*across))
    corner = landmarks[_CORNERS, :2].mean(0) - PATCH[0] / 2 * across - EYES_Y * down
    matrix = np.stack([across, down, corner], 1).astype(np.float64)
    reach = np.array([(0, 0), (PATCH[0], 0), (0, PATCH[1]), PATCH]) @ matrix[:, :2].T + corner
    low = np.clip(np.floor(reach.min(0)).astype(int), 0, (rgb.shape[1] - 1, rgb.shape[0] - 1))
    high = np.maximum(np.ceil(reach.max(0)).astype(int), low + 1)
    grey = cv2.cvtColor(np.ascontiguousarray(rgb[low[1] : high[1], low[0] : high[0]]), cv2.COLOR_RGB2GRAY)
    if scale > 1:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.45 * scale)
    points = ((landmarks[:, :2] - corner) @ np.linalg.inv(matrix[:, :2]).T).astype(np.float32)
    matrix[:, 2] -= low
    patch = cv2.warpAffine(grey, matrix, PATCH, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return min(_hidden(np.asarray(patch, np.uint8), points, *eye) for eye in _EYES)


def _hidden(patch: U8, points: F32, upper: Sequence[int], lower: Sequence[int], cheek: Sequence[int]) -> float:
    skin = np.median([np.median(cv2.getRectSubPix(patch, (7, 7), (float(points[i, 0]), float(points[i, 1])))) for i in cheek]) + 4
    lid = np.round(points[list(lower[2:-2])]).astype(int)
    rows = np.clip(lid[:, 1] + np.array(BELOW)[:, None], 0, PATCH[1] - 1)
    below = float(np.median(patch[rows, np.clip(lid[:, 0], 0, PATCH[0] - 1)]) / skin)
    eye = np.zeros(patch.shape, np.uint8)
    cv2.fillPoly(eye, [np.round(points[[*upper, *lower[::-1]]]).astype(np.int32)], (1,))
    inside = patch[eye > 0]
    if not len(inside):
        return 0.0
    spread = float((np.percentile(inside, 90) - np.percentile(inside, 10)) / skin)
    dark, even = (1 - smoothstep(*limits, np.array(value, np.float32)) for limits, value in ((DARK, below), (EVEN, spread)))
    return float(dark * even)
