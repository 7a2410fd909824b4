"""Base64 in a message → the file's bytes. A large one takes a tenth of a second, in which everybody else's pictures must go on."""

from __future__ import annotations

import asyncio

from limner.protocol.messages import decode_base64

LARGE = 1 << 20  # characters; smaller ones take less than a change of threads is worth


async def file_of(data: str) -> bytes:
    """ProtocolError as of `decode_base64`."""
    return await asyncio.to_thread(decode_base64, data) if len(data) > LARGE else decode_base64(data)
