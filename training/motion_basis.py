"""Landmark recordings of moving faces → the facial motion basis that ships in `src/limner/data/motion_basis.npz`.

    python training/motion_basis.py FOLDER [FOLDER ...]

A FOLDER holds NAME.npz files with `lm_q` uint16 (T, 478, 3), `lo` and `hi` (3,): MediaPipe face-mesh landmarks, quantised
(0 = no face in that frame). With `size` (w, h) x and y are fractions of the picture and z shares x's scale; without it all are
pixels. The result is deterministic.

What it does: align every frame to a common face by a 3-D similarity over points that expressions hardly move, subtract the
clip's median, mirror, weight clips equally, principal components. The shapes that the renderer uses are completed from sparse
targets with this covariance (see `engine/portrait/shapes.py`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

OUT = Path(__file__).resolve().parent.parent / "src/limner/data/motion_basis.npz"
COMPONENTS = 60
# Points that expressions hardly move; the same list aligns a portrait at run time.
STABLE = [168, 6, 197, 195, 5, 4, 33, 133, 362, 263, 127, 356, 234, 454, 93, 323, 54, 284, 103, 332, 109, 338, 10, 162, 389, 21]
STABLE += [251, 122, 351, 196, 419]
F64 = NDArray[np.float64]


def load(path: Path) -> F64:
    """File → (T, 478, 3) float64 in pixels, frames without a face dropped."""
    z = np.load(path)
    q = z["lm_q"].astype(np.float64)
    lm: F64 = z["lo"] + (q - 1) / 65534 * (z["hi"] - z["lo"])
    if "size" in z.files:
        w, h = (float(v) for v in z["size"])
        lm *= np.array([w, h, w])
    return lm[(z["lm_q"] != 0).all((1, 2))]


def align(frames: F64, mean: F64) -> F64:
    """(T, 478, 3) → the same faces in the mean's frame; similarity (Umeyama) over STABLE, frame by frame."""
    x, y = frames[:, STABLE], mean[STABLE]
    cx, cy = x.mean(1, keepdims=True), y.mean(0)
    a, b = x - cx, y - cy
    u, s, vt = np.linalg.svd(np.einsum("tni,nj->tij", a, b))
    d = np.ones_like(s)
    d[:, 2] = np.sign(np.linalg.det(u @ vt))
    scale = (s * d).sum(1) / (a**2).sum((1, 2))
    rot = (u * d[:, None, :]) @ vt  # row vectors: x @ rot
    return np.asarray(scale[:, None, None] * ((frames - cx) @ rot) + cy)


def frontal(mean: F64) -> F64:
    """Any face → eye distance 1, x across the eyes, forehead (10) and chin (152) at one depth, origin on the eye line's middle."""
    eyes = mean[263] - mean[33]
    x = eyes / np.linalg.norm(eyes)
    down = mean[152] - mean[10]
    y = down - (down @ x) * x
    y /= np.linalg.norm(y)
    z = np.cross(x, y)
    out: F64 = (mean - (mean[33] + mean[263]) / 2) @ np.stack([x, y, z], 1) / np.linalg.norm(eyes)
    return out


def mirror_map(mean: F64) -> NDArray[np.int64]:
    """Index of each point's mirror image; the pairing is an involution, points on the midline pair with themselves."""
    mirrored = mean * np.array([-1.0, 1.0, 1.0])
    dist = np.linalg.norm(mean[:, None] - mirrored[None], axis=2)
    pair = np.full(len(mean), -1)
    for flat in np.argsort(dist, axis=None):  # greedy from the surest
        i, j = divmod(int(flat), len(mean))
        if pair[i] < 0 and pair[j] < 0:
            pair[i], pair[j] = j, i
    return pair


def main(folders: list[str]) -> None:
    files = sorted(p for folder in folders for p in Path(folder).glob("*.npz"))
    clips = [(p.stem, c) for p in files if len(c := load(p)) >= 25]
    mean = frontal(clips[0][1][0])
    for _ in range(12):
        mean = frontal(np.mean([np.median(align(c, mean), 0) for _, c in clips], 0))
        pair = mirror_map(mean)
        mean = (mean + mean[pair] * [-1, 1, 1]) / 2
    assert (pair[pair] == np.arange(len(pair))).all()

    motions: list[F64] = []
    for _, clip in clips:
        x = align(clip, mean)
        x[1:-1] = 0.25 * x[:-2] + 0.5 * x[1:-1] + 0.25 * x[2:]  # the landmarker's own jitter is not expression
        x -= np.median(x, 0)
        motions.append(x)
    cov = np.zeros((478 * 3, 478 * 3))
    for x in motions:
        for m in (x, x[:, pair] * [-1, 1, 1]):
            flat = m.reshape(len(m), -1)
            cov += flat.T @ flat / len(m)
    cov /= 2 * len(motions)
    value, vector = np.linalg.eigh(cov)
    value, vector = value[::-1][:COMPONENTS], vector[:, ::-1][:, :COMPONENTS]
    total = np.trace(cov)
    print(f"{len(clips)} clips, {sum(len(c) for _, c in clips)} frames; {COMPONENTS} components keep {value.sum() / total:.4f}, 10 keep")
    width = np.linalg.norm(mean[61] - mean[291])
    print(f"{value[:10].sum() / total:.4f}; rms motion {np.sqrt(total / 478):.4f} k; mouth width 61-291 {width:.3f} k")
    np.savez_compressed(
        OUT,
        mean=mean.astype(np.float32),  # (478, 3) k
        mirror=pair.astype(np.int16),  # (478,)
        components=vector.T.reshape(COMPONENTS, 478, 3).astype(np.float16),
        variance=value.astype(np.float32),  # k²
    )
    print(f"wrote {OUT} ({OUT.stat().st_size} bytes)")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
