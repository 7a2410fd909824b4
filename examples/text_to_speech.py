"""Text-to-speech with a face: python examples/text_to_speech.py PORTRAIT "What to say" [SERVER]

With TTS_URL set, any service with OpenAI's /v1/audio/speech (and TTS_KEY, TTS_MODEL, TTS_VOICE if it wants them); otherwise espeak-ng,
where it is installed. Either way speaking begins with the first piece of sound.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import aiohttp

from limner.client import Client

TTS_URL = os.environ.get("TTS_URL")  # https://api.openai.com/v1/audio/speech, for example
SERVICE_HZ, ESPEAK_HZ = 24_000, 22_050
WAV_HEAD = 44  # bytes before the samples


async def service(text: str) -> AsyncIterator[bytes]:
    """Text → mono PCM16, piece by piece."""
    body = {"model": os.environ.get("TTS_MODEL", "tts-1"), "voice": os.environ.get("TTS_VOICE", "alloy")}
    body |= {"input": text, "response_format": "pcm"}
    headers = {"Authorization": f"Bearer {os.environ.get('TTS_KEY', '')}"}
    async with aiohttp.ClientSession(raise_for_status=True) as http, http.post(TTS_URL, json=body, headers=headers) as answer:
        async for piece in answer.content.iter_any():
            yield piece


async def espeak(text: str) -> AsyncIterator[bytes]:
    """The same, from the program."""
    program = await asyncio.create_subprocess_exec("espeak-ng", "--stdout", "--", text, stdout=asyncio.subprocess.PIPE)
    await program.stdout.readexactly(WAV_HEAD)
    while piece := await program.stdout.read(4096):
        yield piece
    await program.wait()


async def main(portrait: str, text: str, server: str = "http://localhost:8000") -> None:
    voice, rate = (service(text), SERVICE_HZ) if TTS_URL else (espeak(text), ESPEAK_HZ)
    async with Client(server).connect(portrait) as avatar, avatar.record("said.mp4") as recording:
        played = await avatar.play_audio(voice, sample_rate=rate)
        await recording.more(0.5)
    print(f"{played.played_ms} ms were heard; said.mp4 shows them.")


asyncio.run(main(*sys.argv[1:]))
