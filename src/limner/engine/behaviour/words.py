"""Free English text → clauses of plain words, with how often, how strongly and "not" in one form each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from limner.engine.behaviour.amounts import AMOUNTS
from limner.engine.behaviour.codes import without_codes
from limner.engine.behaviour.conversation import CONVERSATION
from limner.engine.behaviour.degrees import DEGREES
from limner.engine.behaviour.denials import DENIALS
from limner.engine.behaviour.forms import FORMS
from limner.engine.behaviour.idioms import without_idioms
from limner.engine.behaviour.patterns import Patterns
from limner.engine.behaviour.rewrites import REWRITES
from limner.engine.behaviour.scope import without_names, without_others
from limner.engine.behaviour.signs import without_arrows, without_signs
from limner.engine.behaviour.similes import without_similes
from limner.engine.behaviour.stems import DROPPED

MAX_CHARS = 12_000  # more is not read
PART = 800  # characters of a long text that are put plainly at a time
NUMBERS = {word: str(i) for i, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "forty five": "45", "fifty": "50", "sixty": "60"}  # fmt: skip

_REWRITES = Patterns((*FORMS, *DENIALS, *REWRITES, *CONVERSATION, *DEGREES, *AMOUNTS))
_NUMBER = re.compile(rf"\b(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})(?= (?:times?|seconds?|secs?|minutes?|percent|or|to|x)\b)")
_BOUND = re.compile(
    r"[.;!?\n()\[\]{}\"|<>]+|\b(?:but|while|yet|however|although|though|except|whereas|because|start|starting)\b|\b(?=otherwise\b)"
)
_PIECE = re.compile(r"(,|:|\band\b|\bwith\b|\bplus\b|\bas well as\b|&|\balso\b|\bthen\b|\bafter that\b|\bfollowed by\b)")

_DIRECTION = re.compile(r"\s*(?:\[[^\[\]\n]{2,60}\]|(?<!\*)\*[^*\n]{2,60}\*(?!\*)|\([^()\n]{2,60}\))(?!\s*[:,;])")
_FORBIDDEN = re.compile(  # "don't: wink, frown", "Avoid:\n- nodding\n- winking"
    r"(?:^|(?<=[.;!\n*])|(?<= - ))[ *#-]*(?:please )?(?:do not|don'?t'?s|don't|avoid|never|forbidden|not allowed|no)\b[ *]*:[ *]*"
    r"([^.;\n]+(?:;[^.;\n]+)*(?![^\n])|[^.;\n]+|(?:\n+[ \t]*[-*•][^\n]*)+)"
)


class Piece(list[str]):
    """The words of a clause between commas and "and"; `joint` is what stands before it."""

    joint: str = ""


def clauses(text: str, generous: bool = True, is_mood: Callable[[str], bool] = bool) -> list[list[Piece]]:
    """Text → clauses (ended by a stop or a "but") → pieces (ended by a comma, "and" or "with") → lower-case words.

    generous: sayings and comparisons are put plainly, and what is said of others is left out. is_mood: whether a word names a mood.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "replace").decode())
    text = without_signs(without_names(_directions(text))).lower()
    text = re.sub(r"[’‘`´]", "'", text)
    text = without_codes(without_arrows(text))
    text = _FORBIDDEN.sub(_each_denied, text)
    text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)  # happyyyy, soooo
    return [clause for part in _parts(text) for clause in _clauses(_plain(part, generous, is_mood))]


def _directions(text: str) -> str:
    """Of a script, "[smiles] Hello, I was so angry! *nods*", what is to be done, without what is to be said."""
    if not (begin := _DIRECTION.match(text)) or not re.search(r"[.!?…](?:\s|$)", text[begin.end() :]):
        return text
    return ". ".join(m[0] for m in _DIRECTION.finditer(text))


def _each_denied(match: re.Match[str]) -> str:
    """A list of what is forbidden → a "not" for each."""
    return "".join(f" not {thing.strip(' -*•')}. " for thing in re.split(r"[,;\n]|\bor\b|\band\b", match[1]) if thing.strip(" -*•"))


def _parts(text: str) -> list[str]:
    """A long text in parts, each of whole sentences where they are not too long: what is not in a part need not be looked for in it."""
    out = []
    while len(text) > PART:
        cut = max(text.rfind(end, PART // 2, PART) for end in (". ", "! ", "? ", "\n")) + 2
        cut = cut if cut > 1 else max(text.rfind(" ", PART // 2, PART) + 1, PART)
        out.append(text[:cut])
        text = text[cut:]
    return [*out, text]


def _plain(text: str, generous: bool, is_mood: Callable[[str], bool]) -> str:
    """Lower-case text → turns of phrase as plain words and tokens."""
    text = without_similes(without_idioms(without_others(text)), is_mood) if generous else text
    text = re.sub(r"[-_/–—]+", lambda m: m[0] if m[0] == "/" else " ", text)
    text = _NUMBER.sub(lambda m: NUMBERS[m[0]], text)
    return _REWRITES(text).replace("/", " ")


def _clauses(text: str) -> list[list[Piece]]:
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
