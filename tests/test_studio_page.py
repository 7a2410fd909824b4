"""The studio's files fit together and ask nobody else for anything."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

STUDIO = Path(str(resources.files("limner") / "studio"))
FILES = [STUDIO / name for name in ("index.html", "studio.js", "studio.css")]


def test_every_element_that_the_script_names_is_on_the_page() -> None:
    page = (STUDIO / "index.html").read_text()
    script = (STUDIO / "studio.js").read_text()
    ids = re.findall(r'\bid="([\w-]+)"', page)
    named = set(re.findall(r'(?:\$|note|onClick|onFile)\("([\w-]+)"', script))
    assert len(ids) == len(set(ids))
    assert named
    assert named <= set(ids), named - set(ids)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_request_leaves_the_server(path: Path) -> None:
    text = path.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.findall(r"(?:https?|wss?)://[\w.]+", text)
    assert "url(//" not in text
