"""The process that draws: one session's clock, engine and encoders. Started by `placement.py`.

One thread does everything on the tick schedule; only the loading of another portrait happens beside it.
"""

from __future__ import annotations

import gc
import logging
import pickle
import select
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from limner.engine.audio.playout import Event, Playout
from limner.engine.engine import FADE_TICKS, Engine
from limner.engine.render.base import Renderer, open_renderer
from limner.engine.types import I16, TICK_HZ, TICK_SAMPLES, Behaviour, Features, Motion, shape_weights
from limner.media.clock import TickClock
from limner.media.encoder import VideoCodec
from limner.media.producer import Producer
from limner.server.channel import Channel

log = logging.getLogger(__name__)

IDLE_S = 3600.0  # nothing due: wait for messages
WARM_TICKS = 6


# --- front → worker ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Load and compile what a session will need, by drawing one picture. Answer: Warm."""

    renderer: str
    rig: Path | None


@dataclass(frozen=True, slots=True)
class Open:
    """Be this session from now on. Answer: Opened. Whatever was before is forgotten."""

    renderer: str
    rig: Path | None  # a pickled Rig; None for renderers that need none
    seed: int
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class Begin:
    """Start ticking: tick 0 is, or was, at this time of `time.monotonic`."""

    epoch_s: float


@dataclass(frozen=True, slots=True)
class Watch:
    codecs: frozenset[VideoCodec]


@dataclass(frozen=True, slots=True)
class WantKey:
    pass


@dataclass(frozen=True, slots=True)
class SetBitrate:
    bitrate: int


@dataclass(frozen=True, slots=True)
class SetBehaviour:
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class SetPortrait:
    rig: Path


@dataclass(frozen=True, slots=True)
class Heard:
    """An Opus packet of the microphone track."""

    rtp_time: int
    data: bytes


@dataclass(frozen=True, slots=True)
class PlayClip:
    """Decoded sound in a .npy file, (n, 2) int16 at 48 kHz."""

    clip_id: str
    sound: Path
    replace: bool
    heard: int | None = None  # samples of it that clients have from another worker; None: it begins


@dataclass(frozen=True, slots=True)
class PlayChunk:
    """A piece of streamed speech; the first one of an id begins it."""

    clip_id: str
    sound: I16  # (n, 2) at 48 kHz
    last: bool
    heard: int | None = None  # as in PlayClip, of the stream before this piece


@dataclass(frozen=True, slots=True)
class Interrupt:
    """Answer: Interrupted."""


@dataclass(frozen=True, slots=True)
class Forget:
    """The session is over."""


# --- worker → front: also Sounded and Produced, every tick -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Warm:
    seconds: float


@dataclass(frozen=True, slots=True)
class Opened:
    pass


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The answer to Interrupt, one each."""

    ended: list[Event]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A clip took the place of these."""

    ended: list[Event]


def load_renderer(renderer: str, rig: Path | None) -> Renderer:
    return open_renderer(renderer, pickle.loads(rig.read_bytes()) if rig else None)


class Worker:
    """Answers the front until it is gone."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.producer: Producer | None = None
        self.clock: TickClock | None = None
        self._renderer = ""  # of this session
        self._portraits = 0  # so many were asked for; only the last one counts, and none of a session that is over
        self._loaded: tuple[int, Renderer] | None = None  # by a loading thread: which of them, and what draws it

    def run(self) -> None:
        while True:
            wait = self.clock.wait_s(time.monotonic()) if self.clock else IDLE_S
            readable, _, _ = select.select([self.channel.sock], [], [], wait)
            try:
                for message in self.channel.receive() if readable else []:
                    self.handle(message)
                self.tick()
            except (EOFError, ConnectionError):
                return

    def tick(self) -> None:
        """One tick, if one is due; messages get their turn between two."""
        if self.clock is None or self.producer is None:
            return
        due = self.clock.take(time.monotonic())
        if due is not None:
            if self._loaded is not None:
                which, renderer = self._loaded
                self._loaded = None
                if which == self._portraits:
                    self.producer.engine.set_renderer(renderer, FADE_TICKS)
            self.channel.send(self.producer.sound(due))
            self.channel.send(self.producer.picture(due))

    def handle(self, message: Any) -> None:
        producer = self.producer
        match message:
            case WarmUp():
                started = time.monotonic()
                warm_up(message)
                self.channel.send(Warm(time.monotonic() - started))
            case Open():
                self._portraits += 1
                self._renderer, self.clock = message.renderer, None
                renderer = load_renderer(message.renderer, message.rig)
                self.producer = Producer(Engine(renderer, seed=message.seed, behaviour=message.behaviour))
                gc.collect()
                gc.freeze()  # what is there now stays: a collection in the middle of a tick need not look at it
                self.channel.send(Opened())
            case Begin():
                self.clock = TickClock(message.epoch_s, time.monotonic())
            case Forget():
                self.producer = self.clock = self._loaded = None
                self._portraits += 1
                gc.collect()
            case _ if producer is None:
                pass  # for a session that has ended
            case Heard():
                producer.uplink.push(message.rtp_time, message.data)
            case Watch():
                producer.watch(message.codecs)
            case WantKey():
                producer.want_key()
            case SetBitrate():
                producer.set_bitrate(message.bitrate)
            case SetBehaviour():
                producer.engine.set_behaviour(message.behaviour)
            case SetPortrait():
                self._portraits += 1
                threading.Thread(target=self._load, args=(self._portraits, self._renderer, message.rig), daemon=True).start()
            case PlayClip():
                self._play(producer, message)
            case PlayChunk():
                self._play_chunk(producer.playout, message)
            case Interrupt():
                self.channel.send(Interrupted(producer.interrupt()))

    def _load(self, which: int, renderer: str, rig: Path) -> None:
        """In a thread of its own: the face that is there goes on meanwhile. The slower of two may end last, or after its session."""
        loaded = load_renderer(renderer, rig)
        if which == self._portraits:
            self._loaded = which, loaded

    def _play(self, producer: Producer, message: PlayClip) -> None:
        try:
            sound: I16 = np.load(message.sound, mmap_mode="r")
        except FileNotFoundError:
            return  # the session has ended meanwhile, which we shall hear next
        ended = producer.playout.play(message.clip_id, sound, "replace" if message.replace else "queue", heard=message.heard)
        if ended:
            self.channel.send(Replaced(ended))

    def _play_chunk(self, playout: Playout, message: PlayChunk) -> None:
        if not playout.feed(message.clip_id, message.sound):
            playout.begin(message.clip_id, heard=message.heard)
            playout.feed(message.clip_id, message.sound)
        if message.last:
            playout.end(message.clip_id)


def warm_up(message: WarmUp) -> None:
    """Draws and encodes faces in all sorts of states, so that a session finds everything compiled and loaded."""
    renderer = load_renderer(message.renderer, message.rig)
    for weight in (0.0, 0.5, 1.0):
        for closed in (0.0, 1.0):
            shapes = shape_weights(mouthClose=closed, eyeBlink=closed) + np.float32(weight) * (1 - shape_weights(mouthClose=1, eyeBlink=1))
            turn = 8 * weight - 4
            renderer.draw(Motion(shapes, yaw=turn, pitch=turn, roll=turn, gaze_x=weight, gaze_y=-weight, breath=weight), Features(), 0)
    producer = Producer(Engine(renderer))
    producer.watch(frozenset({"vp8"}))
    clock = TickClock(0.0, 0.0)
    noise = np.random.default_rng(0).normal(0, 3000, (TICK_SAMPLES, 2)).astype(np.int16)
    for _ in range(WARM_TICKS):
        due = clock.take(WARM_TICKS / TICK_HZ)
        assert due is not None
        producer.playout.play("warm", noise)
        producer.sound(due)
        producer.picture(replace(due, draw=True))


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="worker %(process)d %(levelname)s %(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    Worker(Channel.inherited()).run()
