"""A portrait and a sound → a video of what a viewer of a living server got; `limner say`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from limner.client.client import Client

TAIL_S = 0.6  # recorded after the last word, so that the face comes to rest


async def say(client: Client, portrait: Path, sound: Path, out: Path, prompt: str | None = None) -> dict[str, Any]:
    """Connects, speaks, records → what happened, for people and programs. Errors as of `Client.connect` and `Avatar.play_audio`.

    Cancelling hangs up and leaves no file.
    """
    started = time.monotonic()
    async with client.connect(portrait, prompt) as avatar:
        connected = time.monotonic()
        async with avatar.record(out, from_speech=True) as recording:
            played = await avatar.play_audio(sound)
            await recording.more(TAIL_S)
    return {
        **recording.summary,
        "played_ms": played.played_ms,
        "duration_ms": played.duration_ms,
        "interrupted": played.interrupted,
        "connect_ms": round((connected - started) * 1000),
        "notes": list(avatar.notes),
        "session_id": avatar.session_id,
    }
