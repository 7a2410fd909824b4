"""The uplink buffer: exact when the network is, and never late for good when it is not."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES
from limner.media.encoder import OpusEncoder
from limner.media.inbound import MAX_TARGET, Uplink

PACKET = 960


def tone(seconds: float, hz: float = 220.0) -> I16:
    wave = np.rint(9000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * SOUND_HZ)) / SOUND_HZ)).astype(np.int16)
    return np.stack([wave, wave], axis=1)


def run(uplink: Uplink, sound: I16, arrivals: list[float], ticks: int, origin: int = 77) -> I16:
    """Packets of 20 ms arrive at times in ms (inf = lost); ticks read every 40 ms."""
    out = []
    order = sorted(range(len(arrivals)), key=lambda i: arrivals[i])
    for tick in range(ticks):
        while order and arrivals[order[0]] <= tick * 40:
            i = order.pop(0)
            uplink.place((origin + i * PACKET) % (1 << 32), sound[i * PACKET : (i + 1) * PACKET])
        out.append(uplink.read())
    return np.concatenate(out)


def in_hand_ms(uplink: Uplink) -> float:
    return (uplink.end - uplink.at) * 1000 / SOUND_HZ


@pytest.mark.parametrize("origin", [0, (1 << 32) - 5 * PACKET])
def test_an_even_network_gives_every_sample_once(origin: int) -> None:
    sound = tone(4)
    out = run(Uplink(), sound, [20 * i + 20 for i in range(200)], 100, origin)
    start = int(np.flatnonzero(out[:, 0])[0])
    heard = out[start + 300 : 90 * TICK_SAMPLES, 0]
    assert any(np.array_equal(sound[offset : offset + len(heard), 0], heard) for offset in range(6000))


def test_lost_packets_are_covered() -> None:
    lost = set(range(17, 190, 20))
    uplink = Uplink()
    out = run(uplink, tone(4, 187), [20 * i + 20 if i not in lost else np.inf for i in range(200)], 100).astype(np.float64)
    assert uplink.counts.concealed == len(lost) * PACKET
    steady = out[10 * TICK_SAMPLES : 90 * TICK_SAMPLES, 0]
    windows = np.sqrt((steady[: len(steady) // 480 * 480].reshape(-1, 480) ** 2).mean(axis=1))
    assert windows.min() > 0.5 * np.median(windows)  # no hole
    assert np.abs(np.diff(steady)).max() < 1500  # no click; the tone itself steps by 220


def test_a_long_hole_fades_to_silence_and_back() -> None:
    arrivals = [20 * i + 20 if not 50 <= i < 65 else np.inf for i in range(150)]
    out = run(Uplink(), tone(3), arrivals, 74)
    middle = np.abs(out[24 * TICK_SAMPLES : 36 * TICK_SAMPLES, 0]).reshape(-1, 960).max(axis=1)
    assert (middle == 0).sum() >= 8  # 300 ms are missing, 60 of them are made up
    assert np.abs(out[60 * TICK_SAMPLES :]).max() > 8000


def test_a_burst_does_not_add_delay_for_good() -> None:
    uplink = Uplink()
    arrivals = [20.0 * i + 20 for i in range(1500)]
    for i in range(100, 150):
        arrivals[i] = 150 * 20.0 + 20  # a second of the network standing still
    out = run(uplink, tone(30), arrivals, 740)
    assert in_hand_ms(uplink) < 120
    assert np.abs(out[-TICK_SAMPLES:]).max() > 8000


def test_after_a_standstill_of_the_reader_the_newest_counts() -> None:
    uplink, sound = Uplink(), tone(6)
    run(uplink, sound, [20 * i + 20 for i in range(50)], 24)
    for i in range(50, 120):  # 1.4 s unread
        uplink.place(77 + i * PACKET, sound[i * PACKET : (i + 1) * PACKET])
    out = []
    for i in range(120, 160, 2):
        uplink.place(77 + i * PACKET, sound[i * PACKET : (i + 1) * PACKET])
        uplink.place(77 + (i + 1) * PACKET, sound[(i + 1) * PACKET : (i + 2) * PACKET])
        out.append(uplink.read())
    assert in_hand_ms(uplink) < 100
    assert np.abs(np.diff(np.concatenate(out)[:, 0].astype(np.float64))).max() < 1500  # no click


@pytest.mark.parametrize("ppm", [-300, 300])
def test_a_drifting_clock_is_followed(ppm: int) -> None:
    uplink = Uplink()
    count = 9000  # three minutes: 54 ms of drift
    arrivals = [20.0 * (1 + ppm * 1e-6) * i + 20 for i in range(count)]
    run(uplink, tone(count / 50), arrivals, count // 2 - 5)
    assert uplink.counts.stretched > 0 if ppm > 0 else uplink.counts.shortened > 0
    assert in_hand_ms(uplink) < 100
    assert uplink.counts.concealed < SOUND_HZ // 10


def test_jitter_raises_the_target_and_calm_lowers_it() -> None:
    uplink = Uplink()
    rng = np.random.default_rng(3)
    arrivals = [20.0 * i + 20 + (rng.uniform(0, 120) if i < 500 else 0) for i in range(6000)]
    sound = tone(120)
    run(uplink, sound, arrivals[:500], 240)
    jittery = uplink.target
    uplink.read()
    assert MAX_TARGET >= jittery > 20 * 48
    later = [a - 240 * 40 for a in arrivals[480:]]
    run(uplink, sound[480 * PACKET :], later, 2500, origin=77 + 480 * PACKET)
    assert uplink.target < jittery


def test_silence_before_and_after_the_stream() -> None:
    uplink = Uplink()
    assert not uplink.read().any()
    out = run(uplink, tone(1), [20 * i + 20 for i in range(50)], 100)
    assert not out[-20 * TICK_SAMPLES :].any()
    assert not uplink.playing
    again = run(uplink, tone(1), [20 * i + 20 for i in range(50)], 24, origin=99_999_999)  # a new stream on the same track
    assert np.abs(again[-TICK_SAMPLES:]).max() > 8000


def test_opus_packets_are_heard_at_full_level_and_rubbish_is_survived() -> None:
    uplink, encoder, sound, out = Uplink(), OpusEncoder(), tone(2), []
    for tick in range(48):
        for n, packet in enumerate(encoder.encode(sound[tick * TICK_SAMPLES : (tick + 1) * TICK_SAMPLES])):
            uplink.push(tick * TICK_SAMPLES + n * PACKET, packet)
        uplink.push(tick * TICK_SAMPLES, b"\xff" * 7)
        out.append(uplink.read())
    heard = np.concatenate(out[20:45]).astype(np.float64)
    assert np.sqrt((heard**2).mean()) == pytest.approx(9000 / 2**0.5, rel=0.05)
