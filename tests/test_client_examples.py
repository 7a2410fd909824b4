"""The Python examples, of docs/clients.md and in examples/, run as a reader would run them, against a server without a face."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from limner.client.speech import wav
from tests.sounds import tone
from tests.test_client_live import beep, face
from tests.wire import serving

pytestmark = pytest.mark.loopback

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/clients.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
EXAMPLES = ROOT / "examples"
LOCAL = "http://localhost:8000"


def python_to_run(page: Path) -> list[str]:
    return re.findall(r"```python run\n(.*?)```", page.read_text(), re.DOTALL)


async def run(folder: Path, *command: str, stdin: str = "", **env: str) -> str:
    """A Python program in a folder with a portrait and a speech → what it prints."""
    (folder / "me.jpg").write_bytes(face())
    (folder / "speech.mp3").write_bytes(beep())
    pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    process = await asyncio.create_subprocess_exec(sys.executable, *command, cwd=folder, env={**os.environ, **env}, **pipes)  # type: ignore[arg-type]
    out, problems = await process.communicate(stdin.encode())
    assert process.returncode == 0, problems.decode()
    return out.decode()


@asynccontextmanager
async def text_to_speech() -> AsyncIterator[str]:
    """A service that streams half a second of PCM16 for whatever it is asked: its address."""

    async def speak(request: web.Request) -> web.StreamResponse:
        assert (await request.json())["response_format"] == "pcm"
        answer = web.StreamResponse()
        await answer.prepare(request)
        data = (tone(300, 0.5, 24_000) * 9000).astype(np.int16).tobytes()
        for start in range(0, len(data), 1001):
            await answer.write(data[start : start + 1001])
        return answer

    app = web.Application()
    app.router.add_post("/v1/audio/speech", speak)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1/audio/speech"
    finally:
        await runner.cleanup()


async def test_the_first_example_of_the_page(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _):
        assert BLOCKS[0].count(LOCAL) == 1
        assert await run(tmp_path, "-c", BLOCKS[0].replace(LOCAL, url)) == "600 False\n"
    assert (tmp_path / "out.mp4").stat().st_size > 10_000


PROGRAMS = [block for name in ("quickstart", "moving") for block in python_to_run(ROOT / f"docs/{name}.md")]


@pytest.mark.parametrize(("program", "says"), list(zip(PROGRAMS, ("curious", "(720, 1280, 3)", "generating"), strict=True)))
async def test_the_programs_of_the_other_pages(program: str, says: str, tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _):
        assert program.count(LOCAL) == 1
        assert says in (await run(tmp_path, "-c", program.replace(LOCAL, url))).lower()


async def test_text_to_speech_as_on_the_page(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), text_to_speech() as tts:
        head = f"import asyncio, aiohttp\nfrom limner.client import Client\nTTS_URL = {tts!r}\n"
        body = f"async def main():\n    async with Client({url!r}).connect('me.jpg') as avatar:\n"
        program = f"{head}{body}{textwrap.indent(BLOCKS[1], ' ' * 8)}\n        print(played.played_ms)\nasyncio.run(main())\n"
        assert await run(tmp_path, "-c", program) == "500\n"


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [("hello.py", ("me.jpg", "speech.mp3"), "600 ms were heard"), ("text_to_speech.py", ("me.jpg", "Hello there."), "500 ms were heard")],
)
async def test_examples(name: str, arguments: tuple[str, ...], says: str, tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _), text_to_speech() as tts:
        assert says in await run(tmp_path, str(EXAMPLES / name), *arguments, url, TTS_URL=tts)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed: sudo apt-get install espeak-ng")
async def test_text_to_speech_without_a_service(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _):
        said = await run(tmp_path, str(EXAMPLES / "text_to_speech.py"), "me.jpg", "One, two, three.", url, TTS_URL="")
        assert 800 < int(said.split()[0]) < 4000


async def test_the_voice_agent_answers_and_can_be_interrupted(tmp_path: Path) -> None:
    speech = [tone(200, seconds, 24_000) * (level * 20_000) for seconds, level in ((4, 1), (1.5, 0), (0.2, 1), (1, 0))]
    (tmp_path / "microphone.wav").write_bytes(wav(np.concatenate(speech).astype(np.int16), 24_000))
    async with serving(tmp_path) as (url, _):
        said = (await run(tmp_path, str(EXAMPLES / "voice_agent.py"), "me.jpg", "microphone.wav", url)).splitlines()
    assert said[0].startswith("Watch me: ")
    assert said[1].startswith("4 seconds: cut after ")  # it would have gone on for half a minute
    assert said[2].startswith("0 seconds: answered in ")


async def test_limner_say(tmp_path: Path) -> None:
    async with serving(tmp_path) as (url, _):
        command = ("-m", "limner.cli", "say", "me.jpg", "speech.mp3", "--url", url, "--save", "said.mp4", "--prompt", "Smile")
        summary = json.loads(await run(tmp_path, *command, "--json"))
        assert (summary["out"], summary["played_ms"], summary["interrupted"]) == ("said.mp4", 600, False)
        assert summary["pictures"] + summary["repeated"] >= round(summary["seconds"] * 25) >= 0.6 * 25
        (tmp_path / "said.mp4").unlink()
        assert "said.mp4" in await run(tmp_path, *command)
    with pytest.raises(AssertionError, match="limner: The server at .* cannot be reached"):
        await run(tmp_path, *command)
