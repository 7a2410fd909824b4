"""Open lips in a frame → the mouth behind them: wet inner lips, teeth, tongue, depth.

Everything is worked out in the mouth's own axes: s to the person's left (image right) and t down, both in k (eye distances),
from the seam point that moves with the skull. Here the lips' inner outlines and the teeth's arches become tables over s, and the tongue
gets its place; what each pixel shows is in `mouth_layers`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limner.engine.render import teeth
from limner.engine.render.mouth_layers import REACH, paint_layers
from limner.engine.render.mouth_lines import COLUMNS, LOWER_ARC, UPPER_ARC, fill_arch, fill_lips
from limner.engine.render.mouth_look import MouthLook
from limner.engine.render.paint import even_box, smooth
from limner.engine.types import F32, Frame

F64 = NDArray[np.float64]
STEPS = 192  # rows of the outline tables


@dataclass(slots=True)
class MouthState:
    """The mouth at one tick, as projected into the frame. Polylines run corner to corner, image left → right."""

    upper: F32  # (n, 2) px, lower border of the upper lip
    lower: F32  # (n, 2) px, upper border of the lower lip; the same n
    k: float  # px per eye distance
    R: F32  # (3, 3) head pose with the portrait's own: canonical displacement d (row) → image k * d @ R.T
    skull: F32  # (2,) px, where MouthLook.anchor is now, moved rigidly with the skull
    jaw: F32  # (2,) px, how far the jaw has moved from rest relative to the skull
    pucker: float = 0.0
    funnel: float = 0.0
    roll_lower: float = 0.0
    smile: float = 0.0
    tongue: float = 0.0  # 0 on the floor .. 1 between the teeth


class MouthPainter:
    """Paints one person's open mouth into frames. Keeps only scratch tables; a frame does not depend on the one before."""

    def __init__(self, look: MouthLook) -> None:
        self.look = look
        self._table = np.zeros((STEPS, COLUMNS), np.float32)
        self._wide = float(np.clip(look.width / 0.50, 0.82, 1.15))
        self._arch = np.ascontiguousarray(teeth.ARCH_CURVE * np.float32(look.arch))

    def paint(self, frame: Frame, state: MouthState) -> None:
        """Draw into `frame`; nothing where the lips are less than 0.8 px apart."""
        look, k = self.look, float(state.k)
        across, down, inward = (k * state.R[:2, i].astype(np.float64) for i in range(3))
        det = float(across[0] * down[1] - across[1] * down[0])
        if det < 0.15 * k * k:
            return  # seen from the side or from behind
        gap = float(((state.lower - state.upper) @ down).max()) / float(down @ down)
        if not gap * k >= 0.8:
            return
        inverse = np.array([[down[1], -down[0]], [-across[1], across[0]]]) / det
        to_local = inverse.T.astype(np.float32)
        upper = np.asarray((state.upper - state.skull) @ to_local, np.float32)
        lower = np.asarray((state.lower - state.skull) @ to_local, np.float32)
        behind = inverse @ inward  # where a step inward shows up, in (s, t)
        jaw = inverse @ np.asarray(state.jaw, np.float64)
        ends = np.concatenate([upper[:, 0], lower[:, 0]])
        low, high = float(ends.min()) - 0.03, float(ends.max()) + 0.03
        step = (high - low) / (STEPS - 1)
        lift = 0.028 * state.funnel + 0.032 * state.pucker  # lips pushed forward hide more of the teeth behind
        beams = smooth(0.3, 0.8, state.smile)
        edge_upper = look.edge + (look.smile_edge - look.edge) * beams - lift
        edge_lower = look.edge_lower - 0.009 * min(1.0, max(0.0, gap - 0.06) / 0.10) + 0.05 * state.funnel + 0.02 * state.pucker
        fill_lips(self._table, upper, lower, low, step)
        bs, bt = float(behind[0]), float(behind[1])
        curve = self._arch
        fill_arch(self._table, UPPER_ARC, curve, low, step, teeth.UPPER_DEPTH, edge_upper, teeth.UPPER_BOW, bs, bt, 0.0, 0.0)
        fill_arch(self._table, LOWER_ARC, curve, low, step, teeth.LOWER_DEPTH, edge_lower, teeth.LOWER_BOW, bs, bt, jaw[0], jaw[1])

        points = np.concatenate([state.upper, state.lower])
        reach = (REACH + 0.01) * k + 1
        x0, y0, x1, y1 = even_box(
            points[:, 0].min() - reach, points[:, 1].min() - reach, points[:, 0].max() + reach, points[:, 1].max() + reach
        )
        pout = min(1.0, state.funnel + state.pucker)
        smiles = min(max((high - low - 0.06) / look.width - 1.0, 0.0) * 2.0, 1.0)  # cheeks drawn aside let light in to more teeth
        tongue = self._tongue(float(state.tongue), edge_upper, edge_lower, float(lower[len(lower) // 2, 1]), behind, jaw)
        paint_layers(
            frame.y, frame.u, frame.v, x0, y0, x1, y1, float(state.skull[0]), float(state.skull[1]),
            inverse[0, 0], inverse[0, 1], inverse[1, 0], inverse[1, 1], k, gap, pout, smiles, beams, float(state.roll_lower),
            self._table, low, step, look.upper_teeth, look.lower_teeth, look.density,
            look.rim_upper, look.rim_lower, look.cavity, look.tongue, look.shine, tongue,
            look.bounce, look.dark, look.live, look.warmth, look.grain, look.soft,
        )  # fmt: skip

    def _tongue(self, raised: float, edge_upper: float, edge_lower: float, lip: float, behind: F64, jaw: F64) -> F32:
        """Where the tongue is → an ellipse: its middle (s, t), its half axes (k), how much lies before the lower teeth, how raised.

        On the floor of the mouth at 0, tip behind the upper teeth's edges at 0.5 (l, n, d), over the lower lip's border at 1 (th).
        """
        up, out = min(1.0, 2 * raised), max(0.0, 2 * raised - 1)
        depth = 0.16 - 0.09 * up
        floor = edge_lower + 0.085 + 0.66 * jaw[1]
        ridge = min(edge_upper + 0.062, floor)
        high = floor + (ridge - floor) * up
        high += (lip - 0.004 - high) * out
        return np.array(
            [
                0.72 * jaw[0] + behind[0] * depth,
                high + behind[1] * depth * (1 - out),
                (0.180 - 0.035 * up - 0.02 * out) * self._wide,
                0.140 - 0.070 * up - 0.022 * out,
                up,
                out,
            ],
            np.float32,
        )
