"""Lips: the mouth follows the sound two ticks ahead of it, and rests when nobody speaks."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.audio.features import TICK
from limner.engine.motion.lips import FUNNEL_OPENS, JAW_OPENS, Lips, mouth_shapes
from limner.engine.types import F32, LENGTHS, SHAPE, SHAPES, Features, Said
from tests.sounds import HZ, noise, tone, vowel, words
from tests.test_audio_hearing import hear

MOUTH = [i for i, name in enumerate(SHAPES) if name.startswith(("mouth", "jaw", "tongue"))]


def mouths(mono16: np.ndarray) -> F32:
    """(ticks, len(SHAPES)): row t is the mouth of the sound of tick t."""
    lips = Lips()
    return np.stack([lips.step(f) for f in hear(mono16)])


def opening(shapes: F32) -> F32:
    """How far the lips part, near enough for comparisons, (ticks,)."""
    parted = JAW_OPENS * shapes[:, SHAPE["jawOpen"]] + FUNNEL_OPENS * shapes[:, SHAPE["mouthFunnel"]]
    parted += 0.06 * (shapes[:, SHAPE["mouthUpperUpLeft"]] + shapes[:, SHAPE["mouthLowerDownLeft"]])
    return np.asarray(parted * (1 - shapes[:, SHAPE["mouthClose"]]), np.float32)


def test_only_the_mouth_moves_and_inside_its_range() -> None:
    shapes = mouths(words("aeiou papa misu", 0.2))
    others = [i for i in range(len(SHAPES)) if i not in MOUTH]
    assert not shapes[:, others].any()
    assert shapes.min() >= 0 and shapes.max() <= 1


def test_open_vowels_open_wide_and_round_ones_are_round() -> None:
    shapes = mouths(words("aeiou" * 5, 0.24)).reshape(5, 5, 6, -1)[1:, :, 2:5]  # rounds, vowels, ticks inside each
    said = {v: shapes[:, i].reshape(-1, len(SHAPES)) for i, v in enumerate("aeiou")}
    sizes = {v: float(np.median(opening(mouth))) for v, mouth in said.items()}
    assert sizes["a"] > 0.08
    assert sizes["a"] > 1.25 * sizes["u"]
    for rounded in "ou":
        assert said[rounded][:, SHAPE["mouthPucker"]].mean() > 0.1 + 2 * said["a"][:, SHAPE["mouthPucker"]].mean()
    assert said["i"][:, SHAPE["mouthStretchLeft"]].mean() > said["u"][:, SHAPE["mouthStretchLeft"]].mean() + 0.05


def test_the_mouth_shuts_for_p_between_vowels() -> None:
    sound = words("apapapapa", 0.24)
    gap = opening(mouths(sound))
    lows: list[float] = []
    highs: list[float] = []
    at = 0.0
    for letter in "apapapapa":
        length = 0.24 if letter == "a" else 0.08
        tick = round((at + length / 2) * 25)
        near = gap[max(tick - 1, 0) : tick + 2]
        if letter == "a":
            highs.append(float(near.max()))
        else:
            lows.append(float(near.min()))
        at += length
    assert np.median(lows) < 0.45 * np.median(highs)


@pytest.mark.parametrize(
    "sound",
    [np.zeros(4 * HZ), 0.001 * noise(4, HZ), 0.1 * noise(4, HZ), 0.2 * tone(50, 4, HZ) + 0.1 * tone(100, 4, HZ)],
    ids=["silence", "room", "noise", "hum"],
)
def test_it_rests_when_nobody_speaks(sound: np.ndarray) -> None:
    gap = opening(mouths(sound))
    assert gap.max() < 0.04  # a hum may fool it for a moment when it begins
    assert gap[40:].max() < 0.005


def test_short_pauses_stay_a_little_open_long_ones_close() -> None:
    said = words("aeaeae", 0.2)
    gap = opening(mouths(np.concatenate([said, np.zeros(3 * HZ)])))
    end = len(said) // TICK
    assert 0.003 < gap[end + 8] < 0.06
    assert gap[-1] == 0


def test_what_was_taken_for_speech_for_a_moment_hardly_leaves_the_lips_parted() -> None:
    def gap_after(ticks: int) -> float:
        """Opening .4 s after so much speech."""
        lips, said = Lips(), Said(lengths=np.array([0.8, 0, 0, 0, 0, 0, 0, 0], np.float32))
        mouths = [lips.step(Features(speech=float(k < ticks), said=said)) for k in range(ticks + 10)]
        assert opening(np.stack(mouths))[:ticks].max() > 0.06
        return float(opening(np.stack(mouths))[-1])

    assert gap_after(4) < 0.6 * gap_after(50)


def test_the_mouth_is_not_late() -> None:
    """Single vowels: open when the sound begins (lips part up to 80 ms before), shut again soon after its end."""
    sound = np.concatenate([np.concatenate([np.zeros(int(0.48 * HZ)), vowel("a", 0.32)]) for _ in range(6)])
    gap = opening(mouths(sound)).reshape(6, 20)
    assert gap[:, :10].max() < 0.06
    assert gap[1:, 12:15].max(axis=1).min() > 0.06
    assert np.median(gap[1:, 12:15].max(axis=1)) > 0.08
    assert gap[1:, 1:9].max() < 0.06


def test_the_future_does_not_change_the_past() -> None:
    a = words("aeiou" * 2, 0.2)
    b = a.copy()
    cut = 20 * TICK
    b[cut:] = 0
    np.testing.assert_array_equal(mouths(a)[: 20 - LOOKAHEAD_TICKS], mouths(b)[: 20 - LOOKAHEAD_TICKS])


def test_reset_forgets() -> None:
    heard = hear(words("aei", 0.2))
    lips = Lips()
    first = [lips.step(f) for f in heard]
    lips.reset()
    np.testing.assert_array_equal(first, [lips.step(f) for f in heard])


def test_high_voices_open_wider_than_low_ones() -> None:
    """The same mouth heard, at 110 and at 220 Hz."""

    def widest(pitch_hz: float) -> float:
        lips = Lips()
        said = Said(lengths=np.array([0.8, 0, 0, 0, 0, 0, 0, 0], np.float32), speech=1.0)
        return float(opening(np.stack([lips.step(Features(speech=1.0, pitch_hz=pitch_hz, said=said)) for _ in range(75)]))[-1])

    assert 1.3 < widest(220) / widest(110) < 2
    assert widest(1000) < 1.5 * widest(157)


def test_lips_that_hardly_part_are_drawn_so_that_it_is_seen() -> None:
    def drawn(aperture: float) -> float:
        lips = Lips({"aperture": np.array(0.2, np.float32), "scale": np.full(6, 0.1, np.float32)})
        said = Said(lengths=np.array([aperture, 0, 0, 0, 0, 0, 0, 0], np.float32), speech=1.0)
        return float(opening(np.stack([lips.step(Features(speech=1.0, said=said)) for _ in range(25)]))[-1])

    assert drawn(0) == 0
    assert 0.02 < drawn(0.07) < 0.035  # heard as 0.014
    assert drawn(0.07) < drawn(0.15) < drawn(0.3) < drawn(0.5)


class TestMouthShapes:
    def test_shut_is_sealed(self) -> None:
        assert mouth_shapes(aperture=0, width=0, jaw=0.05, lower=0, corners=0)[SHAPE["mouthClose"]] == 1

    def test_wider_apertures_open_further(self) -> None:
        gaps = [
            float(opening(mouth_shapes(aperture=a, width=0, jaw=0.4 * a, lower=0, corners=0)[None])[0]) for a in np.linspace(0.02, 0.22, 8)
        ]
        assert all(b > a for a, b in zip(gaps, gaps[1:], strict=False))
        np.testing.assert_allclose(gaps, np.linspace(0.02, 0.22, 8), atol=0.03)

    def test_narrow_is_round_and_wide_is_spread(self) -> None:
        narrow = mouth_shapes(aperture=0.05, width=-0.08, jaw=0, lower=0, corners=0)
        wide = mouth_shapes(aperture=0.05, width=0.08, jaw=0, lower=0, corners=0)
        assert narrow[SHAPE["mouthPucker"]] > 0.2 and not narrow[SHAPE["mouthStretchLeft"]]
        assert wide[SHAPE["mouthStretchLeft"]] > 0.2 and not wide[SHAPE["mouthPucker"]]
        assert wide[SHAPE["mouthStretchLeft"]] == wide[SHAPE["mouthStretchRight"]]

    def test_nothing_in_any_range_leaves_its_limits(self) -> None:
        rng = np.random.default_rng(0)
        for _ in range(300):
            a, w, j, lower, c = rng.normal(0, 0.3, 5)
            shapes = mouth_shapes(aperture=abs(a), width=w, jaw=j, lower=lower, corners=c)
            assert np.isfinite(shapes).all() and shapes.min() >= 0 and shapes.max() <= 1


def test_the_tongue_goes_up_where_it_is_heard_at_the_teeth_and_comes_down_slower() -> None:
    lips, up = Lips(), []
    for tongue in (*(0.1,) * 3, *(0.9,) * 3, *(0.1,) * 8):
        said = Said(lengths=np.array([0.4] * (len(LENGTHS) - 1) + [0.0], np.float32), speech=1.0, tongue=tongue)
        up.append(float(lips.step(Features(speech=1.0, said=said))[SHAPE["tongueOut"]]))
    assert up[2] == 0 and up[5] > 0.3 and up[-1] < 0.02
    assert max(np.diff(up)) > max(-np.diff(up)) > 0.1
