"""Folds of skin: a smile's own ones go with it, others come with the shapes that fold."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.creases import Creases, skin_creases
from limner.engine.portrait.shapes import fit_mean_face, mean_face, portrait_shapes
from limner.engine.types import F32, MARGIN, SHAPE, U8, shape_weights

K = 150.0  # px
FOLD = [129, 203, 206, 216]  # beside the nose's right wing down to the mouth


def face() -> F32:
    """(478, 3) px: the mean face in the middle of the canvas."""
    return np.asarray(mean_face() * K + np.array([640, 320, 0]), np.float32)


def skin(landmarks: F32) -> U8:
    """Plain skin with one dark fold."""
    image = np.full((720 + 2 * MARGIN, 1280 + 2 * MARGIN, 3), (200, 160, 140), np.uint8)
    line = np.round(landmarks[FOLD, :2] + MARGIN).astype(np.int32)
    cv2.polylines(image, [line], False, (130, 95, 80), 5, cv2.LINE_AA)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 1.5), np.uint8)


def creases(smiles: float) -> tuple[Creases, F32]:
    landmarks = face()
    fit = fit_mean_face(landmarks)
    shapes = portrait_shapes(landmarks, fit)
    smile = -smiles * (shapes[SHAPE["mouthSmileLeft"]] + shapes[SHAPE["mouthSmileRight"]])
    return skin_creases(skin(landmarks), landmarks, fit, smile), landmarks


def shade(of: Creases, at: F32, **weights: float) -> float:
    """Log-shade at a place (2,) px of the canvas."""
    x, y = np.round((at + MARGIN) / 2 - (of.x0, of.y0)).astype(int)
    return float(np.tensordot(of.drivers[:-1] @ shape_weights(**weights), of.maps, 1)[y, x])


def test_the_fold_of_a_smile_is_filled_where_the_smile_is_taken_away() -> None:
    of, landmarks = creases(1.0)
    on, beside = landmarks[206, :2], landmarks[426, :2]
    assert shade(of, on, mouthNeutral=1.0) > 0.15 and abs(shade(of, beside, mouthNeutral=1.0)) < 0.02
    assert shade(of, on) == 0


def test_a_face_that_does_not_smile_keeps_its_folds() -> None:
    of, landmarks = creases(0.0)
    assert shade(of, landmarks[206, :2], mouthNeutral=1.0) == 0


def test_a_sneer_wrinkles_the_nose() -> None:
    of, landmarks = creases(0.0)
    dark = np.tensordot(of.drivers[:-1] @ shape_weights(noseSneer=1.0), of.maps, 1)
    x, y = np.round((landmarks[197, :2] + MARGIN) / 2 - (of.x0, of.y0)).astype(int)
    assert dark[y - 10 : y + 10, x - 10 : x + 10].min() < -0.02


def lined(hairs: float = 0.0) -> tuple[Creases, F32]:
    """A violet line that goes on from the right corner over the cheek, on skin with so many levels of noise."""
    landmarks = face()
    corner = landmarks[61, :2]
    image = np.full((720 + 2 * MARGIN, 1280 + 2 * MARGIN, 3), (200, 160, 140), np.uint8)
    ends = np.round(np.stack([corner, corner - [0.10 * K, 0]]) + MARGIN).astype(np.int32)
    cv2.line(image, ends[0].tolist(), ends[1].tolist(), (100, 75, 105), 3, cv2.LINE_AA)
    coarse = np.random.default_rng(0).normal(0, hairs, (image.shape[0] // 3 + 1, image.shape[1] // 3 + 1, 1)).repeat(3, 0).repeat(3, 1)
    image = np.clip(image + coarse[: image.shape[0], : image.shape[1]], 0, 255).astype(np.uint8)
    return skin_creases(image, landmarks, fit_mean_face(landmarks), np.zeros((478, 3), np.float32)), corner


def test_pursed_lips_leave_no_dark_line_beside_them_and_none_of_its_colour() -> None:
    """What goes on from the corner is filled with light and colour; the cheek above is not."""
    of, corner = lined()
    assert of.drivers[-1] @ shape_weights(mouthPucker=0.6) >= 1 and of.drivers[-1] @ shape_weights(mouthSmile=1.0) == 0
    (x, y), (_, above) = (np.round(corner - np.array([0.06 * K, up * K], np.float32) + MARGIN).astype(int) for up in (0.0, 0.15))
    x, y, above = x - 2 * of.x0, y - 2 * of.y0, above - 2 * of.y0
    assert of.lines[y, x] > 50 and abs(of.lines[above, x]) < 3
    blue, red = of.tints[1, y // 2, x // 2]
    assert blue < -8 and red > 2 and np.abs(of.tints[1, above // 2, x // 2]).max() < 1


def test_a_beard_is_left_beside_pursed_lips() -> None:
    (bare, corner), (beard, _) = lined(), lined(hairs=40)
    x, y = np.round(corner - [0.06 * K, 0] + MARGIN).astype(int) - [2 * bare.x0, 2 * bare.y0]
    assert beard.lines[y - 2 : y + 3, x].max() < 0.5 * bare.lines[y, x]


def test_a_face_that_reaches_beyond_the_picture_has_folds_too() -> None:
    landmarks = face() - np.array([0, 540, 0], np.float32)
    fit = fit_mean_face(landmarks)
    smile = -(portrait_shapes(landmarks, fit)[[SHAPE["mouthSmileLeft"], SHAPE["mouthSmileRight"]]].sum(0))
    assert np.isfinite(skin_creases(skin(landmarks), landmarks, fit, smile).maps).all()


def test_a_raised_brow_folds_the_forehead_in_lines_not_in_dots() -> None:
    of, landmarks = creases(0.0)
    forehead = np.tensordot(of.drivers[:-1] @ shape_weights(browInnerUp=1.0, browOuterUp=1.0), of.maps, 1)
    (left, top), (right, bottom) = ((landmarks[i, :2] + MARGIN) / 2 - (of.x0, of.y0) for i in (67, 336))
    rows = forehead[int(top) : int(bottom), int(left) : int(right)]
    deepest = rows.min(0)  # of each column: it lies on one of the lines
    assert deepest.max() < 0.5 * deepest.min() < 0
