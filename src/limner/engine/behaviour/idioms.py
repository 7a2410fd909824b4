"""Sayings whose words mean something else → plain words: "walking on sunshine" is happy, "the cat that got the cream" smug."""

from __future__ import annotations

import re

# Plain words: sayings, as patterns without the words for who says them. Only when a prompt is read generously.
IDIOMS: dict[str, tuple[str, ...]] = {
    "very happy": (
        r"walking on (?:air|sunshine|clouds)", r"tickled (?:pink|to death)", r"happy as (?:larry|a clam|can be)", r"jump(?:ing)? for joy",
        r"full of the joys of spring", r"like (?:a kid in a candy (?:store|shop)|a dog with two tails|the cat that got the cream)",
        r"(?:in|on) seventh heaven", r"pleased as punch", r"heart (?:is )?singing", r"made your (?:day|year)", r"best day of your life",
        r"having the time of your life", r"all smiles", r"laugh(?:ing)? all the way to the bank", r"head over heels",
    ),
    "sad": (
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
        r"(?:blow|blew|blowing|flip|flipped|flipping) (?:a|your) (?:fuse|gasket|lid|stack)", r"at the end of your (?:tether|patience)",
        r"(?:hit|hitting) the (?:roof|ceiling)", r"steam (?:is )?(?:coming )?(?:out of|from) your ears", r"fit to be tied",
        r"out for blood",
        r"foaming at the mouth", r"like a bear with a sore head", r"if looks could kill", r"seeing red", r"bite (?:\w+ )?head off",
        r"look(?:ing)? daggers", r"shoot(?:ing)? daggers", r"death (?:stare|glare)", r"spitting (?:feathers|nails)",
    ),
    "angry": (r"in a (?:huff|strop)", r"face like thunder", r"fit of (?:rage|anger|temper)"),
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
        r"with (?:a )?(?:thinning|little|no) patience", r"losing (?:your )?patience", r"lost (?:your )?patience",
    ),
    "afraid": (
        r"(?:seen|saw|sees|see|seeing) (?:a |the )?(?:ghost|spider|monster|snake|shark|dead)",
        r"(?:the )?world is (?:ending|falling apart)",
        r"end of the world", r"ghost stor(?:y|ies)",
        r"butterflies(?: in (?:your|the) (?:stomach|tummy|belly))?", r"(?:on|like) pins and needles", r"on tenterhooks",
        r"(?:shaking|quaking|trembling) in your boots", r"like a rabbit in (?:the )?headlights", r"white as a (?:sheet|ghost)",
        r"cold feet", r"heart in (?:your|the) mouth", r"(?:cold|break into a cold) sweat", r"walking on eggshells", r"bundle of nerves",
        r"goose ?bumps", r"hair (?:stands?|standing) on end", r"like a cat on a hot tin roof",
        r"scared (?:stiff|to death|out of your wits)",
        r"jump(?:ing)? out of your skin", r"biting your nails", r"the creeps", r"bombing on stage",
        r"the (?:jitters|willies|heebie-jeebies)",
    ),
    "very surprised": (
        r"(?:can|could)(?: hardly|not|'t|n't| not)? believe (?:your|my|his|her|the|this|that|what|it|how|you)(?: (?:eyes|ears|luck))?",
        r"cannot believe (?:your|my|his|her|the|this|that|what|it|how|you)(?: (?:eyes|ears|luck))?",
        r"knocked (?:your )?(?:socks off|sideways|for six)", r"(?:bolt from|out of) the blue", r"cat (?:has )?got your tongue",
        r"(?:your )?(?:jaw|chin)(?: is)? on the (?:floor|ground)", r"eyes? (?:like|as big as|out on) (?:saucers|stalks|dinner plates)",
        r"at a loss for words", r"lost for words", r"swept off your feet", r"hit by a truck",
    ),
    "tired": (
        r"(?:run|ran|finished) a marathon", r"(?:two|three|several) sleepless nights?",
        r"(?:run|running|ran) on (?:empty|fumes)", r"(?:burning|burnt|burned) the (?:candle at both ends|midnight oil)",
        r"out on (?:your )?feet",
        r"ready to drop", r"out of (?:gas|steam|juice)", r"hit (?:the|a) wall", r"no sleep",
        r"(?:not|\w*n't|have not|barely|hardly) slept(?: a wink)?",
        r"dead on (?:your )?feet", r"all[- ]night(?:er|s)?", r"sleepy cat", r"(?:cat|dog) (?:napping|dozing)",
    ),
    "bored": (
        r"watch(?:ing)? (?:the )?paint dry", r"(?:counting|count|watching) the (?:minutes|hours|clock|ceiling tiles)",
        r"rather be (?:\w+ )?(?:any|some)where",
        r"could(?:n't| not| n't)? (?:not )?care less", r"(?:do not|don't|doesn't|does not|not) (?:really |even )?(?:give a \w+|care)",
        r"same old(?: same old)?",
    ),
    "calm": (
        r"listening to (?:\w+ )?(?:music|the (?:sea|waves|rain|birds))",
        r"keep (?:your )?(?:cool|calm)(?: and carry on)?", r"(?:take|taking) it easy", r"calm before the storm",
        r"like water off a duck's back",
        r"keep (?:your )?(?:hair|shirt) on", r"in (?:your )?happy place", r"not a care in the world", r"without a care in the world",
        r"(?:cool|steady) under (?:pressure|fire)", r"keep(?:ing)? a cool head", r"on an even keel",
    ),
    "confident": (
        r"rock stars?", r"(?:super|cat\s?walk )models?",
        r"(?:on )?top of your game", r"(?:with|have|has|had) nerves of steel",
        r"(?:walk|stand|standing|walking) tall", r"wear(?:ing)? the trousers", r"(?:the )?cock of the walk", r"like you (?:mean it|own it)",
        r"(?:got|have|has) it all figured out", r"head of the class", r"(?:the )?bee's knees",
        r"know(?:s|ing)? (?:what you are|what you're|your) (?:talking about|stuff)",
    ),
    "playful": (
        r"(?:with )?(?:a )?(?:twinkle|glint|gleam|sparkle) in (?:your|the) eyes?", r"tongue in (?:your )?cheek",
        r"up to (?:no good|something|mischief)",
        r"pull(?:ing)? (?:my|your|their|his|someone's) leg", r"like you know something (?:i|we|they) (?:do not|don't)", r"little devil",
    ),
    "excited": (
        r"(?:bouncing|bounce) off the walls", r"(?:full of|fizzing with|bursting with|brimming with) (?:energy|beans|excitement|vibes)",
        r"(?:on the|at the) edge of (?:your|the) seat", r"raring to go", r"(?:on )?(?:a )?sugar (?:high|rush)",
        r"(?:\w+ )?(?:espressos?|energy drinks?|red bulls?)(?: too many)?",
        r"too much (?:coffee|caffeine|sugar)",
        r"(?:like )?a kid (?:at|on) christmas",
        r"champing at the bit", r"hit the jackpot", r"ready to rumble", r"on fire", r"(?:can not|can't|cannot) wait(?: to| for)?",
        r"love what you(?: are|'re) (?:talking about|doing|saying)",
    ),
    "sceptical": (
        r"(?:take|taking|with) (?:it |this |that )?(?:with )?a (?:pinch|grain) of salt", r"(?:too good to be true)", r"smell(?:ing)? a rat",
        r"(?:not|\w*n't) buy(?:ing)? (?:it|this|that|a word)", r"(?:pull|pulling) the other one", r"yeah,? (?:right|sure)",
        r"trusts? (?:nobody|no one|no-one|none)",
        r"(?:not|\w*n't|never) trusts?", r"raised? (?:a |an )?quizzical",
    ),
    "confused": (
        r"(?:all )?at sea", r"(?:head|brain) (?:is )?(?:spinning|hurts)", r"(?:it's |it is )?all greek to (?:me|you)",
        r"(?:draw|drawing) a blank",
        r"(?:not|\w*n't) make (?:head or tail|heads or tails)", r"math lady", r"does(?:n't| not) compute",
    ),
    "disgusted": (
        r"(?:taste|bite|bitten|suck|sucking|sucked|biting) (?:of |on |into )?(?:a |something )?(?:lemon|sour|rotten|foul)",
        r"makes? your skin crawl",
        r"(?:a )?bad (?:taste|smell)", r"(?:something )?(?:stinks|smells)(?: bad| off)?", r"stepped in something",
        r"turn(?:s|ed) your stomach",
    ),
    "shy": (
        r"(?:red|egg) (?:as a beetroot|on your face)", r"(?:want|wish) the (?:ground|earth) (?:to|would) swallow you",
        r"caught (?:red-handed|out|(?:with )?(?:\w+ )?(?:hands?|fingers) in \w+(?: \w+)* (?:jar|till|box)|(?:steal|cheat|ly)ing)",
        r"tail between (?:your )?legs", r"like a shrinking violet", r"(?:with )?hat in hand",
    ),
    "thoughtful": (r"penny for (?:your|his|her) thoughts", r"(?:put|putting) on (?:your )?thinking cap", r"miles away",
        r"head in the clouds"),
    "serious": (r"mean(?:s|ing)? business", r"(?:no|not) (?:a )?(?:joke|laughing matter)", r"(?:not|\w*n't) (?:mess|fool)(?:ing)? around",
        r"dead serious", r"play(?:s|ed|ing)? it (?:\w+ )?straight", r"get (?:a grip|it together|serious)", r"pull yourself together"),
    "very sad, tears ,": (r"cry(?:ing)? (?:your|her|his) (?:eyes|heart) out", r"floods? of tears", r"bawl(?:s|ing) (?:your|her|his) eyes out"),
    "serious, look at me ,": (r"star(?:e|es|ing) (?:me|us|them|him|her|people|the viewer|the camera) down",),
    "warm ": (r"wears? (?:your|her|his) heart on (?:your|her|his) sleeve",),
    "very excited, wild": (r"go(?:es|ing)? (?:absolutely |totally |completely )?(?:crazy|wild|nuts|bananas|mental|ballistic with joy|all out)",),
    "disgusted, lift chin ,": (r"(?:turn|stick)(?:s|ing)? (?:your|her|his) nose up", r"look(?:s|ing)? down (?:your|her|his) nose", r"nose in the air"),
    "calm and warm": (r"butter would(?:n't| not) melt",),
    "warm": (r"heart of gold", r"(?:open|welcome) arms", r"from the (?:bottom of (?:your|the) )?heart", r"like (?:an )?old friends?"),
    "neutral": (r"(?:give|giving|gives) nothing away", r"like (?:a )?wax(?:work)?(?: figure)?", r"stone[- ]cold face",
        r"without a flicker"),
    "still": (
        r"do(?:ing)? (?:absolutely |totally )?nothing(?: at all)?", r"(?:do )?not (?:react|respond|do anything)(?: to anything| at all)?",
        r"(?:zero|nil|no) (?:movement|motion|reaction)s?", r"like (?:a )?(?:statue|photo(?:graph)?|painting)", r"turned to stone",
    ),
}  # fmt: skip

_PATTERNS = [(re.compile(rf"\b(?:{'|'.join(sayings)})(?![a-z])"), f" {plain} ") for plain, sayings in IDIOMS.items()]
_ANY = re.compile("|".join(pattern.pattern for pattern, _ in _PATTERNS))


def without_idioms(text: str) -> str:
    """Lower-case text with sayings put plainly."""
    if not _ANY.search(text):
        return text
    for pattern, plain in _PATTERNS:
        text = pattern.sub(plain, text)
    return text
