"""MediaPipe wheel → the face mesh's triangles, the oval, and the index lists that the attention network refines.

Read by `convert_face_models.py`. Nothing is imported from mediapipe: its connection tables are parsed, the lists that the
network refines are options of its own operators.
"""

from __future__ import annotations

import ast
from collections import deque
from itertools import pairwise

import numpy as np
import tflite
from flatbuffers import flexbuffers
from numpy.typing import NDArray

Triangle = tuple[int, int, int]


def connections(source: str, name: str) -> list[tuple[int, int]]:
    """The edge list called `name` in mediapipe/python/solutions/face_mesh_connections.py."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            assert isinstance(node.value, ast.Call)  # frozenset([...])
            return [(int(a), int(b)) for a, b in ast.literal_eval(node.value.args[0])]
    raise KeyError(name)


def oval(edges: list[tuple[int, int]], start: int = 10) -> NDArray[np.int32]:
    """The face's outline in order, from the top of the forehead (10), clockwise on the screen."""
    follow = dict(edges)
    ring = [start]
    while follow[ring[-1]] != start:
        ring.append(follow[ring[-1]])
    return np.array(ring, np.int32)


def triangles(edges: list[tuple[int, int]], outline: NDArray[np.int32]) -> NDArray[np.int32]:
    """(852, 3): 3-cliques of the edges, all wound clockwise on the screen: (b-a) x (c-a) > 0 with x right, y down, face to the viewer.

    Two of the 854 cliques, one beside each nostril, are no triangles of the surface: they span three others round a common corner.
    Winding spreads over shared edges from the outline, whose direction is known. ValueError where the mesh is no oriented surface.
    """
    near: dict[int, set[int]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    found: set[Triangle] = {(*sorted((a, b, c)),) for a, b in edges for c in near[a] & near[b]}
    cliques = sorted(t for t in found if not _spans_others(t, near))
    sharing: dict[frozenset[int], list[int]] = {}
    for i, t in enumerate(cliques):
        for e in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0])):
            sharing.setdefault(frozenset(e), []).append(i)

    wound: dict[int, Triangle] = {}
    a, b = int(outline[0]), int(outline[1])
    todo = deque([(a, b)])  # directed edges that the triangle beside them must follow
    while todo:
        a, b = todo.popleft()
        for i in sharing[frozenset((a, b))]:
            if i in wound:
                continue
            (c,) = set(cliques[i]) - {a, b}
            wound[i] = (a, b, c)
            todo.extend([(c, b), (a, c)])  # the neighbours' direction is the other way round
    directed = [e for t in wound.values() for e in ((t[0], t[1]), (t[1], t[2]), (t[2], t[0]))]
    if len(wound) != len(cliques) or len(set(directed)) != len(directed):
        raise ValueError("The face mesh is not one consistently oriented surface.")
    if not {(int(p), int(q)) for p, q in pairwise([*outline, outline[0]])} <= set(directed):
        raise ValueError("The outline does not run along the mesh's border.")
    return np.array([wound[i] for i in range(len(cliques))], np.int32)


def _spans_others(triangle: Triangle, near: dict[int, set[int]]) -> bool:
    """Whether some point's only neighbours are this triangle's corners: then the three triangles round that point are the surface."""
    return any(near[p] == set(triangle) for p in near[triangle[0]])


def refined_indices(model: tflite.Model) -> dict[str, NDArray[np.int32]]:
    """lips (80,), left_eye (71,), right_eye (71,): which mesh points each refining head of the network replaces, in its output order."""
    graph = model.Subgraphs(0)
    lists = []
    for i in range(graph.OperatorsLength()):
        op = graph.Operators(i)
        if model.OperatorCodes(op.OpcodeIndex()).CustomCode() == b"Landmarks2TransformMatrix":
            options = flexbuffers.Loads(op.CustomOptionsAsNumpy().tobytes())
            lists.append(np.array(options["subset_idxs"], np.int32))
    return dict(zip(("lips", "left_eye", "right_eye"), lists, strict=True))
