"""What one client may ask of the server, and what it costs the others: files that wait, long frames, clients that are refused."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np
import pytest

from limner.protocol import codes, messages
from limner.server import backlog, files, host, signalling
from limner.server.host import Host
from limner.server.reader import Analysed, Decoded
from tests.wire import LIMIT_S, Talker, beep_wav, live, picture, server, serving, session_of, until

__all__ = ["live", "server"]

pytestmark = [pytest.mark.loopback, pytest.mark.asyncio(loop_scope="module")]


def value(host: Host, name: str, **labels: str) -> float:
    return host.metrics.registry.get_sample_value(name, labels) or 0.0


async def test_files_that_wait_are_counted_by_their_size(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    decode, go_on = host.intake.decode, asyncio.Event()

    async def slowly(data: bytes) -> Decoded:
        await go_on.wait()
        return await decode(data)

    clip = beep_wav(1)
    monkeypatch.setattr(host.intake, "decode", slowly)
    monkeypatch.setattr(backlog, "WAITING_MAX", 2.5 * len(clip))
    async with Talker(address, events="1") as it:
        for n in range(4):
            await it.send(type="audio", audio_data=clip, id=str(n))
        await it.send(type="set_image", image_data=clip)
        refused = [await it.expect(messages.AudioAck, after=n) for n in range(2)]
        assert [(ack.id, ack.success, ack.code) for ack in refused] == [("2", False, "bad_audio"), ("3", False, "bad_audio")]
        assert "at once" in str((await it.expect(messages.SetImageAck)).error)
        go_on.set()
        assert [(await it.expect(messages.AudioAck, after=n)).id for n in (2, 3)] == ["0", "1"]
        await it.send(type="audio", audio_data=clip, id="later")  # there is room again
        assert (await it.expect(messages.AudioAck, after=4)).success


async def test_one_large_file_is_never_too_much(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, _ = live
    monkeypatch.setattr(backlog, "WAITING_MAX", 10)
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture())
        assert (await it.expect(messages.SetImageAck)).success


async def test_a_large_file_is_decoded_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    data = np.random.default_rng(1).bytes(3_000_000)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    beside = asyncio.create_task(others())
    assert await files.file_of(base64.b64encode(data).decode()) == data
    beside.cancel()
    assert turns > 1


async def test_who_is_refused_is_counted_once(tmp_path: Path) -> None:
    async with serving(tmp_path, workers=2, max_sessions=1) as (address, host), Talker(address) as it:
        await it.expect(messages.SessionId)
        async with Talker(address) as late:
            assert (await late.expect(messages.Error)).code == "at_capacity"
        async with Talker(address, "/subscribe/nobody") as viewer:
            assert (await viewer.expect(messages.Error)).code == "session_not_found"
        async with aiohttp.ClientSession() as http, http.get(f"{address}/readyz") as answer:
            assert answer.status == 503
        assert value(host, "limner_refusals_total", code="at_capacity") == 1
        assert value(host, "limner_refusals_total", code="session_not_found") == 1


async def test_of_many_who_are_refused_at_once_some_are_only_told(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "REFUSING_AT_ONCE", 1)
    address, _ = live
    async with Talker(address, model="none") as first:
        await first.expect(messages.Error)
        async with Talker(address, model="none") as second:
            assert (await second.expect(messages.Error)).code == "session_not_found"
            await second.wait_for(lambda: second.ws.closed)
            assert second.ws.close_code == codes.CLOSE_NOT_FOUND
        await first.send(type="set_image", image_data=picture())
        assert not (await first.expect(messages.SetImageAck)).success


async def test_a_session_has_so_many_sockets_and_no_more(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "MAX_SOCKETS", 2)
    address, _ = live
    async with Talker(address) as it:
        path = f"/subscribe/{(await it.expect(messages.SessionId)).session_id}"
        async with Talker(address, path) as viewer:
            await viewer.expect(messages.SessionId)
            async with Talker(address, path) as late:
                assert (await late.expect(messages.Error)).code == "at_capacity"


async def test_ready_means_that_a_session_could_start(live: tuple[str, Host]) -> None:
    address, host = live

    async def status() -> int:
        async with aiohttp.ClientSession() as http, http.get(f"{address}/readyz") as answer:
            return answer.status

    assert await status() == 200
    async with Talker(address) as it:
        await it.send(type="set_image", image_data=picture(99))
        assert (await it.expect(messages.SetImageAck)).success
        session = session_of(host, it)
        assert await status() == 200
        taken = [await host.pool.acquire() for _ in range(host.pool.warm)]
        assert await status() == 503  # there is room for one more, and nobody to draw it
        it.cut()
        await until(lambda: session.state.lingering)
        assert await status() == 200  # the place that is kept could be given away, with its worker
        for child in taken:
            host.pool.release(child)
    host._end(session, "evicted")


async def test_an_offer_of_megabytes_is_refused_unread(live: tuple[str, Host]) -> None:
    address, _ = live
    async with Talker(address) as it:
        await it.send(type="offer", sdp="v=0\r\n" + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" * 100_000)
        assert "characters" in (await it.expect(messages.Error)).error
        await it.connect()


@pytest.mark.parametrize(
    ("request_line", "headers", "body", "status"),
    [
        ("GET /demo/" + "a" * 400, {}, b"", 404),
        ("GET /demo/%2e%2e/%2e%2e/config.py", {}, b"", 404),
        ("GET /%00", {}, b"", 404),
        ("POST /v1/client/tokens", {"X-API-KEY": "x"}, b"[" * 90_000, 400),
        ("POST /v1/client/tokens", {"X-API-KEY": "x", "Content-Encoding": "gzip"}, b"{}", 400),
        ("POST /v1/audio/speech", {"X-API-KEY": "x", "Content-Type": "application/json", "Content-Encoding": "gzip"}, b"{}", 400),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_odd_requests_are_the_clients_fault(
    live: tuple[str, Host], request_line: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    port = int(live[0].rsplit(":", 1)[1])
    async with asyncio.timeout(LIMIT_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [f"{request_line} HTTP/1.1", "Host: x", "Connection: close", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode() + body)
        answer = await reader.read()
        writer.close()
    assert int(answer.split()[1]) == status


async def test_long_prompts_one_after_the_other_leave_time_to_others(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, _ = live
    paused: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float, result: Any = None) -> Any:
        paused.append(seconds)
        return await sleep(0, result)

    async with Talker(address) as it:
        await it.expect(messages.SessionId)
        monkeypatch.setattr("limner.server.signalling.asyncio.sleep", noted)
        for n, length in enumerate((100, 10_000, 1_000_000)):
            await it.send(type="prompt", prompt="x" * length)
            await it.expect(messages.PromptAck, after=n)
        await it.send(type="interrupt")
        await it.expect(messages.Interrupted)
        monkeypatch.undo()
    assert [round(seconds, 2) for seconds in paused if seconds > 0.1 and seconds != 1.0] == [0.4, 0.5]


async def test_pictures_wait_as_sounds_do(live: tuple[str, Host], monkeypatch: pytest.MonkeyPatch) -> None:
    address, host = live
    analyse, go_on = host.intake.analyse, asyncio.Event()

    async def slowly(*wanted: Any, **more: Any) -> Analysed:
        await go_on.wait()
        return await analyse(*wanted, **more)

    monkeypatch.setattr(host.intake, "analyse", slowly)
    async with Talker(address) as it:
        for n in range(signalling.IMAGES_WAITING + 3):
            await it.send(type="set_image", image_data=picture(n))
        assert "at once" in str((await it.expect(messages.SetImageAck)).error)
        go_on.set()
        await it.wait_for(lambda: len(it.of(messages.SetImageAck)) == signalling.IMAGES_WAITING + 3)
        assert sum(ack.success for ack in it.of(messages.SetImageAck)) >= signalling.IMAGES_WAITING
