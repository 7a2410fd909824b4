"""Text → the same with what fits a table of patterns replaced, in the table's order. Those whose letters are not in the text are not tried.

Most of four hundred patterns have nothing to say of a text, and to see that its letters are missing is ten times faster than to search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

To = str | Callable[[re.Match[str]], str]

MOST_NEEDS = 4  # more say hardly more

_parser, _op = import_module("re._parser"), import_module("re._constants")  # how `re` itself reads a pattern


class Patterns:
    """A table of patterns for lower-case text, and what takes the place of each."""

    def __init__(self, rows: Iterable[tuple[str, To]]) -> None:
        self._rows: list[tuple[tuple[tuple[str, ...], ...], str, To]] = [(needed(pattern), pattern, to) for pattern, to in rows]
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __call__(self, text: str) -> str:
        for needs, pattern, to in self._rows:
            for runs in needs:  # loops, as `all` and `any` would take twice as long
                for run in runs:
                    if run in text:
                        break
                else:
                    break  # none of these is there
            else:
                text = self._compile(pattern).sub(to, text)
        return text

    def _compile(self, pattern: str) -> re.Pattern[str]:
        if pattern not in self._compiled:
            self._compiled[pattern] = re.compile(pattern)
        return self._compiled[pattern]


def needed(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Sets of runs of letters, rarest first: of each set one at least is in every text that the pattern fits."""
    needs = sorted(set(_needed(_parser.parse(pattern))), key=lambda runs: (_likely(runs), sorted(runs)))
    return tuple(tuple(sorted(runs, key=lambda run: (len(run), run))) for runs in needs[:MOST_NEEDS])


def _needed(parts: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    needs: list[frozenset[str]] = []
    run = ""
    for op, what in (*parts, (None, None)):
        if op is _op.LITERAL:
            run += chr(what)
            continue
        if op is _op.AT:
            continue
        if run:
            needs.append(frozenset((run,)))
            run = ""
        if op is _op.BRANCH:
            ways = [_needed(way) for way in what[1]]
            needs += [frozenset().union(*(min(way, key=_likely) for way in ways))] if all(ways) else []
        elif op is _op.SUBPATTERN:
            needs += _needed(what[3])
        elif op in (_op.MAX_REPEAT, _op.MIN_REPEAT) and what[0] > 0:
            needs += _needed(what[2])
        elif op is _op.ASSERT:
            needs += _needed(what[1])
    return needs


def _likely(runs: frozenset[str]) -> float:
    """Roughly how likely one of them stands in a text by chance."""
    return float(sum(8.0 ** -min(len(run.strip()), 6) for run in runs))
