"""Free English text → clauses of plain words, with how often, how strongly and "not" in one form each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

MAX_CHARS = 12_000  # more is not read
NUMBERS = "zero one two three four five six seven eight nine ten".split()
DROPPED = frozenset("your the a an his her my their its of to please that this these those you we i".split())

# Text → token, in this order. A token `every_7` is seconds between, `times_2` is how often in all, `strength_60` per cent.
_REWRITES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"<[^<>]{0,200}>", " | "),  # markup
    (r"\b\w+\(['\"][^)]*\)", " "),  # a call in some programming language
    (r"(\d)[,.](\d)", r"\1·\2"),
    (r"\bw/o\b", "without"),
    (r"\bw/", "with "),
    (r"\b(?:can|could|would|should|do|does|did|is|are|wo|must|need|has|have|had)(?:n't|nt)\b", "not"),
    (r"\b(?:cannot|can not|do not|does not|must not|should not|will not|shall not|need not|no need to|no longer|not ever|"
     r"never ever)\b", "not"),
    (r"\b(?:i|we|you)(?:'d| would| really)* (?:think|like|want|need|hope|wish|love|"
     r"prefer)(?: it)?(?: if)?(?: for)?(?: you)?(?: to)?\b", " "),
    (r"\b(?:make sure|be sure|try|remember|ensure|take care|feel free|you may|you can|you should|you must)\b(?: that| to| you)*", " "),
    # Who listens is not who is drawn: of "to a sad child" only the child counts, and "when the user is angry" is none of our mood.
    (r"\b(?:when|whenever|if|as soon as|once|while|until|unless|after|because|since) (?:the |a |an |my |your |our )?"
     r"(?:user|viewer|customer|they|he|she|someone|somebody|i|we|people|person|anyone|caller|guest|audience|client|it|there|"
     r"other)\b[^,.;:!?\n]*",
     " | "),
    (r"\b((?:to|for|comfort\w*|consol\w*|help\w*|reassur\w*|calm\w*|interview\w*) (?:a |an |the |your |some |my )?)(?:(?!nod|smil|"
     r"look|be )\w+ ){1,2}"
     r"((?:child|kid|customer|person|people|user|audience|student|patient|friend|crowd|client|guest|listener|toddler|"
     r"viewer)\w*)\b", r"\1\2"),
    # Two noes.
    (r"\b(?:not|never) (?:stop|forget|fail|hesitate|miss|quit|cease)(?: to| from)?\b", " keep "),
    (r"\b(?:not help but|nothing but|not (?:just|only|merely|simply))\b", " "),
    (r"\bwithout (?:stopping|a break|pause|pausing|end|interruption|fail|ceasing)\b|\bnon ?-?stop\b", " throughout "),
    (r"\b(?:not|never)(?: be| look| seem| sound| appear| get| act| being| looking)* (?:too|overly|excessively|very|that|all that|"
     r"particularly|extremely|really)\b",
     " less "),
    (r"\b(?:not|never)\b([^,.;:!?|]*?)\b(?:too much|too often|so much|so often|as much|a lot|excessively|"
     r"too many times)\b", r" less \1 "),
    (r"\b(?:not|without)(?: be| look| seem| sound| being| looking)* so\b", " not "),
    (r"\bwithout (?:being |looking |too |overly |much |many |a lot )+(?=\w)", " not "),
    (r"\b(?:not|without) (?:overdo\w*|exaggerat\w*)\b", " less "),
    (r"\b(?:cut (?:down|back) on|dial (?:down|back)|tone down|go easy on|ease up on|hold back on|fewer|reduced?|limit|minimi[sz]e|"
     r"minimal) (?:the |your )?(?=\w+ing\b|smil|nod|blink)",
     " less "),
    # How often.
    (r"\b(?:every )?(?:now and (?:then|again)|so often)\b|\bonce in a while\b|\bfrom time to time\b|\bhere and there\b|"
     r"\bon and off\b|\bat times\b|"
     r"\bon occasion\b|\bevery once in a while\b|\bat random\b|\brandomly\b|\bsparingly\b|\bsporadically\b|"
     r"\bintermittently\b", " occasionally "),
    (r"\b(?:all (?:the |of the )?time|at all times|the (?:whole|entire|full) (?:time|video|call|conversation|talk|speech|session|"
     r"way)|nonstop|24/7|"
     r"from (?:start|beginning) to (?:finish|end)|over and over|again and again|the entire)\b", " throughout "),
    (r"\b(?:at the end of|after|between|with|on|per|in|for) (?:each|every|all|a|the)? ?(?:sentence|phrase|question|answer|point|"
     r"statement|word|syllable|beat|pause)s?\b|"
     r"\bevery (?:sentence|phrase|word|time|pause|beat)\b|\bbetween (?:sentences|phrases|words)\b", " every_5 "),
    (r"\b(?:once )?every (?:single |other )?second\b", " every_2 "),
    (r"\b(?:once )?every (?:few|couple of|couple|several|some) (?:seconds|secs|moments)\b", " every_4 "),
    (r"\b(?:once |about |roughly |around )*every ?~? ?(\d+(?:·\d+)?) (?:to |or |and )?\d+ ?(?:seconds?|secs?|s)\b", r" every_\1 "),
    (r"\b(?:each|every) time\b[^,.;:!?|\n]*", " every_5 "),
    (r"\b(?:once |about |roughly |around )*every (?:about |roughly |around |~ ?)?(\d+(?:·\d+)?) ?-?(?:seconds?|secs?|s)\b", r" every_\1 "),
    (r"\b(?:once )?(?:every|each|a|per) ?(?:half (?:a )?minute)\b", " every_30 "),
    (r"\b(\d+) ?(?:times|x)? (?:a|per|every|each) min(?:ute)?\b", r" permin_\1 "),
    (r"\btwice (?:a|per|every|each) min(?:ute)?\b", " every_30 "),
    (r"\b(?:once )?every (\d+) ?min(?:ute)?s?\b|\b(?:once |one time )?(?:every|each|per) min(?:ute)?\b|\bonce a minute\b", " every_60 "),
    (r"\b(?:a )?(?:couple of|couple) times\b|\b2 ?x\b|\bx ?2\b", " times_2 "),
    (r"\b(?:a )?(?:few|several) times\b", " times_3 "),
    (r"\b(\d+) ?(?:times|x)\b", r" times_\1 "),
    (r"\b(?:once|one time|1 time|(?:a )?single (?=time|nod|wink|shrug|blink|sigh)|just now|right now|for a moment|for a second|"
     r"briefly|immediately)\b", " times_1 "),
    (r"\b(?:a|an|one|another) ((?:\w+ )?)(nod|wink|shrug|sigh|yawn|bow|blink|chuckle|giggle|head ?shake|eye ?roll|shake of)\b",
     r" times_1 \1\2 "),
    (r"\btwice\b", " times_2 "), (r"\bthrice\b", " times_3 "),
    # How strongly.
    (r"\b(\d{1,3}) ?(?:%|percent|per cent)", r" strength_\1 "),
    (r"\b0·(\d)(\d?)\d*\b(?! ?s)", lambda m: f" strength_{m[1]}{m[2] or 0} "),
    (r"\bas (\w+(?: \w+)?) as (?:possible|you can|humanly possible|can be)\b", r" extremely \1 "),
    (r"\b(?:kind|sort) ?of\b|\bkinda\b|\bsorta\b", " somewhat "),
    (r"\ba (?:little )?bit\b|\ba little\b|\ba (?:touch|hint|tad|trace|dash|smidge|tiny bit|shade)(?: of)?\b|\bever so\b", " slightly "),
    (r"\b(?:a lot|lots|plenty|a great deal|a ton|tons)(?: of| more)?\b", " lot "),
    (r"\b(?:big time|to the max|through the roof|full-on)\b", " extremely "),
    (r"\bup and down\b", "up down"), (r"\bleft (?:and|to|then) right\b", "left right"), (r"\bright (?:and|to|then) left\b", "right left"),
    (r"\bback and forth\b", "side side"),
    (r"\binstead of\b|\brather than\b|\bin place of\b|\bas opposed to\b", " not "),
)  # fmt: skip
_COMPILED = [(re.compile(pattern), to) for pattern, to in _REWRITES]
_BOUND = re.compile(r"[.;!?\n()\[\]{}\"|<>]+|\b(?:but|while|yet|however|although|though|except|otherwise|whereas|because|start|starting)\b")
_PIECE = re.compile(r"(,|\band\b|\bwith\b|\bplus\b|\bas well as\b|&|\balso\b|\bthen\b)")
_ENDINGS = ("ically", "ical", "ingly", "edly", "fulness", "ness", "ings", "ing", "ily", "ied", "ies", "ed", "ly", "es", "s")
_IRREGULAR = {"shook": "shake", "shaken": "shake", "leant": "lean", "smiley": "smile", "wept": "weep", "thought": "think", "ran": "run",
              "bit": "bite", "held": "hold", "kept": "keep", "stood": "stand", "sat": "sit", "feet": "foot"}  # fmt: skip

_WHOLE = frozenset("huge note notes less does goes this us please need".split())  # would else meet hug, not …


@cache
def stem(word: str) -> str:
    """Smile, smiles, smiled and smiling are one; so are nod and nodding, happy and happily."""
    if word in _WHOLE:
        return word
    word = _IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word[-2] in "sui"):
            word = word[: -len(ending)] + (
                "y" if ending in ("ily", "ied", "ies") else "ful" if ending == "fulness" else "ic" if ending in ("ically", "ical") else ""
            )
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


class Piece(list[str]):
    """The words of a clause between commas and "and"; `joint` is what stands before it."""

    joint: str = ""


def clauses(text: str) -> list[list[Piece]]:
    """Text → clauses (ended by a stop or a "but") → pieces (ended by a comma, "and" or "with") → lower-case words."""
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS].encode("utf-8", "replace").decode()).lower()
    text = re.sub(r"[’‘`´]", "'", text)
    text = re.sub(r"([a-z])\1{2,}", r"\1", text)  # happyyyy, soooo
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
                joint = part if not (joint == "," and part == "and") else "and"
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


@lru_cache(maxsize=4096)
def near(word: str, forms: frozenset[str]) -> tuple[str, ...]:
    """The forms that `word` may be a slip of, all equally near: one letter away, two in long words."""
    allowed = 1 if len(word) < 8 else 2
    best: list[tuple[int, str]] = []
    for form in _by_letter(forms).get(word[0], ()):
        if abs(len(form) - len(word)) <= allowed and len(set(form) ^ set(word)) <= 2 * allowed:
            away = distance(word, form)
            if away <= allowed and (away == 1 or len(form) >= 8):
                best.append((away, form))
    return tuple(sorted(form for away, form in best if away == min(best)[0]))


@cache
def _by_letter(forms: frozenset[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for form in sorted(forms):
        out.setdefault(form[0], []).append(form)
    return out


def distance(a: str, b: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour to come from a to b."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        older, before, row = before, row, [i + 1]
        for j, y in enumerate(b):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (x != y))
            if i and j and x == b[j - 1] and a[i - 1] == y:
                cost = min(cost, older[j - 1] + 1)
            row.append(cost)
    return row[-1]


def inflected(word: str) -> list[str]:
    """A word and its regular forms."""
    root = word[:-1] if word.endswith("e") else word
    double = word + word[-1] if len(word) >= 3 and word[-1] in "bdgmnprt" and word[-2] in "aeiou" and word[-3] not in "aeiou" else root
    y = word[:-1] if word.endswith("y") else ""
    return [word, word + "s", double + "ing", double + "ed", word + "ly", *([y + "ies", y + "ied", y + "ily"] if y else [])]
