"""Silero's detector in numpy says what its authors' network says, in any portions."""

from __future__ import annotations

import numpy as np

from limner.engine.audio.vad import Vad
from limner.engine.types import F32
from tests.sounds import noise, words

SOUND = np.concatenate([np.zeros(4096), words("aeiou papa misu"), np.zeros(4096)]).astype(np.float32)
# Every tenth chunk of SOUND, as silero_vad_16k_op15.onnx of silero-vad 6.2.3 says under onnxruntime 1.32.
WANTED = [0.002, 0.971, 0.996, 1.0, 0.998, 0.003, 0.982, 0.979, 0.004, 0.997, 0.999, 0.037]


def chances(sound: F32, portion: int) -> list[float]:
    vad = Vad()
    return [1 / (1 + float(np.exp(-vad.step(sound[i : i + portion])))) for i in range(0, len(sound) - portion + 1, portion)]


def test_it_says_what_the_original_says() -> None:
    np.testing.assert_allclose(chances(SOUND, 512)[::10], WANTED, atol=0.01)


def test_any_portions_give_the_same_and_reset_forgets() -> None:
    vad = Vad()
    whole = [vad.step(SOUND[i : i + 5120]) for i in range(0, 51200, 5120)]
    vad.reset()
    parts = [vad.step(SOUND[i : i + 640]) for i in range(0, 51200, 640)]
    np.testing.assert_allclose(parts[7::8], whole, atol=1e-4)


def test_noise_is_nobody() -> None:
    assert max(chances((0.1 * noise(2, 16_000)).astype(np.float32), 640)[5:]) < 0.1
