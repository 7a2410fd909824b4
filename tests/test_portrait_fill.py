"""What the canvas shows beside the picture."""

from __future__ import annotations

import cv2
import numpy as np

from limner.engine.portrait import fill
from limner.engine.portrait.framing import Placed
from limner.engine.types import HEIGHT, MARGIN, WIDTH


def test_beside_a_line_drawing_lies_paper_and_beside_a_photograph_its_own_dark_things() -> None:
    height, width, left = HEIGHT + 2 * MARGIN, 600, 436
    drawing = np.full((height, width, 3), (248, 244, 230), np.uint8)
    for y in range(20, height, 40):
        cv2.line(drawing, (0, y), (width, height - y), (30, 30, 30), 3)
    room = np.full((height, width, 3), (120, 110, 100), np.uint8)
    room[:, :150] = 40
    paper, photograph = (fill.background(Placed(picture, 0, left), picture) for picture in (drawing, room))
    far = np.s_[:, MARGIN : left - 60]
    assert paper[far].min() > 215, "no blots where the lines went out of focus"
    assert np.abs(paper[:, left + 100 : left + 500].astype(int) - drawing[:, 100:500]).max() <= 1, "the drawing itself stays"
    assert photograph[:, left - 120 : left - 60].mean() < 60
    assert paper.shape == (height, WIDTH + 2 * MARGIN, 3)
