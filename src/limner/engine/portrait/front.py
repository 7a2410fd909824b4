"""What stands before the face, a microphone, a hand or an inset → the face without it, and the thing, which stays whole and where it is.

Microphones are found by microphone.py; hands by networks (hands.py), and cut out by what the picture shows (hand_mask.py); what hands hold
by held.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from limner.engine.portrait import topology as topo
from limner.engine.portrait.hand_mask import hand_mask
from limner.engine.portrait.hands import find_hands
from limner.engine.portrait.held import find_held
from limner.engine.portrait.microphone import find_microphone
from limner.engine.portrait.planes import to_planes
from limner.engine.portrait.plate import grown, push_pull
from limner.engine.portrait.seen import behind_hands, notes
from limner.engine.types import F32, MARGIN, U8, Portrait

RIM = 0.012, 0.020  # face heights around it that go with it, and beyond these that are filled in
HANDS_RIM = 0.006, 0.010  # the same of hands, whose outline is known better, and beside which lips are
HEAD = 0.15  # face heights about the face: a hand farther away is left to the body
TOUCH = 0.004  # squared face heights of it that lie there, at least
ENDS = (0.55, 0.75)  # face heights below the chin, over which it becomes part of the body again


@dataclass(frozen=True)
class Front:
    """A still layer over the person, planes as in a Frame."""

    x0: int  # even, canvas px
    y0: int
    luma: U8  # (h, w), even sides
    blue: U8  # (h/2, w/2)
    red: U8
    alpha: F32  # (h, w) 0..1


def lift(portrait: Portrait) -> tuple[Portrait, Front | None]:
    """→ the portrait with skin where things were, and the things; the same portrait and None where there are none."""
    thing, hands = find_microphone(portrait.image, portrait.landmarks), _hands(portrait)
    if hands is not None:
        portrait = _knowing_hands(portrait, hands)
    laid = _laid_over(portrait)
    if thing is None and hands is None and not laid.any():
        return portrait, None
    lm = portrait.landmarks
    fh = float(np.linalg.norm(lm[10, :2] - lm[152, :2]))
    over, gone = np.zeros((2, *portrait.image.shape[:2]), np.uint8)
    for mask, (rim, shade) in ((thing, RIM), (hands, HANDS_RIM)):
        if mask is not None:
            own = grown((mask > 0.5).astype(np.uint8), rim * fh)
            over |= own
            gone |= grown(own, shade * fh)
    over |= laid
    gone |= grown(laid, 2)
    reach = int(0.15 * fh)
    ys, xs = np.nonzero(over)
    y0, y1, x0, x1 = max(ys.min() - reach, 0), ys.max() + reach, max(xs.min() - reach, 0), xs.max() + reach
    over, gone, laid = over[y0:y1, x0:x1], gone[y0:y1, x0:x1], laid[y0:y1, x0:x1]
    part = np.ascontiguousarray(portrait.image[y0:y1, x0:x1])
    down = (lm[152, :2] - lm[10, :2]) / fh
    yy, xx = np.mgrid[y0 : y0 + part.shape[0], x0 : x0 + part.shape[1]] - MARGIN
    below = (yy - lm[152, 1]) * down[1] + (xx - lm[152, 0]) * down[0]
    ends = np.clip((ENDS[1] - below / fh) / (ENDS[1] - ENDS[0]), 0, 1).astype(np.float32)
    ends = np.maximum(ends, gone * grown(laid, 2))
    person = np.minimum(2 * portrait.alpha[y0:y1, x0:x1].astype(np.float32) / 255, 1)  # beside the person the background has it
    alpha = np.zeros(portrait.image.shape[:2], np.float32)
    alpha[y0:y1, x0:x1] = np.maximum(_soft(over, fh) * ends * person, cv2.GaussianBlur(laid.astype(np.float32), (0, 0), 0.7))

    known = 1 - gone.astype(np.float32)
    both, told = _with_mirrored_lips(part, known, lm[:, :2] + MARGIN - (x0, y0))
    filled = push_pull(both, told * person + 1e-4 * told)
    where = _soft(gone, fh) * ends
    image = portrait.image.copy()
    image[y0:y1, x0:x1] = (part + (filled - part) * where[..., None]).round().clip(0, 255)
    changed = replace(portrait, image=image)
    if hands is not None:
        box = slice(y0, y1), slice(x0, x1)
        changed = replace(changed, alpha=_without(portrait.alpha, box, known, where), matte=_without(portrait.matte, box, known, where))

    seen = alpha[MARGIN:-MARGIN, MARGIN:-MARGIN]
    ys, xs = np.nonzero(seen > 0.01)
    if not len(ys):
        return portrait, None
    left, top, right, bottom = (int(v) // 2 * 2 for v in (xs.min(), ys.min(), xs.max() + 2, ys.max() + 2))
    box = slice(MARGIN + top, MARGIN + bottom), slice(MARGIN + left, MARGIN + right)
    luma, blue, red = to_planes(portrait.image[box])
    return changed, Front(left, top, luma, blue, red, np.ascontiguousarray(alpha[box]))


def _laid_over(portrait: Portrait) -> U8:
    """1 where something is laid over the picture (720+2M, 1280+2M) and the person."""
    out = np.zeros(portrait.image.shape[:2], np.uint8)
    for box in portrait.insets:
        x0, y0, x1, y1 = (max(at + MARGIN, 0) for at in box)
        if (portrait.alpha[y0:y1, x0:x1] > 20).any():
            out[y0:y1, x0:x1] = 1
    return out


def _hands(portrait: Portrait) -> F32 | None:
    """How much of each pixel (720+2M, 1280+2M) is a hand that lies on the head or beside it, or what it holds; None where there is none."""
    face = portrait.landmarks + np.array([MARGIN, MARGIN, 0], np.float32)
    fh = float(np.linalg.norm(face[10, :2] - face[152, :2]))
    head = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillPoly(head, [np.round(face[topo.OVAL, :2]).astype(np.int32)], (1,))
    near = grown(head, HEAD * fh)
    masks = [hand_mask(portrait.image, hand) for hand in find_hands(portrait.image, face)]
    masks = [mask for mask in masks if ((mask > 0.5) & (near > 0)).sum() > TOUCH * fh * fh]
    if not masks:
        return None
    hands = np.maximum.reduce(masks)
    held = find_held(portrait.image, portrait.landmarks, hands)
    return hands if held is None else np.maximum(hands, held)


def _knowing_hands(portrait: Portrait, mask: F32) -> Portrait:
    """What hands hide is not seen, and the person is told so."""
    x, y = (portrait.landmarks[:, :2] + MARGIN).round().astype(int).T
    covered = mask[y.clip(0, mask.shape[0] - 1), x.clip(0, mask.shape[1] - 1)] > 0.5
    seen = behind_hands(portrait.seen, covered)
    return replace(portrait, seen=seen, notes=tuple(dict.fromkeys(portrait.notes + notes(seen))))


def _with_mirrored_lips(picture: U8, known: F32, points: F32) -> tuple[U8, F32]:
    """Picture (h, w, 3), where it is known (h, w) 0 or 1, landmarks px → both, with lips known that are hidden on one side only."""
    lips = [*topo.OUTER_UPPER, *topo.OUTER_LOWER]
    other_side = [*topo.OUTER_UPPER[::-1], *topo.OUTER_LOWER[::-1]]
    area = np.zeros(known.shape, np.uint8)
    cv2.fillPoly(area, [np.round(points[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]]]).astype(np.int32)], (1,))
    hidden = (area > 0) & (known == 0)
    if not hidden.any() or hidden.sum() == area.sum():
        return picture, known
    size = known.shape[1], known.shape[0]
    here = np.column_stack([points[lips], np.ones(len(lips))])
    turned = np.linalg.lstsq(here, points[other_side], rcond=None)[0].T  # where the same place of the other side is
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    there = cv2.warpAffine(picture, turned, size, flags=flags)
    take = hidden & (cv2.warpAffine(known, turned, size, flags=flags) > 0.99)
    out, told = picture.copy(), known.copy()
    out[take] = there[take]
    told[take] = 1
    return out, told


def _without(opacity: U8, box: tuple[slice, slice], known: F32, where: F32) -> U8:
    """An outline (h, w) with a hand → the outline behind it, led on from both sides of it."""
    part = opacity[box]
    behind = push_pull(part[..., None].repeat(3, 2), known)[..., 0]
    behind = np.minimum(np.clip((behind - 127.5) * 4 + 127.5, 0, 255), part)
    out = opacity.copy()
    out[box] = (part + (behind - part) * where).round().clip(0, 255)
    return out


def _soft(mask: U8, fh: float) -> F32:
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), max(0.7, 0.005 * fh)), np.float32)
