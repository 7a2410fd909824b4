"""The catalogue's words → where to look a word of a prompt up, and which word a slip of spelling meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from limner.engine.behaviour import lexicon
from limner.engine.behaviour.catalog import EXPRESSIONS, GAZES, GESTURES, IMPOSSIBLE, MANNERS, PERSONAS
from limner.engine.behaviour.quantities import ADVERBS, GO_ON, LESS, NOT, OFTEN
from limner.engine.behaviour.stems import DROPPED, IRREGULAR, inflected, near, stem

# No comparatives: "the section number" is not more numb.
NO_MORE = frozenset("number numbers freezer clipper steer dimmer rudder chiller cooler".split())
WITHOUT_NOTHING = frozenset("helpless careless heartless thoughtless tireless effortless harmless".split())
RELATED_FROM = 4  # of an entry's order: words from here on are related, not the catalogue's own
STRONG, MILD = 0.95, 0.45  # of a word that is strong or mild by itself: furious, annoyed


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to say one thing of the catalogue."""

    kind: str  # gaze, gesture, impossible, expression, manner, persona
    name: str
    stems: tuple[str, ...]
    order: int  # the catalogue's own words before related ones
    own: float | None  # strength of the word itself
    ordered: bool  # the words must stand in this order


def phrases(words: str) -> list[str]:
    """`big/broad_smile furious+` → big_smile, broad_smile, furious+."""
    out: list[str] = []
    for word in words.split():
        ways = [""]
        for part in word.split("_"):
            ways = [f"{way}_{choice}" if way else choice for way in ways for choice in part.split("/")]
        out += ways
    return out


@cache
def vocabulary(enhance: bool) -> dict[str, tuple[Entry, ...]]:
    """Stem → the entries with it."""
    rows: list[tuple[int, str, str, str]] = []
    rows += [(0, "gaze", name, words) for name, words in GAZES.items()]
    rows += [(1, "gesture", name, gesture.words) for name, gesture in GESTURES.items()]
    rows += [(1, "impossible", name, words) for name, (words, _) in IMPOSSIBLE.items()]
    rows += [(2, "expression", name, expression.words) for name, expression in EXPRESSIONS.items()]
    rows += [(2, "manner", name, words) for name, (_, words) in MANNERS.items()]
    if enhance:
        rows += [(3, "persona", name, words) for name, (words, _) in PERSONAS.items()]
        rows += [(4, "gesture", name, gesture.near) for name, gesture in GESTURES.items()]
        rows += [(5, "expression", name, expression.near) for name, expression in EXPRESSIONS.items()]
    out: dict[str, list[Entry]] = {}
    seen = set()
    for order, kind, name, words in rows:
        for phrase in phrases(words):
            own = STRONG if phrase[-1] == "+" else MILD if phrase[-1] == "-" else None
            stems = tuple(stem(w) for w in re.split(r"[_-]", phrase.rstrip("+-")) if w not in DROPPED)
            if (len(stems) == 1 < len(re.split(r"[_-]", phrase.rstrip("+-")))) or (kind, name, stems) in seen:
                continue  # a phrase must not shrink to a single common word
            seen.add((kind, name, stems))
            ordered = kind in ("gaze", "manner") or stems[-1] in ("left", "right")  # "wink with your right eye" is no look to the right
            for first in set(stems):
                out.setdefault(first, []).append(Entry(kind, name, stems, order, own, ordered))
    return {first: tuple(entries) for first, entries in out.items()}


@cache
def beginnings(enhance: bool) -> dict[str, tuple[Entry, ...]]:
    """Stem → the entries that begin with it."""
    return {first: tuple(e for e in entries if e.stems[0] == first) for first, entries in vocabulary(enhance).items()}


@cache
def forms(enhance: bool) -> frozenset[str]:
    """Words that a slip of spelling may have meant, in their usual forms."""
    words = {part for phrase in _all_words(enhance) for part in re.split(r"[_-]", phrase.rstrip("+-"))} | set(ADVERBS) | set(OFTEN)
    return frozenset(form for word in words if len(word) >= 4 for form in inflected(word))


def is_word(word: str, enhance: bool) -> bool:
    """Whether it means something in an English prompt."""
    return stem(word) in vocabulary(enhance) or word in ADVERBS or word in OFTEN or word in NOT or lexicon.is_english(word)


def is_mood(word: str) -> bool:
    """Whether it names a mood or an attitude by itself."""
    return any(e.kind in ("expression", "manner") and len(e.stems) == 1 for e in vocabulary(True).get(stem(word), ()))


def _all_words(enhance: bool) -> list[str]:
    out = [w for e in EXPRESSIONS.values() for w in phrases(f"{e.words} {e.near if enhance else ''}")]
    out += [w for g in GESTURES.values() for w in phrases(f"{g.words} {g.near if enhance else ''}")]
    out += [w for _, words in MANNERS.values() for w in phrases(words)]
    out += [w for words, _ in (*IMPOSSIBLE.values(), *(PERSONAS.values() if enhance else ())) for w in phrases(words)]
    return out + [w for words in GAZES.values() for w in phrases(words)]


@lru_cache(maxsize=2048)
def spelled(word: str, enhance: bool, slips: bool) -> str:
    """The word, or the one it is a slip of (where `slips` are forgiven); "unsmiling" and "joyless" as a "not"."""
    if stem(word) in vocabulary(True) or word in ADVERBS or word in OFTEN or word in NOT or word in LESS or word in GO_ON:
        return word
    once = re.sub(r"(.)\1", r"\1", word)  # happyy, soo
    if (
        once != word
        and not lexicon.is_english(word)
        and (stem(once) in vocabulary(enhance) or once in ADVERBS or once in OFTEN or once in NOT)
    ):
        return once
    if (plain := _compared(word, enhance)) is not None:
        return plain
    for prefix in ("un", "non"):
        if word.startswith(prefix) and stem(word.removeprefix(prefix)) in vocabulary(enhance) and len(word) > 6:
            return f"not {word.removeprefix(prefix)}"
    if word.endswith("less") and word not in WITHOUT_NOTHING and stem(word.removesuffix("less")) in vocabulary(enhance) and len(word) > 6:
        return f"not {word.removesuffix('less')}"
    if (root := _coined(word, enhance)) is not None:
        return root
    if not slips or len(word) < 4 or not word.isalpha() or word in IRREGULAR or lexicon.is_english(word):
        return word
    meant = near(word, forms(enhance))
    meant = tuple(f for f in meant if any(len(e.stems) == 1 for e in vocabulary(enhance).get(stem(f), ()))) or meant
    if len(word) < 6:  # a name is no slip of a word for what cannot be shown: "Claus", "Claps"
        meant = tuple(
            f for f in meant if any(e.kind != "impossible" for e in vocabulary(enhance).get(stem(f), ())) or f in ADVERBS or f in OFTEN
        )
    if len(meant) > 1:  # "blnk": the catalogue's own words before related ones
        order = {f: min((e.order for e in vocabulary(enhance).get(stem(f), ()) if len(e.stems) == 1), default=9) for f in meant}
        meant = tuple(f for f in meant if order[f] == min(order.values()))
    things = {frozenset((e.kind, e.name) for e in vocabulary(enhance).get(stem(form), ()) if len(e.stems) == 1) for form in meant}
    return meant[0] if len({stem(form) for form in meant}) == 1 or (len(things) == 1 and things != {frozenset()}) else word


def _coined(word: str, enhance: bool) -> str | None:
    """The mood that a learner of English hung another ending on: "warmful" is warm, "angryly" angry, "happyness" happy."""
    if lexicon.is_english(word):
        return None
    for ending in ("fully", "ful", "ness", "lyness", "ishly", "ish", "edly", "ously", "ous", "ly", "able", "ing"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3:
            for base in (root, root + "e", root[:-1] + "y"):
                for entry in vocabulary(enhance).get(stem(base), ()):
                    if entry.stems == (stem(base),) and entry.kind in ("expression", "gesture") and entry.order < RELATED_FROM:
                        return base
    return None


def _compared(word: str, enhance: bool) -> str | None:
    """ "Happier" as "more happy", "saddest" as "extremely sad"."""
    if word in NO_MORE:
        return None
    for ending, much in (("er", "more"), ("est", "extremely")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word.removesuffix(ending)
            bases = [root, root + "e", *([root[:-1]] if root[-1] == root[-2] else []), *([root[:-1] + "y"] if root[-1] == "i" else [])]
            for base in (b for b in bases if len(b) < 7 or b.endswith("y")):
                if base in ADVERBS or any(
                    e.stems == (stem(base),) and e.kind in ("expression", "manner") for e in vocabulary(enhance).get(stem(base), ())
                ):
                    return f"{much} {base}"
    return None
