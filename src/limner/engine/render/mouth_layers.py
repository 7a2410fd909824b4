"""An open mouth's outlines, teeth and tongue → its pixels, two by two: wet inner lips, teeth, tongue, depth.

The depth under each lip, which makes the shadows, the wet rim and the soft edges, costs one look-up a pixel in tables over s, the
mouth's own axis (see `mouth`). Layers from back to front: dark of the throat, tongue, lower teeth, upper teeth, the tip of a raised
tongue, wet rim.
"""

from __future__ import annotations

import math

from limner.engine.render import teeth
from limner.engine.render.mouth_lines import ALONG, LOWER, LOWER_ARC, LOWER_EDGE, LOWER_SLOPE, UPPER, UPPER_ARC, UPPER_EDGE, UPPER_SLOPE
from limner.engine.render.mouth_look import (
    LIP_SHADE,
    LIP_SHADE_FROM,
    LIP_SHADE_TO,
    RIM_POINTS,
    SIDES_DIM,
    SIDES_FROM,
    SIDES_TO,
    SMILE_SHADE,
    SMILE_SHADE_TO,
)
from limner.engine.render.paint import blend_chroma, blend_luma, clamp, jit, lerp, sample, smooth, warm
from limner.engine.types import F32, U8

# How much more than elsewhere shadows go red: light comes in through lips and cheeks. Of ten people, where a mouth is darkest, red is
# 2.8 times green; on their lips 1.7 times.
RED_DARK, RED_TEETH, RED_UPPER, RED_LOWER = 3.0, 2.1, 2.0, 1.5
REACH = 0.036  # k the wet rim reaches out over the lip, to cover the line where the lips met


@jit
def paint_layers(
    plane_y: U8, plane_u: U8, plane_v: U8, x0: int, y0: int, x1: int, y1: int, origin_x: float, origin_y: float,
    sx: float, sy: float, tx: float, ty: float, k: float, gap: float, pout: float, smiles: float, beams: float, roll: float,
    table: F32, low: float, step: float, upper_teeth: U8, lower_teeth: U8, density: float,
    rim_upper: F32, rim_lower: F32, cavity: F32, tongue_rgb: F32, shine: F32, tongue: F32,
    bounce: float, dark: float, live: float, warmth: float, grain: F32, blur: float,
) -> None:  # fmt: skip
    rows = table.shape[0]
    pixel = 1.0 / k
    opened = smooth(0.0, 0.05, gap)
    rim_high = min(0.14 * gap, 0.014 + 0.024 * pout)  # k the wet rim shows below the upper lip
    rim_low = min(0.20 * gap, 0.026 + 0.014 * pout) * (1.0 - 0.6 * roll)  # a lip drawn in shows no inside
    soft = max(1.4, 2.5 * blur) * pixel
    left, right = low + 0.03, low + (rows - 1) * step - 0.03
    centre = 0.5 * (left + right)
    light = (1.0 - 0.42 * pout) * (0.36 + 0.64 * smooth(0.0, 0.10, gap))  # lips pushed forward shade the mouth
    light *= lerp(1.0, lerp(bounce, 1.0, smooth(0.03, 0.14, gap)), live)
    # Teeth on a lip that is drawn in under them, in f and v, stand in the light.
    bitten = smooth(0.1, 0.7, roll)
    light = lerp(light, max(light, 0.92), 0.8 * bitten)
    bright = light * (0.99 - 0.05 * smooth(0.10, 0.24, gap))  # of upper teeth
    # In a short gap the light comes in over the lower lip: dark under the upper one, bright below.
    shaded = min(lerp(LIP_SHADE_TO, SMILE_SHADE_TO, beams), 0.7 * gap)
    deep = lerp(1.35, 1.0, max(smooth(0.02, 0.09, gap), bitten)) * lerp(LIP_SHADE, SMILE_SHADE, beams)
    sides_from, sides_to = SIDES_FROM + 0.07 * smiles, SIDES_TO + 0.07 * smiles
    air = min(1.0, gap / 0.22)
    round_ = lerp(0.3, 1.0, live)  # a flat drawing has hardly any shading
    floor = lerp(min(0.7 * dark, 34.0), min(0.4 * dark, 20.0), live)  # a light drawing has no darks at all, but a mouth still needs depth
    for by in range(y0, y1, 2):
        for bx in range(x0, x1, 2):
            sum_r = sum_g = sum_b = sum_a = 0.0
            for quarter in range(4):
                x, y = bx + (quarter & 1), by + (quarter >> 1)
                px, py = x - origin_x, y - origin_y
                s, t = sx * px + sy * py, tx * px + ty * py
                at = (s - low) / step
                if at < 0.0 or at >= rows - 1.0:
                    continue
                row = int(at)
                f = at - row
                under = (t - lerp(table[row, UPPER], table[row + 1, UPPER], f)) * lerp(
                    table[row, UPPER_SLOPE], table[row + 1, UPPER_SLOPE], f
                )
                over = (lerp(table[row, LOWER], table[row + 1, LOWER], f) - t) * lerp(
                    table[row, LOWER_SLOPE], table[row + 1, LOWER_SLOPE], f
                )
                inside = min(under, over)
                if inside < -REACH:
                    continue
                beyond = max(left - s, s - right)
                # Share of the pixel (a little enlarged) between the lines: none where lips touch, no steps in a thin slit.
                hole = max(0.0, clamp(0.5 + under / soft, 0.0, 1.0) + clamp(0.5 + over / soft, 0.0, 1.0) - 1.0)
                corner = smooth(0.0, -0.12, beyond)  # lips are thin there
                reach = REACH * (0.45 + 0.55 * corner)
                alpha = max(hole, 0.92 * opened * smooth(-reach, -0.25 * reach, inside) * smooth(0.004, -0.022, beyond))
                # A slit shows the line between the lips, which the picture has; only what is wider is painted.
                alpha *= smooth(0.003, 0.026, under + over)
                if alpha < 0.004:
                    continue

                # The wet rim: lip colour going dark inwards, the lower one lit from above.
                along = clamp(lerp(table[row, ALONG], table[row + 1, ALONG], f), 0.0, 1.0) * (RIM_POINTS - 1.001)
                local = max(under + over, 0.0)  # towards the corners the rim gets thin and the dark reaches the lip
                low_here = min(rim_low, 0.42 * local)
                deep_u = clamp(under / max(min(rim_high, 0.36 * local), 1e-4), 0.0, 1.0)
                deep_l = clamp(over / max(low_here, 1e-4), 0.0, 1.0)
                side = smooth(0.35, 0.65, under / max(under + over, 1e-5)) if inside > 0.0 else (0.0 if under < over else 1.0)
                # A lip is a roll: from its highest line on it turns away from the light, inwards ever more.
                turned = smooth(-0.026, 0.010, inside)
                shade_u = 1.0 - round_ * (0.24 * turned + 0.34 * deep_u)
                shade_l = 1.0 - round_ * (0.02 * turned + (0.10 + 0.34 * pout) * deep_l + 0.20 * roll * turned)
                thin = round_ * (1.0 - smooth(0.0, 0.06, gap)) * smooth(-0.006, 0.004, inside)
                shade_u *= 1.0 - 0.40 * thin
                shade_l *= (1.0 - 0.16 * thin) * (0.93 + 0.07 * corner)
                ur, ug, ub = warm(shade_u, RED_UPPER * warmth)
                lr, lg, lb = warm(shade_l, RED_LOWER * warmth)
                i = int(along)
                g = along - i
                r = lerp(ur * lerp(rim_upper[i, 0], rim_upper[i + 1, 0], g), lr * lerp(rim_lower[i, 0], rim_lower[i + 1, 0], g), side)
                gr = lerp(ug * lerp(rim_upper[i, 1], rim_upper[i + 1, 1], g), lg * lerp(rim_lower[i, 1], rim_lower[i + 1, 1], g), side)
                b = lerp(ub * lerp(rim_upper[i, 2], rim_upper[i + 1, 2], g), lb * lerp(rim_lower[i, 2], rim_lower[i + 1, 2], g), side)
                glint = live * side * smooth(2.0 * pixel, 5.0 * pixel, low_here) * math.exp(-(((deep_l - 0.30) / 0.30) ** 2))
                glint *= 0.5 + 0.5 * math.sin(37.0 * s + 3.0 * math.sin(23.0 * s))
                glint *= smooth(0.16, 0.04, abs(s - centre))
                r += 0.05 * glint * shine[0]
                gr += 0.05 * glint * shine[1]
                b += 0.05 * glint * shine[2]

                within = smooth(0.30, 1.0, deep_u) * smooth(0.30, 1.0, deep_l)
                if within > 0.004:
                    # The dark of the mouth: darkest in the middle of the throat, warmer towards the cheeks and the floor.
                    wide = (s - centre) / max(0.5 * (right - left), 1e-4)
                    high = clamp(under / max(under + over, 1e-5), 0.0, 1.0)
                    near = 0.45 + 0.55 * smooth(0.0, 0.045, local)  # where the lips come together no light gets in
                    away = clamp(0.8 * wide * wide + 2.2 * (high - 0.42) * (high - 0.42), 0.0, 1.0)
                    c = 0.21 + live * (0.16 * away + 0.11 * high - 0.06)
                    cr, cg, cb = warm(c, RED_DARK * warmth)
                    ir, ig, ib = cavity[0] * cr, cavity[1] * cg, cavity[2] * cb
                    shadow = lerp(0.8, (0.40 + 0.60 * smooth(0.0, 0.085, under)) * (1.0 - 0.45 * pout), live)
                    ir, ig, ib = ir * shadow, ig * shadow, ib * shadow

                    # Tongue: a lit, wet ellipse that goes dark towards the back.
                    nx, ny = (s - tongue[0]) / tongue[2], (t - tongue[1]) / tongue[3]
                    q = nx * nx + ny * ny
                    tongue_a = 0.0
                    tr = tg = tb = 0.0
                    if q < 1.0:
                        nz = math.sqrt(1.0 - q)
                        tongue_a = smooth(0.0, 0.30 - 0.18 * tongue[5], 1.0 - q)
                        lit = (0.58 + 0.42 * nz) * (lerp(0.44, 0.72, tongue[4]) + lerp(0.56, 0.28, tongue[4]) * smooth(-0.95, -0.25, ny))
                        lit *= 1.0 - 0.16 * math.exp(-((nx / 0.10) ** 2)) * smooth(-0.9, -0.2, ny)
                        lit *= (0.78 + 0.22 * max(air, tongue[4])) * light * (0.50 + 0.50 * smooth(0.0, 0.10 - 0.06 * tongue[4], under))
                        lit = min(lit * (1.0 + 0.22 * tongue[4] + 0.15 * tongue[5]), 1.0)
                        wr, wg, wb = warm(lit, warmth)
                        spots = math.sin(41.0 * s + 1.0) * math.sin(67.0 * (t - tongue[1]) + 9.0 * s)  # wet, but not all over
                        wet = 0.11 * live * lit * smooth(0.1, 1.0, spots) * smooth(0.45, 0.0, abs(ny + 0.15))
                        tr, tg, tb = tongue_rgb[0] * wr, tongue_rgb[1] * wg, tongue_rgb[2] * wb
                        tr, tg, tb = tr + wet * shine[0], tg + wet * shine[1], tb + wet * shine[2]
                    front = tongue_a * smooth(0.5, 1.0, tongue[4])
                    back = tongue_a - front
                    ir, ig, ib = lerp(ir, tr, back), lerp(ig, tg, back), lerp(ib, tb, back)

                    # Lower teeth.
                    arc = table[row, LOWER_ARC]
                    if arc < teeth.OFF_ARCH and table[row + 1, LOWER_ARC] < teeth.OFF_ARCH:
                        arc = lerp(arc, table[row + 1, LOWER_ARC], f)
                        v = t - lerp(table[row, LOWER_EDGE], table[row + 1, LOWER_EDGE], f)
                        if v > -teeth.RISE and v < teeth.ROOT:
                            u_, v_ = (arc + teeth.HALF_WIDTH) * density - 0.5, (v + teeth.RISE) * density - 0.5
                            a = sample(lower_teeth, u_, v_, 3) / 255.0 * smooth(0.21, 0.15, abs(arc))
                            if a > 0.004:
                                lit = (0.88 + 0.03 * air) * near * light * (1.0 - 0.52 * smooth(0.07, 0.22, abs(arc)))
                                lit *= (0.72 + 0.28 * smooth(0.0, 0.08, under)) * (0.80 + 0.20 * smooth(-0.005, 0.012, over - rim_low))
                                lit = lerp(0.88, lit, round_)
                                wr, wg, wb = warm(lit, RED_TEETH * warmth)  # teeth in shadow are lit by the red around them
                                ir = lerp(ir, sample(lower_teeth, u_, v_, 0) * wr, a)
                                ig = lerp(ig, sample(lower_teeth, u_, v_, 1) * wg, a)
                                ib = lerp(ib, sample(lower_teeth, u_, v_, 2) * wb, a)

                    # Upper teeth: right behind the lip, so its shadow on them is short.
                    arc = table[row, UPPER_ARC]
                    if arc < teeth.OFF_ARCH and table[row + 1, UPPER_ARC] < teeth.OFF_ARCH:
                        arc = lerp(arc, table[row + 1, UPPER_ARC], f)
                        v = lerp(table[row, UPPER_EDGE], table[row + 1, UPPER_EDGE], f) - t
                        if v > -teeth.RISE and v < teeth.ROOT:
                            u_, v_ = (arc + teeth.HALF_WIDTH) * density - 0.5, (v + teeth.RISE) * density - 0.5
                            a = sample(upper_teeth, u_, v_, 3) / 255.0 * smooth(teeth.HALF_WIDTH, 0.29 + 0.05 * smiles, abs(arc))
                            if a > 0.004:
                                lit = bright * near * (1.0 - SIDES_DIM * smooth(sides_from, sides_to, abs(arc)))
                                lit *= 1.0 - deep * smooth(shaded, -LIP_SHADE_FROM, under - rim_high)
                                lit = lerp(0.95, lit, round_)
                                wr, wg, wb = warm(lit, RED_TEETH * warmth)
                                ir = lerp(ir, sample(upper_teeth, u_, v_, 0) * wr, a)
                                ig = lerp(ig, sample(upper_teeth, u_, v_, 1) * wg, a)
                                ib = lerp(ib, sample(upper_teeth, u_, v_, 2) * wb, a)
                    # A raised tongue's tip lies over the lower row and just under the edge of the upper one.
                    edge = t - lerp(table[row, UPPER_EDGE], table[row + 1, UPPER_EDGE], f)
                    front *= max(smooth(-0.014, 0.002, edge), smooth(0.4, 0.9, tongue[5]))
                    # It is darker where it touches teeth and lip, or it would be taken for a thick lip.
                    touch = 1.0 - 0.30 * smooth(0.016, 0.0, edge) * (1.0 - tongue[5])
                    touch *= 1.0 - 0.42 * tongue[5] * smooth(0.014, 0.0, over - rim_low)
                    wr, wg, wb = warm(touch, RED_LOWER * warmth)
                    tr, tg, tb = tr * wr, tg * wg, tb * wb
                    ir, ig, ib = lerp(ir, tr, front), lerp(ig, tg, front), lerp(ib, tb, front)
                    luma = 0.299 * ir + 0.587 * ig + 0.114 * ib
                    noise = grain[y & 63, x & 63] * (0.3 + luma / 200.0)
                    if luma < floor:  # as dark as the portrait's own darkest, in the mouth's colour
                        lift = (floor - luma) / max(0.299 * cavity[0] + 0.587 * cavity[1] + 0.114 * cavity[2], 1.0)
                        ir, ig, ib = ir + lift * cavity[0], ig + lift * cavity[1], ib + lift * cavity[2]
                    r, gr, b = lerp(r, ir + noise, within), lerp(gr, ig + noise, within), lerp(b, ib + noise, within)
                r, gr, b = clamp(r, 0.0, 255.0), clamp(gr, 0.0, 255.0), clamp(b, 0.0, 255.0)
                blend_luma(plane_y, y, x, r, gr, b, alpha)
                sum_r += r * alpha
                sum_g += gr * alpha
                sum_b += b * alpha
                sum_a += alpha
            blend_chroma(plane_u, plane_v, by >> 1, bx >> 1, sum_r, sum_g, sum_b, sum_a)
