"""How far, how soon and how fast real chests go along with their heads, beside Limner's on the same sounds: one JSON line each.

python training/shoulders.py CLIPS NAME...    # NAME.mp4 (25 fps), NAME.npz (lm, size), NAME.wav, NAME_first.png; clips that show a chest

Corners of cloth below the chin are followed from the first frame on (Lucas and Kanade), their median shift is the chest's, that of rigid
landmarks the head's. Everything is in widths of the eyes' outer corners, smoothed over 5 frames. goes: slope of the chest's way on the
head's at the lag that fits best; speed: mean speed of the chest over that of the head. Breath cannot be told apart from speech in clips
of 5 to 20 seconds. `limner.engine.motion.head` takes its SHOULDER constants from this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from life import RIGID, sound_of
from numpy.typing import NDArray

from limner.engine.engine import Engine
from limner.engine.portrait.analyse import analyse
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import TICK_HZ, TICK_SAMPLES, U8
from limner.likeness import Track

F64 = NDArray[np.float64]
BELOW, REACH, SIDE = 0.4, 2.2, 1.3  # of the eyes' width: the cloth begins and ends so far below the chin, and goes so far to each side
LEAST_POINTS = 12
EDGE = 4  # px at the lower edge, where nothing can be followed
LAGS = range(-5, 20)  # ticks


def chest(frames: Iterator[U8], lm: F64) -> tuple[F64, F64] | None:
    """Grey pictures, landmarks (frames, 478, 2) px → ways of chest and head (frames, 2); None where too little cloth is seen."""
    k = float(np.median(np.linalg.norm(lm[:, 33] - lm[:, 263], axis=1)))
    first = next(frames)
    x, y = lm[0, 152]
    mask = np.zeros_like(first)
    bottom = min(len(first) - EDGE, int(y + REACH * k))
    mask[int(y + BELOW * k) : bottom, max(0, int(x - SIDE * k)) : int(x + SIDE * k)] = 255
    start = cv2.goodFeaturesToTrack(first, 120, 0.008, max(3, k * 0.05), mask=mask)
    if start is None or len(start) < LEAST_POINTS:
        return None
    at, way = start.copy(), [np.zeros(2)]
    for picture in frames:
        at, found, _ = cv2.calcOpticalFlowPyrLK(
            first, picture, start, at.copy(), winSize=(21, 21), maxLevel=2, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
        )
        shift = (at - start)[:, 0]
        good = found[:, 0] == 1
        median = np.median(shift[good], 0) if good.sum() >= LEAST_POINTS / 2 else way[-1]
        lost = ~good | (np.abs(shift - median).max(1) > 0.25 * k)
        at[lost] = start[lost] + median.astype(np.float32)
        way.append(median)
    head = lm[:, RIGID].mean(1)
    frames_n = min(len(way), len(head))
    return _smooth(np.array(way)[:frames_n] / k), _smooth(head[:frames_n] / k)


def figures(body: F64, head: F64) -> dict[str, float]:
    out: dict[str, float] = {}
    for name, b, h in zip("xy", (body - body.mean(0)).T, (head - head.mean(0)).T, strict=True):
        pairs = {lag: (h[max(0, -lag) : len(h) - max(0, lag)], b[max(0, lag) : len(b) - max(0, -lag)]) for lag in LAGS}
        lag = max(LAGS, key=lambda n: float(np.corrcoef(*pairs[n])[0, 1]))
        h0, b0 = pairs[lag]
        out |= {f"lag_{name}_ms": lag * 1000 / TICK_HZ, f"goes_{name}": round(float(h0 @ b0 / (h0 @ h0)), 3)}
        out[f"speed_{name}"] = round(float(np.abs(np.diff(b)).mean() / np.abs(np.diff(h)).mean()), 3)
    return out


def real(folder: Path, name: str) -> tuple[F64, F64] | None:
    with np.load(folder / f"{name}.npz") as file:
        lm = np.asarray(file["lm"][:, :, :2] * np.asarray(file["size"]), np.float64)
    return chest(_video(folder / f"{name}.mp4"), lm)


def limner(folder: Path, name: str, seed: int) -> tuple[F64, F64] | None:
    rig, sound = analyse((folder / f"{name}_first.png").read_bytes()), sound_of(folder / f"{name}.wav")
    engine, track = Engine(MeshRenderer(rig), seed=seed), Track()
    pictures: list[U8] = []
    found: list[F64] = []
    for k in range(len(sound) // TICK_SAMPLES):
        part = sound[k * TICK_SAMPLES : (k + 1) * TICK_SAMPLES]
        rgb = np.ascontiguousarray(to_rgb(engine.step(np.stack([part, part], 1)).frame))
        face = track.step(rgb)
        found.append(found[-1] if face is None else np.asarray(face[:, :2], np.float64))
        pictures.append(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8))
    return chest(iter(pictures), np.array(found))


def _video(path: Path) -> Iterator[U8]:
    video = cv2.VideoCapture(str(path))
    while True:
        more, picture = video.read()
        if not more:
            return
        yield np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def _smooth(way: F64) -> F64:
    window = np.hanning(7)[1:-1]
    return np.stack([np.convolve(np.pad(c, (2, 2), "edge"), window / window.sum(), "valid") for c in way.T], 1)


def main(folder: Path, names: list[str]) -> None:
    cv2.setNumThreads(1)
    for name in names:
        for what, ways in (("real", real(folder, name)), ("limner", limner(folder, name, seed=3))):
            print(json.dumps({"what": what, "clip": name} | (figures(*ways) if ways else {"seen": 0.0})), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
