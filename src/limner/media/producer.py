"""A session's sounds → 25 times a second encoded pictures and sound. One person's whole data path, without clock or sockets."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from limner.engine.audio.playout import Event, Playout
from limner.engine.engine import Engine
from limner.engine.types import I16
from limner.media.clock import Due
from limner.media.encoder import BITRATE, OpusEncoder, Picture, VideoCodec, VideoEncoder, open_video_encoder
from limner.media.inbound import Uplink

KEY_EVERY_TICKS = 10  # key frames are dear: whoever needs one waits so long after the last


@dataclass(slots=True)
class Produced:
    """What one tick gave."""

    tick: int
    sound: list[bytes]  # two Opus packets of 20 ms
    pictures: dict[VideoCodec, Picture] = field(default_factory=dict)  # none: nobody watches, or it was too late
    events: list[Event] = field(default_factory=list)  # what began and ended to be heard
    playing: tuple[str, int] | None = None  # the clip that is in the middle, and its samples given out
    dropped: bool = False  # somebody watched, but it was too late for the picture
    skipped: int = 0
    late_s: float = 0.0
    engine_s: float = 0.0
    encode_s: float = 0.0
    uplink_ms: float = 0.0  # of the microphone in hand
    level: float = 0.0  # RMS of the sound that leaves, full scale = 1


class Producer:
    """`step()` for every tick that is due; everything else between ticks, by the same thread."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.playout = Playout()
        self.uplink = Uplink()
        self.opus = OpusEncoder()
        self.encoders: dict[VideoCodec, VideoEncoder] = {}
        self.bitrate = BITRATE
        self._key_wanted = True
        self._last_key = -KEY_EVERY_TICKS

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

    def step(self, due: Due) -> Produced:
        """One tick. Its sound always comes out; its picture if somebody watches and it is not too late."""
        started = time.perf_counter()
        clip, events = self.playout.step()
        tick = self.engine.step(_mix(clip, self.uplink.read()), draw=due.draw and bool(self.encoders))
        drawn = time.perf_counter()
        produced = Produced(due.tick, self.opus.encode(tick.sound), events=events, late_s=due.late_s, skipped=due.skipped)
        produced.playing = self.playout.playing
        if due.draw:
            key = self._key_wanted and due.tick - self._last_key >= KEY_EVERY_TICKS
            for codec, encoder in self.encoders.items():
                produced.pictures[codec] = encoder.encode(tick.frame, key=key)
            if any(picture.key for picture in produced.pictures.values()):
                self._last_key = due.tick
            if key and self.encoders:
                self._key_wanted = False
        produced.dropped = bool(self.encoders) and not due.draw
        produced.engine_s = drawn - started
        produced.encode_s = time.perf_counter() - drawn
        produced.level = tick.features.level
        produced.uplink_ms = (self.uplink.end - self.uplink.at) / 48
        return produced


def _mix(first: I16, second: I16) -> I16:
    if not second.any():
        return first
    mixed: I16 = np.clip(first.astype(np.int32) + second, -32768, 32767).astype(np.int16)
    return mixed
