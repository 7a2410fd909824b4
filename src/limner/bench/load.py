"""How many avatars this machine holds at 25 pictures a second: a server of our own, N that talk, each watched.

The watchers run in this process and count packets without decoding them (`media/listener.py`); their CPU time is told apart. "Holds":
every session got 24.8 pictures a second or more, none of its sound was skipped, and no more than one picture in a hundred was left out.

cpu_ms_per_s      CPU of the whole server a session and second; 1000 would be a core. front_cpu_ms_per_s: of that, its front process.
late_ticks        share of ticks that began more than 40 ms late.
memory_mb         of the process that draws a session, what it shares with others counted in parts (proportional set size).
holds             the largest N that held; with --sessions only that one is tried, and `holds` is N or 0.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import time
from dataclasses import dataclass
from typing import Any

import aiohttp
import numpy as np

from limner.bench.browser import own_server
from limner.bench.processes import cpu_s, family, memory_mb
from limner.engine.types import SOUND_HZ
from limner.errors import AtCapacity, LimnerError
from limner.media.decode import decode_audio
from limner.media.listener import Listener
from limner.protocol.codes import MAX_MESSAGE_BYTES

SETTLE_S = 4.0
FPS, LEFT_OUT = 24.8, 0.01
LATE_S = 0.04
ANSWER_S = 60.0


class Talker:
    """A session that talks without end, and its watcher."""

    def __init__(self, url: str) -> None:
        self.listener = Listener()
        self._url = f"{url.replace('http', 'ws', 1)}/v1/live_avatar/stream?api_key=bench"
        self._http = aiohttp.ClientSession()
        self._talking: asyncio.Task[None] | None = None

    async def open(self, portrait: str, speech: str, length_s: float) -> None:
        """portrait, speech: base64. AtCapacity and whatever else the server refuses with."""
        self._ws = await self._http.ws_connect(self._url, max_msg_size=MAX_MESSAGE_BYTES)
        await self._ws.send_json({"type": "set_image", "image_data": portrait})
        await self._answer("set_image_ack")
        await self.listener.connect(self._offer)
        self._talking = asyncio.create_task(self._talk(speech, length_s))

    async def close(self) -> None:
        if self._talking is not None:
            self._talking.cancel()
            await asyncio.gather(self._talking, return_exceptions=True)
        await self.listener.close()
        await self._http.close()

    async def _offer(self, sdp: str) -> str:
        await self._ws.send_json({"type": "offer", "sdp": sdp})
        return str((await self._answer("answer"))["sdp"])

    async def _answer(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(ANSWER_S):
            while True:
                message: dict[str, Any] = await self._ws.receive_json()
                if message["type"] == "error" or message.get("success") is False:
                    raise AtCapacity(message["error"]) if message.get("code") == AtCapacity.code else LimnerError(message["error"])
                if message["type"] == kind:
                    return message

    async def _talk(self, speech: str, length_s: float) -> None:
        while True:
            await self._ws.send_json({"type": "audio", "audio_data": speech})
            await asyncio.sleep(length_s)


@dataclass(frozen=True)
class Reading:
    """Where the counters of a server and its machine stood."""

    time_s: float
    cpu_s: float
    front_cpu_s: float
    own_cpu_s: float
    metrics: dict[str, float]


def bench_load(portrait: bytes, speech: bytes, *, sessions: int | None = None, seconds: float = 15.0) -> dict[str, Any]:
    """A portrait's file and speech → one JSON-able line. sessions: only so many; otherwise more and more until they do not hold."""
    cores = len(os.sched_getaffinity(0))
    most = sessions or 4 * cores
    with own_server("mesh", "--max-sessions", str(most)) as (url, pid):
        steps = asyncio.run(_climb(url, pid, portrait, speech, [sessions] if sessions else list(range(1, most + 1)), seconds))
    return {
        "bench": "load",
        "holds": max((step["sessions"] for step in steps if step["held"]), default=0),
        "cores": cores,
        "seconds": seconds,
        "steps": steps,
    }


async def _climb(url: str, pid: int, portrait: bytes, speech: bytes, counts: list[int], seconds: float) -> list[dict[str, Any]]:
    """Each of these numbers of sessions in turn, up to the first that does not hold."""
    picture, clip = base64.b64encode(portrait).decode(), base64.b64encode(speech).decode()
    length_s = len(decode_audio(speech)) / SOUND_HZ
    talkers: list[Talker] = []
    steps: list[dict[str, Any]] = []
    try:
        for count in counts:
            while len(talkers) < count:
                talkers.append(Talker(url))
                await talkers[-1].open(picture, clip, length_s)
            await asyncio.sleep(SETTLE_S)
            steps.append(await _measure(url, pid, talkers, seconds))
            if not steps[-1]["held"]:
                break
    finally:
        await asyncio.gather(*(talker.close() for talker in talkers))
    return steps


async def _measure(url: str, pid: int, talkers: list[Talker], seconds: float) -> dict[str, Any]:
    for talker in talkers:
        talker.listener.forget()
    before = await _read(url, pid)
    await asyncio.sleep(seconds)
    after = await _read(url, pid)
    took_s, count = after.time_s - before.time_s, len(talkers)

    def grown(name: str) -> float:
        return after.metrics.get(name, 0.0) - before.metrics.get(name, 0.0)

    rates = [len(talker.listener.pictures) / took_s for talker in talkers]
    ticks = max(1.0, grown("limner_tick_late_seconds_count"))
    left_out, skipped = grown("limner_pictures_dropped_total") / ticks, int(grown("limner_ticks_skipped_total"))
    gaps = np.concatenate([np.diff([before.time_s, *talker.listener.pictures.values(), after.time_s]) for talker in talkers])
    return {
        "sessions": count,
        "held": min(rates) >= FPS and not skipped and left_out <= LEFT_OUT,
        "fps": {"mean": round(sum(rates) / count, 2), "least": round(min(rates), 2)},
        "gap_p99_ms": round(1000 * float(np.percentile(gaps, 99)), 1),
        "late_ticks": round(1 - grown(f"limner_tick_late_seconds_bucket {LATE_S}") / ticks, 4),
        "pictures_left_out": round(left_out, 4),
        "ticks_skipped": skipped,
        "cpu_ms_per_s": round(1000 * (after.cpu_s - before.cpu_s) / took_s / count, 1),
        "front_cpu_ms_per_s": round(1000 * (after.front_cpu_s - before.front_cpu_s) / took_s / count, 1),
        "memory_mb": round(float(np.mean(sorted(memory_mb([child]) for child in family(pid)[1:])[-count:]))),
        "watcher_cpu_ms_per_s": round(1000 * (after.own_cpu_s - before.own_cpu_s) / took_s / count, 1),
    }


async def _read(url: str, pid: int) -> Reading:
    async with aiohttp.ClientSession() as http, http.get(f"{url}/metrics") as answer:
        text = await answer.text()
    metrics: dict[str, float] = {}
    for name, labels, value in re.findall(r"^(limner_\w+)(\{[^}]*\})? (\S+)$", text, re.MULTILINE):
        bucket = re.search(r'le="([^"]+)"', labels)
        metrics[f"{name} {bucket[1]}" if bucket else name] = float(value)
    return Reading(time.monotonic(), cpu_s(family(pid)), cpu_s([pid]), time.process_time(), metrics)
