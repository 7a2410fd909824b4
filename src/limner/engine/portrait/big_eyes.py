"""A drawn face whose eyes the mesh network does not know → where they are: irises and lids as the picture has them.

Of very large drawn eyes the network marks a corner, or skin beside them. Here both are looked for by what every such drawing has: two
upright discs, alike and level, darker than the skin or of another colour, with white beside them and skin below. Where they are not to
be found for sure there are none: dark glasses, hair and hands hide eyes, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.types import F32, U8

EYE_DISTANCE_PX = 110.0  # at which they are looked for
LUMA = np.array([0.299, 0.587, 0.114], np.float32)
SIDE, ABOVE, BELOW = 0.30, 0.45, 0.60  # k beyond the marked eyes that are searched
WIDE, TALL = (0.08, 0.22), (0.11, 0.30)  # k: half of an iris, across and down
STEP = 2  # px from one candidate to the next
MOST_HIGH = 0.36  # k from an iris' centre to the lashes' upper edge
LASHES = 0.16  # of an eye's height is lashes above it
SURE, PALE = 0.62, 0.35  # least score of each eye, and least white beside its iris
ALIKE, LEVEL = 1.35, 0.16  # sizes may differ by as much; heights by as much of the distance between them
_RINGS = ((0.35, 12), (0.65, 24), (0.9, 24))  # radius, points
_TURNS = np.concatenate([np.stack([np.full(n, r), np.arange(n) * 2 * np.pi / n], 1) for r, n in _RINGS])
_DISC = (_TURNS[:, :1] * np.stack([np.cos(_TURNS[:, 1]), np.sin(_TURNS[:, 1])], 1)).astype(np.float32)
_AROUND = np.radians((-30, -15, 0, 15, 30))
_FLANKS = [np.stack([1.28 * side * np.cos(_AROUND), np.sin(_AROUND)], 1).astype(np.float32) for side in (-1, 1)]
_UNDER = 1.3 * np.stack([np.sin(_AROUND), np.cos(_AROUND)], 1).astype(np.float32)


@dataclass(frozen=True)
class BigEye:
    """One eye, px of the picture."""

    centre: F32  # (2,)
    across: float  # half of the iris
    down: float
    upper: F32  # (9, 2) outer → inner corner, the lid's edge under its lashes
    lower: F32  # (9, 2)
    skin: F32  # (3,) RGB right below it


def find_big_eyes(rgb: U8, landmarks: F32, skin: F32) -> tuple[BigEye, BigEye] | None:
    """Picture (h, w, 3), landmarks (478, 3) px, the skin's colour (3,) RGB → (image left, image right)."""
    k = float(np.linalg.norm(landmarks[33] - landmarks[263]))
    first, last = landmarks[33, :2], landmarks[263, :2]
    low = np.floor(np.minimum(first, last) - k * np.array([SIDE, ABOVE])).astype(int).clip(0)
    high = np.ceil(np.maximum(first, last) + k * np.array([SIDE, BELOW])).astype(int).clip(0)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    scale = EYE_DISTANCE_PX / max(k, 1.0)
    if min(part.shape[:2]) * scale < 40:
        return None
    small = cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR).astype(np.float32)
    other, pale = unlike_skin(small, skin, EYE_DISTANCE_PX)
    middle = (float(landmarks[168, 0]) - low[0]) * scale
    found = [_best(other, pale, side, middle) for side in (-1, 1)]
    if found[0] is None or found[1] is None:
        return None
    left, right = found[0], found[1]
    apart = right[:2] - left[:2]
    sizes = left[2] * left[3], right[2] * right[3]
    if abs(apart[1]) > LEVEL * apart[0] or max(sizes) > ALIKE**2 * min(sizes):
        return None
    along = np.asarray(apart / np.hypot(*apart), np.float32)
    skins = [_skin_below(small, other, eye) for eye in (left, right)]
    maps = [unlike_skin(small, here, EYE_DISTANCE_PX) for here in skins]
    if any(_white_beside(pale, eye) < PALE for (_, pale), eye in zip(maps, (left, right), strict=True)):
        return None  # dark glasses
    extents = [_extent(*two, eye, side) for two, eye, side in zip(maps, (left, right), (-1, 1), strict=True)]
    tall = 1.05 * min(extent.high + eye[3] for extent, eye in zip(extents, (left, right), strict=True))  # a strand may touch one's lashes

    def back(points: F32) -> F32:
        return np.asarray((points + 0.5) / scale - 0.5 + low, np.float32)

    eyes = []
    for eye, extent, side, here in zip((left, right), extents, (-1, 1), skins, strict=True):
        upper, lower = _lids(eye, extent, tall, side * along)
        eyes.append(BigEye(back(eye[:2]), float(eye[2]) / scale, float(eye[3]) / scale, back(upper), back(lower), here))
    return eyes[0], eyes[1]


def unlike_skin(picture: F32, skin: F32, k: float) -> tuple[F32, F32]:
    """(h, w) 0..1 each: how much is another colour than the skin, or darker (with the highlights in it); and how much is white."""
    luma, skin_luma = picture @ LUMA, max(float(skin @ LUMA), 20.0)
    hue = picture / np.maximum(picture.sum(2, keepdims=True), 30)
    tint = np.abs(hue - skin / max(float(skin.sum()), 30)).sum(2)
    chroma, skin_chroma = np.ptp(hue, axis=2), max(float(np.ptp(skin / skin.sum())), 0.03)
    pale = np.clip(1.6 - 1.6 * chroma / skin_chroma, 0, 1) * np.clip((luma / skin_luma - 0.72) / 0.12, 0, 1)
    dark = np.clip((0.86 - luma / skin_luma) / 0.2, 0, 1)
    other = np.maximum(dark, np.clip((tint - 0.12) / 0.12, 0, 1) * (chroma > 0.5 * skin_chroma))
    size = 2 * round(0.037 * k) + 1
    filled = cv2.morphologyEx(other.astype(np.float32), cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return np.asarray(filled, np.float32), np.asarray(pale, np.float32)


def _at(field: F32, points: F32) -> F32:
    """Nearest values (...) at points (..., 2); beyond the border 1, as of something else."""
    x, y = np.round(points[..., 0]).astype(int), np.round(points[..., 1]).astype(int)
    inside = (x >= 0) & (y >= 0) & (x < field.shape[1]) & (y < field.shape[0])
    return np.where(inside, field[y.clip(0, field.shape[0] - 1), x.clip(0, field.shape[1] - 1)], 1).astype(np.float32)


def _best(other: F32, pale: F32, side: int, middle: float) -> F32 | None:
    """(x, y, half across, half down) of the likeliest iris left (-1) or right (1) of the middle."""
    x = np.arange(0, other.shape[1], STEP)
    x = x[side * (x - middle) > 0.12 * EYE_DISTANCE_PX]
    centres = np.stack(np.meshgrid(x, np.arange(0, other.shape[0], STEP)), -1).reshape(-1, 1, 2).astype(np.float32)
    centres = centres[_at(other, centres[:, 0]) > 0.5]
    best, most = None, SURE
    if not len(centres):
        return None
    for across in np.linspace(*WIDE, 8) * EYE_DISTANCE_PX:
        for down in np.linspace(*TALL, 8) * EYE_DISTANCE_PX:
            if not 0.95 < down / across < 1.9:
                continue
            size = np.array([across, down], np.float32)
            filled = _at(other, centres + _DISC * size).mean(1)
            flanks = [centres + flank * size for flank in _FLANKS]
            beside = np.mean([_at(other, f).mean(1) for f in flanks], 0)
            white = np.max([_at(pale, f).mean(1) for f in flanks], 0)
            under = _at(other, centres + _UNDER * size).mean(1)
            score = filled - 0.8 * beside - 0.4 * under + 0.25 * white + 0.25 * down / EYE_DISTANCE_PX
            score[white < PALE] = -1
            i = int(score.argmax())
            if score[i] > most:
                best, most = np.array([*centres[i, 0], across, down], np.float32), float(score[i])
    return best


def _white_beside(pale: F32, eye: F32) -> float:
    """On its whiter side."""
    return max(float(_at(pale, eye[:2] + flank * eye[2:]).mean()) for flank in _FLANKS)


def _skin_below(picture: F32, other: F32, eye: F32) -> F32:
    """(3,) its colour right under the eye, where neither hair nor blush lies."""
    x, y, across, down = eye
    rows, columns = slice(int(y + 1.25 * down), int(y + 2.0 * down) + 1), slice(max(int(x - across), 0), int(x + across) + 1)
    pixels = picture[rows, columns][other[rows, columns] < 0.3]
    if len(pixels) < 10:
        pixels = picture.reshape(-1, 3)
    luma = pixels @ LUMA
    return np.asarray(np.median(pixels[luma >= np.percentile(luma, 40)], 0), np.float32)


@dataclass(frozen=True)
class _Extent:
    """How far an eye goes from its iris' centre, px."""

    outer: float
    inner: float
    high: float


def _extent(other: F32, pale: F32, eye: F32, side: int) -> _Extent:
    """Iris (x, y, half across, half down) → as far as white goes beside it, and lashes above."""
    x, y, across, down = eye
    filled = np.maximum(pale, other)

    def reach(way: tuple[float, float], beside: F32, start: float, end: float) -> float:
        """How far what is no skin goes on from the iris, in the median of lines beside each other."""
        steps = np.arange(start, end)
        lines = np.array([x, y]) + steps[None, :, None] * np.array(way) + beside[:, None, None] * np.abs(np.array(way[::-1]))
        skin = _at(filled, lines) < 0.4
        return start + float(np.median(np.where(skin.any(1), skin.argmax(1), len(steps))))

    rows, columns = np.linspace(-0.4, 0.4, 9) * down, np.linspace(-0.5, 0.5, 9) * across
    outer, inner = (reach((way, 0.0), rows, 0.9 * across, 2.6 * across) for way in (side, -side))
    high = reach((0.0, -1.0), columns, 0.8 * down, 3.2 * down)
    return _Extent(
        float(np.clip(outer, 1.15 * across, 2.1 * across)),
        float(np.clip(inner, 1.15 * across, 1.6 * across)),
        float(np.clip(high, down, min(2.6 * down, MOST_HIGH * EYE_DISTANCE_PX))),
    )


def _lids(eye: F32, extent: _Extent, tall: float, along: F32) -> tuple[F32, F32]:
    """(9, 2) each. tall: px that an eye is high at most, with its lashes; along (2,): the way from its inner to its outer corner."""
    x, y, _, down = eye
    tall = min(tall, extent.high + down)
    turn = np.linspace(0, np.pi, 9)
    s, t = np.cos(turn), np.sin(turn) ** 0.8  # from the outer corner, and away from the line between the corners
    s, corner = np.where(s > 0, extent.outer, extent.inner) * s, 0.12 * down
    top, bottom = corner - ((1 - LASHES) * tall - down + corner) * t, corner + (1.02 * down - corner) * t
    below = np.array([-along[1], along[0]], np.float32) * np.sign(along[0])
    upper, lower = (np.array([x, y]) + s[:, None] * along + t[:, None] * below for t in (top, bottom))
    return np.asarray(upper, np.float32), np.asarray(lower, np.float32)
