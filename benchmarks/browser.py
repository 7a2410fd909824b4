"""A running server, watched by headless Chromium for a while → one JSON line of getStats: fps, freezes, delay, bit rate.

python benchmarks/browser.py --seconds 30        # needs `limner serve` and the dev extra
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --mute-audio"
).split()

# The page's own module keeps its Avatar to itself, so the statistics come from every peer connection that the page opens.
CATCH = """
window.peers = [];
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native { constructor(...a) { super(...a); window.peers.push(this); } };
"""
READ = """async () => {
  const all = [...(await window.peers.at(-1).getStats()).values()];
  const inbound = (kind) => all.find((s) => s.type === "inbound-rtp" && s.kind === kind);
  return { video: inbound("video"), audio: inbound("audio"), path: all.find((s) => s.type === "candidate-pair" && s.nominated) };
}"""


def measure(page: Page, seconds: float) -> dict[str, Any]:
    before = page.evaluate(READ)
    page.wait_for_timeout(seconds * 1000)
    after = page.evaluate(READ)

    def grown(kind: str, name: str) -> float:
        return float(after[kind][name] - before[kind][name])

    took_s = (after["video"]["timestamp"] - before["video"]["timestamp"]) / 1000
    return {
        "bench": "browser",
        "seconds": round(took_s, 1),
        "fps": round(grown("video", "framesDecoded") / took_s, 2),
        "dropped": int(grown("video", "framesDropped")),
        "freezes": int(grown("video", "freezeCount")),
        "size": [after["video"]["frameWidth"], after["video"]["frameHeight"]],
        "mbit_s": round(grown("video", "bytesReceived") * 8 / took_s / 1e6, 2),
        "lost": int(grown("video", "packetsLost") + grown("audio", "packetsLost")),
        "concealed_ms": round(grown("audio", "concealedSamples") / 48, 1),
        "video_buffer_ms": round(1000 * grown("video", "jitterBufferDelay") / max(1, grown("video", "jitterBufferEmittedCount")), 1),
        "audio_buffer_ms": round(1000 * grown("audio", "jitterBufferDelay") / max(1, grown("audio", "jitterBufferEmittedCount")), 1),
        "round_trip_ms": round(1000 * after["path"].get("currentRoundTripTime", 0), 1),
        "qp": round(grown("video", "qpSum") / max(1, grown("video", "framesDecoded")), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page()
        page.add_init_script(CATCH)
        page.goto(options.url)
        start = time.monotonic()
        page.click("#play")
        page.wait_for_function("document.querySelector('video').videoWidth > 0")
        first_s = time.monotonic() - start
        page.wait_for_timeout(2000)
        print(json.dumps({**measure(page, options.seconds), "click_to_picture_s": round(first_s, 2)}))
        browser.close()


if __name__ == "__main__":
    main()
