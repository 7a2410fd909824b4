"""The mesh about a person."""

from __future__ import annotations

import numpy as np

from limner.engine.portrait.mesh import grid_about
from limner.engine.types import HEIGHT, MARGIN, WIDTH


def test_every_cell_that_holds_some_of_the_person_has_its_corners() -> None:
    step = 29.567
    for width in range(200, 231, 3):  # its right edge falls anywhere within a cell
        alpha = np.zeros((HEIGHT + 2 * MARGIN, WIDTH + 2 * MARGIN), np.uint8)
        alpha[300:500, 400 : 400 + width] = 255
        grid = grid_about(alpha, step)
        corners = {(round(float(x), 1), round(float(y), 1)) for x, y in grid}
        x0, y0 = grid.min(axis=0)
        for x, y in ((400, 300), (400 + width - 1, 300), (400, 499), (400 + width - 1, 499), (400 + width - 1, 400)):
            column, row = np.floor((np.array([x, y]) - MARGIN - [x0, y0]) / step)
            for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
                assert (round(float(x0 + (column + dx) * step), 1), round(float(y0 + (row + dy) * step), 1)) in corners, width
