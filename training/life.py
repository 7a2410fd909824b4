"""How much real heads, lids and brows move while they talk, beside Limner's on the same sounds: one JSON line each.

python training/life.py CLIPS          # a folder with NAME.npz (landmarks, 25 fps), NAME.wav (16 kHz mono) and clips.json beside it

Head angles: rotation of twelve rigid landmarks of each frame against the clip's mean face. A blink: the lids' gap under 60 % of its
running median. A brow event: the brows more than 4 % of the eye distance above their running median. The percentiles over clips say
what is human; `limner.engine.motion.head` and `face` take their constants from them.
"""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limner.engine.engine import Engine
from limner.engine.render.testcard import Testcard
from limner.engine.types import SHAPE, TICK_HZ, TICK_SAMPLES

F64 = NDArray[np.float64]
RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 127, 356, 234, 454]
LEAST_S = 6.0
LAG = 5  # ticks from sound to head: 200 ms


def landmarks(path: Path) -> F64 | None:
    """(frames, 478, 3) px; None where a face is missing in many frames."""
    with np.load(path) as file:
        q, lo, hi = file["lm_q"], file["lo"], file["hi"]
        size = file["size"] if "size" in file else np.ones(2)
    seen = (q > 0).all(axis=(1, 2))
    if seen.mean() < 0.95:
        return None
    lm = lo + (q.astype(np.float64) - 1) / 65534 * (hi - lo)
    lm *= np.array([size[0], size[1], size[0]]) if size[0] > 1 and np.abs(hi).max() < 10 else 1
    good = np.flatnonzero(seen)
    return np.asarray(lm[good[np.argmin(np.abs(np.arange(len(q))[:, None] - good), axis=1)]])


def angles(lm: F64) -> F64:
    """(frames, 3) degrees: pitch, yaw, roll about the mean face."""
    points = lm[:, RIGID] - lm[:, RIGID].mean(1, keepdims=True)
    points /= np.sqrt((points**2).sum((1, 2), keepdims=True))
    mean = points[0]
    for _ in range(4):
        u, _, vt = np.linalg.svd(np.einsum("tni,nj->tij", points, mean))
        u[:, :, 2] *= np.sign(np.linalg.det(u @ vt))[:, None]
        turn = u @ vt  # mean → frame
        mean = np.einsum("tij,tni->nj", turn, points) / len(points)
    yaw, pitch = np.arcsin(np.clip(turn[:, 0, 2], -1, 1)), np.arctan2(-turn[:, 1, 2], turn[:, 2, 2])
    return np.asarray(np.degrees(np.stack([pitch, yaw, np.arctan2(turn[:, 1, 0], turn[:, 0, 0])], 1)))


def loudness(path: Path, frames: int) -> F64:
    """(frames,) decibels of each 40 ms."""
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float64) / 32768
    step = 16_000 // TICK_HZ
    sound = np.pad(sound, (0, max(0, frames * step - len(sound))))[: frames * step].reshape(frames, step)
    return np.asarray(10 * np.log10((sound**2).mean(1) + 1e-6))


def events(on: NDArray[np.bool_], least: int, most: int) -> list[tuple[int, int]]:
    """(start, ticks) of the runs that last so long."""
    edge = np.flatnonzero(np.diff(np.concatenate([[0], on.astype(int), [0]])))
    return [(int(a), int(b - a)) for a, b in zip(edge[::2], edge[1::2], strict=True) if least <= b - a <= most]


def running_median(line: F64, half: int = 40) -> F64:
    return np.array([np.median(line[max(0, k - half) : k + half + 1]) for k in range(len(line))])


def figures(head: F64, gap: F64, brow: F64, level: F64) -> dict[str, float]:
    """head (t, 3) degrees; gap (t,) of the lids, 1 = usual; brow (t,) in eye distances; level (t,) dB."""
    out: dict[str, float] = {}
    smooth = np.stack([np.convolve(head[:, k], [0.25, 0.5, 0.25], "same") for k in range(3)], 1)[1:-1]
    velocity = np.diff(smooth, axis=0) * TICK_HZ
    speed = np.sqrt((velocity**2).sum(1))
    hz = np.fft.rfftfreq(len(smooth), 1 / TICK_HZ)
    for k, name in enumerate(("pitch", "yaw", "roll")):
        line = smooth[:, k] - smooth[:, k].mean()
        power = np.cumsum(np.abs(np.fft.rfft(line * np.hanning(len(line)))) ** 2)
        out[f"{name}_sd"] = float(line.std())
        out[f"{name}_hz90"] = float(hz[np.searchsorted(power, 0.9 * power[-1])])
        fast = np.abs(np.fft.rfft(velocity[:, k])) ** 2
        out[f"{name}_speed_hz50"] = float(hz[np.searchsorted(np.cumsum(fast), 0.5 * fast.sum())])
    out["speed_mean"], out["speed_p90"] = float(speed.mean()), float(np.percentile(speed, 90))
    wide = np.convolve(speed, np.ones(13) / 13, "same")
    loud = np.convolve(level[1:-2], np.ones(13) / 13, "same")
    out["speed_loudness_r"] = float(np.corrcoef(wide[LAG:], loud[: len(wide) - LAG])[0, 1])
    talking = loud > np.percentile(loud, 90) - 25
    if 20 < talking.sum() < len(talking) - 20:
        out["speed_talk_over_pause"] = float(speed[talking].mean() / speed[~talking].mean())
    minutes = len(gap) / TICK_HZ / 60
    blinks = events(gap < 0.6, 1, 10)
    out["blinks_min"] = len(blinks) / minutes
    if blinks:
        out["blink_ms"] = float(np.mean([ticks for _, ticks in blinks])) * 40
    out["brows_min"] = len(events(brow > 0.02, 4, 60)) / minutes
    return out


def real(folder: Path, name: str) -> tuple[dict[str, float], F64] | None:
    lm = landmarks(folder / f"{name}.npz")
    if lm is None or len(lm) < LEAST_S * TICK_HZ:
        return None
    level = loudness(folder / f"{name}.wav", len(lm))
    eye = np.linalg.norm(lm[:, 33] - lm[:, 263], axis=1)
    lids = (np.linalg.norm(lm[:, 159] - lm[:, 145], axis=1) + np.linalg.norm(lm[:, 386] - lm[:, 374], axis=1)) / eye
    brow = (np.linalg.norm(lm[:, 105] - lm[:, 33], axis=1) + np.linalg.norm(lm[:, 334] - lm[:, 263], axis=1)) / 2 / eye
    return figures(angles(lm), lids / running_median(lids), brow - running_median(brow), level), level


def limner(path: Path, level: F64, seed: int) -> dict[str, float]:
    """The same figures of what Limner does with that sound."""
    with wave.open(str(path)) as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    sound = np.repeat(sound, 3)
    engine = Engine(Testcard(), seed=seed)
    head, gap, brow = [], [], []
    for k in range(len(level)):
        part = np.zeros(TICK_SAMPLES, np.int16)
        piece = sound[k * TICK_SAMPLES : (k + 1) * TICK_SAMPLES]
        part[: len(piece)] = piece
        motion = engine.step(np.stack([part, part], 1), draw=False).motion
        head.append((motion.pitch, motion.yaw, motion.roll))
        gap.append(1 - motion.shapes[SHAPE["eyeBlinkLeft"]])
        brow.append(0.12 * motion.shapes[SHAPE["browInnerUp"]])
    return figures(np.array(head), np.array(gap), np.array(brow), level)


def main(folder: Path) -> None:
    names = sorted(path.stem for path in folder.glob("*.npz"))
    theirs: list[dict[str, float]] = []
    ours: list[dict[str, float]] = []
    for k, name in enumerate(names):
        got = real(folder, name)
        if got is not None:
            theirs.append(got[0])
            ours.append(limner(folder / f"{name}.wav", got[1], k))
    for label, rows in (("real", theirs), ("limner", ours)):
        out: dict[str, Any] = {"what": label, "clips": len(rows)}
        for key in theirs[0]:
            values = [row[key] for row in rows if key in row]
            out[key] = [round(float(np.percentile(values, p)), 2) for p in (10, 50, 90)]
        print(json.dumps(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
