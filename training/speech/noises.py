"""A seed → twelve seconds of some sound that is not one person speaking: 16 kHz float.

Everything at which a mouth must rest: noise, hum, fans, music, keyboards, sirens, bells, notification sounds, breath, wind,
applause, a telephone, birds, and the babble of many.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

HZ = 16_000
N = 12 * HZ
T = np.arange(N) / HZ
Rng = np.random.Generator


def coloured(rng: Rng, slope: float, n: int = N) -> np.ndarray:
    """Noise whose power falls as 1 / f^slope."""
    spectrum = np.fft.rfft(rng.normal(size=n))
    f = np.maximum(np.fft.rfftfreq(n, 1 / HZ), 20)
    out = np.fft.irfft(spectrum * f ** (-slope / 2), n)
    return out / out.std()


def band(sound: np.ndarray, low: float, high: float) -> np.ndarray:
    spectrum = np.fft.rfft(sound)
    f = np.fft.rfftfreq(len(sound), 1 / HZ)
    spectrum *= 1 / (1 + np.exp(-(f - low) / (0.15 * low + 20))) / (1 + np.exp((f - high) / (0.15 * high + 20)))
    return np.fft.irfft(spectrum, len(sound))


def slow(rng: Rng, hz: float) -> np.ndarray:
    """A wandering curve of about unit size."""
    knots = rng.normal(size=max(4, int(N / HZ * hz) + 2))
    return np.interp(T, np.linspace(0, N / HZ, len(knots)), knots)


def steady(rng: Rng) -> np.ndarray:
    return coloured(rng, rng.uniform(-0.5, 2.2)) * np.exp(0.2 * slow(rng, 0.7))


def shaped(rng: Rng) -> np.ndarray:
    """Noise of a coloured room: a random smooth spectrum."""
    spectrum = np.fft.rfft(rng.normal(size=N))
    knots = rng.normal(0, 1.0, 9)
    f = np.log(np.maximum(np.fft.rfftfreq(N, 1 / HZ), 40))
    return np.fft.irfft(spectrum * np.exp(np.interp(f, np.linspace(f.min(), f.max(), 9), knots)), N)


def hum(rng: Rng) -> np.ndarray:
    """Mains, motors and fans: a steady harmonic tone (also at the pitch of voices) in some noise."""
    base = rng.choice([50, 60, 100, 120, rng.uniform(70, 350)])
    out = np.zeros(N)
    phase = 2 * np.pi * base * (T + 0.002 * slow(rng, 0.3) * rng.random())
    for k in range(1, int(rng.integers(4, 30))):
        if k * base < 7000:
            out += rng.uniform(0.1, 1) / k ** rng.uniform(0.4, 1.6) * np.sin(k * phase + rng.uniform(0, 6))
    out *= 1 + 0.3 * rng.random() * np.sin(2 * np.pi * rng.uniform(0.5, 9) * T)
    return out + 0.3 * rng.random() * coloured(rng, 1)


def _note(rng: Rng, f: float, long: float, decay: float, partials: np.ndarray, attack: float = 0.005) -> np.ndarray:
    t = np.arange(int(long * HZ)) / HZ
    out = np.zeros(len(t))
    for k, p in enumerate(partials):
        if f * p < 7500:
            out += rng.uniform(0.3, 1) / (1 + k) * np.exp(-t * (1 + 0.5 * k) / decay) * np.sin(2 * np.pi * f * p * t + rng.uniform(0, 6))
    return out * np.minimum(1, t / attack) * np.minimum(1, (t[-1] - t) / 0.01)


def _place(out: np.ndarray, at_s: float, part: np.ndarray, gain: float = 1.0) -> None:
    i = int(at_s * HZ)
    part = part[: len(out) - i]
    out[i : i + len(part)] += gain * part


def music(rng: Rng) -> np.ndarray:
    """Chords, a bass, drums and a lead, at some tempo."""
    out = np.zeros(N)
    beat = 60 / rng.uniform(60, 160)
    root = 110 * 2 ** rng.uniform(0, 1.5)
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12])
    lead, drums = rng.random() < 0.7, rng.random() < 0.7
    harmonic = np.arange(1, int(rng.integers(3, 14)))
    sustained = rng.random() < 0.5
    for bar in range(int(12 / (4 * beat)) + 1):
        at = bar * 4 * beat
        if at >= 11.5:
            break
        degree = rng.choice(scale)
        for third in (0, 4, 7, -12):
            f = root * 2 ** ((degree + third) / 12)
            _place(out, at, _note(rng, f, 4 * beat, 9.0 if sustained else 1.0, harmonic, rng.uniform(0.003, 0.1)), 0.5)
        for eighth in range(8):
            t = at + eighth * beat / 2
            if t >= 11.7:
                break
            if lead and rng.random() < 0.7:
                f = 2 * root * 2 ** (rng.choice(scale) / 12)
                _place(out, t, _note(rng, f, beat * rng.uniform(0.4, 1.2), rng.uniform(0.1, 1), harmonic, 0.01), 0.8)
            if drums and eighth % 2 == 0:
                _place(out, t, _note(rng, rng.uniform(45, 80), 0.15, 0.05, np.ones(1)), 2.0)
            if drums and eighth % 4 == 2:
                _place(out, t, rng.normal(size=1600) * np.exp(-np.arange(1600) / 400), 0.6)
            if drums:
                _place(out, t, band(rng.normal(size=800) * np.exp(-np.arange(800) / 120), 4000, 7500), 0.6)
    return out


def clicks(rng: Rng) -> np.ndarray:
    """Keyboards, mice, footsteps, knocks, applause: short bursts, few or very many."""
    out = 0.002 * coloured(rng, 1)
    rate = rng.choice([2, 6, 9, 60, 200])
    ring = rng.uniform(60, 600)
    low = rng.uniform(100, 2500)
    for at in np.cumsum(rng.exponential(1 / rate, int(13 * rate))):
        if at >= 11.9:
            break
        n = int(rng.uniform(200, 2500))
        burst = rng.normal(size=n) * np.exp(-np.arange(n) / ring)
        if rate < 20:
            burst += rng.uniform(0, 1.5) * np.sin(2 * np.pi * low * np.arange(n) / HZ) * np.exp(-np.arange(n) / ring)
        _place(out, at, burst, rng.uniform(0.3, 1))
    return band(out, low / 2, min(7500, low * rng.uniform(3, 20)))


def keys(rng: Rng) -> np.ndarray:
    """Somebody types: two to six resonances a key, struck and let go, in runs of words."""
    out = 10 ** rng.uniform(-4, -2.5) * coloured(rng, rng.uniform(0, 2))
    modes = 2 ** rng.uniform(6.5, 12.5, int(rng.integers(2, 7)))
    rings = rng.uniform(0.001, 0.02, len(modes)) * np.sqrt(1000 / modes)
    pace, hiss, up = rng.uniform(0.06, 0.3), rng.uniform(0, 1.5), rng.uniform(0, 0.6)
    n = np.arange(1600) / HZ
    at = rng.uniform(0, 0.5)
    while at < 11.5:
        strength = rng.uniform(0.3, 1)
        for late, size in ((0.0, 1.0), (rng.uniform(0.03, 0.15), up)):
            part = sum(
                rng.normal() * np.exp(-n / ring) * np.sin(2 * np.pi * mode * rng.uniform(0.95, 1.05) * n)
                for mode, ring in zip(modes, rings, strict=True)
            )
            part = part + hiss * rng.normal(size=len(n)) * np.exp(-n / rng.uniform(0.0005, 0.006))
            _place(out, at + late, part, size * strength)
        at += pace * rng.gamma(3, 1 / 3) + (rng.exponential(0.8) if rng.random() < 0.1 else 0)
    return out


def siren(rng: Rng) -> np.ndarray:
    """Wails, yelps, alarms and sweeps with a few harmonics."""
    low, high = rng.uniform(300, 900), rng.uniform(900, 2500)
    rate = rng.choice([0.15, 0.3, 1, 3, 6]) * rng.uniform(0.7, 1.3)
    shape = np.sin(2 * np.pi * rate * T)
    shape = rng.choice([0, 1]) * np.sign(shape) * 0.5 + 0.5 if rng.random() < 0.4 else 0.5 + 0.5 * shape
    phase = 2 * np.pi * np.cumsum(low + (high - low) * shape) / HZ
    out = sum(rng.uniform(0.1, 1) / k * np.sin(k * phase) for k in range(1, int(rng.integers(2, 9))))
    return np.asarray(out) + 0.05 * coloured(rng, 1)


def bells(rng: Rng) -> np.ndarray:
    """Bells, dings, chimes, notification sounds: struck notes, inharmonic or pure, alone or in short tunes."""
    out = 0.001 * coloured(rng, 1)
    at = rng.uniform(0, 1)
    while at < 11:
        kind = rng.integers(4)
        partials = [
            np.array([0.5, 1, 1.19, 1.5, 2, 2.51, 2.66, 3.01, 4.1]) * rng.uniform(0.98, 1.02, 9),
            np.array([1, 2.76, 5.4, 8.9]),
            np.ones(1),
            np.arange(1, int(rng.integers(2, 10))),
        ][kind]
        f = 2 ** rng.uniform(np.log2(180), np.log2(2500))
        decay = 2 ** rng.uniform(-4, 1.5)
        for k in range(int(rng.integers(1, 5))):
            note = f * 2 ** (rng.choice([0, 3, 4, 5, 7, 12, -5]) / 12)
            _place(
                out,
                min(at + k * rng.uniform(0.06, 0.3), 11.5),
                _note(rng, note, min(4 * decay + 0.05, 4), decay, partials, rng.uniform(0.001, 0.03)),
            )
        at += rng.exponential(1.5) + 0.3
    return out


def breath(rng: Rng) -> np.ndarray:
    """Breathing, sighs, coughs and wind into the microphone: noise that comes and goes."""
    out = 0.003 * coloured(rng, 1)
    at = rng.uniform(0, 1)
    while at < 11:
        long = rng.choice([rng.uniform(0.1, 0.3), rng.uniform(0.3, 1.5)])
        n = int(long * HZ)
        puff = coloured(rng, rng.uniform(0, 2), n) * np.sin(np.pi * np.linspace(0, 1, n) ** rng.uniform(0.4, 2)) ** 2
        if rng.random() < 0.5:  # through a nose or an open mouth: a few resonances
            puff = sum(band(puff, c / 1.25, c * 1.25) / (1 + k) for k, c in enumerate(np.sort(2 ** rng.uniform(8, 12, 3)))) + 0.1 * puff
            puff = puff / puff.std()
        low = rng.uniform(80, 900)
        _place(out, at, band(puff, low, low * rng.uniform(3, 12)), rng.uniform(0.1, 1))
        at += long + rng.exponential(0.8)
    return out


def tones(rng: Rng) -> np.ndarray:
    """Dial and ring tones, beeps, chirping birds."""
    out = 0.001 * coloured(rng, 1)
    pair = rng.uniform(300, 1700, 2)
    on, off = rng.uniform(0.05, 1.5), rng.uniform(0.05, 2)
    bird = rng.random() < 0.4
    at = rng.uniform(0, 1)
    while at < 11.5:
        t = np.arange(int((0.12 if bird else on) * HZ)) / HZ
        if bird:
            f = rng.uniform(1500, 5000) * (1 + rng.uniform(-0.4, 0.4) * t / 0.12 + 0.1 * np.sin(2 * np.pi * rng.uniform(10, 40) * t))
            part = np.sin(2 * np.pi * np.cumsum(f) / HZ) * np.hanning(len(t))
        else:
            part = sum(np.sin(2 * np.pi * f * t) for f in pair) * np.minimum(1, np.minimum(t, t[-1] - t) / 0.005)
            if rng.random() < 0.3:
                part = np.tanh(3 * part)
        _place(out, at, np.asarray(part))
        at += rng.exponential(0.3) + 0.1 if bird else on + off
    return out


def babble(rng: Rng, voices: list[np.ndarray]) -> np.ndarray:
    """Five to fifteen people at once, about equally loud."""
    out = np.zeros(N)
    for _ in range(int(rng.integers(5, 16))):
        voice = voices[int(rng.integers(len(voices)))]
        at = int(rng.integers(max(1, len(voice) - N)))
        part = voice[at : at + N] / 32768
        _place(out, 0, part / (part.std() + 1e-3), rng.uniform(0.6, 1))
    return out


def nearly_silent(rng: Rng) -> np.ndarray:
    return coloured(rng, 1) * 10 ** rng.uniform(-4.5, -3) if rng.random() < 0.7 else np.zeros(N)


KINDS: dict[str, Callable[[Rng], np.ndarray]] = {
    "steady": steady, "shaped": shaped, "hum": hum, "music": music, "clicks": clicks, "siren": siren, "bells": bells, "breath": breath,
    "tones": tones,
}  # fmt: skip
SHARES = {"steady": 30, "shaped": 20, "hum": 34, "music": 40, "clicks": 28, "siren": 24, "bells": 40, "breath": 48, "tones": 24}


def bank(rng: Rng, voices: list[np.ndarray], share: float = 1.0) -> list[np.ndarray]:
    """The whole collection; a third of it mixed with another, as rooms are."""
    out = []
    for name, count in SHARES.items():
        for _ in range(max(1, round(count * share))):
            sound = KINDS[name](rng)
            sound = sound / max(1e-6, np.abs(sound).max())
            if rng.random() < 0.25:
                sound = sound + 10 ** rng.uniform(-2, -0.5) * steady(rng) / 4
            out.append(sound * 10 ** rng.uniform(-1, -0.05))
    out += [0.5 * x / np.abs(x).max() for x in (babble(rng, voices) for _ in range(round(60 * share)))]
    out += [nearly_silent(rng) for _ in range(max(1, round(10 * share)))]
    return out
