"""16 kHz sound → one feature vector per tick.

The log-mel recipe (pre-emphasis .97, 25 ms Hann, 10 ms hop, 40 bands 60-7600 Hz) is the one the lip model is trained on: change
it and the networks must be trained again (training/speech).
"""

from __future__ import annotations

import math

import numpy as np

from limner.engine.audio.prosody import AccentDetector, Arousal
from limner.engine.audio.vad import Vad
from limner.engine.types import F32, TICK_HZ, Features

HZ = 16_000
TICK = HZ // TICK_HZ  # 640 samples
HOP, WINDOW, FFT, BANDS = 160, 400, 512, 40
FRAMES = TICK // HOP  # 4 mel frames a tick
PRE_EMPHASIS = np.float32(0.97)

ONSET_LEVEL = 0.006  # RMS; -44 dBFS: above room noise, below the quietest clear speech
ONSET_AFTER_TICKS = 3  # quiet this long before a new beginning counts
AGC_PEAK = 0.6  # a tick's peak sample is brought here …
AGC_ATTACK_S, AGC_RELEASE_S, AGC_FIRST_S = 0.3, 6.0, 1.0  # the first two seconds of speech settle it quickly
AGC_GAIN = (0.4, 24.0)  # … but never by more than this
SILENCE_DB = -75.0
PITCH_HZ = (70.0, 400.0)
DT = 1 / TICK_HZ


def mel_filters() -> F32:
    """(FFT / 2 + 1, BANDS): triangles on the mel scale 2595 log10(1 + f / 700), each of unit area, so a band gives mean power."""

    def mel(f: float) -> float:
        return 2595 * math.log10(1 + f / 700)

    edges = 700 * (10 ** (np.linspace(mel(60), mel(7600), BANDS + 2) / 2595) - 1)
    bins = np.arange(FFT // 2 + 1) * HZ / FFT
    low, mid, high = edges[:-2], edges[1:-1], edges[2:]
    rise = (bins[:, None] - low) / (mid - low)
    fall = (high - bins[:, None]) / (high - mid)
    weights = np.clip(np.minimum(rise, fall), 0, None)
    out: F32 = (weights / weights.sum(axis=0)).astype(np.float32)
    return out


class FeatureStream:
    """640 samples in, `Features` out. Fills everything but `speech` and `pause_s`, which `voice.py` decides."""

    def __init__(self) -> None:
        self._filters = mel_filters()
        self._hann = np.hanning(WINDOW).astype(np.float32)
        self._vad = Vad()
        self.reset()

    def reset(self) -> None:
        self._last = np.float32(0)  # last sample, for the pre-emphasis
        self._tail = np.zeros(WINDOW - HOP, np.float32)  # pre-emphasised
        self._history = np.zeros(PITCH_WINDOW, np.float32)  # 8 kHz, for the pitch
        self._peak = AGC_PEAK * 0.5
        self._loud_s = 0.0  # of speech so far
        self._floor_db, self._speech_db = -60.0, -26.0
        self._loudness = 0.0
        self._quiet_ticks = ONSET_AFTER_TICKS
        self._accent = AccentDetector()
        self._arousal = Arousal()
        self._vad.reset()

    def step(self, sound: F32) -> Features:
        """(640,) float32 in -1..1 at 16 kHz → Features of these 40 ms."""
        if sound.shape != (TICK,):
            raise ValueError(f"a tick of sound is ({TICK},) at 16 kHz, got {sound.shape}")
        level = math.sqrt(float(sound @ sound) / TICK)
        self._loudness = self._loud(level)
        gain = self._agc(float(np.abs(sound).max()), level)
        mel = self._mel(sound, gain)
        voiced, pitch_hz = self._pitch(sound, level)
        onset = level > ONSET_LEVEL and self._quiet_ticks >= ONSET_AFTER_TICKS
        self._quiet_ticks = 0 if level > ONSET_LEVEL else self._quiet_ticks + 1
        return Features(
            level=level,
            loudness=self._loudness,
            voiced=voiced,
            pitch_hz=pitch_hz,
            accent=self._accent.step(self._loudness, pitch_hz),
            arousal=self._arousal.step(self._loudness, pitch_hz, mel),
            onset=onset,
            mel=mel,
            vad=self._vad.step(sound * np.float32(gain)),
        )

    def _agc(self, peak: float, level: float) -> float:
        """Slow gain that makes a quiet microphone and a loud file look alike; only loud syllables move it, pauses never."""
        if peak > self._peak:
            self._peak += (peak - self._peak) * (1 - math.exp(-DT / AGC_ATTACK_S))
        elif level > 3e-4 and 20 * math.log10(level) > max(self._speech_db - 6, self._floor_db + 12):
            self._loud_s += DT
            settle_s = AGC_FIRST_S if self._loud_s < 2 else AGC_RELEASE_S
            self._peak *= (peak / self._peak) ** (1 - math.exp(-DT / settle_s))
        return min(max(AGC_PEAK / max(self._peak, 1e-6), AGC_GAIN[0]), AGC_GAIN[1])

    def _mel(self, sound: F32, gain: float) -> F32:
        """(4, 40) float32: (max(ln(P + 1e-7), -16) + 6) / 4 of the sound at this gain; frame k ends at sample (k + 1) * 160."""
        emphasised = sound - PRE_EMPHASIS * np.concatenate([[self._last], sound[:-1]])
        self._last = sound[-1]
        line = np.concatenate([self._tail, emphasised]).astype(np.float32)
        self._tail = line[TICK:]
        step = line.strides[0]
        frames = np.lib.stride_tricks.as_strided(line, (FRAMES, WINDOW), (step * HOP, step), writeable=False)
        spectrum = np.fft.rfft(frames * self._hann, FFT, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ self._filters
        mel: F32 = ((np.maximum(np.log(power * np.float32(gain * gain) + np.float32(1e-7)), -16) + 6) / 4).astype(np.float32)
        return mel

    def _loud(self, level: float) -> float:
        """Where this tick lies between the running noise floor (0) and the running speech level (1), smoothed over 80 ms."""
        db = max(20 * math.log10(level + 1e-9), SILENCE_DB)
        # The floor falls at once and creeps up 2 dB a second; the speech level rises in .2 s and falls over 8 s of speech.
        self._floor_db = db if db < self._floor_db else self._floor_db + min(2 * DT, db - self._floor_db)
        if db > self._speech_db:
            self._speech_db += (db - self._speech_db) * (1 - math.exp(-DT / 0.2))
        elif db > self._floor_db + 10:
            self._speech_db += (db - self._speech_db) * (1 - math.exp(-DT / (8.0 if self._loud_s > 1 else 1.0)))
        top = max(self._speech_db, self._floor_db + 15, -50.0)
        bottom = max(self._floor_db + 6, top - 30)
        now = min(max((db - bottom) / (top - bottom), 0.0), 1.0)
        return self._loudness + (now - self._loudness) * (1 - math.exp(-DT / 0.06))

    def _pitch(self, sound: F32, level: float) -> tuple[float, float]:
        """How periodic the last 64 ms are (0..1) and at which pitch in hertz (0 where unvoiced): normalised autocorrelation at 8 kHz."""
        self._history = np.concatenate([self._history[TICK // 2 :], (sound[::2] + sound[1::2]) * np.float32(0.5)])
        if level < 1e-4:
            return 0.0, 0.0
        line = self._history - self._history.mean()
        spectrum = np.fft.rfft(line, 2 * PITCH_WINDOW)
        correlation = np.fft.irfft(spectrum.real**2 + spectrum.imag**2)[:LAG_MAX]
        energy = np.cumsum(line * line, dtype=np.float64)
        head = energy[::-1][LAG_MIN:LAG_MAX]  # energy of line[: n - lag]
        tail = energy[-1] - energy[LAG_MIN - 1 : LAG_MAX - 1]  # energy of line[lag:]
        normal = correlation[LAG_MIN:] / np.sqrt(head * tail + 1e-12)
        inner = normal[1:-1]
        peaks = np.where((inner > normal[:-2]) & (inner >= normal[2:]), inner, 0.0)
        best = float(peaks.max())
        if best < 0.5:
            return max(best, 0.0), 0.0
        # The first peak nearly as good as the best one: the period itself, not a multiple of it.
        return best, 8000 / (int(np.argmax(peaks > 0.85 * best)) + 1 + LAG_MIN)


PITCH_WINDOW = 512  # 64 ms at 8 kHz
LAG_MIN, LAG_MAX = int(8000 / PITCH_HZ[1]), int(8000 / PITCH_HZ[0]) + 1
