"""Streamed speech of one client, as audio_chunk messages or binary frames → the session's sound at 48 kHz."""

from __future__ import annotations

import numpy as np

from limner.engine.types import I16, SOUND_HZ
from limner.errors import ProtocolError
from limner.protocol import messages
from limner.server.session import Session

BINARY_HZ = 24_000  # of binary frames before any audio_chunk named another rate
MAX_CHUNK_S = 30.0


class SpeechStream:
    """One stream at a time; a chunk with another id, or after the last one, begins the next."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.rate_hz = BINARY_HZ
        self.client_id: str | None = None
        self._stream: str | None = None  # the session's name of it
        self._count = 0
        self._previous = 0.0  # last sample, for interpolation across chunks

    async def chunk(self, message: messages.AudioChunk) -> None:
        """ProtocolError if the data is not PCM16."""
        if message.id != self.client_id:
            await self._end()
        self.client_id, self.rate_hz = message.id, message.sample_rate
        await self._feed(messages.decode_base64(message.audio_data), message.last)

    async def binary(self, data: bytes) -> None:
        """A binary frame goes on with the stream of the last audio_chunk, at its rate."""
        await self._feed(data, False)

    def cut(self) -> None:
        """What was streamed is over; the next chunk begins anew."""
        self._stream = None
        self._previous = 0.0

    async def _feed(self, data: bytes, last: bool) -> None:
        if len(data) % 2:
            raise ProtocolError("Streamed sound is PCM16: two bytes a sample, little endian; this piece has an odd number of bytes.")
        if len(data) > MAX_CHUNK_S * self.rate_hz * 2:
            raise ProtocolError(f"A piece of streamed sound may last {MAX_CHUNK_S:.0f} s; send smaller ones, or a file as `audio`.")
        if self._stream is None:
            self._count += 1
            self._stream = f"stream {id(self)} {self._count}"
        await self.session.speech.chunk(self._stream, self.client_id, self._to_48k(np.frombuffer(data, "<i2")), last=last)
        if last:
            self.cut()

    async def _end(self) -> None:
        if self._stream is not None:
            await self.session.speech.chunk(self._stream, self.client_id, np.zeros((0, 2), np.int16), last=True)
            self.cut()

    def _to_48k(self, mono: I16) -> I16:
        """(n,) at rate_hz → (m, 2) at 48 kHz, straight lines between samples, seamless across chunks."""
        factor = SOUND_HZ // self.rate_hz
        if len(mono) and factor > 1:
            points = np.concatenate([[self._previous], mono.astype(np.float64)])
            steps = np.arange(1, len(mono) * factor + 1) / factor
            self._previous = float(mono[-1])
            mono = np.rint(np.interp(steps, np.arange(len(points)), points)).astype(np.int16)
        return np.stack([mono, mono], axis=1)
