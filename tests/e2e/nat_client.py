"""A client for test_nat.py, in a network of its own: connects, looks and listens for a while, prints what it got as JSON.

Run as a program: `python -m tests.e2e.nat_client ADDRESS KEY PICTURES RELAYS`, the last being how many the server is expected to name.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from typing import Any

from limner.protocol import messages
from tests.wire import Talker, beep_wav


async def main(address: str, key: str, pictures: int, relays_told: int) -> dict[str, Any]:
    async with Talker(address, api_key=key, events="1") as it:
        await it.expect(messages.SessionLimits)
        relays = (await it.expect(messages.IceServers)).ice_servers if relays_told else []
        await it.connect(relays=relays)
        await it.send(type="audio", audio_data=beep_wav(60, rate=16_000))
        await it.wait_for(lambda: any(reading.level > 0.1 for reading in it.readings))
        first, sounds, started = len(it.readings), len(it.sound), time.monotonic()
        longest_ms, last_s = 0.0, started
        for n in range(first + 1, first + pictures):
            await it.wait_for(lambda n=n: len(it.readings) >= n)  # type: ignore[misc]
            now_s = time.monotonic()
            longest_ms, last_s = max(longest_ms, (now_s - last_s) * 1000), now_s
        ticks = [reading.tick for reading in it.readings[first:]]
        answer = it.of(messages.SdpAnswer)[-1].sdp
        return {
            "candidates": re.findall(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", answer),
            "relays": len(relays),
            "pictures": len(ticks),
            "missing": ticks[-1] - ticks[0] + 1 - len(ticks),
            "in_order": ticks == sorted(ticks),
            "longest_gap_ms": round(longest_ms),
            "sounds": len(it.sound) - sounds,
            "seconds": round(time.monotonic() - started, 1),
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))))
