"""Lasting ways to look: emotions and attitudes, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Expression:
    """A lasting way to look: an emotion or an attitude."""

    words: str
    near: str = ""
    shapes: dict[str, float] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)  # added to the Intent, times strength
    energy: float | None = None  # where it pulls the liveliness
    gaze: str = ""  # where it looks, if not at the viewer
    adds: tuple[tuple[str, float], ...] = ()  # gestures it brings along when read generously: (name, every_s)


EXPRESSIONS: dict[str, Expression] = {
    "happy": Expression(
        "happy cheerful cheery joyful joyous+ joy glad merry upbeat delighted happiness overjoyed+ elated+ jolly gleeful+ "
        "jubilant+ content- pleased- cheer_up",
        "bright sunny positive radiant beaming celebrate celebratory optimistic laughing festive bliss+ blissful+ "
        "euphoric+ good_mood great_mood good_news great_news satisfied- contented- rejoice hopeful- bubbly good_spirit "
        "in_spirits jovial lighthearted congratulate birthday",
        {"mouthSmile": 0.74, "cheekSquint": 0.54, "eyeSquint": 0.2, "browOuterUp": 0.16},
        {"lips": 0.08, "spread": 0.22},
        energy=0.65,
        adds=(("raise_brows", 9.0),),
    ),
    "warm": Expression(
        "warm warmth friendly kind kindness welcoming gentle affectionate loving+ tender caring compassionate empathetic "
        "sympathetic empathy compassion sympathy",
        "nice pleasant approachable hospitable likeable likable charming sweet polite gracious reassuring good-natured "
        "personable inviting soothing comforting grateful thankful greet motherly fatherly courteous amiable cordial "
        "genial supportive encouraging understanding considerate heartfelt comfort comforting console consoling fond love "
        "loveable adore courteous kindhearted "
        "good-hearted neighborly amicable sociable helpful",
        {"mouthSmile": 0.46, "cheekSquint": 0.27, "browInnerUp": 0.16, "eyeSquint": 0.11},
        {"z": -0.015},
        energy=0.5,
        adds=(("nod", 8.0),),
    ),
    "sad": Expression(
        "sad sadness unhappy sorrow sorrowful gloomy mournful depressed melancholy melancholic miserable+ heartbroken+ "
        "devastated+ grieving+ grief+ tearful+ tear teary+ disappointed- cry+ sob+ weep+ dejected despair+ hopeless+",
        "somber sombre sorry apologetic regretful lonely hurt condolence bereaved downcast crestfallen glum "
        "forlorn despondent remorseful wistful- disheartened down_dump funeral tragic pessimistic homesick feeling_down "
        "dismal apologize apology",
        {"mouthSmile": -0.42, "browInnerUp": 0.81, "mouthFrown": 0.75, "eyeBlink": 0.12, "eyeSquint": 0.14, "mouthPress": 0.2},
        {"pitch": -2.5, "gaze_y": 0.1, "lips": -0.15, "spread": -0.4, "shoulder_y": 0.01},
        energy=0.25,
    ),
    "serious": Expression(
        "serious stern solemn grave formal businesslike no-nonsense earnest strict severe",
        "focused focus concentrated concentrate authoritative factual official stoic determined resolute firm "
        "matter_fact straight_face urgent sober heavy intense_look dignified disciplined ",
        {"mouthFrown": 0.2, "browDown": 0.45, "mouthPress": 0.2, "eyeSquint": 0.11, "mouthSmile": -0.22},
        {"lips": -0.03},
        energy=0.4,
    ),
    "surprised": Expression(
        "surprised surprise astonished+ astonishment+ amazed+ amazement+ shocked+ shock+ startled stunned+ flabbergasted+ "
        "astounded+ dumbfounded+",
        "impressed- impressive- wow unbelievable awe+ speechless disbelief jaw_drop taken_aback unexpected blown_away mind_blown "
        "wonderstruck "
        "awestruck gobsmacked+ can_not_believe incredulous",
        {"mouthSmile": -0.1, "browInnerUp": 0.74, "browOuterUp": 0.81, "eyeWide": 0.74, "jawOpen": 0.07},
        {"pitch": 1.0, "z": 0.015, "lips": 0.1},
        energy=0.6,
    ),
    "angry": Expression(
        "angry anger furious+ fury+ mad annoyed- annoyance- irritated- irritation- rage+ enraged+ outraged+ livid+ irate+ "
        "pissed grumpy- frustrated frustration",
        "hostile aggressive bad_mood rant indignant resentful yelling shouting shout yell menacing fierce wrath+ seething+ "
        "fuming+ threatening vicious impatient- exasperated agitated cranky- lose_temper bitter offended mean rude scold scolding "
        "hateful intimidating",
        {"browDown": 0.95, "noseSneer": 0.38, "eyeSquint": 0.34, "mouthPress": 0.4, "mouthFrown": 0.55, "mouthSmile": -0.36},
        {"pitch": -1.5, "z": -0.02, "lips": 0.1, "spread": 0.16},
        energy=0.7,
    ),
    "afraid": Expression(
        "afraid scared fearful frightened fear terrified+ terror+ panic+ panicked+ horrified+ petrified+ anxious- "
        "anxiety- nervous- nervousness-",
        "worried- worry- alarmed uneasy- tense- stressed- timid- ghost haunted nightmare horror monster spooked dread+ "
        "apprehensive- jittery on_edge- frantic+ "
        "paranoid fright insecure- edgy-",
        {"mouthSmile": -0.2, "browInnerUp": 0.88, "browOuterUp": 0.27, "eyeWide": 0.61, "mouthStretch": 0.4, "mouthFrown": 0.4},
        {"z": 0.025, "blink_rate": 0.5, "spread": 0.15, "shoulder_y": -0.012},
        energy=0.5,
        adds=(("look_away", 6.0),),
    ),
    "disgusted": Expression(
        "disgusted disgust repulsed revolted+ grossed nauseated contempt contemptuous disdain disdainful scorn scornful",
        "repelled sneer sneering gross smell_bad bad_smell rotten lemon sour sickened yuck eww ew appalled loathing loathe distaste- "
        "haughty- snobbish- snob- condescending- arrogant-",
        {"mouthSmile": -0.28, "noseSneer": 0.88, "browDown": 0.47, "mouthUpperUp": 0.27, "mouthFrown": 0.5, "eyeSquint": 0.41},
        {"yaw": 1.5, "z": 0.015},
        energy=0.45,
    ),
    "tired": Expression(
        "tired sleepy exhausted+ weary fatigued drowsy sluggish groggy worn_out sleep_deprived fatigue exhaustion+ half_asleep",
        "yawn drained jetlagged hungover lethargic lethargy sleep asleep burned_out burnt_out just_woke wake_up long_day "
        "lazy low_energy_level late_night drunk stoned sleepyhead",
        {"mouthSmile": -0.2, "eyeBlink": 0.32, "browInnerUp": 0.16, "mouthFrown": 0.25},
        {"pitch": -2.0, "lips": -0.2, "spread": -0.3, "blink_rate": 0.4, "shoulder_y": 0.015},
        energy=0.12,
    ),
    "bored": Expression(
        "bored boredom uninterested indifferent disinterested apathetic unimpressed monotone",
        "boring disengaged monotonous listless detached nonchalant aloof could_not_care_less not_care unenthusiastic dull "
        "jaded dead_inside zone_out zoned_out disengage",
        {"eyeBlink": 0.22, "mouthFrown": 0.3, "mouthSmile": -0.26, "browDown": 0.08},
        {"roll": 2.5, "lips": -0.15, "spread": -0.3},
        energy=0.12,
        gaze="wandering",
    ),
    "confident": Expression(
        "confident confidence assertive assured self-assured proud pride bold self-confident",
        "conviction authority leader leadership charismatic convincing persuasive commanding powerful strong poised triumphant victorious "
        "fearless brave courageous courage heroic hero+ composed superior winner win cocky sure_of_self trustworthy "
        "competent credible stand_tall regal majestic smug in_charge",
        {"mouthSmile": 0.22, "browDown": 0.11, "cheekSquint": 0.08},
        {"pitch": 1.8, "blink_rate": -0.25, "lips": 0.08, "shoulder_y": -0.008},
        energy=0.6,
        adds=(("nod", 9.0),),
    ),
    "shy": Expression(
        "shy shyness bashful embarrassed embarrassment timid coy introverted sheepish ashamed+ self-conscious",
        "awkward humble modest reserved hesitant nervous_smile blush blushing shame guilty insecure meek submissive "
        "demure guilt humiliated+ socially_anxious",
        {"mouthSmile": 0.3, "browInnerUp": 0.34, "mouthPress": 0.16, "eyeBlink": 0.08},
        {"pitch": -3.0, "roll": 2.5, "gaze_y": 0.14, "lips": -0.15, "spread": -0.25},
        energy=0.3,
        adds=(("look_down", 5.0),),
    ),
    "sceptical": Expression(
        "sceptical skeptical scepticism skepticism doubtful suspicious suspicion doubt dubious unconvinced",
        "doubting distrustful questioning cynical sarcastic sarcasm ironic irony judging judgmental mistrust disbelieving "
        "wry bitchy catty disapprove_look not_believe not_buy not_convinced not_sure_about critical incredulous- distrust wary "
        "raised_eyebrow",
        {"browDownLeft": 0.68, "browOuterUpRight": 0.74, "eyeSquintLeft": 0.34, "mouthLeft": 0.18, "mouthFrown": 0.25, "mouthSmile": -0.18},
        {"roll": -2.5, "yaw": 1.0},
        energy=0.4,
    ),
    "excited": Expression(
        "excited exited excitement enthusiastic enthusiasm thrilled+ ecstatic+ eager eagerness passionate passion exuberant+ "
        "hyped+ pumped+ pumped_up+",
        "energetic fired_up+ animated hype+ inspiring inspired motivational motivated motivating zealous vibrant "
        "can_not_wait looking_forward lottery party concert stoked+ exhilarated+ amped+ perky spirited vivacious zest zestful peppy "
        "inspirational",
        {"mouthUpperUp": 0.12, "mouthSmile": 0.57, "browOuterUp": 0.43, "browInnerUp": 0.27, "eyeWide": 0.34, "cheekSquint": 0.27},
        {"lips": 0.18, "spread": 0.2, "z": -0.02},
        energy=0.95,
        adds=(("raise_brows", 5.0), ("nod", 5.0)),
    ),
    "calm": Expression(
        "calm calmness relaxed relax serene serenity peaceful tranquil composed mellow laid-back chill easygoing",
        "quiet soft relieved relief elegant graceful gracefully zen meditative unhurried patient patience soothing whisper peace "
        "at_ease steady cool low-key- "
        "collected meditation unwind placid unruffled hush hushed cool-headed level-headed mindful mindfulness "
        "tranquility bedtime lullaby soft-spoken comfortable",
        {"mouthSmile": 0.14, "eyeBlink": 0.05},
        {"lips": -0.06, "spread": -0.1, "blink_rate": -0.15},
        energy=0.22,
    ),
    "curious": Expression(
        "curious curiosity interested intrigued+ attentive inquisitive attention fascinated+",
        "listening listen listener engaged wonder wondering captivated+ eager_learn explore exploring absorbed alert innocent "
        "doe-eyed starry-eyed puppy_eye nosy "
        "hear_out pay_attention rapt+",
        {"browInnerUp": 0.38, "browOuterUp": 0.38, "eyeWide": 0.16, "mouthSmile": 0.11},
        {"roll": 2.5, "z": -0.03},
        energy=0.5,
        adds=(("tilt_head", 8.0),),
    ),
    "concerned": Expression(
        "concerned concern worried troubled worry",
        "uneasy disturbed pained pity distressed+ solemn_concern dismayed bothered sympathetic bad_news caring_look upset "
        "worrisome anguished+",
        {"mouthSmile": -0.3, "browInnerUp": 0.68, "browDown": 0.2, "mouthFrown": 0.35, "mouthPress": 0.2},
        {"pitch": -1.0, "z": -0.015},
        energy=0.35,
    ),
    "thoughtful": Expression(
        "thoughtful pensive thinking contemplative reflective think ponder",
        "philosophical wise wisdom considering consider introspective dreamy contemplate contemplation reflect deliberate "
        "mull muse daydream deep_thought lost_thought think_hard brainstorm intellectual meditating nostalgic imaginative "
        "",
        {"mouthSmile": -0.12, "mouthFrown": 0.1, "browDown": 0.19, "browInnerUp": 0.19, "mouthPress": 0.25, "eyeSquint": 0.14},
        {"roll": 1.5, "lips": -0.05},
        energy=0.3,
        adds=(("look_up", 7.0),),
    ),
    "confused": Expression(
        "confused puzzled perplexed bewildered+ baffled+ confusion puzzlement",
        "lost uncertain unsure clueless not_understand not_sure mixed_up befuddled flummoxed disoriented what_going_on "
        "muddled do_not_get_it scratching_head unclear",
        {
            "mouthSmile": -0.14,
            "browDownLeft": 0.54,
            "browDownRight": 0.2,
            "browInnerUp": 0.41,
            "browOuterUpRight": 0.41,
            "eyeSquint": 0.16,
            "mouthFrown": 0.2,
        },
        {"roll": 3.5},
        energy=0.4,
        adds=(("tilt_head", 7.0),),
    ),
    "playful": Expression(
        "playful mischievous cheeky flirty flirtatious teasing tease flirt silly goofy amused- humorous",
        "funny witty wit joking joke naughty sly entertaining fun humor humour whimsical quirky prankster jokey cute "
        "impish wacky zany kidding banter gossip mock ridicule comical comic comedic lighthearted- seductive sultry sexy "
        "coquettish roguish "
        "amusement tongue_in_cheek jest",
        {"mouthSmileLeft": 0.68, "mouthSmileRight": 0.38, "browOuterUpRight": 0.41, "eyeSquint": 0.2, "cheekSquint": 0.27},
        {"roll": -2.5, "spread": 0.15},
        energy=0.65,
        adds=(("raise_brows", 6.0), ("wink", 20.0)),
    ),
    "neutral": Expression(
        "neutral emotionally_neutral no_facial_expression expressionless emotionless deadpan poker_face "
        "blank_face/expression/stare/look no_emotion/expression unemotional "
        "without_emotion/expression stone/straight-faced stone_face resting_face impassive",
        "unreadable robotic cold icy robot android machine mannequin statue wooden emotionlessly",
        {"mouthFrown": 0.08, "mouthSmile": -0.18},
        {"brows": -0.5},
        energy=0.3,
    ),
}
