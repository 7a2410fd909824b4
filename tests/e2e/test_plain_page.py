"""examples/plain_page.html, with only its address changed: WebSocket and RTCPeerConnection by hand, as old clients do it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.conftest import Server, window
from tests.e2e.watch import decoded_frames, watch

DEMO = Path(str(resources.files("limner") / "data/demo"))
PAGE = Path(__file__).parents[2] / "examples/plain_page.html"


def test_the_plain_page_shows_a_talking_portrait(permissive_browser: Browser, server: Server, tmp_path: Path) -> None:
    html = PAGE.read_text()
    assert html.count("ws://localhost:8000/") == 1
    copy = tmp_path / "page.html"
    copy.write_text(html.replace("ws://localhost:8000/", server.url.replace("http", "ws") + "/"))

    page = window(permissive_browser)
    page.goto(copy.as_uri())
    page.locator("#portrait").set_input_files(DEMO / "portrait.jpg")
    page.wait_for_function("document.querySelector('video').videoWidth === 1280")
    page.locator("#speech").set_input_files(DEMO / "speech.mp3")
    page.locator("#prompt").fill("Smile warmly")
    page.locator("#send").click()
    seen = watch(page, {}, 75)
    assert seen.size == (1280, 720)
    assert seen.loudest > 0.02
    assert decoded_frames(page) >= 75
    assert page.locator("#status").text_content() == "Portrait accepted."
    page.context.close()
