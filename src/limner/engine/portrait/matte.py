"""Picture and face → where the person is: a tight matte and a wide, soft alpha.

A network sees the picture at 256x256; the guided filter then lets the picture's own edges decide where its soft border falls
(He, Sun, Tang: Guided Image Filtering, 2010).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from limner.engine.types import F32, U8

Segment = Callable[[U8], F32]  # (h, w, 3) uint8 RGB → (h, w) person probability 0..1

HEAD_CROP = 1.35  # half side of the head crop, in face heights
FEATHER_PX = 14
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
    h, w = rgb.shape[:2]
    scale = min(1.0, 2 * NETWORK_PX / max(h, w))
    if scale == 1.0:
        return np.asarray(segment(rgb), np.float32)
    small = cv2.resize(rgb, (max(1, round(w * scale)), max(1, round(h * scale))), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(segment(small), (w, h), interpolation=cv2.INTER_LINEAR), np.float32)


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
        prob = prob * (cutout.astype(np.float32) / 255)
    if others:
        prob = prob * _nearest_face(prob.shape, landmarks, others)
    matte = guided(rgb, prob, max(2, round(0.03 * fh)), 2e-4)
    matte = np.clip((matte - 0.12) / 0.76, 0, 1)
    hull = np.zeros(matte.shape, np.uint8)
    points = cv2.convexHull(landmarks[:468, :2].astype(np.float32))
    cv2.fillConvexPoly(hull, np.round(points * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    matte = np.maximum(matte, cv2.GaussianBlur(hull, (0, 0), max(0.8, 0.006 * fh)).astype(np.float32) / 255)
    return matte * _touching(matte, hull)


def widen(matte: F32, fh: float) -> F32:
    """Tight matte → wide, soft alpha: a thin rim of the original background goes with the head, so no hair is lost."""
    r = 0.012 * fh + 1
    size = 2 * round(r) + 1
    wide = cv2.dilate(matte, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    return np.asarray(np.clip(cv2.GaussianBlur(wide, (0, 0), 0.8 * r), 0, 1), np.float32)


def guided(rgb: U8, p: F32, radius: int, eps: float) -> F32:
    """Guided filter of p (h, w) by the grey of rgb; eps in squared units of 0..1 grey."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255

    def box(x: F32) -> F32:
        return np.asarray(cv2.boxFilter(x, cv2.CV_32F, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT), np.float32)

    mean_i, mean_p = box(grey), box(p)
    a = (box(grey * p) - mean_i * mean_p) / (box(grey * grey) - mean_i * mean_i + eps)
    b = mean_p - a * mean_i
    return np.clip(box(a) * grey + box(b), 0, 1)


def _touching(matte: F32, hull: U8) -> F32:
    """1 on the parts connected to the face, falling softly to 0 on separate ones."""
    _, labels = cv2.connectedComponents((matte > 0.3).astype(np.uint8), connectivity=4)
    mine = np.unique(labels[(hull > 128) & (labels > 0)])
    keep = np.isin(labels, mine).astype(np.uint8)
    keep = cv2.dilate(keep, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.GaussianBlur(keep.astype(np.float32), (0, 0), 2), np.float32)


def _nearest_face(shape: tuple[int, ...], landmarks: F32, others: Sequence[F32]) -> F32:
    """1 where this face is nearer than any other (distance in face heights, from the line down from each face), soft between."""
    own = _distance(shape, landmarks)
    rest = np.minimum.reduce([_distance(shape, other) for other in others])
    return np.clip(0.5 + (rest - own) * 4, 0, 1).astype(np.float32)


def _distance(shape: tuple[int, ...], landmarks: F32) -> F32:
    fh = face_height(landmarks)
    top, chin = landmarks[10, :2], landmarks[152, :2]
    x = (np.arange(shape[1], dtype=np.float32)[None, :] - (top[0] + chin[0]) / 2) / fh
    y = np.arange(shape[0], dtype=np.float32)[:, None]
    above = np.minimum(0, y - top[1]) / fh
    below = np.maximum(0, y - chin[1] - 2 * fh) / fh
    return np.sqrt(x * x + (above + below) ** 2).astype(np.float32)
