"""Movements with a beginning and an end, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

Keys = tuple[tuple[float, float], ...]  # (seconds, value), from 0 to the end, both ends 0


@dataclass(frozen=True)
class Gesture:
    """A movement with a beginning and an end. `hold` says at which second it stays when asked for throughout."""

    words: str
    near: str = ""
    shapes: dict[str, Keys] = field(default_factory=dict)
    fields: dict[str, Keys] = field(default_factory=dict)
    every_s: float = 6.0  # when asked for without saying how often
    hold: float | None = None  # None: cannot be held
    mirror: bool = False  # goes to either side by chance, if not to the one that was named
    one_sided: bool = False  # a prompt may name the side of the face

    @property
    def sided(self) -> bool:
        """Whether "left" or "right" means something."""
        return self.mirror or self.one_sided

    @property
    def length_s(self) -> float:
        return max(keys[-1][0] for keys in (*self.shapes.values(), *self.fields.values()))


def _go(value: float, rise_s: float, until_s: float, end_s: float) -> Keys:
    """Out to a value, stay there (giving way a little), and back."""
    return ((0.0, 0.0), (rise_s, value), (until_s, 0.93 * value), (end_s, 0.0))


_NOD: Keys = ((0.0, 0.0), (0.2, -4.5), (0.45, 0.8), (0.68, -2.8), (1.0, 0.0))
_SHAKE: Keys = ((0.0, 0.0), (0.22, -5.0), (0.52, 5.0), (0.8, -3.5), (1.15, 0.0))
_SWAY: Keys = ((0.0, 0.0), (0.8, 1.0), (2.2, -1.0), (3.0, 0.0))

GESTURES: dict[str, Gesture] = {
    "nod": Gesture(
        "nod nodding bob_head head_bob head_nod head_up_down move_head_up_down",
        "gesture_head nod_along say_yes agree agreeing agreement affirm affirmative yes acknowledge approve approving approval "
        "bounce_head headbang",
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
        "tilt/cock/incline/tip/angle_head tilt head_tilt head_side head_one_side lean_head lean_side/one_side lean_left/right",
        "tilted slant head_loll/lolling/askew/crooked",
        fields={"roll": _go(5.5, 0.5, 1.7, 2.3)},
        hold=1.0,
        mirror=True,
    ),
    "roll_eyes": Gesture(
        "roll_eye eye_roll eyeroll",
        shapes={"eyeBlink": _go(0.12, 0.2, 0.8, 1.2)},
        fields={
            "gaze_y": ((0.0, 0.0), (0.3, -0.6), (0.75, -0.55), (1.1, 0.0)),
            "gaze_x": ((0.0, 0.0), (0.2, -0.2), (0.7, 0.3), (1.1, 0.0)),
            "pitch": _go(1.5, 0.4, 0.8, 1.3),
        },
        every_s=10.0,
    ),
    "look_up": Gesture(
        "look/glance/gaze/stare/peek/turn_up/upward/upwards/skyward/heavenward/heavenwards/ceiling/sky/heaven "
        "eye_up/upward/upwards/ceiling/sky look_above",
        fields={"gaze_y": _go(-0.55, 0.12, 0.9, 1.05), "pitch": _go(3.0, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_down": Gesture(
        "look/glance/gaze/stare/peek_down/downward/downwards/shoe/feet/floor/ground/desk/table/note/paper "
        "eye/gaze_down/downward/downwards/downcast/low "
        "lower/drop/downcast_eye/gaze/look read_note/notes/script/paper/book/teleprompter "
        "look/glance/peek_notes/script/page/watch/phone",
        "check_phone/note/notes/script",
        fields={"gaze_y": _go(0.48, 0.12, 0.9, 1.05), "pitch": _go(-3.2, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_away": Gesture(
        "turn/move_head_away/side sidelong_glance/look "
        "look/glance/gaze/stare/turn/peek_away/aside/sideway/sideways/off/elsewhere/distance/side/window "
        "avoid/break/avert_eye/gaze/contact avoid/break/lose_eye_contact "
        "eye_away/aside averted_eye/gaze look/stare/gaze_space/void look/glance/peek_over_shoulder look/glance/peek_clock "
        "check_time/clock",
        "distracted shifty evasive side_eye",
        fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
        mirror=True,
    ),
    "look_left": Gesture(
        "turn/move_head_left look_off_left look/glance/gaze/stare/turn/face/peek/eye/head_left/leftward/leftwards",
        fields={"gaze_x": _go(0.42, 0.12, 1.0, 1.15), "yaw": _go(2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "look_right": Gesture(
        "turn/move_head_right look_off_right look/glance/gaze/stare/turn/face/peek/eye/head_right/rightward/rightwards",
        fields={"gaze_x": _go(-0.42, 0.12, 1.0, 1.15), "yaw": _go(-2.5, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "raise_brows": Gesture(
        "raise/lift/arch/cock/quirk/wiggle/flash/waggle/pop/move_brow/eyebrow brow/eyebrow_raise/up/flash/lift/high/movement",
        "eyebrow brow",
        shapes={"browInnerUp": _go(0.55, 0.14, 0.5, 0.9), "browOuterUp": _go(0.55, 0.14, 0.5, 0.9)},
        every_s=5.0,
        hold=0.3,
        one_sided=True,
    ),
    "frown": Gesture(
        "frown turn/pull_corner_down turn_down_corner scowl furrow/knit/lower/crease/wrinkle_brow/eyebrow/forehead furrow glower "
        "glare grimace brow/eyebrow_down/together",
        shapes={"mouthNeutral": _go(0.9, 0.3, 1.2, 1.7), "browDown": _go(0.85, 0.3, 1.2, 1.7), "mouthFrown": _go(0.6, 0.3, 1.2, 1.7)},
        hold=0.7,
    ),
    "smile": Gesture(
        "smile smiley raise/lift/turn_up_corner raise/lift_corner half-smile closed-mouth_smile",
        "dimple mona_lisa",
        shapes={
            "mouthSmile": _go(0.48, 0.35, 1.6, 2.3),
            "mouthFrown": _go(-0.3, 0.35, 1.6, 2.3),
            "cheekSquint": _go(0.3, 0.35, 1.6, 2.3),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "smile_broadly": Gesture(
        "grin beam big/broad/wide/huge/large/bright/toothy/full/ear_smile smile_ear beam_smile show/see_teeth teeth_smile",
        "cheese",
        shapes={
            "mouthSmile": _go(0.8, 0.35, 1.6, 2.3),
            "mouthFrown": _go(-0.5, 0.35, 1.6, 2.3),
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
            "mouthFrown": _go(-0.45, 0.25, 1.3, 2.0),
            "cheekSquint": _go(0.65, 0.25, 1.3, 2.0),
            "mouthUpperUp": _go(0.3, 0.25, 1.2, 1.8),
            "mouthLowerDown": _go(0.2, 0.25, 1.2, 1.8),
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
        "smirk one_corner_up crooked/lopsided/sly/wry/one-sided_smile/grin one_side_smile",
        shapes={
            "mouthSmileLeft": _go(0.85, 0.3, 1.6, 2.2),
            "mouthFrownLeft": _go(-0.45, 0.3, 1.6, 2.2),
            "cheekSquintLeft": _go(0.3, 0.3, 1.6, 2.2),
            "mouthLeft": _go(0.25, 0.3, 1.6, 2.2),
        },
        every_s=0.0,
        hold=1.0,
        one_sided=True,
    ),
    "wink": Gesture(
        "wink",
        shapes={"eyeBlinkLeft": _go(1.0, 0.1, 0.24, 0.42), "cheekSquintLeft": _go(0.5, 0.1, 0.24, 0.5)},
        every_s=10.0,
        one_sided=True,
    ),
    "blink": Gesture("blink flutter/bat_eyelash/lash/eyelid/eye", shapes={"eyeBlink": _go(1.0, 0.08, 0.14, 0.3)}, every_s=2.0),
    "close_eyes": Gesture(
        "close/shut_eye/eyelid eye_close", shapes={"eyeBlink": _go(1.0, 0.15, 1.2, 1.5)}, every_s=0.0, hold=0.4, one_sided=True
    ),
    "widen_eyes": Gesture(
        "widen/wide/open/bulge/big/pop_eye eye_wide/wide-open/open/widen/big wide-eyed",
        "bug-eyed",
        shapes={"eyeWide": _go(0.7, 0.15, 0.9, 1.3)},
        hold=0.5,
    ),
    "squint": Gesture(
        "squint cross_eye eye_crossed narrow/half-closed/half-close/crinkle_eye eye_narrow",
        shapes={"eyeSquint": _go(0.9, 0.25, 1.2, 1.6), "eyeBlink": _go(0.14, 0.25, 1.2, 1.6), "browDown": _go(0.42, 0.25, 1.2, 1.6)},
        hold=0.7,
        one_sided=True,
    ),
    "purse_lips": Gesture(
        "purse/pucker_lip/mouth stick/jut/push_lip pucker pout pouty kiss kissy_face/lip/mouth duck_face/lip",
        shapes={"mouthPucker": _go(0.78, 0.25, 0.9, 1.3)},
        every_s=8.0,
        hold=0.6,
    ),
    "press_lips": Gesture(
        "press/tighten/bite/chew/lick/thin/roll_lip keep_mouth_closed/shut keep_lip_closed/shut/sealed lip_sealed/closed/shut "
        "close/shut_mouth tight-lipped "
        "lip_together mouth_shut",
        "grit/clench/gnash/grind_jaw/teeth gritted_teeth clenched_jaw/teeth tight_jaw",
        shapes={
            "mouthPress": _go(0.8, 0.25, 0.9, 1.3),
            "mouthRollLower": _go(0.6, 0.25, 0.9, 1.3),
            "mouthRollUpper": _go(0.45, 0.25, 0.9, 1.3),
        },
        every_s=8.0,
        hold=0.6,
    ),
    "open_mouth": Gesture(
        "open_mouth/jaw mouth_open/agape/wide drop_jaw jaw_drop gasp part_lip lip_parted",
        "gape agape slack_jaw jaw_slack/slackened/hanging slack-jawed",
        shapes={"jawOpen": _go(0.38, 0.15, 0.9, 1.4), "browInnerUp": _go(0.2, 0.15, 0.9, 1.4)},
        every_s=8.0,
        hold=0.5,
    ),
    "yawn": Gesture(
        "yawn",
        shapes={
            "jawOpen": _go(0.75, 0.9, 1.9, 2.6),
            "eyeBlink": _go(0.85, 0.8, 1.9, 2.6),
            "browInnerUp": _go(0.3, 0.8, 1.9, 2.6),
            "browDown": _go(0.2, 0.8, 1.9, 2.6),
        },
        fields={"pitch": _go(2.5, 0.9, 1.9, 2.7)},
        every_s=20.0,
    ),
    "wrinkle_nose": Gesture(
        "scrunch/screw_face wrinkle/scrunch/crinkle/twitch/wiggle/flare_nose/nostril nose_wrinkle/scrunch",
        shapes={
            "noseSneer": _go(1.0, 0.2, 0.8, 1.2),
            "cheekSquint": _go(0.4, 0.2, 0.8, 1.2),
            "eyeSquint": _go(0.35, 0.2, 0.8, 1.2),
            "browDown": _go(0.4, 0.2, 0.8, 1.2),
        },
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
        "lift/raise/stick/jut_chin/head tilt/tip/throw/lean/toss_head_back chin_up/high/raised head_up/high/back",
        "sit/stand_straight/upright/up straighten good/straight/upright_posture",
        fields={"pitch": _go(4.0, 0.5, 1.6, 2.2)},
        hold=1.0,
    ),
    "bow_head": Gesture(
        "bow lower/drop/hang/duck/bend_head/chin head/chin_down/low/bowed",
        "curtsy namaste pray prayer head_droop/drooping/slump/slumped/sag",
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
        shapes={
            "mouthNeutral": _go(0.9, 0.3, 0.9, 1.4),
            "mouthFrown": _go(0.5, 0.3, 0.9, 1.4),
            "mouthPress": _go(0.25, 0.3, 0.9, 1.4),
            "browInnerUp": _go(0.6, 0.3, 0.9, 1.4),
            "browOuterUp": _go(0.6, 0.3, 0.9, 1.4),
        },
        fields={"shoulder_y": _go(-0.14, 0.35, 0.8, 1.4), "roll": _go(3.5, 0.4, 0.9, 1.5), "z": _go(0.02, 0.35, 0.8, 1.4)},
        every_s=8.0,
    ),
    "sway": Gesture(
        "sway rock rock_side/gently shoulder_sway/movement/motion/move move/sway/roll/shake/shimmy_shoulder swing side_to_side "
        "move_side_side bounce",
        "wobble/bobble_head head_wobble/bobble vibing_music/beat/song/tune move_music/beat groove rhythm shimmy wiggle "
        "wobbly body_language body_movement fidget shuffle",
        fields={"shoulder_x": tuple((t, 0.085 * v) for t, v in _SWAY), "roll": tuple((t, 3.4 * v) for t, v in _SWAY)},
        every_s=3.2,
    ),
    "sigh": Gesture(
        "sigh exhale inhale breathe_heavily heavy_breath deep_breath breathe_deep take_breath breathe_out",
        shapes={"mouthFrown": _go(0.2, 0.5, 1.2, 1.8), "eyeBlink": _go(0.4, 0.5, 1.4, 1.8)},
        fields={
            "shoulder_y": ((0.0, 0.0), (0.5, -0.03), (1.5, 0.015), (2.0, 0.0)),
            "pitch": ((0.0, 0.0), (0.5, 1.2), (1.5, -2.0), (2.2, 0.0)),
        },
        every_s=12.0,
    ),
}
