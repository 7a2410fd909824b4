"""A server of our own and a viewer in headless Chromium, whose page (`viewer.js`) says what it sees and hears, and when."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from limner.engine.render import testcard as card
from limner.errors import ConfigError, Unreachable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

START_S = 240  # on a new machine the first start compiles kernels
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --mute-audio --autoplay-policy=no-user-gesture-required"
).split()
# Where the page finds what the test card says: the middle of each field.
CARD = {
    "bits": card.BITS,
    "cell": card.CELL,
    "left": card.LEFT,
    "bitsY": card.BITS_Y,
    "checkY": card.CHECK_Y,
    "flash": [card.FLASH_X + card.FLASH_W // 4, card.FLASH_Y + card.FLASH_H // 4, card.FLASH_W // 2, card.FLASH_H // 2],
    "bar": [card.LEFT, card.BAR_Y + card.BAR_H // 4, card.BITS * card.CELL, card.BAR_H // 2],
}


@contextmanager
def own_server(renderer: str, *flags: str) -> Iterator[tuple[str, int]]:
    """`limner serve` on a free port of this machine, with an empty cache, all its workers warm → its address and process id.

    Unreachable if it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="limner-bench-") as folder:
        command = [sys.executable, "-m", "limner.cli", "serve", "--port", "0", "--cache-dir", folder, "--renderer", renderer]
        settings = ["--drain-s", "0", "--log-level", "warning", *flags]
        said = Path(folder) / "said"  # our own standard output is for the one line of the benchmark
        with said.open("wb") as out:
            process = subprocess.Popen([*command, *settings], stdout=out, cwd=folder)
        try:
            yield _wait_for(said, process), process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(said: Path, process: subprocess.Popen[bytes]) -> str:
    """The server's address, when its last worker is warm: those that still start would count as what is measured."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        if ready := re.search(r"Limner is ready: (\S+)\n", said.read_text()):
            with contextlib.suppress(urllib.error.URLError, TimeoutError):
                with urllib.request.urlopen(f"{ready[1]}/metrics", timeout=20) as answer:
                    found = dict(re.findall(r"^(limner_workers\w*) (\S+)$", answer.read().decode(), re.MULTILINE))
                if found["limner_workers"] == found["limner_workers_warm"]:
                    return ready[1]
        time.sleep(0.2)
    how = f"did not start within {START_S} s" if process.poll() is None else "ended while it started"
    raise Unreachable(f"The server for this measurement {how}; see what it said, or run `limner serve`.")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser that plays sound unasked. ConfigError names what to install when there is none."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise ConfigError("This measurement drives a browser with Playwright; install it: pip install 'limner[dev]'.") from None
    with sync_playwright() as playwright:
        found = next((path for name in NAMES if (path := shutil.which(name))), None)
        if found is None and not Path(playwright.chromium.executable_path).exists():
            raise ConfigError("No Chromium was found; install it: sudo apt-get install chromium, or: playwright install chromium.")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _go(page: Page, address: str) -> None:
    from playwright.sync_api import Error

    try:
        page.goto(address)
    except Error:
        raise Unreachable(f"No server answers at {address}; is it running there?") from None


class Watcher:
    """One viewer: a page of its own. Times are ms of that page's performance.now()."""

    def __init__(self, browser: Browser, url: str, key: str = "bench") -> None:
        self.url = url
        self.key = key
        self.page: Page = browser.new_context().new_page()
        _go(self.page, f"{url}/healthz")  # any page of the server's: the socket must come from there
        self.page.set_content("<!doctype html><video autoplay playsinline></video>")
        script = resources.files("limner.bench").joinpath("viewer.js").read_text()
        self.page.add_script_tag(content=f"const card = {json.dumps(CARD)};\n{script}\nwindow.bench = bench;")

    def connect(self, portrait: str, *, microphone: bool = False) -> dict[str, float]:
        """portrait: base64 → ms from sending it to "ack_ms", "answer_ms", "connected_ms" and "first_picture_ms".

        Unreachable says how the server refused, or what did not come.
        """
        from playwright.sync_api import Error

        address = f"{self.url.replace('http', 'ws', 1)}/v1/live_avatar/stream?api_key={self.key}&events=1"
        options = {"url": address, "portrait": portrait, "microphone": microphone}
        try:
            found: dict[str, float] = self.page.evaluate("options => bench.connect(options)", options)
        except Error as error:
            raise Unreachable(f"The server at {self.url} showed no avatar: {error.message.splitlines()[0]}.") from None
        return found

    def watch(self, box: dict[str, int] | None = None) -> None:
        """Reads every picture from now on: the test card, or the luma of a box {x, y, width, height}; and listens."""
        self.page.evaluate("box => bench.watch({ box })", box)

    def tell(self, **message: Any) -> float:
        """Sends a message → when it left."""
        return float(self.page.evaluate("message => bench.tell(message)", message))

    def beep(self, seconds: float) -> float:
        """Speaks into the microphone → when its first sample left."""
        return float(self.page.evaluate("seconds => bench.beep(seconds)", seconds))

    def wait(self, ms: float) -> None:
        self.page.wait_for_timeout(ms)

    def drain(self) -> dict[str, Any]:
        """{"pictures", "edges", "told", "now"} since the last time, without pictures that should be a test card and cannot be read."""
        seen: dict[str, Any] = self.page.evaluate("() => bench.drain()")
        seen["pictures"] = [picture for picture in seen["pictures"] if "luma" in picture or picture["tick"] is not None]
        return seen

    def stats(self) -> dict[str, Any]:
        """Chromium's own {"video", "audio", "path"}."""
        stats: dict[str, Any] = self.page.evaluate("() => bench.stats()")
        return stats

    def close(self) -> None:
        self.page.evaluate("() => bench.close()")
        self.page.context.close()
