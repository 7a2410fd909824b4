"""Portraits → what a face landmarker sees of mouths that Limner draws: the figures of src/limner/engine/motion/lips.py.

    python training/lips_seen.py PORTRAIT...

Prints for one unit of each shape the change of width and gap, and for each drawn aperture the gap that is seen; all in eye distances
(outer corners), medians over the portraits. Portraits that show closed lips, from the front, tell most; a dozen are enough.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from limner.engine.motion.lips import mouth_shapes
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import F32, SHAPE, SHAPES, Features, Motion

CORNERS, LIPS, EYES = (61, 291), (13, 14), (33, 263)
UNITS = {"jawOpen": 0.3, "mouthPucker": 0.5, "mouthFunnel": 0.6, "mouthStretch": 0.4, "mouthSmile": 0.4}
APERTURES = (0.0, 0.01, 0.02, 0.03, 0.045, 0.06, 0.08, 0.1, 0.13, 0.16, 0.2, 0.26, 0.32)


def shape(name: str, weight: float) -> F32:
    """(len(SHAPES),): one shape, on both sides where it has two."""
    out = np.zeros(len(SHAPES), np.float32)
    for each in (name, name + "Left", name + "Right"):
        if each in SHAPE:
            out[SHAPE[each]] = weight
    return out


def seen(renderer: MeshRenderer, mesh: FaceMesh, shapes: F32) -> tuple[float, float] | None:
    """Width and gap of the lips in a drawn picture; None where no face is found."""
    frame = renderer.draw(Motion(shapes=shapes), Features(), 0)
    found = mesh.find(to_rgb(frame))
    if not found:
        return None
    eyes, corners, lips = (float(np.linalg.norm(np.subtract(*found[0][list(pair), :2]))) for pair in (EYES, CORNERS, LIPS))
    return corners / eyes, lips / eyes


def main(portraits: list[Path]) -> None:
    mesh = FaceMesh()
    units: dict[str, list[tuple[float, float]]] = {name: [] for name in UNITS}
    gaps: dict[float, list[float]] = {aperture: [] for aperture in APERTURES}
    for portrait in portraits:
        rig = analyse(portrait.read_bytes())
        rest = seen(MeshRenderer(rig), mesh, np.zeros(len(SHAPES), np.float32))
        for name, weight in UNITS.items():
            if rest and (one := seen(MeshRenderer(rig), mesh, shape(name, weight))):
                units[name].append(((one[0] - rest[0]) / weight, (one[1] - rest[1]) / weight))
        for aperture in APERTURES:
            mouth = mouth_shapes(aperture=aperture, width=0, jaw=0.5 * aperture, lower=0, corners=0)
            if one := seen(MeshRenderer(rig), mesh, mouth):
                gaps[aperture].append(one[1])
    for name, changes in units.items():
        width, gap = np.median(changes, axis=0)
        print(f"{name:14} width {width:+.3f}  gap {gap:+.3f}  ({len(changes)} portraits)")
    for aperture, each in gaps.items():
        print(f"drawn {aperture:.3f}   seen {np.median(each):.4f}   quartiles {np.percentile(each, 25):.4f} {np.percentile(each, 75):.4f}")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
