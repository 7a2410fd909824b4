"""Free English text → Behaviour.

Words and phrases of the catalogue are looked for, clause by clause, with what stands around them: how strongly, how often, and not.
It reads no meaning beyond that, and says in `sentence` what it took from the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from limner.engine.behaviour.catalog import EXPRESSIONS, GAZES, GESTURES, IMPOSSIBLE, MANNERS
from limner.engine.types import Behaviour

MAX_CHARS = 4_000  # more is not read
STRENGTH = 0.7  # of what is asked for without saying how much
PLAIN_ENERGY = 0.5

ADVERBS = {
    "extremely": 1.0, "incredibly": 1.0, "super": 1.0, "totally": 1.0, "completely": 1.0, "very": 0.95, "really": 0.9, "deeply": 0.95,
    "highly": 0.9, "so": 0.85, "strongly": 0.95, "truly": 0.85, "extra": 0.9, "absolutely": 1.0, "wildly": 1.0, "more": 0.8, "quite": 0.75,
    "pretty": 0.75, "fairly": 0.6, "rather": 0.6, "somewhat": 0.45, "mildly": 0.4, "moderately": 0.5, "slightly": 0.3, "bit": 0.35,
    "little": 0.35, "touch": 0.3, "hint": 0.25, "subtly": 0.3, "subtle": 0.3, "faint": 0.25, "light": 0.4, "lightly": 0.35, "gently": 0.4,
    "softly": 0.4, "kind_of": 0.4, "sort_of": 0.4, "barely": 0.2, "big": 0.95, "broad": 0.95, "wide": 0.95, "huge": 1.0, "strong": 0.95,
    "deep": 0.9,
}  # fmt: skip
# Seconds between gestures; 0 is throughout.
OFTEN = {
    "occasionally": 9.0, "occasional": 9.0, "sometimes": 8.0, "periodically": 8.0,
    "rarely": 18.0, "seldom": 18.0, "infrequently": 16.0, "regularly": 5.0, "often": 3.5, "frequently": 3.5, "frequent": 3.5, "lot": 3.0,
    "repeatedly": 2.5, "constantly": 0.0, "continuously": 0.0, "always": 0.0, "throughout": 0.0, "all_time": 0.0, "whole_time": 0.0,
    "keep": 0.0, "entire_time": 0.0, "permanently": 0.0, "steadily": 0.0,
}  # fmt: skip
ONCE = {"once": 1, "single": 1, "one_time": 1, "twice": 2, "two_times": 2, "thrice": 3, "three_times": 3}
NOT = {
    "not",
    "no",
    "never",
    "without",
    "avoid",
    "stop",
    "neither",
    "nor",
    "cannot",
    "refrain",
    "instead_of",
    "rather_than",
    "zero",
    "hardly",
    "quit",
}
IN_PASSING = {"gently", "softly", "slowly", "quickly", "slow", "fast", "light", "lightly"}  # of a gesture, not of the person
LESS = {"less", "fewer", "reduce", "too", "overly"}  # "not too happy" is a little happy; "less smiling" as well
BOUND = "|"  # between clauses
SHORTEST_S = 2.5  # what cannot be held is repeated so often when asked for throughout


@dataclass(slots=True)
class _Found:
    """One thing of the catalogue in the text, and what was said about it."""

    kind: str  # gaze, gesture, impossible, expression, manner
    name: str
    negated: bool
    less: bool
    strength: float | None
    often: float | None
    times: int


def parse(text: str, enhance: bool = True) -> Behaviour:
    """Never raises, whatever the text.

    `enhance` also takes related words, adds small fitting gestures and replaces what cannot be shown by the nearest that can.
    """
    found = [thing for clause in _clauses(str(text)[:MAX_CHARS]) for thing in _find(clause, enhance)]
    out = Behaviour(energy=PLAIN_ENERGY)
    pulls: list[tuple[float, float]] = []  # (energy, weight)
    manner: float | None = None
    for thing in found:
        strength = thing.strength if thing.strength is not None else STRENGTH
        if thing.kind == "expression":
            if thing.negated and not thing.less:
                _once(out.avoid, thing.name)
                continue
            strength = 0.3 if thing.less else strength
            out.emotions[thing.name] = max(out.emotions.get(thing.name, 0.0), strength)
            energy = EXPRESSIONS[thing.name].energy
            if energy is not None:
                pulls.append((energy, strength))
            out.gaze = EXPRESSIONS[thing.name].gaze or out.gaze
        elif thing.kind == "gesture":
            if thing.negated or thing.less:
                _once(out.avoid, thing.name)
            else:
                _add(out, thing.name, strength, thing.often, thing.times)
        elif thing.kind == "gaze":
            if thing.negated:
                out.gaze = "wandering" if thing.name == "viewer" else "viewer"
            else:
                out.gaze = thing.name
        elif thing.kind == "manner":
            energy = MANNERS[thing.name]
            manner = 1 - energy if thing.negated else PLAIN_ENERGY + 0.5 * (energy - PLAIN_ENERGY) if thing.less else energy
        elif not thing.negated:
            _once(out.not_possible, thing.name)
            if enhance:
                for name in IMPOSSIBLE[thing.name][1]:
                    _add(out, name, 0.6, thing.often, thing.times)
                pulls.append((0.65, 0.5))
    if pulls:
        weight = sum(w for _, w in pulls)
        out.energy = PLAIN_ENERGY + min(1.0, weight / STRENGTH) * (sum(e * w for e, w in pulls) / weight - PLAIN_ENERGY)
    if manner is not None:
        out.energy = manner
    out.emotions = {name: s for name, s in out.emotions.items() if name not in out.avoid}
    out.gestures = [g for g in out.gestures if g["name"] not in out.avoid]
    if enhance and out.energy > 0.1:
        for name, strength in out.emotions.items():
            for gesture, every_s in EXPRESSIONS[name].adds:
                if gesture not in out.avoid and all(g["name"] != gesture for g in out.gestures):
                    out.gestures.append({"name": gesture, "every_s": every_s, "strength": round(0.6 * strength, 2)})
    out.energy = round(out.energy, 2)
    out.sentence = describe(out, nothing=not found and bool(str(text).strip()))
    return out


def describe(behaviour: Behaviour, nothing: bool = False) -> str:
    """Behaviour → one plain sentence, or a few."""
    parts = [f"{name} ({round(100 * s)} %)" for name, s in sorted(behaviour.emotions.items(), key=lambda item: -item[1])]
    looks = ", ".join(parts) or "neutral"
    lively = next(
        word
        for limit, word in ((0.15, "very still"), (0.35, "calm"), (0.65, "moderately lively"), (2.0, "lively"))
        if behaviour.energy < limit
    )
    out = f"{looks[0].upper()}{looks[1:]}, {lively}; looks {'at the viewer' if behaviour.gaze == 'viewer' else behaviour.gaze}."
    if behaviour.gestures:
        said = []
        for g in behaviour.gestures:
            often = "once" if g.get("once") else "throughout" if not g["every_s"] else f"about every {g['every_s']:g} s"
            said.append(f"{g['name'].replace('_', ' ')} {often}")
        out += f" Gestures: {', '.join(said)}."
    if behaviour.avoid:
        out += f" Avoids: {', '.join(name.replace('_', ' ') for name in behaviour.avoid)}."
    if behaviour.not_possible:
        out += f" A still portrait cannot show: {', '.join(behaviour.not_possible)}."
    return "Nothing in this text is something a portrait can do. " + out if nothing else out


def _once(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _add(out: Behaviour, name: str, strength: float, often: float | None, times: int) -> None:
    gesture = GESTURES[name]
    strength = round(strength, 2)
    if times:
        out.gestures += [{"name": name, "once": True, "strength": strength} for _ in range(times)]
        return
    every_s = gesture.every_s if often is None else often
    if every_s == 0 and gesture.hold is None:
        every_s = max(SHORTEST_S, gesture.length_s + 0.5)
    same = [g for g in out.gestures if g["name"] == name and "every_s" in g]
    if same:
        same[0]["every_s"] = min(same[0]["every_s"], every_s)
        same[0]["strength"] = max(same[0]["strength"], strength)
    else:
        out.gestures.append({"name": name, "every_s": every_s, "strength": strength})


# Reading


def _stem(word: str) -> str:
    """Smile, smiles, smiled and smiling are one; so are nod and nodding, happy and happily."""
    for ending in ("ingly", "edly", "ness", "ing", "ily", "ied", "ies", "ed", "ly", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word[-2] in "sui"):
            word = word[: -len(ending)] + ("y" if ending in ("ily", "ied", "ies") else "")
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def _clauses(text: str) -> list[list[str]]:
    """Lower-case words, clause by clause. Where a "no" goes on over a comma ("don't nod, blink or wink"), the next clause has it too."""
    text = text.lower().replace("’", "'").replace("n't", " not").replace("dont ", "do not ").replace("cannot", "can not")
    text = re.sub(r"[-_/]", " ", text)
    text = re.sub(r"\bplease\b", " ", text)
    for phrase in ("now and then", "now and again", "on and off", "from time to time", "once in a while", "every so often"):
        text = text.replace(phrase, "occasionally")
    text = re.sub(r"[.;:!?\n()\"]+|\b(?:but|then|while|yet|however|although)\b", f" {BOUND} ", text)
    out: list[list[str]] = []
    for sentence in text.split(BOUND):
        carried = False
        pieces = re.split(r",|\band\b|\bwith\b", sentence)
        for i, piece in enumerate(pieces):
            words = [
                w for w in re.findall(r"[a-z0-9']+", piece) if w not in ("your", "the", "a", "an", "his", "her", "my", "their", "of", "to")
            ]
            phrases = _join(words)
            if not any(w in NOT for w in phrases) and carried:
                phrases = ["not", *phrases]
            listed = any(re.search(r"\b(?:or|nor)\b", later) for later in pieces[i:])
            carried = listed and any(w in NOT for w in phrases)
            if phrases:
                out.append(phrases)
    return out


def _join(words: list[str]) -> list[str]:
    """Multi-word adverbs become one word: kind of, the whole time, every 5 seconds."""
    line = " ".join(words)
    for table in (ADVERBS, OFTEN, ONCE, NOT):
        for phrase in table:
            if "_" in phrase:
                line = re.sub(rf"\b{phrase.replace('_', ' ')}\b", phrase, line)
    line = line.replace("instead ", "instead_of ").replace("all time", "all_time")
    line = re.sub(r"\bevery (?:few|couple) (?:seconds|secs)\b", "every_4", line)
    line = re.sub(r"\bevery (\d{1,3}) ?(?:seconds?|secs?|s)\b", r"every_\1", line)
    return line.split()


@cache
def _vocabulary(enhance: bool) -> list[tuple[str, str, tuple[str, ...]]]:
    """(kind, name, stems), phrases before single words, the catalogue's own words before related ones."""
    rows: list[tuple[int, str, str, str]] = []
    for name, words in GAZES.items():
        rows += [(0, "gaze", name, w) for w in words.split()]
    for name, gesture in GESTURES.items():
        rows += [(1, "gesture", name, w) for w in gesture.words.split()]
        rows += [(3, "gesture", name, w) for w in gesture.near.split() if enhance]
    for name, (words, _) in IMPOSSIBLE.items():
        rows += [(1, "impossible", name, w) for w in words.split()]
    for name, expression in EXPRESSIONS.items():
        rows += [(2, "expression", name, w) for w in expression.words.split()]
        rows += [(3, "expression", name, w) for w in expression.near.split() if enhance]
    rows += [(2, "manner", name, name) for name in MANNERS]
    rows.sort(key=lambda row: (-len(re.split(r"[_-]", row[3])), row[0]))
    return [(kind, name, tuple(_stem(w) for w in re.split(r"[_-]", words))) for _, kind, name, words in rows]


def _find(clause: list[str], enhance: bool) -> list[_Found]:
    stems = [_stem(w) for w in clause]
    free = [True] * len(stems)
    hits: list[tuple[int, str, str]] = []
    present = set(stems)
    for kind, name, wanted in _vocabulary(enhance):
        at = _match(stems, free, wanted) if present.issuperset(wanted) else None
        if at is None:
            continue
        if all(h[1:] != (kind, name) for h in hits):
            hits.append((at[0], kind, name))
        if len(at) > 1 or kind in ("gesture", "gaze", "impossible"):
            for i in at:
                free[i] = False
    if any(kind == "gesture" for _, kind, _ in hits):
        hits = [hit for hit in hits if hit[1] == "gesture" or clause[hit[0]] not in IN_PASSING]
    hits.sort()
    often = next((OFTEN[w] for w in clause if w in OFTEN), None)
    every = next((float(w[6:]) for w in clause if re.fullmatch(r"every_\d+", w)), None)
    times = next((ONCE[w] for w in clause if w in ONCE), 0)
    out = []
    for i, kind, name in hits:
        before = clause[:i]
        nots = [j for j, w in enumerate(before) if w in NOT and clause[j + 1 : j + 2] != ["only"]]
        less = any(w in LESS for w in before) and (bool(nots) or "too" not in before)
        very = bool(nots) and any(w in ("very", "so", "that", "really", "extremely") for w in before[nots[-1] :])
        near = clause[max(0, i - 3) : i] + clause[i + 1 : i + 4]
        strength = next((ADVERBS[w] for w in near if w in ADVERBS and w != name), None)
        out.append(_Found(kind, name, bool(nots), less or very, strength, every if every is not None else often, times))
    return out


def _match(stems: list[str], free: list[bool], wanted: tuple[str, ...]) -> tuple[int, ...] | None:
    """Where the stems stand close together in any order (at most two other words between), none of them used up."""
    if len(wanted) == 1:
        return next(((i,) for i, s in enumerate(stems) if s == wanted[0] and free[i]), None)
    for start, stem in enumerate(stems):
        if stem not in wanted or not free[start]:
            continue
        window = range(start, min(len(stems), start + len(wanted) + 2))
        places = [next((i for i in window if stems[i] == w and free[i]), None) for w in wanted]
        if None not in places:
            return tuple(sorted(i for i in places if i is not None))
    return None
