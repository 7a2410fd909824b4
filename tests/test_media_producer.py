"""A tick's sound leaves before its picture; an interruption silences what has not left; lateness costs pictures, never sound."""

from __future__ import annotations

import av
import numpy as np
import pytest

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.audio.playout import ClipEnded, ClipStarted
from limner.engine.engine import Engine
from limner.engine.render.testcard import Testcard, read_testcard
from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES
from limner.media.clock import Due
from limner.media.producer import KEY_EVERY_TICKS, ON_ITS_WAY_TICKS, SOUND_AHEAD_TICKS, Produced, Producer, Sounded


def tone(seconds: float) -> I16:
    wave = np.rint(9000 * np.sin(2 * np.pi * 500 * np.arange(round(seconds * SOUND_HZ)) / SOUND_HZ)).astype(np.int16)
    return np.stack([wave, wave], axis=1)


def producer() -> Producer:
    made = Producer(Engine(Testcard()))
    made.watch(frozenset({"vp8"}))
    return made


def run(made: Producer, ticks: range, *, draw: bool = True) -> tuple[list[Sounded], list[Produced]]:
    sounds, pictures = [], []
    for tick in ticks:
        due = Due(tick, 0.0, draw, 0)
        sounds.append(made.sound(due))
        pictures.append(made.picture(due))
    return sounds, pictures


def heard(sounds: list[Sounded]) -> I16:
    """What a receiver decodes, (n, 2). Opus gives it 6.5 ms later."""
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.format, decoder.layout, decoder.sample_rate = "s16", "stereo", SOUND_HZ
    frames = [frame for sound in sounds for data in sound.packets for frame in decoder.decode(av.Packet(data))]
    return np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in frames])


def test_sound_leaves_a_tick_before_its_picture_with_its_own_time() -> None:
    made = producer()
    made.playout.play("a", tone(1.0))
    sounds, pictures = run(made, range(10))
    assert [sound.tick for sound in sounds] == [tick + SOUND_AHEAD_TICKS for tick in range(10)]
    levels = np.abs(heard(sounds).astype(float)).reshape(10, -1).max(axis=1)
    first = sounds[int(np.flatnonzero(levels > 1000)[0])].tick
    decoder = av.CodecContext.create("libvpx", "r")
    cards = [frame.to_ndarray(format="gray") for p in pictures for frame in decoder.decode(av.Packet(p.pictures["vp8"].data))]
    flashed = [reading.tick for card in cards if (reading := read_testcard(card)) is not None and reading.flash]
    assert flashed[0] == first == LOOKAHEAD_TICKS
    assert pictures[0].events == [ClipStarted("a")]


def test_an_interruption_silences_what_has_not_left_without_a_click_and_counts_what_has() -> None:
    made = producer()
    made.playout.play("a", tone(3.0))
    before, _ = run(made, range(20))
    ended = made.interrupt()
    after, pictures = run(made, range(20, 30))
    assert ended == [ClipEnded("a", (20 - ON_ITS_WAY_TICKS) * 40, "interrupted")]
    sound = heard([*before, *after]).astype(float)
    cut = 20 * TICK_SAMPLES
    assert np.abs(sound[cut - 4800 : cut]).max() > 8000
    assert np.abs(sound[cut + 960 :]).max() < 200  # 5 ms fade and the 6.5 ms of Opus
    assert np.abs(np.diff(sound[cut - 960 :], axis=0)).max() < 1500  # the tone itself steps by 590
    assert pictures[1].level == 0  # the picture of the tick after the last that sounds


def test_a_mouth_that_is_interrupted_closes_within_three_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against the same mouth left to itself, which stays parted for half a second."""
    open_after = []
    for hush in (False, True):
        engine = Engine(Testcard())
        lips, said = engine._lips, engine._waiting[0][1].said
        said.lengths[:2], said.speech = 0.9, 1.0  # a wide open vowel
        speaking, silent = engine._waiting[0][1], type(engine._waiting[0][1])()
        speaking.speech = 1.0
        for _ in range(25):
            shapes = lips.step(speaking)
        assert shapes.max() > 0.2
        if hush:
            engine.hush()
        silent.said = said
        open_after.append([float(lips.step(silent)[:3].max()) for _ in range(8)])
    assert open_after[1][2] < 0.05 < open_after[0][2]


def test_when_late_the_picture_is_left_out_and_the_sound_is_not() -> None:
    made = producer()
    made.playout.play("a", tone(2.0))
    run(made, range(10))
    sounds, pictures = run(made, range(10, 15), draw=False)
    assert all(len(sound.packets) == 2 for sound in sounds)
    assert all(not p.pictures and p.dropped for p in pictures)
    assert np.abs(heard(sounds)[TICK_SAMPLES:].astype(float)).max() > 8000
    _, (after,) = run(made, range(15, 16))
    assert after.pictures["vp8"].data and not after.dropped


def test_with_nobody_watching_nothing_is_drawn_and_nothing_counts_as_left_out() -> None:
    made = producer()
    made.watch(frozenset())
    sounds, pictures = run(made, range(5))
    assert all(len(sound.packets) == 2 for sound in sounds)
    assert not any(p.pictures or p.dropped for p in pictures)


def test_who_needs_a_key_frame_gets_one_but_not_at_once_after_another() -> None:
    made = producer()
    _, pictures = run(made, range(4))
    assert [p.pictures["vp8"].key for p in pictures] == [True, False, False, False]
    made.want_key()
    made.want_key()  # of two at once, one serves both
    _, pictures = run(made, range(4, 40))
    assert [tick for tick, p in enumerate(pictures, 4) if p.pictures["vp8"].key] == [KEY_EVERY_TICKS]


def test_one_encode_serves_both_codecs_from_the_same_picture() -> None:
    made = producer()
    made.watch(frozenset({"vp8", "h264"}))
    _, (produced,) = run(made, range(1))
    assert set(produced.pictures) == {"vp8", "h264"} and all(p.key for p in produced.pictures.values())
    assert b"\x00\x00\x00\x01\x67" in produced.pictures["h264"].data  # parameter sets come with it
