"""Portrait → what its eyes are made of: the white without the iris, the whole iris, the highlights, the skin of the lids."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.render import tones
from limner.engine.render.eyes import SPLINE, EyeLook
from limner.engine.types import F32, U8

# Lids, outer corner → inner corner, and the iris' centre, of the image-left and the image-right eye.
LIDS = (
    ((33, 246, 161, 160, 159, 158, 157, 173, 133), (33, 7, 163, 144, 145, 153, 154, 155, 133), 468),
    ((263, 466, 388, 387, 386, 385, 384, 398, 362), (263, 249, 390, 373, 374, 380, 381, 382, 362), 473),
)
Mask = NDArray[np.bool_]


def eye_looks(image: U8, landmarks: F32, *, margin: int = 0, seed: int = 0) -> tuple[EyeLook, EyeLook]:
    """Both eyes of a portrait, (image left, image right).

    image (h, w, 3) RGB; landmarks (478, 3) canvas px, canvas (0, 0) being image pixel (margin, margin); seed: grain of the lids.
    """
    points = landmarks.astype(np.float32).copy()
    points[:, :2] += margin
    tone = tones.measure(image, points)
    k = float(np.linalg.norm(points[33] - points[263]))
    rng = np.random.default_rng(seed)
    left, right = (_eye_look(image, points, k, margin, upper, lower, iris, tone, rng) for upper, lower, iris in LIDS)
    return left, right


def _eye_look(
    image: U8, points: F32, k: float, margin: int, upper: tuple[int, ...], lower: tuple[int, ...], iris: int,
    tone: tones.Tones, rng: np.random.Generator,
) -> EyeLook:  # fmt: skip
    lids = points[list(upper + lower), :2]
    low = np.floor(lids.min(0) - 0.16 * k).astype(int)
    high = np.ceil(lids.max(0) + 0.16 * k).astype(int)
    h, w = image.shape[:2]
    rows, columns = np.clip(np.arange(low[1], high[1]), 0, h - 1), np.clip(np.arange(low[0], high[0]), 0, w - 1)
    ball = np.ascontiguousarray(image[rows][:, columns])
    size = ball.shape[:2]
    top, bottom = SPLINE @ (points[list(upper), :2] - low), SPLINE @ (points[list(lower), :2] - low)
    outline = np.concatenate([top, bottom[::-1]])
    opening = _polygon(size, outline)
    picture = ball.astype(np.float32)

    centre, radius, found = _find_iris(picture, opening, points[iris, :2] - low, points[iris + 1 : iris + 5, :2] - low, k, tone)
    yy, xx = np.mgrid[: size[0], : size[1]].astype(np.float32)
    far = np.hypot(xx - centre[0], yy - centre[1]) / radius
    white = _white(picture, opening, far, k, tone)
    disc, gloss = _disc(picture, opening, far, centre, radius, k)
    cover = np.clip((1.10 - far) / 0.16, 0, 1)
    cover = cover * cover * (3 - 2 * cover)
    skin = _lid_skin(picture, opening, outline, k, tone, rng)
    lash, width, strength = _lashes(picture, top, bottom, k, tone)
    return EyeLook(
        corner=(low - margin).astype(np.float32), k=k, ball=ball, white=_u8(white),
        iris=_u8(np.dstack([disc, cover * 255])), gloss=_u8(gloss), skin=_u8(skin),
        lash=lash, lash_width=width, lash_strength=strength, gaze=found,
    )  # fmt: skip


def _u8(picture: F32) -> U8:
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)


def _polygon(size: tuple[int, ...], outline: F32) -> Mask:
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return mask.astype(bool)


def _grow(mask: Mask, px: float) -> Mask:
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


def _find_iris(picture: F32, opening: Mask, centre: F32, ring: F32, k: float, tone: tones.Tones) -> tuple[F32, float, bool]:
    """Centre, radius (px) of the iris, and whether there is one to move.

    The landmarks know a person's iris; drawn ones are larger or elsewhere. So its two side edges are looked for along a strip
    across the eye, near where the landmarks have them.
    """
    radius = float(np.clip(np.linalg.norm(ring - centre, axis=1).mean(), 0.03 * k, 0.12 * k))
    skin = float(tone.skin @ tones.LUMA)
    luma = cv2.GaussianBlur(picture, (0, 0), max(0.5, 0.05 * radius)) @ tones.LUMA
    inner = _grow(opening, -0.006 * k)
    height, width = luma.shape
    strip = slice(int(max(0, centre[1] - 0.3 * radius)), int(min(height, centre[1] + 0.3 * radius + 1)))
    count = inner[strip].sum(0)
    if (count > 0).sum() < 8:
        return centre.astype(np.float32), radius, False
    x = np.arange(width)
    line = np.where(count > 0, (luma[strip] * inner[strip]).sum(0) / np.maximum(count, 1), np.nan)
    gap = max(1, round(0.12 * radius))
    edges = []
    for side in (-1, 1):
        rise = np.roll(line, -side * gap) - np.roll(line, side * gap)  # white outside, iris inside
        off = (x - centre[0]) * side / radius
        rise = np.where((off > 0.6) & (off < 1.7), rise * np.exp(-(((off - 1) / 0.65) ** 2)), np.nan)
        edges.append((int(np.nanargmax(rise)), float(np.nanmax(rise))) if np.isfinite(rise).any() else (0, 0.0))
    (left, left_rise), (right, right_rise) = edges
    if min(left_rise, right_rise) > 0.06 * skin:
        middle = np.array([0.5 * (left + right), centre[1]], np.float32)
        return middle, 0.5 * (right - left) * 1.03, True
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    far = np.hypot(xx - centre[0], yy - centre[1]) / radius
    disc, white = inner & (far < 0.85), inner & (far > 1.15) & (far < 2.0)
    if disc.sum() < 12 or white.sum() < 12:
        return centre.astype(np.float32), radius, False
    contrast = float(np.percentile(luma[white], 65) - np.percentile(luma[disc], 65))
    return centre.astype(np.float32), radius, contrast > 0.15 * skin and max(left_rise, right_rise) > 0.08 * skin


def _white(picture: F32, opening: Mask, far: F32, k: float, tone: tones.Tones) -> F32:
    """The portrait without its iris, the white of the eye going on under iris and lids."""
    luma = picture @ tones.LUMA
    visible = _grow(opening, -0.010 * k) & (far > 1.14)
    if visible.sum() < 12:
        pale = np.broadcast_to(tone.tooth * 0.9, picture.shape).astype(np.float32)
        return np.where((opening & (far > 1.2))[..., None], picture, pale)
    clean = visible & (luma >= np.percentile(luma[visible], 20))
    whole = complete(picture, clean.astype(np.float32))
    keep = cv2.GaussianBlur((opening & (far > 1.14)).astype(np.float32), (0, 0), 0.7)[..., None]
    keep = keep * np.clip((far - 1.14) / 0.30, 0, 1)[..., None]
    return np.asarray(picture * keep + whole * (1 - keep), np.float32)


def _disc(picture: F32, opening: Mask, far: F32, centre: F32, radius: float, k: float) -> tuple[F32, F32]:
    """(whole iris without highlights, the highlights). What lids hide comes from below, from beside, then from the ring's mean."""
    seen = (_grow(opening, -0.012 * k)).astype(np.float32)
    flips = [picture, picture, picture]
    seens = [seen, seen, seen]
    for i, (fx, fy) in enumerate(((1, -1), (-1, 1), (-1, -1))):
        move = np.array([[fx, 0, centre[0] * (1 - fx)], [0, fy, centre[1] * (1 - fy)]], np.float32)
        size = (picture.shape[1], picture.shape[0])
        flips[i] = np.asarray(cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE), np.float32)
        seens[i] = np.asarray(cv2.warpAffine(seen, move, size), np.float32)
    ring_of = np.minimum((far * 10).astype(int), 12)
    rings = np.zeros((13, 3), np.float32)
    last = np.median(picture[seen > 0.5], 0) if (seen > 0.5).any() else picture.mean((0, 1))
    for i in range(13):
        chosen = picture[(ring_of == i) & (seen > 0.5)]
        last = np.percentile(chosen, 45, axis=0) if len(chosen) >= 4 else last
        rings[i] = last
    place = np.clip(far * 10 - 0.5, 0, 12)
    i = np.minimum(place.astype(int), 11)
    radial = rings[i] + (rings[i + 1] - rings[i]) * (place - i)[..., None]
    full, have = picture * seen[..., None], seen.copy()
    for flip, there in zip(flips, seens, strict=True):
        take = np.clip(there - have, 0, 1)
        full += flip * take[..., None]
        have += take
    full += radial * (1 - have)[..., None]
    # Completed parts must not carry a second highlight: cut to the ring's tone.
    full = np.where((seen < 0.5)[..., None], np.minimum(full, radial + 12), full)
    full = np.where((seen > 0.5)[..., None], full, cv2.GaussianBlur(full, (0, 0), max(0.6, 0.08 * radius)))
    over = (picture - radial) @ tones.LUMA
    spot = np.clip((over - 28) / 20, 0, 1) * (far < 1.0) * seen
    spot = cv2.GaussianBlur(spot.astype(np.float32), (0, 0), 0.7)[..., None]
    gloss = np.clip(full - radial, 0, 255) * spot
    return np.asarray(full - gloss, np.float32), np.asarray(gloss, np.float32)


def _lid_skin(picture: F32, opening: Mask, outline: F32, k: float, tone: tones.Tones, rng: np.random.Generator) -> F32:
    """Skin over the closed eye, from what surrounds it: lashes and shadows left out, the skin below counted less."""
    luma = picture @ tones.LUMA
    near = _grow(opening, 0.035 * k)
    around = ~near & _grow(opening, 0.15 * k)
    if around.sum() < 20:
        return np.broadcast_to(tone.skin, picture.shape).astype(np.float32)
    weight = (~near).astype(np.float32)
    weight[luma < 0.72 * np.percentile(luma[around], 60)] *= 0.05
    below = np.arange(picture.shape[0])[:, None] > outline[:, 1].mean()
    weight = np.where(below, 0.35 * weight, weight)
    # A pyramid keeps what it trusts fully, so trust is scaled by what the hole can reach.
    skin = complete(picture, np.asarray(np.minimum(1, weight), np.float32))
    skin = np.asarray(cv2.GaussianBlur(skin, (0, 0), max(0.8, 0.012 * k)), np.float32)
    grain = cv2.GaussianBlur(rng.normal(0, 1, luma.shape).astype(np.float32), (0, 0), 0.7)
    return np.asarray(skin + grain[..., None] * (1.6 * tone.grain), np.float32)


def _lashes(picture: F32, top: F32, bottom: F32, k: float, tone: tones.Tones) -> tuple[F32, float, float]:
    """Colour, width (k) and strength 0..1 of the line along the upper lid, as the portrait shows it."""
    luma = picture @ tones.LUMA
    skin = float(tone.skin @ tones.LUMA)
    middle = top[len(top) // 5 : -len(top) // 5]
    offsets = np.arange(-0.035, 0.016, 0.004) * k
    ys = np.clip(np.round(middle[:, 1:] + offsets).astype(int), 0, picture.shape[0] - 1)
    xs = np.clip(np.round(middle[:, :1] + 0 * offsets).astype(int), 0, picture.shape[1] - 1)
    profile = luma[ys, xs]  # (columns, offsets)
    darkest = profile.min(1)
    depth = float(np.clip(1.0 - np.median(darkest) / max(skin, 1.0), 0, 1))
    width = float(np.median((profile < (0.5 * darkest + 0.5 * skin * 0.85)[:, None]).sum(1))) * 0.004 * 0.5
    at = profile.argmin(1)
    rows = np.arange(len(middle))
    colour = np.median(picture[ys[rows, at], xs[rows, at]], 0) * 0.85
    return colour.astype(np.float32), float(np.clip(width, 0.007, 0.020)), float(np.clip(0.25 + 0.75 * depth, 0.35, 0.92))
