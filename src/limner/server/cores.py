"""How many cores this process may use: those it may run on, and no more than its container's share."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")


def usable_cores(cgroup: Path = CGROUP) -> float:
    """A share of cores (docker run --cpus, Kubernetes' limits) may be a fraction."""
    cores = float(len(os.sched_getaffinity(0)))
    for read in (_quota_v2, _quota_v1):
        try:
            return min(cores, read(cgroup) or cores)
        except (OSError, ValueError):
            continue
    return cores


def _quota_v2(cgroup: Path) -> float | None:
    quota, period = (cgroup / "cpu.max").read_text().split()
    return None if quota == "max" else int(quota) / int(period)


def _quota_v1(cgroup: Path) -> float | None:
    quota = int((cgroup / "cpu/cpu.cfs_quota_us").read_text())
    return None if quota < 0 else quota / int((cgroup / "cpu/cpu.cfs_period_us").read_text())
