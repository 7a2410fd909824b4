"""RGB picture → the face to animate, and the other faces in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait.detector import FULL_RANGE, SHORT_RANGE, Sighting, believed, look
from limner.engine.portrait.landmarks import EYES, GROWTH, POINTS, FaceMesh, detection_roi, landmarks_roi
from limner.engine.portrait.warp import WHOLE, Roi
from limner.engine.types import F32, U8

f32 = np.float32

# Tried in turn until a face is found: detector confidence (None = each network's own), and whether to look at parts too.
# Drawings, statues and odd light score low.
ATTEMPTS: tuple[tuple[float | None, bool], ...] = ((None, False), (None, True), (0.3, True), (0.15, True))
# What the mesh network must say of every view (logit 6.9). Measured on 23 portraits, photographs to drawings: the least sure view of a
# whole face has logit 10.8 or more, with a mask, sunglasses, blur or heavy compression put over it 7.0; of a lamp, a rack or most half
# faces that the detectors fell for, 4.2 or less. A man in the moon reaches 7: the line cannot be drawn more sharply.
PRESENCE = 0.999
ALIKE = 0.1  # of a window's size, of its logarithm, of its turn: one that differs less shows the same
TRIES = 24  # windows in which the mesh network sees no face, after which there is none
MOUTH = (61, 291)  # its corners
WIDER = 1.5  # a face that fills the picture is found with black around it
ZOOMS = (1.5, 2.0)  # parts: a small face in a large picture

CROP_PX = 384  # twice the mesh network's input: its coarse sampling of a larger picture would alias
CROP_FACES = 2.0  # side of the crop in face sizes
# Views for the mean: shift right, shift down, growth, turn, each -1, 0 or 1 times its step. The middle and a balanced half of all corners.
VIEWS = np.array([(0, 0, 0, 0), *((x, y, s, x * y * s) for x in (-1, 1) for y in (-1, 1) for s in (-1, 1))], np.float32)
STEPS = np.array([0.04, 0.04, 0.08, 0.05], np.float32)  # face sizes, face sizes, of its size, radians


@dataclass(frozen=True)
class Faces:
    """Landmarks in picture pixels, z into the scene."""

    best: F32  # (478, 3) the largest face, steadied
    others: tuple[F32, ...]  # (478, 3) each, by size
    spread: F32  # (478,) px by which the views of the largest differ from their mean, RMS


def find_best(rgb: U8) -> Faces | None:
    """The largest face in `rgb` (h, w, 3), its landmarks averaged over several views, and the other faces; None if there is none."""
    search = _Search(rgb)
    for confidence, parts in ATTEMPTS:
        faces = search.find(confidence, [WHOLE, *_parts()] if parts else [WHOLE])
        faces.sort(key=eye_distance, reverse=True)
        for i, face in enumerate(faces):
            steadied = steady(rgb, face)
            if steadied is not None:
                return Faces(steadied[0], tuple(faces[i + 1 :]), steadied[1])
    return None


def eye_distance(landmarks: F32) -> float:
    """Between the outer eye corners (33, 263) in px, in 3-D, so that turned heads count full."""
    return float(np.linalg.norm(landmarks[EYES[0]] - landmarks[EYES[1]]))


def _parts() -> Iterator[Roi]:
    half = f32(0.5)
    yield Roi(half, half, f32(WIDER), f32(WIDER))
    for zoom in ZOOMS:
        centres = np.arange(0.5, zoom, 0.5)[: int(2 * zoom) - 1] / zoom  # half a part apart
        for y in centres:
            for x in centres:
                yield Roi(f32(x), f32(y), f32(1 / zoom), f32(1 / zoom))


class _Search:
    """Looks for faces in one picture, with ever less confidence; where it has looked, and what was no face, it remembers."""

    def __init__(self, rgb: U8) -> None:
        self.rgb = rgb
        self._sightings: dict[Roi, list[Sighting]] = {}
        self._none = list[F32]()  # (5,) windows that showed no face
        self._mesh = FaceMesh(presence=PRESENCE)

    def find(self, confidence: float | None, regions: list[Roi]) -> list[F32]:
        """Every face that either detector sees in one of the regions and the mesh network confirms, each once."""
        height, width = self.rgb.shape[:2]
        detections = [d for region in regions for sighting in self._look(region) for d in believed(sighting, confidence)]
        detections.sort(key=lambda d: -d.score)
        faces = list[F32]()
        for detection in detections:
            middle = detection.keypoints[:4].mean(0)  # of eyes, nose and mouth
            if any(_covers(face, middle) for face in faces):
                continue
            window = detection_roi(detection, height, width)
            if self._is_none(window):
                continue
            if len(self._none) == TRIES:
                break
            points = self._mesh.landmarks(self.rgb, window)
            if points is None or not _whole(points, height, width):
                self._none.append(_place(window))
            elif not any(_covers(face, points[:, :2].mean(0)) for face in faces):
                faces.append(points)
        return faces

    def _look(self, region: Roi) -> list[Sighting]:
        if region not in self._sightings:
            self._sightings[region] = [look(self.rgb, network, region) for network in (SHORT_RANGE, FULL_RANGE)]
        return self._sightings[region]

    def _is_none(self, window: Roi) -> bool:
        """Whether nearly the same window showed no face."""
        if not self._none:
            return False
        place = _place(window)
        return bool((np.abs(np.array(self._none) - place).max(1) < ALIKE).any())


def _place(window: Roi) -> F32:
    """(5,) where a window lies, in units of its own size; its size, logarithmic; its turn."""
    at = window.x_center / window.width, window.y_center / window.height
    return np.array([*at, np.log(window.width), np.cos(window.rotation), np.sin(window.rotation)], f32)


def _whole(face: F32, height: int, width: int) -> bool:
    """Whether the corners of eyes and mouth lie within the picture: the mesh network makes up what is cut off."""
    corners = face[[*EYES, *MOUTH], :2]
    return bool((corners >= 0).all() and (corners < (width, height)).all())


def _covers(face: F32, point: F32) -> bool:
    """Whether a point (x, y) lies within the face's box."""
    return bool((face[:, :2].min(0) < point).all() and (point < face[:, :2].max(0)).all())


def steady(rgb: U8, face: F32) -> tuple[F32, F32] | None:
    """(478, 3) rough landmarks → finer ones: the mean over VIEWS, slightly shifted, scaled and turned windows on a smooth crop; and
    (478,) px by which the views differ from it.

    None unless every view shows a face: what looks like one from some windows only is none.

    Where a single window happens to fall moves landmarks by 0.6 % of the eye distance (RMS over small turns, scales and noise of 22
    portraits); their mean over the views by 0.2 %.
    """
    low, high = face[:, :2].min(0), face[:, :2].max(0)
    side = max(int(np.ceil((high - low).max() * CROP_FACES)), 2)
    left, top = np.round((low + high) / 2 - side / 2).astype(int)
    columns = np.clip(np.arange(left, left + side), 0, rgb.shape[1] - 1)  # beyond the picture its edge goes on
    rows = np.clip(np.arange(top, top + side), 0, rgb.shape[0] - 1)
    smooth = cv2.INTER_AREA if side > CROP_PX else cv2.INTER_CUBIC
    crop = np.asarray(cv2.resize(rgb[np.ix_(rows, columns)], (CROP_PX, CROP_PX), interpolation=smooth), np.uint8)
    scale, corner = f32(CROP_PX / side), np.array([left - 0.5, top - 0.5, 0], f32)
    offset = np.array([0.5, 0.5, 0], f32)
    middle = landmarks_roi((face - corner) * scale - offset, CROP_PX, CROP_PX)
    views = np.empty((len(VIEWS), POINTS, 3), np.float64)
    for i, view in enumerate(VIEWS):
        points = FaceMesh(presence=PRESENCE).landmarks(crop, _moved(middle, *(view * STEPS)))
        if points is None:
            return None
        views[i] = points
    mean = views.mean(0)
    spread = np.sqrt(((views - mean)[..., :2] ** 2).sum(-1).mean(0))
    return np.asarray((mean + offset) / scale + corner, f32), np.asarray(spread / scale, f32)


def _moved(roi: Roi, right: f32, down: f32, growth: f32, turn: f32) -> Roi:
    size = roi.width / f32(GROWTH)
    k = f32(1) + growth
    return Roi(roi.x_center + right * size, roi.y_center + down * size, roi.width * k, roi.height * k, roi.rotation + turn)
