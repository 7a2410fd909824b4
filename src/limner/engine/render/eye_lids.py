"""The part of a portrait around one eye → what its upper lid shows when it comes down: skin, folds, lashes."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.render import tones
from limner.engine.render.eye_region import BROWS, LIDS, Region, complete, grow
from limner.engine.types import F32

MOST_RISE = 0.06  # k above the upper lid up to which lashes are looked for
LASHES = 0.022  # k: half as wide as the widest thing that is taken for lashes
DARK = 0.72  # of the skin's light about an eye: what is darker is no skin
DARKER = 0.86  # of the lid's light: what is darker right above it goes with the lashes
LID_LIGHT = 0.72  # of the light below an eye; as bright as that and the light above in the mean are the shut lids of seven people
MOST_LIGHT = 1.4  # times the light right around the eye: in a deep shadow a lid lies in it, too
HOOD, LEAST_HOOD, MOST_HOOD = 0.6, 0.03, 0.10  # of the way to the brow, and k: skin from there on comes down with a lid


def hood_height(points: F32, side: int) -> float:
    """k above the upper lid from where skin comes down with it; side as in `cut_out`."""
    k = float(np.linalg.norm(points[33] - points[263]))
    upper, brow = LIDS[side][0], BROWS[side][0]
    gap = np.linalg.norm(points[list(upper[2:-2]), :2].mean(0) - points[list(brow), :2].mean(0)) / k
    return float(np.clip(HOOD * gap, LEAST_HOOD, MOST_HOOD))


def lid_skin(eye: Region, tone: tones.Tones) -> F32:
    """What is drawn down over a closing eye: the picture above it as it is, lashes and brow left out, then clear skin over the opening.

    (h, w, 4), the last 255 where it has none of the lashes that the portrait shows above the lid and beside the outer corner.
    """
    picture, opening, k = eye.picture, eye.opening, eye.k
    luma = picture @ tones.LUMA
    near = grow(opening, 0.035 * k)
    around = ~near & grow(opening, 0.15 * k) & eye.within
    if around.sum() < 20:
        return np.broadcast_to(np.append(tone.skin, 0), (*opening.shape, 4)).astype(np.float32)
    below = np.arange(picture.shape[0])[:, None] > 0.5 * (eye.top[:, 1].mean() + eye.bottom[:, 1].mean())
    lashes = _lashes(eye)
    dark = luma < DARK * np.percentile(luma[around], 60)
    if tone.flat < 0.5:  # further away it is lines in a drawing, else a shadow or hair before the eye, which lies on the lid, too
        dark &= eye.brow | grow(opening, MOST_RISE * k)
    dark = (grow(dark, 0.012 * k) | (lashes > 0.3)) & ~below
    weight = np.where(near | dark | ~eye.within, 0.0, np.where(below, 0.35, 1.0)).astype(np.float32)
    # A pyramid keeps what it trusts fully, so trust is scaled by what the hole can reach.
    bare = complete(picture, np.asarray(np.minimum(1, weight), np.float32))
    bare = np.asarray(cv2.GaussianBlur(bare, (0, 0), max(0.8, 0.012 * k)), np.float32)
    # Lashes and shadow have left it grey and dark: towards the hue of the clear skin above, and a light between that and what is below.
    above = around & ~below & ~dark
    above = above if above.sum() >= 20 else around
    clear = picture[above & (luma >= np.percentile(luma[above], 40)) & (luma <= np.percentile(luma[above], 90))].mean(0)
    clear_luma = max(float(clear @ tones.LUMA), 1.0)
    cheek = around & below & ~dark
    light = LID_LIGHT + (1 - LID_LIGHT) * tone.flat  # a drawing has no such shade
    wanted = float(np.sqrt(clear_luma * light * np.median(luma[cheek]))) if cheek.sum() >= 20 else clear_luma
    beside = around & grow(opening, 0.07 * k)
    if beside.any():
        wanted = min(wanted, MOST_LIGHT * float(np.median(luma[beside])))
    mean = float((bare @ tones.LUMA)[opening].mean()) if opening.any() else clear_luma
    shade = np.clip((bare @ tones.LUMA) * (1 + 0.85 * (wanted / max(mean, 1.0) - 1)) / clear_luma, 0.02, 1.3)[..., None]
    redder, bluer = tone.shade * (1 - tone.grey)  # thin skin: its shadows are red
    lit = np.asarray(clear * shade ** (1 + np.array([redder / 2, -redder / 2, bluer - redder / 2])), np.float32)
    # A drawing's lids have its one skin colour, or its paper's.
    levels = np.bincount(luma[around].astype(int).clip(0, 255), minlength=256)
    most = int(np.convolve(levels, np.ones(7, int), "same").argmax())
    of_it = around & (np.abs(luma - most - 0.5) <= 3.5)
    flat = float(np.clip((of_it.sum() / around.sum() - 0.45) / 0.2, 0, 1))
    if flat > 0:
        lit += flat * (np.median(picture[of_it], 0) - lit)
    away = np.asarray(cv2.distanceTransform((~opening).astype(np.uint8), cv2.DIST_L2, 3), np.float32) / k
    filled = bare + (lit - bare) * np.maximum(0.85 * (1 - _ramp(away, 0.0, 0.05)[..., None]), flat)
    # Towards the lid the picture's own skin gives way to what is filled in, brows sooner than skin, a fold further up not at all.
    darker = grow((luma < DARKER * (filled @ tones.LUMA)) & ~below, 0.008 * k)  # paint, the line that lashes grow from
    own = np.where(dark | darker, _ramp(away, 0.030, 0.075), _ramp(away, 0.010, 0.030)).astype(np.float32)
    own = np.minimum(own, cv2.GaussianBlur(own, (0, 0), max(0.7, 0.008 * k)))
    own = np.minimum(own, 1 - lashes)
    filled += (1 - flat) * _grain_from_below(eye)
    return np.dstack([filled + (picture - filled) * own[..., None] * (1 - flat), 255 * lashes]).astype(np.float32)


def _lashes(eye: Region) -> F32:
    """(h, w) 0..1 how much of it is lashes above the upper lid or beside the outer corner: what is dark there and thin.

    Above the lid lashes stand upright, and a line along it is a fold; beside the corner they point anywhere. Hair and paint are wider.
    """
    k = eye.k
    luma = np.asarray(cv2.GaussianBlur(eye.picture @ tones.LUMA, (0, 0), max(0.5, 0.004 * k)), np.float32)
    noise = 3 * 1.48 * float(np.median(np.abs(eye.picture @ tones.LUMA - luma)))
    along = eye.top[0] - eye.top[-1]  # to the outer corner
    yy, xx = np.mgrid[: luma.shape[0], : luma.shape[1]].astype(np.float32)
    s = ((xx - eye.top[0, 0]) * along[0] + (yy - eye.top[0, 1]) * along[1]) / max(float(along @ along), 1.0)  # 0 outer, -1 inner corner
    away = np.asarray(cv2.distanceTransform((~eye.opening).astype(np.uint8), cv2.DIST_L2, 3), np.float32) / k
    off = np.hypot(xx - eye.top[0, 0], yy - eye.top[0, 1]) / k
    above = yy < np.interp(xx, *(v[np.argsort(eye.top[:, 0])] for v in eye.top.T))
    size = 2 * round(LASHES * k) + 1
    out = np.zeros_like(luma)
    for shape, where in (
        (np.ones((1, size), np.uint8), above * (1 - _ramp(away, 0.10, 0.14)) * _ramp(s, -0.9, -0.7) * (1 - _ramp(s, -0.1, 0.1))),
        (cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), _ramp(s, -0.35, -0.15) * (1 - _ramp(off, 0.09, 0.13))),
    ):
        around = cv2.morphologyEx(luma, cv2.MORPH_CLOSE, shape)
        thin = _ramp(np.asarray((around - luma - noise) / np.maximum(around, 1.0), np.float32), 0.06, 0.18)
        thin = np.asarray(cv2.dilate(thin, np.ones((2 * round(0.006 * k) + 1,) * 2, np.uint8)), np.float32)
        np.maximum(out, cv2.GaussianBlur(thin, (0, 0), max(0.7, 0.005 * k)) * where, out=out)
    return out * (eye.within & ~eye.brow)


def _grain_from_below(eye: Region) -> F32:
    """Pores, brush strokes or noise of the skin under the eye, mirrored up over it: (h, w, 3) to be added."""
    fine = eye.picture - cv2.GaussianBlur(eye.picture, (0, 0), max(1.0, 0.015 * eye.k))
    under = fine[min(int(eye.bottom[:, 1].max() + 0.05 * eye.k), len(fine) - 2) :]
    limit = 2.5 * 1.48 * float(np.median(np.abs(under))) + 0.5  # no lashes of the lower lid, no moles
    turn = len(under) - 1
    at = np.arange(len(fine), 0, -1) % (2 * turn)  # up and down the strip, over and over
    return np.asarray(np.clip(under, -limit, limit)[np.minimum(at, 2 * turn - at)], np.float32)


def _ramp(x: F32, low: float, high: float) -> F32:
    """0 up to `low` .. 1 from `high` on."""
    f = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(f * f * (3 - 2 * f), np.float32)


def lash_line(eye: Region, tone: tones.Tones) -> tuple[F32, float, float]:
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


def lash_rise(eye: Region, skin: F32, strength: float) -> float:
    """k that what is darker than skin, lashes or paint, reaches above the upper lid."""
    top, k = eye.top, eye.k
    middle = top[len(top) // 5 : -len(top) // 5]
    offsets = np.arange(0.0, MOST_RISE, 0.005) * k
    ys = np.clip(np.round(middle[:, 1:] - offsets).astype(int), 0, eye.picture.shape[0] - 1)
    xs = np.clip(np.round(middle[:, :1] + 0 * offsets).astype(int), 0, eye.picture.shape[1] - 1)
    dark = (eye.picture @ tones.LUMA)[ys, xs] < 0.86 * (skin @ tones.LUMA)[ys, xs]  # (columns, offsets)
    reach = np.where(dark.all(1), dark.shape[1], dark.argmin(1)) * 0.005
    return float(np.clip(np.percentile(reach, 65) + 0.008, 0.012 + 0.022 * strength, MOST_RISE))
