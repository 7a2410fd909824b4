"""Monotonic time → which tick is due, and what to do when it is late. Plain arithmetic; the caller reads the clock and waits.

Tick k is due at epoch + k/25, absolutely: a late tick never moves the ones after it. Times are in seconds of `time.monotonic`, which all
processes of a machine share, so a worker that takes over a session goes on where the schedule stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from limner.engine.types import TICK_HZ

DROP_PICTURE_S = 0.08  # two ticks late: the sound goes out alone, which is cheap, and the schedule is met again
SKIP_S = 1.0  # the machine slept or was stopped: go on at the present, in sound and picture


@dataclass(frozen=True, slots=True)
class Due:
    """One tick to be done now."""

    tick: int
    late_s: float
    draw: bool  # False: too late for a picture, sound only
    skipped: int  # ticks lost in sound and picture before this one


class TickClock:
    """The schedule of one session."""

    def __init__(self, epoch_s: float, now_s: float) -> None:
        self.epoch_s = epoch_s
        self.next = max(0, math.ceil((now_s - epoch_s) * TICK_HZ - 1e-6))  # first tick not yet past

    def wait_s(self, now_s: float) -> float:
        """How long until the next tick is due; 0 if it already is."""
        return max(0.0, self.epoch_s + self.next / TICK_HZ - now_s)

    def take(self, now_s: float) -> Due | None:
        """The tick that is due, or None. Call again until None."""
        late = now_s - (self.epoch_s + self.next / TICK_HZ)
        if late < 0:
            return None
        skipped = 0
        if late > SKIP_S:
            skipped = int(late * TICK_HZ)
            self.next += skipped
            late -= skipped / TICK_HZ
        due = Due(self.next, late, late <= DROP_PICTURE_S, skipped)
        self.next += 1
        return due
