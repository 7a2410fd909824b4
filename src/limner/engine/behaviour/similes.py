"""What somebody is like, or in the middle of → plain words: "like a wet dog" is sad, "you just won the lottery" very happy and excited.

data/similes.txt is the table; a person can add to it. Only when a prompt is read generously.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files

from limner.engine.behaviour.stems import DROPPED, stem

GAP = 2  # other words between those of a saying
REACH = 150  # characters after "like" that are looked at
STORY = 600  # characters in which events are looked for
NEAR = 5  # words from "like" to a noun that stands alone
_CONTEXT = re.compile(
    r"\b(?:like|as if|as though|imagine|imagining|pretend\w*|picture|think|act(?:ing|s)?|you(?:'re| are|'ve| have| had|'d| just| were| "
    r"get| got)"
    r"|(?:s?he|it|they)(?:'s| is|'re| are| has| just| had| looks?)|someone|somebody|be|being|as|play(?:ing|s)?|just|channel\w*"
    r"|remind\w*(?: me| us)? of|(?:face|look|expression|air|eyes|manner|energy|smile|gaze|calm|confidence|enthusiasm) of(?= an?\b|"
    r" the\b| some))\b|(?:^|(?<=[.!?\n:]))\s*(?=an? )"
    r"|(?:^|(?<=[.!?\n]))\s*(?=your (?:\w+ ){1,2}(?:is|are|has|have|just|was|died|left)\b)"
    r"|^(?=[a-z]+ (?:on|after|before|during) )|\b(?=(?:[\w'-]+ ){1,3}(?:energy|"
    r"vibes?|mode|mood)\b)|\b(?:vibes?|mood|pov|aesthetic) ?:"
)
# What has just happened, told without any such word: "you lost your phone", "someone cut in line in front of you".
_HAPPENS = re.compile(
    r"(?:^|(?<=[.!?\n]))\s*(?=(?:you (?:finally |suddenly |only just |have just |really )*(?:lost|lose|won|win|see|saw|hear|heard|find|"
    r"found|smell|taste|finish\w*|forgot|missed|passed|failed|meet|met|spot|step\w*|drop\w*|spill\w*|catch|caught|fell|wake|woke|trip\w*|"
    r"receive\w*|remember\w*|realis\w*|realiz\w*|learn\w*|bite|bit|ate|burn\w*|"
    r"break|broke|overslept|can't|cannot|get|got|open)|your|someone|somebody|the|"
    r"an? \w+ (?:crawl|run|fl|jump|follow|com|bit|land|attack|appear|knock|fall)\w*|"
    r"smelling|tasting|seeing|hearing) )"
)
_ASKED = re.compile(r"\b(?:and|so) (?:you )?(?:look|smil|nod|frown|laugh|be|shak|shrug|try|stay|keep|cry|grin|sigh|hid|pretend)")
_END = re.compile(r"[,.;:!?\n(){}|\"]|$|\b(?:but|while|and then|then)\b")
_WORD = re.compile(r"[a-z0-9][a-z0-9'*-]*")
_PAST = {"won": "win", "winning": "win", "lost": "lose", "losing": "lose", "fell": "fall", "fallen": "fall", "slept": "sleep",
    "stole": "steal",
         "stolen": "steal", "broke": "break", "broken": "break", "saw": "see", "seen": "see", "heard": "hear", "got": "get",
         "getting": "get",
         "found": "find", "ate": "eat", "eaten": "eat", "forgot": "forget", "forgotten": "forget", "caught": "catch", "died": "die",
         "dying": "die", "met": "meet", "woke": "wake", "woken": "wake", "knew": "know", "gotten": "get", "learned": "find",
         "lied": "lie",
         "hid": "hide", "hidden": "hide", "held": "hold", "won't": "not", "didn't": "not", "hasn't": "not", "haven't": "not",
         "hadn't": "not", "can't": "not", "couldn't": "not"}  # fmt: skip
_JOINED = frozenset(
    "of in on with who that which at after before when from to about during under by without for whose having out over and or so "
    "because".split()
)
_MANY = frozenset("many much few several seen sees hear heard want wants need needs".split())  # "you have seen too many storms"
_SEEING = frozenset("watching seeing facing being meeting holding having".split())
_OF_OTHERS = frozenset(  # between "you are" and a saying: it is not who speaks of whom it is said
    "because customers customer users user people callers caller patients clients guests students visitors passengers whose help helps "
    "helping about sell sells if when whenever while until explain explains describe support".split()
)
_PLACE = frozenset("at in on back".split())
_SKIPPED = DROPPED | {"is", "are", "was", "were", "be", "been", "some"}


def _root(word: str) -> str:
    word = word.removesuffix("'s")
    return stem(_PAST.get(word, word))


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word → the sayings that begin with it, longest first. A word ending in * stands for all that begin so."""
    out: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for line in (files("limner") / "data/similes.txt").read_text("utf-8").splitlines():
        plain, _, sayings = line.partition(":")
        for saying in sayings.split("|") if line and not line.startswith("#") else ():
            words = tuple(w if w.endswith("*") else _root(w) for w in saying.split() if w not in _SKIPPED)
            out.setdefault(words[0].rstrip("*")[:3], []).append((words, plain))
    for rows in out.values():
        rows.sort(key=lambda row: -len(row[0]))
    return out


def without_similes(text: str, is_mood: Callable[[str], bool]) -> str:
    """Lower-case text with comparisons put plainly. is_mood: whether a word is a mood by itself, so that no lone noun need say it."""
    out, done = [], 0
    contexts = [(begin, 2) for begin in _HAPPENS.finditer(text)] + [(begin, 1) for begin in _CONTEXT.finditer(text)]
    for begin, least in sorted(contexts, key=lambda context: context[0].end()):
        if begin.end() < done:
            continue
        stop = _END.search(text, begin.end(), begin.end() + REACH)
        meant = _meant(text, begin.end(), min(stop.start() if stop else len(text), begin.end() + REACH), is_mood, least)
        if meant and begin[0] == "like" and is_mood(text[: begin.start()].rpartition(" ")[0].rpartition(" ")[2]):
            continue  # "sulking like a toddler"
        if meant is not None:
            first, last, plain = meant
            if (
                least > 1 and stop and not _ASKED.search(text, last, stop.start())
            ):  # the rest of it is of what happened, too: "your white shirt"
                first, last = begin.end(), stop.start()
            before = text[done:first]
            for told in ("as if", "as though"):  # an "if" would make it a condition
                before = before.replace(told, "like")
            out += [before, f" {plain} "]
            done = last
    return "".join(out) + text[done:] if out else text


def happened(text: str) -> str:
    """What is told in a text that says nothing else of a mood, in plain words: "the dragon has landed" is afraid. "" if unknown."""
    text = re.sub(r"[-_/–—]+", " ", text.lower())
    for begin in re.finditer(r"(?:^|(?<=[.!?\n]))\s*", text[:STORY]):
        sentence = re.split(r"[.!\n]", text[begin.end() : begin.end() + STORY], maxsplit=1)[0]
        if "?" not in sentence and (meant := _meant(sentence, 0, REACH, lambda _: False, 2)):
            return meant[2]
    return ""


def _meant(text: str, start: int, end: int, is_mood: Callable[[str], bool], least: int) -> tuple[int, int, str] | None:
    """Where the longest saying in this stretch of the text stands, and what it means. least: words."""
    words = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text, start, end)]
    kept = [(a, b, w, _root(w)) for a, b, w in words if w not in _SKIPPED]
    best: tuple[int, int, int, str] | None = None
    for i, (_, _, _, root) in enumerate(kept):
        for saying, plain in _table().get(root[:3], ()):
            if best and len(saying) <= best[0]:
                break
            at = _match([k[3] for k in kept], [k[2] for k in kept], i, saying) if len(saying) >= least else None
            if at is None or any(w in _OF_OTHERS for a, _, w in words if a < kept[i][0]):
                continue
            if len(saying) == 1:
                before = kept[:i]
                if i >= NEAR or any(
                    w in _JOINED and not (n == 0 and w in _PLACE) or w in _MANY or (w.endswith("ing") and w not in _SEEING)
                    for n, (_, _, w, _) in enumerate(before)
                ):
                    continue
                after = kept[i + 1][2] if i + 1 < len(kept) and text[kept[i][1] : kept[i + 1][0]].strip() in ("", "a", "the") else ""
                if (
                    after and after not in _JOINED and not after.endswith(("ing", "ed", "ly", "energy", "vibe", "vibes", "mode", "mood"))
                ) or any(is_mood(w) for _, _, w, _ in before):
                    continue
            best = (len(saying), kept[at[0]][0], kept[at[-1]][1], plain)
    return best and best[1:]


def _match(roots: list[str], words: list[str], start: int, saying: tuple[str, ...]) -> list[int] | None:
    at: list[int] = []
    low = start
    for wanted in saying:
        high = start + 1 if not at else low + GAP + 1
        place = next((i for i in range(low, min(high, len(roots))) if _same(roots[i], words[i], wanted)), None)
        if place is None:
            return None
        at.append(place)
        low = place + 1
    return at


def _same(root: str, word: str, wanted: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted.endswith("*") else root == wanted
