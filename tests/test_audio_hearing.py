"""Resampler, features and voice: what the engine hears, however the sound is cut up."""

from __future__ import annotations

import numpy as np
import pytest

from limner.engine.audio.ear import LOOKAHEAD_TICKS, Ear
from limner.engine.audio.features import BANDS, FRAMES, TICK, FeatureStream, mel_filters
from limner.engine.audio.resample import Resampler
from limner.engine.audio.voice import Voice
from limner.engine.types import F32, I16, Features
from tests.sounds import HZ, noise, stereo, tone, up, vowel, words


def hear(mono16: np.ndarray) -> list[Features]:
    """16 kHz → features with speech, pauses and the mouth filled in, as the engine does."""
    stream, ear, voice = FeatureStream(), Ear(), Voice()
    sound = np.concatenate([mono16, np.zeros(LOOKAHEAD_TICKS * TICK)])
    out: list[Features] = []
    for k in range(len(sound) // TICK):
        out.append(stream.step(sound[k * TICK : (k + 1) * TICK].astype(np.float32)))
        said = ear.step(out[-1].mel, out[-1].voiced, out[-1].pitch_hz, out[-1].vad)
        if k >= LOOKAHEAD_TICKS:
            shown = out[k - LOOKAHEAD_TICKS]
            shown.said = said
            shown.speech = voice.step(said, shown.level)
            shown.pause_s = voice.pause_s
    return out[:-LOOKAHEAD_TICKS]


def resample_in(sound: I16, sizes: list[int]) -> F32:
    resampler, out, at = Resampler(), [], 0
    while at < len(sound):
        for size in sizes:
            out.append(resampler.step(sound[at : at + size]))
            at += size
    return np.concatenate(out)


class TestResampler:
    def test_chunks_sound_as_the_whole(self) -> None:
        sound = stereo(noise(0.5), 0.2)
        whole = Resampler().step(sound)
        for sizes in ([1920], [1, 2, 3, 700], [5, 48_000]):
            np.testing.assert_allclose(resample_in(sound, sizes), whole, atol=1e-6)

    def test_a_tick_is_a_tick(self) -> None:
        resampler = Resampler()
        counts = [len(resampler.step(np.zeros((1920, 2), np.int16))) for _ in range(10)]
        assert counts == [TICK] * 10

    def test_the_future_does_not_change_the_past(self) -> None:
        a, b = stereo(noise(0.2), 0.2), stereo(noise(0.2), 0.2)
        b[5000:] = 0
        np.testing.assert_array_equal(Resampler().step(a)[: 5000 // 3 - 1], Resampler().step(b)[: 5000 // 3 - 1])

    @pytest.mark.parametrize(("hz", "gain_db", "within_db"), [(100, 0, 0.1), (3000, 0, 0.1), (6000, 0, 0.5)])
    def test_speech_passes(self, hz: float, gain_db: float, within_db: float) -> None:
        out = Resampler().step(stereo(tone(hz, 0.5), 0.5))[1000:]
        assert abs(20 * np.log10(out.std() / (0.5 / np.sqrt(2))) - gain_db) < within_db

    @pytest.mark.parametrize("hz", [9_500, 12_000, 15_900, 20_000])
    def test_what_would_fold_back_does_not_pass(self, hz: float) -> None:
        out = Resampler().step(stereo(tone(hz, 0.5), 0.5))[1000:]
        assert 20 * np.log10(out.std() + 1e-9) < -60

    def test_both_channels_count(self) -> None:
        both = stereo(tone(300, 0.1), 0.5)
        both[:, 1] = 0
        assert Resampler().step(both)[200:].std() == pytest.approx(0.25 / np.sqrt(2), rel=0.02)


class TestFeatures:
    def test_filters_have_unit_area_and_miss_no_band(self) -> None:
        filters = mel_filters()
        assert filters.shape == (257, BANDS)
        np.testing.assert_allclose(filters.sum(axis=0), 1, rtol=1e-5)

    def test_mel_follows_the_recipe(self) -> None:
        """The streamed log-mel against the same thing written down plainly, at the gain that was in force."""
        sound = (0.3 * noise(0.4, HZ)).astype(np.float32)
        stream = FeatureStream()
        got = np.concatenate([stream.step(sound[k * TICK : (k + 1) * TICK]).mel for k in range(10)])
        emphasised = np.concatenate([np.zeros(240), sound - 0.97 * np.concatenate([[0], sound[:-1]])])
        n = np.arange(400)
        window = 0.5 - 0.5 * np.cos(2 * np.pi * n / 399)
        plain = []
        for k in range(10 * FRAMES):
            spectrum = np.abs(np.fft.rfft(emphasised[k * 160 : k * 160 + 400] * window, 512)) ** 2
            plain.append((np.maximum(np.log(spectrum @ mel_filters() + 1e-7), -16) + 6) / 4)
        offset = got - np.array(plain)  # the gain: one number a tick, the same in every band
        assert np.ptp(offset.reshape(10, -1), axis=1).max() < 1e-3

    def test_a_tone_is_in_its_band(self) -> None:
        def loudest(hz: float) -> int:
            stream = FeatureStream()
            return int([stream.step(0.3 * tone(hz, 0.04, HZ)).mel for _ in range(3)][-1][-1].argmax())

        bands = [loudest(hz) for hz in (200, 500, 1000, 2000, 4000, 7000)]
        assert bands == sorted(bands) and len(set(bands)) == 6

    def test_quiet_and_loud_microphones_look_alike_after_a_while(self) -> None:
        speech = words("ai eou " * 6)
        quiet, loud = hear(0.05 * speech), hear(0.9 * speech)
        a, b = (np.mean([f.mel.max() for f in features[60:]]) for features in (quiet, loud))
        assert abs(a - b) < 0.45  # 25 dB apart are 1.45
        assert abs(np.mean([f.loudness for f in quiet[60:]]) - np.mean([f.loudness for f in loud[60:]])) < 0.15

    @pytest.mark.parametrize("pitch", [85.0, 130.0, 220.0, 330.0])
    @pytest.mark.parametrize("name", ["a", "i", "u"])
    def test_pitch_of_a_voice(self, name: str, pitch: float) -> None:
        said = [f.pitch_hz for f in hear(vowel(name, 1.0, pitch))[3:-3]]
        assert abs(np.median(said) / pitch - 1) < 0.06
        assert np.mean(np.abs(np.array(said) / pitch - 1) < 0.15) > 0.85

    def test_noise_has_no_pitch(self) -> None:
        assert np.mean([f.pitch_hz > 0 for f in hear(0.1 * noise(2.0, HZ))]) < 0.1

    def test_onset_once_a_beginning(self) -> None:
        sound = np.concatenate([np.zeros(HZ), 0.3 * tone(400, 0.5, HZ), np.zeros(HZ), 0.3 * tone(400, 0.5, HZ)])
        assert [k for k, f in enumerate(hear(sound)) if f.onset] == [25, 62]

    def test_level_is_full_scale_rms(self) -> None:
        assert hear(0.5 * tone(400, 0.2, HZ))[2].level == pytest.approx(0.5 / np.sqrt(2), rel=0.02)

    def test_accents_are_rare_and_on_loud_high_syllables(self) -> None:
        rng = np.random.default_rng(0)
        parts, stressed = [], []
        at = 0.0
        for k in range(60):
            stress = k % 5 == 4
            parts.append(vowel("a", 0.2, (190 if stress else 120) * rng.uniform(0.97, 1.03)) * (1.0 if stress else 0.35))
            parts.append(np.zeros(int(0.06 * HZ)))
            if stress:
                stressed.append(at)
            at += 0.26
        accents = [k / 25 for k, f in enumerate(hear(np.concatenate(parts))) if f.accent > 0]
        hits = [any(0 <= a - s < 0.25 for a in accents) for s in stressed[2:]]
        assert np.mean(hits) > 0.7
        assert len(accents) < 1.6 * len(stressed)

    def test_arousal_tells_a_lively_voice_from_a_flat_one_at_any_level(self) -> None:
        def voice(seed: int, swing: float, syllable_s: float) -> F32:
            rng = np.random.default_rng(seed)
            parts = [
                np.append(vowel("aeo"[k % 3], syllable_s, 130 * 2 ** (swing * rng.normal())), np.zeros(int(0.4 * syllable_s * HZ)))
                for k in range(40)
            ]
            return np.asarray(np.concatenate(parts), np.float32)

        flat, lively = voice(0, 0.03, 0.3), voice(0, 0.35, 0.14)
        quiet = [np.mean([f.arousal for f in hear(0.05 * x)[75:]]) for x in (flat, lively)]
        loud = [np.mean([f.arousal for f in hear(0.8 * x)[75:]]) for x in (flat, lively)]
        assert loud[0] < 0.45 < loud[1] - 0.15
        np.testing.assert_allclose(quiet, loud, atol=0.15)

    def test_nobody_is_not_aroused(self) -> None:
        assert hear(np.zeros(2 * HZ))[-1].arousal == 0
        assert hear(np.concatenate([words("aeiou" * 4, 0.2), np.zeros(12 * HZ)]))[-1].arousal < 0.05

    def test_wrong_sizes_are_told(self) -> None:
        with pytest.raises(ValueError, match="640"):
            FeatureStream().step(np.zeros(100, np.float32))

    def test_reset_forgets(self) -> None:
        stream = FeatureStream()
        first = stream.step(0.3 * tone(300, 0.04, HZ)).mel
        stream.step(0.9 * noise(0.04, HZ))
        stream.reset()
        np.testing.assert_array_equal(stream.step(0.3 * tone(300, 0.04, HZ)).mel, first)


class TestVoice:
    def test_words_are_speech_and_the_pause_after_them_is_not(self) -> None:
        heard = hear(np.concatenate([np.zeros(HZ), words("aipasaemo", 0.2), np.zeros(2 * HZ)]))
        speech = np.array([f.speech for f in heard])
        said = len(words("aipasaemo", 0.2)) // TICK
        assert (speech[:25] < 0.1).all()
        assert (speech[27 : 25 + said - 2] > 0.5).mean() > 0.8
        assert (speech[25 + said + 8 :] < 0.3).all()
        assert heard[-1].pause_s == pytest.approx(2.0, abs=0.5)

    @pytest.mark.parametrize(
        ("name", "sound"),
        [
            ("silence", np.zeros(6 * HZ)),
            ("room", 0.001 * noise(6, HZ)),
            ("white", 0.1 * noise(6, HZ)),
            ("hum", 0.2 * tone(50, 6, HZ) + 0.1 * tone(100, 6, HZ) + 0.05 * tone(150, 6, HZ)),
            ("tone", 0.3 * tone(440, 6, HZ)),
            ("rumble", np.convolve(0.2 * noise(6, HZ), np.ones(40) / 40, "same")),
        ],
    )
    def test_what_is_no_speech(self, name: str, sound: np.ndarray) -> None:
        speech = np.array([f.speech for f in hear(sound)])
        assert (speech > 0.5).mean() < 0.06, name
        assert (speech[75:] > 0.5).mean() < 0.02, name

    def test_clicks_are_not_speech(self) -> None:
        sound = 0.0005 * noise(6, HZ)
        sound[4000::9000] = 0.8
        assert (np.array([f.speech for f in hear(sound)]) > 0.5).mean() < 0.05

    def test_a_keyboard_is_not_speech(self) -> None:
        """Keys that click, thump and come up again, at the pace of a typist."""
        rng = np.random.default_rng(3)
        n = np.arange(800)
        sound = 0.0005 * rng.normal(size=8 * HZ)
        for at in (np.cumsum(rng.gamma(2, 0.08, 45)) * HZ).astype(int):
            click = rng.normal(size=800) * np.exp(-n / rng.uniform(15, 60))
            for late, size in ((0, rng.uniform(0.1, 0.25)), (int(rng.uniform(0.06, 0.12) * HZ), 0.06)):
                thump = np.sin(2 * np.pi * rng.uniform(90, 260) * n / HZ) * np.exp(-n / 200)
                sound[at + late : at + late + 800] += size * (click + 0.7 * thump)[: max(0, len(sound) - at - late)]
        assert np.mean([f.speech > 0.5 for f in hear(sound)]) < 0.02

    @pytest.mark.parametrize("kind", ["plucked", "jingle"])
    def test_music_is_not_speech(self, kind: str) -> None:
        """Chords that die away; notes of frequency modulation, two a second."""
        rng = np.random.default_rng(5)
        sound = 0.0003 * rng.normal(size=8 * HZ)
        n = np.arange(HZ // 2) / HZ
        for k in range(14):
            pitches = 220 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12], 3) / 12)
            if kind == "plucked":
                part = sum(np.sin(2 * np.pi * f * h * n) * np.exp(-n * h / 0.25) / h for f in pitches for h in range(1, 9))
            else:
                fade = np.exp(-n / 0.12)
                part = fade * np.sin(2 * np.pi * 3 * pitches[0] * n + 3 * fade * np.sin(2 * np.pi * 4.2 * pitches[0] * n))
            at = int((0.2 + 0.5 * k) * HZ)
            sound[at : at + len(n)] += 0.2 * np.asarray(part) / np.abs(part).max()
        assert np.mean([f.speech > 0.5 for f in hear(sound)]) < 0.03

    def test_a_voice_is_heard_at_any_level_and_over_a_telephone(self) -> None:
        sound = words("aeipasoumaeisapo", 0.2)
        quiet = sound * 10 ** (-35 / 20) / np.sqrt(np.mean(sound**2))
        spectrum, f = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / HZ)
        telephone = np.fft.irfft(spectrum * ((f > 300) & (f < 3400)), len(sound))
        for name, line in (("-35 dBFS", quiet), ("clipped", np.clip(3 * sound, -1, 1)), ("telephone", telephone)):
            heard = hear(np.concatenate([np.zeros(HZ), line]))
            assert (np.array([f.speech for f in heard[27:]]) > 0.5).mean() > 0.7, name

    def test_speech_in_noise_is_still_speech(self) -> None:
        sound = words("aeipasoumaeisapo" * 2, 0.2)
        heard = hear(np.concatenate([np.zeros(HZ), sound]) + 0.01 * noise(20, HZ)[: len(sound) + HZ])
        assert (np.array([f.speech for f in heard[27:]]) > 0.5).mean() > 0.7


def test_up_keeps_time() -> None:
    assert len(up(np.zeros(640))) == 1920
