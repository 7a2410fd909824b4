"""One thing of the catalogue in a prompt, and what the words around it say of it: how strongly, how often, which side, and not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from limner.engine.behaviour.catalog import GESTURES
from limner.engine.behaviour.quantities import ADVERBS, GO_ON, LESS, NOT, OFTEN

BODY = frozenset("head eyes eye brow brows eyebrow eyebrows chin lips lip mouth jaw gaze eyelids shoulders".split())
STATES = frozenset("up down high low open shut wide together aside away agape back parted".split())
AT_S = 5.0  # about how often sentences end
LOOKS = frozenset(
    "he she they avatar must should shall ever look looking looks seem be being act acting sound feel so very it much all you".split()
)
ABOUT = frozenset("only just always maybe perhaps about around nearly almost ideally roughly approximately".split())
GLANCES = frozenset("glance glances glancing peek peeking".split())
TOKEN = re.compile(r"(?:every|times|flash|strength|permin)_\d+(?:·\d+)?|at_(?:pause|end|start)")  # made by rewrites.py


@dataclass(slots=True)
class Found:
    """What a prompt says of one thing of the catalogue."""

    kind: str  # gaze, gesture, impossible, expression, manner, persona
    name: str
    at: tuple[int, ...] = ()  # where in its piece
    own: float | None = None  # strength of the word itself
    related: bool = False  # by a related word, not one of the catalogue's own
    negated: bool = False
    aside: bool = False  # only a "not" and a related word: "confident, not arrogant" says how confident
    less: bool = False
    more: bool = False
    strength: float | None = None
    often: float | None = None
    times: int = 0
    side: str = ""  # left or right, as the person shown would say
    fleeting: bool = False  # glance, peek
    flash: bool = False  # "for a moment": said of a mood, too
    exact: bool = False  # the strength was given in figures
    turn: bool = False  # comes before or after something else: "first nod, then smile"
    when: str = ""  # only while "speaking" or "listening"
    cue: str = ""  # comes where the speech has its "pause", "end" or "start"
    state: bool = False  # "eyes closed", "raised brows": how it is, not what happens


def is_quantity(word: str) -> bool:
    """Whether a word says only how much or how often."""
    return word in ADVERBS or word in OFTEN or word in ABOUT or ("_" in word and TOKEN.fullmatch(word) is not None)


def say(thing: Found, words: list[str], where: range | None = None, alone: bool = True) -> None:
    """How strongly, how often, how many times, to which side: from the words of its piece, of which those in `where` belong to it alone.

    where: None, the words are not those of its piece, but said of it afterwards.
    alone: no other thing in the piece to which a frequency would rather belong.
    """
    if where is None:
        close = others = words
    else:
        others = [words[i] for i in where if i not in thing.at]
        before = [words[i] for i in where if i < min(thing.at)][-4:]
        between = [words[i] for i in where if min(thing.at) < i < max(thing.at) and i not in thing.at]
        close = between + before[::-1] + [words[i] for i in where if i > max(thing.at)][:4]
    _strength(thing, words, close, others)
    if thing.kind != "expression" or alone:
        _often(thing, words)
    if thing.kind == "gesture":
        _manner(thing, words, others)


def _strength(thing: Found, words: list[str], close: list[str], others: list[str]) -> None:
    adverbs = [ADVERBS[w] for w in close if w in ADVERBS]
    exact = [int(w[9:]) / 100 for w in others if "_" in w and re.fullmatch(r"strength_\d{1,3}", w)]
    inside = [ADVERBS[words[i]] for i in thing.at if i < len(words) and words[i] in ADVERBS and thing.kind == "gesture"]
    if exact:
        thing.strength, thing.exact = min(1.0, exact[0]), True
    elif adverbs:
        thing.strength = min(adverbs) if min(adverbs) < 0.5 else max(adverbs)
    elif inside and thing.name != "smile_broadly" and len(thing.at) > 1 and thing.strength is None:
        thing.strength = inside[0]
    thing.more = thing.more or "more" in close


def _often(thing: Found, words: list[str]) -> None:
    for w in words:
        if "_" not in w:
            thing.often = OFTEN[w] if w in OFTEN and (thing.often is None or OFTEN[w] == 0) else thing.often
        elif re.fullmatch(r"every_\d+(·\d+)?", w):
            thing.often = float(w[6:].replace("·", "."))
        elif w in ("at_pause", "at_end", "at_start"):
            thing.cue, thing.often = w[3:], AT_S
        elif re.fullmatch(r"permin_\d+", w):
            thing.often = round(60 / max(1, int(w[7:])), 1)
        elif re.fullmatch(r"(?:times|flash)_\d+", w):
            thing.times, thing.flash = int(w[6:]), thing.flash or w.startswith("flash")
    if thing.often:
        thing.times = 0


def _manner(thing: Found, words: list[str], others: list[str]) -> None:
    parts = [words[i] for i in thing.at if i < len(words)]
    thing.state = len(parts) > 1 and (parts[0].endswith("ed") or (parts[0] in BODY and (parts[-1].endswith("ed") or parts[-1] in STATES)))
    thing.fleeting = thing.fleeting or any(w in GLANCES for w in words)
    if GESTURES[thing.name].sided:
        sides = {w for w in others if w in ("left", "right")} or (
            {"right"} if {"one", "single"} & set(others) and "brow" in thing.name else set()
        )
        thing.side = sides.pop() if len(sides) == 1 else thing.side


def _after_not(words: list[str], i: int) -> bool:
    """Whether a "not" or an "or" stands right before, or one verb earlier: "must not be look angry"."""
    before = words[i - 1]
    return before in NOT or before in ("or", "nor") or (before in GO_ON and words[i - 2 : i - 1] != [] and words[i - 2] in NOT)


def deny(thing: Found, words: list[str]) -> None:
    """Whether a "not" or a "less" before it is meant for it."""
    start = min(thing.at)
    reach = 0
    for i in range(start):
        if words[i] in GO_ON and any(words[j] in NOT for j in range(i)) and not _after_not(words, i):
            reach = i
    like = next((i for i in range(start) if words[i] == "like"), 0)
    if like and not any(words[i] in NOT for i in range(like - 1, start)) and any(w not in LOOKS for w in words[:like] if w not in NOT):
        reach = max(reach, like)  # "without blinking, like a judge"
    nots = [i for i in range(reach, start) if words[i] in NOT and i not in thing.at]
    more = max((i + 1 for i in range(start) if words[i] == "more" and words[i - 1 : i] != ["much"]), default=0)  # "less sad more happy"
    after = words[max(thing.at) + 1 : max(thing.at) + 2]
    less = after == ["less"] or any(words[i] in LESS for i in range(more, start) if i not in thing.at)
    thing.negated = bool(nots) and not less
    thing.less = less
