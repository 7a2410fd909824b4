"""Sound in any form a program has it → a file in base64, or pieces of PCM16, for the wire."""

from __future__ import annotations

import asyncio
import base64
import io
import wave
from collections.abc import AsyncIterable, AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from limner.errors import AudioEmpty, AudioError, AudioTooLong
from limner.protocol.codes import MAX_MESSAGE_BYTES

Samples = NDArray[Any]  # (n,) or (n, channels); int16, or floats in -1..1
Pcm = AsyncIterable[bytes | Samples]  # pieces of any length; bytes are mono PCM16, little endian
Sound = str | Path | bytes | Samples | Pcm

WIRE_RATES_HZ = (16_000, 24_000, 48_000)
RESAMPLED_HZ = 48_000  # whatever comes at another rate
PIECE_S = 1.0  # longer pieces are sent as several
ROOM = 64 * 1024  # bytes of a message, for its other fields


async def file_base64(sound: str | Path | bytes | Samples, sample_rate: int) -> str:
    """A path, a file's bytes, or samples at `sample_rate` → base64 of a sound file.

    AudioError if it is empty or too long to send, OSError for a path that cannot be read.
    """
    if isinstance(sound, np.ndarray):
        data = wav(sound, sample_rate)
    elif isinstance(sound, bytes | bytearray | memoryview):
        data = bytes(sound)
    else:
        data = await asyncio.to_thread(Path(sound).read_bytes)
    if not data:
        raise AudioEmpty("The sound file is empty; send a file with sound in it.")
    text = base64.b64encode(data).decode()
    if len(text) > MAX_MESSAGE_BYTES - ROOM:
        limit = MAX_MESSAGE_BYTES * 3 / 4e6
        raise AudioTooLong(f"The sound has {len(data) / 1e6:.0f} MB; send one below {limit:.0f} MB (mp3, for example), or stream it.")
    return text


async def pieces(sound: Pcm, sample_rate: int) -> AsyncIterator[tuple[str, int]]:
    """A stream of PCM → (base64 of mono PCM16, its rate), piece by piece as they come. AudioError for samples that are none."""
    rate = sample_rate if sample_rate in WIRE_RATES_HZ else RESAMPLED_HZ
    resampler = None if rate == sample_rate else AudioResampler("s16", "mono", rate)
    spare = b""  # half a sample, where a piece of bytes ended
    async for piece in sound:
        if isinstance(piece, bytes | bytearray | memoryview):
            data = spare + bytes(piece)
            whole = len(data) // 2 * 2
            data, spare = data[:whole], data[whole:]
            samples = np.frombuffer(data, "<i2")
        else:
            samples = mono16(piece)
        if resampler is not None and len(samples):
            samples = _resampled(resampler, samples, sample_rate)
        for start in range(0, len(samples), int(PIECE_S * rate)):
            yield _base64(samples[start : start + int(PIECE_S * rate)]), rate
    if resampler is not None:
        rest = [frame.to_ndarray().reshape(-1) for frame in resampler.resample(None)]
        if rest:
            yield _base64(np.concatenate(rest)), rate


def mono16(samples: Samples) -> NDArray[np.int16]:
    """(n,) or (n, channels), int16 or floats in -1..1 → (n,) int16."""
    samples = np.asarray(samples)
    if samples.ndim == 2:
        samples = samples.mean(axis=1, dtype=np.float64).astype(samples.dtype)
    if samples.ndim != 1 or not (samples.dtype == np.int16 or np.issubdtype(samples.dtype, np.floating)):
        raise AudioError(f"Sound as an array is (n,) or (n, channels), int16 or floats in -1..1; this is {samples.shape} {samples.dtype}.")
    if samples.dtype == np.int16:
        return samples.astype(np.int16, copy=False)
    scaled: NDArray[np.floating[Any]] = np.rint(np.clip(np.nan_to_num(samples), -1, 1) * 32767)
    return scaled.astype(np.int16)


def wav(samples: Samples, sample_rate: int) -> bytes:
    """Samples → a wav file, mono."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(sample_rate)
        out.writeframes(mono16(samples).astype("<i2").tobytes())
    return file.getvalue()


def is_stream(sound: object) -> bool:
    """Does it come piece by piece?"""
    if isinstance(sound, AsyncIterable):
        return True
    if not isinstance(sound, str | Path | bytes | bytearray | memoryview | np.ndarray):
        raise AudioError(f"A speech is a path, a file's bytes, an array or an async iterator of PCM, not {type(sound).__name__}.")
    return False


def _resampled(resampler: AudioResampler, samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None], format="s16", layout="mono")
    frame.sample_rate = rate
    out = [each.to_ndarray().reshape(-1) for each in resampler.resample(frame)]
    return np.concatenate(out) if out else np.zeros(0, np.int16)


def _base64(samples: NDArray[np.int16]) -> str:
    return base64.b64encode(samples.astype("<i2").tobytes()).decode()
