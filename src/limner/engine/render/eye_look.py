"""Portrait → what its eyes are made of: the white without the iris, the whole iris, the highlights, the skin of the lids."""

from __future__ import annotations

from dataclasses import dataclass

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
MOST_RISE = 0.06  # k above the upper lid up to which lashes are looked for
LARGE_IRIS = 1.28  # times what the landmarks expect
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
    k: float


def eye_looks(image: U8, landmarks: F32, *, margin: int = 0, seed: int = 0) -> tuple[EyeLook, EyeLook]:
    """Both eyes of a portrait, (image left, image right).

    image (h, w, 3) RGB; landmarks (478, 3) canvas px, canvas (0, 0) being image pixel (margin, margin); seed: grain of the lids.
    """
    points = landmarks.astype(np.float32).copy()
    points[:, :2] += margin
    tone = tones.measure(image, points)
    rng = np.random.default_rng(seed)
    regions = [_region(image, points, upper, lower, iris) for upper, lower, iris in LIDS]
    found = [_find_iris(region) for region in regions]
    # Drawn eyes can have other irises than the landmarks expect, but both the same; else the landmarks are right.
    ratios = [edges[1] / region.radius if edges else 0.0 for (_, edges), region in zip(found, regions, strict=True)]
    if min(ratios) > 0.7 and max(ratios) < 1.15 * min(ratios):
        for (_, edges), region in zip(found, regions, strict=True):
            assert edges is not None
            region.centre = np.array([edges[0], region.centre[1]], np.float32)
            region.radius *= 0.5 * (ratios[0] + ratios[1])
    gaze = any(there for there, _ in found)  # one eye may lie in shadow
    if min(ratios) > LARGE_IRIS:
        gaze = False  # a drawn eye this large reaches beyond the lids the landmarks know; parts of it would stay behind
    left, right = (_eye_look(region, gaze, margin, tone, rng) for region in regions)
    return left, right


def _region(image: U8, points: F32, upper: tuple[int, ...], lower: tuple[int, ...], iris: int) -> Region:
    k = float(np.linalg.norm(points[33] - points[263]))
    lids = points[list(upper + lower), :2]
    corner = np.floor(lids.min(0) - 0.16 * k).astype(int)
    high = np.ceil(lids.max(0) + 0.16 * k).astype(int)
    h, w = image.shape[:2]
    rows, columns = np.clip(np.arange(corner[1], high[1]), 0, h - 1), np.clip(np.arange(corner[0], high[0]), 0, w - 1)
    picture = image[rows][:, columns].astype(np.float32)
    top, bottom = SPLINE @ (points[list(upper), :2] - corner), SPLINE @ (points[list(lower), :2] - corner)
    opening = _polygon(picture.shape[:2], np.concatenate([top, bottom[::-1]]))
    centre = points[iris, :2] - corner
    radius = float(np.linalg.norm(points[iris + 1 : iris + 5, :2] - points[iris, :2], axis=1).mean())
    return Region(corner, picture, top, bottom, opening, centre.astype(np.float32), float(np.clip(radius, 0.03 * k, 0.12 * k)), k)


def _eye_look(eye: Region, gaze: bool, margin: int, tone: tones.Tones, rng: np.random.Generator) -> EyeLook:
    yy, xx = np.mgrid[: eye.picture.shape[0], : eye.picture.shape[1]].astype(np.float32)
    far = np.hypot(xx - eye.centre[0], yy - eye.centre[1]) / eye.radius
    disc, gloss = _disc(eye, far)
    cover = np.clip((1.10 - far) / 0.16, 0, 1)
    cover = cover * cover * (3 - 2 * cover)
    lash, width, strength = _lashes(eye, tone)
    skin = _lid_skin(eye, tone, rng)
    return EyeLook(
        corner=(eye.corner - margin).astype(np.float32), k=eye.k, ball=_u8(eye.picture), white=_u8(_white(eye, far, tone)),
        iris=_u8(np.dstack([disc, cover * 255])), gloss=_u8(gloss), skin=_u8(skin),
        lash=lash, lash_width=width, lash_strength=strength, lash_rise=_rise(eye, skin, strength), gaze=gaze,
    )  # fmt: skip


def _u8(picture: F32) -> U8:
    return np.asarray(np.clip(picture + 0.5, 0, 255), np.uint8)


def _polygon(size: tuple[int, ...], outline: F32) -> Mask:
    mask = np.zeros(size, np.uint8)
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], (1,), cv2.LINE_8, 4)
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


def _find_iris(eye: Region) -> tuple[bool, tuple[float, float] | None]:
    """Is there an iris to move, and what its two side edges say: (centre x, radius) px, or None where one is not seen.

    Along a strip across the eye, colours are told apart as iris or white; the iris ends where they turn to white.
    """
    inner = _grow(eye.opening, -0.006 * eye.k)
    y, radius = float(eye.centre[1]), eye.radius
    rows = slice(int(max(0, y - 0.3 * radius)), int(max(0, y + 0.3 * radius + 1)))
    count = inner[rows].sum(0)
    x = np.flatnonzero(count)
    off = (x - eye.centre[0]) / radius
    beside, middle = (np.abs(off) > 1) & (np.abs(off) < 2.2), np.abs(off) < 0.8
    if beside.sum() < 4 or middle.sum() < 4:
        return False, None
    strip = cv2.GaussianBlur(eye.picture, (0, 0), max(0.5, 0.05 * radius))[rows]
    line = (strip * inner[rows][..., None]).sum(0)[x] / count[x, None]  # (n, 3)
    luma = line @ tones.LUMA
    white = line[beside & (luma >= np.percentile(luma[beside], 60))].mean(0)
    # In shadow the white gets dark but hardly coloured, a light iris the other way round.
    hue, white_hue = line / np.maximum(line.sum(1, keepdims=True), 30), white / max(float(white.sum()), 30.0)
    unlike = 0.5 * np.abs(line - white).sum(1) + 600 * np.abs(hue - white_hue).sum(1)
    iris, dark = float(np.median(unlike[middle])), float(np.median(luma[middle]))
    # Darker than the white on either side that shows; on a statue's blank eye shadow lies on one side only.
    flanks = [luma[(off * side > 1.1) & (off * side < 2.0)] for side in (-1, 1)]
    darker = [dark < 0.98 * float(np.percentile(f, 75)) for f in flanks if len(f) >= 4]
    found = iris > 0.45 * float(white @ tones.LUMA) and all(darker)
    edges = []
    for side in (-1, 1):
        outward = np.flatnonzero((off * side > 0.6) & (off * side < 2.1))[::side]
        # Where it is white beyond doubt; in shadow, where it is rather white than iris.
        turned = [np.flatnonzero(unlike[outward] < share * iris) for share in (0.28, 0.40, 0.50)]
        edges.append(next((float(x[outward[t[0]]]) for t in turned if len(t)), None))
    left, right = edges
    return found, None if left is None or right is None else (0.5 * (left + right), 0.5 * (right - left))


def _white(eye: Region, far: F32, tone: tones.Tones) -> F32:
    """The portrait without its iris, the white of the eye going on under iris and lids."""
    picture, opening = eye.picture, eye.opening
    luma = picture @ tones.LUMA
    visible = _grow(opening, -0.010 * eye.k) & (far > 1.14)
    if visible.sum() < 12:
        pale = np.broadcast_to(tone.tooth * 0.9, picture.shape).astype(np.float32)
        return np.where((opening & (far > 1.2))[..., None], picture, pale)
    clean = visible & (luma >= np.percentile(luma[visible], 40))
    whole = complete(picture, clean.astype(np.float32))
    keep = cv2.GaussianBlur((opening & (far > 1.14)).astype(np.float32), (0, 0), 0.7)[..., None]
    keep = keep * np.clip((far - 1.14) / 0.30, 0, 1)[..., None]
    # The dark border of an iris larger than thought would stay behind as a ring.
    ring = (1 - np.clip((far - 1.5) / 0.3, 0, 1)) * (1 - np.clip((luma / np.maximum(whole @ tones.LUMA, 1) - 0.75) / 0.15, 0, 1))
    keep = keep * (1 - ring)[..., None]
    return np.asarray(picture * keep + whole * (1 - keep), np.float32)


def _disc(eye: Region, far: F32) -> tuple[F32, F32]:
    """(whole iris without highlights, the highlights). What lids hide comes from below, from beside, then from the ring's mean."""
    picture, centre = eye.picture, eye.centre
    seen = _grow(eye.opening, -0.012 * eye.k).astype(np.float32)
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
    full = np.where((seen > 0.5)[..., None], full, cv2.GaussianBlur(full, (0, 0), max(0.6, 0.08 * eye.radius)))
    over = (picture - radial) @ tones.LUMA
    spot = np.clip((over - 28) / 20, 0, 1) * np.clip((0.92 - far) / 0.15, 0, 1) * seen
    spot = cv2.GaussianBlur(spot.astype(np.float32), (0, 0), 0.7)[..., None]
    gloss = np.clip(full - radial, 0, 255) * spot
    return np.asarray(full - gloss, np.float32), np.asarray(gloss, np.float32)


def _lid_skin(eye: Region, tone: tones.Tones, rng: np.random.Generator) -> F32:
    """Skin over the closed eye, from what surrounds it: lashes and shadows left out, the skin below counted less."""
    picture, opening, k = eye.picture, eye.opening, eye.k
    luma = picture @ tones.LUMA
    near = _grow(opening, 0.035 * k)
    around = ~near & _grow(opening, 0.15 * k)
    if around.sum() < 20:
        return np.broadcast_to(tone.skin, picture.shape).astype(np.float32)
    weight = (~near).astype(np.float32)
    weight[luma < 0.72 * np.percentile(luma[around], 60)] *= 0.05
    below = np.arange(picture.shape[0])[:, None] > 0.5 * (eye.top[:, 1].mean() + eye.bottom[:, 1].mean())
    weight = np.where(below, 0.35 * weight, weight)
    # A pyramid keeps what it trusts fully, so trust is scaled by what the hole can reach.
    skin = complete(picture, np.asarray(np.minimum(1, weight), np.float32))
    skin = np.asarray(cv2.GaussianBlur(skin, (0, 0), max(0.8, 0.012 * k)), np.float32)
    # Lashes and shadow have left it grey and dark: towards the hue and the light of the clear skin around.
    above = around & ~below if (around & ~below).sum() >= 20 else around
    clear = picture[above & (luma >= np.percentile(luma[above], 45)) & (luma <= np.percentile(luma[above], 85))].mean(0)
    mean = float((skin @ tones.LUMA)[opening].mean()) if opening.any() else float(clear @ tones.LUMA)
    clear_luma = max(float(clear @ tones.LUMA), 1.0)
    gain = 1 + 0.85 * (0.97 * clear_luma / max(mean, 1.0) - 1)
    shade = np.clip((skin @ tones.LUMA) * gain / clear_luma, 0.02, 1.2)[..., None]
    lit = clear * shade ** (1 + np.array([-0.08, 0.08, 0.14]) * (1 - tone.grey))  # thin skin: its shadows are red
    skin = 0.25 * skin * gain + 0.75 * lit
    # A drawing's lids have its one skin colour, or its paper's.
    levels = np.bincount(luma[around].astype(int).clip(0, 255), minlength=256)
    most = int(np.convolve(levels, np.ones(7, int), "same").argmax())
    of_it = around & (np.abs(luma - most - 0.5) <= 3.5)
    flat = float(np.clip((of_it.sum() / around.sum() - 0.45) / 0.2, 0, 1))
    if flat > 0:
        skin += flat * (np.median(picture[of_it], 0) - skin)
    grain = cv2.GaussianBlur(rng.normal(0, 1, luma.shape).astype(np.float32), (0, 0), 0.7)
    return np.asarray(skin + grain[..., None] * (1.6 * tone.grain), np.float32)


def _lashes(eye: Region, tone: tones.Tones) -> tuple[F32, float, float]:
    """Colour, width (k) and strength 0..1 of the line along the upper lid, as the portrait shows it."""
    picture, top, k = eye.picture, eye.top, eye.k
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


def _rise(eye: Region, skin: F32, strength: float) -> float:
    """k that what is darker than skin, lashes or paint, reaches above the upper lid."""
    top, k = eye.top, eye.k
    middle = top[len(top) // 5 : -len(top) // 5]
    offsets = np.arange(0.0, MOST_RISE, 0.005) * k
    ys = np.clip(np.round(middle[:, 1:] - offsets).astype(int), 0, eye.picture.shape[0] - 1)
    xs = np.clip(np.round(middle[:, :1] + 0 * offsets).astype(int), 0, eye.picture.shape[1] - 1)
    dark = (eye.picture @ tones.LUMA)[ys, xs] < 0.86 * (skin @ tones.LUMA)[ys, xs]  # (columns, offsets)
    reach = np.where(dark.all(1), dark.shape[1], dark.argmin(1)) * 0.005
    return float(np.clip(np.percentile(reach, 65) + 0.008, 0.012 + 0.022 * strength, MOST_RISE))
