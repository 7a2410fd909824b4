"""A browser that can reach the server only through a relay: the vendor's SDK over a real coturn, with time-limited credentials."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import ifaddr
import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import start_server, stop_server
from tests.e2e.test_js_sdks import Bundle, Site, bundle, chromium, open_page, site

__all__ = ["bundle", "chromium", "site"]

SECRET = "shared-with-coturn"
ONLY_RELAY = (
    "globalThis.RTCPeerConnection = class extends RTCPeerConnection { constructor(c) { super({ ...c, iceTransportPolicy: 'relay' }); } };"
)


def _own_address() -> str:
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if isinstance(ip.ip, str) and not ip.ip.startswith("127."):
                return ip.ip
    pytest.skip("this machine has no address but loopback, which browsers do not use for media")


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[str]:
    """coturn on this machine: its TURN URL."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed: sudo apt-get install coturn")
    address = _own_address()
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.bind((address, 0))
        port = probe.getsockname()[1]
    command = f"{program} -n --use-auth-secret --static-auth-secret={SECRET} --realm=limner --listening-ip={address} --relay-ip={address} "
    command += (
        f"--listening-port={port} --min-port=42000 --max-port=42100 --no-tls --no-dtls --no-cli --log-file=stdout --pidfile={tmp_path}/pid"
    )
    process = subprocess.Popen(command.split(), stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd=tmp_path)
    yield f"turn:{address}:{port}"
    process.terminate()
    process.wait()


def test_a_client_that_cannot_connect_is_shown_the_relay(relay: str, chromium: Browser, bundle: Bundle, site: Site, tmp_path: Path) -> None:
    server = start_server(tmp_path, "--renderer", "testcard", "--max-sessions", "1", "--turn", relay, "--turn-secret", SECRET)
    try:
        page = open_page(chromium, site, ONLY_RELAY + bundle["0.0.46"], shim=f"{server.url}/avatar-live-shim.js")
        assert page.evaluate("() => connectOnce()") == [1280, 720]
        page.context.close()
    finally:
        stop_server(server)
