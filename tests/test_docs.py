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


def test_the_prompt_page_lists_the_whole_catalogue() -> None:
    from limner.engine.behaviour import catalog

    page = (ROOT / "docs/prompts.md").read_text()
    for table in (catalog.EXPRESSIONS, catalog.GESTURES, catalog.GAZES, catalog.MANNERS, catalog.IMPOSSIBLE):
        for name in table:
            assert name.replace("_", " ") in page, f"docs/prompts.md does not name {name!r}"


def test_the_prompt_examples_are_understood_as_written() -> None:
    from limner.engine.behaviour.prompt import parse

    table = (ROOT / "docs/prompts.md").read_text().partition("| prompt | understood as |\n|---|---|\n")[2].partition("\n\n")[0]
    for row in table.splitlines():
        prompt, understood = (cell.strip() for cell in row.strip("| ").split(" | "))
        assert parse(prompt).sentence == understood


def test_every_flag_and_variable_named_in_the_documents_exists() -> None:
    from limner import cli
    from limner.config import PREFIX, Config

    known = set(Config.model_fields)
    for command in (*cli.commands.commands.values(), *cli.commands.commands["bench"].commands.values()):  # type: ignore[attr-defined]
        known |= {option.lstrip("-").replace("-", "_") for each in command.params for option in (*each.opts, *each.secondary_opts)}
    for page in PAGES:
        text = page.read_text()
        for line in re.findall(r"limner [^\n`]*", text):
            for flag in re.findall(r" --([a-z][\w-]+)", line):
                assert flag.replace("-", "_") in known | {"help", "config"}, f"{page.name}: --{flag}"
        for variable in re.findall(rf"{PREFIX}([A-Z_]+)\b", text):
            assert variable.lower() in known | {"name", "config"}, f"{page.name}: {PREFIX}{variable}"


def test_the_map_is_true() -> None:
    listed = set()
    folder = ""
    for line in (ROOT / "docs/architecture.md").read_text().partition("## Map")[2].splitlines():
        if line.startswith("src/"):
            folder = line
        elif match := re.match(r"  (\w+\.py)", line):
            listed.add(folder + match[1])
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "src/limner").rglob("*.py") if path.name != "__init__.py"}
    assert listed <= there, f"run `python docs/map.py`: {listed - there}"
    assert len(there - listed) <= len(there) / 10, f"run `python docs/map.py`: {there - listed}"  # it may lag a little, not lie


def test_every_asset_and_learned_number_has_its_notice() -> None:
    notice = (ROOT / "NOTICE").read_text()
    for path in (ROOT / "src/limner/data").rglob("*"):
        if path.is_file():
            assert path.name in notice, f"NOTICE does not say where {path.name} comes from"
    for script in re.findall(r"training/[\w./-]+\w", notice):
        assert (ROOT / script).exists(), f"NOTICE names {script}"
