"""What is worn before the face, a headset's boom → the face without it, and the thing, which goes with the head but not with the skin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from limner.engine.portrait.boom import find_boom
from limner.engine.portrait.planes import to_planes
from limner.engine.portrait.plate import grown, push_pull
from limner.engine.portrait.shapes import smoothstep
from limner.engine.portrait.topology import OVAL
from limner.engine.types import F32, MARGIN, U8, Portrait

RIM, SHADE = 0.008, 0.012  # face heights around it that go with it, and beyond these that are filled in
JOINS = (-0.01, 0.03)  # face heights outside the face's outline, over which it becomes part of what is there again
SOFT = 0.004  # face heights


@dataclass(frozen=True)
class Worn:
    """A layer over the face, planes as in a Frame."""

    x0: int  # even, canvas px
    y0: int
    luma: U8  # (h, w), even sides
    blue: U8  # (h/2, w/2)
    red: U8
    alpha: U8  # (h, w)


def take_off(portrait: Portrait) -> tuple[Portrait, Worn | None]:
    """→ the portrait with skin where the thing was, and the thing; the same portrait and None where there is none."""
    mask = find_boom(portrait.image, portrait.landmarks)
    if mask is None:
        return portrait, None
    lm = portrait.landmarks
    fh = float(np.linalg.norm(lm[10, :2] - lm[152, :2]))
    own = grown((mask > 0.5).astype(np.uint8), RIM * fh)
    gone = grown(own, SHADE * fh)
    reach = round(0.15 * fh)
    ys, xs = np.nonzero(gone)
    top, left = (max(int(at.min()) - reach, MARGIN) // 2 * 2 for at in (ys, xs))
    bottom, right = (min(int(at.max()) + reach, size - MARGIN) // 2 * 2 for at, size in zip((ys, xs), mask.shape, strict=True))
    if bottom <= top or right <= left:
        return portrait, None
    box = slice(top, bottom), slice(left, right)
    part = np.ascontiguousarray(portrait.image[box])
    face = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(face, [np.round(lm[OVAL, :2] + MARGIN).astype(np.int32)], (1,))
    outside = (cv2.distanceTransform(1 - face, cv2.DIST_L2, 5) - cv2.distanceTransform(face, cv2.DIST_L2, 5))[box] / fh
    here = 1 - smoothstep(*JOINS, outside.astype(np.float32))

    def soft(one: U8) -> F32:
        return np.asarray(cv2.GaussianBlur(one[box].astype(np.float32), (0, 0), max(0.7, SOFT * fh)), np.float32) * here

    known = np.asarray((1 - gone[box]) * (0.02 + portrait.matte[box] / 255), np.float32)
    filled = push_pull(part, known)
    image = portrait.image.copy()
    image[box] = (part + soft(gone)[..., None] * (filled - part)).round().clip(0, 255)
    luma, blue, red = to_planes(part)
    alpha = (255 * soft(own)).round().astype(np.uint8)
    layer = Worn(left - MARGIN, top - MARGIN, luma, blue, red, alpha)
    return replace(portrait, image=image), layer
