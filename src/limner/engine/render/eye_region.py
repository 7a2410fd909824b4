"""Portrait → the part of it around one eye, and masks upon it: what `eye_look` and `eye_lids` work with."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.render.eyes import SPLINE
from limner.engine.types import F32, U8

# Lids, outer corner → inner corner, and the iris' centre, of the image-left and the image-right eye.
LIDS = (
    ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133), 468),
    ((263, 466, 388, 387, 386, 385, 384, 398, 362), (263, 249, 390, 373, 374, 380, 381, 382, 362), 473),
)
# Brows over each, temple → nose: lower border, upper border.
BROWS = (
    ((46, 53, 52, 65, 55), (70, 63, 105, 66, 107)),
    ((276, 283, 282, 295, 285), (300, 293, 334, 296, 336)),
)
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Region:
    """The part of the portrait around one eye. All positions are px within it."""

    corner: NDArray[np.intp]  # (2,) where it lies in the image
    picture: F32  # (h, w, 3)
    top: F32  # (n, 2) upper lid, outer → inner
    bottom: F32
    opening: Mask  # (h, w) between the lids
    centre: F32  # (2,) iris
    radius: float
    brow: Mask  # (h, w) the brow, with some room
    within: Mask  # (h, w) the person, without their outline
    k: float


def cut_out(image: U8, points: F32, side: int, person: U8 | None = None) -> Region:
    """side: 0 the image-left eye, 1 the other; person (h, w) 255 where they are, all over if None."""
    upper, lower, iris = LIDS[side]
    k = float(np.linalg.norm(points[33] - points[263]))
    lids = points[list(upper + lower), :2]
    corner = np.floor(lids.min(0) - 0.16 * k).astype(int)
    high = np.ceil(lids.max(0) + 0.16 * k).astype(int)
    h, w = image.shape[:2]
    rows, columns = np.clip(np.arange(corner[1], high[1]), 0, h - 1), np.clip(np.arange(corner[0], high[0]), 0, w - 1)
    picture = image[rows][:, columns].astype(np.float32)
    within = np.ones(picture.shape[:2], np.bool_) if person is None else grow(person[rows][:, columns] > 127, -0.01 * k)
    top, bottom = SPLINE @ (points[list(upper), :2] - corner), SPLINE @ (points[list(lower), :2] - corner)
    opening = polygon(picture.shape[:2], np.concatenate([top, bottom[::-1]]))
    centre = points[iris, :2] - corner
    radius = float(np.linalg.norm(points[iris + 1 : iris + 5, :2] - points[iris, :2], axis=1).mean())
    under, over = BROWS[side]
    outline = np.concatenate([points[list(under), :2], points[list(over[::-1]), :2]]) - corner
    brow = grow(polygon(picture.shape[:2], np.asarray(outline, np.float32)), 0.03 * k)
    radius = float(np.clip(radius, 0.03 * k, 0.12 * k))
    return Region(corner, picture, top, bottom, opening, centre.astype(np.float32), radius, brow, within, k)


def polygon(size: tuple[int, ...], outline: F32) -> Mask:
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
    return mask.astype(bool)


def grow(mask: Mask, px: float) -> Mask:
    """Dilate by `px`, or erode by -px."""
    r = max(1, round(abs(px)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * r + 1, 2 * r + 1))
    return (cv2.dilate if px > 0 else cv2.erode)(mask.astype(np.uint8), kernel).astype(bool)


def complete(picture: F32, weight: F32) -> F32:
    """Fill where weight (h, w) is 0 with smooth colour from where it is 1: push-pull over an image pyramid."""
    if min(picture.shape[:2]) < 3:
        total = max(float(weight.sum()), 1e-6)
        mean = (picture * weight[..., None]).sum((0, 1)) / total
        return np.asarray(picture * weight[..., None] + mean * (1 - weight[..., None]), np.float32)
    small = cv2.pyrDown(picture * weight[..., None])
    small_weight = cv2.pyrDown(weight)
    coarse = complete(
        np.asarray(small / np.maximum(small_weight, 1e-4)[..., None], np.float32), np.asarray(np.minimum(1, 3 * small_weight), np.float32)
    )
    up = cv2.pyrUp(coarse, dstsize=(picture.shape[1], picture.shape[0]))
    w = weight[..., None]
    return np.asarray(picture * w + up * (1 - w), np.float32)
