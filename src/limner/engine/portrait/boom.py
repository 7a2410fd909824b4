"""Picture and face → the boom of a headset that crosses a cheek towards the mouth, with the microphone at its end.

It is a thin thing of a sharp outline, much darker, lighter or of another colour than the skin on both its sides, that comes in from the
face's side below the eyes and ends in front of the cheek near a corner of the mouth. Of 324 drawn on nine portraits (thin and thick; black,
grey and white; ending beside, below and before the lips) 154 are found, of the black and white ones three fifths; a grey one on grey skin,
or a dark one before hair, goes with the cheek. In some 230 pictures without any, a drawn beard is taken for one.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait.lower_face import FACE_PX, LowerFace, lower_face
from limner.engine.types import F32, U8

AROUND = 0.11  # face heights: half of the window whose median is the skin without a boom
UNLIKE, EDGE = 38.0, 18.0  # Lab units from that, the middle of a boom, and where it may end
COLOUR = 1.5  # how much more than lightness colour counts
OWN = 0.5  # of the way from the skin to the boom's colour: from here on it is the boom
SEED = 0.02  # face heights inside the face's outline where its colour is looked for
BELOW_EYES = 0.10  # face heights: above are frames of glasses
BESIDE = 0.03  # face heights outside the face in which it is followed
DEEP = (0.07, 0.24)  # face heights inside the face's outline at which it ends
RIM, ON_RIM = 0.045, 0.85  # face heights from the outline, within which so much of it at most lies
TO_MOUTH = 0.12  # face heights from a corner of the mouth that it ends at most
LONG, THIN = (0.22, 0.65), 0.055  # face heights: its extent, and its area over that at most
TIP = 0.04  # face heights of it that may lie before the lips
SHARP = 20.0  # grey levels a px of the patch that its outline steps, over the median
CORNERS = 61, 291
_ROUND = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * round(TIP * FACE_PX) + 1,) * 2)


def find_boom(image: U8, landmarks: F32) -> F32 | None:
    """Picture with margin, landmarks (478, 3) canvas px → how much of each pixel is such a thing, 0..1, or None."""
    face = lower_face(image, landmarks)
    mask = None if face is None else _boom(face)
    return None if face is None or mask is None else face.to_picture(mask, image.shape)


def _boom(face: LowerFace) -> U8 | None:
    """→ 1 where it is in the patch (h, w), or None."""
    x, y, w, h = cv2.boundingRect(face.oval)
    reach, top = round(AROUND * FACE_PX), int(face.points[[33, 263], 1].mean() + BELOW_EYES * FACE_PX)
    rows, columns = slice(max(top - reach, 0), y + h + reach), slice(max(x - reach, 0), x + w + reach)
    box = rows, columns
    soft = cv2.GaussianBlur(np.ascontiguousarray(face.rgb[box]), (0, 0), 0.7)
    skin = cv2.medianBlur(soft, 2 * reach + 1)
    lab, skin_lab = (cv2.cvtColor(one, cv2.COLOR_RGB2LAB).astype(np.float32) for one in (soft, skin))
    differs = np.asarray(np.linalg.norm((lab - skin_lab) * (1, COLOUR, COLOUR), axis=2), np.float32)
    inside = np.asarray(cv2.distanceTransform(face.oval, cv2.DIST_L2, 5), np.float32)[box]
    outside = np.asarray(cv2.distanceTransform(1 - face.oval, cv2.DIST_L2, 5), np.float32)[box]
    near = outside < BESIDE * FACE_PX
    near[: max(top - rows.start, 0)] = False
    where = near & (face.lips[box] == 0)
    corners = face.points[list(CORNERS)] - (columns.start, rows.start)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(((differs > EDGE) & where).astype(np.uint8), connectivity=8)
    found = np.zeros_like(face.oval)
    for number in np.unique(labels[(differs > UNLIKE) & where]):
        if np.hypot(*stats[number, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]) < LONG[0] * FACE_PX:
            continue
        part = (labels == number) & (inside > SEED * FACE_PX)
        for side in (lab[..., 0] < skin_lab[..., 0], lab[..., 0] >= skin_lab[..., 0]):
            mine = _grown(part & side, differs, lab, skin_lab, where)
            if mine is not None and _is_boom(mine, differs, face.step[box], inside, corners):
                own = _of_colour(lab, skin_lab, np.median(lab[mine], 0)) & near
                found[box][mine | (own & (cv2.dilate(mine.astype(np.uint8), _ROUND) > 0))] = 1
    return found if found.any() else None


def _grown(seed: NDArray[np.bool_], differs: F32, lab: F32, skin: F32, where: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """What hangs together with the most unlike part of a seed and has its colour."""
    if seed.sum() < 12:
        return None
    strongest = seed & (differs >= np.quantile(differs[seed], 0.75))
    own = _of_colour(lab, skin, np.median(lab[strongest], 0)) & where
    _, labels = cv2.connectedComponents(own.astype(np.uint8), connectivity=8)
    counts = np.bincount(labels[strongest], minlength=2)
    counts[0] = 0
    return labels == int(counts.argmax()) if counts.any() else None


def _of_colour(lab: F32, skin: F32, colour: F32) -> NDArray[np.bool_]:
    way = colour - skin
    length = (way * way).sum(-1)
    return np.asarray((((lab - skin) * way).sum(-1) > OWN * length) & (length > (0.7 * UNLIKE) ** 2), np.bool_)


def _is_boom(part: NDArray[np.bool_], differs: F32, step: F32, inside: F32, corners: F32) -> bool:
    ys, xs = np.nonzero(part)
    extent = float(np.hypot(np.ptp(xs), np.ptp(ys))) / FACE_PX
    if not LONG[0] < extent < LONG[1] or len(xs) / FACE_PX**2 > THIN * extent:
        return False
    deep = inside[part] / FACE_PX
    if deep.min() > SEED or not DEEP[0] < deep.max() < DEEP[1] or (deep < RIM).mean() > ON_RIM:
        return False
    near = min(float(np.hypot(xs - x, ys - y).min()) for x, y in corners) / FACE_PX
    rim = part & (cv2.erode(part.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0) & (inside > 3)
    return near < TO_MOUTH and bool(rim.any() and np.median(differs[part]) > UNLIKE and np.median(step[rim]) > SHARP)
