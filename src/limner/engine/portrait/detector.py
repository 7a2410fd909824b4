"""RGB picture → faces as boxes with six points each (MediaPipe's BlazeFace, short and full range)."""

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
    """A face in picture pixels."""

    box: F32  # (4,) left, top, right, bottom
    score: float  # 0..1
    keypoints: F32  # (6, 2) image-left eye, image-right eye, nose, mouth, image-left ear, image-right ear


@dataclass(frozen=True, slots=True)
class Detector:
    """One of the two networks. Short range is made for faces wider than about a fifth of the picture, full range for small ones."""

    network: str
    size: int  # side of the input
    cells: tuple[tuple[int, int], ...]  # (cells a side, anchors a cell), in the order of the outputs
    confidence: float  # MediaPipe's own threshold


SHORT_RANGE = Detector("face_detection_short_range", 128, ((16, 2), (8, 6)), 0.5)
FULL_RANGE = Detector("face_detection_full_range_sparse", 192, ((48, 1),), 0.6)

OVERLAP = 0.3  # boxes that share more than this (intersection over union) are one face


def detect(rgb: U8, detector: Detector = SHORT_RANGE, confidence: float | None = None, region: warp.Roi = warp.WHOLE) -> list[Detection]:
    """Faces in `rgb` (h, w, 3), best score first; `confidence` None = the network's own threshold.

    `region` is the part to look at (unrotated; it may reach beyond the picture, where it is black), made square like the whole.

    On the whole: same boxes as mediapipe 0.10.21 to a thousandth of a pixel.
    Source: face_detection.pbtxt, tensors_to_detections_calculator.cc, non_max_suppression_calculator.cc.
    """
    height, width = rgb.shape[:2]
    rect = warp.PixelRect.of(region, height, width).squared()
    tensor = warp.to_unit(warp.sample(rgb, rect, detector.size, replicate=False), low=-1.0)
    raw, logits = networks.run(detector.network, tensor)
    score = 1 / (1 + np.exp(-np.clip(logits[0, :, 0], -80, 80)))
    kept = np.flatnonzero(score >= (detector.confidence if confidence is None else confidence))
    values = raw[0, kept].reshape(-1, 8, 2) / f32(detector.size)  # centre, size, six points
    values[:, [0, 2, 3, 4, 5, 6, 7]] += _anchors(detector)[kept, None]
    corners = np.stack([values[:, 0] - values[:, 1] / 2, values[:, 0] + values[:, 1] / 2], 1)  # (n, 2, 2)
    sane = (values[:, 1] >= 0).all(1)
    merged = _merge(np.concatenate([corners, values[:, 2:]], 1)[sane], score[kept][sane])
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
    """Weighted non-maximum suppression. points (n, 8, 2): two corners, six points → [(8, 2), score] a face, best first.

    The best box takes all that overlap it; corners and points become their mean weighted by score, the score stays the best's.
    """
    order = np.argsort(-score, kind="stable")
    points, score = points[order], score[order]
    faces = []
    while len(points):
        near = _overlap(points[0, :2], points[:, :2]) > OVERLAP
        near[0] = True
        weight = score[near][:, None, None]
        faces.append(((points[near] * weight).sum(0) / weight.sum(), score[0]))
        points, score = points[~near], score[~near]
    return faces


def _overlap(box: F32, boxes: F32) -> F32:
    """Intersection over union of one box (2, 2) with many (n, 2, 2)."""
    sides = np.minimum(box[1], boxes[:, 1]) - np.maximum(box[0], boxes[:, 0])
    common = np.maximum(sides, 0).prod(1)
    total = (box[1] - box[0]).prod() + (boxes[:, 1] - boxes[:, 0]).prod(1) - common
    return np.where(total > 0, common / np.where(total > 0, total, 1), 0).astype(f32)
