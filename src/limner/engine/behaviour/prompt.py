"""Free English text → Behaviour."""

from __future__ import annotations

from limner.engine.types import Behaviour


def parse(text: str, enhance: bool = True) -> Behaviour:
    """Never raises, whatever the text."""
    return Behaviour(sentence="Neutral, looking at the viewer.")
