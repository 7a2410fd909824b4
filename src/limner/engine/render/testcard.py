"""Tick, level and onset → a test card that tells them back, to people and to programs.

Latency, freezes and lip sync are measured from the picture itself: `read_testcard` finds the tick, the sound level and the flash again
in whatever came out of an encoder, a browser's canvas or a screenshot, at any size.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from limner.engine.types import HEIGHT, TICK_HZ, WIDTH, Features, Frame, Motion

BITS = 24  # 2**24 ticks are 7.7 days
CELL = 48  # px a side; big enough that coarse quantisation keeps its middle
LEFT = (WIDTH - BITS * CELL) // 2  # px
BITS_Y, CHECK_Y = 48, 112  # px, top of the row of bits and of its complement
FLASH_X, FLASH_Y, FLASH_W, FLASH_H = 880, 200, 336, 300  # px
BAR_Y, BAR_H = 580, 72  # px
FLOOR_DB = -60.0  # level at the bar's left end
FLASH_TICKS = 3  # one frame could fall to a dropped picture
BLACK, WHITE, GREY = 16, 235, 90  # luma, limited range


@dataclass(frozen=True, slots=True)
class Reading:
    """What a test card says."""

    tick: int
    level: float  # RMS, full scale = 1; 0.001 (-60 dB) and below read as 0
    flash: bool


class Testcard:
    """The renderer for tests and measurements. Draws a tick in well under a millisecond."""

    __test__ = False  # not a test case, whatever pytest makes of the name

    def __init__(self) -> None:
        self.frame = Frame()
        self.frame.y[:] = GREY
        self.frame.u[:] = 128
        self.frame.v[:] = 128
        self.flash_until = -1  # tick

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        """Motion is ignored; level, onset and tick are drawn."""
        y = self.frame.y
        bits = ((tick % (1 << BITS)) >> np.arange(BITS - 1, -1, -1)) & 1
        cells = np.where(bits, WHITE, BLACK).astype(np.uint8).repeat(CELL)
        y[BITS_Y : BITS_Y + CELL, LEFT : LEFT + BITS * CELL] = cells
        y[CHECK_Y : CHECK_Y + CELL, LEFT : LEFT + BITS * CELL] = BLACK + WHITE - cells
        if features.onset:
            self.flash_until = tick + FLASH_TICKS
        y[FLASH_Y : FLASH_Y + FLASH_H, FLASH_X : FLASH_X + FLASH_W] = WHITE if tick < self.flash_until else BLACK
        filled = LEFT + round(_bar(features.level) * BITS * CELL)
        y[BAR_Y : BAR_Y + BAR_H, LEFT:filled] = WHITE
        y[BAR_Y : BAR_Y + BAR_H, filled : LEFT + BITS * CELL] = BLACK
        y[FLASH_Y : FLASH_Y + FLASH_H, LEFT : FLASH_X - 32] = GREY
        for line, text in enumerate((f"tick {tick}", f"{tick / TICK_HZ:.2f} s", "sound" if features.onset else "")):
            place = (LEFT, FLASH_Y + 90 + 90 * line)
            cv2.putText(y, text, place, cv2.FONT_HERSHEY_SIMPLEX, 2.6, (BLACK,), 6, cv2.LINE_AA)
        return self.frame


def read_testcard(picture: NDArray[Any]) -> Reading | None:
    """Luma (h, w) or RGB (h, w, 3) of any size, or full-size I420 planes → what it says; None if it is no test card."""
    luma = picture.mean(axis=2) if picture.ndim == 3 else picture.astype(np.float64)
    if picture.ndim == 2 and picture.shape == (HEIGHT * 3 // 2, WIDTH):
        luma = luma[:HEIGHT]
    scale_y, scale_x = luma.shape[0] / HEIGHT, luma.shape[1] / WIDTH

    def middle(x: float, y: float, w: float, h: float) -> float:
        """Mean of the middle half of a rectangle given on the canvas."""
        y0, y1 = round((y + h / 4) * scale_y), round((y + h * 3 / 4) * scale_y)
        x0, x1 = round((x + w / 4) * scale_x), round((x + w * 3 / 4) * scale_x)
        return float(luma[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)].mean())

    tick = 0
    for bit in range(BITS):
        x = LEFT + bit * CELL
        value, check = middle(x, BITS_Y, CELL, CELL), middle(x, CHECK_Y, CELL, CELL)
        if abs(value - check) < 100:
            return None
        tick = tick * 2 + (value > check)
    row = luma[round((BAR_Y + BAR_H / 4) * scale_y) : round((BAR_Y + BAR_H * 3 / 4) * scale_y)].mean(axis=0)
    bar = row[round(LEFT * scale_x) : round((LEFT + BITS * CELL) * scale_x)]
    filled = float((bar > (BLACK + WHITE) / 2).mean())
    level = 10.0 ** ((filled - 1) * -FLOOR_DB / 20) if filled > 0 else 0.0
    return Reading(tick, level, middle(FLASH_X, FLASH_Y, FLASH_W, FLASH_H) > (BLACK + WHITE) / 2)


def _bar(level: float) -> float:
    """RMS → how much of the bar is filled, 0..1, even in decibels."""
    return float(np.clip(1 - 20 * math.log10(max(level, 1e-6)) / FLOOR_DB, 0, 1))
