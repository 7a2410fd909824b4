"""The part of a portrait around one eye → what stands before it and stays when it shuts: strands of hair, rims of glasses.

Both are long, thin and darker or lighter than what is on either side of them. So are lids, their lashes and folds, but those run along
the eye: hair is looked for across it only, and rims only where glasses were found.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.render import tones
from limner.engine.render.eye_region import Region
from limner.engine.types import F32

FINEST = 180.0  # px per eye distance, at most, of the picture that is searched
LONG_RIM = 0.14  # k
PIECE, GAP, CROSSES = 0.10, 0.15, 0.30  # k: a piece of a strand, what may be missing between two, how far it goes past the eye
HALF_WIDTHS = 0.014, 0.026  # k from the line to what is beside it
STEP = 15  # degrees from one direction to the next
STEEP = 50  # degrees to the eye's axis from which on a line crosses the eye
TIGHT = (0.35, 0.65)  # of a line's clearness, at its border
CLEAR_HAIR, CLEAR_RIM = (0.07, 0.16), (0.045, 0.11)  # of the skin's light that a line differs, all along
DARK_LID, LIGHT_LID = 0.03, 0.09  # k about the upper lid in which a dark, a light line along it is the lid's
LASHES = 0.016  # k, the same for a rim that is followed
RIM = 0.014  # k, half its width
FAINT, SURE = 0.02, 0.1  # of the skin's light, in three quarters of a rim's length; how much of it is found by itself


def find_front(eye: Region, skin: float, glasses: float) -> F32:
    """Skin's luma; 0..1 how certain glasses are → (h, w) 0..1 how much of it stands before the eye."""
    shrink = min(1.0, FINEST / eye.k)
    luma = np.asarray(eye.picture @ tones.LUMA, np.float32)
    small = cv2.resize(luma, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else luma
    small = np.asarray(cv2.GaussianBlur(small, (0, 0), 0.7) / max(skin, 16.0), np.float32)
    k = eye.k * shrink
    along = eye.top[-1] - eye.top[0]
    axis = float(np.degrees(np.arctan2(along[1], along[0])))
    lid, lid_turn = _upper_lid(eye, small.shape, shrink)
    out, rim = np.zeros((2, *small.shape), np.float32)
    ridges = np.zeros((2, *small.shape), np.float32)  # dark and light ones, across the eye
    pieces: tuple[dict[int, F32], dict[int, F32]] = ({}, {})  # by direction
    for turn in range(0, 180, STEP):
        steep = abs((turn - axis + 90) % 180 - 90) >= STEEP
        if not steep and glasses <= 0:
            continue
        along_lid = np.abs((turn - lid_turn + 90) % 180 - 90) < STEEP - 10
        for i, (ridge, near) in enumerate(zip(_ridges(small, k, turn), (DARK_LID, LIGHT_LID), strict=True)):
            if steep:
                np.maximum(ridges[i], ridge, out=ridges[i])
                pieces[i][turn] = _within(ridge, cv2.MORPH_OPEN, PIECE * k, turn)
            if glasses > 0:
                own = np.asarray(np.where(along_lid & (lid < near * k), 0, ridge), np.float32)
                whole = np.asarray(cv2.morphologyEx(own, cv2.MORPH_OPEN, _line(LONG_RIM * k, turn)), np.float32)
                tight = _ramp(np.asarray(ridge / np.maximum(whole, 1e-3), np.float32), TIGHT)
                np.maximum(out, glasses * _ramp(whole, CLEAR_RIM) * tight, out=out)
            if not steep:
                np.maximum(rim, np.where(along_lid & (lid < LASHES * k), 0, ridge), out=rim)
    down = np.array([-along[1], along[0]], np.float32) / max(np.hypot(*along), np.float32(1e-6))
    for ridge, piece in zip(ridges, pieces, strict=True):
        np.maximum(out, _that_cross(_strands(ridge, piece, k), down, CROSSES * k), out=out)
    if glasses > 0:
        middle = round(float(0.5 * (eye.top[:, 1].mean() + eye.bottom[:, 1].mean())) * shrink)
        np.maximum(out, glasses * _upper_rim(np.asarray(rim, np.float32), out, middle, RIM * k), out=out)
    return np.asarray(cv2.resize(out, luma.shape[::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _strands(ridge: F32, pieces: dict[int, F32], k: float) -> F32:
    """Pieces of lines by direction → lines, gaps bridged: over a dark iris dark hair is not darker than what is beside it."""
    known, bridged = np.zeros_like(ridge), np.zeros_like(ridge)
    for turn, piece in pieces.items():
        np.maximum(known, piece, out=known)
        alike = np.max([pieces[other] for other in ((turn - STEP) % 180, turn, (turn + STEP) % 180) if other in pieces], axis=0)
        np.maximum(bridged, _within(alike, cv2.MORPH_CLOSE, GAP * k, turn), out=bridged)
    tight = _ramp(np.asarray(ridge / np.maximum(known, 1e-3), np.float32), TIGHT)
    return np.asarray(_ramp(bridged, CLEAR_HAIR) * np.where(bridged > 2 * known, np.float32(1), tight), np.float32)


def _within(picture: F32, how: int, length: float, turn: int) -> F32:
    """Opened or closed by a line; beyond the picture there is nothing."""
    beyond = max(1, round(length))
    return np.asarray(cv2.morphologyEx(np.pad(picture, beyond), how, _line(length, turn))[beyond:-beyond, beyond:-beyond], np.float32)


def _that_cross(hair: F32, down: F32, far: float) -> F32:
    """What of it belongs to a line that goes as far as `far` px down past the eye."""
    count, labels = cv2.connectedComponents(cv2.dilate((hair > 0.5).astype(np.uint8), np.ones((3, 3), np.uint8)))
    yy, xx = np.mgrid[: hair.shape[0], : hair.shape[1]]
    height = xx * down[0] + yy * down[1]
    out = np.zeros_like(hair)
    for label in range(1, count):
        here = labels == label
        if np.ptp(height[here]) >= far:
            out[here] = hair[here]
    return out


def _ramp(x: F32, limits: tuple[float, float]) -> F32:
    return np.asarray(np.clip((x - limits[0]) / (limits[1] - limits[0]), 0, 1), np.float32)


def _upper_rim(ridge: F32, found: F32, middle: int, width: float) -> F32:
    """The line from side to side above row `middle` that has most of the ridges and of what is `found`: 0..1, nothing if it is faint.

    Close to the lids a rim is too faint, or too much along them, to be found by itself.
    """
    gain = np.minimum(ridge[:middle], 0.2) + 0.3 * found[:middle]
    rows, columns = gain.shape
    out = np.zeros_like(ridge)
    if rows < 4:
        return out
    best, back = gain[:, 0].copy(), np.zeros((columns, rows), np.int64)
    for x in range(1, columns):
        padded = np.pad(best, 1, constant_values=-1.0)
        choice = np.stack([padded[1:-1], padded[:-2] - 0.01, padded[2:] - 0.01])
        back[x] = np.array([0, -1, 1])[choice.argmax(0)]
        best = choice.max(0) + gain[:, x]
    path = np.zeros(columns, np.int64)
    path[-1] = int(best.argmax())
    for x in range(columns - 1, 0, -1):
        path[x - 1] = path[x] + back[x, path[x]]
    there = ridge[path, np.arange(columns)]
    if np.percentile(there, 25) < FAINT or found[path, np.arange(columns)].mean() < SURE:
        return out
    away = np.abs(np.arange(len(ridge))[:, None] - path)
    return np.asarray(np.exp(-((away / width) ** 2)) * np.clip(there / FAINT - 0.5, 0, 1), np.float32)


def _ridges(small: F32, k: float, turn: int) -> tuple[F32, F32]:
    """How much darker, and how much lighter, than both sides of a line in this direction."""
    dark = np.zeros_like(small)
    light = np.zeros_like(small)
    normal = np.radians(turn + 90)
    for half in HALF_WIDTHS:
        move = half * k * np.array([np.cos(normal), np.sin(normal)])
        one, other = (
            cv2.warpAffine(small, np.array([[1, 0, s * move[0]], [0, 1, s * move[1]]]), small.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
            for s in (-1, 1)
        )
        np.maximum(dark, np.minimum(one, other) - small, out=dark)
        np.maximum(light, small - np.maximum(one, other), out=light)
    return dark, light


def _line(length: float, turn: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    r = max(round(length / 2), 1)
    kernel = np.zeros((2 * r + 1, 2 * r + 1), np.uint8)
    way = r * np.array([np.cos(np.radians(turn)), np.sin(np.radians(turn))])
    ends = [tuple(int(v) for v in np.round(r + s * way)) for s in (-1, 1)]
    cv2.line(kernel, ends[0], ends[1], (1,), 1)
    kernel[r, r] = 1
    return kernel


def _upper_lid(eye: Region, shape: tuple[int, ...], shrink: float) -> tuple[F32, F32]:
    """(h, w) px to the upper lid, and the direction in degrees that it has there."""
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    points = eye.top * shrink
    away = np.hypot(xx[..., None] - points[:, 0], yy[..., None] - points[:, 1])
    way = np.gradient(points, axis=0)
    turns = np.degrees(np.arctan2(way[:, 1], way[:, 0])).astype(np.float32)
    return np.asarray(away.min(2), np.float32), turns[away.argmin(2)]
