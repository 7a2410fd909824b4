"""Turns of phrase → plain words: "from time to time" is occasionally, "can't stop" is keep, "when you listen" is one token."""

from __future__ import annotations

import re
from collections.abc import Callable

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
TO_STOP = rf"(?:(?! {DO})[^,.;:!?\n])*"  # the rest of a condition
NUMBERS = {"two": "2", "three": "3", "four": "4", "five": "5"}

# Text → token, in this order.
REWRITES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # Markup and calls in programs are left out, but for those about moods: `<emotion value="sad"/>`, `setExpression("sad")`.
    (r"</?(?:emotion|mood|expression|gesture|style|gaze|mstts:express.as|express.as)s?\b([^<>]{0,200}?)/?>", r" , \1 , "),
    (r"\b(?:value|name|type|style|strength)= ?[\"']?(?=[\w.])", " "),
    (r"<(?!(?:div|span|body|html|head|script|style|strong|code|img|table)\b)([a-z]{4,14}) ?/?>", r" , \1 , "),
    (r"<[^<>]{0,200}>", " | "),
    (r"\b(?:\w+\.)*\w*(?:emotion|expression|mood|gesture|gaze|prompt|behaviou?r)\w*\(\s*[\"']([^)]*)\)?", r" , \1 , "),
    (r"\b\w+\(['\"][^)]*\)", " "),
    (r"(\d)[,.](\d)", r"\1·\2"),
    # Forms: `"gaze": "down"`, `intensity = 0.9` belong to what stands before them.
    (r"[\"']? ?[,;|\n]? ?[\"']?\b(intensity|strength|level|degree|amount)[\"']?\s*[:=]\s*[\"']?(?=[\w.])", r" \1 "),
    (r"\b(?:gaze|eyes|eye direction|looking|look at)[\"']?\s*[:=]\s*[\"']?(?:to(?:wards?)? |at |the )*(?=[a-z])", ", look "),
    (r"\b(energy|emotion|movement|motion|intensity)(?: level)?[\"']?\s*[:=]\s*[\"']?(very low|low|medium|high|very high|max|minimal|"
        r"none|no)\b", r", \2 \1 "),
    (r"\benergy(?: level)?[\"']?\s*[:=]\s*[\"']?(?=[\w.])", ", energy "),
    (r"\b(?:emotion|mood|expression|emotional state|feeling|tone|vibe|attitude|posture|pose|head|mouth|eyebrows?|brows?|gestures?|"
     r"movements?|body|style|affect|personality|demeanou?r|delivery|pacing|pace|voice|face|voice affect|"
      r"emotions)[\"']?\s*[:=]\s*[\"'\[]{0,2}(?=[\w.])",
     lambda m: f", {m[0].rstrip(' :=[').strip(chr(34) + chr(39)) if re.match('head|mouth|eyeb|brow', m[0]) else ''} "),
    (r"\(\s*((?:about |around |~)?\d+(?: ?/ ?10| out of 10|·\d+)|slight(?:ly)?|low|high|mild(?:ly)?|strong(?:ly)?|subtle|subtly|very|"
     r"(?:the )?(?:left|right)(?: only| side| one| eye| brow| eyebrow)?|a (?:little|bit)|occasional(?:ly)?|once|twice|rare(?:ly)?|"
      r"sometimes|often)\s*\)",
     r" \1 "),
    # What is said of something else: "it isn't funny", "who won the match?"
    (r"\b(?:it|that|this|there)(?: is|'s| was)?(?: not|n't) (?:a |an |very |that |so |any )*\w+(?=,| so\b| but\b|\.|!|;)", " "),
    (r"(?:^|(?<=[.!?\n]) ?)(?:who|what|when|where|why|which|how)\b(?! about| if)[^.!?\n]*\?", " "),
    (r"\bnow and (?:then|again)\b", " occasionally "),
    (r"\b(?:mov|turn|go|bob|wag)\w* (?:your |the |his |her )?head (?:to say |for |saying |like |in )?(?:a )?(?:yes|up and down|"
     r"yeah)(?: yes)*\b",
     " nod "),
    (r"\b(?:mov|turn|go|wag)\w* (?:your |the |his |her )?head (?:to say |for |saying |like |in )?(?:a )?(?:no|left and right|"
     r"left to right|"
     r"side to side|from side to side)(?: no)*\b(?! \w+ing)", " shake head "),
    (r"\bintense(?:ly)? (?:\w+ )?(?=eyes|gaze|stare|look|focus|concentration)", " serious "),
    (r"\b(?:natural|realistic|normal|lifelike|human-like) (?:and \w+ )?(?:facial )?expressions?\b", " natural "),
    (r"\b(?:natural|realistic|normal|lifelike) head (?:movement|motion)s?\b", " natural "),
    (r"\b(?:subtle|slight|small|minor|tiny|gentle) head (?:movement|motion)s?\b", " subtle movement "),
    (r"\b(?:not|don't|never|stop|without|no) star(?:e|ing)\b(?! (?:into|off|down|up|out|blank))(?: at (?:me|us|people|"
     r"the \w+))?", " not look at viewer "),
    (r"\b(?:a|an|the|this|that|another) (?:\w+ )?patient(?= (?:with|in|who|waiting|suffering|at|recovering|under|being)\b|[,.;]|"
     r"$)", " person "),
    (r"\b(?:eyes?|gaze|glanc\w*|look(?:s|ing)?)\b([^,.;:!?\n]{0,25}?) (?:from )?side to side\b", r" look around ,\1 "),
    (r"\b(?:no|without|not show\w*(?: your)?|don't show(?: your)?|hide your) teeth\b(?: show\w*)?", " not show teeth "),
    (r"\blook(?:s|ing)? (?:past|through|beyond|right past|straight past|over the shoulder of) (?:me|us|the (?:camera|viewer|user|"
     r"screen))\b",
     " look away "),
    (r"\b(?:about|ready|going) to (?:whistl|sing|sneez|run|jump|danc|eat|drink|walk|fly|climb|throw|swim|div|faint|cough)\w*", " "),
    (r"\bfar (?:off|away) (?:look|gaze|stare|expression|eyes)\b", " dreamy "),
    (r"(?<!like )(?<!as )(?<!be )(?<!to )\byour (?:(?:best|old|dear|little|own|older|younger|new) )?(?:friend|wife|husband|mother|"
     r"mum|mom|father|dad|son|daughter|"
     r"brother|sister|boss|"
     r"teacher|grand\w+|child|kids?|girlfriend|boyfriend|neighbou?r|doctor|uncle|aunt|king|queen)\b", " somebody "),
    (r"\b(?:be |being )?careful (?:not )?to (?:look|be|seem|smile)?|\bzero tolerance for\b", " not "),
    (r"\blook\w* (?:you|him|her|them|people|me|us|everyone|others) (?:straight |right |directly |"
     r"dead )?in the eyes?\b", " look at viewer "),
    (r"\b(?:(?:somewhere|halfway|midway|"
     r"half way) )?(?:in )?between (?:being )?(\w+) and (?:being )?(\w+)\b", r" somewhat \1 and somewhat \2 "),
    (r"\blook(?:s|ing)? up from (?:the |your |his |her )?\w+", " look at viewer "),
    (r"\bw/o\b", "without"),
    (r"\bw/", "with "),
    (r"\b(?:as if|as though|like if)\b", " like "),
    (r"\b(?:bounc|runn)\w* (?:all over the place|around|up and down|off the walls)\b", " hyper "),
    (r"\blook(?:s|ing)? down (?:your|his|her|their) nose\b", " lift chin "),
    (r"\bup to (?:something|no good|mischief|you|now|date|speed|\d+)\b", " "),
    (r"\b(?:keep |have |hold |with )?(?:the |your |its )?energy(?: levels?)?(?: is| at)? (very )?(low|high|medium|minimal)\b(?! energy)",
     r" \1\2 energy "),
    (r"\b(?:the|an|with the|with an) odd (?=(?:\w+ )?(?:nod|smil|wink|blink|shrug|sigh|tilt|glance|laugh|frown|chuckle))",
     " occasionally "),
    (r"\bkeep(?:s|ing)? (?:the |your |his |her )?head (?:straight|upright|level|centred|centered)\b", " not tilt head "),
    (r"\b(?:my|our|the|this|your) (?:virtual |digital |ai )?(?:assistant|agent|avatar|bot|character|host|presenter|model|persona) "
     r"(?=should|must|needs?|has to|ought|"
     r"shall|may|can|will|is (?:to|supposed))", " "),
    (r"\b(?:so|that) (big|wide|broad|much|hard|strong\w*|sad|happy|angry|tired|bored)(?: that)? (?:it|you|your \w+) (?:almost |nearly "
     r")?(?:hurts?|aches?)\b", r" extremely \1 "),
    (r"\b(?:un)?til (?:you|he|she|it|your sides|your face) (?:cr(?:y|ies)|hurts?|aches?|splits?|drops?)\b", " a lot "),
    (r"\bexcept (?:for )?(?:when|to|if)(?: you| she| he)?\b", " , occasionally "),
    (r"\b(?:try|tries|trying|struggl\w*|fight\w*)(?: \w+)? (?:not to|to not) (?:burst out |start )?(?:laugh|giggl)\w*",
     " slightly smile , press lips "),
    (r"\b(?:suppress|contain|control|hid|conceal|mask|restrain|swallow|stifl|hold|fight|chok|bottl|bit)\w*(?: back| down| up| in)? "
     r"(?:your |her |his |the |a |an )?"
     r"(?=anger|rage|fury|frustration|irritation|annoyance|excitement|joy|delight|fear|panic|nerves|nervousness|sadness|grief|disgust|"
     r"disappointment|amusement)", " slightly "),
    (r"\b(?:barely|hardly|scarcely|can't|cannot|struggl\w* to|fight\w* to) (?:keep|hold|open) (?:the |your |her |"
     r"his )?eyes(?: open)?\b", " sleepy "),
    (r"\bmake (?:me|us|them|him|her|people|everyone|the (?:user|viewer|audience|child)) (?:laugh|giggle)\b", " funny , laugh "),
    (r"\b((?:answer|repl|respon|speak|talk|introduc|greet|describ|explain|summari[sz])\w*(?: \w+ and)?) (?:very )?briefly\b", r"\1"),
    (r"\b(listen|watch|drive|read|look)(\w*) (?:very )?carefully\b", r"\1\2"),
    (r"\b(?:like|as if|as though) i(?:'m| am| was| were) (?:a |an )?(?:small |little |young )?(?:child|kid|toddler|five|5|six|6|four|4)\b"
     r"(?: years? old)?", " forchildren "),
    (r"\b(?:want\w* |try\w* |eager )?to impress\b|\bimpress(?:es|ing)? (?=the |your |everyone|people|me|us)", " confident "),
    (r"\b(speak|talk|answer|respond|reply|say)(\w*) (?:very |so )?gently\b", r"\1\2 kindly"),
    (r"\bout of breath\b", " breathless "), (r"\bshow no (?=\w)", " not show "),
    (r"\bto stress (?=\w)|\bstress(?:es|ing)? (?=(?:the |your |an? |each |every |important |key |certain |some )+\w)", " "),
    (r"\b(?:spy|gangster|crime|mafia|horror|disaster|vampire|zombie) (?=films?\b|movies?\b|novels?\b|thrillers?\b|shows?\b)", " "),
    (r"\bnothing (?:hurried|rushed|hasty|frantic)\b", " slow "),
    (r"\bif (?:she|he|it|you|they) (?:can|could)(?: also| even| just)? (?=\w)", " "),
    (r"\b(?:for |at |on )?(?:the |your |his |her )?first (?:day|time|date|job|night|week|lesson|impression|kiss|shift|flight)\b", " "),
    (r"\benough (?:of|with) (?:the |this |that |your |all )*", " not "),
    (r"[,;]? ?\b(?:but |and |just |please )*(?:don't|do not|dont|not) (?:overdo|exaggerate|go overboard(?: with)?)(?: it| this|"
     r" that)?(?= "
     r"?[.,;!?]|$)", " moderately "),
    (r"\b(?:and |then )?(?:hold|keep|leave) it there\b", " throughout "),
    (r"(?:^|(?<=[.!?\n]) ?)(\w+)\? ?no(?:pe)?\b", r" not \1 "), (r"(?:^|(?<=[.!?\n]) ?)(\w+)\? ?(?:yes|yeah|yep)\b", r" \1 "),
    (r",? ?\b(?:at (?:any|no|some) (?:point|time|moment|stage)|in any (?:case|way)|of course),?(?= )", " "),
    (r"\b(nod|smil|blink|wink|frown|laugh|movement|gestur)(\w*)\s*[:=]\s*[\"']?(?:low|rare(?:ly)?|less|few|little|minimal)\b",
     r" , less \1\2 , "),
    (r"\b(?:crank|turn|dial|push|pump|set)(?:ing)? (?:up )?(?:the |your )?(\w+)(?: up)? to (?:11|eleven|ten|10|the max|max|full|"
     r"maximum)\b",
     r" very \1 "),
    (r"\b(?:not?|without) (?:any )?(?:exaggerated|forced|fake|huge|over the top) (?=smil|grin)", " not big "),
    (r"\bruns? (?:in)?to (?=your|his|her|an? )|\bruns? (?=an? (?:shop|store|business|company|restaurant|cafe|hotel|farm|bar))", " "),
    (r"\btoo (?!much|many|often|fast|little)(\w+) to (be|look|\w+)\b", r" very \1 , not \2 "),
    (r"\bso (?!much|many|that|on)(\w+)(?: that)? (?:you|she|he|it|they) (?:could|can|might|nearly|almost|barely|hardly)\b[^,.;!?\n]*",
     r" extremely \1 "),
    (r"\b(?:smil|grin)\w* (?:only |just )?(?:with|on|from|using) (?:only |just )?(?:the |your |one |a )*(left|right)? ?(?:one |single "
     r")?(?:side|corner|half)\b",
     r" smirk \1 "),
    (r"(?:^|(?<=[.!?\n]) ?)(?:right|ok|okay|well|alright|anyway),(?: so\b)?", " "),
    (r"\bnever more than (?:an? |the )?(?:(?:hint|trace|touch|ghost|suggestion)(?: of an?| of)? )?", " slightly "),
    (r"\bkeep (?:the |your )?(\w+) out of (?:it|this|frame|shot|sight|the \w+)\b", r" not \1 "),
    (r"\bless is more\b", " subtle "), (r"\bmove (?:a (?:lot|bit|little) |much )?more\b", " lively "),
    (r"\badd (?:some|a (?:bit|little)|more) life\b", " lively "),
    (r"\bthan ever\b(?: before)?", " extremely "),
    (r"\b(?:no cap|ngl|tbh|fr fr|imo|imho|fyi|rn|lol|atm|asap)\b", " "),
    (r"\bur\b", " you are "), (r"\bu\b", "you"),
    (r"\b(\w+)\s*[:=]\s*[\"']?(?:none|off|false|never|zero|disabled)\b(?= ?[\"']?\s*(?:[,.;:|)}\]\n]|$))", r" , no \1 , "),
    (r"\b(\w+)\s*[:=]\s*[\"']?(?:yes|on|true|enabled)\b(?= ?[\"']?\s*(?:[,.;:|)}\]\n]|$))", r" , \1 , "),
    (r"\b(?:do'nt|dont|dnt|don;t|don t|donot)\b", "do not"),
    (r"\bconfidant\b(?! of| to)", "confident"),
    (r"\b(?:as hell|as fuck|af|asf)\b", " extremely "),
    (r"\b(?:ca|can|could|would|should|do|does|did|is|are|wo|must|need|has|have|had)(?:n't|nt)\b", "not"),
    (r"\b(?:cannot|can not|do not|does not|must not|should not|will not|shall not|need not|no need to|no longer|not ever|"
     r"never ever)\b", "not"),
    (r"\b(?:not|never) (?:be )?(?:too )?(?:afraid|scared|shy|hesitant|ashamed|proud|embarrassed) (?:to|of) ", " "),
    (r"\bright +(?=now|away|at\b|into|after|before|here|there|so\b)", " "),
    (r"\b(?:i|we|you) (?:really )?not (?:want|like|need|wish|expect|care for)(?: you| to see| the avatar)*(?: to)?\b", " not "),
    (r"\b(\w+ing) (?:is|are|would be)(?: strictly| absolutely)? (?:forbidden|prohibited|banned|off limits|out of the question|"
     r"unacceptable|"
     r"undesirable|unwanted|a no.go|to be avoided|not (?:allowed|permitted|acceptable|wanted|ok|okay))\b", r" not \1 "),
    (r"\b(?:no|not|never|none|without|devoid of|free of|lacking(?: in)?|hardly|barely|scarcely|zero|little)(?: show\w*)?(?: any|"
     r" much)?(?: an?)?"
        r"(?: (?:flicker|trace|hint|shred|sign|ounce|bit|scrap|flash|glimmer) of)?(?: any)? "
        r"(?:visible |facial |real )?(?:emotion|expression)s?"
     r"(?: at all| whatsoever)?\b(?! of)", " expressionless "),
    (r"\b(?:shout|yell|scream|cry|weep|squeal|tear|jump)(?:s|ing|ed)? (?:with|for|of|in|out of) (?:joy|delight|happiness|excitement|"
        r"glee)\b",
     " very happy "),
    (r"\bfor (?:about |around )?\d+ ?(?:s|secs?|seconds?)\b", " flash_1 "),
    (r"\b(?:(?:i|we)(?:'d| would| really)* (?:love|think|hope)|(?:i|we|you)(?:'d| would| really)* (?:like|want|need|wish|"
     r"prefer))(?: it)?(?: if)?(?: for)?(?: you)?(?: to)?\b", " "),
    (r"\b(?:make sure|be sure|try|remember|ensure|take care|feel free|you may|you can|you should|you must)\b(?: that| to| you)*", " "),
    # States of a conversation become tokens that stay in their place: "nod while I talk" is "nod whenlistening".
    (rf"{WHEN} {OTHERS}(?: is| are|'s|'re|'m| am)? {SPEAK_TO}\b(?:(?! and | then | while | (?:look|nod|smil|be|stay|keep|tilt|lean|rais|"
     rf"seem|show|act|shak|frown|blink|maintain|hold)(?:e|s|ing)?\b)[^,.;:!?\n])*", f" {LISTENING} "),
    (r"\b(?:during|in) (?:the )?(?:silences?|pauses?|idle(?: time)?|breaks|quiet (?:moments|times))\b|\bbetween (?:turns|answers|"
        r"replies|responses)\b|"
     r"\bwhen there is silence\b", f" {LISTENING} "),
    (r"\b(?:during|in) (?:the |your )?(?:speech|talk|talking|speaking|answers?|replies|responses)\b|\bon your turn\b", f" {SPEAKING} "),
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
    # "Sly as a fox", "more curious than afraid", "not quite angry".
    (r"\b(?:as )?(?!(?:act|serv|work|speak|behav|pos|appear|dress|disguis|respond|talk|perform|present|look|play|us|know|styl|character|"
     r"role|job|part|known|career|life|him|her|me)(?:e|s|es|"
        r"ed|ing)?\b|well|such|you|same|it|be|are|is|much|long|soon|far)"
     r"([a-z]+) as (?:a|an) [a-z]+\b", r" very \1 "),
    (r"\bmore ([a-z]+) than (?!before|usual|normal|ever|now|last|you|the|is)[a-z]+\b", r" \1 "),
    (r"\bnot (?:quite|exactly|entirely|fully|really that) (?=[a-z]+\b)", " slightly "),
    (r"\b(?:keep|hold) (?:the |your )?(\w+) (?:to a minimum|minimal)\b", r" less \1 "),
    (r"\bease (?:off|up)(?: on)? (?:the |your )?|\bgo easy on (?:the |your )?", " less "),
    (r"\b(?:skip|cut|no more) (?:the |your |that )(?=smil|smirk|grin|frown|nod|wink|laugh)", " not "),
    (r"\b(?:resist|fight|suppress|ignore)\w* the (?:urge|temptation|impulse) to\b", " not "),
    (r"\b(?:horror|crime) (?:game|film|movie|story|novel|series)\b", " story "),
    (r"\blorem ipsum[^.\n]*|\bin (?:march|may)\b", " "),
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
    (r"\b(?:try|tries|trying|struggl\w*|fight\w*)(?: \w+)? (?:not to|to not|to suppress|to hide|to stifle) (?:a |your |the )?(?=laugh|"
        r"smil|grin|giggl|yawn)",
     " slightly "),
    (r"(?<!eyes )(?<!gaze )(?<!head )(?<!chin )(?<!brow )(?<!brows )(?<!corners )(?<!look )(?<!looking )(?<!glance )(?<!glancing )"
     r"\b(seem|seems|feel|feels|feeling|be|is|are|sound|sounds|bit|little|rather|very|so|quite|somewhat|slightly|being) down\b"
     r"(?! (?:at|to|on|the|in|towards?|and|for)\b)", r" \1 sad "),
    # Two noes.
    (r"\b(?:not|never) (?:take|tear|move|drop|turn|shift) (?:your )?(?:eyes|gaze|eye) (?:off|away|from)(?: of| from)?\b", " look at "),
    (r"\b(?:barely|hardly|scarcely) (?:contain|conceal|control|suppress|hid|restrain)\w*", " very "),
    (r"\(\s*(\d+(?:[.·]\d+)?\s*%?)\s*\)", r" \1 "),
    (r"\b(?:suppress\w*|stifl\w*|(?:hold|held|bit|bite|biting|holding) back|fight\w* back|hid(?:e|ing|den)) (?:a |your |the )?"
     r"(?=laugh|smile|grin|yawn|giggle|chuckle)",
     " slightly "),
    (r"\bwith a straight face\b", " straight face "),
    (r"\b(?:anything but|everything but|everything except|(?:do )?anything except|all but|far from|nowhere near|the opposite of|"
     r"in no way|"
     r"by no means)\b",
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
