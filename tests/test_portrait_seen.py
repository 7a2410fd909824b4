"""How well the parts of a face are seen: what is covered moves less, and a person is told."""

from __future__ import annotations

import functools

import cv2
import numpy as np
import pytest

from limner.engine.portrait.faces import find_best
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig
from limner.engine.portrait.seen import behind_shades, calmed, head_freedom, how_well_seen, notes
from limner.engine.portrait.shades import hidden
from limner.engine.types import SHAPE, SHAPES, WIDTH, Portrait, Seen, shape_weights
from tests.portraits import U8, demo, encode

COVERS = {  # corners in eye distances from between the eyes
    "mouth": [(-0.66, 0.28), (0, 0.22), (0.66, 0.28), (0.58, 0.95), (0, 1.4), (-0.58, 0.95)],
    "eyes": [(-0.8, -0.16), (0.8, -0.16), (0.75, 0.24), (0.1, 0.24), (0, 0.1), (-0.1, 0.24), (-0.75, 0.24)],
}


@functools.cache
def covered(part: str) -> U8:
    """The demo portrait with a patch over mouth or eyes."""
    picture = np.array(demo())
    if part:
        faces = find_best(picture)
        assert faces is not None
        eyes = faces.best[[33, 263], :2]
        across = eyes[1] - eyes[0]
        axes = np.stack([across, [-across[1], across[0]]])
        points = eyes.mean(0) + np.array(COVERS[part]) @ axes
        cv2.fillPoly(picture, [np.round(points * 16).astype(np.int32)], (40, 42, 48) if part == "eyes" else (120, 170, 200), cv2.LINE_AA, 4)
    return picture


@functools.cache
def portrait(part: str) -> Portrait:
    return prepare(encode(covered(part)))


@functools.cache
def rig(part: str) -> Rig:
    return build_rig(portrait(part))


def test_an_ordinary_picture_is_seen_in_full() -> None:
    made = portrait("")
    assert made.seen == Seen()
    assert not notes(made.seen)


def test_a_covered_mouth_is_noticed_and_said() -> None:
    made = portrait("mouth")
    assert made.seen.mouth < 0.2 and min(made.seen.right_eye, made.seen.left_eye, made.seen.brows) > 0.9
    assert any("mouth cannot be made out" in note for note in made.notes)


def test_covered_eyes_are_noticed_and_said() -> None:
    made = portrait("eyes")
    assert max(made.seen.right_eye, made.seen.left_eye) < 0.5 and made.seen.mouth > 0.9
    assert any("eyes cannot be made out" in note for note in made.notes)


def test_a_covered_mouth_stays_whole() -> None:
    made = rig("mouth")
    assert np.abs(made.gap_rest).max() < 1e-3
    loud = shape_weights(jawOpen=1, mouthSmile=1)
    assert np.abs(np.tensordot(loud, made.gap_shapes, 1)).max() < 0.03 * made.k < np.abs(np.tensordot(loud, rig("").gap_shapes, 1)).max()
    blink = np.abs(made.shapes[SHAPE["eyeBlinkLeft"]]).max()
    assert blink > 0.03 * made.k  # the eyes still do


def test_covered_eyes_neither_blink_nor_look() -> None:
    made = rig("eyes")
    both = shape_weights(eyeBlink=1)
    assert np.abs(np.tensordot(both, made.shapes, 1)).max() < 0.5 * np.abs(np.tensordot(both, rig("").shapes, 1)).max()
    assert not any(eye.gaze for eye in made.eyes)


def test_a_face_that_the_side_cuts_stands_at_that_side_and_moves_little() -> None:
    made = prepare(encode(np.array(demo())[:, :262]))  # through the cheek
    assert 0.98 * WIDTH < made.landmarks[:468, 0].max() < 1.06 * WIDTH
    assert made.seen.beside == 0 and head_freedom(made.seen) < 0.5
    assert any("side cuts the face" in note for note in made.notes)
    assert portrait("").seen.beside == head_freedom(portrait("").seen) == 1


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Seen(), []),
        (Seen(left_eye=0.1), ["One eye"]),
        (Seen(right_eye=0.1, left_eye=0.3), ["The eyes"]),
        (Seen(mouth=0.2, right_eye=0.1, left_eye=0.3, face=0.1), ["The face", "The mouth"]),
    ],
)
def test_one_sentence_a_part(seen: Seen, words: list[str]) -> None:
    said = notes(seen)
    assert len(said) == len(words)
    for sentence, beginning in zip(said, words, strict=True):
        assert sentence.startswith(beginning) and sentence.endswith(".")


def test_views_that_agree_are_trusted_at_any_size() -> None:
    for k in (60.0, 600.0):
        assert how_well_seen(np.full(478, 0.005 * k, np.float32), k) == Seen()
        assert how_well_seen(np.full(478, 0.08 * k, np.float32), k) == Seen(mouth=0, right_eye=0, left_eye=0, brows=0, face=0)


def test_each_shape_answers_for_its_own_part() -> None:
    shapes = np.ones((len(SHAPES), 478, 3), np.float32)
    left = calmed(shapes, Seen(left_eye=0.0))[:, 0, 0]
    assert {name for name, value in zip(SHAPES, left, strict=True) if value == 0} == {
        "eyeBlinkLeft", "eyeSquintLeft", "eyeWideLeft", "cheekSquintLeft",
    }  # fmt: skip
    assert calmed(shapes, Seen(mouth=0.0))[SHAPE["jawOpen"]].max() == 0


def test_dark_glasses_are_told_from_eyes_in_the_dark() -> None:
    plain = find_best(covered(""))
    assert plain is not None
    for light in (1.0, 0.25):
        for part, expected in (("", 0.0), ("eyes", 1.0)):
            picture = (covered(part) * light).astype(np.uint8)
            assert hidden(picture, plain.best) == pytest.approx(expected, abs=0.05)
    half = covered("").copy()
    half[:, int(plain.best[168, 0]) :] = (half[:, int(plain.best[168, 0]) :] * 0.15).astype(np.uint8)  # a face lit from one side
    assert hidden(half, plain.best) == 0


def test_behind_dark_glasses_eyes_stay_and_brows_hardly_move() -> None:
    seen = behind_shades(Seen(), 1.0)
    assert seen.right_eye == seen.left_eye == 0 and 0 < seen.brows < 0.5 and seen.mouth == seen.face == 1
    assert behind_shades(Seen(), 0.0) == Seen()
    assert any("eyes cannot be made out" in note for note in notes(seen))
