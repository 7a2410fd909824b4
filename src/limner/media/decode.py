"""Bytes of any sound file → 48 kHz stereo int16."""

from __future__ import annotations

import io

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from limner.engine.types import F32, I16, SOUND_HZ
from limner.errors import AudioEmpty, AudioTooLong, AudioUndecodable

MAX_S = 600.0  # seconds of sound in one file; ten minutes are 115 MB decoded
MAX_BAD_PACKETS = 50  # in a row, then the rest of the file is given up
UNDECODABLE = "This is not a sound file Limner can read. Send wav, mp3, m4a, ogg, webm or flac."


def decode_audio(data: bytes, max_s: float = MAX_S) -> I16:
    """A whole file in memory → (n, 2) int16 at 48 kHz, at the level it was recorded.

    The content decides, never a name or a mime type; a video file gives its sound. A file that breaks off gives what came before.
    Blocking: call it in a thread. Raises AudioUndecodable, AudioEmpty (no samples), AudioTooLong (more than `max_s`).
    """
    if not data:
        raise AudioEmpty("The sound file is empty. Send a file with sound in it.")
    chunks: list[I16] = []
    try:
        with av.open(io.BytesIO(data), mode="r", metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise AudioUndecodable("This file holds no sound. Send wav, mp3, m4a, ogg, webm or flac.")
            _decode(container, chunks, max_s)
    except (av.FFmpegError, ValueError) as problem:
        if not chunks:
            raise AudioUndecodable(UNDECODABLE, reason=str(problem)) from problem
    if not chunks or not sum(len(c) for c in chunks):
        raise AudioEmpty("The sound file holds no samples. Send a file with sound in it.")
    return np.concatenate(chunks)


def _decode(container: InputContainer, chunks: list[I16], max_s: float) -> None:
    """Appends to `chunks` as it goes, so that what was decoded before an error is kept."""
    stream = container.streams.audio[0]
    limit = int(max_s * SOUND_HZ)
    total = bad = 0
    resampler: AudioResampler | None = None
    layout: tuple[str, int, str] | None = None
    problem: av.FFmpegError | None = None
    packets = container.demux(stream)
    while bad < MAX_BAD_PACKETS:
        try:
            frames = next(packets).decode()
        except (StopIteration, av.error.EOFError):
            break
        except av.FFmpegError as error:  # a bad packet: go on with the next
            problem, bad = error, bad + 1
            continue
        bad = 0
        for frame in frames:
            if not isinstance(frame, AudioFrame):
                continue
            key = (frame.format.name, frame.sample_rate, frame.layout.name)
            if resampler is None or key != layout:
                if resampler is not None:
                    chunks += [_to_stereo(f) for f in resampler.resample(None)]
                resampler, layout = AudioResampler("flt", frame.layout, SOUND_HZ), key
            frame.pts = None  # a gap between time stamps is not silence to fill
            new = [_to_stereo(f) for f in resampler.resample(frame)]
            chunks += new
            total += sum(len(c) for c in new)
            if total > limit:
                raise AudioTooLong(f"The sound is longer than {max_s:.0f} s. Send it in shorter pieces.", max_s=max_s)
    if resampler is not None:
        chunks += [_to_stereo(f) for f in resampler.resample(None)]
    if not chunks and problem is not None:
        raise problem


def _to_stereo(frame: AudioFrame) -> I16:
    """A packed float frame of any channels → (n, 2) int16. Mixed here: FFmpeg's own mix makes mono 3 dB and 5.1 8 dB quieter.

    Packed, because PyAV reads past the eight plane pointers of a planar frame with eight channels and dies.
    """
    planes: F32 = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, frame.layout.nb_channels).T  # (channels, n) float32
    if len(planes) == 1:
        left = right = planes[0]
    elif len(planes) == 2:
        left, right = planes
    else:
        left, right = np.zeros_like(planes[0]), np.zeros_like(planes[0])
        for i, channel in enumerate(frame.layout.channels):
            to_left, to_right = SURROUND.get(channel.name, (0.5, 0.5))
            left, right = left + to_left * planes[i], right + to_right * planes[i]
    stereo = np.stack([left, right], axis=1) * np.float32(32767)
    return np.rint(np.clip(np.nan_to_num(stereo), -32768, 32767)).astype(np.int16)


# Share of left and right by FFmpeg's channel name: the centre carries the voice, the low-frequency channel none of it.
SURROUND = {
    "FL": (1.0, 0.0), "FR": (0.0, 1.0), "FC": (1.0, 1.0), "LFE": (0.0, 0.0),
    "BL": (0.5, 0.0), "BR": (0.0, 0.5), "SL": (0.5, 0.0), "SR": (0.0, 0.5), "FLC": (1.0, 0.0), "FRC": (0.0, 1.0),
}  # fmt: skip
