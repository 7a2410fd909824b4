"""The tick schedule is absolute; lateness costs pictures first and sound last."""

from __future__ import annotations

import pytest

from limner.media.clock import DROP_PICTURE_S, SKIP_S, Due, TickClock


def test_ticks_are_due_on_the_grid_whenever_they_are_taken() -> None:
    clock = TickClock(epoch_s=50.0, now_s=50.0)
    for tick in range(100):
        due_s = 50.0 + tick / 25
        assert clock.take(due_s - 0.001) is None
        assert clock.wait_s(due_s - 0.01) == pytest.approx(0.01)
        due = clock.take(due_s + (tick % 3) * 0.013)  # late by turns: the grid does not move
        assert due is not None
        assert (due.tick, due.draw, due.skipped) == (tick, True, 0)
        assert due.late_s == pytest.approx((tick % 3) * 0.013, abs=1e-9)


def test_when_late_sound_goes_on_alone_until_the_schedule_is_met() -> None:
    clock = TickClock(0.0, 0.0)
    taken: list[Due] = []
    while (due := clock.take(0.5)) is not None:
        taken.append(due)
    assert [due.tick for due in taken] == list(range(13))  # none is lost
    assert [due.draw for due in taken] == [due.late_s <= DROP_PICTURE_S for due in taken]
    assert sum(due.draw for due in taken) == 2


def test_after_a_long_standstill_it_goes_on_at_the_present() -> None:
    clock = TickClock(0.0, 0.0)
    now = SKIP_S + 2.01
    due = clock.take(now)
    assert due is not None
    assert due.skipped == due.tick == 75
    assert due.draw
    assert clock.take(now) is None


def test_a_successor_goes_on_with_the_schedule() -> None:
    clock = TickClock(epoch_s=10.0, now_s=12.345)
    assert clock.next == 59
    assert clock.take(12.345) is None
    due = clock.take(12.361)
    assert due is not None
    assert due.tick == 59
