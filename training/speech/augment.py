"""Sound → the log-mel the engine hears, as other people, rooms, microphones and telephones would make it.

What must be done to the sound itself is done once, when the training set is prepared; level, colour, noise and masking are cheap
in the log-mel domain and differ every time a piece is used.
"""

from __future__ import annotations

import numpy as np

from limner.engine.audio.equalizer import SHARE, STEP_FRAMES, even, mean_of_loud
from limner.engine.audio.features import BANDS, FFT, HOP, HZ, PRE_EMPHASIS, WINDOW, mel_filters

FILTERS = mel_filters()
HANN = np.hanning(WINDOW).astype(np.float32)
STEP = 320  # samples of one 20-ms step
FLOOR = np.float32((-16 + 6) / 4)
Rng = np.random.Generator


def log_mel(sound: np.ndarray, warp: float = 1.0, filters: np.ndarray | None = None) -> np.ndarray:
    """(n,) float at 16 kHz → (n // 320, 80): two 10-ms frames a step, without the engine's slow gain. warp: vocal tract length."""
    table = FILTERS if filters is None else filters
    if warp != 1.0:
        bins = np.arange(FFT // 2 + 1)
        table = np.stack([np.interp(bins / warp, bins, column) for column in table.T], axis=1)
        table = (table / np.maximum(table.sum(axis=0), 1e-9)).astype(np.float32)
    sound = sound.astype(np.float32)
    line = np.concatenate([np.zeros(WINDOW - HOP, np.float32), sound - PRE_EMPHASIS * np.concatenate([[0], sound[:-1]]).astype(np.float32)])
    frames = (len(sound) // STEP) * 2
    out = np.empty((frames, BANDS), np.float32)
    for at in range(0, frames, 4000):  # in pieces, to stay small
        n = min(4000, frames - at)
        view = np.lib.stride_tricks.as_strided(line[at * HOP :], (n, WINDOW), (line.strides[0] * HOP, line.strides[0]))
        spectrum = np.fft.rfft(view * HANN, FFT, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32) @ table
        out[at : at + n] = (np.maximum(np.log(power + np.float32(1e-7)), -16) + 6) / 4
    return out.reshape(-1, 2 * BANDS)


def retime(sound: np.ndarray, r: float) -> np.ndarray:
    """Played r times as fast: pitch, formants and tempo move together."""
    n = len(sound)
    return np.interp(np.arange(int(n / r)) * r, np.arange(n), sound)


def degrade(sound: np.ndarray, rng: Rng, room: float = 0.4, telephone: float = 0.12) -> np.ndarray:
    """A room, a telephone, an old codec, a clipped microphone: each now and then."""
    if rng.random() < room:
        t60 = rng.uniform(0.08, 0.5)
        n = int(t60 * HZ)
        tail = rng.normal(size=n) * np.exp(-6.9 * np.arange(n) / n) * rng.uniform(0.01, 0.06)
        tail[0] = 1
        size = 1 << int(np.ceil(np.log2(len(sound) + n)))
        sound = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    if rng.random() < telephone:
        spectrum = np.fft.rfft(sound)
        f = np.fft.rfftfreq(len(sound), 1 / HZ)
        top = rng.uniform(3300, 4000)
        spectrum *= (f < top) * (1 / (1 + np.exp(-(f - rng.uniform(60, 300)) / 30)))
        sound = np.fft.irfft(spectrum, len(sound))
    if rng.random() < 0.08:
        level = np.abs(sound).max() + 1e-9
        x = sound / level
        coded = np.round(np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256) * 127) / 127
        sound = level * np.sign(coded) * (256 ** np.abs(coded) - 1) / 255
    if rng.random() < 0.08:
        drive = rng.uniform(2, 8)
        sound = np.tanh(drive * sound) / drive * 2
    return sound


def nepers(mel: np.ndarray) -> np.ndarray:
    """Log-mel as the network sees it → ln of power."""
    return mel * 4 - 6


def disturb(mel: np.ndarray, noise: np.ndarray, rng: Rng, p_noise: float = 0.7, gain: tuple[float, float] = (-3.5, 1.5)) -> np.ndarray:
    """(steps, 80) mel of speech and of noise → one of both: level, colour of the microphone, noise 4 to 41 dB below, masks, a floor."""
    bands = np.arange(BANDS)
    x = nepers(mel).reshape(-1, 2, BANDS)
    colour = np.interp(bands, np.linspace(0, BANDS - 1, 6), rng.normal(0, rng.uniform(0, 1.2), 6))
    if rng.random() < p_noise:
        y = nepers(noise).reshape(-1, 2, BANDS)
        loud, other = np.percentile(x.mean(axis=(1, 2)), 90), np.percentile(y.mean(axis=(1, 2)), 90)
        y = y + (loud - other - rng.uniform(4, 41) / 4.343)
        x = np.logaddexp(x, y)
    x = x + colour + rng.uniform(*gain)
    if rng.random() < 0.3:
        for _ in range(int(rng.integers(1, 4))):
            at = int(rng.integers(BANDS - 3))
            x[:, :, at : at + int(rng.integers(1, 6))] -= rng.uniform(0, 5)
    x = np.logaddexp(x, rng.uniform(-16.5, -9) + rng.normal(0, 0.3, x.shape))
    return ((np.maximum(x, -16) + 6) / 4).astype(np.float32).reshape(mel.shape)


def evened(mel: np.ndarray, usual: np.ndarray, rng: Rng) -> np.ndarray:
    """(steps, 80) mel of a voice → as the engine's networks hear it, which has found out by now how the voice comes, or a share of it."""
    mean = mean_of_loud(mel.reshape(-1, STEP_FRAMES, BANDS))
    return (mel.reshape(-1, STEP_FRAMES, BANDS) + even(mean, usual, SHARE * rng.beta(2, 0.7))).reshape(mel.shape)
