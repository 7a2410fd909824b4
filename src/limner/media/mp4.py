"""Frames and their sound → an .mp4 file: H.264 and AAC, 1280x720, 25 fps, ready to stream from its start.

H.264 is made by libx264 where the local FFmpeg has it (the PyAV wheels do; it is GPL and no part of Limner), else by libopenh264
(BSD), else the file holds MPEG-4 part 2, which every FFmpeg has and nearly everything plays.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec import Codec
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from limner.engine.types import HEIGHT, I16, SOUND_HZ, TICK_HZ, TICK_SAMPLES, WIDTH, Frame
from limner.errors import ConfigError

VIDEO_CODECS: dict[str, dict[str, str]] = {
    "libx264": {"preset": "veryfast", "crf": "18"},
    "libopenh264": {"rc_mode": "quality"},
    "mpeg4": {"qscale": "3"},
}
VIDEO_BITRATE = 4_000_000  # where the codec has no quality setting
SOUND_BITRATE = 160_000
BT601, BT709, LIMITED = 6, 1, 1  # FFmpeg's numbers (AVColorSpace, AVColorPrimaries and AVColorTransferCharacteristic, AVColorRange)


def video_codec() -> str:
    """The first of VIDEO_CODECS that the local FFmpeg can write."""
    for name in VIDEO_CODECS:
        try:
            Codec(name, "w")
        except av.codec.codec.UnknownCodecError:
            continue
        return name
    raise ConfigError("The local FFmpeg can write neither H.264 nor MPEG-4 video. Install PyAV from its wheel.")


class Mp4Writer:
    """Tick by tick into a file; use it in a `with` block. A file that was not finished, for an error, is removed."""

    def __init__(self, path: Path) -> None:
        """ConfigError where nothing can be written."""
        self.path = path
        self.codec = video_codec()
        try:
            path.open("wb").close()  # FFmpeg would only complain at the first frame
        except OSError as problem:
            raise self._cannot(problem) from problem
        self._container = av.open(str(path), mode="w", format="mp4", options={"movflags": "+faststart"})
        video = self._container.add_stream(self.codec, rate=TICK_HZ, options=VIDEO_CODECS[self.codec])
        assert isinstance(video, VideoStream)
        self._video = video
        self._video.width, self._video.height, self._video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        context = self._video.codec_context
        context.time_base = Fraction(1, TICK_HZ)
        context.colorspace, context.color_range = BT601, LIMITED
        context.color_primaries = context.color_trc = BT709
        if self.codec != "libx264":
            context.bit_rate = VIDEO_BITRATE
        self._sound: AudioStream = self._container.add_stream("aac", rate=SOUND_HZ, layout="stereo")
        self._sound.codec_context.bit_rate = SOUND_BITRATE
        self._ticks = 0

    def write(self, frame: Frame, sound: I16) -> None:
        """One tick: the picture and its own (1920, 2) int16 at 48 kHz. Both are copied. ConfigError where it cannot be written."""
        picture = VideoFrame.from_ndarray(frame.planes, format="yuv420p")
        picture.pts, picture.time_base = self._ticks, Fraction(1, TICK_HZ)
        picture.colorspace, picture.color_range = BT601, LIMITED
        heard = AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="stereo")
        heard.sample_rate = SOUND_HZ
        heard.pts, heard.time_base = self._ticks * TICK_SAMPLES, Fraction(1, SOUND_HZ)
        try:
            self._container.mux(self._video.encode(picture))
            self._container.mux(self._sound.encode(heard))
        except (OSError, av.FFmpegError) as problem:
            raise self._cannot(problem) from problem
        self._ticks += 1

    def __enter__(self) -> Mp4Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._container.mux(self._video.encode(None))
                self._container.mux(self._sound.encode(None))
            self._container.close()
        except (OSError, av.FFmpegError) as problem:
            self.path.unlink(missing_ok=True)
            if kind is None:
                raise self._cannot(problem) from problem
        if kind is not None:
            self.path.unlink(missing_ok=True)

    def _cannot(self, problem: Exception) -> ConfigError:
        why = getattr(problem, "strerror", None) or problem
        return ConfigError(f"Cannot write {self.path}: {why}. Choose another place for the video.")
