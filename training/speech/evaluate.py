"""A network of the engine + recordings it never saw → how well it hears their mouths, in the engine's own arithmetic.

python training/speech/evaluate.py EAR.npz FACES_FOLDER [--without ID …]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from faces import CLOSED, Clip, load

from limner.engine.audio.ear import LOOKAHEAD_TICKS, Ear
from limner.engine.audio.features import TICK, FeatureStream
from limner.engine.types import LENGTHS, Said

LAGS = range(-3, 4)  # ticks, as the video scorer allows


def listen(net: dict[str, np.ndarray], sound: np.ndarray) -> list[Said]:
    """One Said for each tick of the sound."""
    ticks = len(sound) // TICK
    sound = np.concatenate([sound[: ticks * TICK], np.zeros(LOOKAHEAD_TICKS * TICK)]).astype(np.float32)
    stream, ear = FeatureStream(), Ear(net)
    return [ear.step(stream.step(sound[k * TICK : (k + 1) * TICK]).mel) for k in range(ticks + LOOKAHEAD_TICKS)][LOOKAHEAD_TICKS:]


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ear", type=Path)
    parser.add_argument("faces", type=Path)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    args = parser.parse_args()
    net = dict(np.load(args.ear))
    print(report([scores(net, c) for c in load(args.faces, args.without)]))


if __name__ == "__main__":
    main()
