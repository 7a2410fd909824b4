"""find_best: the face to animate is found in awkward pictures, steadied, and nothing else is taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from limner.engine.portrait import networks
from limner.engine.portrait.faces import TRIES, _parts, eye_distance, find_best
from limner.engine.portrait.landmarks import FaceMesh
from limner.engine.types import F32, U8
from tests.face_pictures import DATA, variants


@pytest.fixture(scope="module")
def pictures() -> dict[str, U8]:
    return variants(np.asarray(Image.open(DATA / "portrait.png")))


def best(picture: U8) -> F32:
    faces = find_best(np.ascontiguousarray(picture))
    assert faces is not None
    return faces.best


def test_one_face(pictures: dict[str, U8]) -> None:
    faces = find_best(pictures["plain"])
    assert faces is not None and faces.others == ()
    assert faces.best.shape == (478, 3) and faces.best.dtype == np.float32
    (single,) = FaceMesh().find(pictures["plain"])
    assert 0 < np.abs(faces.best - single)[:, :2].max() < 0.05 * eye_distance(single)


def test_the_largest_of_several(pictures: dict[str, U8]) -> None:
    canvas = np.full((360, 680, 3), 128, np.uint8)
    canvas[40:, :320] = pictures["plain"]
    canvas[:, 320:] = pictures["close"]
    faces = find_best(canvas)
    assert faces is not None and len(faces.others) == 1
    assert faces.best[4, 0] > 320 > faces.others[0][4, 0]
    assert eye_distance(faces.best) == pytest.approx(2 * eye_distance(faces.others[0]), rel=0.1)


def test_a_face_lost_in_a_large_picture(pictures: dict[str, U8]) -> None:
    canvas = np.full((900, 1600, 3), 128, np.uint8)
    canvas[700:806, 1400:1506] = pictures["small"]
    assert not FaceMesh().find(canvas)
    np.testing.assert_allclose(best(canvas)[:, :2] - (1400, 700), best(pictures["small"])[:, :2], atol=1.0)


def test_a_face_that_fills_the_picture(pictures: dict[str, U8]) -> None:
    tight = pictures["close"][75:255, 110:260]
    inner = [33, 133, 362, 263, 4, 61, 291, 13, 14]  # the forehead is cut off, so the outline is a guess
    np.testing.assert_allclose(best(tight)[inner, :2] + (110, 75), best(pictures["close"])[inner, :2], atol=3)


@pytest.mark.parametrize("name", ["cut", "no_face"])
def test_no_face(pictures: dict[str, U8], name: str) -> None:
    assert find_best(np.ascontiguousarray(pictures[name])) is None


def test_no_face_in_noise_or_in_next_to_nothing() -> None:
    rng = np.random.default_rng(3)
    assert find_best(rng.integers(0, 256, (200, 300, 3), np.uint8)) is None
    for shape in ((1, 1, 3), (2, 300, 3), (300, 2, 3)):
        assert find_best(np.full(shape, 90, np.uint8)) is None


def test_no_place_is_looked_at_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture without a face goes through every attempt; each network sees each part of it once, and few windows are doubted long."""
    asked = list[str]()
    run = networks.run

    def counted(name: str, tensor: F32) -> list[F32]:
        asked.append(name)
        return run(name, tensor)

    monkeypatch.setattr(networks, "run", counted)
    noise = np.random.default_rng(3).integers(0, 256, (480, 640, 3), np.uint8)
    assert find_best(noise) is None
    parts = 1 + len(list(_parts()))
    assert asked.count("face_detection_short_range") == asked.count("face_detection_full_range_sparse") == parts
    assert 0 < asked.count("face_landmark_with_attention") <= TRIES


def test_steadier_than_one_pass(pictures: dict[str, U8]) -> None:
    """Over crops a few pixels apart the same landmarks move less than half as much as a single pass's."""
    shifts = [(dx, dy) for dx in (0, 7, 14) for dy in (0, 5, 10)]
    crops = [(np.ascontiguousarray(pictures["plain"][dy : 300 + dy, dx : 300 + dx]), (dx, dy)) for dx, dy in shifts]
    single = np.array([FaceMesh().find(crop)[0][:, :2] + shift for crop, shift in crops])
    mean = np.array([best(crop)[:, :2] + shift for crop, shift in crops])
    assert mean.std(0).mean() < 0.5 * single.std(0).mean()


def test_same_picture_same_landmarks(pictures: dict[str, U8]) -> None:
    np.testing.assert_array_equal(best(pictures["turned"]), best(pictures["turned"]))
