"""The skeleton of a voice agent with a face: microphone → speech recognition → language model → text-to-speech → avatar. When somebody
speaks while it does, it falls silent at once.

    python examples/voice_agent.py PORTRAIT [MICROPHONE] [SERVER]

MICROPHONE is alsa:default, another input that FFmpeg knows as FORMAT:DEVICE, or a sound file that stands in for one. Use headphones, or it
hears itself. Three parts are stand-ins for yours and run as they are: `recognise`, `think` and `voice`.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from limner.client import Avatar, Client

HZ = 24_000
LOUD, QUIET_S = 0.02, 0.6  # somebody speaks from this level on (of full scale), until it has been quiet for so long


async def microphone(source: str) -> AsyncIterator[np.ndarray]:
    """Samples as they come, floats in -1..1 at HZ. A file comes in its own time, too."""
    live = not await asyncio.to_thread(Path(source).is_file)
    form, _, device = source.partition(":") if live else (None, "", source)
    resample = av.AudioResampler("flt", "mono", HZ)
    begun, heard = asyncio.get_running_loop().time(), 0
    with await asyncio.to_thread(av.open, device, format=form) as sound:
        frames = sound.decode(audio=0)
        while (frame := await asyncio.to_thread(next, frames, None)) is not None:
            for piece in resample.resample(frame):
                yield piece.to_ndarray().reshape(-1)
                heard += piece.samples
            if not live:
                await asyncio.sleep(begun + heard / HZ - asyncio.get_running_loop().time())


@dataclass
class Began:
    """Somebody begins to speak."""


@dataclass
class Said:
    """Somebody has spoken: these samples."""

    samples: np.ndarray


async def listen(sound: AsyncIterator[np.ndarray]) -> AsyncIterator[Began | Said]:
    """By loudness alone; a trained voice detector takes this place in a noisy room."""
    spoken: list[np.ndarray] = []
    quiet_s = 0.0
    async for piece in sound:
        loud = bool(np.sqrt(np.mean(piece**2)) > LOUD)
        quiet_s = 0.0 if loud else quiet_s + len(piece) / HZ
        if loud and not spoken:
            yield Began()
        if loud or spoken:
            spoken.append(piece)
        if spoken and quiet_s > QUIET_S:
            yield Said(np.concatenate(spoken))
            spoken = []
    if spoken:
        yield Said(np.concatenate(spoken))


async def recognise(samples: np.ndarray) -> str:
    """Yours: speech recognition. The stand-in tells how long it was."""
    return f"{int(len(samples) / HZ - QUIET_S)} seconds"


async def think(said: str) -> AsyncIterator[str]:
    """Yours: a language model, sentence by sentence as it writes them. The stand-in answers long to long questions."""
    yield f"You spoke for {said}."
    for _ in range(4 * int(said.split()[0])):
        yield "There is so much to say about that."


async def voice(sentences: AsyncIterator[str]) -> AsyncIterator[np.ndarray]:
    """Yours: text-to-speech, as in text_to_speech.py. The stand-in hums."""
    async for sentence in sentences:
        for word in sentence.split():
            t = np.arange(int(0.06 * HZ * max(len(word), 3))) / HZ
            yield 0.3 * np.sin(2 * np.pi * 150 * t) * np.sin(np.pi * t / t[-1])


async def answer(avatar: Avatar, samples: np.ndarray) -> None:
    said = await recognise(samples)
    played = await avatar.play_audio(voice(think(said)), sample_rate=HZ)  # its first sentence is heard while the next is being written
    print(f"{said}: {'cut after' if played.interrupted else 'answered in'} {played.played_ms} ms", flush=True)


async def main(portrait: str, source: str = "alsa:default", server: str = "http://localhost:8000") -> None:
    async with Client(server).connect(portrait, "Attentive and friendly") as avatar:
        print(f"Watch me: {avatar.subscribe_token}", flush=True)  # what Client.subscribe and the SDK for pages take
        speaking: asyncio.Task[None] | None = None
        async for heard in listen(microphone(source)):
            if speaking is not None and not speaking.done():
                await avatar.interrupt()  # the person comes first; what was heard of the answer stands in `played`
            if speaking is not None:
                await speaking
                speaking = None
            if isinstance(heard, Said):
                speaking = asyncio.create_task(answer(avatar, heard.samples))
        if speaking is not None:
            await speaking


asyncio.run(main(*sys.argv[1:]))
