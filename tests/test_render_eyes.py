"""The eye painter on a drawn face: rest is untouched, the iris goes where the look goes, lids cover it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from limner.engine.render import tones
from limner.engine.render.eye_look import eye_looks
from limner.engine.render.eye_region import LIDS
from limner.engine.render.eyes import EyeLook, EyePainter, EyeState
from limner.engine.types import F32, HEIGHT, U8, WIDTH, Frame
from tests.drawn_face import IRIS, SKIN, WHITE, K, frame, landmarks, picture, rgb

STAY = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
Looks = tuple[EyeLook, EyeLook]


@cache
def drawn() -> tuple[U8, Looks]:
    image = picture()
    return image, eye_looks(image, landmarks())


def states(blink: float = 0.0, gaze: tuple[float, float] = (0.0, 0.0), shift: tuple[float, float] = (0, 0)) -> tuple[EyeState, EyeState]:
    """Both lids of both eyes go `blink` of the way to where they meet; everything is moved by `shift` px."""
    out = []
    points = landmarks()[:, :2] + np.array(shift, np.float32)
    for upper, lower, _ in LIDS:
        top, bottom = points[list(upper)], points[list(lower)]
        meet = bottom - 0.16 * (bottom - top)
        affine = STAY.copy()
        affine[:, 2] = shift
        out.append(
            EyeState(
                upper=top + blink * (meet - top), lower=bottom + blink * (meet - bottom), rest_upper=top, rest_lower=bottom,
                affine=affine, blink=blink, gaze_x=gaze[0], gaze_y=gaze[1],
            )
        )  # fmt: skip
    return out[0], out[1]


def painted(looks: Looks, image: U8, both: tuple[EyeState, EyeState]) -> Frame:
    out = frame(image)
    EyePainter(looks).paint(out, both)
    return out


def eye_box(i: int, grow: float = 0.0) -> tuple[slice, slice]:
    upper, lower, _ = LIDS[i]
    lids = landmarks()[list(upper + lower), :2]
    (x0, y0), (x1, y1) = lids.min(0) - grow, lids.max(0) + grow
    return slice(int(y0), int(y1) + 1), slice(int(x0), int(x1) + 1)


def iris_at(out: Frame, i: int) -> F32:
    """Centre (x, y) of the dark pixels of one eye."""
    luma = rgb(out)[eye_box(i)].astype(float).mean(-1)
    y, x = np.nonzero(luma < 0.5 * (np.mean(IRIS) + np.mean(WHITE)))
    return np.array([x.mean(), y.mean()], np.float32)


def test_an_eye_at_rest_is_left_alone_to_the_bit() -> None:
    image, looks = drawn()
    assert np.array_equal(painted(looks, image, states()).planes, frame(image).planes)


def test_a_wide_eye_is_the_mesh_renderers() -> None:
    image, looks = drawn()
    wide = tuple(replace(s, upper=s.upper - np.array([0, 4], np.float32)) for s in states())
    assert np.array_equal(painted(looks, image, (wide[0], wide[1])).planes, frame(image).planes)


@pytest.mark.parametrize("way", [-0.4, 0.4])
def test_the_iris_follows_the_look_in_both_eyes(way: float) -> None:
    image, looks = drawn()
    out = painted(looks, image, states(gaze=(way, 0.0)))
    for i in (0, 1):
        moved = iris_at(out, i)[0] - iris_at(frame(image), i)[0]
        assert moved / (way * 0.085 * K) == pytest.approx(1.0, abs=0.35)


def test_the_place_it_left_is_white() -> None:
    image, looks = drawn()
    out = rgb(painted(looks, image, states(gaze=(0.6, 0.0)))).astype(float)
    x, y = landmarks()[468, :2]
    old = out[int(y) - 1 : int(y) + 2, int(x - 0.050 * K) : int(x - 0.035 * K)].mean((0, 1))
    assert np.abs(old - WHITE).max() < 25


def test_a_glance_begins_without_a_jump() -> None:
    image, looks = drawn()
    before = frame(image).y.astype(int)
    for gaze in (0.005, 0.01, 0.02):
        now = painted(looks, image, states(gaze=(gaze, 0.0))).y.astype(int)
        assert np.abs(now - before).max() <= 400 * gaze + 8


def test_a_shut_eye_shows_skin_and_lashes_only() -> None:
    image, looks = drawn()
    out = rgb(painted(looks, image, states(blink=1.0))).astype(float)
    for i, (upper, lower, _) in enumerate(LIDS):
        points = landmarks()
        top, bottom = points[upper[4], 1], points[lower[4], 1]
        x = int(points[upper[4], 0])
        lid = out[int(top + 0.15 * (bottom - top)) : int(top + 0.5 * (bottom - top)), x - 8 : x + 8].mean((0, 1))
        assert np.abs(lid - SKIN).max() < 30, i
        line = out[int(bottom - 0.3 * (bottom - top)) : int(bottom + 3), x - 8 : x + 8].mean((1, 2))
        assert line.min() < 0.85 * np.mean(SKIN)


def test_paint_above_an_open_eye_does_not_stay_above_a_shut_one() -> None:
    image = picture().copy()
    upper = landmarks()[list(LIDS[0][0]), :2]
    rise = int(0.045 * K)
    for x in range(int(upper[:, 0].min()) + 4, int(upper[:, 0].max()) - 3):
        order = np.argsort(upper[:, 0])
        lid = int(np.interp(x, upper[order, 0], upper[order, 1]))
        image[lid - rise : lid + 1, x] = 30
    looks = eye_looks(image, landmarks())
    assert looks[0].lash_rise > drawn()[1][0].lash_rise
    shut = rgb(painted(looks, image, states(blink=1.0)))
    x, y = (int(v) for v in upper[4])
    assert shut[y - rise + 3 : y, x].mean() > 0.8 * np.mean(SKIN)


def test_lashes_that_stand_out_beside_an_open_eye_do_not_stay_above_a_shut_one() -> None:
    image = picture().copy()
    x, y = landmarks()[LIDS[0][0][0], :2].round().astype(int)  # the outer corner
    tuft = slice(y - int(0.05 * K), y - int(0.015 * K)), slice(x - int(0.05 * K), x)
    image[tuft] = 30
    looks = eye_looks(image, landmarks())
    assert rgb(painted(looks, image, states()))[tuft].mean() < 60
    shut = rgb(painted(looks, image, states(blink=1.0)))[tuft].astype(float)
    assert shut.mean() > 0.75 * np.mean(SKIN)


def test_a_lid_under_a_low_dark_brow_is_skin_and_its_fold_comes_down() -> None:
    noise = np.random.default_rng(3).normal(0, 6, picture().shape)  # else it is a flat drawing, whose lids have one colour
    image = np.clip(picture() + noise, 0, 255).astype(np.uint8)
    points = landmarks()
    upper = points[list(LIDS[0][0]), :2]
    (left, _), (right, _) = upper.min(0), upper.max(0)
    lid = int(upper[:, 1].min())
    image[lid - int(0.14 * K) : lid - int(0.10 * K), int(left - 0.1 * K) : int(right + 0.1 * K)] = 25
    x, y = (int(v) for v in upper[4])
    fold = y - int(0.05 * K)
    image[fold : fold + 3, x - 12 : x + 12] = np.array(SKIN) * 0.8
    looks = eye_looks(image, points)
    shut = rgb(painted(looks, image, states(blink=1.0))).astype(float)
    column = shut[y - int(0.08 * K) : y + int(0.05 * K), x - 6 : x + 6].mean((1, 2)) / np.mean(SKIN)
    assert column[-int(0.05 * K) :].mean() > 0.82  # neither brow nor fold darkens the lid
    dark = np.flatnonzero(column < 0.92) + y - int(0.08 * K)
    assert len(dark) and dark.min() > fold  # the fold has come down


def test_a_lid_in_a_deep_shadow_stays_in_it() -> None:
    image = picture().copy()
    points = landmarks()
    box = eye_box(0, 0.09 * K)
    image[box] = (0.25 * image[box]).astype(np.uint8)
    noise = np.random.default_rng(3).normal(0, 6, image.shape)
    image = np.clip(image + noise, 0, 255).astype(np.uint8)
    shut = rgb(painted(eye_looks(image, points), image, states(blink=1.0))).astype(float)
    x, y = (int(v) for v in points[LIDS[0][0][4], :2])
    assert shut[y : y + int(0.05 * K), x - 6 : x + 6].mean() < 0.5 * np.mean(SKIN)


def test_a_half_shut_eye_keeps_its_iris_in_place_and_in_shape() -> None:
    """The eyeball does not follow the lid, and what is below the lid is the portrait's own."""
    image, looks = drawn()
    out, before = rgb(painted(looks, image, states(blink=0.5))).astype(int), rgb(frame(image)).astype(int)
    for upper, lower, iris in LIDS:
        points = landmarks()
        x, top, bottom = int(points[iris, 0]), points[upper[4], 1], points[lower[4], 1]
        rows = slice(int(bottom - 0.20 * (bottom - top)), int(bottom - 0.10 * (bottom - top)) + 1)
        assert np.abs(out - before)[rows, x - 4 : x + 5].mean() < 22


def test_lids_come_down_steadily() -> None:
    """More blink, less of the white and the iris: the skin's share of the opening grows."""
    image, looks = drawn()
    box = eye_box(0)
    shares = []
    for blink in (0.1, 0.3, 0.5, 0.7, 1.0):
        out = rgb(painted(looks, image, states(blink=blink)))[box].astype(int)
        shares.append((np.abs(out - SKIN).max(-1) < 30).mean())
    assert all(b > a - 0.01 for a, b in zip(shares, shares[1:], strict=False)) and shares[-1] > shares[0] + 0.2


def test_only_the_eye_that_blinks_changes() -> None:
    image, looks = drawn()
    shut, still = states(blink=1.0)[0], states()[1]
    out = painted(looks, image, (shut, still)).y
    x = int(landmarks()[168, 0])
    assert np.array_equal(out[:, x:], frame(image).y[:, x:]) and not np.array_equal(out[:, :x], frame(image).y[:, :x])


def test_nothing_beyond_the_eyes_changes() -> None:
    image, looks = drawn()
    out = painted(looks, image, states(blink=0.6, gaze=(0.3, -0.2))).y != frame(image).y
    for i in (0, 1):
        out[eye_box(i, 0.11 * K)] = False  # skin comes down from at most a tenth above
    assert not out.any()


def test_blank_eyes_ignore_the_look_but_blink() -> None:
    image = picture(iris=None)
    looks = eye_looks(image, landmarks())
    assert not looks[0].gaze and not looks[1].gaze
    assert np.array_equal(painted(looks, image, states(gaze=(0.5, 0.2))).planes, frame(image).planes)
    assert not np.array_equal(painted(looks, image, states(blink=1.0)).planes, frame(image).planes)


def test_the_patch_follows_the_head() -> None:
    """The same eye on a face moved by whole pixels is the same eye, moved."""
    image, looks = drawn()
    moved = np.roll(image, (24, -30), (0, 1))
    a = painted(looks, image, states(blink=0.4, gaze=(0.3, 0.1)))
    b = painted(looks, moved, states(blink=0.4, gaze=(0.3, 0.1), shift=(-30, 24)))
    rows, columns = eye_box(0, 4)
    there = slice(rows.start + 24, rows.stop + 24), slice(columns.start - 30, columns.stop - 30)
    assert np.abs(a.y[rows, columns].astype(int) - b.y[there]).max() <= 2


def test_looks_survive_pickling() -> None:
    image, looks = drawn()
    again: Looks = pickle.loads(pickle.dumps(looks))
    both = states(blink=0.4, gaze=(0.2, 0.1))
    assert np.array_equal(painted(again, image, both).planes, painted(looks, image, both).planes)


@pytest.mark.parametrize("shift", [(-900, 0), (900, 0), (0, -700), (0, 700), (-560, -250), (580, 100)])
def test_eyes_at_or_over_the_border_are_cut(shift: tuple[int, int]) -> None:
    image, looks = drawn()
    out = painted(looks, image, states(blink=0.5, gaze=(0.3, 0.0), shift=shift))
    assert out.planes.shape == (HEIGHT * 3 // 2, WIDTH)


def test_eyes_partly_outside_the_picture_can_be_analysed() -> None:
    image, _ = drawn()
    points = landmarks()
    points[:, 0] -= 560
    assert len(eye_looks(image, points)) == 2


@pytest.mark.parametrize("glow", [0.0, -0.4])
def test_a_lids_shade_is_as_red_as_the_pictures_other_shades(glow: float) -> None:
    """A 3-D render whose shadows glow, and a photograph whose shadows do not."""
    flat = picture().astype(np.float32)
    fall = np.interp(np.arange(flat.shape[1]), (500, 780), (1.0, 0.6))[None]
    shaded = flat * np.stack([fall ** (1 + glow / 2), fall ** (1 - glow / 2), fall ** (1 - glow / 2)], 2)
    found = tones.measure(np.asarray(shaded, np.uint8), landmarks())
    assert found.shade[0] == pytest.approx(glow, abs=0.06)
    assert abs(found.shade[1]) < 0.06
