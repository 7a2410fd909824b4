"""The vendor's own npm packages, fetched unmodified, in headless Chromium, by the three ways round their fixed address."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.conftest import CHROMIUM_FLAGS, Server, _chromium, start_server, stop_server, window

VENDOR = "wss://api3.decart.ai"
VERSIONS = ("0.0.41", "0.0.46")
PAGE = Path(__file__).parent / "js_sdk_page.js"
Bundle = Mapping[str, str]  # version → one script with the SDK in it
Site = tuple[Path, str]  # folder, address
FLAGS = ["--autoplay-policy=no-user-gesture-required", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Skips when npm cannot give the packages."""
    folder = tmp_path_factory.mktemp("npm")
    (folder / "package.json").write_text('{"private": true}')
    shutil.copy(PAGE, folder / "page.js")
    wanted = [f"sdk-{version}@npm:@decartai/sdk@{version}" for version in VERSIONS]
    command = ["npm", "install", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000", *wanted, "esbuild@0.25"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm did not give @decartai/sdk: {done.stderr[-300:]}")
    made = {}
    for version in VERSIONS:
        flags = ["--bundle", "--format=iife", "--log-level=error", f"--alias:@decartai/sdk=sdk-{version}"]
        made[version] = subprocess.run(
            ["node_modules/.bin/esbuild", "page.js", *flags], cwd=folder, check=True, capture_output=True, text=True
        ).stdout
        assert made[version].count(VENDOR) == 1
    return made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=_chromium(), args=[*CHROMIUM_FLAGS, *FLAGS])
        yield running
        running.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A folder and the address it is served at: another origin than the avatar server, as a page of one's own is."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copy(str(resources.files("limner") / "data/demo/portrait.jpg"), folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def open_page(browser: Browser, site: Site, script: str, shim: str = "") -> Page:
    folder, url = site
    (folder / "sdk.js").write_text(script)
    head = f'<script src="{shim}"></script>' if shim else ""
    (folder / "index.html").write_text(f'<!doctype html><body>{head}<script src="sdk.js"></script>')
    page = window(browser)
    page.goto(url)
    return page


def check(result: dict[str, Any], version: str) -> None:
    assert result["size"] == [1280, 720]
    assert result["loudest"] > 0.02
    assert result["isConnected"]
    assert result["statesAtEnd"] == "disconnected"
    for seconds in result["playedFor"]:  # Blob, File, ArrayBuffer
        assert seconds > 0.9
    assert result["refused"]  # a text file as a portrait rejects with a sentence
    if version == "0.0.46":
        assert "generating" in result["states"]
        assert result["sessionId"]
        assert result["viewerSize"] == [1280, 720]
        assert "reconnecting" in result["states"]
        assert result["framesAfterCut"] > 10


@pytest.mark.parametrize("version", VERSIONS)
def test_by_the_shim(version: str, chromium: Browser, card_server: Server, bundle: Bundle, site: Site) -> None:
    page = open_page(chromium, site, bundle[version], shim=f"{card_server.url}/avatar-live-shim.js")
    check(page.evaluate("version => run(version)", version), version)
    page.context.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_by_replacement_when_bundling(version: str, chromium: Browser, card_server: Server, bundle: Bundle, site: Site) -> None:
    script = bundle[version].replace(VENDOR, card_server.url.replace("http", "ws"))
    page = open_page(chromium, site, script)
    assert page.evaluate("() => connectOnce()") == [1280, 720]
    page.context.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_by_dns_and_tls(version: str, chromium: Browser, bundle: Bundle, site: Site, tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=api3.decart.ai "
        f"-addext subjectAltName=DNS:api3.decart.ai -keyout {key} -out {certificate}",
        shell=True,
        check=True,
        capture_output=True,
    )
    flags = ["--renderer", "testcard", "--max-sessions", "1", "--tls-cert", str(certificate), "--tls-key", str(key)]
    server = start_server(tmp_path, *flags)
    try:
        port = int(server.url.rsplit(":", 1)[1])
        rules = [f"--host-resolver-rules=MAP api3.decart.ai:443 127.0.0.1:{port}", "--ignore-certificate-errors"]
        browser = chromium.browser_type.launch(executable_path=_chromium(), args=[*CHROMIUM_FLAGS, *FLAGS, *rules])
        page = open_page(browser, site, bundle[version])
        assert page.evaluate("() => connectOnce()") == [1280, 720]
        browser.close()
    finally:
        stop_server(server)
