"""`limner serve`, the studio page and a real browser: one click, and the portrait speaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, expect

from limner.engine.portrait.prepare import prepare
from tests.e2e.conftest import Server, start_server, stop_server
from tests.e2e.studio_page import DEMO, PLAY, expect_state, going_through, long_speech, play, short_speech, showing, studio, wake
from tests.e2e.watch import watch


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
    with studio(browser, server.url) as opened:
        yield opened


def grey(folder: Path) -> Path:
    file = folder / "grey.png"
    Image.fromarray(np.full((400, 400, 3), 120, np.uint8)).save(file)
    return file


def test_one_click_and_the_portrait_speaks(page: Page, boxes: dict[str, tuple[int, int, int, int]], tmp_path: Path) -> None:
    # A head that nods as it speaks goes far from one frame to the next on a slow machine, and the mouth with it.
    page.get_by_label("How it shall behave").fill("Keep your head completely still")
    page.get_by_role("button", name="Set", exact=True).click()
    play(page)
    page.locator("#audio").set_input_files(long_speech(tmp_path))
    talking = watch(page, boxes, 100)
    assert talking.size == (1280, 720)
    assert talking.loudest > 0.02, "the returned sound is silent"
    assert talking.change("mouth") > 2 * talking.change("forehead"), "the mouth does not move more than the forehead"
    for figure, unit in (("fps", "fps"), ("delay", "ms"), ("bitrate", "Mbit/s"), ("sync", "ms")):
        expect(page.locator(f"#{figure}")).to_contain_text(unit)

    page.get_by_role("button", name="Interrupt").click()
    expect_state(page, "Listening")
    watch(page, boxes, 25)  # what was on its way
    resting = watch(page, boxes, 75)
    assert resting.loudest < 0.005, "sound goes on after the interruption"
    assert resting.change("mouth") < 0.4 * talking.change("mouth"), "the mouth does not rest in silence"
    assert resting.change("corner") < 0.6, "the background is not still"


def test_a_picture_without_a_face_is_refused_and_the_face_goes_on(page: Page, tmp_path: Path) -> None:
    wake(page)
    page.locator("#portrait").set_input_files(grey(tmp_path))
    expect(page.get_by_role("alert")).to_contain_text("face")
    showing(page, 25)
    expect_state(page, "Listening")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#error")).to_be_hidden()


def test_a_first_picture_without_a_face_is_refused_and_the_old_one_stays(page: Page, tmp_path: Path) -> None:
    page.locator("#portrait").set_input_files(grey(tmp_path))
    expect(page.get_by_role("alert")).to_contain_text("face")
    expect_state(page, "Ready")
    expect(page.locator("#poster")).to_have_attribute("src", "demo/portrait.jpg")
    wake(page)


def test_another_portrait_in_the_living_session_is_shown_as_it_is_framed(page: Page, tmp_path: Path) -> None:
    mirrored = tmp_path / "other.jpg"
    ImageOps.mirror(Image.open(DEMO / "portrait.jpg")).save(mirrored)
    wake(page)
    showing(page)
    left = """() => {
        const pen = document.createElement("canvas").getContext("2d");
        pen.drawImage(video, 0, 0);
        return [...pen.getImageData(20, 100, 1, 1).data];
    }"""
    before = page.evaluate(left)
    page.locator("#portrait").set_input_files(mirrored)
    expect(page.locator("#portrait-note")).to_have_text("other.jpg")
    page.wait_for_function(f"(before) => ({left})().some((value, n) => Math.abs(value - before[n]) > 30)", arg=before)
    page.wait_for_function("() => thumb.naturalWidth === 1280 && thumb.naturalHeight === 720")
    expect_state(page, "Listening")


def test_a_file_that_is_no_sound_is_refused(page: Page, tmp_path: Path) -> None:
    text = tmp_path / "speech.mp3"
    text.write_text("this is not a recording")
    wake(page)
    page.locator("#audio").set_input_files(text)
    expect(page.get_by_role("alert")).not_to_be_empty()
    expect(page.locator("#stage")).to_have_attribute("data-state", "connected")


def test_the_speech_ends_and_can_be_said_again(page: Page, tmp_path: Path) -> None:
    page.route("**/demo/speech.mp3", lambda route: route.fulfill(path=short_speech(tmp_path)))
    with going_through(page, "Speaking", "Listening"):
        page.get_by_role("button", name=PLAY).click()
    page.get_by_role("tab", name="File").click()
    with going_through(page, "Speaking", "Listening"):
        page.get_by_role("button", name="Play", exact=True).click()


def test_what_was_understood_of_a_prompt_is_shown(page: Page) -> None:
    wake(page)
    page.get_by_label("How it shall behave").fill("Wave, smile warmly, nod now and then, never blink")
    page.get_by_role("button", name="Set", exact=True).click()
    for kind, words in (("emotion", "warm"), ("gesture", "nod"), ("avoid", "blink"), ("impossible", "wave")):
        expect(page.locator(f"#reading .{kind}").filter(has_text=words)).to_have_count(1)
    expect(page.locator("#understood-text")).to_contain_text("cannot show: wave")  # in words, for screen readers
    page.get_by_role("button", name="Shy").click()
    expect(page.locator("#reading")).to_contain_text("shy")
    expect(page.locator("#error")).to_be_hidden()


def test_a_prompt_before_the_first_click_is_kept(page: Page) -> None:
    page.get_by_role("button", name="Curious").click()
    expect(page.locator("#understood-text")).to_contain_text("Kept")
    wake(page)
    expect(page.locator("#reading")).to_contain_text("curious")


def test_ending_brings_the_portrait_back(page: Page) -> None:
    play(page)
    page.get_by_role("button", name="End").click()
    expect(page.get_by_role("button", name=PLAY)).to_be_visible()
    expect(page.locator("#fps")).to_have_text("–")


def test_a_browser_that_allows_sound_needs_no_click_and_a_microphone_drives_the_face(permissive_browser: Browser, server: Server) -> None:
    with studio(permissive_browser, server.url, permissions=["microphone"]) as page:
        expect_state(page, "Speaking")
        page.get_by_role("button", name="Interrupt").click()
        expect_state(page, "Listening")

        page.get_by_role("tab", name="Your voice").click()
        page.get_by_role("button", name="Record your voice").click()
        stop = page.get_by_role("button", name="Stop and say it")
        expect(stop).to_be_visible()
        page.wait_for_function(
            "() => new DOMMatrix(getComputedStyle(level.firstElementChild).transform).a > 0.05"
        )  # it beeps once a second
        watch(page, {}, 40)
        with going_through(page, "Speaking", "Listening"):
            stop.click()

        live = page.get_by_role("button", name="Talk live")
        live.click()
        expect(live).to_have_attribute("aria-pressed", "true")
        assert watch(page, {}, 75).loudest > 0.02, "the live microphone does not come back"
        live.click()
        expect(live).to_have_attribute("aria-pressed", "false")


def test_a_server_with_a_key_asks_for_it(browser: Browser, tmp_path: Path) -> None:
    server = start_server(tmp_path, "--renderer", "testcard", "--max-sessions", "1", "--api-key", "open-sesame")
    try:
        with studio(browser, server.url) as page:
            page.get_by_role("button", name=PLAY).click()
            page.get_by_label("This server asks for a key").fill("wrong")
            page.get_by_role("button", name="Use it").click()
            expect(page.get_by_role("alert")).to_contain_text("does not open")
            page.get_by_label("This server asks for a key").fill("open-sesame")
            page.get_by_role("button", name="Use it").click()
            expect_state(page, "Speaking")
            expect(page.locator("#key-form")).to_be_hidden()
            stop_server(server)
            page.get_by_role("button", name=PLAY).click()
            expect(page.get_by_role("alert")).to_contain_text("still running")
    finally:
        stop_server(server)


def test_at_a_full_server_one_waits_and_can_give_up(browser: Browser, tmp_path: Path) -> None:
    server = start_server(tmp_path, "--renderer", "testcard", "--max-sessions", "1")
    try:
        with studio(browser, server.url) as first, studio(browser, server.url) as second:
            wake(first)
            second.get_by_role("button", name=PLAY).click()
            expect(second.locator("#state")).to_contain_text("Every place is taken")
            second.get_by_role("button", name="Cancel").click()
            expect_state(second, "Ready")
            expect(second.locator("#error")).to_be_hidden()
            second.get_by_role("button", name=PLAY).click()
            expect(second.locator("#state")).to_contain_text("Every place is taken")
            first.get_by_role("button", name="End").click()
            expect_state(second, "Speaking")
    finally:
        stop_server(server)
