"""A network of the engine + recordings it never saw → how well it hears their mouths, in the engine's own arithmetic.

python training/speech/evaluate.py EAR.npz FACES_FOLDER [--without ID …]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from faces import CLOSED, Clip, load
from generate import HELD_OUT, HZ
from noises import KINDS, N, babble
from phones import CLASSES
from targets import segments

from limner.engine.audio.ear import LOOKAHEAD_TICKS, Ear
from limner.engine.audio.features import TICK, FeatureStream
from limner.engine.audio.voice import Voice
from limner.engine.motion.lips import JAW_OPENS, LIPS_PART, Lips
from limner.engine.types import LENGTHS, SHAPE, Said

SEALED = 0.07  # of a wide opening
LAGS = range(-3, 4)  # ticks, as the video scorer allows


def listen(net: dict[str, np.ndarray], sound: np.ndarray) -> list[Said]:
    """One Said for each tick of the sound."""
    ticks = len(sound) // TICK
    sound = np.concatenate([sound[: ticks * TICK], np.zeros(LOOKAHEAD_TICKS * TICK)]).astype(np.float32)
    stream, ear = FeatureStream(), Ear(net)
    heard = [stream.step(sound[k * TICK : (k + 1) * TICK]) for k in range(ticks + LOOKAHEAD_TICKS)]
    return [ear.step(f.mel, f.voiced, f.pitch_hz, f.vad) for f in heard][LOOKAHEAD_TICKS:]


def pearson(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if a.std() > 1e-6 and b.std() > 1e-6 else 0.0


def at_lag(a: np.ndarray, b: np.ndarray, lag: int) -> float:
    """r of a(t + lag) with b(t): positive when a is late."""
    n = len(a)
    return pearson(a[max(0, lag) : n + min(0, lag)], b[max(0, -lag) : n - max(0, lag)])


def scores(net: dict[str, np.ndarray], clip: Clip) -> dict[str, float]:
    return score(listen(net, clip.sound), clip)


def score(heard: list[Said], clip: Clip) -> dict[str, float]:
    n = min(len(heard), len(clip.wanted))
    said, wanted = np.stack([h.lengths for h in heard])[:n], clip.wanted[:n]
    out: dict[str, float] = {"frames": n}
    for j, name in enumerate(LENGTHS):
        out[name] = pearson(said[:, j], wanted[:, j])
    for j, name in ((0, "aperture"), (1, "width")):
        lags = [at_lag(said[:, j], wanted[:, j], lag) for lag in LAGS]
        out[f"{name}_best"], out[f"{name}_lag"] = max(lags), LAGS[int(np.argmax(lags))]
        out[f"{name}_std"] = float(said[:, j].std() / (wanted[:, j].std() + 1e-6))
    press = np.array([h.press for h in heard])[:n]
    real = clip.lengths[:n, 0]
    shut = real < CLOSED * np.percentile(real, 95)
    out["press_when_shut"] = float(press[shut].mean()) if shut.any() else np.nan
    out["press_when_open"] = float(press[~shut].mean())
    out["speech"] = float(np.mean([h.speech for h in heard]))
    return out


def report(rows: list[dict[str, float]]) -> dict[str, float]:
    frames = np.array([r["frames"] for r in rows])
    keys = [k for k in rows[0] if k != "frames"]
    out = {}
    for k in keys:
        line = np.array([r[k] for r in rows])
        ok = np.isfinite(line)
        out[k] = round(float(np.average(line[ok], weights=frames[ok])), 3)
    return out | {"clips": len(rows)}


def openings(net: dict[str, np.ndarray], sound: np.ndarray) -> np.ndarray:
    """(ticks,): how far the engine's lips part, as a share of a wide opening."""
    stream, ear, voice, lips = FeatureStream(), Ear(net), Voice(), Lips(net)
    heard, out = [], []
    sound = np.concatenate([sound, np.zeros(LOOKAHEAD_TICKS * TICK)])
    for k in range(len(sound) // TICK):
        heard.append(stream.step(sound[k * TICK : (k + 1) * TICK].astype(np.float32)))
        shown = heard[max(0, k - LOOKAHEAD_TICKS)]
        shown.said = ear.step(heard[-1].mel, heard[-1].voiced, heard[-1].pitch_hz, heard[-1].vad)
        shown.speech = voice.step(shown.said, shown.level)
        shapes = lips.step(shown)
        parted = JAW_OPENS * shapes[SHAPE["jawOpen"]] + LIPS_PART * shapes[SHAPE["mouthLowerDownLeft"]]
        out.append(float(parted * (1 - shapes[SHAPE["mouthClose"]]) / float(net["aperture"])))
    return np.array(out[LOOKAHEAD_TICKS:])


def seals(net: dict[str, np.ndarray], speech: Path) -> dict[str, dict[str, float]]:
    """For a minute of each voice: share of p, b, m at which the lips meet within 40 ms, and of open vowels in whose middle they do."""
    out = {}
    for name in (n for n in HELD_OUT if (speech / f"{n}.npz").exists()):
        data = np.load(speech / f"{name}.npz")
        count = int(np.searchsorted(data["ends"], 60 * HZ))
        gap = openings(net, data["sound"][: data["ends"][count - 1]] / 32768)
        shut, wrong = [], []
        first = 0
        for i in range(count):
            rows = slice(first, first + int(data["counts"][i]))
            first = rows.stop
            labels = list(zip(data["phones"][rows].tolist(), data["phone_ends"][rows].astype(float).tolist(), strict=True))
            offset = (data["ends"][i - 1] if i else 0) / HZ
            for sound, start, end in segments(labels, name):
                kind = CLASSES[sound.kind]
                a, b = offset + start, offset + end
                if kind == "PP":
                    shut.append(gap[max(0, int((a - 0.04) * 25)) : int((b + 0.04) * 25) + 1].min(initial=1) < SEALED)
                elif kind == "Va" and end - start > 0.07:
                    wrong.append(gap[min(len(gap) - 1, int((a + b) / 2 * 25))] < SEALED)
        out[name] = {"shut": round(float(np.mean(shut)), 3), "wrong": round(float(np.mean(wrong)), 3), "sounds": len(shut)}
    return out


def rest(net: dict[str, np.ndarray], speech: Path) -> dict[str, dict[str, float]]:
    """For each kind of noise, 6 x 12 s of it at -26 to -1 dBFS: 99th percentile and mean of the opening."""
    voices = [np.load(speech / f"{name}.npz")["sound"] for name in HELD_OUT if (speech / f"{name}.npz").exists()]
    makers = KINDS | {"babble": lambda rng: babble(rng, voices)}
    out = {}
    for name, make in makers.items():
        lines = []
        for seed in range(6):
            rng = np.random.default_rng([2026, seed])
            sound = make(rng)
            lines.append(openings(net, sound[:N] / np.abs(sound).max() * 10 ** rng.uniform(-1.3, -0.05)))
        line = np.concatenate(lines)
        out[name] = {"p99": round(float(np.percentile(line, 99)), 3), "mean": round(float(line.mean()), 4)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ear", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", metavar="ID")
    parser.add_argument("--noises", action="store_true")
    parser.add_argument("--seals", action="store_true")
    args = parser.parse_args()
    net = dict(np.load(args.ear))
    if args.noises or args.seals:
        for name, figures in (rest if args.noises else seals)(net, args.folder).items():
            print(name, figures)
        return
    print(report([scores(net, c) for c in load(args.folder, []) if args.only is None or c.identity in args.only]))


if __name__ == "__main__":
    main()
