"""Free text → the same without what it says of somebody or something else than the avatar: reasons, complaints, tasks, other people.

"She looks way too excited" is a complaint, "customers are often angry" a fact, "sell the player swords at silly prices" a task. None of
these says how to look; each is a row of SCOPES, tried in this order. Only when a prompt is read generously.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from limner.engine.behaviour.complaints import COMPLAINTS
from limner.engine.behaviour.conversation import DO
from limner.engine.behaviour.patterns import Patterns

# Who is not the avatar.
OTHERS = (
    r"(?:(?:other |most |many |some |all |our |your |my |the |a few |these |those |angry |young |old |new |every )*"
    r"(?:users?|customers?|callers?|viewers?|guests?|patients?|students?|visitors?|people|folks|parents|players?|kids|children|clients?|"
    r"shoppers|learners?|passengers|buyers|candidates?|pupils|listeners|audiences?|crowds?|everyone|everybody|nobody|no one|somebody|"
    r"someone|"
    r"anyone|families|residents|tenants|members|employees|colleagues|strangers|fans|donors|tourists|daughters?|sons?|grandchild|"
    r"grandchildren|grandson|granddaughter|class|neighbou?rs|baby|babies|dog|cat))"
)
ROLE = (  # one of them
    r"(?:tenant|customer|caller|guest|patient|client|visitor|passenger|user|student|shopper|learner|player|buyer|member|employee|"
    r"candidate|pupil|colleague|resident|parent|viewer|listener|applicant|donor|tourist|child|person|man|woman)s?"
)
THINGS = (
    r"(?:(?:the|this|our|my|your|that|its) (?:\w+ ){0,2}?(?:machine|screen|kiosk|page|app|site|website|shop|store|company|product|"
    r"game|event|show|room|lobby|film|movie|story|video|weather|news|music|text|script|world|place|hospital|hotel|clinic|school|office|"
    r"boss|"
    r"business|conversation|call|meeting|question|topic|subject|lesson|course|book|song|scene|setting|background|team|website|tone of "
    r"voice|"
    r"bank|museum|firm|family|stand|booth|display|tablet|car|robot arm|sound|audio|microphone|camera))"
)
DOES = (
    r"(?:is|are|was|were|may|might|can|could|will|would|often|sometimes|usually|always|have|has|had|come|comes|get|gets|want|wants|need|"
    r"needs|"
    r"like|likes|hate|hates|think|thinks|find|finds|feel|feels|call|calls|call in|say|says|expect|expects|love|loves|who|stands?|sits?|"
    r"runs?|"
    r"belongs?|starts?|tend|tends|tell|tells|ask|asks|seem|seems|look|looks|keep|keeps|notices?|complains?|watch(?:es)?|hears?|died|"
    r"won|lost|works?)"
)
REST = r"(?:(?! but | so | and you | and she | and he |, and )[^,.;:!?|\n])*"
VERBS = (
    r"(?:sell(?! (?:me|us))|promise|recommend|discuss|mention|correct|translate|summari[sz]e|advertise|promote|quiz|answer|explain|"
    r"describe|help|assist|"
    r"inform|remind|brief|advise|collect|suggest|handle|escalate|schedule|offer|provide|diagnose|talk about|"
    r"speak about|ask about|tell \w+ about|teach|review|narrate)"
)
NP = (  # what is talked about: up to a stop, or to what says how
    rf"(?:(?! (?:with|in an?|like|while|as|but|using|without|when|then|so|because|although|though|yet|if|every|each|at the)\b| {DO}|"
    r" (?!lonely|silly|ugly|early|daily|family|only|elderly|lovely|holy)\w+ly(?=[ ,.;:!?]|$))[^,.;:!?|\n])*"
)
WATCHES = (
    r"(?:viewers?|cameras?|users?|audiences?|listeners?|lens|screen|customers?|visitors?|people|person|guests?|callers?|clients?|crowd|"
    r"me|us)"
)

PRODUCTS = (
    r"(?:apps?|applications?|software|platform|products?|laptops?|phones?|smartphones?|cars?|headphones|sneakers|mattress(?:es)?|"
    r"gadgets?|devices?|dishwashers?|(?:washing |coffee |espresso )machines?|vacuum cleaners?|perfumes?|shampoos?|furniture|sofas?|"
    r"bikes?|bicycles?|scooters?|tablets?|websites?|plugins?|browsers?|cameras?|printers?|keyboards?|solar panels?)"
)
SELLERS = (
    r"(?:demo|presenter|host|expert|sell|sales|review|support|guide|assistant|advert|commercial|user|customer|fan|owner|develop|design|"
    r"manager|engineer|agent|helper|mascot|coach|driver|dealer|launch|call|operator|angle|left|right|straight)"
)
SCOPES: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"^\s*(?:someone|somebody|(?:a|the) (?:kind|sort|type) of (?:person|man|woman|guy)) (?:who|that)\b", "she "),
    (r"(?:^|(?<=[.!?\n] )|\b(?:of|by|in|from) the (?:tale|story),? )(?:the|our) (?:\w+ )?(?:hero|heroine|king|queen|prince|princess|wizard|"
     r"witch|knight|detective|captain|soldier|giant|monster|villain|giant|angel|pirate) (?=(?:is|has|was|\w+s)\b)", "she "),
    (r"\b(?:afraid|scared|frightened|fearful|terrified) of (?:nobody|no one|nothing|no man)\b", " confident , "),
    (r"\b(?:as|like) (?:someone|somebody) (?:who|that)(?:'s|'d| is| has| had| was)?\b", " as if she "),
    # Stories told: "a lonely king finds a lamp", "once upon a time there was …".
    (r"\bonce upon a time\b[^.!?\n\"]*", " "),
    (rf"\b((?:story|tale|fable|legend|parable|saga)s?) of {NP}", r"\1"),
    (r"^\s*(?:an?|the|two|three) (?:(?!who|that|is|are|with)[\w-]+ ){1,3}?(?:finds?|discovers?|steals?|rescues?|marr(?:y|ies)|"
     r"sets? (?:out|off)|sails?|travels?|defeats?|inherits?|builds?|lives?) (?!out\b|it\b)(?!.*\b(?:look|smil|nod|frown|laugh|act)s?\b)"
     r"[^.!?\n]*(?=[.!?\n]|$)", " "),
    # What is sold: "our light, fast and cool app".
    (r"\b(?:our|my|this|these|the|your|an?|new) (?:(?!(?:for|of|in|with|to|at|on|about|who|that|is|from|by|an?|the|his|her|their|my|"
     r"our|your|like|"
     r"sell|selling|meditation|mindfulness|sleep|yoga|fitness|breathing|relaxation|therapy|smil\w*|nod\w*|look\w*|be|person|man|"
     r"woman|guy|girl|boy|face|voice|smile|look|expression|tone|mood|demo|"
     r"sales\w*|host|presenter|assistant|guide|avatar|expert|reviewer|driver|owner|user|agent|seller|way|manner)\b)"
     rf"[\w-]+(?:,? and|,)? ){{1,5}}?{PRODUCTS}\b(?![ -](?:{SELLERS}))", " thing "),
    # What is to be said: read "The old man was tired", says "I hate this".
    (r"(?<!that )(?<!look )(?<!face )(?<!eyes )\b(say|says|saying|read|reads|reading|narrate|voice|recite|repeat|text|line|lines|"
     r"sentence|words?|"
     r"script|phrase|quote|dialogue|message|"
     r"transcript)\b\"?"
     r"([^\"“”\n.;:!?]{0,45}[:,]? ?)[\"“][^\"“”]{3,400}[\"”]", r"\1\2"),
    (r"\blook(?:s|ing|ed)? up (?=(?:the|an?|any|every|each|their|your) \w+'s )", " find "),
    # Whose it is: "the trainer's partner", "the world's happiest man".
    (r"\b(?:the |a |an |your |my )?(?!he|she|it|that|what|who|let|there|here|how|where|when|some|every|nothing|one|this|name|child|kid|"
     r"devil|mother|father|lover|cat)[a-z]{3,}'s (?!a\b|an\b|the\b|been|gone|come|heard|seen|never|now|off\b|out\b|dead|broken|full|"
     r"empty|not|so|very|just|always|too|got|also|only|all|quite|really|"
     r"\w+ing\b)"
     r"(?=[a-z])", " "),
    # "Me when the wifi is down", "what if she looked away", "why so serious?"
    (r"^\s*(?:me|my (?:own )?face|(?:that|the|your) (?:face|look|feeling|moment|smile|mood)(?: (?:you|i|he|she|they|one) (?:make|"
     r"get|have|give|gave)"
     r"s?)?|tfw|mfw|mrw|pov|mood)(?: is)?:? when(?:ever)? (?!speak|talk|listen|idle|silent|not |you (?:speak|talk|listen)|"
     r"i (?:speak|talk)|the user)",
     " as if "),
    (r"(?:^|(?<=[.!?\n] ))what if (?:you|she|he|it|they|we) (?:were |was |had (?:him|her|them) |just |maybe )*", " "),
    (r"(?:^|(?<=[.!?\n] ))why (?:don't|not|doesn't|do not)(?: you| she| he| they| we)?(?: just| try)? (?!you|so )", " "),
    (r"(?:^|(?<=[.!?\n] ))why (?:are you |is (?:she|he|it) |the )?(?:so )?(?=\w+ ?(?:face)?\?)", " not "),
    (r"(?:^|(?<=[.;!?\n] ))(?!frown|nod|smil|wink|shak|tilt|rais|lean)[^.;!?\n]*? (?:when|if) (?![^.;!?\n]*?\b(?:you|speak|talk|listen|"
     r"silen|answer|repl|quiet|wait|idle))[^.;!?\n]*?[,;]? "
     r"(?=otherwise)", " "),
    # "When the wolf appears look scared": what follows is to be done.
    (r"\b((?:when|once|if|as soon as|after) (?:(?:the|an?|my|your) (?:\w+ )?\w+|they|he|she|people|users|visitors|someone|somebody) "
     r"(?:appears?|arrives?|comes?|starts?|begins?|ends?|"
     r"enters?|happens?|"
     r"leaves?|finish(?:es)?|wins?|loses?|falls?|dies|attacks?|rings?|stops?|opens?|closes?|speaks?|calls?|jokes?|laughs?|cries)) "
     r"(?=(?:give (?:them|him|her|me|us|an?)|look|smile|nod|frown|laugh|get|act|seem|show|widen|raise|lean|wink|gasp|turn|be|blink|"
     r"shake|tilt|sigh) )", r"\1, "),
    # Whatever happens: "even when you give bad news", "no matter what".
    (r"\b(?:even (?:when|if|as|while)(?! you (?:are|'re|feel|look))|no matter|regardless of|irrespective of|despite|in spite of|whatever|"
     r"whoever|however \w+ (?:(?:the|your|our|his|her) )?\w+ \w+|"
     r"whether (?:or not|it|they|the|he|she|you like)|come what may)\b(?:(?! (?:don't|dont|do not|never|always|keep|stay|remain|be|"
     r"look|smile) )[^,.;:!?\n])*", " | "),
    # What it does to others: "it creeps people out", "it gets on my nerves".
    (r"[,;]? ?\b(?:it|that|this|which)(?:'s| is| has| just| really| always)* (?:get|got|drive|put|make|give|distract|annoy|creep|"
     r"freak)\w* "
     r"(?:on |to |off )?(?:my|our|me|us|people|everyone|everybody|people's)\b[^,.;:!?\n]*", " | "),
    (r"[,;]? ?\b(?:it|that|this|which|he|she) (?:really |just |only |kind of |always |will |would |might )?(?:creep|scare|freak|"
     r"annoy|bore|"
     r"frighten|confuse|irritate|worrie|bother|upset|put|turn|distract|make|drive|weird|unsettle|spook|mean|give)s? (?:\w+ )?(?:"
     rf"{OTHERS}|me|us|them|her|him|a (?:lot|great deal|good deal))\b[^,.;:!?\n]*", " | "),
    (rf"\b(?:because|since|so that|so|in case|lest|where|who|whose|whom)(?: the| our| my)? {OTHERS}\b[^,.;:!?\n]*", " | "),
    *COMPLAINTS,
    # Who writes is not who is drawn: "I'm nervous about tomorrow, calm me down".
    (r"(?:^|(?<=[.!?\n] ))(?:i am|i'm|i feel|i was|i've been|i have been|i had|i'm feeling)\b[^.;!?\n,]*[,.;!?]+ *(?:so )?"
     r"(?=(?:please |just |can you |could you |and )*(?:make|cheer|calm|comfort|help|be my|tell me|listen|talk to me|console|reassure|"
      r"support|"
     r"lift|encourage|distract|motivate|inspire)\b)", " "),
    (r"\byou (?:look|seem|sound) (?:[\w-]+ ){0,4}\w+[,.;!?]+ *(?:so |please )*"
     r"(?=(?:wake|cheer|lighten|liven|perk|calm|relax|loosen|snap|sit up|brighten|slow down|speed up)\b)", " "),
    # What it shall do in a mood is not the mood: "look away when embarrassed".
    (r"(?<!even )\b(?:when(?:ever)?|if) (?:(?:you|she|he)(?:'re| are| is| feels?| gets?)? )?(?:unsure|uncertain|embarrassed|sad|happy|"
     r"angry|confused|"
     r"surprised|excited|nervous|bored|tired|amused|puzzled|disagree(?:s|ing)?|agree(?:s|ing)?|approv\w+|disapprov\w+)\b", " "),
    (r"\b(?:thinks?|believes?|suspects?|feels?|sure) (?:that )?(?:they|he|she|i|someone|somebody|people|everyone|we|it|this|that)"
     r"(?: are| is| am|'re|'s|'m) (?:only |just |all )?(?:pulling (?:your|her|his) leg|joking|kidding|lying|"
     r"making (?:it|this|that|things) up|"
     r"having (?:you|him|her) on|teasing|a (?:trick|joke|prank|lie|scam))", " sceptical "),
    (r"\b(?:you|she|he) thinks? (?:that )?(?=(?:the|it|it's|this|that|he|she|they|everyone|everybody|nobody|no one|i|i'm|i am)\b)", " "),
    (r"\btreat\w* (?:the |your |every |all |each )?\w+ like [\w ]+", " respectful "),
    # Light, colours and weather: "warm light from the left", "it's cold outside".
    (r"\b(?:(?:warm|cool|cold|soft|bright|dramatic|moody|gentle|natural|intense|harsh|co[sz]y|calm|dull|mysterious|romantic|vibrant|"
     r"vivid|quiet|"
     r"serene|sunny|gloomy|golden),? )+(light(?:ing)?|colou?rs?|background|backdrop|palette|room|studio|office|kitchen|lamp|sunlight|"
      r"daylight|"
     r"shadows|sky|interior|scenery|landscape|street|forest|beach|coffee|drinks?|meal)\b(?! (?:person|face|voice|energy|vibe))",
     r"\1"),
    (r"\b(?:cool|dark|muted|earthy) tones\b|\b(?:sharp|soft|shallow|selective) focus\b|\bfocus on the (?:background|foreground)\b", " "),
    (r"\b(?:it is|it's|its) (?:\w+ )?(?:cold|hot|warm|freezing|chilly|bright|dark|sunny|cloudy|dull|gloomy|cool|quiet) "
     r"(?:outside|today|out|in here|here|tonight|this \w+)\b", " "),
    (rf"\b(?:run|owned|managed|founded|led) by {NP}", " "),
    # What a mood is about, and who brought it: "shocked by modern clothes", "worried about the angry caller", "proud of her sad song".
    (r"(?<=\w\w)(?<! day)(?<! bit)(?<! step)(?<! side)(?<! little) by (?!the (?:end|way|start)\b|now\b|far\b|default\b|itself|"
     r"your?self|all means|no means|means\b|\d|(?:\w+ly )?\w+ing\b|a (?:\w+ )?(?:smile|nod|frown|grin|sigh|wink|laugh|shrug|yawn))"
     rf"{NP}", " "),
    (r"(?<=\w\w)(?<!how)(?<!what)(?<!look)(?<!move)(?<!dart)(?<!nod) about (?!\d|to\b|as\b|it\b|half\b|once\b|twice\b|every\b|"
     rf"(?:one|two|three|four|five|six|ten|an?) (?:bit|seconds?|minutes?|third|half|quarter|times?)\b){NP}", " "),
    (r"\b((?:proud|afraid|scared|frightened|terrified|ashamed|fond|jealous|envious|suspicious|wary|tired|sick|dream\w*|mindful|critical|"
     rf"protective|in awe) of) (?!you\b|it\b|your?self|himself|herself){NP}", r"\1 that"),
    (r"\b((?:angry|mad|annoyed|furious|irritated|upset|surprised|shocked|amazed|astonished|amused|disgusted|frustrated|delighted|"
     r"disappointed|"
     rf"impressed|bored|fed up|pleased) (?:at|with)) (?!{WATCHES}\b|an? |no |your|him|her|narrow|wide|rais|a little)(?!\w+ "
     rf"(?:eyes?|brows?|head|jaw|"
     rf"lips|mouth)\b){NP}", r"\1 that"),
    (rf"\b((?:ask|pray|beg|search|plead|grateful|thankful|sorry|responsible)\w* for) (?!an? "
    rf"(?:moment|second|while|bit)\b|\d|me\b|"
     rf"you\b){NP}", r"\1 that"),
    (rf"\b(back|up|over|again) (?:at|to|into|towards?) (?:the |your |our )?{WATCHES}\b", " look at the viewer "),
    (r"\blook(?:s|ing)? down (?:up)?on (?:the |your |all |every |other )*(?:visitors?|people|others|everyone|everybody|us|them|"
     r"peasants|mortals)"
     r"\b", " lift chin "),
    (r"\b(?:portrait|painting|picture|photo|statue|figure|doll|puppet|bust|sculpture)s? (?:(?:that|which|who) )?(?:has |have |just |"
     r"suddenly )*"
     r"(?:comes?|came|coming|brought|wakes?|woken|awakens?) (?:to life|alive|up|back to life)\b", " "),
    (r"(?:^|(?<=[.!?\n:;,-]) ?)think (?!about|of\b|before|hard|careful|deep|for\b|it\b|over|then|and\b|while|aloud|out loud|twice|"
     r"first|again|"
     r"slow|quiet|a (?:bit|little|moment|second|while)|that|as\b|when|you|i\b|through)(?=\w)", " like "),
    (r"\bfirst \w+ of (?:the|your|her|his) (?:day|week|month|year|morning|shift|evening)\b", " "),
    (r"\b(?:eyes?|gaze|look) (?:\w+ )?(?:drift|wander|slid|stray|mov|shift|dart|slip|flick|travel|glid)\w*(?: off| away| over| out|"
     r" slowly)?"
     r" (?:(?:to|towards) )?(?:the |one |your )?(left|right|down|up)(?:wards?)?\b", r" look \1 "),
    (r"\b(?:eyes?|gaze|look) (?:\w+ )?(?:drift|wander|slid|stray|mov|shift|dart|slip|flick|travel|glid)\w*(?: off| away| over| out|"
     r" slowly)?"
     r" (?:(?:in)?to|towards|off|away)(?: (?:the |one )?(?:side|distance|window|door|far)\b)?", " look away "),
    (r"\bcatch(?:es|ing)? (?=what|that|every|it\b|my\b|the (?:word|name|meaning|drift|end|last)|their|your (?:name|question))|"
     r"\bthrow(?:s|ing)? (?=in |questions|ideas|out)", " "),
    (r"\b(?:on|at|to|into|with|by) (?:the |your |every |each |our )(?:listener|viewer)s?\b(?<!at the viewer)", " at the viewer"),
    (r"(?:\b(?:who|she|he|you|they|and)|,|^) (?:really |truly |absolutely |just |simply |clearly |obviously )+(?:loves?|"
     r"adores?) (?!people|kids|"
     r"children|animals|this|his|us|you|me|her\b|him)(?:\w+ )?[a-z]{3,}\b|\b(?:loves?|adores?|passionate about|"
     r"lives for) (?:what (?:she|he|you|"
     r"they) do(?:es)?|(?:her|his|their|your) (?:job|work|subject|craft|product|topic))\b", " happy and enthusiastic "),
    (rf"\b(?:who|she|he|you) (?:really |truly |secretly |just )*(?:hates?|despises?|loathes?|detests?) "
     rf"(?=(?:me|us|you|him|her|them|his|their|my|people|everyone|everybody|children|kids|customers)\b){NP}", " slightly angry "),
    (r"(?:\b(?:who|she|he|you|they|and)|,|^) (?:loves?|adores?) (?:to \w+|\w+ing|(?!people|kids|children|animals|this|his|"
     r"us)[a-z]{3,}s)\b",
     " slightly happy "),
    (r"\b(?:remember|recall|reminisc|miss|mourn)\w*(?: about| of)? (?:\w+ ){0,3}(?:friends?|days|times|childhood|past|years|love|"
     r"loves|youth|"
     r"comrades|home|moments?)\b", " nostalgic "),
    (r"\b(to|for|with|at) ((?:an?|the|your|my|some) (?:[\w-]+ )?(?:toddler|child|kid|baby|person|friend|customer|caller|patient|student|"
     r"user|client|guest)) (?:who|that) (?:is|are|has|have|was|keeps?|wants?|needs?|feels?|just|cannot|can't|nearly|almost)\b"
     r"[^,.;:!?|\n]*", r"\1 \2"),
    # People of several moods, and people met: "an angry tenant, a happy tenant: you treat them alike", "be patient with a furious guest".
    (rf"\b(?:an?|one|some|angry|happy|sad) (?:[\w-]+ )?{ROLE}(?:(?:,? (?:or|and)|,) (?:an?|one|another|some) (?:[\w-]+ )?{ROLE})+\b",
     " somebody "),
    (rf"\b[\w-]+ {ROLE} or [\w-]+ {ROLE}\b", " somebody "),
    (rf"\b(with|to|towards?|at|for|by|from|when|greet|meet|serve|treat|help|face|calm|reassure|welcome|soothe)"
     rf" (?:an?|every|each|any|the|another|some) "
     rf"(?:(?!new|next|first)[\w-]+ ){{1,2}}?{ROLE}\b(?: (?:and|or) (?:with |to |for )?an? [\w-]+ one\b)?", r"\1 somebody "),
    (rf"(?:^|(?<=[.;!?\n]) ?)(?:an?|the|even an?|no) (?:[\w-]+ )?{ROLE} "
     r"(?:does|can|will|may|might|must|should|could|would|is|has|gets)(?: not|n't| never)?\b"
     r"[^,.;:!?|\n]*[,:;] ?(?=you\b|stay\b|remain\b|keep\b|be\b)", " | "),
    # Houses and their hours: "late check-out costs thirty euros and pets are welcome".
    (r"\b(?:late |early |self )?check[- ](?:in|out)(?:s\b|(?= (?:is|are|at|from|until|costs?|times?|desk|counter|by|closes|opens|date|"
     r"hours?)\b))|\bcheck-(?:in|out)\b", " "),
    (r"\b(?:pets|dogs|children|kids|families|donations|questions|walk-ins|cards|tips|groups|visitors|all) are (?:always |also |very )?"
     r"welcome\b", " "),
    (rf"(?<!\ba )(?<!like )\b({OTHERS}) (?:walk|pass|com|enter|leav|wait|stand|sitt|queu|driv|runn|danc|shout|cry|laugh)ing\b"
     r"[^,.;:!?|\n]*", r"\1"),
    # What others are told to do: "ask them to disinfect their hands".
    (rf"\b(?:ask|tell|remind|invite|urge|encourage|instruct|allow|expect|want)(?:s|ing)? (?:{OTHERS}|them) (?:not )?to {NP}", " "),
    # Facts about others, and about things.
    (rf"(?:^|(?<=[.;!?\n,|]) ?)(?:and |but )?(?:somewhere|outside|nearby|upstairs|next door|far away|in the (?:distance|background|street|"
     rf"next room)),? (?:an?|the|some|two|many|{OTHERS}) [^,.;:!?|\n]*", " | "),
    (r"(?:^|(?<=[.;!?\n,|]) ?)(?:and |but )?there (?:is|are|was|were) (?:always |also )?(?:an?|the|some|many|two|three|"
     r"lots of) (?:[\w'-]+ ){0,3}?"
     r"(?!smil|grin|frown|twinkle|sparkle|glint|sadness|joy|warmth|fear|anger|look|hint|tear|nod|touch|trace)"
     r"(?:smell|sound|noise|storm|fire|party|war|crowd|queue|line|rain|clock|table|window|door|dog|cat|man|woman|child|baby|people|"
     r"customers)"
     r"\b[^,.;:!?|\n]*", " | "),
    (rf"(?:^|(?<=[.;!?\n|]) ?)(?!your team\b){THINGS} (?:has|have|offers?|features?|includes?|serves?)\b[^.;!?\n]*", " | "),
    (r"\b(?:camera|lighting|lens|shot|framing|resolution|quality|format|aspect ratio)\s*:[^.;\n]*", " "),
    (r"\b(after|before|with|at|on) (?:each|every|any|a|the) (?:joke|story|punchline|compliment|insult)s?\b", " "),
    (rf"(?:^|(?<=[.;!?\n,|]) ?|\bwhere |\bas )(?:and |but |because |since )?{OTHERS},? {DOES}\b{REST}", " | "),
    (rf"(?:^|(?<=[.;!?\n|]) ?){THINGS} (?:is|are) (?!called|named)(?:\w+ly |very )?[\w-]+(?:, [\w-]+)*,? and [\w-]+"
     r"(?=[.;!?\n]|$)", " | "),
    (rf"(?:^|(?<=[.;!?\n|]) ?)(?:and |but |because |since )?(?!your team (?:has|have|was|were|lost|won)\b)(?!your (?:\w+"
     rf" ){{1,2}}?(?:has |have |is |"
     rf"are )?just\b){THINGS} (?:is (?:called |named )?|{DOES}\b){REST}", " | "),
    (r"(?:^|(?<=[.;!?\n,|]) ?)(?:i|we) (?:currently |also )?(?:run|own|manage|teach|sell|use|built|organi[sz]e|started|work|operate|"
     r"offer|"
     r"build)\b[^,.;:!?\n]*",
     " | "),
    (r"\b((?:look|star|gaz|glanc)\w*(?: straight| right| directly)?) (?:at|into|to|towards?) (?:the |your |our )?(?:viewers|users|"
     r"customers|"
     r"audiences?|people|guests|listeners|players|visitors)\b", r"\1 at the viewer"),
    (r"\b(to|towards?|with|for|at|by|from) (?:the |our |your |my |some )?(?:(?!nod|smil|look|be |keep|stay)[\w-]+ ){0,2}?(?:users|"
     r"customers|callers|viewers|guests|patients|students|"
     r"visitors|people|learners|seniors|adults|beginners|strangers|players|clients|passengers|members|employees|readers|fans|parents)\b",
     r" \1 somebody "),
    # A task without a word on how: "explain quantum physics".
    (rf"^\s*(?:please |can you |could you |now )*(?:explain|describe|define|summari[sz]e|translate|compare|outline) "
     rf"(?!.*\b(?:child|kid|toddler|year|old)|with\b|in "
     rf"an?\b|like\b|as\b|things?\b|everything|slow|calm|patient|clear|gent)(?:{NP})(?: to (?:an? )?\w+)?[.!?]*\s*$", " "),
    # "Coach people through panic attacks", "help callers with their grief", "deal with angry e-mails".
    (rf"\b(?:coach|guid|walk|lead|support|accompan|counsel|see|tak|help|assist)(?:e|es|s|ies|y|ing)? (?:{OTHERS}|them|somebody|us|me)"
     rf" (?:through|with|in|during|after|over) (?!a (?:smile|nod|calm|warm)|your (?:head|eyes))"
     rf"{NP}", " help "),
    (rf"\b(?:deal|cop|struggl|suffer|liv)\w* (?:with|from) {NP}|\b(?:for|about|against|on) (?:people with |those with )?(?:panic"
     rf" attacks?|anxiety|depression|stress|grief|burnout|insomnia|anger management|phobias?|trauma|bereavement)\b", " "),
    # Tasks: what is sold, answered, explained is not how to look; "with a smile", "in a calm voice" and "kindly" are.
    (rf"(?:^|(?<=[.;:!?\n,|]) ?|\b(?:to|and|or|you|must|will|can|should|not|never|always|who|that|then) )({VERBS})\b"
     r"((?: (?!with\b|in an?\b|like\b|while\b|as\b|but\b|and\b|using\b|without\b|when\b|(?!silly|lonely|ugly|early|daily|family)"
     r"[\w'-]+ly\b)[\w'-]+| and (?!smil|nod|look|be\b|"
     r"stay|keep|wink|laugh|blink|frown|tilt|lean|rais|shak|show|sigh|act|seem)"
     r"[\w'-]+(?= (?:with|in an?)\b|[,.;:!?\n]|$))+)", r" \1 "),
)  # fmt: skip
_SCOPES = Patterns(SCOPES)
# "You are Joy", "you work for Calm Waters Insurance": a name says nothing about the mood. Read before the text is put in small letters.
_NAMED = re.compile(
    r"\b(?<![Ll]ike )((?:[Nn]amed|[Cc]alled|[Nn]ames? (?:is|:)|[Mm]eet|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|[Ww]ork(?:s|ing)? (?:for|at)|"
    r"[Oo]n behalf "
    r"of|[Aa]gent (?:of|for)|"
    r"[Aa]ssistant (?:of|for|at))) (?:the )?(?:[A-Z][\w'-]*(?: (?=[A-Z])|(?= ?[,.;:!?)\n]|$|(?= [a-z]))))+"
)
_ADDRESSED = re.compile(r"\b([Yy]ou(?: are|'re)|I am|I'm) [A-Z][a-z]+(?=,| the| an? )")


def without_names(text: str) -> str:
    """Text in its own letters, without the names that it gives to people and firms."""
    return _ADDRESSED.sub(r"\1", _NAMED.sub(r"\1", text))


def without_others(text: str) -> str:
    """Lower-case text without what says nothing of the avatar."""
    return _SCOPES(text)
