"""Opus packets of a microphone track, early, late or lost → exactly 40 ms of sound a tick.

Packets are placed by their RTP time and read at the pace of the tick clock. What is kept in hand (`target`) follows the network: it
grows when a tick finds too little, and shrinks again while none does. Too much in hand is shortened and too little stretched a few
milliseconds at a time with a cross-fade, so neither a burst nor a client's drifting clock adds delay for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import F32, I16, SOUND_HZ, TICK_HZ, TICK_SAMPLES

MS = SOUND_HZ // 1000  # samples
RING = 2 * SOUND_HZ  # samples kept at most
START = MIN_TARGET = 20 * MS  # in hand beyond the tick being read
MAX_TARGET = 200 * MS
GROW, SHRINK = 20 * MS, 10 * MS
CALM_TICKS = 10 * TICK_HZ  # without a shortage, then the target shrinks
WINDOW_TICKS = TICK_HZ  # the least in hand over this long is what could be spared
GLUT, GLUT_TICKS = 100 * MS, 5  # more than the target by this for so long: back to the target at once
SLACK = 10 * MS  # more than the target by this: shorten
LOW = 4 * MS  # less in hand than this: stretch
STEP = 8 * MS  # shortened or stretched at once
FADE = 5 * MS
GONE_TICKS = TICK_HZ // 2  # nothing for so long: the next packet starts anew
JUMP = SOUND_HZ  # RTP time this far off is a new stream
CONCEAL = 60 * MS  # a gap repeats what was before it, fading out over so long
SHORTEST, LONGEST = 5 * MS // 2, 15 * MS  # pitch periods looked for, 67 to 400 Hz
MATCH = 5 * MS  # compared for it


@dataclass(slots=True)
class UplinkCounts:
    """Since the start; samples are per channel at 48 kHz."""

    packets: int = 0
    late: int = 0  # packets that came after their place was read
    concealed: int = 0  # samples made up
    shortened: int = 0
    stretched: int = 0


class Uplink:
    """One live track. `push` and `read` are called by one thread."""

    def __init__(self) -> None:
        self.counts = UplinkCounts()
        self.target = START
        self.reset()

    def reset(self) -> None:
        """Waits for a new stream; the counts and the target stay."""
        self.decoder = av.AudioCodecContext.create("libopus", "r")
        self.decoder.sample_rate = SOUND_HZ
        self.decoder.format = "s16"
        self.decoder.layout = "stereo"
        self.ring: I16 = np.zeros((RING, 2), np.int16)
        self.have: NDArray[np.bool_] = np.zeros(RING, np.bool_)
        self.origin: int | None = None  # RTP time of sample 0
        self.end = 0  # samples placed up to here
        self.at = 0  # next sample to read
        self.playing = False
        self.dry_ticks = 0
        self.calm_ticks = 0
        self.spare: list[int] = []  # in hand after each of the last reads
        self.past: F32 = np.zeros((LONGEST + MATCH, 2), np.float32)  # what was really there last, to make up a gap from
        self.period = LONGEST
        self.gap = 0  # samples made up in a row

    def push(self, rtp_time: int, payload: bytes) -> None:
        """One Opus packet. rtp_time is 32 bit at 48 kHz. What cannot be decoded counts as lost."""
        packet = av.Packet(payload)
        packet.time_base = Fraction(1, SOUND_HZ)
        try:
            frames = self.decoder.decode(packet)
        except av.FFmpegError:
            return
        self.counts.packets += 1
        if frames:
            self.place(rtp_time, np.concatenate([frame.to_ndarray().reshape(-1, 2) for frame in frames]))

    def place(self, rtp_time: int, sound: I16) -> None:
        """Decoded sound (n, 2) at its RTP time."""
        if self.origin is None:
            self.origin = rtp_time
        # The nearest position to the newest sample that has this 32-bit time.
        start = self.end + (rtp_time - self.origin - self.end + (1 << 31)) % (1 << 32) - (1 << 31)
        if abs(start - self.end) > JUMP:
            self.reset()
            self.origin, start = rtp_time, 0
        if self.playing and start + len(sound) <= self.at:
            self.counts.late += 1
            return
        if start > self.end:
            self._mark(self.end, start, False)
        where = np.arange(start, start + len(sound)) % RING
        self.ring[where] = sound
        self.have[where] = True
        self.end = max(self.end, start + len(sound))
        self.at = max(self.at, self.end - RING + TICK_SAMPLES)

    def read(self) -> I16:
        """The next tick: (1920, 2) int16, silence where there is no stream."""
        if not self.playing:
            if self.end - self.at < TICK_SAMPLES + self.target:
                return np.zeros((TICK_SAMPLES, 2), np.int16)
            self.at = self.end - TICK_SAMPLES - self.target
            self.playing = True
            self.gap = CONCEAL  # fade in, make nothing up
        self._drop_glut()
        in_hand = self.end - self.at
        self._adapt(in_hand)
        if in_hand >= TICK_SAMPLES + STEP and self._spare() > self.target + SLACK:
            sound = _shorten(self._take(TICK_SAMPLES + STEP))
            self.counts.shortened += STEP
            self.spare.clear()
        elif in_hand >= TICK_SAMPLES and self._spare() < LOW:
            sound = _stretch(self._take(TICK_SAMPLES - STEP))
            self.counts.stretched += STEP
            self.spare.clear()
        else:
            sound = self._take(TICK_SAMPLES)
        return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)

    def _drop_glut(self) -> None:
        """After a standstill everything comes at once; the newest counts."""
        if len(self.spare) >= GLUT_TICKS and min(self.spare[-GLUT_TICKS:]) > self.target + GLUT:
            skipped = self.end - self.at - TICK_SAMPLES - self.target
            self.counts.shortened += skipped
            self.at += skipped
            self.gap = self.gap or 1  # fades over from what was read last
            self.period = _period(self.past)
            self.spare.clear()

    def _adapt(self, in_hand: int) -> None:
        if in_hand >= TICK_SAMPLES:
            self.dry_ticks = 0
            self.calm_ticks += 1
            self.spare = [*self.spare[-WINDOW_TICKS + 1 :], in_hand - TICK_SAMPLES]
            if self.calm_ticks >= CALM_TICKS:
                self.calm_ticks = 0
                self.target = max(MIN_TARGET, self.target - SHRINK)
            return
        self.calm_ticks = 0
        self.spare.clear()
        if self.dry_ticks == 0:
            self.target = min(MAX_TARGET, self.target + GROW)
        self.dry_ticks += 1
        if self.dry_ticks >= GONE_TICKS:
            self.playing = False  # `at` stays at `end`; the stream may come back where it was
            self.target = START

    def _spare(self) -> int:
        """The least in hand over the last two seconds; the target itself while that is not known."""
        return min(self.spare) if len(self.spare) == WINDOW_TICKS else self.target

    def _take(self, count: int) -> F32:
        """The next samples, (count, 2); holes are filled. Past the end nothing is consumed: it may still come, only late."""
        there = max(0, min(count, self.end - self.at))
        where = np.arange(self.at, self.at + there) % RING
        out = np.zeros((count, 2), np.float32)
        out[:there] = self.ring[where]
        holes = np.ones(count, np.bool_)
        holes[:there] = ~self.have[where]
        self.at += there
        if holes.any() or self.gap:
            self._conceal(out, holes)
        else:
            self._remember(out)
        return out

    def _remember(self, sound: F32) -> None:
        self.past = np.concatenate([self.past, sound])[-len(self.past) :]

    def _conceal(self, out: F32, holes: NDArray[np.bool_]) -> None:
        """Fills holes with what was before them, again and again, fading; and fades back into what is real."""
        start = 0
        for stop in (np.flatnonzero(np.diff(holes.astype(np.int8), append=-1)) + 1).tolist():
            if holes[start]:
                out[start:stop] = self._again(stop - start)
                self.counts.concealed += stop - start
            else:
                if self.gap:
                    fade = min(FADE, stop - start)
                    ramp = np.linspace(0, 1, fade, dtype=np.float32)[:, None]
                    out[start : start + fade] = out[start : start + fade] * ramp + self._again(fade) * (1 - ramp)
                self.gap = 0
                self._remember(out[start:stop])
            start = stop

    def _again(self, count: int) -> F32:
        """`count` samples that go on after the past by repeating its last period, and count as gap."""
        if self.gap == 0:
            self.period = _period(self.past)
        since = self.gap + np.arange(count)
        self.gap += count
        fade = np.clip(1 - since / CONCEAL, 0, 1).astype(np.float32)
        repeated: F32 = self.past[len(self.past) - self.period + since % self.period] * fade[:, None]
        return repeated

    def _mark(self, start: int, stop: int, value: bool) -> None:
        self.have[np.arange(max(start, stop - RING), stop) % RING] = value


def _period(past: F32) -> int:
    """The pitch period in samples that (n, 2) ends with: where its last 5 ms fit best into what was before."""
    mono = past.sum(axis=1)
    recent = mono[-MATCH:]
    lags = np.arange(SHORTEST, LONGEST + 1)
    likeness = np.correlate(mono[-MATCH - LONGEST : -SHORTEST], recent, "valid")[::-1]
    energy = np.convolve(mono[-MATCH - LONGEST : -SHORTEST] ** 2, np.ones(MATCH), "valid")[::-1]
    return int(lags[np.argmax(likeness / np.sqrt(energy + 1))])


def _shorten(sound: F32) -> F32:
    """(1920 + STEP, 2) → (1920, 2): STEP samples near the end are faded over."""
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)[:, None]
    out = sound[:TICK_SAMPLES].copy()
    out[-FADE:] = out[-FADE:] * (1 - ramp) + sound[-FADE:] * ramp
    return out


def _stretch(sound: F32) -> F32:
    """(1920 - STEP, 2) → (1920, 2): the last STEP samples are heard twice, faded over."""
    ramp = np.linspace(0, 1, FADE, dtype=np.float32)[:, None]
    out = np.concatenate([sound, sound[-STEP:]])
    joint = slice(len(sound) - FADE, len(sound))
    out[joint] = sound[joint] * (1 - ramp) + sound[len(sound) - STEP - FADE : len(sound) - STEP] * ramp
    return out
