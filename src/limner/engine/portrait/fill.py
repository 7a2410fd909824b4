"""A picture placed on the canvas → the canvas filled to its margins, with no seam.

Beside the picture the room goes on: its background mirrored, ever more out of focus. A person whom the picture's side cuts goes on
too: the shoulder's line is carried down to the bottom and covered with its own mirrored cloth.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import crown
from limner.engine.portrait.framing import Placed
from limner.engine.portrait.plate import push_pull
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH

# Outside the picture its mirror image goes out of focus: (from px, over px, Gaussian px). It begins a little inside, else the sharp
# part shows as a patch with a symmetry axis on each side.
DEFOCUS = ((-56, 56, 3.0), (-16, 46, 9.0), (20, 90, 28.0))
FADE_PX = 26  # what cannot be carried on fades over this
MIRROR_PX = 40  # what goes on in a margin repeats the picture's last so many rows or columns
SHORT_PX = 40  # of a shoulder narrower than this the last columns are drawn out: mirrored again and again they would be stripes
PAPER, PAPER_SHARE, PAPER_TONES = 200, 0.5, 12  # a sheet of paper: this light, this much of the picture, within so many levels
SHOULDER_PX = (120, 420)  # a carried-on shoulder reaches the bottom within this distance from the picture


def background(placed: Placed, plate: U8) -> U8:
    """`plate` (h, w, 3), the placed picture without its person → (720+2M, 1280+2M, 3), mirrored outside and progressively blurred."""
    full = _reflect(plate, placed)
    outside = _distance_outside(placed)
    if outside.max() <= 0:
        return full
    out = full.astype(np.float32)
    there = _reflect(_paper(plate), placed)
    for start, length, sigma in DEFOCUS:
        # Wide blurs at a quarter of the size: a sixteenth of the cost, the same look.
        shrink = 4 if sigma > 8 else 1
        small = cv2.resize(there, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA).astype(np.float32)
        blurred = cv2.resize(cv2.GaussianBlur(small, (0, 0), sigma / shrink), (full.shape[1], full.shape[0]))
        out += _smooth((outside - start) / length)[..., None] * (blurred - out)
    return out.round().clip(0, 255).astype(np.uint8)


def _paper(plate: U8) -> U8:
    """A drawing's paper without its lines, which out of focus would be grey blotches beside it; another picture as it is."""
    luma = cv2.cvtColor(plate, cv2.COLOR_RGB2GRAY)
    shares = np.bincount(luma.ravel(), minlength=256) / luma.size
    near = np.convolve(shares, np.ones(2 * PAPER_TONES + 1), "same")
    tone = int(near.argmax())
    darker = float(shares[: tone - PAPER_TONES].sum())
    if tone < PAPER or near[tone] < PAPER_SHARE or 1 - near[tone] > 1.2 * darker:
        return plate
    lines = cv2.dilate((luma < tone - PAPER_TONES).astype(np.uint8), np.ones((5, 5), np.uint8))
    return push_pull(plate, 1 - lines.astype(np.float32)).round().clip(0, 255).astype(np.uint8)


def person(placed: Placed, matte: F32, full: U8, landmarks: F32, fh: float) -> tuple[U8, F32]:
    """Carry the person on over the picture's borders.

    `matte` (h, w) of the placed picture, `full` the filled background, `landmarks` (478, 3) canvas px
    → image (720+2M, 1280+2M, 3) and its matte, same size.
    """
    image = full.copy()
    near = cv2.GaussianBlur(cv2.dilate(matte, np.ones((25, 25), np.uint8)), (0, 0), 5)
    own = np.maximum(near, _smooth(-_distance_outside(placed)[placed.rows, placed.columns] / -DEFOCUS[0][0]))[..., None]
    inside = image[placed.rows, placed.columns].astype(np.float32)
    inside += own * (placed.rgb - inside)
    image[placed.rows, placed.columns] = inside.round().clip(0, 255).astype(np.uint8)
    mask = np.zeros(full.shape[:2], np.float32)
    mask[placed.rows, placed.columns] = matte
    if placed.rows.stop < len(image):
        _carry_down(image, mask, placed, matte)
    if placed.top > 0:
        _carry_up(image, mask, placed, matte, fh)
    for edge, step, fill_px in ((placed.left, -1, placed.left), (placed.columns.stop - 1, +1, full.shape[1] - placed.columns.stop)):
        if fill_px > MARGIN:
            _carry_on(image, mask, edge, step, landmarks + MARGIN, fh)
        elif fill_px > 0:
            _mirror_margin(image, mask, edge, step, fill_px)
    return image, mask


def _mirror_margin(image: U8, mask: F32, edge: int, step: int, fill_px: int) -> None:
    """Where the picture's side is the canvas's side, the margin beyond only needs something like its neighbour, in place."""
    d = np.arange(1, fill_px + 1)
    cover = mask[:, [edge]]
    part = image[:, edge + step * d].astype(np.float32)
    part += cover[..., None] * (image[:, edge - step * _triangle(d, MIRROR_PX)] - part)
    image[:, edge + step * d] = part.round().clip(0, 255).astype(np.uint8)
    mask[:, edge + step * d] = cover


def _carry_down(image: U8, mask: F32, placed: Placed, matte: F32) -> None:
    """Continue the body below the picture, in place: only its first rows are ever seen, when the shoulders rise."""
    rows = slice(placed.rows.stop, image.shape[0])
    count = rows.stop - rows.start
    source = len(matte) - 1 - _triangle(np.arange(1, count + 1), min(MIRROR_PX, len(matte) - 1))
    _lay(image, mask, (rows, placed.columns), placed.rgb[source], np.broadcast_to(matte[-1], (count, matte.shape[1])))


def _carry_up(image: U8, mask: F32, placed: Placed, matte: F32, fh: float) -> None:
    """Continue hair that the picture's top cuts, in place."""
    cut = crown.missing(matte, fh, np.inf)
    if cut is not None and placed.top > MARGIN + 4:  # seen in full, so it has to end somewhere
        cut = replace(cut, height=min(cut.height, 1.3 * crown.MOST * fh))
    if cut is not None and cut.height <= 1.3 * crown.MOST * fh:
        colours, cover = crown.paint(placed.rgb, cut, placed.top, fh)
    else:  # more is missing than can be made up: the canvas ends here too, and only the margin is filled
        above = np.arange(1, placed.top + 1)
        colours = placed.rgb[_triangle(above, min(MIRROR_PX, len(matte) - 1))].astype(np.float32)
        core = cv2.blur(np.ascontiguousarray(matte[0][None]), (2 * MIRROR_PX + 1, 1))
        cover = np.asarray(matte[0][None] * _smooth((core - 0.35 - 0.5 * above[:, None] / MARGIN) * 3), np.float32)
    _lay(image, mask, (slice(0, placed.top), placed.columns), colours[::-1], cover[::-1])


def _lay(image: U8, mask: F32, at: tuple[slice, slice], colours: NDArray[Any], cover: F32) -> None:
    """Lay colours over a part of the image, in place, and note in the mask what they cover."""
    part = image[at].astype(np.float32)
    part += cover[..., None] * (colours - part)
    image[at] = part.round().clip(0, 255).astype(np.uint8)
    mask[at] = cover


def _carry_on(image: U8, mask: F32, edge: int, step: int, landmarks: F32, fh: float) -> None:
    """Continue the person from column `edge` outwards (step -1 left, +1 right), in place; landmarks are px of the image."""
    height, width = mask.shape
    distance = (np.arange(width) - edge) * step  # > 0 outside
    room = int(distance.max())
    inside = int(-distance.min())
    if room < 1 or inside < 16:
        return
    chin = float(landmarks[152, 1])
    head = crown.head_rows(mask, edge, step, float(landmarks[:468, 0].min() + landmarks[:468, 0].max()) / 2, chin, fh)
    hanging = head is not None and head[1] >= height
    highest = chin + crown.HANGING * fh if hanging else chin - 0.25 * fh  # above this no shoulder begins
    # (n,) first row of the body at 0, 1, 2 … px inside the edge. A head that the side cuts is not carried on: it would be mirrored.
    profile = _profile(mask, edge, step, min(90, inside))
    neck = np.nonzero(profile < profile[0] - 24 - 0.9 * np.arange(len(profile)))[0]
    profile = np.maximum(profile[: max(12, int(neck[0])) if len(neck) else None], highest)  # the shoulder only
    shoulder = float(profile[0])
    if shoulder < height - 8:
        top_line, reach = _shoulder_line(profile, height, room)
        d = np.arange(1, room + 1)
        period = len(profile) - 1
        back = _triangle(d, period) if period > SHORT_PX else np.round(period * (1 - np.exp(-d / period))).astype(np.intp)
        columns = edge + step * d
        rows = np.arange(height, dtype=np.float32)[:, None]
        source_row = rows - top_line[None, :] + profile[back][None, :]
        over = height - 1 - np.abs(height - 1 - source_row)  # below the canvas: mirrored up
        map_x = np.broadcast_to((edge - step * back).astype(np.float32)[None, :], over.shape)
        colour = cv2.remap(image, map_x, over.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        body = _smooth((rows - top_line[None, :] + 3) / 7) * (1 - _smooth((d - reach + FADE_PX) / FADE_PX))[None, :]
        soft_colour, soft_body = cv2.GaussianBlur(colour, (0, 0), 5), cv2.GaussianBlur(body, (0, 0), 3)
        blur = _smooth(d / 60.0)[None, :]
        colour += blur[..., None] * (soft_colour - colour)
        body += blur * (soft_body - body)
        target = image[:, columns].astype(np.float32)
        image[:, columns] = (target + body[..., None] * (colour - target)).round().clip(0, 255).astype(np.uint8)
        mask[:, columns] = body
    # What touches the border above the shoulder (hair, a hand) and could not be carried on fades inside the picture.
    at = np.arange(height)
    keep = np.clip((at - shoulder + 12) / 12, 0, 1)[:, None] if shoulder < height - 8 else np.zeros((height, 1))
    if head is not None:
        crown.round_off(image, mask, edge, step, head, fh)
        keep = np.maximum(keep, ((at >= head[0] - 2) & (at < head[1] + 2))[:, None])
    fade = _smooth(np.maximum(-distance, 0) / FADE_PX)[None, :]
    inner = distance <= 0
    mask[:, inner] *= np.maximum(fade, keep)[:, inner].astype(np.float32)


def _profile(mask: F32, edge: int, step: int, count: int) -> F32:
    """First row of the body that stands on the bottom, at 0, 1 … `count` px inside the edge."""
    columns = edge - step * np.arange(count + 1)
    body = cv2.morphologyEx((mask[:, columns] > 0.4).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    standing = np.cumprod(body[::-1], axis=0, dtype=np.int32).sum(0)
    first = (mask.shape[0] - standing).astype(np.float32)
    first[:4] = np.median(first[:12])  # the network is least sure at the very border
    return np.asarray(cv2.blur(first[None], (9, 1), borderType=cv2.BORDER_REPLICATE)[0], np.float32)


def _shoulder_line(profile: F32, height: int, room: int) -> tuple[F32, float]:
    """Carry the outline on: its own slope at the border, bending down to the bottom. Returns rows at 1 … room px, and the reach in px."""
    start = float(profile[0])
    n = min(len(profile), 40)
    slope = float(np.median(profile[0] - profile[n // 2 : n]) / (0.75 * n)) if n > 8 else 0.0
    slope = min(max(slope, 0.1), 1.5)
    reach = float(np.clip(0.75 * (height - start), *SHOULDER_PX))
    bend = max(0.0, (height - start - slope * reach) / reach**2)
    d = np.arange(1, room + 1, dtype=np.float32)
    return (start + slope * d + bend * d * d).astype(np.float32), reach


def _triangle(d: NDArray[np.intp], period: int) -> NDArray[np.intp]:
    """0, 1 … period, period-1 … 0, 1 …: a mirror that goes on."""
    period = max(1, period)
    return np.asarray(period - np.abs(period - d % (2 * period)), np.intp)


def _reflect(pixels: U8, placed: Placed) -> U8:
    bottom = HEIGHT + 2 * MARGIN - placed.rows.stop
    right = WIDTH + 2 * MARGIN - placed.columns.stop
    return np.asarray(cv2.copyMakeBorder(pixels, placed.top, bottom, placed.left, right, cv2.BORDER_REFLECT), np.uint8)


def _distance_outside(placed: Placed) -> F32:
    """(720+2M, 1280+2M) px to the picture; inside, minus the px to the nearest border beside which the canvas shows fill."""
    y = np.arange(HEIGHT + 2 * MARGIN, dtype=np.float32)[:, None]
    x = np.arange(WIDTH + 2 * MARGIN, dtype=np.float32)[None, :]
    left, right = placed.left - x, x - (placed.columns.stop - 1)
    above, below = placed.top - y, y - (placed.rows.stop - 1)
    outside = np.hypot(np.maximum(np.maximum(left, right), 0), np.maximum(np.maximum(above, below), 0))
    inside = np.full_like(outside, -1e4)
    if placed.left > MARGIN:
        inside = np.maximum(inside, left)
    if placed.columns.stop < MARGIN + WIDTH:
        inside = np.maximum(inside, right)
    if placed.top > MARGIN:
        inside = np.maximum(inside, above)
    return np.asarray(np.where(outside > 0, outside, inside), np.float32)


def _smooth(t: NDArray[Any]) -> F32:
    t = np.clip(t, 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
