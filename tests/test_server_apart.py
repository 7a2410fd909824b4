"""Sessions side by side: each hears its own only; and whatever nonsense one client sends, the others' go on."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from limner.protocol import messages
from limner.server import app, signalling
from limner.server.host import Host
from tests.wire import Talker, beep_wav, live, picture, server, serving, session_of, until

__all__ = ["live", "server"]

pytestmark = [pytest.mark.loopback, pytest.mark.asyncio(loop_scope="module")]


def pitches(talker: Talker) -> set[int]:
    """What tones were heard, in hundreds of Hz."""
    heard = set()
    for first, second in zip(talker.sound[::2], talker.sound[1::2], strict=False):
        mono = np.concatenate([first, second])[:, 0].astype(float)
        if np.sqrt(np.mean(mono**2)) > 4000:
            spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono))))
            heard.add(round(float(np.argmax(spectrum)) * 48_000 / len(mono) / 100))
    return heard


async def test_nobody_hears_anybody_else(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=4, max_sessions=3, api_key=("alpha", "beta")) as (address, host):
        await until(lambda: host.pool.warm == 4)
        keys = ("alpha", "alpha", "beta")
        async with (
            Talker(address, events="1", api_key=keys[0]) as a,
            Talker(address, events="1", api_key=keys[1]) as b,
            Talker(address, events="1", api_key=keys[2]) as c,
        ):
            talkers = (a, b, c)
            for n, it in enumerate(talkers):
                await it.send(type="set_image", image_data=picture(81 + n))
                await it.connect()
                await it.send(type="audio", audio_data=beep_wav(120, hz=500 * (n + 1), rate=16_000), id=f"clip of {n}")
            async with (
                Talker(address, f"/subscribe/{session_of(host, b).id}", api_key="alpha", events="1") as viewer,
                Talker(address, f"/subscribe/{session_of(host, b).id}", api_key="beta") as stranger,
            ):
                assert "invalid session" in (await stranger.expect(messages.Error)).error.lower()
                await viewer.connect()
                await viewer.wait_for(lambda: len(viewer.sound) > 60)
                for it in talkers:
                    await it.wait_for(lambda it=it: len(it.sound) > 60 and bool(pitches(it)))  # type: ignore[misc]
                assert [pitches(it) for it in talkers] == [{5}, {10}, {15}]
                assert pitches(viewer) == {10}
                for n, it in enumerate(talkers):
                    assert {message.id for message in it.of(messages.SpeechStarted)} == {f"clip of {n}"}
                await c.send(type="interrupt")
                assert (await c.expect(messages.Interrupted)).id == "clip of 2"
                assert not a.of(messages.SpeechEnded) and not b.of(messages.SpeechEnded)


async def test_a_worker_brings_nothing_along_from_its_last_session(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=1, max_sessions=1) as (address, host):
        async with Talker(address, events="1") as it:
            await it.connect()
            await it.send(type="audio", audio_data=beep_wav(30), id="old")
            await it.wait_for(lambda: bool(pitches(it)))
            child = session_of(host, it).worker.child
            await it.ws.close()
        await until(lambda: not host.sessions and host.pool.warm == 1)
        async with Talker(address, events="1") as it:
            await it.connect()
            assert session_of(host, it).worker.child is child
            await it.wait_for(lambda: len(it.sound) > 30)
            assert not pitches(it)
            assert not it.of(messages.SpeechStarted)
            await it.send(type="interrupt")
            assert (await it.expect(messages.Interrupted)).id is None


# --- nonsense ----------------------------------------------------------------------------------------------------------------------


def nonsense(seed: int) -> Iterator[str | bytes]:
    """Frames that no client should send."""
    dice = np.random.default_rng(seed)
    values: list[Any] = [None, True, -1, 10**400, 1.5, "", "x", "\ud800", "\0", [], {}, [[]], {"type": "offer"}, "A" * 10_000, float("nan")]
    types = ["set_image", "prompt", "offer", "answer", "ice-candidate", "audio", "audio_chunk", "interrupt", "dance", 7, None, [], "\ud800"]
    fields = ["image_data", "prompt", "enhance_prompt", "sdp", "candidate", "audio_data", "id", "mode", "sample_rate", "last", "extra"]
    deep = ["candidate", "sdpMid", "sdpMLineIndex", "usernameFragment"]
    for _ in range(150):
        message = {"type": types[dice.integers(len(types))]}
        for field in dice.choice(fields, dice.integers(0, 5)):
            message[str(field)] = values[dice.integers(len(values))]
        if dice.random() < 0.2:
            message["candidate"] = {str(name): values[dice.integers(len(values))] for name in deep}
        yield json.dumps(message)
    yield from ("", "\0", "{" * 5000, "null", '{"type":"prompt","prompt":"\\ud800"}', '{"type":"audio","audio_data":"AAAA","id":"\\udfff"}')
    yield from ('{"type":"offer","sdp":"' + "m=video 9\\r\\n" * 200 + '"}', '{"type":"offer","sdp":"v=0\\r\\na=candidate:x"}')
    yield from ('{"type":"ice-candidate","candidate":{"candidate":"candidate:1 1 udp 1 999.999.0.1 99999 typ host","sdpMid":"0"}}',)
    yield from (bytes(dice.integers(0, 256, size, dtype=np.uint8)) for size in (0, 1, 2, 999, 65_536))


async def good_one_goes_on(good: Talker) -> None:
    last = good.readings[-1].tick
    await good.wait_for(lambda: good.readings[-1].tick > last + 10)


@pytest.mark.parametrize("seed", range(3))
async def test_nonsense_is_answered_and_harms_nobody(live: tuple[str, Host], seed: int) -> None:
    address, host = live
    async with Talker(address, events="1") as good, Talker(address, events=str(seed % 2)) as bad:
        await good.connect()
        await good.send(type="audio", audio_data=beep_wav(120, rate=16_000), id="good")
        await good.expect(messages.SpeechStarted)
        worker = session_of(host, good).worker.child
        for frame in nonsense(seed):
            await (bad.ws.send_str(frame) if isinstance(frame, str) else bad.ws.send_bytes(frame))
        await bad.send(type="prompt", prompt="still there")
        await bad.wait_for(lambda: any(ack.prompt == "still there" for ack in bad.of(messages.PromptAck)))
        assert all(error.error.endswith((".", "…")) for error in bad.of(messages.Error))
        await bad.send(type="set_image", image_data=picture())
        await bad.wait_for(lambda: any(ack.success and ack.notes is None for ack in bad.of(messages.SetImageAck)))
        await bad.connect()
        await good_one_goes_on(good)
        assert session_of(host, good).worker.child is worker
        assert not good.of(messages.SpeechEnded) and not good.of(messages.Error)


async def test_frames_that_are_too_big_close_only_their_own_connection(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as good, Talker(address) as bad:
        await good.connect()
        with contextlib.suppress(ConnectionError):  # it is closed before all of it was sent
            await bad.ws.send_str('{"type":"audio","audio_data":"' + "A" * (33 << 20) + '"}')
        await bad.wait_for(lambda: bad.ws.closed)
        await good_one_goes_on(good)


async def test_binary_before_anything_else(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it:
        await it.ws.send_bytes(b"\1\0" * 2400)
        await it.connect()
        await it.send(type="interrupt")
        await it.expect(messages.Interrupted)


async def test_a_hundred_at_once(live: tuple[str, Host]) -> None:
    address, host = live
    async with Talker(address) as good:
        await good.connect()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
            everybody = asyncio.Barrier(100)  # nobody leaves before all were answered

            async def knock() -> str | None:
                async with http.ws_connect(address + "/v1/stream", params={"api_key": "x"}) as ws:
                    message = messages.parse_server((await ws.receive(timeout=60)).data)
                    await everybody.wait()
                    return message.code if isinstance(message, messages.Error) else message.type

            said = await asyncio.gather(*(knock() for _ in range(100)))
        assert sorted(map(str, said)) == ["at_capacity"] * 99 + ["session_id"]
        await good_one_goes_on(good)
        assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) < 200_000  # kB


async def test_a_client_that_reads_nothing_is_let_go(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "UNREAD_S", 0.1)
    monkeypatch.setattr(signalling, "PROMPT_S", 0.0)
    address, host = live
    reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rsplit(":", 1)[1]))
    key = base64.b64encode(b"0123456789abcdef").decode()
    head = ["GET /v1/stream?api_key=x HTTP/1.1", "Host: x", "Upgrade: websocket", "Connection: Upgrade"]
    head += ["Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}", "", ""]
    writer.write("\r\n".join(head).encode())
    text = json.dumps({"type": "prompt", "prompt": "x" * 60_000}).encode()
    frame = b"\x81\xff" + len(text).to_bytes(8, "big") + b"\0\0\0\0" + text
    await until(lambda: len(host.sessions) == 1)

    async def flood() -> None:
        with contextlib.suppress(OSError):
            while True:
                writer.write(frame)
                await writer.drain()

    flooding = asyncio.create_task(flood())
    await until(lambda: not host.sessions)
    flooding.cancel()
    await asyncio.gather(flooding, return_exceptions=True)

    def gone() -> bool:
        writer.write(b"\x89\x80\0\0\0\0")  # a ping
        return writer.transport.is_closing()

    await until(gone)  # not even its socket is kept for what it was not sent yet
    del reader


async def test_odd_keys(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("alpha",), workers=1) as (address, _), aiohttp.ClientSession() as http:
        for key in ("%ff%fe", "%00", "k" * 6000, "ek_%F0%9F%98%80", "ek_" + "A" * 4000):
            async with http.ws_connect(f"{address}/v1/stream?api_key={key}") as ws:
                message = messages.parse_server((await ws.receive(timeout=60)).data)
                assert isinstance(message, messages.Error)
                assert message.code == "unauthorized"


WISHES: list[Any] = [
    {"expiresIn": True},
    {"expiresIn": 0},
    {"expiresIn": 3601},
    {"expiresIn": 1e3},
    {"expiresIn": "60"},
    {"allowedModels": "live_avatar"},
    {"allowedModels": ["m"] * 21},
    {"allowedModels": [1]},
    {"constraints": {"realtime": {"maxSessionDuration": -1}}},
    {"constraints": {"realtime": {"maxSessionDuration": float("nan")}}},
    {"constraints": {"realtime": {"maxSessionDuration": float("inf")}}},
    {"constraints": {"realtime": {"maxSessionDuration": True}}},
    {"constraints": {"realtime": {"maxSessionDuration": 10**400}}},
    [],
    "text",
]


async def test_odd_wishes_for_tokens(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("alpha",), workers=1) as (address, _), aiohttp.ClientSession() as http:
        for wish in WISHES:
            async with http.post(f"{address}/v1/client/tokens", headers={"X-API-KEY": "alpha"}, data=json.dumps(wish)) as answer:
                assert answer.status == 400, wish
                assert (await answer.json())["error"].endswith(".")
        for body in (b"\xff", b"{", io.BytesIO(b"x" * 2_000_000)):
            async with http.post(f"{address}/v1/client/tokens", headers={"X-API-KEY": "alpha"}, data=body) as answer:
                assert answer.status in (400, 413)


async def test_a_token_ends_its_session_after_its_longest_duration(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("alpha",), workers=1) as (address, host):
        async with aiohttp.ClientSession() as http:
            wish = {"constraints": {"realtime": {"maxSessionDuration": 0.5}}, "allowedModels": ["live-avatar"]}
            async with http.post(f"{address}/v1/client/tokens", headers={"X-API-KEY": "alpha"}, json=wish) as answer:
                assert answer.status == 200, await answer.text()
                token = (await answer.json())["apiKey"]
        async with Talker(address, api_key=token) as it:
            ended = await it.expect(messages.GenerationEnded)
            assert ended.code == "session_limit"
            await until(lambda: not host.sessions)
