"""The bit rate follows a receiver's estimates, seldom."""

from __future__ import annotations

from limner.media.bitrate import RateControl
from limner.media.encoder import BITRATE, MAX_BITRATE, MIN_BITRATE


def follow(control: RateControl, start_s: float, seconds: float, estimate: int, sent: float) -> list[int]:
    """An estimate five times a second; the changes it made."""
    changes = (control.estimate(start_s + n / 5, estimate, sent) for n in range(int(seconds * 5)))
    return [change for change in changes if change]


def test_first_estimates_are_left_alone() -> None:
    assert follow(RateControl(100.0), 100.0, 3.9, 300_000, BITRATE) == []


def test_a_narrow_line_lowers_it_once_and_a_wide_one_raises_it() -> None:
    control = RateControl(0.0)
    assert follow(control, 5.0, 5.0, 700_000, BITRATE) == [round(0.85 * 700_000)]
    assert follow(control, 10.0, 7.0, 9_000_000, 595_000) == []  # not at the first good sign
    assert follow(control, 17.0, 5.0, 9_000_000, 595_000) == [MAX_BITRATE]
    assert follow(control, 30.0, 5.0, 1_000, MAX_BITRATE) == [MIN_BITRATE]


def test_small_moves_and_short_dips_change_nothing() -> None:
    control = RateControl(0.0)
    for n in range(100):
        assert control.estimate(5.0 + n, round(BITRATE / 0.85 * (0.8 if n % 2 else 1.2)), BITRATE) is None
    assert follow(control, 200.0, 0.8, 300_000, BITRATE) == []
    assert follow(control, 201.0, 5.0, 1_800_000, BITRATE) == []


def test_an_estimate_that_only_mirrors_a_quiet_picture_is_no_limit() -> None:
    assert follow(RateControl(0.0), 5.0, 20.0, 600_000, 450_000) == []
