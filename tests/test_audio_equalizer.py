"""What a microphone does to a voice is taken out; noise teaches nothing."""

from __future__ import annotations

import numpy as np

from limner.engine.audio.equalizer import MOST, SHARE, Equalizer, mean_of_loud
from limner.engine.types import F32

RNG = np.random.default_rng(0)
USUAL = np.linspace(0.8, 0.2, 40).astype(np.float32)


def voice(ticks: int, colour: F32) -> F32:
    """(ticks, 4, 40) log-mel: syllables of the usual spectrum, pauses between them, in this colour."""
    syllable = np.where(np.arange(ticks) % 8 < 6, 0.0, -1.5)[:, None, None]
    return np.asarray(USUAL + syllable + RNG.normal(0, 0.2, (ticks, 4, 40)) + colour, np.float32)


def after(equalizer: Equalizer, mels: F32, speech: bool = True) -> F32:
    """What is left of the colour of the loud steps of the last second."""
    out = []
    for mel in mels:
        out.append(equalizer.step(mel))
        equalizer.learn(mel, speech)
    return mean_of_loud(np.reshape(out[-25:], (-1, 2, 40))) - USUAL


def test_a_new_one_changes_nothing() -> None:
    mel = voice(1, np.zeros(40, np.float32))[0]
    np.testing.assert_array_equal(Equalizer(USUAL).step(mel), mel)


def test_the_colour_of_a_microphone_goes_and_the_voice_stays() -> None:
    colour = np.linspace(-0.6, 0.6, 40).astype(np.float32)
    left = after(Equalizer(USUAL), voice(250, colour))
    assert np.abs(left).max() < 0.35 * 0.6
    assert np.abs(after(Equalizer(USUAL), voice(250, np.zeros(40, np.float32)))).max() < 0.1


def test_noise_teaches_nothing() -> None:
    equalizer = Equalizer(USUAL)
    after(equalizer, voice(250, np.full(40, -0.7, np.float32)), speech=False)
    mel = voice(1, np.zeros(40, np.float32))[0]
    np.testing.assert_array_equal(equalizer.step(mel), mel)


def test_the_missing_bands_of_a_telephone_stay_missing() -> None:
    colour = np.zeros(40, np.float32)
    colour[30:] = -4
    equalizer = Equalizer(USUAL)
    after(equalizer, voice(500, colour))
    mel = voice(1, colour)[0]
    assert (equalizer.step(mel) - mel).max() <= MOST * SHARE + 1e-5


def test_another_session_begins_anew() -> None:
    equalizer = Equalizer(USUAL)
    after(equalizer, voice(100, np.full(40, 0.5, np.float32)))
    equalizer.reset()
    mel = voice(1, np.zeros(40, np.float32))[0]
    np.testing.assert_array_equal(equalizer.step(mel), mel)
