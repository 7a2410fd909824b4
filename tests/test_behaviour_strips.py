"""Every row of the catalogue still looks as its strip of pictures in docs/images/behaviours does.

Compared is what a behaviour changes in the face, against the strip's first picture, picture by picture, at a quarter of its size: a
renderer that draws the same movement a little differently passes, a frown that has gone, moved or halved does not. Where a strip has
to change: `python docs/images/behaviours.py`, and look at it.
"""

from __future__ import annotations

import importlib.util
import io
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import U8, Features

SCRIPT = Path(__file__).parents[1] / "docs/images/behaviours.py"
SMALL = 39  # px of one picture when compared
ALIKE, WEAKEST, STRONGEST = 0.75, 0.6, 1.6  # correlation of two changes, and how strong one is beside the other
NOISE = 1.3  # grey levels: a change smaller than this, rms, is not looked at
F64 = NDArray[np.float64]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("behaviours", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def drawn(script: ModuleType) -> tuple[Rig, MeshRenderer]:
    rig = analyse(script.PORTRAIT.read_bytes())
    return rig, MeshRenderer(rig)


def changes(strip: U8) -> F64:
    """(side, n x side, 3) RGB → (n - 1, SMALL, SMALL): what each picture adds to the first, in levels of grey."""
    grey = np.asarray(strip, np.float32).mean(2)
    n = round(grey.shape[1] / grey.shape[0])
    tiles = [cv2.resize(tile, (SMALL, SMALL), interpolation=cv2.INTER_AREA) for tile in np.split(grey, n, axis=1)]
    return np.asarray([tile - tiles[0] for tile in tiles[1:]], np.float64)


def fault(wanted: U8, got: U8) -> str:
    """Why two strips do not show the same movement; empty if they do."""
    a, b = changes(wanted), changes(got)
    if a.shape != b.shape:
        return f"{len(a) + 1} pictures wanted, {len(b) + 1} drawn"
    for k, (was, now) in enumerate(zip(a, b, strict=True), 2):
        strong, stronger = float(np.sqrt((was**2).mean())), float(np.sqrt((now**2).mean()))
        if max(strong, stronger) < NOISE:
            continue
        ratio = stronger / max(strong, 1e-6)
        alike = float((was * now).mean()) / max(strong * stronger, 1e-6)
        if alike < ALIKE or not WEAKEST < ratio < STRONGEST:
            return f"picture {k}: changes correlate {alike:.2f}, {ratio:.2f} times as strong"
    return ""


def picture(name: str) -> U8:
    return np.asarray(Image.open(SCRIPT.parent / f"behaviours/{name}.jpg").convert("RGB"), np.uint8)


@pytest.mark.parametrize("name", [*EXPRESSIONS, *GESTURES])
def test_it_looks_as_in_its_strip(name: str, script: ModuleType, drawn: tuple[Rig, MeshRenderer], tmp_path: Path) -> None:
    rig, renderer = drawn
    got = script.strip(renderer, rig, script.looks(name) if name in EXPRESSIONS else script.moves(name))
    jpeg = io.BytesIO()
    Image.fromarray(got).save(jpeg, "JPEG", quality=script.QUALITY)  # what the strip lost, too
    got = np.asarray(Image.open(jpeg), np.uint8)
    wanted = picture(name)
    problem = fault(wanted, got)
    if problem:
        Image.fromarray(np.concatenate([wanted, got])).save(tmp_path / f"{name}.png")
    assert not problem, f"{name}: {problem}; expected above drawn in {tmp_path}/{name}.png"


@pytest.mark.parametrize("name", ["sad", "serious", "angry", "neutral", "surprised"])
def test_it_replaces_the_smile_of_the_portrait(name: str, script: ModuleType, drawn: tuple[Rig, MeshRenderer]) -> None:
    """The bundled portrait smiles: its corners stand .05 eye distances above where they would otherwise. A mood takes most of that off."""
    rig, renderer = drawn
    lips = [61, 291, 13]  # vertices are landmarks first; where lips meet, an upper and a lower one lie in the same place
    lifts = []
    for motion in (script.looks(name)[0], script.looks(name)[3]):
        renderer.draw(replace(motion, yaw=0.0, pitch=0.0, roll=0.0), Features(), 0)
        right, left, middle = renderer.vertices_px[lips][:, 1]
        lifts.append((middle - (right + left) / 2) / rig.k)
    assert lifts[1] < lifts[0] - 0.03


def test_the_comparison_can_fail() -> None:
    assert fault(picture("frown"), picture("raise_brows"))
    assert fault(picture("angry"), picture("sad")) and fault(picture("look_left"), picture("look_right"))
    still = np.concatenate([picture("nod")[:, :156]] * 5, 1)
    assert fault(picture("nod"), still) and not fault(picture("nod"), picture("nod"))
