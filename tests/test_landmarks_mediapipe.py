"""Landmarks, detections and mattes are those of MediaPipe 0.10.21 itself (stored in data/landmarks by training/landmark_reference.sh)."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from PIL import Image

from limner.engine.portrait.detector import FULL_RANGE, SHORT_RANGE, Detector, detect
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.portrait.segmenter import Segmenter
from limner.engine.types import F32, U8
from tests.face_pictures import DATA, variants

NAMES = sorted(variants(np.zeros((320, 320, 3), np.uint8)))
WITH_FACE = [name for name in NAMES if name not in ("cut", "no_face")]


@cache
def pictures() -> dict[str, U8]:
    return variants(np.asarray(Image.open(DATA / "portrait.png")))


@cache
def reference() -> dict[str, F32]:
    with np.load(DATA / "reference.npz") as stored:
        return {name: stored[name] for name in stored.files}


@pytest.mark.parametrize("name", NAMES)
def test_landmarks(name: str) -> None:
    """All three axes within 0.3 px of a face that is 512 px large; faces in the same order."""
    expected = reference()[f"{name}.landmarks"]
    found = FaceMesh().find(pictures()[name], max_faces=4)
    assert len(found) == len(expected)
    for face, other in zip(found, expected, strict=True):
        face_px = np.ptp(other[:, :2], axis=0).max()
        assert face_px > 20
        assert np.abs(face - other).max() * 512 / face_px < 0.3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("reach", "detector"), [("short", SHORT_RANGE), ("full", FULL_RANGE)], ids=["short", "full"])
def test_detections(name: str, reach: str, detector: Detector) -> None:
    """Same faces; boxes and points within 0.01 px, scores within 0.0001."""
    expected = reference()[f"{name}.{reach}"]
    found = detect(pictures()[name], detector)
    assert len(found) == len(expected)
    for detection, row in zip(found, expected, strict=True):
        box = np.concatenate([detection.box[:2], detection.box[2:] - detection.box[:2]])
        np.testing.assert_allclose(box, row[:4], atol=0.01)
        np.testing.assert_allclose(detection.score, row[4], atol=1e-4)
        np.testing.assert_allclose(detection.keypoints.reshape(-1), row[5:], atol=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_matte(name: str) -> None:
    """Within 1/255 at every pixel."""
    matte = Segmenter().segment(pictures()[name])
    assert matte.shape == pictures()[name].shape[:2] and matte.dtype == np.float32
    assert np.abs(matte - reference()[f"{name}.matte"] / np.float32(65535)).max() < 1 / 255


@pytest.mark.parametrize("name", WITH_FACE)
def test_the_reference_can_fail(name: str) -> None:
    """A picture moved by one pixel gives landmarks that the tolerance above tells apart."""
    expected = reference()[f"{name}.landmarks"][0]
    moved = FaceMesh().find(np.ascontiguousarray(np.roll(pictures()[name], 1, axis=1)))
    assert np.abs(moved[0] - expected).max() * 512 / np.ptp(expected[:, :2], axis=0).max() > 0.3
