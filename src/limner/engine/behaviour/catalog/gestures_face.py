"""Movements of eyes, brows, nose and mouth, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from limner.engine.behaviour.catalog.gesture import Gesture, go

FACE_GESTURES: dict[str, Gesture] = {
    "roll_eyes": Gesture(
        "roll_eye eye_roll eyeroll",
        shapes={"eyeBlink": go(0.12, 0.2, 0.8, 1.2)},
        fields={
            "gaze_y": ((0.0, 0.0), (0.3, -0.6), (0.75, -0.55), (1.1, 0.0)),
            "gaze_x": ((0.0, 0.0), (0.2, -0.2), (0.7, 0.3), (1.1, 0.0)),
            "pitch": go(1.5, 0.4, 0.8, 1.3),
        },
        every_s=10.0,
    ),
    "look_up": Gesture(
        "look/glance/gaze/stare/peek/turn_up/upward/upwards/skyward/heavenward/heavenwards/ceiling/sky/heaven "
        "eye_up/upward/upwards/ceiling/sky look_above",
        fields={"gaze_y": go(-0.75, 0.12, 0.9, 1.05), "pitch": go(4.5, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_down": Gesture(
        "look/glance/gaze/stare/peek_down/downward/downwards/shoe/feet/floor/ground/desk/table/note/paper "
        "eye/gaze_down/downward/downwards/downcast/low "
        "lower/drop/downcast_eye/gaze/look read_note/notes/script/paper/book/teleprompter "
        "look/glance/peek_notes/script/page/watch/phone",
        "check_phone/note/notes/script",
        fields={"gaze_y": go(0.64, 0.12, 0.9, 1.05), "pitch": go(-4.5, 0.4, 0.9, 1.4)},
        hold=0.6,
    ),
    "look_away": Gesture(
        "turn/move_head_away/side sidelong_glance/look "
        "look/glance/gaze/stare/turn/peek_away/aside/sideway/sideways/off/elsewhere/distance/side/window "
        "avoid/break/avert_eye/gaze/contact avoid/break/lose_eye_contact "
        "eye_away/aside averted_eye/gaze look/stare/gaze_space/void look/glance/peek_over_shoulder look/glance/peek_clock "
        "check_time/clock",
        "distracted shifty evasive side_eye",
        fields={"gaze_x": go(0.6, 0.12, 1.0, 1.15), "yaw": go(4.0, 0.5, 1.0, 1.6)},
        hold=0.7,
        mirror=True,
    ),
    "look_left": Gesture(
        "turn/move_head_left look_off_left look/glance/gaze/stare/turn/face/peek/eye/head_left/leftward/leftwards",
        fields={"gaze_x": go(0.6, 0.12, 1.0, 1.15), "yaw": go(4.0, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "look_right": Gesture(
        "turn/move_head_right look_off_right look/glance/gaze/stare/turn/face/peek/eye/head_right/rightward/rightwards",
        fields={"gaze_x": go(-0.6, 0.12, 1.0, 1.15), "yaw": go(-4.0, 0.5, 1.0, 1.6)},
        hold=0.7,
    ),
    "raise_brows": Gesture(
        "raise/lift/arch/cock/quirk/wiggle/flash/waggle/pop/move_brow/eyebrow brow/eyebrow_raise/up/flash/lift/high/movement",
        "eyebrow brow",
        shapes={"browInnerUp": go(0.55, 0.14, 0.5, 0.9), "browOuterUp": go(0.55, 0.14, 0.5, 0.9)},
        every_s=5.0,
        hold=0.3,
        one_sided=True,
    ),
    "frown": Gesture(
        "frown turn/pull_corner_down turn_down_corner scowl furrow/knit/lower/crease/wrinkle_brow/eyebrow/forehead furrow glower "
        "glare grimace brow/eyebrow_down/together",
        shapes={"mouthNeutral": go(0.9, 0.3, 1.2, 1.7), "browDown": go(0.85, 0.3, 1.2, 1.7), "mouthFrown": go(0.6, 0.3, 1.2, 1.7)},
        hold=0.7,
    ),
    "smile": Gesture(
        "smile smiley raise/lift/turn_up_corner raise/lift_corner half-smile closed-mouth_smile",
        "dimple mona_lisa",
        shapes={
            "mouthNeutral": go(1.0, 0.35, 1.6, 2.3),
            "mouthSmile": go(1.4, 0.35, 1.6, 2.3),
            "mouthFrown": go(-0.3, 0.35, 1.6, 2.3),
            "cheekSquint": go(0.4, 0.35, 1.6, 2.3),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "smile_broadly": Gesture(
        "grin beam big/broad/wide/huge/large/bright/toothy/full/ear_smile smile_ear beam_smile show/see_teeth teeth_smile",
        "cheese",
        shapes={
            "mouthNeutral": go(1.0, 0.35, 1.6, 2.3),
            "mouthSmile": go(2.0, 0.35, 1.6, 2.3),
            "mouthFrown": go(-0.5, 0.35, 1.6, 2.3),
            "cheekSquint": go(1.0, 0.35, 1.6, 2.3),
            "mouthUpperUp": go(0.55, 0.35, 1.6, 2.3),
            "mouthLowerDown": go(0.24, 0.35, 1.6, 2.3),
            "jawOpen": go(0.07, 0.35, 1.6, 2.3),
            "eyeSquint": go(0.32, 0.35, 1.6, 2.3),
        },
        every_s=0.0,
        hold=1.0,
    ),
    "laugh": Gesture(
        "laugh laughter chuckle giggle crack_up snicker cackle",
        "lol haha hilarious",
        shapes={
            "mouthSmile": go(1.6, 0.25, 1.3, 2.0),
            "mouthFrown": go(-0.45, 0.25, 1.3, 2.0),
            "cheekSquint": go(0.65, 0.25, 1.3, 2.0),
            "mouthUpperUp": go(0.45, 0.25, 1.2, 1.8),
            "mouthLowerDown": go(0.2, 0.25, 1.2, 1.8),
            "jawOpen": ((0.0, 0.0), (0.25, 0.16), (0.45, 0.08), (0.65, 0.15), (0.85, 0.07), (1.1, 0.11), (1.6, 0.0)),
            "eyeSquint": go(0.35, 0.25, 1.3, 1.9),
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
            "mouthSmileLeft": go(0.85, 0.3, 1.6, 2.2),
            "mouthFrownLeft": go(-0.45, 0.3, 1.6, 2.2),
            "cheekSquintLeft": go(0.3, 0.3, 1.6, 2.2),
            "mouthLeft": go(0.25, 0.3, 1.6, 2.2),
        },
        every_s=0.0,
        hold=1.0,
        one_sided=True,
    ),
    "wink": Gesture(
        "wink",
        shapes={
            "eyeBlinkLeft": go(1.35, 0.12, 0.34, 0.56),  # shut at .7, too
            "cheekSquintLeft": go(0.8, 0.12, 0.34, 0.64),
            "mouthSmileLeft": go(0.35, 0.16, 0.4, 0.9),
        },
        every_s=10.0,
        one_sided=True,
    ),
    "blink": Gesture("blink flutter/bat_eyelash/lash/eyelid/eye", shapes={"eyeBlink": go(1.35, 0.08, 0.14, 0.3)}, every_s=2.0),
    "close_eyes": Gesture(
        "close/shut_eye/eyelid eye_close", shapes={"eyeBlink": go(1.35, 0.15, 1.2, 1.5)}, every_s=0.0, hold=0.4, one_sided=True
    ),
    "widen_eyes": Gesture(
        "widen/wide/open/bulge/big/pop_eye eye_wide/wide-open/open/widen/big wide-eyed",
        "bug-eyed",
        shapes={"eyeWide": go(0.7, 0.15, 0.9, 1.3)},
        hold=0.5,
    ),
    "squint": Gesture(
        "squint cross_eye eye_crossed narrow/half-closed/half-close/crinkle_eye eye_narrow",
        shapes={"eyeSquint": go(0.9, 0.25, 1.2, 1.6), "eyeBlink": go(0.14, 0.25, 1.2, 1.6), "browDown": go(0.42, 0.25, 1.2, 1.6)},
        hold=0.7,
        one_sided=True,
    ),
    "purse_lips": Gesture(
        "purse/pucker_lip/mouth stick/jut/push_lip pucker pout pouty kiss kissy_face/lip/mouth duck_face/lip",
        shapes={"mouthPucker": go(0.78, 0.25, 0.9, 1.3)},
        every_s=8.0,
        hold=0.6,
    ),
    "press_lips": Gesture(
        "press/tighten/bite/chew/lick/thin/roll_lip keep_mouth_closed/shut keep_lip_closed/shut/sealed lip_sealed/closed/shut "
        "close/shut_mouth tight-lipped "
        "lip_together mouth_shut",
        "grit/clench/gnash/grind_jaw/teeth gritted_teeth clenched_jaw/teeth tight_jaw",
        shapes={
            "mouthPress": go(0.8, 0.25, 0.9, 1.3),
            "mouthRollLower": go(0.6, 0.25, 0.9, 1.3),
            "mouthRollUpper": go(0.45, 0.25, 0.9, 1.3),
        },
        every_s=8.0,
        hold=0.6,
    ),
    "open_mouth": Gesture(
        "open_mouth/jaw mouth_open/agape/wide drop_jaw jaw_drop gasp part_lip lip_parted",
        "gape agape slack_jaw jaw_slack/slackened/hanging slack-jawed",
        shapes={"jawOpen": go(0.38, 0.15, 0.9, 1.4), "browInnerUp": go(0.2, 0.15, 0.9, 1.4)},
        every_s=8.0,
        hold=0.5,
    ),
    "yawn": Gesture(
        "yawn",
        shapes={
            "jawOpen": go(0.75, 0.9, 1.9, 2.6),
            "eyeBlink": go(0.85, 0.8, 1.9, 2.6),
            "browInnerUp": go(0.3, 0.8, 1.9, 2.6),
            "browDown": go(0.2, 0.8, 1.9, 2.6),
        },
        fields={"pitch": go(2.5, 0.9, 1.9, 2.7)},
        every_s=20.0,
    ),
    "wrinkle_nose": Gesture(
        "scrunch/screw_face wrinkle/scrunch/crinkle/twitch/wiggle/flare_nose/nostril nose_wrinkle/scrunch",
        shapes={
            "noseSneer": go(1.0, 0.2, 0.8, 1.2),
            "cheekSquint": go(0.4, 0.2, 0.8, 1.2),
            "eyeSquint": go(0.35, 0.2, 0.8, 1.2),
            "browDown": go(0.4, 0.2, 0.8, 1.2),
        },
        every_s=8.0,
        hold=0.5,
    ),
}
