"""Looks at this machine and says whether a server will work here, and what to do where it will not."""

from __future__ import annotations

import os
import platform
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module, metadata, resources
from pathlib import Path
from typing import Any, Literal

from limner.config import Config
from limner.errors import ConfigError

Verdict = Literal["good", "warning", "bad"]

LOAD_LIMIT = 0.8  # of all cores; what is left is for sockets, encryption and the rest of the machine
TICK_BUDGET_MS = 40.0
FRONT_MS = 2.8  # CPU a tick and session in the front process: 5 to 7 % of a core (server/admission.py)


@dataclass(frozen=True)
class Finding:
    """One line of the report; `advice` says what to do unless the verdict is good."""

    topic: str
    verdict: Verdict
    text: str
    advice: str = ""


def examine(config: Config) -> Iterator[Finding]:
    """Every check in turn; none changes anything on the machine. The costly one (a second of drawing) comes last."""
    checks: tuple[Callable[[Config], Finding], ...] = (_python, _codecs, _tcp_port, _udp_ports, _tls, _keys, _cache, _capacity)
    for check in checks:
        yield check(config)


def check_start(config: Config) -> None:
    """What would stop a server at once, found before it warms up. ConfigError."""
    for finding in (_tcp_port(config), _tls(config)):
        if finding.verdict == "bad":
            raise ConfigError(f"{finding.text} {finding.advice}")


def _python(config: Config) -> Finding:
    packages = ("numpy", "numba", "onnxruntime", "opencv-python-headless", "av", "aiortc")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    return Finding("python", "good", f"Python {platform.python_version()}, {versions}")


def _codecs(config: Config) -> Finding:
    codecs: Any = import_module("av.codec")
    missing = [name for name in ("libvpx", "libx264", "libopus") if name not in codecs.codecs_available]
    if missing:
        advice = "Install the wheel of PyAV: pip install --force-reinstall --only-binary :all: av"
        return Finding("codecs", "bad", f"PyAV lacks {', '.join(missing)}.", advice)
    return Finding("codecs", "good", "VP8, H.264 and Opus can be encoded.")


def _tcp_port(config: Config) -> Finding:
    where = f"{config.host}:{config.port}"
    try:
        family = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0][0]
        with socket.create_server((config.host, config.port), family=family):
            return Finding("port", "good", f"TCP {where} is free.")
    except OSError as error:
        text = f"TCP {where} cannot be taken: {(error.strerror or str(error)).lower()}."
        return Finding("port", "bad", text, "Stop what listens there, or choose another --port or --host.")


def _udp_ports(config: Config) -> Finding:
    if config.udp_ports is None:
        return Finding("udp", "good", "Media takes any free UDP port; with a firewall, set --udp-ports and open that range.")
    first, last = config.udp_ports
    taken = []
    for port in range(first, last + 1):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                taken.append(port)
    if taken:
        return Finding(
            "udp", "warning", f"{len(taken)} of the UDP ports {first}-{last} are taken, {taken[0]} for one.", "Choose another range."
        )
    return Finding("udp", "good", f"UDP {first}-{last} are free: {last - first + 1} viewers at most.")


def _tls(config: Config) -> Finding:
    if config.tls_cert is None or config.tls_key is None:
        if config.loopback:
            return Finding("tls", "good", "No certificate, and none is needed on loopback.")
        advice = "Browsers open the microphone only on https: give --tls-cert and --tls-key, or put a TLS proxy in front."
        return Finding("tls", "warning", "Others would reach this server over plain http.", advice)
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(config.tls_cert, config.tls_key)
    except (ssl.SSLError, OSError) as error:
        return Finding("tls", "bad", f"Certificate and key cannot be used: {error}.", "Check that both are PEM and belong together.")
    from cryptography import x509

    ends = x509.load_pem_x509_certificate(config.tls_cert.read_bytes()).not_valid_after_utc
    days = (ends - datetime.now(UTC)).days
    if days < 14:
        return Finding("tls", "warning", f"The certificate ends on {ends:%Y-%m-%d}.", "Renew it.")
    return Finding("tls", "good", f"The certificate is valid until {ends:%Y-%m-%d}.")


def _keys(config: Config) -> Finding:
    if config.api_key:
        return Finding("keys", "good", f"{len(config.api_key)} API key(s).")
    return Finding("keys", "good", "No API keys: on loopback any key is accepted.")


def _cache(config: Config) -> Finding:
    folder = config.cache_dir
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return Finding(
            "cache", "warning", f"{config.cache_dir} cannot be written.", "Set --cache-dir; every portrait is analysed anew until then."
        )
    return Finding("cache", "good", f"Analysed portraits are kept in {config.cache_dir}.")


def _capacity(config: Config) -> Finding:
    from limner.bench.tick import bench_tick

    demo = Path(str(resources.files("limner") / "data/demo"))
    cost = bench_tick([demo / "portrait.jpg"], demo / "speech.mp3", seconds=3)
    stages = cost["stages"]
    assert isinstance(stages, dict)
    talk_ms = float(sum(stages.values()))  # encoding included
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    sessions = int(cores * LOAD_LIMIT * TICK_BUDGET_MS / (talk_ms + FRONT_MS))
    text = f"{talk_ms:.1f} ms CPU a talking frame, encoded, on {cores} cores: about {sessions} avatars at once."
    if talk_ms > TICK_BUDGET_MS * LOAD_LIMIT:
        return Finding("capacity", "bad", text, "One core cannot keep 25 frames a second here; use a faster machine.")
    return Finding("capacity", "good", text)
