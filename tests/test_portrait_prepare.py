"""Picture file → Portrait: framing, matte, filled sides and background, on variants of the demo portrait."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image

from limner.engine.portrait import bars, crown, matte
from limner.engine.portrait.faces import find_best
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.portrait.load import BACKDROP
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.upright import upright
from limner.engine.types import HEIGHT, MARGIN, WIDTH, Portrait
from limner.errors import FaceTooSmall, NoFace
from tests import drawn_face
from tests.portraits import U8, demo, demo_bytes, encode

CANVAS = (slice(MARGIN, MARGIN + HEIGHT), slice(MARGIN, MARGIN + WIDTH))


def on_grey(width: int, height: int, x: int, y: int, scale: float = 1.0) -> Image.Image:
    """The demo portrait on a soft grey sheet."""
    sheet = np.linspace(150, 190, height)[:, None, None] + np.random.default_rng(0).normal(0, 2, (height, width, 3))
    out = Image.fromarray(sheet.clip(0, 255).astype(np.uint8))
    side = round(512 * scale)
    out.paste(demo().resize((side, side), Image.Resampling.LANCZOS), (x, y))
    return out


# The face of the demo portrait is about at (224, 115), forehead to chin 108 px, hair from row 10 or so.
PICTURES: dict[str, Callable[[], Image.Image]] = {
    "demo": demo,
    "tall": lambda: demo().crop((110, 0, 340, 512)).resize((460, 1024)),
    "wide": lambda: on_grey(2250, 600, 900, 88),
    "left": lambda: demo().crop((140, 0, 512, 380)),
    "cut": lambda: demo().crop((60, 16, 400, 512)),  # the top of the hair is missing
    "narrow": lambda: on_grey(300, 700, -80, 188),  # tall, the person cut by its sides
}


@functools.cache
def portrait(name: str) -> Portrait:
    return prepare(demo_bytes() if name == "demo" else encode(PICTURES[name](), "JPEG", quality=95))


def rest(made: Portrait) -> U8:
    """What the canvas shows at rest: the person over the plate."""
    alpha = made.alpha[CANVAS][..., None] / 255.0
    return (made.image[CANVAS] * alpha + made.plate * (1 - alpha)).round().astype(np.uint8)


@pytest.mark.parametrize("name", PICTURES)
def test_shapes_and_types(name: str) -> None:
    made = portrait(name)
    full = (HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN)
    for array, shape in ((made.image, (*full, 3)), (made.alpha, full), (made.matte, full), (made.plate, (HEIGHT, WIDTH, 3))):
        assert array.shape == shape and array.dtype == np.uint8 and array.flags.c_contiguous
    assert made.landmarks.shape == (478, 3) and made.landmarks.dtype == np.float32
    assert made.faces == 1


@pytest.mark.parametrize("name", PICTURES)
def test_the_face_stands_well_on_the_canvas(name: str) -> None:
    made = portrait(name)
    forehead, chin = made.landmarks[10], made.landmarks[152]
    assert 0.27 <= np.linalg.norm(forehead - chin) / HEIGHT <= 0.66
    assert chin[1] < 0.95 * HEIGHT and forehead[1] > 0.05 * HEIGHT
    assert 0.15 * WIDTH < made.landmarks[1, 0] < 0.85 * WIDTH


@pytest.mark.parametrize("name", ["demo", "tall", "wide", "left", "cut"])
def test_hair_has_room_above(name: str) -> None:
    person = portrait(name).matte[CANVAS] > 128
    assert not person[: round(0.02 * HEIGHT)].any()


def test_a_cut_crown_is_closed_the_way_the_head_goes() -> None:
    y, x = np.mgrid[:300, :400]
    head = (((x - 200) / 110) ** 2 + ((y - 140) / 150) ** 2 < 1).astype(np.float32)  # a head of 300 px, its top 10 px above the picture
    cut = crown.missing(head, 200)
    assert cut is not None and cut.height == pytest.approx(10, abs=5)
    assert (cut.left + cut.right) / 2 == pytest.approx(200, abs=2)
    assert crown.missing(head[20:], 200) is None  # so much is not made up
    head[:9, 20:24] = 1  # the tip of a strand beside it
    assert crown.missing(head, 200) == cut
    head[:9, 20:24] = 0
    assert crown.missing(np.pad(head, ((20, 0), (0, 0))), 200) is None  # nothing is cut


@pytest.mark.parametrize("step", [-1, 1])
def test_hair_that_a_side_cuts_is_closed_round(step: int) -> None:
    """A dark head before white, 200 px high from forehead to chin, and what is left of it at column `edge`."""
    y, x = np.mgrid[:400, :600]
    whole = ((x - 300) / 130.0) ** 2 + ((y - 170) / 150.0) ** 2 < 1
    edge = 300 + step * 110
    mask = (whole & ((x - edge) * step <= 0)).astype(np.float32)
    image = np.where(mask[..., None] > 0, np.uint8(40), np.uint8(250)).repeat(3, 2)
    rows = crown.head_rows(mask, edge, step, 300, 290, 200)
    assert rows is not None and abs(rows[0] - 84) < 4 and abs(rows[1] - 256) < 4
    crown.round_off(image, mask, edge, step, rows, 200)
    beyond = mask[:, edge + step * np.arange(1, 60)].sum(1) if step > 0 else mask[:, edge - 59 : edge].sum(1)
    assert 8 < beyond[170] < 25 and 0 < beyond[rows[0] + 20] < beyond[170] - 3  # widest in the middle
    assert beyond[: rows[0] - 4].max() == 0
    assert image[170, edge + 4 * step].max() < 60
    assert crown.head_rows(mask, edge, step, 300 - step * 90, 290, 200) is None  # too far from the face for a head
    assert crown.head_rows(np.zeros_like(mask), edge, step, 300, 290, 200) is None


@pytest.mark.parametrize("name", PICTURES)
def test_landmarks_lie_on_the_face_that_is_seen(name: str) -> None:
    made = portrait(name)
    again = find_best(rest(made))
    assert again is not None
    eyes = np.linalg.norm(made.landmarks[33] - made.landmarks[263])
    assert np.linalg.norm(again.best[:468, :2] - made.landmarks[:468, :2], axis=1).mean() < 0.03 * eyes


@pytest.mark.parametrize("name", PICTURES)
def test_matte_holds_the_face_and_alpha_holds_the_matte(name: str) -> None:
    made = portrait(name)
    hull = np.zeros(made.matte.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull((made.landmarks[:468, :2] + MARGIN).round().astype(np.int32)), (1,))
    seen = np.zeros_like(hull)
    seen[CANVAS] = hull[CANVAS]
    assert made.matte[seen > 0].mean() > 250 and np.quantile(made.matte[seen > 0], 0.02) > 200
    assert (made.alpha.astype(int) - made.matte).min() > -70  # the blur softens a corner a little
    assert 0.08 < (made.alpha[CANVAS] > 128).mean() < 0.8
    assert made.alpha[MARGIN + 4, MARGIN + WIDTH // 2 - 600] == 0  # not the whole canvas


@pytest.mark.parametrize("name", PICTURES)
def test_the_plate_is_the_picture_without_the_person(name: str) -> None:
    made = portrait(name)
    assert not FaceMesh().find(made.plate)
    if name in ("demo", "wide"):  # no filled sides: the background is the picture's own, to the bit
        outside = cv2.dilate(made.matte[CANVAS], np.ones((61, 61), np.uint8)) == 0
        outside[:80] = outside[:, :20] = outside[:, -20:] = False
        assert outside.mean() > 0.2
        assert (made.plate[outside] == made.image[CANVAS][outside]).all()


@pytest.mark.parametrize("name", ["tall", "narrow"])
def test_filled_sides_have_neither_bars_nor_seams(name: str) -> None:
    made = portrait(name)
    plate = made.plate.astype(np.float32)
    steps = np.abs(np.diff(cv2.GaussianBlur(plate, (0, 0), 1.5), axis=1)).mean((0, 2))
    assert steps.max() < 3  # a seam is a column in which everything changes
    assert (plate < 6).all(2).mean() < 0.02 and (plate > 252).all(2).mean() < 0.02


def test_the_same_file_gives_the_same_portrait() -> None:
    steps: list[str] = []
    first, again = portrait("tall"), prepare(encode(PICTURES["tall"](), "JPEG", quality=95), progress=steps.append)
    assert steps == ["load", "face", "frame", "matte", "background"]
    for name in ("image", "alpha", "matte", "plate", "landmarks"):
        assert (getattr(first, name) == getattr(again, name)).all(), name


def test_scale_is_canvas_px_per_px_of_the_file() -> None:
    made = prepare(encode(demo().resize((1536, 1536)), "JPEG"))
    assert made.scale == pytest.approx(portrait("demo").scale / 3, rel=0.05)


def test_several_faces_are_noted_and_the_largest_moves_alone() -> None:
    two = Image.new("RGB", (800, 512))
    two.paste(demo().crop((100, 0, 400, 512)))
    two.paste(demo().crop((110, 0, 350, 246)).resize((500, 512)), (300, 0))
    made = prepare(encode(two))
    assert made.faces == 2
    assert any("2 faces" in note for note in made.notes)
    left = np.ascontiguousarray(made.plate[:, :480])
    assert len(FaceMesh().find(left, max_faces=3)) == 1  # the smaller one stays where it is, in the background


def test_a_cut_out_person_stands_on_the_backdrop() -> None:
    source = portrait("demo")
    cut = np.dstack([source.image, source.matte])[CANVAS]
    made = prepare(encode(cut))
    colours = np.array(BACKDROP, np.float32)
    assert (np.abs(made.plate.astype(np.float32) - colours.mean(0)).mean((0, 1)) < 16).all()
    agree = (made.matte[CANVAS] > 128) == (source.matte[CANVAS] > 128)
    assert made.scale == pytest.approx(1, rel=0.4) and agree.mean() > 0.8


def test_an_earring_before_the_background_belongs_to_the_head() -> None:
    points = drawn_face.landmarks()
    lobe = np.round(points[132, :2] + [-14, 40]).astype(int)
    hung, shelf = drawn_face.picture(), drawn_face.picture()
    cv2.line(hung, tuple(points[132, :2].astype(int).tolist()), tuple(lobe.tolist()), (230, 200, 90), 5)
    cv2.circle(hung, (int(lobe[0]), int(lobe[1]) + 20), 20, (230, 200, 90), 6)
    cv2.line(shelf, (int(lobe[0]) - 300, int(lobe[1])), (int(lobe[0]) + 40, int(lobe[1])), (230, 200, 90), 8)
    prob = (cv2.GaussianBlur(drawn_face.picture(), (0, 0), 2)[..., 0] > 150).astype(np.float32)
    ring = (int(lobe[1]) + 40, int(lobe[0]))
    assert matte.refine(hung, prob, points)[ring] > 0.5
    assert matte.refine(shelf, prob, points)[int(lobe[1]), int(lobe[0]) - 60] < 0.1  # goes on: it is the room's
    assert matte.refine(drawn_face.picture(), prob, points)[ring] < 0.1


def test_no_face_and_a_face_too_small_are_said() -> None:
    with pytest.raises(NoFace, match="No face.*send"):
        prepare(encode(Image.new("RGB", (400, 300), (90, 140, 80))))
    with pytest.raises(NoFace):
        prepare(encode(Image.new("RGB", (1, 4000))))
    with pytest.raises(FaceTooSmall, match="px between the eyes") as caught:
        prepare(encode(demo().crop((100, 0, 356, 256)).resize((84, 84), Image.Resampling.LANCZOS)))
    assert 10 < float(str(caught.value.fields["eyes_px"])) < 24


def test_a_small_face_is_noted() -> None:
    made = prepare(encode(demo().resize((330, 330))))
    assert any("small" in note for note in made.notes)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255)])
def test_bars_are_found_and_only_bars(colour: tuple[int, int, int]) -> None:
    sheet = Image.new("RGB", (700, 900), colour)
    sheet.paste(demo(), (94, 150))
    rows, columns = bars.inner(np.asarray(sheet))
    assert 150 <= rows.start <= 153 and 659 <= rows.stop <= 662 and 94 <= columns.start <= 97 and 603 <= columns.stop <= 606
    small = np.asarray(Image.open(io.BytesIO(encode(sheet.resize((350, 450)), "JPEG", quality=30))))  # its noise runs over into the bars
    rows, columns = bars.inner(small)
    assert np.abs(np.array([rows.start - 75, rows.stop - 331, columns.start - 47, columns.stop - 303])).max() <= 6
    assert bars.inner(np.asarray(demo())) == (slice(0, 512), slice(0, 512))
    flat = np.full((300, 400, 3), 240, np.uint8)
    cv2.circle(flat, (200, 200), 90, (90, 60, 40), -1)  # a person on a studio white: the white is no bar
    assert bars.inner(flat) == (slice(0, 300), slice(0, 400))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_on_its_side_or_head_is_turned_upright(turns: int) -> None:
    """Quarter turns counter-clockwise; a file does not always say how the camera was held."""
    across = portrait("demo").landmarks[[263, 33], :2]
    turned = upright(np.ascontiguousarray(np.rot90(np.array(demo()), turns)))
    assert turned[2] == 4 - turns and turned[1] is not None
    assert np.array_equal(turned[0], np.array(demo()))
    eyes = turned[1].best[263, :2] - turned[1].best[33, :2]
    assert abs(np.degrees(np.arctan2(eyes[1], eyes[0]) - np.arctan2(*(across[0] - across[1])[::-1]))) < 2
