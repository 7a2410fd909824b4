"""An eye found in a drawing by its picture → what it is made of. Its lids are its own: the mesh has none there, and holds still."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.big_eyes import BigEye, unlike_skin
from limner.engine.render import tones
from limner.engine.render.eye_region import Mask, Region, complete, grow, polygon
from limner.engine.render.eyes import SPLINE, EyeLook
from limner.engine.types import F32, U8

LASH_WIDTH, LASH_STRENGTH = 0.030, 0.92  # k, 0..1: as such drawings have them
MOST_LASHES = 0.22  # of an eye's height
RISE = 0.01  # k above the lid's edge from where skin comes down with it
LIKE_SKIN = 0.18  # of the skin's colour that lid skin may be off


def big_eye_look(image: U8, eye: BigEye, k: float, margin: int, glasses: bool) -> EyeLook:
    """image (h, w, 3) RGB, in whose px `eye` is; margin: its px outside the canvas; k: px per eye distance."""
    region = _cut_out(image, eye, k)
    picture = region.picture
    other, pale = unlike_skin(picture, eye.skin, k)
    height = float((region.bottom - region.top)[:, 1].max())
    yy, xx = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    far = np.hypot((xx - region.centre[0]) / eye.across, (yy - region.centre[1]) / eye.down)
    # The iris has a shape of its own: what is coloured there, with its highlights, up to the upper lid.
    ahead = (np.abs(xx - region.centre[0]) < 1.12 * eye.across) & (yy < region.centre[1])
    coloured = (other > 0.5) & (ahead | (far < 1.15)) & region.opening
    iris = _hull(coloured)
    cover = cv2.GaussianBlur(iris.astype(np.float32), (0, 0), max(0.8, 0.006 * k))
    disc = complete(picture, iris.astype(np.float32))
    gone = grow(iris, 0.03 * k)
    white = (pale > 0.6) & ~gone & grow(region.opening, -0.02 * k)
    blank = complete(picture, white.astype(np.float32)) if white.sum() > 20 else np.broadcast_to(eye.skin, picture.shape)
    left = cv2.GaussianBlur(gone.astype(np.float32), (0, 0), max(0.8, 0.006 * k))[..., None]
    lid, shown = _lid(region, np.maximum(other, pale), eye.skin, height, glasses)
    around = picture[grow(region.opening, 0.05 * k)]
    luma = around @ tones.LUMA
    dark = around[luma <= np.percentile(luma, 4)].mean(0)
    return EyeLook(
        corner=(region.corner - margin).astype(np.float32), k=k,
        ball=_u8(np.dstack([picture, 0 * far])), white=_u8(picture + (blank - picture) * left),
        iris=_u8(np.dstack([disc, cover * 255])), gloss=np.zeros_like(picture, np.uint8), skin=_u8(np.dstack([lid, shown * 255])),
        lash=dark.astype(np.float32), lash_width=LASH_WIDTH, lash_strength=LASH_STRENGTH, lash_rise=RISE, hood=RISE,
        live=0.0, gaze=True, front=False, lids=np.stack([eye.upper, eye.lower]) - margin,
    )  # fmt: skip


def _u8(picture: F32) -> U8:
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)


def _cut_out(image: U8, eye: BigEye, k: float) -> Region:
    points = np.concatenate([eye.upper, eye.lower])
    corner = np.floor(points.min(0) - 0.2 * k).astype(int)
    high = np.ceil(points.max(0) + 0.16 * k).astype(int)
    rows, columns = (np.clip(np.arange(corner[i], high[i]), 0, image.shape[1 - i] - 1) for i in (1, 0))
    picture = image[rows][:, columns].astype(np.float32)
    top, bottom = SPLINE @ (eye.upper - corner).astype(np.float32), SPLINE @ (eye.lower - corner).astype(np.float32)
    opening = polygon(picture.shape[:2], np.concatenate([top, bottom[::-1]]))
    nothing = np.zeros(opening.shape, np.bool_)
    centre = (eye.centre - corner).astype(np.float32)
    return Region(corner, picture, top, bottom, opening, centre, eye.across, nothing, ~nothing, k)


def _hull(mask: Mask) -> Mask:
    """The largest piece of a mask, and what lies between its parts."""
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    out = np.zeros(mask.shape, np.uint8)
    if count > 1:
        largest = (pieces == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
        outlines, _ = cv2.findContours(largest, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.fillConvexPoly(out, cv2.convexHull(outlines[0]), (1,))
    return out.astype(bool)


def _lid(region: Region, unlike: F32, skin: F32, height: float, glasses: bool) -> tuple[F32, F32]:
    """Skin all over the region, filled in from beside, and (h, w) 0..1 where it is to be seen: over eye and lashes."""
    k = region.k
    shown = grow(region.opening, 0.02 * k)
    if not glasses:  # their rims lie where lashes do
        shown |= grow(_lashes(region, unlike, height), 0.015 * k)
    clear = ~grow((unlike > 0.3) | shown, 0.015 * k) & (np.abs(region.picture - skin).sum(2) < LIKE_SKIN * skin.sum())
    filled = complete(region.picture, clear.astype(np.float32)) if clear.sum() > 20 else np.broadcast_to(skin, region.picture.shape)
    return np.asarray(filled, np.float32), np.asarray(cv2.GaussianBlur(shown.astype(np.float32), (0, 0), 0.008 * k), np.float32)


def _lashes(region: Region, unlike: F32, height: float) -> Mask:
    """What is no skin right above the lid and beside it, as far as it ends soon: hair and glasses go on."""
    whole = np.concatenate([region.top - (0, MOST_LASHES * height), region.bottom[::-1]]).astype(np.float32)
    near = grow(polygon(region.opening.shape, whole), 0.02 * region.k)
    dark = unlike > 0.3
    column = np.arange(len(dark))[:, None]
    # Upwards from the lid in each column: a run that leaves the band is something else, of which as much goes as of its neighbours.
    under = region.opening.any(0)
    first = np.where(under, region.opening.argmax(0), 0)
    skin = (column < first) & ~dark
    end = np.where(skin.any(0), len(dark) - 1 - skin[::-1].argmax(0), -1)  # the lowest skin above the lid
    ends = under & near[np.maximum(end, 0), np.arange(dark.shape[1])]
    if 2 * ends.sum() < under.sum():
        return np.zeros_like(dark)
    end = np.where(ends, end, first - np.median((first - end)[ends]))
    return ((column > end) & (column <= first) & under) | (near & dark & ~under)
