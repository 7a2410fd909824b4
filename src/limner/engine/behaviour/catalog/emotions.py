"""What somebody feels: happy, warm, sad, angry, a row each. How to write a row is said in `catalog/__init__.py`."""

from __future__ import annotations

from limner.engine.behaviour.catalog.expression import Expression

EMOTIONS: dict[str, Expression] = {
    "happy": Expression(
        "happy cheerful cheery joyful joyous+ joy glad merry upbeat delighted happiness overjoyed+ elated+ jolly gleeful+ "
        "jubilant+ content- pleased- cheer_up",
        "lighten_up bright sunny positive radiant beaming celebrate celebratory congratulation congrats optimistic laughing festive "
        "bliss+ blissful+ "
        "euphoric+ good_mood great_mood good_news great_news satisfied- contented- rejoice hopeful- bubbly good_spirit "
        "in_spirits jovial lighthearted congratulate birthday "
        "gratified chipper sunshiny giddy tickled chuffed+ over_moon+ cloud_nine+ blessed buoyant carefree mirth mirthful "
        "merriment exultant+ exult gladness jubilation+ rapturous+ on_top_world+ great_day feel_good feelgood "
        "good/positive/happy_vibe high_spirit cheeriness hooray yay woohoo+ ray_sunshine bright-eyed "
        "breezy refreshed delicious yummy tasty lighter brighten brighten_up smiling_heart yippee",
        {
            "mouthNeutral": 0.6,
            "mouthSmile": 1.4,
            "mouthFrown": -0.55,
            "mouthDimple": 0.4,
            "mouthUpperUp": 0.3,
            "mouthLowerDown": 0.2,
            "jawOpen": 0.06,
            "cheekSquint": 0.72,
            "eyeSquint": 0.28,
            "browOuterUp": 0.16,
        },
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
        "good-hearted neighborly amicable sociable helpful "
        "wholesome cozy cosy relatable authentic genuine sincere sincerity neighbourly big-hearted softhearted benevolent "
        "forgiving accepting nonjudgmental respectful gentlemanly chivalrous maternal paternal nurturing convivial folksy "
        "down_earth humane charitable generous tenderhearted adoring lovestruck smitten affection devoted devotion loyal welcome "
        "gratitude "
        "appreciative well_meaning good_listener safe_space patient_kind hearted open-hearted "
        "thaw admiring angelic benign civil coaxing fawning sensitive worshipful aww trust trusting chicken_soup open_up opens_up "
        "heart_melt love_about/what heartwarming look/feel/deeply_moved/touched tolerant agreeable outgoing obliging "
        "accommodating tactful accessible amenable easy_talk "
        "extroverted "
        "extrovert open_heart",
        {"mouthNeutral": 0.6, "mouthSmile": 1.2, "mouthFrown": -0.4, "cheekSquint": 0.5, "browInnerUp": 0.2, "eyeSquint": 0.14},
        {"z": -0.02, "roll": 1.5},
        energy=0.5,
        adds=(("nod", 8.0),),
    ),
    "sad": Expression(
        "sad sadness unhappy sorrow sorrowful gloomy mournful depressed melancholy melancholic miserable+ heartbroken+ "
        "devastated+ grieving+ grief+ tearful+ tear teary+ disappointed- disappointment- cry+ sob+ weep+ dejected despair+ hopeless+",
        "somber sombre sorry apologetic regretful lonely hurt condolence bereaved downcast crestfallen glum "
        "forlorn despondent remorseful wistful- disheartened down_dump funeral tragic pessimistic homesick feeling_down "
        "dismal apologize apologise apology "
        "morose mopey- mope- moping- sullen woeful woebegone gutted+ heavy-hearted heavyhearted broken-hearted+ inconsolable+ "
        "mourning bereft lament bleak weepy+ whimper distraught+ crushed+ bummed- let_down- low_spirit down_mouth sad_face puppy_eye "
        "long_face doleful lugubrious cheerless joyless desolate+ discouraged- demoralized- dispirited- pitiful moody- "
        "melancholia regret hangdog rejected feel_blue- in_pain wounded hard_time rain_cloud "
        "betrayed+ defeated depression depressive disillusioned needy- resigned- vulnerable- yearning- burst_tear+ choked_up lump_throat "
        "grief-stricken+ "
        "lose/lost_game/match/job concede/admit_defeat sad_news look/feel/seem_broken/blue",
        {
            "mouthNeutral": 1.0,
            "browInnerUp": 1.05,
            "browOuterUp": -0.5,
            "mouthFrown": 0.95,
            "eyeBlink": 0.18,
            "eyeSquint": 0.15,
            "mouthPress": 0.12,
        },
        {"pitch": -3.0, "gaze_y": 0.12, "slack": 0.7, "lips": -0.15, "spread": -0.4, "shoulder_y": 0.012},
        energy=0.25,
    ),
    "serious": Expression(
        "serious stern solemn grave formal businesslike no-nonsense earnest strict severe",
        "focused focus concentrated concentrate authoritative factual official stoic determined resolute firm "
        "matter_fact straight_face urgent sober heavy intense_look dignified disciplined "
        "resolved steely stoical stone-cold hard-nosed sternly austere grim staid sedate weighty no_nonsense intent purposeful "
        "stony gravitas unamused not_amused ministerial concentration all_business game_face "
        "careful clipped curt dour dutiful piercing prim prudent vigilant demanding cautious blunt no-bullshit no_bullshit "
        "straight_shooter/talk stubborn stiff_upper_lip humourless humorless ominous conscientious diligent",
        {"mouthNeutral": 0.95, "browDown": 0.7, "mouthFrown": 0.14, "mouthPress": 0.26, "eyeSquint": 0.24},
        {"lips": -0.03},
        energy=0.32,
    ),
    "surprised": Expression(
        "surprised surprise astonished+ astonishment+ amazed+ amazement+ shocked+ shock+ startled stunned+ flabbergasted+ "
        "astounded+ dumbfounded+",
        "impressed- impressive- wow unbelievable awe+ speechless disbelief jaw_drop taken_aback unexpected blown_away mind_blown "
        "wonderstruck "
        "awestruck gobsmacked+ can_not_believe incredulous "
        "aghast+ thunderstruck+ bowled_over+ agog dumbstruck+ wowed whoa omg+ no_way caught_off_guard off_guard "
        "double_take bug-eyed+ staggered+ awed "
        "dazzled whaaat what_heck/hell no_freaking_way gasping",
        {"mouthNeutral": 0.8, "browInnerUp": 1.0, "browOuterUp": 1.05, "eyeWide": 1.2, "jawOpen": 0.4, "mouthFunnel": 0.12},
        {"pitch": 1.0, "z": 0.02, "lips": 0.1},
        energy=0.6,
    ),
    "angry": Expression(
        "angry anger furious+ fury+ mad annoyed- annoyance- irritated- irritation- rage+ enraged+ outraged+ livid+ irate+ "
        "pissed grumpy- frustrated frustration",
        "hostile aggressive bad_mood rant indignant resentful yelling shouting shout yell menacing fierce wrath+ seething+ "
        "fuming+ threatening vicious impatient- exasperated agitated cranky- lose_temper bitter offended mean rude scold scolding "
        "hateful intimidating "
        "gruff- salty- cross- irked- miffed- peeved- ticked_off- pissed_off+ steaming+ infuriated+ incensed+ belligerent combative "
        "confrontational cantankerous- grouchy- crabby- crotchety- surly- ornery- testy- snappish- petulant- sulky- sulk- hangry- "
        "fed_up- triggered- vexed- displeased- disgruntled- spiteful vengeful vindictive aggravated- scathing snarl snarling "
        "bad-tempered ill-tempered hot-tempered short-tempered hot_collar see_red+ blow_top+ temper tantrum+ growl aggro defiant "
        "defiance rebellious- road_rage had_it blood_boiling+ cheesed_off- up_in_arms "
        "accusatory- aggrieved- antagonistic argumentative defensive- envious- harsh insulted nasty obnoxious- possessive "
        "hot-headed dirty_look venom irritably- sharp-tongued abrasive pushy- indignation berserk+ sore/bad_loser "
        "sadistic unfriendly- grr argh ugh- darken dark_look",
        {
            "mouthNeutral": 1.0,
            "browDown": 1.3,
            "noseSneer": 0.85,
            "eyeSquint": 0.65,
            "eyeWide": 0.1,
            "mouthPress": 0.6,
            "mouthRollLower": 0.25,
            "mouthRollUpper": 0.3,
            "mouthFrown": 0.5,
        },
        {"pitch": -1.5, "z": -0.04, "lips": 0.1, "spread": 0.16},
        energy=0.7,
    ),
    "afraid": Expression(
        "afraid scared fearful frightened fear terrified+ terror+ panic+ panicked+ horrified+ petrified+ anxious- "
        "anxiety- nervous- nervousness-",
        "worried- worry- alarmed uneasy- tense- stressed- timid- haunted nightmare horror monster spooked dread+ "
        "apprehensive- jittery on_edge- frantic+ "
        "paranoid nerves fright insecure- edgy- "
        "deer_headlight cower cowering tremble trembling quaking shiver shaking_fear/boots timorous freaked_out+ freak_out+ "
        "spooky phobic cowardly coward nerve-wracked nerve-wracking yikes- eek dreading daunted- intimidated- fretful- antsy- "
        "skittish- jumpy- twitchy- stage_fright hunted wince creeped_out nervy- butterfly_stomach tense_up "
        "eerie overwhelmed- shaky- unnerved frazzled- uncomfortable- hysterical+ rattled tremulous neurotic high-strung "
        "highly_strung uptight- under_pressure- spine_chill gulp brr haunted_house hear_noise run_late-",
        {
            "mouthNeutral": 0.9,
            "browInnerUp": 1.05,
            "browOuterUp": 0.25,
            "browDown": 0.35,
            "eyeWide": 1.2,
            "mouthStretch": 0.8,
            "mouthFrown": 0.4,
            "mouthLowerDown": 0.3,
            "jawOpen": 0.16,
        },
        {"z": 0.05, "pitch": 1.0, "blink_rate": 0.5, "spread": 0.15, "shoulder_y": -0.014},
        energy=0.5,
        adds=(("look_away", 6.0),),
    ),
    "disgusted": Expression(
        "disgusted disgust repulsed revolted+ grossed nauseated contempt contemptuous disdain disdainful scorn scornful",
        "repelled sneer sneering gross smell_bad bad_smell rotten lemon sour sickened yuck eww ew appalled loathing loathe "
        "distaste- "
        "haughty- snobbish- snob- condescending- arrogant- "
        "ick icky yucky revulsion+ repugnance repulsion grossed_out sick_stomach queasy nauseous gag gagging puke vile stink "
        "stinky stench foul abhorrence snooty- pompous- supercilious- stuck_up- hoity-toity cringe- "
        "selfish- eww ewww bleh blech",
        {
            "mouthNeutral": 1.0,
            "noseSneer": 1.0,
            "browDown": 0.8,
            "mouthUpperUpLeft": 0.62,
            "mouthUpperUpRight": 0.36,
            "mouthLowerDown": -0.35,
            "mouthFrown": 0.65,
            "cheekSquint": 0.6,
            "eyeSquint": 0.62,
            "eyeBlink": 0.06,
        },
        {"yaw": 4.5, "pitch": 2.5, "roll": -2.0, "z": 0.05},
        energy=0.45,
    ),
}
