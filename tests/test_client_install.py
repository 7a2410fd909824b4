"""`pip install limner` without the server: the client works, and commands that need more say what."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
HIDE = "import sys\nfor name in {hidden!r}: sys.modules[name] = None\n"  # importing one then fails as if it were not there


def modules_of_the_server() -> list[str]:
    """Import names of what only the extra brings."""
    names = [re.match(r"[\w-]+", each)[0] for each in PROJECT["optional-dependencies"]["server"]]  # type: ignore[index]
    modules = {str(file).split("/")[0] for name in names for file in metadata.files(name) or () if str(file).endswith("/__init__.py")}
    assert {"cv2", "numba", "onnxruntime", "PIL", "prometheus_client", "pydantic"} <= modules
    return sorted(name for name in modules if name.isidentifier())


def without_the_server(program: str) -> subprocess.CompletedProcess[str]:
    program = HIDE.format(hidden=modules_of_the_server()) + program
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return without_the_server(f"sys.argv = ['limner', *{words!r}]\nfrom limner.cli import main\nmain()")


def test_the_client_imports_nothing_of_the_server() -> None:
    done = without_the_server("import limner.client, limner.client.decart, limner.client.say")
    assert done.returncode == 0, done.stderr


def test_what_the_client_is_typed_with_is_shipped() -> None:
    assert (ROOT / "src/limner/py.typed").exists()


def test_commands_of_the_client_work() -> None:
    assert command("--version").stdout.startswith("limner, version")
    assert "serve" in command("--help").stdout
    portrait, speech = (str(ROOT / "src/limner/data/demo" / name) for name in ("portrait.jpg", "speech.mp3"))
    assert "cannot be reached" in command("say", portrait, speech, "--url", "http://127.0.0.1:9").stderr


@pytest.mark.parametrize("words", [("serve",), ("demo", "--help"), ("doctor",), ("bench", "tick")])
def test_commands_of_the_server_say_what_to_install(words: tuple[str, ...]) -> None:
    done = command(*words)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"limner: `limner {words[0]}` needs the server's packages")
    assert "pip install 'limner[server]'" in done.stderr
