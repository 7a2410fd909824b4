"""Landmarks of one portrait → how each ARKit shape moves them.

A shape is a handful of hand-set targets, completed to the whole face by the covariance of real facial motion (the basis that
`training/motion_basis.py` learns): x = C Aᵀ (A C Aᵀ + εI)⁻¹ t, the most likely motion that reaches the targets. Left out clips of
the basis are predicted 2-3 times better so than by hand-set falloffs. Blinks depend on this portrait's own lids and are made from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.lids import OPEN, SHUT, openness
from limner.engine.portrait.topology import DATA, F32
from limner.engine.types import SHAPE, SHAPES

_EPSILON = 2e-5  # k²: how exactly the targets are met
_MEAN_MOUTH_WIDTH = 0.559  # k, of the mean face
_FLATTER = np.array([1, 0.45, 0.5, 0.62, 0.72, 0.75, 0.7, 0.7, 1], np.float32)  # how far a shut lid hangs, of where open lids would meet
_LARGE = 0.6  # of what lids hang deeper than .07 eye widths

# Targets (dx, dy[, dz]) in k on the mean face: midline and the image's left half; the other half mirrors. "61,78" sets both.
_PINS = "33 133 168 70 107 159 145 4 10 234"
_Targets = dict[str, tuple[float, ...]]
_MOUTH: dict[str, _Targets] = {
    # Of ten talking people at their widest: the upper lip gives a seventh of the gap, corners sink by an eighth of it and stay apart.
    "jawOpen": {
        "14": (0, 0.268), "17": (0, 0.26, 0.02), "152": (0, 0.265, 0.05), "13": (0, -0.036), "0": (0, -0.030), "61,78": (0.012, 0.048),
        "178": (0.003, 0.222), "84": (0, 0.255), "81": (0, -0.031), "39": (0.004, -0.010),
    },
    "mouthFunnel": {
        "61,78": (0.085, 0), "13": (0, -0.05, -0.06), "14": (0, 0.06, -0.06), "0": (0, -0.035, -0.07), "17": (0, 0.045, -0.06),
        "81": (0.02, -0.04), "178": (0.02, 0.05), "39": (0.04, -0.03), "181": (0.04, 0.04), "152": (0, 0.02),
    },
    "mouthPucker": {
        "61": (0.12, 0), "78": (0.115, 0), "13": (0, -0.004, -0.08), "14": (0, 0.004, -0.08), "0": (0, -0.036, -0.09),
        "17": (0, 0.040, -0.08), "81": (0.05, -0.005), "178": (0.05, 0.005), "39": (0.06, -0.026), "181": (0.06, 0.028), "152": (0, 0.004),
    },
    # Lips that are drawn aside get thinner, the lower one most, as in what the basis has learned from.
    "mouthSmile": {
        "61": (-0.085, -0.075, 0.03), "78": (-0.08, -0.07), "13": (0, -0.02), "14": (0, -0.012), "0": (0, -0.014, 0.01), "17": (0, -0.024),
        "81": (-0.024, -0.026), "178": (-0.024, -0.02), "152": (0, -0.008),
    },
    "mouthStretch": {
        "61": (-0.08, 0.012, 0.02), "78": (-0.078, 0.012), "81,178": (-0.02, 0), "13,14,0,17,152": (0, 0),
    },
    "mouthFrown": {
        "61": (-0.010, 0.072), "78": (-0.005, 0.066), "13": (0, -0.008), "14": (0, -0.010), "17": (0, -0.018), "152": (0, -0.018),
    },
    "mouthDimple": {"61": (-0.035, 0, 0.03), "78": (-0.03, 0)},
    "mouthPress": {
        "61,78": (-0.02, 0.005), "13": (0, 0.012), "14": (0, -0.004), "0": (0, 0.022, 0.01), "17": (0, -0.022, 0.01), "152": (0, -0.015),
    },
    "mouthRollUpper": {"13": (0, 0.012, 0.02), "14": (0, 0.01), "0": (0, 0.035, 0.02)},
    # Under the upper teeth: the lip's border rises to their edges and its red turns in; beside them the lips meet.
    "mouthRollLower": {
        "14": (0, -0.028, 0.03), "87,317": (0, -0.029), "178": (0, -0.030), "88": (0, -0.032), "95": (0, -0.026), "61,78": (0.018, -0.004),
        "17": (0, -0.075, 0.02), "84": (0, -0.068), "181": (0.004, -0.052), "152": (0, -0.02),
    },
    "mouthUpperUp": {
        "13": (0, -0.06), "81": (0, -0.055), "0": (0, -0.055), "39": (0, -0.05), "61,78": (0, -0.01), "129": (0, -0.02),
    },
    "mouthLowerDown": {
        "14": (0, 0.065), "17": (0, 0.06), "84": (0, 0.058), "178": (0, 0.055), "61,78": (0, 0.008), "152": (0, 0.015),
    },
    "noseSneer": {"129": (-0.014, -0.05), "61": (0, -0.012), "13": (0, -0.022), "14": (0, -0.016), "0": (0, -0.03), "205": (0, -0.03)},
}  # fmt: skip
_SIDEWAYS: dict[str, _Targets] = {  # both halves move the same way; + is the image's right, the person's left
    "jawLeft": {"152": (0.10, 0.01), "14": (0.06, 0), "17": (0.07, 0), "13": (0.01, 0)},
    "mouthLeft": {"61,291,13,14": (0.05, 0), "152": (0.01, 0)},
}
_BROW_PINS = "159 145 33 133 4 61 152 13 234"
_BROW: dict[str, _Targets] = {
    "browInnerUp": {
        "107": (0, -0.075), "66": (0, -0.065), "55": (0, -0.07), "105": (0, -0.035), "70": (0, -0.005), "159": (0, -0.008),
    },
    "browDown": {"107,55": (0.012, 0.055), "66": (0.008, 0.05), "105": (0, 0.035), "70": (0, 0.01), "9": (0, 0.03)},
    "browOuterUp": {"107": (0, -0.015), "55": (0, -0.012), "105": (0, -0.06), "63": (0, -0.06), "70": (0, -0.055)},
}  # fmt: skip
_EYE: dict[str, _Targets] = {
    "eyeSquint": {
        "145": (0, -0.040), "144": (0, -0.038), "153": (0, -0.028), "23": (0, -0.040), "110": (0, -0.036), "205": (0, -0.03),
        "159": (0, 0.010), "160": (0, 0.010),
    },
    "cheekSquint": {
        "145": (0, -0.024), "144": (0, -0.024), "23": (0, -0.045), "110": (0, -0.048),
        "50": (-0.008, -0.10, -0.03), "205": (-0.008, -0.10, -0.04),
    },
}  # fmt: skip


def smoothstep(lo: float, hi: float, x: F32) -> F32:
    t = np.clip((x - lo) / (hi - lo), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


@cache
def _basis() -> tuple[F32, F32, F32]:
    """→ mean (478, 3) k, mirror (478,), covariance factor (478·3, 60)."""
    z = np.load(DATA / "motion_basis.npz")
    comp = z["components"].astype(np.float64).reshape(len(z["variance"]), -1)
    return z["mean"], z["mirror"].astype(np.int64), (comp * np.sqrt(z["variance"])[:, None]).T


def mean_face() -> F32:
    """(478, 3) k; origin between the eyes, frontal."""
    return _basis()[0]


def _complete(targets: _Targets, pins: str, mirrored: bool) -> F32:
    """Sparse targets → (478, 3) displacement in k."""
    mean, mirror, factor = _basis()
    rows: list[int] = []
    t: list[float] = []
    wanted: dict[int, tuple[float, ...]] = {int(p): (0.0, 0.0) for p in pins.split()}
    for names, d in targets.items():
        for name in names.split(","):
            wanted[int(name)] = d
    for v, d in list(wanted.items()):
        other = int(mirror[v])
        if mirrored and other != v and other not in wanted:
            wanted[other] = (-d[0], *d[1:])
    for v, d in wanted.items():
        for axis, value in enumerate(d):
            rows.append(3 * v + axis)
            t.append(value)
    a = factor[rows]
    gain = np.linalg.solve(a @ a.T + _EPSILON * np.eye(len(rows)), np.array(t))
    return (factor @ (a.T @ gain)).reshape(478, 3).astype(np.float32)


@cache
def _canonical() -> F32:
    """(len(SHAPES), 478, 3) in k on the mean face; rows of blink, wide, close and tongue are zero."""
    mean, mirror, _ = _basis()
    x, y = mean[:, 0], mean[:, 1]
    out = np.zeros((len(SHAPES), 478, 3), np.float32)
    person_left = smoothstep(-0.15, 0.15, x)  # the image's right half

    def put(name: str, d: F32) -> None:
        if name in SHAPE:
            out[SHAPE[name]] = d
        else:
            out[SHAPE[name + "Left"]] = d * person_left[:, None]
            out[SHAPE[name + "Right"]] = d * (1 - person_left[:, None])

    lower = smoothstep(float(y[168]) + 0.22, float(y[1]) + 0.02, y)[:, None]
    for name, targets in _MOUTH.items():
        put(name, _complete(targets, _PINS, True) * lower)
    for name, targets in _SIDEWAYS.items():
        d = _complete(targets, _PINS + " 454 300 336", False) * lower
        out[SHAPE[name]] = d
        out[SHAPE[name.replace("Left", "Right")]] = d[mirror] * [-1, 1, 1]
    upper = 1 - smoothstep(float(y[159]) - 0.02, float(y[145]) + 0.10, y)[:, None]
    for name, targets in _BROW.items():
        put(name, _complete(targets, _BROW_PINS, True) * upper)
    under_eye = 0.5 * (mean[145] + mean[23])
    for name, targets in _EYE.items():
        centre_y = under_eye[1] + (0.12 if name == "cheekSquint" else 0.0)
        mask = np.exp(-(((np.abs(x) + under_eye[0]) / 0.35) ** 2) - ((y - centre_y) / 0.22) ** 2)
        put(name, _complete(targets, "33 133 168 4 13 14 61 152 10 234 107 105 159 386", True) * mask[:, None].astype(np.float32))
    puff = np.zeros((478, 3), np.float32)
    for point, side in ((205, -1.0), (425, 1.0)):
        c = mean[point]
        puff += np.exp(-(((x - c[0]) / 0.2) ** 2) - ((y - c[1]) / 0.22) ** 2)[:, None] * np.array([side * 0.06, 0, -0.06], np.float32)
    out[SHAPE["cheekPuff"]] = puff * lower
    return out


@dataclass(frozen=True)
class Fit:
    """Where the mean face sits in a picture: x_image = k · x_mean @ Rᵀ + t for stable points."""

    k: float  # px per eye distance
    rotation: F32  # (3, 3) R: canonical row vector d → image k · d @ R.T
    yaw: float  # degrees, + nose to the image's right
    aligned: F32  # (478, 3) the landmarks in the mean's frame, k

    def axis(self, x: float, y: float, z: float) -> F32:
        """A canonical direction in image axes (unit)."""
        return np.asarray(np.array([x, y, z], np.float32) @ self.rotation.T, np.float32)


def similarity(x: F32, y: F32) -> tuple[float, F32, F32, F32]:
    """Points (n, 3) → scale, rotation (3, 3) and both middles so that y ≈ scale · (x − cx) @ rotation + cy (Umeyama, least squares)."""
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    cx, cy = x.mean(0), y.mean(0)
    u, s, vt = np.linalg.svd((x - cx).T @ (y - cy))
    d = np.array([1, 1, np.sign(np.linalg.det(u @ vt))])
    scale = float((s * d).sum() / ((x - cx) ** 2).sum())
    return scale, np.asarray((u * d) @ vt), cx, cy


def fit_mean_face(landmarks: F32) -> Fit:
    """(478, 3) px → similarity to the mean face over points that expressions hardly move (Umeyama)."""
    mean = mean_face()
    scale, rot, cx, cy = similarity(landmarks[topo.STABLE], mean[topo.STABLE])  # rot: image row vector @ rot → mean axes
    aligned = scale * ((landmarks - cx) @ rot) + cy
    forward = np.array([0, 0, -1.0]) @ rot.T
    yaw = float(np.degrees(np.arctan2(forward[0], -forward[2])))
    return Fit(1 / scale, rot.astype(np.float32), yaw, aligned.astype(np.float32))


def _shut_line(upper: F32, lower: F32, down: F32) -> F32:
    """Open lids (9, 3) px, outer → inner corner → where they meet (9, 3).

    On shut eyes of eight people that line hangs .035, .055 and 0 eye widths (points 2, 4 and 6) below the corners, the lower lids of
    their open eyes .10, .12 and .05: it is much flatter, most of all towards the outer corner.
    Large eyes hang deeper, but not by as much as they are larger.
    """
    first, last = lower[0], lower[-1]
    width = max(float(np.linalg.norm(last - first)), 1e-6)
    out = lower - 0.16 * (lower - upper)
    along = ((out - first) @ (last - first) / width**2)[:, None]
    corners = first + along * (last - first)
    hang = (out - corners) @ down / width
    less = np.minimum(hang, 0.07 + _LARGE * np.maximum(hang - 0.07, 0)) * _FLATTER - hang
    return np.asarray(out + less[:, None] * width * down, np.float32)


def portrait_shapes(landmarks: F32, fit: Fit) -> F32:
    """Rest landmarks (478, 3) px → (len(SHAPES), 478, 3) px displacements at weight 1. The seal and the tongue have none of their own."""
    d = _canonical().copy()
    ratio = float(np.clip(np.linalg.norm(fit.aligned[61] - fit.aligned[291]) / _MEAN_MOUTH_WIDTH, 0.75, 1.2))
    for name in SHAPES:
        if name.startswith(("mouth", "jaw")):
            d[SHAPE[name], :, 0] *= ratio
            d[SHAPE[name], :, 1] *= 0.5 + 0.5 * ratio
    out = (fit.k * d @ fit.rotation.T).astype(np.float32)
    down = fit.axis(0, 1, 0)
    eyes = (
        ("Right", topo.RIGHT_UPPER_LID, topo.RIGHT_LOWER_LID, topo.RIGHT_CREASE, topo.RIGHT_BROW_SIDE, topo.RIGHT_BELOW),
        ("Left", topo.LEFT_UPPER_LID, topo.LEFT_LOWER_LID, topo.LEFT_CREASE, topo.LEFT_BROW_SIDE, topo.LEFT_BELOW),
    )
    flat = np.array([1, 1, 0.3], np.float32)  # lids slide over the ball: less in depth than the landmarks' z would say
    for side, upper, lower, crease, brow, below in eyes:
        blink, wide = out[SHAPE["eyeBlink" + side]], out[SHAPE["eyeWide" + side]]
        shut = _shut_line(landmarks[upper], landmarks[lower], down)
        for i in range(9):
            u, lo, meet = landmarks[upper[i]], landmarks[lower[i]], shut[i]
            if 0 < i < 8:
                blink[upper[i]] = (meet - u) * flat
                blink[lower[i]] = (meet - lo) * flat
            blink[crease[i]] = 0.42 * (meet - u) * flat
            blink[brow[i]] = 0.10 * (meet - u) * flat
            if below[i] != crease[i]:
                blink[below[i]] = 0.55 * (meet - lo) * flat
            arch = np.sin(np.pi * i / 8) * fit.k
            if 0 < i < 8:
                wide[upper[i]] = -0.022 * arch * down
            wide[crease[i]] = -0.012 * arch * down
        apart = np.array(openness(landmarks[upper], landmarks[lower]), np.float32)
        for name, limits in (("eyeWide", (SHUT, OPEN)), ("eyeSquint", (SHUT, OPEN)), ("eyeBlink", (0.5 * SHUT, SHUT))):
            out[SHAPE[name + side]] *= smoothstep(*limits, apart)  # eyes that the portrait shows shut stay as they are
    return out
