"""How lively, where to look, and what a portrait cannot show, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

# How lively, apart from any emotion: (energy, words and phrases).
MANNERS: dict[str, tuple[float, str]] = {
    "still": (
        0.04,
        "static stationary unmoving stock-still "
        "without_move/movement/motion move_muscle only_move_lip/mouth move_only_lip/mouth except_lip/mouth still motionless "
        "frozen freeze immobile stand/stay/sit/keep/be/hold_still not_move no_movement/motion/move like_statue/stone statuesque",
    ),
    "minimal": (
        0.12,
        "minimal minimal/minimum/little/small/few/fewer/less/reduced/limited_head_movement/motion head_movement_minimum "
        "movement_minimum less/minimum/minimal/reduced/limited/low/few/fewer_movement/motion/animation move_little/less "
        "less_move minimum/barely/hardly/scarcely_move little_movement/motion/move minimalist minimize/limit/small_movement stiff rigid",
    ),
    "quiet": (
        0.2,
        "quiet lower/low/soft_voice voice_down/low whisper whisper-quiet hushed sleepily low_energy under_breath murmur mutter shh shush",
    ),
    "subtle": (
        0.25,
        "subtle take_easy simmer_down settle_down restrained restraint reserved understated low-key toned_down tone_down tone_it_down "
        "subdued muted dial_down discreet subdue soften",
    ),
    "slow": (
        0.25,
        "slow slowly unhurried unhurriedly leisurely slow_down take_time slow-paced languid measured deliberate soft softly",
    ),
    "natural": (
        0.5,
        "natural normal reset default moderate moderately balanced medium everyday casual conversational realistic human-like "
        "humanlike lifelike",
    ),
    "expressive": (
        0.78,
        "expressive more_alive more_movement/motion/animation/lively/life lot/more/much_head_movement/motion move_head_lot lively emotive "
        "emotional vivid vibrant spirited show_emotion more_emotion/feeling/passion facial/range_expression more_expression vivacious "
        "loud louder talkative restless fidgety "
        "chatty",
    ),
    "fast": (
        0.75,
        "fast urgent urgently urgency quick hurriedly quickly rapid rapidly hurried brisk snappy fast-paced hasty rush rushed speed_up "
        "pick_up_pace "
        "upbeat",
    ),
    "dramatic": (
        0.85,
        "dramatic drama theatrical dramatically intense intensely intensity exaggerate exaggerated over_top overact melodramatic "
        "powerful suspense suspenseful emphatic emphasis emphasize larger_life hammy",
    ),
    "energetic": (
        0.9,
        "energetic come_alive/life awake wide_awake look_alive wake_up liven_up perk_up pep_up lively_up energy high_energy animated "
        "dynamic oomph pizzazz zing pep verve gusto vim welly more_spark/sparkle/punch/bounce/fire move_lot "
        "lot_movement vigorous vigor lots_energy full_energy bouncy peppy active",
    ),
    "wild": (
        1.0,
        "wild hyper hyperactive frenetic frantic manic crazy unhinged maximum_energy explosive bouncing_off_wall",
    ),
}

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
    "wander/dart/shift/roam/drift_eye/gaze eye_move "
    "move_eye_lot/around/about eye_left_right scan/around_room gaze/eye_drift/wander/roam look_everywhere "
    "look_side_side "
    "look_round",
}

# What is outside the picture or the sound's business: (words, the nearest gestures that a portrait can show).
IMPOSSIBLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "hand gestures": (
        "hand finger cross_finger gesture gesticulate gesticulation arm fist palm elbow hand-gesture hand_movement talk/speak_with_hand "
        "jazz_hand hand_hip dab draw_sword sword",
        ("sway",),
    ),
    "wave": (
        "wave waving wave_hand/goodbye/hello/hi",
        ("nod", "raise_brows"),
    ),
    "point": (
        "point_finger/at/to/toward/camera/screen/up/down/left/right/me/you/viewer/user pointing point_hand",
        ("lean_in",),
    ),
    "thumbs up": (
        "thumb thumbs thumb_up/down thumbs-up",
        ("nod", "smile"),
    ),
    "clap": (
        "clap applaud applause clap_hand hand_clap",
        ("nod", "smile"),
    ),
    "dance": (
        "dance twerk choreography moonwalk dance_around",
        ("sway",),
    ),
    "walk": (
        "walk run jump stand_up/on/there kneel crouch jog hop skip stroll pace_around stand_up sit_down get_up "
        "tap/stomp/stamp/move/swing/kick_foot/feet/leg cross_leg march climb "
        "crawl walk_around/away full_body backflip somersault cartwheel handstand push-up sit-up step_out "
        "charge_at swim",
        ("sway",),
    ),
    "turn around": (
        "turn_around spin turn_back/away_completely turn_back_on show_back twirl",
        ("look_away",),
    ),
    "hug": (
        "hug embrace cuddle",
        ("lean_in", "smile"),
    ),
    "blow a kiss": (
        "blow_kiss",
        ("purse_lips",),
    ),
    "salute": (
        "salute",
        ("nod", "lift_chin"),
    ),
    "shake hands": (
        "shake_hand handshake high_five fist_bump fist_pump",
        ("nod",),
    ),
    "cross arms": (
        "cross/fold_arm arm_cross/folded",
        ("lift_chin",),
    ),
    "touch the face": (
        "facepalm "
        "scratch/pinch/tap/wipe/massage/touch/stroke/rub/cover/cup/bridge_head/chin/face/hair/beard/mouth/eye/cheek/nose/temple "
        "touch/rub/wipe_forehead "
        "hand/finger_head/chin/face/hair/mouth/heart/chest/forehead/cheek/temple flip/toss_hair hair_flip run_finger_hair "
        "play/twirl_hair adjust/push/take_off/remove_glass/tie/collar",
        ("tilt_head",),
    ),
    "hold things": (
        "hold_cup/mug/book/phone/sign/mic/microphone/pen/flower/up pick_up drink eat sip type_keyboard write_down/letter/note/list "
        "typing "
        "juggle "
        "throw catch play_guitar/piano/violin/drum/flute/instrument/music cook chew smoke",
        ("look_down",),
    ),
    "tears": (
        "tear tears tear_down shed_tear",
        ("bow_head",),
    ),
    "puff the cheeks": (
        "puff/blow/inflate_cheek cheek_puff",
        ("purse_lips",),
    ),
    "blush or sweat": (
        "blush sweat turn_red go_pale sneeze cough vomit",
        (),
    ),
    "change clothes or place": (
        "wear outfit background room_background beach scenery costume clothes clothing dress shirt hairstyle "
        "change_hair/background/clothes lighting sunglass put_on_hat/glass make_up",
        (),
    ),
    "change the person": (
        "become_cat/dog/dragon turn_into transform morph younger older_look fly teleport disappear explode",
        (),
    ),
    "move the camera": (
        "zoom pan_camera camera_pan/move/angle/zoom rotate_camera wide_shot",
        (),
    ),
    "sing": (
        "sing rap hum whistle sing_song",
        ("sway",),
    ),
    "stick out tongue": (
        "tongue stick_tongue",
        ("purse_lips",),
    ),
}
