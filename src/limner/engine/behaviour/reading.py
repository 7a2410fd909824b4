"""Free English text → the things of the catalogue in it, in the order of the text."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from functools import lru_cache

from limner.engine.behaviour import lexicon
from limner.engine.behaviour.conversation import LISTENING, SPEAKING
from limner.engine.behaviour.found import Found, deny, is_quantity, say
from limner.engine.behaviour.quantities import ADVERBS, GO_ON, LESS, NOT, OFTEN
from limner.engine.behaviour.stems import adjectives, stem
from limner.engine.behaviour.vocabulary import RELATED_FROM, Entry, beginnings, is_mood, spelled, vocabulary
from limner.engine.behaviour.words import Piece, clauses

MOST_WORDS = 300  # of a longer text no spelling is put right: it would take tens of milliseconds
# Words of other languages: where one stands, nothing is taken for a slip of an English word.
FOREIGN = frozenset(
    "bitte und der das nicht mit nur ist sind auf y el los las por para una con sin et le les une avec pas sans pour dans sont oui ja och "
    "det een het niet che gli il uma je tu".split()
)
MOVING = frozenset("slow fast subtle quiet dramatic expressive natural".split())  # of a gesture, where one is named, not of the person
TALK = frozenset(("speak", "talk", "mov", "say"))
STATES_OF_TALK = {SPEAKING: "speaking", LISTENING: "listening"}
OTHER_STATE = {"speaking": "listening", "listening": "speaking", "": ""}
PEOPLE = frozenset(  # who is spoken to: "shy learners"
    "learners seniors customers people users callers patients guests students visitors adults clients beginners passengers families "
    "residents players viewers shoppers buyers candidates pupils listeners audiences crowds employees colleagues strangers fans "
    "question questions topic topics remark remarks comment comments "
    "parents readers teenagers teens travellers travelers tourists tenants members kids forchildren".split()
)
TOWARDS = frozenset("welcoming comforting greeting consoling reassuring encouraging teasing charming entertaining".split())  # people
NO_MOOD = frozenset("distance university community entertainment security reality finality".split())  # whose adjectives are moods
TURNS = frozenset("first afterwards afterward finally lastly next secondly".split())


def read(text: str, enhance: bool) -> list[Found]:
    """In the order of the text. `enhance` forgives slips of spelling and takes related words."""
    parts = clauses(text, generous=enhance, is_mood=is_mood)
    words = [w for pieces in parts for piece in pieces for w in piece]
    slips = len(words) <= MOST_WORDS and all(w.isascii() and w not in FOREIGN for w in words)
    found: list[Found] = []
    last: list[Found] = []
    when = ""
    for pieces in parts:
        if pieces[0] and pieces[0][0] == "otherwise" and when:  # "nod when I talk; otherwise stay still"
            pieces[0][0] = next(token for token, state in STATES_OF_TALK.items() if state == OTHER_STATE[when])
        if last and all(is_quantity(w) for w in pieces[0]) and not _said_before(pieces):  # "Nod. Slowly."
            words = pieces.pop(0)
            for thing in last:
                say(thing, words)
            if not pieces:
                continue
        things = _read(pieces, enhance, slips)
        when = next((thing.when for thing in things if thing.when), when)
        found += things
        last = things[-1:] if things else last
    for one, other in zip(found, found[1:], strict=False):
        one.turn = one.turn or other.turn
    if found and found[-1].kind == "gesture" and found[-1].name.startswith("look_"):
        found[-1].turn = False  # where a sequence ends, the gaze stays
    return found


def _read(pieces: list[Piece], enhance: bool, slips: bool) -> list[Found]:
    """One clause. A "not" and a verb reach over "and" and commas where the sentence goes on."""
    out: list[Found] = []
    negated, verb, when = False, "", ""
    last: list[Found] = []
    pending: list[str] = []  # "every 15 seconds, look surprised"
    for k, raw in enumerate(pieces):
        words = [w for word in raw for w in spelled(word, enhance, slips).split()]
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
        if len(words) == 1 and words[0] in ("left", "right", "up", "down") and not last:  # "Left. Right."
            words = ["glance", *words]
        found = find(words, enhance)
        again = not found and bool(verb) and verb not in ADVERBS and len(words) <= 4  # "raise your brows and chin"
        if again:
            found = [f for f in find([verb, *words], enhance) if len(f.at) > 1]
        has_not = any(w in NOT for w in words)
        if not found and tag and has_not and last and len(words) <= 2:  # "nod while I talk, not while you talk"
            out += [replace(thing, negated=True, when=STATES_OF_TALK[tag]) for thing in last if not thing.negated]
            continue
        if not found and last and last[-1].side and (side := next((w for w in words if w in ("left", "right")), "")):
            found = [replace(last[-1], side=side)]  # "wink with the left eye, then with the right"
        if not found:
            if all(is_quantity(w) for w in words) and "and" in raw.joint and k + 1 < len(pieces) and pieces[k + 1].joint == ",":
                pending = words  # "squint and, now and then, nod"
            elif all(is_quantity(w) for w in words):
                for thing in last:  # "smile warmly and often"
                    say(thing, words)
                pending = [] if last else words
            negated = negated and raw.joint != "with" or (has_not and not last)
            continue
        if (
            last
            and all(f.name in MOVING and words[f.at[0]].endswith("ly") and words[f.at[0]] != "lively" for f in found)
            and not TALK & {stem(w) for w in words}
        ):
            continue  # "shake your head, slowly, once"
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
            if raw.joint == "and" and thing.kind == "gesture" and thing.often is None and not thing.times:
                thing.often = _carried(pieces[k - 1])
        verb = verb if again else next((words[f.at[0]] for f in found if f.kind in ("gesture", "gaze") and f.at[0] < len(words)), verb)
        for thing in found if pending else ():
            say(thing, pending)
        pending = []
        last = found
        out += found
    return out


def _said_before(pieces: list[Piece]) -> bool:
    """Whether a frequency that begins a sentence is of what follows in it: "Smile. Every ten seconds, blink." """
    return len(pieces) > 1 and pieces[1].joint == "," and any("_" in w or w in OFTEN for w in pieces[0])


def _carried(before: Piece) -> float | None:
    """How often, where it is said of two things at once: "constantly frowning and shaking your head"."""
    return OFTEN[before[0]] if before[0] in OFTEN and before[0] != "keep" else None


def _goes_on(pieces: list[Piece], k: int, words: list[str]) -> bool:
    """Whether the "not" before also holds for this piece: lists with or, "without smiling and nodding", "don't nod and blink"."""
    joint = pieces[k].joint
    if words[0] in GO_ON or words[0] in LESS:
        return False
    if any(w in ("or", "nor") for piece in pieces[k:] for w in piece):
        return True
    if joint == ", and":  # the end of a list of three; of two it is another sentence: "never blink, and wave"
        return pieces[k - 1].joint == "," and len(words) <= 2
    before = next((w for w in reversed(pieces[k - 1]) if w not in OFTEN), "")
    if words[0].endswith("ing") and any(w.endswith("ing") for w in pieces[k - 1]):
        return True
    return (
        joint in ("and", ",")
        and len(words) <= 2
        and len(pieces[k - 1]) <= 4
        and bool(before)
        and (joint == "and" or any(p.joint in ("and", ", and") and len(p) <= 2 for p in pieces[k + 1 :]))
    )


def find(words: list[str], enhance: bool) -> list[Found]:
    """What is in one piece."""
    return [copy(thing) for thing in _found(tuple(words), enhance)]


@lru_cache(maxsize=256)
def _found(piece: tuple[str, ...], enhance: bool) -> list[Found]:
    """Longest and closest phrases first; no word counts twice, but an emotion's word may also say how."""
    words = list(piece)
    stems = [stem(w) for w in words]
    present = set(stems)
    begin = beginnings(enhance)
    candidates: list[tuple[int, int, int, int, tuple[int, ...], Entry]] = []
    for i, s in enumerate(stems):
        for entry in begin.get(s, ()):
            if len(entry.stems) == 1:
                candidates.append((-1, 0, entry.order, i, (i,), entry))
            elif present.issuperset(entry.stems):
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
        if enhance and len(at) == 1 and entry.kind in ("expression", "persona") and _of_a_thing(words, at[0]):
            continue
        if entry.stems == ("still",) and not _is_manner_still(words, at[0]):
            continue
        used |= set(at)
        found.append(Found(entry.kind, entry.name, at, entry.own, related=entry.order >= RELATED_FROM))
    if enhance:
        for i, word in enumerate(words):
            if i not in used and (near_by := _nearest(word)) is not None and not _of_a_thing(words, i):
                if all(f.name != near_by[1] for f in found):
                    found.append(Found(near_by[0], near_by[1], (i,), related=True))
                    used.add(i)
    found = sorted(_meant(found, words), key=lambda f: min(f.at))
    for n, thing in enumerate(found):
        low = max((max(f.at) for f in found[:n] if max(f.at) < min(thing.at)), default=-1) + 1
        if n and thing.kind == "gesture" and found[n - 1].kind == "expression" and max(found[n - 1].at) == min(thing.at) - 1:
            low = max((max(f.at) for f in found[: n - 1] if max(f.at) < min(thing.at)), default=-1) + 1  # "a slight, genuine smile"
        high = min((min(f.at) for f in found[n + 1 :] if min(f.at) > max(thing.at)), default=len(words))
        say(thing, words, range(low, high), alone=all(f.kind not in ("gesture", "gaze") for f in found))
        deny(thing, words)
        beside = len(words) <= 2 or any(f.kind == "expression" and not f.negated for f in found[:n])
        thing.aside = thing.negated and thing.related and beside
        thing.less = thing.less or (thing.kind == "impossible" and any(f.name == "minimal" for f in found))
    return found


@lru_cache(maxsize=4096)
def _nearest(word: str) -> tuple[str, str] | None:
    """(kind, name) of what a word outside the catalogue is nearest to in meaning."""
    if word in ADVERBS or word in OFTEN or word in NOT:
        return None
    return lexicon.meaning(word) or _mood_of(word)


def _mood_of(noun: str) -> tuple[str, str] | None:
    """(kind, name) of the mood somebody is in who has it: "superiority" is confident."""
    if noun in NO_MOOD:
        return None
    for word in adjectives(noun):
        entry = next((e for e in vocabulary(True).get(stem(word), ()) if e.kind == "expression" and len(e.stems) == 1), None)
        if entry is not None:
            return entry.kind, entry.name
    return None


def _of_a_thing(words: list[str], i: int) -> bool:
    """The prices are silly in "silly prices", not who names them; but "like a warm blanket" is warm."""
    if i + 1 == len(words) or words[i] in TOWARDS or "like" in words[:i]:
        return False
    return lexicon.is_thing(words[i + 1]) or words[i + 1] in PEOPLE


def _meant(found: list[Found], words: list[str]) -> list[Found]:
    """Without what a word says only of something else in its piece: "gently nod" is how, not who."""
    kinds = {f.kind for f in found}
    adverb = {id(f) for f in found if len(f.at) == 1 and words[f.at[0]] in ADVERBS}
    if "gaze" in kinds:  # "intense eye contact"
        found = [f for f in found if not (f.kind == "manner" and f.name == "dramatic" and len(f.at) == 1)]
    if kinds & {"gesture", "impossible"}:
        found = [f for f in found if f.kind != "manner" or f.name not in MOVING or "_" in words[f.at[0]]]
    if "gesture" in kinds:  # "nod vigorously"
        found = [f for f in found if not (f.kind == "manner" and id(f) in adverb and words[f.at[0]].endswith("ly"))]
    if len(found) > 1:
        found = [f for f in found if not (f.kind == "manner" and len(f.at) == 1 and words[f.at[0]] == "energy")]
    if "expression" in kinds:
        found = [f for f in found if not (f.kind == "manner" and id(f) in adverb)]
    if "gesture" in kinds:
        found = [f for f in found if not (f.kind == "expression" and id(f) in adverb)]
    if any(w in ("normally", "naturally", "normal", "natural") for w in words):
        found = [f for f in found if f.name != "blink"]
    return found


def _is_manner_still(words: list[str], i: int) -> bool:
    """Still is motionless in "sit still", but not in "still be happy"."""
    return (
        i == len(words) - 1 or words[i + 1] in ("as", "throughout", "like", "keep", "for") or words[i - 1] in ("stay", "very", "perfectly")
    )


def _match(stems: list[str], start: int, entry: Entry) -> tuple[int, ...] | None:
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
