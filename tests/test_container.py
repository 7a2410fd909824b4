"""Dockerfile and compose.yaml, read as an engine reads them: none runs here, so what can be wrong on paper is looked for on paper."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from limner.config import PREFIX, Config

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def instructions() -> list[tuple[str, str]]:
    """(NAME, what follows), comments left out and continued lines joined, as the builder does."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#")]
    text = re.sub(r"\\\n", "", "\n".join(lines))
    return [(line.split(None, 1)[0].upper(), line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


STEPS = instructions()
LAST = STEPS[max(i for i, (name, _) in enumerate(STEPS) if name == "FROM") :]  # the stage that is shipped


def of(name: str, steps: list[tuple[str, str]] = STEPS) -> list[str]:
    return [rest for each, rest in steps if each == name]


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(of("ENV", LAST))))


def settings(values: dict[str, str]) -> dict[str, str]:
    return {name.removeprefix(PREFIX).lower(): value for name, value in values.items() if name.startswith(PREFIX)}


def test_every_instruction_is_one() -> None:
    assert {name for name, _ in STEPS} <= set(
        "ARG FROM RUN COPY ENV USER WORKDIR VOLUME EXPOSE HEALTHCHECK STOPSIGNAL ENTRYPOINT CMD".split()
    )
    for form in [*of("ENTRYPOINT"), *of("CMD")]:
        assert json.loads(form)  # without a shell between, so that signals arrive


def test_the_base_has_a_version_and_is_the_same_in_both_stages() -> None:
    (base,) = of("ARG")[:1]
    assert re.fullmatch(r"BASE=\S+:3\.1[123]-slim-\w+", base)
    assert [stage.split()[0] for stage in of("FROM")] == ["${BASE}", "${BASE}"]


def test_what_is_copied_exists_and_is_let_through() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    for copy in of("COPY"):
        if copy.startswith("--from"):
            continue
        for source in copy.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert any(fnmatch(source, rule[1:]) for rule in rules if rule.startswith("!")), f"{source} is ignored"
    copied = " ".join(of("COPY"))
    project = (ROOT / "pyproject.toml").read_text()
    for needed in re.findall(r'"(README\.md|LICENSE|NOTICE|sdk/js/[\w./]+)"', project):
        assert needed in copied, f"building the package needs {needed}"


def test_the_server_is_not_root_and_nothing_else_runs_as_root() -> None:
    assert of("USER", LAST) == ["limner"]
    after = LAST[LAST.index(("USER", "limner")) :]
    assert [name for name, _ in after if name == "RUN"]  # kernels are compiled by who uses them
    assert not any("apt-get" in run or "sudo" in run for run in of("RUN"))


def test_the_settings_in_the_image_are_settings() -> None:
    values = settings(environment())
    assert set(values) <= set(Config.model_fields)
    config = Config(**values, api_key=("key",))
    assert not config.loopback
    first, last = config.udp_ports or (0, 0)
    assert of("EXPOSE", LAST) == [f"{config.port}/tcp {first}-{last}/udp"]
    assert of("VOLUME", LAST) == [str(config.cache_dir)]
    for folder in (str(config.cache_dir), environment()["NUMBA_CACHE_DIR"]):
        assert any("--owner limner --group limner" in run and folder in run for run in of("RUN", LAST)), folder


@pytest.mark.parametrize(("status", "code"), [(200, 0), (500, 1)])
def test_the_health_check_asks_the_server(status: int, code: int) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    asked: list[str] = []
    command = json.loads(of("HEALTHCHECK")[0].partition("CMD ")[2])
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.timeout = 60
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        environ = {**os.environ, "LIMNER_PORT": str(server.server_port)}
        done = subprocess.run([sys.executable, *command[1:]], env=environ, capture_output=True, check=False)
        thread.join()
    assert (done.returncode, asked) == (code, ["/healthz"])


def test_compose_is_made_of_known_things() -> None:
    assert set(COMPOSE) == {"services", "volumes"}
    known = "build image network_mode environment volumes init restart stop_grace_period cap_drop security_opt command".split()
    for name, service in SERVICES.items():
        assert set(service) <= set(known), name
    named = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert named == set(COMPOSE["volumes"])


def test_the_settings_in_compose_are_settings_that_fit_together() -> None:
    filled = {"LIMNER_API_KEY": "a-key", "PUBLIC_IP": "203.0.113.7", "TURN_SECRET": "shared"}

    def fill(text: str) -> str:
        return re.sub(r"\$\{(\w+)(?::\?[^}]*)?\}", lambda match: filled[match[1]], text)

    config = Config(**settings({name: fill(str(value)) for name, value in SERVICES["limner"]["environment"].items()}), host="0.0.0.0")
    assert config.turn == ("turn:203.0.113.7:3478", "turn:203.0.113.7:3478?transport=tcp")
    command = [fill(word) for word in SERVICES["coturn"]["command"]]
    assert f"--static-auth-secret={config.turn_secret}" in command
    assert "--listening-port=3478" in command
    first, last = (int(next(word.split("=")[1] for word in command if word.startswith(f"--{end}-port="))) for end in ("min", "max"))
    assert config.udp_ports is not None
    assert first > config.udp_ports[1] or last < config.udp_ports[0]  # on one host they must not take each other's
    assert float(SERVICES["limner"]["stop_grace_period"].removesuffix("s")) > Config().drain_s


def test_coturn_knows_its_flags() -> None:
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed: sudo apt-get install coturn")
    shown = subprocess.run([program, "--help"], capture_output=True, text=True, check=False)
    for word in SERVICES["coturn"]["command"]:
        flag = word.split("=")[0].lstrip("-")
        assert re.search(rf"(?<![\w-])-?-{re.escape(flag)}(?![\w-])", shown.stdout + shown.stderr), f"coturn has no {word}"
