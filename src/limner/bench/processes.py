"""A process and all it started → the memory and CPU time of the lot, from /proc. Linux only."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
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
    """Resident memory, what they share counted once each."""
    return sum(_read(pid, lambda pid: int(_stat(pid)[21]) * PAGE_MB) for pid in pids)


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
