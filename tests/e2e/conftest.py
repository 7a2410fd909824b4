"""Servers that run for all tests, and a browser for each test module."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

CHROMIUM_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --mute-audio"
).split()
START_S = 300  # the first start compiles kernels: two minutes on a busy machine

PATIENCE_MS = 60_000  # busy machines stand still for seconds
expect.set_options(timeout=PATIENCE_MS)


@dataclass(frozen=True)
class Server:
    url: str  # http://localhost:PORT
    process: subprocess.Popen[bytes]
    log: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def end_with_parent() -> None:
    """In a child process: SIGTERM for it when the tests end by force."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def start_server(folder: Path, *flags: str) -> Server:
    """`limner serve` in a process of its own, once it is ready, on a port that was free when it took it."""
    log = folder / "server.log"
    env = {key: value for key, value in os.environ.items() if not key.startswith("LIMNER_")}
    command = [sys.executable, "-m", "limner.cli", "serve", "--port", "0", "--cache-dir", str(folder / "cache"), "--drain-s", "0"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *flags], stdout=out, stderr=subprocess.STDOUT, env=env, cwd=folder, preexec_fn=end_with_parent
        )
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        if ready := re.search(r"Limner is ready: (\S+)\n", log.read_text()):
            return Server(ready[1], process, log)
        time.sleep(0.1)
    stop_server(Server("", process, log))
    pytest.fail(f"the server did not start:\n{log.read_text()[-4000:]}")


def stop_server(server: Server) -> None:
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        try:
            server.process.wait(30)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(tmp_path_factory.mktemp("server"), "--max-sessions", "2")
    yield running
    stop_server(running)


@pytest.fixture(scope="session")
def card_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Without a face: for tests to which it does not matter what is shown."""
    running = start_server(tmp_path_factory.mktemp("card-server"), "--renderer", "testcard", "--max-sessions", "2")
    yield running
    stop_server(running)


def window(browser: Browser, **how: Any) -> Page:
    """An empty page in a context of its own, which is as patient as `expect`. Close it by `page.context.close()`."""
    context = browser.new_context(**how)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def _chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.fail("Chromium is not installed; `make test` installs it, or: sudo apt-get install chromium")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as a person has it: no sound before a click."""
    running = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_FLAGS)
    yield running
    running.close()


@pytest.fixture(scope="module")
def permissive_browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium that lets sound start by itself and has a microphone that beeps."""
    flags = ["--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    running = playwright.chromium.launch(executable_path=_chromium(), args=[*CHROMIUM_FLAGS, *flags])
    yield running
    running.close()
