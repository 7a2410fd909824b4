"""A portrait in any form a program has it → base64 for the wire."""

from __future__ import annotations

import asyncio
import base64
import binascii
from fractions import Fraction
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
from av.codec import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from limner.errors import ImageTooLarge, NotAnImage, PortraitError
from limner.protocol.codes import MAX_MESSAGE_BYTES

Portrait = str | Path | bytes | NDArray[np.uint8]

ROOM = 64 * 1024  # of a message, for its other fields
FETCH_S = 30.0


async def portrait_base64(portrait: Portrait) -> str:
    """A path, an http(s) or data: URL, a file's bytes, or (h, w, 3) uint8 RGB → base64 of a picture file.

    PortraitError if it cannot be had or is too large to send, OSError for a path that cannot be read. Cancelling stops a download.
    """
    data = await _file(portrait)
    if not data:
        raise NotAnImage("The portrait is empty; send a JPEG, PNG or WebP picture.")
    text = base64.b64encode(data).decode()
    if len(text) > MAX_MESSAGE_BYTES - ROOM:
        raise ImageTooLarge(f"The portrait has {len(data) / 1e6:.0f} MB; send one below {MAX_MESSAGE_BYTES * 3 / 4e6:.0f} MB.")
    return text


async def _file(portrait: Portrait) -> bytes:
    if isinstance(portrait, bytes | bytearray | memoryview):
        return bytes(portrait)
    if isinstance(portrait, np.ndarray):
        return _png(portrait)
    if isinstance(portrait, str) and portrait.startswith("data:"):
        try:
            return base64.b64decode(portrait.partition(",")[2], validate=True)
        except (binascii.Error, ValueError):
            raise NotAnImage("The data: URL holds no base64; send one that does, or the bytes themselves.") from None
    if isinstance(portrait, str) and portrait.startswith(("http://", "https://")):
        return await _fetched(portrait)
    return await asyncio.to_thread(Path(portrait).read_bytes)


async def _fetched(url: str) -> bytes:
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(FETCH_S), raise_for_status=True) as http,
            http.get(url) as answer,
        ):
            return await answer.read()
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise PortraitError(f"The portrait could not be fetched from {url}: {error}.", url=url) from error


def _png(picture: NDArray[Any]) -> bytes:
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8:
        raise NotAnImage(f"A portrait as an array is (h, w, 3) uint8 RGB; this one is {picture.shape} {picture.dtype}.")
    encoder = CodecContext.create("png", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.height, encoder.width = picture.shape[:2]
    encoder.pix_fmt = "rgb24"
    encoder.framerate = Fraction(1)
    packets = encoder.encode(VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24"))
    return b"".join(bytes(packet) for packet in [*packets, *encoder.encode(None)])
