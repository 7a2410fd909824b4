"""A person's seed → two rows of teeth as textures, drawn once.

Lengths in the tables are millimetres; 90 mm is one eye distance k. Crown sizes are textbook means (Wheeler, Dental Anatomy),
shortened as seen from the front.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.types import F32, U8

MM = 1.0 / 90.0  # millimetres → k
HALF_WIDTH = 0.36  # k along the dental arch, each side of the middle
RISE, ROOT = 0.02, 0.15  # k the texture reaches beyond the biting edge and towards the gum

# From the middle outwards: crown width, crown height, how far the biting edge stands back from the middle one's.
UPPER = np.array([[8.6, 10.3, 0.0], [6.6, 8.8, 0.7], [7.7, 9.9, 0.1], [7.0, 8.4, 0.6], [6.7, 7.8, 0.9], [9.5, 7.2, 1.2]])
LOWER = np.array([[5.3, 8.6, 0.0], [5.8, 9.0, 0.1], [6.9, 10.0, -0.5], [7.0, 8.4, 0.5], [7.0, 8.0, 0.9], [10.0, 7.5, 1.2]])

ARCH_STEP = 0.006  # k along the arch
OFF_ARCH = 9.0  # place along the arch where a row has ended
UPPER_DEPTH, LOWER_DEPTH = 0.055, 0.075  # k the rows stand behind the lips' seam
UPPER_BOW, LOWER_BOW = -0.35, -0.28  # the biting edges rise towards the sides: y gains bow * x^2


def _arch_curve() -> F32:
    """The dental arch from above: (x, depth) in k at every ARCH_STEP of its length, from the middle outwards."""
    curve = [(0.0, 0.0)]
    while len(curve) * ARCH_STEP <= HALF_WIDTH + ARCH_STEP:
        x = curve[-1][0]
        slope = 2.5 * 0.085 / 0.194 * (x / 0.194) ** 1.5
        x += ARCH_STEP / float(np.hypot(1, slope))
        curve.append((x, 0.085 * (x / 0.194) ** 2.5))
    return np.array(curve, np.float32)


ARCH_CURVE = _arch_curve()


@dataclass(frozen=True)
class TeethRow:
    """One row. Texel (column, row) = ((a + HALF_WIDTH), (v + RISE)) * density; a along the arch, v from the biting edge to the gum."""

    texture: U8  # (h, w, 4) colour RGB 0..255 and coverage; colour goes on beyond the coverage, so edges show no fringe
    density: float  # texels per k


def draw_row(sizes: F32, tooth: F32, gum: F32, density: float, flat: float, rng: np.random.Generator) -> TeethRow:
    """One row of teeth.

    sizes (6, 3) as UPPER or LOWER; tooth, gum (3,) RGB; density texels per k; flat 0..1: 1 leaves out what a drawing leaves
    out; rng: this person's small irregularities.
    """
    fine = 3  # drawn this much larger, then averaged
    scale = density * fine
    width, height = round(2 * HALF_WIDTH * density), round((RISE + ROOT) * density)
    a = ((np.arange(width * fine) + 0.5) / scale - HALF_WIDTH) / MM  # mm along the arch
    v = ((np.arange(height * fine) + 0.5) / scale - RISE)[:, None] / MM  # mm from the middle tooth's edge towards the gum
    colour = np.empty((height * fine, width * fine, 3), np.float32)
    cover = np.zeros((height * fine, width * fine), np.float32)
    live = 1.0 - flat

    grow = 1.0 + rng.normal(0, 0.025, 6) * live
    for side in (-1, 1):
        start = 0.0
        for i, (crown, tall, back) in enumerate(sizes):
            crown = crown * grow[i]
            middle, half = side * (start + crown / 2), crown / 2
            start += crown
            lo, hi = np.searchsorted(a, [middle - half, middle + half]) if i < 5 else _outer(a, middle - half * side, side)
            u = np.clip((a[lo:hi] - middle) / half, -1, 1)[None]
            crooked = live * rng.normal(0, 1, 3)
            edge = back + 0.22 * crooked[0] + (0.14 * crooked[1] - 0.12 * side * (i < 2)) * u
            edge = edge + (0.75 if i < 2 else 1.35) * np.abs(u) ** (5 if i < 2 else 2)  # rounded corners; pointed canines
            neck = tall + back - 1.5 * np.abs(u) ** 2.2 + 0.25 * crooked[2]
            tone = 1.0 - 0.022 * live * i + 0.018 * live * rng.normal()  # towards the sides a little darker and yellower
            part = _shade_tooth(u, v - edge, (v - edge) / (tall - 0.5), half, live, tone)
            part = part * np.array([1.0, 1.0 - 0.008 * live * i, 1.0 - 0.020 * live * i])
            rosy = np.array([1.0, 0.93, 0.88])
            near_neck = np.clip((v - neck + 3.0) / 3.0, 0, 1)[..., None] ** 2 * live
            part = part * (tooth * (1 - near_neck * (1 - rosy * 0.94)))
            in_gum = np.clip((v - neck) / 0.35 + 0.5, 0, 1)[..., None]
            rim = 1.0 - 0.14 * live * np.exp(-(((v - neck) / 0.35) ** 2))[..., None]
            ridge = 1.0 - 0.10 * np.abs(u)[..., None] ** 2
            colour[:, lo:hi] = (part * (1 - in_gum) + gum * ridge * in_gum) * rim
            cover[:, lo:hi] = np.clip((v - edge) / 0.25 + 0.5, 0, 1)
    rgba = np.dstack([colour, cover * 255.0])
    rgba = cv2.resize(rgba, (width, height), interpolation=cv2.INTER_AREA)
    return TeethRow(np.clip(rgba + 0.5, 0, 255).astype(np.uint8), density)


def _outer(a: F32, inner: float, side: int) -> tuple[int, int]:
    """The last tooth goes on to the texture's border."""
    at = int(np.searchsorted(a, inner))
    return (0, at) if side < 0 else (at, len(a))


def _shade_tooth(u: F32, v: F32, depth: F32, half: float, live: float, tone: float) -> F32:
    """Light and colour of one crown, relative to the tooth colour: (h, w, 3). u -1..1 across, v mm up from its edge, depth 0..1."""
    w = np.abs(u)
    groove = np.clip((w - 0.86) / 0.14, 0, 1)
    body = (1 - 0.10 * w**3 - 0.03 * groove * groove * (3 - 2 * groove)) * (0.95 + 0.05 * np.cos(1.2 * (u - 0.15)))
    # Two teeth touch in a spot; towards the edge and the gum they part, and what shows between them is darker.
    parting = 0.06 + 0.15 * np.clip(np.abs(depth - 0.36) / 0.5, 0, 1) ** 1.5
    body = body * (1 - parting * np.exp(-(((1 - w) * half / 0.30) ** 2)))
    gloss = 0.06 * np.exp(-(((u + 0.15) / 0.45) ** 2) - ((depth - 0.45) / 0.25) ** 2)
    body = 1 - (1 - (body + gloss) * tone) * (0.25 + 0.75 * live)
    glassy = np.clip((0.24 - depth) / 0.24, 0, 1) * live  # enamel near the edge lets the dark through
    cool = np.stack([1 - 0.11 * glassy, 1 - 0.09 * glassy, 1 - 0.08 * glassy], -1)
    tooth_shade = np.stack([body**0.94, body**1.08, body**1.12], -1)  # shadows between teeth are warm
    return np.asarray(tooth_shade * cool * np.ones_like(v)[..., None], np.float32)


def draw_teeth(tooth: F32, gum: F32, density: float, flat: float, seed: int) -> tuple[TeethRow, TeethRow]:
    """Upper and lower row for one person. tooth, gum (3,) RGB 0..255; density texels per k."""
    rng = np.random.default_rng(seed)
    upper = draw_row(UPPER.astype(np.float32), tooth, gum, density, flat, rng)
    lower = draw_row(LOWER.astype(np.float32), tooth * np.float32(0.93), gum, density, flat, rng)
    return upper, lower
