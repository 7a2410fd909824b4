"""The bundled portrait and its speech, from a public-domain picture and a free voice. Run by demo_assets.sh."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module, resources
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

TEXT = (
    "Hello. A moment ago I was a still photograph. Now your voice, or any recording, moves my lips, my eyes and my head, live. "
    "Choose a portrait of your own. Even your favourite painting may have something to say."
)
VOICE_SHA256 = "5f70741d4e900f4e85d0037498736cc1b3e1b9a63a13546a5da1e63abf4fccd8"  # hibari/assets/hibari.onnx of hibari-tts 0.2.1
PEAK = 0.7  # of full scale


def portrait(out: Path) -> None:
    """scikit-image's `astronaut` → JPEG, unchanged in size (512x512)."""
    data: Any = import_module("skimage.data")
    Image.fromarray(data.astronaut()).save(out, quality=94, subsampling=0, optimize=True)


def speech(out: Path) -> None:
    """TEXT → MP3, mono 24 kHz, with 0.2 s of silence before and 0.4 s after."""
    voice = resources.files("hibari") / "assets/hibari.onnx"
    if (digest := hashlib.sha256(voice.read_bytes()).hexdigest()) != VOICE_SHA256:
        raise SystemExit(f"The voice is not the one this script was written for: sha256 {digest}.")
    hibari: Any = import_module("hibari")
    samples, rate = hibari.Hibari()(TEXT, seed=0), 24_000  # float32, -1..1
    loud = np.asarray(samples, np.float32) * (PEAK / np.abs(samples).max())
    sound = np.concatenate([np.zeros(rate // 5, np.float32), loud, np.zeros(rate * 2 // 5, np.float32)])
    with av.open(str(out), "w") as container:
        stream = container.add_stream("mp3", rate=rate, layout="mono")
        stream.bit_rate = 64_000
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16p", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    print(f"{out}: {len(sound) / rate:.1f} s, {out.stat().st_size} bytes")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    portrait(folder / "portrait.jpg")
    speech(folder / "speech.mp3")
