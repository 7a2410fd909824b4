"""What a viewer in a browser waits for, in milliseconds: the first picture, an answer in the face, silence; and how picture and sound fit.

Everything is measured inside headless Chromium on the same machine, so network time is none and the browser's own cost is included.
"Shown" is the `expectedDisplayTime` of requestVideoFrameCallback (steps of 16.7 ms), "heard" is 10 ms after the player takes
the sample from its buffer, the least that a sound card adds; real ones add up to 30 more.

first_picture_ms        set_image leaves → a first picture is shown; socket open before, offer sent after the ack, as the documented clients
                        do. new: bytes this server never saw; known: seen before, another session. Medians. With the face.
speech_to_picture_ms    a beep's first sample leaves the page → the flash of the test card that belongs to it is shown, for each way in:
                        audio_chunk, file (a wav of five seconds), microphone. The flash stands in the tick where that sound is heard, so
                        the engine's look-ahead is included; a face begins to open its mouth at the same tick or one earlier.
                        Error: 16.7 ms of the screen's, up to 10 of the microphone's clock.
av_offset_ms            the flash is shown minus its beep is heard; positive: the sound is early. The beep starts with its tick, to the
                        sample. One each 1.04 s. p95 is the end further from zero of the middle nine tenths.
fps, freezes            Chromium's own counts while the face talks for `seconds`.
interrupt_to_silence_ms `interrupt` leaves → the last sound is heard (sound); → the level bar of the test card is empty (picture); → the
                        face's mouth looks as it does a second later, all but a quarter of its opening (mouth; its head kept still).
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from limner.bench.browser import Watcher, chromium, own_server
from limner.bench.figures import beginnings, both_ends, offset_by_chromium, offsets, rate, spread
from limner.bench.sounds import BEEP_S, PERIOD_S, beeps, wav_base64

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PORTRAITS = 5  # new ones, each then known
TRIALS = 20  # of each way to speak
PATIENCE = 8  # looks for its answer, .7 s apart
CUTS = 8
OFFSET_S = 60.0
STILL = "Keep your head perfectly still. Don't blink."
REACH_PX = 8  # how far a head moves within a second of the end of its speech
SETTLE_MS = 3000  # a receiver's buffers find their size
ONE_SESSION = ("--max-sessions", "2")


def bench_latency(portrait: bytes, speech: bytes, *, seconds: float = 300.0, url: str | None = None, key: str = "bench") -> dict[str, Any]:
    """A portrait's file and speech that it says → one JSON-able line. url: a running server instead of two of our own, whatever it draws.

    ConfigError without a browser, Unreachable without a server.
    """
    line: dict[str, Any] = {"bench": "latency"}
    with chromium() as browser:
        if url is not None:
            line |= watch_face(browser, url, portrait, speech, seconds=seconds, key=key)
            if shows_card(browser, url, portrait, key):
                line |= watch_card(browser, url, portrait, key)
            return line
        with own_server("mesh", *ONE_SESSION) as (own, _):
            line |= watch_face(browser, own, portrait, speech, seconds=seconds, key=key)
        with own_server("testcard", *ONE_SESSION) as (own, _):
            card = watch_card(browser, own, portrait, key)
        card["interrupt_to_silence_ms"] |= line["interrupt_to_silence_ms"]
        return line | card


def watch_face(browser: Browser, url: str, portrait: bytes, speech: bytes, *, seconds: float, key: str) -> dict[str, Any]:
    """What needs the real cost of a face."""
    waits: dict[str, list[float]] = {"new": [], "known": []}
    for n in range(PORTRAITS):
        unseen = base64.b64encode(_other_bytes(portrait, n)).decode()
        for kind in waits:
            watcher = Watcher(browser, url, key)
            waits[kind].append(watcher.connect(unseen)["first_picture_ms"])
            watcher.close()

    watcher = Watcher(browser, url, key)
    watcher.connect(unseen)
    watcher.wait(SETTLE_MS)
    clip, length_s = base64.b64encode(speech).decode(), _seconds(speech)
    before, left_s = watcher.stats(), seconds
    while left_s > 0:
        watcher.tell(type="audio", audio_data=clip)
        watcher.wait(min(left_s, length_s) * 1000)
        left_s -= length_s
    seen = rate(before, watcher.stats())
    watcher.tell(type="interrupt")
    watcher.tell(type="prompt", prompt=STILL)
    box = _mouth_box(portrait)
    watcher.watch(box)
    closed = [ms for n in range(CUTS) if (ms := _closing_ms(watcher, clip, box, 1100 + 400 * n)) is not None]
    watcher.close()
    return {
        "first_picture_ms": {kind: round(median(values)) for kind, values in waits.items()},
        **{name: seen[name] for name in ("seconds", "fps", "freezes", "dropped", "mbit_s", "audio_buffer_ms", "video_buffer_ms")},
        "interrupt_to_silence_ms": {"mouth": spread(closed)},
    }


def shows_card(browser: Browser, url: str, portrait: bytes, key: str) -> bool:
    """Is what this server draws the test card?"""
    watcher = Watcher(browser, url, key)
    watcher.connect(base64.b64encode(portrait).decode())
    watcher.watch()
    watcher.wait(1000)
    pictures = watcher.drain()["pictures"]
    watcher.close()
    return bool(pictures)


def watch_card(browser: Browser, url: str, portrait: bytes, key: str) -> dict[str, Any]:
    """What can be read off the test card."""
    watcher = Watcher(browser, url, key)
    watcher.connect(base64.b64encode(portrait).decode(), microphone=True)
    watcher.watch()
    watcher.wait(SETTLE_MS)

    count = int(OFFSET_S / PERIOD_S)
    watcher.drain()
    watcher.tell(type="audio", audio_data=wav_base64(beeps(count)))
    watcher.wait(OFFSET_S * 1000 + 500)
    seen, stats = watcher.drain(), watcher.stats()
    found = offsets(seen["pictures"], seen["edges"])

    chunk = base64.b64encode(beeps(1, 24_000)[: round(BEEP_S * 24_000)].tobytes()).decode()
    clip = wav_base64(beeps(1, period_s=5.0))
    ways: dict[str, Callable[[], float]] = {
        "chunk": lambda: watcher.tell(type="audio_chunk", audio_data=chunk, sample_rate=24_000, last=True),
        "file": lambda: watcher.tell(type="audio", audio_data=clip, mode="replace"),
        "microphone": lambda: watcher.beep(BEEP_S),
    }
    speech: dict[str, Any] = {}
    for name, speak in ways.items():
        seen_ms, heard_ms = _reactions(watcher, speak)
        speech[name] = {**spread(seen_ms), "heard": spread(heard_ms)}
    cuts = [_silence_ms(watcher, 800 + 37 * n) for n in range(CUTS)]
    watcher.close()
    return {
        "speech_to_picture_ms": speech,
        "av_offset_ms": both_ends(found),
        "av_offset_by_chromium_ms": offset_by_chromium(stats),
        "interrupt_to_silence_ms": {
            "sound": spread([sound for sound, _ in cuts if sound is not None]),
            "picture": spread([picture for _, picture in cuts if picture is not None]),
        },
    }


def _reactions(watcher: Watcher, speak: Callable[[], float]) -> tuple[list[float], list[float]]:
    """→ ms until the flash is shown, and until the beep is heard, of each trial at which there was one."""
    phase = random.Random(1)
    watcher.tell(type="interrupt")
    shown, heard = [], []
    for _ in range(TRIALS):
        watcher.wait(500 + phase.uniform(0, 120))  # anywhere between two ticks
        watcher.drain()
        left = speak()
        flashes, sounds = list[float](), list[float]()
        for _ in range(PATIENCE):
            watcher.wait(700)
            seen = watcher.drain()
            flashes += [picture["shown"] - left for picture in seen["pictures"] if picture["flash"]]
            sounds += [at - left for at in beginnings(seen["edges"])]
            if flashes and sounds:
                break
        shown += flashes[:1]
        heard += sounds[:1]
    return shown, heard


def _silence_ms(watcher: Watcher, after_ms: float) -> tuple[float | None, float | None]:
    """Interrupts a long beep → ms until the last of it is heard, and until a picture says silence."""
    watcher.tell(type="audio", audio_data=wav_base64(beeps(1, period_s=8.0, beep_s=8.0)), mode="replace")
    watcher.wait(after_ms)
    watcher.drain()
    left = watcher.tell(type="interrupt")
    watcher.wait(800)
    seen = watcher.drain()
    sound = next((edge["now"] - left for edge in seen["edges"] if not edge["on"] and edge["now"] > left), None)
    picture = next((picture["shown"] - left for picture in seen["pictures"] if picture["shown"] > left and picture["level"] == 0), None)
    return sound, picture


def _closing_ms(watcher: Watcher, clip: str, box: dict[str, int], after_ms: float) -> float | None:
    """Interrupts a talking face → ms until its mouth is closed; None if it was closed by chance."""
    watcher.tell(type="audio", audio_data=clip)
    watcher.wait(after_ms)
    watcher.drain()
    watcher.wait(400)
    left = watcher.tell(type="interrupt")
    watcher.wait(1300)
    pictures = watcher.drain()["pictures"]
    luma = np.array([picture["luma"] for picture in pictures], np.float32).reshape(-1, box["height"], box["width"])
    return closing_ms(luma, np.array([picture["shown"] for picture in pictures]) - left)


def closing_ms(luma: NDArray[np.float32], times: NDArray[np.float64]) -> float | None:
    """(n, h, w) of a mouth, each picture's ms since it was told to be silent → ms until it looks closed; None if it did not look open."""
    if (times > 900).sum() < 3 or not (times < 0).any():
        return None
    apart = np.array([_unlike(picture, luma[-1]) for picture in luma])
    calm = float(np.median(apart[times > 900]))
    wide = float(np.percentile(apart[times < 0], 90))
    if wide < 2 * calm:
        return None
    limit = calm + 0.25 * (wide - calm)
    looks_open = np.flatnonzero((apart > limit) & (times > 0) & (times < 900))
    if not len(looks_open) or times[looks_open[0]] > 100:
        return None
    return float(times[looks_open[-1] + 1])


def _unlike(picture: NDArray[np.float32], rest: NDArray[np.float32]) -> float:
    """Mean difference of luma where they fit best: the head moves on while the mouth is at rest."""
    height, width = rest.shape[0] - 2 * REACH_PX, rest.shape[1] - 2 * REACH_PX
    core = rest[REACH_PX : REACH_PX + height, REACH_PX : REACH_PX + width]
    shifts = [(y, x) for y in range(2 * REACH_PX + 1) for x in range(2 * REACH_PX + 1)]
    return min(float(np.abs(picture[y : y + height, x : x + width] - core).mean()) for y, x in shifts)


def _mouth_box(portrait: bytes) -> dict[str, int]:
    """Where the mouth of this portrait is on the canvas, in px."""
    from limner.engine.portrait.analyse import analyse

    rig = analyse(portrait)
    lips = rig.vertices[np.concatenate([rig.mouth_upper, rig.mouth_lower]), :2]
    (x0, y0), (x1, y1) = lips.min(axis=0), lips.max(axis=0)
    wide = x1 - x0
    return {"x": int(x0), "y": int(y0 - 0.1 * wide), "width": int(wide), "height": int(y1 - y0 + 0.5 * wide)}


def _other_bytes(portrait: bytes, n: int) -> bytes:
    """The same picture in a file that no server has seen: what follows the end of a JPEG or PNG is not read."""
    return portrait + f"bench {n} {random.SystemRandom().random()}".encode()


def _seconds(speech: bytes) -> float:
    from limner.engine.types import SOUND_HZ
    from limner.media.decode import decode_audio

    return len(decode_audio(speech)) / SOUND_HZ
