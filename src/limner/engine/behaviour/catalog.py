"""What a prompt can ask for: tables of expressions, gestures, manners, and things a portrait cannot show.

To add one, add a row. `words` are matched in every mode (a word also in its usual endings: smile, smiles, smiling); `near` only when
the prompt is read generously (`enhance`). Shapes are ARKit weights at full strength, fields are those of `types.Intent`, in its units.
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
        "happy cheerful cheerfully joyful joyfully joy glad merry upbeat delighted happiness",
        "bright sunny pleased positive radiant beaming elated thrilled celebrate celebratory optimistic jolly laughing festive",
        {"mouthSmile": 0.74, "cheekSquint": 0.54, "eyeSquint": 0.2, "browOuterUp": 0.16},
        {"lips": 0.08},
        energy=0.65,
        adds=(("raise_brows", 9.0),),
    ),
    "warm": Expression(
        "warm warmly warmth friendly kind kindly welcoming gentle gently affectionate",
        "nice pleasant approachable caring loving tender hospitable likeable charming sweet polite gracious reassuring sympathetic "
        "compassionate empathetic soothing comforting grateful thankful host greet motherly fatherly customer service",
        {"mouthSmile": 0.46, "cheekSquint": 0.27, "browInnerUp": 0.16, "eyeSquint": 0.11},
        {"z": -0.015},
        energy=0.5,
        adds=(("nod", 8.0),),
    ),
    "sad": Expression(
        "sad sadly sadness unhappy sorrowful gloomy mournful depressed",
        "melancholy melancholic grieving grief heartbroken tearful crying cry down blue miserable somber sombre sorry apologetic "
        "disappointed regretful lonely hurt condolences bereaved",
        {"browInnerUp": 0.81, "mouthFrown": 0.57, "eyeBlink": 0.12, "eyeSquint": 0.14, "mouthPress": 0.11},
        {"pitch": -2.5, "gaze_y": 0.1, "lips": -0.15, "shoulder_y": 0.01},
        energy=0.25,
    ),
    "serious": Expression(
        "serious seriously stern sternly solemn solemnly grave formal formally",
        "professional business focused concentrated strict authoritative factual newsreader newscaster anchor news lawyer doctor official "
        "severe stoic unsmiling determined resolute firm",
        {"browDown": 0.38, "mouthPress": 0.14, "eyeSquint": 0.11, "mouthSmile": -0.08},
        {"lips": -0.03},
        energy=0.4,
    ),
    "surprised": Expression(
        "surprised surprise astonished amazed shocked startled",
        "astonishment amazement stunned wow unbelievable awe speechless disbelief",
        {"browInnerUp": 0.74, "browOuterUp": 0.81, "eyeWide": 0.74, "jawOpen": 0.07},
        {"pitch": 1.0, "z": 0.015, "lips": 0.1},
        energy=0.6,
    ),
    "angry": Expression(
        "angry anger furious furiously mad annoyed irritated",
        "rage enraged outraged hostile aggressive aggressively cross grumpy frustrated indignant resentful upset yelling shouting "
        "menacing fierce",
        {"browDown": 0.95, "noseSneer": 0.38, "eyeSquint": 0.34, "mouthPress": 0.34, "mouthFrown": 0.27, "mouthSmile": -0.1},
        {"pitch": -1.5, "z": -0.02, "lips": 0.1},
        energy=0.7,
    ),
    "afraid": Expression(
        "afraid scared fearful frightened fear terrified",
        "anxious anxiously nervous nervously worried worry panicked panic alarmed uneasy tense stressed horrified timid",
        {"browInnerUp": 0.88, "browOuterUp": 0.27, "eyeWide": 0.61, "mouthStretch": 0.38, "mouthFrown": 0.2},
        {"z": 0.025, "blink_rate": 0.5, "shoulder_y": -0.012},
        energy=0.5,
        adds=(("look_away", 6.0),),
    ),
    "disgusted": Expression(
        "disgusted disgust repulsed",
        "revolted grossed nauseated contempt contemptuous disdain disdainful",
        {"noseSneer": 0.88, "browDown": 0.47, "mouthUpperUp": 0.27, "mouthFrown": 0.41, "eyeSquint": 0.41},
        {"yaw": 1.5, "z": 0.015},
        energy=0.45,
    ),
    "tired": Expression(
        "tired tiredly sleepy exhausted weary fatigued",
        "drowsy yawning yawn drained worn jetlagged hungover sluggish groggy lethargic",
        {"eyeBlink": 0.32, "browInnerUp": 0.16, "mouthFrown": 0.14},
        {"pitch": -2.0, "lips": -0.2, "blink_rate": 0.4, "shoulder_y": 0.015},
        energy=0.12,
    ),
    "bored": Expression(
        "bored boring boredom uninterested indifferent",
        "unimpressed apathetic disengaged monotone monotonous deadpan listless detached",
        {"eyeBlink": 0.22, "mouthFrown": 0.16, "mouthSmile": -0.08, "browDown": 0.08},
        {"roll": 2.5, "lips": -0.15},
        energy=0.12,
        gaze="wandering",
    ),
    "confident": Expression(
        "confident confidently confidence assertive assured proud proudly",
        "self-assured bold newsreader newscaster anchor leader leadership charismatic convincing "
        "persuasive commanding powerful strong ceo president poised triumphant "
        "salesperson politician",
        {"mouthSmile": 0.22, "browDown": 0.11, "cheekSquint": 0.08},
        {"pitch": 1.8, "blink_rate": -0.25, "lips": 0.08, "shoulder_y": -0.008},
        energy=0.6,
        adds=(("nod", 9.0),),
    ),
    "shy": Expression(
        "shy shyly bashful embarrassed timidly",
        "coy awkward self-conscious humble modest ashamed sheepish introverted reserved hesitant",
        {"mouthSmile": 0.3, "browInnerUp": 0.34, "mouthPress": 0.16, "eyeBlink": 0.08},
        {"pitch": -3.0, "roll": 2.5, "gaze_y": 0.14, "lips": -0.15},
        energy=0.3,
        adds=(("look_down", 5.0),),
    ),
    "sceptical": Expression(
        "sceptical skeptical skeptically sceptically doubtful suspicious suspiciously",
        "unconvinced dubious doubting distrustful questioning cynical sarcastic sarcastically ironic judging mistrust disbelieving",
        {"browDownLeft": 0.68, "browOuterUpRight": 0.74, "eyeSquintLeft": 0.34, "mouthLeft": 0.12, "mouthFrown": 0.16, "mouthSmile": -0.06},
        {"roll": -2.5, "yaw": 1.0},
        energy=0.4,
    ),
    "excited": Expression(
        "excited excitedly enthusiastic enthusiastically thrilled ecstatic enthusiasm excitement",
        "energetic passionate passionately eager hyped pumped exuberant animated dynamic lively hype inspiring "
        "motivational motivated youtuber showman presenter",
        {"mouthSmile": 0.57, "browOuterUp": 0.43, "browInnerUp": 0.27, "eyeWide": 0.34, "cheekSquint": 0.27},
        {"lips": 0.18, "z": -0.02},
        energy=0.95,
        adds=(("raise_brows", 5.0), ("nod", 5.0)),
    ),
    "calm": Expression(
        "calm calmly relaxed serene peaceful tranquil",
        "composed quiet soft mellow zen meditative unhurried slow slowly patient patiently chill laid-back soothing whispering",
        {"mouthSmile": 0.14, "eyeBlink": 0.05},
        {"lips": -0.06, "blink_rate": -0.15},
        energy=0.22,
    ),
    "curious": Expression(
        "curious curiously interested intrigued attentive attentively",
        "inquisitive listening listen engaged fascinated questioning wonder wondering interviewer",
        {"browInnerUp": 0.38, "browOuterUp": 0.38, "eyeWide": 0.16, "mouthSmile": 0.11},
        {"roll": 2.5, "z": -0.03},
        energy=0.5,
        adds=(("tilt_head", 8.0),),
    ),
    "concerned": Expression(
        "concerned worried troubled",
        "concern serious-minded thoughtful-looking uneasy disturbed pained pity",
        {"browInnerUp": 0.68, "browDown": 0.2, "mouthFrown": 0.2, "mouthPress": 0.11},
        {"pitch": -1.0, "z": -0.015},
        energy=0.35,
    ),
    "thoughtful": Expression(
        "thoughtful thoughtfully pensive thinking contemplative",
        "reflective philosophical pondering wise considering introspective dreamy professor",
        {"browDown": 0.19, "browInnerUp": 0.19, "mouthPress": 0.16, "eyeSquint": 0.14},
        {"roll": 1.5, "lips": -0.05},
        energy=0.3,
        adds=(("look_up", 7.0),),
    ),
    "confused": Expression(
        "confused puzzled confusedly perplexed",
        "bewildered baffled lost uncertain unsure clueless",
        {"browDownLeft": 0.54, "browDownRight": 0.2, "browInnerUp": 0.41, "browOuterUpRight": 0.41, "eyeSquint": 0.16, "mouthFrown": 0.14},
        {"roll": 3.5},
        energy=0.4,
        adds=(("tilt_head", 7.0),),
    ),
    "playful": Expression(
        "playful playfully mischievous cheeky flirty flirtatious teasing",
        "funny humorous humorously witty joking silly goofy comedian naughty sly smug smirk smirking amused entertaining fun",
        {"mouthSmileLeft": 0.68, "mouthSmileRight": 0.38, "browOuterUpRight": 0.41, "eyeSquint": 0.2, "cheekSquint": 0.27},
        {"roll": -2.5},
        energy=0.65,
        adds=(("raise_brows", 6.0), ("wink", 20.0)),
    ),
}


def _go(value: float, rise_s: float, until_s: float, end_s: float) -> Keys:
    """Out to a value, stay there (giving way a little), and back."""
    return ((0.0, 0.0), (rise_s, value), (until_s, 0.93 * value), (end_s, 0.0))


_NOD: Keys = ((0.0, 0.0), (0.2, -4.5), (0.45, 0.8), (0.68, -2.8), (1.0, 0.0))
_SHAKE: Keys = ((0.0, 0.0), (0.22, -5.0), (0.52, 5.0), (0.8, -3.5), (1.15, 0.0))
_SWAY: Keys = ((0.0, 0.0), (0.8, 1.0), (2.2, -1.0), (3.0, 0.0))

GESTURES: dict[str, Gesture] = {
    "nod": Gesture("nod", "agree agreeing affirm affirmative yes acknowledge", fields={"pitch": _NOD}, every_s=4.5),
    "shake_head": Gesture("shake_head", "disagree disagreeing refuse", fields={"yaw": _SHAKE}, every_s=7.0),
    "tilt_head": Gesture("tilt_head tilt", "cock", fields={"roll": _go(5.5, 0.5, 1.7, 2.3)}, hold=1.0, mirror=True),
    "look_up": Gesture(
        "look_up glance_up gaze_up roll_eye", fields={"gaze_y": _go(-0.42, 0.12, 0.9, 1.05), "pitch": _go(1.8, 0.4, 0.9, 1.4)}, hold=0.6
    ),
    "look_down": Gesture(
        "look_down glance_down gaze_down", fields={"gaze_y": _go(0.4, 0.12, 0.9, 1.05), "pitch": _go(-2.2, 0.4, 0.9, 1.4)}, hold=0.6
    ),
    "look_away": Gesture(
        "look_away glance_away gaze_away look_aside look_around glance_around avoid_eye_contact break_eye_contact",
        "distracted shifty",
        fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
        mirror=True,
    ),
    "look_left": Gesture("look_left glance_left", fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)}, hold=0.7),
    "look_right": Gesture(
        "look_right glance_right", fields={"gaze_x": _go(-0.42, 0.12, 1.0, 1.15), "yaw": _go(-2.5, 0.5, 1.0, 1.6)}, hold=0.7
    ),
    "raise_brows": Gesture(
        "raise_brow raise_eyebrow lift_brow lift_eyebrow brow_raise eyebrow_raise eyebrow_flash",
        "eyebrow",
        shapes={"browInnerUp": _go(0.55, 0.14, 0.5, 0.9), "browOuterUp": _go(0.55, 0.14, 0.5, 0.9)},
        every_s=5.0,
        hold=0.3,
    ),
    "frown": Gesture(
        "frown scowl furrow knit_brow lower_brow",
        shapes={"browDown": _go(0.6, 0.3, 1.2, 1.7), "mouthFrown": _go(0.25, 0.3, 1.2, 1.7)},
        hold=0.7,
    ),
    "smile": Gesture(
        "smile", shapes={"mouthSmile": _go(0.45, 0.35, 1.6, 2.3), "cheekSquint": _go(0.28, 0.35, 1.6, 2.3)}, every_s=0.0, hold=1.0
    ),
    "smile_broadly": Gesture(
        "grin beam laugh chuckle giggle big_smile broad_smile wide_smile smile_broad smile_wide",
        shapes={
            "mouthSmile": _go(0.8, 0.35, 1.6, 2.3),
            "cheekSquint": _go(0.6, 0.35, 1.6, 2.3),
            "mouthUpperUp": _go(0.12, 0.35, 1.6, 2.3),
            "eyeSquint": _go(0.25, 0.35, 1.6, 2.3),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "wink": Gesture("wink", shapes={"eyeBlinkLeft": _go(1.0, 0.1, 0.24, 0.42), "cheekSquintLeft": _go(0.5, 0.1, 0.24, 0.5)}, every_s=10.0),
    "blink": Gesture("blink", shapes={"eyeBlink": _go(1.0, 0.08, 0.14, 0.3)}, every_s=2.0),
    "close_eyes": Gesture("close_eye shut_eye eye_close", shapes={"eyeBlink": _go(1.0, 0.15, 1.2, 1.5)}, hold=0.4),
    "widen_eyes": Gesture("widen_eye wide_eye open_eye", shapes={"eyeWide": _go(0.7, 0.15, 0.9, 1.3)}, hold=0.5),
    "squint": Gesture("squint narrow_eye", shapes={"eyeSquint": _go(0.6, 0.25, 1.2, 1.6), "browDown": _go(0.25, 0.25, 1.2, 1.6)}, hold=0.7),
    "purse_lips": Gesture("purse_lip pucker pout kiss", shapes={"mouthPucker": _go(0.6, 0.25, 0.9, 1.3)}, every_s=8.0, hold=0.6),
    "lean_in": Gesture(
        "lean_in lean_forward lean_closer lean", "closer intimate", fields={"z": _go(-0.09, 0.7, 2.4, 3.2)}, every_s=9.0, hold=1.5
    ),
    "lean_back": Gesture(
        "lean_back lean_away", fields={"z": _go(0.08, 0.7, 2.4, 3.2), "pitch": _go(1.5, 0.7, 2.4, 3.2)}, every_s=9.0, hold=1.5
    ),
    "lift_chin": Gesture("lift_chin raise_chin chin_up head_up", fields={"pitch": _go(4.0, 0.5, 1.6, 2.2)}, hold=1.0),
    "bow_head": Gesture(
        "bow lower_head head_down hang_head",
        fields={"pitch": _go(-6.0, 0.5, 1.4, 2.1), "gaze_y": _go(0.25, 0.4, 1.4, 2.0)},
        every_s=12.0,
        hold=1.0,
    ),
    "shrug": Gesture(
        "shrug",
        shapes={"browInnerUp": _go(0.35, 0.3, 0.8, 1.2), "mouthFrown": _go(0.3, 0.3, 0.8, 1.2)},
        fields={"shoulder_y": _go(-0.06, 0.3, 0.7, 1.2), "roll": _go(2.0, 0.4, 0.8, 1.3)},
        every_s=8.0,
    ),
    "sway": Gesture(
        "sway rock",
        "groove rhythm",
        fields={"shoulder_x": tuple((t, 0.025 * v) for t, v in _SWAY), "roll": tuple((t, 2.2 * v) for t, v in _SWAY)},
        every_s=3.2,
    ),
    "sigh": Gesture(
        "sigh",
        shapes={"mouthFrown": _go(0.2, 0.5, 1.2, 1.8), "eyeBlink": _go(0.4, 0.5, 1.4, 1.8)},
        fields={
            "shoulder_y": ((0.0, 0.0), (0.5, -0.03), (1.5, 0.015), (2.0, 0.0)),
            "pitch": ((0.0, 0.0), (0.5, 1.2), (1.5, -2.0), (2.2, 0.0)),
        },
        every_s=12.0,
    ),
}

# How lively, apart from any emotion: word → energy.
MANNERS: dict[str, float] = {
    "still": 0.04, "motionless": 0.02, "frozen": 0.02, "minimal": 0.12, "subtle": 0.25, "restrained": 0.22, "reserved": 0.25, "quiet": 0.22,
    "slow": 0.25, "natural": 0.5, "neutral": 0.45, "normal": 0.5, "expressive": 0.8, "animated": 0.85, "lively": 0.8, "energetic": 0.9,
    "move_little": 0.12, "little_movement": 0.12, "not_move": 0.03, "move_lot": 0.85,
    "dynamic": 0.85, "vivid": 0.8, "fast": 0.75, "dramatic": 0.85, "theatrical": 0.9, "intense": 0.75, "hyper": 1.0, "wild": 1.0,
}  # fmt: skip

# Where to look, as phrases; the first that fits wins.
GAZES: dict[str, str] = {
    "viewer": "look_at_camera look_at_viewer look_at_user look_into_camera eye_contact look_at_me "
    "look_straight look_ahead look_forward face_camera",
    "up": "keep_look_up stare_up",
    "down": "keep_look_down stare_down read_note",
    "left": "keep_look_left",
    "right": "keep_look_right",
    "wandering": "look_around glance_around wandering_eye scan_room eye_wander",
}

# What is outside the picture → the nearest that a portrait can show, and a little more energy.
IMPOSSIBLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "hand gestures": ("hand finger gesture gesturing gesticulate arm fist palm", ("sway",)),
    "wave": ("wave waving", ("nod", "raise_brows")),
    "point": ("point pointing", ("lean_in",)),
    "thumbs up": ("thumb thumbs", ("nod", "smile")),
    "clap": ("clap applaud applause", ("nod", "smile")),
    "dance": ("dance dancing", ("sway",)),
    "walk": ("walk run jump stand sit kneel", ("sway",)),
    "turn around": ("turn_around spin turn_back", ("look_away",)),
    "hug": ("hug embrace", ("lean_in", "smile")),
    "salute": ("salute", ("nod", "lift_chin")),
    "cross arms": ("cross_arm fold_arm", ("lift_chin",)),
    "facepalm": ("facepalm", ("shake_head", "close_eyes")),
    "tears": ("tear tears weep", ("bow_head",)),
    "change clothes or place": ("wear outfit background room beach scenery costume hat clothes hair", ()),
    "sing": ("sing", ("sway",)),
    "stick out tongue": ("tongue", ("purse_lips",)),
}
