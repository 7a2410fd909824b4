"""A portrait that shows its upper teeth → those teeth laid into the texture, so that a person talks with their own.

What is bright and colourless right below the upper lip is taken for teeth. Light and lip shadow are divided out, columns are
continued up behind the lip, and below the biting edge the person's own outline replaces the drawn one. Of a strip too thin to tell its
own colours from the lips' that blur into it, only the mean colour is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.render.tones import INNER_LIP, LUMA, Tones, polygon_mask
from limner.engine.types import F32, U8

LEAST_GAP = 0.045  # k the lips must be apart
SMEARED = 0.5  # a strip smoother than this has no outline worth keeping
LEAST_SHARE = 0.25  # of the opening that must be teeth
SHORT = 0.09, 0.18  # k: teeth behind lips less far apart than the first are in their shade, beyond the second in good light
SHADED = 0.7  # share of what such teeth lack beside the ones expected that is shade
THIN = 0.25, 0.32  # of the texture's height: a strip of teeth that keeps nothing but its mean colour, one that keeps all


@dataclass(frozen=True)
class OwnTeeth:
    picture: U8  # the portrait
    mask: F32  # (h, w) 0..1, the upper teeth in it
    colour: F32  # (3,) what they are like in good light
    gain: F32  # (3,) that over what they are in the picture
    edge_shown: bool  # their biting edge is free, not hidden by the lower lip


def find_teeth(image: U8, points: F32, tone: Tones) -> OwnTeeth | None:
    """image (h, w, 3) RGB, points (478, 3) landmarks in its pixels → the upper teeth, or None if too little of them shows."""
    k = float(np.linalg.norm(points[33] - points[263]))
    gap = float(np.linalg.norm(points[14] - points[13])) / k
    if gap < LEAST_GAP:
        return None
    hole = polygon_mask(image.shape, points, INNER_LIP)
    box = points[list(INNER_LIP), :2]
    x0, y0 = np.maximum(np.floor(box.min(0)).astype(int) - 2, 0)
    x1, y1 = np.ceil(box.max(0)).astype(int) + 3
    part = hole[y0:y1, x0:x1]
    pixels = image[y0:y1, x0:x1].astype(np.float32)
    if part.sum() < 60:
        return None
    luma = pixels @ LUMA
    saturation = (pixels.max(-1) - pixels.min(-1)) / np.maximum(pixels.max(-1), 1)
    skin = float(tone.skin @ LUMA)
    skin_saturation = float((tone.skin.max() - tone.skin.min()) / max(float(tone.skin.max()), 1.0))
    inner = cv2.erode(part.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    bright = (luma > max(0.62 * skin, 70)) & (saturation < max(0.22, 0.92 * skin_saturation)) & inner
    if bright.sum() < LEAST_SHARE * inner.sum():
        return None
    # Column by column from the upper lip down, to the first break: the lower row does not count.
    tall = max(3, round(0.03 * k))
    upper = np.zeros_like(bright)
    free = []
    for x in range(bright.shape[1]):
        rows = np.flatnonzero(bright[:, x])
        top = np.flatnonzero(inner[:, x])
        if len(rows) < 3 or rows[0] - top[0] > tall:
            continue
        breaks = np.flatnonzero(np.diff(rows) > 1)
        last = rows[breaks[0] if len(breaks) else -1]
        upper[rows[0] : last + 1, x] = True
        free.append(top[-1] - last > 0.012 * k)
    upper = cv2.morphologyEx(upper.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(bool)
    if upper.sum() < 0.5 * LEAST_SHARE * inner.sum():
        return None
    mask = np.zeros(image.shape[:2], np.float32)
    mask[y0:y1, x0:x1] = upper
    chosen = pixels[upper]
    colour = chosen[chosen @ LUMA >= np.percentile(chosen @ LUMA, 60)].mean(0)
    shade = SHADED * float(np.clip((SHORT[1] - gap) / (SHORT[1] - SHORT[0]), 0, 1)) * (colour @ LUMA < tone.tooth @ LUMA)
    gain = (tone.tooth / np.maximum(colour, 1.0)) ** shade
    return OwnTeeth(image, mask, (gain * colour).astype(np.float32), gain.astype(np.float32), float(np.mean(free)) > 0.7)


def biting_edge(own: OwnTeeth, x: F32, y: F32) -> float | None:
    """Texture row where the teeth begin, None if too few show. x, y (h, w) px: where each texel of the row lies in the portrait."""
    there = cv2.remap(own.mask, x, y, cv2.INTER_LINEAR) > 0.5
    middle = slice(x.shape[1] * 5 // 16, x.shape[1] * 11 // 16)
    columns = there[:, middle]
    filled = columns.any(0)
    if filled.sum() < 0.4 * columns.shape[1]:
        return None
    return float(np.percentile(columns.argmax(0)[filled], 30))


def lay_in(texture: U8, own: OwnTeeth, x: F32, y: F32, light: F32) -> U8:
    """Own teeth into a row's texture (h, w, 4), row 0 below the biting edge; light (h, w): how they are lit in the portrait."""
    mask = cv2.remap(own.mask, x, y, cv2.INTER_LINEAR)
    colour = cv2.remap(own.picture, x, y, cv2.INTER_LINEAR).astype(np.float32) * own.gain / np.maximum(light, 0.55)[..., None]
    there = mask > 0.5
    filled = np.asarray(there.any(0))
    h = len(mask)
    if not filled.any():
        return texture
    first = there.argmax(0)
    low = _smoothed(first, filled)  # first row from below
    low = np.asarray(cv2.morphologyEx(low[None], cv2.MORPH_OPEN, np.ones((1, len(low) // 24 | 1), np.uint8)), np.float32)[0]  # no notches
    high = _smoothed(h - 1 - there[::-1].argmax(0), filled)  # last row, under the lip
    # What lies between the first and the last column is teeth, too: gaps between them, or a tooth in another colour.
    columns = np.flatnonzero(filled)
    span = np.zeros(len(filled), np.bool_)
    span[columns[0] : columns[-1] + 1] = True
    rim = max(2, h // 40)  # texels near the lips are mixed with them
    inside = np.clip(np.minimum(low + rim, high), 0, h - 1).astype(int), np.clip(np.maximum(high - rim, low + rim), 0, h - 1).astype(int)
    rows = np.arange(h)[:, None]
    source = np.clip(rows, inside[0], inside[1])  # below and above: the nearest row that is surely tooth
    own_colour = np.take_along_axis(colour, source[..., None].repeat(3, 2), 0)
    above = np.clip((rows - high) / (0.05 * h), 0, 1)[..., None]
    tall = float(np.median((high - low)[filled])) / h
    own_colour += (own.colour - own_colour) * np.float32(np.clip((THIN[1] - tall) / (THIN[1] - THIN[0]), 0, 1))
    own_colour = own_colour * (1 - above) + cv2.GaussianBlur(own_colour, (0, 0), 0.06 * h) * above
    # Sideways the own teeth give way to the drawn ones.
    fade = np.array(cv2.erode(span.astype(np.float32)[None], np.ones((1, 5), np.uint8)), np.float32)
    fade = np.array(cv2.GaussianBlur(fade, (0, 0), 2.5), np.float32).reshape(-1) * span
    drawn = texture.astype(np.float32)
    smeared = _smeared(own_colour, drawn[..., :3], low, high, fade)
    even = cv2.GaussianBlur(drawn[..., :3], (0, 0), 0.06 * h)
    own_colour = own_colour * (drawn[..., :3] / np.maximum(even, 1.0)) ** np.maximum(smeared, above)  # behind the lip, as drawn
    gum = np.clip((rows - 0.80 * h) / (0.10 * h), 0, 1)  # far above, the drawn gum
    weight = (fade[None] * (1 - gum))[..., None]
    out = drawn.copy()
    out[..., :3] = drawn[..., :3] * (1 - weight) + np.clip(own_colour, 0, 255) * weight
    edge = cv2.GaussianBlur(np.clip((rows - low + 1.0) / 2.0, 0, 1).astype(np.float32), (0, 0), 0.7) * 255
    ragged = float(np.abs(first - low)[filled].mean()) > 0.007 * h  # a coarse picture, or lip taken for tooth
    if own.edge_shown and not ragged and smeared < SMEARED:
        # The drawn teeth beside them do not reach lower than the last own one.
        out[..., 3] = np.minimum(drawn[..., 3], edge) * (1 - fade) + edge * fade
    return np.asarray(np.clip(out + 0.5, 0, 255), np.uint8)


def _smeared(own: F32, drawn: F32, low: F32, high: F32, fade: F32) -> float:
    """0 where the picture tells one tooth from the next as clearly as drawn ones do .. 1 where it shows a smooth strip.

    own, drawn (h, w, 3) colours; low, high (w,) rows between which teeth are seen; fade (w,) columns that count.
    """
    columns = np.flatnonzero(fade > 0.9)
    if len(columns) < 8:
        return 1.0
    middle = np.clip((0.5 * (low + high)).astype(int), 0, len(own) - 1)
    changes = []
    for colour in (own, drawn):
        line = (colour @ LUMA)[middle, np.arange(len(middle))]
        line = line - np.array(cv2.blur(line[None].astype(np.float32), (2 * len(own) // 9 + 1, 1))).reshape(-1)
        changes.append(float(np.std(line[columns])))
    return float(np.clip(1.25 - changes[0] / max(changes[1], 0.5), 0, 1))


def _smoothed(low: NDArray[np.intp], filled: NDArray[np.bool_]) -> F32:
    """A border of the teeth by column (rows), without the steps of a coarse picture; columns without teeth take the nearest with."""
    columns = np.arange(len(low))
    line = np.interp(columns, columns[filled], low[filled]).astype(np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(line, 4, mode="edge"), 9)
    line = np.median(windows, axis=1).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(line[None], (0, 0), 2.0), np.float32).reshape(-1)
