"""Portrait → where glasses sit on it, so that brows and cheeks do not bend them. Lids still move behind the lenses.

A frame is a thin line that crosses the bare skin between the eyes and runs on below each of them; few faces have one without
glasses. On 24 pictures (photographs, paintings, drawings) the four with glasses score 0.36 to 0.70, all others 0.11 at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.shapes import Fit, smoothstep
from limner.engine.portrait.topology import F32
from limner.engine.render.eyes import EyeLook
from limner.engine.types import MARGIN, SHAPE, U8

_PX = 120  # px per eye distance in the patch that is searched
_PATCH = (192, 120)  # px (w, h)
_EYES_Y = 48  # px, row of the eye corners in it
_SCORE = (0.18, 0.28)  # below: none; above: certain
_BRIDGE = (-0.07, 0.07, -0.16, 0.16)  # k about the point between the eyes: x0, x1, y0, y1
_UNDER = ((-0.45, -0.17, 0.13, 0.38), (0.17, 0.45, 0.13, 0.38))
_EYE_CORNERS = [33, 133, 362, 263]
_RINGS = (  # what goes some of the way with a lid, around the image-left and the image-right eye
    [*topo.RIGHT_CREASE, *topo.RIGHT_BROW_SIDE, *topo.RIGHT_BELOW],
    [*topo.LEFT_CREASE, *topo.LEFT_BROW_SIDE, *topo.LEFT_BELOW],
)
_BESIDE = 0.05  # k about what stands before an eye in which the picture is held still


@dataclass(frozen=True)
class Glasses:
    """Where the frame is, in k below the point between the eyes."""

    certain: float  # 0..1
    top: float
    bottom: float


def find_glasses(image: U8, landmarks: F32, fit: Fit) -> Glasses | None:
    """Picture with margin, landmarks (478, 3) canvas px → glasses, or None where there are none."""
    line = _thin_lines(_patch(image, landmarks, fit))
    bridge, bridge_at = _best_path(line, _BRIDGE)
    under = [_best_path(line, box) for box in _UNDER]
    certain = float(smoothstep(*_SCORE, np.array(bridge + 0.25 * sum(score for score, _ in under), np.float32)))
    if certain <= 0:
        return None
    return Glasses(certain, min(bridge_at - 0.07, -0.13), max(at for _, at in under))


def hold_still(shapes: F32, glasses: Glasses, fit: Fit) -> F32:
    """Displacements (s, 478, 3) → the same without what would bend the frame."""
    at = fit.aligned[:, :2] - fit.aligned[_EYE_CORNERS, :2].mean(0)
    x, y = at[:, 0], at[:, 1]
    frame = smoothstep(glasses.top - 0.10, glasses.top, y) * (1 - smoothstep(glasses.bottom + 0.06, glasses.bottom + 0.16, y))
    lens = np.zeros(len(at), np.float32)
    for corners in (_EYE_CORNERS[:2], _EYE_CORNERS[2:]):
        eye = at[corners].mean(0)
        half = np.where(y < eye[1], eye[1] - glasses.top, glasses.bottom - eye[1])
        away = np.hypot((x - eye[0]) / 0.27, (y - eye[1]) / np.maximum(half, 0.08))
        # The mesh is coarse under the eye: what is held ends well inside the lower rim.
        near, far = np.where(y < eye[1], 0.55, 0.42), np.where(y < eye[1], 0.95, 0.72)
        share = np.clip((away - near) / (far - near), 0, 1)
        lens = np.maximum(lens, (1 - share * share * (3 - 2 * share)).astype(np.float32))
    keep = 1 - glasses.certain * frame * (1 - lens)
    keep[[*topo.RIGHT_UPPER_LID, *topo.RIGHT_LOWER_LID, *topo.LEFT_UPPER_LID, *topo.LEFT_LOWER_LID]] = 1
    return (shapes * keep[None, :, None]).astype(np.float32)


def hold_before_eyes(shapes: F32, landmarks: F32, looks: tuple[EyeLook, EyeLook], k: float) -> F32:
    """Displacements (s, 478, 3) → the same without what lids would bend of rims and hair that stand before an eye.

    The lids themselves move behind them: the eye painter draws those parts again as they are.
    """
    out = shapes.copy()
    for look, rings in zip(looks, _RINGS, strict=True):
        if not look.front:
            continue
        size = 2 * round(_BESIDE * k) + 1
        near = cv2.GaussianBlur(cv2.dilate(look.ball[..., 3], np.ones((size, size), np.uint8)), (0, 0), max(1.0, 0.5 * _BESIDE * k))
        at = np.round(landmarks[rings, :2] - look.corner).astype(int)
        inside = (at >= 0).all(1) & (at < near.shape[::-1]).all(1)
        held = np.where(inside, near[at[:, 1].clip(0, near.shape[0] - 1), at[:, 0].clip(0, near.shape[1] - 1)] / np.float32(255), 0)
        for name in ("eyeBlinkLeft", "eyeBlinkRight", "eyeWideLeft", "eyeWideRight"):
            out[SHAPE[name], rings] *= 1 - held[:, None].astype(np.float32)
    return out


def _patch(image: U8, landmarks: F32, fit: Fit) -> F32:
    """Log-luma about the eyes, upright, _PX px per eye distance."""
    if fit.k > _PX:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), 0.45 * fit.k / _PX), np.uint8)
    across, down = (fit.k / _PX * fit.axis(*axis)[:2] for axis in ((1, 0, 0), (0, 1, 0)))
    corner = landmarks[_EYE_CORNERS, :2].mean(0) + MARGIN - _PATCH[0] / 2 * across - _EYES_Y * down
    matrix = np.stack([across, down, corner], 1).astype(np.float64)
    patch = cv2.warpAffine(image, matrix, _PATCH, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(np.log(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32) + 12), np.float32)


def _thin_lines(luma: F32) -> F32:
    """How much darker or brighter than what is above and below; 0..0.5."""
    soft = np.asarray(cv2.GaussianBlur(luma, (0, 0), 1.2), np.float32)
    out = np.zeros_like(soft)
    for reach in (4, 6):
        above, below = np.roll(soft, reach, 0), np.roll(soft, -reach, 0)
        np.maximum(out, np.minimum(above, below) - soft, out=out)
        np.maximum(out, soft - np.maximum(above, below), out=out)
    return np.minimum(out, 0.5)


def _best_path(line: F32, box: tuple[float, float, float, float]) -> tuple[float, float]:
    """The path from left to right through a box that follows the strongest line → its mean strength, its mean y in k."""
    x0, x1, y0, y1 = (round(v * _PX) for v in box)
    part = line[_EYES_Y + y0 : _EYES_Y + y1, _PATCH[0] // 2 + x0 : _PATCH[0] // 2 + x1]
    total, mean_y = part[:, 0].copy(), np.arange(len(part), dtype=np.float32)
    rows = np.arange(len(part))
    for x in range(1, part.shape[1]):
        near = np.stack([np.clip(rows + step, 0, len(part) - 1) for step in (-1, 0, 1)])
        best = near[np.argmax(total[near], axis=0), rows]
        total, mean_y = part[:, x] + total[best], mean_y[best] + (rows - mean_y[best]) / (x + 1)
    end = int(np.argmax(total))
    return float(total[end]) / part.shape[1], (float(mean_y[end]) + y0) / _PX
