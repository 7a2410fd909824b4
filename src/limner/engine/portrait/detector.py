"""RGB picture → faces or hands as boxes with some points each (MediaPipe's BlazeFace, short and full range, and its palm detector)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import networks, warp
from limner.engine.types import F32, U8

f32 = np.float32


@dataclass(frozen=True, slots=True)
class Detection:
    """A face or a hand in picture pixels."""

    box: F32  # (4,) left, top, right, bottom
    score: float  # 0..1
    # Face (6, 2): image-left eye, image-right eye, nose, mouth, image-left ear, image-right ear.
    # Hand (7, 2): wrist, the roots of index, middle, ring and little finger, two points of the thumb.
    keypoints: F32


@dataclass(frozen=True, slots=True)
class Detector:
    """One of the networks. Short range is made for faces wider than about a fifth of the picture, full range for small ones."""

    network: str
    size: int  # side of the input
    cells: tuple[tuple[int, int], ...]  # (cells a side, anchors a cell), in the order of the outputs
    confidence: float  # MediaPipe's own threshold
    low: float = -1.0  # what black is in the input
    keypoints: int = 6


SHORT_RANGE = Detector("face_detection_short_range", 128, ((16, 2), (8, 6)), 0.5)
FULL_RANGE = Detector("face_detection_full_range_sparse", 192, ((48, 1),), 0.6)
PALM = Detector("palm_detection_lite", 192, ((24, 2), (12, 6)), 0.5, low=0.0, keypoints=7)


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that a network says of a region, before any of it is believed."""

    detector: Detector
    rect: warp.PixelRect
    values: F32  # (n, 2 + keypoints, 2) centre, size, points; in cells' own places
    score: F32  # (n,)


OVERLAP = 0.3  # boxes that share more than this (intersection over union) are one face


def detect(rgb: U8, detector: Detector = SHORT_RANGE, confidence: float | None = None, region: warp.Roi = warp.WHOLE) -> list[Detection]:
    """Faces or hands in `rgb` (h, w, 3), best score first; `confidence` None = the network's own threshold.

    `region` is the part to look at (unrotated; it may reach beyond the picture, where it is black), made square like the whole.

    On the whole: same boxes as mediapipe 0.10.21 to a thousandth of a pixel.
    Source: face_detection.pbtxt, tensors_to_detections_calculator.cc, non_max_suppression_calculator.cc.
    """
    return believed(look(rgb, detector, region), confidence)


def look(rgb: U8, detector: Detector, region: warp.Roi = warp.WHOLE) -> Sighting:
    """The network's work, and so nearly all of the time; what is found in it depends on how much is believed."""
    height, width = rgb.shape[:2]
    rect = warp.PixelRect.of(region, height, width).squared()
    tensor = warp.to_unit(warp.sample(rgb, rect, detector.size, replicate=False), low=detector.low)
    raw, logits = networks.run(detector.network, tensor)
    score = 1 / (1 + np.exp(-np.clip(logits[0, :, 0], -80, 80)))
    return Sighting(detector, rect, raw[0].reshape(len(score), -1, 2), np.asarray(score, f32))


def believed(sighting: Sighting, confidence: float | None = None) -> list[Detection]:
    """What scores at least `confidence`, in picture pixels, each thing once, best score first."""
    detector, rect = sighting.detector, sighting.rect
    kept = np.flatnonzero(sighting.score >= (detector.confidence if confidence is None else confidence))
    values = sighting.values[kept] / f32(detector.size)
    values[:, [0, *range(2, 2 + detector.keypoints)]] += _anchors(detector)[kept, None]
    corners = np.stack([values[:, 0] - values[:, 1] / 2, values[:, 0] + values[:, 1] / 2], 1)  # (n, 2, 2)
    sane = (values[:, 1] >= 0).all(1)
    merged = _merge(np.concatenate([corners, values[:, 2:]], 1)[sane], sighting.score[kept][sane])
    side, half = rect.width, rect.width / f32(2)
    origin = np.array([rect.x_center - half, rect.y_center - half], f32)
    return [Detection((p[:2] * side + origin).reshape(4), float(s), p[2:] * side + origin) for p, s in merged]


@cache
def _anchors(detector: Detector) -> NDArray[np.float32]:
    """(n, 2) centres x, y of the cells, 0..1; row by row, a cell's anchors together."""
    layers = []
    for cells, repeat in detector.cells:
        centre = (np.arange(cells, dtype=f32) + f32(0.5)) / f32(cells)
        y, x = np.meshgrid(centre, centre, indexing="ij")
        layers.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), repeat, axis=0))
    return np.concatenate(layers)


def _merge(points: F32, score: F32) -> list[tuple[F32, np.float32]]:
    """Weighted non-maximum suppression. points (n, p, 2): two corners, then the others → [(p, 2), score] a thing, best first.

    The best box takes all that overlap it; corners and points become their mean weighted by score, the score stays the best's.
    """
    order = np.argsort(-score, kind="stable")
    points, score = points[order], score[order]
    things = []
    while len(points):
        near = _overlap(points[0, :2], points[:, :2]) > OVERLAP
        near[0] = True
        weight = score[near][:, None, None]
        things.append(((points[near] * weight).sum(0) / weight.sum(), score[0]))
        points, score = points[~near], score[~near]
    return things


def _overlap(box: F32, boxes: F32) -> F32:
    """Intersection over union of one box (2, 2) with many (n, 2, 2)."""
    sides = np.minimum(box[1], boxes[:, 1]) - np.maximum(box[0], boxes[:, 0])
    common = np.maximum(sides, 0).prod(1)
    total = (box[1] - box[0]).prod() + (boxes[:, 1] - boxes[:, 0]).prod(1) - common
    return np.where(total > 0, common / np.where(total > 0, total, 1), 0).astype(f32)
