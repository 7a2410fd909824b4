"""A real server with its worker processes, and real WebRTC peers on this machine."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import aiohttp
import numpy as np
import pytest

from limner.protocol import messages
from limner.protocol.codes import is_final
from limner.server.host import Host
from limner.server.reader import Analysed, Decoded
from tests.wire import Talker, beep_wav, live, picture, server, serving, session_of, until

__all__ = ["live", "server"]

pytestmark = [pytest.mark.loopback, pytest.mark.asyncio(loop_scope="module")]


async def test_the_documented_page_step_by_step(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as page:
        session = await page.expect(messages.SessionId)
        assert session.server_ip
        assert session.server_port
        await page.send(type="set_image", image_data=picture())
        assert (await page.expect(messages.SetImageAck)).success
        await page.connect()
        await page.expect(messages.GenerationStarted)
        await page.send(type="prompt", prompt="Smile  warmly ")
        assert (await page.expect(messages.PromptAck)).prompt == "Smile  warmly "
        await page.send(type="audio", audio_data=beep_wav(30))
        await page.wait_for(lambda: any(reading.level > 0.1 for reading in page.readings))
        await page.wait_for(lambda: any(np.abs(sound).max() > 8000 for sound in page.sound))
        ticks = [reading.tick for reading in page.readings]
        assert ticks == sorted(ticks)
        assert {type(message) for message in page.received}.isdisjoint(messages.ADDITIONS)
        assert len(host.sessions) == 1
    await until(lambda: not host.sessions)


async def test_a_background_comes_with_a_portrait_or_after_it(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    asked = []
    analyse = host.intake.analyse

    async def noted(data: bytes, background: str = "keep", behind: bytes | None = None) -> Analysed:
        asked.append((background, behind))
        return await analyse(data, background, behind)

    monkeypatch.setattr(host.intake, "analyse", noted)
    async with Talker(address) as it:
        await it.send(type="set_image", background="blur")
        refused = await it.expect(messages.SetImageAck)
        assert (refused.success, refused.code) == (False, "bad_background")  # of which picture?
        first = {"image_data": picture(), "background": "blur"}
        for n, wish in enumerate((first, {"background": "#203040"}, {"image_data": picture(20)}, {"background": "#203040"})):
            await it.send(type="set_image", **wish)
            assert (await it.expect(messages.SetImageAck, after=n + 1)).success
        await it.send(type="set_image", background_data=picture(30))
        assert (await it.expect(messages.SetImageAck, after=5)).success
    # A new portrait stands before what the last one stood before; asking for what is there does nothing.
    assert asked[:3] == [("blur", None), ("#203040", None), ("#203040", None)]
    assert asked[3:] == [("keep", base64.b64decode(picture(30)))]


async def test_bad_input_is_answered_in_a_sentence_and_the_session_goes_on(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it:
        for text, says in (("[]", "not a JSON object"), ("{{", "not JSON"), ('{"type":"dance"}', "no message of type")):
            before = len(it.of(messages.Error))
            await it.ws.send_str(text)
            assert says in (await it.expect(messages.Error, after=before)).error
        for n, data in enumerate(("%%%", "aGVsbG8=", picture()[:60])):
            await it.send(type="set_image", image_data=data)
            ack = await it.expect(messages.SetImageAck, after=n)
            assert not ack.success
            assert ack.error
            assert ack.code == ("bad_message", "not_an_image", "image_truncated")[n]
        errors = len(it.of(messages.Error))
        for n, data in enumerate(("aGVsbG8=", "")):
            await it.send(type="audio", audio_data=data)
            refusal = await it.expect(messages.Error, after=errors + n)
            assert refusal.error
            assert refusal.code == ("audio_undecodable", "audio_empty")[n]
        await it.send(type="offer", sdp="v=0\r\nm=video\r\n")
        assert "offer" in (await it.expect(messages.Error, after=errors + 2)).error
        await it.send(type="set_image", image_data=picture())
        assert (await it.expect(messages.SetImageAck, after=3)).success
        await it.connect()
        assert it.readings


@pytest.mark.parametrize("prefer", ["vp8", "h264"])
async def test_either_codec(live: tuple[str, Host], prefer: str) -> None:
    address, _ = live
    async with Talker(address) as it:
        await it.connect(prefer=prefer)
        first = it.readings[0].tick
        await it.wait_for(lambda: it.readings[-1].tick >= first + 10)


async def test_viewers_share_the_encode(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.connect()
        session = await it.expect(messages.SessionId)
        async with Talker(address, f"/subscribe/{session.session_id}") as viewer:
            await viewer.connect()
            await viewer.wait_for(lambda: len(viewer.readings) > 5)
            await viewer.send(type="prompt", prompt="wave")
            assert "viewer" in (await viewer.expect(messages.Error)).error
            await viewer.wait_for(lambda: bool({r.tick for r in viewer.readings} & {r.tick for r in it.readings}))
        assert len(host.sessions) == 1
        last = it.readings[-1].tick
        await it.wait_for(lambda: it.readings[-1].tick > last + 5)  # the viewer's leaving changes nothing


async def test_an_unknown_session_cannot_be_watched(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address, "/subscribe/nothere") as viewer:
        assert "invalid session" in (await viewer.expect(messages.Error)).error.lower()


async def test_full_is_said_at_once_and_retryably(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it, Talker(address) as second:
        await it.expect(messages.SessionId)
        await second.expect(messages.SessionId)
        async with Talker(address) as late:
            refusal = await late.expect(messages.Error)
            assert refusal.code == "at_capacity"
            await late.send(type="set_image", image_data=picture())
            ack = await late.expect(messages.SetImageAck)
            assert (ack.success, ack.code) == (False, "at_capacity")
            async with late._http.get(f"{address}/readyz") as answer:
                assert answer.status == 503
                assert answer.headers["Retry-After"]
            async with late._http.get(f"{address}/v1/stream") as answer:
                assert answer.status == 503
            async with late._http.get(f"{address}/metrics") as answer:
                text = await answer.text()
            assert 'limner_refusals_total{code="at_capacity"}' in text
            assert 'limner_sessions{phase="live"} 2.0' in text


async def test_lost_packets_are_sent_again(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as it:
        await it.connect()
        (peer,) = session_of(host, it).audience.peers
        sender = next(sender for sender in peer.pc.getSenders() if sender.kind == "video")
        send, dice, lost = sender.transport._send_rtp, np.random.default_rng(7), set[int]()
        again = 0

        async def lossy(data: bytes) -> None:
            nonlocal again
            stream, number = int.from_bytes(data[8:12], "big"), int.from_bytes(data[2:4], "big")
            if stream == sender._rtx_ssrc or number in lost:
                again += 1
            elif stream == sender._ssrc and data[1] < 192 and dice.random() < 0.05:  # RTP, not RTCP
                lost.add(number)
                return
            await send(data)

        sender.transport._send_rtp = lossy  # type: ignore[method-assign]
        start = it.readings[-1].tick
        await it.wait_for(lambda: len(lost) > 3 and again > 2 and it.readings[-1].tick > start + 60)
        ticks = [reading.tick for reading in it.readings if reading.tick > start]
        assert ticks == sorted(ticks)


async def test_a_portrait_changes_without_a_gap(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture(10))
        await it.connect()
        await it.send(type="set_image", image_data=picture(20))
        assert (await it.expect(messages.SetImageAck, after=1)).success
        last = it.readings[-1].tick
        await it.wait_for(lambda: it.readings[-1].tick > last + 10)


async def test_additions_only_for_who_asks(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address, events="1") as it:
        limits = await it.expect(messages.SessionLimits)
        assert limits.max_message_bytes > 1 << 24
        await it.connect()
        await it.send(type="audio", audio_data=beep_wav(0.3), id="hello")
        ack = await it.expect(messages.AudioAck)
        assert (ack.id, ack.success, ack.duration_ms) == ("hello", True, 300)
        assert (await it.expect(messages.SpeechStarted)).id == "hello"
        ended = await it.expect(messages.SpeechEnded)
        assert (ended.id, ended.played_ms, ended.interrupted) == ("hello", 300, False)

        await it.send(type="audio", audio_data=beep_wav(30), id="long")
        await it.expect(messages.SpeechStarted, after=1)
        await it.send(type="interrupt")
        answer = await it.expect(messages.Interrupted)
        assert answer.id == "long"
        assert answer.played_ms < 30_000
        assert (await it.expect(messages.SpeechEnded, after=1)).interrupted

        await it.send(type="audio", audio_data=beep_wav(30), id="first")
        await it.expect(messages.SpeechStarted, after=2)
        await it.send(type="audio", audio_data=beep_wav(0.1), id="second", mode="replace")
        ended = await it.expect(messages.SpeechEnded, after=2)
        assert (ended.id, ended.interrupted) == ("first", True)
        assert (await it.expect(messages.SpeechEnded, after=3)).id == "second"


async def test_an_interrupt_also_stops_files_that_are_still_being_read(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    async with Talker(address, events="1") as it:
        await it.connect()
        session = host.sessions[(await it.expect(messages.SessionId)).session_id]
        decode, reading, go_on = host.intake.decode, asyncio.Event(), asyncio.Event()

        async def slowly(data: bytes) -> Decoded:
            reading.set()
            await go_on.wait()
            return await decode(data)

        monkeypatch.setattr(host.intake, "decode", slowly)
        for name in ("being read", "in the queue"):
            await it.send(type="audio", audio_data=beep_wav(1), id=name)
        await reading.wait()
        await it.send(type="interrupt")
        answer = await it.expect(messages.Interrupted)
        assert (answer.id, answer.played_ms) == (None, 0)
        await it.send(type="audio", audio_data=beep_wav(0.1), id="after")
        go_on.set()
        ended = [await it.expect(messages.SpeechEnded, after=n) for n in range(3)]
        told = {(message.id, message.played_ms, message.interrupted) for message in ended}
        assert told == {("being read", 0, True), ("in the queue", 0, True), ("after", 100, False)}
        assert [message.id for message in it.of(messages.SpeechStarted)] == ["after"]
        acks = it.of(messages.AudioAck)
        assert [(ack.id, ack.success, ack.duration_ms) for ack in acks] == [
            ("being read", True, 1000),
            ("in the queue", True, 1000),
            ("after", True, 100),
        ]
        for ack, end in zip(acks, ended, strict=True):
            assert it.received.index(ack) < it.received.index(end)
        assert not session.speech._clips._clips


async def test_an_interrupt_tells_of_what_replaced_not_of_the_replaced(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address, events="1") as it:
        await it.connect()
        session = host.sessions[(await it.expect(messages.SessionId)).session_id]
        await it.send(type="audio", audio_data=beep_wav(30), id="replaced")
        await it.expect(messages.SpeechStarted)
        duration_ms = await session.speech.play(base64.b64decode(beep_wav(30)), "new", replace=True, cuts=session.speech.cuts)
        clip_id, _ = await session.speech.interrupt()  # told right behind it: both are with the worker at once
        assert (clip_id, duration_ms) == ("new", 30_000)
        assert [(await it.expect(messages.SpeechEnded, after=n)).id for n in range(2)] == ["replaced", "new"]
        await it.send(type="audio", audio_data="aGVsbG8=", id="rubbish")
        ack = await it.expect(messages.AudioAck, after=1)
        assert (ack.id, ack.success, ack.code) == ("rubbish", False, "audio_undecodable")


async def test_streamed_speech(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it:
        await it.connect()
        wave = np.rint(12000 * np.sin(2 * np.pi * 440 * np.arange(4800) / 24000)).astype("<i2")
        for n in range(4):
            piece = base64.b64encode(wave[n * 1200 : (n + 1) * 1200].tobytes()).decode()
            await it.send(type="audio_chunk", audio_data=piece, sample_rate=24000, id="tts", last=n == 3)
        assert (await it.expect(messages.SpeechStarted)).id == "tts"
        ended = await it.expect(messages.SpeechEnded)
        assert (ended.id, ended.played_ms) == ("tts", 200)
        await it.ws.send_bytes(np.tile(wave, 100).tobytes())  # 20 s
        await it.expect(messages.SpeechStarted, after=1)
        await it.ws.send_bytes(b"odd")
        assert "PCM16" in (await it.expect(messages.Error)).error
        await it.send(type="interrupt")
        assert (await it.expect(messages.Interrupted)).id == "tts"


async def test_draining_refuses_new_ones_and_lets_others_finish(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=1, max_sessions=2, drain_s=120) as (address, host), Talker(address) as it:
        await it.connect()
        draining = asyncio.create_task(host.drain())
        await until(lambda: host.admission.draining)
        async with Talker(address) as late:
            assert "shutting down" in (await late.expect(messages.Error)).error
        last = it.readings[-1].tick
        await it.wait_for(lambda: it.readings[-1].tick > last + 5)
        assert not draining.done()
        await it.ws.close()
        await draining


async def test_keys_models_and_tokens(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("secret",), workers=1) as (address, _):
        for query in ({"api_key": "wrong"}, {"api_key": "secret", "model": "mirage"}):
            async with Talker(address, "/v1/stream", **query) as it:
                assert is_final((await it.expect(messages.Error)).error)
                await it.send(type="set_image", image_data=picture())
                assert not (await it.expect(messages.SetImageAck)).success
                await it.send(type="prompt", prompt="wave")
                assert (await it.expect(messages.PromptAck)).prompt == "wave"
        async with aiohttp.ClientSession() as http:
            tokens = f"{address}/v1/client/tokens"
            async with http.options(tokens, headers={"Origin": "http://x", "Access-Control-Request-Headers": "x-api-key"}) as answer:
                assert answer.status == 204
                assert "x-api-key" in answer.headers["Access-Control-Allow-Headers"]
            async with http.post(tokens, headers={"X-API-KEY": "wrong"}) as answer:
                assert answer.status == 401
            async with http.post(tokens, headers={"X-API-KEY": "secret"}, json={"expiresIn": 9999}) as answer:
                assert answer.status == 400
            async with http.post(tokens, headers={"X-API-KEY": "secret"}) as answer:
                token = (await answer.json())["apiKey"]
            async with http.post(tokens, headers={"X-API-KEY": token}) as answer:
                assert answer.status == 401
        async with Talker(address, "/v1/stream", api_key=token, model="live-avatar") as it:
            await it.expect(messages.SessionId)


async def test_a_session_has_its_limit(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=1, session_limit_s=0.5) as (address, host), Talker(address) as it:
        ended = await it.expect(messages.GenerationEnded)
        assert "longest" in ended.reason
        await until(lambda: not host.sessions)
