"""Portrait + wish → the same person before another background: blurred, of one colour, or a picture."""

from __future__ import annotations

import re
from dataclasses import replace

import cv2
import numpy as np

from limner.engine.portrait.plate import push_pull
from limner.engine.types import HEIGHT, U8, WIDTH, Portrait
from limner.errors import BadBackground

GREEN = "#00b140"  # the usual chroma key
BLUR_PX = 16.0  # standard deviation, on the canvas
SURE = 240  # of the matte: here the picture is the person's alone
WISHES = "keep, blur, green, a colour such as #203040, or a picture file"


def with_background(portrait: Portrait, wish: str = "keep", picture: U8 | None = None) -> Portrait:
    """`wish` is keep, blur, green or #rrggbb; `picture` (h, w, 3) RGB, if given, is used instead. Pure; BadBackground on another wish.

    Before its own background, sharp or blurred, the person keeps a thin rim of it, which hides the cut. Before another one the cut
    follows the hair, and what shines through it takes the person's own colours.
    """
    if picture is not None:
        return _before(portrait, _cover(picture))
    if wish == "keep":
        return portrait
    if wish == "blur":
        return replace(portrait, plate=np.asarray(cv2.GaussianBlur(portrait.plate, (0, 0), BLUR_PX), np.uint8))
    colour = GREEN if wish == "green" else wish
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise BadBackground(f"{wish!r} is no background; choose {WISHES}.")
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return _before(portrait, np.full((HEIGHT, WIDTH, 3), rgb, np.uint8))


def _before(portrait: Portrait, plate: U8) -> Portrait:
    own = push_pull(portrait.image, (portrait.matte >= SURE).astype(np.float32))
    share = (portrait.matte.astype(np.float32) / 255)[..., None]
    image = own + (portrait.image - own) * share
    alpha = np.clip((portrait.matte.astype(np.float32) - 20) / (SURE - 20), 0, 1) * 255
    return replace(
        portrait,
        image=image.round().clip(0, 255).astype(np.uint8),
        alpha=np.asarray(cv2.GaussianBlur(alpha, (0, 0), 0.7), np.float32).round().astype(np.uint8),
        plate=plate,
    )


def _cover(picture: U8) -> U8:
    """The middle of a picture at the canvas's shape and size."""
    h, w = picture.shape[:2]
    scale = max(WIDTH / w, HEIGHT / h)
    size = max(WIDTH, round(w * scale)), max(HEIGHT, round(h * scale))
    large = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    x, y = (size[0] - WIDTH) // 2, (size[1] - HEIGHT) // 2
    return np.ascontiguousarray(large[y : y + HEIGHT, x : x + WIDTH], np.uint8)
