"""A face drawn from plain shapes around the mean landmarks: everything about it is known, and nothing has to be loaded."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from limner.engine.portrait.shapes import mean_face
from limner.engine.portrait.topology import OVAL
from limner.engine.render.tones import INNER_LIP, LEFT_EYE, OUTER_LIP, RIGHT_EYE
from limner.engine.types import F32, HEIGHT, U8, WIDTH, Frame

K = 180.0  # px per eye distance
SKIN, LIP, WHITE, IRIS = (214, 160, 135), (180, 90, 85), (225, 220, 215), (60, 40, 30)


def landmarks() -> F32:
    """(478, 3) px, mouth closed."""
    points = mean_face().astype(np.float32) * K
    points[:, :2] += np.array([640, 300], np.float32) - points[168, :2]
    return points


def picture(iris: tuple[int, int, int] | None = IRIS, grey: bool = False) -> U8:
    """(720, 1280, 3) RGB; without `iris` the eyes are blank."""
    points = landmarks()
    out = np.full((HEIGHT, WIDTH, 3), (90, 110, 120), np.uint8)

    def fill(indices: Sequence[int], colour: tuple[int, int, int]) -> None:
        cv2.fillPoly(out, [np.round(points[list(indices), :2] * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)

    fill(OVAL, SKIN)
    fill(OUTER_LIP, LIP)
    fill(INNER_LIP, LIP)
    for eye, centre in ((RIGHT_EYE, 468), (LEFT_EYE, 473)):
        before = out.copy()
        fill(eye, WHITE)
        opening = (out != before).any(-1)
        if iris:
            disc = np.zeros(out.shape[:2], np.uint8)
            middle = (int(points[centre, 0] * 16), int(points[centre, 1] * 16))
            cv2.circle(disc, middle, int(0.062 * K * 16), (1,), -1, cv2.LINE_8, 4)
            out[(disc > 0) & opening] = iris
    noise = np.random.default_rng(1).normal(0, 1.5, out.shape)
    out = np.clip(out + noise, 0, 255).astype(np.uint8)
    if grey:
        out = np.repeat(cv2.cvtColor(out, cv2.COLOR_RGB2GRAY)[..., None], 3, 2)
    return np.asarray(out, np.uint8)


def frame(rgb: U8) -> Frame:
    return Frame(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420), np.uint8))


def rgb(frame: Frame) -> U8:
    return np.asarray(cv2.cvtColor(frame.planes, cv2.COLOR_YUV2RGB_I420), np.uint8)
