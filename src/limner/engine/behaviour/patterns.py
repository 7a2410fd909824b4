"""Text → the same with what fits a table of patterns replaced, in the table's order. Those whose letters are not in the text are not tried.

Most of four hundred patterns have nothing to say of a text, and to see that its letters are missing is ten times faster than to search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

To = str | Callable[[re.Match[str]], str]

_parser, _op = import_module("re._parser"), import_module("re._constants")  # how `re` itself reads a pattern


class Patterns:
    """A table of patterns for lower-case text, and what takes the place of each."""

    def __init__(self, rows: Iterable[tuple[str, To]]) -> None:
        self._rows: list[tuple[tuple[str, ...], str, To]] = [(needed(pattern), pattern, to) for pattern, to in rows]
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __call__(self, text: str) -> str:
        for letters, pattern, to in self._rows:
            if not letters or any(some in text for some in letters):
                text = self._compile(pattern).sub(to, text)
        return text

    def _compile(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile(pattern)
        return self._compiled[pattern]


def needed(pattern: str) -> tuple[str, ...]:
    """Runs of letters of which one at least is in every text that the pattern fits; none where nothing can be said."""
    return tuple(sorted(_needed(_parser.parse(pattern)), key=lambda letters: (len(letters), letters)))


def _needed(parts: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    best: frozenset[str] = frozenset()
    run = ""
    for op, what in (*parts, (None, None)):
        if op is _op.LITERAL:
            run += chr(what)
            continue
        if op is _op.AT:
            continue
        inner: frozenset[str] = frozenset()
        if op is _op.BRANCH:
            ways = [_needed(way) for way in what[1]]
            inner = frozenset().union(*ways) if all(ways) else inner
        elif op is _op.SUBPATTERN:
            inner = _needed(what[3])
        elif op in (_op.MAX_REPEAT, _op.MIN_REPEAT) and what[0] > 0:
            inner = _needed(what[2])
        elif op is _op.ASSERT:
            inner = _needed(what[1])
        best = min((some for some in (best, inner, frozenset((run,)) if run else frozenset()) if some), key=_likely, default=best)
        run = ""
    return best


def _likely(letters: frozenset[str]) -> float:
    """Roughly how likely one of them stands in a text by chance."""
    return float(sum(8.0 ** -min(len(some), 6) for some in letters))
