"""What a session remembers of its clips: enough to go on without the worker that had them, and no more."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from limner.engine.audio.playout import QUEUE_MAX_MS, ClipEnded, ClipStarted, Playout
from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES
from limner.errors import AudioTooLong
from limner.protocol.messages import SpeechEnded, SpeechStarted
from limner.server.clips import ON_ITS_WAY, Clips
from limner.server.worker import PlayChunk, PlayClip

SECOND = SOUND_HZ


def sound(samples: int) -> I16:
    """(n, 2) that counts."""
    mono = np.arange(samples).astype(np.int16)
    return np.stack([mono, mono], axis=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    np.save(tmp_path / "clip.npy", sound(2 * SECOND))
    return tmp_path / "clip.npy"


def test_what_was_given_out_but_not_heard_is_said_again(file: Path) -> None:
    clips = Clips()
    told = clips.add("mine", file, 2 * SECOND, replace=False)
    assert clips.tell([ClipStarted(told.clip_id)]) == [SpeechStarted(id="mine")]
    clips.playing(told.clip_id, SECOND)
    assert clips.again() == [PlayClip(told.clip_id, file, False, SECOND - ON_ITS_WAY)]
    assert clips.again() == [PlayClip(told.clip_id, file, False, SECOND - ON_ITS_WAY)], "a worker that did nothing changes nothing"
    assert file.exists()
    assert clips.tell([ClipEnded(told.clip_id, 2000, "finished")]) == [SpeechEnded(id="mine", played_ms=2000, interrupted=False)]
    assert not file.exists() and not clips.again()


def test_a_clip_that_never_began_begins(file: Path) -> None:
    clips = Clips()
    told = clips.add(None, file, 2 * SECOND, replace=False)
    assert clips.again() == [PlayClip(told.clip_id, file, False, None)]


def test_of_a_stream_only_the_unheard_is_kept() -> None:
    clips, whole = Clips(), sound(10 * TICK_SAMPLES)
    for n in range(10):
        clips.feed("tts", "mine", whole[n * TICK_SAMPLES : (n + 1) * TICK_SAMPLES], last=False)
    clips.tell([ClipStarted("tts")])
    clips.playing("tts", 6 * TICK_SAMPLES + 100)
    (again,) = clips.again()
    heard = 6 * TICK_SAMPLES + 100 - ON_ITS_WAY
    assert isinstance(again, PlayChunk)
    assert (again.clip_id, again.last, again.heard) == ("tts", False, heard)
    np.testing.assert_array_equal(again.sound, whole[heard:])
    assert sum(map(len, clips._clips["tts"].chunks)) < len(whole) - heard + TICK_SAMPLES


def test_the_sound_of_two_workers_is_that_of_one(file: Path) -> None:
    alone, first, second, clips = Playout(), Playout(), Playout(), Clips()
    told = clips.add(None, file, 2 * SECOND, replace=False)
    samples = np.load(file)
    for playout in (alone, first):
        playout.play(told.clip_id, samples)
    want = np.concatenate([alone.step()[0] for _ in range(50)])
    heard = []
    for _ in range(20):
        given, events = first.step()
        heard.append(given)
        clips.tell(events)
        assert first.playing is not None
        clips.playing(*first.playing)
    reached = np.concatenate(heard)[:-ON_ITS_WAY]  # the rest never left the worker
    (again,) = clips.again()
    second.play(again.clip_id, samples, heard=again.heard)
    rest = np.concatenate([second.step()[0] for _ in range(32)])
    both = np.concatenate([reached, rest])[: len(want)]
    same = np.all(both == want, axis=1)
    assert same.sum() > len(want) - 300, "all but the soft beginning"


def test_what_was_to_end_ends_with_its_worker(file: Path, tmp_path: Path) -> None:
    clips = Clips()
    playing = clips.add("playing", file, 2 * SECOND, replace=False)
    clips.tell([ClipStarted(playing.clip_id)])
    clips.playing(playing.clip_id, SECOND)
    assert clips.cut_short() == []
    clips.cut()
    other = clips.add("after", tmp_path / "other.npy", SECOND, replace=False)
    ended = clips.cut_short()
    assert ended == [ClipEnded(playing.clip_id, 1000, "interrupted")]
    assert clips.heard(ended) == ("playing", 1000)
    clips.tell(ended)
    assert [again.clip_id for again in clips.again()] == [other.clip_id]


def test_what_replaces_survives_the_replaced(file: Path, tmp_path: Path) -> None:
    clips = Clips()
    clips.add("old", file, 2 * SECOND, replace=False)
    new = clips.add("new", tmp_path / "other.npy", SECOND, replace=True)
    assert [message.id for message in clips.tell(clips.cut_short()) if isinstance(message, SpeechEnded)] == ["old"]
    assert clips.again() == [PlayClip(new.clip_id, tmp_path / "other.npy", False, None)]


def test_ten_minutes_may_wait(tmp_path: Path) -> None:
    clips, minutes = Clips(), QUEUE_MAX_MS // 1000 * SECOND
    first = clips.add("long", tmp_path / "a.npy", minutes, replace=False)
    with pytest.raises(AudioTooLong):
        clips.add("more", tmp_path / "b.npy", SECOND, replace=False)
    with pytest.raises(AudioTooLong):
        clips.feed("tts", None, sound(SECOND), last=False)
    clips.playing(first.clip_id, 2 * SECOND)
    clips.add("more", tmp_path / "b.npy", SECOND, replace=False)
    clips.add("instead", tmp_path / "c.npy", minutes, replace=True)
    assert clips.tell([ClipEnded(first.clip_id, 2000, "replaced")])


def test_the_end_of_a_session_deletes_its_files(file: Path) -> None:
    clips = Clips()
    clips.add(None, file, SECOND, replace=False)
    clips.clear()
    assert not file.exists()
