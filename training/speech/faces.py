"""Recordings of talking faces (landmarks and sound) → lengths of the mouth, and what the network shall say of them.

FOLDER holds `clips.json` and `clips/NAME.npz|.wav`: landmarks `lm_q` uint16 (T, 478, 3) with `lo`, `hi`, `size` at 25 fps, and 16 kHz mono
sound aligned to them.
"""

from __future__ import annotations

import json
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from limner.engine.types import LENGTHS

RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 9, 8]  # eye corners, bridge and base of the nose, brow root
TURNS = (1, 2, 3, 6)  # columns of `lengths` that a turning head disturbs: width, jaw, protrusion, corners
CLOSED = 0.15  # below this share of the clip's 95th percentile the lips count as shut


@dataclass
class Clip:
    name: str
    identity: str
    sound: np.ndarray  # (n,) float32 at 16 kHz
    lengths: np.ndarray  # (T, 7) in eye distances, without the head's motion
    wanted: np.ndarray  # (T, len(LENGTHS))
    weight: float


def load(folder: Path, without: list[str]) -> list[Clip]:
    out = []
    for c in json.loads((folder / "clips.json").read_text()):
        if c["identity"] in without:
            continue
        lengths = geometry(folder / f"clips/{c['name']}.npz")
        with wave.open(str(folder / f"clips/{c['name']}.wav")) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
        # Long clips say more than their share of short ones; unsure pairs of sound and picture count half.
        weight = (1.0 if c["match_verified"] else 0.5) * len(lengths) ** 0.5
        out.append(Clip(c["name"], c["identity"], sound, lengths, targets(lengths), weight))
    return out


def geometry(path: Path) -> np.ndarray:
    """(T, 7): aperture, width, jaw, protrusion, upper lip, lower lip, corners, in eye distances, with the head's motion taken out."""
    data = np.load(path)
    points = data["lo"] + (data["lm_q"].astype(float) - 1) / 65534 * (data["hi"] - data["lo"])
    points *= [data["size"][0], data["size"][1], data["size"][0]]
    seen = np.flatnonzero((data["lm_q"] != 0).any(axis=(1, 2)))
    reference = points[seen[len(seen) // 2], RIGID]
    for _ in range(2):
        fits = [_onto(points[t], reference) for t in seen]
        aligned = np.stack([p for p, _ in fits])
        reference = np.median(aligned, axis=0)[RIGID]
    eyes = reference[RIGID.index(263)] - reference[RIGID.index(33)]
    k = np.linalg.norm(eyes)
    across = eyes / k
    down = reference[RIGID.index(2)] - reference[RIGID.index(168)]
    down -= across * (down @ across)
    down /= np.linalg.norm(down)
    p = aligned @ np.stack([across, down, np.cross(across, down)], axis=1) / k

    def gap(a: int, b: int) -> np.ndarray:
        return np.linalg.norm(p[:, a] - p[:, b], axis=1)

    lengths = np.stack(
        [
            (2 * gap(13, 14) + gap(82, 87) + gap(312, 317)) / 4,
            gap(61, 291),
            p[:, 152, 1],
            -p[:, [13, 14, 0, 17], 2].mean(axis=1),
            -p[:, [0, 13, 37, 267], 1].mean(axis=1),
            p[:, [17, 14, 84, 314], 1].mean(axis=1),
            -p[:, [61, 291], 1].mean(axis=1),
        ],
        axis=1,
    )
    if len(seen) > 125:  # what the head's turns still explain is not speech
        turn = np.stack([_angles(r) for _, r in fits])
        turn = np.concatenate([turn, turn**2], axis=1)
        turn = (turn - turn.mean(axis=0)) / (turn.std(axis=0) + 1e-6)
        some = list(TURNS)
        fit = np.linalg.solve(turn.T @ turn + 20 * np.eye(6), turn.T @ (lengths[:, some] - lengths[:, some].mean(axis=0)))
        lengths[:, some] -= turn @ fit
    everywhere = np.arange(len(points))
    return np.stack([np.interp(everywhere, seen, line) for line in lengths.T], axis=1)


def _onto(points: np.ndarray, reference: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Similarity transform that puts the rigid points on the reference; and its rotation."""
    rigid = points[RIGID]
    a, b = rigid - rigid.mean(axis=0), reference - reference.mean(axis=0)
    u, s, vt = np.linalg.svd(b.T @ a)
    flip = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    scale = (s * np.diag(flip)).sum() / (a**2).sum()
    rotation = u @ flip @ vt
    return scale * (points - rigid.mean(axis=0)) @ rotation.T, rotation


def _angles(r: np.ndarray) -> np.ndarray:
    return np.array([np.arctan2(r[2, 1], r[2, 2]), np.arcsin(np.clip(-r[2, 0], -1, 1)), np.arctan2(r[1, 0], r[0, 0])])


def targets(lengths: np.ndarray) -> np.ndarray:
    """(T, 7) → (T, 8): aperture 0..1 between the clip's 5th and 95th percentile, the others in units of their own 90th percentile about
    the median (slow drift removed, since posture is not speech), and lips shut or not."""
    out = np.empty((len(lengths), len(LENGTHS)), np.float32)
    low, high = np.percentile(lengths[:, 0], [5, 95])
    out[:, 0] = (lengths[:, 0] - low) / (high - low + 1e-6)
    for j in range(1, 7):
        line = lengths[:, j] - np.median(lengths[:, j])
        if LENGTHS[j] not in ("upper", "lower") and len(line) > 100:
            padded = np.pad(line, 100, mode="edge")
            line = line - np.convolve(padded, np.ones(100) / 100, "same")[100:-100]
        out[:, j] = line / (np.percentile(np.abs(line), 90) + 1e-6)
    shut = (lengths[:, 0] < CLOSED * np.percentile(lengths[:, 0], 95)).astype(float)
    out[:, 7] = np.clip(np.convolve(shut, [0.5, 1, 0.5], "same"), 0, 1)
    return np.clip(out, -2.5, 2.5)


def population(clips: list[Clip]) -> dict[str, np.ndarray]:
    """Sizes of an ordinary mouth in eye distances: medians over people. `aperture` is how far it opens wide, `scale` the six others."""
    widest: dict[str, list[float]] = {}
    for clip in clips:
        widest.setdefault(clip.identity, []).append(float(np.percentile(clip.lengths[:, 0], 95)))
    long = [c.lengths for c in clips if len(c.lengths) > 125]
    scale = [[np.percentile(np.abs(g[:, j] - np.median(g[:, j])), 90) for j in range(1, 7)] for g in long]
    return {"aperture": np.float32(np.median([np.mean(w) for w in widest.values()])), "scale": np.median(scale, axis=0).astype(np.float32)}
