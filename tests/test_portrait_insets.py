"""A rectangle laid over a picture's corner is found to the pixel and stays where it is."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from limner.engine.portrait.insets import corner_insets
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import build_rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import U8, Features, Motion
from tests.portraits import demo, encode


def room(seed: int = 1) -> U8:
    """A soft, uneven picture (300, 400, 3)."""
    noise = np.random.default_rng(seed).normal(0, 255, (300, 400, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 14)
    return np.asarray(np.clip(110 + 25 * soft / soft.std() + 0.01 * noise, 0, 255), np.uint8)


@pytest.mark.parametrize(("up", "right"), [(False, False), (False, True), (True, False), (True, True)])
def test_found_in_every_corner(up: bool, right: bool) -> None:
    picture = room()
    x0, y0 = (310 if right else 0), (0 if up else 230)
    picture[y0 : y0 + 70, x0 : x0 + 90] = 225 + room(2)[:70, :90] // 10
    (box,) = corner_insets(picture)
    assert np.abs(np.array(box) - (x0, y0, x0 + 90, y0 + 70)).max() <= 1


def test_window_frames_and_plain_pictures_have_none() -> None:
    picture = room()
    assert corner_insets(picture) == []
    picture[230:] = np.maximum(picture[230:], 40) - 40  # a table's edge, and a door's that crosses it
    picture[:, :90] = np.minimum(picture[:, :90], 215) + 40
    assert corner_insets(picture) == []


def test_an_inset_before_the_shoulder_does_not_move() -> None:
    picture = np.asarray(cv2.GaussianBlur(np.asarray(demo()), (0, 0), 2), np.uint8)
    picture[330:, :190] = cv2.resize(picture[60:260, 150:350], (190, 182)) // 5 + np.uint8(60)
    portrait = prepare(encode(picture), fit="contain")
    (box,) = portrait.insets
    renderer = MeshRenderer(build_rig(portrait))
    x0, y0, x1, y1 = (max(at, 0) for at in box)
    here = np.s_[y0 + 3 : min(y1, 720), x0 + 3 : x1 - 3]
    still = to_rgb(renderer.draw(Motion(), Features(), 0))[here].astype(int)
    moved = to_rgb(renderer.draw(Motion(roll=9, x=0.1, shoulder_x=0.1), Features(), 1))[here].astype(int)
    assert still.size > 10000 and np.abs(still - moved).max() <= 6
