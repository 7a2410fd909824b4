"""A network of the engine + noises and voices of other make than it was trained with → does the mouth rest, does it move?

    python training/speech/robust.py EAR.npz FACES_FOLDER [--sounds FOLDER]     the recordings' own voices, altered, and noises
    python training/speech/robust.py EAR.npz FACES_FOLDER --speech FOLDER       speech and songs of a folder, plain and in white noise

The noises are made by other means than those of noises.py (frequency modulation, plucked strings, breath through a vocal tract, babble
of the recordings' voices); --sounds adds any folder of sound files at which a mouth rests (notifications, bells, music).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from evaluate import openings, pearson
from faces import Clip, load
from generate import resample

from limner.engine.audio.features import TICK

HZ = 16_000
N = 12 * HZ
T = np.arange(N) / HZ
Rng = np.random.Generator


def _at(out: np.ndarray, seconds: float, part: np.ndarray) -> None:
    i = int(seconds * HZ)
    out[i : i + len(part)] += part[: len(out) - i]


def _fm(hz: float, ratio: float, index: float, decay_s: float, long_s: float) -> np.ndarray:
    t = np.arange(int(long_s * HZ)) / HZ
    fade = np.exp(-t / decay_s)
    return fade * np.sin(2 * np.pi * hz * t + index * fade * np.sin(2 * np.pi * ratio * hz * t)) * np.minimum(1, t / 0.002)


def bells(rng: Rng) -> np.ndarray:
    out = np.zeros(N)
    for at in np.cumsum(rng.uniform(0.2, 2, 20)):
        if at < 11.5:
            _at(out, at, _fm(rng.uniform(200, 2200), rng.choice([1.4, 2.76, 3.5, 1.0]), rng.uniform(0.5, 8), rng.uniform(0.1, 1.5), 3))
    return out


def strings(rng: Rng) -> np.ndarray:
    """Plucked strings (a noise burst in a loop that damps it) over a shuffled drum."""
    out = np.zeros(N)
    beat = rng.uniform(0.2, 0.5)
    for k in range(int(11.5 / beat)):
        for _ in range(int(rng.integers(0, 3))):
            period = int(HZ / (98 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12, 15, 19]) / 12)))
            ring = rng.normal(size=period)
            note = np.empty(int(1.5 * HZ))
            for i in range(0, len(note), period):
                n = min(period, len(note) - i)
                note[i : i + n] = ring[:n]
                ring = 0.497 * (ring + np.roll(ring, 1))
            _at(out, k * beat + (0.06 if k % 2 else 0), 0.5 * note)
        if k % 2:
            _at(out, k * beat, 0.5 * rng.normal(size=1200) * np.exp(-np.arange(1200) / 250))
    return out


def siren(rng: Rng) -> np.ndarray:
    """Two tones in turn, as square as a horn; or a motor winding up and down."""
    if rng.random() < 0.5:
        f = np.where(T % rng.uniform(0.6, 1.6) < 0.5, 1, rng.uniform(1.2, 1.5)) * rng.uniform(360, 700)
    else:
        f = rng.uniform(200, 400) + rng.uniform(200, 600) * (1 - np.cos(2 * np.pi * T / rng.uniform(3, 9)))
    return np.tanh(rng.uniform(0.5, 4) * np.sin(2 * np.pi * np.cumsum(f) / HZ)) + 0.02 * rng.normal(size=N)


def keyboard(rng: Rng) -> np.ndarray:
    """Each key: a click down, a thump of the case, a fainter click up."""
    out = 0.0005 * rng.normal(size=N)
    n = np.arange(800)
    for at in np.cumsum(rng.gamma(2, 0.08, 150)):
        if at < 11.5:
            size = rng.uniform(0.4, 1)
            click = rng.normal(size=800) * np.exp(-n / rng.uniform(15, 60))
            thump = np.sin(2 * np.pi * rng.uniform(90, 260) * n / HZ) * np.exp(-n / 200)
            _at(out, at, size * (click + 0.7 * thump))
            _at(out, at + rng.uniform(0.06, 0.12), 0.4 * size * click)
    return out


def breath(rng: Rng) -> np.ndarray:
    """In through the nose, out through an open mouth: turbulence with a vocal tract's resonances."""
    out = 0.001 * rng.normal(size=N)
    at = 0.3
    while at < 10:
        for long, formants, size in ((rng.uniform(0.5, 1.5), (350, 1100, 2700), 0.5), (rng.uniform(0.6, 2), (600, 1400, 2600), 1.0)):
            n = int(long * HZ)
            f = np.fft.rfftfreq(n, 1 / HZ)
            shape = sum(1 / (1 + ((f - c * rng.uniform(0.85, 1.2)) / (0.12 * c + 60)) ** 2) for c in formants) + 0.05
            puff = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * shape, n)
            _at(out, at, size * puff / puff.std() * np.hanning(n) ** rng.uniform(0.5, 1.5))
            at += long + rng.uniform(0.1, 0.8)
            if at > 10:
                break
    return out


def fan(rng: Rng) -> np.ndarray:
    wander = np.convolve(rng.normal(size=N), np.ones(200) / 200, "same")
    return wander / wander.std() + 0.1 * rng.normal(size=N) + 0.3 * np.sign(np.sin(2 * np.pi * rng.uniform(80, 240) * T))


NOISES: dict[str, Callable[[Rng], np.ndarray]] = {
    "bells": bells, "strings": strings, "siren": siren, "keyboard": keyboard, "breath": breath, "fan": fan,
}  # fmt: skip


def babble(rng: Rng, voices: list[np.ndarray]) -> np.ndarray:
    """Seven to twelve of the recorded people at once, equally loud."""
    out = np.zeros(N)
    for i in rng.choice(len(voices), int(rng.integers(7, 13)), replace=False):
        line = np.resize(np.roll(voices[i], int(rng.integers(len(voices[i])))), N)
        out += line / line.std()
    return out


def whispered(sound: np.ndarray, rng: Rng) -> np.ndarray:
    """The same spectrum over time, of noise instead of a voice: 20 bands of noise as loud as the voice was in each."""
    f = np.fft.rfftfreq(len(sound), 1 / HZ)
    spectrum, noise = np.fft.rfft(sound), np.fft.rfft(rng.normal(size=len(sound)))
    out = np.zeros(len(sound))
    edges = np.geomspace(200, 7500, 21)
    for low, high in zip(edges, edges[1:], strict=False):
        band = (f >= low) & (f < high)
        voice, hiss = (np.fft.irfft(x * band, len(sound)) for x in (spectrum, noise))
        loud = np.sqrt(np.convolve(voice**2, np.ones(320) / 320, "same"))
        out += hiss / hiss.std() * loud * (low / 1000) ** 0.3  # a whisper is flatter than a voice
    return out


def shifted(sound: np.ndarray, r: float) -> np.ndarray:
    """Pitch and formants times r at the same tempo: grains of 40 ms, each played r times as fast, laid side by side where they match."""
    grain, hop = 640, 320
    out = np.zeros(len(sound))
    window = np.hanning(grain)
    for at in range(0, len(sound) - 2 * grain, hop):
        best = at
        if at:
            have = out[at : at + hop]
            shifts = range(max(0, at - 160), at + 160, 8)
            best = max(shifts, key=lambda s: float(have @ np.interp(np.arange(hop) * r, np.arange(grain), sound[s : s + grain])))
        out[at : at + grain] += window * np.interp(
            np.arange(grain) * r, np.arange(int(grain * r) + 2), sound[best : best + int(grain * r) + 2]
        )
    return out


def telephone(sound: np.ndarray) -> np.ndarray:
    spectrum, f = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / HZ)
    x = np.fft.irfft(spectrum * ((f > 300) & (f < 3400)), len(sound))
    level = np.abs(x).max() + 1e-9
    coded = np.round(np.sign(x) * np.log1p(255 * np.abs(x) / level) / np.log(256) * 127) / 127
    return level * np.sign(coded) * (256 ** np.abs(coded) - 1) / 255


def voices(clip: Clip) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(len(clip.sound))
    x = clip.sound.astype(float)
    rms = np.sqrt((x**2).mean())
    out = {"-35 dBFS": x * 10 ** (-35 / 20) / rms, "three times clipping": np.clip(3 * x / np.abs(x).max(), -1, 1)}
    out |= {"whispered": whispered(x, rng), "child (1.35)": shifted(x, 1.35), "deep (0.8)": shifted(x, 0.8), "telephone": telephone(x)}
    return out | {"noise 10 dB below": x + rng.normal(0, rms * 10**-0.5, len(x))}


def moves(gap: np.ndarray, sound: np.ndarray) -> float:
    """Of the loud ticks, the share in which the lips part."""
    n = min(len(gap), len(sound) // TICK)
    level = np.sqrt((sound[: n * TICK].reshape(n, TICK) ** 2).mean(axis=1))
    parted = np.convolve(gap[:n] > 0.03, np.ones(5), "same") > 0  # shut for a p is not at rest
    return float(parted[level > 0.15 * np.percentile(level, 95)].mean())


def read(path: Path) -> np.ndarray:
    sound, hz = soundfile.read(path)
    return resample(sound if sound.ndim == 1 else sound.mean(axis=1), hz)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ear", type=Path)
    parser.add_argument("faces", type=Path)
    parser.add_argument("--sounds", type=Path)
    parser.add_argument("--speech", type=Path)
    args = parser.parse_args()
    net = dict(np.load(args.ear))
    clips = [c for c in load(args.faces, []) if len(c.lengths) >= 100]
    if args.speech:
        for path in sorted(args.speech.glob("*.*")):
            if path.suffix in (".wav", ".mp3", ".flac"):
                x = read(path)[: 12 * HZ]
                noisy = x + np.random.default_rng(0).normal(0, np.sqrt((x**2).mean()) * 10**-0.5, len(x))
                print(
                    path.stem,
                    f"moves {moves(openings(net, x), x):.2f}, in noise 10 dB below {moves(openings(net, noisy), x):.2f}",
                    flush=True,
                )
        return
    rests: dict[str, list[np.ndarray]] = {}
    for name, make in [*NOISES.items(), ("babble", lambda rng: babble(rng, [c.sound for c in clips]))]:
        for seed in range(4):
            rng = np.random.default_rng([77, seed])
            sound = make(rng)
            rests.setdefault(name, []).append(openings(net, sound / np.abs(sound).max() * 10 ** rng.uniform(-1.3, -0.05)))
    for path in sorted(args.sounds.rglob("*.*")) if args.sounds else []:
        if path.suffix in (".wav", ".ogg", ".oga", ".mp3", ".flac"):
            rests.setdefault(path.parent.name, []).append(openings(net, np.pad(read(path)[: 12 * HZ], (HZ, HZ))))
    for name, lines in rests.items():
        line = np.concatenate(lines)
        print(name, f"p99 {np.percentile(line, 99):.2f} mean {line.mean():.4f}, {len(line) / 25:.0f} s", flush=True)
    share: dict[str, list[tuple[float, float]]] = {}
    for c in [c for c in clips if c.weight > 8][::3]:
        plain = openings(net, c.sound[: 8 * HZ])
        share.setdefault("as recorded", []).append((moves(plain, c.sound[: 8 * HZ]), 1.0))
        for name, sound in voices(c).items():
            gap = openings(net, sound[: 8 * HZ])
            share.setdefault(name, []).append((moves(gap, c.sound[: 8 * HZ]), pearson(gap, plain)))
    for name, pairs in share.items():
        least, moved, alike = min(a for a, _ in pairs), np.mean([a for a, _ in pairs]), np.mean([b for _, b in pairs])
        print(name, f"moves {moved:.2f} (least {least:.2f}), r with plain {alike:.2f}")


if __name__ == "__main__":
    main()
