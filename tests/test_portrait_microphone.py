"""A microphone before the lower face is found and stays whole; beards, collars and hair are left to the face."""

from __future__ import annotations

import functools

import cv2
import numpy as np
import pytest

from limner.engine.portrait import front
from limner.engine.portrait.microphone import find_microphone
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import build_rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Features, Motion, Portrait, shape_weights
from tests import drawn_face
from tests.portraits import demo, encode

DARK = (45, 45, 50)


def polygon(picture: U8, points: list[tuple[float, float]], colour: tuple[int, int, int] = DARK) -> None:
    cv2.fillPoly(picture, [np.round(np.array(points) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def microphone(picture: U8, landmarks: F32, aside: float = 0.0) -> tuple[int, int]:
    """Drawn in place over the chin; returns the middle of its head."""
    k = float(np.linalg.norm(landmarks[33, :2] - landmarks[263, :2]))
    x, y = landmarks[152, :2] + [aside * k, -0.25 * k]
    polygon(picture, [(x - 0.07 * k, y), (x + 0.07 * k, y), (x + 0.10 * k, y + 3 * k), (x - 0.04 * k, y + 3 * k)])
    cv2.circle(picture, (round(x), round(y)), round(0.19 * k), DARK, -1, cv2.LINE_AA)
    return round(x), round(y)


def canvas(picture: U8) -> U8:
    return np.pad(picture, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), mode="edge")


@pytest.mark.parametrize("aside", [0.0, 0.2, -0.2])
def test_a_microphone_is_found(aside: float) -> None:
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    before = picture.copy()
    microphone(picture, points, aside)
    found = find_microphone(canvas(picture), points)
    assert found is not None
    wanted = (picture != before).any(-1)
    mask = found[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0.5
    looked_at = np.zeros_like(wanted)
    looked_at[: int(points[152, 1] + 0.9 * drawn_face.K)] = True
    agree = (wanted & mask & looked_at).sum() / ((wanted | mask) & looked_at).sum()
    assert agree > 0.85


def test_a_microphone_is_told_from_a_shadow_of_its_colour() -> None:
    """A neck in the shade, nearly as dark, hangs together with it."""
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    k, (x, y) = drawn_face.K, points[152, :2]
    shade = [(x - 0.6 * k, y + 0.02 * k), (x + 0.6 * k, y + 0.02 * k), (x + 0.6 * k, y + 3 * k), (x - 0.6 * k, y + 3 * k)]
    polygon(picture, shade, (62, 60, 64))
    assert find_microphone(canvas(picture), points) is None
    microphone(picture, points)
    found = find_microphone(canvas(picture), points)
    assert found is not None
    mask = found[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0.5
    assert mask[int(y - 0.3 * k), int(x)] and mask[int(y + 0.3 * k), int(x)]
    assert not mask[int(y) :, : int(x - 0.3 * k)].any()


def test_what_is_no_microphone_is_left_to_the_face() -> None:
    points = drawn_face.landmarks()
    k, chin, nose = drawn_face.K, points[152, :2], points[4, :2]
    cases: dict[str, list[tuple[float, float]]] = {
        "nothing": [],
        "beard": [(chin[0] - 0.4 * k, chin[1] - 0.35 * k), (chin[0] + 0.4 * k, chin[1] - 0.35 * k), (chin[0], chin[1] + 0.12 * k)],
        "collar": [(chin[0] - 2 * k, chin[1] - 0.15 * k), (chin[0] + 2 * k, chin[1] - 0.15 * k), (chin[0], chin[1] + 3 * k)],
        "hair": [(nose[0] - 0.8 * k, nose[1] - k), (nose[0] - 0.3 * k, nose[1] - k), (chin[0] - 0.3 * k, 720), (chin[0] - 0.6 * k, 720)],
    }
    for name, shape in cases.items():
        picture = drawn_face.picture()
        if shape:
            polygon(picture, shape)
        assert find_microphone(canvas(picture), points) is None, name
    assert find_microphone(canvas(drawn_face.picture(grey=True)), points) is None


def test_a_pale_beard_that_joins_a_pale_shirt_is_left_to_the_face() -> None:
    """Round the mouth on both sides, and on one of them down into the collar."""
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    k, (x, y) = drawn_face.K, points[152, :2]
    pale = (225, 225, 230)
    right, left = points[61, :2], points[291, :2]
    outer = [(right[0] - 0.09 * k, right[1] - 0.06 * k), (x - 0.3 * k, y - 0.05 * k), (x, y + 0.05 * k)]
    shirt = [(x + 0.2 * k, y + 3 * k), (x + 0.6 * k, y + 3 * k), (x + 0.5 * k, y - 0.1 * k), (left[0] + 0.09 * k, left[1] - 0.06 * k)]
    inner = [(left[0] + 0.02 * k, left[1] - 0.06 * k), (left[0], left[1] + 0.12 * k), (right[0], right[1] + 0.12 * k)]
    polygon(picture, [*outer, *shirt, *inner, (right[0] - 0.02 * k, right[1] - 0.06 * k)], pale)
    assert find_microphone(canvas(picture), points) is None


@functools.cache
def with_microphone() -> tuple[Portrait, tuple[int, int]]:
    """The demo portrait with a microphone before the chin, and where that is on the canvas."""
    made = prepare(encode(demo()))
    image = made.image.copy()
    shifted = made.landmarks.copy()
    shifted[:, :2] += MARGIN
    x, y = microphone(image, shifted, 0.15)
    return Portrait(image, made.alpha, made.matte, made.plate, made.landmarks, made.scale, 1), (x - MARGIN, y - MARGIN)


def test_the_face_is_whole_again_and_together_they_are_the_picture() -> None:
    made, (x, y) = with_microphone()
    bare, layer = front.lift(made)
    assert layer is not None and layer.x0 % 2 == layer.y0 % 2 == 0
    skin = bare.image[MARGIN + y, MARGIN + x].astype(int)
    cheek = bare.image[tuple((made.landmarks[205, [1, 0]] + MARGIN).astype(int))].astype(int)
    assert np.abs(skin - cheek).max() < 70 < np.abs(skin - DARK).max()
    assert (bare.alpha == made.alpha).all() and (bare.plate == made.plate).all()
    changed = (bare.image != made.image).any(-1)[MARGIN:-MARGIN, MARGIN:-MARGIN]
    ys, xs = np.nonzero(changed)
    assert ys.min() > made.landmarks[4, 1] and changed.mean() < 0.1  # nothing above the nose
    assert xs.min() > layer.x0 - 40 and xs.max() < layer.x0 + layer.luma.shape[1] + 40
    without, nothing = front.lift(bare)
    assert nothing is None and without is bare


def test_it_stays_whole_while_the_face_moves() -> None:
    made, (x, y) = with_microphone()
    rig = build_rig(made)
    assert rig.front is not None
    renderer = MeshRenderer(rig)
    k = rig.k
    box = slice(round(y - 0.13 * k), round(y + 0.13 * k)), slice(round(x - 0.13 * k), round(x + 0.13 * k))
    rest = renderer.draw(Motion(), Features(), 0).y.astype(int).copy()
    moved = renderer.draw(Motion(yaw=8, pitch=5, shapes=shape_weights(jawOpen=0.8)), Features(), 1).y.astype(int)
    assert np.abs(moved[box] - rest[box]).max() <= 2
    eyes = rig.landmarks[[33, 263], :2].mean(0).astype(int)
    around = slice(eyes[1] - 20, eyes[1] + 20), slice(eyes[0] - 60, eyes[0] + 60)
    assert np.abs(moved[around] - rest[around]).mean() > 4
    assert rest.shape == (HEIGHT, WIDTH)
