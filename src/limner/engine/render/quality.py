"""How much work one frame may be: `low`, `standard` or `high`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["low", "standard", "high"]


@dataclass(frozen=True)
class Quality:
    """What a level draws."""

    cubic: bool  # luma is sampled bicubically, not bilinearly in a texture of twice the size: a little sharper
    fine_body: bool  # luma outside the face at full resolution; without, at half
    folds: bool  # skin folds in smiles and frowns
    jaw_line: bool  # the line of a jaw over the neck is smoothed


LEVELS: dict[Level, Quality] = {
    "low": Quality(cubic=False, fine_body=False, folds=False, jaw_line=False),
    "standard": Quality(cubic=False, fine_body=True, folds=True, jaw_line=True),
    "high": Quality(cubic=True, fine_body=True, folds=True, jaw_line=True),
}
