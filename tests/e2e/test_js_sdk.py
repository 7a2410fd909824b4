"""The JavaScript SDK in Chromium against a running server: each example of the documented API, then what is beyond it."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Server, start_server, stop_server, window
from tests.wire import beep_wav

PAGE = Path(__file__).parent / "sdk_page.html"
ROOT = Path(__file__).parents[2]
SPEECH_S = 1.5
LONG_SPEECH_S = 30.0  # what a test cuts off must not end by itself while the machine stalls

Files = tuple[Path, Path, Path]  # a portrait, a speech, a long speech

Run = Callable[[str], Any]


@pytest.fixture(scope="module")
def locked_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that wants a key, with a single place."""
    flags = ["--renderer", "testcard", "--max-sessions", "1", "--api-key", "secret-key"]
    running = start_server(tmp_path_factory.mktemp("locked-server"), *flags)
    yield running
    stop_server(running)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """As a person chooses them."""
    folder = tmp_path_factory.mktemp("files")
    picture = io.BytesIO()
    Image.new("RGB", (80, 80), (90, 120, 40)).save(picture, "webp")
    (folder / "me.webp").write_bytes(picture.getvalue())
    (folder / "speech.wav").write_bytes(base64.b64decode(beep_wav(SPEECH_S)))
    (folder / "long.wav").write_bytes(base64.b64decode(beep_wav(LONG_SPEECH_S, rate=16_000)))
    return folder / "me.webp", folder / "speech.wav", folder / "long.wav"


def open_page(browser: Browser, url: str, files: Files) -> Page:
    page = window(browser, permissions=["microphone"])
    page.goto(f"{url}/healthz")  # Chromium lets only a page that really came from this machine talk to it
    page.set_content(PAGE.read_text())
    page.wait_for_function("globalThis.examples")
    page.locator("#portrait").set_input_files(files[0])
    page.locator("#speech").set_input_files(files[1:])
    return page


@pytest.fixture
def page(permissive_browser: Browser, card_server: Server, files: Files) -> Iterator[Page]:
    problems: list[str] = []
    opened = open_page(permissive_browser, card_server.url, files)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    opened.context.close()
    assert not problems, f"the page threw: {problems}"


@pytest.fixture
def run(page: Page) -> Run:
    return lambda name: page.evaluate("name => examples[name]()", name)


# --- the documented API ------------------------------------------------------------------------------------------------------------


def test_basic_usage(run: Run) -> None:
    result = run("basicUsage")
    assert result["playedMs"] == SPEECH_S * 1000
    assert result["state"] == "disconnected"


def test_a_portrait_is_a_blob_a_file_or_a_url(run: Run) -> None:
    assert run("portraits") == [True, True, True, True]


def test_a_sound_is_a_file_a_buffer_or_a_mislabelled_blob(run: Run) -> None:
    for n, result in enumerate(run("sounds")):
        assert (result["playedMs"], result["interrupted"]) == (SPEECH_S * 1000, False)
        assert result["ended"] == n + 1  # its promise was kept when it had ended, not sooner


def test_a_recording_of_the_microphone(run: Run) -> None:
    result = run("recording")
    assert result["playedMs"] > 1000
    assert not result["interrupted"]
    assert [what for what, *_ in result["speech"]] == ["start", "end"]


def test_prompts(run: Run) -> None:
    result = run("prompts")
    assert "nod" in result["understood"].lower()
    assert "nod" in [gesture["name"] for gesture in result["behaviour"]["gestures"]]
    assert result["first"]["not_possible"], "what the prompt of connect() asks for in vain is not told"
    assert result["empty"] == "INVALID_INPUT"


def test_connection_states_and_events(run: Run) -> None:
    result = run("states")
    assert result["states"] == ["connecting", "connected", "generating", "disconnected"]
    assert result["isConnected"]
    assert result["current"] == "generating"
    assert result["status"] == "Disconnected"
    assert not result["after"]


def test_the_complete_example(run: Run, page: Page, files: Files) -> None:
    run("complete")
    page.locator("#speech").set_input_files([])  # the same file again would be no change
    page.locator("#speech").set_input_files(files[1])
    page.wait_for_function("counts().spoken === 1")
    page.locator("#prompt").fill("Smile warmly")
    page.locator("#prompt").blur()
    page.wait_for_function("counts().prompted === 1")
    assert page.evaluate("counts()") == {"spoken": 1, "prompted": 1, "error": "", "state": "generating"}


# --- beyond it ---------------------------------------------------------------------------------------------------------------------


def test_interrupting_queueing_and_replacing(run: Run) -> None:
    result = run("interruptAndQueue")
    assert result["cut"]["id"] == "clip-1"
    assert 0 < result["cut"]["playedMs"] < LONG_SPEECH_S * 1000
    assert result["first"]["interrupted"] and result["first"]["playedMs"] == result["cut"]["playedMs"]
    assert result["second"]["interrupted"] and result["second"]["playedMs"] == 0
    assert result["idle"] == {"id": None, "playedMs": 0}
    assert result["replaced"]["interrupted"]
    assert result["last"] == {"playedMs": 1500, "durationMs": 1500, "interrupted": False}


def test_speech_that_comes_in_pieces(run: Run) -> None:
    result = run("streams")
    assert len(result["results"]) == 4
    assert result["cut"]
    for played in result["results"]:
        assert not played["interrupted"]
        assert 980 <= played["playedMs"] <= 1020
        assert played["durationMs"] is None
    assert result["loudest"] > 0.02
    assert result["broken"] == "the voice broke"
    assert result["endless"]["interrupted"]
    assert result["rate"] == "INVALID_INPUT"


def test_a_live_microphone_and_statistics(run: Run) -> None:
    result = run("liveMicrophone")
    assert result["frames"] > 5
    assert result["statsAfter"] is None


def test_another_portrait_in_the_living_session(run: Run) -> None:
    result = run("portraitsLater")
    assert result["result"] == [{"notes": []}] * 4
    assert result["refused"][0] == "INVALID_INPUT"
    assert result["refused"][1].endswith(".")
    assert result["missing"] == result["nothing"] == "INVALID_INPUT"
    assert result["sent"] == 2  # backgrounds
    assert result["state"] == "generating"


def test_a_sound_that_is_none(run: Run) -> None:
    result = run("badSound")
    assert result["refused"][0] == "INVALID_INPUT"
    assert "sound" in result["refused"][1]
    assert result["wrong"] == "INVALID_INPUT"
    assert result["state"] == "generating"
    assert result["after"] == "CONNECTION_LOST"


def test_viewers(run: Run) -> None:
    result = run("viewers")
    assert result["sessionId"] and result["same"] and result["connected"]
    assert result["strange"] == result["gone"] == "SESSION_NOT_FOUND"


def test_a_lost_line_is_found_again_with_the_latest_portrait_and_prompt(run: Run) -> None:
    result = run("reconnect")
    assert result["speaking"] == "CONNECTION_LOST"
    assert [state for state in result["states"] if state in ("reconnecting", "connected")] == ["connected", "reconnecting", "connected"]
    assert result["latest"]
    assert result["prompt"] == "Look up"
    assert result["played"]["durationMs"] == 1500


def test_giving_up_ends_whatever_waits(run: Run) -> None:
    assert run("givingUp") == {"codes": ["ABORTED"], "waiting": "CONNECTION_LOST", "state": "disconnected"}


class Line:
    """A TCP line to a server that can be cut, without a goodbye; a thread of its own, as Playwright keeps this one."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open = threading.Event()
        self._open.set()
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def cut(self) -> None:
        """Nothing gets through any more, until the server has noticed."""
        before, deadline = self._losses(), time.monotonic() + 60
        self._open.clear()
        self._hang_up()
        while self._losses() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        self._open.set()

    def _losses(self) -> int:
        return self._server.log.read_text().count("its client is away")

    def _hang_up(self) -> None:
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        self._hang_up()
        for thread in self._threads:
            thread.join()
        for end in self._ends:
            end.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                self._open.wait()
                far = socket.create_connection(("127.0.0.1", int(self._server.url.rsplit(":", 1)[1])))
                self._ends += (near, far)
                for one, other in ((near, far), (far, near)):
                    self._threads.append(threading.Thread(target=self._pass, args=(one, other)))
                    self._threads[-1].start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # closing alone would leave the thread of the other way waiting


def test_a_cut_line_finds_its_own_session_again(permissive_browser: Browser, card_server: Server, files: Files) -> None:
    line = Line(card_server)
    page = open_page(permissive_browser, f"http://localhost:{line.port}", files)
    page.expose_function("cutLine", line.cut)
    try:
        result = page.evaluate("examples.reconnect()")
    finally:
        page.context.close()
        line.close()
    assert result["sameSession"]
    assert result["speaking"] == "CONNECTION_LOST"
    assert "reconnecting" in result["states"]
    assert result["latest"]
    assert result["played"]["durationMs"] == 1500


def test_tokens_and_refusals(permissive_browser: Browser, locked_server: Server, files: Files) -> None:
    page = open_page(permissive_browser, locked_server.url, files)
    result = page.evaluate("examples.refusals()")
    assert result.pop("lines") <= 3, "what is refused for good is asked again"
    assert result == {
        "key": "INVALID_API_KEY",
        "address": "UNREACHABLE",
        "picture": "INVALID_INPUT",
        "options": "INVALID_OPTIONS",
        "model": "MODEL_NOT_FOUND",
        "url": "INVALID_BASE_URL",
    }
    made = page.evaluate("examples.tokens()")
    assert made["token"]["apiKey"].startswith("ek_")
    assert made["token"]["expiresAt"].endswith("Z")
    assert made["bad"] == "TOKEN_CREATE_ERROR"
    assert made["second"] == "AT_CAPACITY"
    assert made["own"] == "INVALID_API_KEY", "a token for watching opens an avatar"
    page.context.close()


def test_a_full_server_is_asked_again_until_there_is_a_place_or_the_program_gives_up(
    permissive_browser: Browser, locked_server: Server, files: Files
) -> None:
    page = open_page(permissive_browser, locked_server.url, files)
    result = page.evaluate("examples.waitingForAPlace()")
    assert result["given"] == result["before"] == "ABORTED"
    for code, said_ms, pause_ms in result["waits"]:
        assert code == "AT_CAPACITY"
        assert said_ms <= pause_ms <= 1.5 * said_ms
    assert result["state"] == "generating"
    page.context.close()


# --- pages a reader would copy ------------------------------------------------------------------------------------------------------


def local_copy(text: str, url: str, folder: Path) -> str:
    """Its address changed, as a file: the SDK then comes from another origin."""
    assert "http://localhost:8000/" in text
    (folder / "page.html").write_text(text.replace("http://localhost:8000/", url + "/"))
    return (folder / "page.html").as_uri()


def test_the_example_of_the_page_about_clients(permissive_browser: Browser, card_server: Server, tmp_path: Path) -> None:
    block = re.search(r"```html\n(.*?)```", (ROOT / "docs/clients.md").read_text(), re.DOTALL)
    assert block is not None
    # A file may not fetch from a server; a page of that server may.
    page = window(permissive_browser)
    page.goto(f"{card_server.url}/healthz")
    page.set_content(block[1].replace("http://localhost:8000", card_server.url))
    page.wait_for_function("document.querySelector('video').videoWidth === 1280")
    page.context.close()


def test_the_example_page(permissive_browser: Browser, card_server: Server, files: Files, tmp_path: Path) -> None:
    page = window(permissive_browser, permissions=["microphone"])
    page.goto(local_copy((ROOT / "examples/sdk_page.html").read_text(), card_server.url, tmp_path))
    status = page.get_by_role("status")
    page.locator("#portrait").set_input_files(files[0])
    expect(status).to_have_text("generating")
    page.locator("#speech").set_input_files(files[2])
    expect(status).to_have_text("speaking")
    page.get_by_role("button", name="Silence").click()
    expect(status).to_contain_text("spoke")
    page.locator("#prompt").fill("Nod now and then")
    page.locator("#prompt").blur()
    expect(status).to_contain_text("nod")
    page.locator("#speech").set_input_files(files[0])
    expect(status).to_contain_text("sound")  # a picture is none, and the page says so
    page.get_by_role("button", name="Record").click()
    expect(status).to_have_text(re.compile("speaking|spoke"))
    page.context.close()
