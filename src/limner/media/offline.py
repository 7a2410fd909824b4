"""A portrait and a sound file → a finished video, as fast as the machine can."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.engine import Engine
from limner.engine.motion.lips import SEEN
from limner.engine.portrait.rig import Rig
from limner.engine.render.base import Renderer, open_renderer
from limner.engine.types import TICK_HZ, TICK_SAMPLES, Behaviour, Features, Frame, Motion
from limner.media.decode import decode_audio
from limner.media.mp4 import Mp4Writer

TAIL_TICKS = 15  # after the last sound, so that the mouth comes to rest


def render_file(
    portrait: Rig | Renderer,
    audio: bytes,
    out: Path,
    *,
    behaviour: Behaviour | None = None,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Writes `out` (.mp4); sound begins at 0 and the picture with it. `progress(done, of)` is called after every frame.

    Returns what was done: `frames`, `seconds` of video, `codec`, and for decode, motion, draw and encode the CPU milliseconds (the whole
    of decoding; the others a frame) with the wall-clock time beside it. Raises AudioError kinds and ConfigError; leaves no broken file.
    """
    clock = _Stopwatch()
    sound = decode_audio(audio)
    clock.lap("decode")
    renderer = _Timed(open_renderer("mesh", portrait) if isinstance(portrait, Rig) else portrait, clock)
    engine = Engine(renderer, seed=seed, behaviour=behaviour)
    frames = -(-len(sound) // TICK_SAMPLES) + TAIL_TICKS
    padded = np.zeros(((frames + LOOKAHEAD_TICKS) * TICK_SAMPLES, 2), np.int16)
    padded[: len(sound)] = sound
    clock.lap("prepare")
    with Mp4Writer(out) as writer:
        for k in range(frames + LOOKAHEAD_TICKS):
            # The first ticks show what was before the sound, which is in nobody's way to be left out.
            tick = engine.step(padded[k * TICK_SAMPLES : (k + 1) * TICK_SAMPLES], draw=k >= LOOKAHEAD_TICKS)
            clock.lap("motion")
            if k >= LOOKAHEAD_TICKS:
                writer.write(tick.frame, tick.sound)
                clock.lap("encode")
                if progress is not None:
                    progress(k + 1 - LOOKAHEAD_TICKS, frames)
    clock.lap("encode")
    return {
        "frames": frames,
        "seconds": frames / TICK_HZ,
        "codec": writer.codec,
        "cpu_ms": clock.summary(clock.cpu_s, frames),
        "wall_ms": clock.summary(clock.wall_s, frames),
        "total_wall_s": round(sum(clock.wall_s.values()), 3),
    }


class _Stopwatch:
    """Time since the last lap goes to the named stage. The encoder's own threads count for whatever runs beside them."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = {}
        self.wall_s: dict[str, float] = {}
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def lap(self, stage: str) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        self.cpu_s[stage] = self.cpu_s.get(stage, 0.0) + cpu - self._cpu
        self.wall_s[stage] = self.wall_s.get(stage, 0.0) + wall - self._wall
        self._cpu, self._wall = cpu, wall

    @staticmethod
    def summary(seconds: dict[str, float], frames: int) -> dict[str, float]:
        a_frame = {stage: round(seconds.get(stage, 0.0) * 1000 / frames, 3) for stage in ("motion", "draw", "encode")}
        return {"decode": round(seconds["decode"] * 1000, 1), **a_frame}


class _Timed:
    """The renderer, with its time counted apart."""

    def __init__(self, renderer: Renderer, clock: _Stopwatch) -> None:
        self._renderer, self._clock = renderer, clock
        self.lips_seen = getattr(renderer, "lips_seen", SEEN)

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        self._clock.lap("motion")
        frame = self._renderer.draw(motion, features, tick)
        self._clock.lap("draw")
        return frame
