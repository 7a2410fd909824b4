"""render_file: a video that starts with its sound, in step with it, and is tagged as what it is."""

from __future__ import annotations

import errno
import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from limner.engine.render.testcard import Testcard
from limner.engine.types import TICK_SAMPLES, Features, Frame, Motion
from limner.errors import AudioUndecodable, ConfigError
from limner.media import mp4
from limner.media.offline import TAIL_TICKS, render_file
from tests.sounds import encode, tone


class Level:
    """A renderer whose whole picture is as bright as the sound of its tick is loud."""

    def __init__(self) -> None:
        self.frame = Frame(np.full((1080, 1280), 128, np.uint8))

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        self.frame.y[:] = 235 if features.level > 0.05 else 16
        return self.frame


def beeps() -> bytes:
    """Two seconds at 44.1 kHz with 190 ms of sound at .4 and 1.2 s."""
    sound = np.zeros(88_200)
    for at in (0.4, 1.2):
        sound[int(at * 44_100) :][:8_379] = 0.5 * tone(600, 0.19, 44_100)
    return encode(sound, "wav", "pcm_s16le", 44_100, "mono")


class FullDisk:
    """Takes nothing any more."""

    def mux(self, packets: object = None) -> None:
        raise av.error.OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "out.mp4")

    close = mux


@pytest.mark.parametrize("fills", ["in the middle", "at the end", "at an error"])
def test_a_disk_that_fills_up_is_said_in_a_sentence_and_leaves_no_file(tmp_path: Path, fills: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, sound = tmp_path / "out.mp4", np.zeros((TICK_SAMPLES, 2), np.int16)
    with pytest.raises(KeyError if fills == "at an error" else ConfigError, match="No space left on device. Choose another|'mine'"):
        with mp4.Mp4Writer(out) as writer:
            writer.write(Level().frame, sound)
            container = writer._container
            writer._container = FullDisk()  # type: ignore[assignment]
            try:
                if fills == "in the middle":
                    for _ in range(100):  # encoders keep some
                        writer.write(Level().frame, sound)
                if fills == "at an error":
                    raise KeyError("mine")
            finally:
                container.close()
    assert not out.exists()


def test_picture_and_sound_are_in_step(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    done: list[tuple[int, int]] = []
    summary = render_file(Level(), beeps(), out, progress=lambda n, of: done.append((n, of)))
    frames = 50 + TAIL_TICKS
    assert summary["frames"] == frames and summary["seconds"] == frames / 25
    assert done == [(k + 1, frames) for k in range(frames)]
    assert set(summary["cpu_ms"]) == {"decode", "motion", "draw", "encode"} == set(summary["wall_ms"])

    with av.open(str(out)) as file:
        video, sound = file.streams.video[0], file.streams.audio[0]
        assert (video.width, video.height) == (1280, 720) and video.average_rate == Fraction(25)
        context = video.codec_context
        assert context.pix_fmt == "yuv420p" and context.colorspace == mp4.BT601 and context.color_range == mp4.LIMITED
        pictures = list(file.decode(video))
        assert pictures[0].time == 0
        bright = [round(p.time * 25) for p in pictures if p.to_ndarray()[:720].mean() > 100]
        assert bright == [*range(10, 15), *range(30, 35)]
        file.seek(0)
        heard = np.concatenate([f.to_ndarray()[0] for f in file.decode(sound)])
    loud = np.flatnonzero(np.abs(heard) > 0.1) / 48_000
    assert loud[0] == pytest.approx(0.4, abs=0.01) and loud[-1] == pytest.approx(1.39, abs=0.01)
    assert len(heard) / 48_000 == pytest.approx(frames / 25, abs=0.05)


def test_the_index_stands_before_the_pictures(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    render_file(Level(), beeps(), out)
    data = out.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat")


def test_the_test_card_renders(tmp_path: Path) -> None:
    assert render_file(Testcard(), beeps(), tmp_path / "card.mp4")["codec"] in mp4.VIDEO_CODECS


@pytest.mark.parametrize("codec", ["libopenh264", "mpeg4"])
def test_without_x264_there_is_still_a_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str) -> None:
    monkeypatch.setattr(mp4, "VIDEO_CODECS", {"no_such_codec": {}, codec: mp4.VIDEO_CODECS[codec]})
    try:
        av.codec.Codec(codec, "w")
    except av.codec.codec.UnknownCodecError:
        pytest.skip(f"this FFmpeg has no {codec}")
    out = tmp_path / "out.mp4"
    assert render_file(Level(), beeps(), out)["codec"] == codec
    with av.open(str(out)) as file:
        assert sum(1 for _ in file.decode(video=0)) == 50 + TAIL_TICKS


def test_bad_sound_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(AudioUndecodable):
        render_file(Level(), b"no sound" * 100, tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_a_renderer_that_fails_leaves_no_file(tmp_path: Path) -> None:
    class Broken(Level):
        def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
            if tick > 20:
                raise RuntimeError("broken")
            return super().draw(motion, features, tick)

    with pytest.raises(RuntimeError):
        render_file(Broken(), beeps(), tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot write"):
        render_file(Level(), beeps(), tmp_path / "no" / "such" / "folder.mp4")
