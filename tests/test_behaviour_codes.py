"""Codes of programs for movements of the face are read as movements; words that only look like them are not."""

from __future__ import annotations

import pytest

from limner.engine.behaviour.codes import SHAPES, UNITS, without_codes
from limner.engine.behaviour.prompt import parse


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AU12", "smile"),
        ("AU4 + AU7", "squint"),
        ("action unit 45", "blink"),
        ("mouthSmileLeft: 0.8", "smile"),
        ("jawOpen=0.6", "open_mouth"),
    ],
)
def test_a_code_is_a_movement(text: str, name: str) -> None:
    assert name in [g["name"] for g in parse(text, enhance=False).gestures]


@pytest.mark.parametrize("text", ["au revoir", "au 99", "an au pair", "smiley jaw", "browser"])
def test_other_words_stay(text: str) -> None:
    assert without_codes(text) == text


@pytest.mark.parametrize("words", sorted({*UNITS.values(), *SHAPES.values()}))
def test_the_words_of_every_code_are_understood(words: str) -> None:
    b = parse(words, enhance=False)
    assert b.gestures or b.emotions or b.not_possible or b.gaze != "viewer"


def test_the_letter_of_a_unit_says_how_strongly() -> None:
    weak, strong = (next(g["strength"] for g in parse(f"AU12{letter}", enhance=False).gestures) for letter in "ad")
    assert weak < 0.5 < strong
