"""What a row of movements consists of; the rows are in `gestures_head` and `gestures_face`."""

from __future__ import annotations

from dataclasses import dataclass, field

Keys = tuple[tuple[float, float], ...]  # (seconds, value), from 0 to the end, both ends 0


@dataclass(frozen=True)
class Gesture:
    """A movement with a beginning and an end. `hold` says at which second it stays when asked for throughout."""

    words: str
    near: str = ""
    shapes: dict[str, Keys] = field(default_factory=dict)
    fields: dict[str, Keys] = field(default_factory=dict)
    every_s: float = 6.0  # when asked for without saying how often
    hold: float | None = None  # None: cannot be held
    mirror: bool = False  # goes to either side by chance, if not to the one that was named
    one_sided: bool = False  # a prompt may name the side of the face

    @property
    def sided(self) -> bool:
        """Whether "left" or "right" means something."""
        return self.mirror or self.one_sided

    @property
    def length_s(self) -> float:
        return max(keys[-1][0] for keys in (*self.shapes.values(), *self.fields.values()))


def go(value: float, rise_s: float, until_s: float, end_s: float) -> Keys:
    """Out to a value, stay there (giving way a little), and back."""
    return ((0.0, 0.0), (rise_s, value), (until_s, 0.93 * value), (end_s, 0.0))
