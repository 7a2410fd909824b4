"""What the tests of the studio page share: opening it, and waiting for what it says about itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import window

DEMO = Path(str(resources.files("limner") / "data/demo"))
PLAY = "Hear it speak"
# Keeps all that the page says about itself: what lasts a moment is over when a slow machine looks.
REMEMBER = """addEventListener("DOMContentLoaded", () => {
    const state = document.querySelector("#state");
    globalThis.told = [];
    const note = new MutationObserver(() => told.push(state.textContent));
    if (state) note.observe(state, { childList: true, characterData: true, subtree: true });
})"""


@contextmanager
def studio(browser: Browser, url: str, **how: Any) -> Iterator[Page]:
    """The page in a window of its own. What it throws fails the test."""
    page = window(browser, **{"viewport": {"width": 1280, "height": 900}, **how})
    page.add_init_script(REMEMBER)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    try:
        page.goto(url)
        yield page
    finally:
        page.context.close()
    assert not problems, f"the page threw: {problems}"


def long_speech(folder: Path) -> Path:
    """The bundled speech three times over: most of a minute, so that it is still being said when a slow machine looks."""
    file = folder / "long.mp3"
    file.write_bytes((DEMO / "speech.mp3").read_bytes() * 3)
    return file


def short_speech(folder: Path) -> Path:
    """The first four seconds of the bundled speech, for tests that wait for its end."""
    file, whole = folder / "short.mp3", (DEMO / "speech.mp3").read_bytes()
    file.write_bytes(whole[: round(0.3 * len(whole))])
    return file


def expect_state(page: Page, words: str) -> None:
    expect(page.locator("#state")).to_have_text(words)


@contextmanager
def going_through(page: Page, *states: str) -> Iterator[None]:
    """What is done inside makes the page say these in turn, and stay with the last."""
    start = page.evaluate("told.length")
    yield
    page.wait_for_function(
        """([start, states]) => {
            let seen = 0;
            for (const text of told.slice(start)) if (text === states[seen]) seen++;
            return seen === states.length && told.at(-1) === states.at(-1);
        }""",
        arg=[start, list(states)],
    )


def play(page: Page) -> None:
    """One click, and the bundled speech is being said."""
    page.get_by_role("button", name=PLAY).click()
    expect_state(page, "Speaking")


def wake(page: Page, picture: Path = DEMO / "portrait.jpg") -> None:
    """Choosing a portrait brings it to life, silent."""
    page.locator("#portrait").set_input_files(picture)
    expect_state(page, "Listening")


def showing(page: Page, more: int = 5) -> None:
    """Returns when so many further pictures were shown."""
    page.wait_for_function(
        """(more) => {
            const video = document.querySelector("#video"), shown = video.getVideoPlaybackQuality().totalVideoFrames;
            video.from ??= shown;
            return video.videoWidth === 1280 && shown >= video.from + more;
        }""",
        arg=more,
    )
    page.evaluate("document.querySelector('#video').from = undefined")
