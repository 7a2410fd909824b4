"""Shade that comes with the shapes: skin turned from the light, and what pushed lips throw on the chin."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.relight import Relight
from limner.engine.types import F32, shape_weights

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"
CHIN, BROW = 18, 9  # landmarks below the lower lip, between the brows


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def lit_from(direction: tuple[float, float, float], **shapes: float) -> F32:
    """Shade (n,) with these shapes, under a light from `direction` in the face's own axes."""
    rig = demo_rig()
    light = (np.array(direction, np.float32) @ rig.rotation.T).astype(np.float32)
    shade = np.ones(len(rig.vertices), np.float32)
    Relight(replace(rig, light=light)).shade(shape_weights(**shapes), shade)
    return shade


def test_a_face_at_rest_is_left_as_it_is() -> None:
    np.testing.assert_array_equal(lit_from((0.2, -0.4, -0.1)), 1)


def test_pushed_lips_shade_the_skin_below_them_if_the_light_comes_from_above() -> None:
    above, below = (lit_from((0, y, 0), mouthPucker=1.0) for y in (-0.4, 0.4))
    assert above[CHIN] < 0.94 and above[CHIN] < below[CHIN] - 0.03
    assert abs(above[BROW] - 1) < 0.01


def test_the_side_that_turns_from_the_light_gets_darker() -> None:
    """A smile turns the two cheeks' skin opposite ways."""
    left, right = (lit_from((x, 0, 0), mouthSmile=1.0) for x in (-0.4, 0.4))
    np.testing.assert_allclose(left - 1, 1 - right, atol=0.04)
    assert np.abs(left - 1).max() > 0.02


def test_shade_stays_weak() -> None:
    shade = lit_from((2.0, -2.0, 2.0), jawOpen=1.0)
    assert 0.85 < shade.min() and shade.max() < 1.15
