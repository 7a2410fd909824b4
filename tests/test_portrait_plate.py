"""The background behind a person: texture goes on, things do not come twice."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.plate import without_person
from limner.engine.types import F32, U8

FACE = 150.0  # px
MIDDLE, RADIUS = (320, 300), 120


def person(size: tuple[int, int] = (480, 640)) -> F32:
    out = np.zeros(size, np.float32)
    cv2.circle(out, MIDDLE, RADIUS, (1.0,), -1, cv2.LINE_AA)
    return out


def with_person(background: U8, matte: F32) -> U8:
    return np.asarray(np.where(matte[..., None] > 0.5, (60, 40, 160), background), np.uint8)


def just_inside(plate: U8) -> U8:
    """What a head uncovers that sinks a little: a strip below its upper outline."""
    x, top = MIDDLE[0], MIDDLE[1] - RADIUS
    return plate[top : top + 9, x - 25 : x + 25]


def test_a_shelf_above_a_head_is_not_seen_again_below_its_outline() -> None:
    wall = np.full((480, 640, 3), (200, 195, 190), np.uint8)
    wall[MIDDLE[1] - RADIUS - 24 : MIDDLE[1] - RADIUS - 12] = 20
    plate = without_person(with_person(wall, person()), person(), FACE)
    assert np.abs(just_inside(plate).astype(int) - (200, 195, 190)).max() < 25


def test_the_texture_of_what_is_beside_goes_on() -> None:
    noise = np.random.default_rng(3).normal(0, 30, (480, 640, 1)).astype(np.float32)
    leaves = (np.array([70, 110, 50]) + 5 * cv2.GaussianBlur(noise, (0, 0), 2.5)[..., None]).clip(0, 255).astype(np.uint8)
    plate = without_person(with_person(leaves, person()), person(), FACE)
    assert just_inside(plate)[..., 1].std() > 0.5 * leaves[..., 1].std()


def test_a_rail_that_a_head_stands_before_goes_on_straight() -> None:
    wall = np.full((480, 640, 3), (200, 195, 190), np.uint8)
    rows, columns = np.mgrid[:480, :640]
    rail = np.abs(rows - 300 - 0.35 * (columns - 200)) < 9  # it slants, so that a mirror would bend it back at the outline
    wall[rail] = 30
    plate = without_person(with_person(wall, person()), person(), FACE)
    inside = (person() > 0.9) & (columns < MIDDLE[0] - RADIUS + 14)
    off = np.abs(plate.astype(int) - wall).max(-1)
    middle = np.abs(rows - 300 - 0.35 * (columns - 200)) < 5
    assert (inside & middle).sum() > 60
    assert np.median(off[inside & middle]) < 40
    assert np.percentile(off[inside & ~cv2.dilate(rail.astype(np.uint8), np.ones((9, 9))).astype(bool)], 90) < 40
