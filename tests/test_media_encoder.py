"""Encoders: at the rate they are told, sharp, with nothing left behind; and sound at its level, left and right apart."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
import pytest

from limner.engine.types import F32, I16, SOUND_HZ, TICK_HZ, U8, Frame
from limner.media.encoder import BITRATE, MIN_BITRATE, OpusEncoder, Picture, VideoCodec, open_video_encoder

DECODERS: dict[VideoCodec, str] = {"vp8": "libvpx", "h264": "h264"}


def scene(seed: int = 0) -> F32:
    """(720, 1280) luma with detail of all sizes, as photographs have."""
    rng = np.random.default_rng(seed)
    out = np.full((720, 1280), 110.0, np.float32)
    for size in (180, 60, 20, 4):
        patch = rng.normal(0, 9, (720 // size + 2, 1280 // size + 2)).astype(np.float32)
        out += np.kron(patch, np.ones((size, size), np.float32))[:720, :1280]
    return np.clip(out, 16, 235)


def frame(luma: F32) -> Frame:
    made = Frame(np.full((1080, 1280), 128, np.uint8))
    made.y[:] = np.rint(luma)
    return made


def talking(count: int) -> list[Frame]:
    """A still scene in which a piece the size of a face moves."""
    still, face = scene(), scene(1)[:400, :320]
    frames = []
    for n in range(count):
        luma = still.copy()
        x, y = 480 + round(6 * np.sin(n / 9)), 160 + round(4 * np.sin(n / 5))
        luma[y : y + 400, x : x + 320] = face
        frames.append(frame(luma))
    return frames


def decode(codec: VideoCodec, pictures: list[Picture]) -> list[U8]:
    """→ (720, 1280) luma of each."""
    context: Any = av.CodecContext.create(DECODERS[codec], "r")
    packets = [av.Packet(picture.data) for picture in pictures]
    shown = [each for packet in [*packets, None] for each in context.decode(packet)]
    return [each.to_ndarray()[:720] for each in shown]


def wrong(shown: U8, meant: Frame) -> float:
    """Mean squared error of the luma."""
    return float(((shown.astype(np.float32) - meant.y) ** 2).mean())


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_every_frame_is_a_picture_at_once_and_the_rate_is_kept(codec: VideoCodec) -> None:
    frames, encoder = talking(75), open_video_encoder(codec)
    pictures = [encoder.encode(each) for each in frames]
    assert all(picture.data for picture in pictures)
    assert [picture.key for picture in pictures] == [True, *[False] * 74]
    rate = sum(len(picture.data) for picture in pictures[25:]) * 8 * TICK_HZ / 50
    assert rate < 1.2 * BITRATE
    shown = decode(codec, pictures)
    assert len(shown) == 75
    assert 10 * np.log10(255**2 / np.mean([wrong(*pair) for pair in zip(shown[25:], frames[25:], strict=True)])) > 38


def test_slow_change_leaves_nothing_behind() -> None:
    """Blocks that hardly change are not sent. However slowly light fades, no block may stay at what it was."""
    base, encoder = scene(), open_video_encoder("vp8")
    frames = [frame(np.clip(base + 0.1 * n, 16, 235)) for n in range(150)]
    shown = decode("vp8", [encoder.encode(each) for each in frames])
    apart = (shown[-1].astype(np.float32) - frames[-1].y).reshape(45, 16, 80, 16)
    assert (apart**2).mean(axis=(1, 3)).max() < 25  # of each 16x16 block; the fade is 15 steps
    assert np.abs(apart.mean(axis=(1, 3))).max() < 3


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a_new_rate_is_kept_and_comes_with_a_key_frame(codec: VideoCodec) -> None:
    frames, encoder = talking(75), open_video_encoder(codec)
    for each in frames[:10]:
        encoder.encode(each)
    encoder.set_bitrate(MIN_BITRATE)
    pictures = [encoder.encode(each) for each in frames]
    assert pictures[0].key and not any(picture.key for picture in pictures[1:])
    assert sum(len(picture.data) for picture in pictures[50:]) * 8 * TICK_HZ / 25 < 1.3 * MIN_BITRATE
    encoder.set_bitrate(MIN_BITRATE)  # no change, no key frame
    assert not encoder.encode(frames[0]).key


@pytest.mark.parametrize("codec", ["vp8", "h264"])
def test_a_key_frame_when_asked_from_which_a_new_viewer_can_begin(codec: VideoCodec) -> None:
    frames, encoder = talking(12), open_video_encoder(codec)
    pictures = [encoder.encode(each, key=n == 8) for n, each in enumerate(frames)]
    assert [picture.key for picture in pictures] == [n in (0, 8) for n in range(12)]
    shown = decode(codec, pictures[8:])
    assert len(shown) == 4
    assert wrong(shown[-1], frames[-1]) < 65  # plain grey is some hundreds away


def test_h264_is_what_every_decoder_takes() -> None:
    data = open_video_encoder("h264").encode(talking(1)[0]).data
    at = data.index(b"\x00\x00\x01\x67") + 4
    profile, _, level = data[at : at + 3]
    assert (profile, level) == (66, 31)  # Baseline, 3.1
    assert b"\x00\x00\x01\x68" in data  # parameters come with the picture


def test_sound_keeps_its_level_and_its_sides() -> None:
    times = np.arange(SOUND_HZ) / SOUND_HZ
    sound: I16 = np.zeros((SOUND_HZ, 2), np.int16)
    sound[:, 0], sound[:, 1] = 12_000 * np.sin(2 * np.pi * 440 * times), 4_000 * np.sin(2 * np.pi * 1000 * times)
    packets = OpusEncoder().encode(sound)
    assert len(packets) == 50
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.format, decoder.layout, decoder.sample_rate = "s16", "stereo", SOUND_HZ
    heard = np.concatenate([each.to_ndarray().reshape(-1, 2) for data in packets for each in decoder.decode(av.Packet(data))])
    spectrum = np.abs(np.fft.rfft(heard[9600:33_600] * np.hanning(24_000)[:, None], axis=0)) / 6000
    assert spectrum[220] == pytest.approx([12_000, 0], rel=0.05, abs=400)
    assert spectrum[500] == pytest.approx([0, 4_000], rel=0.05, abs=400)
