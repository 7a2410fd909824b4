"""How much work one frame may be: `low`, `standard` or `high`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["low", "standard", "high"]


@dataclass(frozen=True)
class Quality:
    """What a level draws. A texture sampled bilinearly gets softer and sharper as it moves by parts of a pixel; bicubically, hardly."""

    sharp_all: bool  # luma is sampled bicubically everywhere, not in the face only
    fine_body: bool  # luma outside the face at full resolution; without, at half
    folds: bool  # skin folds in smiles and frowns
    jaw_line: bool  # the line of a jaw over the neck is smoothed


LEVELS: dict[Level, Quality] = {
    "low": Quality(sharp_all=False, fine_body=False, folds=False, jaw_line=False),
    "standard": Quality(sharp_all=False, fine_body=True, folds=True, jaw_line=True),
    "high": Quality(sharp_all=True, fine_body=True, folds=True, jaw_line=True),
}
