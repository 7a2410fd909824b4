"""The peer connection: what is done to SDP, tracks that drop well, and aiortc's private places where they are expected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.rtp import RTCP_SR, RtcpPacket, RtcpSrPacket

from limner.errors import ProtocolError
from limner.media.candidates import Network, usable_offer, with_public_address
from limner.media.encoder import Picture
from limner.media.listener import Listener
from limner.media.tracks import VIDEO_QUEUE, PictureTrack, SoundTrack
from limner.media.webrtc import MAX_CANDIDATES, SOUND_REPORTED_LATER_S, Peer, PeerEvents

pytestmark = pytest.mark.loopback

OFFER = "v=0\r\na=candidate:1 1 udp 2 7d1.local 5000 typ host\r\na=candidate:2 1 udp 2 10.0.0.2 5001 typ host\r\na=end-of-candidates\r\n"


def test_an_offer_loses_what_would_make_ice_give_up_or_wait() -> None:
    assert usable_offer(OFFER) == "v=0\r\na=candidate:2 1 udp 2 10.0.0.2 5001 typ host\r\n"


def test_the_address_before_the_nat_is_one_candidate_more() -> None:
    answer = "v=0\r\na=candidate:abc 1 udp 2130706431 10.0.0.2 5001 typ host\r\na=candidate:d 1 udp 9 fd00::2 5002 typ host\r\n"
    lines = with_public_address(answer, "203.0.113.9").splitlines()
    assert lines.count("a=candidate:abcp 1 udp 2130706430 203.0.113.9 5001 typ host") == 1
    assert len(lines) == 4
    assert with_public_address(answer, None) == answer


async def test_a_picture_track_starts_with_a_key_frame_and_drops_to_one() -> None:
    asked = []
    track = PictureTrack(lambda: asked.append(True))
    assert track.push(0, Picture(b"delta", key=False)) == 0  # it has just come
    assert len(asked) == 1
    for tick in range(1, 1 + VIDEO_QUEUE):
        assert track.push(tick, Picture(b"key", key=tick == 1)) == 0
    assert track.push(5, Picture(b"delta", key=False)) == VIDEO_QUEUE + 1  # full
    assert len(asked) == 2
    track.push(6, Picture(b"key", key=True))
    packet = await track.recv()
    assert packet.pts == 6 * 3600
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()


async def test_sound_is_timed_by_its_tick() -> None:
    track = SoundTrack()
    track.push(100, [b"a", b"b"])
    assert [(await track.recv()).pts, (await track.recv()).pts] == [192_000, 192_960]


async def test_stopping_wakes_who_waits() -> None:
    track = SoundTrack()
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    track.stop()
    with pytest.raises(MediaStreamError):
        await waiting


@asynccontextmanager
async def joined(events: PeerEvents, network: Network) -> AsyncIterator[tuple[Peer, RTCPeerConnection, str]]:
    """A peer of ours and one of aiortc's, connected."""
    connected = asyncio.Event()
    events.connected = lambda peer: connected.set()
    peer, client = Peer(network, events), RTCPeerConnection(RTCConfiguration(iceServers=[]))
    client.addTransceiver("video", direction="recvonly")
    client.addTransceiver("audio", direction="recvonly")
    try:
        await client.setLocalDescription(await client.createOffer())
        answer = await peer.answer(client.localDescription.sdp)
        await client.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        async with asyncio.timeout(60):
            await connected.wait()
        yield peer, client, answer
    finally:
        await client.close()
        await peer.close()


async def test_reports_follow_the_media_clock() -> None:
    """Sender reports of both tracks pair RTP time and NTP time by one line, whenever they are sent."""
    base = 0xE0000000 << 32
    async with joined(PeerEvents(ntp_of=lambda media_s: base + int(media_s * (1 << 32))), Network()) as (peer, _, _):
        seen: dict[int, list[RtcpSrPacket]] = {}
        reported = asyncio.Event()
        for sender in peer.pc.getSenders():
            transport = sender.transport
            send = transport._send_rtp

            async def note(data: bytes, send=send) -> None:  # type: ignore[no-untyped-def]
                for packet in RtcpPacket.parse(data) if data[1] == RTCP_SR else []:
                    if isinstance(packet, RtcpSrPacket):
                        seen.setdefault(packet.ssrc, []).append(packet)
                if len(seen) == 2:
                    reported.set()
                await send(data)

            transport._send_rtp = note  # type: ignore[method-assign]

        async def feed() -> None:
            for tick in range(10_000):
                peer.picture("vp8", tick, Picture(b"\x10\x02\x00" + bytes(50), key=True))
                peer.sound(tick, [b"\xf8\xff\xfe", b"\xf8\xff\xfe"])
                await asyncio.sleep(0.02)

        feeding = asyncio.create_task(feed())
        async with asyncio.timeout(60):
            await reported.wait()
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
        rates = {sender._ssrc: 90_000 if sender.kind == "video" else 48_000 for sender in peer.pc.getSenders()}
        for ssrc, reports in seen.items():
            info = reports[0].sender_info
            picture = rates[ssrc] == 90_000
            media_s = (info.ntp_timestamp - base) / (1 << 32) - (0 if picture else SOUND_REPORTED_LATER_S)
            assert 0 <= media_s < 400
            # On the grid of that track's packets: whole ticks for pictures, 20 ms for sound.
            steps = media_s * (25 if picture else 50)
            assert steps == pytest.approx(round(steps), abs=1e-3)


async def test_who_asks_for_a_key_frame_is_heard() -> None:
    """A picture loss indication, as browsers send it when they cannot decode on."""
    wanted = asyncio.Event()
    async with joined(PeerEvents(key_wanted=wanted.set), Network()) as (peer, client, _):
        wanted.clear()
        (receiver,) = (each for each in client.getReceivers() if each.track.kind == "video")
        (sender,) = (each for each in peer.pc.getSenders() if each.kind == "video")
        await receiver._send_rtcp_pli(sender._ssrc)
        async with asyncio.timeout(60):
            await wanted.wait()


async def test_a_listener_counts_every_picture_and_packet_of_sound() -> None:
    connected = asyncio.Event()
    peer, listener = Peer(Network(), PeerEvents(connected=lambda peer: connected.set())), Listener()
    try:
        await listener.connect(peer.answer)
        async with asyncio.timeout(60):
            await connected.wait()
            tick = 0
            while len(listener.pictures) < 10 or listener.sound_packets < 20:
                peer.picture("vp8", tick, Picture(b"\x10\x02\x00" + bytes(5000), key=True))  # several packets
                peer.sound(tick, [b"\xf8\xff\xfe", b"\xf8\xff\xfe"])
                tick += 1
                await asyncio.sleep(0.01)
        times = sorted(listener.pictures)
        assert all((later - earlier) % 3600 == 0 for earlier, later in pairwise(times))
        listener.forget()
        assert not listener.pictures and not listener.sound_packets
    finally:
        await listener.close()
        await peer.close()


async def test_ports_of_the_range_and_a_loopback_candidate() -> None:
    async with joined(PeerEvents(), Network(udp_ports=(41_000, 41_050), loopback=True)) as (_, _, answer):
        candidates = [line.split() for line in answer.splitlines() if line.startswith("a=candidate")]
        assert candidates
        assert all(41_000 <= int(fields[5]) <= 41_050 for fields in candidates)
        assert "127.0.0.1" in {fields[4] for fields in candidates}


async def test_closed_is_told_once() -> None:
    closed: list[Peer] = []
    async with joined(PeerEvents(closed=closed.append), Network()) as (peer, _, _):
        await peer.close()
        await peer.close()
    assert closed == [peer]


async def test_who_gives_up_waiting_for_the_end_does_not_stop_it() -> None:
    async with joined(PeerEvents(), Network()) as (peer, _, _):
        ending = asyncio.create_task(peer.close())
        await asyncio.sleep(0)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)
        async with asyncio.timeout(60):
            await peer.close()
        assert peer.pc.connectionState == "closed"


async def test_candidates_without_end_are_not_all_tried() -> None:
    async with joined(PeerEvents(), Network(loopback=True)) as (peer, _, _):
        connection = peer.pc.getTransceivers()[0].receiver.transport.transport.iceGatherer._connection
        for n in range(2 * MAX_CANDIDATES):
            candidate = f"candidate:{n} 1 udp 2 192.0.2.{n % 250} {1000 + n} typ host"
            await peer.add_candidate({"candidate": candidate, "sdpMid": "0", "sdpMLineIndex": 0})
        assert MAX_CANDIDATES <= len(connection.remote_candidates) < MAX_CANDIDATES + 20  # those of the offer beside


@pytest.mark.parametrize("sdp", ["", "v=0\r\n", "rubbish", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", OFFER, OFFER + "a=x\r\n" * 50_000])
async def test_a_broken_offer_is_said(sdp: str) -> None:
    peer = Peer(Network(), PeerEvents())
    with pytest.raises(ProtocolError):
        await peer.answer(sdp)
    await peer.close()
