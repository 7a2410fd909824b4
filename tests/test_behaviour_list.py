"""Prompts as people write them, in tests/data: 95 of 100 are understood as a person would expect.

Right of the arrow, each part must hold; `|` is "one of these":
    warm            this emotion, this movement, or its strength: `sad <.5`; `tilt_head left` to that side
    nod once        so many times; `nod every 6-15` repeats within so many seconds; `smile held` throughout
    less nod        asked for faintly or seldom, or avoided
    no nod          avoided;  not sad: no such emotion;  cannot wave: named as not possible
    gaze up, energy <.4, nothing, no emotions at all, no gestures at all
    1 smile, 2 sad  the first and the second of a sequence;  speaking nod, listening smile: in that state of a conversation

prompts.txt says what must be understood; of prompts_strict.txt nothing else may be: no mood against the expected ones, and, read literally,
no movement, nothing avoided and nothing impossible but what is named.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES, IMPOSSIBLE
from limner.engine.behaviour.prompt import parse
from limner.engine.types import Behaviour

DATA = Path(__file__).parent / "data"
ENOUGH = 0.95
NAMES = frozenset((*EXPRESSIONS, *GESTURES))
TIMES = {"once": 1, "twice": 2, "thrice": 3}
GLAD = frozenset(("happy", "warm", "excited", "playful"))
GLOOMY = frozenset(("sad", "angry", "afraid", "disgusted", "bored", "tired", "concerned", "sceptical"))


def within(value: float, limit: str) -> bool:
    if limit.startswith("<"):
        return value < float(limit[1:])
    if limit.startswith(">"):
        return value > float(limit[1:])
    low, high = (float(x) for x in limit.split("-"))
    return low <= value <= high


def ways(part: str) -> list[str]:
    """`warm|happy >.5` → warm >.5, happy >.5; `gaze up|down|look_up` → gaze up, gaze down, look_up; `2 sad|shy` → 2 sad, 2 shy."""
    first, *rest = (way.strip() for way in part.split("|"))
    prefix = first.split(" ")[0] if first.split(" ")[0] in ("gaze", "cannot", "1", "2", "3", "speaking", "listening", "idle") else ""
    _, _, limit = rest[-1].partition(" ") if rest[-1].split(" ")[0] in NAMES else ("", "", "")
    out = []
    for way in (first, *rest):
        if way in NAMES and prefix not in ("1", "2", "3", "speaking", "listening", "idle"):
            out.append(f"{way} {limit}".strip())
        elif way == first or " " in way or way == "nothing":
            out.append(way)
        else:
            out.append(f"{prefix} {way}")
    return out


def holds(part: str, b: Behaviour) -> bool:
    if "|" in part:
        return any(holds(way, b) for way in ways(part))
    words = part.split()
    names = [str(g["name"]) for g in b.gestures]
    match words:
        case [("1" | "2" | "3") as n, *what]:
            return b.sequence is not None and len(b.sequence) >= int(n) and holds(" ".join(what), b.sequence[int(n) - 1])
        case ["speaking" | "listening" | "idle" as state, *what]:
            half = b.speaking if state == "speaking" else b.listening
            return half is not None and holds(" ".join(what), half)
        case ["nothing"]:
            return not b.emotions and not b.gestures and not b.not_possible and b.sentence.startswith("Nothing")
        case ["no", "emotions", "at", "all"]:
            return not b.emotions
        case ["no", "gestures", "at", "all"]:
            return not b.gestures
        case ["no", name]:
            return name in b.avoid and name not in names or (name == "smile_broadly" and name not in names)
        case ["not", name]:
            return name not in b.emotions and name not in names
        case ["less", name]:
            return name in b.avoid or (
                any(g["name"] == name and (g["strength"] < 0.5 or g.get("every_s", 0) > 10) for g in b.gestures)
                or b.emotions.get(name, 1.0) < 0.5
            )
        case ["gaze", name]:
            return b.gaze == name
        case ["energy", limit]:
            return within(b.energy, limit)
        case ["cannot", *name]:
            return " ".join(name) in b.not_possible
        case [name, times] if times in TIMES:
            return len([g for g in b.gestures if g["name"] == name and g.get("once") is True]) == TIMES[times]
        case [name, "left" | "right" as side]:
            return any(g["name"] == name and g.get("side") == side for g in b.gestures)
        case [name, "left" | "right" as side, *how]:
            b.gestures = [g for g in b.gestures if g["name"] != name or g.get("side") == side]
            return holds(" ".join((name, *how)), b)
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


def beside(expected: list[str], prompt: str, enhance: bool) -> list[str]:
    """What was understood that nobody asked for."""
    line = " ".join(expected)
    named = {name for name in NAMES if re.search(rf"\b{name}\b", line.replace("gaze ", "look_"))} | {
        name for name in NAMES if re.search(rf"\b{name}\b", line)
    }
    b, literal = parse(prompt, enhance), parse(prompt, enhance=False)
    out = [
        name
        for name in b.emotions
        if name not in named and ((name in GLOOMY and not named & GLOOMY) or (name in GLAD and named & GLOOMY and not named & GLAD))
    ]
    out += [g["name"] for g in literal.gestures if g["name"] not in named]
    out += [f"no {name}" for name in b.avoid if name not in named]
    out += [f"cannot {name}" for name in b.not_possible if name not in line and name in IMPOSSIBLE]
    return [f"nobody asked for {name}" for name in out]


def rows(path: Path) -> list[tuple[str, bool, list[str]]]:
    out = []
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            prompt, _, expected = line.rpartition(" => ")
            literal = prompt.startswith("literal: ")
            out.append((prompt.removeprefix("literal: "), not literal, re.split(r",\s*", expected)))
    return out


def missed(path: Path, strict: bool) -> list[str]:
    out = []
    for prompt, enhance, expected in rows(path):
        behaviour = parse(prompt, enhance)
        wrong = [part for part in expected if not holds(part, behaviour)] + (beside(expected, prompt, enhance) if strict else [])
        if wrong:
            out.append(f"{prompt}\n    wanted {', '.join(wrong)}\n    got {behaviour.sentence}")
    return out


def test_the_lists_are_long() -> None:
    assert len({(prompt, enhance) for name in ("prompts", "prompts_strict") for prompt, enhance, _ in rows(DATA / f"{name}.txt")}) >= 1000


@pytest.mark.parametrize("name", ["prompts", "prompts_strict"])
def test_prompts_mean_what_a_person_would_expect(name: str) -> None:
    path = DATA / f"{name}.txt"
    wrong = missed(path, strict=name == "prompts_strict")
    assert len(wrong) <= (1 - ENOUGH) * len(rows(path)), "\n".join(wrong)
    print(f"\n{len(rows(path)) - len(wrong)} of {len(rows(path))}", *wrong, sep="\n")
