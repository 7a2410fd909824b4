"""Free text → Behaviour.

Other languages than English are first put into plain English, word for word (`languages`). What holds one after another is told apart
(`sequence`); in each part words and phrases of the catalogue are looked for, clause by clause, with what stands around them (`reading`),
and become one Behaviour (`gather`). Read generously, small slips of spelling are forgiven and words outside the catalogue are matched by
meaning (`lexicon`). It reads no meaning beyond that, and says in `sentence` what it took from the text.
"""

from __future__ import annotations

from functools import cache

from limner.engine.behaviour.catalog import GESTURES, PERSONAS
from limner.engine.behaviour.gather import DIRECTION, PLAIN_ENERGY, gather
from limner.engine.behaviour.languages import to_english
from limner.engine.behaviour.reading import read
from limner.engine.behaviour.sentence import describe
from limner.engine.behaviour.sequence import Part, parts
from limner.engine.behaviour.vocabulary import is_word
from limner.engine.types import Behaviour


def parse(text: str, enhance: bool = True) -> Behaviour:
    """Never raises, whatever the text.

    `enhance` also takes related words, adds small fitting gestures and replaces what cannot be shown by the nearest that can.
    """
    text, language = to_english(str(text), lambda word: is_word(word, enhance))
    sequence, together = _sequence(parts(text), enhance)
    out, found = _whole(together or text, enhance)
    out.sequence = sequence
    out.sentence = describe(out, nothing=not found and bool(text.strip()))
    out.sentence += f" Read as {language}." if language else ""
    return out


def _whole(text: str, enhance: bool) -> tuple[Behaviour, bool]:
    """Everything in the text together, and whether there is anything."""
    found = read(text, enhance)
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
    """And what its parts say, without what says that they are parts. None where nothing follows anything, or only movements follow each
    other: they do so anyway."""
    out: list[Behaviour] = []
    texts = [steps[0].lasting] if steps else []
    lasts = False
    for i, part in enumerate(steps):
        text = part.text
        step, found = _whole(f"{part.lasting} {text}", enhance)
        if i and not _whole(text, enhance)[1] and not part.plain:  # "look left, then right"
            text = f"{steps[i - 1].text.rpartition(' ')[0]} {text}"
            step, found = _whole(f"{part.lasting} {text}", enhance)
            if not found:
                continue
        step.for_s, step.until, step.over_s = part.for_s, part.until, part.over_s
        moves = [g for g in step.gestures if g.get("once")]
        held = [g for g in step.gestures if g.get("every_s") == 0 and g["name"] not in DIRECTION]
        lasts = lasts or bool(step.emotions or held or step.speaking) or step.energy != PLAIN_ENERGY
        if step.for_s is not None and moves and not step.emotions:
            step.for_s = round(sum(GESTURES[str(g["name"])].length_s + 0.6 for g in moves) + 0.5, 1)
        step.sentence = describe(step)
        out.append(step)
        texts.append(text)
    if len(out) < 2 or not lasts:
        return None, ""
    out[-1].for_s = out[-1].until = None
    return out, ". ".join(texts)


@cache
def _persona(name: str) -> Behaviour:
    return parse(PERSONAS[name][1], enhance=False)
