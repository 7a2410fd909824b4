"""The names a client gave its clips ↔ the worker's, which are unique; and what clients are told of them."""

from __future__ import annotations

from collections.abc import Iterable

from limner.engine.audio.playout import ClipEnded, ClipStarted, Event
from limner.protocol import messages


class Clips:
    """Those of one session that are playing or waiting to."""

    def __init__(self) -> None:
        self._client_ids: dict[str, str | None] = {}
        self._count = 0

    def add(self, client_id: str | None) -> str:
        """A new clip: the worker's name of it."""
        self._count += 1
        name = f"clip {self._count}"
        self._client_ids[name] = client_id
        return name

    def know(self, name: str, client_id: str | None) -> None:
        """A streamed one, named by the stream."""
        self._client_ids.setdefault(name, client_id)

    def drop(self, name: str) -> str | None:
        """It came to nothing: the client's name of it."""
        return self._client_ids.pop(name, None)

    def clear(self) -> None:
        """Their worker died."""
        self._client_ids.clear()

    def heard(self, ended: Iterable[Event]) -> tuple[str | None, int]:
        """What an interruption ended → (the client's name of what was playing, ms of it that were heard)."""
        clips = [event for event in ended if isinstance(event, ClipEnded)]
        first = next((clip for clip in clips if clip.played_ms), clips[0] if clips else None)
        return (self._client_ids.get(first.clip_id), first.played_ms) if first else (None, 0)

    def tell(self, events: Iterable[Event]) -> list[messages.Message]:
        """What began and ended → what clients are told."""
        told: list[messages.Message] = []
        for event in events:
            if isinstance(event, ClipStarted):
                told.append(messages.SpeechStarted(id=self._client_ids.get(event.clip_id)))
            else:
                interrupted = event.reason in ("interrupted", "replaced")
                told.append(messages.SpeechEnded(id=self.drop(event.clip_id), played_ms=event.played_ms, interrupted=interrupted))
        return told
