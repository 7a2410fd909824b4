"""The bundled portrait's face in a few poses, against kept pictures.

After a wanted change of the picture: look at `limner sheet`, then write them anew with `python -m tests.test_render_golden`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.sheet import POSES, render_pose
from limner.engine.types import U8

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"
GOLDEN = Path(__file__).parent / "golden"
KEPT = ("rest", "A", "broad smile", "blink", "turned A")
MEAN, MOST = 1.2, 16  # grey levels: on average, and for all but one pixel in 200; another machine's rounding stays well below


@cache
def demo_rig() -> Rig:
    return analyse(DEMO.read_bytes())


def face(name: str) -> U8:
    """The face at half size, (h, w, 3) RGB."""
    rig = demo_rig()
    x, y = rig.landmarks[[33, 263, 13], :2].mean(0)
    k = int(rig.k)
    picture = render_pose(rig, POSES[name])[int(y) - k : int(y) + k, int(x) - k : int(x) + k]
    return np.asarray(cv2.resize(picture, (k, k), interpolation=cv2.INTER_AREA), np.uint8)


def path(name: str) -> Path:
    return GOLDEN / f"{name.replace(' ', '_')}.png"


def write(to: Path, picture: U8) -> None:
    cv2.imwrite(str(to), cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))


def read(name: str) -> U8:
    picture = cv2.imread(str(path(name)))
    assert picture is not None, f"{path(name)} is missing"
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


@pytest.mark.parametrize("name", KEPT)
def test_face_looks_as_kept(name: str, tmp_path: Path) -> None:
    expected, actual = read(name), face(name)
    assert actual.shape == expected.shape
    difference = np.abs(actual.astype(np.int16) - expected)
    if difference.mean() > MEAN or np.percentile(difference, 99.5) > MOST:
        shown = tmp_path / "expected_actual_difference.png"
        write(shown, np.concatenate([expected, actual, np.clip(4 * difference, 0, 255).astype(np.uint8)], 1))
        pytest.fail(f"{name}: mean {difference.mean():.2f}, most {np.percentile(difference, 99.5):.0f} grey levels away; see {shown}")


def test_poses_differ_from_each_other() -> None:
    """What the tolerance lets through is far less than what a pose changes."""
    pictures = [read(name).astype(np.int16) for name in KEPT]
    for i, one in enumerate(pictures):
        for other in pictures[i + 1 :]:
            assert np.percentile(np.abs(one - other), 99.5) > 3 * MOST


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for kept in KEPT:
        write(path(kept), face(kept))
