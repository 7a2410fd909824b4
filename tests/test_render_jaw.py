"""A jaw that comes down over the neck: the shadow below it, and the line between the two."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.jaw import Jaw
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import HEIGHT, MARGIN, U8, WIDTH, Features, Frame, Motion, shape_weights

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"
NOD = Motion(pitch=-8, shapes=shape_weights(jawOpen=0.3))


def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def drawn(motion: Motion, *, jaw: bool) -> tuple[U8, MeshRenderer]:
    renderer = MeshRenderer(demo_rig())
    if not jaw:
        renderer._jaw.shade = lambda xy, shade: None  # type: ignore[method-assign]
    return renderer.draw(motion, Features(), 0).y.copy(), renderer


def test_neck_darkens_where_the_chin_comes_near_and_nothing_else_does() -> None:
    plain, renderer = drawn(NOD, jaw=False)
    shaded, _ = drawn(NOD, jaw=True)
    change = shaded.astype(int) - plain
    k = renderer.rig.k
    x, chin = renderer.vertices_px[152].astype(int)
    below = change[chin + 4 : chin + int(0.2 * k), x - int(0.1 * k) : x + int(0.1 * k)]
    assert below.mean() < -4
    assert (change[: chin - int(0.3 * k), x - int(0.4 * k) : x + int(0.4 * k)] == 0).all()  # not the face


def test_what_is_behind_the_neck_takes_no_shadow() -> None:
    plain, renderer = drawn(NOD, jaw=False)
    shaded, _ = drawn(NOD, jaw=True)
    beside = renderer.rig.alpha[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH] < 128
    assert np.abs(shaded.astype(int) - plain)[beside].mean() < 0.01


def test_a_head_that_rests_or_looks_up_throws_no_other_shadow() -> None:
    for motion in (Motion(), Motion(pitch=6)):
        plain, renderer = drawn(motion, jaw=False)
        shaded, _ = drawn(motion, jaw=True)
        x, y = renderer.vertices_px[152].astype(int)
        k = int(0.2 * renderer.rig.k)
        np.testing.assert_array_equal(shaded[y : y + k, x - k : x + k], plain[y : y + k, x - k : x + k])


def test_steps_along_the_line_are_smoothed_and_the_contrast_across_it_stays() -> None:
    rig = demo_rig()
    jaw = Jaw(rig)
    xy = rig.vertices[:, :2].copy()
    chin = jaw.line[len(jaw.line) // 2 - 4 : len(jaw.line) // 2 + 5]
    a, b = xy[chin[0]].copy(), xy[chin[-1]].copy()
    xy[chin] = a + np.linspace(0, 1, len(chin))[:, None] * (b - a) + [0, 12]  # a straight line, 12 px lower than at rest
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    slope = (b[1] - a[1]) / (b[0] - a[0])
    edge = a[1] + 12 + slope * (columns // 4 * 4 - a[0])  # steps of four px
    frame = Frame()
    frame.y[:] = np.where(rows < edge + 1.5 * (columns // 4 % 2), 180, 60)
    before = frame.y.copy()
    jaw.shade(xy, np.ones(len(xy), np.float32))
    jaw.draw_line(frame, xy)
    left, right = sorted((int(a[0]) + 8, int(b[0]) - 8))
    middle = int(a[1] + 12 + slope * ((left + right) / 2 - a[0]))

    def steps(picture: U8) -> float:
        band = picture[middle - 3 : middle + 4, left:right].astype(float)
        return float(np.abs(np.diff(band, axis=1)).mean())

    assert steps(frame.y) < 0.65 * steps(before)
    assert (frame.y[middle - 12, left:right] == 180).all() and (frame.y[middle + 12, left:right] == 60).all()
