"""Rig → one labelled picture of poses and visemes: the first thing to look at after any change to the engine."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait.rig import Rig
from limner.engine.render.mesh import MeshRenderer
from limner.engine.types import F32, HEIGHT, SHAPE, U8, WIDTH, Features, Frame, Motion, shape_weights

_PANEL = 400, 360  # px
_ZOOM = 400, 240


def _face(**weights: float) -> Motion:
    return Motion(shapes=shape_weights(**weights))


# What speech and life are made of: name → motion.
POSES: dict[str, Motion] = {
    "rest": Motion(),
    "A": _face(jawOpen=0.56, mouthLowerDown=0.85, mouthUpperUp=0.6),
    "E": _face(jawOpen=0.28, mouthLowerDown=0.45, mouthUpperUp=0.3, mouthStretch=0.5, mouthSmile=0.15),
    "I": _face(jawOpen=0.13, mouthLowerDown=0.3, mouthUpperUp=0.2, mouthStretch=0.65),
    "O": _face(jawOpen=0.32, mouthLowerDown=0.15, mouthFunnel=0.6, mouthPucker=0.3),
    "U": _face(jawOpen=0.12, mouthPucker=0.8),
    "M": _face(jawOpen=0.2, mouthClose=1, mouthPress=0.5),
    "F": _face(jawOpen=0.10, mouthRollLower=0.85, mouthUpperUp=0.35),
    "S": _face(jawOpen=0.08, mouthStretch=0.35, mouthLowerDown=0.4, mouthUpperUp=0.25),
    "TH": _face(jawOpen=0.15, tongueOut=0.9, mouthLowerDown=0.2),
    "smile": _face(mouthSmile=0.8, cheekSquint=0.5, eyeSquint=0.3),
    "broad smile": _face(mouthSmile=1, jawOpen=0.12, mouthUpperUp=0.4, cheekSquint=0.7, eyeSquint=0.4),
    "frown": _face(mouthFrown=0.8, browDown=0.6),
    "surprise": _face(browInnerUp=0.9, browOuterUp=0.9, eyeWide=0.8, jawOpen=0.25),
    "blink half": _face(eyeBlink=0.5),
    "blink": _face(eyeBlink=1),
    "gaze left": Motion(gaze_x=-0.5),
    "gaze up right": Motion(gaze_x=0.4, gaze_y=-0.4),
    "yaw +8": Motion(yaw=8),
    "yaw -8": Motion(yaw=-8),
    "pitch +7": Motion(pitch=7),
    "pitch -7": Motion(pitch=-7),
    "roll +7": Motion(roll=7),
    "turned A": Motion(yaw=-6, pitch=-3, roll=-4, shapes=shape_weights(jawOpen=0.5, mouthLowerDown=0.7, mouthUpperUp=0.5)),
}


def to_rgb(frame: Frame) -> U8:
    """Frame → (720, 1280, 3) RGB."""
    return np.asarray(cv2.cvtColor(frame.planes, cv2.COLOR_YUV2RGB_I420), np.uint8)


def render_pose(rig: Rig, motion: Motion) -> U8:
    """One pose as a whole picture (720, 1280, 3) RGB."""
    return to_rgb(MeshRenderer(rig).draw(motion, Features(), 0))


def contact_sheet(rig: Rig, columns: int = 6) -> U8:
    """Every pose of POSES, each as head and close-up of what it is about, labelled: one RGB picture."""
    renderer = MeshRenderer(rig)
    panels = []
    k = rig.k
    eyes = rig.landmarks[[33, 263], :2].mean(0)
    mouth = rig.landmarks[[13, 14], :2].mean(0)
    around = (eyes + mouth) / 2
    for name, motion in POSES.items():
        picture = to_rgb(renderer.draw(motion, Features(), 0))
        head = _crop(picture, around, 3.6 * k * _PANEL[0] / _PANEL[1], 3.6 * k, _PANEL)
        about_eyes = motion.gaze_x or motion.gaze_y or any(motion.shapes[i] for n, i in SHAPE.items() if n.startswith(("eyeB", "eyeW")))
        centre, width = (eyes, 1.5 * k) if about_eyes else (mouth + [0, 0.05 * k], 1.2 * k)
        close = _crop(picture, centre, width, width * _ZOOM[1] / _ZOOM[0], _ZOOM)
        panel = np.concatenate([head, close])
        for colour, thick in (((0, 0, 0), 4), ((255, 255, 255), 1)):
            cv2.putText(panel, name, (10, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.9, colour, thick, cv2.LINE_AA)
        panels.append(panel)
    panels += [np.zeros_like(panels[0])] * (-len(panels) % columns)
    rows = [np.concatenate(panels[i : i + columns], 1) for i in range(0, len(panels), columns)]
    return np.concatenate(rows)


def _crop(picture: U8, centre: F32, width: float, height: float, size: tuple[int, int]) -> U8:
    """A window about `centre`, moved so that it stays inside the picture, at `size` (w, h)."""
    width, height = min(width, WIDTH), min(height, HEIGHT)
    x = int(np.clip(centre[0] - width / 2, 0, WIDTH - width))
    y = int(np.clip(centre[1] - height / 2, 0, HEIGHT - height))
    window = picture[y : y + int(height), x : x + int(width)]
    return np.asarray(cv2.resize(window, size, interpolation=cv2.INTER_AREA if width > size[0] else cv2.INTER_CUBIC), np.uint8)
