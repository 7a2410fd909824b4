"""A real server with its worker processes, and real WebRTC peers on this machine."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from limner.protocol import messages
from tests.wire import Talker, beep_wav, picture, serving, until


async def test_the_documented_page_step_by_step(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, host), Talker(address) as page:
        session = await page.expect(messages.SessionId)
        assert session.server_ip
        assert session.server_port
        await page.send(type="set_image", image_data=picture())
        assert (await page.expect(messages.SetImageAck)).success
        await page.connect()
        await page.expect(messages.GenerationStarted)
        await page.send(type="prompt", prompt="Smile  warmly ")
        assert (await page.expect(messages.PromptAck)).prompt == "Smile  warmly "
        await page.send(type="audio", audio_data=beep_wav())
        await page.wait_for(lambda: any(reading.flash for reading in page.readings))
        await page.wait_for(lambda: any(np.abs(sound).max() > 8000 for sound in page.sound))
        ticks = [reading.tick for reading in page.readings]
        assert ticks == sorted(ticks)
        assert {type(message) for message in page.received}.isdisjoint(messages.ADDITIONS)
        assert len(host.sessions) == 1
    assert not host.sessions


async def test_bad_input_is_answered_in_a_sentence_and_the_session_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, _), Talker(address) as it:
        for text, says in (("[]", "not a JSON object"), ("{{", "not JSON"), ('{"type":"dance"}', "no message of type")):
            before = len(it.of(messages.Error))
            await it.ws.send_str(text)
            assert says in (await it.expect(messages.Error, after=before)).error
        for n, data in enumerate(("%%%", "aGVsbG8=", picture()[:60])):
            await it.send(type="set_image", image_data=data)
            ack = await it.expect(messages.SetImageAck, after=n)
            assert not ack.success
            assert ack.error
        errors = len(it.of(messages.Error))
        for n, data in enumerate(("aGVsbG8=", "")):
            await it.send(type="audio", audio_data=data)
            assert (await it.expect(messages.Error, after=errors + n)).error
        await it.send(type="offer", sdp="v=0\r\nm=video\r\n")
        assert "offer" in (await it.expect(messages.Error, after=errors + 2)).error
        await it.send(type="set_image", image_data=picture())
        assert (await it.expect(messages.SetImageAck, after=3)).success
        await it.connect()
        assert it.readings


@pytest.mark.parametrize("prefer", ["vp8", "h264"])
async def test_either_codec(tmp_path: Path, prefer: str) -> None:
    async with serving(tmp_path) as (address, _), Talker(address) as it:
        await it.connect(prefer=prefer)
        first = it.readings[0].tick
        await it.wait_for(lambda: it.readings[-1].tick >= first + 10)


async def test_a_killed_worker_is_replaced_on_the_same_connection(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=3) as (address, host), Talker(address) as it, Talker(address) as other:
        await it.connect()
        await other.connect()
        victim = next(iter(host.sessions.values()))
        assert victim._worker is not None
        pid, seen, others = victim._worker.pid, len(it.readings), len(other.readings)
        os.kill(pid, signal.SIGKILL)
        await it.wait_for(lambda: len(it.readings) > seen + 25)
        assert victim._worker is not None
        assert victim._worker.pid != pid
        assert len(other.readings) > others + 15


async def test_a_second_offer_goes_on_with_the_same_session(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, host), Talker(address) as it:
        await it.connect()
        await it.wait_for(lambda: it.readings[-1].tick >= 10)
        await it.connect()
        assert it.readings[-1].tick > 10
        assert len(host.sessions) == 1


async def test_viewers_share_the_encode(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, host), Talker(address) as it:
        await it.connect()
        session = await it.expect(messages.SessionId)
        async with Talker(address, f"/subscribe/{session.session_id}") as viewer:
            await viewer.connect()
            await viewer.wait_for(lambda: len(viewer.readings) > 5)
            await viewer.send(type="prompt", prompt="wave")
            assert "viewer" in (await viewer.expect(messages.Error)).error
            common = {r.tick for r in viewer.readings} & {r.tick for r in it.readings}
            assert common
        assert len(host.sessions) == 1
        last = it.readings[-1].tick
        await it.wait_for(lambda: it.readings[-1].tick > last + 5)  # the viewer's leaving changes nothing


async def test_an_unknown_session_cannot_be_watched(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, _), Talker(address, "/subscribe/nothere") as viewer:
        assert "invalid session" in (await viewer.expect(messages.Error)).error.lower()


async def test_a_cut_client_finds_its_session_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as (address, host):
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


async def test_full_is_said_at_once_and_retryably(tmp_path: Path) -> None:
    async with serving(tmp_path, max_sessions=1) as (address, _), Talker(address) as it:
        await it.expect(messages.SessionId)
        async with Talker(address) as late:
            refusal = await late.expect(messages.Error)
            assert refusal.code == "at_capacity"
            await late.send(type="set_image", image_data=picture())
            assert not (await late.expect(messages.SetImageAck)).success
            async with late._http.get(f"{address}/readyz") as answer:
                assert answer.status == 503
                assert answer.headers["Retry-After"]
