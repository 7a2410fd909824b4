"""The painting kernels: exact blending into planar YUV, outlines as tables."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.render.paint import blend_chroma, blend_luma, draw_line, even_box, smooth, warm
from limner.engine.types import HEIGHT, WIDTH


def test_luma_of_black_and_white_is_limited_range() -> None:
    plane = np.full((2, 2), 77, np.uint8)
    blend_luma(plane, 0, 0, 255.0, 255.0, 255.0, 1.0)
    blend_luma(plane, 0, 1, 0.0, 0.0, 0.0, 1.0)
    blend_luma(plane, 1, 0, 255.0, 255.0, 255.0, 0.5)
    blend_luma(plane, 1, 1, 255.0, 255.0, 255.0, 0.0)
    assert plane.tolist() == [[235, 16], [156, 77]]


def test_chroma_counts_only_covered_pixels() -> None:
    """One red pixel of four moves chroma a quarter of the way to red, whatever colour the others would have had."""
    u, v = np.full((1, 1), 128, np.uint8), np.full((1, 1), 128, np.uint8)
    blend_chroma(u, v, 0, 0, 255.0, 0.0, 0.0, 1.0)
    assert (u[0, 0], v[0, 0]) == (119, 156)  # full red is 90, 240
    u[:], v[:] = 128, 128
    blend_chroma(u, v, 0, 0, 4 * 255.0, 0.0, 0.0, 4.0)
    assert (u[0, 0], v[0, 0]) == (90, 240)
    blend_chroma(u, v, 0, 0, 0.0, 0.0, 0.0, 0.0)
    assert (u[0, 0], v[0, 0]) == (90, 240)


def test_shadows_are_warm_only_in_colour_pictures() -> None:
    r, g, b = warm(0.5, 1.0)
    assert r > 0.5 > g > b
    assert warm(0.5, 0.0) == (0.5, 0.5, 0.5)
    assert warm(1.0, 1.0) == (1.0, 1.0, 1.0)


def test_smooth_is_a_soft_step() -> None:
    assert [smooth(1.0, 3.0, x) for x in (0.0, 1.0, 2.0, 3.0, 9.0)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert smooth(3.0, 1.0, 0.0) == 1.0  # falls when the ends are exchanged


def test_line_is_followed_and_goes_on_level() -> None:
    table = np.zeros((11, 2), np.float32)
    draw_line(table, 1, np.array([[2, 10], [5, 13], [8, 10]], np.float32), 0.0, 1.0, True)
    np.testing.assert_allclose(table[:, 1], [10, 10, 10, 11, 12, 13, 12, 11, 10, 10, 10], atol=1e-4)
    assert not table[:, 0].any()


@pytest.mark.parametrize(("upper", "expected"), [(True, 0.0), (False, 2.0)])
def test_line_that_folds_back_takes_the_outermost_height(upper: bool, expected: float) -> None:
    table = np.zeros((11, 1), np.float32)
    draw_line(table, 0, np.array([[0, 0], [6, 0], [4, 2], [10, 2]], np.float32), 0.0, 1.0, upper)
    assert table[5, 0] == expected


def test_line_that_runs_backwards_keeps_its_ends() -> None:
    table = np.zeros((11, 1), np.float32)
    draw_line(table, 0, np.array([[8, 5], [2, 3]], np.float32), 0.0, 1.0, True)
    assert (table[0, 0], table[10, 0]) == (3, 5)


def test_boxes_are_even_and_inside() -> None:
    assert even_box(3.2, 5.9, 7.1, 8.0) == (2, 4, 10, 10)
    assert even_box(-50, -50, 2 * WIDTH, 2 * HEIGHT) == (0, 0, WIDTH, HEIGHT)
    x0, _, x1, _ = even_box(-90, 10, -40, 20)
    assert x1 <= x0
