"""Where the picture stands on the 1280x720 canvas: scale and shift, and the resampling that puts it there."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from limner.engine.portrait import crown, enlarge
from limner.engine.portrait.matte import face_height
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Fit

FACE_MIN, FACE_MAX = 0.36, 0.50  # wished face height (forehead to chin) on the canvas, of its height
FACE_LEAST = 0.27  # a face may be this small where tall hair would not fit otherwise, or the source has too few pixels
SHARP_SCALE = 2.4  # canvas px per source px above which a smaller, sharper face is the better picture
EYES_AT = 0.40  # wished height of the eyes, of the canvas
HEADROOM = 0.04  # least free space above the hair, of the canvas
HEADROOM_MOST = 0.13  # and the most, where the picture has to be extended upwards for it
CHIN_AT = 0.94  # the chin stays above this, of the canvas
CUT_FACE = 0.03  # of the face's width: where less than this is left beside it, the picture's side cuts the face, not hair or an ear
FACE_ASIDE = 0.30  # a face nearer to the canvas side than this is moved in, and the side filled


@dataclass(frozen=True)
class Framing:
    """canvas = scale * source + (x, y), measured from the corners: pixel i covers i to i+1."""

    scale: float
    x: float
    y: float

    def points(self, landmarks: F32) -> F32:
        """(n, 3) source pixel indices → (n, 3) canvas pixel indices; z scales too."""
        centre = (self.scale - 1) / 2
        shift = np.array([self.x + centre, self.y + centre, 0], np.float32)
        return np.asarray(landmarks * np.float32(self.scale) + shift, np.float32)


@dataclass(frozen=True)
class Placed:
    """The part of the picture that lies on the canvas with its margins (720+2M, 1280+2M); the rest waits to be filled."""

    rgb: U8  # (h, w, 3) the resampled part
    top: int  # its first row and column on the canvas with margins
    left: int

    @property
    def rows(self) -> slice:
        return slice(self.top, self.top + self.rgb.shape[0])

    @property
    def columns(self) -> slice:
        return slice(self.left, self.left + self.rgb.shape[1])


def frame(height: int, width: int, landmarks: F32, prob: F32, fit: Fit = "auto") -> Framing:
    """Choose scale and shift for a picture (height, width) px with a face (478, 3) px and a person probability (any size).

    The bottom of the canvas is always covered by picture; with `auto`, sides and, a little, the top may be left to be filled. With
    `cover` nothing is, and what is too much of the picture is cut; with `contain` nothing of the picture is cut.
    """
    if fit == "contain":
        scale = min(WIDTH / width, HEIGHT / height)
        return Framing(scale, round((WIDTH - scale * width) / 2), round(HEIGHT - scale * height))
    chosen = _for_the_face(height, width, landmarks, prob)
    if fit == "auto":
        return chosen
    scale = max(chosen.scale, WIDTH / width, HEIGHT / height)
    eyes, middle = landmarks[[33, 133, 362, 263], 1].mean(), (landmarks[:468, 0].min() + landmarks[:468, 0].max()) / 2
    x, y = WIDTH / 2 - scale * float(middle), EYES_AT * HEIGHT - scale * float(eyes)
    y = min(y, CHIN_AT * HEIGHT - scale * float(landmarks[152, 1]))
    return Framing(scale, round(min(max(x, WIDTH - scale * width), 0)), round(min(max(y, HEIGHT - scale * height), 0)))


def _for_the_face(height: int, width: int, landmarks: F32, prob: F32) -> Framing:
    """A face as large as wished, with hair and shoulders about it."""
    fh = face_height(landmarks)
    hair, hair_cut = hair_top(height, width, landmarks, prob)
    chin = float(landmarks[152, 1])
    eyes = float(landmarks[[33, 133, 362, 263], 1].mean())
    cover = HEIGHT / height
    largest = FACE_MAX * HEIGHT / fh
    smallest = FACE_MIN * HEIGHT / fh
    if smallest > SHARP_SCALE:
        smallest = max(SHARP_SCALE, FACE_LEAST * HEIGHT / fh)
    scale = min(max(WIDTH / width, smallest), largest)
    fits_hair = HEIGHT * (CHIN_AT - 0.06 - HEADROOM) / max(chin - hair, 1)
    scale = max(min(scale, fits_hair), FACE_LEAST * HEIGHT / fh)
    if hair_cut:
        scale = max(scale, cover)
    else:  # a picture that does not cover the height stands on the bottom: not so small that the head sinks
        scale = max(scale, min(cover, (1 - HEADROOM_MOST) * HEIGHT / (height - hair)))
    y = EYES_AT * HEIGHT - scale * eyes
    if y > 0:
        y *= 0.35  # the picture ends above: extend it only part of the wished way
    y = max(y, HEADROOM * HEIGHT - scale * hair)
    y = min(y, CHIN_AT * HEIGHT - scale * chin)
    if hair_cut:
        y = min(y, 0.0)  # nothing could be put above hair that the picture cuts off
    if y + scale * height < HEIGHT:  # the bottom must be covered: zoom about the top of the picture if shifting down is not enough
        y = HEIGHT - scale * height
        if hair_cut and y > 0:
            scale, y = cover, 0.0
    cut = _cut_sides(height, hair, chin, prob)
    x = _across(width, scale, float(landmarks[:468, 0].min() + landmarks[:468, 0].max()) / 2, *cut, any(cuts_face(width, landmarks)))
    return Framing(scale, round(x), round(y))  # whole pixels: a picture that is only reduced is resampled once


def hair_top(height: int, width: int, landmarks: F32, prob: F32) -> tuple[float, bool]:
    """The highest row of the head in source px, and whether the picture's upper border cuts it.

    Where it cuts so little that the rest can be made up (crown.py), the row is negative and the head counts as whole.
    """
    fh = face_height(landmarks)
    sy, sx = prob.shape[0] / height, prob.shape[1] / width
    cx = float(landmarks[[10, 152], 0].mean())
    x0, x1 = int(max(0, (cx - 0.75 * fh) * sx)), int(min(prob.shape[1], (cx + 0.75 * fh) * sx + 1))
    forehead = int(np.clip(landmarks[10, 1] * sy, 1, prob.shape[0] - 1))
    strip = prob[: forehead + 1, x0:x1] > 0.5
    wide_enough = strip.sum(1) >= max(2, 0.12 * fh * sx)
    # From the forehead upwards, as long as the rows hold some head: another person's hand above does not count.
    empty = np.nonzero(~wide_enough[::-1])[0]
    top = forehead - (int(empty[0]) if len(empty) else forehead + 1) + 1
    top_px = min(top / sy, float(landmarks[10, 1]))
    if top > max(1, round(0.01 * prob.shape[0])):
        return top_px, False
    cut = crown.missing(prob[:, x0:x1], fh * sy)
    return (top_px, True) if cut is None else (-cut.height / sy, False)


def cuts_face(width: int, landmarks: F32) -> tuple[bool, bool]:
    """Whether the left and right borders of a picture `width` px wide cut the face itself."""
    low, high = float(landmarks[:468, 0].min()), float(landmarks[:468, 0].max())
    least = CUT_FACE * (high - low)
    return low < least, width - high < least


def _cut_sides(height: int, hair: float, chin: float, prob: F32) -> tuple[bool, bool]:
    """Whether the picture's left and right borders cut the head."""
    sy = prob.shape[0] / height
    head = prob[int(max(hair, 0) * sy) : int(chin * sy) + 1] > 0.5
    left, right = head[:, :2].mean() > 0.2, head[:, -2:].mean() > 0.2
    return bool(left), bool(right)


def _across(width: int, scale: float, face: float, cut_left: bool, cut_right: bool, cut_face: bool) -> float:
    wished = WIDTH / 2 - scale * face
    low = WIDTH - scale * width
    beside = scale * (face if cut_left else width - face)
    cut_left, cut_right = (cut and beside < 0.5 * WIDTH for cut in (cut_left, cut_right))  # further away it cuts somebody else
    if cut_left != cut_right and (cut_face or low < 0.25 * WIDTH):  # half a head can only stand at the side that cuts it
        return 0.0 if cut_left else low
    if low > 0:  # narrower than the canvas: between a centred face and a centred picture
        return (wished + low / 2) / 2
    x = min(max(wished, low), 0.0)
    at = scale * face + x
    return x + min(max(at, FACE_ASIDE * WIDTH), (1 - FACE_ASIDE) * WIDTH) - at


def place(rgb: U8, framing: Framing, *, mask: bool = False) -> Placed:
    """Resample the part of the picture (h, w, 3), or of a mask (h, w), that the canvas and its margins show."""
    s = framing.scale
    h, w = rgb.shape[:2]
    left, top = framing.x + MARGIN, framing.y + MARGIN
    first_x, last_x = max(0, int(np.ceil(left))), min(WIDTH + 2 * MARGIN, int(np.floor(left + s * w)))
    first_y, last_y = max(0, int(np.ceil(top))), min(HEIGHT + 2 * MARGIN, int(np.floor(top + s * h)))
    size = (last_x - first_x, last_y - first_y)
    if s < 1:  # average; the shift is whole pixels, so that nothing more is resampled
        small = cv2.resize(rgb, (max(1, round(w * s)), max(1, round(h * s))), interpolation=cv2.INTER_AREA)
        x0, y0 = 0, 0
    else:  # only what shows, and a few px for the filters
        x0, y0 = (max(0, int((first - shift) / s) - 8) for first, shift in ((first_x, left), (first_y, top)))
        x1, y1 = (int((last - shift) / s) + 9 for last, shift in ((last_x, left), (last_y, top)))
        small = rgb[y0:y1, x0:x1] if mask else enlarge.smooth(np.ascontiguousarray(rgb[y0:y1, x0:x1]), s)
    kx, ky = (s * w / small.shape[1], s * h / small.shape[0]) if s < 1 else (s, s)
    # Pixel centres: source u covers u..u+1, so canvas = k * (u + .5) + shift - .5.
    shift_x, shift_y = left - first_x + kx * (x0 + 0.5) - 0.5, top - first_y + ky * (y0 + 0.5) - 0.5
    to_canvas = np.array([[kx, 0, shift_x], [0, ky, shift_y]], np.float64)
    how = cv2.INTER_LINEAR if mask else cv2.INTER_CUBIC
    part = np.asarray(cv2.warpAffine(small, to_canvas, size, flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    return Placed(part if mask else enlarge.sharpen(part, s), first_y, first_x)
