"""Recordings of people talking + synthetic noises → the very small network that tells speech: src/limner/data/voice.npz.

    python training/voice_net.py FOLDER              train on everything, write the file (under a minute)
    python training/voice_net.py FOLDER --measure    hold out every identity and every fifth noise once, print the errors

FOLDER holds `clips.json` and `clips/NAME.wav` (16 kHz mono, one person, little noise): what is 24 dB or less below the loud parts counts as
speech. Noise is mixed in at 3-35 dB. What is no speech: silence, white, pink and brown noise, hum, fan, keyboard, chords, sirens, bells.
"""

from __future__ import annotations

import argparse
import json
import wave
from pathlib import Path

import numpy as np

from limner.engine.audio.features import HZ, TICK, FeatureStream
from limner.engine.audio.voice import MEASURES, Voice

OUT = Path(__file__).parent.parent / "src/limner/data/voice.npz"
HIDDEN = 16
EPOCHS, BATCH, RATE, DECAY = 30, 256, 3e-3, 1e-5
NOISES, NOISE_S, FOLDS = 180, 6, 5
NOBODY_NET = {"w0": np.zeros((len(MEASURES), 1)), "b0": np.zeros(1), "w1": np.zeros((1, 1)), "b1": np.zeros(1)}
KINDS = ("white", "pink", "brown", "hum", "keyboard", "fan", "chords", "siren", "bells")


def coloured(rng: np.random.Generator, n: int, slope: float) -> np.ndarray:
    spectrum = np.fft.rfft(rng.normal(size=n))
    sound = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 10) ** (slope / 2), n)
    return sound / sound.std()


def noise(rng: np.random.Generator, kind: str, n: int) -> np.ndarray:
    """(n,) float32 at 16 kHz of any loudness."""
    t = np.arange(n) / HZ
    if kind in ("white", "pink", "brown"):
        x = coloured(rng, n, {"white": 0.0, "pink": 1.0, "brown": 2.0}[kind])
    elif kind == "hum":
        base = rng.uniform(45, 300)
        x = sum(rng.uniform(0, 1) / h * np.sin(2 * np.pi * base * h * t + rng.uniform(0, 6)) for h in range(1, 12)) + 0.05 * rng.normal(
            size=n
        )
    elif kind == "keyboard":
        x = 0.003 * coloured(rng, n, 1)
        for start in rng.integers(0, n - 2000, int(n / HZ * rng.uniform(2, 8))):
            length = rng.integers(60, 500)
            x[start : start + length] += rng.normal(size=length) * np.exp(-np.arange(length) / length * 5) * rng.uniform(0.2, 1)
    elif kind == "fan":
        x = coloured(rng, n, rng.uniform(0.5, 2)) * (1 + 0.3 * np.sin(2 * np.pi * rng.uniform(0.1, 2) * t))
        x += 0.5 * np.sin(2 * np.pi * rng.uniform(80, 400) * t)
    elif kind == "chords":
        x = 0.1 * coloured(rng, n, 1)
        every = rng.uniform(0.25, 0.8)
        for start in (np.arange(0, n / HZ, every) * HZ).astype(int):
            tt = np.arange(min(n - start, int(every * 1.5 * HZ))) / HZ
            root, fall = 220 * 2 ** (rng.integers(-12, 12) / 12), rng.uniform(1, 5)
            for third in (1, 2 ** (4 / 12), 2 ** (7 / 12)):
                x[start : start + len(tt)] += sum(np.sin(2 * np.pi * root * third * h * tt) / h for h in range(1, 5)) * np.exp(-tt * fall)
    elif kind == "siren":
        pitch = rng.uniform(400, 1200) + rng.uniform(50, 300) * np.sin(2 * np.pi * rng.uniform(0.3, 2) * t)
        x = np.sin(2 * np.pi * np.cumsum(pitch) / HZ) + 0.02 * rng.normal(size=n)
    else:
        x = 0.002 * rng.normal(size=n)
        for start in rng.integers(0, n - 100, max(1, int(n / HZ * rng.uniform(0.3, 1.5)))):
            tt = np.arange(min(n - start, HZ)) / HZ
            pitch, fall = rng.uniform(500, 2500), rng.uniform(3, 12)
            ring = sum(a * np.sin(2 * np.pi * pitch * h * tt) for h, a in ((1, 1), (2.76, 0.5), (5.4, 0.25)))
            x[start : start + len(tt)] += ring * np.exp(-tt * fall)
    return (x / (np.abs(x).max() + 1e-9) * 10 ** rng.uniform(-2.5, -0.1)).astype(np.float32)


def measures(sound: np.ndarray) -> np.ndarray:
    """(ticks, len(MEASURES))."""
    stream, voice = FeatureStream(), Voice(NOBODY_NET)
    return np.stack([voice.measure(stream.step(sound[k * TICK : (k + 1) * TICK])) for k in range(len(sound) // TICK)])


def speaks(sound: np.ndarray) -> np.ndarray:
    """Clean speech → (ticks,) bool."""
    ticks = sound[: len(sound) // TICK * TICK].reshape(-1, TICK)
    db = 20 * np.log10(np.sqrt((ticks**2).mean(axis=1)) + 1e-6)
    loud = db > max(np.percentile(db, 95) - 24, np.percentile(db, 3) + 6)
    return np.convolve(loud, np.ones(3), "same") > 0


def examples(folder: Path, rng: np.random.Generator) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """Who or what, what is measured, and whether it is speech."""
    out = []
    for clip in json.loads((folder / "clips.json").read_text()):
        with wave.open(str(folder / f"clips/{clip['name']}.wav")) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
        truth = speaks(sound)
        before = int(rng.uniform(0.5, 2.5) * HZ / TICK) * TICK
        sound = np.concatenate([np.zeros(before, np.float32), sound * np.float32(10 ** rng.uniform(-1.2, 0.1))])
        truth = np.concatenate([np.zeros(before // TICK, bool), truth])
        room = noise(rng, KINDS[rng.integers(len(KINDS))], len(sound))
        if rng.random() < 0.6:
            room *= sound.std() * 10 ** (-rng.uniform(3, 35) / 20) / (room.std() + 1e-9)
        else:
            room = rng.normal(0, 1e-4, len(sound)).astype(np.float32)
        measured = measures(sound + room)
        n = min(len(measured), len(truth))
        out.append((clip["identity"], measured[:n], truth[:n]))
    for i in range(NOISES):
        kind = KINDS[i % len(KINDS)]
        sound = noise(rng, kind, NOISE_S * HZ)
        if rng.random() < 0.6:
            sound = np.concatenate([np.zeros(int(rng.uniform(0.2, 2) * HZ), np.float32), sound])
        measured = measures(sound)
        out.append((f"{kind} {i}", measured, np.zeros(len(measured), bool)))
    return out


def train(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Adam on balanced cross-entropy; the normalisation is folded into the first layer."""
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-6
    x = (x - mean) / spread
    weight = np.where(y, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    parameters = [rng.normal(0, 0.25, (x.shape[1], HIDDEN)), np.zeros(HIDDEN), rng.normal(0, 0.2, (HIDDEN, 1)), np.zeros(1)]
    w0, b0, w1, b1 = parameters
    first, second = [np.zeros_like(p) for p in parameters], [np.zeros_like(p) for p in parameters]
    step = 0
    for epoch in range(EPOCHS):
        order = rng.permutation(len(x))
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            hidden = np.tanh(x[rows] @ w0 + b0)
            p = 1 / (1 + np.exp(-(hidden @ w1 + b1)[:, 0]))
            d = (weight[rows] * (p - y[rows]))[:, None] / len(rows)
            d0 = (d @ w1.T) * (1 - hidden**2)
            step += 1
            for i, g in enumerate((x[rows].T @ d0, d0.sum(axis=0), hidden.T @ d, d.sum(axis=0))):
                first[i] = 0.9 * first[i] + 0.1 * g
                second[i] = 0.999 * second[i] + 0.001 * g * g
                move = first[i] / (1 - 0.9**step) / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
                parameters[i] -= RATE * (1 - epoch / EPOCHS) * move + DECAY * parameters[i]
    net = {"w0": w0 / spread[:, None], "b0": b0 - (mean / spread) @ w0, "w1": w1, "b1": b1}
    return {name: value.astype(np.float32) for name, value in net.items()}


def probability(net: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(np.tanh(x @ net["w0"] + net["b0"]) @ net["w1"] + net["b1"])[:, 0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=OUT)
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    rng = np.random.default_rng(0)
    data = examples(args.folder, rng)
    if not args.measure:
        net = train(np.concatenate([m for _, m, _ in data]), np.concatenate([t for _, _, t in data]), rng)
        np.savez_compressed(args.out, **net)
        print(f"{args.out}: {args.out.stat().st_size} bytes")
        return
    said: dict[str, list[np.ndarray]] = {}
    groups = sorted({who for who, _, _ in data})
    rng.shuffle(groups)
    for fold in range(FOLDS):
        out = set(groups[fold::FOLDS])
        rest = [d for d in data if d[0] not in out]
        net = train(np.concatenate([m for _, m, _ in rest]), np.concatenate([t for _, _, t in rest]), rng)
        for who, measured, truth in data:
            if who in out:
                p = probability(net, measured)
                kind = who.split()[0]
                if kind in KINDS:
                    said.setdefault(kind, []).append(p)
                else:
                    said.setdefault("speech", []).append(p[truth])
                    said.setdefault("pauses", []).append(p[~truth])
    print(json.dumps({kind: round(float((np.concatenate(p) > 0.5).mean()), 3) for kind, p in said.items()}))


if __name__ == "__main__":
    main()
