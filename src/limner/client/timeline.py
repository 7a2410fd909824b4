"""RTP times of picture and sound → seconds on one clock.

Each stream counts from a number of its own. The server's reports (RTCP SR) say which count belongs to which moment; with one for each
stream, a picture and a sound of the same moment get the same time. Until then (about a second) times follow arrival.
"""

from __future__ import annotations

from typing import Literal

from limner.media.webrtc import SOUND_REPORTED_LATER_S

Kind = Literal["video", "audio"]
RATE_HZ: dict[Kind, int] = {"video": 90_000, "audio": 48_000}
KINDS: tuple[Kind, Kind] = ("video", "audio")
JUMP_S = 10.0  # so far from what arrival says it is no delay: the server's clock was set, or it is another server
OPUS_DELAY_S = 312 / 48_000  # what a decoder gives out began so much earlier (RFC 7845, pre-skip of libopus)
# A packet's sound against the moment that the reports give it.
EARLIER_S: dict[Kind, float] = {"video": 0.0, "audio": SOUND_REPORTED_LATER_S + OPUS_DELAY_S}


class Timeline:
    """The times of one peer connection."""

    def __init__(self) -> None:
        self._last: dict[Kind, int] = {}
        self._first: dict[Kind, tuple[float, int]] = {}  # (arrival in s, RTP count)
        self._reports: dict[Kind, tuple[float, int]] = {}  # (server's clock in s, RTP count)

    def unwrap(self, kind: Kind, rtp: int) -> int:
        """A 32-bit count → one that goes on after it wrapped."""
        last = self._last.get(kind, rtp)
        self._last[kind] = last + ((rtp - last + (1 << 31)) % (1 << 32)) - (1 << 31)
        return self._last[kind]

    def report(self, kind: Kind, ntp: int, rtp: int) -> None:
        """An RTCP sender report: `ntp` is 64-bit NTP time."""
        self._reports[kind] = (ntp / (1 << 32), self.unwrap(kind, rtp))

    @property
    def synced(self) -> bool:
        return len(self._reports) == len(KINDS)

    def server_s(self, kind: Kind, rtp: int) -> float | None:
        """The moment on the server's clock; None before there were reports."""
        if not self.synced:
            return None
        at_s, count = self._reports[kind]
        return at_s + (rtp - count) / RATE_HZ[kind] - EARLIER_S[kind]

    def arrival_s(self, kind: Kind, rtp: int, now_s: float) -> float:
        """When it should have come, going by when the first of its stream came."""
        at_s, count = self._first.setdefault(kind, (now_s, rtp))
        return at_s + (rtp - count) / RATE_HZ[kind]


class Clock:
    """One zero for all connections of an avatar: about the first picture or sound."""

    def __init__(self) -> None:
        self._begun_s: float | None = None  # arrival
        self._zero_s: float | None = None  # server's clock

    def time_s(self, timeline: Timeline, kind: Kind, rtp: int, now_s: float) -> float:
        """Seconds since the beginning. now_s is any monotonic clock."""
        if self._begun_s is None:
            self._begun_s = now_s
        estimate = timeline.arrival_s(kind, rtp, now_s) - self._begun_s
        exact = timeline.server_s(kind, rtp)
        if exact is None:
            return estimate
        if self._zero_s is None or abs(exact - self._zero_s - estimate) > JUMP_S:
            self._zero_s = exact - estimate
        return exact - self._zero_s

    def exact_s(self, timeline: Timeline, kind: Kind, rtp: int) -> float | None:
        """The same where it is exact, else None."""
        exact = timeline.server_s(kind, rtp)
        return None if exact is None or self._zero_s is None else exact - self._zero_s

    def moment_s(self, server_s: float) -> float | None:
        """A moment on the server's clock, as it tells them; None before there were reports."""
        return None if self._zero_s is None else server_s - self._zero_s
