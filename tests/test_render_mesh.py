"""The mesh renderer on the bundled portrait: what moves, what must not, and where lips meet."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.pose import head_rotation
from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import POSES, contact_sheet
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Features, Frame, Motion, shape_weights

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


@pytest.fixture
def renderer() -> MeshRenderer:
    return MeshRenderer(demo_rig())


def draw(renderer: MeshRenderer, motion: Motion) -> Frame:
    return renderer.draw(motion, Features(), 0).copy()


def positions(renderer: MeshRenderer, motion: Motion) -> F32:
    renderer.draw(motion, Features(), 0)
    return renderer.vertices_px.copy()


def around(frame: Frame, centre: F32, reach: float) -> U8:
    x, y, r = int(centre[0]), int(centre[1]), int(reach)
    return frame.y[y - r : y + r, x - r : x + r]


def mouth(rig: Rig) -> F32:
    return np.asarray(rig.vertices[rig.mouth_upper, :2].mean(0))


def test_rest_is_the_portrait_itself(renderer: MeshRenderer) -> None:
    rig = demo_rig()
    xy = positions(renderer, Motion())
    np.testing.assert_allclose(xy, rig.vertices[:, :2], atol=1e-3)
    frame = draw(renderer, Motion())
    inside = rig.alpha[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH] == 255
    texture = rig.luma[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]
    difference = np.abs(frame.y.astype(int) - texture.astype(int))[inside]
    assert difference.mean() < 0.6 and np.percentile(difference, 99.9) <= 6


def test_background_never_moves(renderer: MeshRenderer) -> None:
    rig = demo_rig()
    far = cv2.dilate(rig.alpha, np.ones((161, 161), np.uint8))[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH] == 0
    assert far.sum() > 10_000
    plate = Frame(rig.plate.copy())
    for motion in (Motion(yaw=8), Motion(roll=-7, shapes=shape_weights(jawOpen=0.6)), Motion(x=0.05, breath=1)):
        assert (draw(renderer, motion).y[far] == plate.y[far]).all()


def test_only_the_person_is_shaded_not_the_rim_of_background_around() -> None:
    rig = demo_rig()
    turned, light = Motion(yaw=10), np.array([0.6, -0.2, -0.4], np.float32)
    white, black = (np.full_like(rig.luma, value) for value in (235, 16))
    covered = draw(MeshRenderer(replace(rig, luma=white, plate=np.full_like(rig.plate, 16), light=0 * light)), turned).y > 16 + 0.7 * 219
    grey = replace(rig, luma=black + 112, plate=np.full_like(rig.plate, 128), light=light)
    off = np.abs(draw(MeshRenderer(grey), turned).y.astype(int) - 128)
    assert off[covered].mean() > 3
    assert off[~covered].max() <= 1


def test_a_frame_does_not_depend_on_the_one_before(renderer: MeshRenderer) -> None:
    pose = POSES["turned A"]
    first = draw(renderer, pose)
    draw(renderer, Motion(yaw=9, pitch=5, shapes=shape_weights(jawOpen=0.9, eyeBlink=1, mouthPucker=0.6, mouthNeutral=1)))
    assert (draw(renderer, pose).planes == first.planes).all()


@pytest.mark.parametrize("weights", [{"jawOpen": 0.6}, {"jawOpen": 0.3, "mouthFunnel": 0.8}, {"mouthSmile": 1.0, "mouthUpperUp": 0.7}])
@pytest.mark.parametrize("pitch", [-7.0, 0.0, 7.0])
def test_sealed_lips_meet_exactly(renderer: MeshRenderer, weights: dict[str, float], pitch: float) -> None:
    rig = demo_rig()
    open_xy = positions(renderer, Motion(pitch=pitch, shapes=shape_weights(**weights)))
    assert np.abs(open_xy[rig.mouth_lower] - open_xy[rig.mouth_upper])[:, 1].max() > 3
    xy = positions(renderer, Motion(pitch=pitch, shapes=shape_weights(mouthClose=1, **weights)))
    np.testing.assert_allclose(xy[rig.mouth_lower], xy[rig.mouth_upper], atol=0.02)


def test_lips_never_cross(renderer: MeshRenderer) -> None:
    rig = demo_rig()
    for weights in ({"mouthPress": 1.0}, {"mouthRollLower": 1.0, "mouthRollUpper": 1.0}, {"mouthFrown": 1.0, "mouthPress": 1.0}):
        xy = positions(renderer, Motion(shapes=shape_weights(**weights)))
        assert (xy[rig.mouth_lower, 1] - xy[rig.mouth_upper, 1]).min() > -0.05


def test_f_puts_the_lower_lip_under_the_upper_teeth(renderer: MeshRenderer) -> None:
    """The gap is narrow and only in the middle, the mouth no wider, and the red of the lower lip turns in."""
    rig = renderer.rig
    rest, f = positions(renderer, Motion()), positions(renderer, POSES["F"])
    gap = (f[rig.mouth_lower] - f[rig.mouth_upper])[:, 1] / rig.k
    assert 0.01 < gap[10] < 0.05
    assert max(gap[4], gap[-5]) < 0.6 * gap[10]
    assert f[291, 0] - f[61, 0] < 1.02 * (rest[291, 0] - rest[61, 0])
    assert f[17, 1] - f[14, 1] < 0.75 * (rest[17, 1] - rest[14, 1])


@pytest.mark.parametrize("pose", ["rest", "M", "A"])
def test_skin_does_not_fold_over_the_corners_of_the_mouth(renderer: MeshRenderer, pose: str) -> None:
    """The ring of the lower lip stays below the corner's own height order: outer border under inner border."""
    at = positions(renderer, POSES[pose])
    for outer, inner in ((146, 95), (375, 324), (91, 88), (321, 318)):
        assert at[outer, 1] > at[inner, 1]


def test_turns_go_the_way_their_signs_say(renderer: MeshRenderer) -> None:
    rig = demo_rig()
    nose, forehead = 4, 10
    rest = rig.vertices[:, :2]
    assert positions(renderer, Motion(yaw=8))[nose, 0] > rest[nose, 0] + 3  # nose to the image's right
    assert positions(renderer, Motion(pitch=8))[nose, 1] < rest[nose, 1] - 3  # looks up
    assert positions(renderer, Motion(roll=8))[forehead, 0] > rest[forehead, 0] + 3  # top of the head to the right
    assert positions(renderer, Motion(x=0.1))[nose, 0] > rest[nose, 0] + 5
    nearer = positions(renderer, Motion(z=-0.3))
    assert np.ptp(nearer[[33, 263], 0]) > np.ptp(rest[[33, 263], 0])  # leaning in makes the face larger


def test_rotation_is_a_rotation() -> None:
    r = head_rotation(12, -9, 7)
    np.testing.assert_allclose(r @ r.T, np.eye(3), atol=1e-6)
    assert np.linalg.det(r) == pytest.approx(1)


def test_mouth_and_eyes_change_where_they_are(renderer: MeshRenderer) -> None:
    rig = demo_rig()
    rest = draw(renderer, Motion())
    eyes = rig.landmarks[[33, 133], :2].mean(0)
    for weights, centre, other in (({"jawOpen": 0.5}, mouth(rig), eyes), ({"eyeBlink": 1.0}, eyes, mouth(rig))):
        frame = draw(renderer, Motion(shapes=shape_weights(**weights)))
        moved = np.abs(around(frame, centre, 0.15 * rig.k).astype(int) - around(rest, centre, 0.15 * rig.k)).mean()
        still = np.abs(around(frame, other, 0.1 * rig.k).astype(int) - around(rest, other, 0.1 * rig.k)).mean()
        assert moved > 8 and still < 1, (weights, moved, still)


def test_no_hole_inside_the_person(renderer: MeshRenderer) -> None:
    """A bright plate would shine through any gap between triangles."""
    rig = demo_rig()
    solid = cv2.erode((rig.alpha == 255).astype(np.uint8), np.ones((41, 41), np.uint8))
    for name in ("A", "yaw +8", "yaw -8", "turned A", "broad smile"):
        renderer.draw(POSES[name], Features(), 0)
        holes = renderer.uncovered()
        assert not (holes & (solid[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH][::2, ::2] > 0)).any(), name


def test_contact_sheet_shows_every_pose() -> None:
    sheet = contact_sheet(demo_rig(), columns=6)
    assert sheet.shape == (600 * -(-len(POSES) // 6), 2400, 3)
