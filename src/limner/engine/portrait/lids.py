"""Landmarks of large drawn eyes → the same with lids and irises where the picture has them.

The mesh network knows people's eyes: of the larger ones of a drawn or 3-D character it marks a part, so a blink would leave the rest
open and a look aside would leave part of the iris behind. Where in both eyes the white clearly ends beyond the lids it marked, and the
iris (measured by Daugman's operator, 1993) is larger than marked, both are put where they are. Anything else is left alone. Also here:
whether eyes are shut in the portrait.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.types import F32, U8

PATCH = 200, 160  # px (w, h) of the upright patch around an eye
EYE_PX = 80.0  # px of it from corner to corner
LEAST_PX = 4.0  # from corner to corner
LARGER = 1.15  # times the area that the landmarks mark, in both eyes, from which on they are corrected …
MOST = 2.5  # … and up to which
ALIKE = 1.35  # one eye may be this many times larger than the other
IRIS = 1.18  # irises are this much larger than marked, at least: of 33 pictures of ordinary eyes one has 1.25, all others 1.15 at most
CLEAR = 0.06  # of the white's light is lost where it ends, at least, over the median of the outline
SIZES = np.arange(0.75, 2.05, 0.05)  # of irises, times the marked one
ANGLES = 64
RADII = np.arange(0.84, 1.9, 0.02)  # times the marked outline's
JUMP = 2  # radii that the outline may go from one angle to the next
INERTIA = 0.05  # what leaving the marked outline costs, of the white's light a radius
_RINGS = (  # rings around the lids, and how much of the lids' move they make
    (topo.RIGHT_UPPER_LID, ((topo.RIGHT_CREASE, 0.7), (topo.RIGHT_BROW_SIDE, 0.25))),
    (topo.RIGHT_LOWER_LID, ((topo.RIGHT_BELOW, 0.7),)),
    (topo.LEFT_UPPER_LID, ((topo.LEFT_CREASE, 0.7), (topo.LEFT_BROW_SIDE, 0.25))),
    (topo.LEFT_LOWER_LID, ((topo.LEFT_BELOW, 0.7),)),
)
_EYES = (
    (topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID, topo.RIGHT_IRIS),
    (topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID, topo.LEFT_IRIS),
)
SHUT, OPEN = 0.12, 0.17  # of an eye's width that its lids are apart: shut eyes of five pictures .05 to .13, open ones of 52 .18 at least


def openness(upper: F32, lower: F32) -> float:
    """Lids (9, 3), outer → inner corner → how far they are apart in the middle, in widths of the eye."""
    gap = np.linalg.norm(upper[3:6] - lower[3:6], axis=1).mean()
    return float(gap / max(float(np.linalg.norm(upper[0] - upper[-1])), 1e-6))


def are_shut(landmarks: F32) -> bool:
    """Whether the portrait shows both eyes shut."""
    both = [openness(landmarks[upper], landmarks[lower]) for upper, lower, _ in _EYES]
    return max(both) < OPEN and sum(both) < 2 * SHUT


@dataclass(frozen=True)
class _Eye:
    """An eye as the picture shows it, in picture px."""

    larger: float  # its area, times the marked one
    clear: float  # how clearly its white ends there
    upper: F32  # (9, 2)
    lower: F32
    centres: F32  # (SIZES, 2) of its iris, were it as large
    rims: F32  # (SIZES,) how clear its rim were


def on_drawn_eyes(rgb: U8, landmarks: F32) -> F32:
    """Picture (h, w, 3), landmarks (478, 3) px → landmarks; the same array where there is nothing to correct."""
    right, left = (_measure(rgb, landmarks, *eye) for eye in _EYES)
    if right is None or left is None:
        return landmarks
    size = int((right.rims + left.rims).argmax())  # both irises are equally large
    if SIZES[size] < IRIS or not all(LARGER < eye.larger < MOST and eye.clear > CLEAR for eye in (right, left)):
        return landmarks
    if max(right.larger, left.larger) > ALIKE * min(right.larger, left.larger):
        return landmarks
    out = landmarks.copy()
    moves = []
    for eye, (upper, lower, iris) in zip((right, left), _EYES, strict=True):
        moves += [eye.upper - landmarks[upper, :2], eye.lower - landmarks[lower, :2]]
        out[upper, :2], out[lower, :2] = eye.upper, eye.lower
        ring = landmarks[iris + 1 : iris + 5, :2] - landmarks[iris, :2]
        out[iris, :2] = eye.centres[size]
        out[iris + 1 : iris + 5, :2] = eye.centres[size] + ring * SIZES[size]
    for (_, rings), move in zip(_RINGS, moves, strict=True):
        for points, share in rings:
            out[points[1:-1], :2] += share * move[1:-1]
    return out


def _measure(rgb: U8, landmarks: F32, upper: list[int], lower: list[int], iris: int) -> _Eye | None:
    first, last = landmarks[upper[0], :2], landmarks[upper[-1], :2]
    across = (last - first) / EYE_PX
    if np.hypot(*across) * EYE_PX < LEAST_PX:
        return None  # seen from the side
    down = np.array([-across[1], across[0]])
    corner = (first + last) / 2 - PATCH[0] / 2 * across - PATCH[1] / 2 * down
    to_picture = np.stack([across, down, corner], 1).astype(np.float64)
    step = float(np.hypot(*across))
    low = np.floor(np.minimum(first, last) - 2 * EYE_PX * step).astype(int).clip(0)
    high = np.ceil(np.maximum(first, last) + 2 * EYE_PX * step).astype(int).clip(1)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    if not part.size:
        return None
    there = to_picture - [[0, 0, low[0]], [0, 0, low[1]]]
    if step > 1.5:
        part = np.asarray(cv2.GaussianBlur(part, (0, 0), 0.5 * step), np.uint8)
    patch = cv2.warpAffine(part, there, PATCH, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    luma: F32 = np.asarray(cv2.GaussianBlur(cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), 1.0), np.float32)
    inverse = np.linalg.inv(to_picture[:, :2])

    def local(points: F32) -> F32:
        return np.asarray((points - corner) @ inverse.T, np.float32)

    lids = local(np.concatenate([landmarks[upper, :2], landmarks[lower[::-1], :2]]))
    opening = np.zeros(PATCH[::-1], np.uint8)
    cv2.fillPoly(opening, [np.round(lids * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    if opening.sum() < 50:
        return None
    white = max(float(np.percentile(luma[opening > 0], 85)), 16.0)
    luma = luma / np.float32(white)
    outline, clear = _outline(luma, lids)
    moved = _cast(outline, lids.mean(0), lids)
    radius = float(np.linalg.norm(landmarks[iris + 1 : iris + 5, :2] - landmarks[iris, :2], axis=1).mean()) / step
    centres, rims = _irises(luma, outline, local(landmarks[iris, :2]), radius)
    picture: F32 = np.asarray(moved @ to_picture[:, :2].T + corner, np.float32)
    return _Eye(
        larger=float(cv2.contourArea(outline)) / max(float(cv2.contourArea(lids)), 1.0),
        clear=clear,
        upper=picture[: len(upper)],
        lower=picture[len(upper) :][::-1],
        centres=np.asarray(centres @ to_picture[:, :2].T + corner, np.float32),
        rims=rims,
    )


def _sample(luma: F32, points: F32) -> F32:
    """Values (h, w) at points (..., 2)."""
    flat = np.asarray(points, np.float32).reshape(-1, 1, 2)
    values = cv2.remap(luma, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32).reshape(points.shape[:-1])


def _outline(luma: F32, lids: F32) -> tuple[F32, float]:
    """Light (h, w), 1 = white; marked lids (n, 2) → where the white ends, a closed line (ANGLES, 2), and how much light is lost there.

    The line that loses most light outwards, without jumps: one way through a table of angles and radii.
    """
    middle = lids.mean(0)
    turn = np.arange(ANGLES) * (2 * np.pi / ANGLES)
    hull: F32 = np.asarray(cv2.convexHull(lids)[:, 0], np.float32)
    rays = _cast(hull, middle, middle + np.stack([np.cos(turn), np.sin(turn)], 1).astype(np.float32)) - middle
    near = 1.5 / np.maximum(np.linalg.norm(rays, axis=1), 1.0)  # 1.5 px in radii
    before, after = (middle + rays[:, None] * (RADII + side * near[:, None])[..., None] for side in (-1, 1))
    drop = np.clip(_sample(luma, before) - _sample(luma, after), -0.1, 0.3)  # (ANGLES, radii)
    gain = drop - INERTIA * np.abs(RADII - 1)
    best, back = np.zeros(len(RADII)), []
    for row in np.concatenate([gain, gain, gain]):  # thrice around: the middle round closes
        padded = np.pad(best, JUMP, constant_values=-np.inf)
        candidates = np.stack([padded[i : i + len(RADII)] - 0.01 * abs(i - JUMP) for i in range(2 * JUMP + 1)])
        choice = candidates.argmax(0)
        back.append(choice - JUMP)
        best = row + candidates.max(0)
    at, path = int(best.argmax()), []
    for steps in reversed(back):
        path.append(at)
        at += int(steps[at])
    chosen = np.array(path[::-1])[ANGLES : 2 * ANGLES]
    line = middle + rays * RADII[chosen][:, None]
    return np.asarray(line, np.float32), float(np.median(drop[np.arange(ANGLES), chosen]))


def _irises(luma: F32, outline: F32, centre: F32, radius: float) -> tuple[F32, F32]:
    """For each of SIZES the circle near the marked iris whose rim gains most light outwards, as far as it lies within the outline (n, 2):
    its centre (SIZES, 2), and how much it gains (SIZES,)."""
    inside = np.zeros(luma.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(outline).astype(np.int32)], (1,))
    seen = cv2.erode(inside, np.ones((5, 5), np.uint8)).astype(np.float32)
    turn = np.radians([*range(-40, 41, 8), *range(140, 221, 8), *range(55, 126, 14)])  # lids hide what is above
    way = np.stack([np.cos(turn), np.sin(turn)], 1)
    near = np.stack(np.meshgrid(np.arange(-0.3, 0.31, 0.1), np.arange(-0.3, 0.31, 0.15)), -1).reshape(-1, 1, 2)
    middles = centre + near * radius  # (m, 1, 2)
    centres, rims = [], []
    for size in SIZES * radius:
        there = _sample(seen, middles + size * way)
        gain = _sample(luma, middles + (size + 2) * way) - _sample(luma, middles + (size - 2) * way)
        score = (np.clip(gain, -0.3, 0.4) * there).sum(1) / np.maximum(there.sum(1), 0.4 * len(way))
        best = int(score.argmax())
        centres.append(middles[best, 0])
        rims.append(score[best] * (size / radius) ** 0.4)  # a pupil has a rim, too
    return np.asarray(centres, np.float32), np.asarray(rims, np.float32)


def _cast(outline: F32, middle: F32, points: F32) -> F32:
    """Where rays from `middle` (2,) through `points` (n, 2) leave an outline (m, 2) → (n, 2)."""
    a, b = outline, np.roll(outline, -1, 0)
    edge, way, to = b - a, points - middle, a - middle
    cross = way[:, None, 0] * edge[None, :, 1] - way[:, None, 1] * edge[None, :, 0]  # (n, m)
    cross = np.where(np.abs(cross) < 1e-6, 1e-6, cross)
    t = (to[:, 0] * edge[:, 1] - to[:, 1] * edge[:, 0])[None] / cross
    s = (to[None, :, 0] * way[:, None, 1] - to[None, :, 1] * way[:, None, 0]) / cross
    reach = np.where((t > 0) & (s >= -1e-4) & (s <= 1 + 1e-4), t, -np.inf).max(1)
    return np.asarray(middle + way * np.where(np.isfinite(reach), reach, 1.0)[:, None], np.float32)
