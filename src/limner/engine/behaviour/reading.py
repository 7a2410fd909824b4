"""Free English text → the things of the catalogue in it, and what is said about each: how strongly, how often, and not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from limner.engine.behaviour import lexicon
from limner.engine.behaviour.catalog import EXPRESSIONS, GAZES, GESTURES, IMPOSSIBLE, MANNERS, PERSONAS
from limner.engine.behaviour.quantities import ADVERBS, LESS, NOT, OFTEN
from limner.engine.behaviour.rewrites import LISTENING, SPEAKING
from limner.engine.behaviour.words import DROPPED, Piece, clauses, inflected, near, stem

STRONG, MILD = 0.95, 0.45  # of a word that is strong or mild by itself: furious, annoyed
MOST_WORDS = 300  # of a longer text no spelling is put right: it would take tens of milliseconds
# Words of other languages: where one stands, nothing is taken for a slip of an English word.
FOREIGN = frozenset(
    "bitte und der das nicht mit nur ist sind auf y el los las por para una con sin et le les une avec pas sans pour dans sont oui ja och "
    "det een het niet che gli il uma je tu".split()
)

GO_ON = frozenset("instead just keep stay be do look remain rather maintain".split())  # a "not" does not reach beyond these
MOVING = frozenset("slow fast subtle quiet dramatic expressive natural".split())  # of a gesture, where one is named, not of the person
STATES_OF_TALK = {SPEAKING: "speaking", LISTENING: "listening"}
TURNS = frozenset("first afterwards afterward finally lastly next secondly".split())
BODY = frozenset("head eyes eye brow brows eyebrow eyebrows chin lips lip mouth jaw gaze eyelids shoulders".split())
STATES = frozenset("up down high low open shut wide together aside away agape back parted".split())


@dataclass(slots=True)
class Found:
    """One thing of the catalogue in the text, and what was said about it."""

    kind: str  # gaze, gesture, impossible, expression, manner, persona
    name: str
    at: tuple[int, ...] = ()  # where in its piece
    own: float | None = None  # strength of the word itself
    negated: bool = False
    less: bool = False
    more: bool = False
    strength: float | None = None
    often: float | None = None
    times: int = 0
    fleeting: bool = False  # glance, peek
    exact: bool = False  # the strength was given in figures
    turn: bool = False  # comes before or after something else: "first nod, then smile"
    when: str = ""  # only while "speaking" or "listening"
    state: bool = False  # "eyes closed", "raised brows": how it is, not what happens


def read(text: str, enhance: bool) -> list[Found]:
    """In the order of the text. `enhance` forgives slips of spelling and takes related words."""
    parts = clauses(text)
    words = [w for pieces in parts for piece in pieces for w in piece]
    slips = len(words) <= MOST_WORDS and all(w.isascii() and w not in FOREIGN for w in words)
    found = [thing for pieces in parts for thing in _read(pieces, enhance, slips)]
    for one, other in zip(found, found[1:], strict=False):
        one.turn = one.turn or other.turn
    if found and found[-1].kind == "gesture" and found[-1].name.startswith("look_"):
        found[-1].turn = False  # where a sequence ends, the gaze stays
    return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """One way to say one thing of the catalogue."""

    kind: str
    name: str
    stems: tuple[str, ...]
    order: int  # the catalogue's own words before related ones
    own: float | None
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
def vocabulary(enhance: bool) -> dict[str, tuple[_Entry, ...]]:
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
    out: dict[str, list[_Entry]] = {}
    seen = set()
    for order, kind, name, words in rows:
        for phrase in phrases(words):
            own = STRONG if phrase[-1] == "+" else MILD if phrase[-1] == "-" else None
            stems = tuple(stem(w) for w in re.split(r"[_-]", phrase.rstrip("+-")) if w not in DROPPED)
            if (len(stems) == 1 < len(re.split(r"[_-]", phrase.rstrip("+-")))) or (kind, name, stems) in seen:
                continue  # a phrase must not shrink to a single common word
            seen.add((kind, name, stems))
            for first in set(stems):
                out.setdefault(first, []).append(_Entry(kind, name, stems, order, own, kind in ("gaze", "manner")))
    return {first: tuple(entries) for first, entries in out.items()}


@cache
def forms(enhance: bool) -> frozenset[str]:
    """Words that a slip of spelling may have meant, in their usual forms."""
    words = {part for phrase in _all_words(enhance) for part in re.split(r"[_-]", phrase.rstrip("+-"))} | set(ADVERBS) | set(OFTEN)
    return frozenset(form for word in words if len(word) >= 4 for form in inflected(word))


def is_word(word: str, enhance: bool) -> bool:
    """Whether it means something in an English prompt."""
    return stem(word) in vocabulary(enhance) or word in ADVERBS or word in OFTEN or word in NOT or lexicon.is_english(word)


def _all_words(enhance: bool) -> list[str]:
    out = [w for e in EXPRESSIONS.values() for w in phrases(f"{e.words} {e.near if enhance else ''}")]
    out += [w for g in GESTURES.values() for w in phrases(f"{g.words} {g.near if enhance else ''}")]
    out += [w for _, words in MANNERS.values() for w in phrases(words)]
    out += [w for words, _ in (*IMPOSSIBLE.values(), *(PERSONAS.values() if enhance else ())) for w in phrases(words)]
    return out + [w for words in GAZES.values() for w in phrases(words)]


@lru_cache(maxsize=2048)
def _plain(word: str, enhance: bool, slips: bool) -> str:
    """The word, or the one it is a slip of."""
    if stem(word) in vocabulary(enhance) or word in ADVERBS or word in OFTEN or word in NOT or word in LESS or word in GO_ON:
        return word
    for prefix in ("un", "non"):  # unsmiling
        if word.startswith(prefix) and stem(word.removeprefix(prefix)) in vocabulary(enhance) and len(word) > 6:
            return f"not {word.removeprefix(prefix)}"
    if word.endswith("less") and stem(word.removesuffix("less")) in vocabulary(enhance) and len(word) > 6:  # joyless
        return f"not {word.removesuffix('less')}"
    if not slips or len(word) < 4 or not word.isalpha() or lexicon.is_english(word):
        return word
    meant = near(word, forms(enhance))
    meant = tuple(f for f in meant if any(len(e.stems) == 1 for e in vocabulary(enhance).get(stem(f), ()))) or meant
    things = {frozenset((e.kind, e.name) for e in vocabulary(enhance).get(stem(form), ()) if len(e.stems) == 1) for form in meant}
    return meant[0] if len({stem(form) for form in meant}) == 1 or (len(things) == 1 and things != {frozenset()}) else word


def _read(pieces: list[Piece], enhance: bool, slips: bool) -> list[Found]:
    """One clause. A "not" and a verb reach over "and" and commas where the sentence goes on."""
    out: list[Found] = []
    negated, verb, when = False, "", ""
    last: list[Found] = []
    for k, raw in enumerate(pieces):
        words = [w for word in raw for w in _plain(word, enhance, slips).split()]
        tag = next((w for w in words if w in STATES_OF_TALK), "")
        after = bool(tag) and words[0] != tag  # "nod when listening": said of what stands before it
        words = [w for w in words if w not in STATES_OF_TALK]
        if tag and not after:
            when = STATES_OF_TALK[tag]
        if not words:
            if tag and not after and k == len(pieces) - 1:  # "smile, when speaking."
                for thing in last:
                    thing.when = when
            continue
        found = _find(words, enhance)
        again = not found and bool(verb) and len(words) <= 4  # "raise your brows and chin"
        if again:
            found = [f for f in _find([verb, *words], enhance) if len(f.at) > 1]
        has_not = any(w in NOT for w in words)
        if not found:
            if (
                last
                and words
                and all(w in ADVERBS or w in OFTEN or w.startswith(("every_", "times_", "strength_", "permin_")) for w in words)
            ):
                for thing in last:  # "smile warmly and often"
                    _say(thing, words, range(len(words)))
            negated = negated and raw.joint != "with" or (has_not and not last)
            continue
        if not has_not and negated and _goes_on(pieces, k, words):
            for thing in found:
                thing.negated = True
        elif not has_not:
            negated = False
        if has_not:
            negated = any(thing.negated for thing in found)
        for thing in found:
            thing.turn = raw.joint == "then" or bool(TURNS & set(words))
            thing.when = STATES_OF_TALK[tag] if after else when
        verb = verb if again else next((words[f.at[0]] for f in found if f.kind in ("gesture", "gaze") and f.at[0] < len(words)), verb)
        last = found
        out += found
    return out


def _goes_on(pieces: list[Piece], k: int, words: list[str]) -> bool:
    """Whether the "not" before also holds for this piece: lists with or, "without smiling and nodding", "don't nod and blink"."""
    if words[0] in GO_ON:
        return False
    if any(w in ("or", "nor") for piece in pieces[k:] for w in piece):
        return True
    before = next((w for w in reversed(pieces[k - 1]) if w not in OFTEN), "")
    if words[0].endswith("ing") and any(w.endswith("ing") for w in pieces[k - 1]):
        return True
    return (
        pieces[k].joint in ("and", ",")
        and len(words) <= 2
        and len(pieces[k - 1]) <= 4
        and bool(before)
        and (pieces[k].joint == "and" or any(p.joint == "and" and len(p) <= 2 for p in pieces[k + 1 :]))
    )


def _find(words: list[str], enhance: bool) -> list[Found]:
    """Longest and closest phrases first; no word counts twice, but an emotion's word may also say how."""
    stems = [stem(w) for w in words]
    present = set(stems)
    candidates: list[tuple[int, int, int, int, tuple[int, ...], _Entry]] = []
    for i, s in enumerate(stems):
        for entry in vocabulary(enhance).get(s, ()):
            if (len(entry.stems) == 1 or entry.stems[0] == s) and present.issuperset(entry.stems):
                at = _match(stems, i, entry)
                if at is not None:
                    candidates.append((-len(at), max(at) - min(at), entry.order, i, at, entry))
    candidates.sort(key=lambda c: c[:4])
    used: set[int] = set()
    found: list[Found] = []
    for *_, at, entry in candidates:
        soft = len(at) == 1 and entry.kind in ("expression", "manner")
        soft_on = ("expression", "manner", "impossible")  # tears are sad as well as impossible
        taken = {i for f in found if not soft or f.kind == entry.kind or len(f.at) > 1 or f.kind not in soft_on for i in f.at}
        if used & set(at) & taken or any(f.kind == entry.kind and f.name == entry.name for f in found):
            continue
        if entry.stems == ("still",) and not _is_manner_still(words, at[0]):
            continue
        used |= set(at)
        found.append(Found(entry.kind, entry.name, at, entry.own))
    if enhance:
        for i, word in enumerate(words):
            if i not in used and word not in ADVERBS and word not in OFTEN and word not in NOT:
                near_by = lexicon.meaning(word)
                if near_by is not None and all(f.name != near_by[1] for f in found):
                    found.append(Found(near_by[0], near_by[1], (i,)))
                    used.add(i)
    if any(f.kind == "gaze" for f in found):  # "intense eye contact"
        found = [f for f in found if not (f.kind == "manner" and f.name == "dramatic" and len(f.at) == 1)]
    if any(f.kind in ("gesture", "impossible") for f in found):
        found = [f for f in found if f.kind != "manner" or f.name not in MOVING or "_" in words[f.at[0]]]
    if len(found) > 1:
        found = [f for f in found if not (f.kind == "manner" and len(f.at) == 1 and words[f.at[0]] == "energy")]
    # "Gently nod": how, not who.
    if any(f.kind == "expression" for f in found):
        found = [f for f in found if not (f.kind == "manner" and len(f.at) == 1 and words[f.at[0]] in ADVERBS)]
    if any(f.kind == "gesture" for f in found):
        found = [f for f in found if not (f.kind == "expression" and len(f.at) == 1 and words[f.at[0]] in ADVERBS)]
    if any(w in ("normally", "naturally", "normal", "natural") for w in words):
        found = [f for f in found if f.name != "blink"]
    found.sort(key=lambda f: min(f.at))
    for n, thing in enumerate(found):
        low = max((max(f.at) for f in found[:n] if max(f.at) < min(thing.at)), default=-1) + 1
        high = min((min(f.at) for f in found[n + 1 :] if min(f.at) > max(thing.at)), default=len(words))
        _say(thing, words, range(low, high))
        _deny(thing, words)
        thing.less = thing.less or (thing.kind == "impossible" and any(f.name == "minimal" for f in found))
    return found


def _is_manner_still(words: list[str], i: int) -> bool:
    """Still is motionless in "sit still", but not in "still be happy"."""
    return (
        i == len(words) - 1 or words[i + 1] in ("as", "throughout", "like", "keep", "for") or words[i - 1] in ("stay", "very", "perfectly")
    )


def _say(thing: Found, words: list[str], where: range) -> None:
    """How strongly, how often and how many times, from the words around it."""
    before = [words[i] for i in where if i < (min(thing.at) if thing.at else 0)][-4:]
    others = [words[i] for i in where if i not in thing.at]
    close = before[::-1] + [words[i] for i in where if thing.at and i > max(thing.at)][:4] if thing.at else others
    adverbs = [ADVERBS[w] for w in close if w in ADVERBS]
    exact = [int(w[9:]) / 100 for w in others if re.fullmatch(r"strength_\d{1,3}", w)]
    inside = [ADVERBS[words[i]] for i in thing.at if i < len(words) and words[i] in ADVERBS and thing.kind == "gesture"]
    if exact:
        thing.strength, thing.exact = min(1.0, exact[0]), True
    elif adverbs:
        thing.strength = min(adverbs) if min(adverbs) < 0.5 else max(adverbs)
    elif inside and thing.name != "smile_broadly" and len(thing.at) > 1 and thing.strength is None:
        thing.strength = inside[0]
    thing.more = thing.more or "more" in close
    for w in words:
        if re.fullmatch(r"every_\d+(·\d+)?", w):
            thing.often = float(w[6:].replace("·", "."))
        elif re.fullmatch(r"permin_\d+", w):
            thing.often = round(60 / max(1, int(w[7:])), 1)
        elif re.fullmatch(r"times_\d+", w):
            thing.times = int(w[6:])
        elif w in OFTEN and (thing.often is None or OFTEN[w] == 0):
            thing.often = OFTEN[w]
    if thing.often:
        thing.times = 0
    parts = [words[i] for i in thing.at if i < len(words)]
    thing.state = len(parts) > 1 and (parts[0].endswith("ed") or (parts[0] in BODY and (parts[-1].endswith("ed") or parts[-1] in STATES)))
    if thing.kind == "gesture" and any(w in ("glance", "glances", "glancing", "peek", "peeking") for w in words):
        thing.fleeting = True


def _deny(thing: Found, words: list[str]) -> None:
    start = min(thing.at)
    reach = 0
    for i in range(start):
        if words[i] in GO_ON and any(words[j] in NOT for j in range(i)) and words[i - 1] not in NOT and words[i - 1] not in ("or", "nor"):
            reach = i
    nots = [i for i in range(reach, start) if words[i] in NOT and i not in thing.at]
    less = any(words[i] in LESS for i in range(start) if i not in thing.at) or words[max(thing.at) + 1 : max(thing.at) + 2] == ["less"]
    thing.negated = bool(nots) and not less
    thing.less = less


def _match(stems: list[str], start: int, entry: _Entry) -> tuple[int, ...] | None:
    """Where the entry's stems stand close together (at most two other words between), its first one at `start`."""
    at = [start]
    for wanted in entry.stems[1:]:
        low = at[-1] + 1 if entry.ordered else max(0, start - len(entry.stems) - 1)
        place = min(
            (i for i in range(low, min(len(stems), start + len(entry.stems) + 2)) if stems[i] == wanted and i not in at),
            key=lambda i: abs(i - start),
            default=None,
        )
        if place is None:
            return None
        at.append(place)
    return tuple(sorted(at)) if max(at) - min(at) <= len(entry.stems) + 1 else None
