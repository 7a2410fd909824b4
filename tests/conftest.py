"""What every test shares: none may leave a task, thread or process behind, or wait for ever."""

from __future__ import annotations

import asyncio
import functools
import gc
import inspect
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from pathlib import Path

import pytest

from limner.server.cores import usable_cores

# A test that hangs fails alone. First it is cancelled here, so that it closes what it opened. What does not let itself be cancelled
# pytest-timeout breaks off; and what that does not reach ends with its process, which xdist replaces (both limits: pyproject.toml).
ASYNC_LIMIT_S = 180.0

# Helpers of Python itself: started once, shared by later tests, gone with the interpreter.
SHARED_PROCESSES = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")


def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: a container's share of the cores, not the machine's; and no more than there are long files."""
    return max(1, min(6, round(usable_cores())))


def in_time(test: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    @functools.wraps(test)
    async def limited(**fixtures: object) -> None:
        async with asyncio.timeout(ASYNC_LIMIT_S):
            await test(**fixtures)

    return limited


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.obj = in_time(item.obj)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, object, object]:
    """What a broken-off test left is not collected meanwhile: CPython 3.11 may take that for an error (gh-106905), which ends pytest."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def _processes() -> dict[int, str]:
    """Living child processes of this one: pid → command line. Empty where there is no /proc."""
    found = {}
    for listing in Path("/proc/self/task").glob("*/children"):
        try:
            pids = listing.read_text().split()
        except OSError:  # this thread ended meanwhile
            continue
        for pid in pids:
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
                command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
            except OSError:  # it ended meanwhile
                continue
            if state != "Z" and not any(name in command for name in SHARED_PROCESSES):
                found[int(pid)] = command
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread or a child process alive, or (if it is async) a task."""
    if inspect.iscoroutinefunction(getattr(request, "function", None)):
        request.getfixturevalue("no_task_left_behind")
    threads, processes = set(threading.enumerate()), _processes()
    yield
    deadline = time.monotonic() + 60.0  # what was told to end may still be on its way, on a machine that stands still
    while True:
        left = [f"thread {t.name}" for t in set(threading.enumerate()) - threads if not t.name.startswith("asyncio_")]
        left += [f"process {pid}: {command[:120]}" for pid, command in _processes().items() if pid not in processes]
        if not left or time.monotonic() > deadline:
            break
        time.sleep(0.02)
    assert not left, f"left behind by this test: {left}"


@pytest.fixture
async def no_task_left_behind() -> AsyncIterator[None]:
    before = asyncio.all_tasks()
    yield
    for _ in range(3):  # a cancelled task needs a turn of the loop to end
        await asyncio.sleep(0)
    left = [task for task in asyncio.all_tasks() - before - {asyncio.current_task()} if not task.done()]
    assert not left, f"tasks left behind by this test: {left}"
