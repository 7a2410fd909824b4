"""The bundled models are the ones NOTICE names, and the mesh's topology is one clean surface."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import networks
from tests.face_pictures import DATA

NOTICE = Path(__file__).parents[1] / "NOTICE"


def topology() -> dict[str, NDArray[np.int32]]:
    with np.load(networks.MODELS / "topology.npz") as stored:
        return {name: stored[name] for name in stored.files}


def test_notice_names_the_bytes_that_ship() -> None:
    listed = dict(re.findall(r"^ +([0-9a-f]{64})  (\S+)$", NOTICE.read_text(), re.M))
    shipped = {hashlib.sha256(f.read_bytes()).hexdigest(): f.name for f in networks.MODELS.iterdir()}
    assert shipped.items() <= listed.items()


def test_triangles_face_the_viewer() -> None:
    """Clockwise on the screen, but for the few that turn away at the nose and the lids of a real face."""
    with np.load(DATA / "reference.npz") as stored:
        points = stored["plain.landmarks"][0, :, :2]
    a, b, c = points[topology()["triangles"]].transpose(1, 0, 2)
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    assert (ux * vy - uy * vx > 0).mean() > 0.97


def test_one_surface() -> None:
    """852 triangles over 468 points; every edge belongs to one triangle in each direction, or is on a border."""
    triangles = topology()["triangles"]
    assert triangles.shape == (852, 3) and set(triangles.reshape(-1).tolist()) == set(range(468))
    directed = Counter((int(a), int(b)) for t in triangles for a, b in zip(t, np.roll(t, -1), strict=True))
    assert set(directed.values()) == {1}
    border = {edge for edge in directed if edge[::-1] not in directed}
    assert len(border) == 36 + 20 + 2 * 16  # outline, mouth, eyes
    outline = topology()["oval"].tolist()
    assert {(a, b) for a, b in zip(outline, [*outline[1:], outline[0]], strict=True)} <= border
    assert outline[0] == 10 and outline[18] == 152


def test_refined_lists_name_each_point_once() -> None:
    lists = topology()
    for name, count in (("lips", 80), ("left_eye", 71), ("right_eye", 71)):
        assert len(set(lists[name].tolist())) == count
    assert {33, 133} <= set(lists["left_eye"].tolist()) and {362, 263} <= set(lists["right_eye"].tolist())
    assert {61, 291, 13, 14} <= set(lists["lips"].tolist())
