"""English words: their stems, their forms, and which form a slip of spelling may have meant."""

from __future__ import annotations

from functools import cache, lru_cache

DROPPED = frozenset("your the a an his her my their its of to please that this these those you we i".split())
_ENDINGS = ("ically", "ical", "ingly", "edly", "fulness", "ness", "ings", "ing", "ily", "ied", "ies", "ed", "ly", "es", "s")
# Endings of nouns for what somebody is or feels, and the endings of the adjectives they come from.
_NOUNS = (
    ("ousness", ("ous",)), ("osity", ("ous",)), ("bility", ("ble",)), ("ality", ("al",)), ("ity", ("", "e", "ous")), ("ency", ("ent",)),
    ("ancy", ("ant",)), ("ence", ("ent",)), ("ance", ("ant",)), ("ment", ("ed", "ful", "")), ("ation", ("ated", "ate", "ant")), ("ery",
     ("e",)),
    ("lty", ("l",)), ("dom", ("ed", "e")), ("ism", ("istic", "ic")), ("acy", ("ate",)), ("iness", ("y",)), ("ness", ("",)),
)  # fmt: skip
IRREGULAR = {"shook": "shake", "shaken": "shake", "leant": "lean", "smiley": "smile", "wept": "weep", "thought": "think", "ran": "run",
             "bit": "bite", "held": "hold", "kept": "keep", "stood": "stand", "sat": "sit", "feet": "foot", "gave": "give", "given": "give",
             "blew": "blow", "bent": "bend", "sank": "sink", "sunk": "sink", "froze": "freeze", "threw": "throw", "thrown": "throw",
             "swung": "swing", "drew": "draw", "drawn": "draw", "stuck": "stick", "spoke": "speak", "spoken": "speak", "slept": "sleep",
             "shrank": "shrink", "sang": "sing", "took": "take", "taken": "take", "hung": "hang", "wore": "wear", "swept": "sweep",
             "crept": "creep", "clung": "cling", "grew": "grow", "knew": "know", "began": "begin", "became": "become", "flew": "fly",
             "swore": "swear", "spun": "spin", "rose": "rise"}  # fmt: skip

# Words that are no form of the catalogue's word with the same beginning: "means" is not mean, "human" not humane, "hope" no hop.
_WHOLE = frozenset(
    "witness business harness huge note notes less does goes this us please need made means meaning meanings human humans humane hope "
    "hopes "
    "hoped hoping car cars card cards cut cuts cutting wine wines wings scar scars scarred prime primes gap gaps lone sure surely surly "
    "medical medically medic clinic clinics generally kinds patients state states stated stately sage sages sag light lights lightly "
    "lighting live lives lived living lively typing type types pointing fit fits fitted fitting spine spines runs sale interests concerns "
    "concerning certainly firms lend steed cope copes coping mop nodes dime cloth severed sever rag rags ragged reason party tire tires "
    "guarded hooked hunted bushed pumped crushed grounded collected composed resigned reserved resolved measured triggered wounded "
    "drained centered centred determined defeated rejected pained troubled overworked staggered stumped gutted dazed addled jaded jazzed "
    "amped buzzed stoked commanding calculating fuming steaming incensed fascinating puzzle puzzles critic critics critical wick wicked "
    "ribbing stoned understanding hearted contents disciplined disturbed daunted threatened considered insulted offended betrayed haunted "
    "possessive reserve considering demanding piercing refreshed restrained absorbed moved joshing josh coaxing quizzing pumps "
    "exit exits balanced settled passing caring madly judging".split()
)


@cache
def stem(word: str) -> str:
    """Smile, smiles, smiled and smiling are one; so are nod and nodding, happy and happily."""
    if word in _WHOLE:
        return f"{word}="  # no other word's stem
    word = IRREGULAR.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word[-2] in "sui"):
            word = word[: -len(ending)] + (
                "y" if ending in ("ily", "ied", "ies") else "ful" if ending == "fulness" else "ic" if ending in ("ically", "ical") else ""
            )
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


@lru_cache(maxsize=4096)
def near(word: str, forms: frozenset[str]) -> tuple[str, ...]:
    """The forms that `word` may be a slip of, all equally near: one letter away, two in long words."""
    allowed = 1 if len(word) < 8 else 2
    best: list[tuple[int, str]] = []
    for form in _by_letter(forms).get(word[0], ()):
        if abs(len(form) - len(word)) <= allowed and len(set(form) ^ set(word)) <= 2 * allowed:
            away = distance(word, form)
            if away <= allowed and (away == 1 or len(form) >= 8):
                best.append((away, form))
    return tuple(sorted(form for away, form in best if away == min(best)[0]))


@cache
def _by_letter(forms: frozenset[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for form in sorted(forms):
        out.setdefault(form[0], []).append(form)
    return out


def distance(a: str, b: str) -> int:
    """Letters to insert, delete, replace or swap with their neighbour to come from a to b."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        older, before, row = before, row, [i + 1]
        for j, y in enumerate(b):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (x != y))
            if i and j and x == b[j - 1] and a[i - 1] == y:
                cost = min(cost, older[j - 1] + 1)
            row.append(cost)
    return row[-1]


def adjectives(noun: str) -> list[str]:
    """What somebody may be who has it: superiority → superior, disappointment → disappointed. Guesses; not all of them are words."""
    return [noun[: -len(ending)] + to for ending, ways in _NOUNS if noun.endswith(ending) and len(noun) > len(ending) + 3 for to in ways]


def inflected(word: str) -> list[str]:
    """A word and its regular forms."""
    root = word[:-1] if word.endswith("e") else word
    double = word + word[-1] if len(word) >= 3 and word[-1] in "bdgmnprt" and word[-2] in "aeiou" and word[-3] not in "aeiou" else root
    y = word[:-1] if word.endswith("y") else ""
    plural = word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    return [word, plural, double + "ing", double + "ed", word + "ly", *([y + "ies", y + "ied", y + "ily"] if y else [])]
