"""What every renderer promises, run on each of them; a new renderer is one more name in RENDERERS."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.base import Renderer, open_renderer
from limner.engine.types import HEIGHT, WIDTH, Features, Motion, shape_weights


@cache
def demo_rig() -> Rig:
    return analyse((Path(limner.__file__).parent / "data/demo/portrait.jpg").read_bytes())


RENDERERS = ("mesh", "testcard", "examples.own_renderer:Cartoon")
SPEAKING = Motion(yaw=5, pitch=-3, roll=2, gaze_x=0.2, breath=1, shapes=shape_weights(jawOpen=0.5, eyeBlink=0.4, mouthSmile=0.3))
LOUD = Features(level=0.4, loudness=0.8, speech=1, onset=True)


@pytest.fixture(params=RENDERERS)
def make(request: pytest.FixtureRequest) -> Callable[[], Renderer]:
    return lambda: open_renderer(request.param, demo_rig())


def test_a_frame_is_planar_yuv_of_the_right_size(make: Callable[[], Renderer]) -> None:
    frame = make().draw(SPEAKING, LOUD, 3)
    assert frame.planes.shape == (HEIGHT * 3 // 2, WIDTH) and frame.planes.dtype == np.uint8
    assert frame.y.std() > 5  # there is something to see


def test_the_same_motion_gives_the_same_frame_whatever_came_before(make: Callable[[], Renderer]) -> None:
    used, fresh = make(), make()
    for tick in range(3):
        used.draw(Motion(yaw=-8, roll=6, x=0.1, shapes=shape_weights(jawOpen=1, browInnerUp=1)), LOUD, tick)
    assert (used.draw(SPEAKING, LOUD, 7).planes == fresh.draw(SPEAKING, LOUD, 7).planes).all()


def test_speech_shows(make: Callable[[], Renderer]) -> None:
    renderer = make()
    quiet = renderer.draw(Motion(), Features(), 0).copy()
    loud = renderer.draw(SPEAKING, LOUD, 0)
    assert np.abs(loud.y.astype(int) - quiet.y).max() > 40


@pytest.mark.parametrize("amount", [-3.0, 5.0])
def test_motion_out_of_range_breaks_nothing(make: Callable[[], Renderer], amount: float) -> None:
    """A renderer may look odd then, but it draws, and draws right again afterwards."""
    renderer = make()
    wild = Motion(
        shapes=np.full(len(SPEAKING.shapes), amount, np.float32),
        yaw=30 * amount,
        pitch=20 * amount,
        roll=25 * amount,
        x=amount,
        gaze_x=amount,
    )
    renderer.draw(wild, LOUD, 0)
    assert (renderer.draw(SPEAKING, LOUD, 7).planes == make().draw(SPEAKING, LOUD, 7).planes).all()
