"""The tables of behaviours → docs/prompts.md. Run after changing the catalogue: python docs/catalogue.py"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from limner.engine.behaviour.catalog import EXPRESSIONS, GAZES, GESTURES, IMPOSSIBLE, MANNERS
from limner.engine.behaviour.prompt import parse

PAGE = Path(__file__).parent / "prompts.md"
EXAMPLES = (
    "Smile warmly and nod occasionally",
    "Speak enthusiastically with hand gestures",
    "Like a newsreader, without smiling",
    "Very sad, look down now and then",
    "Wink once",
)


def names(table: Iterable[str]) -> str:
    return ", ".join(plain(name) for name in table)


def plain(name: str) -> str:
    return name.replace("_", " ")


def page() -> str:
    examples = "\n".join(f"| {text} | {parse(text).sentence} |" for text in EXAMPLES)
    looks = "\n".join(f"| {plain(name)} | {names(dict.fromkeys(look.words.split()))} |" for name, look in EXPRESSIONS.items())
    instead = "\n".join(f"| {plain(name)} | {names(shown) or 'nothing'} |" for name, (_, shown) in IMPOSSIBLE.items())
    return f"""# Prompts

A prompt says in plain English how the avatar shall look and move. It can come with the portrait or at any later time; the face moves over
to it smoothly. `limner prompt "TEXT"` prints what is understood, `--json` with all the figures:

| prompt | understood as |
|---|---|
{examples}

Words for how strongly (slightly, very, a bit, extremely) and how often (now and then, constantly, every 5 seconds, once, throughout) count;
so do "don't", "without" and "stop". `enhance_prompt: true`, the default, also reads neighbouring words ("newsreader" is serious, confident,
calm) and adds fitting small movements; `false` (`--literal`) does only what is written. A text with nothing in it that Limner knows changes
nothing, and the sentence says so. Nothing in a prompt is an error, and none of it is executed or sent anywhere.

## Expressions

| name | words, in any mode |
|---|---|
{looks}

## Movements

{names(GESTURES)}.

## Manner and gaze

How lively: {names(MANNERS)}.

Where it looks: {names(GAZES)}.

## What a still portrait cannot show

The answer says so, and the nearest thing that can be seen happens instead:

| asked for | shown instead |
|---|---|
{instead}

All of this is a table in `src/limner/engine/behaviour/catalog.py`; a new row is a new behaviour.
"""


if __name__ == "__main__":
    PAGE.write_text(page())
