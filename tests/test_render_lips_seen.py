"""How far open a portrait's mouths look: measured on its own pictures, and speech drawn by it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import limner
from limner.engine.engine import Engine
from limner.engine.motion.lips import DRAWN, SEEN
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.render.lips_seen import MOST, lips_seen, opened, seen
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import SHAPE, TICK_SAMPLES
from tests.sounds import stereo, ticks, up, words

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"
LIP = SHAPE["mouthLowerDownLeft"]


def test_it_is_what_is_seen_in_the_portraits_own_pictures() -> None:
    rig = analyse(DEMO.read_bytes())
    assert (np.diff(rig.lips_seen) > 0).all()
    share = rig.lips_seen[1:] / np.array(SEEN)[1:]
    assert share.min() > 0.98 / MOST and share.max() < 1.02 * MOST
    for aperture in (0.09, 0.13, 0.18):
        look = seen(MeshRenderer(rig), FaceMesh(), opened(aperture))
        assert look is not None
        usual, here = np.interp(aperture, DRAWN, SEEN), np.interp(aperture, DRAWN, rig.lips_seen)
        assert abs(here - look[1]) < 0.4 * abs(usual - look[1]) + 0.012


def test_where_no_face_is_seen_it_is_the_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    rig = analyse(DEMO.read_bytes())
    monkeypatch.setattr(FaceMesh, "landmarks", lambda self, rgb, roi: None)
    np.testing.assert_allclose(lips_seen(rig), SEEN, rtol=1e-6)


def test_who_looks_farther_open_is_drawn_less_open() -> None:
    """From the first tick, and when the portrait changes."""
    rig = analyse(DEMO.read_bytes())
    wide = replace(rig, lips_seen=np.array(SEEN, np.float32) * 1.4)
    usual = replace(rig, lips_seen=np.array(SEEN, np.float32))
    sounds = ticks(np.concatenate([np.zeros((12 * TICK_SAMPLES, 2), np.int16), stereo(up(words("aipasaemo ua", 0.2)))]))

    def lips(engine: Engine) -> np.ndarray:
        return np.array([engine.step(sound, draw=False).motion.shapes[LIP] for sound in sounds])

    first = lips(Engine(MeshRenderer(usual)))
    assert first.max() > 0.1
    assert lips(Engine(MeshRenderer(wide))).max() < 0.9 * first.max()
    changed = Engine(MeshRenderer(usual))
    changed.set_renderer(MeshRenderer(wide))
    assert lips(changed).max() < 0.9 * first.max()
