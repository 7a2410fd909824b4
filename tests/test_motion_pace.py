"""Pace: a tired mouth opens slowly, shuts as soon as ever, and any other is left alone."""

from __future__ import annotations

import numpy as np

from limner.engine.motion.pace import Pace
from limner.engine.types import SHAPE, Intent, shape_weights

OPEN, SHUT = shape_weights(jawOpen=0.5, mouthLowerDown=0.3), shape_weights(jawOpen=0.1, mouthClose=1.0, mouthPress=0.3)


def jaws(slack: float, energy: float = 0.5) -> np.ndarray:
    pace = Pace()
    said = [SHUT] * 3 + [OPEN] * 6 + [SHUT] * 3
    return np.array([pace.step(lips, Intent(slack=slack, energy=energy))[[SHAPE["jawOpen"], SHAPE["mouthClose"]]] for lips in said])


def test_a_tired_mouth_opens_slowly_but_as_far_and_shuts_at_once() -> None:
    tired, lively = jaws(0.85), jaws(0.0)
    assert tired[3, 0] < 0.8 * lively[3, 0] and tired[8, 0] > 0.98 * lively[8, 0]
    np.testing.assert_array_equal(tired[:, 1], lively[:, 1])
    np.testing.assert_allclose(tired[9:, 0], lively[9:, 0], rtol=1e-5)


def test_without_slack_nothing_changes_however_still_the_head_is() -> None:
    for energy in (0.04, 0.5, 1.0):
        np.testing.assert_allclose(jaws(0.0, energy)[:, 0], [0.1] * 3 + [0.5] * 6 + [0.1] * 3, rtol=1e-6)


def test_reset_forgets() -> None:
    pace = Pace()
    first = pace.step(OPEN, Intent(slack=0.8)).copy()
    pace.step(OPEN, Intent(slack=0.8))
    pace.reset()
    np.testing.assert_array_equal(pace.step(OPEN, Intent(slack=0.8)), first)


def test_it_knows_who_talks_through_short_closures() -> None:
    pace = Pace()
    talking = []
    for lips in [OPEN] * 10 + [shape_weights()] * 3 + [OPEN] * 5 + [shape_weights()] * 50:
        pace.step(lips, Intent())
        talking.append(pace.talking)
    assert min(talking[9:18]) > 0.7 and talking[-1] < 0.06
