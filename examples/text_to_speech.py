"""A streaming text-to-speech service with a face: python examples/text_to_speech.py PORTRAIT "What to say" [SERVER]

Any service with OpenAI's /v1/audio/speech will do; TTS_URL says where it is. Speaking begins with the first piece of sound.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import aiohttp

from limner.client import Client

TTS_URL = os.environ.get("TTS_URL", "http://localhost:8880/v1/audio/speech")
TTS_HZ = 24_000


async def voice(text: str) -> AsyncIterator[bytes]:
    """Text → mono PCM16, piece by piece."""
    body = {"model": "tts-1", "voice": "alloy", "input": text, "response_format": "pcm"}
    headers = {"Authorization": f"Bearer {os.environ.get('TTS_KEY', '')}"}
    async with aiohttp.ClientSession(raise_for_status=True) as http, http.post(TTS_URL, json=body, headers=headers) as answer:
        async for piece in answer.content.iter_any():
            yield piece


async def main(portrait: str, text: str, server: str = "http://localhost:8000") -> None:
    async with Client(server).connect(portrait) as avatar, avatar.record("said.mp4") as recording:
        played = await avatar.play_audio(voice(text), sample_rate=TTS_HZ)
        await recording.more(0.5)
    print(f"{played.played_ms} ms were heard; said.mp4 shows them.")


asyncio.run(main(*sys.argv[1:]))
