"""Turns of phrase → plain words: "from time to time" is occasionally, "can't stop" is keep."""

from __future__ import annotations

import re
from collections.abc import Callable

# What is looked at in front, and up or down; and what stands to the side.
SEEN_AT = (
    r"(?:the|viewers?|cameras?|users?|audiences?|listeners?|lens|screen|monitor|customers?|visitors?|people|person|guests?|callers?|"
    r"clients?|"
    r""
    r"crowd|me|us|you|him|her|them|it|left|right|floor|ground|desk|table|notes?|script|paper|phone|keyboard|hands|feet|shoes|lap|book|"
    r"sky|ceiling|stars|moon|clouds|heaven|shoulder|glasses|spectacles)"
)
SEEN_IN_FRONT = (
    r"(?:viewers?|cameras?|users?|audiences?|listeners?|lens|screen|monitor|customers?|visitors?|players?|person|guests?|callers?|clients?|"
    r"students?|learners?|patients?|opponents?|reader|crowd|me|us)"
)
ROOM = (
    r"(?:doors?|doorway|clock|shelf|shelves|bookshelf|bookcase|wall|oven|kitchen|exit|entrance|painting|poster|corner|garden|sea|"
    r"horizon|harbou?r|trees?|street|stage|sign|fire|fireplace|candle|curtains?|stairs|road|hills?|mountains?|corridor|gate)"
)
TO_A_SIDE = r" (?:to|on) (?:the |your |its |his |her )?(?:left|right)"

REWRITES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"\b(calm|sooth|comfort|reassur|help|handl|support|consol|cheer)(\w*)(?: down| up)? (?:someone|somebody|anyone|people|those) "
     r"(?:who (?:is|are|feels?|seems?) )?(?:very |so |really )?(?!in|with|at|who|on|by|to|and|when)[a-z]+\b", r" \1\2 somebody "),
    (r"\b(?:turn|bring|take|dial|keep|push|pull)\w* (?:(?:the|your) )?energy(?: levels?)? (?:way |right |far |all the way |a (?:lot|"
     r"bit) |much )?"
     r"(down|up)\b|\b(?:turn|bring|take|dial|push|pull)\w* (down|up) (?:the |your )?energy\b",
     lambda m: " very low energy " if "down" in (m[1], m[2]) else " high energy "),
    (r",? ?\b(?:sweetheart|darling|honey|sweetie|buddy|mate|pal|babe|my (?:dear|love|friend))(?= ?[.!?]| ?$)", " "),
    (r"\bhand(?:ing|s|ed)? (?:down|over|out|in|back)\b", " give "),
    # "When somebody pays you smile": the comma that is not written.
    (r"\b(when(?:ever)?|if|once|each time|every time|as soon as) ((?!you\b|u\b|i\b|asked\b|speaking\b|talking\b|listening\b)[a-z']+ "
     r"(?:(?!you\b|u\b)[a-z']+ ){1,7}?)(?:you|u) (?=(?:(?:always|just|only|briefly|slowly|quickly|never) )?"
     r"(?:look|smile|nod|shake|tilt|raise|wink|blink|frown|laugh|grin|"
     r"sigh|stay|remain|keep|be|become|get|turn|act|seem|appear|lean|purse|shrug|show|do an?|give an?|stop)\b)",
     r"\1 \2, you "),
    # "Share the sadness without being overwhelmed by it": a little of it.
    (r",? (?:but )?(?:without|not) (?:being |getting |becoming )?(?:completely |totally |fully )?(?:overwhelmed|overcome|consumed|carried "
     r"away|drowned|swallowed)(?: (?:by|with|in) (?:it|them|that|this))?\b", " , slightly "),
    # "It isn't that you are tired; you are simply bored", "not because you are bored but because you are shy", "not so much angry as sad".
    (r"\b(?:it|this|that)(?: is|'s)?(?: not|n't) (?:so much )?(?:that|because|as if|as though) (?:(?:you|she|he)(?: are|'re| is|'s|"
     r" feels?)? )?"
     r"([^,.;:!?\n]*)", r" not \1 "),
    (r"\bnot (?:so much )?because (?:(?:you|she|he)(?: are|'re| is|'s| feels?)? )?(\w+)(?:,? but (?:rather )?because|,?"
     r" but|(?=[,.;]))", r" not \1 , "),
    (r"(?:\bnot|\bisn't|n't) so much (?:an? )?(\w+) as (?:an? )?(?!possible|usual|before|now|ever|you|the|he|she|it)(\w+)\b",
     r" not \1 , but \2 "),
    # What is said of something else: "it isn't funny", "who won the match?"
    (r"\b(?:it|that|this|there)(?: is|'s| was)?(?: not|n't) (?:a |an |very |that |so |any )*\w+(?=,| so\b| but\b|\.|!|;)", " "),
    (r"(?:^|(?<=[.!?\n]) ?)(?:who|what|when|where|why|which|how)\b(?! about| if)[^.!?\n]*\?", " "),
    (r"\b(?:every )?now and (?:then|again)\b", " occasionally "),
    # "Under no circumstances grin": nor smile.
    (r"\b(?:under no circumstances?|on no account|in no case|at no (?:point|time|moment|stage)|not (?:even )?once|never ever|"
     r"(?:not|never|don't|must not|mustn't)(?: you| to)? (?:under|in) any circumstances?|not on any account)\b([^.;!?\n]*)",
     lambda m: " never " + re.sub(r"\bgrin(?:s|ning)?\b", "smile", m[1])),
    (r",? ?\b(?:under|in) any circumstances\b,?|,? ?\bon any account\b,?", " "),
    (r"\b(look|glanc|peek|peer|gaz|star)(\w*) (?:over |across |round |around |back )+(?:there )?(?:at|to|towards?|into|out of) "
     rf"(?:the |a |an |your |his |her |that |my )?(?!{SEEN_AT}\b)[a-z]+\b(?!{TO_A_SIDE})", r" \1\2 away "),
    (r"\b(look|glanc|peek|peer)(\w*) (?:at|towards?|into|out of|through) (?:the |a |an |your |his |her |that |my )"
     rf"(?:\w+ )?{ROOM}\b(?!{TO_A_SIDE})", r" \1\2 away "),
    # "Do not blink more than once a minute", "at most twice a minute".
    (r"\b(?:do not|don't|not|never|should not|shouldn't|must not|mustn't) ((?:\w+ ){1,4}?)(?:more|any more) (?:often |frequently )?than"
     r" (?=once|twice|every|\d|two |three )",
     r" \1 "),
    (r"\b(?:no more (?:often )?than|at (?:the )?most|at (?:the )?least|not more (?:often )?than|maximum|minimum)"
     r" (?=once|twice|every|\d+ times|(?:two|three|four|five) times)", " "),
    (r"\bcheck(?:s|ing)? (?:this |it |that )?out (?:this |that |the |his |her |my |your )", " "),
    # "Look up the tracking number" is no look, "used to being shouted at" no shout, "head a little bit down" not down.
    (r"\blook(?:s|ing|ed)? up (?=(?:the|an?|any|every|each|their|its|all) (?!sky|ceiling|stairs?|hill|mountain|tower|street|trees?|wall|"
     r"ladder|stars|heaven|moment|whole|time|road|screen|camera|viewer)[a-z])", " "),
    (r"\b(?:(?:being|been|be|get|gets|getting|got|are|is|was|were) )(?:always |often |constantly )?(?:shouted|yelled|sworn|screamed|"
     r"laughed|stared|looked|smiled|cheered) at\b(?: by (?:\w+ ){0,2}\w+)?", " "),
    (r"\b(head|chin|face|eyes?|gaze|brows?|eyebrows?|corners) (?:(?:is|are|a|just|only|little|bit|slightly|very|rather|tiny|somewhat) )*"
     r"(?:little|bit|slightly|tiny|somewhat) (?:bit )?(down|up)\b", r" slightly \1 \2 "),
    # Which of two sides: "not the left eye, wink with the right one", "the other way: to the right", "to your right, never to your left".
    (r"\bnot (?:with |to )?(?:the |your )?(?:left|right)(?: (?:eye|brow|side|one))?[,;] (?=[^.;!?\n]*\b(?:left|right)\b)", " "),
    (r"\b(?:to )?the other (?:way|side|direction)\b[:,]? (?:to (?:the |your )?|that is |i\.e\. )*(?=left|right)", " "),
    (r"\b(wink\w*|rais\w*|clos\w*|blink\w*) (?:with |on )?(?:only |just )?(?:the |your |his |her )(left|right)(?: one)?\b(?! (?:eye|"
     r"brow|side))",
     r"\1 \2 "),
    (r"\b(?:for|at|in|on|with|by) trembling (?:hands|fingers)\b|\b(?:with )?(?:trembling|shaking|sweaty) (?:hands|fingers|"
     r"palms)\b", " nervous "),
    (r"\b(?:(?:look|glanc)\w* )?(?:to )?(?:the |your )?left and (?:to )?(?:the |your )?right first\b", " look left , look right , "),
    (r"\b(?:family|well|self|state|privately)[ -](?:run|owned)\b|\brun (?=by|since)", " "),
    (r"\b(look|glanc|peek|peer|turn)(\w*) (?:back )?over (?:the |your |his |her )?(left|right) shoulder\b", r" \1\2 \3 "),
    (r"\b(?:it|that)(?:'d| would| will|'ll)(?: be)? (?:so |really |very )?(?:great|nice|good|lovely|cool|better|best|perfect|ideal) "
     r"(?:if|when) (?:you|he|she|they|it|the \w+)(?: could| would| can)?\b", " "),
    (r"\bmore (?:slow|slowly|calm|soft|quiet)(?:,? please)?(?: with| in)?(?: the| your)? "
     r"(?:movements?|motions?|head|gestures?)\b", " slow "),
    (r"\b(?:she|he|it|the avatar) [^,.;!?\n]{3,50}[,;.!] ?(?:but )?i (?:want|prefer|need|like) (?:it |her |him )?(?:to be |more )?"
     r"(normal|neutral|natural)\b", r" \1 "),
    (r"\bnod(?:s|ding|ded)? off\b", " sleepy , close eyes "),
    (r"\b(?:eye)?brows? (?:are |that |keep |always )?(?:bounc|wiggl|waggl|jump|danc|twitch|fl(?:y|ies)|shoot|go up)\w*(?: up)?|"
     r"\b(?:bounc|wiggl|waggl|danc)\w* (?:your |the |his |her )?(?:eye)?brows?\b", " raise brows "),
    (r"\b(?:eyes?|gaze|look) (?:fixed |cast |stuck |glued |always |down )*(?:in|on|to|at|towards?) (?:the |your |his |her )?"
     r"(?:ground|floor|desk|table|shoes|feet|keyboard|notes|paper)\b", " look down "),
    (r"\b(?:eyes?|gaze|look|stare) (?:always |firmly |steadily |directly |straight )*(?:(?:fixed|locked|trained|set|glued|focus\w*|"
     rf"fastened|kept|riveted) )?(?:on|upon|to|at|towards?) (?:the |your |my )?{SEEN_IN_FRONT}\b", " look at viewer "),
    (r",? ?\b(?:and |but )?not (?:up )?(?:(?:at|to|towards?|on|into) )?(?:the |your )(?:sky|ceiling|stars|clouds|roof|heavens?)\b",
     " , not look up "),
    (r"\bunmoving +(?=gaze|eyes|stare|look)", " "),
    (r"\b(blink\w*|nod\w*|smil\w*|mov\w*|gestur\w*|frown\w*) (more|less)(?: often| frequently)? than (?:normal|now|before|average|real|"
     r"the default|most people|people do)\b", r"\1 \2"),
    (r"\b(?:more human|less (?:of )?(?:a |like a |like an )?(?:statue|mannequin|doll|dummy|wooden|stiff|zombie|machine|puppet|"
     r"mechanical|wax figure))\b", " lively "),
    (r"\breset (?=(?:\w+ )?(?:passwords?|pins?|links?|codes?|accounts?|modems?|routers?|devices?|passcodes?)\b)", " "),
    (r"\b(?:not|don't|dont|without|never) (?:\w+ )?(?:so|too|that) (?:much|many) (?:head )?(?:mov\w+|motions?|animations?|gestur\w+)"
     r"(?: (?:with|of) (?:the |your |his |her )?head)?\b", " little movement "),
    (r"\b(subtle|slight|small|soft|gentle|light|tiny|minimal|discreet) (?:but|yet|though) (?:still )?(?:noticeable|visible|clear|"
     r"perceptible|real|sincere|genuine)\b", r"\1"),
    (r"\b(?:for|until|before|after|on|wait\w* for) (?:the |a |an |that |your |his |her )?(?:(?:next|big|first) )?laughs?\b", " "),
    (r"\b(?:laugh|giggl|chuckl|grin|smil)\w* (?:on the inside|inside|inwardly|internally)\b", " slightly smile "),
    (r"\b(clos\w* [^.!?]{0,40}?,? (?:and )?(?:then )?)(?:re)?open(?:s|ing)? (?:them|it|(?:your |the |his |her )?eyes?)(?: again)?\b",
     r"\1 look at viewer "),
    (r",? ?\b(?:and |but )?(?:not|no) (?:at|to|off to|towards?|into) the (?:sides?|distance|window|door)\b", " , not look away "),
    (r",? ?\b(?:and |but )?not (?:down )?(?:at|to|towards?|into) (?:the |your |his |her |my |its )?(?:floor|ground|desk|table|keyboard|"
     r"notes?|script|paper|phone|lap|feet|shoes|hands|book|lectern|cue cards?)\b", " , not look down "),
    (r"\bonly (\w+) (?:when|if) (?:it is |it's |really |absolutely |you )*(?:needed|necessary|required|must|need to|"
     r"have to)\b", r" rarely \1 "),
    (r"\bfinal whistle\b", " "),
    (r"\b(?:walk|com|runn?)(?:e|es|s|ed|ing)? in(?:to the room)?(?= ?(?:[,.;!?]|$))", " "),
    (r"\b(\w+) who knows? (?=she|he|it|they|how|what|that|everything|all|the)", r"\1 , "),
    (r"\bclos(?:e|es|ing) (?:only |just )?(?:one|an|(?:the |your |his |her )?(left|right)) eye\b(?! ?(?:and|then) (?:the|"
     r"your) (?:other|left|right))",
     r" wink \1 "),
    (r",? ?\b(?:but |and |with )?(?:the |your |his |her )?eyes (?:are |is |do |does )?(?:not|n't|never) smil\w*", " "),
    (r"[,;]? ?\b(?:but )?(?:only |just )?an? (?:hint|touch|trace|bit|tad|shade|suggestion) of (?:it|that)\b", " slightly "),
    (r"\bpoint(?:s|ing)? (?:to|towards?) (?=(?:the|your|an?|my|his|her|that|this|some)\b)", " point at "),
    (r"\bmock (?=interview|investor|exam|trial|jury|customer|patient|client|test|debate|pitch|call)", " "),
    (r"\b(?:look|glanc|star|gaz)\w*(?: straight| right| directly)? at (?:them|him|her)\b(?= ?(?:[,.;!?|\n]|$|and |while |when|with |"
     r"as ))",
     " look at viewer "),
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
    (r"(?<=\w) n (?=\w)", " and "), (r"\bbut like,? ", "but "), (r"\bactive(?:ly)? (?=listen)", " "),
    (r"\b\d{1,3} ?(?:%|percent) (?=more|less)", " "),
    (r"\bkeep(?:s|ing)? (?:it|(?:the|your|his|her) head) (?:stable|steady)\b", " keep still "),
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
    (r"\b(?:tr(?:y|ie)\w*|struggl\w*|fight\w*|fought)(?: \w+)? (?:not to|to not) (?:burst out |start )?(?:laugh|giggl)\w*",
     " slightly smile , press lips "),
    (r"\b(?:suppress|contain|control|hid|conceal|mask|restrain|swallow|stifl|hold|fight|chok|bottl|bit)\w*(?: back| down| up| in)? "
     r"(?:your |her |his |the |a |an )?"
     r"(?=anger|rage|fury|frustration|irritation|annoyance|excitement|joy|delight|fear|panic|nerves|nervousness|sadness|grief|disgust|"
     r"disappointment|amusement)", " slightly "),
    (r"\b(?:barely|hardly|scarcely|can't|cannot|not|struggl\w* to|fight\w* to)(?: able to)? (?:keep|hold|open) (?:the |your |her |"
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
    (r"\bnothing (?:hurried|rushed|hasty|frantic)\b|\b(?:never|not|don't|do not|without|no need to)(?: be| seem| look| ever)?"
     r"(?: in a)? (?:rush|hurry)(?:ing|ied|ed)?\b(?! (?:in|off|over|to)\b)", " slow "),
    (r"\balot\b", " a lot "),
    (r"\b(?:if|when|whenever) in doubt\b,?", " "),
    (r"\bi (?:really |just )?(?:hate|dislike|detest|can't stand|cannot stand|can not stand|not stand|don't like|do not like|not like) "
     r"(?:it|that) when (?:you|she|he|it) (?:keeps? )?(?=\w)", " not "),
    (r"\b(?:move nothing|nothing (?:else )?(?:should |must |may |can )?moves?|(?:not|don't|never) move anything(?: else)?) "
     r"(?:but|except|other than|apart from) (?:for )?(?:the |your |his |her )?(?:lips|mouth)\b", " only move lips "),
    (r"\b(?:move nothing|nothing (?:else )?(?:should |must |may |can )?moves?|(?:not|don't|never) move anything(?: else)?) "
     r"(?:but|except|other than|apart from) (?:for )?(?:the |your |his |her )?eyes\b|"
     r"\bonly (?:the |your |his |her )?eyes (?:should |must |may |can )?(?:ever )?moves?\b",
     " still , eyes wander "),
    (r"\bread(?:s|ing)? (?:\w+ )?(?:from|off) (?:a |an |the |your )?(?:teleprompter|autocue|prompter)\b", " look at viewer "),
    (r"\b(look|glanc|gaz|star)(\w*)(?: over)? (?:at|to|towards?) (?:the |your |a |an |my |that )[a-z ]{1,25}? (?:to|on) "
     r"(?:the |your |its |his |her )(left|right)\b(?: side| hand side)?", r"\1\2 \3"),
    (r"\b(look|glanc|gaz|star|lean)(\w*) (?:to the |to your )?(left|right|up|down|forward|back|away),? (?:and |but )?(?:not|"
     r"never) (?:to (?:the |your ))?"
     r"(left|right|up|down|forward|back|away)\b", r"\1\2 \3 , not \1\2 \4"),
    (r"\b((?:tilt|turn|smirk|wink)\w*[^,.;!?\n]* (?:left|right)(?: eye| side)?),? (?:and |but )?not (?:to )?(?:the |your )?"
     r"(?:left|right)\b", r"\1"),
    (r"\bif (?:she|he|it|you|they) (?:can|could)(?: also| even| just)? (?=\w)", " "),
    (r"\b(?:for |at |on )?(?:the |your |his |her )?first (?:day|time|date|job|night|week|lesson|impression|kiss|shift|flight)\b", " "),
    (r"\benough (?:of|with) (?:the |this |that |your |all )*", " not "),
    (r"[,;]? ?\b(?:but |and |just |please )*(?:don't|do not|dont|not) (?:overdo|exaggerate|go overboard(?: with)?)(?: it| this|"
     r" that)?(?= "
     r"?[.,;!?]|$)", " moderately "),
    (r"\b(?:and |then )?(?:hold|keep|leave) it there\b", " throughout "),
    (r"(?:^|(?<=[.!?\n]) ?)(\w+)\? ?no(?:pe)?\b", r" not \1 "), (r"(?:^|(?<=[.!?\n]) ?)(\w+)\? ?(?:yes|yeah|yep)\b", r" \1 "),
    (r",? ?\b(?:at (?:any|some) (?:point|time|moment|stage)|in any (?:case|way)|of course),?(?= )", " "),
    (r"\b(nod|smil|blink|wink|frown|laugh|movement|gestur)(\w*)(?: (?:rate|frequency|amount|level|speed|"
     r"intensity))?\s*[:=]\s*[\"']?(?:low|rare(?:ly)?|less|few|little|minimal)\b",
     r" , less \1\2 , "),
    (r"\b(?:crank|turn|dial|push|pump|set)(?:ing)? (?:up )?(?:the |your )?(\w+)(?: up)? to (?:11|eleven|ten|10|the max|max|full|"
     r"maximum)\b",
     r" very \1 "),
    (r"\b(?:not?|without) (?:any )?(?:exaggerated|forced|fake|huge|over the top) (?=smil|grin)", " not big "),
    (r"\bruns? (?:in)?to (?=your|his|her|an? )|\bruns? (?=(?:the|an?|our) (?!race|marathon|mile|stairs|risk))", " "),
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
    (r"\b(?:add|give|put|breathe|bring|inject)\w* (?:\w+ )?(?:some|a (?:bit|little)(?: of)?|more|new) life\b", " lively "),
    (r"\bthan ever\b(?: before)?", " extremely "),
    (r"\b(?:no cap|ngl|tbh|fr fr|imo|imho|fyi|rn|lol|atm|asap)\b", " "),
    (r"\bur\b", " you are "), (r"\bu\b", "you"),
    (r"\b(\w+)\s*[:=]\s*[\"']?(?:no|none|off|false|never|zero|disabled)\b(?= ?[\"']?\s*(?:[,.;:|)}\]\n]|\w+\s*[:=]|$))", r" , no \1 , "),
    (r"\b(\w+)\s*[:=]\s*[\"']?(?:yes|on|true|enabled)\b(?= ?[\"']?\s*(?:[,.;:|)}\]\n]|\w+\s*[:=]|$))", r" , \1 , "),
    (r"\b\w+\s*[:=]\s*[\"']?(?:normal|default|auto(?:matic)?|unchanged|as usual|standard)\b(?= ?[\"']?\s*(?:[,.;|)}\]\n]|\w+\s*[:=]|$))",
     " "),
    (r"\b(?:do'nt|dont|dnt|don;t|don t|donot)\b", "do not"),
    (r"\bconfidant\b(?! of| to)", "confident"),
    (r"\b(?:as hell|as fuck|af|asf)\b", " extremely "),
    (r"\b(?:ca|can|could|would|should|do|does|did|is|are|wo|must|need|has|have|had)(?:n't|nt)\b", "not"),
    (r"\b(?:cannot|can not|do not|does not|must not|should not|will not|shall not|need not|no need to|no longer|not ever|"
     r"never ever)\b", "not"),
    (r"\b(?:not|never) (?:be )?(?:too )?(?:afraid|scared|shy|hesitant|ashamed|proud|embarrassed) (?:to|of) ", " "),
    (r"\bright +(?=now|away|at\b|into|after|before|here|there|so\b)", " "),
    (r"\b(?:i|we|you) (?:really )?not (?:want|like|need|wish|expect|care for)(?: you| to see| the avatar)*(?: to)?\b", " not "),
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
)  # fmt: skip
