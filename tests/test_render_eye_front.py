"""Hair and rims before an eye stay where they are when it shuts; lids, lashes and brows are neither."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.glasses import hold_before_eyes
from limner.engine.render.eye_look import eye_looks
from limner.engine.render.eye_region import LIDS
from limner.engine.render.eyes import EyeLook
from limner.engine.types import F32, SHAPE, SHAPES, U8
from tests.drawn_face import K, landmarks, picture, rgb
from tests.test_render_eyes import painted, states

HAIR = (60, 40, 30)


def with_line(first: F32, last: F32) -> U8:
    """The drawn face with a dark line of .02 eye distances over it."""
    image = picture().copy()
    ends = [tuple(int(v) for v in np.round(p)) for p in (first, last)]
    cv2.line(image, ends[0], ends[1], HAIR, max(2, round(0.02 * K)), cv2.LINE_AA)
    return image


def strand() -> tuple[U8, F32]:
    """A face with a strand across its image-left eye, beside the iris, and where it comes down over the lid."""
    lid = landmarks()[LIDS[0][0][2], :2]
    reach = np.array([0.05 * K, 0.4 * K], np.float32)
    return with_line(lid - reach, lid + reach), lid


def shut(looks: tuple[EyeLook, EyeLook], image: U8) -> F32:
    return np.asarray(rgb(painted(looks, image, states(blink=1.0))).mean(-1), np.float32)


def test_a_strand_of_hair_stays_before_a_shut_eye() -> None:
    image, lid = strand()
    looks = eye_looks(image, landmarks())
    assert looks[0].front and not looks[1].front
    rows = np.arange(int(lid[1]), int(lid[1] + 0.06 * K))
    columns = np.round(lid[0] + (rows - lid[1]) / 8).astype(int)
    assert shut(looks, image)[rows, columns].max() < 100


def test_rims_are_looked_for_only_where_there_are_glasses() -> None:
    upper = landmarks()[list(LIDS[0][0]), :2]
    lift = np.array([0, 0.07 * K], np.float32)
    level = np.array([0, upper[:, 1].min()], np.float32)
    first, last = (np.array([upper[i, 0] + out * 0.15 * K, 0], np.float32) + level - lift for i, out in ((0, -1), (-1, 1)))
    image = with_line(first, last)
    assert not eye_looks(image, landmarks())[0].front
    looks = eye_looks(image, landmarks(), glasses=1.0)
    assert looks[0].front
    y, x = int(level[1] - lift[1]), int(upper[4, 0])
    assert shut(looks, image)[y, x - 10 : x + 10].max() < 100


def test_a_plain_eye_has_nothing_before_it() -> None:
    assert not any(look.front for look in eye_looks(picture(), landmarks()))


def test_lids_do_not_bend_what_stands_before_an_eye() -> None:
    image, _ = strand()
    looks = eye_looks(image, landmarks())
    shapes = np.ones((len(SHAPES), 478, 3), np.float32)
    held = hold_before_eyes(shapes, landmarks(), looks, K)
    blink = held[SHAPE["eyeBlinkRight"], :, 0]
    assert blink[topo.RIGHT_CREASE].min() < 0.3 and (blink[topo.RIGHT_UPPER_LID[1:-1]] == 1).all()
    assert (held[:, topo.LEFT_CREASE] == 1).all() and (held[SHAPE["jawOpen"]] == 1).all()
