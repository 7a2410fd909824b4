"""A prompt → its parts that hold one after another: "start calm and get excited", "sad for five seconds, then happy"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from limner.engine.behaviour.signs import without_arrows

HOLD_S, MOMENT_S, WHILE_S = 4.0, 2.0, 10.0  # of a part that does not say how long; "for a moment"; "for a while"
GRADUAL_S = 8.0  # "gradually", "more and more"
MOST = 6  # parts; more are not told apart
MAX_CHARS = 4000  # of a longer text nothing is taken for a sequence
NUMBERS = {word: str(i) for i, word in enumerate("zero one two three four five six seven eight nine ten".split())} | {
    "a few": "4", "a couple of": "2", "several": "5", "some": "4", "fifteen": "15", "twenty": "20", "thirty": "30"}  # fmt: skip

_N = rf"(\d+(?:[.,]\d+)?|a few|a couple of|several|some|{'|'.join(NUMBERS)})"
_SECONDS = rf"{_N} ?-?(s|secs?|seconds?|min|minutes?)\b"
# Verbs of change; those that say what it becomes stay in the text.
_CHANGE = (
    r"(?:(?:get|grow|becom|turn|break|shift|switch|mov|transition|chang|build|fad|morph|melt|escalat|progress|develop|evolv|ris|end|finish|"
    r"conclud|clos|slid|snap|giv)(?:e|es|t|ting|ing|ning|s)?\b(?: way)?(?: up| down| out)?(?: (?:in)?to| on| with| by| as)? "
    r"|(?=(?:warm|thaw|brighten|soften|relax|calm|cheer|perk|light|open|settle)\w*\b)|(?=(?:smil|laugh|frown)(?!ing)\w*\b))"
)
_GRADUAL = r"(?:gradual(?:ly)?|slowly|progressively|increasingly|steadily|little by little|bit by bit|step by step|over time)"
_MORE = r"(?:more and more|ever more|increasingly)"
_START = re.compile(
    r"\b(?:(?:you )?(?:start|begin|open(?=\w* (?:with|on|by)\b))(?:s|ing)?(?: off| out)?(?: the (?:\w+))?(?: (?:by|with|as|being|in|on|"
    r"from|out|looking|acting))*"
    r"|when the (?:call|conversation|video|session|meeting|chat|demo|lesson|show) (?:begins|starts|opens|connects),?"
    r"|first(?:ly)?(?: of all)?|at first|initially|to (?:start|begin)(?: off)?(?: with)?|in the beginning|"
    r"(?:at|from|near) the (?:very )?(?:start|beginning|outset))\b(?! (?:to|until|and|name|impression|time|sight|class|aid|person|few|"
    r"\d+|ten|five|three|two|minute|seconds?|half|part)\b)(?! "
    r"of (?:each|every))"
)
_NEXT = re.compile(
    r"(?:[,;.!]|\s|\band\b|\bbut\b)*(?:\b(?:then|after that|afterwards?|after which|thereafter|later(?: on)?|followed by|finally|"
    r"eventually|"
    r"after (?:a (?:little |short |long )?|some )(?:while|time|moment|bit)|ultimately|in the end|by the (?:middle|end)|halfway(?: "
    r"through)?|midway(?: through)?|at last|towards? the end|(?:at|"
    r"near) the (?:very )?end|(?:and|,) ends?(?:ing)?(?: up)?(?: on| with| in| "
    r"by| as)|"
    r"ending (?:up )?(?:with|on|in)|before (?=(?!going)\w+ing\b)|(?<=[,;.] )next(?! (?:to|time|week|day|month|year|door|question|"
    r"one)\b))\b)(?! of (?:each|every|your|the|all|an?|my|his|her)\b)[ ,:]*(?:and |but )?"
)
_LAST = re.compile(  # "relaxed in the beginning, tense at the end"
    r"(?:,|;|\bbut\b|\band\b)([^,;.!?\x02]*?) (?:at the (?:very )?end|in the end|later(?: on)?|afterwards|eventually|by the end|towards? "
    r"the end)\s*(?=[.!?]|$)"
)
_TIMED = re.compile(rf"(?:[,;.!]|\s|\band\b|\bbut\b|\bthen\b)*\bafter (?:about |around )?(?:(?:the )?first )?{_SECONDS}[ ,:]*(?:then )?")
_SAID = (
    r"\b(?:right )?(?:after|once|when) (?:the |your |you(?:'ve| have| are|'re)? |saying |that |it )*(?:initial )?(?:greet\w*|intro\w*|"
    r"welcom\w*|"
    r"hello|opening|first (?:sentence|line|words?|part|answer|phrase)|speech|sentence|said \w+|finish\w*|done|is over)"
    r"(?: (?:is over|is done|speaking|talking|the \w+))*\b"
)
_PAUSE = re.compile(_SAID)
_FADE = re.compile(
    rf"(?:[,;]|\s|\band\b|\bbut\b)*\b(?:(?:{_GRADUAL} (?:(?!and |n )\w+ )??{_CHANGE})|"
    rf"{_MORE}\b|(?<!might )(?<!could )(?<!about to )(?<!going to )"
    rf"(?:break|burst|melt|dissolv|fad|turn|switch|"
    rf"transition|shift|"
    rf"soften|morph|chang)(?:e|es|s|ing)? (?:in)?to|giving way to|gives? way to)(?! (?:the )?(?:camera|left|right|side|viewer|user|face))"
)
_FADES = re.compile(  # "the smile slowly fades"
    r"\b(?:the|your|his|her|a|an) ((?!jaw|head|gaze|eyes?|mouth|chin|voice|face)\w+(?: smile)?) (?:that |which )?"
    r"(?:slowly |gradually |then )?(?:(?:fad|disappear|vanish|drop|die)(?:es|s)|"
    r"wears(?= off| away))\b"
    r"(?: (?:away|off|out))?(?: from (?:your|his|her|the) face)?"
)
_CYCLE = re.compile(  # "cycle through happy, sad and angry"
    r"\b(?:cycl|go|goes|going|run|step|mov|loop|rotat|progress)(?:e|es|s|ing)? through "
    r"(?:the |these |different )*(?:emotions?|moods?|expressions?|faces)?[: ]*((?!the\b)[\w ]+(?:, [\w ]+)*,? and [\w]+(?: [\w]+)?)"
)
_ROW = re.compile(  # "three moods, one after another: joy, fear, disgust"
    r"[^.;!?\n]*\b(?:(?:one|each) after (?:another|the other)|in turn|in a row|in (?:this|that|the following) (?:order|sequence)) ?[:-] ?"
    r"((?:[\w' ]+, )+(?:and |then )?[\w' ]+)"
)
_SLOW = re.compile(rf"{_GRADUAL} (?:shak|shook|nod|tilt|blink|wink|shrug|sigh|look|glanc|clos|open|rais|lower|lift|purs|roll|bow)")
_AFTER = re.compile(  # "after looking down for three seconds, look up"
    r"(?:^|(?<=[.!?\n] ))after (?!(?:speak|talk|say|listen|answer|ask|greet|hear|see|read|finish|complet|introduc|explain|repl|respond|be|"
    r"work|drink|eat|go|hav|tell|wait|bring|th|morn|even)\w*ing\b)((?:briefly |quickly |slowly )?\w{3,}ing\b[^,.;!?\n]*),"
)
_FROM = re.compile(
    rf"(?:\b(?:\w+ ){{0,4}}(?:go|goes|going|shift\w*|swing\w*|switch\w*|transition\w*|mov\w*|chang\w*|turn\w*|morph\w*|progress\w*|fad\w*|"
    rf"transform\w*|drift\w*|slid\w*|alternat\w*|vary|varies) )?(?:{_GRADUAL} )?\bfrom (?:being )?([\w' -]{{3,40}}?) (?:in|on)?to "
    rf"(?:being )?(?=[a-z])"
)
_NO_FROM = re.compile(
    r"from (?:time|side|left|right|ear|top|head|start|beginning|the|your|\d|one|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midnight|dawn|half|quarter|morning|(?:mon|tues|wednes|"
    r"thurs|fri|satur|"
    r"sun)days?|january|february|march|april|may|june|july|august|september|october|november|december))\b"
)
_FOR = re.compile(rf"[, ]*\bfor (?:about |around |exactly |the first )?{_SECONDS}[, ]*")
# Stories: what comes first and what next, put so.
_TOLD = (
    # "calm at the start, worried in the middle, relieved at the end"
    (
        re.compile(
            r"(?:^|(?<=[.!?:] ))([^,;.!?]+?) (?:(?:at|in) the (?:start|beginning)|at first|initially)[,;] (?:and |then |but )?([^,;.!?]+?) "
            r"(?:in the middle|halfway(?: through)?|midway|after (?:that|a while)|later(?: on)?)[,;]? (?:and |then |but )?([^,;.!?]+?) "
            r"(?:(?:at|in) the end|finally|by the end)\b"
        ),
        r"first \1, then \2, then \3",
    ),
    # "Phase 1: friendly. Phase 2: stern."
    (re.compile(r"(?:^|(?<=[.;,!?\n])) ?(?:phase|scene|step|act|part|stage|shot|beat|moment) ?(?:1|one|i) ?[:.)-] ?"), " first "),
    (
        re.compile(
            r"[.;,!?\s]*(?<![\w-])(?:phase|scene|step|act|part|stage|shot|beat|moment) ?(?:[2-6]|two|three|four|five|ii|iii|iv) ?"
            r"[:.)-] ?"
        ),
        ", then ",
    ),
    # "She is sad. Suddenly the door opens and she is overjoyed."
    (
        re.compile(
            r"(?<=\w)[,.;!?]+ ?(?:and |but |when |until )*(?:suddenly|all of a sudden|out of nowhere|all at once),? (?=\w+ \w)|"
            r"(?<=\w) (?:when|until) (?:suddenly|all of a sudden) "
        ),
        ", then ",
    ),
    # "He waits nervously until his name is called, and beams."
    (
        re.compile(
            r"(?<=\w),? until (?:finally |at last )?(?!you (?:speak|talk|are told)|i |the (?:user|customer|caller|viewer))"
            r"[^,;.!?]{4,60}[,;] (?:and |then |when )*(?=\w)"
        ),
        ", then ",
    ),
)
_BARE = re.compile(rf"[, ]*\b{_SECONDS}[ ,.]*$")  # "right 2 seconds"
_LET_GO = re.compile(
    r"(?:,? and|,? then|,)+ (?:(?:let|make) (?:it|that|the \w+) (?:slowly |gradually )?(?:fade|vanish|go|drop)|it "
    r"(?:slowly |gradually )?(?:fades|vanishes|dies))(?: away| out| again)?\b"
)  # "hold the smile and let it fade"
_DIES = re.compile(
    r"\bthen (?:the|your|his|her) (?:smile|grin|laugh\w*) (?:slowly |gradually )?(?:dies|fades|vanishes|disappears|drops|"
    r"falters|freezes)(?: away)?"
)
_OVER = re.compile(rf"\bover (?:about |the (?:first|next) )?{_SECONDS}")
_MOMENT = re.compile(r"\bfor (?:a|one|half a|just a) (?:split )?(?:brief )?(moment|second|sec|beat|bit|while)\b|\b(briefly|momentarily)\b")
_PLAIN = re.compile(r"\b(?:normal\w*|neutral|default|usual|before|again|relax\w*|regular|rest|stop\w*|still|paus\w*|wait\w*|leave|alone)\b")


@dataclass(frozen=True, slots=True)
class Part:
    """What holds for a while."""

    text: str
    lasting: str = ""  # what holds in every part
    for_s: float | None = None
    until: str | None = None  # "pause": until what is being said ends
    over_s: float | None = None  # how long the change to it takes

    @property
    def plain(self) -> bool:
        """ "Back to normal": means something though nothing of the catalogue is in it."""
        return bool(_PLAIN.search(self.text))


def parts(text: str) -> list[Part]:
    """Two to six of them, in order; none where the text tells of no change."""
    if len(text) > MAX_CHARS:
        return []
    text = re.sub(r"[’‘`´]", "'", text.lower())
    text = without_arrows(text)
    text = re.sub(r"\b(?:every )?now and then\b", "occasionally", text)
    text = re.sub(r"\b(it is|it's|its) (\w+) turn(?: to \w+)?\b", r"\1 \2 go", text)  # "when it's your turn to talk" changes nothing
    text = _ROW.sub(lambda m: re.sub(r", (?:and |then )?", ", then ", "first " + m[1]), text)
    for pattern, plain in _TOLD:
        text = pattern.sub(plain, text)
    text = _CYCLE.sub(lambda m: re.sub(r",? and |, ", ", then ", m[1]), text)
    text = _AFTER.sub(r" \1, then ", text)
    text = _DIES.sub("then neutral", _LET_GO.sub(", then neutral", text))
    text = _FADES.sub(r" first \1, then gradually neutral", text)
    text = re.sub(rf"\b{_GRADUAL} (?=(?:more|less|happier|sadder|angrier) )", "gradually becoming ", text)
    text = re.sub(r"\b(you|he|she|they|i)(?:'ve| have| has)? finally (?=\w)", r"\1 ", text)  # "you finally get the joke"
    text = re.sub(r"\bif\b([^.;!?\n]*?),? then\b", r"if\1,", text)
    lasting: list[str] = []
    steps: list[tuple[str, str]] = []  # (what leads to it, text)
    for sentence in re.split(r"(?<=[.!?\n])\s+|\n", text):
        cut = _cut(sentence)
        if len(cut) > 1 or (steps and cut[0][0]) or (cut[0][0] and lasting):
            if cut[0][0] not in ("", "start") and not steps:  # "You are sad. Then you smile."
                steps.append(("start", " ".join(lasting)))
                lasting = []
            steps += cut
        elif cut[0][0]:
            steps += cut
        elif sentence.strip():
            lasting.append(sentence)
    steps = [step for step in steps if step[1].strip(" ,.;:!?")]
    if len(steps) < 2 and not any(lead in ("fade", "pause") or lead[:1].isdigit() for lead, _ in steps):
        return []
    if steps and len(steps) == 1:
        steps.insert(0, ("start", " "))
    return _timed(steps[:MOST], " ".join(lasting))


def _cut(sentence: str) -> list[tuple[str, str]]:
    """A sentence → its parts with what leads to each: start, next, fade, pause, seconds; "" where nothing does."""
    began = _START.search(sentence) is not None
    sentence = _START.sub(" ", sentence)
    if not _NO_FROM.search(sentence):
        sentence = _FROM.sub(lambda m: f" {m[1]} \x02{'fade' if re.search(_GRADUAL, m[0]) else 'next'}\x02 ", sentence)
    sentence = _TIMED.sub(lambda m: f" \x02{_seconds(m[1], m[2]):g}\x02 ", sentence)
    sentence = re.sub(
        rf"(?:[,;]|\s|\band\b|\bthen\b)*{_SAID}[ ,:]*", lambda m: " \x02pause\x02 " if _leads(sentence, m) else " \x03 ", sentence
    )
    sentence = _LAST.sub(" \x02next\x02 \\1", sentence)
    sentence = _NEXT.sub(" \x02next\x02 ", sentence)
    sentence = _FADE.sub(lambda m: f" \x02{'fade' if re.search(f'{_GRADUAL}|{_MORE}', m[0]) else 'next'}\x02 ", sentence)
    if began and "\x02next\x02" not in sentence:  # of parts that are told apart already, "look up and smile" is one
        sentence = re.sub(
            rf"\s*(?:[,;]\s*|\band |\bbut )+(?:you )?(?:(?:let|have|make) (?:him|her|it|them) )?{_CHANGE}", " \x02next\x02 ", sentence
        )
    first, *rest = sentence.split("\x02")
    out = [("start" if began else "", first)] if first.strip(" ,.;:!?") else []
    out += list(zip(rest[::2], rest[1::2], strict=False))
    merged: list[tuple[str, str]] = []
    for lead, part in out:
        lead = "pause" if "\x03" in part else lead
        part = part.replace("\x03", " ")
        if merged and not merged[-1][1].strip(" ,.;:!?"):  # two ways of saying "then" in a row
            before = merged.pop()[0]
            lead = before if before[:1].isdigit() or before in ("pause", "fade") else lead
        merged.append((lead, part))
    if len(merged) > 1 and merged[-1][0][:1].isdigit() and not merged[-1][1].strip(" ,.;:!?"):  # "turn angry after 3 seconds"
        wait = merged.pop()[0]
        merged[-1] = (wait, merged[-1][1])
    return merged or [("", sentence)]


def _leads(sentence: str, match: re.Match[str]) -> bool:
    """Whether "after the greeting" stands before what happens then, not behind it."""
    rest = re.match(r"[^,;.!?]*", sentence[match.end() :])
    return match[0].rstrip().endswith(",") or bool(rest and len(rest[0].split()) > 0)


def _timed(steps: list[tuple[str, str]], lasting: str) -> list[Part]:
    out: list[Part] = []
    for i, (lead, text) in enumerate(steps):
        following = steps[i + 1][0] if i + 1 < len(steps) else ""
        for_s = HOLD_S
        if stated := _FOR.search(text):
            for_s, text = _seconds(stated[1], stated[2]), _FOR.sub(" ", text)
        elif following and (stated := _BARE.search(text)) and (out or text.strip() != stated[0].strip()):
            for_s, text = _seconds(stated[1], stated[2]), text[: stated.start()]
        elif moment := _MOMENT.search(text):
            for_s, text = WHILE_S if moment[1] == "while" else MOMENT_S, _MOMENT.sub(" ", text)
        if following[:1].isdigit():
            for_s = float(following)
        elif following == "fade":
            for_s = min(for_s, MOMENT_S)
        over = _OVER.search(text)
        over_s = (
            _seconds(over[1], over[2])
            if over and i
            else GRADUAL_S
            if lead == "fade" or (i and re.search(_GRADUAL, text) and not _SLOW.search(text))
            else None
        )
        last = not following
        until = "pause" if following == "pause" else None
        out.append(Part(text.strip(), lasting, None if last or until else for_s, until, over_s))
    return out


def _seconds(number: str, unit: str) -> float:
    return float(NUMBERS.get(number, number).replace(",", ".")) * (60 if unit.startswith("min") else 1)
