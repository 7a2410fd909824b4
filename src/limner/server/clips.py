"""The names a client gave its clips ↔ the worker's, which are unique; and what clients are told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from limner.engine.audio.playout import ClipEnded, ClipStarted, Event
from limner.engine.types import TICK_HZ
from limner.protocol import messages


@dataclass
class Clip:
    """One that the worker has, to its end."""

    client_id: str | None
    fed_ms: float = 0.0  # of sound, so far
    started: bool = False
    ticks: int = 0  # since it began to be heard


class Clips:
    """Those of one session that are playing or waiting to."""

    def __init__(self) -> None:
        self._clips: dict[str, Clip] = {}
        self._count = 0

    def add(self, client_id: str | None, duration_ms: int) -> str:
        """A new clip: the worker's name of it."""
        self._count += 1
        name = f"clip {self._count}"
        self._clips[name] = Clip(client_id, duration_ms)
        return name

    def feed(self, name: str, client_id: str | None, duration_ms: float) -> None:
        """More of a streamed one, named by the stream."""
        self._clips.setdefault(name, Clip(client_id)).fed_ms += duration_ms

    def drop(self, name: str) -> str | None:
        """It came to nothing: the client's name of it."""
        clip = self._clips.pop(name, None)
        return clip.client_id if clip else None

    def lose(self) -> list[messages.Message]:
        """Their worker died, and they with it → what clients are told. Only the worker knew to the sample what was heard: ticks must do."""
        told: list[messages.Message] = [
            messages.SpeechEnded(id=clip.client_id, played_ms=int(min(clip.fed_ms, clip.ticks * 1000 / TICK_HZ)), interrupted=True)
            for clip in self._clips.values()
        ]
        self._clips.clear()
        return told

    def heard(self, ended: Iterable[Event]) -> tuple[str | None, int]:
        """What an interruption ended → (the client's name of what was playing, ms of it that were heard)."""
        clips = [event for event in ended if isinstance(event, ClipEnded)]
        first = next((clip for clip in clips if clip.played_ms), clips[0] if clips else None)
        return (self._client_id(first.clip_id), first.played_ms) if first else (None, 0)

    def tick(self, events: Iterable[Event]) -> list[messages.Message]:
        """What began and ended in one tick of sound → what clients are told."""
        told = self.tell(events)
        for clip in self._clips.values():
            clip.ticks += clip.started
        return told

    def tell(self, events: Iterable[Event]) -> list[messages.Message]:
        """What began and ended → what clients are told."""
        told: list[messages.Message] = []
        for event in events:
            if isinstance(event, ClipStarted):
                if clip := self._clips.get(event.clip_id):
                    clip.started = True
                told.append(messages.SpeechStarted(id=self._client_id(event.clip_id)))
            else:
                interrupted = event.reason in ("interrupted", "replaced")
                told.append(messages.SpeechEnded(id=self.drop(event.clip_id), played_ms=event.played_ms, interrupted=interrupted))
        return told

    def _client_id(self, name: str) -> str | None:
        clip = self._clips.get(name)
        return clip.client_id if clip else None
