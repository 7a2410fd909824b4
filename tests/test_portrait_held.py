"""What a hand holds before the face stays with the hand; the face's own lips, brows and beard do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from limner.engine.portrait.held import find_held
from limner.engine.types import F32, MARGIN, U8
from tests import drawn_face, drawn_hand

SKIN = (205, 150, 125)
INSIDE = slice(MARGIN, -MARGIN)


def scene(shape: F32 | None, colour: tuple[int, int, int]) -> tuple[U8, F32, U8]:
    """Face, a thing (n, 2) in face heights from the chin, a hand on it → canvas, where the hand is, where the thing shows."""
    picture, points = drawn_face.picture(), drawn_face.landmarks()
    fh = float(np.linalg.norm(points[10, :2] - points[152, :2]))
    thing = np.zeros(picture.shape[:2], np.uint8)
    if shape is not None:
        outline = np.round((points[152, :2] + fh * shape) * 16).astype(np.int32)
        cv2.fillPoly(thing, [outline], (1,), cv2.LINE_8, 4)
        cv2.fillPoly(picture, [outline], colour, cv2.LINE_AA, 4)
    wrist = points[152, :2] + fh * np.array([0.38, 0.2])
    hand = drawn_hand.draw(picture, drawn_hand.points((float(wrist[0]), float(wrist[1])), 0.25 * fh, -0.2), SKIN)
    rim = [(MARGIN, MARGIN), (MARGIN, MARGIN)]
    return np.pad(picture, [*rim, (0, 0)], mode="edge"), np.pad(hand, rim).astype(np.float32), thing * (1 - hand)


CUP = np.array([(-0.15, -0.45), (0.28, -0.45), (0.25, -0.05), (-0.12, -0.05)], np.float32)


@pytest.mark.parametrize("colour", [(40, 80, 170), (240, 240, 240), (25, 25, 28)])
def test_a_cup_in_the_hand_is_found(colour: tuple[int, int, int]) -> None:
    image, hand, thing = scene(CUP, colour)
    found = find_held(image, drawn_face.landmarks(), hand)
    assert found is not None
    held = (found[INSIDE, INSIDE] > 0.5) & (hand[INSIDE, INSIDE] < 0.5)
    assert (held & (thing > 0)).sum() / (held | (thing > 0)).sum() > 0.85


def test_what_no_hand_holds_is_left_to_the_face() -> None:
    points = drawn_face.landmarks()
    image, hand, _ = scene(None, SKIN)
    assert find_held(image, points, hand) is None, "nothing but a hand"
    shade = scene(CUP, (150, 110, 88))
    assert find_held(shade[0], points, shade[1]) is None, "skin in the shade"
    away = scene(CUP, (40, 80, 170))
    assert find_held(away[0], points, np.roll(away[1], 350, 1)) is None, "a hand that does not touch it"
    beard = np.array([(-0.32, -0.3), (-0.2, -0.3), (-0.13, -0.1), (0.13, -0.1), (0.2, -0.3), (0.32, -0.3), (0.2, -0.02), (-0.2, -0.02)])
    image, hand, _ = scene(beard.astype(np.float32), (60, 45, 40))
    assert find_held(image, points, hand) is None, "a beard"
