"""What goes with the head, what with the body, and what a turned face hides."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import limner
from limner.engine.motion.trail import Trail
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.pose import head_rotation
from limner.engine.portrait.rig import Rig
from limner.engine.portrait.shapes import mean_face
from limner.engine.portrait.topology import DATA
from limner.engine.portrait.unfold import unfold
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, MARGIN, Features, Motion, shape_weights
from tests.portraits import demo, encode

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"
K = 200.0


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def grid(rig: Rig, x: float, y: float) -> int:
    """The vertex outside the face nearest to a point given in k from the chin, + right and down."""
    face = int(rig.triangles[: rig.face_triangles].max()) + 1
    away = np.linalg.norm(rig.vertices[face:, :2] - (rig.landmarks[152, :2] + rig.k * np.array([x, y])), axis=1)
    return face + int(np.argmin(away))


def test_hair_is_head_and_a_ring_about_the_neck_is_body() -> None:
    rig = demo_rig()
    assert rig.rigid[grid(rig, -0.9, -1.4)] > 0.95  # hair beside the cheek
    assert rig.rigid[grid(rig, -1.2, 0.8)] < 0.2  # the suit's ring, left
    assert rig.rigid[grid(rig, 0.0, 1.3)] < 0.1  # the chest


def test_the_chin_moves_over_the_neck() -> None:
    rig = demo_rig()
    renderer = MeshRenderer(rig)
    neck = grid(rig, 0.0, 0.2)
    for motion in (Motion(pitch=-8), Motion(shapes=shape_weights(jawOpen=0.6))):
        renderer.draw(motion, Features(), 0)
        moved = renderer.vertices_px[:, 1] - rig.vertices[:, 1]
        assert moved[152] > 0.08 * rig.k
        assert moved[neck] < 0.75 * moved[152]


def test_what_hangs_from_an_ear_does_not_go_with_the_jaw() -> None:
    rig = demo_rig()
    renderer = MeshRenderer(rig)
    face = int(rig.triangles[: rig.face_triangles].max()) + 1
    for weights in (shape_weights(jawOpen=0.7), shape_weights(mouthPucker=1), shape_weights(mouthSmile=1)):
        renderer.draw(Motion(shapes=weights), Features(), 0)
        moved = np.linalg.norm(renderer.vertices_px - rig.vertices[:, :2], axis=1) / rig.k
        for lobe, aside in ((132, -1), (361, 1)):
            for x, y in ((0.15, 0.0), (0.2, 0.15)):
                away = np.linalg.norm(rig.vertices[face:, :2] - (rig.landmarks[lobe, :2] + rig.k * np.array([aside * x, y])), axis=1)
                assert moved[face + int(np.argmin(away))] < 0.012  # the chin itself moves by .19


def test_hanging_hair_comes_late_and_settles() -> None:
    trail, head = Trail(), Motion()
    trail.step(head)
    assert (head.lag_yaw, head.lag_pitch, head.lag_roll) == (0, 0, 0)
    lags = []
    for tick in range(75):
        head = Motion(yaw=min(8.0, 1.0 * tick), roll=-min(4.0, 0.5 * tick))
        trail.step(head)
        lags.append((head.lag_yaw, head.lag_roll))
    assert lags[6][0] < -0.5 and lags[6][1] > 0.25  # behind while the head turns
    assert abs(lags[-1][0]) < 0.02 and abs(lags[-1][1]) < 0.02
    assert max(abs(a[0] - b[0]) for a, b in zip(lags, lags[1:], strict=False)) < 1.2  # and never jumps


def test_only_hair_trails() -> None:
    rig = demo_rig()
    renderer = MeshRenderer(rig)
    renderer.draw(Motion(yaw=6), Features(), 0)
    settled = renderer.vertices_px.copy()
    renderer.draw(Motion(yaw=6, lag_yaw=-3, lag_roll=2), Features(), 0)
    face = int(rig.triangles[: rig.face_triangles].max()) + 1
    moved = np.linalg.norm(renderer.vertices_px - settled, axis=1)
    assert moved[:face].max() == 0 and 1 < moved.max() < 0.2 * rig.k


def test_hair_stays_in_the_picture() -> None:
    rig = demo_rig()
    renderer = MeshRenderer(rig)
    head = np.flatnonzero(rig.rigid > 0.95)
    for motion in (Motion(pitch=-10), Motion(pitch=-8, roll=8, y=-0.3), Motion(y=-0.5)):
        renderer.draw(motion, Features(), 0)
        solid = head[rig.alpha[tuple((np.round(rig.vertices[head, 1::-1]).astype(int) + MARGIN).T)] > 128]
        assert renderer.vertices_px[solid, 1].min() > 5, motion


def test_a_cut_head_that_sinks_rises_rather_than_show_what_is_made_up_above_it() -> None:
    rig = analyse(encode(demo().crop((60, 50, 400, 512)), "JPEG", quality=95))
    x, y = np.round(rig.vertices[:, :2]).astype(int).T
    above = (-MARGIN < y) & (y < 0) & (rig.rigid > 0.95)
    above[above] = rig.alpha[y[above] + MARGIN, x[above] + MARGIN] > 128
    assert above.sum() > 8
    lowest = {}
    for y_shift in (0.0, 0.05, 0.2, 0.3):
        renderer = MeshRenderer(rig)
        renderer.draw(Motion(y=y_shift), Features(), 0)
        lowest[y_shift] = float(renderer.vertices_px[above, 1].max() - rig.vertices[above, 1].max()) / rig.k
    assert abs(lowest[0.0]) < 1e-4 and abs(lowest[0.05] - 0.05) < 0.01  # small movements are made as they are
    assert 0.06 < lowest[0.2] < 0.16 and lowest[0.2] < lowest[0.3] < 0.25


def turned(yaw: float) -> F32:
    return np.asarray(mean_face() @ head_rotation(yaw, 0, 0).T * K, np.float32)


def areas(points: F32) -> F32:
    with np.load(DATA / "models/topology.npz") as table:
        a, b, c = (points[table["triangles"].astype(int)[:, i], :2] for i in range(3))
    return np.asarray((b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0]))


@pytest.mark.parametrize("yaw", [-40.0, -20.0, 30.0])
def test_a_turned_face_is_unfolded(yaw: float) -> None:
    front = np.sign(areas(turned(0.0)))
    hidden = (areas(turned(yaw)) * front < 0).sum()
    left = (areas(unfold(turned(yaw), K)) * front < -0.0005 * K * K).sum()
    assert hidden > 30 and left <= 0.1 * hidden


def test_a_frontal_face_stays_as_it_is() -> None:
    moved = np.linalg.norm(unfold(turned(0.0), K) - turned(0.0), axis=1)
    assert moved.max() < 0.02 * K and moved.mean() < 0.001 * K


def test_the_outline_goes_with_the_part_of_the_person_beside_it() -> None:
    rig = demo_rig()
    n_face = int(rig.triangles[: rig.face_triangles].max()) + 1
    at, rigid = rig.vertices[n_face:, :2], rig.rigid[n_face:]
    x, y = np.clip(np.round(at + MARGIN).astype(int), 0, (rig.alpha.shape[1] - 1, rig.alpha.shape[0] - 1)).T
    outside = rig.alpha[y, x] < 64
    inside = rig.alpha[y, x] == 255
    nearest = np.linalg.norm(at[outside, None] - at[None, inside], axis=2).argmin(1)
    assert np.percentile(np.abs(rigid[outside] - rigid[inside][nearest]), 90) < 0.1
