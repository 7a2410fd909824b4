"""Hands before the face: found with their points, cut out, and left whole and still while the face moves behind them."""

from __future__ import annotations

import functools
from dataclasses import replace

import cv2
import numpy as np
import pytest

from limner.engine.portrait import front
from limner.engine.portrait import topology as topo
from limner.engine.portrait.hand_mask import hand_mask
from limner.engine.portrait.hands import find_hands
from limner.engine.portrait.rig import Rig, build_rig
from limner.engine.portrait.seen import HALF
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, HEIGHT, MARGIN, U8, WIDTH, Features, Motion, Portrait, shape_weights
from tests import drawn_face, drawn_hand
from tests.portraits import demo

SKIN = (205, 150, 125)
INSIDE = slice(MARGIN, -MARGIN)
DEMO_FACE = (227, 69), (222, 178)  # px, brow and chin in the demo portrait


def hand_at(landmarks: F32, right: float, below: float, length: float = 0.44, turn: float = -0.2) -> F32:
    """A hand's points (21, 3) px with its wrist so far from the chin, and so long, in face heights."""
    fh = float(np.linalg.norm(landmarks[10, :2] - landmarks[152, :2]))
    x, y = landmarks[152, :2] + fh * np.array([right, below], np.float32)
    return drawn_hand.points((float(x), float(y)), length * fh, turn)


@functools.cache
def plain() -> Portrait:
    """The drawn face, known to be all of the person."""
    points = drawn_face.landmarks()
    person = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.fillPoly(person, [np.round(points[topo.OVAL, :2]).astype(np.int32)], (255,))

    def canvas(picture: U8) -> U8:
        return np.pad(picture, [(MARGIN, MARGIN)] * 2 + [(0, 0)] * (picture.ndim - 2), mode="edge")

    plate = np.full((HEIGHT, WIDTH, 3), (90, 110, 120), np.uint8)
    return Portrait(canvas(drawn_face.picture()), canvas(person), canvas(person), plate, points, 1.0, 1)


def with_hand(right: float, below: float, turn: float) -> tuple[Portrait, U8]:
    """The drawn face with a hand before it, which counts as the person's, and where that is on the canvas."""
    made = plain()
    image, shifted = made.image.copy(), made.landmarks + np.array([MARGIN, MARGIN, 0], np.float32)
    mask = drawn_hand.draw(image, hand_at(shifted, right, below, turn=turn), SKIN)
    alpha, matte = (np.maximum(plane, mask * 255) for plane in (made.alpha, made.matte))
    return replace(made, image=image, alpha=alpha, matte=matte), mask[INSIDE, INSIDE]


@pytest.mark.parametrize(("right", "turn"), [(0.3, -0.3), (-0.4, 0.5)])
def test_a_hand_is_found_with_its_points(right: float, turn: float) -> None:
    picture, face = drawn_face.picture(), drawn_face.landmarks()
    hand = hand_at(face, right, 0.25, turn=turn)
    mask = drawn_hand.draw(picture, hand, SKIN)
    (found,) = find_hands(picture, face)
    length = float(np.linalg.norm(hand[9] - hand[0]))
    away = np.linalg.norm(found[:, :2] - hand[:, :2], axis=1) / length
    assert away.mean() < 0.12 and away.max() < 0.35
    cut = hand_mask(picture, found) > 0.5
    rows = slice(0, int(hand[0, 1] + 0.8 * length))
    agree = (cut & (mask > 0))[rows].sum() / (cut | (mask > 0))[rows].sum()
    assert agree > 0.85


def test_where_there_is_no_hand_none_is_found() -> None:
    assert front.lift(plain())[0] is plain()
    photograph = np.asarray(demo())
    face = np.zeros((478, 3), np.float32)
    face[[10, 152], :2] = DEMO_FACE
    assert find_hands(photograph, face) == []


def test_a_hand_over_the_mouth_is_lifted_and_the_person_told_so() -> None:
    made, mask = with_hand(-0.05, 0.25, 0.1)
    bare, layer = front.lift(made)
    assert layer is not None
    lifted = np.zeros(mask.shape, np.float32)
    lifted[layer.y0 : layer.y0 + layer.alpha.shape[0], layer.x0 : layer.x0 + layer.alpha.shape[1]] = layer.alpha
    above = slice(0, int(made.landmarks[152, 1]))
    assert lifted[above][mask[above] > 0].mean() > 0.9
    assert lifted[above][mask[above] == 0].mean() < 0.03
    assert bare.seen.mouth < HALF and bare.seen.free == 0 and bare.seen.right_eye == 1
    assert len(bare.notes) == 2 and "hand" in bare.notes[0] and "mouth" in bare.notes[1]


def test_lips_that_a_hand_half_hides_are_those_of_the_other_side() -> None:
    made, mask = with_hand(0.4, 0.25, -0.1)
    bare, _ = front.lift(made)
    lips = np.zeros_like(mask)
    outline = made.landmarks[[*topo.OUTER_UPPER, *topo.OUTER_LOWER[::-1]], :2]
    cv2.fillPoly(lips, [np.round(outline).astype(np.int32)], (1,))
    lips = np.asarray(cv2.erode(lips, np.ones((7, 7), np.uint8)), np.uint8)
    hidden = (lips > 0) & (mask > 0)
    assert 0.2 * lips.sum() < hidden.sum() < 0.6 * lips.sum()
    filled = bare.image[INSIDE, INSIDE].astype(int)
    red = np.abs(filled - drawn_face.LIP).sum(-1) < np.abs(filled - drawn_face.SKIN).sum(-1)
    assert red[hidden].mean() > 0.9


def test_beside_the_head_it_leaves_the_background_behind() -> None:
    """What is behind a raised hand is no part of the person and does not turn with the head."""
    made, mask = with_hand(0.75, 0.0, -0.45)
    bare, layer = front.lift(made)
    assert layer is not None
    before = plain().alpha[INSIDE, INSIDE]
    beside = (mask > 0) & (before < 10)
    beside[int(made.landmarks[152, 1]) :] = False
    assert beside.sum() > 2000
    assert bare.alpha[INSIDE, INSIDE][beside].mean() < 0.35 * made.alpha[INSIDE, INSIDE][beside].mean()


def test_a_hand_far_from_the_head_is_left_to_the_body() -> None:
    made, _ = with_hand(0.2, 1.5, -0.1)
    bare, layer = front.lift(made)
    assert layer is None and bare is made


@functools.cache
def held() -> tuple[Rig, U8]:
    made, mask = with_hand(0.35, 0.2, -0.2)
    return build_rig(made), mask


def test_it_stays_whole_while_the_face_moves() -> None:
    rig, mask = held()
    assert rig.front is not None and any("hand" in note for note in rig.notes)
    renderer = MeshRenderer(rig)
    rest = renderer.draw(Motion(), Features(), 0).y.astype(int).copy()
    moved = renderer.draw(Motion(yaw=8, pitch=5, shapes=shape_weights(jawOpen=0.8)), Features(), 1).y.astype(int)
    firm = mask.copy()
    firm[int(rig.landmarks[152, 1] + 0.3 * rig.k) :] = 0
    apart = np.abs(moved - rest)
    assert np.percentile(apart[firm > 0], 90) <= 2
    eye = rig.landmarks[33, :2].astype(int)
    assert apart[eye[1] - 20 : eye[1] + 20, eye[0] - 30 : eye[0] + 30].mean() > 2


def test_a_head_that_a_hand_holds_turns_less() -> None:
    assert held()[0].freedom == pytest.approx(0.5)
