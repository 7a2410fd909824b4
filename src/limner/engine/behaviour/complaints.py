"""What the avatar does now, and what is wrong with that → what it shall do: "she looks too excited" is less excited.

Rows of `scope`. "It grins when it reports an outage. It should look serious instead" is no grin, and serious.
"""

from __future__ import annotations

import re
from collections.abc import Callable

BE = r"(?:is|are|was|were|'s|'re|looks?|seems?|appears?|sounds?|feels?|comes? (?:across|off)(?: as)?|gets?)"
BEFORE = r"(?:previous|last|old|current|first) (?:version|one|take|try|attempt|video|avatar|result)"
IT = (
    r"(?:she|he|it|they|you|the (?:avatar|face|character|agent|model|presenter|bot|assistant|host|portrait|expression|smile|mouth|head|"
    rf"eyes|{BEFORE})|this one)"
)
HE = rf"(?:she|he|it|the (?:avatar|face|character|agent|model|presenter|bot|assistant|portrait|expression|{BEFORE}))"
NOW = r"(?:at the moment|right now|currently|as it is|so far|at present|these days|lately|as of now|just now|until now)"
BODY = r"(?:eyebrows?|brows?|head|eyes?|lips|mouth|chin|face|smile|blinking|nodding|smiling|gestures?|movements?)"


# What tells a complaint from a description: "she smiles warmly. She should nod, too" is none.
_WRONG = re.compile(
    r"\b(?:actual|observed|current|ticket|bug|issue|problem|error|defect|right now|currently|now|at the moment|still|keeps?|"
    r"even|all the time)\b"
)
_THEN = re.compile(r"\b(?:when|where|while|during|every|at|although)\b|\|")
_INSTEAD = re.compile(r"\b(?:stop|fix|remove|change|correct|instead)\b|\bnot(?: do (?:so|that|this|it))?\W*$")
_LOOKS = re.compile(
    r"(?!.*\bnot\b)\W*(?:[a-z']+ ){1,4}?(?:be|look|seem|appear|sound|stay|keep|show|remain|hold)\b(?!.*\b(?:also|too|as well)\b)"
)
_REST = 80  # characters after a complaint that are looked at


def _of_all(verb: str) -> str:
    """Who shall not grin shall not smile at all."""
    return "smile" if verb.startswith("grin") else verb


def _not_now(complaint: re.Match[str]) -> str:
    """What it does, as what it shall not do. What is asked for again is said there."""
    verb, what = complaint[1], complaint.groups("")[1] if len(complaint.groups()) > 1 else ""
    rest = re.split(r"[.!?\n]", complaint.string[complaint.end() : complaint.end() + _REST])[0]
    before = complaint.string[max(0, complaint.start() - 20) : complaint.start()]
    if not (_WRONG.search(f"{before} {complaint[0]}") or _INSTEAD.search(rest)) and not (_THEN.search(complaint[0]) and _LOOKS.match(rest)):
        return complaint[0]
    if re.search(rf"\b{verb.removesuffix('s')}", rest):
        return " "
    return f" not {_of_all(verb)}{what} . "


# What a face does, in "it grins": of "it answers too fast" nothing need be said.
ACTS = (
    r"(?:grin|smil|smirk|nod|blink|wink|frown|laugh|giggl|chuckl|shrug|yawn|sigh|star(?=[ei])|tilt|shak|squint|scowl|sneer|pout|"
    r"sway|gestur|"
    r"rais|lean|clos|roll|wav|glanc|cr(?=y|ie))"
)
AVATAR = r"(?:(?:(?:our|the|my|this|your|that) )?(?:avatar|face|character|agent|model|bot|assistant|presenter|host|persona|npc)|she|he|it)"
NOW_IT = (
    rf"(?:^|(?<=[.:!?,;\n-]) ?)(?:(?:right now|currently|now|at the moment|today),? )?{AVATAR} "
    r"(?:currently |still |always |just |even |now |often |keeps? (?:on )?|is (?:always )?)*"
)
WHAT = r"( (?:its|her|his|the) (?:left |right )?\w+)?"
SHOULD = r"(?=should|must|needs? to|has to|ought to|is supposed to|is meant to|shall)"
BUT = r"[.;,!?] *(?:but |and |instead,? |please |while )*"
WHERE = r" (?:when|where|while|although|but|instead of when) "
RESULT = r"(?: result| behaviou?r| output)?:"

COMPLAINTS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # What it does now and what it should do: "it grins when it reports an outage. It should look serious instead".
    (rf"{NOW_IT}({ACTS}\w*){WHAT}\b[^.:;,!?\n]*(?:{BUT}(?:(?:(?:{AVATAR}|this) )?{SHOULD}|"
     r"(?:i|we)(?: would|'d)? (?:want|need|prefer|expect|like) (?:it|him|her)\b|"
     r"(?=(?:make|have|get|want|tell) (?:it|him|her) (?:stop|not)|(?:stop|fix|remove|change|correct) (?:it|that|this)))|"
     rf"{WHERE}{AVATAR} {SHOULD})", _not_now),
    (rf"{NOW_IT}(?:looks?|seems?|appears?) (?!like\b)(?:so |very |rather |a (?:bit|little) )?(\w+)\b[^.:;,!?\n]*"
     rf"(?:{BUT}(?:{AVATAR}|this) |{WHERE}{AVATAR} ){SHOULD}", _not_now),
    # Of a report: "actual: agent smirks. Expected: a neutral face".
    (rf"\b(?:actual|observed|current){RESULT} *(?:{AVATAR})? ?({ACTS}\w*){WHAT}\b[^.;\n]*", _not_now),
    (rf"\b(?:actual|observed|current){RESULT}[^.;\n]*|\b(?:expected|desired|wanted){RESULT}", " "),
    (rf"\b(?:wrong|bad|before|not like this|incorrect): *(?:{AVATAR})? ?({ACTS}\w*){WHAT}\b[^.;\n]*[.;\n]+ *(?:right|good|correct|after|"
     r"better|like this|instead):", lambda m: f" not {_of_all(m[1])}{m[2] or ''} . "),
    (rf"\b(?:{AVATAR}|you) (look|glanc|star|gaz)\w* (away|up|down|around|aside|off)(?: \w+)? (?:way |far |much |a (?:bit|little) )?too "
     r"(?:much|often|long|frequently|a lot)\b", r" not \1 \2 "),
    # "You look angry. Don't look angry": no more than the order.
    (rf"\b{IT} {BE} (?:so |very |really |too |always )*(\w+)[.,;!?]+ *(?=(?:please |so |just )*(?:not|don't|do not|stop|never|avoid) "
     r"(?:(?:be|look|seem|appear|sound)(?:ing)? )?(?:so |too )?\1\b)", " "),
    # "Speed it up, you are half asleep!", "more oomph! You're putting them to sleep", "wah, so fierce! Can be gentler?"
    (r"((?:^|[.!?\n] )[^.!?\n]*\b(?:speed (?:it |things )?up|wake up|cheer up|perk up|lighten up|liven (?:it )?up|pick it up|calm "
     r"down|relax|"
     r"come on|snap out|more \w+|less \w+)\b[^.!?\n]*?[,.;!?]+ *)you(?:'re| are| look| seem)\b(?! (?:a|an|the|my|our|now|to|doing|in)\b)"
     r"[^.!?\n]*", r"\1 | "),
    (r"(?:^|(?<=[.!?\n] ))(?:\w+, )?(?:so|too) (\w+)[!,.]+ *(?=(?:can|could|please|be|try|make|a (?:bit|"
     r"little))\b[^.!?\n]*\b(?:more|less|not|"
     r"gentle|soft|calm|happi|\w+er)\w*)", r" not \1 . "),
    (r"\b(?:why|how come) (?:are you |is (?:she|he|it) )?(?:all )?so (\w+)\b(?: \w+)?(?=[,.;!?]|$)", r" not \1 . "),
    (r"(?:^|(?<=[.!?\n] ))(?:ugh|argh|gah|grr|oof|jeez|sigh|hmm)[,.!]+ (?!not again)(?=[^.!?\n]*\b(?:less|stop|don't|dont|not|no "
     r"more|please|"
     r"again|can you|"
     r"too|more|enough)\b)", " "),
    # "I asked for sad, you gave me angry", "make him look interested, he keeps staring at the ceiling", "the eyebrows are going mental".
    (r"\bi (?:asked|wished) for (\w+)[,;.]? *(?:but |and )?(?:you|i|it) (?:gave|give|got|get|did|made|was|is|looks)(?: me| us)? (\w+)\b",
     r" \1 , not \2 . "),
    (r"(\bmake (?:him|her|it) [^,.;!?\n]*[,;.] *(?:because |as )?)(?:he|she|it) keeps? (?:on )?(\w+ing\b[^,.;!?\n]*)", r"\1 not \2 "),
    (r"\b(?:the|her|his|your|its|those) (?:eye)?brows? (?:is|are|keeps?|go|goes)(?: going)? (?:mental|crazy|nuts|wild|mad|bananas|"
     r"all over the place|way too busy|hyperactive)\b[^.!?\n]*", " less raise brows "),
    # What is wrong now: "she looks too excited", "it nods too much", "way too stiff".
    (rf"\b{IT}(?: (?:currently |still |always |now )?|(?='))(?:{BE}) (?:a (?:bit|little|touch|tad) |way |far |much |just |rather |"
     rf"somewhat |slightly )*"
     r"too (\w+)(?! (?:\w+ )?to\b)", r" less \1 "),
    (rf"\b{IT} (\w+?)(?:s|ed)? (?:way |far |much |a (?:bit|little) )?too (?:much|often|fast|hard|quickly|strongly|frequently|a lot)\b",
     r" less \1 "),
    (r"(?:^|(?<=[.!?,;\n]) ?)(?:it's |still |a (?:bit|little) |way |far |much )*too (\w+)(?! (?:\w+ )?to\b)(?=[^\w]|$)", r" less \1 "),
    (r"\btoo (?:much|many) ((?:\w+ing|smil|nod|blink|wink|laugh|frown|movement|motion|emotion|energy|gestur|drama|"
     r"grin)\w*)", r" less \1 "),
    (rf"\b{HE} (?:keeps?|is always|will not stop|never stops?) (\w+ing\b[^,.;:!?\n]*)[,.;!?] *(?:please |can you |and )*(?:fix|stop|"
     rf"change|correct|not)\b[^,.;!?\n]*", r" not \1 "),
    (rf"\b{HE} (?:just |still |always )?{BE}\b[^,.;:!?\n]*\b{NOW}|\b(?:currently|right now|at the moment|so far),? {IT} {BE}[^,.;:!?\n]*",
     " | "),
    (r"((?:^|[.!?\n])[^.!?\n]*\b(?:more|less|loosen|liven|move|relax|stop|not so)\b[^.!?\n]*[.!?\n] *)you (?:look|seem|sound) like "
     r"[^.!?\n]*",
     r"\1 | "),
    (rf"\b(?:{HE}|the \w+) (?:just |still |always )?{BE} ([^,.;:!?\n]*)[,.;!?] *(?:and |but |so )?(?:that's|that is|this is|which "
    rf"is) not "
     rf"(?:what|how|right|ok\w*|good)"
     r"[^,.;:!?\n]*", r" not \1 "),
    (rf"\b(?:{HE}|(?:the|his|her|your|its) (?:eyes?|face|mouth|smile|head|lips|brows?|whole thing|result)) (?:just |still |always "
    rf")?{BE} [^,.;:!?\n]*[,.;!?] "
     rf"*(?:and |but |so )?"
     r"(?:please |can you |could you )?(?=make|add|fix|change|needs?|give (?:him|her|it|them))", " "),
    (rf"\bthe (?:previous|last|old|current|first) (?:version|one|take|try|attempt|video|avatar|result) "
    rf"(?:{BE}|looked|seemed|appeared|sounded|felt|came "
     r"across)\b[^,.;:!?\n]*", " | "),
    # Complaints about what one has just seen: "his brows go up and down too often", "the nodding gets on my nerves".
    (rf"\b(?:her|his|its|the|your|their) ({BODY}) (?:is|are|keeps?|go|goes|going|moves?|moving|gets?|looks?|feels?)([^,.;!?\n]*?) "
    rf"(?:way |far |much |a bit |just )?"
     r"too (?:much|often|fast|a lot|frequent\w*|big|strong|intense|exaggerated)\b", r" less \1\2 "),
    (r"\b(?:the|her|his|that|this|all that|all the|your|constant) (?:constant |endless )?(\w+ing|smile|wink|smirk|frown) (?:is|are|"
     r"gets?|getting|was)(?: really| just| "
     r"so| a bit| kind of)* (?:gett?ing on|on my|annoying|distracting|creepy|weird|too much|a bit much|much|over the top|"
     r"off-?putting|irritating|"
     r"unsettling|fake|excessive)\b[^,.;!?\n]*", r" less \1 "),
    (r"((?:^|[.!?\n])[^.!?\n]*\b(?:more|less|loosen|liven|relax|stop|add|not so)\b[^.!?\n]*[,;.!?] *)(?:it|he|she|they|everything|"
     r"the (?:face|avatar)) "
     r"(?:still |just |always |all )*(?:looks?|seems?|feels?|comes? across)\b[^,.;!?\n]*", r"\1 | "),
)  # fmt: skip
