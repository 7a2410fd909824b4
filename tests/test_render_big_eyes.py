"""Very large drawn eyes that no landmark fits: found by their picture, they blink and look; what is no such eye stays as it is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from limner.engine.portrait.big_eyes import find_big_eyes
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import build_rig
from limner.engine.portrait.seen import OF_EYES
from limner.engine.render.eye_look import eye_looks
from limner.engine.render.eyes import EyeLook, EyePainter, EyeState
from limner.engine.types import F32, MARGIN, U8, Seen
from tests import drawn_face
from tests.portraits import demo, encode

K = drawn_face.K
SKIN = np.array([252, 228, 208], np.float32)
IRIS, LASH = (70, 60, 150), (30, 20, 40)
ACROSS, DOWN = 0.13 * K, 0.19 * K


def middles(points: F32) -> list[F32]:
    """Where the drawing has its eyes: lower and farther apart than the landmarks say."""
    return [points[iris, :2] + np.array([side * 0.06, 0.10], np.float32) * K for iris, side in ((468, -1), (473, 1))]


def picture(points: F32, white: bool = True) -> U8:
    out = np.full((720, 1280, 3), SKIN, np.uint8)
    out[:130] = (190, 80, 90)  # hair
    for x, y in middles(points):
        at = (round(float(x)), round(float(y)))
        if white:
            cv2.ellipse(out, at, (round(1.6 * ACROSS), round(1.05 * DOWN)), 0, 0, 360, (255, 255, 255), -1, cv2.LINE_AA)
            cv2.ellipse(out, at, (round(1.6 * ACROSS), round(1.1 * DOWN)), 0, 180, 360, LASH, 7, cv2.LINE_AA)
        cv2.ellipse(out, at, (round(ACROSS), round(DOWN)), 0, 0, 360, IRIS, -1, cv2.LINE_AA)
        cv2.circle(out, (at[0] - 8, at[1] - 14), 6, (255, 255, 255), -1, cv2.LINE_AA)
    return np.asarray(out, np.uint8)


@pytest.fixture(scope="module")
def looks() -> tuple[EyeLook, EyeLook]:
    points = drawn_face.landmarks()
    return eye_looks(picture(points), points, seen=0.0)


def painted(looks: tuple[EyeLook, EyeLook], blink: float = 0.0, gaze_x: float = 0.0) -> U8:
    """The picture with both eyes painted, the head at rest."""
    points = drawn_face.landmarks()
    frame = drawn_face.frame(picture(points))
    rest = np.zeros((9, 2), np.float32)
    still = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
    one, two = (EyeState(rest, rest, rest, rest, still, blink=blink, gaze_x=gaze_x) for _ in looks)
    EyePainter(looks).paint(frame, (one, two))
    return drawn_face.rgb(frame)


def test_they_are_where_the_drawing_has_them() -> None:
    points = drawn_face.landmarks()
    found = find_big_eyes(picture(points), points, SKIN)
    assert found
    for eye, middle in zip(found, middles(points), strict=True):
        assert np.abs(eye.centre - middle).max() < 0.08 * K
        assert eye.across == pytest.approx(ACROSS, rel=0.2)
        assert np.ptp(eye.upper[:, 0]) == pytest.approx(3.2 * ACROSS, rel=0.15)
        assert eye.upper[4, 1] < middle[1] - 0.7 * DOWN
        assert eye.lower[4, 1] > middle[1] + 0.8 * DOWN


def test_dark_glasses_and_eyes_that_are_known_are_no_such_eyes() -> None:
    points = drawn_face.landmarks()
    assert find_big_eyes(picture(points, white=False), points, SKIN) is None
    assert all(look.lids is None for look in eye_looks(picture(points), points))  # seen well, landmarks are right


@pytest.mark.parametrize("white", [True, False])
def test_who_sends_such_a_drawing_is_not_told_that_its_eyes_are_not_found(white: bool) -> None:
    points = drawn_face.landmarks()
    drawing = np.pad(picture(points, white), ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), "edge")
    other, unseen = "2 faces found; using the largest.", Seen(right_eye=0, left_eye=0)
    portrait = replace(prepare(encode(demo())), image=drawing, landmarks=points, seen=unseen, notes=(other, *OF_EYES))
    assert build_rig(portrait).notes == ((other,) if white else (other, *OF_EYES))


def test_a_shut_eye_is_skin_above_a_line(looks: tuple[EyeLook, EyeLook]) -> None:
    shut = painted(looks, blink=1.0)
    for x, y in middles(drawn_face.landmarks()):
        lid = shut[int(y - 0.8 * DOWN) : int(y + 0.5 * DOWN), int(x - 0.5 * ACROSS) : int(x + 0.5 * ACROSS)]
        assert np.abs(lid.reshape(-1, 3) - SKIN).max() < 24
        line = shut[int(y + 0.7 * DOWN) : int(y + 1.3 * DOWN), int(x)].astype(np.float32)
        assert line.mean(1).min() < 90


def test_a_half_shut_one_has_its_iris_below_the_lid(looks: tuple[EyeLook, EyeLook]) -> None:
    half = painted(looks, blink=0.5)
    for x, y in middles(drawn_face.landmarks()):
        assert np.abs(half[int(y - 0.6 * DOWN), int(x)] - SKIN).max() < 24
        assert np.abs(half[int(y + 0.6 * DOWN), int(x)] - np.array(IRIS, np.float32)).max() < 60


def test_irises_look_aside_over_white(looks: tuple[EyeLook, EyeLook]) -> None:
    before, after = painted(looks), painted(looks, gaze_x=0.6)
    assert (before == drawn_face.rgb(drawn_face.frame(picture(drawn_face.landmarks())))).all()  # at rest nothing changes
    for x, y in middles(drawn_face.landmarks()):
        left = int(x - 0.9 * ACROSS)
        assert before[int(y), left].astype(int).sum() < 450 < 690 < after[int(y), left].astype(int).sum()
        right = int(x + 1.15 * ACROSS)
        assert after[int(y), right].astype(int).sum() < 450 < 690 < before[int(y), right].astype(int).sum()
