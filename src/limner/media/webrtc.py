"""One offer → one peer connection: a viewer's end of a session. It knows nothing of portraits, prompts or who the viewer is."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.sdp import candidate_from_sdp

from limner.engine.types import SOUND_HZ
from limner.errors import ProtocolError
from limner.media.candidates import Network, gather_on, usable_offer, with_public_address
from limner.media.encoder import Picture, VideoCodec
from limner.media.sender import tap_receiver, tune_sender
from limner.media.tracks import VIDEO_HZ, PictureTrack, SoundTrack

log = logging.getLogger(__name__)

# A receiver that fits sound to picture by these reports leaves what its own estimate says is within 30 ms, and that estimate leaves out the
# wait for the screen's next refresh. After any standstill Chromium's sound comes out of a buffer that shrinks, which ends at one side of
# those 30 ms: sound 22 to 65 ms early, measured. Reported so much later than it is, it ends nearer to zero; left alone, nothing changes.
SOUND_REPORTED_LATER_S = 0.015

MAX_OFFER = 100_000  # characters; browsers' have 10 000. Reading takes a microsecond each, in which nobody else's pictures go on
MAX_CANDIDATES = 256  # of one client
CONNECT_LIMIT_S = 30.0  # not every client says when it has no more candidates, so ICE would try for ever


def _nothing(*_: Any) -> None:
    pass


@dataclass
class PeerEvents:
    """What a peer tells its session. Called from the event loop; must not block."""

    connected: Callable[[Peer], None] = _nothing
    closed: Callable[[Peer], None] = _nothing  # by either side, or because it never came to be; once
    heard: Callable[[int, bytes], None] = _nothing  # RTP time, Opus packet of the viewer's microphone
    key_wanted: Callable[[], None] = _nothing
    bitrate: Callable[[Peer, int], None] = _nothing  # the viewer can take so many bit/s
    ntp_of: Callable[[float], int] = field(default=lambda media_s: 0)  # media time in s → NTP time


class Peer:
    """`answer()` once, then `picture()` and `sound()` as they come, `close()` at the end (more than once does no harm)."""

    def __init__(self, network: Network, events: PeerEvents) -> None:
        self.network = network
        self.events = events
        self.codec: VideoCodec | None = None  # None: no video was asked for
        self.connected = False
        self.closed = False
        self.loss = 0.0  # share of packets lost, by the viewer's last report
        self.pictures: PictureTrack | None = None
        self.sounds: SoundTrack | None = None
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.pc.on("connectionstatechange", self._state_changed)
        self._answered = False
        self._candidates: list[dict[str, Any]] = []  # that came before the answer
        self._candidates_told = 0
        self._limit: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None

    async def answer(self, offer: str) -> str:
        """The offer's SDP → the answer's, complete with candidates. ProtocolError if it asks for what cannot be had."""
        if len(offer) > MAX_OFFER:
            raise ProtocolError(f"The offer has {len(offer)} characters; one may have {MAX_OFFER}.")
        offer = usable_offer(offer)
        kinds = re.findall(r"^m=(video|audio) ", offer, re.MULTILINE)
        video = audio = None
        if "video" in kinds:
            self.pictures = PictureTrack(self.events.key_wanted)
            video = self.pc.addTransceiver(self.pictures, direction="sendonly")
        if "audio" in kinds:
            self.sounds = SoundTrack()
            audio = self.pc.addTransceiver(self.sounds, direction="sendrecv")
        if not kinds:
            raise ProtocolError("The offer has no video and no audio; add a recvonly video transceiver and an audio one.")
        try:
            await self.pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            if video:
                video._codecs = sorted(video._codecs, key=lambda codec: codec.mimeType.lower() != "video/vp8")
                self.codec = "vp8" if video._codecs[0].mimeType.lower() == "video/vp8" else "h264"
                self._tune(video.sender, self.codec, VIDEO_HZ)
            if audio:
                audio._codecs = [codec for codec in audio._codecs if codec.mimeType.lower() == "audio/opus"]
                if not audio._codecs:
                    raise ProtocolError("The offer's audio has no Opus, which every WebRTC client can do; offer it.")
                self._tune(audio.sender, "opus", SOUND_HZ)
                tap_receiver(audio.receiver, self.events.heard)
            for transceiver in self.pc.getTransceivers():
                gather_on(transceiver.receiver.transport.transport.iceGatherer._connection, self.network)
            await self.pc.setLocalDescription(await self.pc.createAnswer())
        except (
            InvalidAccessError,
            InvalidStateError,
            OperationError,
            ValueError,
            KeyError,
            IndexError,
            AttributeError,
            TypeError,
        ) as error:
            # aiortc's parser gives way to a broken SDP in all of these ways.
            raise ProtocolError(
                "The offer cannot be used: its SDP is broken, or it has no codec in common (VP8 or H.264, and Opus)."
            ) from error
        self._answered = True
        for candidate in self._candidates:
            await self._add(candidate)
        self._candidates.clear()
        self._limit = asyncio.get_running_loop().call_later(CONNECT_LIMIT_S, self._gave_up)
        return with_public_address(self.pc.localDescription.sdp, self.network.public_ip)

    def _tune(self, sender: Any, codec: str, rate_hz: int) -> None:
        later_s = SOUND_REPORTED_LATER_S if codec == "opus" else 0.0
        tune_sender(
            sender,
            codec,
            rate_hz,
            ntp_of=lambda media_s: self.events.ntp_of(media_s + later_s),
            on_key_wanted=self.events.key_wanted,
            on_bitrate=lambda bitrate: self.events.bitrate(self, bitrate),
            on_loss=self._lost,
        )

    def _lost(self, share: float) -> None:
        self.loss = share

    @property
    def av_offset_s(self) -> float | None:
        """How far the last picture sent is ahead of the last sound sent, in media time. None before both were."""
        picture = self.pictures.sent_s if self.pictures else None
        sound = self.sounds.sent_s if self.sounds else None
        return None if picture is None or sound is None else picture - sound

    async def add_candidate(self, candidate: dict[str, Any] | None) -> None:
        """A trickled candidate, at any time, also before the offer is answered. What cannot be used is left out: others will do."""
        if candidate is None or not candidate.get("candidate") or self.closed or self._candidates_told == MAX_CANDIDATES:
            return  # "no more" is never passed on, see `usable_offer`
        self._candidates_told += 1
        if not self._answered:
            self._candidates.append(candidate)
        else:
            await self._add(candidate)

    async def _add(self, candidate: dict[str, Any]) -> None:
        text = str(candidate["candidate"]).removeprefix("a=").removeprefix("candidate:")
        try:
            parsed = candidate_from_sdp(text)
            parsed.sdpMid, parsed.sdpMLineIndex = candidate.get("sdpMid"), candidate.get("sdpMLineIndex")
            if parsed.ip.endswith(".local") or parsed.protocol.lower() != "udp":
                return
            if parsed.sdpMid is None and parsed.sdpMLineIndex is None:
                parsed.sdpMLineIndex = 0
            await self.pc.addIceCandidate(parsed)
        except (AssertionError, ValueError, IndexError, KeyError, InvalidStateError) as error:
            log.debug("candidate left out: %s", error)

    def picture(self, codec: str, tick: int, picture: Picture) -> int:
        """→ how many pictures were dropped because this viewer's connection is too slow."""
        if self.connected and self.pictures is not None and codec == self.codec:
            return self.pictures.push(tick, picture)
        return 0

    def sound(self, tick: int, packets: list[bytes]) -> None:
        if self.connected and self.sounds is not None:
            self.sounds.push(tick, packets)

    def _state_changed(self) -> None:
        state = self.pc.connectionState
        if state == "connected" and not self.connected:
            self.connected = True
            if self._limit:
                self._limit.cancel()
            self.events.connected(self)
        elif state in ("failed", "closed") and not self.closed:
            self._close_soon()

    def _gave_up(self) -> None:
        log.info("no connection within %d s", CONNECT_LIMIT_S)
        self._close_soon()

    def _close_soon(self) -> asyncio.Task[None]:
        if self._closing is None:
            self.closed = True
            self.connected = False
            if self._limit:
                self._limit.cancel()
            self._closing = asyncio.create_task(self.pc.close())
            self.events.closed(self)
        return self._closing

    async def close(self) -> None:
        """Ends the connection. Idempotent; returns when all of it has ended. Cancelling gives up waiting only."""
        await asyncio.shield(self._close_soon())
