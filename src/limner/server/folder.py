"""A folder for as long as this process lives; what processes left that were killed is cleared away by the next one."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

PREFIX = "limner-"
LOCK = "lock"  # held by the process that the folder belongs to


class Folder:
    def __init__(self) -> None:
        clear()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        unheld = self.path / f"{LOCK}.new"
        self._lock = os.open(unheld, os.O_CREAT | os.O_RDWR)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        unheld.rename(self.path / LOCK)  # so nobody ever finds it free

    def remove(self) -> None:
        """Idempotent."""
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def clear() -> None:
    """Removes the folders of processes that are no more."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        try:
            handle = os.open(lock, os.O_RDWR)
        except OSError:  # somebody else's, or just removed
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:  # its process lives
            pass
        finally:
            os.close(handle)
