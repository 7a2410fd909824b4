"""Lips and dental arches in the mouth's own axes → tables over s: where each line lies at every step from corner to corner."""

from __future__ import annotations

import math

from limner.engine.render import teeth
from limner.engine.render.paint import draw_line, jit
from limner.engine.types import F32

# Columns of the table.
(UPPER, LOWER, UPPER_SLOPE, LOWER_SLOPE, ALONG, UPPER_ARC, UPPER_EDGE, LOWER_ARC, LOWER_EDGE, COLUMNS) = range(10)


@jit
def fill_lips(table: F32, upper: F32, lower: F32, low: float, step: float) -> None:
    """Both lip lines, their slopes and the position along them, at every step over s."""
    rows, n = table.shape[0], upper.shape[0]
    draw_line(table, UPPER, upper, low, step, True)
    draw_line(table, LOWER, lower, low, step, False)
    left, right = min(upper[0, 0], lower[0, 0]), max(upper[n - 1, 0], lower[n - 1, 0])
    spread = rows // 24  # slopes over a stretch, not from point to point, so the rim has no corners
    for i in range(rows):
        a, b = max(i - spread, 0), min(i + spread, rows - 1)
        for line, slope in ((UPPER, UPPER_SLOPE), (LOWER, LOWER_SLOPE)):
            rise = (table[b, line] - table[a, line]) / ((b - a) * step)
            table[i, slope] = 1.0 / math.sqrt(1.0 + rise * rise)
        table[i, ALONG] = (low + i * step - left) / max(right - left, 1e-6)


@jit
def fill_arch(
    table: F32, column: int, curve: F32, low: float, step: float, depth: float, edge: float, bow: float,
    behind_s: float, behind_t: float, shift_s: float, shift_t: float,
) -> None:  # fmt: skip
    """One dental arch as seen from the front: at every step over s, the place along the arch and the height of its biting edge."""
    rows = table.shape[0]
    for i in range(rows):
        table[i, column] = teeth.OFF_ARCH
    for side in range(2):
        sign = 1.0 - 2.0 * side
        s0 = depth * behind_s + shift_s
        t0 = edge + depth * behind_t + shift_t
        for j in range(1, curve.shape[0]):
            x, z = curve[j, 0], depth + curve[j, 1]
            s1 = sign * x + z * behind_s + shift_s
            t1 = edge + bow * x * x + z * behind_t + shift_t
            if (s1 - s0) * sign <= 1e-5:
                break  # the arch has turned away from the viewer
            first = int(math.ceil((min(s0, s1) - low) / step))
            last = int(math.floor((max(s0, s1) - low) / step))
            for i in range(max(first, 0), min(last, rows - 1) + 1):
                f = (low + i * step - s0) / (s1 - s0)
                table[i, column] = sign * (j - 1 + f) * teeth.ARCH_STEP
                table[i, column + 1] = t0 + f * (t1 - t0)
            s0, t0 = s1, t1
