"""Strokes: each goes smoothly from rest to rest, they add up, and the goal is where they end."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.motion.strokes import Strokes


def path(strokes: Strokes, ticks: int) -> np.ndarray:
    return np.array([strokes.step() for _ in range(ticks)])


def test_a_stroke_begins_and_ends_at_rest_and_stays() -> None:
    strokes = Strokes(2)
    strokes.begin(np.array([4.0, -1.0]), 0.4)
    line = path(strokes, 20)
    np.testing.assert_allclose(line[9:], [[4.0, -1.0]] * 11)
    speed = np.diff(np.concatenate([[0.0], line[:10, 0]]))
    assert (speed > 0).all() and speed[0] < 0.1 * speed.max() and speed[-1] < 0.1 * speed.max()
    assert np.argmax(speed) in (4, 5)


def test_strokes_add_up_and_the_goal_knows_all_of_them() -> None:
    strokes = Strokes(1)
    strokes.begin(np.array([3.0]), 0.5)
    path(strokes, 5)
    strokes.begin(np.array([-1.0]), 0.2)
    strokes.begin(np.array([0.5]), 0.2, wait_s=1.0)
    assert strokes.goal[0] == pytest.approx(2.5)
    line = path(strokes, 40)
    assert line[15, 0] == pytest.approx(2.0), "the late one has not begun"
    assert line[-1, 0] == pytest.approx(2.5) and strokes.goal[0] == pytest.approx(2.5)


def test_reset_forgets() -> None:
    strokes = Strokes(3)
    strokes.begin(np.ones(3), 0.1)
    path(strokes, 10)
    strokes.reset()
    assert not strokes.step().any() and not strokes.goal.any()
