"""One offer → pictures and sounds: the media half of a connection, on aiortc."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import MediaStreamTrack, RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.rtp import RtcpSrPacket
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame

from limner.client.timeline import Kind, Timeline
from limner.errors import MediaBlocked

CONNECT_S = 20.0

Media = VideoFrame | AudioFrame


class Peer:
    """`connect()` once, `close()` at the end. on_media gets every decoded frame with its RTP count as pts."""

    def __init__(
        self,
        on_media: Callable[[Kind, Media, Timeline], None],
        on_track: Callable[[MediaStreamTrack], None] | None = None,
        ice_servers: list[RTCIceServer] | None = None,
    ) -> None:
        self.timeline = Timeline()
        self.lost = asyncio.Event()  # it stood and broke, or never came to be
        self._on_media = on_media
        self._on_track = on_track
        self._connected = asyncio.Event()
        self._pumps: list[asyncio.Task[None]] = []
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=ice_servers or []))
        self._pc.on("connectionstatechange", self._state_changed)
        self._pc.on("track", self._track)

    async def connect(self, ask: Callable[[str], Awaitable[str]], microphone: MediaStreamTrack | None) -> None:
        """`ask` gives the answer to an offer, both as SDP. MediaBlocked if nothing gets through; whatever `ask` raises."""
        self._pc.addTransceiver("video", direction="recvonly")
        self._pc.addTransceiver(microphone or "audio", direction="sendrecv" if microphone else "recvonly")
        await self._pc.setLocalDescription(await self._pc.createOffer())
        answer = await ask(self._pc.localDescription.sdp)
        await self._pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._connected.wait()
        except TimeoutError:
            self.lost.set()
        if self.lost.is_set():
            raise MediaBlocked("Picture and sound do not get through; is UDP open between this machine and the server, or is TURN set up?")

    async def stats(self) -> dict[str, Any]:
        """aiortc's statistics of the connection, by id."""
        return dict(await self._pc.getStats())

    async def close(self) -> None:
        """Idempotent; returns when all has ended."""
        await self._pc.close()
        for pump in self._pumps:
            pump.cancel()
        if self._pumps:
            await asyncio.wait(self._pumps)
        self.lost.set()

    def _state_changed(self) -> None:
        if self._pc.connectionState == "connected":
            self._connected.set()
        elif self._pc.connectionState in ("failed", "closed"):
            self.lost.set()
            self._connected.set()

    def _track(self, track: MediaStreamTrack) -> None:
        kind: Kind = "video" if track.kind == "video" else "audio"
        receiver = next(each.receiver for each in self._pc.getTransceivers() if each.receiver.track is track)
        keep_times(receiver, kind, self.timeline)
        if self._on_track is not None:
            self._on_track(track)
        else:
            self._pumps.append(asyncio.create_task(self._pump(kind, track)))

    async def _pump(self, kind: Kind, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                assert isinstance(frame, VideoFrame | AudioFrame)
                self._on_media(kind, frame, self.timeline)


def keep_times(receiver: Any, kind: Kind, timeline: Timeline) -> None:
    """Makes a receiver keep RTP counts as they are, and hand on the reports it gets.

    aiortc starts each track at 0 and drops the reports, which loses how picture and sound belong together. It keeps these places
    private (1.13 to 1.16); `tests/test_client_live.py` fails when a release moves them.
    """

    class Mapper:
        def map(self, rtp: int) -> int:
            return timeline.unwrap(kind, rtp)

    handle = receiver._handle_rtcp_packet

    async def handle_rtcp(packet: Any) -> None:
        if isinstance(packet, RtcpSrPacket):
            timeline.report(kind, packet.sender_info.ntp_timestamp, packet.sender_info.rtp_timestamp)
        await handle(packet)

    receiver._RTCRtpReceiver__timestamp_mapper = Mapper()
    receiver._handle_rtcp_packet = handle_rtcp
