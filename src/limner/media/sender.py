"""What aiortc's sender and receiver do not do: packets by others' encoders, reports on the media clock, packets as they arrive.

aiortc 1.13 to 1.16 keep these places private; `tests/test_media_webrtc.py` fails when a release moves them.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from aiortc.clock import current_ntp_time
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.opus import OpusEncoder
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.rtcrtpsender import RTCRtpSender
from aiortc.rtp import RtcpRrPacket, RtcpSrPacket


class _Vp8Packer(Vp8Encoder):
    """Splits VP8 frames into RTP payloads and passes the receiver's bit-rate estimate on."""

    def __init__(self, on_bitrate: Callable[[int], None]) -> None:
        super().__init__()
        self._on_bitrate = on_bitrate
        self.picture_id = random.randrange(1 << 15)

    @property
    def target_bitrate(self) -> int:
        return 0

    @target_bitrate.setter
    def target_bitrate(self, bitrate: int) -> None:
        self._on_bitrate(bitrate)


class _H264Packer(H264Encoder):
    def __init__(self, on_bitrate: Callable[[int], None]) -> None:
        super().__init__()
        self._on_bitrate = on_bitrate

    @property
    def target_bitrate(self) -> int:
        return 0

    @target_bitrate.setter
    def target_bitrate(self, bitrate: int) -> None:
        self._on_bitrate(bitrate)


def tune_sender(
    sender: RTCRtpSender,
    codec: str,
    rate_hz: int,
    *,
    ntp_of: Callable[[float], int],
    on_key_wanted: Callable[[], None],
    on_bitrate: Callable[[int], None],
    on_loss: Callable[[float], None],
) -> None:
    """Makes one sender carry ready packets. Call it before the connection stands.

    ntp_of gives the NTP time (64 bit) that belongs to a media time in seconds. aiortc pairs an RTP time with the moment of sending, so
    encoding a picture longer than a sound would pull them apart; the pair sent here is the media clock's own.
    on_loss gets the share of packets lost since the receiver's last report.
    """
    packer: Any = {"vp8": _Vp8Packer, "h264": _H264Packer}.get(codec)
    sender._RTCRtpSender__encoder = packer(on_bitrate) if packer else OpusEncoder()  # type: ignore[attr-defined]
    sender._send_keyframe = on_key_wanted  # type: ignore[method-assign]

    next_encoded_frame, send_rtcp = sender._next_encoded_frame, sender._send_rtcp
    last_pts = 0

    async def next_frame(parameters: Any) -> Any:
        nonlocal last_pts
        frame = await next_encoded_frame(parameters)
        if frame is not None:
            last_pts = frame.timestamp
        return frame

    async def send_reports(packets: list[Any]) -> None:
        for packet in packets:
            if isinstance(packet, RtcpSrPacket):
                if not packet.sender_info.rtp_timestamp:
                    return  # nothing was sent yet
                packet.sender_info.ntp_timestamp = ntp_of(last_pts / rate_hz)
                # By this the receiver's answer is known again, for the round-trip time.
                sender._RTCRtpSender__lsr = (packet.sender_info.ntp_timestamp >> 16) & 0xFFFFFFFF  # type: ignore[attr-defined]
        await send_rtcp(packets)

    handle_rtcp = sender._handle_rtcp_packet

    async def hear_reports(packet: Any) -> None:
        for report in packet.reports if isinstance(packet, RtcpRrPacket | RtcpSrPacket) else ():
            if report.ssrc == sender._ssrc:
                on_loss(report.fraction_lost / 256)
        await handle_rtcp(packet)

    sender._handle_rtcp_packet = hear_reports  # type: ignore[method-assign]
    sender._next_encoded_frame = next_frame  # type: ignore[method-assign, assignment]
    sender._send_rtcp = send_reports  # type: ignore[method-assign]


class PacketTap:
    """Stands where aiortc's jitter buffer stood and gives every packet away at once, undecoded.

    That buffer holds 80 ms back, and a lost packet holds up all behind it; `media/inbound.py` does the waiting instead.
    """

    def __init__(self, on_packet: Callable[[int, bytes], None]) -> None:
        self._on_packet = on_packet

    def add(self, packet: Any) -> tuple[bool, None]:
        if packet._data:
            self._on_packet(packet.timestamp, packet._data)
        return False, None


def tap_receiver(receiver: Any, on_packet: Callable[[int, bytes], None]) -> None:
    """on_packet gets (RTP time, Opus packet) of everything this receiver hears."""
    receiver._RTCRtpReceiver__jitter_buffer = PacketTap(on_packet)


def ntp_now() -> int:
    """The wall clock as 64-bit NTP time."""
    return int(current_ntp_time())
