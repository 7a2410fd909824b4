"""Moves that begin and end → where the head is: what its path is made of, as people's heads go from posture to posture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limner.engine.types import TICK_HZ

DT = 1 / TICK_HZ
SKEW = 0.9  # fastest at 46 % of the way's time: heads set off quicker than they come to rest
F64 = NDArray[np.float64]


@dataclass(slots=True)
class _Stroke:
    by: F64  # (n,) how far it goes
    length_s: float
    at_s: float  # negative: not begun


class Strokes:
    """`begin()` a move at any time, also while others last: they add up. `step()` gives the place.

    Each runs along a minimum-jerk path (Flash and Hogan 1985), the path of a reaching hand and of a turning head: at rest where it
    begins and where it ends.
    """

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self.reset()

    def reset(self) -> None:
        self._from = np.zeros(self._channels)  # where all strokes that have ended lead
        self._under_way: list[_Stroke] = []

    @property
    def goal(self) -> F64:
        """(n,) where it will be when all that has been begun has ended."""
        return np.asarray(self._from + sum((stroke.by for stroke in self._under_way), np.zeros(self._channels)))

    def begin(self, by: F64, length_s: float, wait_s: float = 0.0) -> None:
        """Go so far in so many seconds, from now on or a little later."""
        self._under_way.append(_Stroke(by, length_s, -wait_s))

    def step(self) -> F64:
        at = self._from.copy()
        over = False
        for stroke in self._under_way:
            stroke.at_s += DT
            share = stroke.at_s / stroke.length_s
            if share >= 1:
                self._from = self._from + stroke.by
                at += stroke.by
                over = True
            elif share > 0:
                share **= SKEW
                at += share**3 * (10 - 15 * share + 6 * share**2) * stroke.by
        if over:
            self._under_way = [stroke for stroke in self._under_way if stroke.at_s < stroke.length_s]
        return np.asarray(at)
