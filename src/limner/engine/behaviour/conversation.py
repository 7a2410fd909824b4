"""Who speaks, who listens, and other conditions: "when you listen" is one token, "when the user is angry" is left out."""

from __future__ import annotations

SPEAKING, LISTENING = "whenspeaking", "whenlistening"  # tokens for the states of a conversation
WHEN = r"\b(?:when(?:ever)?|while|whilst|if|as|during)\b"
YOU = r"(?:you|the avatar|the agent|the character|she|he)"
OTHERS = (
    r"(?:(?:the |a |an |my |your |our )?(?:user|viewer|customer|caller|user|guest|client|other (?:person|side|party|one)|audience|"
    r"visitor|"
    r"patient|student|interviewer|child|kid|learner|player|pupil|shopper|passenger|buyer|candidate|listener|"
    r"prospect|lead|partner|they|i|we|people|person|someone|somebody|anyone|human)s?)"
)
SPEAK_TO = (
    r"(?:speak|talk|answer|respond|reply|replie|say|explain|ask|describ|tell|type|typ|complain|shar|present|think|finish|wait|"
    r"silent|quiet)(?:s|es|e|ing)?"
)
SPEAK = r"(?:speak|talk|answer|respond|reply|replie|say|explain|ask)(?:s|ing)?"
DO = (  # what follows "and" is to be done, and no part of the condition before it
    r"(?:and|then) (?:then |just |please |always |you |do not |don't |never )*(?:nod|smil|look|be|stay|keep|wink|laugh|blink|frown|"
    r"tilt|lean|"
    r"rais|shak|show|sigh|act|seem|giv|grin|remain|hold|mak|put|turn|close|open|speak|talk|shrug|glanc|star|gaz|lift|lower|purs|"
    r"press|roll|"
    r"bow|sway|yawn|widen|squint|react|appear|relax|move|start|stop|get|let|maintain|avoid)(?:e|es|s|ing)?\b"
)
NEVER = (  # nor what shall never be done: "when he is wrong never frown"
    r"(?:please )?(?:never|do not|don't|dont) (?:ever )?(?:nod|smile|look|be|stay|wink|laugh|blink|frown|tilt|lean|raise|shake|show|sigh|"
    r"act|grin|roll|stare|shrug|yawn|smirk|move|turn|close|seem|get|become)\b"
)
_NOT_THEIRS = "".join(rf"(?<!\b{who})" for who in "users customers callers guests patients viewers people they i we you who".split())
TO_STOP = rf"(?:(?! {DO})(?!{_NOT_THEIRS} {NEVER})[^,.;:!?\n])*"  # the rest of a condition

# Text → token, in this order.
CONVERSATION: tuple[tuple[str, str], ...] = (
    (r"(?:^|(?<=[.;\n]) ?)listen(?:s|ing)? ((?:with|in|like|\w+ly)\b[^.;!?\n]*?)[,;]? (?:and |but )?(?:talk|speak)(?:s|ing)? "
     r"(?=(?:with|in|like|\w+ly)\b)", f" {LISTENING} attentive \\1 , {SPEAKING} "),
    (r"(?:^|(?<=[.;\n]) ?)(?:talk|speak)(?:s|ing)? ([^.;!?\n]{3,40}?)[,;]? (?:and |but )?listen(?:s|ing)? "
     r"(?=(?:with|in|like|\w+ly)\b)", f" {SPEAKING} \\1 , {LISTENING} attentive "),
    # States of a conversation become tokens that stay in their place: "nod while I talk" is "nod whenlistening".
    (rf"{WHEN} {OTHERS}(?: is| are|'s|'re|'m| am)? {SPEAK_TO}\b(?:(?! and | then | while | (?:look|nod|smil|be|stay|keep|tilt|lean|rais|"
     rf"seem|show|act|shak|frown|blink|maintain|hold)(?:e|s|ing)?\b)[^,.;:!?\n])*", f" {LISTENING} "),
    (r"\b(?:during|in) (?:the )?(?:silences?|pauses?|idle(?: time)?|breaks|quiet (?:moments|times))\b|\bbetween (?:turns|answers|"
        r"replies|responses)\b|"
     r"\bwhen there is silence\b", f" {LISTENING} "),
    (r"\b(?:during|in) (?:the |your )?(?:speech|talk|talking|speaking|answers?|replies|responses)\b|\bon your turn\b|"
     rf"{WHEN} (?:it is|it's|its) (?:your|her|his|its) (?:turn|go)(?: to (?:speak|talk|answer|respond|reply))?\b", f" {SPEAKING} "),
    (rf"{WHEN} (?:it is|it's|its) (?:my|our|their|someone else's|the \w+(?:'s|s)?) (?:turn|go)"
     r"(?: to (?:speak|talk|answer|respond|reply))?\b", f" {LISTENING} "),
    (rf"(?!as (?:quiet|silent|idle)){WHEN}(?: {YOU})?(?: is| are|'re)? (?:listen\w*|wait\w*|stop(?:s|ped)?(?: speaking| "
    rf"talking)?|paus\w*|"
     rf"idle|idling|silent|quiet|"
        rf"not (?:speak|talk)\w*)\b(?: to (?:the |a "
        rf")?\w+)?", f" {LISTENING} "),
    (rf"{WHEN} (?:nobody|no one|no-one|none)(?: is|'s| has| else)*(?: (?:said|saying|spoken|says?) anything| {SPEAK}|spoken| there)\b"
     r"(?: for (?:a |some |any )?(?:long )?(?:while|time|moment|bit|minute)| for long)?", f" {LISTENING} "),
    (r"\b(?:after|during|in|when there is) (?:a |any |some )?(?:(?:long|longer|short|brief|awkward) )?(?:silences?|pauses?|"
     r"quiet(?! [a-z]))\b",
     f" {LISTENING} "),
    (r"(?:^|(?<=[.:;,\n]) ?)(?:when |while |during |at |in )?(?:idle|idling)(?: (?:state|mode|pose|posture|animation|"
     r"time))?\b(?! (?:talk|chat|gossip))",
     f" {LISTENING} "),
    (r"(?:^|(?<=[.;\n]) ?)listen (?=with\b|like\b|as if|as though)", f" {LISTENING} attentive "),
    (r"(?:^|(?<=[.;\n]) ?)(?:idle|listening|waiting)(?: state| mode| pose| posture| animation)?(?= ?[:,])", f" {LISTENING} "),
    (r"(?:^|(?<=[.;\n]) ?)(?:speaking|talking)(?: state| mode| pose| posture| animation)?(?= ?:)", f" {SPEAKING} "),
    (rf"{WHEN}(?: {YOU})?(?: is| are|'re)? {SPEAK}\b", f" {SPEAKING} "),
    (rf"{WHEN} {YOU} (?:are|is|do|does)(?= ?(?:[.,;!?]|$))", f" {SPEAKING} "),  # "nod when I talk, never when you do"
    (rf"{WHEN} {OTHERS} (?:am|are|is|do|does)(?= ?(?:[.,;!?]|$))", f" {LISTENING} "),
    (rf"\b(?:when(?:ever)?|if|in case) {YOU} not {TO_STOP}", " | "),
    (r"\b(?:when(?:ever)?|if|in case|as soon as|once(?! (?:an? |every |per )?(?:minute|second|hour|while|moment))) (?:a|an|the|any|some|"
     rf"no|something|anything|nothing|there) {TO_STOP}", " | "),
    (r"\b(?:i was|everyone is|everybody is|(?:the |my |our )(?:user|customer|caller|viewer|audience|client|patient|student|visitor|"
        r"guest|crowd)s?"
     r" (?:is|are|was|were|may be|might be|could be|will be|seems?|feels?|gets?))\b(?:(?! but | so )[^,.;:!?|\n])*", " | "),
    # Who listens is not who is drawn: of "to a sad child" only the child counts, and "when the user is angry" is none of our mood.
    (r"\b(?:when|whenever|if|as soon as|once|while|until|unless|after|because|since) (?:the |a |an |my |your |our )?"
     r"(?:user|viewer|customer|things|stuff|they|he|she|someone|somebody|i|we|people|person|anyone|caller|guest|audience|client|it|there|"
     rf"other)\b{TO_STOP}",
     " | "),
    (r"\b((?:to|for|with|from|facing|by|comfort\w*|consol\w*|help\w*|reassur\w*|calm\w*|interview\w*) (?:a |an |the |your |some |"
     r"my )?)(?:(?!nod|smil|"
     r"look|be )\w+ ){1,2}"
     r"((?:child|kid|customer|person|people|user|audience|student|patient|friend|crowd|client|guest|listener|toddler|caller|visitor|"
     r"shopper|"
     r"viewer)\w*)\b", r"\1\2"),
    # Children are mostly those who are spoken to; one child may be who speaks.
    (r"(?<!his )(?<!her )(?<!my )(?<!their )(?<!our )\b(?:\w+[ -]years?[ -]olds|children(?:'s)?(?! (?:ward|hospital|clinic|home|"
     r"department|section|charity|author))|kids'?|toddlers|preschoolers|little ones|"
     r"babies)\b(?! book)", " forchildren "),
    (r"\b(?:to|for|with) (?:a |an |the |my )?(?:child|kid|toddler|baby|little (?:boy|girl)|\w+[ -]year[ -]old)\b", " to forchildren "),
    (r"\brunning (?:late|low|out|short|on)\b", " run late "),
    (r" {2,}", " "),
)  # fmt: skip
