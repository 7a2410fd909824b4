"""A process and all it started → the memory and CPU time of the lot, from /proc. Linux only."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

CLOCK_HZ = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and its descendants that live now."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
        except OSError:
            continue
    found = [pid]
    for member in found:
        found += [child for child, parent in parents.items() if parent == member]
    return found


def memory_mb(pids: list[int]) -> float:
    """Memory in use, what several of them share counted once (proportional set size)."""
    return sum(_read(pid, _proportional_mb) for pid in pids)


def _proportional_mb(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1000


def cpu_s(pids: list[int]) -> float:
    """User and system time so far."""
    return sum(_read(pid, lambda pid: (int(_stat(pid)[11]) + int(_stat(pid)[12])) / CLOCK_HZ) for pid in pids)


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third on: what comes before may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _read(pid: int, value: Callable[[int], float]) -> float:
    try:
        return value(pid)
    except OSError:
        return 0.0  # it has ended
