"""The face mesh's fixed structure: index lists, triangles with closed mouth and eyes, and Loop subdivision as one matrix.

Landmark numbers are MediaPipe's (478 points). Lines run from the image's left to its right. "Right" lists (R…) are the person's
right eye, which is the image's left one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]

DATA = Path(__file__).resolve().parents[2] / "data"

# Lips, 11 columns from corner to corner.
INNER_UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
INNER_LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
OUTER_UPPER = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291]
OUTER_LOWER = [61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291]
# The outline of the face, clockwise from the top.
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152]
OVAL += [148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
# Lids, 9 columns from corner to corner.
RIGHT_UPPER_LID = [33, 246, 161, 160, 159, 158, 157, 173, 133]
RIGHT_LOWER_LID = [33, 7, 163, 144, 145, 153, 154, 155, 133]
LEFT_UPPER_LID = [362, 398, 384, 385, 386, 387, 388, 466, 263]
LEFT_LOWER_LID = [362, 382, 381, 380, 374, 373, 390, 249, 263]
# Rings around the lids, column by column: the crease, the brow side, below.
RIGHT_CREASE = [130, 247, 30, 29, 27, 28, 56, 190, 243]
LEFT_CREASE = [463, 414, 286, 258, 257, 259, 260, 467, 359]
RIGHT_BROW_SIDE = [226, 113, 225, 224, 223, 222, 221, 189, 244]
LEFT_BROW_SIDE = [464, 413, 441, 442, 443, 444, 445, 342, 446]
RIGHT_BELOW = [130, 25, 110, 24, 23, 22, 26, 112, 243]
LEFT_BELOW = [463, 341, 256, 252, 253, 254, 339, 255, 359]
RIGHT_IRIS, LEFT_IRIS = 468, 473
# Points that expressions hardly move; `training/motion_basis.py` aligns by the same.
STABLE = [168, 6, 197, 195, 5, 4, 33, 133, 362, 263, 127, 356, 234, 454, 93, 323, 54, 284, 103, 332, 109, 338, 10, 162, 389, 21]
STABLE += [251, 122, 351, 196, 419]

_FIXED = [78, 308, 33, 133, 362, 263]  # corners: subdivision must not round them off


@dataclass(frozen=True)
class FaceTopology:
    """The subdivided face: `matrix` takes (478, …) control values to (n, …) fine ones, positions and displacements alike."""

    triangles: I32  # (m, 3) into the n fine vertices, clockwise as seen from the front
    matrix: F32  # (n, 478)
    oval: I32  # (72,) fine vertices of the face's outline, in order
    mouth_upper: I32  # (21,) fine vertices of the inner upper lip, corner to corner
    mouth_lower: I32  # (21,)
    lids: tuple[I32, I32, I32, I32]  # right upper, right lower, left upper, left lower: (17,) fine vertices each


def _strip(upper: list[int], lower: list[int]) -> list[tuple[int, int, int]]:
    """Two lines that share their ends → the triangles between them."""
    out = []
    for i in range(len(upper) - 1):
        a, b, c, d = upper[i], upper[i + 1], lower[i + 1], lower[i]
        if a != d:
            out.append((a, b, d))
        if b != c:
            out.append((b, c, d))
    return out


@cache
def face_topology() -> FaceTopology:
    """Mesh of the models' topology file, mouth and eyes closed by strips, one Loop subdivision with creased lip and lid lines."""
    z = np.load(DATA / "models/topology.npz")
    oval = [int(i) for i in z["oval"]]
    lines = [INNER_UPPER, INNER_LOWER, RIGHT_UPPER_LID, RIGHT_LOWER_LID, LEFT_UPPER_LID, LEFT_LOWER_LID]
    tris = [tuple(int(i) for i in t) for t in z["triangles"]]
    for upper, lower in zip(lines[::2], lines[1::2], strict=True):
        tris += _strip(upper, lower)
    creases = {frozenset(e) for line in [*lines, [*oval, oval[0]]] for e in zip(line, line[1:], strict=False)}
    fixed = set(_FIXED)

    edges: dict[tuple[int, int], list[int]] = {}  # edge → opposite vertices
    neighbours: dict[int, set[int]] = {}
    for t in tris:
        for i in range(3):
            a, b, c = t[i], t[(i + 1) % 3], t[(i + 2) % 3]
            edges.setdefault((min(a, b), max(a, b)), []).append(c)
            neighbours.setdefault(a, set()).update((b, c))
    index = {e: 478 + i for i, e in enumerate(sorted(edges))}

    def sharp(a: int, b: int) -> bool:
        return frozenset((a, b)) in creases or len(edges[min(a, b), max(a, b)]) < 2

    m = np.zeros((478 + len(index), 478), np.float32)
    for v in range(478):
        ring = neighbours.get(v, set())
        crease = [u for u in ring if sharp(v, u)]
        if v in fixed or not ring or len(crease) not in (0, 2):
            m[v, v] = 1
        elif len(crease) == 2:  # along a crease: the line's own cubic spline, nothing from either side
            m[v, v] = 0.75
            m[v, crease] = 0.125
        else:
            n = len(ring)
            beta = (5 / 8 - (3 / 8 + np.cos(2 * np.pi / n) / 4) ** 2) / n
            m[v, v] = 1 - n * beta
            m[v, sorted(ring)] = beta
    for (a, b), i in index.items():
        if sharp(a, b):
            m[i, [a, b]] = 0.5
        else:
            m[i, [a, b]] = 3 / 8
            for o in edges[a, b][:2]:
                m[i, o] += 1 / 8

    def mid(a: int, b: int) -> int:
        return index[min(a, b), max(a, b)]

    def fine(line: list[int]) -> I32:
        out = [line[0]]
        for a, b in zip(line, line[1:], strict=False):
            out += [mid(a, b), b]
        return np.array(out, np.int32)

    split = []
    for a, b, c in tris:
        ab, bc, ca = mid(a, b), mid(b, c), mid(c, a)
        split += [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
    outline = fine([*oval, oval[0]])[:-1]
    ru, rl, lu, ll = (fine(line) for line in lines[2:])
    return FaceTopology(np.array(split, np.int32), m, outline, fine(INNER_UPPER), fine(INNER_LOWER), (ru, rl, lu, ll))
