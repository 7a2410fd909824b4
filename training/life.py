"""How much real heads, lids and brows move while they talk, beside Limner's on the same sounds: one JSON line each.

python training/life.py CLIPS [PORTRAITS]    # CLIPS: NAME.npz (landmarks, 25 fps), NAME.wav (16 kHz mono), clips.json in it or above it

With a folder of portraits Limner is drawn, one portrait after the other, and its landmarks are found again in the pictures, as those of
the real clips were: then both have the same noise of measuring, which alone is 7 degrees a second of head speed. Without, its own
numbers are taken, which shows whether a change of the motion does what it should, in seconds, but is not comparable.

Head angles: rotation of rigid landmarks of each frame against the clip's mean face. A blink: the lids' gap under 60 % of its running
median; it lasts while it is under the half of its depth. Brows: height above the eye's corners, in eye distances. Clips of one person
count once. The percentiles over persons say what is human; `limner.engine.motion.head` and `face` take their constants from them.
"""

from __future__ import annotations

import json
import sys
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.engine import Engine
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.render.testcard import Testcard
from limner.engine.types import F32, HEIGHT, SHAPE, TICK_HZ, TICK_SAMPLES, WIDTH
from limner.likeness import Track

F64 = NDArray[np.float64]
RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 127, 356, 234, 454]
LEAST_S = 6.0
LAG = 5  # ticks from sound to head: 200 ms
BROW_K = 0.055  # eye distances the brows rise at weight 1


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


@dataclass
class Signals:
    """What is read from a clip's landmarks, t frames."""

    head: F64  # (t, 3) degrees: pitch, yaw, roll
    place: F64  # (t, 3) eye distances: x, y, z of the face's middle
    gap: F64  # (t,) of the lids, 1 = usual
    brow: F64  # (t,) eye distances above the eyes' corners


def signals(lm: F64) -> Signals:
    """(t, 478, 3) px."""
    eye = np.linalg.norm(lm[:, 33] - lm[:, 263], axis=1)

    def apart(*pairs: tuple[int, int]) -> F64:
        return np.asarray(np.mean([np.linalg.norm(lm[:, a] - lm[:, b], axis=1) for a, b in pairs], axis=0) / eye)

    lids = apart((159, 145), (386, 374), (158, 153), (385, 380))
    middle = lm[:, RIGID].mean(1)
    size = np.sqrt(((lm[:, RIGID] - middle[:, None]) ** 2).sum((1, 2)))
    k = float(np.median(eye))
    place = np.stack([*(middle[:, :2].T - np.median(middle[:, :2], 0)[:, None]) / k, 6 * (1 - size / np.median(size))], 1)
    return Signals(angles(lm), place, lids / running_median(lids), apart((105, 33), (334, 263), (66, 133), (296, 362)))


def figures(of: Signals, level: F64) -> dict[str, float]:
    """level (t,) dB."""
    out: dict[str, float] = {}
    smooth = np.stack([np.convolve(line, [0.25, 0.5, 0.25], "valid") for line in (*of.head.T, *of.place.T)], 1)
    velocity = np.diff(smooth, axis=0) * TICK_HZ
    speed = np.sqrt((velocity[:, :3] ** 2).sum(1))
    hz = np.fft.rfftfreq(len(velocity), 1 / TICK_HZ)
    for k, name in enumerate(("pitch", "yaw", "roll", "x", "y", "z")):
        out[f"{name}_sd"] = float(smooth[:, k].std())
        out[f"{name}_speed"] = float(np.abs(velocity[:, k]).mean())
        power = np.cumsum(np.abs(np.fft.rfft(velocity[:, k] * np.hanning(len(velocity)))) ** 2)
        out[f"{name}_speed_hz50"] = float(hz[np.searchsorted(power, 0.5 * power[-1])])
    out["speed"], out["speed_p90"] = float(speed.mean()), float(np.percentile(speed, 90))
    out["speed_p90_over_p50"] = out["speed_p90"] / float(np.median(speed))
    wide = np.convolve(speed, np.ones(13) / 13, "same")
    loud = np.convolve(level[1:-2][: len(wide)], np.ones(13) / 13, "same")
    out["speed_loudness_r"] = float(np.corrcoef(wide[LAG:], loud[: len(wide) - LAG])[0, 1])
    minutes = len(of.gap) / TICK_HZ / 60
    blinks = [(k, n, float(of.gap[k : k + n].min())) for k, n in events(of.gap < 0.75, 1, 14)]
    blinks = [blink for blink in blinks if blink[2] < 0.6]
    out["blinks_min"] = len(blinks) / minutes
    if blinks:
        out["blink_ms"] = float(np.mean([(of.gap[max(0, k - 3) : k + n + 4] < (1 + least) / 2).sum() for k, n, least in blinks])) * 40
    out["brow_sd"] = float(of.brow.std())
    out["brow_p95"] = float(np.percentile(of.brow, 95) - np.median(of.brow))
    return out


def sound_of(path: Path) -> NDArray[np.int16]:
    """16 kHz mono → 48 kHz mono."""
    with wave.open(str(path)) as file:
        return np.repeat(np.frombuffer(file.readframes(file.getnframes()), np.int16), 3)


def limner(path: Path, level: F64, seed: int, rig: Rig | None) -> Signals:
    """What Limner does with that sound."""
    sound = sound_of(path)
    engine = Engine(Testcard() if rig is None else MeshRenderer(rig), seed=seed)
    moved: list[tuple[float, ...]] = []
    found: list[F32] = []
    track = Track()
    for k in range(len(level) + LOOKAHEAD_TICKS):
        part = np.zeros(TICK_SAMPLES, np.int16)
        piece = sound[k * TICK_SAMPLES : (k + 1) * TICK_SAMPLES]
        part[: len(piece)] = piece
        late = k >= LOOKAHEAD_TICKS  # picture and level of one sound
        tick = engine.step(np.stack([part, part], 1), draw=rig is not None and late)
        if not late:
            continue
        m, w = tick.motion, tick.motion.shapes
        brow = BROW_K * (w[SHAPE["browInnerUp"]] + w[SHAPE["browOuterUpLeft"]] - w[SHAPE["browDownLeft"]]) / 2
        moved.append((-m.pitch, -m.yaw, m.roll, m.x, m.y, m.z, 1 - w[SHAPE["eyeBlinkLeft"]], brow))
        if rig is not None:
            face = track.step(_face(to_rgb(tick.frame), rig))
            found.append(found[-1] if face is None else face)
    if found:
        return signals(np.array(found, np.float64))
    table = np.array(moved)
    return Signals(table[:, :3], table[:, 3:6], table[:, 6], table[:, 7])


def _face(rgb: NDArray[np.uint8], rig: Rig) -> NDArray[np.uint8]:
    """The part of the canvas with the face."""
    (x, y), half = rig.landmarks[:, :2].mean(0), 2.2 * rig.k
    rows, columns = slice(max(0, int(y - half)), min(HEIGHT, int(y + half))), slice(max(0, int(x - half)), min(WIDTH, int(x + half)))
    return np.ascontiguousarray(rgb[rows, columns])


def identities(folder: Path) -> dict[str, str]:
    """Clip → person."""
    for path in (folder / "clips.json", folder.parent / "clips.json"):
        if path.exists():
            return {str(row["name"]): str(row["identity"]) for row in json.loads(path.read_text())}
    return {}


def main(folder: Path, portraits: Path | None) -> None:
    who = identities(folder)
    rigs = [analyse(path.read_bytes()) for path in sorted(portraits.iterdir())] if portraits else [None]
    rows: dict[str, dict[str, list[dict[str, float]]]] = {"real": {}, "limner": {}}
    for k, path in enumerate(sorted(folder.glob("*.npz"))):
        lm, sound = landmarks(path), path.with_suffix(".wav")
        if lm is None or len(lm) < LEAST_S * TICK_HZ:
            continue
        level, person = loudness(sound, len(lm)), who.get(path.stem, path.stem)
        rows["real"].setdefault(person, []).append(figures(signals(lm), level))
        rows["limner"].setdefault(person, []).append(figures(limner(sound, level, k, rigs[k % len(rigs)]), level))
    for label, persons in rows.items():
        out: dict[str, Any] = {"what": label, "persons": len(persons)}
        for key in dict.fromkeys(key for clips in persons.values() for row in clips for key in row):
            means = [np.mean([row[key] for row in clips if key in row]) for clips in persons.values() if any(key in row for row in clips)]
            out[key] = [round(float(np.percentile(means, p)), 3) for p in (10, 50, 90)]
        print(json.dumps(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
