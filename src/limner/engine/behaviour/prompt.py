"""Free text → Behaviour.

Other languages than English are first put into plain English, word for word (`languages`). What holds one after another is told apart
(`sequence`); in each part words and phrases of the catalogue are looked for, clause by clause, with what stands around them (`reading`),
and become one Behaviour (`gather`). Read generously, small slips of spelling are forgiven and words outside the catalogue are matched by
meaning (`lexicon`). It reads no meaning beyond that, and says in `sentence` what it took from the text.
"""

from __future__ import annotations

import re
from functools import cache

from limner.engine.behaviour.catalog import GESTURES, PERSONAS
from limner.engine.behaviour.gather import DIRECTION, PLAIN_ENERGY, gather
from limner.engine.behaviour.languages import to_english
from limner.engine.behaviour.reading import read
from limner.engine.behaviour.sentence import describe
from limner.engine.behaviour.sequence import HOLD_S, Part, parts
from limner.engine.behaviour.similes import happened
from limner.engine.behaviour.vocabulary import is_word
from limner.engine.types import Behaviour

_SIDE = re.compile(r"\b(?:left|right|up|down)\b")
_WAY = re.compile(
    rf"\W*(?:to |on |with )?(?:the |your )?({_SIDE.pattern})(?: side| one| eye)?(?:,? (?:for )?\d+ ?(?:s|secs?|seconds?))?\W*"
)
_VERB = re.compile(r"\W*(?:\w+ )??(?:look|glanc|gaz|star|turn|peek)\w*(?!.*\b(?:eyes?|head|brows?)\b)")
GLANCE_S = 2.0  # of a look that is followed by something else


def parse(text: str, enhance: bool = True) -> Behaviour:
    """Never raises, whatever the text.

    `enhance` also takes related words, adds small fitting gestures and replaces what cannot be shown by the nearest that can.
    """
    text, language = to_english(str(text), lambda word: is_word(word, enhance))
    sequence, together = _sequence(parts(text), enhance)
    out, found = _whole(together or text, enhance)
    if enhance and not found and (told := happened(text)):
        out, found = _whole(told, enhance)
    out.sequence = sequence
    out.sentence = describe(out, nothing=not found and bool(text.strip()))
    out.sentence += f" Read as {language}." if language else ""
    return out


def _whole(text: str, enhance: bool, once: bool = False) -> tuple[Behaviour, bool]:
    """Everything in the text together, and whether there is anything. once: movements that are not said to repeat come once."""
    found = read(text, enhance)
    for thing in found:
        thing.turn = thing.turn or (once and not thing.when and (thing.fleeting or thing.name not in DIRECTION))
    said = {thing.name for thing in found if not thing.negated}
    out = gather([thing for thing in found if not (thing.when and thing.negated and thing.name in said)], enhance, _persona)
    if any(thing.when for thing in found):
        out.speaking = gather([thing for thing in found if thing.when != "listening"], enhance, _persona)
        out.listening = gather([thing for thing in found if thing.when != "speaking"], enhance, _persona)
        if len({thing.when for thing in found} - {""}) == 2:
            out.energy, out.gaze = out.speaking.energy, out.speaking.gaze
        for half in (out.speaking, out.listening):
            half.sentence = describe(half)
    return out, bool(found)


def _sequence(steps: list[Part], enhance: bool) -> tuple[list[Behaviour] | None, str]:
    """And what its parts say, without what says that they are parts. None where nothing follows anything, or movements that repeat."""
    out: list[Behaviour] = []
    texts = [steps[0].lasting] if steps else []
    for i, part in enumerate(steps):
        text = part.text
        if i and (way := _WAY.fullmatch(text)) and _SIDE.search(texts[-1]):  # "tilt your head left, then right"
            text = _SIDE.sub(way[1], texts[-1])
        said = read(text, enhance)
        once = part.for_s == HOLD_S or (part.for_s is None and part.until is None and all(t.kind == "gesture" for t in said))
        step, found = _whole(f"{part.lasting} {text}", enhance, once)
        if i and not said and not part.plain:  # "look left, then right"
            verb = _VERB.match(texts[-1])
            text = f"{verb[0] if verb else texts[-1].rpartition(' ')[0]} {text}"
            step, found = _whole(f"{part.lasting} {text}", enhance, once)
            if not found:
                continue
        step.for_s, step.until, step.over_s = part.for_s, part.until, part.over_s
        moves = [g for g in step.gestures if g.get("once")]
        if step.for_s is not None and moves and not step.emotions:
            step.for_s = round(sum(GESTURES[str(g["name"])].length_s + 0.6 for g in moves) + 0.5, 1)
        elif step.for_s == HOLD_S and not step.emotions and step.gestures and all(g["name"] in DIRECTION for g in step.gestures):
            step.for_s = GLANCE_S
        step.sentence = describe(step)
        out.append(step)
        texts.append(text)
    held = any(g.get("every_s") == 0 and g["name"] not in DIRECTION for step in out for g in step.gestures)
    lasts = held or any(step.emotions or step.speaking or step.energy != PLAIN_ENERGY for step in out)
    repeats = any(g.get("every_s", 0) > 0 for step in out[:-1] for g in step.gestures)
    if len(out) < 2 or not (lasts or (steps[0].text.strip() and not repeats)):
        return None, ""
    out[-1].for_s = out[-1].until = None
    return out, ". ".join(texts)


@cache
def _persona(name: str) -> Behaviour:
    return parse(PERSONAS[name][1], enhance=False)
