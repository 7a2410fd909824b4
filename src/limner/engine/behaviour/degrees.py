"""Comparisons, how much, less, and two noes, in turns of phrase → plain words: "not unhappy" is slightly happy."""

from __future__ import annotations

import re
from collections.abc import Callable

NUMBERS = {"two": "2", "three": "3", "four": "4", "five": "5"}

DEGREES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # "Sly as a fox", "more curious than afraid", "not quite angry".
    (r"\b(?:as )?(?!(?:act|serv|work|speak|behav|pos|appear|dress|disguis|respond|talk|perform|present|look|play|us|know|styl|character|"
     r"role|job|part|known|career|life|him|her|me)(?:e|s|es|"
        r"ed|ing)?\b|well|such|you|same|it|be|are|is|much|long|soon|far)"
     r"([a-z]+) as (?:a|an) [a-z]+\b", r" very \1 "),
    (r"\b(more|less) (often|frequently|rarely|seldom) than (?:before|usual|normal(?:ly)?|now|average|most(?: people)?|people do|ever|"
     r"you (?:do|did)(?: now)?)\b", r" \1 \2 "),
    (r"\b(?:can not|cannot|can't|couldn't|could not|not) (?!get|have|stress|emphasi|say|thank|praise|recommend|express)(\w+) enough\b",
     r" \1 often "),
    (r"\bmore ([a-z]+) than (?!before|usual|normal|ever|now|last|you|the|is)[a-z]+\b", r" \1 "),
    (r"\bnot (?:quite|entirely|fully|really that) (?=[a-z]+\b)", " slightly "),
    (r"\bnot (?:exactly|precisely) (?=[a-z]+\b)", " not "),
    (r"\bdead (?=serious|calm|certain|sure|keen|quiet|silent|straight|earnest)", " very "),
    (r"\b(?:keep|hold) (?:the |your )?(\w+) (?:to a minimum|minimal)\b", r" less \1 "),
    (r"\bease (?:off|up)(?: on)? (?:the |your )?|\bgo easy on (?:the |your )?", " less "),
    (r"\b(?:skip|cut|no more) (?:the |your |that )(?=smil|smirk|grin|frown|nod|wink|laugh)", " not "),
    (r"\b(?:resist|fight|suppress|ignore)\w* the (?:urge|temptation|impulse) to\b", " not "),
    (r"\b(?:horror|crime) (?:game|film|movie|story|novel|series)\b", " story "),
    (r"\blorem ipsum[^.\n]*|\b(?:in|of|by|until|since|early|late|mid|next|last) (?:march|may)\b|\b(?:march|may) (?:the )?\d+", " "),
    (r"\b(?:to the|what is the|at this|beside the|off the) point\b|\bpoints? of (?:view|sale)\b", " "),
    (r"\bwear(?:ing|s)? (?:a |an |the |your |his |her )?(?=(?:\w+ ){0,2}(?:smile|grin|smirk|frown|scowl|expression|look|face|mask)\b)",
        " "),
    (r"\bdouble (?=blink|nod|wink)", " times_2 "),
    (r"\b(2|two|3|three|4|four|5|five) (?=(?:\w+ )?(?:nods|winks|blinks|shrugs|sighs|bows|head shakes|shakes|tilts|laughs|chuckles|"
        r"yawns)\b)",
     lambda m: f" times_{NUMBERS.get(m[1], m[1])} "),
    (r"\b(?:while|when|as|until|if) the (?:story|conversation|topic|mood|news|call|scene|tension) \w+s\b[^,.;:!?\n]*", " "),
    (r"\b(?:while|when|as|until|if) (?:the|some|a) (?:music|song|video|beat|film|page|app|system|screen|timer|phone)\b[^,.;:!?\n]*", " "),
    (r"\b(?:while|when|as|until|if) the (?:story|conversation|topic|mood|news|call|scene|tension) \w+s\b[^,.;:!?\n]*", " "),
    (r"\bwith (?:only |just )?(?:your |the |his |her |one )?(left|right) (?=eye|brow|side|half|corner)", r" \1 "),
    (r"\bgestur\w* with (?:your |the |his |her )?head\b", " nod "),
    (r"\bsmil\w* (?:only |just )?with (?:only |just )?(?:your |the |his |her )?eyes(?: only)?\b", " slightly smile , slightly squint "),
    (r"\bhold(?:ing)? (?:the |your |a |that )(?=smile|grin|frown|gaze|look|expression)", " keep "),
    (r"\b(slight|subtle|small|faint|soft|gentle|big|broad|wide|tiny), (?=(?:\w+,? )?(?:smile|nod|grin|frown|smirk|sigh|tilt)\b)", r"\1 "),
    # How much, said afterwards: "angry, but not too much", "smile, but only a little".
    (r"[,;:]? ?\b(?:but|though|just|and|yet)? ?(?:be |do it )?\b(?:not?|never|nothing) (?:too|so|that|overly|very|all that) (?:much|"
        r"strong\w*|hard|big|"
     r"extreme\w*|intense\w*|bad\w*|crazy|obvious\w*|heavy|heavily|broad\w*|wide\w*)\b(?! \w+ing)", " slightly "),
    (r"[,;:]? ?\b(?:but|though|yet) (?:(?:only|just) )?(?=(?:a little|a bit|slightly|subtly|very|rarely|seldom|occasionally|sometimes|"
        r"gently|softly|"
     r"barely|once|briefly)\b(?: bit| little)?[,.;!]|only |just )", ", "),
    (r"\b(\w+),? (?:but|and|while|yet) (?:you )?(?:are |'re |be )?(?:try\w* (?:hard )?to )?(?:hid|conceal|mask|suppress|not show|"
        r"disguis)\w* (?:it|that|this)\b",
     r" slightly \1 "),
    (r"\b(?:tr(?:y|ie)\w*|struggl\w*|fight\w*|fought)(?: \w+)? (?:not to|to not|to suppress|to hide|to stifle) (?:a |your |the )?(?=laugh|"
        r"smil|grin|giggl|yawn)",
     " slightly "),
    (r"(?<!eyes )(?<!gaze )(?<!head )(?<!chin )(?<!brow )(?<!brows )(?<!corners )(?<!look )(?<!looking )(?<!glance )(?<!glancing )"
     r"\b(seem|seems|feel|feels|feeling|be|is|are|sound|sounds|bit|little|rather|very|so|quite|somewhat|slightly|being) down\b"
     r"(?! (?:at|to|on|the|in|towards?|and|for)\b)", r" \1 sad "),
    # Two noes.
    (r"\b(?:not|never) (?:take|tear|move|drop|turn|shift) (?:your )?(?:eyes|gaze|eye) (?:off|away|from)(?: of| from)?\b", " look at "),
    (r"\b(?:barely|hardly|scarcely) (?:contain|conceal|control|suppress|hid|restrain)\w*", " very "),
    (r"\(\s*(\d+(?:[.·]\d+)?\s*%?)\s*\)", r" \1 "),
    (r"\b(?:suppress\w*|stifl\w*|(?:hold|held|bit|bite|biting|holding|fought|chok\w*) back|"
     r"fight\w* back|hid(?:e|ing|den)) (?:a |your |the )?"
     r"(?=laugh|smile|grin|yawn|giggle|chuckle)",
     " slightly "),
    (r"\bwith a straight face\b", " straight face "),
    (r"\b(?:anything but|everything but|everything except|(?:do )?anything except|all but|far from|nowhere near|the opposite of|"
     r"in no way|"
     r"by no means)\b(?: (?:should|must|may|can|will|do|does) (?:you|she|he|it))?",
        " not "),
    (r"\b(?:like|as|the way) (?:an? )?(?:normal |real |ordinary |regular |actual )?(?:human|person|people)(?: beings?)?(?: would| "
     r"do(?:es)?)?(?= ?(?:[,.;!?]|$))", " naturally "),
    (r"\bany(?:thing|how|one|body| way| expression| mood| emotion)[^,.;!?\n]*? (?:except|but|other than|apart from)\b", " not "),
    (r"\bnot un(?=(?:happy|friendly|kind|pleasant|interested|sympathetic|attractive|moved|impressed))", " slightly "),
    (r"\bnothing (?:too|overly|very|so|that)\b", " less "),
    (r"\bnothing (?:can |could |will |would )?(?:ever )?(?:make|get|have) (?:you|her|him|it) (?:to )?", " not "),
    (r"\bnothing (?=(?!to|but|can|could|will|would|is|in|more|else|like|wrong|new|special|short|at|of)\w+)", " not "),
    (r"\b(?:always |just |as if |forever )?(?:about|ready|going) to (?:burst out |start )?(?:laugh|smil|giggl|grin)(?:e|ing)?\b",
     " slightly smile "),
    (r"\b(?:look|looking|looks|stare|gaze|eyes)? ?(?:any|every)where (?:but|except|other than)(?: directly| straight)?(?: at| into| to)? "
     r"(?:the |your |my )?\w+", " look away "),
    (r"\bnot (?:\w+ )?(?:keep|sit|stand|stay|hold)(?:ing)? still\b", " restless "),
    (r"\bwip(?:e|ing) (?:that|the|your) (\w+) off (?:of )?(?:your )?face\b", r" not \1 "),
    (r"\b(?:never (?:been|felt|looked)|not (?:possibly )?(?:be|get|look|feel)(?: any)?) (?=more \w+|\w{3,}er\b)(?!rather|over|under)",
     " extremely "),
    (r"\bi (?:do )?not (?:really )?mind (?:it )?(?:if |when )?", " "),
    (r"\b(?:(?:twice|two times|three times|[23] times) as|(?:twice|double) the) (?=happy|sad|angry|warm|calm|excited|serious|shy|"
     r"tired|bored|playful|friendly|energetic|lively|confident|curious|surprised|scared|afraid|quick|slow)", " very "),
    (r"\bhalf as (?=\w+)(?!often|much|fast|many)", " slightly "),
    (r"\b(?:twice|three times|3 times|\d+ times) as (?:often|much|fast|frequently) as (?:usual|normal|before|now)\b", " more often "),
    (r"\b(?:not|never) (?:stop|forget|fail|hesitate|miss|quit|cease)s?(?: to| from)?\b", " keep "),
    (r"\b(?:not help but|nothing but|not (?:just|only|merely|simply))\b", " "),
    (r"\bwithout (?:stopping|a break|pause|pausing|end|interruption|fail|ceasing)\b|\bnon ?-?stop\b", " throughout "),
    (r"\b(?:not|never)(?: be| look| seem| sound| appear| get| act| being| looking)* (?:too|overly|excessively|very|that|all that|"
     r"particularly|extremely|really)\b",
     " less "),
    (r"\b(?:not|never|stop|quit)\b([^,.;:!?|]*?)\b(?:too much|too often|so much|so often|as much|a lot|excessively|"
     r"too many times)\b", r" less \1 "),
    (r"\b(?:not|without)(?: be| look| seem| sound| being| looking)* so\b", " not "),
    (r"\bwithout (?:being |looking |too |overly |much |many |a lot )+(?=\w)", " not "),
    (r"\b(?:not|without) (?:overdo\w*|exaggerat\w*)\b", " less "),
    (r"\b(?:turn|dial|crank|ramp|amp|pump|bump|notch|push)(?:ing)? (?:up|it up on) (?:the |your )", " more "),
    (r"\b(?:turn|dial|tone|bring|take|ramp|scale)(?:ing)? (?:down|back) (?:the |your |on the )", " less "),
    (r"\b(?:turn|dial|crank|ramp|amp|pump|bump|notch|push)(?:ing)? (?:the |your )?(\w+) up\b(?: (?:a (?:notch|bit|little)|to (?:11|"
        r"eleven|ten|10|the max|full)))?",
     r" very \1 "),
    (r"\b(?:turn|dial|tone|bring|take|ramp|scale)(?:ing)? (?:the |your )?(?!it\b|that\b|this\b|head|eye|chin)(\w+) (?:down|back)\b(?: "
        r"(?:a (?:notch|bit|little)))?",
     r" less \1 "),
    (r"\b(?:lose|drop|kill|lay off|cut out|knock off|enough with|no more|ditch) (?:of )?(?:the |your |that )"
     r"(?=\w+ing\b|smil|grin|smirk|frown|attitude|laugh|nod)",
     " not "),
    (r"\b(?<!\ba )(?<!\bone )(?:minimal|minimum|limited|scant|reduced|low|little) "
     r"(?!(?:\w+ )?(?:movement|motion|gesture|animation|energy|key|head|body|facial|reaction|blink))"
     r"(?=\w{4,})",
     " less "),
    (r"\b(?:cut (?:down|back) on|dial (?:down|back)|tone down|go easy on|ease up on|hold back on|fewer|reduced?|limit|minimi[sz]e|"
     r"minimal) (?:the |your )?(?=\w+ing\b|smil|nod|blink)",
     " less "),
)  # fmt: skip
