"""How often and how strongly, in turns of phrase → tokens: "twice a minute" is every_30, "at the end of each sentence" at_pause."""

from __future__ import annotations

import re
from collections.abc import Callable

from limner.engine.behaviour.conversation import YOU

AMOUNT = {"high": "very", "strong": "very", "max": "extremely", "maximum": "extremely", "full": "extremely", "low": "slightly",
          "medium": "moderately", "moderate": "moderately"}  # fmt: skip

# Text → token, in this order, after REWRITES. `every_7` is seconds between, `times_2` is how often in all, `strength_60` per cent.
AMOUNTS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    # How often.
    (r"\b(seconds?|secs?|minutes?|min|times?|s) or (?:so|thereabouts|two|more)\b", r"\1"),
    (r"\b(?:only )?once in a (?:blue moon|great while|long while)\b|\bhardly ever\b|\balmost never\b", " rarely "),
    (r"\b(?:every )?(?:now and (?:then|again)|so often)\b|\bonce in a while\b|\bfrom time to time\b|\bhere and there\b|"
     r"\bon and off\b|\bat times\b|"
     r"\bon occasion\b|\bevery once in a while\b|\bat random\b|\brandomly\b|\bsparingly\b|\bsporadically\b|"
     r"\bintermittently\b", " occasionally "),
    (r"\b(?:all (?:the |of the )?time|at all times|the (?:whole|entire|full) (?:time|video|call|conversation|talk|speech|session|"
     r"way)|nonstop|24/7|"
     r"from (?:start|beginning) to (?:finish|end)|over and over|again and again|the entire)\b", " throughout "),
    # In step with the speech: `at_pause` where a sentence ends, `at_end` where the speech does, `at_start` where it begins.
    (rf"\b(?:(?:at|near|by|towards?) the end of|after|between) (?:each|every|all|a|the|your)? ?(?:sentence|phrase|statement|pause|"
     rf"line)s?\b|"
     rf"\b(?:at|on|with) (?:each|every) pause\b|\b(?:once |one time )?(?:per|(?:with |in |on |for )?(?:each|every)) (?:sentence|phrase|"
     rf"statement)\b|\bbetween (?:sentences|phrases)\b|"
     rf"\b(?:each time|every time|when(?:ever)?|after|once) (?:{YOU} )?(?:(?:have |has |'ve )?(?:finish|end|complet|conclud)(?:es|s|ing|"
     rf"ed|e)?) "
     rf"(?:saying )?(?:a|each|every|the|your) (?:sentence|phrase|line|statement)\b|\bsentence (?:ends|endings?)\b", " at_pause "),
    (rf"\b(?:at|by) the end of (?:each|every|all|an?|the|your) (?:speech|answer|reply|response|message|turn)s?\b|"
     rf"\bafter (?:each|every|an?|the|your) (?:speech|answer|reply|response|message|turn)s?\b|"
     rf"\b(?:each time|every time|when(?:ever)?|after|once|as soon as) (?:{YOU} )?(?:(?:have |has |'ve |are |is |'re )?"
     rf"(?:finish(?:es|ed|ing)?|done|end(?:s|ed|ing)?)) (?:speaking|talking|answering|the (?:speech|answer)|your "
     rf"(?:speech|answer|turn))\b",
     " at_end "),
    (rf"\b(?:at the (?:start|beginning) of|before) (?:each|every|all|an?|your) (?:sentence|phrase|speech|answer|reply|response|message|"
     rf"turn)s?\b|"
     rf"\b(?:each time|every time|when(?:ever)?|before|as soon as) (?:{YOU} )?(?:start|begin)(?:s|ning|ing)? (?:to )?(?:speak|talk|"
     rf"answer)(?:ing)?\b",
     " at_start "),
    (r"\b(?:at the end of|after|between|with|on|per|in|for) (?:each|every|all|a|the)? ?(?:question|answer|point|word|syllable|beat)s?\b|"
     r"\bevery (?:sentence|phrase|word|time|pause|beat)\b|\bbetween words\b", " every_5 "),
    (r"\b(?:once |one time )(?:per|each|in|a) (\d+) ?(?:seconds?|secs?|s)\b", r" every_\1 "),
    (r"\b(?:once )?every (?:single |other )?second\b", " every_2 "),
    (r"\b(?:once )?every (?:few|couple of|couple|several|some) (?:seconds|secs|moments)\b", " every_4 "),
    (r"\b(?:once |about |roughly |around )*every ?~? ?(\d+)(?:·\d+)?(?: (?:to |or |and )?)(\d+)(?:·\d+)? ?(?:seconds?|secs?|s)\b",
     lambda m: f" every_{(int(m[1]) + int(m[2])) // 2} "),
    (r"\b(?:each|every) time\b[^,.;:!?|\n]*", " every_5 "),
    (r"\b(?:once |about |roughly |around )*every (?:about |roughly |around |~ ?)?(\d+(?:·\d+)?) ?-?(?:seconds?|secs?|"
     r"s)\b", r" every_\1 "),
    (r"\b(?:once )?(?:every|each|a|per) ?(?:half (?:a )?minute)\b", " every_30 "),
    (r"\b(\d+) ?(?:times|x)? (?:a|per|every|each) min(?:ute)?\b", r" permin_\1 "),
    (r"\btwice (?:a|per|every|each) min(?:ute)?\b", " every_30 "),
    (r"\b(?:once )?every (\d+) ?min(?:ute)?s?\b|\b(?:once |one time )?(?:every|each|per) min(?:ute)?\b|\bonce a minute\b", " every_60 "),
    (r"\b(?:a )?(?:couple of|couple) times\b|\b2 ?x\b|\bx ?2\b", " times_2 "),
    (r"\b(?:a )?(?:few|several) times\b", " times_3 "),
    (r"\b(\d+) ?(?:times|x)\b", r" times_\1 "),
    (r"\b(?:for (?:a|one|half a|just a|a brief|a split|a fleeting) (?:moment|second|sec|beat|instant)|briefly|momentarily|for an "
        r"instant|fleeting(?:ly)?|"
     r"(?:a )?(?:quick|brief|sudden)?(?:flash|flicker|glimmer) of (?=\w+)(?!a ))\b", " flash_1 "),
    (r"\b(?:once|one time|1 time|(?:a )?single (?=time|nod|wink|shrug|blink|sigh)|just now|right now|"
     r"immediately|suddenly|all of a sudden|"
     r"(?:at|in|near) the (?:very )?(?:end|start|beginning)|to (?:start|begin|finish)(?: with)?)\b",
     " times_1 "),
    (r"\b(?:a|one|another|give|take|do) (?:a )?(?:quick|brief|short|single|fast|sudden) (?=\w)", " times_1 "),
    (r"\b(?:a|an|one|another) ((?:\w+ )?)(nod|wink|shrug|sigh|yawn|bow|blink|chuckle|giggle|head ?shake|eye ?roll|shake of)\b",
     r" times_1 \1\2 "),
    (r"\btwice\b", " times_2 "), (r"\bthrice\b", " times_3 "),
    # How strongly.
    (r"\bon (?:a|the) scale (?:from|of) (?:0|1|one|zero) to (?:10|ten)\b,?", " "),
    (r"\ba(?:n|t)? (?:level )?(\d) (?=on the \w+ scale)", lambda m: f" strength_{10 * int(m[1])} "),
    (r"\b(\d{1,2})(?: ?/ ?| out of )10\b", lambda m: f" strength_{min(100, 10 * int(m[1]))} "),
    (rf"\b(?:intensity|strength|level|amount|degree)\W{{0,3}}({'|'.join(AMOUNT)})\b", lambda m: f" {AMOUNT[m[1]]} "),
    (r"\b(?:intensity|strength|level|amount|degree)(?: of)?(?=\W{0,3}\d)", " "),
    (r"\b(\d{1,3}) ?(?:%|percent|per cent)", r" strength_\1 "),
    (r"(?<![\w·])1·0+\b(?! ?s)", " strength_100 "),
    (r"\b0·(\d)(\d?)\d*\b(?! ?s)", lambda m: f" strength_{m[1]}{m[2] or 0} "),
    (r"\bas (\w+(?: \w+)?) as (?:possible|you can|humanly possible|can be|it gets|they come|anyone can be|ever)\b", r" extremely \1 "),
    (r"\b(?:kind|sort) ?of\b|\bkinda\b|\bsorta\b", " somewhat "),
    (r"\ba (?:little )?bit\b|\ba little\b|\b(?:a )?tad(?: of)?\b|\ba (?:touch|hint|trace|dash|smidge|tiny bit|shade)(?: of)?\b|"
     r"\bever so\b", " slightly "),
    (r"\b(?:a lot|lots|plenty|a great deal|a ton|tons|loads|heaps|tonnes)(?: of| more)?\b", " lot "),
    (r"\bhalf (?:a |of a )(?=smile|grin|nod|frown)", " somewhat "),
    (r"\b(?:smil|grin)\w* (?:only |just )?(?:with|on|from|using|at) (?:only |just )?"
     r"(?:the |your |one |a )*(?:left|right|one|single)? ?(?:side|corner|half)\b",
     " smirk "),
    (r"\b(?:back|return\w*) (?:at|to|into) (?:the |your )?(?=camera|viewer|lens|user|audience|screen)", " look at "),
    (r"\b(?:big time|to the max|through the roof|full-on)\b", " extremely "),
    (r"\bstand[- ]?up (?=comedian|comic|comedy|act|routine)", " "),
    (r"\b(look|glanc|peek|peer)(\w*) (?:to the |from )?(left|right) (?:and then|and|then|to|&)(?: to)?(?: the)? (right|left)\b",
     r" \1\2 \3 , \1\2 \4 "),
    (r"\bup and down\b", "up down"), (r"\bleft (?:and|to|then) right\b", "left right"), (r"\bright (?:and|to|then) left\b", "right left"),
    (r"\bback and forth\b", "side side"),
    (r"\binstead of\b|\brather than\b|\bin place of\b|\bas opposed to\b", " not "),
)  # fmt: skip
