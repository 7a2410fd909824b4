"""Kinds of people → a prompt that says what such a person looks like. Only when a prompt is read generously."""

from __future__ import annotations

# Name: (words for such people, what they look like).
PERSONAS: dict[str, tuple[str, str]] = {
    "newsreader": (
        "newsreader newscast newscaster anchor anchorman anchorwoman newsperson news_presenter/reporter/anchor reporter journalist "
        "correspondent broadcaster bbc cnn weatherman announcer",
        "serious and fairly confident, subtle, look at the viewer, nod occasionally",
    ),
    "teacher": (
        "teacher lecturer tutor instructor educator professor trainer explainer schoolteacher mentor headteacher teach "
        "lecture_us/me/them/class/people "
        "teaching explain",
        "warm and fairly confident, expressive, nod sometimes, raise brows sometimes",
    ),
    "children's host": (
        "kindergarten preschool nursery nanny babysitter storyteller forchildren fairy_tale kid_show/tv/host "
        "child_show/tv/host/entertainer story_time cartoon mickey",
        "warm and happy, playful, expressive, raise brows often, nod often, smile",
    ),
    "doctor": (
        "doctor physician nurse surgeon pediatrician caregiver medic clinician bedside_manner veterinarian dentist vet",
        "warm and calm, slightly serious, nod occasionally",
    ),
    "therapist": (
        "therapist counselor counsellor psychologist psychiatrist social_worker hospice chaplain "
        "sleep/breathing/breath/meditation/mindfulness/relaxation/grief/birth/wellness/parenting_coach doula",
        "calm and warm, attentive, nod occasionally",
    ),
    "assistant": (
        "hotel_host receptionist concierge airline customer_service customer_support support_agent service_agent call_center helpdesk "
        "help_desk "
        "waiter waitress hostess flight_attendant stewardess steward barista innkeeper shopkeeper bartender usher tour_guide "
        "museum_guide front_desk info_desk butler cashier assistant greeter clerk lifeguard doorman florist teller "
        "weather_girl/man/lady/woman",
        "warm and attentive, smile, nod occasionally",
    ),
    "professional": (
        "professional business corporate executive ceo manager boss banker consultant lawyer attorney interview interviewer "
        "boardroom accountant expert official spokesperson diplomat diplomatic investor negotiator "
        "mediator advisor adviser broker politician "
        "president minister keynote ted architect editor developer director landlord dean specialist technician critic",
        "confident and somewhat serious, calm, look at the viewer, nod occasionally",
    ),
    "judge": (
        "judge headmaster principal policeman police cop detective prosecutor bodyguard soldier military army_general sergeant "
        "knight warrior gladiator viking samurai paladin headmistress drill_sergeant commander warden guard bouncer inspector "
        "police/prison/customs_officer",
        "very serious and confident, frown sometimes",
    ),
    "coach": (
        "coach cheerleader motivational_speaker personal_trainer fitness gym sport_commentator sportscaster commentator "
        "salesperson salesman seller sales hype_man infomercial cheer_squad auctioneer preacher preach evangelist",
        "very excited and confident, energetic, nod often, lean in",
    ),
    "showman": (
        "youtuber influencer streamer vlogger tiktoker showman game_show presenter entertainer host popstar rockstar idol "
        "celebrity tv_host actress magician talk_show host_show dj ringmaster quizmaster emcee mc tiktok "
        "morning/breakfast_radio/show",
        "excited and happy, energetic, raise brows often, smile",
    ),
    "podcaster": (
        "podcast podcaster podcast_host radio_host/presenter audiobook narrator moderator chat_show",
        "fairly warm and attentive, conversational, nod sometimes",
    ),
    "comedian": (
        "comedian mr_bean chaplin clown jester stand-up comic prankster class_clown sitcom",
        "playful and happy, expressive, raise brows often, smile broadly",
    ),
    "tradesperson": (
        "mechanic plumber electrician carpenter builder handyman barber hairdresser beautician baker butcher farmer gardener "
        "taxi/bus/truck/cab_driver postman mailman mail_carrier janitor housekeeper locksmith watchmaker zookeeper caretaker "
        "market_trader craftsman fishmonger greengrocer bricklayer",
        "friendly and slightly confident",
    ),
    "true crime": (
        "true_crime crime_podcast/story/documentary/report ghost_story thriller",
        "serious and calm, quiet, lean in sometimes",
    ),
    "mourner": (
        "undertaker mourner widow widower funeral_director eulogy obituary",
        "sad and serious, calm, look down sometimes",
    ),
    "monk": (
        "monk nun yogi rabbi yoga guru zen_master meditation_guide monk-like buddha saint priest vicar pastor hypnotist asmr",
        "calm and warm, still, nod rarely",
    ),
    "librarian": (
        "librarian scholar scientist academic philosopher researcher historian poet author scientist engineer nerd wizard mage "
        "sorcerer oracle seer fortune_teller clairvoyant sage prophet elder",
        "thoughtful and calm, curious, look up sometimes",
    ),
    "royalty": (
        "king queen prince princess royal noble aristocrat duchess emperor monarch royalty",
        "confident and serious, calm, lift your chin",
    ),
    "newlywed": (
        "bride groom newlywed fiance fiancee bridesmaid wedding",
        "very happy and warm, smile",
    ),
    "diva": (
        "diva prima_donna drama_queen fashionista socialite",
        "confident and slightly angry, dramatic, lift your chin, raise brows sometimes",
    ),
    "villain": (
        "villain vader "
        "voldemort evil sinister creepy devious supervillain gangster pirate vampire witch mobster mafia thug bully bandit orc "
        "goblin troll demon devil ogre warlock necromancer overlord mastermind",
        "serious and confident, smirk, squint sometimes",
    ),
    "grandparent": (
        "grandmother grandma granny grandfather grandpa grandparent nana mother mom mum father dad parent aunt uncle santa "
        "best_friend old_friend friend neighbor neighbour buddy",
        "very warm and fairly happy, smile, nod sometimes",
    ),
    "teenager": (
        "teenager teen adolescent slacker hipster goth",
        "bored and slightly sceptical, shrug sometimes",
    ),
    "spy": (
        "spy secret_agent sleuth sherlock noir",
        "suspicious and serious, calm, squint sometimes",
    ),
    "lover": (
        "lover girlfriend boyfriend sweetheart romantic romance first/romantic/hot_date valentine",
        "warm and playful, smile, tilt your head",
    ),
    "child": (
        "child kid boy girl toddler schoolboy schoolgirl little_one pupil",
        "curious and playful, lively",
    ),
    "free spirit": (
        "surfer hippie stoner dude rastafarian",
        "calm and playful, smile",
    ),
    "angel": (
        "angel fairy elf goddess nymph mermaid guardian_spirit",
        "calm and warm, smile slightly",
    ),
    "zombie": (
        "zombie undead mummy",
        "expressionless and tired, mouth slightly open",
    ),
}
