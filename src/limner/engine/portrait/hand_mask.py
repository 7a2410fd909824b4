"""Picture and a hand's points → how much of each pixel is that hand, and the forearm below it.

Points say where the bones are; a hand is as thick about them as hands are. Between what is surely hand and surely none the picture's own
colours and edges decide (GrabCut: Rother, Kolmogorov, Blake 2004), as skin lies before skin.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.hands import INDEX, LITTLE, MIDDLE, RING, WRIST
from limner.engine.types import F32, U8

HAND_PX = 60.0  # wrist to the root of the middle finger in the patch that is worked on, at most
REACH = 0.6, 3.4  # of that: how far the patch reaches about the points, and along the forearm
FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
ROOT, TIP, THUMB = 0.125, 0.095, 0.14  # half a finger's width at its root and its tip, and the thumb's, of the hand's length
SURE, FAR = 0.55, 1.55  # of that: within it is surely hand, beyond it surely none
ARM = 0.27, 0.42  # half the forearm's width at the wrist and a hand's length on
ROUNDS = 1


def hand_mask(rgb: U8, hand: F32) -> F32:
    """`rgb` (h, w, 3), points (21, 3) px → (h, w) 0..1."""
    length = _length(hand)
    scale = min(1.0, HAND_PX / length)
    points = hand[:, :2]
    along = _arm(hand)
    corners = np.concatenate([points, (points[WRIST] + along * length * REACH[1])[None]])
    low = np.floor(corners.min(0) - REACH[0] * length).astype(int).clip(0)
    high = np.minimum(np.ceil(corners.max(0) + REACH[0] * length).astype(int), (rgb.shape[1], rgb.shape[0]))
    out = np.zeros(rgb.shape[:2], np.float32)
    if (high - low).min() < 8:
        return out
    part = rgb[low[1] : high[1], low[0] : high[0]]
    size = max(8, round(part.shape[1] * scale)), max(8, round(part.shape[0] * scale))
    small = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    mask = _cut(small, _guess(small.shape[:2], (points - low) * scale, along, length * scale))
    out[low[1] : high[1], low[0] : high[0]] = cv2.resize(mask, (part.shape[1], part.shape[0]), interpolation=cv2.INTER_LINEAR)
    return out


def _length(hand: F32) -> float:
    """px from the wrist to the root of the middle finger, if it lay flat."""
    palm = float(np.linalg.norm(hand[MIDDLE] - hand[WRIST]))
    across = float(np.linalg.norm(hand[INDEX] - hand[LITTLE]))
    return max(0.9 * palm, 1.25 * across, 4.0)


def _arm(hand: F32) -> F32:
    """(2,) the way on from the wrist."""
    away = hand[WRIST, :2] - (hand[INDEX, :2] + hand[MIDDLE, :2] + hand[RING, :2] + hand[LITTLE, :2]) / 4
    return np.asarray(away / max(float(np.linalg.norm(away)), 1e-6), np.float32)


def _guess(shape: tuple[int, int], points: F32, along: F32, length: float) -> U8:
    """GrabCut's four labels by the points alone."""
    out = np.full(shape, cv2.GC_BGD, np.uint8)
    for grow, label in ((FAR, cv2.GC_PR_BGD), (1.05, cv2.GC_PR_FGD), (SURE, cv2.GC_FGD)):
        _tube(out, [points[WRIST] - 0.1 * length * along, points[WRIST] + along * length], [v * length * grow for v in ARM], label)
        wrist = points[WRIST] + along * length
        if label != cv2.GC_FGD:
            _tube(out, [wrist, wrist + along * 2.2 * length], [ARM[1] * length * grow, 1.3 * ARM[1] * length * grow], label)
    for grow, label in ((FAR, cv2.GC_PR_BGD), (1.05, cv2.GC_PR_FGD), (SURE, cv2.GC_FGD)):
        for finger in FINGERS:
            wide = [THUMB, TIP] if finger[0] == 1 else [ROOT, TIP]
            radii = np.linspace(wide[0], wide[1], len(finger)) * length * grow
            _tube(out, [points[i] for i in finger], list(radii), label)
        palm = points[[WRIST, 1, INDEX, MIDDLE, RING, LITTLE]]
        hull = cv2.convexHull(palm.astype(np.float32))
        if label == cv2.GC_FGD:
            middle = palm.mean(0)
            hull = (middle + (hull - middle) * 0.85).astype(np.float32)
        cv2.fillPoly(out, [np.round(hull * 16).astype(np.int32)], (int(label),), cv2.LINE_8, 4)
        if label != cv2.GC_FGD:
            thick = max(1, round(2 * 0.14 * length * grow))
            cv2.polylines(out, [np.round(hull * 16).astype(np.int32)], True, (int(label),), thick, cv2.LINE_8, 4)
    return out


def _tube(out: U8, points: list[NDArray[np.float32]], radii: list[float], label: int) -> None:
    """A line with thickness through points (x, y)."""
    for a, b, ra, rb in zip(points, points[1:], radii, radii[1:], strict=False):
        steps = max(2, int(np.hypot(*(b - a)) / max(0.5 * min(ra, rb), 1)) + 1)
        for t in np.linspace(0, 1, steps):
            at = np.round((a + t * (b - a)) * 16).astype(int)
            cv2.circle(out, (int(at[0]), int(at[1])), max(1, round(16 * (ra + t * (rb - ra)))), (int(label),), -1, cv2.LINE_8, 4)


def _cut(rgb: U8, guess: U8) -> F32:
    """Picture and GrabCut's labels → (h, w) 0..1, soft at the edge."""
    if not (guess == cv2.GC_FGD).any() or not (guess == cv2.GC_BGD).any():
        return np.isin(guess, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    cv2.setRNGSeed(1)  # its colour clusters start at random
    labels = guess.copy()
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(rgb, labels, (0, 0, 0, 0), *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    mask = cv2.morphologyEx(np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8), cv2.MORPH_OPEN, disc)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc)
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 1.0), np.float32)
