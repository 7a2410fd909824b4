"""A session's sounds → 25 times a second encoded pictures and sound. One person's whole data path, without clock or sockets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.audio.playout import ClipEnded, Event, Playout
from limner.engine.engine import Engine
from limner.engine.types import I16, TICK_HZ
from limner.media.clock import Due
from limner.media.encoder import BITRATE, OpusEncoder, Picture, VideoCodec, VideoEncoder, open_video_encoder
from limner.media.inbound import Uplink

# A receiver keeps sound in hand for longer than pictures: Chromium 40 to 60 ms of it against 10 of those, on a good line. The engine knows
# the sound of a tick before it shows it, so that one leaves a tick earlier, and nobody needs to hold the picture back for it.
SOUND_AHEAD_TICKS = 1
ON_ITS_WAY_TICKS = LOOKAHEAD_TICKS - SOUND_AHEAD_TICKS  # heard by the engine, not yet given out
KEY_EVERY_TICKS = 10  # key frames are dear: whoever needs one waits so long after the last


@dataclass(slots=True)
class Sounded:
    """The sound of one tick, which leaves before its picture."""

    tick: int
    packets: list[bytes]  # two of Opus, 20 ms each
    playing: tuple[str, int] | None = None  # the clip that is in the middle, and its samples given out


@dataclass(slots=True)
class Produced:
    """What else one tick gave."""

    tick: int
    pictures: dict[VideoCodec, Picture] = field(default_factory=dict)  # none: nobody watches, or it was too late
    events: list[Event] = field(default_factory=list)  # what began and ended to be heard
    dropped: bool = False  # somebody watched, but it was too late for the picture
    skipped: int = 0
    late_s: float = 0.0
    engine_s: float = 0.0
    encode_s: float = 0.0
    uplink_ms: float = 0.0  # of the microphone in hand
    level: float = 0.0  # RMS of the sound that leaves, full scale = 1


class Producer:
    """`sound()`, then `picture()`, for every tick that is due; everything else between ticks, by the same thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.playout = Playout()
        self.uplink = Uplink()
        self.opus = OpusEncoder()
        self.encoders: dict[VideoCodec, VideoEncoder] = {}
        self.bitrate = BITRATE
        self._key_wanted = True
        self._last_key = -KEY_EVERY_TICKS
        self._events: list[Event] = []
        self._heard_s = 0.0

    def watch(self, codecs: frozenset[VideoCodec]) -> None:
        """Who watches, by what they can decode. With nobody watching nothing is drawn, but the sound goes on."""
        self.encoders = {codec: self.encoders.get(codec) or open_video_encoder(codec, self.bitrate) for codec in sorted(codecs)}

    def want_key(self) -> None:
        """A viewer needs a key frame: the next one possible."""
        self._key_wanted = True

    def set_bitrate(self, bitrate: int) -> None:
        self.bitrate = bitrate
        for encoder in self.encoders.values():
            encoder.set_bitrate(bitrate)

    def interrupt(self) -> list[Event]:
        """Silence: clips end, what has not left does not, the mouth closes. What became of the clips, by what has left of them."""
        self.engine.hush(SOUND_AHEAD_TICKS)
        return [_less(event, ON_ITS_WAY_TICKS * 1000 // TICK_HZ) for event in self.playout.interrupt(fade=False)]

    def sound(self, due: Due) -> Sounded:
        """The first half of a tick. Whatever drawing and encoding cost, sound does not wait for it: a receiver that finds sound coming
        unevenly keeps more of it in hand, and then it is late for its picture."""
        started = time.perf_counter()
        clip, self._events = self.playout.step()
        packets = self.opus.encode(self.engine.hear(_mix(clip, self.uplink.read()), SOUND_AHEAD_TICKS))
        self._heard_s = time.perf_counter() - started
        return Sounded(due.tick + SOUND_AHEAD_TICKS, packets, self.playout.playing)

    def picture(self, due: Due) -> Produced:
        """The second half: a picture, if somebody watches and it is not too late."""
        started = time.perf_counter()
        tick = self.engine.show(draw=due.draw and bool(self.encoders))
        drawn = time.perf_counter()
        produced = Produced(due.tick, events=self._events, late_s=due.late_s, skipped=due.skipped)
        if due.draw:
            key = self._key_wanted and due.tick - self._last_key >= KEY_EVERY_TICKS
            for codec, encoder in self.encoders.items():
                produced.pictures[codec] = encoder.encode(tick.frame, key=key)
            if any(picture.key for picture in produced.pictures.values()):
                self._last_key = due.tick
            if key and self.encoders:
                self._key_wanted = False
        produced.dropped = bool(self.encoders) and not due.draw
        produced.engine_s = self._heard_s + drawn - started
        produced.encode_s = time.perf_counter() - drawn
        produced.level = tick.features.level
        produced.uplink_ms = (self.uplink.end - self.uplink.at) / 48
        return produced


def _less(event: Event, ms: int) -> Event:
    return replace(event, played_ms=max(0, event.played_ms - ms)) if isinstance(event, ClipEnded) else event


def _mix(first: I16, second: I16) -> I16:
    if not second.any():
        return first
    mixed: I16 = np.clip(first.astype(np.int32) + second, -32768, 32767).astype(np.int16)
    return mixed
