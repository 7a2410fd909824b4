"""The bundled portrait before other backgrounds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.background import with_background
from limner.engine.portrait.prepare import prepare
from limner.engine.types import HEIGHT, MARGIN, U8, WIDTH, Portrait
from limner.errors import BadBackground

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


@cache
def demo() -> Portrait:
    return prepare(DEMO.read_bytes())


def shown(portrait: Portrait) -> U8:
    """The still person before the plate, (720, 1280, 3)."""
    inside = np.s_[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]
    share = portrait.alpha[inside][..., None] / 255
    return np.asarray(portrait.plate + (portrait.image[inside].astype(np.float32) - portrait.plate) * share, np.uint8)


def test_keep_changes_nothing() -> None:
    assert with_background(demo()) is demo()


@pytest.mark.parametrize(("wish", "rgb"), [("#203040", (32, 48, 64)), ("green", (0, 177, 64))])
def test_a_colour_fills_what_is_not_the_person(wish: str, rgb: tuple[int, int, int]) -> None:
    before, after = demo(), with_background(demo(), wish)
    inside = np.s_[MARGIN : MARGIN + HEIGHT, MARGIN : MARGIN + WIDTH]
    away = cv2.dilate(before.matte, np.ones((25, 25), np.uint8))[inside] == 0
    sure = cv2.erode(before.matte, np.ones((25, 25), np.uint8))[inside] == 255
    assert away.sum() > 50_000 and sure.sum() > 50_000
    assert (shown(after)[away] == rgb).all()
    assert np.abs(shown(after)[sure].astype(int) - shown(before)[sure]).max() <= 1


def test_the_rim_takes_the_persons_colours() -> None:
    """Before blue, nothing of the bright wall that was behind the hair is left."""
    before, after = demo(), with_background(demo(), "#0000ff")
    inside = np.s_[MARGIN : MARGIN + 200, MARGIN : MARGIN + WIDTH]
    hair = (before.matte[inside] > 30) & (before.matte[inside] < 200)
    red = after.image[inside][hair][:, 0].astype(float), before.image[inside][hair][:, 0].astype(float)
    assert red[0].mean() < red[1].mean() - 10


def test_blur_is_the_same_place_out_of_focus() -> None:
    before, after = demo(), with_background(demo(), "blur")
    assert abs(float(after.plate.mean()) - float(before.plate.mean())) < 1
    assert float(cv2.Laplacian(after.plate, cv2.CV_64F).var()) < 0.2 * float(cv2.Laplacian(before.plate, cv2.CV_64F).var())


@pytest.mark.parametrize("size", [(100, 900), (1000, 300), (720, 1280)])
def test_a_picture_of_any_shape_covers(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 200, np.uint8)
    after = with_background(demo(), picture=picture)
    assert after.plate.shape == (HEIGHT, WIDTH, 3) and (after.plate == 200).all()


@pytest.mark.parametrize("wish", ["", "purple", "#12345", "#12345g", "file.png"])
def test_other_wishes_are_refused(wish: str) -> None:
    with pytest.raises(BadBackground, match="background"):
        with_background(demo(), wish)
