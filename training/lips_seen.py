"""Portraits → what a face landmarker sees of mouths that Limner draws: the figures of src/limner/engine/motion/lips.py.

    python training/lips_seen.py PORTRAIT...

Prints for one unit of each shape the change of width and gap, and for each drawn aperture the gap that is seen; all in eye distances
(outer corners), medians over the portraits. Portraits that show closed lips, from the front, tell most; a dozen are enough.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from limner.engine.motion.lips import DRAWN
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.render.lips_seen import opened, seen
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, SHAPE, SHAPES

UNITS = {"jawOpen": 0.3, "mouthPucker": 0.5, "mouthFunnel": 0.6, "mouthStretch": 0.4, "mouthSmile": 0.4}


def shape(name: str, weight: float) -> F32:
    """(len(SHAPES),): one shape, on both sides where it has two."""
    out = np.zeros(len(SHAPES), np.float32)
    for each in (name, name + "Left", name + "Right"):
        if each in SHAPE:
            out[SHAPE[each]] = weight
    return out


def main(portraits: list[Path]) -> None:
    mesh = FaceMesh()
    units: dict[str, list[tuple[float, float]]] = {name: [] for name in UNITS}
    gaps: dict[float, list[float]] = {aperture: [] for aperture in DRAWN}
    for portrait in portraits:
        rig = analyse(portrait.read_bytes())
        rest = seen(MeshRenderer(rig), mesh, np.zeros(len(SHAPES), np.float32))
        for name, weight in UNITS.items():
            if rest and (one := seen(MeshRenderer(rig), mesh, shape(name, weight))):
                units[name].append(((one[0] - rest[0]) / weight, (one[1] - rest[1]) / weight))
        for aperture in DRAWN:
            if one := seen(MeshRenderer(rig), mesh, opened(aperture)):
                gaps[aperture].append(one[1])
    for name, changes in units.items():
        width, gap = np.median(changes, axis=0)
        print(f"{name:14} width {width:+.3f}  gap {gap:+.3f}  ({len(changes)} portraits)")
    for aperture, each in gaps.items():
        print(f"drawn {aperture:.3f}   seen {np.median(each):.4f}   quartiles {np.percentile(each, 25):.4f} {np.percentile(each, 75):.4f}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
