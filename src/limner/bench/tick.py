"""What a tick costs: CPU milliseconds for each stage and frame, talking and idle. CPU time, so that a busy machine does not spoil it."""

from __future__ import annotations

import platform
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from limner.engine.engine import Engine
from limner.engine.portrait.analyse import analyse
from limner.engine.render.base import Renderer
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.quality import Level
from limner.engine.render.testcard import Testcard
from limner.engine.types import I16, TICK_HZ, TICK_SAMPLES
from limner.media.decode import decode_audio
from limner.media.encoder import open_video_encoder

WARM_TICKS = 25  # compiled kernels are loaded, the encoder has sent its key frame

# Attribute of the engine, method, the name under which its time is reported.
STAGES = (
    ("_resample", "step", "hear"),
    ("_hear", "step", "hear"),
    ("_voice", "step", "hear"),
    ("_lips", "step", "move"),
    ("_face", "step", "move"),
    ("_head", "step", "move"),
    ("_schedule", "step", "move"),
    ("_renderer", "draw", "draw"),
)
NAMES = ("hear", "move", "draw", "encode", "rest")


class Stopwatch:
    """Adds up the CPU time of the methods it watches."""

    def __init__(self) -> None:
        self.spent_ms: dict[str, float] = defaultdict(float)

    def watch(self, thing: object, method: str, name: str) -> None:
        inner = getattr(thing, method)

        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            try:
                return inner(*args, **kwargs)
            finally:
                self.spent_ms[name] += (time.process_time() - start) * 1000

        setattr(thing, method, timed)


def bench_tick(portraits: Sequence[Path], speech: Path, *, seconds: float = 12.0, quality: Level = "standard") -> dict[str, object]:
    """Portraits that say `speech`, then nothing → one JSON-able line. Without portraits, the test card."""
    ticks = int(seconds * TICK_HZ)
    talk = _ticks(decode_audio(speech.read_bytes()), ticks)
    costs: dict[str, tuple[dict[str, float], dict[str, float]]] = {}  # name → stages talking, stages idle
    for name, make in _renderers(portraits, quality).items():
        costs[name] = _run(make(), talk), _run(make(), np.zeros_like(talk))
    talking, idle = ({stage: fmean(cost[i][stage] for cost in costs.values()) for stage in NAMES} for i in (0, 1))
    return {
        "bench": "tick",
        "talk_ms": round(_frame(talking), 2),
        "idle_ms": round(_frame(idle), 2),
        "stages": {stage: round(talking[stage], 2) for stage in NAMES},
        "portraits": {name: {"talk": round(_frame(a), 2), "idle": round(_frame(b), 2)} for name, (a, b) in costs.items()},
        "quality": quality,
        "ticks": ticks,
        "python": platform.python_version(),
        "cpu": _cpu(),
    }


def _frame(cost: dict[str, float]) -> float:
    """From 40 ms of sound to a planar YUV frame; encoding it is told apart, a session pays it once however many watch."""
    return sum(value for stage, value in cost.items() if stage != "encode")


def _renderers(portraits: Sequence[Path], quality: Level) -> dict[str, Callable[[], Renderer]]:
    rigs = {path.name: analyse(path.read_bytes()) for path in portraits}
    return {name: partial(MeshRenderer, rig, quality) for name, rig in rigs.items()} or {"testcard": Testcard}


def _run(renderer: Renderer, sound: I16) -> dict[str, float]:
    """(n, 1920, 2) sound → CPU ms a tick by stage; "rest" is what lies between the stages."""
    engine, encoder, watch = Engine(renderer), open_video_encoder("vp8"), Stopwatch()
    for tick in sound[:WARM_TICKS]:
        encoder.encode(engine.step(tick).frame)
    engine.reset()
    for part, method, name in STAGES:
        watch.watch(getattr(engine, part), method, name)
    watch.watch(encoder, "encode", "encode")
    start = time.process_time()
    for tick in sound:
        encoder.encode(engine.step(tick).frame)
    total_ms = (time.process_time() - start) * 1000
    spent = {name: value / len(sound) for name, value in watch.spent_ms.items()}
    return {**spent, "rest": total_ms / len(sound) - sum(spent.values())}


def _ticks(sound: I16, count: int) -> I16:
    """(n, 2) → (count, 1920, 2), repeated where it is too short."""
    return np.resize(sound, (count * TICK_SAMPLES, 2)).reshape(count, TICK_SAMPLES, 2)


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
