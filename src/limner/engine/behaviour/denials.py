"""What shall not be, and what only now and then, said in roundabout ways → plain words: "smile you must not" is not smile."""

from __future__ import annotations

import re
from collections.abc import Callable

DENIALS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(?:without|not|don't|dont|never|no|stop|avoid) (?:\w+ )?mov(?:e|ing) (?:your |the |her |his |its )?head\b"
     r"(?! (?:so|too|a lot|that|much))(?: at all| around| about)?[ ,:;.]*",
     " keep head still , not turn head . "),
    (r"\b(stop|quit|no more|avoid) (\w+ing(?: (?:so|too) much| at \w+)?),? and +(?!(?:\w+ )?\w+ing\b|the\b|your\b|all\b)(?=[a-z])",
     r" not \2 . "),
    (r"\bminus (?:the |all the |any )?(?=[a-z])", " without "),
    (r"\b(?:never|not|don't|dont|without)(?: ever| once)? (?:break|tear|take|look|turn|glanc)(?:e|es|ing|s)? (?:it |them |your "
     r"(?:eyes|gaze) |eye contact )?"
     r"(?:away|off|contact)(?: (?:from|of|off) (?:me|us|the \w+|him|her|them))?\b", " not look away "),
    (r"\bonly (\w+) (?:when|while|if) (?:you|she|he)(?:'re| are|'s| is)? (?:talk|speak|answer)(?:ing|s)?\b", r" \1 whenspeaking . "
     r"not \1 whenlistening . "),
    (r"\bonly (\w+) (?:when|while|if) (?:you|she|he)(?:'re| are|'s| is)? listen(?:ing|s)?\b", r" \1 whenlistening . not \1 "
     r"whenspeaking . "),
    (r"(?<!hand )\b(?:not?|without(?: any)?|zero|avoid(?: all| any)?|don't use(?: any)?|never use) (?:head |facial )?(?:gestures?|"
     r"gesticulat\w+)"
     r"(?= ?(?:[.,;!?]|$|at all|whatsoever|please|for))", " not nod , not shake head , not sway , not shrug . "),
    (r"\b(?:no|without|not|don't|dont|never|stop|avoid)(?: any| the)? shak(?:e|ing|es)(?= ?(?:[,.;!?]|$|and\b|or\b))", " not shake head "),
    (r"\b(\w+)(?: \w+)?,? but (?:never|not|don't|do not) (?:\w+ )?(?:while|when|as)(?: you| she| he)?(?:'re| are|'s| is)? (?:speak|"
     r"talk)(?:ing|s)?\b",
     r" \1 whenlistening . not \1 whenspeaking "),
    (r"\b(?:though |but |and )?(?:not|never) with (?:your|the|his|her) (?:eye)?brows?\b", " , not raise brows "),
    (r"\b(?:knock it off|cool it|ease off|ease up|go easy|lay off|hold back|cut back|cut down) (?:with|on) (?:the |all the |that |"
     r"your |all that )?"
     r"(?:constant |endless |incessant )?", " less "),
    (r"\b(?:no|not|without|never|don't|dont|stop) (?:look|glanc|gaz)(?:ing|e|es)? (?:around|about|elsewhere|all over)\b",
     " not look away "),
    (r"\b(\w+)[\s,.–—-]*\b(?:no|er|uh|sorry|oops|actually),? (?:wait,? )?(?:make (?:that|it)|i mean|i meant|rather) (\w+)",
     r" not \1 . \2 "),
    # "Smile you must not."
    (r"(?:^|(?<=[.;!?,\n]) ?)(\w+)(?: \w+)? (?:you|she|he|it) (?:must|shall|should|may|will|can|do)(?: not|n't| never)(?= ?(?:[.,;!?]|$))",
     r" not \1 "),
    # "Smiling is something you should never do", "winking? Absolutely not."
    (r"\b(\w+ing) (?:is|are) (?:something|a thing|one thing|what|things)(?: that)? (?:you|she|he|it|i|we)(?:'d| would| should| must|"
     r" may| will|"
     r" can| want| like| need)*(?: you)? (?:never|not|n't|rather not)(?: ever)?(?: to)?(?: do| see| happen)?\b", r" not \1 "),
    (r"(?:^|(?<=[.!?\n,;]) ?)(\w+)\? ?(?:absolutely|certainly|definitely|please|oh|god|of course|by all means)?,? ?"
     r"(?:not?|never|nope|no way|no thanks?(?: you)?)\b(?= ?(?:[.,;!?]|$))", r" not \1 . "),
    (r"\b((?:head |eye |eyebrow |big |broad |wide )?(?:winks?|smiles?|nods?|nodding|tilts?|shakes?|shrugs?|grins?|blinks?|frowns?|"
     r"laughter|smirks?|"
     r"sighs?|raises?)) (?:is|are|would be)(?: strictly| absolutely| completely)? (?:forbidden|prohibited|banned|off limits|out of the "
     r"question|unwanted|a no.go|to be avoided|not (?:allowed|permitted|wanted|ok|okay))\b", r" not \1 "),
    (r"\b(?:drop|los(?:e|ing)|ditch|quit|cut|kill|scrap|skip|wipe|enough with|enough of)(?: off| out)? (?:the|that|your|this|all "
     r"the|all that|his|"
     r"her) (?=(?:\w+ ){0,2}?(?:smil|grin|smirk|frown|scowl|face|attitude|nod|wink|drama|gloom|pout|stare|sulk|laugh|sarcas|bob|bounc|"
     r"sway|blink|sigh|tilt|fidget|shak|mov|head|excit|enthus|cheer|joy|anger|serious|sad|grump)\w*)", " not "),
    (r"\b(?:not |stop |no more )?(?:all )?(?:the |that |this )?(?:bobb|bounc|wobbl|fidget|jiggl|jitter|squirm|wriggl)ing(?: about| around)?"
     r"(?= ?(?:[.,;!?]|$| and\b))", lambda m: " still " if re.match(r"not|stop|no more", m[0]) else m[0]),
    # "Unless you're surprised": said of another time.
    (r",? ?\bunless (?:you|she|he|it)(?:'re| are|'s| is| feel| feels| look| looks)\b[^,.;!?\n]*", " "),
    (r"\b(\w+ing) (?:is|are|would be)(?: strictly| absolutely)? (?:forbidden|prohibited|banned|off limits|out of the question|"
     r"unacceptable|"
     r"undesirable|unwanted|a no.go|to be avoided|not (?:allowed|permitted|acceptable|wanted|ok|okay))\b", r" not \1 "),
)  # fmt: skip
