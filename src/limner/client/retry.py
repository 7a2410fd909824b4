"""When a server is asked again: plain rules, no waiting."""

from __future__ import annotations

import random

from limner.errors import LimnerError

PLACE_S = 20.0  # so long a full server is asked again for a place at first, unless a program says otherwise
LOST_S = (1.0, 2.0, 4.0, 8.0, 10.0)  # before each attempt to find a lost server again


def pause_s(error: LimnerError | None, at_least_s: float = LOST_S[0]) -> float:
    """What the server answered last → how long to leave it alone: as it said, and up to half as much again, lest all come at once."""
    said_s = error.fields.get("retry_after_s") if error is not None else None
    return max(at_least_s, said_s if isinstance(said_s, float) else 0.0) * random.uniform(1, 1.5)
