"""Rest landmarks → soft shadows of skin that folds: beside nose and mouth, on nose and forehead, between the brows, at the eyes' corners.

Kept weak on purpose: strong ones look drawn on. Each is a map of log-shade in texture space at half resolution, added by how much the
shapes that fold the skin are on. The last takes the folds of the portrait's own smile away where a mood takes the smile itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import topology as topo
from limner.engine.portrait.shapes import Fit, smoothstep
from limner.engine.portrait.topology import F32
from limner.engine.types import MARGIN, SHAPE, SHAPES, U8

_ROUGH = 0.02  # fine contrast of the cheeks at which folds show in full

# Which shapes fold which skin, and how strongly.
_DRIVERS: dict[str, dict[str, float]] = {
    "nasolabialRight": {"mouthSmileRight": 1.0, "noseSneerRight": 0.7, "cheekSquintRight": 0.3, "mouthDimpleRight": 0.3},
    "nasolabialLeft": {"mouthSmileLeft": 1.0, "noseSneerLeft": 0.7, "cheekSquintLeft": 0.3, "mouthDimpleLeft": 0.3},
    "forehead": {"browInnerUp": 0.55, "browOuterUpLeft": 0.3, "browOuterUpRight": 0.3},
    "glabella": {"browDownLeft": 0.5, "browDownRight": 0.5, "noseSneerLeft": 0.15, "noseSneerRight": 0.15},
    "crowRight": {"eyeSquintRight": 0.6, "cheekSquintRight": 0.6},
    "crowLeft": {"eyeSquintLeft": 0.6, "cheekSquintLeft": 0.6},
    "noseRight": {"noseSneerRight": 1.0},
    "noseLeft": {"noseSneerLeft": 1.0},
    "pursed": {"mouthPucker": 1.7, "mouthFunnel": 1.2},
    "own": {"mouthNeutral": 1.0},
}
_OWN_WIDE, _OWN_MOST, _OWN_SHARE = 0.18, 0.7, 1.15  # k: wider valleys are no folds; log-shade; of their depth that goes
_LINE_TALL = 0.09  # k: a dark line beside the mouth is no taller
_PURSED = 0.06  # log-shade of the folds beside pursed lips
_SMILES = 0.05  # k the corners are lifted in a smile whose folds go as far as that
# Outlines of the skin beside nose and mouth, from the nose's wing over the cheek to the chin and back along the lips' corner.
_RIGHT_CHEEK = [98, 129, 203, 36, 205, 187, 147, 192, 214, 210, 211, 32, 208, 182, 91, 61, 40, 97]
_LEFT_CHEEK = [327, 358, 423, 266, 425, 411, 376, 416, 434, 430, 431, 262, 428, 406, 321, 291, 270, 326]


@dataclass(frozen=True)
class Creases:
    """c maps over one box of the half-resolution texture."""

    x0: int  # the box's corner, half-resolution texture px
    y0: int
    maps: F32  # (c, h, w) log-shade at weight 1
    drivers: F32  # (c, number of SHAPES)


def _stroke(shape: tuple[int, int], points: F32, sigma: float) -> F32:
    """A soft line through points (n, 2) px, peak 1, faded at both ends."""
    smooth = np.stack([np.interp(np.linspace(0, len(points) - 1, 24), np.arange(len(points)), points[:, i]) for i in (0, 1)], 1)
    smooth[1:-1] = 0.25 * smooth[:-2] + 0.5 * smooth[1:-1] + 0.25 * smooth[2:]
    out = np.zeros(shape, np.float32)
    reach = 4 * sigma
    for i, (x, y) in enumerate(smooth):
        x0, y0, x1, y1 = (max(0, int(v)) for v in (x - reach, y - reach, x + reach + 2, y + reach + 2))
        across, down = np.arange(x0, min(x1, shape[1])) - x, np.arange(y0, min(y1, shape[0])) - y
        fade = np.sin(np.pi * (i + 0.5) / len(smooth)) ** 0.7
        spot = np.exp(-(down[:, None] ** 2 + across[None] ** 2) / (2 * sigma * sigma))
        window = out[y0:y1, x0:x1]
        np.maximum(window, (fade * spot).astype(np.float32), out=window)
    return out


def _relief(image: U8, landmarks: F32, k: float) -> float:
    """0.2 for skin as smooth as a child's or a drawing's .. 1 for skin with pores and lines, from the cheeks; `image` with margin."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    found = []
    for cheek in (205, 425):
        x, y = (landmarks[cheek, :2] + MARGIN).astype(int)
        r = max(4, int(0.1 * k))
        patch = grey[max(y - r, 0) : y + r, max(x - r, 0) : x + r]
        if patch.size:
            fine = patch - cv2.GaussianBlur(patch, (0, 0), max(1.0, 0.02 * k))
            found.append(float(fine.std()) / max(float(patch.mean()), 8.0))
    return float(np.clip(min(found, default=0.0) / _ROUGH, 0.2, 1))


def _own_folds(image: U8, p: F32, lo: NDArray[np.int64], shape: tuple[int, int], k: float) -> F32:
    """Log-shade that fills the dark valleys beside mouth and nose; p and lo in half-resolution texture px, k px there."""
    light = _light(image, lo, shape, max(0.7, 0.012 * k))
    wide = max(3, round(_OWN_WIDE * k)) | 1
    filled = cv2.morphologyEx(light, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    lift = np.clip(filled - light, 0, _OWN_MOST) * _OWN_SHARE

    where = np.zeros(shape, np.uint8)
    for cheek in (_RIGHT_CHEEK, _LEFT_CHEEK):
        cv2.fillPoly(where, [np.round(p[cheek]).astype(np.int32)], (1,))
    lips: U8 = np.zeros(shape, np.uint8)
    cv2.fillPoly(lips, [np.round(p[np.concatenate([topo.OUTER_UPPER, topo.OUTER_LOWER[::-1]])]).astype(np.int32)], (1,))
    where[lips > 0] = 0
    soft = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 0.02 * k)
    return np.asarray(cv2.GaussianBlur(lift * soft, (0, 0), max(0.7, 0.008 * k)), np.float32)


def _light(image: U8, lo: NDArray[np.int64], shape: tuple[int, int], sigma: float) -> F32:
    """Log-light of the box at half resolution, without detail finer than sigma (px)."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    rows, columns = (np.arange(2 * lo[i], 2 * (lo[i] + shape[1 - i])).clip(0, grey.shape[1 - i] - 1) for i in (1, 0))
    box = grey[rows][:, columns]  # a face may reach beyond the picture
    light = np.log(cv2.resize(box, shape[::-1], interpolation=cv2.INTER_AREA).astype(np.float32) + 8)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)


def _corner_lines(light: F32, p: F32, k: float) -> F32:
    """Log-shade that fills the dark line which goes on from a mouth's corners over the cheek.

    At rest it belongs to the mouth. When lips are pursed they come away from it, and it would stand beside them like a whisker.
    """
    tall = max(3, round(_LINE_TALL * k)) | 1
    lift = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((tall, 1), np.uint8)) - light
    yy, xx = np.mgrid[: light.shape[0], : light.shape[1]].astype(np.float32)
    where = np.zeros_like(light)
    for corner, other in ((61, 291), (291, 61)):
        out = (p[corner] - p[other]) / max(float(np.linalg.norm(p[corner] - p[other])), 1e-6)
        s = ((xx - p[corner, 0]) * out[0] + (yy - p[corner, 1]) * out[1]) / k
        t = ((yy - p[corner, 1]) * out[0] - (xx - p[corner, 0]) * out[1]) / k
        along = smoothstep(-0.07, -0.015, s) * (1 - smoothstep(0.12, 0.22, s))
        where += along * (1 - smoothstep(0.04, 0.10, np.abs(t)))
    return np.asarray(cv2.GaussianBlur(np.clip(lift, 0, _OWN_MOST) * where, (0, 0), max(0.6, 0.006 * k)), np.float32)


def skin_creases(image: U8, landmarks: F32, fit: Fit, smile: F32) -> Creases:
    """Neutral picture with margin and landmarks (478, 3) canvas px → the maps; strengths are log-shade, widths in k.

    smile: (478, 3) px, what takes the portrait's own smile off, as `neutral.own_mouth` says.
    """
    k = fit.k / 2  # px per eye distance at half resolution
    flat = (landmarks[:, :2] + MARGIN) / 2
    lo = np.floor(flat.min(0) - 0.1 * k).astype(int)
    hi = np.ceil(flat.max(0) + 0.1 * k).astype(int)
    p = flat - lo
    shape = (int(hi[1] - lo[1]), int(hi[0] - lo[0]))
    right, down = fit.axis(1, 0, 0)[:2], fit.axis(0, 1, 0)[:2]

    def nasolabial(line: list[int], side: float) -> F32:
        path = p[line]
        fold = -0.105 * _stroke(shape, path, 0.026 * k)
        return fold + 0.035 * _stroke(shape, path + side * 0.05 * k * right, 0.026 * k)

    def forehead() -> F32:
        out = np.zeros(shape, np.float32)
        brow = p[[70, 63, 105, 66, 107, 336, 296, 334, 293, 300]]
        line = p[[54, 103, 67, 109, 10, 338, 297, 332, 284]]
        for share in (0.28, 0.46, 0.64):
            at = np.linspace(0.14, 0.86, 9)
            low = np.stack([np.interp(at, np.linspace(0, 1, len(brow)), brow[:, i]) for i in (0, 1)], 1)
            high = np.stack([np.interp(at, np.linspace(0, 1, len(line)), line[:, i]) for i in (0, 1)], 1)
            path = low + (high - low) * share
            out -= 0.05 * _stroke(shape, path, 0.009 * k)
            out += 0.02 * _stroke(shape, path - 0.03 * k * down, 0.014 * k)
        return out

    def glabella() -> F32:
        out = np.zeros(shape, np.float32)
        for inner, side in ((107, 1.0), (336, -1.0)):
            foot = p[inner] + side * 0.035 * k * right
            path = np.stack([foot + t * k * down for t in (-0.06, -0.02, 0.03, 0.07)])
            out -= 0.07 * _stroke(shape, path, 0.010 * k)
        return out

    def crow(corner: int, side: float) -> F32:
        out = np.zeros(shape, np.float32)
        for drop in (-0.07, 0.0, 0.07):
            start = p[corner] + side * 0.06 * k * right + 0.35 * drop * k * down
            path = np.stack([start + t * (side * right + 1.4 * drop / 0.13 * 0.4 * down) * k for t in (0.0, 0.04, 0.08, 0.12)])
            out -= 0.045 * _stroke(shape, path, 0.008 * k)
        return out

    def nose(side: float) -> F32:
        out = np.zeros(shape, np.float32)
        for drop in (-0.05, -0.005, 0.04):
            start = p[197] + side * 0.03 * k * right + drop * k * down
            path = np.stack([start + t * k * (side * right + 0.55 * down) for t in (0.0, 0.025, 0.05, 0.075)])
            out -= 0.22 * _stroke(shape, path, 0.010 * k)
            out += 0.10 * _stroke(shape, path + 0.022 * k * down, 0.011 * k)
        return out

    def pursed() -> F32:
        """A soft fold beside each corner."""
        out = np.zeros(shape, np.float32)
        for corner, side in ((61, -1.0), (291, 1.0)):
            path = np.stack([p[corner] + k * ((0.035 + 2.5 * t * t) * side * right + t * down) for t in (-0.07, -0.02, 0.03, 0.09)])
            out -= _PURSED * _stroke(shape, path, 0.020 * k)
        return out

    maps = [
        nasolabial([129, 203, 206, 216, 212], -1.0), nasolabial([358, 423, 426, 436, 432], 1.0),
        forehead(), glabella(), crow(33, -1.0), crow(263, 1.0), nose(-1.0), nose(1.0), pursed(),
    ]  # fmt: skip
    drivers = np.zeros((len(_DRIVERS), len(SHAPES)), np.float32)
    for i, weights in enumerate(_DRIVERS.values()):
        for name, value in weights.items():
            drivers[i, SHAPE[name]] = value
    # The border must be zero: what lies outside the box is not shaded.
    edge = np.zeros(shape, np.float32)
    edge[3:-3, 3:-3] = 1
    soft = cv2.blur(edge, (5, 5))
    strength = _relief(image, landmarks, fit.k)
    lifted = float((smile[[61, 291]] @ fit.axis(0, 1, 0)).mean()) / fit.k
    own = float(np.clip(lifted / _SMILES, 0, 1)) * _own_folds(image, p, lo, shape, k)
    lines = [strength * line for line in maps]
    lines[-1] += _corner_lines(_light(image, lo, shape, 0.6), p, k)
    return Creases(int(lo[0]), int(lo[1]), np.asarray(np.stack([*lines, own]) * soft, np.float32), drivers)
