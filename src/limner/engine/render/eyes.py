"""Moving lids and looks in a frame → eyeballs, lid skin and lashes that the portrait does not show.

The mesh renderer moves the picture's lids and with them everything between, so a half-closed eye would be a squashed one. Here
the eyeball is painted again from the portrait, still, and clipped by the moving lids; where the look turns aside, iris and
highlights move over a completed white; where a lid has come down, skin and a lash line cover the smear. An eye at rest is left
exactly as it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from limner.engine.render.paint import blend_chroma, blend_luma, clamp, draw_line, even_box, jit, lerp, sample, smooth
from limner.engine.types import F32, U8, Frame

STEPS = 120  # rows of the outline tables
BEFORE, BEHIND = 0.36, 0.12  # eye widths that they reach beyond the outer and the inner corner
UPPER, LOWER, REST_UPPER, REST_LOWER, COLUMNS = range(5)
GAZE_X, GAZE_Y = 0.085, 0.05  # k the iris moves at a gaze of 1
STILL = 0.004  # an eye that does less than this is left alone
CLEARED = 0.12  # k above a shut eye up to which none of the open eye's lashes stay
UNFOLD = 0.5  # of a lid's way down is new skin; the rest is what was above, drawn out
SHUT_AT = 1.04  # of its way down an own lid goes, over the line below the eye
FINE = 4  # spline points per lid landmark


@dataclass(frozen=True)
class EyeLook:
    """One eye of one portrait. Textures share one grid: texel (x, y) is canvas px `corner` + (x, y)."""

    corner: F32  # (2,) canvas px
    k: float  # px per eye distance on the canvas
    ball: U8  # (h, w, 4) the portrait itself; where it has hair or a rim before the eye
    white: U8  # (h, w, 3) the portrait without iris, the white completed under the lids
    iris: U8  # (h, w, 4) completed disc without highlights; coverage
    gloss: U8  # (h, w, 3) highlights, to be added
    skin: U8  # (h, w, 4) lid skin over the whole region; where the portrait has lashes beside the outer corner instead
    lash: F32  # (3,) colour
    lash_width: float  # k
    lash_strength: float  # 0..1
    lash_rise: float  # k that lashes and paint reach above the open eye
    hood: float  # k above the open eye from where skin comes down with the lid
    live: float  # 1 photograph .. 0 flat drawing, whose lids are not shaded
    gaze: bool  # an iris was found and can move
    front: bool  # something stands before the eye
    lids: F32 | None = None  # (2, 9, 2) canvas px, upper and lower, of an eye where the mesh has no lids


@dataclass(slots=True)
class EyeState:
    """One eye at one tick. Lids: (9, 2) px as projected, in the order of the lists RU, RL, LU, LL: outer corner → inner corner."""

    upper: F32  # lids now
    lower: F32
    rest_upper: F32  # where they would be now without blink and squint
    rest_lower: F32
    affine: F32  # (2, 3) canvas px of the rest pose → frame px, for this eye's region
    blink: float = 0.0  # 0..1
    gaze_x: float = 0.0  # -1..1, + image right
    gaze_y: float = 0.0  # -1..1, + down


def _spline(n: int) -> F32:
    """Matrix (FINE * (n - 1) + 1, n) that puts a Catmull-Rom curve through n points."""
    out = np.zeros((FINE * (n - 1) + 1, n), np.float32)
    for i in range(n - 1):
        for j in range(FINE + (i == n - 2)):
            x = j / FINE
            weights = (-0.5 * x + x * x - 0.5 * x**3, 1 - 2.5 * x * x + 1.5 * x**3, 0.5 * x + 2 * x * x - 1.5 * x**3, 0.5 * (x**3 - x * x))
            for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
                at = i + offset
                if at < 0:  # beyond the ends the curve goes straight on
                    out[FINE * i + j, 0] += 2 * weight
                    out[FINE * i + j, 1] -= weight
                elif at > n - 1:
                    out[FINE * i + j, n - 1] += 2 * weight
                    out[FINE * i + j, n - 2] -= weight
                else:
                    out[FINE * i + j, at] += weight
    return out


SPLINE = _spline(9)


class EyePainter:
    """Paints one person's eyes into frames. Keeps only scratch tables; a frame does not depend on the one before."""

    def __init__(self, looks: tuple[EyeLook, EyeLook]) -> None:
        """looks: (image left = the person's right, image right)."""
        self.looks = looks
        self._table = np.zeros((STEPS, COLUMNS), np.float32)

    def paint(self, frame: Frame, states: tuple[EyeState, EyeState]) -> None:
        """Draw both eyes into `frame`; an eye at rest stays as it is, to the bit."""
        for look, state in zip(self.looks, states, strict=True):
            self._paint_eye(frame, look, state)

    def _paint_eye(self, frame: Frame, look: EyeLook, state: EyeState) -> None:
        if look.lids is not None:
            state = _with_own_lids(state, look.lids)
        gaze = math.hypot(state.gaze_x, state.gaze_y) if look.gaze else 0.0
        # A lid that opens wider takes the picture with it; only one that closes would squash the eye.
        down = 0.5 * (state.rest_lower[4] - state.rest_upper[4])
        down = down / max(float(np.hypot(down[0], down[1])), 1e-6)
        closing = (
            max(float(((state.upper - state.rest_upper) @ down).max()), float(((state.rest_lower - state.lower) @ down).max())) / look.k
        )
        active = max(gaze, 4.0 * closing)
        if not active > STILL:
            return
        m = state.affine.astype(np.float64)
        det = m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]
        if abs(det) < 0.05:
            return  # seen from the side
        inverse = np.array([[m[1, 1], -m[0, 1]], [-m[1, 0], m[0, 0]]]) / det
        shift = -inverse @ m[:, 2] - look.corner
        lids = [state.upper, state.lower, state.rest_upper, state.rest_lower]
        local = [SPLINE @ (lid @ inverse.T + shift).astype(np.float32) for lid in lids]
        along = local[2][-1] - local[2][0]
        size = float(np.hypot(along[0], along[1]))
        if size < 4.0:
            return
        along = along / size
        down = np.array([-along[1], along[0]]) * (1.0 if along[0] > 0 else -1.0)
        axes = np.stack([along, down], 1).astype(np.float32)
        zero = local[2][0]
        local = [np.ascontiguousarray((line - zero) @ axes) for line in local]
        _fill(self._table, local[0], local[1], local[2], local[3], size)
        points = np.concatenate(lids)
        if state.blink > 0:
            across = points[:1] - points[8:9]
            points = np.concatenate([points, points[:1] + BEFORE * across, points[8:9] - BEHIND * across])
        reach = (
            2.0 if state.blink <= 0 else (0.02 + max(1.5 * look.lash_rise, look.hood, CLEARED)) * look.k
        )  # only a lid that comes down is painted beyond the opening
        x0, y0, x1, y1 = even_box(
            points[:, 0].min() - reach, points[:, 1].min() - reach, points[:, 0].max() + reach, points[:, 1].max() + reach
        )
        _paint(
            frame.y, frame.u, frame.v, x0, y0, x1, y1,
            inverse[0, 0], inverse[0, 1], shift[0], inverse[1, 0], inverse[1, 1], shift[1],
            float(zero[0]), float(zero[1]), float(along[0]), float(along[1]), float(down[0]), float(down[1]), size, look.k,
            self._table, look.ball, look.white, look.iris, look.gloss, look.skin, look.lash,
            look.lash_width * look.k, look.lash_strength, look.lash_rise * look.k, look.hood * look.k, look.live, look.front,
            smooth(STILL, 0.05, active), smooth(0.0, 0.06, gaze), GAZE_X * look.k * state.gaze_x, GAZE_Y * look.k * state.gaze_y,
            float(state.blink),
        )  # fmt: skip


def _with_own_lids(state: EyeState, lids: F32) -> EyeState:
    """The upper of them comes down as far as the lower one."""
    upper, lower = (lid @ state.affine[:, :2].T + state.affine[:, 2] for lid in lids)
    blink = min(max(state.blink, 0.0), 1.0)
    return replace(state, upper=upper + blink * SHUT_AT * (lower - upper), lower=lower, rest_upper=upper, rest_lower=lower, blink=blink)


@jit
def _fill(table: F32, upper: F32, lower: F32, rest_upper: F32, rest_lower: F32, size: float) -> None:
    step = size * (1 + BEFORE + BEHIND) / (table.shape[0] - 1)
    low = -BEFORE * size
    draw_line(table, UPPER, upper, low, step, True)
    draw_line(table, LOWER, lower, low, step, False)
    draw_line(table, REST_UPPER, rest_upper, low, step, True)
    draw_line(table, REST_LOWER, rest_lower, low, step, False)


@jit
def _paint(
    plane_y: U8, plane_u: U8, plane_v: U8, x0: int, y0: int, x1: int, y1: int,
    ax: float, bx_: float, cx: float, ay: float, by_: float, cy: float,
    zero_x: float, zero_y: float, along_x: float, along_y: float, down_x: float, down_y: float, size: float, k: float,
    table: F32, ball: U8, white: U8, iris: U8, gloss: U8, skin: U8,
    lash: F32, lash_width: float, lash_strength: float, raised: float, hood: float, live: float, front: bool,
    amount: float, turned: float, gaze_x: float, gaze_y: float, blink: float,
) -> None:  # fmt: skip
    rows = table.shape[0]
    step = size * (1 + BEFORE + BEHIND) / (rows - 1)
    low = -BEFORE * size
    lid_shown = smooth(0.0, 0.2, blink)
    shut = smooth(0.55, 1.0, blink)
    tall = 1.0
    for i in range(rows):
        tall = max(tall, table[i, REST_LOWER] - table[i, REST_UPPER])
    edge = lerp(0.030 * k, 0.7, lid_shown)
    for py in range(y0, y1, 2):
        for px in range(x0, x1, 2):
            sum_r = sum_g = sum_b = sum_a = 0.0
            for corner in range(4):
                x, y = px + (corner & 1), py + (corner >> 1)
                u, v = ax * x + bx_ * y + cx, ay * x + by_ * y + cy
                s, t = (u - zero_x) * along_x + (v - zero_y) * along_y, (u - zero_x) * down_x + (v - zero_y) * down_y
                at = (s - low) / step
                if at < 0.0 or at >= rows - 1.0:
                    continue
                row = int(at)
                f = at - row
                top = lerp(table[row, UPPER], table[row + 1, UPPER], f)
                bottom = lerp(table[row, LOWER], table[row + 1, LOWER], f)
                rest_top = lerp(table[row, REST_UPPER], table[row + 1, REST_UPPER], f)
                ends = smooth(-0.07, 0.03, s / size) * smooth(1.0, 0.94, s / size)  # lashes stand out beside the outer corner
                below = t - top
                r = g = b = 0.0
                # Away from a blink the lids' wet edges and lashes stay the mesh's, so the eyeball fades in below them.
                inward = min(below, t - rest_top)
                frame = amount * smooth(0.0, 1.0 + edge, s) * smooth(0.0, 1.0 + edge, size - s)
                alpha = frame * smooth(-0.7, edge, inward) * smooth(-0.7, 0.6 * edge, bottom - t)
                hard = frame * smooth(-0.7, 0.3 * edge, inward) * smooth(-0.7, 0.2 * edge, bottom - t) if turned > 0.004 else alpha
                if hard > 0.004:
                    r, g, b = sample(ball, u, v, 0), sample(ball, u, v, 1), sample(ball, u, v, 2)
                    if turned > 0.004:
                        iu, iv = u - gaze_x, v - gaze_y
                        a = sample(iris, iu, iv, 3) / 255.0
                        was = sample(iris, u, v, 3) / 255.0
                        change = turned * abs(was - a)  # the iris has been here, so nothing of it may stay, or it has come
                        alpha = lerp(alpha, hard, change)
                        dim = 1.0 - 0.40 * change * math.exp(-max(inward, 0.0) / (0.02 * k))  # the lid's shadow, which the mesh would show
                        hx, hy = u - 0.5 * gaze_x, v - 0.5 * gaze_y
                        inside = sample(iris, hx, hy, 3) / 255.0
                        nr = dim * lerp(sample(white, u, v, 0), sample(iris, iu, iv, 0), a) + inside * sample(gloss, hx, hy, 0)
                        ng = dim * lerp(sample(white, u, v, 1), sample(iris, iu, iv, 1), a) + inside * sample(gloss, hx, hy, 1)
                        nb = dim * lerp(sample(white, u, v, 2), sample(iris, iu, iv, 2), a) + inside * sample(gloss, hx, hy, 2)
                        r, g, b = lerp(r, nr, turned), lerp(g, ng, turned), lerp(b, nb, turned)
                    shade = 1.0 - lerp(0.15, 0.42, live) * math.exp(-max(below, 0.0) / (0.16 * tall)) * min(1.0, 2.0 * blink)
                    r, g, b = r * shade, g * shade, b * shade

                # The lid that has come down.
                cover = 0.0
                if lid_shown > 0.0:
                    high = max(hood, raised * lerp(0.3, 1.0, smooth(1.0, 0.6, s / size)))  # lashes are longer towards the temple
                    start = rest_top - high
                    span = max(top - start, 1.0)
                    come = (top - rest_top) / max(0.20 * tall, 1.0)  # how far down at this column
                    come = min(come, 1.0) * smooth(-0.01, 0.24, s / size) * smooth(1.01, 0.80, s / size)  # no edge at the corners
                    come = max(come, 0.0) * smooth(0.0, 0.5 * high, t - start)
                    gone = smooth(0.1, 0.6, blink) * smooth(-BEFORE, 0.10 - BEFORE, s / size)
                    gone *= smooth(1.0 + BEHIND, 0.97 + BEHIND, s / size)
                    if gone > come:  # the open eye's lashes, above and beside the corners
                        come = max(come, gone * sample(skin, u, v, 3) / 255.0)
                    cover = (1.0 - 0.04 * live) * lid_shown * smooth(-0.9, 0.4, top - t) * come
                    if cover > 0.004:
                        d = clamp((t - start) / span, 0.0, 1.0)
                        # A lid lies on a ball: light where it comes forward, dark in the fold above and at the lashes.
                        bulge = math.sin(math.pi * d) * math.sin(math.pi * clamp(s / size, 0.0, 1.0))
                        fold = math.exp(-((d / 0.10) ** 2)) * smooth(0.0, 0.4, come)
                        shade = 1.0 + live * (0.09 * bulge - 0.01 - 0.06 * (1.0 - d) * (1.0 - d) - 0.10 * d**4 - 0.05 * fold)
                        total = cover + alpha * (1.0 - cover)
                        w = cover / total
                        # Skin from above comes down with the lid, drawn out.
                        up = max(t - start, 0.0) * (1.0 - (high + UNFOLD * (top - rest_top)) / span)
                        su, sv = u - up * down_x, v - up * down_y
                        r = lerp(r, sample(skin, su, sv, 0) * shade, w)
                        g = lerp(g, sample(skin, su, sv, 1) * shade, w)
                        b = lerp(b, sample(skin, su, sv, 2) * shade, w)
                        alpha = total

                    # Lash line on the lid's edge, and lashes that point down when the eye is shut.
                    taper = ends * (0.55 + 0.45 * smooth(0.0, 0.5, 1.0 - s / size))
                    off = (t - top - 0.25 * lash_width) / max(lash_width * (0.35 + 0.65 * taper), 0.6)
                    soft = 1.0 - 0.18 * live * shut * smooth(0.92, 0.84, lash_strength)  # unless it is painted
                    fall = off * off * lerp(off * off, 1.0, live)  # a drawn one has edges
                    ink = soft * lash_strength * lid_shown * taper * math.exp(-fall)
                    wide = (t - top) / (0.040 * k if below > 0.0 else 0.018 * k)  # people's: their lashes lie below the line
                    ink = max(ink, 0.80 * live * shut * lash_strength * taper * math.exp(-wide * wide))
                    fan = math.sin(2.2 * (s / size - 0.55) * (t - top) / max(0.03 * k, 1.0) * 3.0 + s / (0.0135 * k) * 2.0 * math.pi)
                    fringe = smooth(0.0, 0.8, below) * smooth(0.045 * k, 0.0, below) * (0.55 + 0.45 * fan)
                    ink = max(ink, 0.40 * live * lash_strength * shut * ends * fringe)
                    if ink > 0.004:
                        total = ink + alpha * (1.0 - ink)
                        w = ink / total
                        r, g, b = lerp(r, lash[0], w), lerp(g, lash[1], w), lerp(b, lash[2], w)
                        alpha = total
                if alpha < 0.004:
                    continue
                if front:
                    before = sample(ball, u, v, 3) / 255.0 * min(1.0, 4.0 * alpha)
                    alpha = before + alpha * (1.0 - before)
                    w = before / alpha
                    r, g, b = lerp(r, sample(ball, u, v, 0), w), lerp(g, sample(ball, u, v, 1), w), lerp(b, sample(ball, u, v, 2), w)
                r, g, b = clamp(r, 0.0, 255.0), clamp(g, 0.0, 255.0), clamp(b, 0.0, 255.0)
                blend_luma(plane_y, y, x, r, g, b, alpha)
                sum_r += r * alpha
                sum_g += g * alpha
                sum_b += b * alpha
                sum_a += alpha
            blend_chroma(plane_u, plane_v, py >> 1, px >> 1, sum_r, sum_g, sum_b, sum_a)
