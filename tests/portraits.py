"""Portrait files for tests, made from the demo portrait (Eileen Collins, NASA, public domain)."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

U8 = NDArray[np.uint8]


@functools.cache
def demo_bytes() -> bytes:
    return resources.files("limner").joinpath("data/demo/portrait.jpg").read_bytes()


@functools.cache
def demo() -> Image.Image:
    """512x512 RGB."""
    return Image.open(io.BytesIO(demo_bytes())).convert("RGB")


def encode(picture: Image.Image | U8, kind: str = "PNG", **options: Any) -> bytes:
    """A file of one of Pillow's kinds."""
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(picture)
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def small() -> U8:
    """(40, 60, 3) in which every corner differs: enough to see any flip, turn or mixed-up channel."""
    y, x = np.mgrid[:40, :60]
    return np.stack([40 + 3 * x, 30 + 5 * y, 200 - 2 * x - y], -1).astype(np.uint8)


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
