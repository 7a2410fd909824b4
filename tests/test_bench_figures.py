"""What a viewer saw and heard → figures: on made-up viewers whose answer is known."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import wave
from typing import Any

import numpy as np
import pytest

from limner.bench.figures import both_ends, offset_by_chromium, offsets, rate, spread
from limner.bench.latency import closing_ms
from limner.bench.processes import cpu_s, family, memory_mb
from limner.bench.sounds import PERIOD_S, beeps, wav_base64
from limner.engine.types import SOUND_HZ, TICK_SAMPLES

PERIOD_TICKS = round(PERIOD_S * 25)


def viewer(count: int, late_ms: float, missed: set[int] = frozenset()) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:  # type: ignore[assignment]
    """Pictures and sounds of one whose pictures come `late_ms` after their sound; `missed` are ticks it never saw."""
    pictures = [
        {"shown": 1000 + 40 * tick + late_ms, "tick": tick, "flash": tick % PERIOD_TICKS < 3}
        for tick in range(5, count * PERIOD_TICKS)
        if tick not in missed
    ]
    edges = [{"on": on, "now": 1000 + 40 * PERIOD_TICKS * n + (0 if on else 160)} for n in range(count) for on in (True, False)]
    return pictures, edges


@pytest.mark.parametrize("late_ms", [-120.0, 0.0, 35.0, 300.0])
def test_each_flash_is_compared_with_its_own_beep(late_ms: float) -> None:
    assert offsets(*viewer(10, late_ms)) == [late_ms] * 9  # the first was over when watching began


def test_a_flash_whose_first_picture_was_missed_does_not_count_as_late() -> None:
    assert offsets(*viewer(10, 12.0, missed={3 * PERIOD_TICKS, 5 * PERIOD_TICKS - 1})) == [12.0] * 7


def test_a_flash_without_its_beep_is_left_out() -> None:
    pictures, edges = viewer(6, 0.0)
    assert len(offsets(pictures, [edge for edge in edges if not 2000 < edge["now"] < 2300])) == 4
    assert offsets(pictures, []) == []


def test_spreads_tell_how_many_there_were() -> None:
    assert spread([]) == both_ends([]) == {"n": 0}
    assert spread([float(n) for n in range(101)]) == {"p50": 50.0, "p95": 95.0, "n": 101}
    assert both_ends([-100.0, *[0.0] * 5, 40.0])["p95"] < 0  # the end further from zero
    assert both_ends([-10.0, *[0.0] * 5, 40.0])["p95"] > 0


def test_rates_are_what_came_between_two_readings() -> None:
    def reading(at_s: float, frames: int) -> dict[str, Any]:
        kinds: dict[str, dict[str, float]] = {
            "video": {"timestamp": 1000 * at_s, "framesDecoded": frames, "freezeCount": frames // 100, "estimatedPlayoutTimestamp": 5000},
            "audio": {"timestamp": 1000 * at_s, "concealedSamples": 48 * frames, "estimatedPlayoutTimestamp": 5020},
        }
        for kind in kinds.values():
            for name in ("framesDropped", "packetsLost", "bytesReceived", "qpSum", "jitterBufferDelay", "jitterBufferEmittedCount"):
                kind[name] = 0
        return kinds

    seen = rate(reading(10, 40), reading(20, 290))
    assert (seen["fps"], seen["freezes"], seen["seconds"], seen["concealed_ms"]) == (25.0, 2, 10.0, 250.0)
    assert seen["av_offset_by_chromium_ms"] == offset_by_chromium(reading(1, 1)) == 20  # the sound that plays is newer: it is ahead


def mouth(closed_at_ms: float, *, sway_px: int = 3) -> tuple[Any, Any]:
    """(n, 40, 80) of a mouth on a head that sways, told to be silent at 0."""
    rng = np.random.default_rng(5)
    skin = np.kron(rng.normal(120, 12, (30, 40)), np.ones((2, 2)))
    times = np.arange(-400, 1300, 40.0)
    pictures = []
    for n, time in enumerate(times):
        face = skin.copy()
        if time < closed_at_ms:
            face[24 : 30 + n % 6, 25:55] = 20  # dark, more and less open
        shift = round(sway_px * np.sin(n / 8))
        pictures.append(face[8:48, shift + 0 + sway_px : shift + sway_px + 70])
    return np.array(pictures, np.float32), times


@pytest.mark.parametrize("closed_at_ms", [90.0, 250.0, 610.0])
def test_a_mouth_counts_as_closed_when_it_is_however_the_head_sways(closed_at_ms: float) -> None:
    found = closing_ms(*mouth(closed_at_ms))
    assert found is not None
    assert closed_at_ms <= found <= closed_at_ms + 40


def test_a_mouth_that_was_closed_already_tells_nothing() -> None:
    assert closing_ms(*mouth(-120)) is None


def test_beeps_begin_with_their_ticks() -> None:
    sound = beeps(3)
    loud = np.flatnonzero(sound)
    starts = [int(loud[0]), *loud[1:][np.diff(loud) > SOUND_HZ // 2].tolist()]
    assert [(start - 1) / TICK_SAMPLES for start in starts] == [0, PERIOD_TICKS, 2 * PERIOD_TICKS]  # a sine's first sample is 0
    with wave.open(io.BytesIO(base64.b64decode(wav_base64(sound)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (48_000, 1, len(sound))


def test_processes_that_a_process_started_are_its_family() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input(); x = bytearray(60 << 20); input()"], stdin=subprocess.PIPE)
    assert child.stdin is not None
    try:
        assert child.pid in family(os.getpid())
        before = memory_mb([os.getpid()])
        assert memory_mb([os.getpid(), child.pid]) > before
        assert cpu_s([os.getpid()]) > 0
    finally:
        child.stdin.close()
        child.wait()
    assert memory_mb([child.pid]) == cpu_s([child.pid]) == 0  # it has ended
