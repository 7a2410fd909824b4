"""What a viewer saw and heard → figures. Plain arithmetic on the lists of `viewer.js`; times are ms of one clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

NEAR_MS = 450.0  # a flash and a beep further apart do not belong together: they come at least a second apart

Spread = dict[str, float]


def spread(values: Sequence[float]) -> Spread:
    """Median and 95th percentile, and of how many."""
    if not values:
        return {"n": 0}
    return {"p50": round(float(np.percentile(values, 50)), 1), "p95": round(float(np.percentile(values, 95)), 1), "n": len(values)}


def both_ends(values: Sequence[float]) -> Spread:
    """As `spread`, with the 5th percentile: for what may err to both sides, where "p95" is the end further from zero."""
    if not values:
        return {"n": 0}
    low, middle, high = (round(float(value), 1) for value in np.percentile(values, [5, 50, 95]))
    return {"p50": middle, "p95": low if -low > high else high, "low": low, "high": high, "n": len(values)}


def flashes(pictures: Sequence[dict[str, Any]]) -> list[float]:
    """When each flash of the test card began to be shown. One whose first picture was missed is left out: it would count as 40 ms late."""
    return [
        float(picture["shown"])
        for before, picture in zip(pictures, pictures[1:], strict=False)
        if picture["flash"] and not before["flash"] and picture["tick"] == before["tick"] + 1
    ]


def beginnings(edges: Sequence[dict[str, Any]]) -> list[float]:
    """When each sound began to be heard."""
    return [float(edge["now"]) for edge in edges if edge["on"]]


def offsets(pictures: Sequence[dict[str, Any]], edges: Sequence[dict[str, Any]]) -> list[float]:
    """How much later than its sound each flash was shown, in ms; negative: the sound came later."""
    sounds = beginnings(edges)
    found = []
    for shown in flashes(pictures):
        nearest = min(sounds, key=lambda at: abs(at - shown), default=None)
        if nearest is not None and abs(nearest - shown) < NEAR_MS:
            found.append(shown - nearest)
    return found


def rate(before: dict[str, Any], after: dict[str, Any]) -> dict[str, float]:
    """Two readings of Chromium's statistics → what came between them."""

    def grown(kind: str, name: str) -> float:
        return float(after[kind].get(name, 0) - before[kind].get(name, 0))

    def held_ms(kind: str) -> float:
        return round(1000 * grown(kind, "jitterBufferDelay") / max(1.0, grown(kind, "jitterBufferEmittedCount")), 1)

    seconds = (after["video"]["timestamp"] - before["video"]["timestamp"]) / 1000
    return {
        "seconds": round(seconds, 1),
        "fps": round(grown("video", "framesDecoded") / seconds, 2),
        "freezes": int(grown("video", "freezeCount")),
        "dropped": int(grown("video", "framesDropped")),
        "lost": int(grown("video", "packetsLost") + grown("audio", "packetsLost")),
        "concealed_ms": round(grown("audio", "concealedSamples") / 48, 1),
        "mbit_s": round(grown("video", "bytesReceived") * 8 / seconds / 1e6, 2),
        "qp": round(grown("video", "qpSum") / max(1.0, grown("video", "framesDecoded")), 1),
        "video_buffer_ms": held_ms("video"),
        "audio_buffer_ms": held_ms("audio"),
        "av_offset_by_chromium_ms": offset_by_chromium(after),
    }


def offset_by_chromium(stats: dict[str, Any]) -> float:
    """By sender reports and Chromium's own idea of its delays, in the last second: positive, the sound is ahead."""
    playing = [float(stats[kind].get("estimatedPlayoutTimestamp") or 0) for kind in ("audio", "video")]
    return round(playing[0] - playing[1], 1)
