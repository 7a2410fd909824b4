"""Markup, JSON, `key: value` lines and calls in programs → plain words."""

from __future__ import annotations

import re
from collections.abc import Callable

MOODS = (
    r"(?:joy|happ(?:y|iness)|sad(?:ness)?|ang(?:er|ry)|fear|afraid|surprised?|disgust(?:ed)?|warm(?:th)?|confiden(?:t|ce)|calm(?:ness)?|"
    r"excite(?:d|ment)|neutral|bored(?:om)?|trust|curious|curiosity|contempt|serious(?:ness)?|tired(?:ness)?|smil\w+|playful(?:ness)?)"
)


def _in_figures(row: re.Match[str]) -> str:
    """ "Joy 70, sadness 10", of a hundred, or of ten where none is more."""
    most = 100 if any(int(n) > 10 for n in re.findall(r"\d+", row[0])) else 10
    return re.sub(r"\W*(\d+)", lambda m: f" strength_{min(100, int(m[1]) * 100 // most)} ", row[0])


FORMS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # Markup and calls in programs are left out, but for those about moods: `<emotion value="sad"/>`, `setExpression("sad")`.
    (r"<(s|del|strike)>[^<]{0,200}</\1>|~~[^~\n]{1,200}~~", " "),  # struck through
    (r"</?(?:emotion|mood|expression|gesture|style|gaze|mstts:express.as|express.as)s?\b([^<>]{0,200}?)/?>", r" , \1 , "),
    (r"\b(?:value|name|type|style|strength)= ?[\"']?(?=[\w.])", " "),
    (r"<(?!(?:div|span|body|html|head|script|style|strong|code|img|table)\b)([a-z]{4,14}) ?/?>", r" , \1 , "),
    (r"<[^<>]{0,200}>", " | "),
    (r"\b(?:\w+\.)*\w*(?:emotion|expression|mood|gesture|gaze|prompt|behaviou?r)\w*\(\s*[\"']([^)]*)\)?", r" , \1 , "),
    (r"\b\w+\(['\"][^)]*\)|\b(?:alert|eval|exec|print|system|sleep)\([^)]*\)", " "),
    (r"(\d)[,.](\d)", r"\1·\2"),
    (r"\b(head ?tilt|tilt|wink|head ?turn)[\"']?\s*[:=]\s*[\"']?(left|right)\b", r" , \1 \2 "),
    # "Head movements: none. Eyebrows: fine." (A dash is three spaces by now.)
    (r"\b((?:head|hand|face|facial|eye|eyebrow|brow|body) ?(?:movements?|motions?|gestures?|contact|expressions?|blinks?)|smil\w*|grin\w*|"
     r"nod\w*|blink\w*|wink\w*|frown\w*|laugh\w*|gestures?|emotions?|movements?|tilt\w*)[\"']?(?:\s*[:=]\s*| {3})[\"']?"
     r"(?:none|no|off|zero|never|nil|forbidden|disabled|not allowed|not wanted|absent)\b", r" , no \1 , "),
    (r"\b[a-z]+(?: (?:movements?|motions?|gestures?|contact|expressions?|tilts?))?[\"']?(?:\s*[:=]\s*| {3})[\"']?(?:is |are )?"
     r"(?:fine|ok|okay|allowed|as (?:is|it is|they are|you like|before|now)|free|whatever|up to you|optional|no preference|any|"
     r"don't care|no change|leave|n/a|not specified|unspecified)\b(?=\s*(?:[,.;|)}\]\n\"']|$))", " "),
    (rf"\b{MOODS}\b[\"']?\s*[:=]?\s*\d{{1,3}}(?:[\"']?(?:,| and|;|\||/|\s)\s*[\"']?{MOODS}\b[\"']?\s*[:=]?\s*\d{{1,3}})+(?![\d·%]|"
     rf" ?(?:%|/|s\b|sec|times|x\b|out))",
     _in_figures),
    # What says nothing of the face: `"start_frame": 0`.
    (r"[,{]?\s*[\"']?\b(?:\w+_)?(?:frame|time|id|index|duration|offset|version|ms|seed|fps|width|height|timestamp|start|end|"
     r"speed_ms)s?[\"']?"
     r"\s*[:=]\s*-?[\d.·]+", " "),
    (r"\bvalence[\"']?\s*[:=]?\s*[\"']?(?:is )?(?:very )?(?:high|positive|\+?0·[5-9]\d*|\+?1\b)", ", happy "),
    (r"\bvalence[\"']?\s*[:=]?\s*[\"']?(?:is )?(?:very )?(?:low|negative|- ?[01](?:·\d+)?|0·[0-3]\d*)", ", sad "),
    (r"\barousal[\"']?\s*[:=]?\s*[\"']?(?:is )?(?:very )?(?:high|\+?0·[6-9]\d*|1\b)", ", high energy "),
    (r"\barousal[\"']?\s*[:=]?\s*[\"']?(?:is )?(?:very )?(?:low|-[01](?:·\d+)?|0·[0-3]\d*)", ", low energy "),
    # Forms: `"gaze": "down"`, `intensity = 0.9` belong to what stands before them.
    (r"[\"']? ?[,;|\n]? ?[\"']?\b(intensity|strength|level|degree|amount)[\"']?\s*[:=]\s*[\"']?(?=[\w.])", r" \1 "),
    (r"\b(?:gaze|eyes|eye direction|looking|look at)[\"']?\s*[:=]\s*[\"']?(?:to(?:wards?)? |at |the )*(?=[a-z])", ", look "),
    (r"\b(energy|emotion|movement|motion|intensity)(?: level)? ?\(\s*(very low|low|medium|high|very high|max|minimal)\s*\)", r", \2 \1 "),
    (r"\b(energy|emotion|movement|motion|intensity)(?: level)?[\"']?\s*[:=]\s*[\"']?(very low|low|medium|high|very high|max|minimal|"
        r"none|no)\b", r", \2 \1 "),
    (r"\benergy(?: level)?[\"']?\s*[:=]\s*[\"']?(?=[\w.])", ", energy "),
    (r"\b(?<!ing your )(?<!ing the )(?<!move your )(?<!move the )(?:emotion|mood|expression|emotional state|feeling|tone|vibe|"
     r"attitude|posture|pose|head|mouth|eyebrows?|brows?|gestures?|"
     r"movements?|body|style|affect|personality|demeanou?r|delivery|pacing|pace|voice|face|voice affect|"
      r"emotions)[\"']?\s*[:=]\s*[\"'\[]{0,2}(?=[\w.])",
     lambda m: f", {m[0].rstrip(' :=[').strip(chr(34) + chr(39)) if re.match('head|mouth|eyeb|brow', m[0]) else ''} "),
    (r"\b(?!energy|pace|speed|volume|movement|motion|intensity|tempo|voice)([a-z]+) ?\(\s*(?:intensity:? )?(?:very )?(?:low|light|"
     r"weak)\s*\)", r" slightly \1 "),
    (r"\b(?!energy|pace|speed|volume|movement|motion|intensity|tempo|voice)([a-z]+) ?\(\s*(?:intensity:? )?(?:very )?(?:high|"
     r"intense|max|full)\s*\)", r" very \1 "),
    (r"\(\s*((?:about |around |~)?\d+(?: ?/ ?10| out of 10|·\d+)|slight(?:ly)?|low|high|mild(?:ly)?|strong(?:ly)?|subtle|subtly|very|"
     r"(?:the )?(?:left|right)(?: only| side| one| eye| brow| eyebrow)?|a (?:little|bit)|occasional(?:ly)?|once|twice|rare(?:ly)?|"
      r"sometimes|often)\s*\)",
     r" \1 "),
)  # fmt: skip
