"""What the server tells of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class GenerationTickMessage:
    seconds: int
    type: str = "generation_tick"
