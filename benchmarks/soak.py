"""One viewer in headless Chromium for an hour → a JSON line a minute: offset of picture and sound, fps, freezes, buffers, memory.

python benchmarks/soak.py --minutes 60        # starts its own server, with the test card; needs the dev extra

`av_offset_ms` is that of `limner bench latency`. `uplink_ms` is the sound of the viewer's microphone (it is open, and silent) that the
server had in hand on average; `server_mb` the memory of all its processes. The last line compares the last minute with the first.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import time
import urllib.request
from importlib import resources
from typing import Any

from limner.bench.browser import Watcher, chromium, own_server
from limner.bench.figures import both_ends, offsets, rate
from limner.bench.processes import cpu_s, family, memory_mb
from limner.bench.sounds import PERIOD_S, beeps, wav_base64

MINUTE_S = 60.0
BEEPS = int(MINUTE_S / PERIOD_S) - 1


def metric(url: str, name: str) -> float:
    """One value of /metrics, labels left out; 0 if it is not there."""
    text = urllib.request.urlopen(f"{url}/metrics", timeout=10).read().decode()
    found = re.search(rf"^{name}(?:{{[^}}]*}})? (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def state(url: str, pid: int, watcher: Watcher) -> dict[str, Any]:
    """What a minute's figures are differences of."""
    return {
        "stats": watcher.stats(),
        "uplink_s": metric(url, "limner_uplink_in_hand_seconds_sum"),
        "ticks": metric(url, "limner_uplink_in_hand_seconds_count"),
        "skipped": metric(url, "limner_ticks_skipped_total"),
        "left_out": metric(url, "limner_pictures_dropped_total"),
        "cpu_s": cpu_s(family(pid)),
    }


def minute(url: str, pid: int, watcher: Watcher, speech: str, ends: float) -> dict[str, Any]:
    """Beeps until `ends` (monotonic) → that minute's line."""
    watcher.drain()
    before = state(url, pid, watcher)
    watcher.tell(type="audio", audio_data=speech)
    watcher.wait(max(0.0, ends - time.monotonic()) * 1000)
    after, seen = state(url, pid, watcher), watcher.drain()
    ticks = max(1.0, after["ticks"] - before["ticks"])
    return {
        "av_offset_ms": both_ends(offsets(seen["pictures"], seen["edges"])),
        **rate(before["stats"], after["stats"]),
        "uplink_ms": round(1000 * (after["uplink_s"] - before["uplink_s"]) / ticks, 1),
        "ticks_skipped": int(after["skipped"] - before["skipped"]),
        "pictures_left_out": int(after["left_out"] - before["left_out"]),
        "server_mb": round(memory_mb(family(pid))),
        "server_cpu_s": round(after["cpu_s"] - before["cpu_s"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    options = parser.parse_args()
    portrait = base64.b64encode(resources.files("limner").joinpath("data/demo/portrait.jpg").read_bytes()).decode()
    speech = wav_base64(beeps(BEEPS))
    lines = []
    with own_server("testcard", "--max-sessions", "1") as (url, pid), chromium() as browser:
        watcher = Watcher(browser, url)
        watcher.connect(portrait, microphone=True)
        watcher.watch()
        watcher.wait(3000)  # what a receiver needs to find its buffers is no part of the first minute
        begun = time.monotonic()
        for number in range(options.minutes):
            line = {"bench": "soak", "minute": number + 1, **minute(url, pid, watcher, speech, begun + (number + 1) * MINUTE_S)}
            lines.append(line)
            print(json.dumps(line), flush=True)
        watcher.close()
    first, last = lines[0], lines[-1]
    change = last["av_offset_ms"].get("p50", 0.0) - first["av_offset_ms"].get("p50", 0.0)
    grown = last["server_mb"] - first["server_mb"]
    freezes = sum(line["freezes"] for line in lines)
    print(json.dumps({"bench": "soak", "minutes": len(lines), "offset_change_ms": round(change, 1), "grown_mb": grown, "freezes": freezes}))


if __name__ == "__main__":
    main()
