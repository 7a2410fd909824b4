"""Picture and face → the microphone, or what is like one, that stands before the lower face.

It is one thing that is not skin, comes up from below the jaw as a stem, has a sharp outline and does not hang together with the hair.
Beards, collars, scarves, hair and shadows are none of that: what is not found goes with the face. On 40 portraits without such a thing, and
137 changed ones (other styles, crops, masks, hair and drawn beards before the face), none was found, but one hand; of 22 microphones drawn
on, 19.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.types import F32, MARGIN, U8

FACE_PX = 160.0  # face height in the upright patch that is searched
PATCH = 480, 400  # px (w, h)
TOP = 40  # px of it above the eyes' line
UNLIKE = 4.0  # spreads from the skin's colour
ALIKE = np.array((22.0, 9.0, 9.0), np.float32)  # how far apart in lightness and colour what is of one colour may lie
LEAST, MOST = 0.012, 0.30  # of the face's area that such a thing may cover
STEM_AT = (0.14, 0.30)  # face heights below the chin
STEM_WIDTH = (0.02, 0.42)  # face heights
BALL = 0.38  # face heights: on the face, what is told by close colours only is no wider
BESIDE = 0.06  # face heights beside the corners of the mouth, and half of those below them, where a beard lies
SHARP = 16.0  # grey levels a px of the patch that its outline steps, over the median
_SKIN = [50, 280, 101, 330, 6, 197, 195, 9, 151, 117, 346, 36, 266]


def find_microphone(image: U8, landmarks: F32) -> F32 | None:
    """Picture with margin, landmarks (478, 3) canvas px → how much of each pixel is such a thing, 0..1, or None."""
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
    patch = cv2.warpAffine(part, there, PATCH, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE)
    points = ((landmarks[:, :2] + MARGIN - corner) @ np.linalg.inv(matrix[:, :2]).T).astype(np.float32)
    mask = _thing(np.asarray(patch, np.uint8), points)
    if mask is None:
        return None
    size = (image.shape[1], image.shape[0])
    soft = cv2.warpAffine(mask.astype(np.float32), matrix, size, flags=cv2.INTER_LINEAR)  # patch → picture
    return np.asarray(soft, np.float32)


def _thing(patch: U8, points: F32) -> U8 | None:
    """Upright patch and landmarks (478, 2) px in it → 1 where the thing is (h, w), or None."""
    lab = cv2.cvtColor(patch, cv2.COLOR_RGB2LAB).astype(np.float32)
    oval = _polygon(points[topo.OVAL])
    nose, chin, eyes = float(points[4, 1]), float(points[152, 1]), float(points[[33, 263], 1].mean())
    skin = np.concatenate([_disc(lab, points[i], 5) for i in _SKIN])
    middle = np.median(skin, 0)
    spread = np.maximum(1.48 * np.median(np.abs(skin - middle), 0), (13.0, 4.0, 4.0))
    other = (np.sqrt((((lab - middle) / spread) ** 2).sum(2)) > UNLIKE).astype(np.uint8)
    other = np.asarray(cv2.morphologyEx(other, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))), np.uint8)

    inside = cv2.erode(oval, np.ones((7, 7), np.uint8))
    lips = np.asarray(cv2.dilate(_polygon(points[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]]]), np.ones((9, 9), np.uint8)), np.uint8)
    seed = np.asarray(other * inside * (1 - lips), np.uint8)
    seed[: int(nose) + 8] = 0
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    step = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.125))
    step = cv2.dilate(step, np.ones((5, 5), np.uint8))
    rows = (np.array(STEM_AT) * FACE_PX + chin).astype(int)
    # A shadow of the jaw may join a dark thing: then what is left without thin bands is tried, and closer colours.
    for seeds, tolerance in ((seed, 1.0), (_without_bands(seed), 0.5), (_without_bands(seed), 0.2)):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(seeds)
        share = stats[:, cv2.CC_STAT_AREA] / max(int(oval.sum()), 1)
        share[0] = 0  # what is none
        for number in np.argsort(-share):
            if not LEAST < share[number] < MOST:
                continue
            whole = _all_of_it((labels == number).astype(np.uint8), lab, other | lips, int(rows[-1]), tolerance)
            if whole is None:
                continue
            ys, xs = np.nonzero(whole)
            if ys.min() < eyes + 0.35 * (nose - eyes):
                continue  # hair, or a shadow of half the face
            if tolerance < 1 and (whole * oval).sum(1).max() > BALL * FACE_PX:
                continue  # a beard
            if _round_the_mouth(whole, points):
                return None  # and closer colours would find a part of it
            widths = [int(whole[row].sum()) for row in rows]
            if not all(STEM_WIDTH[0] < width / FACE_PX < STEM_WIDTH[1] for width in widths):
                continue
            rim = whole - cv2.erode(whole, np.ones((3, 3), np.uint8))
            steps = step[(rim > 0) & (inside > 0)]
            if len(steps) and float(np.median(steps)) > SHARP:
                return whole
    return None


def _round_the_mouth(whole: U8, points: F32) -> bool:
    """Beside both corners of the mouth, the lips left free, lies a beard that hangs together with a pale collar, no microphone."""
    right, left = points[61], points[291]
    lips = _polygon(points[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]]])
    if (whole * lips).sum() > 0.5 * lips.sum():
        return False
    reach, below = round(BESIDE * FACE_PX), round(2 * BESIDE * FACE_PX)
    rows = [slice(max(int(y), 0), int(y) + below) for y in (right[1], left[1])]
    beside = (slice(max(int(right[0]) - reach, 0), int(right[0]) + 1), slice(max(int(left[0]), 0), int(left[0]) + reach))
    return all(whole[row, column].any(1).mean() > 0.5 for row, column in zip(rows, beside, strict=True))


def _without_bands(mask: U8) -> U8:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))), np.uint8)


def _all_of_it(seed: U8, lab: F32, allowed: U8, down_to: int, tolerance: float) -> U8 | None:
    """The part of a thing that lies on the face → all that hangs together with it and has its colours; None where that is not it.

    Where it ends above row `down_to`, what goes on below it in one other colour, as a handle does, belongs to it.
    """
    whole = _alike(seed, lab, allowed, tolerance)
    if (whole * seed).sum() < 0.6 * seed.sum():
        return None
    bottom = int(np.flatnonzero(whole.any(1))[-1])
    columns = np.flatnonzero(whole[max(bottom - 12, 0) : bottom + 1].any(0))
    below = np.zeros_like(seed)
    below[bottom + 1 : bottom + 9, columns[0] : columns[-1] + 1] = 1
    below *= allowed
    if bottom < down_to and below.sum() > 20:
        whole |= _alike(below, lab, allowed, tolerance)
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))), np.uint8)


def _alike(seed: U8, lab: F32, allowed: U8, tolerance: float) -> U8:
    """What hangs together with most of the seed and has its colours."""
    where = np.nonzero(allowed)
    here = [lab[..., channel][where] for channel in range(3)]  # one after the other: sums over an axis of three are slow
    own = lab[seed > 0]
    near = np.full(len(where[0]), np.inf, np.float32)
    for at in np.linspace(0, len(own) - 1, 24).astype(int):
        apart = [((one - own[at, channel]) / unit) ** 2 for channel, (one, unit) in enumerate(zip(here, ALIKE, strict=True))]
        np.minimum(near, apart[0] + apart[1] + apart[2], out=near)
    close = np.zeros_like(seed)
    close[where] = near < tolerance
    alike = cv2.morphologyEx(close, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(alike)
    numbers = np.bincount(labels[seed > 0], minlength=1)
    numbers[0] = 0
    return (labels == int(numbers.argmax())).astype(np.uint8) if numbers.any() else np.zeros_like(seed)


def _polygon(points: F32) -> U8:
    mask = np.zeros(PATCH[::-1], np.uint8)
    cv2.fillPoly(mask, [np.round(points * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    return mask


def _disc(picture: F32, centre: F32, radius: int) -> F32:
    x, y = (int(np.clip(v, radius, limit - radius - 1)) for v, limit in zip(centre, PATCH, strict=True))
    return picture[y - radius : y + radius + 1, x - radius : x + radius + 1].reshape(-1, 3)
