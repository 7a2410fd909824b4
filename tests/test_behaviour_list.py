"""Prompts as people write them, in tests/data/prompts.txt: 95 of 100 are understood as a person would expect.

Right of the arrow, each part must hold; `|` is "one of these":
    warm            this emotion, this movement, or its strength: `sad <.5`
    nod once        so many times; `nod every 6-15` repeats within so many seconds; `smile held` throughout
    less nod        asked for faintly or seldom, or avoided
    no nod          avoided;  not sad: no such emotion;  cannot wave: named as not possible
    gaze up, energy <.4, nothing, no emotions at all, no gestures at all
"""

from __future__ import annotations

import re
from pathlib import Path

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.behaviour.prompt import parse
from limner.engine.types import Behaviour

LIST = Path(__file__).parent / "data/prompts.txt"
ENOUGH = 0.95
NAMES = frozenset((*EXPRESSIONS, *GESTURES))
TIMES = {"once": 1, "twice": 2, "thrice": 3}


def within(value: float, limit: str) -> bool:
    if limit.startswith("<"):
        return value < float(limit[1:])
    if limit.startswith(">"):
        return value > float(limit[1:])
    low, high = (float(x) for x in limit.split("-"))
    return low <= value <= high


def ways(part: str) -> list[str]:
    """`warm|happy >.5` → warm >.5, happy >.5; `gaze up|down|look_up` → gaze up, gaze down, look_up."""
    first, *rest = (way.strip() for way in part.split("|"))
    prefix = first.split(" ")[0] if first.split(" ")[0] in ("gaze", "cannot") else ""
    _, _, limit = rest[-1].partition(" ") if rest[-1].split(" ")[0] in NAMES else ("", "", "")
    out = []
    for way in (first, *rest):
        if way in NAMES:
            out.append(f"{way} {limit}".strip())
        else:
            out.append(way if " " in way or way == "nothing" else f"{prefix} {way}")
    return out


def holds(part: str, b: Behaviour) -> bool:
    if "|" in part:
        return any(holds(way, b) for way in ways(part))
    words = part.split()
    names = [str(g["name"]) for g in b.gestures]
    match words:
        case ["nothing"]:
            return not b.emotions and not b.gestures and not b.not_possible and b.sentence.startswith("Nothing")
        case ["no", "emotions", "at", "all"]:
            return not b.emotions
        case ["no", "gestures", "at", "all"]:
            return not b.gestures
        case ["no", name]:
            return name in b.avoid and name not in names or (name == "smile_broadly" and name not in names)
        case ["not", name]:
            return name not in b.emotions
        case ["less", name]:
            return name in b.avoid or any(g["name"] == name and (g["strength"] < 0.5 or g.get("every_s", 0) > 10) for g in b.gestures)
        case ["gaze", name]:
            return b.gaze == name
        case ["energy", limit]:
            return within(b.energy, limit)
        case ["cannot", *name]:
            return " ".join(name) in b.not_possible
        case [name, times] if times in TIMES:
            return len([g for g in b.gestures if g["name"] == name and g.get("once") is True]) == TIMES[times]
        case [name, "every", limit]:
            return any(g["name"] == name and within(g.get("every_s", -1), limit) for g in b.gestures)
        case [name, "held"]:
            return any(g["name"] == name and g.get("every_s") == 0 for g in b.gestures)
        case [name, limit] if name in EXPRESSIONS:
            return name in b.emotions and within(b.emotions[name], limit)
        case [name, limit]:
            return any(g["name"] == name and within(g["strength"], limit) for g in b.gestures)
        case [name]:
            return name in b.emotions or name in names
    raise AssertionError(f"not understood in the list: {part!r}")


def rows() -> list[tuple[str, bool, list[str]]]:
    out = []
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            prompt, _, expected = line.rpartition(" => ")
            literal = prompt.startswith("literal: ")
            out.append((prompt.removeprefix("literal: "), not literal, re.split(r",\s*", expected)))
    return out


def test_the_list_is_long() -> None:
    assert len({(prompt, enhance) for prompt, enhance, _ in rows()}) >= 200


def test_prompts_mean_what_a_person_would_expect() -> None:
    missed = []
    for prompt, enhance, expected in rows():
        behaviour = parse(prompt, enhance)
        wrong = [part for part in expected if not holds(part, behaviour)]
        if wrong:
            missed.append(f"{prompt}\n    wanted {', '.join(wrong)}\n    got {behaviour.sentence}")
    assert len(missed) <= (1 - ENOUGH) * len(rows()), "\n".join(missed)
    print(f"\n{len(rows()) - len(missed)} of {len(rows())}", *missed, sep="\n")
