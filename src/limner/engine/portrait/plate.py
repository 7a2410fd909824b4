"""Picture and matte → the same place without the person."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import lines
from limner.engine.types import F32, U8

NEAR = 0.30  # face heights about a place: what most of the background looks like there
USUAL, LEAST_LIMIT = 4.0, 6.0  # times as unlike as most of it, and grey levels: what is more unlike is a thing, not texture
GO_ON = 0.035  # face heights into the hole over which a thing fades
MIRRORED, LINES = 0.11, 0.08  # face heights into the hole over which the background is mirrored, and how much farther lines go on
SMOOTHED = 0.10  # face heights
LEAVES = (0.35, 0.65)  # cosines of a line's angle to the way out: what runs along the outline, or away from it into the hole


def without_person(rgb: U8, matte: F32, fh: float) -> U8:
    """Fill the person with the background around: (h, w, 3) and (h, w) 0..1 → (h, w, 3) uint8. fh is the face height in px.

    Away from the person the picture stays as it is. Just inside the outline the background is mirrored across it, so that what a turning
    head uncovers has the texture of what is beside it, but not its things; rails and edges go on straight. Further in, where nobody ever
    looks, colours are spread by push-pull.
    """
    hole = grown((matte > 0.08).astype(np.uint8), 0.05 * fh)
    if not hole.any():
        return rgb
    if hole.all():
        hole[:] = 1
        hole[:4] = 0  # a picture that is all person: its own top colours are the best guess
    known = 1 - hole.astype(np.float32)
    mirrored, depth, trust, straight = _mirror_into(rgb, hole, fh)
    base, usual = _mostly(rgb, known, fh)
    spread = push_pull(rgb, np.asarray(known / (1 + (_largest(cv2.absdiff(rgb, base)) / usual) ** 4), np.float32))
    # A frame or a shelf that is mirrored would bend back at the outline and move there as the head does.
    detail = mirrored - spread
    limit = usual + 255 * np.clip(1 - depth / (GO_ON * fh), 0, 1)
    reach = np.ones((2 * round(0.01 * fh) + 3,) * 2, np.uint8)
    keep = np.maximum(1 / (1 + (cv2.dilate(_largest(np.abs(detail)), reach) / limit) ** 4), straight)
    detail *= cv2.GaussianBlur(keep, (0, 0), max(1.0, 0.01 * fh))[..., None]
    fill = spread + trust[..., None] * detail
    soft = cv2.GaussianBlur(grown((matte > 0.02).astype(np.uint8), 0.02 * fh).astype(np.float32), (0, 0), max(1.0, 0.008 * fh))
    soft = np.minimum(1, soft * 1.02)[..., None] * (hole[..., None] > 0)
    out = rgb.astype(np.float32)
    out += soft * (fill - out)
    return out.round().clip(0, 255).astype(np.uint8)


def _mostly(rgb: U8, known: F32, fh: float) -> tuple[U8, F32]:
    """Picture (h, w, 3), where it is known (h, w) → the colours of most of that near a place, and how unlike its texture may be (h, w)."""
    scale = min(1.0, 60 / fh)
    h, w = known.shape
    size = max(8, round(w * scale)), max(8, round(h * scale))
    window = 2 * max(1, round(NEAR * fh * scale)) + 1
    there = cv2.resize(known, size, interpolation=cv2.INTER_AREA) > 0.99
    either = (np.indices(there.shape).sum(0) % 2 * 255).astype(np.uint8)  # as many lowest values as highest do not change a median
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    base = cv2.medianBlur(np.where(there[..., None], small, either[..., None]), window)
    unlike = _largest(cv2.absdiff(small, base))
    usual = USUAL * cv2.medianBlur(np.where(there, unlike, either), window).astype(np.float32) + LEAST_LIMIT
    return np.asarray(cv2.resize(base, (w, h)), np.uint8), np.asarray(cv2.resize(usual, (w, h)), np.float32)


def push_pull(rgb: U8 | F32, known: F32) -> F32:
    """Spread the known colours into the unknown: (h, w, 3), weights (h, w) 0..1 → (h, w, 3) float32, 0..255."""
    levels: list[tuple[F32, F32]] = [(rgb.astype(np.float32) * known[..., None], known)]
    while min(levels[-1][1].shape) > 2:
        colour, weight = (np.asarray(cv2.pyrDown(x), np.float32) for x in levels[-1])
        gain = np.asarray(np.minimum(1, 3 * weight) / np.maximum(weight, 1e-6), np.float32)
        levels.append((colour * gain[..., None], weight * gain))
    colour, weight = levels.pop()
    mean = colour.sum((0, 1)) / max(float(weight.sum()), 1e-6)
    full = colour + mean.astype(np.float32) * (1 - weight[..., None])
    while levels:
        colour, weight = levels.pop()
        up = cv2.pyrUp(full, dstsize=(colour.shape[1], colour.shape[0]))
        full = colour + up * (1 - np.minimum(weight, 1))[..., None]
    return np.asarray(full, np.float32)


def grain_level(rgb: U8, matte: F32) -> float:
    """Standard deviation of the picture's own fine grain in grey levels, from its calmest background blocks; 0..4."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 1.5)
    power = cv2.boxFilter(fine * fine, cv2.CV_32F, (15, 15))
    calm = power[matte < 0.05][::7]
    return float(np.clip(np.sqrt(np.quantile(calm, 0.25)), 0, 4)) if len(calm) > 100 else 0.0


def add_grain(rgb: U8, where: F32, level: float, scale: float) -> U8:
    """Add monochrome grain of a level (grey levels) where (h, w) 0..1 asks; `scale` is the size of the picture's own grain in px."""
    if level < 0.2:
        return rgb
    noise = np.random.default_rng(7).standard_normal(rgb.shape[:2], np.float32)
    sigma = float(np.clip(0.45 * scale, 0.4, 1.6))
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), sigma), np.float32)
    noise *= level / max(float(noise.std()), 1e-6) * where
    return (rgb + noise[..., None]).round().clip(0, 255).astype(np.uint8)


def grown(mask: U8, radius: float) -> U8:
    """Everything within `radius` px of what is 1; by distance, as a large kernel takes ten times as long."""
    if not mask.any():
        return mask.copy()
    away = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    return np.asarray(away <= max(1, round(radius)), np.uint8)


def _mirror_into(rgb: U8, hole: U8, fh: float) -> tuple[F32, F32, F32, F32]:
    """Each hole pixel takes the background as far outside the outline as it lies inside, straight across it or along a line that goes on.

    → colours, px inside, 0..1 how good they are, 0..1 whether they are those of a line.
    """
    depth, labels = cv2.distanceTransformWithLabels(hole, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    ys, xs = np.nonzero(hole == 0)
    at_x = np.zeros(len(xs) + 1, np.float32)
    at_y = np.zeros(len(xs) + 1, np.float32)
    at_x[labels[ys, xs]], at_y[labels[ys, xs]] = xs, ys
    grid_y, grid_x = np.mgrid[: hole.shape[0], : hole.shape[1]].astype(np.float32)
    # Smoothing the field of nearest points, more so farther inside, keeps neighbouring mirrors from tearing apart at bends of the outline.
    inner = np.clip(depth / np.float32(SMOOTHED * fh), 0, 1)
    x, y = (
        near + inner * (_widely(way, hole, 0.5 * SMOOTHED * fh) - near)
        for near, way in ((cv2.GaussianBlur(way, (0, 0), 4), way) for way in (at_x[labels] - grid_x, at_y[labels] - grid_y))
    )
    x, y, straight = _onward(rgb, hole, fh, x, y)
    map_x, map_y = grid_x + 2 * x, grid_y + 2 * y
    mirrored = cv2.remap(rgb, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    person = cv2.remap(hole.astype(np.float32), map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT) * (depth > 4)
    person = cv2.GaussianBlur(grown((person > 0.3).astype(np.uint8), 3).astype(np.float32), (0, 0), 3)
    trust = np.clip(1.5 - depth / ((MIRRORED + LINES * straight) * fh), 0, 1) * (1 - person)
    return mirrored, np.asarray(depth, np.float32), trust.astype(np.float32), straight


def _largest(channels: NDArray[Any]) -> NDArray[Any]:
    """(h, w, 3) → the largest of the three (h, w); numpy's own way takes ten times as long."""
    one, two, three = cv2.split(channels)
    return np.asarray(cv2.max(cv2.max(one, two), three))


def _widely(field: F32, hole: U8, sigma: float) -> F32:
    """A field (h, w) smoothed over the hole, at a quarter of the size: a sixteenth of the cost."""
    size = max(field.shape[1] // 4, 1), max(field.shape[0] // 4, 1)
    inside = cv2.resize(hole, size, interpolation=cv2.INTER_NEAREST).astype(np.float32)
    small = cv2.GaussianBlur(cv2.resize(field, size, interpolation=cv2.INTER_AREA) * inside, (0, 0), sigma / 4)
    weight = cv2.GaussianBlur(inside, (0, 0), sigma / 4) + np.float32(1e-3)
    return np.asarray(cv2.resize(small / weight, (field.shape[1], field.shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def _onward(rgb: U8, hole: U8, fh: float, x: F32, y: F32) -> tuple[F32, F32, F32]:
    """The way out of the hole at each pixel (h, w), px → the way out along the line that goes on there, if one does, and how surely."""
    step, known = lines.tensor(rgb, 1 - hole.astype(np.float32), fh)
    line_x, line_y, sure = lines.along(push_pull(step, known), (hole.shape[1], hole.shape[0]))
    far = np.hypot(x, y) + np.float32(1e-3)
    out_x, out_y = x / far, y / far
    cosine = line_x * out_x + line_y * out_y
    sure = sure * np.clip((np.abs(cosine) - LEAVES[0]) / (LEAVES[1] - LEAVES[0]), 0, 1)
    way_x, way_y = out_x + sure * (np.sign(cosine) * line_x - out_x), out_y + sure * (np.sign(cosine) * line_y - out_y)
    length = far / np.maximum(way_x * out_x + way_y * out_y, 0.3)
    x, y = (np.asarray(cv2.GaussianBlur(length * way, (0, 0), 2), np.float32) for way in (way_x, way_y))
    return x, y, np.asarray(cv2.GaussianBlur(sure, (0, 0), 3), np.float32)
