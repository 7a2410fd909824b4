"""A renderer of one's own: a face of plain shapes, with the portrait's skin and background. In this folder:

    limner serve --renderer own_renderer:Cartoon

Whatever has `draw` is a renderer; a network on a GPU would be another. Each session makes one, in a process of its own.
"""

import cv2
import numpy as np

from limner.engine.portrait.rig import Rig
from limner.engine.types import MARGIN, SHAPE, TICK_HZ, Features, Frame, Motion

DARK, WHITE, BLUE, LIP, TONGUE = (40, 128, 128), (225, 128, 128), (110, 145, 105), (105, 118, 165), (120, 115, 160)  # YUV
ROUND = np.linspace(0, 2 * np.pi, 40, endpoint=False)


def ellipse(x: float, y: float, width: float, height: float) -> np.ndarray:
    """(40, 2) px around the middle of the face."""
    return np.stack([x + width * np.cos(ROUND), y + height * np.sin(ROUND)], 1)


class Cartoon:
    def __init__(self, rig: Rig) -> None:
        """rig: all that is known of the portrait, see limner/engine/portrait/rig.py."""
        x, y = rig.landmarks[151, :2].astype(int) + MARGIN  # the forehead
        self.skin = int(rig.luma[y, x]), int(rig.blue[y // 2, x // 2]), int(rig.red[y // 2, x // 2])
        self.plate = rig.plate
        self.frame = Frame()

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        """Motion → picture, within 40 ms. It depends on nothing but what is given, so that a session can go on in another process."""
        np.copyto(self.frame.planes, self.plate)
        value = {name: float(np.clip(motion.shapes[i], -1, 1)) for name, i in SHAPE.items()}
        nod, shake = np.clip([motion.pitch, motion.yaw], -30, 30)
        tilt = np.radians(np.clip(motion.roll, -40, 40))
        turn = np.array([[np.cos(tilt), np.sin(tilt)], [-np.sin(tilt), np.cos(tilt)]])

        def fill(points: np.ndarray, colour: tuple[int, int, int], depth: float = 1.0) -> None:
            """depth: how far in front of the neck's axis, so how much a turn of the head moves it."""
            at = (points + [shake * 2.5 * depth, -nod * 2.5 * depth]) @ turn + [640, 360]
            for plane, level, scale in zip((self.frame.y, self.frame.u, self.frame.v), colour, (1, 0.5, 0.5), strict=True):
                cv2.fillPoly(plane, [np.round(at * scale * 16).astype(np.int32)], (level,), cv2.LINE_AA, 4)

        fill(ellipse(0, 250, 90, 150), (max(self.skin[0] - 20, 16), *self.skin[1:]), 0.2)  # neck
        fill(ellipse(0, 560, 380, 230 + 4 * motion.breath), BLUE, 0)  # shoulders
        fill(ellipse(0, 0, 210, 270), self.skin, 0.6)
        for side, name in ((-1, "Right"), (1, "Left")):  # of the person: Right is on the image's left
            lid = 1 - max(0.0, value[f"eyeBlink{name}"])
            fill(ellipse(85 * side, -50, 42, 26 * lid), WHITE)
            fill(ellipse(85 * side + 18 * np.clip(motion.gaze_x, -1, 1), -50 + 8 * np.clip(motion.gaze_y, -1, 1), 15, 15 * lid), DARK)
            raised = 25 * (value["browInnerUp"] + value[f"browOuterUp{name}"] - value[f"browDown{name}"])
            fill(ellipse(85 * side, -110 - raised, 48, 7), DARK)
        fill(ellipse(0, 30, 16, 26), (max(self.skin[0] - 25, 16), *self.skin[1:]), 1.6)  # nose
        wide = 75 + 25 * value["mouthSmileLeft"] - 30 * value["mouthPucker"]
        open_px = 60 * max(0.0, value["jawOpen"]) * (1 - max(0.0, value["mouthClose"]))
        fill(_mouth(wide + 8, open_px + 9, value["mouthSmileLeft"]), LIP, 1.1)
        fill(_mouth(wide, open_px, value["mouthSmileLeft"]), DARK, 1.1)
        if open_px > 20:
            fill(ellipse(0, 135 + open_px * 0.6, wide * 0.5, open_px * 0.3), TONGUE, 1.1)
        return self.frame


def _mouth(wide: float, open_px: float, smile: float) -> np.ndarray:
    points = ellipse(0, 130, wide, open_px)
    points[:, 1] += np.where(points[:, 1] > 130, open_px * 0.4, 0) - 25 * smile * (points[:, 0] / wide) ** 2
    return points


if __name__ == "__main__":  # a look at it, and what a frame costs
    import sys
    import time

    from limner.engine.portrait.analyse import analyse
    from limner.engine.types import shape_weights

    cartoon = Cartoon(analyse(open(sys.argv[1], "rb").read()))
    begun = time.process_time()
    for tick in range(TICK_HZ):
        frame = cartoon.draw(Motion(yaw=tick - 12, shapes=shape_weights(jawOpen=tick / 25, mouthSmile=0.4)), Features(), tick)
    print(f"{(time.process_time() - begun) / TICK_HZ * 1000:.1f} ms a frame")
    cv2.imwrite("cartoon.png", cv2.cvtColor(frame.planes, cv2.COLOR_YUV2BGR_I420))
