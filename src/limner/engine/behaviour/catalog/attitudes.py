"""The state somebody is in and how they take things: tired, confident, calm. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from limner.engine.behaviour.catalog.expression import Expression

ATTITUDES: dict[str, Expression] = {
    "tired": Expression(
        "tired sleepy exhausted+ weary fatigued drowsy sluggish groggy worn_out sleep_deprived fatigue exhaustion+ half_asleep",
        "yawn drained jetlagged hungover lethargic lethargy sleep asleep burned_out burnt_out just_woke just_wake/up woke_up "
        "long_day "
        "lazy low_energy_level slouch slump drunk stoned sleepyhead "
        "bushed pooped knackered+ wiped_out+ zonked+ doze dozy nod_off nodding_off snooze nap bleary bleary-eyed heavy-lidded "
        "heavy_lid/eyelid need_coffee no_coffee before_coffee monday_morning overworked burnout run_down somnolent languor "
        "dead_tired+ dog-tired+ tuckered_out low_battery barely_awake barely_conscious pulled_all-nighter long_shift long_flight "
        "barely/hardly_keep_eye_open try/struggle/fight/barely/hardly/not_keep/stay_awake yawny phew",
        {"mouthNeutral": 0.8, "eyeBlink": 0.36, "browInnerUp": 0.28, "browOuterUp": -0.2, "mouthFrown": 0.2},
        {"pitch": -2.5, "roll": 1.5, "slack": 0.85, "lips": -0.2, "spread": -0.3, "blink_rate": 0.4, "shoulder_y": 0.015},
        energy=0.12,
    ),
    "bored": Expression(
        "bored boredom uninterested indifferent disinterested apathetic unimpressed monotone",
        "boring disengaged monotonous listless detached nonchalant aloof could_not_care_less not_care unenthusiastic dull "
        "jaded dead_inside zone_out zoned_out disengage "
        "meh- blah- blase ennui dispassionate lackluster lacklustre uninspired tedious tedium unmoved checked_out "
        "vacant spaced_out glazed_over world-weary unexcited unbothered who_care flat_affect drone uncaring half-hearted "
        "halfhearted going_through_motion thousand_yard_stare dead_eye low_effort "
        "lose/losing_interest distant passive dim numb pfft eye_glaze inattentive unconcerned blasé toneless",
        {"mouthNeutral": 0.9, "eyeBlink": 0.36, "mouthFrown": 0.3, "mouthLeft": 0.36, "mouthPress": 0.15, "browDown": 0.1},
        {"roll": 6.0, "pitch": 1.5, "slack": 0.8, "lips": -0.15, "spread": -0.3},
        energy=0.12,
        gaze="wandering",
    ),
    "confident": Expression(
        "confident confidence assertive assured self-assured proud pride bold self-confident",
        "conviction authority leader leadership charismatic convincing persuasive commanding powerful strong poised triumphant "
        "victorious "
        "fearless brave courageous courage heroic hero+ composed superior winner win cocky"
        " sure/certain_of_self/himself/herself/yourself/itself/oneself/themselves trustworthy "
        "competent credible stand_tall regal majestic smug in_charge "
        "bossy dominant dominating empowered strong-willed swagger badass girlboss self-possessed suave debonair dapper "
        "unshakable undaunted gutsy plucky valiant gallant stately noble invincible unapologetic decisive valor main_character "
        "boss_mode/energy slay presence prideful vain- conceited- boastful- self-satisfied- like_own/owns_place strut big_ego "
        "knows_best "
        "certain certainty ambitious dependable eloquent slick nail_it own_it capable self-reliant masterful unflinching "
        "sophisticated "
        "classy glamorous magnetic self-belief dashing imperious tough_guy/cookie look/be/act_tough",
        {
            "mouthNeutral": 0.2,
            "mouthSmileLeft": 0.85,
            "mouthSmileRight": 0.6,
            "mouthFrown": -0.3,
            "browDown": 0.18,
            "cheekSquint": 0.2,
            "eyeSquint": 0.28,
            "mouthPress": 0.12,
        },
        {"pitch": 4.5, "blink_rate": -0.25, "lips": 0.08, "shoulder_y": -0.01},
        energy=0.5,
        adds=(("nod", 9.0),),
    ),
    "shy": Expression(
        "shy shyness bashful embarrassed embarrassment timid coy introverted sheepish ashamed+ self-conscious",
        "awkward humble- modest- reserved hesitant blush blushing shame guilty insecure meek submissive "
        "demure guilt humiliated+ socially_anxious "
        "diffident unassuming bashfulness mousy wallflower flustered tongue-tied self-effacing reticent withdrawn shrinking "
        "mortified+ red-faced introvert self-deprecating oops sorry_smile "
        "oopsie blush_smile",
        {
            "mouthNeutral": 0.2,
            "mouthSmile": 0.42,
            "browInnerUp": 0.7,
            "browOuterUp": -0.1,
            "mouthPress": 0.34,
            "mouthRollLower": 0.2,
            "eyeBlink": 0.12,
        },
        {
            "pitch": -5.0,
            "roll": 5.0,
            "yaw": 4.0,
            "gaze_y": 0.36,
            "gaze_x": 0.26,
            "shoulder_y": -0.012,
            "slack": 0.4,
            "lips": -0.15,
            "spread": -0.25,
        },
        energy=0.3,
        adds=(("look_down", 5.0),),
    ),
    "sceptical": Expression(
        "sceptical skeptical scepticism skepticism doubtful suspicious suspicion doubt dubious unconvinced",
        "doubting distrustful cynical sarcastic sarcasm ironic irony mistrust disbelieving "
        "wry bitchy catty disapprove_look not_believe not_buy not_convinced not_sure_about critical incredulous- distrust wary "
        "raised_eyebrow "
        "sus suss leery scoff snarky snark sardonic cagey guarded mistrustful nitpicky picky judgy quizzing devil_advocate "
        "judging questioning_look/face/expression/glance yeah_right smell_rat hard_convince/please "
        "reluctant insincere caustic judge_us/me/them/everyone/everything/silently judgmental judgemental duh tsk side_glance",
        {
            "mouthNeutral": 0.9,
            "browDownLeft": 0.8,
            "browOuterUpRight": 1.0,
            "eyeSquintLeft": 0.8,
            "eyeSquintRight": 0.12,
            "eyeBlinkLeft": 0.14,
            "mouthLeft": 0.32,
            "mouthFrownLeft": 0.5,
            "mouthFrownRight": 0.1,
            "mouthPress": 0.2,
        },
        {"roll": -4.5, "yaw": 3.5, "pitch": 1.0},
        energy=0.4,
    ),
    "excited": Expression(
        "excited exited excitement enthusiastic enthusiasm thrilled+ ecstatic+ eager eagerness passionate passion exuberant+ "
        "hyped+ pumped+ pumped_up+",
        "energetic fired_up+ animated hype+ inspiring inspired motivational motivated motivating zealous vibrant "
        "can_not_wait looking_forward win/won_lottery party concert stoked+ exhilarated+ amped+ perky spirited vivacious zest "
        "zestful peppy "
        "inspirational "
        "buzzing+ psyched+ jazzed+ gung-ho keen- feverish+ breathless high-spirited rah-rah fervent fervor ardent ardor "
        "electrified+ bubbly turnt+ can_not_contain+ frenzied+ spunky sprightly ebullient+ anticipation rousing "
        "galvanizing fire_up on_fire+ over_excited+ overexcited+ sugar_rush+ christmas_morning "
        "starstruck star-struck anticipatory excitable won winning sell_me/us/this/product big/huge_win victory_lap hype_beast "
        "effervescent",
        {
            "mouthNeutral": 0.6,
            "mouthUpperUp": 0.32,
            "mouthLowerDown": 0.22,
            "jawOpen": 0.12,
            "mouthSmile": 1.3,
            "mouthFrown": -0.5,
            "browOuterUp": 0.6,
            "browInnerUp": 0.38,
            "eyeWide": 0.6,
            "cheekSquint": 0.42,
        },
        {"lips": 0.18, "spread": 0.2, "z": -0.02},
        energy=0.95,
        adds=(("raise_brows", 5.0), ("nod", 5.0)),
    ),
    "calm": Expression(
        "calm calmness relaxed relax serene serenity peaceful tranquil composed mellow laid-back chill easygoing",
        "quiet soft relieved relief elegant graceful gracefully zen hypnotic meditative unhurried meditating patient patience soothing "
        "whisper "
        "peace "
        "at_ease steady cool low-key- "
        "collected meditation unwind placid unruffled hush hushed cool-headed level-headed mindful mindfulness "
        "tranquility bedtime lullaby soft-spoken comfortable "
        "soothed lulled unflappable imperturbable cool_cucumber chilled chillax easy-going laidback restful equanimity comfy "
        "cozy_morning sunday_morning slow_morning unfazed grounded centered centred sedate at_peace no_worry no_rush gentle_pace "
        "breathe_easy vibing spa still_water like_lake untroubled unperturbed undisturbed even-tempered mild-mannered",
        {
            "mouthNeutral": 0.45,
            "mouthSmile": 0.72,
            "mouthFrown": -0.5,
            "cheekSquint": 0.16,
            "eyeBlink": 0.2,
            "browInnerUp": 0.16,
            "browOuterUp": 0.14,
        },
        {"roll": 2.0, "slack": 0.5, "lips": -0.06, "spread": -0.1, "blink_rate": -0.3},
        energy=0.22,
    ),
    "curious": Expression(
        "curious curiosity interested intrigued+ attentive inquisitive attention fascinated+",
        "listening listen listener engaged wonder wondering captivated+ eager_learn explore exploring absorbed alert innocent "
        "doe-eyed starry-eyed nosy "
        "hear_out pay_attention rapt+ "
        "quizzical inquiring enquiring wonderment marvel fascination spellbound+ enthralled+ mesmerized+ mesmerised+ hooked "
        "childlike adventurous open-minded receptive all_ear puppy_dog_eye explorer "
        "expectant naive ooh ooo perceptive",
        {"mouthNeutral": 0.3, "browInnerUp": 0.5, "browOuterUp": 0.62, "eyeWide": 0.5, "mouthSmile": 0.12},
        {"roll": 5.0, "z": -0.05},
        energy=0.5,
        adds=(("tilt_head", 8.0),),
    ),
    "concerned": Expression(
        "concerned concern worried troubled worry",
        "uneasy disturbed pained pity distressed+ solemn_concern dismayed bothered sympathetic bad_news caring_look upset "
        "worrisome anguished+ "
        "careworn solicitous perturbed unsettled oh_no rueful worried_sick+ yikes big_yikes "
        "imploring pleading beseeching ouch bad/terrible/awful/horrible/tragic/shocking_news",
        {
            "mouthNeutral": 0.9,
            "browInnerUp": 0.95,
            "browOuterUp": -0.25,
            "browDown": 0.3,
            "mouthFrown": 0.25,
            "mouthPress": 0.25,
            "eyeSquint": 0.1,
        },
        {"pitch": -1.0, "roll": 2.0, "z": -0.02},
        energy=0.35,
    ),
    "thoughtful": Expression(
        "thoughtful pensive thinking contemplative reflective think ponder",
        "philosophical wise wisdom considering consider introspective dreamy contemplate contemplation reflect "
        "mull muse daydream deep_thought lost_thought think_hard brainstorm intellectual nostalgic imaginative "
        " "
        "brooding cogitate ruminate ruminating rumination musing preoccupied absent-minded studious scholarly sage daydreaming "
        "faraway far-off ruminative hmm cerebral analytical calculating soulful chew_over sleep_on "
        "enigmatic mystery mysterious ehm far-away_look",
        {
            "mouthNeutral": 0.8,
            "mouthFrown": 0.08,
            "browDownLeft": 0.45,
            "browInnerUp": 0.22,
            "browOuterUpRight": 0.4,
            "mouthPress": 0.3,
            "mouthPucker": 0.28,
            "mouthLeft": 0.35,
            "eyeSquint": 0.26,
        },
        {"roll": 4.5, "yaw": 2.0, "pitch": 1.5, "gaze_x": 0.42, "gaze_y": -0.42, "lips": -0.05},
        energy=0.3,
        adds=(("look_up", 7.0),),
    ),
    "confused": Expression(
        "confused puzzled perplexed bewildered+ baffled+ confusion puzzlement",
        "lost uncertain unsure clueless not_understand not_sure mixed_up befuddled flummoxed disoriented what_going_on "
        "muddled do_not_get_it scratching_head unclear "
        "huh wtf dazed discombobulated addled stumped nonplussed no_idea foggy disorientated bemused mystified question_mark "
        "lose_plot double_dutch "
        "indecisive undecided",
        {
            "mouthNeutral": 0.9,
            "browDownLeft": 1.1,
            "browDownRight": 0.35,
            "browInnerUp": 0.45,
            "browOuterUpRight": 0.95,
            "eyeSquintLeft": 0.6,
            "eyeSquintRight": 0.12,
            "mouthFrownLeft": 0.45,
            "mouthFrownRight": 0.15,
            "mouthLeft": 0.25,
        },
        {"roll": 6.0, "z": -0.03},
        energy=0.4,
        adds=(("tilt_head", 7.0),),
    ),
    "playful": Expression(
        "playful mischievous cheeky flirty flirtatious teasing tease flirt silly goofy amused- humorous",
        "funny witty wit joking joke naughty sly entertaining fun humor humour whimsical quirky prankster jokey gossipy cute "
        "impish wacky zany kidding banter gossip mock ridicule comical comic comedic lighthearted- seductive sultry sexy "
        "coquettish roguish "
        "amusement tongue_in_cheek jest "
        "sassy sass saucy cheekiness jaunty frisky frolicsome frolic roguish rascal rascally goofball clowning kooky daft puckish "
        "fun-loving joshing riff ribbing campy cutesy kawaii derpy meme come_hither smoulder smolder smouldering smize "
        "monkey_business bedroom_eye make_fun wiggle_nose "
        "wicked greedy mischief hehe teehee jk childish boyish girlish sensual",
        {
            "mouthNeutral": 0.4,
            "mouthSmileLeft": 1.15,
            "mouthSmileRight": 0.7,
            "mouthFrownLeft": -0.45,
            "mouthFrownRight": -0.25,
            "mouthDimpleLeft": 0.2,
            "browOuterUpRight": 0.55,
            "eyeSquint": 0.2,
            "cheekSquint": 0.3,
        },
        {"roll": -3.0, "spread": 0.15},
        energy=0.65,
        adds=(("raise_brows", 6.0), ("wink", 20.0)),
    ),
    "neutral": Expression(
        "neutral emotionally_neutral no_facial_expression expressionless emotionless deadpan poker_face "
        "blank_face/expression/stare/look no_emotion/expression unemotional "
        "without_emotion/expression stone/straight-faced stone_face resting_face impassive",
        "unreadable robotic cold icy robot android machine mannequin statue wooden emotionlessly "
        "blank inscrutable no_feeling passport_photo mugshot bland impartial resting_bitch_face rbf "
        "hollow/lifeless/empty/glassy_eye empty hollow lifeless straight_faced poker-faced affectless "
        "clinical callous frosty frigid wintry impersonal hide_emotion/feeling chilly",
        {"mouthNeutral": 1.0},
        {"brows": -0.5},
        energy=0.3,
    ),
}
