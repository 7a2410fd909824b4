"""The things found in a prompt → Behaviour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES, IMPOSSIBLE, MANNERS
from limner.engine.behaviour.found import Found
from limner.engine.types import Behaviour

STRENGTH, LITTLE = 0.7, 0.3  # of what is asked for without saying how much; of "less"
PLAIN_ENERGY = 0.5
MOST_TIMES = 10  # of one movement
NONE = 0.05  # a figure below this asks for nothing
SHORTEST_S = 2.5  # what cannot be held is repeated so often when asked for throughout
SELDOM_S = 5.0  # a mood asked for more often than this lasts; one asked for less often comes and goes
DIRECTION = {"look_up": "up", "look_down": "down", "look_left": "left", "look_right": "right", "look_away": "away"}
GLAD = frozenset(("happy", "warm", "excited", "playful"))
GLOOMY = frozenset(("sad", "angry", "afraid", "disgusted", "tired", "bored", "concerned", "sceptical", "neutral"))
QUIET, LOUD = frozenset(("shy", "serious", "calm")), frozenset(("playful", "excited"))
TIMID = frozenset(("afraid", "shy", "confused"))
HUSHED = frozenset(("quiet", "still", "minimal", "subtle"))
SMILES = frozenset(("smile", "smile_broadly", "laugh", "smirk"))


@dataclass
class _Energy:
    """What is said about how lively it shall be."""

    pulls: list[tuple[float, float]] = field(default_factory=list)  # (energy, weight), by moods
    manners: list[float] = field(default_factory=list)  # said in so many words
    hints: list[float] = field(default_factory=list)  # by what it shall not be
    most: float = 1.0

    def value(self) -> float:
        out = PLAIN_ENERGY
        weight = sum(w for _, w in self.pulls)
        if weight > 0:
            out += min(1.0, weight / STRENGTH) * (sum(e * w for e, w in self.pulls) / weight - PLAIN_ENERGY)
        manners = [m for m in self.manners if m != PLAIN_ENERGY] or ([] if self.pulls else self.manners)
        manners = manners or ([] if self.pulls else self.hints)
        if manners:
            out = max(manners, key=lambda m: abs(m - PLAIN_ENERGY))
        return min(out, self.most)


def gather(found: list[Found], enhance: bool, persona: Callable[[str], Behaviour]) -> Behaviour:
    """One state of the face. persona: a name → what such a person looks like. Its sentence stays empty."""
    out = Behaviour(energy=PLAIN_ENERGY)
    energy = _Energy()
    instead: list[tuple[str, Found]] = []
    personas: list[str] = []
    said = {thing.name for thing in found if not thing.negated}
    moods = any(thing.kind == "expression" and not thing.negated for thing in found)
    told = {t.name: t.strength for t in found if t.kind in ("gesture", "expression") and t.strength is not None}
    hushed = any(thing.name in HUSHED and not thing.negated for thing in found)
    for thing in found:
        if thing.name == "dramatic" and hushed:
            continue  # "hushed, intense"
        if thing.negated and thing.kind == "expression" and any(t.kind == "impossible" and t.at == thing.at and t.negated for t in found):
            continue  # "no tears"
        if thing.negated and thing.name in said and (thing.related or thing.kind == "expression"):
            continue  # "cold fury, no shouting", "sad, but not crying"
        if thing.aside and thing.kind == "expression" and moods:
            continue
        strength = _strength(thing)
        if thing.strength is None and thing.own is None:
            strength = told.get(thing.name) or strength  # "mildly annoyed, like somebody whose printer jams"
        if thing.kind == "expression":
            _expression(out, thing, strength, energy)
        elif thing.kind == "gesture":
            if thing.name == "turn_head" and (thing.negated or thing.less):
                energy.manners.append(0.15 if thing.negated else 0.3)
            if not (thing.name == "turn_head" and thing.less):
                _gesture(out, thing, strength)
        elif thing.kind == "gaze":
            _gaze(out, thing, found)
        elif thing.kind == "manner":
            _manner(energy, thing)
        elif thing.kind == "persona":
            if not thing.negated:
                _once(personas, thing.name)
        elif thing.negated or thing.less or (thing.name == "hand gestures" and strength <= LITTLE):
            if thing.name == "hand gestures":
                energy.manners.append(0.3)
        else:
            _once(out.not_possible, thing.name)
            instead += [(name, thing) for name in IMPOSSIBLE[thing.name][1]] if enhance else []
    for name, thing in instead:
        if all(g["name"] != name for g in out.gestures):  # what was asked for by name is as it was asked for
            _add(out, name, 0.6, thing.often, thing.times)
    if instead and not energy.pulls:
        energy.pulls.append((0.65, 0.5))
    for name in personas:
        _be(out, persona(name), energy)
    out.energy = energy.value()
    _leave_out(out)
    if enhance and out.energy > 0.1:
        _adorn(out)
    out.energy = round(min(1.0, max(0.0, out.energy)), 2)
    return out


def _strength(thing: Found) -> float:
    if thing.strength is not None and thing.own is not None and not thing.exact:
        return min(1.0, max(0.2, thing.strength * thing.own / STRENGTH))
    return next((s for s in (thing.strength, thing.own) if s is not None), STRENGTH)


def _expression(out: Behaviour, thing: Found, strength: float, energy: _Energy) -> None:
    if thing.negated:
        _once(out.avoid, thing.name)
        return
    if thing.less and thing.name == "neutral":  # "less wooden"
        _once(out.avoid, thing.name)
        energy.hints.append(0.6)
        return
    if thing.exact and strength < NONE:
        return  # "anger: 0"
    strength = round(LITTLE if thing.less else strength, 2)
    out.emotions[thing.name] = max(out.emotions.get(thing.name, 0.0), strength)
    if thing.often is not None and thing.often >= SELDOM_S:
        out.gestures.append({"name": thing.name, "every_s": thing.often, "strength": strength} | ({"at": thing.cue} if thing.cue else {}))
    elif thing.flash:
        out.gestures += [{"name": thing.name, "once": True, "strength": strength} for _ in range(thing.times)]
    else:
        pull = EXPRESSIONS[thing.name].energy
        if pull is not None:
            energy.pulls.append((pull, strength))
        out.gaze = EXPRESSIONS[thing.name].gaze or out.gaze


def _gaze(out: Behaviour, thing: Found, found: list[Found]) -> None:
    seldom = thing.name == "viewer" and (thing.often or 0) > 5
    if seldom and any(f.name in DIRECTION and not f.often and not f.times for f in found):
        return  # "eyes down, glance at the viewer now and then"
    out.gaze = thing.name
    if thing.negated or seldom:
        out.gaze = "wandering" if thing.name == "viewer" else "viewer"


def _manner(energy: _Energy, thing: Found) -> None:
    value = MANNERS[thing.name][0]
    if thing.negated or (thing.less and value > 0.8 and thing.name != "energetic"):  # "not over the top" says little of how lively
        energy.hints.append(PLAIN_ENERGY - 0.3 * (value - PLAIN_ENERGY))
        energy.most = 0.7 if value > PLAIN_ENERGY else 1.0
    elif thing.exact and thing.name == "energetic":
        energy.manners.append(thing.strength or 0.0)
    elif thing.less:
        energy.manners.append(PLAIN_ENERGY - 0.5 * (value - PLAIN_ENERGY))
    elif thing.strength is not None and thing.strength >= 0.9:
        energy.manners.append(value + 0.4 * ((1.0 if value > 0.5 else 0.0) - value))
    elif thing.strength is not None and thing.strength < 0.5:
        energy.manners.append(PLAIN_ENERGY + 0.5 * (value - PLAIN_ENERGY))
    else:
        energy.manners.append(value)


def _be(out: Behaviour, like: Behaviour, energy: _Energy) -> None:
    """Adds a kind of person, fainter where moods are named, too."""
    told = set(out.emotions)
    gloomy = bool(GLOOMY & told) and not GLAD & told
    quiet = bool(QUIET & told) and not GLAD & told
    stern = bool({"serious", "neutral"} & told) and not GLAD & told
    timid = bool(TIMID & told) and "confident" not in told
    for emotion, strength in like.emotions.items():
        glad = bool(GLAD & told) and not GLOOMY & told
        against = (
            (gloomy and emotion in (*GLAD, "curious"))
            or (timid and emotion == "confident")
            or (glad and emotion in GLOOMY)
            or (quiet and emotion in LOUD)
            or (stern and emotion == "happy")
            or (stern and emotion in GLAD and "smile" in out.avoid)
            or ("tired" in told and not (GLAD - {"warm"}) & told and emotion in (*LOUD, "happy"))
        )
        if not against:  # a frightened child does not play
            out.emotions.setdefault(emotion, round(strength * (0.6 if told else 1.0), 2))
    energy.pulls.append((like.energy, STRENGTH))
    taken = {str(g["name"]) for g in out.gestures} | (SMILES if gloomy else SMILES - {"smirk"} if stern else set())
    out.gestures += [g for g in like.gestures if g["name"] not in taken]


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
    _add(out, name, strength, often, thing.times, thing.side, thing.cue)


def _add(out: Behaviour, name: str, strength: float, often: float | None, times: int, side: str = "", cue: str = "") -> None:
    gesture = GESTURES[name]
    wanted = {"name": name, "strength": round(strength, 2)} | ({"side": side} if side else {}) | ({"at": cue} if cue else {})
    if times:
        had = sum(g["name"] == name and "once" in g for g in out.gestures)
        out.gestures += [{**wanted, "once": True} for _ in range(min(times, MOST_TIMES - had))]
        return
    every_s = gesture.every_s if often is None else often
    if gesture.hold is None or 0 < every_s:
        every_s = round(max(every_s, SHORTEST_S if every_s == 0 else 1.0, gesture.length_s + 0.3 if every_s < gesture.length_s else 0.0), 1)
    same = [g for g in out.gestures if g["name"] == name and g.get("side", "") == side and g.get("at", "") == cue and "every_s" in g]
    if same:
        same[0]["every_s"] = min(same[0]["every_s"], every_s)
        same[0]["strength"] = max(same[0]["strength"], wanted["strength"])
    else:
        out.gestures.append({**wanted, "every_s": every_s})


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


def _adorn(out: Behaviour) -> None:
    """Small movements that suit the lasting moods."""
    passing = {g["name"] for g in out.gestures}
    for name, strength in out.emotions.items():
        for gesture, every_s in EXPRESSIONS[name].adds if name not in passing else ():
            if gesture not in out.avoid and all(g["name"] != gesture for g in out.gestures):
                out.gestures.append({"name": gesture, "every_s": every_s, "strength": round(0.6 * strength, 2)})


def _once(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
