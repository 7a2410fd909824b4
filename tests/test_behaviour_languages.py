"""Other languages become plain English, English stays as it is, and the file of words is sound."""

from __future__ import annotations

import pytest

from limner.engine.behaviour.languages import _languages, to_english
from limner.engine.behaviour.prompt import parse
from limner.engine.behaviour.vocabulary import is_word


def english(text: str) -> tuple[str, str]:
    return to_english(text, lambda word: is_word(word, True))


@pytest.mark.parametrize(
    "text", ["be kind", "no nodding, stay calm", "severe and formal", "animated", "Content and confident", "nod", "12345", "", "\ud800"]
)
def test_english_is_left_alone(text: str) -> None:
    assert english(text) == (text, "")


@pytest.mark.parametrize("language", [language.name for language in _languages()])
def test_every_language_can_smile_and_say_no(language: str) -> None:
    rows = next(entry for entry in _languages() if entry.name == language)
    smile = next(word for word, meaning in rows.rows if meaning == "smile").removesuffix("*")
    behaviour = parse(smile, enhance=False)
    assert [g["name"] for g in behaviour.gestures] == ["smile"]
    assert f"Read as {language}." in behaviour.sentence


def test_what_the_words_stand_for_is_understood() -> None:
    grammar = {"small", "and", "but", "then", "every", "seconds", "not", "stop", "more", "less", "once", "twice"}
    for language in _languages():
        for meaning in {meaning for _, meaning in language.rows} - grammar:
            assert all(is_word(part, True) for part in meaning.split() if part not in ("at", "the")), f"{language.name}: {meaning}"


def test_a_not_at_the_end_of_its_clause_counts() -> None:
    assert parse("lächle nicht, aber nicke").avoid == ["smile"]
