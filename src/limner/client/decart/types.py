"""What goes in: portraits and prompts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable


@runtime_checkable
class HasRead(Protocol):
    def read(self) -> bytes | str: ...


FileInput = HasRead | bytes | str | Path


@dataclass
class Prompt:
    text: str
    enhance: bool = True


@dataclass
class ModelState:
    prompt: Prompt | None = None
    image: bytes | str | Path | None = None
