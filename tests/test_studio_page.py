"""The studio's files fit together and ask nobody else for anything."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

STUDIO = Path(str(resources.files("limner") / "studio"))
PAGE = (STUDIO / "index.html").read_text()
SCRIPTS = sorted(path for path in STUDIO.glob("*.js") if path.name != "avatar-live-shim.js")
IDS = re.findall(r'\bid="([\w-]+)"', PAGE)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_element_and_file_that_a_script_names_is_there(script: Path) -> None:
    text = script.read_text()
    named = set(re.findall(r'(?:\$|note|pressed|onClick|onFile|tell|show)\("([\w-]+)"', text))
    assert named <= set(IDS), named - set(IDS)
    for file in re.findall(r'(?:from|import) "\./([\w./-]+)"', text):
        assert (STUDIO / file).exists() or file == "sdk/limner.js", file


def test_every_name_that_the_page_uses_is_there_once() -> None:
    assert len(IDS) == len(set(IDS))
    for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls"):
        for name in re.findall(rf'\b{attribute}="([\w-]+)"', PAGE):
            assert name in IDS, f"{attribute}={name}"
    for name in re.findall(r'href="#([\w-]+)"', PAGE):
        assert name in IDS, name
    for file in re.findall(r'(?:src|href)="(?!data:|#|demo/)([\w./-]+)"', PAGE):
        assert (STUDIO / file).exists(), file


def test_every_script_is_used() -> None:
    text = PAGE + "".join(script.read_text() for script in SCRIPTS)
    for script in SCRIPTS:
        assert f'"{script.name}"' in text or f'"./{script.name}"' in text, f"nobody loads {script.name}"


@pytest.mark.parametrize("path", [STUDIO / "index.html", *STUDIO.glob("*.css"), *SCRIPTS], ids=lambda path: path.name)
def test_no_request_leaves_the_server(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?|wss?)://[\w.]+", text)
    assert "url(//" not in text


def test_nothing_that_came_from_outside_becomes_markup() -> None:
    for script in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script.read_text()), script.name
