"""The Python examples, run as a reader would run them."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import av

from tests.e2e.conftest import Server

DEMO = Path(str(resources.files("limner") / "data/demo"))
EXAMPLES = Path(__file__).parents[2] / "examples"


def test_hello(server: Server, tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, EXAMPLES / "hello.py", DEMO / "portrait.jpg", DEMO / "speech.mp3", server.url]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    heard = re.match(r"(\d+) ms were heard", done.stdout)
    assert heard
    assert int(heard[1]) > 14_000
    with av.open(str(tmp_path / "hello.mp4")) as video:
        assert {stream.type for stream in video.streams} == {"video", "audio"}
        assert (video.streams.video[0].width, video.streams.video[0].height) == (1280, 720)
