"""A prompt in another language → the plain English for the words of it that are known.

data/languages.txt holds the commonest words of some languages for what a prompt can ask for. What it does not hold is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby

MAX_CHARS = 12_000
_TOKEN = re.compile(r"[^\W_][\w'·-]*")
_PART = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]")
_STOPS = str.maketrans(
    {"、": ",", "，": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":", "।": ".", "،": ",", "؛": ";", "・": ","}
)
# Commonest words of English prompts: where they stand, a word that looks foreign by chance is not.
_ENGLISH = frozenset("the and you your with be are is of to at while when who that this like keep look not very don't as in for on".split())


class _Language:
    """One section of the file: a pattern that finds its words, and what they mean."""

    def __init__(self, name: str, rows: list[tuple[str, str]]) -> None:
        self.name, self.rows = name, rows
        self._exact = {word: english for word, english in rows if not word.endswith("*")}
        self._begins = sorted(((word[:-1], english) for word, english in rows if word.endswith("*")), key=lambda row: -len(row[0]))
        self._spaced = name not in ("Chinese", "Japanese")
        begins = [_PART.findall(word)[0] for word, _ in rows]
        self._firsts = {first for first, (word, _) in zip(begins, rows, strict=True) if not word.endswith("*")}
        roots = sorted({first for first, (word, _) in zip(begins, rows, strict=True) if word.endswith("*")})
        self._roots = {letter: tuple(same) for letter, same in groupby(roots, key=lambda root: root[0])}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest = sorted((word for word, _ in self.rows), key=len, reverse=True)
        ways = [re.escape(word[:-1]) + r"[\w-]*" if word.endswith("*") else re.escape(word) for word in longest]
        edge = r"(?<![^\W_])(?:{})(?![^\W_])" if self._spaced else "{}"
        return re.compile(edge.format("|".join(ways)))

    def most(self, parts: Counter[str], text: str) -> int:
        """No fewer than the matches there are; found without the pattern, which takes long to make and to try."""
        if not self._spaced:
            return 0 if text.isascii() else len(text)
        return sum(n for part, n in parts.items() if part in self._firsts or part.startswith(self._roots.get(part[0], ())))

    def matches(self, text: str) -> list[re.Match[str]]:
        return list(self._pattern.finditer(text))

    def means(self, found: str) -> str:
        return self._exact.get(found) or next(english for begin, english in self._begins if found.startswith(begin))


@cache
def _languages() -> tuple[_Language, ...]:
    sections: dict[str, list[tuple[str, str]]] = {}
    rows: list[tuple[str, str]] = []
    for line in (files("limner") / "data/languages.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            rows = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            english, _, words = line.partition(":")
            rows += [(unicodedata.normalize("NFKC", word).replace("_", " "), english) for word in words.split()]
    return tuple(_Language(name, rows) for name, rows in sections.items())


def to_english(text: str, is_english: Callable[[str], bool]) -> tuple[str, str]:
    """Text → (English, the language's name); (text, "") where it is English already, or in no language of the table.

    is_english: whether a word means something in an English prompt.
    """
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "replace").decode()).lower().replace("’", "'").translate(_STOPS)
    tokens = Counter(_TOKEN.findall(plain))
    english = sum(n for token, n in tokens.items() if _LATIN.match(token) and (token.split("'")[0] in _ENGLISH or is_english(token)))
    best: tuple[int, int, _Language, list[re.Match[str]]] | None = None
    parts = Counter(_PART.findall(plain))
    for language in _languages():
        if language.most(parts, plain) <= english:
            continue
        found = language.matches(plain)
        said = sum(len(m[0]) for m in found if language.means(m[0]) != "small")
        words = sum(len(_PART.findall(m[0])) for m in found)
        if said and words > english and (best is None or (words, said) > best[:2]):
            best = (words, said, language, found)
    if best is None:
        return text, ""
    _, _, language, found = best
    out, end = [], 0
    for match in found:
        out += re.findall(r"\d+(?:[.,]\d+)?|[,.;:!?%]", plain[end : match.start()])
        meaning = language.means(match[0])
        out += [] if meaning == "small" else [meaning, ","] if meaning.startswith("not ") else [meaning]
        end = match.end()
    out += re.findall(r"\d+(?:[.,]\d+)?|[,.;:!?%]", plain[end:])
    # A "not" at the end of its clause belongs before it: "lächle nicht".
    clauses = re.split(r"([,.;:!?]| and | but )", " ".join(out))
    return "".join(re.sub(r"^(\s*)(\S.*?) not\s*$", r"\1not \2", clause) for clause in clauses), language.name
