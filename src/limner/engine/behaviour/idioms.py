"""Sayings whose words mean something else → plain words: "walking on sunshine" is happy, "the cat that got the cream" smug."""

from __future__ import annotations

import re
from functools import cache

# Plain words: sayings, as patterns without the words for who says them. Only when a prompt is read generously.
IDIOMS: dict[str, tuple[str, ...]] = {
    "very happy": (
        r"(?:sun|sunshine|sunlight|joy|light|laughter|summer|stars) (?:in|on|behind|across|over) your (?:eyes|face|brow|features|voice|smile)",
        r"(?:eyes|face) (?:light|lit|lights|shin\w*|sparkl\w*|glow\w*)(?: up)?", r"on cloud (?:nine|9)", r"(?:feeling )?on top of the world", r"thrilled to bits", r"in (?:high spirits|good spirits|your element|heaven)", r"full of (?:joy|the joys)", r"happy[- ]go[- ]lucky", r"laugh(?:s|ing)? (?:like crazy|your head off)",
        r"walking on (?:air|sunshine|clouds)", r"tickled (?:pink|to death)", r"happy as (?:larry|a clam|can be)", r"jump(?:ing)? for joy",
        r"full of the joys of spring", r"like (?:a kid in a candy (?:store|shop)|a dog with two tails|the cat that got the cream)",
        r"(?:in|on) seventh heaven", r"pleased as punch", r"heart (?:is )?singing", r"made your (?:day|year)", r"best day of your life",
        r"having the time of your life", r"all smiles", r"laugh(?:ing)? all the way to the bank", r"head over heels",
    ),
    "sad": (
        r"(?:rain|clouds?|shadows?|grief|sorrow|winter|pain|hurt) (?:in|on|behind|across|over) your (?:eyes|face|brow|features|voice|smile)", r"carr\w+ the (?:weight|burden) of (?:the world|\w+)",
        r"face(?:s)? (?:falls?|fell|crumples?|crumpled|drops|crumbles?)", r"(?:lips?|chin) (?:is |are )?(?:trembl|quiver|wobbl)\w*", r"tears? (?:well|roll|stream|fall|run|glisten|brim)\w*(?: up)?(?: in (?:your|her|his) eyes)?(?= |[,.;!?]|$)", r"eyes (?:well|fill|mist|brim)\w*(?: (?:up|over|with tears))*", r"shoulders (?:sag|slump)\w*", r"voice (?:breaks?|cracks?)", r"(?:feel(?:ing|s)?) (?:low|sorry for (?:your|her|him)self)", r"out of sorts", r"wit's end",
        r"(?:fighting|holding|hold|choking|blinking|fight|choke|blink)(?: back)? (?:the |your )?tears(?: back)?",
        r"(?:close|near) to tears",
        r"on the (?:verge|brink) of tears", r"(?:try\w*|struggl\w*)(?: \w+)? not to (?:cry|weep|sob)",
        r"(?:a )?lump in (?:your|the) throat",
        r"heavy heart", r"face like a wet weekend", r"cried out", r"heart (?:is )?(?:broken|breaking|aching|sinks|sinking)",
        r"under a (?:dark )?cloud", r"the world on your shoulders",
        r"lost (?:your|a|his|her) (?:best friend|dog|cat|puppy|loved one|mother|father)",
        r"reach(?:ed|ing)? (?:for )?the end of (?:your|the) rope", r"(?:got|have|had|get|getting|with) the blues",
        r"rained? on (?:your|the) parade",
    ),
    "very angry": (
        r"eyes? (?:blaz|flash|burn)\w*(?: with (?:anger|fury|rage))?", r"(?:blood|temper) (?:is )?(?:boils?|boiling|flares?|flaring)", r"vein(?:s)? (?:throb|bulg|popp)\w*", r"(?:go|goes|turn|turns|went|gone) (?:red|purple|crimson) (?:with (?:rage|anger)|in the face)", r"go(?:es|ing)? (?:ballistic|postal|through the roof|spare|berserk)", r"lose(?:s)? (?:it|your (?:rag|cool|temper|mind))", r"los(?:t|ing) (?:your|her|his) (?:rag|cool|temper)", r"snap(?:s|ped)? at", r"have(?: a)? (?:meltdown|fit|cow)", r"up in arms", r"ready to (?:explode|kill)", r"about to (?:explode|snap|blow)",
        r"(?:blow|blew|blowing|flip|flipped|flipping) (?:a|your) (?:fuse|gasket|lid|stack)", r"at the end of your (?:tether|patience)",
        r"(?:hit|hitting) the (?:roof|ceiling)", r"steam (?:is )?(?:coming )?(?:out of|from) your ears", r"fit to be tied",
        r"out for blood",
        r"foaming at the mouth", r"like a bear with a sore head", r"if looks could kill", r"seeing red", r"bite (?:\w+ )?head off",
        r"look(?:ing)? daggers", r"shoot(?:ing)? daggers", r"death (?:stare|glare)", r"spitting (?:feathers|nails)",
    ),
    "angry": (
        r"(?:thunder|storms?|fire|flames?|lightning|fury|murder)(?: \w+)?(?: waiting| brewing| burning)? (?:in|on|behind|across|over) (?:your|the) (?:eyes|face|brow|features|teeth|voice|gaze)",
        r"not a happy (?:camper|bunny)", r"in a (?:foul|bad|rotten|filthy) (?:mood|temper)", r"(?:got|have|has) an axe to grind", r"(?:got|have|has) a bone to pick", r"had enough(?: of \w+)?", r"face (?:darkens?|hardens?|clouds over)",
        r"in a (?:huff|strop)", r"face like thunder", r"fit of (?:rage|anger|temper)"),
    "slightly angry, press lips ,": (r"through (?:gritted|clenched) teeth", r"through (?:your|his|her) teeth"),
    "curious": (
        r"(?:cat|dog|hawk|owl|bird|child) watching(?: an?)?(?: \w+)?", r"(?:with )?ears (?:pricked|pricked up|perked)",
        r"hang(?:ing)? on every word",
        r"all (?:ears|eyes)", r"curiosity (?:is )?killing",
    ),
    "slightly angry": (
        r"green with envy", r"green-eyed monster",
        r"(?:got|get|gets|getting|rub\w*) (?:out of|on|under|up) (?:\w+ )?(?:wrong side of (?:the )?bed|"
        r"nerves|skin|wrong way)", r"bee in your bonnet", r"chip on your shoulder", r"last straw", r"up to here",
        r"fed up to the back teeth",
        r"(?:with )?(?:a )?(?:thinning|little|no|zero) patience(?: left)?", r"losing (?:your )?patience", r"lost (?:your )?patience",
    ),
    "afraid": (
        r"(?:walk|step|danc)\w* (?:over|on) your grave", r"fear (?:in|on|behind|across) your (?:eyes|face|voice|features)",
        r"(?:colou?r|blood) (?:drains?|drained|leaves|left)(?: from (?:your|her|his) (?:face|cheeks))?", r"(?:go|goes|turn|turns|went) (?:white|pale|ashen)", r"teeth (?:chatter)\w*", r"swallow(?:s|ing)? hard", r"heart (?:is )?(?:races?|racing|pound\w*|skips? a beat)", r"blood (?:runs?|ran) cold", r"knees? (?:knock|shak)\w*", r"break(?:s|ing)? (?:out )?in(?:to)? a (?:cold )?sweat", r"on (?:your|her|his) guard", r"nerves? (?:are |is )?(?:frayed|shot|on edge)", r"for dear life",
        r"(?:seen|saw|sees|see|seeing) (?:a |the )?(?:ghost|spider|monster|snake|shark|dead)",
        r"(?:the )?world is (?:ending|falling apart)",
        r"end of the world", r"(?<!telling )(?<!tell )ghost stor(?:y|ies)",
        r"butterflies(?: in (?:your|the) (?:stomach|tummy|belly))?", r"(?:on|like) pins and needles", r"on tenterhooks",
        r"(?:shaking|quaking|trembling) in your boots", r"like a rabbit in (?:the )?headlights", r"white as a (?:sheet|ghost)",
        r"cold feet", r"heart in (?:your|the) mouth", r"(?:cold|break into a cold) sweat", r"walking on eggshells", r"bundle of nerves",
        r"goose ?bumps", r"hair (?:stands?|standing) on end", r"like a cat on a hot tin roof",
        r"scared (?:stiff|to death|out of your wits)",
        r"jump(?:ing)? out of your skin", r"biting your nails", r"the creeps", r"bombing on stage",
        r"the (?:jitters|willies|heebie-jeebies)",
    ),
    "very surprised": (
        r"(?:eyes|brows|eyebrows) (?:shoot|shot) up", r"take(?:s|n)? (?:your|her|his) breath away", r"(?:gets?|got) the shock of (?:your|her|his) life", r"(?:did not|didn't|not) see (?:that|it|this) coming", r"could have knocked", r"eyes? (?:nearly )?pop(?:s|ping)? out(?: of (?:your|her|his) head)?", r"blown away",
        r"(?:can|could)(?: hardly|not|'t|n't| not)? believe (?:your|my|his|her|the|this|that|what|it|how|you)(?: (?:eyes|ears|luck))?",
        r"cannot believe (?:your|my|his|her|the|this|that|what|it|how|you)(?: (?:eyes|ears|luck))?",
        r"knocked (?:your )?(?:socks off|sideways|for six)", r"(?:bolt from|out of) the blue", r"cat (?:has )?got your tongue",
        r"(?:your )?(?:jaw|chin)(?: is)? on the (?:floor|ground)", r"eyes? (?:like|as big as|out on) (?:saucers|stalks|dinner plates)",
        r"at a loss for words", r"lost for words", r"swept off your feet", r"hit by a truck",
    ),
    "tired": (
        r"feet (?:hurt|ache|are killing)", r"sleep (?:in|on) your (?:eyes|face)",
        r"under the weather", r"(?:eyelids|eyes|lids) (?:droop|heavy)\w*", r"(?:dead|ready) to (?:the world|drop)", r"(?:could|can|fit to) (?:hardly |barely )?(?:sleep|drop|fall asleep)(?: for a week| standing up| on the spot)?", r"(?:struggl\w*|fight\w*|try\w*) to (?:stay|keep) (?:awake|(?:your )?eyes open)", r"(?:got|gets?) out of bed", r"need(?:s)? (?:a )?(?:coffee|nap|holiday|vacation|sleep|bed)", r"feel(?:ing)? (?:rough|poorly|ill|sick)", r"(?:worn|wiped|burnt|burned) out", r"(?:running|runs) low on (?:energy|battery)",
        r"(?:run|ran|finished) a marathon", r"(?:two|three|several) sleepless nights?",
        r"(?:run|running|ran) on (?:empty|fumes)", r"(?:burning|burnt|burned) the (?:candle at both ends|midnight oil)",
        r"out on (?:your )?feet",
        r"ready to drop", r"out of (?:gas|steam|juice)", r"hit (?:the|a) wall", r"no sleep",
        r"(?:not|\w*n't|have not|barely|hardly) slept(?: a wink)?",
        r"dead on (?:your )?feet", r"all[- ]night(?:er|s)?", r"sleepy cat", r"(?:cat|dog) (?:napping|dozing)",
    ),
    "bored": (
        r"(?:eyes|gaze) glaz(?:e|es|ed|ing)(?: over)?", r"die (?:of|from) boredom|dying of boredom", r"(?:heard|seen) it all(?: before)?", r"(?:go|goes|going) through the motions", r"here we go again", r"not (?:interested|fussed|bothered)", r"(?:nothing|not much) (?:impresses|excites|interests)",
        r"watch(?:ing)? (?:the )?paint dry", r"(?:counting|count|watching) the (?:minutes|hours|clock|ceiling tiles)",
        r"rather be (?:\w+ )?(?:any|some)where",
        r"could(?:n't| not| n't)? (?:not )?care less", r"(?:do not|don't|doesn't|does not|not) (?:really |even )?(?:give a \w+|care)",
        r"same old(?: same old)?",
    ),
    "calm": (
        r"all the time in the world", r"(?:no|not in (?:a|any)) (?:hurry|rush)",
        r"(?:shoulders|face|features|muscles) (?:relax|soften|loosen)\w*", r"take(?:s)? a (?:chill pill|breather)", r"(?:cool|calm) as (?:a )?(?:cucumber|ice)", r"(?:at|in) peace(?: with \w+)?", r"go(?:es)? with the flow", r"nothing (?:can |could )?(?:ever )?(?:faz|rattl|bother|upset|shak)\w*(?: (?:you|her|him))?",
        r"listening to (?:\w+ )?(?:music|the (?:sea|waves|rain|birds))",
        r"keep (?:your )?(?:cool|calm)(?: and carry on)?", r"(?:take|taking) it easy", r"calm before the storm",
        r"like water off a duck's back",
        r"keep (?:your )?(?:hair|shirt) on", r"in (?:your )?happy place", r"not a care in the world", r"without a care in the world",
        r"(?:cool|steady) under (?:pressure|fire)", r"keep(?:ing)? a cool head", r"on an even keel",
    ),
    "confident": (
        r"told you so",
        r"(?:full of|pleased with) (?:your|her|him|it)self", r"(?:got|have|has) (?:the|a) world at your feet", r"(?:ten|10) feet tall", r"(?:like )?(?:nothing|nobody) can stop (?:you|her|him)", r"hold(?:ing)? all the (?:cards|aces)", r"in (?:full )?control", r"bring it on", r"too cool for school", r"on a (?:roll|winning streak)",
        r"rock stars?", r"(?:super|cat\s?walk )models?",
        r"(?:on )?top of your game", r"(?:with|have|has|had) nerves of steel",
        r"(?:walk|stand|standing|walking) tall", r"wear(?:ing)? the trousers", r"(?:the )?cock of the walk", r"like you (?:mean it|own it)",
        r"(?:got|have|has) it all figured out", r"head of the class", r"(?:the )?bee's knees",
        r"know(?:s|ing)? (?:what you are|what you're|your) (?:talking about|stuff)",
    ),
    "playful": (
        r"(?:eyes|eye) (?:twinkl|gleam|danc)\w*", r"mischief in (?:your|her|his) eyes?", r"just (?:kidding|joking|teasing)", r"having (?:a laugh|fun)", r"(?:poke|poking|make|making) fun", r"wink wink", r"nudge nudge", r"like it's all a (?:game|joke)",
        r"(?:with )?(?:a )?(?:twinkle|glint|gleam|sparkle) in (?:your|the) eyes?", r"tongue in (?:your )?cheek",
        r"up to (?:no good|something|mischief)",
        r"pull(?:ing)? (?:my|your|their|his|someone's) leg", r"like you know something (?:i|we|they) (?:do not|don't)", r"little devil",
    ),
    "excited": (
        r"(?:raring|rearing|itching) to go", r"(?:all )?fired up", r"(?:full|bursting) (?:of|with) (?:beans|pride|life)", r"on a high", r"over[- ]?caffeinated", r"like there's no tomorrow", r"in (?:full )?party (?:mode|mood)", r"(?:let's|lets) (?:go|party|do this)", r"counting down (?:the )?(?:days|minutes|hours)?",
        r"(?:bouncing|bounce) off the walls", r"(?:full of|fizzing with|bursting with|brimming with) (?:energy|beans|excitement|vibes)",
        r"(?:on the|at the) edge of (?:your|the) seat", r"raring to go", r"(?:on )?(?:a )?sugar (?:high|rush)",
        r"(?:\w+ )?(?:espressos?|energy drinks?|red bulls?)(?: too many)?",
        r"too much (?:coffee|caffeine|sugar)",
        r"(?:like )?a kid (?:at|on) christmas",
        r"champing at the bit", r"hit the jackpot", r"ready to rumble", r"on fire", r"(?:can not|can't|cannot) wait(?: to| for)?",
        r"love what you(?: are|'re) (?:talking about|doing|saying)",
    ),
    "sceptical": (
        r"look(?:s|ing)? (?:you|me|us|him|her|them) up and down", r"(?:has|have|having) (?:your|her|his)? ?doubts", r"(?:not|n't) (?:so |quite |entirely |completely )?convinced(?: (?:about|that|if)\b)?", r"(?:yeah|oh) (?:right|sure)", r"(?:a )?(?:likely|tall) (?:story|tale)", r"(?:fishy|dodgy|fishy going on)", r"(?:really|seriously)\?+", r"prove it",
        r"(?:take|taking|with) (?:it |this |that )?(?:with )?a (?:pinch|grain) of salt", r"(?:too good to be true)", r"smell(?:ing)? a rat",
        r"(?:not|\w*n't) buy(?:ing)? (?:it|this|that|a word)", r"(?:pull|pulling) the other one", r"yeah,? (?:right|sure)",
        r"trusts? (?:nobody|no one|no-one|none)",
        r"(?:not|\w*n't|never) trusts?", r"raised? (?:a |an )?quizzical",
    ),
    "confused": (
        r"(?:does|do)(?:n't| not) (?:make (?:any )?sense|add up|get it)", r"(?:not|no) (?:a )?(?:clue|idea)", r"lost (?:the )?(?:plot|thread)", r"what (?:on earth|the heck|the hell|in the world)", r"(?:out of|beyond) (?:your|her|his) (?:league|ken|grasp)", r"can(?:not|'t) (?:follow|understand|make sense of)(?: (?:it|a word|anything|this))?",
        r"(?:all )?at sea", r"(?:head|brain) (?:is )?(?:spinning|hurts)", r"(?:it's |it is )?all greek to (?:me|you)",
        r"(?:draw|drawing) a blank",
        r"(?:not|\w*n't) make (?:head or tail|heads or tails)", r"math lady", r"does(?:n't| not) compute",
    ),
    "disgusted": (
        r"lips? curls?", r"nose wrinkles", r"smell(?:s|ing)? (?:something )?(?:awful|bad|terrible|rotten|foul|off|disgusting|funny)", r"leaves? a bad taste", r"(?:about|going|want) to (?:be sick|throw up|vomit|puke)", r"(?:rolls? in|hold(?:s|ing)?) (?:your|her|his) nose",
        r"(?:taste|bite|bitten|suck|sucking|sucked|biting) (?:of |on |into )?(?:a |something )?(?:lemon|sour|rotten|foul)",
        r"makes? your skin crawl",
        r"(?:a )?bad (?:taste|smell)", r"(?:something )?(?:stinks|smells)(?: bad| off)?", r"stepped in something",
        r"turn(?:s|ed) your stomach",
    ),
    "shy": (
        r"cheeks? (?:flush|redden|burn|blush|go red|turn (?:red|pink))\w*", r"(?:go|goes|turn|turns) (?:bright |beet )?(?:red|pink)(?: with embarrassment)?", r"two left feet", r"(?:all )?fingers and thumbs", r"(?:wish|wants?) (?:you were|she was|he was|to be) (?:invisible|somewhere else)", r"(?:afraid|scared|too shy) to speak(?: up)?", r"out of (?:your|her|his) depth", r"fish out of water",
        r"(?:red|egg) (?:as a beetroot|on your face)", r"(?:want|wish) the (?:ground|earth) (?:to|would) swallow you",
        r"caught (?:red-handed|out|(?:with )?(?:\w+ )?(?:hands?|fingers) in \w+(?: \w+)* (?:jar|till|box)|(?:steal|cheat|ly)ing)",
        r"tail between (?:your )?legs", r"like a shrinking violet", r"(?:with )?hat in hand",
    ),
    "thoughtful": (
        r"(?:rack|racking) (?:your|her|his) brains?", r"lost in (?:thought|memories|a daydream)", r"(?:deep|far away) in thought", r"(?:mull|think|turn)(?:s|ing)? (?:it|things|this) over", r"(?:search\w*|look\w*|grop\w*) for (?:the )?(?:right )?words?", r"take(?:s)? (?:your|her|his) time to (?:answer|think)", r"weigh(?:s|ing)? (?:every|each|your|her|his) words?", r"(?:let it|it) sinks? in",
        r"penny for (?:your|his|her) thoughts", r"(?:put|putting) on (?:your )?thinking cap", r"miles away",
        r"head in the clouds"),
    "serious": (
        r"jaw (?:is )?(?:set|sets|tightens)", r"(?:no|without) (?:nonsense|fuss|frills)", r"(?:to|get to) the point", r"straight[- ]laced", r"with (?:great )?gravity", r"life (?:and|or) death",
        r"mean(?:s|ing)? business", r"(?:no|not) (?:a )?(?:joke|laughing matter)", r"(?:not|\w*n't) (?:mess|fool)(?:ing)? around",
        r"dead serious", r"play(?:s|ed|ing)? it (?:\w+ )?straight", r"get (?:a grip|it together|serious)", r"pull yourself together"),
    "very sad, tears ,": (r"cry(?:ing)? (?:your|her|his) (?:eyes|heart) out", r"floods? of tears", r"bawl(?:s|ing) (?:your|her|his) eyes out"),
    "serious, look at me ,": (r"star(?:e|es|ing) (?:me|us|them|him|her|people|the viewer|the camera) down",),
    "warm ": (r"wears? (?:your|her|his) heart on (?:your|her|his) sleeve",),
    "very excited, wild": (r"go(?:es|ing)? (?:absolutely |totally |completely )?(?:crazy|wild|nuts|bananas|mental|ballistic with joy|all out)",),
    "disgusted, lift chin ,": (r"(?:turn|stick)(?:s|ing)? (?:your|her|his) nose up", r"look(?:s|ing)? down (?:your|her|his) nose", r"nose in the air"),
    "calm and warm": (r"butter would(?:n't| not) melt",),
    "warm": (
        r"(?:heart|hearts) (?:melts?|goes out|go out|swells?)", r"(?:with |in )?good faith", r"(?:make|makes|making) (?:people|everyone|them|us|me|the \w+) feel (?:welcome|at home|safe|at ease|comfortable)", r"(?:put|puts|putting) (?:people|everyone|them|us|me|the \w+) at (?:their )?ease", r"soft spot", r"in love with", r"(?:head over heels|lovey[- ]dovey)",
        r"heart of gold", r"(?:open|welcome) arms", r"from the (?:bottom of (?:your|the) )?heart", r"like (?:an )?old friends?"),
    "neutral": (r"closed book", r"(?:ice|steel|stone|frost) (?:in|on|behind) your (?:eyes|face|voice|gaze)", r"nothing stirr\w+ in (?:it|your (?:face|eyes))", r"(?:mask|blank (?:page|sheet|slate|canvas|wall))", r"(?:give|giving|gives) nothing away", r"like (?:a )?wax(?:work)?(?: figure)?", r"stone[- ]cold face",
        r"without a flicker"),
    "still": (
        r"(?:hardly|barely|not|scarcely|without) (?:even )?(?:dar\w+ to )?breath(?:e|es|ing)",
        r"do(?:ing)? (?:absolutely |totally )?nothing(?: at all)?", r"(?:do )?not (?:react|respond|do anything)(?: to anything| at all)?",
        r"(?:zero|nil|no) (?:movement|motion|reaction)s?", r"like (?:a )?(?:statue|photo(?:graph)?|painting)", r"turned to stone",
    ),
}  # fmt: skip

_WHOSE = "(?:your|his|her|their|my|our)"


def _letters(saying: str) -> str:
    """The longest run of letters that stands in every text the pattern fits; "" where there is none."""
    while "(" in saying:
        shorter = re.sub(r"\([^()]*\)[?*+]?", " ", saying)
        if shorter == saying:
            break
        saying = shorter
    plain = re.sub(r"\\\w|\w[?*]|\[[^\]]*\][?*+]?|\byour\b", " ", saying)
    return max(re.findall(r"[a-z]+", plain), key=len, default="")


@cache
def _pattern(saying: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\(\?:your\|her\|his\)|\byour\b", _WHOSE, rf"(?:{saying})(?![a-z])"))


_SAYINGS = [(_letters(saying), saying, f" {plain} ") for plain, sayings in IDIOMS.items() for saying in sayings]


def without_idioms(text: str) -> str:
    """Lower-case text with sayings put plainly. Only those are tried whose letters are there."""
    for letters, saying, plain in _SAYINGS:
        if letters in text:
            text = _pattern(saying).sub(lambda m, plain=plain: m[0] if _within(m) else plain, text)  # type: ignore[misc]
    return text


def _within(match: re.Match[str]) -> bool:
    """Whether it begins inside a word. (A "\\b" in front of the pattern would keep it from searching for its letters at once.)"""
    return match.start() > 0 and match.string[match.start() - 1].isalnum()
