"""The Python SDK against a real server with its workers, over real WebRTC on this machine."""

from __future__ import annotations

import asyncio
import base64
import errno
import itertools
import os
from collections.abc import AsyncIterator, Coroutine
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from aiohttp import web
from aiortc import MediaStreamTrack

from limner.bench.sounds import PERIOD_S, beeps, wav_base64
from limner.client import Avatar, Client, Ended, Failed, Played, SpeechEnded, SpeechStarted, StateChanged
from limner.client.fanout import Fanout
from limner.client.say import say
from limner.engine.render.testcard import read_testcard
from limner.engine.types import Frame
from limner.errors import (
    AtCapacity,
    AudioError,
    AuthError,
    ConfigError,
    Disconnected,
    LimnerError,
    PortraitError,
    ProtocolError,
    SessionNotFound,
    Unreachable,
)
from limner.media.mp4 import Mp4Writer
from tests.wire import LIMIT_S, beep_wav, picture, serving, until

pytestmark = pytest.mark.loopback

BEEP_S = 0.6
LONG_S = 60.0  # what is cut off must not end by itself while the machine stands still


def beep(seconds: float = BEEP_S) -> bytes:
    return base64.b64decode(beep_wav(seconds, rate=16_000))


def face(colour: int = 90) -> bytes:
    return base64.b64decode(picture(colour))


def cut(avatar: Avatar) -> None:
    """The line breaks: no close frame, nothing."""
    assert avatar._wire is not None
    assert avatar._wire._ws is not None
    connection = avatar._wire._ws._response.connection
    assert connection is not None
    assert connection.transport is not None
    connection.transport.abort()


async def test_connect_speak_watch_and_leave(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, host):
        async with Client(url).connect(face(), "Smile warmly") as avatar:
            events = avatar.events()
            assert avatar.connected
            assert avatar.session_id in host.sessions
            assert avatar.understood and avatar.behaviour
            assert avatar.behaviour["emotions"]["warm"] > 0.5
            listening = asyncio.create_task(anext(avatar.audio("s16")))
            played = await avatar.play_audio(beep())
            assert played == Played("clip-1", 600, False, 600)
            async for frame in avatar.frames():
                assert (frame.width, frame.height) == (1280, 720)
                break
            async for array in avatar.frames("rgb24"):
                assert array.shape == (720, 1280, 3)
                break
            assert (await listening).shape == (960, 2)
            assert "nod" in (await avatar.set_prompt("Nod now and then")).lower()
            assert await avatar.set_image(face(10), prompt="Look up") == ()
            await avatar.set_background("#203040")
            await avatar.set_background(face(1))
            assert await avatar.stats()
        await until(lambda: not host.sessions)
        seen = [event async for event in events if isinstance(event, StateChanged | SpeechStarted | SpeechEnded)]
        assert seen[-3:] == [SpeechStarted("clip-1"), SpeechEnded("clip-1", 600, False), StateChanged("disconnected")]
        assert avatar.state == "disconnected"
        with pytest.raises(Disconnected):
            await avatar.set_prompt("Smile")
        await avatar.disconnect()


async def test_a_recording_is_in_sync_and_has_no_holes(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    (tmp_path / "me.png").write_bytes(face())
    (tmp_path / "speech.wav").write_bytes(base64.b64decode(wav_base64(beeps(4))))
    async with serving(tmp_path) as (url, _):
        summary = await say(Client(url), tmp_path / "me.png", tmp_path / "speech.wav", out)
    assert summary["played_ms"] == 4 * 1000 * PERIOD_S
    with av.open(str(out)) as file:
        readings = [(frame.time, read_testcard(frame.to_ndarray(format="gray"))) for frame in file.decode(file.streams.video[0])]
    with av.open(str(out)) as file:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(file.streams.audio[0])])
    assert len(readings) == round(summary["seconds"] * 25)
    assert all(reading is not None for _, reading in readings)
    loud = np.flatnonzero(np.abs(sound) > 0.05) / 48_000
    onsets = loud[np.diff(loud, prepend=-1) > 0.5]
    # On a machine that stands still pictures are left out, and a flash's first one may be among them: such a flash says nothing.
    flashes = [
        time
        for (_, before), (time, reading) in itertools.pairwise(readings)
        if time is not None and before and reading and reading.flash and not before.flash and reading.tick == before.tick + 1
    ]
    assert flashes
    assert all(np.abs(onsets - flash).min() < 0.025 for flash in flashes)  # a whole tick would be 40
    assert abs(len(sound) / 48_000 - summary["seconds"]) < 0.05
    # It begins with the speech, so that it is as long as what `limner render` writes, and picture by picture the same moment.
    assert onsets[0] < 0.005
    assert all(np.abs(onsets - n * PERIOD_S).min() < 0.005 for n in range(4))


async def test_a_recording_that_is_broken_off_leaves_no_file(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect() as avatar:
        with pytest.raises(KeyError):
            async with avatar.record(tmp_path / "out.mp4") as recording:
                await recording.more(0.2)
                raise KeyError
        assert not (tmp_path / "out.mp4").exists()
        with pytest.raises(ConfigError, match="folder"):
            async with avatar.record(tmp_path / "nowhere/out.mp4"):
                pass


async def test_a_recording_on_a_disk_that_fills_up_says_so_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write, written = Mp4Writer.write, list[int]()

    def full(writer: Mp4Writer, frame: Frame, sound: Any) -> None:
        written.append(1)
        if len(written) > 10:
            raise writer._cannot(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
        write(writer, frame, sound)

    monkeypatch.setattr(Mp4Writer, "write", full)
    async with serving(tmp_path) as (url, _), Client(url).connect() as avatar:
        with pytest.raises(ConfigError, match="No space left"):
            async with avatar.record(tmp_path / "out.mp4") as recording:
                await recording.more(1e6)
        assert not avatar._recordings
        assert not (tmp_path / "out.mp4").exists()
        async for _ in avatar.frames():
            break


async def test_streams_interruptions_and_queues(tmp_path: Path) -> None:
    async def voice(seconds: float = 0.5, *, then: BaseException | None = None, endless: bool = False) -> AsyncIterator[Any]:
        yield (12000 * np.sin(np.arange(int(seconds * 24_000)) / 8)).astype(np.int16)
        if then is not None:
            raise then
        while endless:
            await asyncio.sleep(0.02)
            yield bytes(960)

    async with serving(tmp_path) as (url, _), Client(url).connect(face()) as avatar:
        assert await avatar.play_audio(voice()) == Played("clip-1", 500, False, None)
        with pytest.raises(KeyError):
            await avatar.play_audio(voice(then=KeyError()))
        events = avatar.events()
        speaking = asyncio.create_task(avatar.play_audio(voice(endless=True)))
        queued = asyncio.create_task(avatar.play_audio(beep(), mode="queue"))
        await wait_for(events, SpeechStarted("clip-3"))
        await until(lambda: avatar._speeches["clip-4"].duration_ms is not None)
        heard = await avatar.interrupt()
        assert heard.id == "clip-3"
        assert (await speaking).interrupted
        assert (await queued) == Played("clip-4", 0, True, 600)
        assert await avatar.interrupt() == Played(None, 0, True)

        first = asyncio.create_task(avatar.play_audio(beep(LONG_S)))
        await wait_for(events, SpeechStarted("clip-5"))
        assert not (await avatar.play_audio(beep())).interrupted
        assert (await first).interrupted


async def wait_for(events: Any, wanted: object) -> None:
    async with asyncio.timeout(LIMIT_S):
        async for event in events:
            if event == wanted:
                return


async def test_cancelling_a_speech_silences_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect(face()) as avatar:
        events = avatar.events()
        speaking = asyncio.create_task(avatar.play_audio(beep(LONG_S)))
        await wait_for(events, SpeechStarted("clip-1"))
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        async with asyncio.timeout(LIMIT_S):
            async for event in events:
                if isinstance(event, SpeechEnded):
                    assert event.interrupted
                    break

        async def voice() -> AsyncIterator[bytes]:
            yield bytes(24_000)

        for n in (2, 4):  # at once after the cancelling, and nothing is out of step
            assert await avatar.play_audio(voice()) == Played(f"clip-{n}", 500, False, None)
            speaking = asyncio.create_task(avatar.play_audio(beep(LONG_S)))
            await wait_for(events, SpeechStarted(f"clip-{n + 1}"))
            speaking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await speaking
        assert await avatar.play_audio(beep()) == Played("clip-6", 600, False, 600)


async def test_cancelling_other_calls_leaves_answers_in_step(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, host), Client(url).connect(face()) as avatar:
        for call in (avatar.set_prompt("Smile"), avatar.set_image(face(1)), avatar.interrupt()):
            task = asyncio.create_task(call)
            await asyncio.sleep(0)
            assert any(avatar._wire._waiting.values())  # type: ignore[union-attr]
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        assert "nod" in (await avatar.set_prompt("Nod")).lower()
        assert (await avatar.interrupt()).played_ms == 0
        with pytest.raises(PortraitError):
            await avatar.set_image(b"no picture")
        assert await avatar.set_image(face(2)) == ()
        connecting = asyncio.create_task(_connect(Client(url)))
        await until(lambda: len(host.sessions) == 2)
        connecting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await connecting
        await until(lambda: len(host.sessions) == 1)


async def test_a_cancelled_loop_loses_nothing() -> None:
    fanout: Fanout[int] = Fanout(3)
    reader = fanout.read()
    waiting = asyncio.create_task(anext(reader))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    fanout.put(1)
    assert await anext(reader) == 1


async def test_cancelling_recordings_and_leaving(tmp_path: Path) -> None:
    async def cancelled(work: Coroutine[Any, Any, Any], begun: asyncio.Event | None = None) -> None:
        task = asyncio.create_task(work)
        await (begun.wait() if begun is not None else asyncio.sleep(0))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def film(path: Path) -> None:
        async with avatar.record(path) as recording:
            begun.set()
            await recording.more(1000)

    async with serving(tmp_path) as (url, host):
        avatar = await Client(url).connect(face())
        begun = asyncio.Event()
        await cancelled(film(tmp_path / "film.mp4"), begun)
        assert not (tmp_path / "film.mp4").exists()
        assert (await avatar.play_audio(beep())).played_ms == 600
        await cancelled(Client(url).create_token())
        await cancelled(_watch(Client(url), avatar))
        await cancelled(avatar.disconnect())
        await avatar.disconnect()
        assert avatar.state == "disconnected"
        await until(lambda: not host.sessions)


async def _watch(client: Client, avatar: Avatar) -> None:
    await client.subscribe(avatar.subscribe_token)


async def _connect(client: Client) -> Avatar:
    return await client.connect(face())


async def test_what_cannot_be_used_is_refused_and_the_avatar_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect(face()) as avatar:
        with pytest.raises(PortraitError, match="picture"):
            await avatar.set_image(b"no picture")
        with pytest.raises(AudioError, match="sound"):
            await avatar.play_audio(b"no sound")
        with pytest.raises(ProtocolError, match="empty"):
            await avatar.set_prompt("")
        with pytest.raises(PortraitError):
            await Client(url).connect(b"no picture")
        assert not (await avatar.play_audio(beep())).interrupted


async def test_a_cut_line_is_found_again_with_the_latest_portrait_and_prompt(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, host), Client(url).connect(face(1), "Smile") as avatar:
        await avatar.set_image(face(2), prompt="Look up")
        events = avatar.events()
        session = avatar.session_id
        speaking = asyncio.create_task(avatar.play_audio(beep(LONG_S)))
        await wait_for(events, SpeechStarted("clip-1"))
        async with avatar.record(tmp_path / "out.mp4") as recording:
            await recording.more(0.3)
            cut(avatar)
            with pytest.raises(Disconnected):
                await speaking
            await wait_for(events, StateChanged("reconnecting"))
            await avatar.set_prompt("Nod")  # waits for the line
            assert avatar.connected
            assert avatar.session_id == session
            await recording.more(2.5)
        async for _ in avatar.frames():
            break
        assert (await avatar.interrupt()).id == "clip-1"  # the session went on meanwhile
        assert recording.seconds > 2

        # One that the server has forgotten is made anew, with the same face.
        host.sessions[str(session)].state.end("evicted")
        cut(avatar)
        await wait_for(events, StateChanged("reconnecting"))
        await wait_for(events, StateChanged("generating"))
        assert avatar.session_id != session
        assert avatar._prompt == ("Nod", True)


async def test_a_lost_picture_is_made_anew_on_the_same_line(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect(face()) as avatar:
        events, session, wire = avatar.events(), avatar.session_id, avatar._wire
        assert avatar._peer is not None
        await avatar._peer._pc.close()
        await wait_for(events, StateChanged("connected"))
        async for _ in avatar.frames():
            break
        assert avatar.session_id == session
        assert avatar._wire is wire


async def test_the_server_ends_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, host), Client(url).connect() as avatar:
        events = avatar.events()
        host._end(host.sessions[str(avatar.session_id)], "idle")
        seen = [event async for event in events]
        assert StateChanged("disconnected") in seen
        assert any(isinstance(event, Ended) and event.code == "idle" and "nothing was said" in event.reason for event in seen)
        assert not any(isinstance(event, Failed) for event in seen)
        with pytest.raises(Disconnected, match="nothing was said"):
            await avatar.play_audio(beep())


class Microphone(MediaStreamTrack):
    """Half a second of silence, then a tone."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._samples = 0
        self._began_s = asyncio.get_running_loop().time()

    async def recv(self) -> av.AudioFrame:
        await asyncio.sleep(self._began_s + self._samples / 48_000 - asyncio.get_running_loop().time())
        wave = 12_000 * np.sin((self._samples + np.arange(960)) / 20) * (self._samples > 24_000)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, self._samples, Fraction(1, 48_000)
        self._samples += 960
        return frame


async def test_a_microphone_is_spoken_along_with(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect(face(), microphone=Microphone()) as avatar, asyncio.timeout(LIMIT_S):
        async for sound in avatar.audio("s16"):
            if np.abs(sound).max() > 5000:
                break
        async for picture in avatar.frames("gray"):
            reading = read_testcard(picture)
            if reading is not None and reading.level > 0.05:
                break


async def test_viewers(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), Client(url).connect(face()) as avatar:
        assert avatar.subscribe_token is not None
        async with Client(url).subscribe(avatar.subscribe_token) as viewer:
            async for frame in viewer.frames("gray"):
                assert read_testcard(frame) is not None
                break
            assert viewer.session_id == avatar.session_id
        with pytest.raises(SessionNotFound):
            await Client(url).subscribe("nonsense")
        ticket = (await Client(url).create_token(watch_session=avatar.session_id))["apiKey"]
        async with Client(url, ticket).subscribe(avatar.subscribe_token) as viewer:
            assert viewer.connected
        with pytest.raises(AuthError):
            await Client(url, ticket).connect()


async def test_keys_tokens_and_a_full_house(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("secret",), max_sessions=1) as (url, _):
        with pytest.raises(AuthError):
            await Client(url, "wrong").connect(face())
        with pytest.raises(AuthError):
            await Client(url, "wrong").create_token()
        with pytest.raises(ProtocolError):
            await Client(url, "secret").create_token(expires_in=-1)
        token = await Client(url, "secret").create_token(expires_in=60)
        async with Client(url, token["apiKey"]).connect(face()):
            with pytest.raises(AtCapacity):
                await Client(url, "secret").connect(face(), wait_s=0)


async def test_a_full_house_is_asked_again_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limner.server.admission.RETRY_AFTER_S", 0.2)
    async with serving(tmp_path, max_sessions=1) as (url, _):
        first = await Client(url).connect(face())
        second = Client(url).avatar()
        events = second.events()
        coming = asyncio.create_task(second.begin(face(), wait_s=LIMIT_S))
        refusals = 0
        async for event in events:
            if isinstance(event, Failed):
                assert isinstance(event.error, AtCapacity)
                assert event.error.fields["retry_after_s"] == 0.2
                refusals += 1
            if refusals == 2:
                break
        assert second.state == "connecting"
        await first.disconnect()
        await coming
        assert second.connected
        await second.disconnect()


@pytest.mark.parametrize(
    ("status", "error", "says"),
    [(503, AtCapacity, "try again"), (401, AuthError, "key"), (404, Unreachable, "no Limner server")],
)
async def test_what_stands_before_the_server_is_understood(status: int, error: type[LimnerError], says: str) -> None:
    """A proxy's plain answers, to the handshake of a WebSocket."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": "7"})

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        with pytest.raises(error, match=says) as raised:
            await Client(f"http://127.0.0.1:{runner.addresses[0][1]}").connect(wait_s=0)
        assert raised.value.fields.get("retry_after_s") == (7.0 if status == 503 else None)
    finally:
        await runner.cleanup()


async def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match="cannot be reached"):
        await Client("http://127.0.0.1:9").connect()
    with pytest.raises(Unreachable, match="connection refused"):
        await Client("http://127.0.0.1:9").create_token()
    with pytest.raises(SessionNotFound, match="connected"):
        await Client("http://127.0.0.1:9").subscribe(None)
    for bad in ("", "localhost:8000", "ftp://host"):
        with pytest.raises(ConfigError):
            Client(bad)
