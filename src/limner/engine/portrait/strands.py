"""Picture and matte → the matte with loose strands of hair that stand off the outline, which else would stay behind as ghosts.

A strand is thin, of the colours between the hair beside it and the background, hangs together with the person, and ends close by.
Before a busy background nothing of that can be told, and nothing is added.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.plate import push_pull
from limner.engine.types import F32, U8

FACE_PX = 160.0  # face height it is worked at, at most
REACH = 0.26  # face heights from the matte, in which a strand ends
THIN = 0.045  # face heights: the window whose median has no strand left
INNER = 0.07  # face heights inside the outline: hair whose colours a strand has
THICK = 0.019  # half of a strand's width, at most
OFF = 0.06  # face heights that it stands off, at least
JOIN = 0.025  # face heights: gaps of a strand
BELOW = -0.15  # face heights below the chin: farther down may be cloth
LEAST, OVER_UNREST = 14.0, 3.0  # grey levels by which a strand differs, and times as much as the texture beside
USUAL = 0.003  # of the background farther out that looks like strands, too, at most
OFF_COLOUR = 0.6  # how far it may be from the line between the two colours, of the way along it
FULL = 0.45  # of the way from background to hair: from here on it is all hair, as a strand is thinner than a pixel


def with_strands(rgb: U8, matte: F32, landmarks: F32, fh: float) -> F32:
    """Picture (h, w, 3), matte (h, w) 0..1, landmarks (478, 3) px, face height px → the matte with strands."""
    low, high = landmarks[:468, :2].min(0) - 1.6 * fh, landmarks[:468, :2].max(0) + (1.6 * fh, BELOW * fh)
    box = tuple(slice(max(int(a), 0), max(int(b), 0)) for a, b in zip(low[::-1], high[::-1], strict=True))
    out = matte.copy()
    if out[box].size:
        out[box] = _added(np.ascontiguousarray(rgb[box]), np.ascontiguousarray(matte[box]), fh)
    return out


def _added(rgb: U8, matte: F32, fh: float) -> F32:
    scale = min(1.0, FACE_PX / fh)
    h, w = matte.shape
    size = max(8, round(w * scale)), max(8, round(h * scale))
    unit = fh * scale
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    person = np.asarray(cv2.resize(matte, size, interpolation=cv2.INTER_AREA), np.float32)
    away = np.asarray(cv2.distanceTransform((person < 0.4).astype(np.uint8), cv2.DIST_L2, 5), np.float32)
    within = cv2.distanceTransform((person > 0.6).astype(np.uint8), cv2.DIST_L2, 5)
    band = (away > 0) & (away < REACH * unit)
    beyond = (away > REACH * unit).astype(np.float32)
    hair = ((within > 0.015 * unit) & (within < INNER * unit)).astype(np.float32)
    if beyond.mean() < 0.02 or not hair.any():
        return matte
    room = push_pull(small, (person < 0.02).astype(np.float32)).round().astype(np.uint8)
    base = cv2.medianBlur(room, 2 * max(1, round(THIN * unit / 2)) + 1).astype(np.float32)
    differs = small - base
    sigma = REACH * unit
    weight = cv2.GaussianBlur(beyond, (0, 0), sigma) + 1e-4
    unrest = cv2.GaussianBlur(np.abs(differs).max(-1) * beyond, (0, 0), sigma) / weight
    way = push_pull(small, hair) - base
    length = np.maximum(np.linalg.norm(way, axis=2), 1)
    along = (differs * way).sum(-1) / length
    off = np.linalg.norm(differs - (along / length)[..., None] * way, axis=2)
    like = (along > LEAST + OVER_UNREST * unrest) & (off < OFF_COLOUR * along)
    elsewhere = cv2.GaussianBlur(like * beyond, (0, 0), sigma) / weight
    like &= band & (elsewhere < USUAL)
    mine = _rooted(like, away, unit)
    if not mine.any():
        return matte
    cover = np.where(mine, np.clip(along / length / FULL, 0, 1), 0).astype(np.float32)
    cover = np.asarray(cv2.resize(cv2.dilate(cover, np.ones((2, 2), np.uint8)), (w, h), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.asarray(np.maximum(matte, cover), np.float32)


def _rooted(like: NDArray[np.bool_], away: F32, unit: float) -> NDArray[np.bool_]:
    """Of what is like strands: what is thin, hangs together with the person over short gaps, and ends in reach."""
    gap = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * max(1, round(JOIN * unit / 2)) + 1,) * 2)
    joined = cv2.dilate(like.astype(np.uint8), gap)
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    near = np.unique(labels[(away < 0.03 * unit) & like])
    ends = np.unique(labels[(away > 0.95 * REACH * unit) & (joined > 0)])
    thick = np.unique(labels[cv2.distanceTransform(like.astype(np.uint8), cv2.DIST_L2, 5) > THICK * unit])
    off = np.unique(labels[(away > OFF * unit) & like])  # what lies along the outline goes with the rim as it is
    mine = np.setdiff1d(np.intersect1d(near, off), np.concatenate([ends, thick, [0]]))
    return np.asarray(np.isin(labels, mine) & like, np.bool_)
