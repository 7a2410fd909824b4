"""Any sound file a browser records or a person has → 48 kHz stereo at the level it was."""

from __future__ import annotations

import io
import wave
from fractions import Fraction

import av
import numpy as np
import pytest
from PIL import Image

from limner.errors import AudioEmpty, AudioTooLong, AudioUndecodable
from limner.media.decode import decode_audio
from tests.sounds import encode, noise, tone

FILES = [
    ("wav", "pcm_u8", 8_000, "mono"),
    ("wav", "pcm_s16le", 44_100, "stereo"),
    ("wav", "pcm_s24le", 96_000, "stereo"),
    ("wav", "pcm_s32le", 16_000, "mono"),
    ("wav", "pcm_f32le", 22_050, "mono"),
    ("wav", "pcm_alaw", 8_000, "mono"),
    ("mp3", "libmp3lame", 44_100, "mono"),
    ("mp3", "libmp3lame", 22_050, "stereo"),
    ("ipod", "aac", 44_100, "mono"),
    ("adts", "aac", 48_000, "stereo"),
    ("ogg", "libopus", 48_000, "mono"),
    ("ogg", "vorbis", 44_100, "stereo"),
    ("webm", "libopus", 48_000, "mono"),
    ("matroska", "libopus", 48_000, "stereo"),
    ("flac", "flac", 44_100, "mono"),
    ("mov", "pcm_s16be", 32_000, "mono"),
    ("aiff", "pcm_s16be", 44_100, "stereo"),
]


@pytest.mark.parametrize(("container", "codec", "rate", "layout"), FILES)
def test_level_length_and_pitch_survive(container: str, codec: str, rate: int, layout: str) -> None:
    sound = decode_audio(encode(0.5 * tone(440, 1.0, rate), container, codec, rate, layout))
    assert sound.dtype == np.int16 and sound.shape[1] == 2 and sound.flags.c_contiguous
    assert abs(len(sound) / 48_000 - 1.0) < 0.08  # codecs pad
    middle = sound[12_000:36_000].astype(float) / 32767
    assert np.abs(np.sqrt((middle**2).mean(axis=0)) - 0.5 / np.sqrt(2)).max() < 0.02, "a mono file must not come out quieter"
    spectrum = np.abs(np.fft.rfft(middle[:, 0] * np.hanning(len(middle))))
    assert abs(np.argmax(spectrum) * 2 - 440) <= 4
    np.testing.assert_allclose(middle[:, 0], middle[:, 1], atol=0.02)


def test_left_stays_left() -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(48_000)
        both = np.zeros((4800, 2), np.int16)
        both[:, 0] = 10_000
        out.writeframes(both.tobytes())
    np.testing.assert_array_equal(decode_audio(file.getvalue()), both)


@pytest.mark.parametrize("channels", range(3, 9))
def test_more_channels_are_not_made_quieter(channels: int) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(48_000)
        mono = np.rint(0.1 * tone(300, 0.5) * 32767).astype(np.int16)
        out.writeframes(np.repeat(mono[:, None], channels, axis=1).tobytes())
    sound = decode_audio(file.getvalue())
    assert sound.shape == (24_000, 2)
    assert np.sqrt((sound.astype(float) ** 2).mean(axis=0)).min() / 32767 > 0.99 * 0.1 / np.sqrt(2)


def test_the_sound_of_a_video() -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        picture = out.add_stream("mpeg4", rate=25)
        assert isinstance(picture, av.VideoStream)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        heard = out.add_stream("aac", rate=48_000, layout="mono")
        assert isinstance(heard, av.AudioStream)
        for k in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((96, 64), 128, np.uint8), format="yuv420p")
            frame.pts, frame.time_base = k, Fraction(1, 25)
            out.mux(picture.encode(frame))
        sound = av.AudioFrame.from_ndarray((0.5 * tone(440, 0.4))[None], format="fltp", layout="mono")
        sound.sample_rate = 48_000
        resampler = av.AudioResampler("fltp", "mono", 48_000, frame_size=1024)
        for piece in [*resampler.resample(sound), *resampler.resample(None)]:
            out.mux(heard.encode(piece))
        for stream in (picture, heard):
            out.mux(stream.encode(None))
    assert len(decode_audio(file.getvalue())) == pytest.approx(0.4 * 48_000, abs=2048)


def test_a_file_that_breaks_off_gives_what_came_before() -> None:
    whole = encode(0.5 * tone(440, 2.0), "mp3", "libmp3lame")
    assert 0.8 < len(decode_audio(whole[: len(whole) // 2])) / 48_000 < 1.2
    wav = encode(0.5 * tone(440, 2.0), "wav", "pcm_s16le")
    assert 0.9 < len(decode_audio(wav[: len(wav) // 2])) / 48_000 < 1.1


def test_rubbish_in_the_middle_costs_only_itself() -> None:
    whole = bytearray(encode(0.5 * tone(440, 3.0), "ogg", "libopus"))
    middle = len(whole) // 2
    whole[middle : middle + 500] = bytes(500)
    assert len(decode_audio(bytes(whole))) > 48_000


@pytest.mark.parametrize(
    "data",
    [
        b"this is no sound at all" * 50,
        bytes(5000),
        (noise(0.1) * 100).astype(np.int16).tobytes(),
        b"RIFF",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"OggS" + bytes(100),
        b"\x1aE\xdf\xa3" + bytes(200),
        b"ID3\x04\x00\x00\x00\x00\x00\x00",
        b"fLaC" + bytes(60),
    ],
)
def test_what_is_no_sound_file_says_so(data: bytes) -> None:
    with pytest.raises((AudioUndecodable, AudioEmpty)) as caught:
        decode_audio(data)
    assert caught.value.message.endswith(".") and "Send" in caught.value.message


def test_a_picture_is_not_sound() -> None:
    file = io.BytesIO()
    Image.new("RGB", (32, 32)).save(file, "PNG")
    with pytest.raises(AudioUndecodable, match="no sound"):
        decode_audio(file.getvalue())


def test_empty_and_soundless_files() -> None:
    with pytest.raises(AudioEmpty):
        decode_audio(b"")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, 16_000, 0, "NONE", ""))
    with pytest.raises(AudioEmpty):
        decode_audio(file.getvalue())


def test_too_long_is_refused_early() -> None:
    data = encode(np.zeros(8_000 * 20), "wav", "pcm_u8", 8_000, "mono")
    with pytest.raises(AudioTooLong) as caught:
        decode_audio(data, max_s=5)
    assert caught.value.fields["max_s"] == 5
    assert len(decode_audio(data, max_s=30)) == 20 * 48_000
