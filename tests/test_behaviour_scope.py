"""What a prompt says of others is no mood of the avatar's; comparisons, situations and words that only begin alike."""

from __future__ import annotations

import pytest

from limner.engine.behaviour.idioms import without_idioms
from limner.engine.behaviour.prompt import parse
from limner.engine.behaviour.scope import without_names, without_others
from limner.engine.behaviour.similes import without_similes
from limner.engine.behaviour.stems import adjectives, stem
from limner.engine.behaviour.vocabulary import is_mood


@pytest.mark.parametrize(
    "text",
    [
        "customers are often angry when they call",
        "our shop is closed and everyone is sad",
        "no winking, it creeps people out",
        "even when you give terrible news",
        "sell the player rusty swords at silly prices",
        "answer questions about depression and anxiety",
        "she seems bored at the moment",
        "be clear to lonely seniors",
        "we run a happy little bakery",
        "no nodding, it gets on my nerves",
        "look away when embarrassed",
        "warm light from the left, a bright room",
        "it's cold outside",
        "raise your brows to stress important words",
        "once upon a time, a lonely king found a magic lamp",
        "tell the story of a lonely king who finds a lamp",
        'narrate: "The angry wolf chased the frightened pigs."',
        "explain quantum physics",
        "present our light, fast and cool app",
        "our app is light, fast and cool",
    ],
)
def test_what_is_said_of_others_is_no_mood(text: str) -> None:
    assert not parse(text).emotions


@pytest.mark.parametrize(
    ("text", "emotion"),
    [
        ("customers are often angry, so stay calm", "calm"),
        ("answer questions about prices in a cheerful tone", "happy"),
        ("sell me this in an excited voice", "excited"),
        ("keep smiling, even when you are sad", "sad"),
        ("like a sad clown", "sad"),
        ("I'm nervous about tomorrow, calm me down", "calm"),
        ("you think the user is lying", "sceptical"),
        ("like a lonely king", "sad"),
        ("a calm man in a car", "calm"),
        ("when the wolf appears look scared", "afraid"),
    ],
)
def test_what_is_said_of_the_avatar_stays(text: str, emotion: str) -> None:
    assert emotion in parse(text).emotions


def test_a_complaint_asks_for_less() -> None:
    assert parse("she looks way too excited").emotions == {"excited": 0.3}
    assert parse("he seems angry, that's not what I want").avoid == ["angry"]
    assert parse("the avatar keeps looking down, please fix that").gaze == "viewer"


def test_a_bare_not_beside_a_mood_only_says_how() -> None:
    assert parse("confident, not arrogant").avoid == []
    assert parse("be warm. never look cross").avoid == ["angry"]


def test_names_are_not_read() -> None:
    assert without_names("Your name is Joy. Be strict.") == "Your name is. Be strict."
    assert without_names("You work for Calm Waters Insurance, happily.") == "You work for, happily."
    assert without_others("be strict") == "be strict"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("like a wet dog", "sad"),
        ("you just won the big lottery", "very happy and excited"),
        ("as if somebody just insulted your mother", "angry"),
        ("grandma energy", "warm"),
        ("a hostage reading a statement", "serious and sad"),
    ],
)
def test_comparisons_and_situations(text: str, plain: str) -> None:
    assert f" {plain} " in without_similes(text, is_mood)


@pytest.mark.parametrize("text", ["your puppy tickets", "sell a fox", "nod", "be like", "the fox is red", ""])
def test_a_noun_that_nothing_is_compared_with_is_only_a_noun(text: str) -> None:
    assert without_similes(text, is_mood) == text


def test_a_mood_beside_a_noun_says_more_than_the_noun() -> None:
    assert parse("like an angry puppy").emotions.keys() == {"angry"}


def test_sayings_are_anybodys() -> None:
    assert without_idioms("his face falls").split() == ["his", "sad"]
    assert without_idioms("on the edge of her seat") == without_idioms("on the edge of your seat")
    assert without_idioms("surface falls") == "surface falls", "not inside a word"


@pytest.mark.parametrize(
    ("one", "other"), [("means", "mean"), ("human", "humane"), ("hope", "hop"), ("light", "lighting"), ("cut", "cute")]
)
def test_words_that_only_begin_alike_are_not_the_same(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_nouns_of_moods() -> None:
    assert "superior" in adjectives("superiority") and "arrogant" in adjectives("arrogance")
    assert "confident" in parse("with an air of superiority").emotions
    assert not parse("a community of universities").emotions


@pytest.mark.parametrize(
    ("text", "emotions"),
    [
        ("slightly surprised by angry guests", {"surprised"}),
        ("serious about the funny contract", {"serious"}),
        ("proud of her sad song", {"confident"}),
        ('say "I am so angry" with a smile', set()),
        ("[nods] I was so angry yesterday!", set()),
        ("the teacher's pet, looking bored", {"bored"}),
        ("Me when the wifi is down", {"angry"}),
        ("why so serious?", set()),
        ("the last one looked sleepy, make this one happy", {"happy"}),
    ],
)
def test_what_a_mood_is_about_and_what_is_only_said(text: str, emotions: set[str]) -> None:
    assert set(parse(text).emotions) == emotions


def test_complaints_ask_for_less() -> None:
    brows = next(g for g in parse("his eyebrows go up and down too often").gestures if g["name"] == "raise_brows")
    assert brows["strength"] < 0.5
    assert next(g for g in parse("the nodding is getting on my nerves").gestures if g["name"] == "nod")["every_s"] > 10


def test_a_condition_ends_where_something_is_to_be_done() -> None:
    assert [g["name"] for g in parse("sigh once the ticket is closed and give a big smile", enhance=False).gestures] == [
        "sigh",
        "smile_broadly",
    ]


def test_lists_of_what_is_forbidden() -> None:
    assert set(parse("Be kind. Don't: wink, frown").avoid) == {"wink", "frown"}
    assert set(parse("Avoid:\n- nodding\n- winking\nBe kind.").avoid) == {"nod", "wink"}
    assert parse("Rules: never smile.").avoid == ["smile"]


def test_movements_one_after_another() -> None:
    parts = parse("tilt your head to the left, then to the right, then nod").sequence
    assert parts is not None
    assert [(g["name"], g.get("side"), g.get("once")) for part in parts for g in part.gestures] == [
        ("tilt_head", "left", True),
        ("tilt_head", "right", True),
        ("nod", None, True),
    ]
    assert parse("glance at the clock every 8 seconds, then back at me").sequence is None, "movements that come again"


def test_an_arrow_after_the_name_of_a_field_is_no_change() -> None:
    assert parse("mood -> cheerful").sequence is None
    parts = parse("sad -> cheerful").sequence
    assert parts is not None and [list(part.emotions) for part in parts] == [["sad"], ["happy"]]


def test_speaking_and_listening_told_in_one_breath() -> None:
    for text in ("talk with a serious face, listen with a slight smile", "listen with a slight smile, talk with a serious face"):
        b = parse(text)
        assert b.speaking is not None and list(b.speaking.emotions) == ["serious"]
        assert b.listening is not None and [g["name"] for g in b.listening.gestures][0] == "smile"
