"""Clients whose line is cut: whoever comes back in time finds its own living session, wherever it was cut, and nobody else's."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from limner.media.webrtc import Peer
from limner.protocol import messages
from limner.server.host import Host
from limner.server.reader import Analysed
from tests.wire import Talker, beep_wav, live, picture, rising_wav, server, serving, session_of, until

__all__ = ["live", "server"]

pytestmark = [pytest.mark.loopback, pytest.mark.asyncio(loop_scope="module")]


async def test_a_second_offer_goes_on_with_the_same_session(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.connect()
        await it.wait_for(lambda: it.readings[-1].tick >= 10)
        await it.connect()
        assert it.readings[-1].tick > 10
        assert len(host.sessions) == 1


async def test_a_cut_client_finds_its_session_again(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as first:
        await first.send(type="set_image", image_data=picture(11))
        await first.connect()
        session = await first.expect(messages.SessionId)
        first.cut()
    await until(lambda: any(s.state.lingering for s in host.sessions.values()))
    async with Talker(address) as again:
        await again.send(type="set_image", image_data=None, prompt=None)
        assert (await again.expect(messages.SessionId)).session_id == session.session_id
        assert (await again.expect(messages.SetImageAck)).success
        await again.connect()
        assert again.readings[0].tick > first.readings[-1].tick
    await until(lambda: not host.sessions)  # a goodbye ends it at once


async def test_a_client_that_is_back_before_its_old_peer_is_gone(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    closing, go_on = asyncio.Event(), asyncio.Event()
    close = Peer.close

    async def slowly(peer: Peer) -> None:
        closing.set()
        await go_on.wait()
        await close(peer)

    async with Talker(address) as first:
        await first.connect()
        session = await first.expect(messages.SessionId)
        monkeypatch.setattr(Peer, "close", slowly)
        first.cut()
        await closing.wait()
        async with Talker(address) as again:
            await again.send(type="set_image", image_data=None)
            assert (await again.expect(messages.SessionId)).session_id == session.session_id
            go_on.set()
            await again.connect()
            assert len(host.sessions) == 1


async def test_who_comes_back_with_its_first_portrait_keeps_the_last(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as first:
        for n, colour in enumerate((31, 32)):
            await first.send(type="set_image", image_data=picture(colour))
            await first.expect(messages.SetImageAck, after=n)
        await first.connect()
        session = host.sessions[(await first.expect(messages.SessionId)).session_id]
        last = session.portrait
        first.cut()
    await until(lambda: session.state.lingering)
    async with Talker(address) as again:
        await again.send(type="set_image", image_data=picture(31))
        assert (await again.expect(messages.SessionId)).session_id == session.id
        assert (await again.expect(messages.SetImageAck)).success
        assert session.portrait == last
        await again.connect()
        await again.send(type="set_image", image_data=picture(31))  # now it is meant
        await again.expect(messages.SetImageAck, after=1)
        assert session.portrait != last


async def test_another_portrait_is_another_session(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as first:
        await first.send(type="set_image", image_data=picture(41))
        await first.connect()
        session = host.sessions[(await first.expect(messages.SessionId)).session_id]
        first.cut()
    await until(lambda: session.state.lingering)
    async with Talker(address) as other:
        await other.send(type="set_image", image_data=picture(42))
        assert (await other.expect(messages.SessionId)).session_id != session.id
        async with Talker(address) as third:  # takes the place that was kept
            await third.send(type="set_image", image_data=picture(43))
            assert (await third.expect(messages.SessionId)).session_id != session.id
            assert session.state.ended == "evicted"


async def comes_back(address: str, session_id: str, **first: object) -> None:
    """A client with these first words attaches to that session, and gets picture and sound."""
    async with Talker(address) as again:
        await again.send(**first)
        assert (await again.expect(messages.SessionId)).session_id == session_id
        if first["type"] == "set_image":
            assert (await again.expect(messages.SetImageAck)).success
        await again.connect()
        await again.wait_for(lambda: len(again.readings) > 5 and len(again.sound) > 5)


async def test_cut_after_the_portrait(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture(61))
        await it.expect(messages.SetImageAck)
        session = session_of(host, it)
        it.cut()
    await until(lambda: session.state.lingering)
    await comes_back(address, session.id, type="set_image", image_data=picture(61))


async def test_cut_after_the_prompt(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.send(type="prompt", prompt="Smile")
        await it.expect(messages.PromptAck)
        session = session_of(host, it)
        it.cut()
    await until(lambda: session.state.lingering)
    await comes_back(address, session.id, type="set_image", image_data=None)


@pytest.mark.parametrize("patient", [True, False])
async def test_cut_while_the_portrait_is_looked_at(live: tuple[str, Host], patient: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    analyse, looking, go_on = host.intake.analyse, asyncio.Event(), asyncio.Event()

    async def slowly(*wanted: Any, **more: Any) -> Analysed:
        looking.set()
        await go_on.wait()
        return await analyse(*wanted, **more)

    monkeypatch.setattr(host.intake, "analyse", slowly)
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture(62))
        await until(looking.is_set)
        session = session_of(host, it)
        it.cut()
    await until(lambda: session.state.lingering)
    if patient:
        go_on.set()
        await until(lambda: session.portrait is not None)
        await comes_back(address, session.id, type="set_image", image_data=None)
    else:
        back = asyncio.create_task(comes_back(address, session.id, type="set_image", image_data=picture(62)))
        await until(lambda: not session.state.lingering)
        go_on.set()
        await back


async def test_cut_during_ice(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture(63))
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        pc.addTransceiver("video", direction="recvonly")
        await pc.setLocalDescription(await pc.createOffer())
        await it.send(type="offer", sdp=pc.localDescription.sdp)
        await it.expect(messages.SdpAnswer)
        session = session_of(host, it)
        it.cut()
        await pc.close()
    await until(lambda: session.state.lingering)
    await comes_back(address, session.id, type="set_image", image_data=picture(63))


async def test_cut_in_the_middle_of_a_clip(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address, events="1") as it:
        await it.send(type="set_image", image_data=picture(64))
        await it.connect()
        await it.send(type="audio", audio_data=rising_wav(60), id="long")
        await it.wait_for(lambda: len(it.places) > 20)
        session = session_of(host, it)
        it.cut()
    await until(lambda: session.state.lingering)
    async with Talker(address, events="1") as again:
        await again.send(type="set_image", image_data=picture(64))
        assert (await again.expect(messages.SessionId)).session_id == session.id
        await again.connect()
        await again.wait_for(lambda: len(again.places) > 20)
        assert min(again.places) > max(it.places)  # it went on meanwhile, and does not begin anew
        await again.send(type="interrupt")
        assert (await again.expect(messages.Interrupted)).id == "long"


async def test_two_tabs_each_find_their_own(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as one, Talker(address) as two:
        for tab, colour in ((one, 71), (two, 72)):
            await tab.send(type="set_image", image_data=picture(colour))
            await tab.expect(messages.SetImageAck)
        first, second = session_of(host, one), session_of(host, two)
        one.cut()
        two.cut()
    await until(lambda: first.state.lingering and second.state.lingering)
    async with Talker(address) as two, Talker(address) as one:
        for tab, colour, session in ((two, 72, second), (one, 71, first)):
            await tab.send(type="set_image", image_data=picture(colour))
            assert (await tab.expect(messages.SessionId)).session_id == session.id


async def test_who_could_be_either_of_two_is_neither(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as one, Talker(address) as two:
        for tab in (one, two):
            await tab.send(type="set_image", image_data=picture(73))
            await tab.expect(messages.SetImageAck)
        first, second = session_of(host, one), session_of(host, two)
        one.cut()
        two.cut()
    await until(lambda: first.state.lingering and second.state.lingering)
    async with Talker(address) as somebody:
        await somebody.send(type="set_image", image_data=picture(73))
        assert (await somebody.expect(messages.SessionId)).session_id not in (first.id, second.id)
        assert (await somebody.expect(messages.SetImageAck)).success
    async with Talker(address) as last:  # one of the two gave its place away; the other is clear again
        await last.send(type="set_image", image_data=picture(73))
        assert (await last.expect(messages.SessionId)).session_id == second.id


async def test_somebody_else_finds_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("alpha", "beta"), workers=3) as (address, host):
        async with Talker(address, api_key="alpha") as it:
            await it.send(type="set_image", image_data=picture(74))
            await it.connect()
            await it.send(type="audio", audio_data=beep_wav(30))
            await it.wait_for(lambda: any(abs(sound).max() > 8000 for sound in it.sound))
            session = session_of(host, it)
            it.cut()
        await until(lambda: session.state.lingering)
        async with Talker(address, api_key="beta") as other:
            await other.send(type="set_image", image_data=picture(74))
            assert (await other.expect(messages.SessionId)).session_id != session.id
            await other.connect()
            await other.wait_for(lambda: len(other.sound) > 20)
            assert not any(abs(sound).max() > 1000 for sound in other.sound)
        for path in (session.id, session.id[:-1] + "x", "%00", "*"):
            async with Talker(address, f"/subscribe/{path}", api_key="beta") as viewer:
                assert re.search("invalid session", (await viewer.expect(messages.Error)).error, re.IGNORECASE)


async def test_an_expired_token_opens_nothing_but_what_it_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(tmp_path, api_key=("alpha",), workers=1) as (address, host):
        now, keys = [1000.0], host.keys
        check = keys.check
        monkeypatch.setattr(keys, "check", lambda key, *, now_s, **how: check(key, now_s=now[0], **how))
        token = keys.make_token(keys.check("alpha", now_s=0), now_s=1000, lives_s=60, models=(), session_limit_s=None)
        async with Talker(address, api_key=token) as it:
            await it.send(type="set_image", image_data=picture(75))
            await it.expect(messages.SetImageAck)
            session = session_of(host, it)
            it.cut()
        await until(lambda: session.state.lingering)
        now[0] = 1100.0
        async with Talker(address, api_key=token) as other:
            await other.send(type="set_image", image_data=picture(76))
            assert "expired" in (await other.expect(messages.Error)).error
        async with Talker(address, api_key=token) as again:
            await again.send(type="set_image", image_data=None)
            assert (await again.expect(messages.SessionId)).session_id == session.id
        await until(lambda: not host.sessions)
        async with Talker(address, api_key=token) as late:
            assert "expired" in (await late.expect(messages.Error)).error
