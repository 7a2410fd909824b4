"""Silero's voice activity detector, as PyPI's silero-vad holds it → src/limner/data/models/silero_vad.npz (half precision).

    pip download --no-deps silero-vad==6.2.3 && unzip silero_vad-6.2.3-py3-none-any.whl -d silero
    python training/silero.py silero/silero_vad/data/silero_vad_16k_op15.onnx

Its spectra are a discrete Fourier transform under a Hann window, which numpy makes; of convolutions that only ever see one vector beside
nothing, only the middle tap is kept. `limner.engine.audio.vad` reads the result.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx.numpy_helper import to_array

OUT = Path(__file__).parents[1] / "src/limner/data/models/silero_vad.npz"


def tensors(path: Path) -> dict[str, np.ndarray]:
    """Every constant of the graph, by the end of its name."""
    graph = onnx.load(path).graph
    found = {tensor.name: to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            found[node.output[0]] = to_array(node.attribute[0].t)
    return {name.removeprefix("model.").replace("reparam_conv.", ""): value for name, value in found.items()}


def arrays(w: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """(out, in, taps) → (taps * in, out); the LSTM's gates in the order in, keep, shown, new."""

    def flat(name: str) -> np.ndarray:
        return w[f"{name}.weight"].transpose(2, 1, 0).reshape(-1, w[f"{name}.weight"].shape[0])

    size = w["decoder.rnn.weight_hh"].shape[1]
    order = np.r_[0 : 2 * size, 3 * size : 4 * size, 2 * size : 3 * size]  # torch: in, keep, new, shown
    third = w["encoder.2.weight"].shape[1]
    return {
        "conv1.w": flat("encoder.0"), "conv1.b": w["encoder.0.bias"], "conv2.w": flat("encoder.1"), "conv2.b": w["encoder.1.bias"],
        "conv3.w": flat("encoder.2")[third:], "conv3.b": w["encoder.2.bias"],
        "conv4.w": w["encoder.3.weight"][:, :, 1].T, "conv4.b": w["encoder.3.bias"],
        "lstm.in.w": w["decoder.rnn.weight_ih"][order].T, "lstm.back.w": w["decoder.rnn.weight_hh"][order].T,
        "lstm.b": (w["decoder.rnn.bias_ih"] + w["decoder.rnn.bias_hh"])[order],
        "out.w": w["decoder.decoder.2.weight"][0, :, 0], "out.b": w["decoder.decoder.2.bias"][0],
    }  # fmt: skip


def main() -> None:
    net = {name: value.astype(np.float16) for name, value in arrays(tensors(Path(sys.argv[1]))).items()}
    np.savez_compressed(OUT, **net)  # type: ignore[arg-type]
    print(f"{OUT}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
