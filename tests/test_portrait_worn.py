"""The boom of a headset before a cheek is found, and no mouth or jaw bends it."""

from __future__ import annotations

import functools

import cv2
import numpy as np
import pytest

from limner.engine.portrait import faces
from limner.engine.portrait.boom import find_boom
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import HEIGHT, MARGIN, U8, WIDTH, Features, Motion, shape_weights
from tests import drawn_face
from tests.portraits import demo, encode

DARK = (40, 40, 45)


def boom(picture: U8, points: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> U8:
    """Drawn in place from beside an ear to beside the mouth; → 1 where it is."""
    before = picture.copy()
    fh = float(np.linalg.norm(points[152, :2] - points[10, :2]))
    ear, end = points[454, :2] + [0.05 * fh, 0.06 * fh], points[291, :2] + [0.08 * fh, 0.03 * fh]
    middle = (ear + end) / 2 + [0.03 * fh, 0.16 * fh]
    t = np.linspace(0, 1, 40)[:, None]
    line = np.round(16 * ((1 - t) ** 2 * ear + 2 * t * (1 - t) * middle + t * t * end)).astype(np.int32)
    cv2.polylines(picture, [line], False, DARK, max(2, round(0.025 * fh)), cv2.LINE_AA, 4)
    cv2.circle(picture, (round(float(end[0])), round(float(end[1]))), round(0.035 * fh), DARK, -1, cv2.LINE_AA)
    return np.asarray((picture != before).any(-1), np.uint8)


def canvas(picture: U8) -> U8:
    return np.pad(picture, ((MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)), mode="edge")


def test_a_boom_is_found_where_it_crosses_the_cheek() -> None:
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    drawn = boom(picture, points)
    found = find_boom(canvas(picture), points)
    assert found is not None
    mask = found[MARGIN:-MARGIN, MARGIN:-MARGIN] > 0.5
    assert (mask & (drawn == 0)).sum() < 0.15 * mask.sum()
    x = points[[291, 454], 0]
    cheek = np.zeros_like(mask)
    cheek[:, int(x[0]) : int(x[1])] = True
    assert (mask & (drawn > 0) & cheek).sum() > 0.8 * ((drawn > 0) & cheek).sum()


@pytest.mark.parametrize("what", ["nothing", "line of a laugh", "jaw's shadow"])
def test_nothing_else_is_taken_for_one(what: str) -> None:
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    k = drawn_face.K
    if what == "line of a laugh":
        (x, y), (u, v) = points[129, :2], points[291, :2]
        cv2.line(picture, (int(x), int(y)), (int(u + 0.1 * k), int(v)), (120, 80, 70), round(0.03 * k), cv2.LINE_AA)
    if what == "jaw's shadow":
        outline = points[[454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152], :2]
        cv2.polylines(picture, [np.round(outline).astype(np.int32)], False, DARK, round(0.06 * k), cv2.LINE_AA)
    assert find_boom(canvas(picture), points) is None


@functools.cache
def worn_rig() -> tuple[Rig, U8]:
    """The demo portrait with a boom, and 1 where it is on the canvas (720, 1280)."""
    picture = np.array(demo())
    found = faces.find_best(picture)
    assert found is not None
    boom(picture, found.best)
    portrait = prepare(encode(picture))
    plain = prepare(encode(demo()))
    there = np.abs(portrait.image.astype(int) - plain.image).max(-1) > 60
    return build_rig(portrait), there[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH].astype(np.uint8)


def test_a_mouth_that_moves_leaves_it_as_it_was() -> None:
    rig, there = worn_rig()
    assert rig.worn is not None
    renderer = MeshRenderer(rig)
    rest = renderer.draw(Motion(), Features(), 0).y.astype(int)
    inside = cv2.erode(there, np.ones((3, 3), np.uint8)) > 0
    for shapes in (shape_weights(jawOpen=0.6), shape_weights(mouthPucker=0.9), shape_weights(mouthSmile=0.9, cheekSquint=0.6)):
        moved = renderer.draw(Motion(shapes=shapes), Features(), 0).y.astype(int)
        assert np.abs(moved - rest)[inside].mean() < 6
        assert np.abs(moved - rest).max() > 40  # the mouth beside it does move


def test_it_goes_with_the_head() -> None:
    rig, there = worn_rig()
    renderer = MeshRenderer(rig)
    rest = renderer.draw(Motion(), Features(), 0).y.astype(np.float32)
    right = renderer.draw(Motion(x=0.1), Features(), 0).y.astype(np.float32)
    ys, xs = np.nonzero(there)
    box = slice(ys.min() - 4, ys.max() + 5), slice(xs.min() - 4, xs.max() + 5)
    shift = round(0.1 * rig.k)
    assert np.abs(right[:, shift:][box] - rest[:, : WIDTH - shift][box]).mean() < 4
