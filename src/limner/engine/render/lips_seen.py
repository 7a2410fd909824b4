"""Rig → what a face landmarker sees of its drawn mouths.

How far people's lips part was learned from landmarks, so a drawn mouth shall be seen as far open as it is meant. The same shapes look
farther open on one face than on another, by a quarter either way: thick lips cover, pale teeth hide a gap. So each portrait's own
mouths are looked at once, when it is made ready (.13 s).
"""

from __future__ import annotations

import numpy as np

from limner.engine.motion.lips import DRAWN, SEEN, mouth_shapes
from limner.engine.portrait.landmarks import FaceMesh, landmarks_roi
from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import F32, HEIGHT, WIDTH, Features, Motion

CORNERS, LIPS, EYES = (61, 291), (13, 14), (33, 263)
LOOKED_AT = (0.025, 0.045, 0.06, 0.09, 0.13, 0.18, 0.24)  # drawn apertures, eye distances
FLOOR = 0.004  # eye distances: less is a landmarker's noise
# The head turns and lips change while they speak: of a difference seen at rest so much is there (ten talking portraits, r .62 to .88).
BELIEF, MOST = 0.8, 1.5


def lips_seen(rig: Rig) -> F32:
    """(len(DRAWN),) eye distances: SEEN as it is for this portrait; SEEN itself where no face is seen in its pictures."""
    renderer, mesh = MeshRenderer(rig), FaceMesh()
    gaps = [seen(renderer, mesh, opened(aperture)) for aperture in LOOKED_AT]
    here = np.array([np.nan if gap is None else gap[1] for gap in gaps])
    if np.isnan(here).any():
        return np.array(SEEN, np.float32)
    usual = np.interp(LOOKED_AT, DRAWN, SEEN)
    ratio = np.clip(((here + FLOOR) / (usual + FLOOR)) ** BELIEF, 1 / MOST, MOST)
    curve = np.array(SEEN) * np.interp(DRAWN, LOOKED_AT, ratio)
    return np.maximum.accumulate(curve + 1e-5 * np.arange(len(curve))).astype(np.float32)  # more drawn is more seen


def opened(aperture: float) -> F32:
    """(len(SHAPES),): a mouth of usual width as far open."""
    return mouth_shapes(aperture=aperture, width=0, jaw=0.65 * aperture, lower=0, corners=0)


def seen(renderer: MeshRenderer, mesh: FaceMesh, shapes: F32) -> tuple[float, float] | None:
    """Width and gap of the lips in a drawn picture, eye distances; None where no face is seen."""
    picture = to_rgb(renderer.draw(Motion(shapes=shapes), Features(), 0))
    found = mesh.landmarks(picture, landmarks_roi(renderer.rig.landmarks, HEIGHT, WIDTH))
    if found is None:
        return None
    eyes, corners, lips = (float(np.linalg.norm(np.subtract(*found[list(pair), :2]))) for pair in (EYES, CORNERS, LIPS))
    return corners / eyes, lips / eyes
