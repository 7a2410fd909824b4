"""Encoded pictures and sound of one session → the two tracks of one viewer. Bounded; a full queue never holds the others up."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from limner.engine.types import SOUND_HZ, TICK_HZ, TICK_SAMPLES
from limner.media.encoder import OPUS_SAMPLES, Picture

VIDEO_HZ = 90_000
VIDEO_TICK = VIDEO_HZ // TICK_HZ  # RTP units
VIDEO_QUEUE = 3  # pictures; a fourth means this viewer's sender is stuck
AUDIO_QUEUE = 50  # packets, one second; then the oldest go


class PacketTrack(MediaStreamTrack):
    """A track that hands out packets which are already encoded; aiortc sends them as they are."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind
        self._queue: deque[av.Packet[Any]] = deque()
        self._ready = asyncio.Event()
        self.sent_s: float | None = None  # media time of the last packet handed out

    async def recv(self) -> av.Packet[Any]:
        """The next packet. MediaStreamError after `stop()`. Cancelling loses no packet."""
        while not self._queue:
            if self.readyState != "live":
                raise MediaStreamError
            self._ready.clear()
            await self._ready.wait()
        packet = self._queue.popleft()
        assert packet.pts is not None
        assert packet.time_base is not None
        self.sent_s = float(packet.pts * packet.time_base)
        return packet

    def stop(self) -> None:
        super().stop()
        self._ready.set()

    def _put(self, data: bytes, pts: int, rate_hz: int) -> None:
        packet = av.Packet(data)
        packet.pts = pts
        packet.time_base = Fraction(1, rate_hz)
        self._queue.append(packet)
        self._ready.set()


class PictureTrack(PacketTrack):
    """Starts with a key frame. When full, it drops what waits and goes on with a key frame, for which it asks."""

    def __init__(self, want_key: Callable[[], None]) -> None:
        super().__init__("video")
        self._want_key = want_key
        self._need_key = self._fresh = True

    def push(self, tick: int, picture: Picture) -> int:
        """→ how many pictures were dropped; those before the first key frame do not count."""
        dropped = 0
        if len(self._queue) >= VIDEO_QUEUE:
            dropped = len(self._queue)
            self._queue.clear()
            self._need_key = True
        if self._need_key and not picture.key:
            self._want_key()
            return dropped + (not self._fresh)
        self._need_key = self._fresh = False
        self._put(picture.data, tick * VIDEO_TICK, VIDEO_HZ)
        return dropped


class SoundTrack(PacketTrack):
    def __init__(self) -> None:
        super().__init__("audio")

    def push(self, tick: int, packets: list[bytes]) -> None:
        """The Opus packets of one tick, 20 ms each."""
        for n, data in enumerate(packets):
            if len(self._queue) >= AUDIO_QUEUE:
                self._queue.popleft()
            self._put(data, tick * TICK_SAMPLES + n * OPUS_SAMPLES, SOUND_HZ)
