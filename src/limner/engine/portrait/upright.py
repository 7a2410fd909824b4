"""Picture that lies on its side or head → the same turned upright, and its faces.

Photographs whose file does not say how the camera was held arrive like that. A face on its side is found as it is, and its eyes' line says
how to turn it; one upside down is found with made-up landmarks, or not at all, and is looked for again in the turned picture.
"""

from __future__ import annotations

import numpy as np

from limner.engine.portrait.faces import Faces, eye_distance, find_best
from limner.engine.portrait.seen import HALF, how_well_seen
from limner.engine.types import U8, Seen

DOUBTFUL = 0.15  # below this neither face nor mouth is made out


def upright(rgb: U8) -> tuple[U8, Faces | None, int]:
    """(h, w, 3) → the picture, its faces (None where there is none), and by how many quarter turns counter-clockwise it was turned."""
    found = find_best(rgb)
    seen = Seen(face=0, mouth=0) if found is None else how_well_seen(found.spread, eye_distance(found.best))
    turns = 0 if found is None else _turns(found)
    least_mouth = 0.0
    if max(seen.face, seen.mouth) < DOUBTFUL:
        tried = [2, 1, 3]
    elif turns:
        tried = [turns]
    elif seen.mouth < DOUBTFUL:  # covered, or a forehead upside down
        tried, least_mouth = [2], HALF
    else:
        tried = []
    for k in tried:
        turned = np.ascontiguousarray(np.rot90(rgb, k))
        again = find_best(turned)
        if again is None or _turns(again) != 0:
            continue
        better = how_well_seen(again.spread, eye_distance(again.best))
        if better.face > HALF and better.mouth >= least_mouth:
            return turned, again, k
    return rgb, found, 0


def _turns(faces: Faces) -> int:
    """Quarter turns counter-clockwise after which the eyes lie most nearly level."""
    across = faces.best[263, :2] - faces.best[33, :2]
    return round(float(np.degrees(np.arctan2(across[1], across[0]))) / 90) % 4
