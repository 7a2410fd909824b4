"""How many avatars this machine holds, measured: every core draws and encodes at the same time, as under load."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from limner.config import Config
from limner.doctor.finding import Finding
from limner.server.admission import default_max_sessions
from limner.server.cores import usable_cores

LOAD_LIMIT = 0.8  # of all cores; what is left is for sockets, encryption and the rest of the machine
TICK_BUDGET_MS = 40.0
FRONT_MS = 2.8  # CPU a tick and session in the front process: 5 to 7 % of a core (server/admission.py)
AVATAR_MB, SERVER_MB = 160, 450  # of memory (proportional set size): the process that draws; front, intake and a spare (docs/log.md)
BENCH = ("-m", "limner.cli", "bench", "tick", "--seconds", "2")  # of talking, and as many of silence
AT_ONCE = 16  # processes; more would tell nothing new


def capacity(config: Config) -> Finding:
    cores = usable_cores()
    costs = _measure(min(len(os.sched_getaffinity(0)), AT_ONCE))
    if not costs:
        return Finding("capacity", "bad", "A frame could not be drawn here.", "Run `limner bench tick` to see why.")
    tick_ms = max(costs)
    by_cpu = int(cores * LOAD_LIMIT * TICK_BUDGET_MS / (tick_ms + FRONT_MS))
    memory_mb = free_memory_mb()
    holds = min(by_cpu, int((memory_mb - SERVER_MB) / AVATAR_MB) if memory_mb else by_cpu)
    text = f"{tick_ms:.1f} ms CPU a talking frame, encoded, with all of {cores:g} cores at work"
    text += f", and {memory_mb / 1000:.1f} GB of memory free" if memory_mb else ""
    text += f": about {holds} avatar{'s' if holds != 1 else ''} at once."
    if tick_ms > TICK_BUDGET_MS * LOAD_LIMIT or holds < 1:
        return Finding("capacity", "bad", text, "25 frames a second cannot be kept here; use a faster machine, or one with less to do.")
    wanted = config.max_sessions or default_max_sessions(cores)
    if wanted > holds:
        return Finding("capacity", "warning", f"{text} The server would let in {wanted}.", f"Set --max-sessions {holds}.")
    return Finding("capacity", "good", text)


def free_memory_mb() -> float | None:
    """What the machine could still give; None where it does not say."""
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text().splitlines())
        return int(lines["MemAvailable"].split()[0]) / 1000
    except (OSError, KeyError, ValueError):
        return None


def _measure(processes: int) -> list[float]:
    """CPU ms of a talking frame, encoded, in each of so many processes at once; without those that failed."""
    command = [sys.executable, *BENCH]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) for _ in range(processes)]
    costs = []
    for process in running:
        out, _ = process.communicate()
        if process.returncode == 0:
            costs.append(float(sum(json.loads(out)["stages"].values())))
    return costs
