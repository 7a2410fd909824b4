"""What is skipped for want of its letters would not have fitted."""

from __future__ import annotations

import re
from pathlib import Path

from limner.engine.behaviour.amounts import AMOUNTS
from limner.engine.behaviour.conversation import CONVERSATION
from limner.engine.behaviour.degrees import DEGREES
from limner.engine.behaviour.forms import FORMS
from limner.engine.behaviour.patterns import Patterns, needed
from limner.engine.behaviour.rewrites import REWRITES
from limner.engine.behaviour.scope import SCOPES


def test_letters_that_a_pattern_needs() -> None:
    assert needed(r"\bnod (?:twice|thrice)\b") == (("nod t",), ("wice", "hrice"))
    assert needed(r"(?:look|gaze)s? (?:up|down)?") == (("gaze", "look"), (" ",))
    assert needed(r"\d+(?: ?times)?") == ()
    assert needed(r"(?!frown)\w+ing") == (("ing",),)
    assert needed(r"(?:smile|\d)+ ok") == ((" ok",),)


def test_what_does_not_fit_is_left_alone_and_rows_come_in_order() -> None:
    plain = Patterns([(r"\bcheered up\b", "glad"), (r"\bvery glad\b", "delighted"), (r"\d", lambda m: f"<{m[0]}>")])
    assert plain("very cheered up, 1") == "delighted, <1>"
    assert plain("very sad") == "very sad"


def test_no_pattern_of_the_tables_fits_a_text_without_its_letters() -> None:
    lines = (Path(__file__).parent / "data/prompts_strict.txt").read_text().lower().splitlines()[::7]
    text = "\n".join(lines)
    for pattern, _ in (*SCOPES, *FORMS, *REWRITES, *CONVERSATION, *DEGREES, *AMOUNTS):
        needs = needed(pattern)
        for match in re.finditer(pattern, text):
            around = text[max(0, match.start() - 80) : match.end() + 80]  # and what it looks ahead to
            assert all(any(run in around for run in runs) for runs in needs), (pattern, match[0])
