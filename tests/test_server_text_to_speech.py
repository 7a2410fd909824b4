"""Text in, a sound file out: by a service like OpenAI's, by piper, by espeak-ng; and what is refused."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from limner.config import Config
from limner.media.decode import decode_audio
from limner.server import text_to_speech
from limner.server.app import say_errors
from limner.server.auth import Keys
from limner.server.text_to_speech import SPEECH_PATH, VOICES_PATH, TextToSpeech

Http = TestClient[web.Request, web.Application]
ESPEAK = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed; sudo apt-get install espeak-ng")


@asynccontextmanager
async def offered(**settings: Any) -> AsyncIterator[Http]:
    """The two addresses, without the rest of the server."""
    config = Config(**{"api_key": ("secret",), **settings})
    app = web.Application(middlewares=[say_errors])
    TextToSpeech(config, Keys(config.api_key, open_door=config.loopback)).add_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def say(client: Http, wish: Any, key: str | None = "secret") -> aiohttp.ClientResponse:
    return await client.post(SPEECH_PATH, json=wish, headers={"X-API-KEY": key} if key else {})


async def sentence(answer: aiohttp.ClientResponse) -> str:
    return str((await answer.json())["error"])


def running(pid: Path) -> bool:
    """Is the program whose number this file holds still there? No file: a busy machine had not begun it yet."""
    number = pid.read_text().strip() if pid.exists() else ""
    return bool(number) and Path(f"/proc/{number}").exists()


@asynccontextmanager
async def service(
    status: int = 200, pieces: tuple[bytes, ...] = (b"\1\0" * 2400,) * 3, breaks: bool = False
) -> AsyncIterator[tuple[str, list[Any]]]:
    """Something that answers like OpenAI: its address, and what it was asked."""
    asked: list[Any] = []

    async def speak(request: web.Request) -> web.StreamResponse:
        asked.append({**await request.json(), "authorization": request.headers.get("Authorization")})
        if status != 200:
            return web.json_response({"error": {"message": "no"}}, status=status, headers={"Location": "/elsewhere"})
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
        if breaks:
            assert request.transport is not None
            request.transport.abort()
        return response

    app = web.Application()
    app.router.add_post(SPEECH_PATH, speak)
    async with TestServer(app) as running:
        yield str(running.make_url("/v1")), asked


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)


def install(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, script: str) -> None:
    """A program of this name, and no other."""
    program = folder / name
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda wanted: str(program) if wanted == name else None)


async def test_a_service_is_asked_as_openai_is_and_its_sound_comes_through() -> None:
    async with service() as (url, asked), offered(tts_url=url, tts_key="sk-1", tts_model="voice-2", tts_voice=("nova", "onyx")) as client:
        listed = await (await client.get(VOICES_PATH)).json()
        assert listed["engine"] == "service"
        assert [voice["id"] for voice in listed["voices"]] == ["nova", "onyx"]
        answer = await say(client, {"input": " Hello\n there. ", "voice": "onyx"})
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "audio/pcm;rate=24000"
        assert await answer.read() == b"\1\0" * 7200
        await say(client, {"input": "Hello."})
    common = {"model": "voice-2", "response_format": "pcm", "authorization": "Bearer sk-1"}
    assert asked == [{"input": "Hello there.", "voice": "onyx", **common}, {"input": "Hello.", "voice": "nova", **common}]


async def test_what_a_service_gives_instead_of_pcm_is_named_for_what_it_is() -> None:
    async with service(pieces=(b"ID3\4", b"rest")) as (url, _), offered(tts_url=url) as client:
        answer = await say(client, {"input": "Hello."})
        assert answer.headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("status", "words"), [(401, "LIMNER_TTS_KEY"), (404, "--tts-model"), (429, "later"), (302, "status 302"), (500, "500")]
)
async def test_a_service_that_refuses_says_what_to_check(status: int, words: str) -> None:
    async with service(status) as (url, _), offered(tts_url=url) as client:
        answer = await say(client, {"input": "Hello."})
        assert answer.status == 502
        assert words in await sentence(answer)


async def test_a_service_that_is_not_there_or_breaks_off(unused_tcp_port: int) -> None:
    async with offered(tts_url=f"http://127.0.0.1:{unused_tcp_port}") as client:
        assert "cannot be reached" in await sentence(await say(client, {"input": "Hello."}))
    async with service(breaks=True) as (url, _), offered(tts_url=url) as client:
        with pytest.raises(aiohttp.ClientError):
            await (await say(client, {"input": "Hello."})).read()


async def test_a_service_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_to_speech, "LIMIT_S", 0.01)
    never = asyncio.Event()

    async def speak(request: web.Request) -> web.Response:
        await never.wait()
        return web.Response()

    app = web.Application()
    app.router.add_post(SPEECH_PATH, speak)
    async with TestServer(app) as running, offered(tts_url=str(running.make_url("/"))) as client:
        assert "too long" in await sentence(await say(client, {"input": "Hello."}))
        never.set()


@pytest.mark.parametrize(
    ("wish", "status", "words"),
    [
        ({"input": ""}, 400, "nothing to say"),
        ({"input": " \n\0 "}, 400, "nothing to say"),
        ({"input": 5}, 400, "nothing to say"),
        (["input"], 400, "nothing to say"),
        ({"input": "a" * 2001}, 400, "2000 characters"),
        ({"input": "Hi.", "voice": "../../etc/passwd"}, 400, "no such voice"),
        ({"input": "Hi.", "voice": "--help"}, 400, "no such voice"),
    ],
)
async def test_a_wish_that_cannot_be_met_is_refused_before_anybody_is_asked(wish: Any, status: int, words: str) -> None:
    async with service() as (url, asked), offered(tts_url=url) as client:
        answer = await say(client, wish)
        assert answer.status == status
        assert words in await sentence(answer)
        assert not asked


async def test_it_needs_the_key_and_no_page_of_another_site_gets_in() -> None:
    async with service() as (url, asked), offered(tts_url=url) as client:
        for key in (None, "wrong"):
            assert (await say(client, {"input": "Hi."}, key)).status == 401
        # A form of another site can send this without asking first.
        assert (
            await client.post(SPEECH_PATH, data='{"input": "Hi."}', headers={"X-API-KEY": "secret", "Content-Type": "text/plain"})
        ).status == 400
        assert (await client.options(SPEECH_PATH)).status == 405
        assert not asked


async def test_without_any_the_page_is_told_what_to_install(nothing_installed: None) -> None:
    async with offered() as client:
        listed = await (await client.get(VOICES_PATH)).json()
        assert (listed["engine"], listed["voices"]) == (None, [])
        assert "espeak-ng" in listed["advice"]
        answer = await say(client, {"input": "Hello."})
        assert answer.status == 502
        assert await sentence(answer) == listed["advice"]


@ESPEAK
async def test_espeak_speaks_and_reads_no_options_out_of_the_text() -> None:
    async with offered() as client:
        listed = await (await client.get(VOICES_PATH)).json()
        assert listed["engine"] == "espeak-ng"
        assert listed["voices"][0]["id"] == "en-us"
        assert "de" in [voice["id"] for voice in listed["voices"]]
        long = await say(client, {"input": "Hello there. How do you do?"})
        assert long.headers["Content-Type"] == "audio/wav"
        sound = decode_audio(await long.read())
        assert 0.5 < len(sound) / 48_000 < 5
        assert abs(sound).max() > 3000
        for text in ("-f /etc/passwd", "--version", "; ls", "$(ls) `ls`"):
            assert (await (await say(client, {"input": text, "voice": "de"})).read()).startswith(b"RIFF")


@ESPEAK
async def test_espeak_offers_the_voices_that_were_wanted() -> None:
    async with offered(tts_voice=("fr-fr", "de")) as client:
        assert [voice["id"] for voice in (await (await client.get(VOICES_PATH)).json())["voices"]] == ["fr-fr", "de"]


async def test_piper_is_called_with_its_voice_and_reads_the_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, "piper", 'printf RIFF; printf "%s|" "$@"; cat')
    voice = tmp_path / "en_US-lessac-medium.onnx"
    voice.touch()
    async with offered(tts_voice=(str(voice), "/nowhere/else.onnx")) as client:
        listed = await (await client.get(VOICES_PATH)).json()
        assert listed["engine"] == "piper"
        assert listed["voices"][0] == {"id": "en_US-lessac-medium", "name": "en US lessac medium"}
        answer = await say(client, {"input": "Two\nlines; --help"})
        assert await answer.text() == f"RIFF--model|{voice}|--output_file|-|Two lines; --help\n"
        assert "not where" in await sentence(await say(client, {"input": "Hi.", "voice": "else"}))


async def test_a_program_that_fails_hangs_or_floods_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    voice = tmp_path / "a.onnx"
    voice.touch()
    pid = tmp_path / "pid"
    install(monkeypatch, tmp_path, "piper", "exit 3")
    async with offered(tts_voice=(str(voice),)) as client:
        assert "piper could not" in await sentence(await say(client, {"input": "Hi."}))
    monkeypatch.setattr(text_to_speech, "MAX_BYTES", 100_000)
    for script, words in ((f"echo $$ > {pid}; exec cat /dev/zero", "shorter"), (f"echo $$ > {pid}; exec sleep 1000", "too long")):
        install(monkeypatch, tmp_path, "piper", script)
        if "sleep" in script:
            monkeypatch.setattr(text_to_speech, "LIMIT_S", 0.5)
        async with offered(tts_voice=(str(voice),)) as client:
            assert words in await sentence(await say(client, {"input": "Hi."}))
        assert not running(pid)


async def test_only_a_few_speak_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_to_speech, "AT_ONCE", 0)
    async with service() as (url, _), offered(tts_url=url) as client:
        answer = await say(client, {"input": "Hi."})
        assert answer.status == 503
        assert "Retry-After" in answer.headers


def test_an_address_that_is_none_is_refused_at_start() -> None:
    for url in ("api.openai.com", "file:///etc/passwd", "https://"):
        with pytest.raises(ValueError, match="https://"):
            Config(tts_url=url)
