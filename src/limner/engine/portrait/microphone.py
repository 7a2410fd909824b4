"""Picture and face → the microphone, or what is like one, that stands before the lower face.

It is one thing that is not skin, comes up from below the jaw as a stem, has a sharp outline and does not hang together with the hair.
Beards, collars, scarves, hair and shadows are none of that: what is not found goes with the face. On 40 portraits without such a thing, and
137 changed ones (other styles, crops, masks, hair and drawn beards before the face), none was found, but one hand; of 22 microphones drawn
on, 19.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.lower_face import FACE_PX, LowerFace, lower_face, polygon
from limner.engine.types import F32, U8

LEAST, MOST = 0.012, 0.30  # of the face's area that such a thing may cover
STEM_AT = (0.14, 0.30)  # face heights below the chin
STEM_WIDTH = (0.02, 0.42)  # face heights
BALL = 0.38  # face heights: on the face, what is told by close colours only is no wider
BESIDE = 0.06  # face heights beside the corners of the mouth, and half of those below them, where a beard lies
SHARP = 16.0  # grey levels a px of the patch that its outline steps, over the median


def find_microphone(image: U8, landmarks: F32) -> F32 | None:
    """Picture with margin, landmarks (478, 3) canvas px → how much of each pixel is such a thing, 0..1, or None."""
    face = lower_face(image, landmarks)
    mask = None if face is None else _thing(face)
    return None if face is None or mask is None else face.to_picture(mask, image.shape)


def _thing(face: LowerFace) -> U8 | None:
    """→ 1 where the thing is in the patch (h, w), or None."""
    nose, chin, eyes = float(face.points[4, 1]), float(face.points[152, 1]), float(face.points[[33, 263], 1].mean())
    seed = np.asarray(face.other * face.inside * (1 - face.lips), np.uint8)
    seed[: int(nose) + 8] = 0
    rows = (np.array(STEM_AT) * FACE_PX + chin).astype(int)
    # A shadow of the jaw may join a dark thing: then what is left without thin bands is tried, and closer colours.
    for seeds, tolerance in ((seed, 1.0), (_without_bands(seed), 0.5), (_without_bands(seed), 0.2)):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(seeds)
        share = stats[:, cv2.CC_STAT_AREA] / max(int(face.oval.sum()), 1)
        share[0] = 0  # what is none
        for number in np.argsort(-share):
            if not LEAST < share[number] < MOST:
                continue
            whole = _all_of_it((labels == number).astype(np.uint8), face, int(rows[-1]), tolerance)
            if whole is None:
                continue
            ys, xs = np.nonzero(whole)
            if ys.min() < eyes + 0.35 * (nose - eyes):
                continue  # hair, or a shadow of half the face
            if tolerance < 1 and (whole * face.oval).sum(1).max() > BALL * FACE_PX:
                continue  # a beard
            if _round_the_mouth(whole, face.points):
                return None  # and closer colours would find a part of it
            widths = [int(whole[row].sum()) for row in rows]
            if not all(STEM_WIDTH[0] < width / FACE_PX < STEM_WIDTH[1] for width in widths):
                continue
            rim = whole - cv2.erode(whole, np.ones((3, 3), np.uint8))
            steps = face.step[(rim > 0) & (face.inside > 0)]
            if len(steps) and float(np.median(steps)) > SHARP:
                return whole
    return None


def _round_the_mouth(whole: U8, points: F32) -> bool:
    """Beside both corners of the mouth, the lips left free, lies a beard that hangs together with a pale collar, no microphone."""
    right, left = points[61], points[291]
    lips = polygon(points[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]]])
    if (whole * lips).sum() > 0.5 * lips.sum():
        return False
    reach, below = round(BESIDE * FACE_PX), round(2 * BESIDE * FACE_PX)
    rows = [slice(max(int(y), 0), int(y) + below) for y in (right[1], left[1])]
    beside = (slice(max(int(right[0]) - reach, 0), int(right[0]) + 1), slice(max(int(left[0]), 0), int(left[0]) + reach))
    return all(whole[row, column].any(1).mean() > 0.5 for row, column in zip(rows, beside, strict=True))


def _without_bands(mask: U8) -> U8:
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (13, 13))), np.uint8)


def _all_of_it(seed: U8, face: LowerFace, down_to: int, tolerance: float) -> U8 | None:
    """The part of a thing that lies on the face → all that hangs together with it and has its colours; None where that is not it.

    Where it ends above row `down_to`, what goes on below it in one other colour, as a handle does, belongs to it.
    """
    allowed = face.other | face.lips
    whole = face.alike(seed, allowed, tolerance)
    if (whole * seed).sum() < 0.6 * seed.sum():
        return None
    bottom = int(np.flatnonzero(whole.any(1))[-1])
    columns = np.flatnonzero(whole[max(bottom - 12, 0) : bottom + 1].any(0))
    below = np.zeros_like(seed)
    below[bottom + 1 : bottom + 9, columns[0] : columns[-1] + 1] = 1
    below *= allowed
    if bottom < down_to and below.sum() > 20:
        whole |= face.alike(below, allowed, tolerance)
    return np.asarray(cv2.morphologyEx(whole, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))), np.uint8)
