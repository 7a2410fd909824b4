"""What hangs from the ears keeps its shape while the head turns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.hanging import Hanging
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, Features, Motion

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


def held(renderer: MeshRenderer, side: Hanging) -> tuple[F32, F32]:
    """Where what hangs from an ear was in the picture, and where it is now, (h, 2) px each about its middle."""
    whole = side.vertices[side.weight > 0.99]
    assert len(whole) > 8
    then, now = renderer.rig.vertices[whole, :2], renderer.vertices_px[whole]
    return then - then.mean(0), now - now.mean(0)


@pytest.mark.parametrize("motion", [Motion(yaw=12), Motion(yaw=-12), Motion(pitch=10), Motion(yaw=8, pitch=-6)])
def test_it_keeps_its_shape(motion: Motion) -> None:
    renderer = MeshRenderer(analyse(DEMO.read_bytes()))
    renderer.draw(motion, Features(), 0)
    for side in renderer.rig.hanging:
        then, now = held(renderer, side)
        across, down = (float((now[:, i] * then[:, i]).sum() / (then[:, i] ** 2).sum()) for i in (0, 1))
        assert across == pytest.approx(1, abs=0.04)  # a turn of 12 degrees would squeeze it to .6 where the face is steep
        assert down == pytest.approx(1, abs=0.04)


def test_it_stays_upright_when_the_head_tips_to_the_side() -> None:
    renderer = MeshRenderer(analyse(DEMO.read_bytes()))
    renderer.draw(Motion(roll=10), Features(), 0)
    for side in renderer.rig.hanging:
        then, now = held(renderer, side)
        turned = np.degrees(np.arctan2((then[:, 0] * now[:, 1] - then[:, 1] * now[:, 0]).sum(), (then * now).sum()))
        assert abs(turned) < 3


def test_it_swings_a_little_when_the_head_moves_and_hangs_still_at_rest() -> None:
    renderer = MeshRenderer(analyse(DEMO.read_bytes()))
    renderer.draw(Motion(), Features(), 0)
    np.testing.assert_allclose(renderer.vertices_px, renderer.rig.vertices[:, :2], atol=0.01)
    for lag in (-1.5, 1.5):
        renderer.draw(Motion(lag_roll=lag), Features(), 0)
        for side in renderer.rig.hanging:
            then, now = held(renderer, side)
            low = then[:, 1] > np.median(then[:, 1])
            moved = float((now - then)[low, 0].mean())
            assert 0 < moved * lag < 0.1 * renderer.rig.k * abs(lag)  # the root was there a little ago
