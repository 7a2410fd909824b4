"""An English word outside the catalogue → the entry it is nearest to in meaning.

data/lexicon.txt.gz is derived from WordNet by training/lexicon.py: a line for each entry of the catalogue with the words whose meaning
leads there, one of things that have no mood of their own, and one of English words that a speller could mistake for a slip of one of the
catalogue's.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from limner.engine.behaviour.stems import stem


@cache
def _table() -> tuple[dict[str, tuple[str, str]], frozenset[str], frozenset[str]]:
    meanings: dict[str, tuple[str, str]] = {}
    english: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    with (files("limner") / "data/lexicon.txt.gz").open("rb") as file:
        for line in gzip.decompress(file.read()).decode().splitlines():
            kind, *words = line.split()
            if kind == "english":
                english = frozenset(words)
            elif kind == "thing":
                things = frozenset(words)
            else:
                name = words.pop(0).replace("_", " ")
                meanings |= dict.fromkeys(words, (kind, name))
    return meanings, english, things


def meaning(word: str) -> tuple[str, str] | None:
    """(kind, name) of the nearest catalogue entry, or None: the word says nothing about how to look."""
    meanings, _, _ = _table()
    return meanings.get(word) or meanings.get(word.removesuffix("ly")) or meanings.get(stem(word))


def is_english(word: str) -> bool:
    """Whether this is a word of its own, though a catalogue word is only a letter away."""
    return word in _table()[1] or meaning(word) is not None


def is_thing(word: str) -> bool:
    """Whether a mood's word before it is not the avatar's: "silly prices", "sad songs"."""
    return word in _table()[2] or (word.endswith("s") and word[:-1] in _table()[2])
