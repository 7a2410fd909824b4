"""A portrait says a recording, with a smile: python examples/hello.py PORTRAIT SPEECH [SERVER], while `limner serve` runs."""

import asyncio
import sys

from limner.client import Client


async def main(portrait: str, speech: str, server: str = "http://localhost:8000") -> None:
    async with Client(server).connect(portrait, "Smile warmly and nod occasionally") as avatar, avatar.record("hello.mp4"):
        played = await avatar.play_audio(speech)
    print(f"{played.played_ms} ms were heard; hello.mp4 shows them.")


asyncio.run(main(*sys.argv[1:]))
