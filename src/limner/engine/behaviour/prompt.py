"""Free text → Behaviour.

Words and phrases of the catalogue are looked for, clause by clause, with what stands around them: how strongly, how often, and not.
Other languages than English are first put into plain English, word for word (`languages`). Read generously, small slips of spelling
are forgiven and words outside the catalogue are matched by meaning (`lexicon`). It reads no meaning beyond that, and says in
`sentence` what it took from the text.
"""

from __future__ import annotations

from functools import cache

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES, IMPOSSIBLE, MANNERS, PERSONAS
from limner.engine.behaviour.languages import to_english
from limner.engine.behaviour.reading import Found, is_word, read
from limner.engine.types import Behaviour

STRENGTH, LITTLE = 0.7, 0.3  # of what is asked for without saying how much; of "less"
PLAIN_ENERGY = 0.5
SHORTEST_S = 2.5  # what cannot be held is repeated so often when asked for throughout
DIRECTION = {"look_up": "up", "look_down": "down", "look_left": "left", "look_right": "right", "look_away": "away"}
GLAD = frozenset(("happy", "warm", "excited", "playful"))
GLOOMY = frozenset(("sad", "angry", "afraid", "disgusted", "tired", "bored", "concerned", "sceptical", "neutral"))
SMILES = frozenset(("smile", "smile_broadly", "laugh", "smirk"))


def parse(text: str, enhance: bool = True) -> Behaviour:
    """Never raises, whatever the text.

    `enhance` also takes related words, adds small fitting gestures and replaces what cannot be shown by the nearest that can.
    """
    text, language = to_english(str(text), lambda word: is_word(word, enhance))
    found = read(text, enhance)
    said = {thing.name for thing in found if not thing.negated}
    out = _understood([thing for thing in found if not (thing.when and thing.negated and thing.name in said)], enhance)
    if any(thing.when for thing in found):
        out.speaking = _understood([thing for thing in found if thing.when != "listening"], enhance)
        out.listening = _understood([thing for thing in found if thing.when != "speaking"], enhance)
        if len({thing.when for thing in found} - {""}) == 2:
            out.energy, out.gaze = out.speaking.energy, out.speaking.gaze
        for half in (out.speaking, out.listening):
            half.sentence = describe(half)
        out.sentence = f"While speaking: {out.speaking.sentence} While listening: {out.listening.sentence}"
    else:
        out.sentence = describe(out, nothing=not found and bool(text.strip()))
    out.sentence += f" Read as {language}." if language else ""
    return out


def _understood(found: list[Found], enhance: bool) -> Behaviour:
    out = Behaviour(energy=PLAIN_ENERGY)
    pulls: list[tuple[float, float]] = []  # (energy, weight)
    manners: list[float] = []
    lifted = 0.0
    instead: list[tuple[str, Found]] = []
    hints: list[float] = []
    personas: list[str] = []
    for thing in found:
        strength = next((s for s in (thing.strength, thing.own) if s is not None), STRENGTH)
        if thing.strength is not None and thing.own is not None:
            strength = min(1.0, max(0.2, thing.strength * thing.own / STRENGTH))
        if thing.kind == "expression":
            if thing.negated:
                _once(out.avoid, thing.name)
                continue
            strength = LITTLE if thing.less else strength
            out.emotions[thing.name] = max(out.emotions.get(thing.name, 0.0), round(strength, 2))
            energy = EXPRESSIONS[thing.name].energy
            if energy is not None:
                pulls.append((energy, strength))
            out.gaze = EXPRESSIONS[thing.name].gaze or out.gaze
        elif thing.kind == "gesture":
            if thing.negated and thing.name == "turn_head":
                manners.append(0.15)
            _gesture(out, thing, strength)
        elif thing.kind == "gaze":
            if (
                thing.name == "viewer"
                and (thing.often or 0) > 5
                and any(f.name in DIRECTION and not f.often and not f.times for f in found)
            ):
                continue  # "eyes down, glance at the viewer now and then"
            if thing.negated or (thing.name == "viewer" and (thing.often or 0) > 5):
                out.gaze = "wandering" if thing.name == "viewer" else "viewer"
            else:
                out.gaze = thing.name
        elif thing.kind == "manner":
            energy = MANNERS[thing.name][0]
            if thing.negated:  # "not over the top" says little of how lively it shall be
                hints.append(PLAIN_ENERGY - 0.3 * (energy - PLAIN_ENERGY))
                continue
            if thing.exact and thing.name == "energetic":
                manners.append(thing.strength or 0.0)
                continue
            if thing.strength is not None and thing.strength >= 0.9:
                energy += 0.4 * ((1.0 if energy > 0.5 else 0.0) - energy)
            manners.append(1 - energy if thing.negated else PLAIN_ENERGY - 0.5 * (energy - PLAIN_ENERGY) if thing.less else energy)
        elif thing.kind == "persona":
            if not thing.negated:
                _once(personas, thing.name)
        elif thing.negated or thing.less or strength <= LITTLE:
            if thing.name == "hand gestures":
                manners.append(0.3)
        else:
            _once(out.not_possible, thing.name)
            if enhance:
                instead += [(name, thing) for name in IMPOSSIBLE[thing.name][1]]
                lifted = 0.65
    for name, thing in instead:
        if all(g["name"] != name for g in out.gestures):  # what was asked for by name is as it was asked for
            _add(out, name, 0.6, thing.often, thing.times)
    if lifted and not pulls:
        pulls.append((lifted, 0.5))
    told = bool(out.emotions)
    gloomy = bool(GLOOMY & set(out.emotions)) and not GLAD & set(out.emotions)
    for name in personas:
        like = _persona(name)
        for emotion, strength in like.emotions.items():
            if not (gloomy and emotion in GLAD):  # a frightened child does not play
                out.emotions.setdefault(emotion, round(strength * (0.6 if told else 1.0), 2))
        pulls.append((like.energy, STRENGTH))
        taken = {str(g["name"]) for g in out.gestures} | (SMILES if gloomy else set())
        out.gestures += [g for g in like.gestures if g["name"] not in taken]
    if pulls:
        weight = sum(w for _, w in pulls)
        out.energy = PLAIN_ENERGY + min(1.0, weight / STRENGTH) * (sum(e * w for e, w in pulls) / weight - PLAIN_ENERGY)
    manners = [m for m in manners if m != PLAIN_ENERGY] or ([] if pulls else manners)
    manners = manners or ([] if pulls else hints)
    if manners:
        out.energy = max(manners, key=lambda m: abs(m - PLAIN_ENERGY))
    _leave_out(out)
    if enhance and out.energy > 0.1:
        for name, strength in out.emotions.items():
            for gesture, every_s in EXPRESSIONS[name].adds:
                if gesture not in out.avoid and all(g["name"] != gesture for g in out.gestures):
                    out.gestures.append({"name": gesture, "every_s": every_s, "strength": round(0.6 * strength, 2)})
    out.energy = round(min(1.0, max(0.0, out.energy)), 2)
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


@cache
def _persona(name: str) -> Behaviour:
    return parse(PERSONAS[name][1], enhance=False)


def _once(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


def _leave_out(out: Behaviour) -> None:
    """What is to be avoided goes; with smiling goes every way to smile."""
    gone = set(out.avoid) | (SMILES if "smile" in out.avoid else set())
    out.emotions = {name: s for name, s in out.emotions.items() if name not in gone}
    out.gestures = [g for g in out.gestures if g["name"] not in gone]
    held = [g for g in out.gestures if g["name"] in DIRECTION and g.get("every_s") == 0]
    corner = len(held) == 2 and len({g["name"] in ("look_up", "look_down") for g in held}) == 2  # "up and to the right"
    several = len(held) > 1 and not corner  # "look left, then right, then up": one after the other
    for g in held:
        if several or (DIRECTION[g["name"]] != out.gaze and not (corner and out.gaze in DIRECTION.values())):
            g["once"] = True
            del g["every_s"]
    out.gaze = "viewer" if several else out.gaze
    if any(g["name"] == "smile_broadly" for g in out.gestures):
        out.gestures = [g for g in out.gestures if g["name"] != "smile"]


def _gesture(out: Behaviour, thing: Found, strength: float) -> None:
    name = thing.name
    if thing.negated or (thing.less and name == "blink"):
        _once(out.avoid, name)
        if name in DIRECTION and out.gaze == DIRECTION[name]:
            out.gaze = "viewer"
        return
    often = thing.often
    if thing.turn and often is None and not thing.times and not thing.state and (GESTURES[name].every_s or name in DIRECTION):
        thing.times = 1
    if thing.less:
        strength, often = LITTLE, 15.0 if often is None and GESTURES[name].every_s else often
    elif thing.more and often is None and GESTURES[name].every_s:
        often = round(0.6 * GESTURES[name].every_s, 1)
    if thing.state and often is None and not thing.times and GESTURES[name].hold is not None:
        often = 0.0
    if name in DIRECTION and often in (None, 0.0) and not thing.times and not thing.fleeting:
        out.gaze, often = DIRECTION[name], 0.0
    _add(out, name, strength, often, thing.times)


def _add(out: Behaviour, name: str, strength: float, often: float | None, times: int) -> None:
    gesture = GESTURES[name]
    strength = round(strength, 2)
    if times:
        out.gestures += [{"name": name, "once": True, "strength": strength} for _ in range(min(times, 10))]
        return
    every_s = gesture.every_s if often is None else often
    if gesture.hold is None or 0 < every_s:
        every_s = round(max(every_s, SHORTEST_S if every_s == 0 else 1.0, gesture.length_s + 0.3 if every_s < gesture.length_s else 0.0), 1)
    same = [g for g in out.gestures if g["name"] == name and "every_s" in g]
    if same:
        same[0]["every_s"] = min(same[0]["every_s"], every_s)
        same[0]["strength"] = max(same[0]["strength"], strength)
    else:
        out.gestures.append({"name": name, "every_s": every_s, "strength": strength})
