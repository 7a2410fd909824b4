"""Loose strands of hair go with the head; what only looks like them stays in the background."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.matte import decided, with_fringe
from limner.engine.portrait.strands import with_strands
from limner.engine.types import F32, U8

FH = 160.0
HAIR, ROOM = (50, 35, 25), (205, 200, 190)


def landmarks() -> F32:
    """A face of 120 x 160 px, its chin at row 340; only its extent counts."""
    out = np.zeros((478, 3), np.float32)
    out[:, 0], out[:, 1] = np.linspace(190, 310, 478), np.linspace(180, 340, 478)
    return out


def picture(lines: tuple[tuple[tuple[int, int], tuple[int, int]], ...], width: int = 2) -> tuple[U8, F32]:
    """Hair as a disc before a plain wall, its matte, and lines of hair that the matte does not know."""
    rgb = np.empty((520, 500, 3), np.uint8)
    rgb[:] = ROOM
    rgb = np.clip(rgb + np.random.default_rng(2).normal(0, 1.5, rgb.shape), 0, 255).astype(np.uint8)
    matte = np.zeros(rgb.shape[:2], np.uint8)
    cv2.circle(matte, (250, 250), 110, (255,), -1, cv2.LINE_AA)
    rgb[matte > 127] = HAIR
    for a, b in lines:
        cv2.line(rgb, a, b, HAIR, width, cv2.LINE_AA)
    return rgb, (matte / 255).astype(np.float32)


def added(rgb: U8, matte: F32) -> F32:
    return np.asarray(with_strands(rgb, matte, landmarks(), FH) - matte, np.float32)


def test_a_strand_that_stands_off_is_hair() -> None:
    rgb, matte = picture((((150, 215), (116, 238)),))
    more = added(rgb, matte)
    along = [more[y, x] for x, y in ((132, 227), (124, 233), (119, 236))]
    assert min(along) > 0.4
    assert more[300:, 250:].max() < 0.3 and more[:100].max() == 0


def test_a_wire_that_goes_on_and_a_thick_thing_are_not() -> None:
    rgb, matte = picture((((150, 215), (0, 238)),))
    assert added(rgb, matte)[200:260, 20:125].max() == 0
    rgb, matte = picture((((150, 215), (112, 235)),), width=18)
    assert added(rgb, matte)[200:260, 90:125].max() == 0


def test_before_a_busy_background_nothing_is_added() -> None:
    rgb, matte = picture((((150, 215), (116, 238)),))
    rng = np.random.default_rng(4)
    for x, y, angle in zip(rng.uniform(0, 500, 700), rng.uniform(0, 520, 700), rng.uniform(0, 6.3, 700), strict=True):
        end = (int(x + 22 * np.cos(angle)), int(y + 22 * np.sin(angle)))
        cv2.line(rgb, (int(x), int(y)), end, HAIR, 2, cv2.LINE_AA)
    rgb[matte > 0.5] = HAIR
    assert added(rgb, matte).max() == 0


def test_a_bar_behind_that_goes_on_fainter_is_no_fringe_but_a_collar_is() -> None:
    rgb, matte = picture(())
    bar = rgb.copy()
    bar[242:249, 355:368] = 60
    bar[242:249, 368:] -= 60
    assert (with_fringe(bar, matte, FH) - matte)[238:254, 364:].max() < 0.1
    collar = rgb.copy()
    cv2.ellipse(collar, (352, 250), (10, 30), 0, 0, 360, (60, 60, 62), -1)
    collar[matte > 0.5] = HAIR
    assert (with_fringe(collar, matte, FH) - matte)[246:254, 361:363].min() > 0.6


def test_what_is_half_sure_and_not_beside_the_person_is_background() -> None:
    _, matte = picture(())
    soft = np.asarray(cv2.GaussianBlur(matte, (0, 0), 4), np.float32)
    half = soft.copy()
    half[300:420, 320:] = np.maximum(half[300:420, 320:], 0.5)
    out = decided(half, FH)
    assert out[320:420, 400:].max() == 0
    assert np.abs(out - soft)[:300].max() < 0.05  # a soft outline stays soft
