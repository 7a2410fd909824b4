"""Picture and face → where the person is: a tight matte and a wide, soft alpha.

A network sees the picture at 256x256; the guided filter then lets the picture's own edges decide where its soft border falls
(He, Sun, Tang: Guided Image Filtering, 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.strands import with_strands
from limner.engine.types import F32, U8

Segment = Callable[[U8], F32]  # (h, w, 3) uint8 RGB → (h, w) person probability 0..1

HEAD_CROP = 1.35  # half side of the head crop, in face heights
FEATHER_PX = 14
SURE, CORE, HALF_SURE = 0.75, 0.02, 0.07  # person; half as wide at least, face heights; how far from it what is half sure may lie
COLOUR_BINS = 16  # a channel
FRINGE = 0.07  # face heights: how far from the matte what belongs to it may lie
EARRING, EARRING_LEVELS = 0.28, 40.0  # the same of what hangs from ears, beside the jaw
GOES_ON = 0.75  # of that: what is as unlike still belongs to the same thing
FRINGE_LEVELS = 16  # grey levels by which it differs from the background, at least
NETWORK_PX = 256  # the networks' own resolution; a crop gains nothing from more than about twice that


def face_height(landmarks: F32) -> float:
    """Forehead (10) to chin (152) in px, the unit of lengths in this stage."""
    return float(np.linalg.norm(landmarks[10, :2] - landmarks[152, :2]))


def probability(rgb: U8, landmarks: F32, segment: Segment) -> F32:
    """Person probability: the network on the whole picture and, sharper, on a square around the head, blended.

    rgb (h, w, 3), landmarks (478, 3) px → (h, w) float32 0..1.
    """
    out = _segment_reduced(rgb, segment)
    h, w = rgb.shape[:2]
    fh = face_height(landmarks)
    cx, cy = (landmarks[10, :2] + landmarks[152, :2]) / 2
    x0, x1 = int(max(0, cx - HEAD_CROP * fh)), int(min(w, cx + HEAD_CROP * fh))
    y0, y1 = int(max(0, cy - HEAD_CROP * fh)), int(min(h, cy + HEAD_CROP * fh))
    if x1 - x0 < 16 or y1 - y0 < 16 or (x1 - x0) * (y1 - y0) > 0.9 * w * h:
        return out
    head = _segment_reduced(np.ascontiguousarray(rgb[y0:y1, x0:x1]), segment)
    # Full weight inside, falling to 0 at the crop's border, except where that is the picture's own border.
    wx = _feather(x1 - x0, x0 > 0, x1 < w)
    wy = _feather(y1 - y0, y0 > 0, y1 < h)
    weight = wy[:, None] * wx[None, :]
    out[y0:y1, x0:x1] += weight * (head - out[y0:y1, x0:x1])
    return out


def _segment_reduced(rgb: U8, segment: Segment) -> F32:
    """The network's mean opinion on a picture and on its mirror image, at about its own resolution, enlarged to the picture's."""
    h, w = rgb.shape[:2]
    scale = min(1.0, 2 * NETWORK_PX / max(h, w))
    small = np.asarray(cv2.resize(rgb, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA), np.uint8)
    prob = (segment(small) + segment(np.ascontiguousarray(small[:, ::-1]))[:, ::-1]) / 2
    return np.asarray(cv2.resize(prob, (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


def by_colour(rgb: U8, prob: F32) -> F32:
    """Where the network wavers, ask which side has this colour more often: large half-sure patches of wall or dark vanish.

    rgb (h, w, 3), prob (h, w) → (h, w). Colours are counted where the network is sure; the answer weighs by how unsure it is.
    """
    h, w = prob.shape
    size = (max(1, w // 4), max(1, h // 4))
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    p = np.asarray(cv2.resize(prob, size, interpolation=cv2.INTER_AREA), np.float32)
    if (p > 0.95).sum() < 50 or (p < 0.05).sum() < 50:
        return prob
    bins = (small.astype(np.int32) * COLOUR_BINS) >> 8
    index = (bins[..., 0] * COLOUR_BINS + bins[..., 1]) * COLOUR_BINS + bins[..., 2]
    person, room = (_histogram(index[sure]) for sure in (p > 0.95, p < 0.05))
    # Mostly a veto: a thing in front (a microphone) may well have the colour of the coat.
    ratio = np.clip(np.log(person + 1e-5) - np.log(room + 1e-5), -3, 0.7)[index]
    shift = cv2.resize(cv2.GaussianBlur(ratio * 4 * p * (1 - p), (0, 0), 1), (w, h), interpolation=cv2.INTER_LINEAR)
    logit = np.log(np.clip(prob, 1e-3, 0.999)) - np.log(1 - np.clip(prob, 1e-3, 0.999)) + shift
    return np.asarray(1 / (1 + np.exp(-logit)), np.float32)


def _histogram(index: NDArray[np.int32]) -> F32:
    n = COLOUR_BINS
    cube = np.bincount(index, minlength=n**3).reshape(n, n, n).astype(np.float32)
    for axis in range(3):  # neighbouring bins share, so that a gradient is not cut into colours never seen
        pad = np.pad(cube, [(1, 1) if i == axis else (0, 0) for i in range(3)])
        cube = np.take(pad, range(n), axis) + 2 * np.take(pad, range(1, n + 1), axis) + np.take(pad, range(2, n + 2), axis)
    return np.asarray((cube / cube.sum()).reshape(-1), np.float32)


def _feather(n: int, low: bool, high: bool) -> F32:
    at = np.arange(n, dtype=np.float32)
    weight = np.ones(n, np.float32)
    if low:
        weight = np.minimum(weight, at / FEATHER_PX)
    if high:
        weight = np.minimum(weight, (n - 1 - at) / FEATHER_PX)
    return weight


def refine(rgb: U8, prob: F32, landmarks: F32, others: Sequence[F32] = (), cutout: U8 | None = None) -> F32:
    """Probability → tight matte (h, w) float32 0..1 that follows the picture's edges and holds one person.

    `others` are landmarks of further faces, whose bodies are left out; `cutout` is the file's own opacity, if it has one.
    """
    fh = face_height(landmarks)
    if cutout is not None:
        prob = np.maximum(prob, 0.5) if float(prob[cutout > 128].mean()) < 0.2 else prob
        prob = np.asarray(prob * (cutout / np.float32(255)), np.float32)
    prob = by_colour(rgb, prob)
    if others:
        prob = np.asarray(prob * _nearest_face(prob.shape, landmarks, others), np.float32)
    matte = guided(rgb, prob, max(2, round(0.03 * fh)), 2e-4)
    matte = np.asarray(np.clip((matte - 0.12) / 0.76, 0, 1), np.float32)
    hull = np.zeros(matte.shape, np.uint8)
    points = cv2.convexHull(landmarks[:468, :2].astype(np.float32))
    cv2.fillConvexPoly(hull, np.round(points * 16).astype(np.int32), (255,), cv2.LINE_AA, 4)
    matte = np.maximum(matte, cv2.GaussianBlur(hull, (0, 0), max(0.8, 0.006 * fh)).astype(np.float32) / 255)
    matte = _without_holes(np.asarray(matte * _touching(matte, hull), np.float32), 0.04 * fh * fh)
    matte = decided(matte, fh)
    matte = with_fringe(rgb, matte, fh)
    matte = with_fringe(rgb, matte, fh, EARRING, EARRING_LEVELS, _beside_the_jaw(matte.shape, landmarks, fh))
    return with_strands(rgb, matte, landmarks, fh)


def _beside_the_jaw(shape: tuple[int, ...], landmarks: F32, fh: float) -> U8:
    """1 where earrings hang (h, w)."""
    out = np.zeros(shape, np.uint8)
    down = (landmarks[152, :2] - landmarks[10, :2]) / fh
    for lobe, cheek in ((132, 234), (361, 454)):
        aside = landmarks[cheek, :2] - landmarks[[234, 454], :2].mean(0)
        aside = aside / max(float(np.linalg.norm(aside)), 1e-6)
        corners = [landmarks[lobe, :2] + fh * (x * aside + y * down) for x, y in ((-0.1, -0.15), (0.3, -0.15), (0.3, 0.45), (-0.1, 0.45))]
        cv2.fillConvexPoly(out, np.round(corners).astype(np.int32), (1,))
    return out


def with_fringe(rgb: U8, matte: F32, fh: float, reach_fh: float = FRINGE, levels: float = FRINGE_LEVELS, where: U8 | None = None) -> F32:
    """Add what the matte leaves lying at the outline: the rim of a collar, a strand of hair. Else it would stay behind as a ghost.

    A fringe is unlike the background farther out, touches the person, and ends close by: the edge of a shelf behind goes on. `reach_fh`
    is how far out, `levels` how unlike; `where` (h, w), if given, is 1 where such a thing may be.
    """
    scale = min(1.0, 120 / fh)
    size = max(8, round(rgb.shape[1] * scale)), max(8, round(rgb.shape[0] * scale))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    person = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32)
    reach = max(2, round(reach_fh * fh * scale))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    near = cv2.dilate((person > 0.08).astype(np.uint8), disc)
    known = (1 - near).astype(np.float32)
    if known.mean() < 0.02:
        return matte
    sigma = 1.2 * reach
    weight = cv2.GaussianBlur(known, (0, 0), sigma) + 1e-4
    room = cv2.GaussianBlur(small * known[..., None], (0, 0), sigma) / weight[..., None]
    unrest = cv2.GaussianBlur(np.abs(small - room).max(-1) * known, (0, 0), sigma) / weight
    differs = np.where((weight > 0.02) & (near > 0) & (person < 0.3), np.abs(small - room).max(-1) / (levels + 2.5 * unrest), 0)
    _, labels = cv2.connectedComponents((differs > 1).astype(np.uint8), connectivity=8)
    _, going_on = cv2.connectedComponents((differs > GOES_ON).astype(np.uint8), connectivity=8)
    beside = cv2.dilate((person > 0.3).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    beyond = cv2.dilate(1 - near, np.ones((5, 5), np.uint8)) > 0
    if where is not None:
        beyond |= cv2.resize(where, size, interpolation=cv2.INTER_NEAREST) == 0
    longer = np.isin(going_on, np.setdiff1d(going_on[beyond & (differs > GOES_ON)], [0]))  # what a cornice is like fades out, too
    mine = np.setdiff1d(np.unique(labels[beside]), np.concatenate([labels[beyond], labels[longer], [0]]))
    if not len(mine):
        return matte
    fringe = np.isin(labels, mine).astype(np.float32)
    fringe = np.asarray(cv2.resize(cv2.GaussianBlur(fringe, (0, 0), 0.7), (matte.shape[1], matte.shape[0])), np.float32)
    whole = np.maximum(matte, np.clip(1.4 * fringe, 0, 1))
    gap = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(0.5 / scale + 1.5) + 1,) * 2)
    closed = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, gap) * (cv2.dilate(fringe, gap) > 0)
    return np.asarray(np.maximum(whole, closed), np.float32)


def widen(matte: F32, fh: float) -> F32:
    """Tight matte → wide, soft alpha: a thin rim of the original background goes with the head, so no hair is lost."""
    r = 0.012 * fh + 1
    size = 2 * round(r) + 1
    wide = cv2.dilate(matte, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return np.asarray(np.clip(cv2.GaussianBlur(wide, (0, 0), 0.8 * r), 0, 1), np.float32)


def guided(rgb: U8, p: F32, radius: int, eps: float) -> F32:
    """Guided filter of p (h, w) by the grey of rgb; eps in squared units of 0..1 grey."""
    grey = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float32) / np.float32(255)

    def box(x: NDArray[Any]) -> F32:
        return np.asarray(cv2.boxFilter(x, cv2.CV_32F, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT), np.float32)

    mean_i, mean_p = box(grey), box(p)
    a = (box(grey * p) - mean_i * mean_p) / (box(grey * grey) - mean_i * mean_i + eps)
    b = mean_p - a * mean_i
    return np.asarray(np.clip(box(a) * grey + box(b), 0, 1), np.float32)


def _touching(matte: F32, hull: U8) -> F32:
    """1 on the parts connected to the face, falling softly to 0 on separate ones."""
    _, labels = cv2.connectedComponents((matte > 0.3).astype(np.uint8), connectivity=4)
    mine = np.unique(labels[(hull > 128) & (labels > 0)])
    keep = cv2.dilate(np.isin(labels, mine).astype(np.float32), np.ones((9, 9), np.uint8))
    return np.asarray(cv2.GaussianBlur(keep, (0, 0), 2), np.float32)


def decided(matte: F32, fh: float) -> F32:
    """Leave to the background what is half sure and not beside what is sure: a thing half there would be seen through even at rest."""
    scale = min(1.0, 120 / fh)
    small = np.asarray(cv2.resize(matte, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * max(1, round(CORE * fh * scale)) + 1,) * 2)
    core = cv2.morphologyEx((small > SURE).astype(np.uint8), cv2.MORPH_OPEN, disc)
    if not core.any():
        return matte
    away = cv2.distanceTransform(1 - core, cv2.DIST_L2, 5) / (fh * scale)
    keep = np.clip((HALF_SURE - away) / (0.4 * HALF_SURE) + 1, 0, 1).astype(np.float32)
    return np.asarray(matte * cv2.resize(keep, (matte.shape[1], matte.shape[0])), np.float32)


def _without_holes(matte: F32, largest: float) -> F32:
    """Fill holes inside the person up to `largest` px: an earring or a fold, but not the gap under an arm."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((matte < 0.85).astype(np.uint8), connectivity=4)
    h, w = matte.shape
    left, top, width, height, area = stats.T
    inside = (left > 0) & (top > 0) & (left + width < w) & (top + height < h) & (area < largest)
    inside[0] = False
    filled = cv2.GaussianBlur(cv2.dilate(inside[labels].astype(np.float32), np.ones((5, 5), np.uint8)), (0, 0), 1)
    return np.asarray(np.maximum(matte, filled), np.float32)


def _nearest_face(shape: tuple[int, ...], landmarks: F32, others: Sequence[F32]) -> F32:
    """1 where this face is nearer than any other (distance in face heights, from the line down from each face), soft between."""
    own = _distance(shape, landmarks)
    rest = np.minimum.reduce([_distance(shape, other) for other in others])
    return np.asarray(np.clip(0.5 + (rest - own) * 4, 0, 1), np.float32)


def _distance(shape: tuple[int, ...], landmarks: F32) -> F32:
    fh = face_height(landmarks)
    top, chin = landmarks[10, :2], landmarks[152, :2]
    x = (np.arange(shape[1], dtype=np.float32)[None, :] - (top[0] + chin[0]) / 2) / fh
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    above = np.minimum(0, y - top[1]) / fh
    below = np.maximum(0, y - chin[1] - 2 * fh) / fh
    return np.asarray(np.sqrt(x * x + (above + below) ** 2), np.float32)
