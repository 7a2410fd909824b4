"""The command line: quick help, one sentence for each mistake, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from limner import cli
from limner.errors import LimnerError, NoFace


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["limner", *words])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_help_loads_none_of_the_parts() -> None:
    code = "import sys; from limner import cli; sys.argv = ['limner', '--help']; cli.main(); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("numpy", "pydantic", "aiortc", "numba", "cv2"):
        assert heavy not in shown.split(), f"`limner --help` imports {heavy}"


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
def test_a_command_computes_with_one_thread() -> None:
    code = "import os, sys; from limner import cli; sys.argv = ['limner', '--version']; cli.main(); import numpy; "
    code += "print(len(os.listdir('/proc/self/task')))"
    env = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env).stdout
    assert shown.split()[-1] == "1"


def test_every_command_explains_itself(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, command in cli.commands.commands.items():
        assert run(monkeypatch, name, "--help") == 0
        assert command.help
        assert command.help.splitlines()[0].endswith((".", ";")), name
    assert "--udp-ports" in capsys.readouterr().out


def test_a_setting_that_does_not_fit_ends_with_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "serve", "--host", "0.0.0.0") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("limner: ")
    assert err.count("\n") == 1


def test_an_unknown_flag_ends_with_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "serve", "--prot", "1") == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "code"), [(NoFace("No face."), 2), (LimnerError("It broke."), 1)])
def test_errors_become_one_sentence(
    error: LimnerError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli.commands.commands["prompt"], "callback", fail)
    assert run(monkeypatch, "prompt", "x") == code
    assert capsys.readouterr().err == f"limner: {error.message}\n"


def test_prompt_prints_a_sentence_or_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "prompt", "smile") == 0
    assert capsys.readouterr().out.strip().endswith(".")
    assert run(monkeypatch, "prompt", "--json", "smile") == 0
    read = json.loads(capsys.readouterr().out)
    assert set(read) == {"emotions", "energy", "gestures", "gaze", "avoid", "not_possible", "sentence"}


def test_bench_tick_prints_one_json_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "bench", "tick", "--testcard", "--seconds", "0.4", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    cost = json.loads(line)
    assert cost["ticks"] == 10
    assert set(cost["stages"]) == {"hear", "move", "draw", "encode", "rest"}
    assert cost["talk_ms"] == pytest.approx(sum(cost["stages"].values()) - cost["stages"]["encode"], abs=0.05)


def test_a_taken_port_is_told_before_anything_is_warmed_up(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert run(monkeypatch, "serve", "--port", str(taken.getsockname()[1])) == 2
    assert "already in use" in capsys.readouterr().err


def test_a_certificate_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "x.pem"
    file.write_text("x")
    assert run(monkeypatch, "serve", "--port", "0", "--tls-cert", str(file), "--tls-key", str(file)) == 2
    assert "cannot be used" in capsys.readouterr().err
