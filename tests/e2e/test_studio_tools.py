"""What the studio does beside talking from files: text to speech, saving a video, letting others watch, the camera."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import CHROMIUM_FLAGS, Server, _chromium, start_server, stop_server, window
from tests.e2e.studio_page import DEMO, PLAY, expect_state, going_through, long_speech, play, showing, studio, wake
from tests.e2e.watch import watch


@pytest.fixture
def page(browser: Browser, card_server: Server) -> Iterator[Page]:
    with studio(browser, card_server.url) as opened:
        yield opened


# --- text to speech ------------------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed; sudo apt-get install espeak-ng")
def test_typed_text_is_spoken_by_espeak(page: Page) -> None:
    expect(page.get_by_label("Voice", exact=True)).to_have_value("en-us")
    page.get_by_label("Voice", exact=True).select_option("de")
    page.get_by_label("What it shall say").fill("Guten Morgen. Heute wird es warm, und am Abend kommt ein Gewitter aus Westen. " * 5)
    page.get_by_label("What it shall say").press("Enter")
    expect_state(page, "Speaking")
    assert watch(page, {}, 50).loudest > 0.02
    page.get_by_role("button", name="Interrupt").click()
    expect_state(page, "Listening")
    page.reload()
    expect(page.get_by_label("Voice", exact=True)).to_have_value("de")  # remembered


class Service(BaseHTTPRequestHandler):
    """OpenAI's speech API: half a minute of a tone as PCM, in pieces; or no, for the text "refuse"."""

    asked: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({"path": self.path, "key": self.headers["Authorization"], **wish})
        self.send_response(401 if wish["input"] == "refuse" else 200)
        self.end_headers()
        if wish["input"] != "refuse":
            tone = (9000 * np.sin(2 * np.pi * 300 * np.arange(24_000) / 24_000)).astype("<i2").tobytes()
            for _ in range(30):
                self.wfile.write(tone)

    def log_message(self, *_: Any) -> None:
        pass


def test_typed_text_is_spoken_by_a_service(browser: Browser, tmp_path: Path) -> None:
    service = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    flags = [
        "--tts-url",
        f"http://127.0.0.1:{service.server_port}/v1",
        "--tts-key",
        "sk-x",
        "--tts-voice",
        "nova,onyx",
        "--api-key",
        "ours",
    ]
    server = start_server(tmp_path, "--renderer", "testcard", "--max-sessions", "1", *flags)
    try:
        with studio(browser, f"{server.url}/#key=ours") as page:
            page.get_by_label("Voice", exact=True).select_option("onyx")
            page.get_by_label("What it shall say").fill("Hello there.")
            page.get_by_role("button", name="Speak", exact=True).click()
            expect_state(page, "Speaking")
            assert watch(page, {}, 40).loudest > 0.02
            page.get_by_role("button", name="Interrupt").click()
            expect_state(page, "Listening")
            page.get_by_label("What it shall say").fill("refuse")
            page.get_by_role("button", name="Speak", exact=True).click()
            expect(page.get_by_role("alert")).to_contain_text("LIMNER_TTS_KEY")
    finally:
        stop_server(server)
        service.shutdown()
        service.server_close()
        thread.join()
    hello = {"path": "/v1/audio/speech", "key": "Bearer sk-x", "model": "tts-1", "voice": "onyx", "response_format": "pcm"}
    assert Service.asked == [{**hello, "input": "Hello there."}, {**hello, "input": "refuse"}]


def test_without_text_to_speech_one_sentence_says_what_to_install(browser: Browser, card_server: Server) -> None:
    nothing: dict[str, object] = {"engine": None, "voices": [], "max_characters": 2000, "advice": "Install espeak-ng on the server."}
    page = window(browser)
    page.route("**/v1/audio/voices", lambda route: route.fulfill(json=nothing))
    page.goto(card_server.url)
    expect(page.locator("#text-note")).to_have_text("Install espeak-ng on the server.")
    expect(page.get_by_role("button", name="Speak", exact=True)).to_be_disabled()
    page.context.close()


# --- a video -------------------------------------------------------------------------------------------------------------------------


def taped(page: Page, seconds: int) -> None:
    """Returns when so much was recorded, or more."""
    page.wait_for_function("(least) => taped.textContent.split(':').reduce((sum, part) => 60 * sum + +part, 0) >= least", arg=seconds)


def test_a_recording_is_saved_with_picture_and_sound(page: Page, tmp_path: Path) -> None:
    wake(page)
    page.locator("#audio").set_input_files(long_speech(tmp_path))
    expect_state(page, "Speaking")
    page.get_by_role("button", name="Record video").click()
    taped(page, 3)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save it").click()
    expect(page.locator("#saved")).to_contain_text("Saved limner_")
    expect(page.get_by_role("button", name="Record video")).to_be_visible()
    with av.open(str(download.value.path())) as video:
        assert (video.streams.video[0].width, video.streams.video[0].height) == (1280, 720)
        frames = sum(1 for _ in video.decode(video=0))
        video.seek(0)
        loudest = max(float(np.abs(frame.to_ndarray().astype(np.float64)).max()) for frame in video.decode(audio=0))
    assert frames >= 3  # on a machine that stands still, most are lost
    assert loudest > 0.02


def test_a_recording_ends_with_its_avatar(page: Page) -> None:
    wake(page)
    page.get_by_role("button", name="Record video").click()
    taped(page, 2)
    with page.expect_download():
        page.get_by_role("button", name="End").click()
    expect(page.locator("#taping")).to_be_hidden()


# Chromium's rule, which Playwright's own looks at the page would lift: no sound before a click.
SILENT = """{
    const { play } = HTMLMediaElement.prototype;
    let clicked = false;
    addEventListener("click", () => (clicked = true), true);
    HTMLMediaElement.prototype.play = function () {
        return this.muted || clicked ? play.call(this) : Promise.reject(new DOMException("click first", "NotAllowedError"));
    };
}"""

# --- others ----------------------------------------------------------------------------------------------------------------------------


def test_whoever_has_the_link_watches_and_can_do_nothing_else(browser: Browser, tmp_path: Path) -> None:
    server = start_server(tmp_path, "--renderer", "testcard", "--max-sessions", "2", "--api-key", "ours")
    try:
        with studio(browser, f"{server.url}/#key=ours") as page:
            wake(page)
            page.get_by_role("button", name="Share").click()
            dialog = page.get_by_role("dialog", name="Let others watch")
            link = dialog.get_by_label("Link").input_value()
            expect(dialog).to_contain_text("this machine only")
            page.keyboard.press("Escape")
            expect(dialog).to_be_hidden()
            assert "ours" not in link
            with studio(browser, "about:blank") as viewer:
                viewer.add_init_script(SILENT)
                viewer.goto(link)
                expect_state(viewer, "Live")
                showing(viewer)
                sound = viewer.get_by_role("button", name="Turn sound on")  # nobody clicked here yet, so the browser is silent
                sound.click()
                expect(sound).to_be_hidden()
                assert not viewer.evaluate("video.muted")
                for name in (PLAY, "Interrupt", "Talk live", "Share"):
                    expect(viewer.get_by_role("button", name=name)).to_be_hidden()
                expect(viewer.get_by_role("tab")).to_have_count(0)
                page.locator("#audio").set_input_files(long_speech(tmp_path))
                expect_state(page, "Speaking")
                assert watch(viewer, {}, 50).loudest > 0.02
                page.get_by_role("button", name="End").click()
                expect_state(viewer, "It has ended")
            with studio(browser, link) as late:
                expect(late.get_by_role("alert")).to_contain_text("session")
    finally:
        stop_server(server)


def test_a_lost_line_is_told_and_found_again(page: Page) -> None:
    page.add_init_script("""{
        const sockets = (globalThis.sockets = []);
        globalThis.WebSocket = class extends WebSocket { constructor(...all) { super(...all); sockets.push(this); } };
    }""")
    page.reload()
    wake(page)
    with going_through(page, "Reconnecting", "Listening"):
        page.evaluate("sockets.at(-1).close(4000)")
    showing(page)


# --- the camera --------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def portrait_browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the bundled portrait."""
    film = tmp_path_factory.mktemp("film") / "film.mjpeg"
    film.write_bytes((DEMO / "portrait.jpg").read_bytes())
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    running = playwright.chromium.launch(executable_path=_chromium(), args=[*CHROMIUM_FLAGS, *flags])
    yield running
    running.close()


def test_a_portrait_is_taken_with_the_camera(portrait_browser: Browser, server: Server) -> None:
    with studio(portrait_browser, server.url, permissions=["camera"]) as page:
        page.get_by_role("button", name="Use the camera").click()
        page.wait_for_function("() => viewfinder.readyState >= 2")
        page.get_by_role("button", name="Take the picture").click()
        expect_state(page, "Listening")  # the server found the face
        expect(page.locator("#portrait-note")).to_have_text("Your picture.")
        assert page.evaluate("viewfinder.srcObject") is None, "the camera stays on"
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator("#camera-dialog")).to_be_visible()
        page.keyboard.press("Escape")
        page.wait_for_function("() => viewfinder.srcObject === null")
        expect(page.get_by_role("button", name="Use the camera")).to_be_focused()


def test_a_camera_that_may_not_be_used_is_explained(page: Page) -> None:
    page.get_by_role("button", name="Use the camera").click()
    expect(page.get_by_role("alert")).to_contain_text("camera")
    play(page)  # and nothing is broken
