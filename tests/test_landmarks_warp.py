"""The networks' input is byte for byte what OpenCV 4 makes of the same rectangle, as in MediaPipe."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from limner.engine.portrait import warp
from limner.engine.portrait.warp import WHOLE, PixelRect, Roi
from limner.engine.types import U8

f32 = np.float32
RANDOM = np.random.default_rng(7).integers(0, 256, (211, 333, 3), np.uint8)
RECTS = {
    "whole": (WHOLE, 256, False),
    "square": (Roi(f32(0.5), f32(0.5), f32(1), f32(333 / 211)), 128, False),
    "tilted": (Roi(f32(0.41), f32(0.52), f32(0.37), f32(0.58), f32(0.3)), 192, True),
    "upside down": (Roi(f32(0.41), f32(0.52), f32(0.37), f32(0.58), f32(-3.1)), 192, True),
    "over the edge": (Roi(f32(0.9), f32(0.1), f32(0.8), f32(1.2), f32(-0.8)), 192, True),
    "far outside": (Roi(f32(3), f32(3), f32(0.5), f32(0.5)), 192, False),
    "enlarged": (Roi(f32(0.5), f32(0.5), f32(0.05), f32(0.08), f32(0.1)), 192, True),
}


def opencv(rgb: U8, rect: PixelRect, size: int, replicate: bool) -> U8:
    source = np.array(warp._corners(rect), np.float32)
    target = np.array([(0, size), (0, 0), (size, 0), (size, size)], np.float32)
    border = cv2.BORDER_REPLICATE if replicate else cv2.BORDER_CONSTANT
    matrix = cv2.getPerspectiveTransform(source, target)
    return np.asarray(cv2.warpPerspective(rgb, matrix, (size, size), flags=cv2.INTER_LINEAR, borderMode=border), np.uint8)


@pytest.mark.parametrize("name", RECTS)
def test_same_bytes_as_opencv(name: str) -> None:
    roi, size, replicate = RECTS[name]
    rect = PixelRect.of(roi, *RANDOM.shape[:2])
    np.testing.assert_array_equal(warp.sample(RANDOM, rect, size, replicate=replicate), opencv(RANDOM, rect, size, replicate))


def test_outside_is_black_or_the_edge() -> None:
    rect = PixelRect.of(Roi(f32(-1), f32(0.5), f32(0.5), f32(0.5)), 50, 50)
    picture = np.full((50, 50, 3), 200, np.uint8)
    assert not warp.sample(picture, rect, 16, replicate=False).any()
    assert (warp.sample(picture, rect, 16, replicate=True) == 200).all()


def test_unit_range() -> None:
    pixels = np.array([[[0, 255, 51]]], np.uint8)
    np.testing.assert_allclose(warp.to_unit(pixels, low=-1.0)[0, 0, 0], [-1, 1, -0.6], atol=1e-6)
    np.testing.assert_allclose(warp.to_unit(pixels, low=0.0)[0, 0, 0], [0, 1, 0.2], atol=1e-6)


def test_squared_keeps_the_centre() -> None:
    rect = PixelRect.of(WHOLE, 100, 400).squared()
    assert [float(v) for v in (rect.x_center, rect.y_center, rect.width, rect.height)] == [200, 50, 400, 400]
