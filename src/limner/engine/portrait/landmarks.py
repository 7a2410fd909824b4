"""RGB picture → 478 points a face (MediaPipe's attention mesh), static mode: every picture stands alone."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import networks, warp
from limner.engine.portrait.detector import SHORT_RANGE, Detection, Detector, detect
from limner.engine.portrait.warp import Roi
from limner.engine.types import F32, U8

f32 = np.float32

POINTS = 478  # 468 of the mesh, then 5 of the image-left iris, 5 of the image-right one
SIDE = 192  # of the network's input
GROWTH = 1.5  # region = face box times this
EYES = (33, 263)  # outer eye corners, image left and right: they say how the head is tilted


class FaceMesh:
    """Same points as mediapipe 0.10.21's FaceMesh(static_image_mode=True, refine_landmarks=True): within 0.1 px of a 512-px face.

    `confidence` is for the face detector (None = MediaPipe's: 0.5 short range, 0.6 full range; drawings may need 0.3 or less),
    `presence` for the mesh network's own opinion whether it looks at a face. Holds no state; any thread may call it.
    """

    def __init__(self, confidence: float | None = None, presence: float = 0.5) -> None:
        self.confidence = confidence
        self.presence = presence

    def detect(self, rgb: U8, detector: Detector = SHORT_RANGE) -> list[Detection]:
        """Faces in `rgb` (h, w, 3), best score first."""
        return detect(rgb, detector, self.confidence)

    def landmarks(self, rgb: U8, roi: Roi) -> F32 | None:
        """(478, 3) x, y, z in picture pixels of the face in `roi`, z into the scene; None if the network sees no face there."""
        height, width = rgb.shape[:2]
        rect = warp.PixelRect.of(roi, height, width)
        tensor = warp.to_unit(warp.sample(rgb, rect, SIDE, replicate=True), low=0.0)
        mesh, lips, left_eye, right_eye, left_iris, right_iris, flag = networks.run("face_landmark_with_attention", tensor)
        if 1 / (1 + np.exp(-float(flag[0, 0]))) <= self.presence:
            return None
        points = np.empty((POINTS, 3), f32)
        points[:468] = mesh.reshape(468, 3)
        table = _refined()
        for name, refined in (("lips", lips), ("left_eye", left_eye), ("right_eye", right_eye)):
            points[table[name], :2] = refined.reshape(-1, 2)
        for start, eye, iris in ((468, "left_eye", left_iris), (473, "right_eye", right_iris)):
            points[start : start + 5, :2] = iris.reshape(5, 2)
            points[start : start + 5, 2] = points[table[eye][:16], 2].mean(dtype=np.float64)
        points /= f32(SIDE)
        return _project(points, roi, height, width)

    def find(self, rgb: U8, max_faces: int = 1, detector: Detector = SHORT_RANGE) -> list[F32]:
        """(478, 3) picture pixels for each of the `max_faces` best detections, best score first; faces without a mesh are left out."""
        height, width = rgb.shape[:2]
        regions = [detection_roi(d, height, width) for d in self.detect(rgb, detector)[:max_faces]]
        return [points for points in (self.landmarks(rgb, roi) for roi in regions) if points is not None]


def detection_roi(detection: Detection, height: int, width: int) -> Roi:
    """The square region for the mesh network round a detected face, upright by its eyes."""
    left, top, right, bottom = detection.box
    return _roi(left, top, right, bottom, detection.keypoints[0], detection.keypoints[1], height, width)


def landmarks_roi(points: F32, height: int, width: int) -> Roi:
    """The same region round 478 points: what follows a face from picture to picture."""
    (left, top), (right, bottom) = points[:, :2].min(0), points[:, :2].max(0)
    return _roi(left, top, right, bottom, points[EYES[0], :2], points[EYES[1], :2], height, width)


def _roi(left: f32, top: f32, right: f32, bottom: f32, eye0: F32, eye1: F32, height: int, width: int) -> Roi:
    dx, dy = eye1 - eye0
    rotation = -np.arctan2(-dy, dx)
    rotation -= 2 * np.pi * np.floor((rotation + np.pi) / (2 * np.pi))
    side = max(right - left, bottom - top) * f32(GROWTH)
    x, y, w, h = f32(left + right) / 2, f32(top + bottom) / 2, f32(width), f32(height)
    return Roi(f32(x / w), f32(y / h), f32(side / w), f32(side / h), f32(rotation))


def _project(points: F32, roi: Roi, height: int, width: int) -> F32:
    """Points in the region (0..1) → picture pixels."""
    x, y = points[:, 0] - f32(0.5), points[:, 1] - f32(0.5)
    cos, sin = np.cos(roi.rotation), np.sin(roi.rotation)
    out = np.empty_like(points)
    out[:, 0] = ((cos * x - sin * y) * roi.width + roi.x_center) * f32(width)
    out[:, 1] = ((sin * x + cos * y) * roi.height + roi.y_center) * f32(height)
    out[:, 2] = points[:, 2] * roi.width * f32(width)
    return out


@cache
def _refined() -> dict[str, NDArray[np.int32]]:
    """Which mesh points the lips' and eyes' outputs replace, in their order."""
    with np.load(networks.MODELS / "topology.npz") as table:
        return {name: table[name] for name in ("lips", "left_eye", "right_eye")}
