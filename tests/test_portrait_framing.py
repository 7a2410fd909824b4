"""Where a picture stands on the canvas, and that pixels and points agree about it."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.portrait import enlarge
from limner.engine.portrait.framing import Framing, frame, place
from limner.engine.types import F32, HEIGHT, MARGIN, WIDTH


@pytest.mark.parametrize("scale", [0.3, 0.77, 1.0, 1.5, 2.5, 3.7])
def test_a_dot_lands_where_its_point_lands(scale: float) -> None:
    height, width = int(900 / scale), int(1500 / scale)
    x, y, r = int(0.41 * width), int(0.37 * height), max(1, round(2 / scale))
    picture = np.zeros((height, width, 3), np.uint8)
    picture[y - r : y + r + 1, x - r : x + r + 1] = 255
    framing = Framing(scale, -40, -60)
    for placed, light in ((p := place(picture, framing), p.rgb[..., 0]), (m := place(picture[..., 0], framing, mask=True), m.rgb)):
        light = np.where(light < 40, 0, light).astype(np.float64)
        rows, columns = np.mgrid[: light.shape[0], : light.shape[1]]
        seen = np.array([(columns * light).sum(), (rows * light).sum()]) / light.sum() + [placed.left - MARGIN, placed.top - MARGIN]
        expected = framing.points(np.array([[x, y, 0]], np.float32))[0, :2]
        assert np.abs(seen - expected).max() < 0.15


def face(cx: float, top: float, fh: float) -> F32:
    """(478, 3) of which only the points that framing reads are in place: forehead top at `top`, face height `fh`."""
    points = np.full((478, 3), (cx, top + 0.5 * fh, 0), np.float32)
    points[10, 1], points[152, 1] = top, top + fh
    points[[33, 133, 362, 263], 1] = top + 0.35 * fh
    points[234, 0], points[454, 0] = cx - 0.4 * fh, cx + 0.4 * fh
    return points


def person(height: int, width: int, cx: float, top: float, fh: float) -> F32:
    """A probability map: a head that reaches 0.35 face heights above the forehead, and shoulders."""
    y, x = np.mgrid[:height, :width]
    head = ((x - cx) / (0.5 * fh)) ** 2 + ((y - top - 0.4 * fh) / (0.75 * fh)) ** 2 < 1
    body = (y > top + 1.1 * fh) & (np.abs(x - cx) < 1.2 * fh)
    return np.asarray(head | body, np.float32)


@pytest.mark.parametrize(
    ("height", "width", "cx", "top", "fh"),
    [
        pytest.param(720, 1280, 640, 180, 280, id="ready made"),
        pytest.param(1200, 400, 200, 300, 200, id="tall"),
        pytest.param(512, 512, 256, 150, 200, id="square"),
        pytest.param(512, 512, 256, 130, 340, id="close"),
        pytest.param(800, 3000, 2700, 200, 220, id="wide, at the edge"),
        pytest.param(2000, 2000, 900, 700, 150, id="far away"),
        pytest.param(600, 600, 300, 80, 120, id="little above"),
    ],
)
def test_framing_keeps_its_promises(height: int, width: int, cx: float, top: float, fh: float) -> None:
    points = face(cx, top, fh)
    chosen = frame(height, width, points, person(height, width, cx, top, fh))
    canvas = chosen.points(points)
    hair = chosen.y + chosen.scale * (top - 0.35 * fh)
    assert chosen.y + chosen.scale * height >= HEIGHT - 1  # the bottom is covered
    assert 0.03 * HEIGHT < hair < 0.35 * HEIGHT
    assert canvas[152, 1] < 0.95 * HEIGHT
    assert 0.27 <= chosen.scale * fh / HEIGHT < 0.66
    assert 0.25 * WIDTH < canvas[1, 0] < 0.75 * WIDTH
    if width * chosen.scale > WIDTH and 0.3 * width < cx < 0.7 * width:  # no side is filled without need
        assert chosen.x <= 0 and chosen.x + chosen.scale * width >= WIDTH


@pytest.mark.parametrize(("height", "width"), [(900, 600), (600, 1600), (720, 1280), (500, 500)])
def test_cover_leaves_no_side_to_fill_and_contain_cuts_nothing(height: int, width: int) -> None:
    fh = 0.3 * height
    points, prob = face(0.5 * width, 0.2 * height, fh), person(height, width, 0.5 * width, 0.2 * height, fh)
    cover, contain = frame(height, width, points, prob, "cover"), frame(height, width, points, prob, "contain")
    assert cover.x <= 0 and cover.y <= 0
    assert cover.x + cover.scale * width >= WIDTH - 1 and cover.y + cover.scale * height >= HEIGHT - 1
    assert cover.points(points)[152, 1] < 0.97 * HEIGHT
    assert contain.x >= -1 and contain.y >= -1 and contain.x + contain.scale * width <= WIDTH + 1
    assert contain.y + contain.scale * height == pytest.approx(HEIGHT, abs=1)


def test_a_picture_that_is_not_enlarged_keeps_its_pixels() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), np.uint8)
    placed = place(picture, Framing(1.0, 0, 0))
    assert (placed.top, placed.left) == (MARGIN, MARGIN)
    assert (placed.rgb == picture).all()


def test_enlarging_calms_grain_and_keeps_edges() -> None:
    rng = np.random.default_rng(0)
    clean = np.full((80, 80, 3), 90, np.uint8)
    clean[:, 40:] = 170
    noisy = np.clip(clean + rng.normal(0, 5, clean.shape), 0, 255).astype(np.uint8)
    calm = enlarge.smooth(noisy, 2.5).astype(float)
    assert calm[:, 5:35].std() < 0.7 * noisy[:, 5:35].std()
    assert (calm[:, 42:46].mean() - calm[:, 34:38].mean()) > 75
    assert enlarge.smooth(noisy, 1.0) is noisy and enlarge.sharpen(noisy, 0.5) is noisy


def test_another_person_cut_by_the_far_side_does_not_take_the_face_off_the_canvas() -> None:
    height, width, fh = 886, 1280, 120.0
    landmarks, prob = face(112.0, 270.0, fh), person(height, width, 112.0, 270.0, fh)
    prob[:, -60:] = 1.0
    at = frame(height, width, landmarks, prob).points(landmarks)[:468, 0].mean()
    assert 0.1 * WIDTH < at < 0.9 * WIDTH
