"""RGB picture → how much each pixel is person (MediaPipe's selfie segmentation, the general model)."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from limner.engine.portrait import networks, warp
from limner.engine.types import F32, U8

SIDE = 256  # of the network's input and output; the picture is stretched to it


class Segmenter:
    """Same mask as mediapipe 0.10.21's SelfieSegmentation(model_selection=0) within 1/255. Holds no state; any thread may call it."""

    def segment(self, rgb: U8) -> F32:
        """`rgb` (h, w, 3) → (h, w), 0 background .. 1 person."""
        height, width = rgb.shape[:2]
        rect = warp.PixelRect.of(warp.WHOLE, height, width)
        tensor = warp.to_unit(warp.sample(rgb, rect, SIDE, replicate=False), low=0.0)
        (mask,) = networks.run("selfie_segmentation", tensor)
        return enlarge(mask[0, :, :, 0], height, width)


def enlarge(mask: F32, height: int, width: int) -> F32:
    """Bilinear resize of (h, w) with half-pixel centres and repeated edges, as cv::resize does it."""
    columns, across = _taps(mask.shape[1], width)
    rows, down = _taps(mask.shape[0], height)
    wide = mask[:, columns] * (1 - across) + mask[:, np.minimum(columns + 1, mask.shape[1] - 1)] * across
    out = np.empty((height, width), np.float32)
    _blend_rows(wide, rows, down, out)
    return out


def _taps(source: int, target: int) -> tuple[NDArray[np.intp], F32]:
    """For each of `target` samples the first of its two source samples and the second's weight."""
    position = ((np.arange(target) + 0.5) * (source / target) - 0.5).astype(np.float32)
    first = np.floor(position).astype(np.intp)
    weight = position - first.astype(np.float32)
    weight[(first < 0) | (first >= source - 1)] = 0
    return np.clip(first, 0, source - 1), weight


@numba.njit(cache=True)
def _blend_rows(wide: F32, rows: NDArray[np.intp], down: F32, out: F32) -> None:  # pragma: no cover - compiled
    last = wide.shape[0] - 1
    for y in range(out.shape[0]):
        a, b, t = wide[rows[y]], wide[min(rows[y] + 1, last)], down[y]
        for x in range(out.shape[1]):
            out[y, x] = a[x] * (np.float32(1) - t) + b[x] * t
