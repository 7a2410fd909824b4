"""What an avatar tells while it lives: the values that `events()` gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from limner.errors import LimnerError

# disconnected → connecting → connected → generating ⇄ reconnecting → disconnected
State = Literal["connecting", "connected", "generating", "reconnecting", "disconnected"]


@dataclass(frozen=True, slots=True)
class StateChanged:
    state: State


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Sound of a clip or stream begins to leave the server."""

    id: str | None


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    id: str | None
    played_ms: int
    interrupted: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong that ended nothing."""

    error: LimnerError


@dataclass(frozen=True, slots=True)
class Running:
    """Once a second: how long pictures have been coming."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The server ended the session, and says why. It will not be reconnected."""

    reason: str
    seconds: int
    code: str | None = None  # idle, session_limit and the like, for programs


Event = StateChanged | SpeechStarted | SpeechEnded | Failed | Running | Ended


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a speech."""

    id: str | None
    played_ms: int  # of it were heard
    interrupted: bool  # something cut it
    duration_ms: int | None = None  # of the whole; None for a stream
