"""Text → a sound file, by a service with OpenAI's speech API, by piper or by espeak-ng; and the two addresses for it.

For the studio page and for pages like it: `GET /v1/audio/voices` says which voices there are, `POST /v1/audio/speech` speaks. The programs
get the text on their standard input and a voice out of their own list, so nothing that a client sends becomes an argument.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
from aiohttp import web

from limner.config import Config
from limner.errors import AtCapacity, AuthError, ProtocolError, TextToSpeechError
from limner.server.auth import Keys

log = logging.getLogger(__name__)

VOICES_PATH = "/v1/audio/voices"
SPEECH_PATH = "/v1/audio/speech"
MAX_CHARACTERS = 2000
MAX_BYTES = 40_000_000  # of sound; long numbers in a short text take minutes to say
LIMIT_S = 60.0  # from the request to the last byte
AT_ONCE = 4
NICE = 5  # the pictures of running sessions come first
PCM = "audio/pcm;rate=24000"  # what the API calls pcm: mono, 16 bit, little endian
INSTALL = (
    "This server has no text-to-speech yet: install espeak-ng on it (Debian, Ubuntu: sudo apt-get install espeak-ng) and restart it, "
    "or start it with --tts-url and the address of a service that knows OpenAI's speech API."
)


@dataclass(frozen=True, slots=True)
class Voice:
    id: str
    name: str  # for people


class Engine(Protocol):
    """Something that speaks. `speak` gives the bytes of one sound file, or of raw PCM, as they come; a failure comes before the first."""

    name: str

    async def voices(self) -> list[Voice]: ...  # the first is the default

    def speak(self, text: str, voice: str) -> AsyncGenerator[bytes, None]: ...


def choose(config: Config) -> Engine | None:
    """A service that is configured, else piper with a voice for it, else espeak-ng where it is installed."""
    if config.tts_url:
        return Service(config.tts_url, config.tts_key, config.tts_model, config.tts_voice)
    files = tuple(Path(voice).expanduser() for voice in config.tts_voice if voice.endswith(".onnx"))
    if files and (program := shutil.which("piper")):
        return Piper(program, files)
    if program := shutil.which("espeak-ng"):
        return Espeak(program, config.tts_voice)
    return None


class Service:
    """A service with OpenAI's speech API, asked for raw PCM, which can be spoken while it comes."""

    name = "service"

    def __init__(self, url: str, key: str | None, model: str, voices: tuple[str, ...]) -> None:
        self._url = url.rstrip("/").removesuffix("/v1") + SPEECH_PATH
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._voices = [Voice(name, name) for name in voices or ("alloy",)]

    async def voices(self) -> list[Voice]:
        return self._voices

    async def speak(self, text: str, voice: str) -> AsyncGenerator[bytes, None]:
        body = {"model": self._model, "voice": voice, "input": text, "response_format": "pcm"}
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers) as http,
                http.post(self._url, json=body, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise TextToSpeechError(_refusal(answer.status), status=answer.status)
                async for piece in answer.content.iter_any():
                    yield piece
        except aiohttp.ClientError as problem:
            log.warning("text-to-speech: %s", problem)
            raise TextToSpeechError("The text-to-speech service cannot be reached; check --tts-url.") from None


def _refusal(status: int) -> str:
    match status:
        case 401 | 403:
            return "The text-to-speech service refuses the key it was given; check LIMNER_TTS_KEY."
        case 404:
            return "The text-to-speech service has no such address or model; check --tts-url and --tts-model."
        case 429:
            return "The text-to-speech service wants a pause, or its quota is used up; try again later."
        case _:
            return f"The text-to-speech service answered with status {status}; check --tts-model and --tts-voice."


class Piper:
    """The piper program with voices as .onnx files."""

    name = "piper"

    def __init__(self, program: str, files: tuple[Path, ...]) -> None:
        self._program = program
        self._files = {file.stem: file for file in files}

    async def voices(self) -> list[Voice]:
        return [Voice(name, name.replace("_", "-").replace("-", " ")) for name in self._files]

    async def speak(self, text: str, voice: str) -> AsyncGenerator[bytes, None]:
        if not self._files[voice].is_file():
            raise TextToSpeechError(f"The piper voice {voice} is not where --tts-voice says; check the path.")
        yield await _run([self._program, "--model", str(self._files[voice]), "--output_file", "-"], text)


class Espeak:
    """The espeak-ng program: a hundred languages, at once, and it sounds like a machine."""

    name = "espeak-ng"

    def __init__(self, program: str, wanted: tuple[str, ...]) -> None:
        self._program = program
        self._wanted = wanted
        self._known: list[Voice] | None = None

    async def voices(self) -> list[Voice]:
        if self._known is None:
            listed = (await _run([self._program, "--voices"], "")).decode("utf-8", "replace")
            self._known = sorted(_espeak_voices(listed), key=lambda voice: (voice.id != "en-us", voice.name))
            if self._wanted:
                self._known = [voice for wanted in self._wanted for voice in self._known if voice.id == wanted] or self._known
        return self._known

    async def speak(self, text: str, voice: str) -> AsyncGenerator[bytes, None]:
        yield await _run([self._program, "-v", voice, "--stdin", "--stdout"], text)


def _espeak_voices(table: str) -> list[Voice]:
    """What `espeak-ng --voices` prints → its voices, without those that need further files."""
    rows = [line.split() for line in table.splitlines()[1:]]
    return [Voice(row[1], row[3].replace("_", " ").strip()) for row in rows if len(row) >= 5 and not row[4].startswith(("mb/", "!v"))]


async def _run(command: list[str], text: str) -> bytes:
    """What a program prints when it reads this text. Never a shell; whatever happens, the program does not outlive the call."""
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    assert process.stdin is not None and process.stdout is not None
    out = bytearray()
    try:
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        with contextlib.suppress(ConnectionError):  # one that does not read; its exit code says why
            process.stdin.write(text.encode() + b"\n")  # a few kilobytes: the pipe holds them
            await process.stdin.drain()
        process.stdin.close()
        while piece := await process.stdout.read(1 << 16):
            out += piece
            if len(out) > MAX_BYTES:
                raise ProtocolError("Saying this text takes too long; send a shorter one.")
        code = await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if code != 0 or not out:
        raise TextToSpeechError(
            f"{Path(command[0]).name} could not say this; try another voice, or run it by hand to see why.", exit_code=code
        )
    return bytes(out)


def _content_type(first: bytes) -> str:
    """The beginning of what an engine gave → what it is: services do not all give what they were asked for."""
    kinds = {b"RIFF": "audio/wav", b"OggS": "audio/ogg", b"fLaC": "audio/flac", b"ID3": "audio/mpeg", b"\xff\xfb": "audio/mpeg"}
    return next((kind for start, kind in kinds.items() if first.startswith(start)), PCM)


class TextToSpeech:
    """The two addresses."""

    def __init__(self, config: Config, keys: Keys) -> None:
        self.engine = choose(config)
        self._keys = keys
        self._now = 0  # how many speak

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(VOICES_PATH, self.list_voices)
        app.router.add_post(SPEECH_PATH, self.speak)

    async def list_voices(self, request: web.Request) -> web.Response:
        """Needs no key: it says what a page can offer before it asks for one."""
        voices = [{"id": voice.id, "name": voice.name} for voice in await self.engine.voices()] if self.engine else []
        answer: dict[str, object] = {
            "engine": self.engine.name if self.engine else None,
            "voices": voices,
            "max_characters": MAX_CHARACTERS,
        }
        return web.json_response(answer if self.engine else {**answer, "advice": INSTALL})

    async def speak(self, request: web.Request) -> web.StreamResponse:
        """{"input": text, "voice": id} → a sound file, or PCM as its Content-Type says. No CORS: foreign pages get nothing said here."""
        access = self._keys.check(request.headers.get("X-API-KEY"), now_s=time.time())
        if access.watches is not None:
            raise AuthError("this client token may only watch a session; use an API key")
        if self.engine is None:
            raise TextToSpeechError(INSTALL)
        text, wanted = _wish(request.content_type, await request.read())
        known = [voice.id for voice in await self.engine.voices()]
        if wanted is not None and wanted not in known:
            raise ProtocolError(f"There is no such voice here; GET {VOICES_PATH} lists them.")
        if self._now >= AT_ONCE:
            raise AtCapacity("Others are being spoken for just now; try again in a moment.")
        self._now += 1
        try:
            return await self._answer(request, self.engine.speak(text, wanted or known[0]))
        finally:
            self._now -= 1

    async def _answer(self, request: web.Request, pieces: AsyncGenerator[bytes, None]) -> web.StreamResponse:
        until = asyncio.get_running_loop().time() + LIMIT_S
        async with aclosing(pieces):
            try:
                async with asyncio.timeout_at(until):
                    first = await anext(pieces, b"")
            except TimeoutError:
                raise TextToSpeechError("The text-to-speech took too long; send a shorter text, or try again.") from None
            if not first:
                raise TextToSpeechError("The text-to-speech gave no sound; try another text or voice.")
            response = web.StreamResponse(headers={"Content-Type": _content_type(first), "Cache-Control": "no-store"})
            await response.prepare(request)
            try:
                async with asyncio.timeout_at(until):
                    await response.write(first)
                    total = len(first)
                    async for piece in pieces:
                        total += len(piece)
                        if total > MAX_BYTES:
                            raise TextToSpeechError("The text-to-speech gives more sound than the text can need.")
                        await response.write(piece)
                    await response.write_eof()
            except (TextToSpeechError, TimeoutError) as problem:
                # The answer has begun: all that is left is to break it off, which the other side notices.
                log.warning("text-to-speech broke off: %s", problem or "too slow")
                if request.transport is not None:
                    request.transport.abort()
            return response


def _wish(content_type: str, body: bytes) -> tuple[str, str | None]:
    """The body → text and voice, None for the default. ProtocolError."""
    # Browsers ask before they send this type to a foreign server, and no answer allows it: other sites' pages cannot spend its voice.
    if content_type != "application/json":
        raise ProtocolError('Send {"input": "some text"} with Content-Type: application/json.')
    try:
        wish = json.loads(body)
    except (ValueError, RecursionError):
        wish = None
    text = wish.get("input") if isinstance(wish, dict) else None
    if not isinstance(text, str) or not (text := " ".join(text.replace("\0", " ").split())):
        raise ProtocolError('There is nothing to say; send {"input": "some text"}.')
    if len(text) > MAX_CHARACTERS:
        raise ProtocolError(f"A text may have {MAX_CHARACTERS} characters; this one has {len(text)}.")
    voice = wish.get("voice")
    return text, voice if isinstance(voice, str) else None
