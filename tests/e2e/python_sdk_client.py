"""One version of the `decart` package, unmodified, goes through all it can do; prints what happened as JSON.

Run as a program with that version first on the path: `python python_sdk_client.py ADDRESS PORTRAIT SOUND`.
"""

from __future__ import annotations

import asyncio
import importlib.metadata
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from decart import DecartClient, models
from decart.realtime.client import RealtimeClient
from decart.realtime.types import RealtimeConnectOptions

from limner.engine.render.testcard import read_testcard

LIMIT_S = 150.0


class Beeper(MediaStreamTrack):
    """A microphone that beeps when told; for versions without play_audio."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.beep = False
        self._pts = 0
        self._start = asyncio.get_event_loop().time()

    async def recv(self) -> av.AudioFrame:
        due = self._start + self._pts / 48000
        await asyncio.sleep(max(0.0, due - asyncio.get_event_loop().time()))
        wave = np.sin(2 * np.pi * 440 * (self._pts + np.arange(960)) / 48000) * (12000 if self.beep else 0)
        frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = 48000, self._pts, Fraction(1, 48000)
        self._pts += 960
        return frame


class Watcher:
    """What comes back on the tracks."""

    def __init__(self) -> None:
        self.ticks: list[int] = []
        self.speaking = 0  # pictures of loud sound
        self.loudest = 0
        self.sounds = 0
        self.tasks: list[asyncio.Task[None]] = []

    def track(self, track: MediaStreamTrack) -> None:
        self.tasks.append(asyncio.create_task(self._pump(track)))

    async def _pump(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, av.VideoFrame):
                reading = read_testcard(frame.to_ndarray(format="gray"))
                if reading:
                    self.ticks.append(reading.tick)
                    self.speaking += reading.level > 0.1
            elif isinstance(frame, av.AudioFrame):
                self.sounds += 1
                self.loudest = max(self.loudest, int(np.abs(frame.to_ndarray()).max()))

    def count(self, pictures: bool) -> int:
        """Pictures that came so far, or pieces of sound."""
        return len(self.ticks) if pictures else self.sounds

    async def until(self, met: Any) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not met():  # noqa: ASYNC110 - the package tells of nothing
                await asyncio.sleep(0.02)


async def main(address: str, portrait: bytes, sound: bytes) -> dict[str, Any]:
    version = int(importlib.metadata.version("decart").rsplit(".", 1)[1])
    name = "avatar-live" if version < 26 else "live_avatar" if version < 33 else "live-avatar"
    # These two ask for no video when they are given a track to send; their viewers get it.
    sees = version not in (20, 21)
    client = DecartClient(api_key="test-key", base_url=address)
    states: list[str] = []
    errors: list[str] = []
    done: dict[str, Any] = {"version": version}
    watcher = Watcher()
    beeper = None if hasattr(RealtimeClient, "play_audio") else Beeper()
    options: dict[str, Any] = {"model": models.realtime(name), "on_remote_stream": watcher.track}
    if version < 20:
        from decart.realtime.types import AvatarOptions, InitialPromptOptions

        options["avatar"] = AvatarOptions(avatar_image=portrait)
        options["initial_prompt"] = InitialPromptOptions(text="Smile warmly", enhance=True)
    else:
        from decart.types import ModelState, Prompt

        options["initial_state"] = ModelState(prompt=Prompt(text="Smile warmly", enhance=True), image=portrait)
    live = await RealtimeClient.connect(
        base_url=address,
        api_key=client.api_key,
        local_track=beeper,
        options=RealtimeConnectOptions(**options),
    )
    live.on("connection_change", states.append)
    live.on("error", lambda error: errors.append(str(error)))
    await watcher.until(lambda: len(watcher.ticks) > 10 or not sees)

    await live.set_prompt("Nod now and then")
    await live.set_image(portrait)
    if beeper is not None:
        beeper.beep = True
    else:
        await live.play_audio(sound)
    await watcher.until(lambda: (watcher.speaking or not sees) and watcher.loudest > 5000)
    done["connected"] = live.is_connected()

    if version >= 20:
        other = Watcher()
        from decart.realtime.subscribe import SubscribeOptions

        assert live.session_id and live.subscribe_token
        viewer = await RealtimeClient.subscribe(
            base_url=address,
            api_key=client.api_key,
            options=SubscribeOptions(token=live.subscribe_token, on_remote_stream=other.track),
        )
        await other.until(lambda: len(other.ticks) > 5)
        done["viewed"] = len(other.ticks)
        await viewer.disconnect()

        before = watcher.ticks[-1] if sees else 0
        connection = live._manager._connection
        connection._ws._response.connection.transport.abort()  # the line is cut
        seen = watcher.count(sees)

        def back() -> bool:
            return live.get_connection_state() in ("connected", "generating") and "reconnecting" in states

        await watcher.until(lambda: watcher.count(sees) > seen + 20 and back())
        done["resumed"] = not sees or watcher.ticks[-1] > before
    await live.disconnect()
    done |= {"ticks": len(watcher.ticks), "loudest": watcher.loudest, "states": states, "errors": errors}
    done["token"] = (await client.tokens.create()).api_key[:3]
    await client.close()
    return done


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], Path(sys.argv[2]).read_bytes(), Path(sys.argv[3]).read_bytes()))))
