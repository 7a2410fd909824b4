"""Behaviour → what was understood, in plain sentences."""

from __future__ import annotations

from typing import Any

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.types import Behaviour

MUCH = ((0.4, "slightly "), (0.6, "somewhat "), (0.85, ""), (0.99, "very "), (2.0, "extremely "))
LIVELY = ((0.15, "very still"), (0.35, "quiet"), (0.65, ""), (0.8, "lively"), (2.0, "very lively"))
GAZE = {"viewer": "looking at the viewer", "wandering": "with wandering eyes"}
CUES = {"pause": "where a sentence ends", "end": "when it has spoken", "start": "when it begins to speak"}
NOTHING = "Nothing in this text is something a portrait can do."


def describe(behaviour: Behaviour, nothing: bool = False) -> str:
    """nothing: the text had nothing in it that is in the catalogue."""
    if behaviour.sequence:
        return _sequence(behaviour.sequence)
    if behaviour.speaking is not None and behaviour.listening is not None:
        return f"While speaking: {describe(behaviour.speaking)} While listening: {describe(behaviour.listening)}"
    out = f"{NOTHING} Neutral" if nothing else _state(behaviour)
    out += f", {GAZE.get(behaviour.gaze, f'looking {behaviour.gaze}')}."
    if behaviour.gestures:
        said = list(dict.fromkeys(_gesture(g, behaviour.gestures) for g in behaviour.gestures))
        out += f" It {_list(said)}."
    avoided = [name.replace("_", " ") for name in behaviour.avoid]
    if moves := [said for name, said in zip(behaviour.avoid, avoided, strict=True) if name in GESTURES]:
        out += f" It does not {_list(moves, 'or')}."
    if moods := [said for said in avoided if said not in moves]:
        out += f" Not {_list(moods, 'or')}."
    if behaviour.not_possible:
        out += f" A still portrait cannot show: {', '.join(behaviour.not_possible)}."
    return out


def _state(behaviour: Behaviour) -> str:
    passing = {g["name"] for g in behaviour.gestures}
    lasting = sorted(((n, s) for n, s in behaviour.emotions.items() if n not in passing), key=lambda item: -item[1])
    words = [f"{_much(s)}{name} ({round(100 * s)} %)" for name, s in lasting]
    lively = next(word for limit, word in LIVELY if behaviour.energy < limit)
    out = _list([*words, *([lively] if lively else [])] or ["neutral"])
    return out[0].upper() + out[1:]


def _much(strength: float) -> str:
    return next(word for limit, word in MUCH if strength < limit)


def _gesture(wanted: dict[str, Any], all_of_them: list[dict[str, Any]]) -> str:
    name = str(wanted["name"])
    verb, _, rest = name.replace("_", " ").partition(" ")
    what = f"looks {name}" if name in EXPRESSIONS else verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s") + (rest and f" {rest}")
    side = f" ({wanted['side']})" if "side" in wanted else ""
    if wanted.get("at") in CUES:
        return f"{what}{side} {CUES[str(wanted['at'])]}"
    if not wanted.get("once"):
        return what + side + (" throughout" if not wanted["every_s"] else f" about every {wanted['every_s']:g} s")
    times = sum(g["name"] == name and g.get("once") is True and g.get("side") == wanted.get("side") for g in all_of_them)
    return what + side + {1: " once", 2: " twice"}.get(times, f" {times} times")


def _sequence(sequence: list[Behaviour]) -> str:
    out = []
    for i, part in enumerate(sequence):
        when = ("First" if i == 0 else "Then") + (f", over {part.over_s:g} s" if part.over_s else "")
        end = " until the next pause in the speech" if part.until else f" for {part.for_s:g} s" if part.for_s else ""
        out.append(f"{when}{end}: {describe(part)}")
    return " ".join(out)


def _list(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
