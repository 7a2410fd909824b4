"""40 ms of sound → a frame and the sound that belongs to it. The whole data path, one tick at a time; start reading here."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np

from limner.engine.audio.ear import LOOKAHEAD_TICKS, Ear
from limner.engine.audio.features import FeatureStream
from limner.engine.audio.resample import Resampler
from limner.engine.audio.voice import Voice
from limner.engine.behaviour.schedule import Schedule
from limner.engine.motion.blend import blend
from limner.engine.motion.face import Face
from limner.engine.motion.head import Head
from limner.engine.motion.lips import SEEN, Lips
from limner.engine.motion.pace import Pace
from limner.engine.motion.trail import Trail
from limner.engine.render.base import Renderer
from limner.engine.types import I16, SOUND_HZ, TICK_SAMPLES, Behaviour, Coming, Features, Frame, Tick

FADE = SOUND_HZ * 5 // 1000  # samples: too short to hear, long enough not to click
FADE_TICKS = 10  # .4 s from one portrait to the next


class Engine:
    """One person. `step()` is called 25 times a second by one thread; the same sounds, calls and seed give the same ticks.

    The picture hears LOOKAHEAD_TICKS (80 ms) more than it shows: the sound of a tick comes out that much later, with the mouth
    that belongs to it.
    """

    def __init__(self, renderer: Renderer, *, seed: int = 0, behaviour: Behaviour | None = None) -> None:
        self._renderer = renderer
        self._seed = seed
        self._behaviour = behaviour or Behaviour()
        self._fade_frame: Frame | None = None  # the one scratch picture, made when first needed
        self.reset()

    def reset(self) -> None:
        """Back to the first tick. Renderer and behaviour stay."""
        face, head, schedule = (np.random.default_rng([self._seed, stage]) for stage in range(3))
        self._resample = Resampler()
        self._hear = FeatureStream()
        self._ear = Ear()
        self._voice = Voice()
        self._lips = Lips()
        self._look_at(self._renderer)
        self._pace = Pace()
        self._face = Face(face)
        self._head = Head(head)
        self._trail = Trail()
        self._schedule = Schedule(self._behaviour, schedule)
        self._waiting: deque[tuple[I16, Features]] = deque()
        for _ in range(LOOKAHEAD_TICKS):
            self._waiting.append((np.zeros((TICK_SAMPLES, 2), np.int16), Features()))
        self._index = 0
        self._fade_left = self._fade_ticks = 0
        self._last: Frame | None = None

    def step(self, sound: I16, *, draw: bool = True) -> Tick:
        """(1920, 2) int16 at 48 kHz → Tick. Its frame is valid until the next call. ValueError on any other shape.

        draw=False saves the drawing (nobody watches, or it is too late for this picture): the frame is the last one drawn.
        """
        self.hear(sound)
        return self.show(draw=draw)

    def hear(self, sound: I16, ahead: int = 0) -> I16:
        """The first half of a step: listens → the (1920, 2) sound of the tick that `show` is to draw, or of one up to LOOKAHEAD_TICKS
        ahead of it. So sound need not wait for its picture."""
        if sound.shape != (TICK_SAMPLES, 2) or sound.dtype != np.int16:
            raise ValueError(f"a tick of sound is int16 {(TICK_SAMPLES, 2)}, got {sound.dtype} {sound.shape}")
        heard = self._hear.step(self._resample.step(sound))
        self._waiting.append((sound.copy(), heard))
        return self._waiting[ahead][0]

    def show(self, *, draw: bool = True) -> Tick:
        """The second half, once for each `hear`."""
        newest = self._waiting[-1][1]
        shown_sound, shown = self._waiting.popleft()
        # What was said when `shown` was heard: the ear listens ahead.
        shown.said = self._ear.step(newest.mel, newest.voiced, newest.pitch_hz, newest.vad)
        shown.speech = self._voice.step(shown.said, shown.level)
        shown.pause_s = self._voice.pause_s
        shown.coming = Coming(newest.level, newest.accent)

        intent = self._schedule.step(shown.pause_s)
        lips = self._pace.step(self._lips.step(shown), intent)
        motion = blend(lips, self._face.step(shown, intent), self._head.step(shown, intent), intent, self._pace.talking)
        self._trail.step(motion)

        frame = self._last
        if draw or frame is None:
            frame = self._fade(self._renderer.draw(motion, shown, self._index))
        tick = Tick(self._index, frame, shown_sound, shown, motion)
        self._index += 1
        return tick

    def hush(self, ahead: int = 0) -> None:
        """Somebody is interrupted: what was heard and has not left (`hear` gave it out up to so many ticks ahead) is silent from its
        first 5 ms on, and the mouth closes at once."""
        for place, (sound, _) in enumerate([*self._waiting]):
            silence = np.zeros_like(sound)
            if place < ahead:
                silence = sound  # has left
            elif place == ahead:
                silence[:FADE] = np.rint(sound[:FADE] * np.linspace(1, 0, FADE)[:, None])
            self._waiting[place] = silence, Features()
        self._voice.hush()
        self._lips.hush()

    def set_behaviour(self, behaviour: Behaviour) -> None:
        """From the next tick on; the schedule moves over smoothly."""
        self._behaviour = behaviour
        self._schedule.set(behaviour)

    def set_renderer(self, renderer: Renderer, fade_ticks: int = FADE_TICKS) -> None:
        """Another portrait from the next tick on, faded in from the last picture of the old one.

        The old picture stands still while it fades, so that a change never costs two drawings in one tick.
        """
        if self._last is not None and fade_ticks > 0:
            if self._fade_frame is None:
                self._fade_frame = Frame()
            if self._last is not self._fade_frame:
                np.copyto(self._fade_frame.planes, self._last.planes)
            self._fade_left = self._fade_ticks = fade_ticks
        self._renderer = renderer
        self._look_at(renderer)

    def _look_at(self, renderer: Renderer) -> None:
        """Lips part as far as on other portraits, to the eye."""
        self._lips.seen = getattr(renderer, "lips_seen", SEEN)

    def _fade(self, new: Frame) -> Frame:
        """The scratch picture moves 1/n of the remaining way to the new one each tick: a straight cross-fade, in place."""
        if self._fade_left > 0 and self._fade_frame is not None:
            share = 1 / (self._fade_left + 1)
            cv2.addWeighted(self._fade_frame.planes, 1 - share, new.planes, share, 0, dst=self._fade_frame.planes)
            self._fade_left -= 1
            new = self._fade_frame
        self._last = new
        return new
