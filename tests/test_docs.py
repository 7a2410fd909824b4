"""What the documents say is so: examples parse, files exist, commands and settings are real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from limner.protocol.messages import parse, parse_server

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
EXAMPLES = re.findall(r"```json (client|server)\n(.*?)```", (ROOT / "docs/protocol.md").read_text(), re.DOTALL)


@pytest.mark.parametrize(("sender", "text"), EXAMPLES, ids=[text.split('"')[3] for _, text in EXAMPLES])
def test_every_example_of_the_protocol_parses(sender: str, text: str) -> None:
    assert (parse if sender == "client" else parse_server)(text)


def test_every_message_has_an_example() -> None:
    from limner.protocol import messages

    shown = set(re.findall(r'"type": "([\w-]+)"', (ROOT / "docs/protocol.md").read_text()))
    known = {kind.model_fields["type"].default for kind in messages.Message.__subclasses__() if "type" in kind.model_fields}
    assert known - shown <= {"ice-restart"}  # only for clients that Limner's own are not


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_named_files_exist(page: Path) -> None:
    text = page.read_text()
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
    for path in re.findall(r"`((?:src|docs|tests|training|benchmarks|examples)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), f"{page.name} names {path}"
