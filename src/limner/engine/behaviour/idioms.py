"""Sayings whose words mean something else → plain words: "walking on sunshine" is happy, "the cat that got the cream" smug.

data/sayings.txt is the table; a person can add to it. Only when a prompt is read generously.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from limner.engine.behaviour.patterns import Patterns

_WHOSE = "(?:your|his|her|their|my|our)"
_KIN = (
    "(?:husband|wife|sons?|daughters?|child|children|brothers?|sisters?|siblings?|mother|father|mum|mom|dad|parents?|"
    r"grand(?:ma|pa|father|mother|son|daughter|parents)|friends?|comrades?|crew|loves?|partner|twin|baby|family|dog|cat|horse|boy|girl|"
    r"loved ones?|fianc\w+|lover|companion|mate|squad)"
)


@cache
def _sayings() -> Patterns:
    """In the order of the file."""
    rows, plain = [], ""
    for line in (files("limner") / "data/sayings.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            plain = f" {line.strip('[]')} "
        elif line and not line.startswith("#"):
            saying = re.sub(r"\(\?:your\|her\|his\)|\byour\b", _WHOSE, line).replace("KIN", _KIN)
            rows.append((f"(?:{saying})(?![a-z])", _whole_words(plain)))
    return Patterns(rows)


def _whole_words(plain: str) -> Callable[[re.Match[str]], str]:
    """Nothing that begins inside a word is put plainly. (A "\\b" in front of the pattern would keep it from being searched at once.)"""
    return lambda m: m[0] if m.start() > 0 and m.string[m.start() - 1].isalnum() else plain


def without_idioms(text: str) -> str:
    """Lower-case text with sayings put plainly."""
    return _sayings()(text)
