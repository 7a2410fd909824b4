"""One line of the doctor's report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "warning", "bad"]  # bad: a server would not start, or not work


@dataclass(frozen=True)
class Finding:
    """`advice` says what to do unless the verdict is good."""

    topic: str
    verdict: Verdict
    text: str
    advice: str = ""
