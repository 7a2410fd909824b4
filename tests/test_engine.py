"""The engine: one tick in, one frame and its own sound out; the same every time."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.behaviour.prompt import parse
from limner.engine.engine import Engine
from limner.engine.types import I16, SHAPE, TICK_SAMPLES, Behaviour, Features, Frame, Motion, Tick
from tests.sounds import noise, stereo, ticks, tone, up, words


class Plain:
    """A renderer that fills its frame with one grey and remembers what it was asked to draw."""

    def __init__(self, grey: int = 100) -> None:
        self.frame = Frame(np.full((1080, 1280), grey, np.uint8))
        self.motions: list[Motion] = []

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        self.motions.append(motion)
        return self.frame


def speech() -> list[I16]:
    return ticks(np.concatenate([np.zeros((24_000, 2), np.int16), stereo(up(words("aipasaemo ua", 0.2)))]))


def run(engine: Engine, sounds: list[I16]) -> list[Tick]:
    return [dataclasses.replace(engine.step(sound)) for sound in sounds]


def lines(out: list[Tick]) -> np.ndarray:
    return np.array([(*t.motion.shapes, t.motion.yaw, t.motion.pitch, t.motion.roll, t.motion.gaze_x, t.motion.breath) for t in out])


def test_sound_comes_out_whole_and_two_ticks_late() -> None:
    sounds = ticks(stereo(noise(1.0), 0.1))
    out = run(Engine(Plain()), sounds)
    assert [t.index for t in out] == list(range(len(sounds)))
    assert not np.concatenate([t.sound for t in out[:LOOKAHEAD_TICKS]]).any()
    np.testing.assert_array_equal(np.concatenate([t.sound for t in out[LOOKAHEAD_TICKS:]]), np.concatenate(sounds[:-LOOKAHEAD_TICKS]))


def test_features_belong_to_the_sound_of_their_tick() -> None:
    sounds = ticks(np.concatenate([np.zeros((48_000, 2), np.int16), stereo(tone(300, 0.4), 0.3)]))
    out = run(Engine(Plain()), [*sounds, *sounds[:3]])
    onsets = [t.index for t in out if t.features.onset]
    assert onsets == [25 + LOOKAHEAD_TICKS]
    assert out[onsets[0]].sound.any() and not out[onsets[0] - 1].sound.any()


def test_the_mouth_moves_with_speech_and_rests_in_silence() -> None:
    sounds = speech()
    out = run(Engine(Plain()), [*sounds, *[np.zeros((TICK_SAMPLES, 2), np.int16)] * 75])
    jaw = np.array([t.motion.shapes[SHAPE["jawOpen"]] for t in out])
    assert jaw[:10].max() == 0
    assert jaw[14 : len(sounds)].max() > 0.25
    assert jaw[-20:].max() == 0


def test_same_seed_same_frames() -> None:
    a, b, other = (lines(run(Engine(Plain(), seed=seed), speech())) for seed in (3, 3, 4))
    np.testing.assert_array_equal(a, b)
    assert np.abs(a - other).max() > 0.05


def test_later_sound_does_not_change_earlier_ticks() -> None:
    a, b = speech(), speech()
    b[30:] = [np.zeros_like(s) for s in b[30:]]
    np.testing.assert_array_equal(lines(run(Engine(Plain()), a))[:30], lines(run(Engine(Plain()), b))[:30])


def test_reset_is_a_new_engine() -> None:
    engine = Engine(Plain(), seed=7)
    first = lines(run(engine, speech()))
    engine.reset()
    np.testing.assert_array_equal(lines(run(engine, speech())), first)


def test_the_callers_buffer_may_be_used_again() -> None:
    engine = Engine(Plain())
    buffer = np.full((TICK_SAMPLES, 2), 500, np.int16)
    engine.step(buffer)
    buffer[:] = 0
    engine.step(buffer)
    assert (engine.step(buffer).sound == 500).all()


@pytest.mark.parametrize("bad", [np.zeros((1919, 2), np.int16), np.zeros((1920,), np.int16), np.zeros((1920, 2), np.float32)])
def test_wrong_ticks_are_told(bad: np.ndarray) -> None:
    with pytest.raises(ValueError, match="1920"):
        Engine(Plain()).step(bad)


def test_a_behaviour_moves_the_face_within_600_ms() -> None:
    engine = Engine(Plain())
    quiet = [np.zeros((TICK_SAMPLES, 2), np.int16)] * 25
    run(engine, quiet)
    engine.set_behaviour(parse("very happy", enhance=False))
    smile = lines(run(engine, quiet))[:, SHAPE["mouthSmileLeft"]]
    assert smile[0] < 0.25 and smile[15] > 0.45
    assert np.abs(np.diff(smile)).max() < 0.15 * smile[-1], "smoothly"


def test_the_behaviour_survives_a_reset() -> None:
    engine = Engine(Plain(), behaviour=Behaviour(emotions={"happy": 1.0}))
    engine.reset()
    assert engine.step(np.zeros((TICK_SAMPLES, 2), np.int16)).motion.shapes[SHAPE["mouthSmileLeft"]] > 0.4


def test_a_new_portrait_fades_in_and_the_old_picture_is_left_alone() -> None:
    old, new = Plain(40), Plain(200)
    engine = Engine(old)
    quiet = np.zeros((TICK_SAMPLES, 2), np.int16)
    engine.step(quiet)
    engine.set_renderer(new, fade_ticks=4)
    greys = [int(engine.step(quiet).frame.planes[0, 0]) for _ in range(6)]
    assert greys == sorted(greys) and greys[4:] == [200, 200]
    assert 60 < greys[0] < 90 and abs(greys[1] - 104) < 4
    assert (old.frame.planes == 40).all() and (new.frame.planes == 200).all()
    assert len(old.motions) == 1, "the old renderer draws no more"


def test_a_portrait_changed_while_fading() -> None:
    engine = Engine(Plain(0))
    quiet = np.zeros((TICK_SAMPLES, 2), np.int16)
    engine.step(quiet)
    engine.set_renderer(Plain(100), fade_ticks=10)
    before = int(engine.step(quiet).frame.planes[0, 0])
    engine.set_renderer(Plain(250), fade_ticks=2)
    greys = [int(engine.step(quiet).frame.planes[0, 0]) for _ in range(3)]
    assert before < greys[0] < greys[1] < greys[2] == 250


def test_no_fade_before_the_first_picture() -> None:
    engine = Engine(Plain(10))
    engine.set_renderer(Plain(90))
    assert engine.step(np.zeros((TICK_SAMPLES, 2), np.int16)).frame.planes[0, 0] == 90


def test_without_drawing_everything_else_goes_on() -> None:
    drawn, dark = Plain(), Plain()
    a, b = Engine(drawn, seed=1), Engine(dark, seed=1)
    for k, sound in enumerate(speech()):
        one, other = a.step(sound), b.step(sound, draw=k % 3 == 0)
        np.testing.assert_array_equal(one.motion.shapes, other.motion.shapes)
        np.testing.assert_array_equal(one.sound, other.sound)
    assert len(dark.motions) == -(-len(drawn.motions) // 3)
