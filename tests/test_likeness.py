"""`limner bench likeness` on a clip made from the bundled portrait: same picture, known numbers."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

import limner
from limner.engine.portrait.analyse import analyse
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import Features, Motion, shape_weights
from limner.errors import PortraitError
from limner.likeness import _similar, likeness, mean_line

DEMO = Path(limner.__file__).parent / "data/demo/portrait.jpg"


def test_a_rendered_clip_is_nearly_its_own_likeness(tmp_path: Path) -> None:
    """What the renderer has drawn, it draws again: mouth opening follows, landmarks fit."""
    clip = tmp_path / "clip.mp4"
    renderer = MeshRenderer(analyse(DEMO.read_bytes()))
    writer = cv2.VideoWriter(str(clip), cv2.VideoWriter.fourcc(*"mp4v"), 25, (1280, 720))
    assert writer.isOpened()
    for i in range(12):
        motion = Motion(yaw=0.4 * i, shapes=shape_weights(jawOpen=0.5 * abs(np.sin(0.8 * i))))
        writer.write(cv2.cvtColor(to_rgb(renderer.draw(motion, Features(), i)), cv2.COLOR_RGB2BGR))
    writer.release()
    sheet = tmp_path / "sheet.png"
    line = likeness(clip, every=1, sheet=sheet)
    assert line["frames"] == 12 and line["lost"] == 0
    for name, least in (("face_ssim", 0.8), ("whole_ssim", 0.85), ("mouth_ssim", 0.7), ("aperture_r", 0.9)):
        assert float(str(line[name])) > least, (name, line[name])
    assert float(str(line["landmarks"])) < 0.02
    assert sheet.stat().st_size > 10_000
    mean = mean_line([line, line])
    assert mean["clips"] == 2 and mean["face_ssim"] == line["face_ssim"]


def test_figures_of_equal_and_unequal_pictures() -> None:
    rng = np.random.default_rng(1)
    one = np.asarray(cv2.GaussianBlur(rng.uniform(0, 255, (80, 80)).astype(np.float32), (0, 0), 2), np.float32)
    same, blurred = _similar(one, one), _similar(one, np.asarray(cv2.GaussianBlur(one, (0, 0), 3), np.float32))
    assert same["ssim"] == pytest.approx(1, abs=1e-3) and same["gradient"] == pytest.approx(1, abs=1e-3)
    assert all(blurred[name] < same[name] for name in ("ssim", "psnr", "gradient"))


def test_what_is_no_clip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.mp4").write_bytes(b"not a video")
    with pytest.raises(PortraitError, match=r"no\.mp4"):
        likeness(tmp_path / "no.mp4")
