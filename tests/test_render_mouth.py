"""The mouth painter on a drawn face: what it paints, where, in which colours, and when it leaves the frame alone."""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from limner.engine.render import own_teeth, tones
from limner.engine.render.mouth import MouthPainter, MouthState
from limner.engine.render.mouth_layers import REACH
from limner.engine.render.mouth_look import LOWER_LIP, UPPER_LIP, MouthLook, mouth_look
from limner.engine.types import F32, HEIGHT, U8, WIDTH, Frame
from tests.drawn_face import SKIN, WHITE, K, frame, landmarks, picture, rgb


@cache
def drawn(grey: bool = False) -> tuple[U8, MouthLook]:
    image = picture(grey=grey)
    return image, mouth_look(image, landmarks())


def opened(look: MouthLook, gap: float, jaw: float | None = None, smile: float = 0.0) -> MouthState:
    """The closed mouth with its lower lip moved down in an arc by `gap` k; the jaw goes with it unless told otherwise.

    As the upper lip stays where it is, upper teeth hardly show unless it smiles.
    """
    points = landmarks()
    seam = 0.5 * (points[list(UPPER_LIP[0]), :2] + points[list(LOWER_LIP[0]), :2])
    seam = np.stack([np.interp(np.linspace(0, 10, 21), np.arange(11), seam[:, c]) for c in (0, 1)], -1).astype(np.float32)
    arc = np.sin(np.linspace(0, np.pi, 21)).astype(np.float32)
    lower = seam + np.stack([0 * arc, gap * K * arc], -1)
    drop = gap if jaw is None else jaw
    return MouthState(
        upper=seam,
        lower=lower,
        k=K,
        R=np.eye(3, dtype=np.float32),
        skull=look.anchor,
        jaw=np.array([0, drop * K], np.float32),
        smile=smile,
    )


def painted(look: MouthLook, image: U8, state: MouthState) -> Frame:
    out = frame(image)
    MouthPainter(look).paint(out, state)
    return out


def changed(a: Frame, b: Frame) -> U8:
    return np.asarray(a.y != b.y)


def centre(state: MouthState) -> F32:
    return np.asarray(0.5 * (state.upper[10] + state.lower[10]))


def test_closed_lips_are_left_alone_to_the_bit() -> None:
    image, look = drawn()
    for gap in (0.0, -0.02, 0.7 / K):
        assert np.array_equal(painted(look, image, opened(look, gap)).planes, frame(image).planes)


def test_paints_between_the_lips_and_hardly_beyond() -> None:
    image, look = drawn()
    state = opened(look, 0.2)
    rows, columns = np.nonzero(changed(painted(look, image, state), frame(image)))
    reach = REACH * K + 2
    assert state.upper[0, 0] - reach <= columns.min() and columns.max() <= state.upper[-1, 0] + reach
    assert state.upper[:, 1].min() - reach <= rows.min() and rows.max() <= state.lower[:, 1].max() + reach
    x, y = centre(state).astype(int)
    assert changed(painted(look, image, state), frame(image))[y - 8 : y + 8, x - 15 : x + 15].all()


def test_more_opening_shows_more() -> None:
    image, look = drawn()
    areas = [changed(painted(look, image, opened(look, gap)), frame(image)).sum() for gap in (0.01, 0.03, 0.08, 0.16, 0.3)]
    assert all(b > a for a, b in zip(areas, areas[1:], strict=False))


def test_teeth_are_light_the_throat_is_dark_but_not_black() -> None:
    image, look = drawn()
    state = opened(look, 0.26, smile=1)
    luma = painted(look, image, state).y.astype(float)
    x, top = int(state.upper[10, 0]), float(state.upper[10, 1])
    teeth = luma[int(top + 0.022 * K) : int(top + 0.036 * K), x + 4 : x + 14].mean()
    throat = luma[int(top + 0.07 * K) : int(top + 0.085 * K), x - 10 : x + 10].mean()
    lip = luma[int(landmarks()[0, 1]) + 3, x - 10 : x + 10].mean()
    assert teeth > 1.15 * lip
    assert 20 < throat < 0.6 * lip


def test_in_a_short_gap_teeth_lie_in_the_upper_lips_shadow_and_are_lit_below() -> None:
    image, look = drawn()
    look, state = replace(look, live=1.0), opened(look, 0.04)
    x, top, bottom = int(state.upper[10, 0]), float(state.upper[10, 1]), float(state.lower[10, 1])
    rows = painted(look, image, state).y[round(top) : round(bottom), x + 4 : x + 14].mean(1)
    assert rows[2:].max() > 1.6 * rows[:2].min(), "no flat grey band"


def test_teeth_on_a_lip_drawn_in_under_them_stand_in_the_light() -> None:
    """f and v: what shows between the lips is light."""
    image, look = drawn()
    look = replace(look, live=1.0)
    plain, bitten = opened(look, 0.035, 0.0), opened(look, 0.035, 0.0)
    bitten.roll_lower = 0.8
    x, y = centre(plain).astype(int)
    seen = [float(painted(look, image, state).y[y - 1 : y + 2, x + 3 : x + 13].mean()) for state in (plain, bitten)]
    assert seen[1] > 1.25 * seen[0]


def test_dark_and_teeth_are_warm() -> None:
    """Never grey, blue or olive: red >= green >= blue everywhere inside."""
    image, look = drawn()
    state = opened(look, 0.26)
    out = rgb(painted(look, image, state)).astype(float)
    x, y = centre(state).astype(int)
    inside = out[y - 20 : y + 16, x - 24 : x + 24].reshape(-1, 3)
    assert (inside[:, 0] >= inside[:, 1] - 3).all() and (inside[:, 1] >= inside[:, 2] - 6).all()


def test_grey_pictures_stay_grey() -> None:
    image, look = drawn(grey=True)
    out = painted(look, image, opened(look, 0.26))
    assert np.abs(out.u.astype(int) - 128).max() <= 1 and np.abs(out.v.astype(int) - 128).max() <= 1


@pytest.mark.parametrize("lamp", [(0.5, 0.72, 1.15), (1.0, 0.65, 0.85), (1.1, 0.8, 0.5), (0.75, 1.0, 0.7)])
def test_teeth_take_the_light_of_a_coloured_lamp(lamp: tuple[float, float, float]) -> None:
    """Blue, pink, orange, green: teeth change as everything else in the picture does."""

    def tooth(image: U8) -> F32:
        rows = mouth_look(image, landmarks()).upper_teeth
        middle = rows.shape[1] // 2
        colour = rows[rows.shape[0] * 3 // 10, middle - 40 : middle + 40, :3].astype(np.float32).mean(0)
        return np.asarray(colour / colour[1], np.float32)

    lit = np.clip(picture() * np.array(lamp), 0, 255).astype(np.uint8)
    change = tooth(lit) / tooth(picture()) / (np.array(lamp) / lamp[1])
    assert (np.abs(np.log(change)) < 0.15).all(), change


def test_teeth_of_a_pale_drawing_are_not_cold() -> None:
    """Skin as white as paper is no blue light."""
    image = picture().astype(np.int16)
    for was, now in ((SKIN, (254, 252, 249)), (WHITE, (247, 246, 244))):
        image[np.abs(image - was).max(-1) < 12] = now
    forehead = image[: int(landmarks()[168, 1] + 0.05 * K)]
    forehead[(forehead > 245).all(-1)] = (245, 190, 160)  # shaded, in colour
    red, green, blue = tones.measure(image.astype(np.uint8), landmarks()).tooth
    assert red > green > blue


def test_nothing_glows_in_a_picture_that_is_dark_all_over() -> None:
    image = (picture() * 0.1).astype(np.uint8)
    look = mouth_look(image, landmarks())
    out = rgb(painted(look, image, opened(look, 0.26))).astype(float).mean(-1)
    x, y = (landmarks()[13, :2]).astype(int)
    inside = out[y - 20 : y + 60, x - 40 : x + 40]
    assert inside.max() < 1.5 * image.mean(-1).max()
    assert max(look.tongue.max(), 0.2 * look.shine.max()) < 30


def test_a_drawing_of_lines_stays_flat_though_its_file_is_poor() -> None:
    """Ink on paper, compressed: even dark between the lips, no gradients as on a photograph's."""
    points = landmarks()
    paper = np.full((HEIGHT, WIDTH, 3), 236, np.uint8)
    for line in (UPPER_LIP[0], UPPER_LIP[1], LOWER_LIP[1]):
        cv2.polylines(paper, [np.round(points[list(line), :2]).astype(np.int32)], False, (40, 40, 40), 2, cv2.LINE_AA)
    noise = np.random.default_rng(2).normal(0, 2.5, paper.shape)
    image = np.clip(paper + noise, 0, 255).astype(np.uint8)
    look = mouth_look(image, points)
    assert look.live < 0.1
    spread = []
    for one in (look, replace(look, live=1.0)):
        state = opened(one, 0.30)
        luma = painted(one, image, state).y.astype(float)
        x, top = int(state.upper[10, 0]), float(state.upper[10, 1])
        throat = luma[int(top + 0.06 * K) : int(top + 0.11 * K), x - 8 : x + 8].mean(1)
        spread.append(float(np.ptp(throat)))
    assert spread[0] < 0.6 * spread[1]


def test_upper_teeth_stay_with_the_skull() -> None:
    """The jaw drops further behind the same lips: nothing changes where only the upper row shows."""
    image, look = drawn()
    a = painted(look, image, opened(look, 0.2, jaw=0.16)).y.astype(int)
    b = painted(look, image, opened(look, 0.2, jaw=0.24)).y.astype(int)
    state = opened(look, 0.2)
    x, top = int(state.upper[10, 0]), float(state.upper[10, 1])
    rows = slice(int(top) - 2, int(top + 0.035 * K))
    assert np.abs(a - b)[rows, x - 20 : x + 20].max() <= 1
    assert np.abs(a - b).max() > 20  # the lower row and the tongue did move


def test_pushed_out_lips_darken_the_mouth() -> None:
    image, look = drawn()
    plain, pout = opened(look, 0.2), opened(look, 0.2)
    pout.funnel = 1.0
    x, y = centre(plain).astype(int)
    box = slice(y - 14, y + 14), slice(x - 20, x + 20)
    assert painted(look, image, pout).y[box].mean() < painted(look, image, plain).y[box].mean() - 8


def test_raised_tongue_shows() -> None:
    image, look = drawn()
    low, high = opened(look, 0.2), opened(look, 0.2)
    high.tongue = 1.0
    x, y = centre(low).astype(int)
    box = slice(y, y + 14), slice(x - 14, x + 14)
    assert np.abs(painted(look, image, high).y[box].astype(int) - painted(look, image, low).y[box]).mean() > 5


def test_a_tongue_between_the_teeth_lies_over_them_down_to_the_lip() -> None:
    """th: right above the lower lip it is pink where teeth or dark were; l keeps the upper teeth free."""
    image, look = drawn()
    plain, between, behind = (opened(look, 0.06, smile=1) for _ in range(3))
    between.tongue, behind.tongue = 1.0, 0.5
    x, y = int(plain.lower[10, 0]), int(plain.lower[10, 1] - 0.028 * K)
    box = slice(y - 2, y + 2), slice(x - 8, x + 8)
    red = [rgb(painted(look, image, state))[box].astype(float) @ (1.0, -0.5, -0.5) for state in (plain, between, behind)]
    assert red[1].mean() > red[0].mean() + 8
    top = slice(int(plain.upper[10, 1]), int(plain.upper[10, 1] + 0.022 * K)), box[1]
    assert np.array_equal(painted(look, image, behind).y[top], painted(look, image, plain).y[top])


def test_lower_teeth_are_seen_when_the_jaw_drops() -> None:
    image, look = drawn()
    state = opened(look, 0.2)
    x, y = int(state.lower[10, 0]), int(state.lower[10, 1])
    column = painted(look, image, state).y[y - int(0.06 * K) : y, x - 6 : x + 6].astype(float).mean(1)
    above = painted(look, image, state).y[y - int(0.085 * K) : y - int(0.07 * K), x - 6 : x + 6].astype(float).mean()
    assert column.max() > above + 15


def test_teeth_darken_towards_the_corners() -> None:
    _, look = drawn()
    middle = look.upper_teeth.shape[1] // 2
    row = look.upper_teeth.shape[0] // 3
    place = [int(mm / 90 * look.density) for mm in (4.3, 11.9, 19.0)]  # middles of the first three teeth
    tones = [float(look.upper_teeth[row, middle + at - 3 : middle + at + 4, :3].mean()) for at in place]
    assert tones[0] > tones[2]


def test_a_frame_does_not_depend_on_the_one_before() -> None:
    image, look = drawn()
    painter = MouthPainter(look)
    painter.paint(frame(image), opened(look, 0.3))
    out = frame(image)
    painter.paint(out, opened(look, 0.1))
    assert np.array_equal(out.planes, painted(look, image, opened(look, 0.1)).planes)


def test_the_same_person_has_the_same_teeth_and_another_has_others() -> None:
    image, look = drawn()
    assert np.array_equal(mouth_look(image, landmarks()).upper_teeth, look.upper_teeth)
    other = mouth_look(image[:, ::-1].copy(), landmarks())
    assert not np.array_equal(other.upper_teeth[..., 3], look.upper_teeth[..., 3])


def test_look_survives_pickling() -> None:
    image, look = drawn()
    again = pickle.loads(pickle.dumps(look))
    state = opened(look, 0.2)
    assert np.array_equal(painted(again, image, state).planes, painted(look, image, state).planes)


@pytest.mark.parametrize("shift", [(-900, 0), (900, 0), (0, -700), (0, 700), (-640, 90), (620, 300)])
def test_a_mouth_at_or_over_the_border_is_cut(shift: tuple[int, int]) -> None:
    image, look = drawn()
    state, by = opened(look, 0.25), np.array(shift, np.float32)
    moved = replace(state, upper=state.upper + by, lower=state.lower + by, skull=state.skull + by)
    out = painted(look, image, moved)
    assert out.planes.shape == (HEIGHT * 3 // 2, WIDTH)


def test_nonsense_is_not_painted() -> None:
    image, look = drawn()
    state = opened(look, 0.25)
    gone = replace(state, upper=np.full_like(state.upper, np.nan))
    turned_away = replace(state, R=np.diag([-1, 1, -1]).astype(np.float32))
    for bad in (gone, turned_away):
        assert np.array_equal(painted(look, image, bad).planes, frame(image).planes)


def test_own_teeth_are_used_when_the_portrait_shows_them() -> None:
    """A gap between two front teeth, drawn into an open mouth, comes back when the mouth opens again."""
    points = landmarks()
    k = K
    for side, way in ((UPPER_LIP[0], -0.02), (LOWER_LIP[0], 0.08)):
        arc = np.sin(np.linspace(0, np.pi, 11)) * way * k
        points[list(side), 1] += arc
    image = picture()
    upper, lower = points[list(UPPER_LIP[0]), :2], points[list(LOWER_LIP[0]), :2]
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    top, bottom = np.interp(xx, upper[:, 0], upper[:, 1]), np.interp(xx, lower[:, 0], lower[:, 1])
    mouth = (yy > top) & (yy < bottom) & (xx > upper[0, 0]) & (xx < upper[-1, 0])
    image[mouth] = (60, 25, 22)
    image[mouth & (yy < top + 0.06 * k) & (abs(xx - 640) < 0.17 * k)] = (232, 214, 192)
    look = mouth_look(image, points, rotation=np.eye(3, dtype=np.float32))
    middle = look.upper_teeth.shape[1] // 2
    row = look.upper_teeth.shape[0] * 3 // 10
    own = look.upper_teeth[row, middle - 20 : middle + 20, :3].astype(float).mean(0)
    usual = drawn()[1].upper_teeth[row, middle - 20 : middle + 20, :3].astype(float).mean(0)
    assert np.abs(own - (232, 214, 192)).max() < 25
    assert own[0] / own[2] > 1.05 * usual[0] / usual[2]  # yellower than the ones drawn without


def test_of_a_thin_strip_in_shade_only_a_lighter_mean_colour_is_kept() -> None:
    """What blurs into it from the lips would be long pink columns on every tooth."""
    points = landmarks()
    for side, way in ((UPPER_LIP[0], 0.0), (LOWER_LIP[0], 0.004)):
        points[list(side), 1] += np.sin(np.linspace(0, np.pi, 11)) * way * K
    image = picture()
    upper, lower = points[list(UPPER_LIP[0]), :2], points[list(LOWER_LIP[0]), :2]
    yy, xx = np.mgrid[:HEIGHT, :WIDTH]
    top, bottom = np.interp(xx, upper[:, 0], upper[:, 1]), np.interp(xx, lower[:, 0], lower[:, 1])
    image[(yy > top) & (yy < bottom) & (xx > upper[0, 0]) & (xx < upper[-1, 0])] = (150, 138, 128)
    image[(yy > top) & (yy < bottom) & (abs(xx - 655) < 5)] = (170, 140, 135)
    look = mouth_look(image, points, rotation=np.eye(3, dtype=np.float32))
    middle = look.upper_teeth.shape[1] // 2
    row = look.upper_teeth[look.upper_teeth.shape[0] // 3, middle - 20 : middle + 20, :3].astype(float)
    assert row.mean(0) @ (0.3, 0.6, 0.1) > 155
    assert np.ptp(row[:, 0] / row[:, 1]) < 0.05


def test_a_smooth_strip_of_own_teeth_gets_the_lines_between_teeth() -> None:
    """A coarse picture shows one white band; it keeps its colour and is told apart into teeth. Sharp own teeth stay as they are."""
    h, w = 60, 240
    columns = np.arange(w)
    fade, low, high = np.ones(w, np.float32), np.full(w, 10, np.float32), np.full(w, 40, np.float32)
    striped = np.full((h, w, 3), 200, np.float32) * (1 - 0.2 * (columns % 24 < 3))[None, :, None].astype(np.float32)
    plain = np.full((h, w, 3), 200, np.float32)
    assert own_teeth._smeared(plain, striped, low, high, fade) == 1
    assert own_teeth._smeared(striped, striped, low, high, fade) < own_teeth.SMEARED


def test_teeth_are_no_sharper_than_the_picture() -> None:
    def steepest(blur: float) -> float:
        image = picture()
        if blur:
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.uint8)
        look = mouth_look(image, landmarks())
        state = opened(look, 0.2, smile=1)
        x, y = centre(state).astype(int)
        inside = painted(look, image, state).y[y - 15 : y + 15, x - 25 : x + 25].astype(float)
        return float(np.percentile(np.abs(np.diff(inside, axis=0)), 97))

    assert mouth_look(picture(), landmarks()).soft < 0.7
    assert steepest(2.0) < 0.7 * steepest(0)


def test_dark_lips_let_little_light_into_a_short_gap() -> None:
    image, look = drawn()
    for gap, low, high in ((0.04, 0.5, 0.93), (0.26, 0.97, 1.03)):
        state = opened(look, gap)
        x, y = centre(state).astype(int)
        looks = (replace(look, live=1.0, bounce=share) for share in (1.0, 0.6))
        usual, dark = (float(painted(one, image, state).y[y - 1 : y + 2, x - 15 : x + 15].mean()) for one in looks)
        assert low < dark / usual < high
