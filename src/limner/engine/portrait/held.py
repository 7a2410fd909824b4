"""Picture, face and hands → what a hand holds before the face: a cup, a phone, a card, a pen.

It touches the hand, has not the colours of skin or of skin in the shade, a sharp outline without dents (what the hand hides of it left
aside), and nothing like it lies on the other half of the face, as of a beard, hair or glasses. What is not found goes with the face. Of
59 things drawn under the fingers of 63 hands, 23 are found, mostly cups, phones and cards; without them, one burnt-out fingertip, which
is the hand's.
"""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.lower_face import ALIKE, FACE_PX, LowerFace, lower_face, polygon
from limner.engine.types import F32, U8

LEAST, MOST = 0.004, 0.45  # of the face's area that it may cover, what the hand hides left aside
SEAM = 5  # px of the patch about the hand that may be its own blurred edge
TOUCH = 0.06  # face heights of it along the hand, at least
FULL = 0.80  # of the outline drawn round it without dents: how much it fills
ON_FACE = 0.35  # of it lies on the face, at least
SHARP = 12.0  # grey levels a px of the patch that its outline steps, over the median
TWIN = 0.35  # of it may have its like on the other half of the face
LIPS = 0.3  # of those that show, which it hides where it lies in the middle
SHADE = 1.35, 0.3  # skin in the shade: its channels are dimmed alike, within this, and to no less than that
RANGE = 0.6  # face heights about the hand in which it ends
_BROWS = [105, 334]
_EYES = [[*topo.RIGHT_BROW_SIDE, *topo.RIGHT_BELOW[::-1]], [*topo.LEFT_BROW_SIDE, *topo.LEFT_BELOW[::-1]]]


def find_held(image: U8, landmarks: F32, hands: F32) -> F32 | None:
    """Picture with margin, landmarks (478, 3) canvas px, how much of each pixel is a hand → the same of what it holds, or None."""
    face = lower_face(image, landmarks)
    if face is None:
        return None
    mask = _things(face, face.from_picture(hands))
    return face.to_picture(mask, image.shape) if mask.any() else None


def _things(face: LowerFace, hand: U8) -> U8:
    """Where hands are in the patch → where what they hold is."""
    out = np.zeros_like(hand)
    near = np.asarray(cv2.dilate(hand, _disc(SEAM)), np.uint8)
    reach = (cv2.distanceTransform(1 - hand, cv2.DIST_L2, 5) < RANGE * FACE_PX).astype(np.uint8)
    free = np.asarray((1 - near) * reach, np.uint8)
    seeds = face.other * face.inside * (1 - face.lips) * free
    for eye in _EYES:
        seeds = seeds * (1 - polygon(np.asarray(cv2.convexHull(face.points[eye]), np.float32)[:, 0]))
    apart = seeds * (face.edge < SHARP)  # what hangs together with it otherwise, a shadow or hair, ends at its edge
    for starts, tolerance in ((seeds, 1.0), (apart, 0.5), (apart, 0.2)):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(np.asarray(starts * (1 - out), np.uint8))
        for number in np.argsort(-stats[:, cv2.CC_STAT_AREA]):
            if number == 0 or not LEAST < stats[number, cv2.CC_STAT_AREA] / max(int(face.oval.sum()), 1) < MOST:
                continue
            seed = (labels == number).astype(np.uint8)
            whole = face.alike(seed, np.asarray((face.other | face.lips) * free, np.uint8), tolerance)
            if (whole * seed).sum() > 0.6 * seed.sum() and _is_held(face, whole, near):
                out |= _filled(whole, near)
    return np.asarray(out * (1 - hand), np.uint8)


def _is_held(face: LowerFace, whole: U8, near: U8) -> bool:
    """Whether what hangs together is such a thing; `near` is the hand with its rim."""
    along = np.asarray(cv2.dilate(whole, _disc(2)), np.uint8) * near
    if along.sum() < 2 * TOUCH * FACE_PX or whole[: max(int(face.points[_BROWS, 1].min()), 1)].any():
        return False  # hair
    if (whole * face.oval).sum() < ON_FACE * whole.sum() or (whole * face.lips).sum() > 0.5 * whole.sum():
        return False  # hair or clothes; lips
    share = (np.median(face.rgb[whole > 0], 0) + 8) / (_skin_rgb(face) + 8)
    if share.max() / share.min() < SHADE[0] and SHADE[1] < share.mean() < 1:
        return False
    if whole.sum() < FULL * (_hull(whole) * (1 - near)).sum():
        return False
    rim = whole * face.inside * np.asarray(cv2.dilate(1 - whole, _disc(1)), np.uint8)
    rim = rim * (1 - np.asarray(cv2.dilate(near, _disc(2)), np.uint8))  # its own, not the hand's
    steps = face.step[rim > 0]
    return len(steps) > 0 and float(np.median(steps)) > SHARP and not _has_twin(face, whole * face.inside, near)


def _has_twin(face: LowerFace, part: U8, near: U8) -> bool:
    """Whether its like lies on the other half of the face, or, in the middle, leaves the lips free as a beard does."""
    middle = face.points[[10, 168, 4, 152]]
    slope, start = np.polyfit(middle[:, 1], middle[:, 0], 1)
    ys, xs = np.nonzero(part)
    across = np.round(2 * (slope * ys + start) - xs).astype(int).clip(0, part.shape[1] - 1)
    itself = part[ys, across] > 0
    if itself.mean() > 0.5:
        lips = face.lips * (1 - near)
        return bool((part * lips).sum() < LIPS * lips.sum())
    apart = (((face.lab[ys, across] - face.lab[ys, xs]) / (1.5 * ALIKE)) ** 2).sum(1)
    return bool(((apart < 1) & (face.other[ys, across] > 0) & ~itself).mean() > TWIN)


def _skin_rgb(face: LowerFace) -> F32:
    lab = face.skin.round().clip(0, 255).astype(np.uint8)[None, None]
    rgb = np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.float32)
    return np.asarray(rgb[0, 0], np.float32)


def _filled(whole: U8, near: U8) -> U8:
    """With what is printed on it, and up to the hand."""
    closed = np.asarray(cv2.morphologyEx(whole, cv2.MORPH_CLOSE, _disc(4)), np.uint8)
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    cv2.drawContours(closed, contours, -1, (1,), -1)
    return np.asarray(closed | (_hull(whole) & near), np.uint8)


def _hull(part: U8) -> U8:
    out = np.zeros_like(part)
    points = cv2.findNonZero(part)
    if points is not None:
        cv2.fillConvexPoly(out, cv2.convexHull(points), (1,))
    return out


def _disc(radius: int) -> U8:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)
