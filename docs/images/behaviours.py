"""Remakes behaviours/: a strip of the bundled portrait for every expression and movement of the catalogue.

python docs/images/behaviours.py [OUT [PORTRAIT]]

An expression: at rest, at 45 %, 70 % and 100 %, and speaking an open vowel with it. A movement: five moments of it, at full strength.
"""

from __future__ import annotations

import sys
from importlib import resources
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from limner.engine.behaviour.catalog import EXPRESSIONS, GESTURES
from limner.engine.behaviour.schedule import Schedule
from limner.engine.motion.blend import blend
from limner.engine.portrait.analyse import analyse
from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.render.sheet import to_rgb
from limner.engine.types import F32, U8, Behaviour, Features, Intent, Motion, shape_weights

HERE = Path(__file__).parent
PORTRAIT = Path(str(resources.files("limner") / "data/demo/portrait.jpg"))
SIDE = 156  # px of one picture
QUALITY = 86
RESTING = shape_weights(mouthSmile=0.045, eyeSquint=0.05)
OPEN = shape_weights(jawOpen=0.42, mouthLowerDown=0.15, mouthStretch=0.15)


def motion(intent: Intent, lips: F32 | None = None) -> Motion:
    """What the behaviour alone makes of a resting face."""
    head = Motion(yaw=intent.yaw, pitch=intent.pitch, roll=intent.roll, z=intent.z)
    head.shoulder_x, head.shoulder_y = intent.shoulder_x, intent.shoulder_y
    return blend(shape_weights() if lips is None else lips, Motion(shapes=RESTING), head, intent, 0.0 if lips is None else 1.0)


def looks(name: str) -> list[Motion]:
    def at(strength: float) -> Intent:
        return Schedule(Behaviour(emotions={name: strength} if strength else {}), np.random.default_rng(0)).step()

    return [motion(at(0)), motion(at(0.45)), motion(at(0.7)), motion(at(1.0)), motion(at(0.7), OPEN)]


def moves(name: str) -> list[Motion]:
    plan = Schedule(Behaviour(gestures=[{"name": name, "once": True, "strength": 1.0}]), np.random.default_rng(0))
    rest, *line = [plan.step() for _ in range(110)]

    def away(i: Intent) -> float:
        return float(np.abs(i.shapes).max() + abs(i.yaw) / 6 + abs(i.pitch) / 6 + abs(i.roll) / 6 + 8 * abs(i.z) + 15 * abs(i.shoulder_x))

    busy = [k for k, i in enumerate(line) if away(i) + abs(i.gaze_x) + abs(i.gaze_y) + 15 * abs(i.shoulder_y) > 0.12]
    return [motion(rest), *(motion(line[int(k)]) for k in np.linspace(busy[0] + 1, busy[-1] - 1, 4))]


def strip(renderer: MeshRenderer, rig: Rig, motions: list[Motion]) -> U8:
    """(SIDE, SIDE * pictures, 3) RGB."""
    x, y = rig.landmarks[:, :2].mean(0)
    size = int(min(2.5 * rig.k, 719))
    left, top = int(max(0, x - size / 2)), int(np.clip(y - size * 0.53, 0, 720 - size))
    pictures = [to_rgb(renderer.draw(m, Features(), 0))[top : top + size, left : left + size] for m in motions]
    return np.concatenate([np.asarray(cv2.resize(p, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.uint8) for p in pictures], 1)


def main(out: Path, portrait: Path) -> None:
    out.mkdir(exist_ok=True, parents=True)
    rig = analyse(portrait.read_bytes())
    renderer = MeshRenderer(rig)
    for names, make in ((EXPRESSIONS, looks), (GESTURES, moves)):
        for name in names:
            Image.fromarray(strip(renderer, rig, make(name))).save(out / f"{name}.jpg", quality=QUALITY)


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "behaviours", Path(sys.argv[2]) if len(sys.argv) > 2 else PORTRAIT)
