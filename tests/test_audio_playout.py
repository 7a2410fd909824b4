"""Playout: what goes in comes out once, in order, exactly 1920 samples a tick."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.audio import playout
from limner.engine.audio.playout import ClipEnded, ClipStarted, Event, Playout
from limner.engine.types import I16, TICK_SAMPLES
from limner.errors import AudioTooLong

FADE = playout.FADE


def noise(samples: int, seed: int = 0, top: int = 8000) -> I16:
    return np.random.default_rng(seed).integers(-top, top, (samples, 2)).astype(np.int16)


def drain(player: Playout, ticks: int) -> tuple[I16, list[Event]]:
    sounds, events = [], []
    for _ in range(ticks):
        sound, new = player.step()
        assert sound.shape == (TICK_SAMPLES, 2) and sound.dtype == np.int16
        sounds.append(sound)
        events += new
    return np.concatenate(sounds), events


def test_silence_when_there_is_nothing() -> None:
    sound, events = drain(Playout(), 3)
    assert not sound.any() and events == []


def test_clips_follow_each_other_without_a_gap() -> None:
    player = Playout()
    first, second = noise(3000, 1), noise(5000, 2)
    player.play("a", first)
    player.play("b", second)
    sound, events = drain(player, 6)
    np.testing.assert_array_equal(sound[:8000], np.concatenate([first, second]))
    assert not sound[8000:].any()
    assert events == [ClipStarted("a"), ClipEnded("a", 62, "finished"), ClipStarted("b"), ClipEnded("b", 104, "finished")]


def test_chunks_sound_as_the_whole() -> None:
    whole, streamed = Playout(), Playout()
    sound = noise(20_000)
    whole.play("x", sound)
    streamed.begin("x")
    for start in range(0, len(sound), 777):
        assert streamed.feed("x", sound[start : start + 777])
    assert streamed.end("x")
    a, b = drain(whole, 12), drain(streamed, 12)
    np.testing.assert_array_equal(a[0], b[0])
    assert a[1] == b[1]


def test_a_starving_stream_waits_then_gives_up() -> None:
    player = Playout()
    player.begin("s")
    player.feed("s", noise(960))
    sound, events = drain(player, 5)
    assert sound[:960].any() and not sound[960:].any()
    assert events == [ClipStarted("s")] and player.busy
    player.feed("s", noise(960, 3))
    assert drain(player, 1)[0].any()
    _, events = drain(player, playout.STARVED_MS // 40 + 1)
    assert events == [ClipEnded("s", 40, "starved")]
    assert not player.feed("s", noise(10)) and not player.end("s")


def test_interrupt_says_how_much_was_heard_and_fades() -> None:
    player = Playout()
    loud = np.full((48_000, 2), 20_000, np.int16)
    player.play("a", loud)
    player.play("b", loud)
    drain(player, 3)
    assert player.interrupt() == [ClipEnded("a", 120, "interrupted"), ClipEnded("b", 0, "interrupted")]
    sound, events = drain(player, 2)
    assert events == [] and not player.busy
    steps = np.abs(np.diff(np.concatenate([loud[:1], sound]).astype(int), axis=0))
    assert steps.max() < 200, "a cut must not click"
    assert not sound[FADE:].any()


def test_replace_starts_at_the_next_tick() -> None:
    player = Playout()
    player.play("old", noise(48_000, 1))
    drain(player, 2)
    new = noise(4000, 2)
    assert player.play("new", new, "replace") == [ClipEnded("old", 80, "replaced")]
    sound, events = drain(player, 3)
    np.testing.assert_array_equal(sound[FADE:4000], new[FADE:])
    assert events == [ClipStarted("new"), ClipEnded("new", 83, "finished")]


def test_full_refuses_the_new_and_keeps_the_old() -> None:
    player = Playout()
    minute = np.zeros((60 * 48_000, 2), np.int16)
    for k in range(10):
        player.play(str(k), minute)
    with pytest.raises(AudioTooLong) as caught:
        player.play("late", noise(4800))
    assert caught.value.fields["max_ms"] == playout.QUEUE_MAX_MS
    assert player.waiting_ms == playout.QUEUE_MAX_MS
    player.play("now", noise(4800), "replace")
    assert player.waiting_ms == 100


def test_empty_clips_are_bounded_too() -> None:
    player = Playout()
    for k in range(playout.QUEUE_MAX_CLIPS):
        player.play(str(k), noise(0))
    with pytest.raises(AudioTooLong):
        player.play("more", noise(0))
    assert player.play("now", noise(480), "replace")


def test_an_open_id_cannot_be_opened_twice() -> None:
    player = Playout()
    player.begin("a")
    with pytest.raises(ValueError, match="still open"):
        player.begin("a")


def test_an_empty_clip_ends_at_once() -> None:
    player = Playout()
    player.play("empty", noise(0))
    assert drain(player, 1)[1] == [ClipEnded("empty", 0, "finished")]


def test_a_clip_that_another_playout_began_goes_on_where_it_was_heard() -> None:
    first, second, whole = Playout(), Playout(), noise(20_000)
    first.play("x", whole)
    drain(first, 3)
    assert first.playing == ("x", 3 * TICK_SAMPLES)
    heard = 2 * TICK_SAMPLES  # the last tick was lost on its way
    second.play("x", whole, heard=heard)
    second.play("y", noise(TICK_SAMPLES, 3))
    assert second.playing == ("x", heard)
    sound, events = drain(second, 12)
    np.testing.assert_array_equal(sound[FADE : len(whole) - heard], whole[heard + FADE :])
    assert 0 < np.abs(sound[:FADE]).max() < np.abs(whole[heard : heard + FADE]).max()
    assert events == [ClipEnded("x", 416, "finished"), ClipStarted("y"), ClipEnded("y", 40, "finished")]
    assert second.playing is None


def test_a_stream_that_another_playout_began_takes_more() -> None:
    player = Playout()
    player.begin("tts", heard=4800)
    player.feed("tts", noise(0))
    assert not drain(player, 1)[0].any()
    player.feed("tts", noise(TICK_SAMPLES))
    player.end("tts")
    sound, events = drain(player, 2)
    assert sound[:TICK_SAMPLES].any()
    assert events == [ClipEnded("tts", 140, "finished")]
