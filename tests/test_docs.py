"""What the documents say is so: examples parse, files exist, commands and settings are real."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from limner.config import PREFIX, Config
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
    if page.name == "log.md":
        return  # what it names was there on that day
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


# --- blocks of code ------------------------------------------------------------------------------------------------------------------

BLOCKS = [
    pytest.param(language, block, id=f"{page.name}-{n}-{language.split()[0]}")
    for page in PAGES
    for n, (language, block) in enumerate(re.findall(r"^```([\w ]+)\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE))
]


@pytest.mark.parametrize(("language", "block"), BLOCKS)
def test_every_block_of_code_parses(language: str, block: str) -> None:
    match language.split()[0]:
        case "python":
            compile(block, "block", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        case "sh":
            done = subprocess.run(["bash", "-n"], input=block, capture_output=True, text=True, check=False)
            assert not done.stderr
        case "js":
            javascript(block)
        case "html":
            for script in re.findall(r"<script type=\"module\">(.*?)</script>", block, re.DOTALL):
                javascript(script)
        case "toml":
            Config(**{name: value for name, value in tomllib.loads(block).items() if not name.startswith("tls")}, api_key=("key",))
        case "yaml":
            assert yaml.safe_load(block)
        case "json":
            json.loads(block)
        case "nginx" | "caddy":
            assert block.count("{") == block.count("}")
        case other:
            pytest.fail(f"nobody checks blocks of {other}")


def javascript(code: str) -> None:
    """As a module; fragments of one page may name a thing twice (before, after), so each paragraph stands alone there."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    parts = code.split("\n\n") if "// before" in code else [code]
    for part in parts:
        done = subprocess.run([node, "--input-type=module", "--check"], input=part, capture_output=True, text=True, check=False)
        assert not done.returncode, done.stderr


def test_settings_in_manifests_exist() -> None:
    for page in PAGES:
        for name in re.findall(rf"name: {PREFIX}([A-Z_]+)", page.read_text()):
            assert name.lower() in Config.model_fields


def test_every_source_of_the_comparison_has_an_address() -> None:
    table = (ROOT / "README.md").read_text().partition("## Beside others")[2].partition("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("|") and not row.startswith(("|---", "| |"))]
    assert len(rows) >= 10
    for row in rows[1:]:  # the first is Limner itself
        assert "](https://" in row, row
