"""What a prompt can ask for: tables of expressions, gestures, manners, and things a portrait cannot show.

To add one, add a row. `words` are matched in every mode (a word also in its usual endings: smile, smiles, smiling); `near` only when
the prompt is read generously (`enhance`). In them `look_down` is two words close together in any order, `big/broad_smile` stands for
`big_smile broad_smile`, a `+` marks a word that is strong by itself (furious), a `-` one that is mild (annoyed).
Shapes are ARKit weights at full strength, fields are those of `types.Intent`, in its units.
Strengths are what a still portrait carries without a grimace: look at `limner sheet` after changing one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Keys = tuple[tuple[float, float], ...]  # (seconds, value), from 0 to the end, both ends 0


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


@dataclass(frozen=True)
class Gesture:
    """A movement with a beginning and an end. `hold` says at which second it stays when asked for throughout."""

    words: str
    near: str = ""
    shapes: dict[str, Keys] = field(default_factory=dict)
    fields: dict[str, Keys] = field(default_factory=dict)
    every_s: float = 6.0  # when asked for without saying how often
    hold: float | None = None  # None: cannot be held
    mirror: bool = False  # goes to either side by chance

    @property
    def length_s(self) -> float:
        return max(keys[-1][0] for keys in (*self.shapes.values(), *self.fields.values()))


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


def _go(value: float, rise_s: float, until_s: float, end_s: float) -> Keys:
    """Out to a value, stay there (giving way a little), and back."""
    return ((0.0, 0.0), (rise_s, value), (until_s, 0.93 * value), (end_s, 0.0))


_NOD: Keys = ((0.0, 0.0), (0.2, -4.5), (0.45, 0.8), (0.68, -2.8), (1.0, 0.0))
_SHAKE: Keys = ((0.0, 0.0), (0.22, -5.0), (0.52, 5.0), (0.8, -3.5), (1.15, 0.0))
_SWAY: Keys = ((0.0, 0.0), (0.8, 1.0), (2.2, -1.0), (3.0, 0.0))

GESTURES: dict[str, Gesture] = {
    "nod": Gesture(
        "nod nodding bob_head head_bob head_nod head_up_down move_head_up_down",
        "say_yes agree agreeing agreement affirm affirmative yes acknowledge approve approving approval bounce_head headbang",
        fields={"pitch": _NOD},
        every_s=4.5,
    ),
    "shake_head": Gesture(
        "shake/wag_head head_shake headshake shake_no head_side_side head_left_right",
        "say_no disagree disagreement disagreeing refuse disapprove disapproving disapproval deny",
        fields={"yaw": _SHAKE},
        every_s=7.0,
    ),
    "tilt_head": Gesture(
        "tilt/cock/incline/tip/angle_head tilt head_tilt head_side head_one_side",
        "tilted slant",
        fields={"roll": _go(5.5, 0.5, 1.7, 2.3)},
        hold=1.0,
        mirror=True,
    ),
    "roll_eyes": Gesture(
        "roll_eye eye_roll eyeroll",
        shapes={"eyeBlink": _go(0.12, 0.2, 0.8, 1.2)},
        fields={
            "gaze_y": ((0.0, 0.0), (0.3, -0.45), (0.75, -0.4), (1.1, 0.0)),
            "gaze_x": ((0.0, 0.0), (0.2, -0.2), (0.7, 0.3), (1.1, 0.0)),
            "pitch": _go(1.5, 0.4, 0.8, 1.3),
        },
        every_s=10.0,
    ),
    "look_up": Gesture(
        "look/glance/gaze/stare/peek/turn_up/upward/upwards/skyward/ceiling/sky eye_up/upward/upwards/ceiling/sky look_above",
        fields={"gaze_y": _go(-0.42, 0.12, 0.9, 1.05), "pitch": _go(1.8, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_down": Gesture(
        "look/glance/gaze/stare/peek_down/downward/downwards/floor/ground/desk/table/note/paper "
        "eye/gaze_down/downward/downwards/downcast/low "
        "lower/drop/downcast_eye/gaze/look read_note/script/paper",
        "check_phone/note",
        fields={"gaze_y": _go(0.4, 0.12, 0.9, 1.05), "pitch": _go(-2.2, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_away": Gesture(
        "turn/move_head_away/side look/glance/gaze/stare/turn/peek_away/aside/sideway/sideways/off/elsewhere/distance/side/window "
        "avoid/break/avert_eye/gaze/contact avoid/break/lose_eye_contact "
        "eye_away/aside averted_eye/gaze",
        "distracted shifty evasive side_eye",
        fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
        mirror=True,
    ),
    "look_left": Gesture(
        "turn/move_head_left look/glance/gaze/stare/turn/face/peek/eye/head_left/leftward/leftwards",
        fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "look_right": Gesture(
        "turn/move_head_right look/glance/gaze/stare/turn/face/peek/eye/head_right/rightward/rightwards",
        fields={"gaze_x": _go(-0.42, 0.12, 1.0, 1.15), "yaw": _go(-2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "raise_brows": Gesture(
        "raise/lift/arch/cock/quirk/wiggle/flash/waggle/pop/move_brow/eyebrow brow/eyebrow_raise/up/flash/lift/high/movement",
        "eyebrow brow",
        shapes={"browInnerUp": _go(0.55, 0.14, 0.5, 0.9), "browOuterUp": _go(0.55, 0.14, 0.5, 0.9)},
        every_s=5.0,
        hold=0.3,
    ),
    "frown": Gesture(
        "frown turn/pull_corner_down turn_down_corner scowl furrow/knit/lower/crease/wrinkle_brow/eyebrow/forehead furrow glower "
        "glare grimace brow/eyebrow_down/together",
        shapes={"mouthSmile": _go(-0.25, 0.3, 1.2, 1.7), "browDown": _go(0.75, 0.3, 1.2, 1.7), "mouthFrown": _go(0.6, 0.3, 1.2, 1.7)},
        hold=0.7,
    ),
    "smile": Gesture(
        "smile smiley raise/lift/turn_up_corner raise/lift_corner half-smile closed-mouth_smile",
        "dimple mona_lisa",
        shapes={"mouthSmile": _go(0.45, 0.35, 1.6, 2.3), "cheekSquint": _go(0.28, 0.35, 1.6, 2.3)},
        every_s=0.0,
        hold=1.0,
    ),
    "smile_broadly": Gesture(
        "grin beam big/broad/wide/huge/large/bright/toothy/full/ear_smile smile_ear beam_smile show_teeth teeth_smile",
        "cheese",
        shapes={
            "mouthSmile": _go(0.8, 0.35, 1.6, 2.3),
            "cheekSquint": _go(0.6, 0.35, 1.6, 2.3),
            "mouthUpperUp": _go(0.28, 0.35, 1.6, 2.3),
            "mouthLowerDown": _go(0.18, 0.35, 1.6, 2.3),
            "jawOpen": _go(0.05, 0.35, 1.6, 2.3),
            "eyeSquint": _go(0.25, 0.35, 1.6, 2.3),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "laugh": Gesture(
        "laugh laughter chuckle giggle crack_up snicker cackle",
        "lol haha hilarious",
        shapes={
            "mouthSmile": _go(0.8, 0.25, 1.3, 2.0),
            "cheekSquint": _go(0.65, 0.25, 1.3, 2.0),
            "mouthUpperUp": _go(0.25, 0.25, 1.2, 1.8),
            "jawOpen": ((0.0, 0.0), (0.25, 0.16), (0.45, 0.08), (0.65, 0.15), (0.85, 0.07), (1.1, 0.11), (1.6, 0.0)),
            "eyeSquint": _go(0.35, 0.25, 1.3, 1.9),
        },
        fields={
            "pitch": ((0.0, 0.0), (0.25, 2.4), (0.5, 0.8), (0.75, 2.2), (1.0, 0.6), (1.4, 1.0), (2.0, 0.0)),
            "shoulder_y": ((0.0, 0.0), (0.25, -0.02), (0.45, 0.0), (0.65, -0.02), (0.85, 0.0), (1.1, -0.015), (1.6, 0.0)),
        },
        every_s=7.0,
    ),
    "smirk": Gesture(
        "smirk crooked/lopsided/sly/wry/one-sided_smile/grin",
        shapes={
            "mouthSmileLeft": _go(0.85, 0.3, 1.6, 2.2),
            "cheekSquintLeft": _go(0.3, 0.3, 1.6, 2.2),
            "mouthLeft": _go(0.25, 0.3, 1.6, 2.2),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "wink": Gesture("wink", shapes={"eyeBlinkLeft": _go(1.0, 0.1, 0.24, 0.42), "cheekSquintLeft": _go(0.5, 0.1, 0.24, 0.5)}, every_s=10.0),
    "blink": Gesture("blink flutter/bat_eyelash/lash/eyelid/eye", shapes={"eyeBlink": _go(1.0, 0.08, 0.14, 0.3)}, every_s=2.0),
    "close_eyes": Gesture("close/shut_eye/eyelid eye_close", shapes={"eyeBlink": _go(1.0, 0.15, 1.2, 1.5)}, every_s=0.0, hold=0.4),
    "widen_eyes": Gesture(
        "widen/wide/open/bulge/big_eye eye_wide/wide-open/open/widen/big wide-eyed",
        "stare bug-eyed",
        shapes={"eyeWide": _go(0.7, 0.15, 0.9, 1.3)},
        hold=0.5,
    ),
    "squint": Gesture(
        "squint narrow/half-closed/half-close_eye eye_narrow",
        shapes={"eyeSquint": _go(0.6, 0.25, 1.2, 1.6), "browDown": _go(0.25, 0.25, 1.2, 1.6)},
        hold=0.7,
    ),
    "purse_lips": Gesture(
        "purse/pucker_lip/mouth pucker pout kiss duck_face kissy_face",
        shapes={"mouthPucker": _go(0.6, 0.25, 0.9, 1.3)},
        every_s=8.0,
        hold=0.6,
    ),
    "press_lips": Gesture(
        "press/tighten/bite/lick/thin/roll_lip keep_mouth_closed/shut keep_lip_closed/shut/sealed close/shut_mouth tight-lipped "
        "lip_together mouth_shut",
        "grit/clench_jaw/teeth gritted_teeth clenched_jaw/teeth tight_jaw",
        shapes={
            "mouthPress": _go(0.5, 0.25, 0.9, 1.3),
            "mouthRollLower": _go(0.35, 0.25, 0.9, 1.3),
            "mouthRollUpper": _go(0.2, 0.25, 0.9, 1.3),
        },
        every_s=8.0,
        hold=0.6,
    ),
    "open_mouth": Gesture(
        "open_mouth/jaw mouth_open/agape/wide drop_jaw jaw_drop gasp part_lip lip_parted",
        "gape agape",
        shapes={"jawOpen": _go(0.28, 0.15, 0.9, 1.4), "browInnerUp": _go(0.2, 0.15, 0.9, 1.4)},
        every_s=8.0,
        hold=0.5,
    ),
    "yawn": Gesture(
        "yawn",
        shapes={
            "jawOpen": _go(0.5, 0.9, 1.9, 2.6),
            "eyeBlink": _go(0.85, 0.8, 1.9, 2.6),
            "browInnerUp": _go(0.3, 0.8, 1.9, 2.6),
            "browDown": _go(0.2, 0.8, 1.9, 2.6),
        },
        fields={"pitch": _go(2.5, 0.9, 1.9, 2.7)},
        every_s=20.0,
    ),
    "wrinkle_nose": Gesture(
        "wrinkle/scrunch/crinkle/flare_nose/nostril nose_wrinkle/scrunch",
        shapes={"noseSneer": _go(0.7, 0.2, 0.8, 1.2), "cheekSquint": _go(0.3, 0.2, 0.8, 1.2)},
        every_s=8.0,
        hold=0.5,
    ),
    "lean_in": Gesture(
        "lean_in/forward/closer/toward/towards lean move/come/get_closer/nearer",
        "closer intimate step/move_forward confide conspiratorial secret",
        fields={"z": _go(-0.2, 0.7, 2.4, 3.2)},
        every_s=9.0,
        hold=1.5,
    ),
    "lean_back": Gesture(
        "lean/sit/pull/move/step_back/backward/backwards lean_away recoil",
        "flinch back_off",
        fields={"z": _go(0.18, 0.7, 2.4, 3.2), "pitch": _go(1.5, 0.7, 2.4, 3.2)},
        every_s=9.0,
        hold=1.5,
    ),
    "lift_chin": Gesture(
        "lift/raise_chin/head chin_up/high/raised head_up/high/back",
        "sit/stand_straight/upright/up straighten posture",
        fields={"pitch": _go(4.0, 0.5, 1.6, 2.2)},
        hold=1.0,
    ),
    "bow_head": Gesture(
        "bow lower/drop/hang/duck/bend_head/chin head/chin_down/low/bowed",
        "curtsy namaste pray prayer",
        fields={"pitch": _go(-6.0, 0.5, 1.4, 2.1), "gaze_y": _go(0.25, 0.4, 1.4, 2.0)},
        every_s=12.0,
        hold=1.0,
    ),
    "turn_head": Gesture(
        "turn/rotate/move/swivel_head head_turn",
        "head_movement/motion",
        fields={"yaw": _go(5.0, 0.5, 1.5, 2.2)},
        every_s=6.0,
        mirror=True,
    ),
    "shrug": Gesture(
        "shrug raise/lift_shoulder shoulder_up/raise",
        "dunno who_knows whatever",
        shapes={"browInnerUp": _go(0.35, 0.3, 0.8, 1.2), "mouthFrown": _go(0.3, 0.3, 0.8, 1.2)},
        fields={"shoulder_y": _go(-0.09, 0.3, 0.7, 1.2), "roll": _go(2.0, 0.4, 0.8, 1.3)},
        every_s=8.0,
    ),
    "sway": Gesture(
        "sway rock rock_side/gently shoulder_sway/movement/motion/move move/sway/roll/shake/shimmy_shoulder swing side_to_side "
        "move_side_side bounce",
        "groove rhythm shimmy wiggle body_language body_movement fidget shuffle",
        fields={"shoulder_x": tuple((t, 0.025 * v) for t, v in _SWAY), "roll": tuple((t, 2.2 * v) for t, v in _SWAY)},
        every_s=3.2,
    ),
    "sigh": Gesture(
        "sigh exhale inhale breath breathe deep_breath breathe_deep",
        shapes={"mouthFrown": _go(0.2, 0.5, 1.2, 1.8), "eyeBlink": _go(0.4, 0.5, 1.4, 1.8)},
        fields={
            "shoulder_y": ((0.0, 0.0), (0.5, -0.03), (1.5, 0.015), (2.0, 0.0)),
            "pitch": ((0.0, 0.0), (0.5, 1.2), (1.5, -2.0), (2.2, 0.0)),
        },
        every_s=12.0,
    ),
}

# How lively, apart from any emotion: energy → words and phrases.
MANNERS: dict[str, tuple[float, str]] = {
    "still": (0.04,
    "only_move_lip/mouth move_only_lip/mouth except_lip/mouth still motionless frozen freeze immobile "
    "stand/stay/sit/keep/be/hold_still not_move no_movement/motion/move "
        "like_statue/stone statuesque"),
    "minimal": (0.12, "minimal minimal/minimum/little/small/few_head_movement/motion head_movement_minimum movement_minimum "
        "move_little/less minimum/barely/hardly/scarcely_move little_movement/motion/move minimalist "
        "minimize/limit/small_movement stiff rigid"),
    "quiet": (0.2, "quiet whisper whisper-quiet hushed sleepily low_energy under breath murmur mutter"),
    "subtle": (0.25, "subtle restrained reserved understated low-key toned_down tone_down tone_it_down subdued muted dial_down "
        "discreet subdue soften"),
    "slow": (0.25, "slow slowly unhurried leisurely slow_down take_time slow-paced languid measured deliberate soft softly"),
    "natural": (0.5, "natural normal reset default moderate moderately balanced medium everyday casual conversational realistic human-like "
        "humanlike lifelike"),
    "expressive": (0.78, "expressive lot/more/much_head_movement/motion move_head_lot lively emotive emotional vivid vibrant "
        "spirited show_emotion facial/range_expression more_expression vivacious loud louder talkative chatty"),
    "fast": (0.75, "fast quick quickly rapid rapidly hurried brisk snappy fast-paced hasty rush rushed speed_up pick_up_pace upbeat"),
    "dramatic": (0.85, "dramatic theatrical dramatically intense intensely intensity exaggerate exaggerated over_top overact "
        "melodramatic powerful emphatic emphasis emphasize larger_life hammy"),
    "energetic": (0.9, "energetic look_alive energy high_energy animated dynamic move_lot lot_movement vigorous vigor lots_energy "
        "full_energy bouncy peppy active"),
    "wild": (1.0, "wild hyper hyperactive frenetic frantic manic crazy unhinged maximum_energy explosive bouncing_off_wall"),
}  # fmt: skip

# Where to look; lasting. The directions come from the gestures look_up … look_away when nothing says how often.
GAZES: dict[str, str] = {
    "viewer": "look/stare/gaze/glance/eye/facing/face_at/into_camera/viewer/user/me/lens/audience/us/listener/screen/customer/person "
    "talk/speak/face_to_camera/viewer/user/me/lens/audience/us/listener "
    "look/stare/gaze/face/eye_camera/viewer/user/me/lens/audience/us/screen/listener eye-contact eye_contact eye_locked "
    "look/stare/gaze/eye_straight/ahead/forward/front/directly straight_ahead face_forward/front maintain_gaze steady_gaze",
    "up": "",
    "down": "",
    "left": "",
    "right": "",
    "away": "",
    "wandering": "look/glance/gaze/eye/peek_around/about look/eye_wander/dart/roam/shift/scan shifty-eyed "
    "wander/dart/shift/roam_eye/gaze scan/around_room "
    "look_everywhere look_left_right look_right_left look_side_side look_round",
}

# What is outside the picture or the sound's business → the nearest that a portrait can show.
IMPOSSIBLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "hand gestures": ("hand finger gesture gesticulate gesticulation arm fist palm elbow hand-gesture hand_movement "
        "talk/speak_with_hand jazz_hand hand_hip", ("sway",)),
    "wave": ("wave waving wave_hand/goodbye/hello/hi", ("nod", "raise_brows")),
    "point": ("point_finger/at/to/toward/camera/screen/up/down/left/right/me/you/viewer/user pointing point_hand", ("lean_in",)),
    "thumbs up": ("thumb thumbs thumb_up/down thumbs-up", ("nod", "smile")),
    "clap": ("clap applaud applause clap_hand hand_clap", ("nod", "smile")),
    "dance": ("dance twerk choreography moonwalk dance_around", ("sway",)),
    "walk": ("walk run jump stand kneel crouch jog hop skip stroll pace_around stand_up sit_down get_up leg foot feet march climb "
        "crawl walk_around/away full_body", ("sway",)),
    "turn around": ("turn_around spin turn_back twirl back_camera", ("look_away",)),
    "hug": ("hug embrace cuddle", ("lean_in", "smile")),
    "blow a kiss": ("blow_kiss", ("purse_lips",)),
    "salute": ("salute", ("nod", "lift_chin")),
    "shake hands": ("shake_hand handshake high_five fist_bump", ("nod",)),
    "cross arms": ("cross/fold_arm arm_cross/folded", ("lift_chin",)),
    "touch the face": ("facepalm scratch/touch/stroke/rub/cover/rest/cup_head/chin/face/hair/beard/mouth/eye/cheek/nose/temple/forehead "
        "hand/finger_head/chin/face/hair/mouth/heart/chest/forehead run_finger_hair play/twirl_hair "
        "adjust/push/take_off/remove_glass/tie/collar", ("tilt_head",)),
    "hold things": ("hold_cup/mug/book/phone/sign/mic/microphone/pen/flower/up pick_up drink eat sip type_keyboard write typing "
        "juggle throw catch "
        "play_guitar/piano/music cook chew smoke", ("look_down",)),
    "tears": ("tear tears tear_down shed_tear", ("bow_head",)),
    "puff the cheeks": ("puff/blow/inflate_cheek cheek_puff", ("purse_lips",)),
    "blush or sweat": ("blush sweat turn_red go_pale sneeze cough vomit", ()),
    "change clothes or place": ("wear outfit background room_background beach scenery costume clothes clothing dress shirt "
        "hairstyle change_hair/background/clothes lighting "
        "sunglass put_on_hat/glass make_up", ()),
    "change the person": ("become_cat/dog/dragon turn_into transform morph younger older_look fly teleport disappear explode", ()),
    "move the camera": ("zoom pan_camera camera_pan/move/angle/zoom rotate_camera close-up wide_shot", ()),
    "sing": ("sing rap hum whistle sing_song", ("sway",)),
    "stick out tongue": ("tongue stick_tongue", ("purse_lips",)),
}  # fmt: skip

# Who it is like → a prompt that says what such a person looks like. Only when the prompt is read generously.
PERSONAS: dict[str, tuple[str, str]] = {
    "newsreader": ("newsreader newscaster anchor anchorman anchorwoman newsperson news_presenter/reporter/anchor reporter "
        "journalist correspondent broadcaster bbc cnn weatherman announcer",
        "serious and confident, calm, look at the viewer, nod occasionally"),
    "teacher": ("teacher lecturer tutor instructor educator professor trainer explainer schoolteacher mentor teach lecture "
        "teaching explain",
        "warm and fairly confident, expressive, nod sometimes, raise brows sometimes"),
    "children's host": ("kindergarten preschool nursery nanny babysitter storyteller children child kid kids toddler fairy_tale "
        "story_time cartoon mickey",
        "warm and happy, playful, expressive, raise brows often, nod often, smile"),
    "doctor": ("doctor physician nurse surgeon pediatrician caregiver medic clinician bedside_manner veterinarian dentist",
        "warm and calm, slightly serious, nod occasionally"),
    "therapist": ("therapist counselor counsellor psychologist psychiatrist social_worker hospice chaplain",
        "calm and warm, attentive, slightly concerned, nod occasionally"),
    "assistant": ("receptionist concierge customer_service customer_support support_agent service_agent call_center helpdesk "
        "help_desk waiter waitress hostess flight_attendant stewardess "
        "steward host barista butler cashier assistant greeter", "warm and attentive, smile, nod occasionally"),
    "professional": ("professional business corporate executive ceo manager boss banker consultant lawyer attorney interview "
        "interviewer boardroom accountant expert official spokesperson "
        "diplomat diplomatic politician president minister keynote", "confident and somewhat serious, calm, look at the viewer, "
        "nod occasionally"),
    "judge": ("judge headmaster principal policeman police cop detective prosecutor bodyguard soldier military general sergeant "
        "drill_sergeant commander warden guard bouncer",
        "very serious and confident, frown sometimes"),
    "coach": ("coach cheerleader motivational_speaker personal_trainer fitness gym sport_commentator sportscaster commentator "
        "salesperson salesman seller sales pitch hype_man auctioneer "
        "preacher preach evangelist", "very excited and confident, energetic, nod often, lean in"),
    "showman": ("youtuber influencer streamer vlogger tiktoker showman game_show presenter entertainer tv_host talk_show "
        "host_show dj ringmaster quizmaster emcee mc podcast podcaster tiktok",
        "excited and happy, energetic, raise brows often, smile"),
    "comedian": ("comedian clown jester stand-up comic prankster class_clown sitcom", "playful and happy, expressive, raise brows "
        "often, smile broadly"),
    "mourner": ("undertaker mourner widow widower funeral_director eulogy obituary", "sad and serious, calm, look down sometimes"),
    "monk": ("monk nun yogi yoga guru zen_master meditation_guide monk-like buddha saint priest vicar pastor hypnotist "
        "asmr", "calm and warm, still, nod rarely"),
    "librarian": ("librarian scholar scientist academic philosopher researcher historian poet author scientist engineer "
        "nerd", "thoughtful and calm, curious, look up sometimes"),
    "royalty": ("king queen prince princess royal noble aristocrat duchess emperor monarch royalty", "confident and serious, "
        "calm, lift your chin"),
    "villain": ("villain evil sinister creepy devious supervillain gangster pirate vampire witch mobster mafia thug bully "
        "bandit", "angry and playful, "
        "confident, smirk"),
    "grandparent": ("grandmother grandma granny grandfather grandpa grandparent nana mother mom mum father dad parent aunt uncle "
        "santa best_friend old_friend friend neighbor neighbour buddy",
        "very warm and fairly happy, smile, nod sometimes"),
    "teenager": ("teenager teen adolescent slacker hipster goth", "bored and slightly sceptical, shrug sometimes"),
    "spy": ("spy secret_agent sleuth sherlock noir", "suspicious and serious, calm, squint sometimes"),
    "lover": ("lover girlfriend boyfriend sweetheart romantic romance date valentine bride groom", "warm and playful, smile, tilt "
        "your head"),
}  # fmt: skip
