"""A viewer that counts what comes and decodes nothing: one costs a few percent of a core, so many fit beside the server they load."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from limner.errors import MediaBlocked
from limner.media.sender import tap_receiver

CONNECT_S = 30.0


class Listener:
    """`connect()` once, `close()` at the end. Times are seconds of `time.monotonic`."""

    def __init__(self) -> None:
        self.pictures: dict[int, float] = {}  # RTP time → when its first packet came
        self.sound_packets = 0
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._settled = asyncio.Event()
        self._pc.on("connectionstatechange", self._state_changed)

    async def connect(self, ask: Callable[[str], Awaitable[str]]) -> None:
        """`ask` gives the answer to an offer, both as SDP. MediaBlocked if nothing gets through."""
        video = self._pc.addTransceiver("video", direction="recvonly")
        sound = self._pc.addTransceiver("audio", direction="recvonly")
        tap_receiver(video.receiver, self._picture)
        tap_receiver(sound.receiver, self._sound)
        await self._pc.setLocalDescription(await self._pc.createOffer())
        await self._pc.setRemoteDescription(RTCSessionDescription(await ask(self._pc.localDescription.sdp), "answer"))
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._settled.wait()
        except TimeoutError:
            pass
        if self._pc.connectionState != "connected":
            raise MediaBlocked("Picture and sound do not get through; is UDP open between this machine and the server?")

    async def close(self) -> None:
        """Idempotent."""
        await self._pc.close()

    def forget(self) -> None:
        """Counts begin anew."""
        self.pictures.clear()
        self.sound_packets = 0

    def _picture(self, rtp_time: int, payload: bytes) -> None:
        self.pictures.setdefault(rtp_time, time.monotonic())

    def _sound(self, rtp_time: int, payload: bytes) -> None:
        self.sound_packets += 1

    def _state_changed(self) -> None:
        if self._pc.connectionState in ("connected", "failed", "closed"):
            self._settled.set()
