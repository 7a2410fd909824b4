"""The test card says the same to whoever reads it, also smaller and noisier."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from limner.engine.render.testcard import FLASH_TICKS, Testcard, read_testcard
from limner.engine.types import Features, Motion


@pytest.mark.parametrize("tick", [0, 1, 25, 90_000, (1 << 24) - 1])
def test_reads_back_what_was_drawn(tick: int) -> None:
    frame = Testcard().draw(Motion(), Features(level=0.1), tick)
    for picture in (frame.y, frame.planes, np.repeat(frame.y[:, :, None], 3, axis=2)):
        reading = read_testcard(picture)
        assert reading is not None
        assert reading.tick == tick
        assert reading.level == pytest.approx(0.1, rel=0.05)
        assert not reading.flash


def test_survives_scaling_and_noise() -> None:
    y = Testcard().draw(Motion(), Features(level=0.5, onset=True), 4711).y
    small = cv2.resize(y, (320, 180), interpolation=cv2.INTER_AREA).astype(np.float64)
    noisy = np.clip(small + np.random.default_rng(1).normal(0, 20, small.shape), 0, 255).astype(np.uint8)
    reading = read_testcard(noisy)
    assert reading is not None
    assert reading.tick == 4711
    assert reading.flash
    assert reading.level == pytest.approx(0.5, rel=0.2)


def test_flash_lasts_a_few_ticks_and_goes_out() -> None:
    card = Testcard()
    flashes = []
    for tick in range(6):
        reading = read_testcard(card.draw(Motion(), Features(onset=tick == 1), tick).y)
        assert reading is not None
        flashes.append(reading.flash)
    assert flashes == [1 <= tick < 1 + FLASH_TICKS for tick in range(6)]


def test_silence_reads_as_zero_and_a_plain_picture_as_nothing() -> None:
    reading = read_testcard(Testcard().draw(Motion(), Features(), 3).y)
    assert reading is not None
    assert reading.level == 0
    assert read_testcard(np.full((720, 1280), 90, np.uint8)) is None
