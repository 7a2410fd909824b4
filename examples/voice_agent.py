"""The skeleton of a voice agent: hears, thinks, speaks with a face, and stops when it is interrupted.

`hear`, `think` and `voice` are yours: a microphone with speech recognition, a language model, text-to-speech. Here they are a keyboard,
an echo and a hum, so that it runs as it is: python examples/voice_agent.py PORTRAIT [SERVER], then type. Its `subscribe_token` lets
people watch, in a browser for instance.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

import numpy as np

from limner.client import Avatar, Client

HZ = 24_000


async def hear() -> AsyncIterator[str]:
    """What the person says, sentence by sentence, as they say it."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line.strip()


async def think(said: str) -> str:
    """What to answer."""
    return f"You said: {said}."


async def voice(text: str) -> AsyncIterator[np.ndarray]:
    """Text → samples, as they are made."""
    for word in text.split():
        t = np.arange(int(0.06 * HZ * max(len(word), 3))) / HZ
        yield 0.3 * np.sin(2 * np.pi * 150 * t) * np.sin(np.pi * t / t[-1])


async def answer(avatar: Avatar, said: str) -> None:
    text = await think(said)
    played = await avatar.play_audio(voice(text), sample_rate=HZ)
    print(f"{text} ({'cut after' if played.interrupted else 'spoken in'} {played.played_ms} ms)")


async def main(portrait: str, server: str = "http://localhost:8000") -> None:
    async with Client(server).connect(portrait, "Attentive and friendly") as avatar:
        print(f"Watch me: {avatar.subscribe_token}")
        speaking: asyncio.Task[None] | None = None
        async for said in hear():
            if speaking is not None and not speaking.done():
                await avatar.interrupt()  # the person spoke first
            if speaking is not None:
                await speaking
            speaking = asyncio.create_task(answer(avatar, said))
        if speaking is not None:
            await speaking


asyncio.run(main(*sys.argv[1:]))
