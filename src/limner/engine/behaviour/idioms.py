"""Sayings whose words mean something else → plain words: "walking on sunshine" is happy, "the cat that got the cream" smug.

data/sayings.txt is the table; a person can add to it. Only when a prompt is read generously.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_WHOSE = "(?:your|his|her|their|my|our)"


def _letters(saying: str) -> str:
    """The longest run of letters that stands in every text the pattern fits; "" where there is none."""
    while "(" in saying:
        shorter = re.sub(r"\([^()]*\)[?*+]?", " ", saying)
        if shorter == saying:
            break
        saying = shorter
    plain = re.sub(r"\\\w|\w[?*]|\[[^\]]*\][?*+]?|\byour\b", " ", saying)
    return max(re.findall(r"[a-z]+", plain), key=len, default="")


@cache
def _pattern(saying: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\(\?:your\|her\|his\)|\byour\b", _WHOSE, rf"(?:{saying})(?![a-z])"))


@cache
def _sayings() -> list[tuple[str, str, str]]:
    """(letters, pattern, plain words) of each saying, in the order of the file."""
    out, plain = [], ""
    for line in (files("limner") / "data/sayings.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            plain = f" {line.strip('[]')} "
        elif line and not line.startswith("#"):
            out.append((_letters(line), line, plain))
    return out


def without_idioms(text: str) -> str:
    """Lower-case text with sayings put plainly. Only those are tried whose letters are there."""
    for letters, saying, plain in _sayings():
        if letters in text:
            text = _pattern(saying).sub(lambda m, plain=plain: m[0] if _within(m) else plain, text)  # type: ignore[misc]
    return text


def _within(match: re.Match[str]) -> bool:
    """Whether it begins inside a word. (A "\\b" in front of the pattern would keep it from searching for its letters at once.)"""
    return match.start() > 0 and match.string[match.start() - 1].isalnum()
