"""The studio by keyboard, by screen reader, on small windows, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Server
from tests.e2e.studio_page import PLAY, expect_state, play, studio, wake

# Every text that is drawn, with the contrast to what is behind it (WCAG 2.1, 1.4.3); texts on the picture stand on panels of their own.
CONTRAST = """() => {
    const pen = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const over = (colours) => {
        pen.clearRect(0, 0, 1, 1);
        for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const bad = [];
    for (const it of document.querySelectorAll("body *")) {
        const own = [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        const text = own ? it.textContent.trim() : it.placeholder;
        const shown = it.checkVisibility({ visibilityProperty: true, opacityProperty: true });
        if (!text || !shown || it.closest("[disabled], .stage, .hidden, .skip, option")) continue;
        const layers = [];
        for (let each = it; each; each = each.parentElement) layers.unshift(getComputedStyle(each).backgroundColor);
        const ink = getComputedStyle(it, it.placeholder && !it.value ? "::placeholder" : undefined).color;
        const [back, front] = [light(over(["#fff", ...layers])), light(over(["#fff", ...layers, ink]))];
        const contrast = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
        if (contrast < 4.5) bad.push([text.slice(0, 30), Math.round(contrast * 10) / 10]);
    }
    return bad;
}"""

TREE = """
- banner:
  - heading "Limner" [level=1]
  - paragraph: A still portrait that talks, live.
  - button /Dark|Light/
- main:
  - region "Avatar":
    - img "The chosen portrait, at rest"
    - status: Ready
    - button "Hear it speak"
    - group "Avatar controls":
      - button "Interrupt" [disabled]
      - button "Talk live"
      - button "Record video" [disabled]
      - button "Share" [disabled]
      - button "End" [disabled]
    - group "Quality of the connection":
      - button /Picture/
      - button /Delay/
      - button /Bit rate/
      - button /Lip sync/
  - region "Speech":
    - heading "Speech" [level=2]
    - tablist "Speech":
      - tab "Text" [selected]
      - tab "File"
      - tab "Your voice"
    - tabpanel "Text":
      - textbox "What it shall say"
  - region "Portrait":
    - heading "Portrait" [level=2]
    - img "The portrait as it is framed"
    - button "Use the camera"
    - status
  - region "Behaviour":
    - heading "Behaviour" [level=2]
    - group "Examples":
      - button "Warm"
    - textbox "How it shall behave"
    - button "Set"
"""


@pytest.fixture
def page(browser: Browser, card_server: Server) -> Iterator[Page]:
    with studio(browser, card_server.url) as opened:
        yield opened


def no_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(1440, 900, "light"), (820, 1180, "light"), (375, 812, "light"), (320, 640, "light"), (812, 375, "dark"), (375, 812, "dark")],
)
def test_the_page_fits_and_can_be_read(browser: Browser, card_server: Server, width: int, height: int, scheme: str, tmp_path: Path) -> None:
    outside: list[str] = []
    with studio(browser, "about:blank", viewport={"width": width, "height": height}, color_scheme=scheme) as page:
        page.on(
            "request", lambda request: None if request.url.startswith((card_server.url, "data:", "blob:")) else outside.append(request.url)
        )
        page.goto(card_server.url)
        expect(page.get_by_role("button", name=PLAY)).to_be_in_viewport(ratio=1)
        assert no_sideways(page), "the idle page scrolls sideways"
        page.get_by_role("button", name="Sceptical").click()
        wake(page)
        page.get_by_label("How it shall behave").fill(
            "Wave and dance, look up, down and left, laugh, nod, shrug, wink, never blink, be sad"
        )
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.locator("#reading .impossible").first).to_be_visible()
        page.evaluate("document.querySelector('#audio-note').textContent = 'a'.repeat(200) + '.wav'")
        page.locator("#audio").set_input_files({"name": "a" * 100 + ".wav", "mimeType": "audio/wav", "buffer": b"no sound"})
        expect(page.get_by_role("alert")).to_be_visible()
        for tab in ("Text", "File", "Your voice"):
            page.get_by_role("tab", name=tab).click()
            assert no_sideways(page), f"the page scrolls sideways with the tab {tab!r}"
            assert page.evaluate(CONTRAST) == []
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_role("dialog")).to_be_in_viewport(ratio=1)
        page.screenshot(path=tmp_path / "page.png", full_page=True)
    assert not outside, f"the page asks others: {outside}"


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    expect(page.locator("body")).to_match_aria_snapshot(TREE)


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page) -> None:
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outlined = page.evaluate("""() => {
            const it = document.activeElement;
            const seen = [it, it.parentElement].some((each) => getComputedStyle(each).outlineStyle !== "none");
            return [it === document.body ? null : it.ariaLabel ?? it.labels?.[0]?.textContent.trim() ?? it.textContent.trim(), seen];
        }""")
        if name is None:
            break
        assert name, "a control without a name"
        assert outlined, f"nothing shows that {name!r} has the focus"
        names.append(name.split("\n")[0])
    for wanted in (
        PLAY,
        "Talk live",
        "Text",
        "What it shall say",
        "Choose a picture",
        "Use the camera",
        "Warm",
        "How it shall behave",
        "Set",
    ):
        assert wanted in names, f"Tab does not reach {wanted!r}: {names}"
    assert names[0].startswith("Skip to")
    assert "File" not in names, "tabs are one stop"


def test_tabs_go_by_arrows(page: Page) -> None:
    page.get_by_role("tab", name="Text").focus()
    for key, name in (
        ("ArrowRight", "File"),
        ("ArrowRight", "Your voice"),
        ("ArrowRight", "Text"),
        ("ArrowLeft", "Your voice"),
        ("Home", "Text"),
    ):
        page.keyboard.press(key)
        expect(page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.get_by_role("tab", selected=True)).to_have_text(name)
        expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_all_of_it_by_keyboard(page: Page) -> None:
    page.get_by_role("button", name=PLAY).press("Enter")
    expect_state(page, "Speaking")
    page.get_by_role("button", name="Interrupt").press("Space")
    expect_state(page, "Listening")
    sync = page.get_by_role("button", name="Lip sync")
    sync.focus()
    expect(page.get_by_role("tooltip").filter(has_text="ahead of the sound")).to_be_visible()
    page.get_by_label("How it shall behave").fill("Smile")
    page.get_by_label("How it shall behave").press("Enter")
    expect(page.locator("#reading")).to_contain_text("smile")
    page.get_by_role("button", name="End").press("Enter")
    expect_state(page, "Ready")


def test_the_colours_can_be_chosen_and_stay_chosen(page: Page) -> None:
    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    page.get_by_role("button", name="Dark").click()
    dark = paper()
    assert dark != light
    page.reload()
    assert paper() == dark
    page.get_by_role("button", name="Light").click()
    assert paper() == light


def test_dropped_files_are_taken(page: Page) -> None:
    drop = """([type, name]) => {
        const data = new DataTransfer();
        data.items.add(new File(["neither"], name, { type }));
        const at = (kind) => document.querySelector("#stage").dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true }));
        at("dragenter");
        const shown = getComputedStyle(document.querySelector(".drop")).display !== "none";
        at("drop");
        return shown && getComputedStyle(document.querySelector(".drop")).display === "none";
    }"""
    play(page)
    assert page.evaluate(drop, ["audio/wav", "a.wav"])
    expect(page.get_by_role("alert")).to_contain_text("sound")
    expect(page.get_by_role("tab", selected=True)).to_have_text("File")
    page.get_by_role("button", name="Dismiss").click()
    assert page.evaluate(drop, ["image/png", "a.png"])
    expect(page.get_by_role("alert")).to_contain_text("picture")
