"""The vendor's own Python packages, fetched unmodified, against a real server."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from tests.e2e.conftest import Server
from tests.wire import beep_wav

VERSIONS = ("0.0.17", "0.0.23", "0.0.27", "0.0.30", "0.0.33", "0.0.36")
PORTRAIT = Path(str(resources.files("limner") / "data/demo/portrait.jpg"))
CLIENT = Path(__file__).parent / "python_sdk_client.py"


def _pip(target: Path, *packages: str) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--retries", "1", "--target", str(target), *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the registry did not give {packages}: {done.stderr[-300:]}")


@pytest.fixture(scope="module")
def its_needs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What these packages import and Limner does not."""
    target = tmp_path_factory.mktemp("needs")
    _pip(target, "aiofiles", "tenacity")
    return target


@pytest.mark.parametrize("version", VERSIONS)
def test_it_connects_speaks_changes_is_watched_and_comes_back(version: str, card_server: Server, its_needs: Path, tmp_path: Path) -> None:
    _pip(tmp_path / "sdk", f"decart=={version}")
    sound = tmp_path / "beep.wav"
    sound.write_bytes(base64.b64decode(beep_wav(3.0)))
    path = os.pathsep.join([str(tmp_path / "sdk"), str(its_needs)])
    done = subprocess.run(
        [sys.executable, str(CLIENT), card_server.url, str(PORTRAIT), str(sound)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["connected"]
    assert result["token"] == "ek_"
    assert not result["errors"]
    if version != "0.0.17":  # it can neither watch nor reconnect
        assert result["viewed"] > 5
        assert result["resumed"]
        assert result["states"][-4:] == ["reconnecting", "connected", "generating", "disconnected"]
