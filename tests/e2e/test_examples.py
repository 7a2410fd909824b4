"""The Python examples, run as a reader would run them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import av
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Server, start_server, stop_server, window
from tests.e2e.studio_page import DEMO, short_speech

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_page_of_the_quick_start(permissive_browser: Browser, server: Server, tmp_path: Path) -> None:
    block = re.search(r"```html\n(.*?)```", (EXAMPLES.parent / "docs/quickstart.md").read_text(), re.DOTALL)
    assert block is not None
    copy = tmp_path / "page.html"
    copy.write_text(block[1].replace("http://localhost:8000", server.url))
    page = window(permissive_browser)
    page.goto(copy.as_uri())
    page.get_by_label("Portrait").set_input_files(DEMO / "portrait.jpg")
    expect(page.get_by_role("status")).to_have_text("ready")
    page.get_by_label("Speech").set_input_files(short_speech(tmp_path))
    page.wait_for_function("document.querySelector('video').videoWidth === 1280")
    expect(page.get_by_role("status")).to_contain_text("spoke for 44")
    page.context.close()


def test_a_renderer_of_ones_own_is_served(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "own_renderer.py", tmp_path)  # the server starts in this folder
    drawn = start_server(tmp_path, "--max-sessions", "1", "--renderer", "own_renderer:Cartoon")
    try:
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "limner.cli",
            "say",
            DEMO / "portrait.jpg",
            short_speech(tmp_path),
            "--url",
            drawn.url,
        ]
        done = subprocess.run([*command, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        stop_server(drawn)
    with av.open(str(tmp_path / "said.mp4")) as video:
        mouths = [frame.to_ndarray(format="gray")[470:560, 560:720].mean() for frame in video.decode(video.streams.video[0])]
    assert max(mouths) - min(mouths) > 8  # it opens, and it is the drawn one


def test_hello(server: Server, tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, EXAMPLES / "hello.py", DEMO / "portrait.jpg", short_speech(tmp_path), server.url]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    heard = re.match(r"(\d+) ms were heard", done.stdout)
    assert heard
    assert int(heard[1]) > 4_400
    with av.open(str(tmp_path / "hello.mp4")) as video:
        assert {stream.type for stream in video.streams} == {"video", "audio"}
        assert (video.streams.video[0].width, video.streams.video[0].height) == (1280, 720)
