"""Pictures and sounds with times → an even film."""

from __future__ import annotations

import numpy as np

from limner.client.assemble import Assembler, Tick
from limner.client.timeline import EARLIER_S, Clock, Timeline
from limner.engine.types import HEIGHT, I16, TICK_SAMPLES, U8, WIDTH

NTP_S = 1 << 32


def picture(n: int) -> U8:
    return np.full((HEIGHT * 3 // 2, WIDTH), n, np.uint8)


def sound(n: int, samples: int = 960) -> I16:
    return np.full((samples, 2), n, np.int16)


def film(ticks: list[Tick]) -> tuple[list[int], list[int]]:
    """What each tick shows, and the sound of its middle."""
    return [int(planes[0, 0]) for planes, _ in ticks], [int(heard[TICK_SAMPLES // 2, 0]) for _, heard in ticks]


def test_picture_and_sound_of_a_moment_meet() -> None:
    it = Assembler()
    for n in range(5):
        it.picture(7 + n / 25, picture(n))
    assert it.take() == []  # the sound is on its way
    for k in range(-4, 10):  # sound from before the first picture is left out
        it.sound(7 + k * 0.02, sound(100 + k // 2))
    assert film([*it.take(), *it.finish()]) == ([0, 1, 2, 3, 4], [100, 101, 102, 103, 104])
    assert (it.repeated, it.filled) == (0, 0)


def test_sound_may_come_first() -> None:
    it = Assembler()
    for k in range(20):
        it.sound(k * 0.02, sound(k))
    for n in range(5):
        it.picture(0.2 + n / 25, picture(n))
    assert film([*it.take(), *it.finish()]) == ([0, 1, 2, 3, 4], [11, 13, 15, 17, 19])


def test_it_begins_when_told_to_also_where_a_picture_is_missing() -> None:
    it = Assembler()
    for k in range(4):
        it.sound(k * 0.02, sound(k))
    it.begin(0.08)
    for n in (0, 1, 3, 4):  # the one of the beginning is not there
        it.picture(n / 25, picture(n))
    for k in range(4, 10):
        it.sound(k * 0.02, sound(k))
    assert film([*it.take(), *it.finish()]) == ([3, 3, 4], [5, 7, 9])
    assert (it.pictures, it.repeated, it.filled) == (2, 1, 0)


def test_a_missing_picture_is_the_one_before_and_missing_sound_is_silence() -> None:
    it = Assembler()
    for n in (0, 1, 4):
        it.picture(n / 25, picture(n))
    for k in (0, 1, 2, 3, 8, 9):
        it.sound(k * 0.02, sound(9))
    assert film([*it.take(), *it.finish()]) == ([0, 1, 1, 1, 4], [9, 9, 0, 0, 9])
    assert (it.repeated, it.filled) == (2, 4 * 960)


def test_jitter_below_5_ms_leaves_no_seam() -> None:
    it = Assembler()
    rng = np.random.default_rng(1)
    it.picture(0, picture(0))
    it.picture(1, picture(1))
    for k in range(60):
        it.sound(k * 0.02 + rng.uniform(-0.002, 0.002), sound(5))
    heard = np.concatenate([each for _, each in it.take()])
    assert (heard == 5).all()
    assert it.filled == 0


def test_a_stream_that_stopped_is_waited_for_only_a_second() -> None:
    it = Assembler()
    for n in range(60):
        it.picture(n / 25, picture(n))
    shown, heard = film(it.take())
    assert shown == list(range(len(shown)))
    assert len(shown) > 30
    assert not any(heard)


def test_nothing_came() -> None:
    assert Assembler().finish() == []


def test_reports_put_both_streams_on_one_clock() -> None:
    line, clock = Timeline(), Clock()
    assert clock.time_s(line, "video", line.unwrap("video", 1000), 50.0) == 0
    before = clock.time_s(line, "audio", line.unwrap("audio", 77), 50.3)
    assert abs(before - 0.3) < 1e-9  # by arrival
    line.report("video", 9 * NTP_S, 1000)
    assert line.server_s("video", 1000) is None
    line.report("audio", 9 * NTP_S + NTP_S // 10, 77)  # in truth it was 0.1 s later
    assert abs(clock.time_s(line, "video", line.unwrap("video", 1000 + 90_000), 51.0) - 1) < 1e-6
    assert abs(clock.time_s(line, "audio", line.unwrap("audio", 77 + 48_000), 51.3) - (1.1 - EARLIER_S["audio"])) < 1e-6


def test_counts_go_on_after_they_wrapped_and_may_go_back() -> None:
    line = Timeline()
    counts = [(1 << 32) - 10, (1 << 32) - 5, 3, (1 << 32) - 1, 20]
    assert np.diff([line.unwrap("video", count) for count in counts]).tolist() == [5, 8, -4, 21]


def test_a_server_whose_clock_was_set_meanwhile_leaves_no_hour_of_nothing() -> None:
    """After a reconnect: the same server an hour later by its own clock, or another one."""
    clock = Clock()
    for n, begins_s in enumerate((9, 3609, 5)):
        line = Timeline()
        for kind in ("video", "audio"):
            line.report(kind, begins_s * NTP_S, 1000)
        at_s = clock.time_s(line, "video", line.unwrap("video", 1000), 50.0 + 20 * n)
        assert abs(at_s - 20 * n) < 0.1
        exact_s = clock.exact_s(line, "audio", line.unwrap("audio", 1000))
        assert exact_s is not None and abs(exact_s - 20 * n) < 0.1
