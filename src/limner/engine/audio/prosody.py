"""Loudness, pitch and log-mel of a tick → accents and arousal: what head and brows hear of a voice's melody."""

from __future__ import annotations

import math

from limner.engine.types import F32, TICK_HZ

DT = 1 / TICK_HZ


class AccentDetector:
    """Loudness and pitch → how strongly a stressed syllable begins here (0..1).

    An accent is pitch and loudness more than .4 standard deviations above the last two seconds, at least 400 ms after the one
    before: 59 a minute of speech (median of 28 people), at which their heads are 1.29 times as fast as usual and their chins fall
    by .4 degrees within half a second. At 1 and .7 it is 32 a minute, and heads do not answer more.
    """

    MEMORY_S, APART_S, ABOVE = 2.0, 0.4, 0.4

    def __init__(self) -> None:
        self._loud_mean, self._loud_var = 0.3, 0.05
        self._pitch_mean, self._pitch_var = math.log(150.0), 0.03
        self._since_s = 1e9

    def step(self, loudness: float, pitch_hz: float) -> float:
        self._since_s += DT
        k = DT / self.MEMORY_S
        loud_z = (loudness - self._loud_mean) / math.sqrt(self._loud_var + 1e-3)
        self._loud_mean += k * (loudness - self._loud_mean)
        self._loud_var += k * ((loudness - self._loud_mean) ** 2 - self._loud_var)
        if pitch_hz <= 0:
            return 0.0
        pitch_z = (math.log(pitch_hz) - self._pitch_mean) / math.sqrt(self._pitch_var + 1e-3)
        self._pitch_mean += 2 * k * (math.log(pitch_hz) - self._pitch_mean)
        self._pitch_var += 2 * k * ((math.log(pitch_hz) - self._pitch_mean) ** 2 - self._pitch_var)
        if loudness < 0.4 or min(loud_z, pitch_z) < self.ABOVE or self._since_s < self.APART_S:
            return 0.0
        self._since_s = 0.0
        return min(1.0, 0.4 + 0.2 * (loud_z + pitch_z - 2 * self.ABOVE))


class Arousal:
    """How excited a voice sounds, 0..1: 0.5 is how people ordinarily talk, 0 is nobody talking for a while.

    Read from what a microphone's level does not change: how widely the pitch moves, how far it and the share of high frequencies lie
    above the speaker's own long-term mean, and how many syllables come a second. The weights are set by hand, on the known
    direction of each (there is no labelled speech behind them).
    """

    SHORT_S, LONG_S = 2.0, 20.0
    SPOKEN = 0.35  # loudness from which a tick counts
    PITCH_SPREAD, SPREAD_UNIT = 0.11, 0.07  # standard deviation of ln Hz in ordinary speech, and how much more is much
    RAISED_UNIT, TILT_UNIT = 0.15, 0.2
    SYLLABLES_HZ, SYLLABLES_UNIT = 3.5, 1.5
    QUIET_S, FORGET_S = 1.0, 2.5

    def __init__(self) -> None:
        self._pitch = self._pitch_long = 0.0  # running means of ln Hz; 0: nothing heard yet
        self._pitch_var = self.PITCH_SPREAD**2
        self._tilt = self._tilt_long = 0.0
        self._rate = self.SYLLABLES_HZ
        self._heard_s = self._quiet_s = 0.0
        self._rising = False
        self._value = 0.0

    def step(self, loudness: float, pitch_hz: float, mel: F32) -> float:
        """loudness 0..1; pitch in hertz, 0 where unvoiced; mel (4, 40)."""
        spoken = loudness > self.SPOKEN
        self._quiet_s = 0.0 if spoken else self._quiet_s + DT
        if self._quiet_s < self.QUIET_S:
            self._count_syllables(loudness)
        if spoken and pitch_hz > 0:
            self._listen(math.log(pitch_hz), float(mel[:, 22:].mean() - mel[:, :14].mean()))
        goal = 0.0
        if self._quiet_s < self.QUIET_S and self._heard_s > 0:
            more = (math.sqrt(self._pitch_var) - self.PITCH_SPREAD) / self.SPREAD_UNIT
            more += (self._pitch - self._pitch_long) / self.RAISED_UNIT + (self._tilt - self._tilt_long) / self.TILT_UNIT
            more += (self._rate - self.SYLLABLES_HZ) / self.SYLLABLES_UNIT
            goal = 1 / (1 + math.exp(-0.6 * more))
        self._value += (goal - self._value) * (1 - math.exp(-DT / (0.5 if goal > self._value else self.FORGET_S)))
        return self._value

    def _listen(self, pitch: float, tilt: float) -> None:
        if self._heard_s == 0:
            self._pitch = self._pitch_long = pitch
            self._tilt = self._tilt_long = tilt
        self._heard_s += DT
        short = DT / self.SHORT_S
        long = DT / min(self.LONG_S, max(self.SHORT_S, self._heard_s))
        self._pitch_var += short * (min((pitch - self._pitch) ** 2, 0.25) - self._pitch_var)  # an octave's slip says little
        self._pitch += short * (pitch - self._pitch)
        self._tilt += short * (tilt - self._tilt)
        self._pitch_long += long * (pitch - self._pitch_long)
        self._tilt_long += long * (tilt - self._tilt_long)

    def _count_syllables(self, loudness: float) -> None:
        """A syllable begins where loudness rises through .6 after it was below .5."""
        began = not self._rising and loudness > 0.6
        if began or loudness < 0.5:
            self._rising = loudness > 0.6
        self._rate += DT / self.SHORT_S * ((TICK_HZ if began else 0.0) - self._rate)
