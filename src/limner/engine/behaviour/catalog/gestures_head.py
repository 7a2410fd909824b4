"""Movements of the head, the shoulders and the whole body, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from limner.engine.behaviour.catalog.gesture import Gesture, Keys, go

_NOD: Keys = ((0.0, 0.0), (0.22, -6.2), (0.5, 0.9), (0.74, -2.0), (1.05, 0.0))
_SHAKE: Keys = ((0.0, 0.0), (0.22, -6.4), (0.52, 6.4), (0.82, -4.4), (1.2, 0.0))
_SWAY: Keys = ((0.0, 0.0), (0.8, 1.0), (2.2, -1.0), (3.0, 0.0))

HEAD_GESTURES: dict[str, Gesture] = {
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
        fields={"roll": go(5.5, 0.5, 1.7, 2.3)},
        hold=1.0,
        mirror=True,
    ),
    "turn_head": Gesture(
        "turn/rotate/move/swivel_head head_turn",
        "head_movement/motion",
        fields={"yaw": go(5.0, 0.5, 1.5, 2.2)},
        every_s=6.0,
        mirror=True,
    ),
    "lift_chin": Gesture(
        "lift/raise/stick/jut_chin/head tilt/tip/throw/lean/toss_head_back chin_up/high/raised head_up/high/back",
        "sit/stand_straight/upright/up straighten good/straight/upright_posture",
        fields={"pitch": go(4.0, 0.5, 1.6, 2.2)},
        hold=1.0,
    ),
    "bow_head": Gesture(
        "bow lower/drop/hang/duck/bend_head/chin head/chin_down/low/bowed",
        "curtsy namaste pray prayer head_droop/drooping/slump/slumped/sag",
        fields={"pitch": go(-6.0, 0.5, 1.4, 2.1), "gaze_y": go(0.25, 0.4, 1.4, 2.0)},
        every_s=12.0,
        hold=1.0,
    ),
    "lean_in": Gesture(
        "lean_in/forward/closer/toward/towards lean move/come/get_closer/nearer",
        "closer intimate step/move_forward confide conspiratorial secret",
        fields={"z": go(-0.2, 0.7, 2.4, 3.2)},
        every_s=9.0,
        hold=1.5,
    ),
    "lean_back": Gesture(
        "lean/sit/pull/move/step_back/backward/backwards lean_away recoil",
        "flinch back_off",
        fields={"z": go(0.18, 0.7, 2.4, 3.2), "pitch": go(1.5, 0.7, 2.4, 3.2)},
        every_s=9.0,
        hold=1.5,
    ),
    "shrug": Gesture(
        "shrug raise/lift_shoulder shoulder_up/raise",
        "dunno who_knows whatever",
        shapes={
            "mouthNeutral": go(0.9, 0.3, 0.9, 1.4),
            "mouthFrown": go(0.5, 0.3, 0.9, 1.4),
            "mouthPress": go(0.25, 0.3, 0.9, 1.4),
            "browInnerUp": go(0.6, 0.3, 0.9, 1.4),
            "browOuterUp": go(0.6, 0.3, 0.9, 1.4),
        },
        fields={"shoulder_y": go(-0.14, 0.35, 0.8, 1.4), "roll": go(3.5, 0.4, 0.9, 1.5), "z": go(0.02, 0.35, 0.8, 1.4)},
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
        shapes={"mouthFrown": go(0.2, 0.5, 1.2, 1.8), "eyeBlink": go(0.4, 0.5, 1.4, 1.8)},
        fields={
            "shoulder_y": ((0.0, 0.0), (0.5, -0.03), (1.5, 0.015), (2.0, 0.0)),
            "pitch": ((0.0, 0.0), (0.5, 1.2), (1.5, -2.0), (2.2, 0.0)),
        },
        every_s=12.0,
    ),
}
