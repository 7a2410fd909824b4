"""A receiver's bandwidth estimates (REMB) → the encoder's bit rate, changed seldom: every change costs a key frame."""

from __future__ import annotations

from limner.media.encoder import BITRATE, MAX_BITRATE, MIN_BITRATE

SHARE = 0.85  # of the estimate; the rest is for sound, repairs and error
SETTLE_S = 4.0  # first estimates only feel their way up
DOWN, UP = 0.75, 1.25  # a target beyond these times the present rate changes it …
DOWN_AFTER_S, UP_AFTER_S = 1.0, 8.0  # … when it has held so long
HEADROOM = 1.2  # a receiver's estimate never gets far above what it is sent: only one near or below that is a limit


class RateControl:
    """One viewer's. Times are seconds of any monotonic clock."""

    def __init__(self, now_s: float) -> None:
        self.bitrate = BITRATE
        self._settled_s = now_s + SETTLE_S
        self._since_s: float | None = None  # the target has been out of bounds, on the same side
        self._down = False

    def estimate(self, now_s: float, bitrate: int, sent: float) -> int | None:
        """One estimate, and what is really sent, in bit/s → the new bit rate, or None to leave it."""
        if now_s < self._settled_s:
            return None
        target = max(MIN_BITRATE, min(MAX_BITRATE, round(SHARE * bitrate)))
        down = target < DOWN * self.bitrate and bitrate < HEADROOM * sent
        if not down and target <= UP * self.bitrate:
            self._since_s = None
            return None
        if self._since_s is None or down != self._down:
            self._since_s, self._down = now_s, down
        if now_s - self._since_s < (DOWN_AFTER_S if down else UP_AFTER_S):
            return None
        self._since_s = None
        self.bitrate = target
        return target
