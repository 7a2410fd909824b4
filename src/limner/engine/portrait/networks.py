"""Names of the bundled networks → ONNX sessions, opened once a process, when first asked for."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

F32 = NDArray[np.float32]

MODELS = Path(__file__).parents[2] / "data" / "models"


@cache
def _session(name: str) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a worker has one core; more threads only fight the encoder
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(MODELS / f"{name}.fp16w.onnx", options, providers=["CPUExecutionProvider"])


def run(name: str, tensor: F32) -> list[F32]:
    """`tensor` (1, h, w, 3) through the network `name` → its outputs, in the order of the TFLite original."""
    outputs: list[F32] = _session(name).run(None, {"input": tensor})
    return outputs
