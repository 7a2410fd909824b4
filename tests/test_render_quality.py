"""Levels of quality: what each draws, compared as pictures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.base import drawn_by, open_renderer
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.quality import LEVELS, Level
from limner.engine.types import MARGIN, U8, Features, Motion, shape_weights
from limner.errors import ConfigError

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def drawn(level: Level, motion: Motion) -> U8:
    return MeshRenderer(demo_rig(), level).draw(motion, Features(), 0).y.copy()


def face() -> tuple[slice, slice]:
    rig = demo_rig()
    x, y = rig.landmarks[[33, 263, 13], :2].mean(0).astype(int)
    r = int(0.5 * rig.k)
    return slice(y - r, y + r), slice(x - r, x + r)


def detail(picture: U8) -> float:
    return float(cv2.Laplacian(picture, cv2.CV_32F).std())


@pytest.mark.parametrize("level", ["low", "high"])
def test_every_level_shows_the_same_person(level: Level) -> None:
    motion = Motion(yaw=5, pitch=-3, shapes=shape_weights(jawOpen=0.4, mouthSmile=0.3))
    standard, other = drawn("standard", motion), drawn(level, motion)
    difference = np.abs(standard.astype(int) - other)
    assert difference.mean() < 1.5 and np.percentile(difference, 99) < 25


def test_low_is_coarser_beside_the_face_and_as_fine_in_it() -> None:
    motion = Motion(yaw=2.3, x=0.0113)
    low, standard, high = (drawn(level, motion) for level in ("low", "standard", "high"))
    assert detail(low) < 0.97 * detail(standard) < detail(high)
    np.testing.assert_array_equal(low[face()], standard[face()])


def test_a_face_that_moves_by_parts_of_a_pixel_keeps_its_sharpness() -> None:
    renderer = MeshRenderer(demo_rig())
    rows, columns = face()
    inner = slice(rows.start + 20, rows.stop - 20), slice(columns.start + 20, columns.stop - 20)
    sharp = [detail(renderer.draw(Motion(x=i / 8 / demo_rig().k, y=i / 8 / demo_rig().k), Features(), 0).y[inner]) for i in range(9)]
    assert min(sharp) > 0.85 * max(sharp)  # bilinear sampling comes down to .7


def test_a_face_that_does_not_move_is_as_sharp_as_its_picture() -> None:
    rig = demo_rig()
    rows, columns = face()
    picture = rig.luma[MARGIN:-MARGIN, MARGIN:-MARGIN][rows, columns]
    assert detail(drawn("standard", Motion())[rows, columns]) == pytest.approx(detail(picture), rel=0.05)


def test_levels_are_opened_by_name() -> None:
    for level in LEVELS:
        renderer = open_renderer(drawn_by("mesh", level), demo_rig())
        assert isinstance(renderer, MeshRenderer) and renderer.quality == LEVELS[level]
    assert drawn_by("testcard", "low") == "testcard"  # others have no levels
    with pytest.raises(ConfigError):
        open_renderer("mesh-best", demo_rig())
