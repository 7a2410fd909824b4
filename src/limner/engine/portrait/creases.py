"""Rest landmarks → soft shadows of skin that folds: beside nose and mouth, on nose and forehead, between the brows, at the eyes' corners.

Kept weak on purpose: strong ones look drawn on. Each is a map of log-shade in texture space at half resolution, added by how much the
shapes that fold the skin are on. The last takes the folds of the portrait's own smile away where a mood takes the smile itself; beside
them stands what takes away the lines that go on from the mouth's corners, where lips come away from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait.shapes import Fit
from limner.engine.portrait.topology import F32
from limner.engine.portrait.valleys import valleys
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
    "corners": {"mouthPucker": 1.7, "mouthFunnel": 1.2},
}
_PURSED = 0.06  # log-shade of the folds beside pursed lips
_SMILES = 0.05  # k the corners are lifted in a smile whose folds go as far as that


@dataclass(frozen=True)
class Creases:
    """c maps over one box of the half-resolution texture."""

    x0: int  # the box's corner, half-resolution texture px
    y0: int
    maps: F32  # (c, h, w) log-shade at weight 1
    lines: F32  # (2h, 2w) luma levels that fill the lines beside the corners, at full resolution
    tints: F32  # (2, h, w, 2) levels of blue and red that go with the last map, and with the lines
    drivers: F32  # (c + 1, number of SHAPES) of the maps, and last of the lines


def _stroke(shape: tuple[int, int], points: F32, sigma: float) -> F32:
    """A soft line through points (n, 2) px, peak 1, faded at both ends."""
    length = float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())
    n = max(24, round(2 * length / sigma))  # no row of dots
    smooth = np.stack([np.interp(np.linspace(0, len(points) - 1, n), np.arange(len(points)), points[:, i]) for i in (0, 1)], 1)
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
            out -= 0.07 * _stroke(shape, path, 0.009 * k)
            out += 0.02 * _stroke(shape, path - 0.03 * k * down, 0.014 * k)
        return out

    def glabella() -> F32:
        out = np.zeros(shape, np.float32)
        for inner, side in ((107, 1.0), (336, -1.0)):
            foot = p[inner] + side * 0.035 * k * right
            path = np.stack([foot + t * k * down for t in (-0.06, -0.02, 0.03, 0.07)])
            out -= 0.13 * _stroke(shape, path, 0.010 * k)
            out += 0.05 * _stroke(shape, path + side * 0.030 * k * right, 0.014 * k)
        return out

    def crow(corner: int, side: float) -> F32:
        out = np.zeros(shape, np.float32)
        for drop in (-0.07, 0.0, 0.07):
            start = p[corner] + side * 0.06 * k * right + 0.35 * drop * k * down
            path = np.stack([start + t * (side * right + 1.4 * drop / 0.13 * 0.4 * down) * k for t in (0.0, 0.04, 0.08, 0.12)])
            out -= 0.075 * _stroke(shape, path, 0.008 * k)
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
    smiles = float(np.clip(lifted / _SMILES, 0, 1))
    drivers[-1, SHAPE["mouthNeutral"]] = smiles
    fill = valleys(image, lo, p, shape, k)
    own_tint = smiles * soft[..., None] * fill.tints[1]
    line_tint = soft[..., None] * fill.tints[0]
    return Creases(
        x0=int(lo[0]),
        y0=int(lo[1]),
        maps=np.asarray(np.stack([*(strength * line for line in maps), smiles * fill.folds]) * soft, np.float32),
        lines=np.asarray(fill.lines * cv2.resize(soft, fill.lines.shape[::-1]), np.float32),
        tints=np.stack([own_tint, line_tint]).astype(np.float32),
        drivers=drivers,
    )
