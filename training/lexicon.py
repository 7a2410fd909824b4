"""WordNet 3.0 → src/limner/data/lexicon.txt.gz: which catalogue entry an English word outside the catalogue is nearest to.

python training/lexicon.py /usr/share/wordnet          # Debian: apt-get install wordnet-base

From every single word of the catalogue's emotions and personas, meaning spreads along WordNet's relations, weaker at each step:
synonyms, similar adjectives, adverbs of adjectives, derived words, kinds of a feeling or of a person. A word keeps the entry that
reaches it best, if one of its two commonest senses is reached and no other entry comes near. No definition or example is kept.
"""

from __future__ import annotations

import gzip
import sys
from collections import defaultdict
from pathlib import Path

from limner.engine.behaviour.catalog import EXPRESSIONS, PERSONAS
from limner.engine.behaviour.quantities import ADVERBS, OFTEN
from limner.engine.behaviour.stems import distance, inflected, stem
from limner.engine.behaviour.vocabulary import forms, phrases, vocabulary

OUT = Path(__file__).parents[1] / "src/limner/data/lexicon.txt.gz"
Synset = tuple[str, str]  # part of speech, offset
POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
# How much of a meaning is left after one step, by WordNet's pointer symbols.
STEPS = {"&": 0.75, "+": 0.75, "\\": 0.9, "~": 0.75, "<": 0.8}
# Lexicographer files of what has no mood of its own: artifact, food, location, phenomenon, plant, possession, substance.
THINGS = {"06", "13", "15", "19", "20", "21", "27"}
FEELING = {"12", "37"}  # lexicographer files: noun.feeling, verb.emotion
PERSON = "18"
LEAST, AHEAD, DEPTH = 0.5, 1.12, 3
# Reached, but said of too much else, or unkind.
VAGUE = {*ADVERBS, *OFTEN} | set(
    (
        "adult fair poor fine dark easy easiness simplified disorder like reasonable reasonably belonging defeat opposing "
        "favorite favourite darling chosen associate fellow familiar dear minor monkey buster extra draw angel primate cardinal "
        "student beat senior bachelor founder cofounder originator pioneer innovator immortal lion luminary toast bear caller "
        "miss dame romp skipper hotshot sensation whiz star personality notable lord mover further farther remote outlying giving "
        "sore struck counter transverse transversal rubber corked camp buggy crackers signal governing titled tailored "
        "featureless clever beginner uncool hungry hungriness retiring accusative genitive penitentiary funky searching lolita "
        "sexpot catamite bimbo wench babe belle chick doll picaninny piccaninny pickaninny shylock gipsy gypsy psychotic "
        "peckish intern victorian schizophrenic psychopathic psychopathologic psychopathological certifiable hebephrenic "
        "accessary accessory acid acrid adder adept adjunct adjuratory adjuster adjustor adjuvant afflicted agleam aguish "
        "ailing airsick allay alleviated alleviation almighty alright ambrosial ambrosian amok amuck ancillary antic "
        "anticipator aphotic apocryphal appurtenant aquiline arbiter archer arid arresting ascendant ascendent ashen asinine "
        "assuming assumptive attachment attested attracter attractor auditor authenticated authorised authorized autistic "
        "avaricious average awesome badger balmy barbarian barbed barmy barren bask batty beadlike beady bearish beatify "
        "bedfast bedrid bedridden bent berserk beset bilgy bitterish blazing blinding blistering bobby boding bolshy bonkers "
        "bouldered bouldery bovine bowman brainsick brat brawny bridle brilliantly bronchitic buckram buffalo buffeted bunny "
        "busker buttonlike buttony caliginous captive caretaker carsick certificatory chafe champion checker chief chilly chit "
        "choice chum cimmerian cleaner clerk cobber cockamamie cockamamy colleen columnist companion compatibility compiler "
        "complacence complacency complacent computer conditioner confirmative confirmatory consuming contrarian contributor "
        "controller convalescent conveyancer corky corrective corroborative corroboratory corrupting coruscant coue counter "
        "crackbrained craftsman crammer crank crappy crazed creaky crepuscular critic cushy daniel darkling dashing debatable "
        "decorator decoy decrepit dedicated delectable delirious demented deputy deranged derelict derisory desiccate destitute "
        "devalued dialectician dick dilatory diligent dire disciplinal discomfort discredited disenchanting dishonest "
        "dislocated dispatcher diverted doorman dormant drab dragoon drawn dusky dying dyspeptic eclectic economical eery "
        "efficient effulgent electric elementary enjoy enjoyable enjoyment enumerator epic exact excusatory executant "
        "expeditious exquisite fagged fairish fancier fantastic farthermost farthest fatuous felicitous fell feverous figurer "
        "filthy finespun finical finicky flak flanker flavorful flavorous flavorsome flavourful flavourous flavoursome floaty "
        "florist fluent fodder foiled foolish footsure formalised formalized forthcoming fortified founder foursquare framer "
        "freaky frowsty fruity fulgent furthermost furthest fusty fuzz gainly galvanise gamey gamy ganger gangrenous gardener "
        "gathered geek generalist ghost gingery glary gleaming glinting glistening glistering glittering glittery glossy golden "
        "gouty grabby gracile grad graduate grand grandiose grapey grapy grasping gravel grievous groundbreaker guiltless "
        "hallucinating hangover harry haywire hector hefty helper holdover homelike homely homey homy honey hood hound humanist "
        "idiotic imperious impertinent implike impoverished impugnable inane incredible indigent indignation indisposed "
        "inebriate inelaborate infatuation inhospitable initiate initiator injured insalubrious insane insider inspector "
        "intensified intensive invalidator investigator iridescent irreverent itchy jejune jeweller jiggered johnny juicy "
        "killing kisser knockabout knockout laggard lambent lavish learner legislator lender lenify lifeguard lightheaded "
        "lightness liquid lissom lissome listener lithe lithesome liverish livery loaner locator loco lone lookout lousy lucent "
        "ludicrous lukewarm luminous lunatic lurid luscious mace magnificent magus maid mangled maniac maniacal maniclike "
        "marine marksman mater mature maven mendicant middling mighty misfortunate misguided missy mole moonstruck morbid mothy "
        "muffled musty nacreous nark narrator necessitous necker nectarous niggle nipper nipping nippy nitid noctilucent "
        "nominator nonachiever noncompliant nonreader nonsensical nutlike nuts nutty observer obsessed oddish offense officer "
        "okay opalescent opaline operative opponent orderly ordinary overachiever overblown overlooking painless palsied "
        "paralyzed paramount paraplegic passably pater pathfinder pawn peaked pearlescent peculiar pedestrian peer penman "
        "peremptory performer peri pert pester petitionary petter phlegm piping piquant plantsman pleaser plume pokey poky "
        "poorly pornographic porter poser potty pragmatist predictor preposterous presumptuous prevenient problematic "
        "problematical profound prompter proposer pungent punk purist putdownable quaint queer questionable rabid rachitic "
        "racker racy raddled ragged rainmaker ranger ranker rash rational reader realist rebel reckless recorder recovering "
        "rector reddened refulgent reinforced relish resident resignation resilient rickety robust rocker rocky rogue rosebud "
        "rouser ruling rummy rustling sapid saporous sappy satiny satisfactory savor savory savoury scamp scatterbrained "
        "scheming scintillant scout scrappy scratchy screaming screener screwy scribe scrofulous scrumptious scrupulous sealer "
        "searcher seasick semiconscious semidark semiformal semiofficial semisweet servitor shaver sheeny shimmery shiny "
        "sickish silken silklike silky silver silvern silvery singular sire sister slaphappy sleeper slopped smashed smoky "
        "sneezy sniffy soaked soughing spartan specialist spectacular spent spicy stager staggering stark steamed steamy "
        "stirred stout strained strange streamlined striking strongman struggling stupefying substantiating substantiative "
        "subtracter suer suggester superstar supple supreme surefooted surrender suspensive swelled swimming swollen swooning "
        "talent tanker tapper taxer technician technophilia teller templar tenebrific tenebrious tenebrous tepid terrific "
        "territorial thwarted tiddler tingle toothsome torrid tough toughie tracer trailblazer trier trouble tuberculous "
        "twilight twilit twirler unabated unaffected unaffectionate unbiased unbiassed underachiever underperformer undutiful "
        "unelaborate unfortunate unhealed unilluminated uninfluenced unmodulated unproblematic unsavory unsavoury "
        "unsophisticated unsteady unsuccessful unswayed unusual unwell unwise unworldly upfront upstage utmost uttermost "
        "vacuous validatory verbatim verificatory verifying virile voider waif wakeful waker warhorse watcher weigher whacked "
        "whipping willowy windless winey winy wired woolly wooly wrapped yearling yeasty yeoman yielding"
    ).split()
)
# Words without a WordNet entry that stand close to one of the catalogue's.
FUNCTION = (
    "about above after again also although always and any are because been before being between both cannot could did does doing down "
    "each either else ever every few for from had has have having her here hers him his how however into its itself just like made make "
    "may might mine more most much must neither never nor not now off often once only onto other our out over own per quite rather said "
    "same shall she should since some such than that the their them then there these they this those though through thus too told toward "
    "under until upon very was well went were what when where which while who whom whose why will with within without would yet you your"
).split()


def read(folder: Path) -> tuple[dict[Synset, tuple[list[str], list[tuple[str, Synset]], str]], dict[tuple[str, str], list[Synset]]]:
    """(synset → words, pointers, lexicographer file), ((word, part of speech) → synsets, commonest first)."""
    synsets, index = {}, {}
    for name, pos in POS.items():
        for line in (folder / f"data.{name}").read_text("latin-1").splitlines():
            if line.startswith("  "):
                continue
            part = line.split("|")[0].split()
            count = int(part[3], 16)
            words = [w.split("(")[0].lower() for w in part[4 : 4 + 2 * count : 2]]
            at = 5 + 2 * count
            pointers = [
                (part[at + 4 * k], (part[at + 4 * k + 2].replace("s", "a"), part[at + 4 * k + 1])) for k in range(int(part[at - 1]))
            ]
            synsets[pos, part[0]] = (words, pointers, part[1])
        for line in (folder / f"index.{name}").read_text("latin-1").splitlines():
            if not line.startswith("  "):
                part = line.split()
                index[part[0], pos] = [(pos, offset) for offset in part[-int(part[2]) :]]
    return synsets, index


def things(folder: Path, known: set[str]) -> list[str]:
    """Nouns, first of all, for things that a mood's word may stand before without being the avatar's: "silly prices"."""
    noun: dict[str, int] = defaultdict(int)
    other: dict[str, int] = defaultdict(int)
    first: dict[str, str] = {}
    for line in (folder / "cntlist.rev").read_text("latin-1").splitlines():
        key, number, count = line.split()
        word, _, rest = key.partition("%")
        (noun if rest[0] == "1" else other)[word] += int(count)
        if rest[0] == "1" and number == "1":
            first[word] = rest.split(":")[1]
    return sorted(
        word
        for word, field in first.items()
        if field in THINGS and word.isalpha() and len(word) > 2 and noun[word] > 2 * other[word] and stem(word) not in known
    )


def main(folder: Path) -> None:
    synsets, index = read(folder)
    entries = {("expression", name): (phrases(e.words), phrases(e.near)) for name, e in EXPRESSIONS.items() if name != "neutral"}
    entries |= {("persona", name): (phrases(words), []) for name, (words, _) in PERSONAS.items()}
    reach: dict[Synset, dict[tuple[str, str], float]] = defaultdict(dict)
    for entry, (own, near) in entries.items():
        votes: dict[Synset, float] = defaultdict(float)
        for weight, words in ((1.0, own), (0.6, near)):
            for word in (w.rstrip("+-") for w in words if "_" not in w):
                for pos in "nvar":
                    if entry[0] == "persona" and pos != "n":
                        continue
                    for rank, synset in enumerate(index.get((word, pos), [])[:4]):
                        field = synsets[synset][2]
                        good = field == PERSON if entry[0] == "persona" else pos in "ar" or field in FEELING
                        if good:
                            votes[synset] += weight * (1.0, 0.45, 0.25, 0.15)[rank]
        for synset in list(votes):  # a sense that several of the entry's words lead to is the one that is meant
            votes[synset] += 0.5 * sum(votes[to] for symbol, to in synsets[synset][1] if to in votes and STEPS.get(symbol, 0))
        front = {synset: min(1.0, vote) for synset, vote in votes.items() if vote >= 0.5}
        for _ in range(DEPTH):
            further: dict[Synset, float] = {}
            for synset, weight in front.items():
                if reach[synset].get(entry, 0) >= weight:
                    continue
                reach[synset][entry] = weight
                for symbol, to in synsets[synset][1]:
                    step = STEPS.get(symbol, 0.0)
                    field = synsets[to][2]
                    if entry[0] == "persona":
                        step = 0.8 if symbol == "~" and field == PERSON else 0.0
                    elif to[0] in "nv" and field not in FEELING:
                        step = 0.0
                    if weight * step >= 0.3:
                        further[to] = max(further.get(to, 0), weight * step)
            front = further
    scores: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for synset, entries_of in reach.items():
        for word in synsets[synset][0]:
            senses = index.get((word, synset[0]), [])
            rank = senses.index(synset) if synset in senses else 9
            elsewhere = any(index.get((word, pos)) for pos in "nvar" if pos != synset[0])
            for entry, weight in entries_of.items():
                score = weight * (1.0, 0.7, 0.35, 0.2)[min(rank, 3)] * (0.9 if elsewhere and synset[0] in "nv" else 1.0)
                scores[word][entry] = max(scores[word][entry], score)
    known = set(vocabulary(True))
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word, by_entry in scores.items():
        if not word.isalpha() or len(word) < 4 or stem(word) in known or word in FUNCTION or word in VAGUE:
            continue
        ranked = sorted(by_entry.items(), key=lambda item: -item[1])
        if ranked[0][1] >= LEAST and (len(ranked) == 1 or ranked[0][1] >= AHEAD * ranked[1][1] or ranked[0][1] > 0.7):
            lines[ranked[0][0]].append(word)
    english = {word for word, _ in index if word.isalpha()} | set(FUNCTION)
    english |= {form for word, pos in index if word.isalpha() and pos in "nv" for form in inflected(word)[: 2 if pos == "n" else 4]}
    by_letter = defaultdict(list)
    for form in forms(True):
        by_letter[form[0]].append(form)

    def like_one(word: str) -> bool:
        allowed = 1 if len(word) < 8 else 2
        return any(
            abs(len(form) - len(word)) <= allowed and len(set(form) ^ set(word)) <= 2 * allowed and distance(word, form) <= allowed
            for form in by_letter[word[0]]
        )

    mistaken = sorted(w for w in english if len(w) >= 4 and w.isascii() and stem(w) not in known and like_one(w))
    text = "".join(f"{kind} {name.replace(' ', '_')} {' '.join(sorted(words))}\n" for (kind, name), words in sorted(lines.items()))
    text += f"thing {' '.join(things(folder, known))}\n"
    text += f"english {' '.join(mistaken)}\n"
    OUT.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{sum(map(len, lines.values()))} words, {len(mistaken)} not to be mistaken, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
