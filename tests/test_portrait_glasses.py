"""Glasses drawn on the bundled portrait are found, and what moves brows and cheeks leaves them alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.glasses import find_glasses, hold_still
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.shapes import fit_mean_face, portrait_shapes
from limner.engine.types import MARGIN, SHAPE, U8, Portrait

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


@cache
def demo() -> Portrait:
    return prepare(DEMO.read_bytes())


def with_glasses(colour: tuple[int, int, int]) -> U8:
    portrait = demo()
    image, points = portrait.image.copy(), portrait.landmarks[:, :2] + MARGIN
    k = float(np.linalg.norm(points[33] - points[263]))
    wide = max(2, round(0.02 * k))
    eyes = [points[[33, 133]].mean(0), points[[263, 362]].mean(0)]
    for eye in eyes:
        centre = (int(eye[0]), int(eye[1] + 0.04 * k))
        cv2.ellipse(image, centre, (int(0.23 * k), int(0.18 * k)), 0, 0, 360, colour, wide, cv2.LINE_AA)
    ends = [(int(eye[0] + side * 0.23 * k), int(eye[1] + 0.02 * k)) for eye, side in zip(eyes, (1, -1), strict=True)]
    cv2.line(image, ends[0], ends[1], colour, wide, cv2.LINE_AA)
    return image


def test_none_where_there_are_none() -> None:
    portrait = demo()
    assert find_glasses(portrait.image, portrait.landmarks, fit_mean_face(portrait.landmarks)) is None


@pytest.mark.parametrize("colour", [(20, 20, 25), (250, 250, 255)])
def test_frames_are_found_and_do_not_bend(colour: tuple[int, int, int]) -> None:
    portrait = demo()
    fit = fit_mean_face(portrait.landmarks)
    glasses = find_glasses(with_glasses(colour), portrait.landmarks, fit)
    assert glasses is not None and glasses.certain > 0.5
    assert glasses.top < 0 < 0.1 < glasses.bottom < 0.4
    free = portrait_shapes(portrait.landmarks, fit)
    held = hold_still(free, glasses, fit)
    bridge, lid, corner = 6, 159, 61
    for name in ("browDownLeft", "browInnerUp", "cheekSquintLeft", "noseSneerLeft"):
        assert np.abs(held[SHAPE[name], bridge]).max() <= (1 - 0.9 * glasses.certain) * np.abs(free[SHAPE[name], bridge]).max() + 1e-6
    np.testing.assert_allclose(held[SHAPE["eyeBlinkRight"], lid], free[SHAPE["eyeBlinkRight"], lid], rtol=0.02)
    np.testing.assert_array_equal(held[:, corner], free[:, corner])
