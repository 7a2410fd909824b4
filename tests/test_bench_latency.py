"""`limner bench latency` and `load` end to end, made short: every figure is there. Their size is no matter of a test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from limner.bench import browser, latency, load
from limner.errors import ConfigError, Unreachable
from limner.options import DEMO


@pytest.mark.e2e
@pytest.mark.timeout(800)
def test_latency_says_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    for trials, offset_s in ((2, 4.5), (6, 12.0)):  # while a machine stands still, nothing is seen: then once more, for longer
        for name, value in {"PORTRAITS": 1, "TRIALS": trials, "CUTS": 1, "OFFSET_S": offset_s, "SETTLE_MS": 500}.items():
            monkeypatch.setattr(latency, name, value)
        line = latency.bench_latency((DEMO / "portrait.jpg").read_bytes(), (DEMO / "speech.mp3").read_bytes(), seconds=3)
        if line["av_offset_ms"]["n"] > 1 and all(way["n"] for way in line["speech_to_picture_ms"].values()):
            break
    json.dumps(line)
    assert line["first_picture_ms"]["new"] > 0 and line["first_picture_ms"]["known"] > 0
    assert set(line["speech_to_picture_ms"]) == {"chunk", "file", "microphone"}
    assert all(way["n"] for way in line["speech_to_picture_ms"].values())
    assert line["av_offset_ms"]["n"] > 1
    assert line["fps"] > 0 and line["freezes"] >= 0
    assert set(line["interrupt_to_silence_ms"]) == {"mouth", "sound", "picture"}


@pytest.mark.loopback
def test_load_says_what_a_session_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "SETTLE_S", 0.5)
    for seconds in (2, 20):  # while a machine stands still, nothing comes: then once more, for longer
        line = load.bench_load((DEMO / "portrait.jpg").read_bytes(), (DEMO / "speech.mp3").read_bytes(), sessions=1, seconds=seconds)
        json.dumps(line)
        (step,) = line["steps"]
        if step["fps"]["least"]:
            break
    assert step["sessions"] == 1 and step["cpu_ms_per_s"] > 0 and step["fps"]["least"] > 0 and step["memory_mb"] > 0
    assert line["holds"] == step["held"]


def test_without_a_browser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found: Callable[[str], None] = lambda name: None  # noqa: E731
    monkeypatch.setattr("limner.bench.browser.shutil.which", found)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="apt-get install chromium"), browser.chromium():
        pass


def test_a_climb_ends_with_the_first_number_that_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[dict[str, object]] = [{"sessions": 1, "held": True}, {"sessions": 2, "held": True}, {"sessions": 3, "held": False}]

    async def climb(*_: object) -> list[dict[str, object]]:
        return steps

    class Server:
        def __enter__(self) -> tuple[str, int]:
            return "http://localhost:1", 1

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(load, "_climb", climb)
    monkeypatch.setattr(load, "own_server", lambda *_: Server())
    assert load.bench_load(b"", b"")["holds"] == 2


@pytest.mark.e2e
def test_where_no_server_is_and_where_one_refuses_it_says_so() -> None:
    with browser.chromium() as chromium:
        with pytest.raises(Unreachable, match="No server answers"):
            browser.Watcher(chromium, "http://localhost:1")
        with browser.own_server("testcard", "--max-sessions", "1") as (url, _):
            with pytest.raises(Unreachable, match="picture"):
                browser.Watcher(chromium, url).connect("bm8gcGljdHVyZQ==" * 40)
