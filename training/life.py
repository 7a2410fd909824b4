"""How much real heads, lids and brows move while they talk, beside Limner's on the same sounds: one JSON line each.

python training/life.py CLIPS [PORTRAITS]    # CLIPS: NAME.npz (landmarks, 25 fps), NAME.wav (16 kHz mono), clips.json in it or above it

With a folder of portraits Limner is drawn, one portrait after the other, and its landmarks are found again in the pictures, as those of
the real clips were: then both have the same noise of measuring, which alone is 7 degrees a second of head speed. Without, its own
numbers are taken, which shows whether a change of the motion does what it should, in seconds, but is not comparable.

Head angles: rotation of rigid landmarks of each frame against the clip's mean face. A blink: the lids' gap under 60 % of its running
median; it lasts while it is under the half of its depth. Brows: height above the eye's corners, in eye distances. Gaze: where the irises
are between the corners of their eyes, in widths of an eye, without what goes with the head; a shift is a jump that stays. Accents and
pauses are those that Limner hears. Clips of one person count once. The percentiles over persons say what is human;
`limner.engine.motion.head` and `face` take their constants from them.
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
from limner.engine.types import F32, HEIGHT, SHAPE, TICK_HZ, TICK_SAMPLES, WIDTH, Features
from limner.likeness import Track

F64 = NDArray[np.float64]
RIGID = [33, 133, 362, 263, 168, 6, 197, 195, 5, 10, 151, 9, 127, 356, 234, 454]
LEAST_S = 6.0
SHIFT = 0.02  # eye widths: smaller jumps of the irises are lost in the noise of finding them
LAG = 5  # ticks from sound to head: 200 ms
BROW_K = 0.055  # eye distances the brows rise at weight 1
GAZE_WIDTHS = 1 / 6  # eye widths an iris goes at gaze 1


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
    gaze: F64  # (t,) eye widths to the side


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
    brow = apart((105, 33), (334, 263), (66, 133), (296, 362))
    return Signals(angles(lm), place, lids / running_median(lids), brow, gaze(lm))


def gaze(lm: F64) -> F64:
    """(t,) eye widths to the image's right, mean of both eyes."""
    out = []
    for outer, inner, iris in ((33, 133, 468), (362, 263, 473)):
        along = (lm[:, inner] - lm[:, outer])[:, :2]
        width = np.linalg.norm(along, axis=1)
        out.append((((lm[:, iris] - (lm[:, outer] + lm[:, inner]) / 2)[:, :2] * along).sum(1)) / width**2)
    return np.asarray(np.mean(out, axis=0))


def figures(of: Signals, level: F64, heard: list[Features]) -> dict[str, float]:
    """level (t,) dB; heard: (t) what Limner hears."""
    out = looks(of.gaze, of) | answers(of, heard)
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


def looks(gaze: F64, of: Signals) -> dict[str, float]:
    """How the eyes move beside the head, blinks left out."""
    out: dict[str, float] = {}
    open_ = np.convolve(of.gap < 0.85, np.ones(5), "same") == 0
    with_head = np.column_stack([of.head, np.ones(len(gaze))])
    factors = np.linalg.lstsq(with_head[open_], gaze[open_], rcond=None)[0]
    alone = gaze - with_head @ factors
    out["gaze_per_yaw"], out["gaze_sd"] = float(factors[1]), float(alone[open_].std())
    # A jump: the mean of the .2 s after it differs from that of the .2 s before it by more than SHIFT.
    n = 5
    before, after = (np.array([alone[max(0, k - n + d) : k + d].mean() for k in range(n, len(alone) - n)]) for d in (0, n))
    jump = np.abs(after - before)
    most = np.array([jump[max(0, k - 4) : k + 5].max() for k in range(len(jump))])
    at = np.flatnonzero((jump == most) & (jump > SHIFT) & open_[n:-n])
    out["gaze_shifts_min"] = len(at) / (len(gaze) / TICK_HZ / 60)
    if len(at):
        out["gaze_shift_size"] = float(np.median(jump[at]))
    if len(at) > 2:
        out["gaze_rests_s"] = float(np.median(np.diff(at))) / TICK_HZ
    return out


def answers(of: Signals, heard: list[Features]) -> dict[str, float]:
    """What head and brows do about accents and the ends of phrases."""
    out: dict[str, float] = {}
    accents = np.flatnonzero([f.accent > 0 for f in heard])
    pause = np.array([f.pause_s for f in heard])
    ends = [k for k in range(1, len(pause) - 20) if pause[k] > 0 >= pause[k - 1] and pause[k + 7] > 0.2]
    down = of.head[:, 0] - np.convolve(np.pad(of.head[:, 0], (25, 24), mode="edge"), np.ones(50) / 50, "valid")
    brow = of.brow - np.convolve(np.pad(of.brow, (50, 49), mode="edge"), np.ones(100) / 100, "valid")
    late = accents[accents + 15 < len(down)]
    if len(late) > 2:
        out["chin_falls_after_accent"] = float((down[late + 12] - down[late]).mean())
        out["brow_at_accent"] = float((brow[late + 2] - brow[late + 15]).mean())
    if len(ends) > 1:
        out["chin_rises_after_end"] = float(np.mean([down[k + 3] - down[k + 18] for k in ends]))
    speech = np.array([f.speech > 0.5 for f in heard])[1:]
    speed = np.linalg.norm(np.diff(of.head, axis=0), axis=1)
    if speech.sum() > 50 and (~speech).sum() > 25:
        out["speed_speech_over_pause"] = float(speed[speech].mean() / speed[~speech].mean())
    return out


def sound_of(path: Path) -> NDArray[np.int16]:
    """16 kHz mono → 48 kHz mono."""
    with wave.open(str(path)) as file:
        return np.repeat(np.frombuffer(file.readframes(file.getnframes()), np.int16), 3)


def limner(path: Path, level: F64, seed: int, rig: Rig | None) -> tuple[Signals, list[Features]]:
    """What Limner does with that sound, and what it hears."""
    sound = sound_of(path)
    engine = Engine(Testcard() if rig is None else MeshRenderer(rig), seed=seed)
    moved: list[tuple[float, ...]] = []
    found: list[F32] = []
    heard: list[Features] = []
    track = Track()
    for k in range(len(level) + LOOKAHEAD_TICKS):
        part = np.zeros(TICK_SAMPLES, np.int16)
        piece = sound[k * TICK_SAMPLES : (k + 1) * TICK_SAMPLES]
        part[: len(piece)] = piece
        late = k >= LOOKAHEAD_TICKS  # picture and level of one sound
        tick = engine.step(np.stack([part, part], 1), draw=rig is not None and late)
        if not late:
            continue
        heard.append(tick.features)
        m, w = tick.motion, tick.motion.shapes
        brow = BROW_K * (w[SHAPE["browInnerUp"]] + w[SHAPE["browOuterUpLeft"]] - w[SHAPE["browDownLeft"]]) / 2
        moved.append((-m.pitch, -m.yaw, m.roll, m.x, m.y, m.z, 1 - w[SHAPE["eyeBlinkLeft"]], brow, GAZE_WIDTHS * m.gaze_x))
        if rig is not None:
            face = track.step(_face(to_rgb(tick.frame), rig))
            found.append(found[-1] if face is None else face)
    if found:
        return signals(np.array(found, np.float64)), heard
    table = np.array(moved)
    return Signals(table[:, :3], table[:, 3:6], table[:, 6], table[:, 7], table[:, 8]), heard


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
        made, heard = limner(sound, level, k, rigs[k % len(rigs)])
        rows["real"].setdefault(person, []).append(figures(signals(lm), level, heard))
        rows["limner"].setdefault(person, []).append(figures(made, level, heard))
    for label, persons in rows.items():
        out: dict[str, Any] = {"what": label, "persons": len(persons)}
        for key in dict.fromkeys(key for clips in persons.values() for row in clips for key in row):
            means = [np.mean([row[key] for row in clips if key in row]) for clips in persons.values() if any(key in row for row in clips)]
            out[key] = [round(float(np.percentile(means, p)), 3) for p in (10, 25, 50, 75, 90)]
        print(json.dumps(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
