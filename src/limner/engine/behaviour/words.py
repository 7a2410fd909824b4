"""Free English text → clauses of plain words, with how often, how strongly and "not" in one form each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from limner.engine.behaviour.amounts import AMOUNTS
from limner.engine.behaviour.idioms import without_idioms
from limner.engine.behaviour.rewrites import REWRITES
from limner.engine.behaviour.scope import without_names, without_others
from limner.engine.behaviour.signs import without_signs
from limner.engine.behaviour.similes import without_similes
from limner.engine.behaviour.stems import DROPPED

MAX_CHARS = 12_000  # more is not read
NUMBERS = "zero one two three four five six seven eight nine ten".split()

_COMPILED = [(re.compile(pattern), to) for pattern, to in (*REWRITES, *AMOUNTS)]
_BOUND = re.compile(
    r"[.;!?\n()\[\]{}\"|<>]+|\b(?:but|while|yet|however|although|though|except|whereas|because|start|starting)\b|\b(?=otherwise\b)"
)
_PIECE = re.compile(r"(,|:|\band\b|\bwith\b|\bplus\b|\bas well as\b|&|\balso\b|\bthen\b|\bafter that\b|\bfollowed by\b)")


class Piece(list[str]):
    """The words of a clause between commas and "and"; `joint` is what stands before it."""

    joint: str = ""


def clauses(text: str, generous: bool = True, is_mood: Callable[[str], bool] = bool) -> list[list[Piece]]:
    """Text → clauses (ended by a stop or a "but") → pieces (ended by a comma, "and" or "with") → lower-case words.

    generous: sayings and comparisons are put plainly, and what is said of others is left out. is_mood: whether a word names a mood.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "replace").decode())
    text = without_signs(without_names(text)).lower()
    text = re.sub(r"[’‘`´]", "'", text)
    text = re.sub(r"\s*(?:->|=>|→|>>)\s*", ", then ", text)
    text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)  # happyyyy, soooo
    text = without_similes(without_idioms(without_others(text)), is_mood) if generous else text
    text = re.sub(r"[-_/–—]+", lambda m: m[0] if m[0] == "/" else " ", text)
    for i, number in enumerate(NUMBERS):
        if i > 0:
            text = re.sub(rf"\b{number}(?= (?:times?|seconds?|secs?|minutes?|percent|or|to|x)\b)", str(i), text)
    for pattern, to in _COMPILED:
        text = pattern.sub(to, text)
    text = text.replace("/", " ")
    out = []
    for clause in _BOUND.split(text):
        pieces, joint = [], ""
        for part in _PIECE.split(clause):
            if _PIECE.fullmatch(part):
                part = "," if part == ":" else part
                part = "then" if part in ("after that", "followed by") else part
                joint = ", and" if {joint, part} == {",", "and"} else joint if joint == "then" else part
                continue
            words = [w.removesuffix("'s").strip("'") for w in re.findall(r"[^\W_][\w'·]*", part)]
            piece = Piece(w for w in words if w and w not in DROPPED)
            if piece:
                piece.joint = joint
                pieces.append(piece)
                joint = ""
        if pieces:
            out.append(pieces)
    return out
