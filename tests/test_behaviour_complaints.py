"""What it does now and shall not do, beside plain descriptions that sound alike."""

from __future__ import annotations

import pytest

from limner.engine.behaviour.prompt import parse


@pytest.mark.parametrize(
    ("text", "not_so", "but"),
    [
        ("Ticket 5512: avatar grins when reporting an outage. It should look serious instead.", "smile", "serious"),
        ("Right now it laughs at complaints. It must look concerned.", "laugh", "concerned"),
        ("It grins when it should be serious.", "smile", "serious"),
        ("Actual: agent smirks at the customer. Expected: curious face.", "smirk", "curious"),
        ("Wrong: the avatar laughs after each answer. Right: warm.", "laugh", "warm"),
        ("He looks bored when he greets people. He ought to look friendly.", "bored", "warm"),
    ],
)
def test_what_is_complained_of_is_avoided(text: str, not_so: str, but: str) -> None:
    b = parse(text)
    assert not_so in b.avoid and but in b.emotions


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("She smiles warmly. She should also nod.", {"smile", "nod"}),
        ("The avatar nods slowly and smiles. It should look at the viewer.", {"smile", "nod"}),
        ("It blinks slowly, must look relaxed.", {"blink"}),
    ],
)
def test_a_description_is_no_complaint(text: str, wanted: set[str]) -> None:
    b = parse(text)
    assert wanted <= {g["name"] for g in b.gestures} and not b.avoid


def test_never_to_grin_is_never_to_smile() -> None:
    b = parse("Be warm; under no circumstances joke or grin.")
    assert "smile" in b.avoid and all(g["name"] != "smile" for g in b.gestures)
    assert "smile" not in parse("Slight smile, don't grin.").avoid


def test_a_frequency_said_first_is_of_what_follows() -> None:
    smile, blink = parse("Smile. Every ten seconds or so, blink.").gestures
    assert (smile["every_s"], blink["every_s"]) == (0, 10)
