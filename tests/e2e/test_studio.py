"""`limner serve`, the studio page and a real browser: one click, and the portrait speaks."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from limner.engine.portrait.prepare import prepare
from tests.e2e.conftest import Server, start_server, stop_server
from tests.e2e.watch import decoded_frames, watch

DEMO = Path(str(resources.files("limner") / "data/demo"))
STEADY_MS = 20_000  # first pictures after a click, on a busy machine


@pytest.fixture(scope="module")
def boxes() -> dict[str, tuple[int, int, int, int]]:
    """Where mouth and forehead of the bundled portrait are on the picture: x, y, w, h in px."""
    marks = prepare((DEMO / "portrait.jpg").read_bytes()).landmarks

    def around(*points: int) -> tuple[int, int, int, int]:
        low, high = marks[list(points), :2].min(0), marks[list(points), :2].max(0)
        return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])

    return {"mouth": around(61, 291, 13, 17), "forehead": around(54, 284, 10, 9), "corner": (8, 8, 120, 90)}


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(server.url)
    yield opened
    context.close()
    assert not problems, f"the page threw: {problems}"


def speak(page: Page) -> None:
    page.get_by_role("button", name="Play the speech").click()
    expect(page.get_by_role("status").first).to_have_text("Speaking", timeout=STEADY_MS)


def test_one_click_and_the_portrait_speaks(page: Page, boxes: dict[str, tuple[int, int, int, int]]) -> None:
    speak(page)
    talking = watch(page, boxes, 100)
    assert talking.size == (1280, 720)
    assert talking.loudest > 0.02, "the returned sound is silent"
    assert decoded_frames(page) >= 100
    assert talking.change("mouth") > 1.8 * talking.change("forehead"), "the mouth does not move more than the forehead"

    page.get_by_role("button", name="Interrupt").click()
    expect(page.get_by_role("status").first).to_have_text("Listening")
    watch(page, boxes, 25)  # what was on its way
    resting = watch(page, boxes, 75)
    assert resting.loudest < 0.005, "sound goes on after the interruption"
    assert resting.change("mouth") < 0.4 * talking.change("mouth"), "the mouth does not rest in silence"
    assert resting.change("corner") < 0.6, "the background is not still"
    expect(page.locator("#fps")).to_contain_text("fps")


def test_a_picture_without_a_face_is_refused_and_the_face_goes_on(page: Page, tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    Image.fromarray(np.full((400, 400, 3), 120, np.uint8)).save(grey)
    speak(page)
    page.locator("#portrait").set_input_files(grey)
    expect(page.get_by_role("alert")).to_contain_text("face")
    before = decoded_frames(page)
    page.wait_for_function("(n) => document.querySelector('video').getVideoPlaybackQuality().totalVideoFrames > n", arg=before + 25)
    expect(page.locator("#stage")).to_have_attribute("data-state", "connected")


def test_a_file_that_is_no_sound_is_refused(page: Page, tmp_path: Path) -> None:
    text = tmp_path / "speech.mp3"
    text.write_text("this is not a recording")
    speak(page)
    page.locator("#audio").set_input_files(text)
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator("#stage")).to_have_attribute("data-state", "connected")


def test_the_speech_ends_and_can_be_said_again(page: Page) -> None:
    speak(page)
    expect(page.get_by_role("status").first).to_have_text("Listening", timeout=40_000)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_role("status").first).to_have_text("Speaking")


def test_a_prompt_is_answered(page: Page) -> None:
    speak(page)
    page.get_by_role("button", name="Warm").click()
    expect(page.locator("#understood")).not_to_be_empty()
    expect(page.locator("#error")).to_be_hidden()


def test_disconnect_brings_the_portrait_back(page: Page) -> None:
    speak(page)
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Play the speech")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits(browser: Browser, server: Server, width: int, height: int, scheme: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda request: None if request.url.startswith((server.url, "data:", "blob:")) else outside.append(request.url))
    page.goto(server.url)
    expect(page.get_by_role("button", name="Play the speech")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways"
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert not outside, f"the page asks others: {outside}"
    context.close()


def test_every_control_has_a_name_and_the_keyboard_reaches_it(page: Page) -> None:
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
            const it = document.activeElement;
            if (it === document.body) return null;
            return it.ariaLabel ?? it.labels?.[0]?.textContent.trim() ?? it.textContent.trim();
        }""")
        if found is None:
            break
        assert found, "a control without a name"
        names.append(found)
    for wanted in ("Play the speech", "Choose a picture", "Choose a file", "Record", "Speak live", "Set behaviour"):
        assert wanted in names, f"Tab does not reach {wanted!r}: {names}"


def test_a_browser_that_allows_sound_needs_no_click_and_a_microphone_drives_the_face(permissive_browser: Browser, server: Server) -> None:
    context = permissive_browser.new_context(permissions=["microphone"])
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_role("status").first).to_have_text("Speaking", timeout=STEADY_MS)
    page.get_by_role("button", name="Interrupt").click()
    expect(page.get_by_role("status").first).to_have_text("Listening")

    page.get_by_role("button", name="Record").click()
    expect(page.get_by_role("button", name="Stop and play")).to_be_visible()
    watch(page, {}, 40)  # the fake microphone beeps once a second
    page.get_by_role("button", name="Stop and play").click()
    expect(page.get_by_role("status").first).to_have_text("Speaking")
    assert watch(page, {}, 40).loudest > 0.02, "the recording does not come back"

    expect(page.get_by_role("status").first).to_have_text("Listening", timeout=STEADY_MS)  # the recording has ended
    page.get_by_role("button", name="Speak live").click()
    assert watch(page, {}, 60).loudest > 0.02, "the live microphone does not come back"
    context.close()


def test_a_server_with_a_key_asks_for_it(browser: Browser, tmp_path: Path) -> None:
    server = start_server(tmp_path, "--drain-s", "0", "--renderer", "testcard", "--api-key", "open-sesame")
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(server.url)
        page.get_by_role("button", name="Play the speech").click()
        page.get_by_label("This server asks for a key").fill("wrong")
        page.get_by_role("button", name="Use it").click()
        expect(page.get_by_role("alert")).to_contain_text("does not open")
        page.get_by_label("This server asks for a key").fill("open-sesame")
        page.get_by_role("button", name="Use it").click()
        expect(page.get_by_role("status").first).to_have_text("Speaking", timeout=STEADY_MS)
        expect(page.locator("#key-form")).to_be_hidden()
        stop_server(server)
        page.get_by_role("button", name="Play the speech").click()
        expect(page.get_by_role("alert")).to_contain_text("still running")
    finally:
        context.close()
        stop_server(server)
