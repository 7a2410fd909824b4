"""Frames and sound → VP8 or H.264 and Opus packets, one encoder for all who watch.

Settings are measured ones (`limner bench tick`, docs/log.md): libvpx with one thread (a second one spins), no denoiser, and blocks left
as they are where that is wrong by less than 500 squared steps of luma in all, 1.4 a pixel: a quarter less CPU than without, at a better
picture for the bits that are saved. Constant bit rate keeps key frames small.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType

from limner.engine.types import HEIGHT, I16, SOUND_HZ, TICK_HZ, WIDTH, Frame

VideoCodec = Literal["vp8", "h264"]

BITRATE = 1_500_000  # bit/s at the start
MIN_BITRATE, MAX_BITRATE = 400_000, 2_500_000
OPUS_BITRATE = 64_000
OPUS_SAMPLES = SOUND_HZ // 50  # 20 ms a packet


@dataclass(frozen=True, slots=True)
class Picture:
    """One encoded frame."""

    data: bytes
    key: bool


class VideoEncoder(Protocol):
    """Frame → bytes, one for one."""

    bitrate: int

    def encode(self, frame: Frame, *, key: bool = False) -> Picture: ...

    def set_bitrate(self, bitrate: int) -> None: ...


class _LibavEncoder(ABC):
    """What both codecs share: open late, feed without copying, reopen for a key frame at a new rate."""

    name: str

    def __init__(self, bitrate: int = BITRATE) -> None:
        self.bitrate = bitrate
        self.pts = 0
        self.context: VideoCodecContext | None = None

    @abstractmethod
    def options(self) -> dict[str, str]:
        """What libav is asked for, by its own names."""

    def encode(self, frame: Frame, *, key: bool = False) -> Picture:
        """One frame in, one picture out, at once (no look-ahead)."""
        if self.context is None:
            self.context = self._open()
        # Borrows the planes; the encoder copies them before encode() returns.
        picture = av.VideoFrame.from_numpy_buffer(frame.planes, "yuv420p")
        picture.pts = self.pts
        picture.pict_type = PictureType.I if key else PictureType.NONE
        self.pts += 1
        packets = self.context.encode(picture)
        return Picture(b"".join(bytes(packet) for packet in packets), any(packet.is_keyframe for packet in packets))

    def set_bitrate(self, bitrate: int) -> None:
        """Takes effect at the next frame, which becomes a key frame: libvpx ignores a change while open."""
        if bitrate != self.bitrate:
            self.bitrate = bitrate
            self.context = None

    def _open(self) -> VideoCodecContext:
        context = av.CodecContext.create(self.name, "w")
        assert isinstance(context, VideoCodecContext)
        context.width, context.height, context.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        context.framerate, context.time_base = Fraction(TICK_HZ), Fraction(1, TICK_HZ)
        context.bit_rate = self.bitrate
        context.gop_size = 3000  # two minutes; key frames come when someone needs one
        context.thread_count = 1
        context.options = self.options()
        return context


class Vp8Encoder(_LibavEncoder):
    name = "libvpx"

    def options(self) -> dict[str, str]:
        rate = str(self.bitrate)
        return {
            "deadline": "realtime",
            "cpu-used": "-8",
            "noise-sensitivity": "0",
            "lag-in-frames": "0",
            "minrate": rate,  # min = max = constant
            "maxrate": rate,
            "bufsize": rate,  # one second
            "qmin": "2",
            "qmax": "56",
            "overshoot-pct": "15",
            "undershoot-pct": "100",
            "partitions": "0",
            "static-thresh": "500",
        }


class H264Encoder(_LibavEncoder):
    """For clients without VP8. Baseline, so that every hardware decoder takes it."""

    name = "libx264"

    def options(self) -> dict[str, str]:
        rate = str(self.bitrate)
        return {
            "preset": "superfast",
            "tune": "zerolatency",
            "profile": "baseline",
            "level": "3.1",
            "maxrate": rate,
            "bufsize": str(self.bitrate // 2),
            "forced-idr": "1",
            # RTP needs the parameter sets with every key frame.
            "x264-params": "repeat-headers=1:scenecut=0:threads=1:sliced-threads=0",
        }


def open_video_encoder(codec: VideoCodec, bitrate: int = BITRATE) -> VideoEncoder:
    return Vp8Encoder(bitrate) if codec == "vp8" else H264Encoder(bitrate)


class OpusEncoder:
    """(1920, 2) int16 → two packets of 20 ms, stereo, at full level."""

    def __init__(self) -> None:
        self.context = av.AudioCodecContext.create("libopus", "w")
        self.context.bit_rate = OPUS_BITRATE
        self.context.sample_rate = SOUND_HZ
        self.context.format = "s16"
        self.context.layout = "stereo"
        self.context.time_base = Fraction(1, SOUND_HZ)
        self.context.options = {"application": "audio", "frame_duration": "20", "compression_level": "5"}
        self.pts = 0

    def encode(self, sound: I16) -> list[bytes]:
        """sound: (n * 960, 2) at 48 kHz → n packets."""
        packets: list[bytes] = []
        for start in range(0, len(sound), OPUS_SAMPLES):
            piece = sound[start : start + OPUS_SAMPLES]
            frame = av.AudioFrame.from_ndarray(piece.reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate = SOUND_HZ
            frame.pts = self.pts
            self.pts += len(piece)
            packets += [bytes(packet) for packet in self.context.encode(frame)]
        return packets
