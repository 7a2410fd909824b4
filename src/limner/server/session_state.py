"""What becomes of a session: begun, left, come back to, ended. Plain rules on given times; `session.py` does what they say.

Times are seconds of one monotonic clock, handed in by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from limner.protocol.codes import EndCode

NEVER_CONNECTED_S = 120.0  # a client that opened a socket and then did nothing


@dataclass(frozen=True)
class Limits:
    """0: no such limit."""

    idle_s: float = 0.0
    session_s: float = 0.0
    reconnect_s: float = 120.0


@dataclass
class SessionState:
    """One session's life."""

    limits: Limits
    now_s: float  # when it was made
    began_s: float | None = None  # the first picture could leave
    used: bool = False  # it was given something that its client would miss
    left_s: float | None = None  # its client's socket was cut, and none came back yet
    ended: EndCode | None = None
    ticks_told: int = 0  # seconds already reported with generation_tick

    def __post_init__(self) -> None:
        self.made_s = self.active_s = self.now_s

    @property
    def lingering(self) -> bool:
        return self.left_s is not None and self.ended is None

    def active(self, now_s: float) -> None:
        """A message came, or sound."""
        self.active_s = now_s

    def connected(self, now_s: float) -> bool:
        """A peer connection stands. True the first time: the media clock begins."""
        self.active(now_s)
        if self.began_s is not None:
            return False
        self.began_s = now_s
        return True

    def client_gone(self, now_s: float, *, cut: bool) -> None:
        """The socket is closed. cut: without a goodbye, so the client may come back, if there is anything to come back to."""
        if self.ended is not None:
            return
        if cut and (self.used or self.began_s is not None) and self.limits.reconnect_s > 0:
            self.left_s = now_s
        else:
            self.ended = "client_left"

    def client_back(self, now_s: float) -> None:
        self.left_s = None
        self.active(now_s)

    def end(self, reason: EndCode) -> None:
        """The first reason counts."""
        self.ended = self.ended or reason

    def check(self, now_s: float) -> EndCode | None:
        """Is it over? To be asked every second or so."""
        if self.ended is None:
            if self.left_s is not None and now_s - self.left_s >= self.limits.reconnect_s:
                self.ended = "not_resumed"
            elif self.limits.session_s and now_s - self.made_s >= self.limits.session_s:
                self.ended = "session_limit"
            elif self.limits.idle_s and now_s - self.active_s >= self.limits.idle_s:
                self.ended = "idle"
            elif self.began_s is None and now_s - self.active_s >= NEVER_CONNECTED_S:
                self.ended = "never_connected"
        return self.ended

    def seconds(self, now_s: float) -> int:
        """Whole seconds since it began."""
        return int(now_s - self.began_s) if self.began_s is not None else 0

    def tick_due(self, now_s: float) -> int | None:
        """A new whole second has passed: its number, once."""
        seconds = self.seconds(now_s)
        if seconds > self.ticks_told:
            self.ticks_told = seconds
            return seconds
        return None


SENTENCES: dict[EndCode, str] = {
    "client_left": "The client closed the connection.",
    "not_resumed": "The client did not come back in time.",
    "idle": "The session ended because nothing was said for a while.",
    "session_limit": "The session has reached its longest duration.",
    "never_connected": "The session ended because no media connection came to be.",
    "evicted": "The session gave its place to another client.",
    "server_stopped": "The server is shutting down.",
    "worker_lost": "The process that drew this avatar ended and could not be replaced; connect again.",
}
