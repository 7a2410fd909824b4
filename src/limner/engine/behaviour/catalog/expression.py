"""What a row of lasting ways to look consists of; the rows are in `emotions` and `attitudes`."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Expression:
    """A lasting way to look: an emotion or an attitude."""

    words: str
    near: str = ""
    shapes: dict[str, float] = field(default_factory=dict)
    fields: dict[str, float] = field(default_factory=dict)  # added to the Intent, times strength
    energy: float | None = None  # where it pulls the liveliness
    gaze: str = ""  # where it looks, if not at the viewer
    adds: tuple[tuple[str, float], ...] = ()  # gestures it brings along when read generously: (name, every_s)
