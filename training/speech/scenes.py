"""A seed → twelve seconds of a place where nobody speaks near by: 16 kHz float. Richer makes of what noises.py has, for the gate.

Desks, kitchens, streets, weather, machines and bodies, with the music of tunes.py, through rooms. No sound is recorded; everything is
drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from noises import HZ, N, T, band, coloured, slow
from revoiced import FFT, HOP, filtered
from things import body, put, room, strike
from tunes import alerts, chimes, coat, drums, harmonics, jingle, orchestra, tone, tune

Rng = np.random.Generator


def desk(rng: Rng) -> np.ndarray:
    """Typing on one of endless keyboards, with a space bar, a mouse, a pen; the table hums along."""
    out = np.zeros(N)
    table = body(rng, 4, 60, 400, (0.01, 0.08))
    bright, modes = rng.uniform(1500, 7500), int(rng.integers(2, 12))
    ring = (rng.uniform(0.0004, 0.002), rng.uniform(0.003, 0.03))
    caps = [body(rng, modes, rng.uniform(150, 1200), bright, ring, 0.12) for _ in range(6)]
    bar = body(rng, modes + 2, 100, bright / 2, (ring[0], 1.5 * ring[1]), 0.2)
    hard, heavy, up, steps = rng.uniform(0.0003, 0.006), rng.uniform(0, 0.8), rng.uniform(0, 0.8), int(rng.integers(1, 4))
    pace, even = rng.uniform(0.07, 0.35), rng.uniform(2, 12)
    at, mouse = rng.uniform(0, 0.6), rng.random() < 0.3
    while at < 11.8:
        thing = bar if rng.random() < 0.15 else caps[int(rng.integers(len(caps)))]
        loud = rng.uniform(0.4, 1)
        for k in range(steps):  # touched, bottomed out, sprung back
            put(out, at + k * rng.uniform(0.004, 0.02), strike(rng, thing, hard) + heavy * strike(rng, table, 2 * hard)[: len(thing)], loud)
        put(out, at + rng.uniform(0.04, 0.16), strike(rng, caps[0], hard), up * loud)
        if mouse and rng.random() < 0.06:
            for late in (0.0, rng.uniform(0.06, 0.12)):
                put(out, at + 0.3 + late, strike(rng, caps[1], hard / 2), 0.6)
        at += pace * rng.gamma(even, 1 / even)
        if rng.random() < 0.08:
            at += rng.exponential(0.9)
    return room(rng, out) if rng.random() < 0.6 else out


def kitchen(rng: Rng) -> np.ndarray:
    """Cups, cutlery, doors, knocks, steps, paper, applause: few things, each struck again and again."""
    out = np.zeros(N)
    for _ in range(int(rng.integers(1, 4))):
        kind = rng.integers(5)
        if kind == 0:  # glass, metal, china
            thing, hard = body(rng, int(rng.integers(3, 14)), 700, 7500, (0.01, 0.5), 1.0), 0.0006
        elif kind == 1:  # wood
            thing, hard = body(rng, int(rng.integers(2, 8)), 80, 1500, (0.004, 0.05)), 0.003
        elif kind == 2:  # paper, cloth
            thing, hard = band(rng.normal(size=4000) * np.hanning(4000) ** 2, 1000, 7000), 0.002
        elif kind == 3:  # hands
            thing, hard = body(rng, 6, 500, 4000, (0.001, 0.008), 0.05), 0.003
        else:  # steps
            thing, hard = body(rng, 5, 50, 900, (0.005, 0.04)), 0.01
        rate = np.exp(rng.uniform(np.log(0.7), np.log(60 if kind == 3 else 8)))
        even = rng.uniform(1, 20)
        for at in np.cumsum(rng.gamma(even, 1 / even / rate, int(13 * rate) + 2)):
            if at < 11.8:
                put(out, at, strike(rng, thing, hard * rng.uniform(0.5, 2)), rng.uniform(0.2, 1))
    return room(rng, out) if rng.random() < 0.7 else out


def street(rng: Rng) -> np.ndarray:
    """Cars that pass, horns, sirens of all kinds, a reversing lorry."""
    out = 0.3 * coloured(rng, rng.uniform(0.5, 2)) * np.exp(0.5 * slow(rng, 0.4))
    for _ in range(int(rng.integers(0, 3))):  # something passes
        pass_s, wide = rng.uniform(0, 12), rng.uniform(0.5, 3)
        out += rng.uniform(0.3, 2) * coloured(rng, rng.uniform(0, 1.5)) * np.exp(-(((T - pass_s) / wide) ** 2))
    if rng.random() < 0.8:
        kind, low = rng.integers(5), rng.uniform(250, 1200)
        rate = np.exp(rng.uniform(np.log(0.1), np.log(8)))
        wave = (T * rate) % 1
        if kind == 0:
            f = low * (1 + rng.uniform(0.2, 2) * (0.5 - 0.5 * np.cos(2 * np.pi * wave)))
        elif kind == 1:
            f = low * (1 + rng.uniform(0.2, 2) * (wave if rng.random() < 0.5 else 1 - wave))
        elif kind == 2:
            f = low * np.where(wave < 0.5, 1, rng.uniform(1.1, 1.6))
        elif kind == 3:
            f = low * (1 + rng.uniform(0.5, 2) * np.minimum(wave * 4, (1 - wave) / 0.75))
        else:
            f = np.full(N, low)
        f = f * (1 + rng.uniform(-0.06, 0.06) * np.tanh((T - rng.uniform(2, 10)) / 1.5))  # it passes
        call = tone(f, harmonics(rng, 14))
        if kind == 4 or rng.random() < 0.2:  # beeps, blasts
            on = rng.uniform(0.15, 0.8)
            call = call * (T % (on + rng.uniform(0.1, 1)) < on)
        call = coat(call, rng) if rng.random() < 0.5 else call
        out = out + rng.uniform(0.3, 6) * call / (np.abs(call).max() + 1e-9) * np.exp(0.3 * slow(rng, 0.3))
    return room(rng, out) if rng.random() < 0.5 else out


def weather(rng: Rng) -> np.ndarray:
    """Rain, wind in the microphone, waves, a fire, a shower, a train."""
    kind = rng.integers(4)
    if kind == 0:  # drops: many, each a tiny ringing
        rate = np.exp(rng.uniform(np.log(20), np.log(3000)))
        hits = (rng.random(N) < rate / HZ) * rng.exponential(1, N)
        out = np.convolve(hits, body(rng, 5, 400, 7000, (0.0005, 0.006), 0.03), "same") + rng.uniform(0, 0.3) * coloured(rng, 0.5)
    elif kind == 1:  # wind
        out = coloured(rng, rng.uniform(1.2, 2.5)) * np.exp(rng.uniform(0.5, 1.5) * slow(rng, rng.uniform(0.3, 3)))
        if rng.random() < 0.4:
            f = np.fft.rfftfreq(N, 1 / HZ)
            whistle = np.fft.irfft(np.fft.rfft(rng.normal(size=N)) / (1 + ((f - rng.uniform(300, 1500)) / rng.uniform(20, 120)) ** 2), N)
            out = out / out.std() + whistle / whistle.std() * np.exp(slow(rng, 1))
    elif kind == 2:  # waves
        out = coloured(rng, rng.uniform(0, 1.5)) * (0.1 + (0.5 + 0.5 * np.sin(2 * np.pi * T / rng.uniform(1, 7) + rng.uniform(0, 6))) ** 3)
    else:  # wheels over joints
        out = coloured(rng, 1.5)
        thud, gap = body(rng, 6, 60, 1200, (0.01, 0.06)), rng.uniform(0.4, 1.5)
        for k in range(int(11 / gap)):
            for late in (0, 0.12, 0.35, 0.47):
                put(out, k * gap + late * gap, strike(rng, thud, 0.01), rng.uniform(2, 8))
    return out


def machine(rng: Rng) -> np.ndarray:
    """Motors, drills, mowers, printers, vacuum cleaners: pulses at a rate that wanders, through fixed resonances."""
    rate = np.exp(rng.uniform(np.log(8), np.log(400))) * np.exp(rng.uniform(0, 0.15) * slow(rng, rng.uniform(0.2, 2)))
    if rng.random() < 0.4:  # started and let go
        rate = rate * np.where((T % rng.uniform(1, 5)) < rng.uniform(0.5, 3), 1, rng.uniform(0.3, 0.9))
    turn = np.cumsum(rate) / HZ
    pulses = np.diff(np.floor(turn), prepend=0) * (1 + rng.uniform(0, 0.5) * rng.normal(size=N))
    out = np.convolve(pulses, body(rng, int(rng.integers(2, 8)), 80, 5000, (0.0005, 0.02), 0.1), "same")
    out = out / (out.std() + 1e-9) + rng.uniform(0, 2) * coloured(rng, rng.uniform(0, 1.5))
    return out * np.exp(rng.uniform(0, 0.7) * slow(rng, rng.uniform(0.3, 2)))


def lungs(rng: Rng) -> np.ndarray:
    """Breath, sniffs, coughs, a cleared throat, a blown nose, snores, chewing: one body that does not speak."""
    out = 10 ** rng.uniform(-4, -2) * coloured(rng, 1)
    way = rng.integers(4)
    at, size = rng.uniform(0, 1), rng.uniform(0.7, 1.4)
    while at < 11:
        long = {0: rng.uniform(0.4, 2), 1: rng.uniform(0.1, 0.35), 2: rng.uniform(0.15, 0.45), 3: rng.uniform(0.5, 1.5)}[int(way)]
        n = int(long * HZ)
        f = np.fft.rfftfreq(n, 1 / HZ)
        air = np.fft.rfft(rng.normal(size=n))
        shape = np.full(len(f), rng.uniform(0.02, 0.3))
        for c in (rng.uniform(300, 800), rng.uniform(900, 1900), rng.uniform(2200, 3200), rng.uniform(3300, 5000)):
            shape += rng.uniform(0.2, 1) / (1 + ((f - c * size) / (0.1 * c + 70)) ** 2)
        puff = np.fft.irfft(air * shape * (1 + f / 1000) ** rng.uniform(-1.5, 0.3), n)
        if way == 2:  # a cough: it bursts, then fades; perhaps a rattle
            rise = np.minimum(1, np.arange(n) / rng.uniform(50, 500)) * np.exp(-np.arange(n) / (0.3 * n))
            puff = puff * rise * (1 + 0.8 * np.sin(2 * np.pi * np.cumsum(rng.uniform(40, 110) + 10 * rng.normal(size=n)) / HZ))
        elif way == 3:  # snoring, gargling
            puff = puff * np.hanning(n) * np.maximum(0, np.sin(2 * np.pi * rng.uniform(18, 60) * np.arange(n) / HZ)) ** 2
        else:
            puff = puff * np.sin(np.pi * np.linspace(0, 1, n) ** rng.uniform(0.4, 2)) ** rng.uniform(0.7, 3)
        put(out, at, puff / (puff.std() + 1e-9), rng.uniform(0.2, 1))
        at += long + (rng.uniform(0.02, 0.3) if rng.random() < 0.5 else rng.exponential(1.2))
    return room(rng, out) if rng.random() < 0.3 else out


def scratches(rng: Rng) -> np.ndarray:
    """Adhesive tape, zips, paper, a rubbed microphone: strokes of noise whose band slides, smooth or rough. No whisper slides so."""
    out = 10 ** rng.uniform(-5, -3) * coloured(rng, 1)
    at, most, rough = rng.uniform(0, 1), np.exp(rng.uniform(np.log(0.15), np.log(1.5))), rng.choice([0, rng.uniform(15, 250)])
    f = np.fft.rfftfreq(FFT, 1 / HZ)
    while at < 11.5:
        n = int(rng.uniform(0.3, 1) * most * HZ)
        frames = n // HOP + 1
        shape = np.full((frames, len(f)), -rng.uniform(2, 5))
        for _ in range(int(rng.integers(1, 4))):
            centre = np.exp(np.linspace(*rng.uniform(np.log(400), np.log(6500), 2), frames))[:, None]
            shape = np.maximum(shape, -(((f - centre) / (centre * rng.uniform(0.1, 0.8))) ** 2))
        stroke = filtered(rng.normal(size=frames * HOP), shape)[:n] * np.sin(np.pi * np.linspace(0, 1, n) ** rng.uniform(0.3, 3))
        t = np.arange(n) / HZ
        if rough:
            stroke = stroke * np.maximum(
                0, 0.5 + rng.uniform(0.3, 1) * np.sin(2 * np.pi * rough * t * np.linspace(1, rng.uniform(0.5, 2), n))
            )
        put(out, at, stroke / (stroke.std() + 1e-9), rng.uniform(0.3, 1))
        at += n / HZ + (rng.uniform(0, 0.2) if rng.random() < 0.6 else rng.exponential(0.8))
    return room(rng, out) if rng.random() < 0.4 else out


SCENES: dict[str, Callable[[Rng], np.ndarray]] = {
    "desk": desk, "kitchen": kitchen, "tune": tune, "drums": drums, "orchestra": orchestra, "street": street, "weather": weather,
    "machine": machine, "lungs": lungs, "alerts": alerts, "jingle": jingle, "chimes": chimes, "scratches": scratches,
}  # fmt: skip
