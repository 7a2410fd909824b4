"""Lids and irises of drawn eyes: large ones are found where they are drawn, ordinary ones are left alone."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from limner.engine.portrait import topology as topo
from limner.engine.portrait.lids import are_shut, on_drawn_eyes
from limner.engine.portrait.shapes import fit_mean_face, mean_face, portrait_shapes
from limner.engine.render.eye_look import eye_looks
from limner.engine.types import F32, SHAPE, U8
from tests import drawn_face

EYES = (
    (topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID, topo.RIGHT_IRIS),
    (topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID, topo.LEFT_IRIS),
)
IRIS = 0.062  # eye distances, as `drawn_face` draws it


def wide_eyed() -> F32:
    """The drawn face's landmarks with its eyes as open as a drawing's often are."""
    points = drawn_face.landmarks()
    for upper, lower, iris in EYES:
        middle = points[upper + lower, 1].mean()
        points[upper + lower, 1] = middle + 1.4 * (points[upper + lower, 1] - middle)
        ring = points[iris + 1 : iris + 5, :2] - points[iris, :2]
        points[iris + 1 : iris + 5, :2] = points[iris, :2] + ring * IRIS * drawn_face.K / np.linalg.norm(ring, axis=1).mean()
    return points


def picture(points: F32, larger: float) -> U8:
    """The drawn face with eyes `larger` times those of the landmarks, dark outlines around them."""
    out = drawn_face.picture()
    for upper, lower, iris in EYES:
        middle = points[upper + lower, :2].mean(0)
        outline = middle + larger * (points[upper + lower[::-1], :2] - middle)
        corners = [np.round(outline * 16).astype(np.int32)]
        eye, disc = np.zeros(out.shape[:2], np.uint8), np.zeros(out.shape[:2], np.uint8)
        cv2.fillPoly(eye, corners, (1,), cv2.LINE_8, 4)
        out[eye > 0] = drawn_face.WHITE
        centre = np.round(points[iris, :2] * 16).astype(int)
        cv2.circle(disc, (int(centre[0]), int(centre[1])), round(larger * IRIS * drawn_face.K * 16), (1,), -1, cv2.LINE_8, 4)
        out[(disc > 0) & (eye > 0)] = drawn_face.IRIS
        cv2.polylines(out, corners, True, (90, 40, 30), 3, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(out, (0, 0), 0.8), np.uint8)


@pytest.mark.parametrize("larger", [1.3, 1.45])
def test_large_eyes_are_found(larger: float) -> None:
    points = wide_eyed()
    found = on_drawn_eyes(picture(points, larger), points)
    k = drawn_face.K
    for upper, lower, iris in EYES:
        middle = points[upper + lower, :2].mean(0)
        wanted = middle + larger * (points[upper + lower, :2] - middle)
        before = np.linalg.norm(points[upper + lower, :2] - wanted, axis=1).mean()
        assert np.linalg.norm(found[upper + lower, :2] - wanted, axis=1).mean() < 0.025 * k < before
        radius = np.linalg.norm(found[iris + 1 : iris + 5, :2] - found[iris, :2], axis=1).mean()
        assert radius == pytest.approx(larger * IRIS * k, rel=0.08)
        assert np.linalg.norm(found[iris, :2] - points[iris, :2]) < 0.02 * k
    moved = np.linalg.norm(found - points, axis=1) > 1e-3
    assert not moved[[1, 4, 13, 152, 10, 61, 291, 105, 334]].any()  # nose, mouth, chin, forehead, brows
    assert (found[:, 2] == points[:, 2]).all()


def test_ordinary_eyes_are_left_alone() -> None:
    points = wide_eyed()
    assert on_drawn_eyes(picture(points, 1.0), points) is points
    plain = drawn_face.landmarks()
    assert on_drawn_eyes(drawn_face.picture(), plain) is plain
    assert on_drawn_eyes(drawn_face.picture(iris=None), plain) is plain


def test_one_large_eye_is_no_reason() -> None:
    points = wide_eyed()
    both, none = picture(points, 1.4), picture(points, 1.0)
    one = both.copy()
    one[:, 640:] = none[:, 640:]
    assert on_drawn_eyes(one, points) is points


def test_eyes_at_the_border_of_nothing() -> None:
    points = wide_eyed()
    tiny = np.zeros((4, 4, 3), np.uint8)
    assert on_drawn_eyes(tiny, points) is points
    assert on_drawn_eyes(tiny, points * 0.001) is not None


def test_lids_of_a_line_drawing_are_paper() -> None:
    points = drawn_face.landmarks()
    paper = np.full((720, 1280, 3), 250, np.uint8)
    for upper, lower, iris in EYES:
        for grow in (1.0, 1.35, 1.7):  # lids and lines around them
            middle = points[upper + lower, :2].mean(0)
            line = middle + grow * (points[upper + lower[::-1], :2] - middle)
            cv2.polylines(paper, [np.round(line * 16).astype(np.int32)], grow == 1.0, (20, 20, 20), 2, cv2.LINE_AA, 4)
        cv2.circle(paper, (round(points[iris, 0]), round(points[iris, 1])), 11, (30, 30, 30), -1, cv2.LINE_AA)
    for eye in eye_looks(paper, points):
        assert eye.skin[..., :3].min() > 240


def test_shut_lids_hang_flatter_than_the_lower_lids_of_open_eyes() -> None:
    """And those of large eyes not by as much deeper as they are larger."""
    hangs = []
    for large in (1.0, 2.0):
        landmarks = np.asarray(mean_face() * 150.0 + np.array([640, 320, 0]), np.float32)
        upper, lower = topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID
        level = landmarks[[upper[0], upper[-1]], 1].mean()
        landmarks[[*upper, *lower[1:-1]], 1] += (large - 1) * (landmarks[[*upper, *lower[1:-1]], 1] - level)
        shapes = portrait_shapes(landmarks, fit_mean_face(landmarks))
        shut = landmarks + shapes[SHAPE["eyeBlinkRight"]]
        assert np.abs(shut[upper[1:-1], 1] - shut[lower[1:-1], 1]).max() < 0.5
        hangs.append(shut[lower[1:-1], 1] - level)
        assert (hangs[-1] < 0.85 * np.maximum(landmarks[lower[1:-1], 1] - level, 0) + 0.5).all()
    assert hangs[1].max() < 1.8 * hangs[0].max()


def test_eyes_that_are_shut_in_the_portrait_stay_so() -> None:
    landmarks = np.asarray(mean_face() * 150.0 + np.array([640, 320, 0]), np.float32)
    assert not are_shut(landmarks)
    for upper, lower in ((topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID), (topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID)):
        landmarks[upper[1:-1], 1] = landmarks[lower[1:-1], 1] - 1
    assert are_shut(landmarks)
    shapes = portrait_shapes(landmarks, fit_mean_face(landmarks))
    assert np.abs(shapes[SHAPE["eyeWideLeft"]]).max() == np.abs(shapes[SHAPE["eyeSquintRight"]]).max() == 0
