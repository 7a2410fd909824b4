"""A rig drives itself: motions of known size, as landmarks, come back as the same motions."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import limner
from limner.engine.motion.retarget import Retarget
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.pose import head_angles, head_rotation
from limner.engine.portrait.rig import Rig
from limner.engine.types import F32, SHAPE, Motion, shape_weights

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def moved(motion: Motion) -> F32:
    """(478, 3) px: landmarks of the bundled portrait with this motion, where the renderer would show them."""
    rig = demo_rig()
    was = rig.landmarks - rig.pivot
    now = (was + np.tensordot(motion.shapes, rig.shapes[:, :478], 1)) @ head_rotation(motion.yaw, motion.pitch, motion.roll).T
    now = now + rig.k * np.array([motion.x, motion.y, motion.z])
    focal = 6 * rig.k
    out = now + rig.pivot
    out[:, :2] = rig.landmarks[:, :2] + (now * focal / (focal + now[:, 2:]) - was * focal / (focal + was[:, 2:]))[:, :2]
    return np.asarray(out, np.float32)


def back(motion: Motion) -> Motion:
    return Retarget(demo_rig(), demo_rig().landmarks).step(moved(motion))


def test_angles_and_rotation_are_inverse() -> None:
    np.testing.assert_allclose(head_angles(head_rotation(11, -7, 5)), (11, -7, 5), atol=1e-4)


def test_still_landmarks_are_rest() -> None:
    motion = back(Motion())
    assert max(abs(v) for v in (motion.yaw, motion.pitch, motion.roll)) < 0.05
    motion.shapes[SHAPE["mouthClose"]] = 0  # closed lips may well be sealed
    assert np.abs(motion.shapes).max() < 0.02


@pytest.mark.parametrize("angle", ["yaw", "pitch", "roll"])
@pytest.mark.parametrize("degrees", [-8.0, 8.0])
def test_head_turns_keep_size_and_sign(angle: str, degrees: float) -> None:
    given = Motion()
    setattr(given, angle, degrees)
    motion = back(given)
    for name in ("yaw", "pitch", "roll"):
        expected = degrees if name == angle else 0.0
        assert getattr(motion, name) == pytest.approx(expected, abs=1.5)
    motion.shapes[SHAPE["mouthClose"]] = 0
    assert np.abs(motion.shapes).max() < 0.1


def test_shift_keeps_sign() -> None:
    motion = back(Motion(x=0.1, y=-0.05))
    assert motion.x == pytest.approx(0.1, abs=0.01) and motion.y == pytest.approx(-0.05, abs=0.01)


@pytest.mark.parametrize("name", ["jawOpen", "mouthSmile", "mouthPucker", "browInnerUp"])
def test_shapes_come_back(name: str) -> None:
    given = shape_weights(**{name: 0.6})
    found = back(Motion(shapes=given)).shapes
    for i in np.flatnonzero(given):
        assert 0.35 < found[i] < 0.7, (name, found[i])


def test_lids_become_blinks() -> None:
    found = back(Motion(shapes=shape_weights(eyeBlink=0.7))).shapes
    for side in ("Left", "Right"):
        assert found[SHAPE["eyeBlink" + side]] == pytest.approx(0.7, abs=0.12)


def test_frames_do_not_depend_on_each_other() -> None:
    retarget = Retarget(demo_rig(), demo_rig().landmarks)
    one = moved(Motion(yaw=5, shapes=shape_weights(jawOpen=0.5)))
    first = retarget.step(one)
    retarget.step(moved(Motion(pitch=-6, shapes=shape_weights(mouthSmile=0.8))))
    again = retarget.step(one)
    np.testing.assert_array_equal(first.shapes, again.shapes)
    assert first.yaw == again.yaw
