"""Rest picture → what fills the dark lines and folds beside nose and mouth: light, and the colour of the skin around.

A line that goes on from a mouth's corner over the cheek is as red or violet as the lips. Made lighter alone it would be a light line
of a wrong colour, a whisker, so its colour is filled in from the skin beside it, too. Everything is at half resolution.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import topology as topo
from limner.engine.portrait.planes import to_planes
from limner.engine.portrait.plate import push_pull
from limner.engine.portrait.shapes import smoothstep
from limner.engine.types import F32, U8

_OWN_WIDE = 0.18  # k: wider valleys are no folds
_FOLD_MOST = 0.5  # share of its light that a fold is made lighter by at most: it may be a moustache
_LINE_TALL = 0.14, 0.04  # k: a line beside the mouth is no taller, on skin and among hairs
_HAIRY, _KEPT = (0.06, 0.10), 0.7  # log-light: fine contrast beside the corners, of bare skin and of beards; how much of those is left
_SLOPE = 0.015  # k: how far a valley's slopes go on
_CLEAR, _DARK = 0.02, 0.12  # log-light that is filled: skin that keeps its colour, and a valley that takes its surroundings'
# Outlines of the skin beside nose and mouth, from the nose's wing over the cheek to the chin and back along the lips' corner.
_RIGHT_CHEEK = [98, 129, 203, 36, 205, 187, 147, 192, 214, 210, 211, 32, 208, 182, 91, 61, 40, 97]
_LEFT_CHEEK = [327, 358, 423, 266, 425, 411, 376, 416, 434, 430, 431, 262, 428, 406, 321, 291, 270, 326]


@dataclass(frozen=True)
class Valleys:
    """What is added to the picture where a line or fold is filled. Lines are thin, so their light is at full resolution."""

    lines: F32  # (2h, 2w) luma levels, lines beside the corners
    folds: F32  # (h, w) share of its light by which a fold beside nose and mouth gets lighter
    tints: F32  # (2, h, w, 2) levels of blue and red: of the lines, of the folds


def valleys(image: U8, lo: NDArray[np.int64], p: F32, shape: tuple[int, int], k: float) -> Valleys:
    """Picture with margin → what fills its valleys in a box of `shape` (h, w) with its corner at lo, both at half resolution.

    p (478, 2) landmarks in the box, k px per eye distance, at half resolution, too.
    """
    rows, columns = ((2 * np.arange(shape[i])[:, None] + 2 * lo[1 - i] + [0, 1]).ravel().clip(0, image.shape[i] - 1) for i in (0, 1))
    box = np.ascontiguousarray(image[rows[:, None], columns])
    luma, blue, red = to_planes(box)
    lips: U8 = np.zeros(shape, np.uint8)
    cv2.fillPoly(lips, [np.round(p[np.concatenate([topo.OUTER_UPPER, topo.OUTER_LOWER[::-1]])]).astype(np.int32)], (1,))
    planes = np.dstack([cv2.resize(luma, shape[::-1], interpolation=cv2.INTER_AREA), blue, red]).astype(np.float32)
    planes -= np.array([16, 128, 128], np.float32)
    light = planes[..., 0]

    lift, where = _corner_lines(_light(box, 0.6), p, k)
    around, share = _surroundings(planes, lift, where * (1 - cv2.GaussianBlur(lips.astype(np.float32), (0, 0), 0.006 * k)), lips, k)
    full = cv2.resize(around[..., 0], luma.shape[::-1], interpolation=cv2.INTER_LINEAR) - (luma - np.float32(16))
    lines = cv2.resize(share, luma.shape[::-1], interpolation=cv2.INTER_LINEAR) * full
    tints = [share[..., None] * (around - planes)[..., 1:]]

    lift, where = _own_folds(_light(box, max(0.7, 0.012 * k)), lips, p, k)
    around, share = _surroundings(planes, lift, where * (1 - share), lips, k)
    folds = share * np.clip(around[..., 0] / np.maximum(light, 4) - 1, 0, _FOLD_MOST)
    reached = np.clip(light * (1 + folds) / np.maximum(around[..., 0], 4), 0, 1)  # as much colour as goes with the light that is reached
    tints.append(share[..., None] * (around * reached[..., None] - planes)[..., 1:])
    return Valleys(lines.astype(np.float32), folds.astype(np.float32), np.stack(tints).astype(np.float32))


def _surroundings(planes: F32, lift: F32, where: F32, lips: U8, k: float) -> tuple[F32, F32]:
    """→ light and colours (h, w, 3) as they are around what lacks light, and how much of a place they are to fill, (h, w)."""
    reach = max(1, round(_SLOPE * k))  # what is left of a slope at its border would be a thin outline
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    covered = cv2.dilate(smoothstep(_CLEAR, _DARK, lift), disc)
    around = push_pull(planes, ((1 - cv2.dilate(covered, disc)) * (lips == 0)).astype(np.float32))
    return around, np.asarray(cv2.GaussianBlur(covered * where, (0, 0), max(0.8, 0.012 * k)), np.float32)


def _light(box: U8, sigma: float) -> F32:
    """Log-light of the box at half resolution, without detail finer than sigma (px)."""
    grey = cv2.cvtColor(box, cv2.COLOR_RGB2GRAY)
    light = np.log(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32) + 8)
    return np.asarray(cv2.GaussianBlur(light, (0, 0), sigma), np.float32)


def _own_folds(light: F32, lips: U8, p: F32, k: float) -> tuple[F32, F32]:
    """→ log-light that dark valleys beside mouth and nose lack, and where they are filled (0..1)."""
    wide = max(3, round(_OWN_WIDE * k)) | 1
    filled = cv2.morphologyEx(light, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    where = np.zeros(light.shape, np.uint8)
    for cheek in (_RIGHT_CHEEK, _LEFT_CHEEK):
        cv2.fillPoly(where, [np.round(p[cheek]).astype(np.int32)], (1,))
    where[lips > 0] = 0
    soft = cv2.GaussianBlur(where.astype(np.float32), (0, 0), 0.02 * k)
    return np.asarray(filled - light, np.float32), np.asarray(soft, np.float32)


def _corner_lines(light: F32, p: F32, k: float) -> tuple[F32, F32]:
    """The same for the dark line which goes on from a mouth's corners over the cheek, and for the light one that may go beside it.

    At rest it belongs to the mouth. When lips are pursed they come away from it, and it would stand beside them like a whisker.
    In a beard it hardly shows, and hairs are to be left.
    """
    wide, narrow = (_unlike_above_and_below(light, max(3, round(tall * k)) | 1) for tall in _LINE_TALL)
    fine = light - cv2.GaussianBlur(light, (0, 0), 0.03 * k)
    yy, xx = np.mgrid[: light.shape[0], : light.shape[1]].astype(np.float32)
    where, lift = np.zeros_like(light), np.zeros_like(light)
    for corner, other in ((61, 291), (291, 61)):
        out = (p[corner] - p[other]) / max(float(np.linalg.norm(p[corner] - p[other])), 1e-6)
        s = ((xx - p[corner, 0]) * out[0] + (yy - p[corner, 1]) * out[1]) / k
        t = ((yy - p[corner, 1]) * out[0] - (xx - p[corner, 0]) * out[1]) / k
        here = smoothstep(-0.04, 0.0, s) * (1 - smoothstep(0.12, 0.22, s)) * (1 - smoothstep(0.04, 0.10, np.abs(t)))
        beside = fine[(s > -0.02) & (s < 0.2) & (np.abs(t) > 0.05) & (np.abs(t) < 0.13)]
        hairy = float(smoothstep(*_HAIRY, np.array(beside.std() if beside.size else 0, np.float32)))
        lift = np.where(here > 0, wide + (narrow - wide) * hairy, lift)
        where += here * (1 - _KEPT * hairy)
    return np.asarray(lift, np.float32), where


def _unlike_above_and_below(light: F32, tall: int) -> F32:
    """How much darker, or lighter, than what is above and below within `tall` px."""
    window = np.ones((tall, 1), np.uint8)
    darker = cv2.morphologyEx(light, cv2.MORPH_CLOSE, window) - light
    return np.asarray(np.maximum(darker, light - cv2.morphologyEx(light, cv2.MORPH_OPEN, window)), np.float32)
