"""Generated speech → log-mel beside what Whisper makes of the same sound, for teach.py to label.

    python training/speech/deepen.py SPEECH_FOLDER NATURAL_FOLDER OUT.npz [--scale 1.0]

About two and a half hours of the five of generate.py, each voice once in other throats, tempi and rooms, and all of speak.py's twice; ten
minutes of one core. Also keeps the principal components of Whisper's layers on this speech, through which teach.py hears faces too.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from augment import STEP, degrade, log_mel, retime
from generate import HELD_OUT, HZ
from prepare import utterances
from whisper import Squeeze, Whisper

SECONDS, SECONDS_ESPEAK = 230, 85  # of each voice recorded from people, of each language of espeak-ng
VERSIONS = 2  # of natural speech; the second in a room or on a telephone


def versions(path: Path, rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A voice of speak.py → each utterance as Whisper shall hear it and as the ear does: rooms disturb only the ear."""
    data = np.load(path)
    ends = np.concatenate([[0], data["ends"]])
    for version in range(VERSIONS):
        for start, end in zip(ends[:-1], ends[1:], strict=True):
            sound = data["sound"][start:end] / 32768
            if rng.random() < 0.7:
                sound = retime(sound, rng.uniform(0.87, 1.16))
            before, after = (np.zeros(int((0.05 + rng.exponential(0.2)) * HZ)) for _ in range(2))
            sound = np.concatenate([before, sound, after])[: 29 * HZ]
            sound = sound[: len(sound) // STEP * STEP]
            warp = rng.uniform(0.87, 1.14) if rng.random() < 0.7 else 1.0
            yield sound, log_mel(degrade(sound, rng) if version else sound, warp)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech", type=Path)
    parser.add_argument("natural", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    whisper = Whisper()
    squeeze: Squeeze | None = None
    raw: list[np.ndarray] = []
    mels, deeps, sizes = [], [], []
    paths = [p for p in sorted(args.speech.glob("*.npz")) if p.stem not in HELD_OUT]
    paths = [paths[i] for i in np.random.default_rng(0).permutation(len(paths))]  # the first ones, of all kinds, settle the components
    for path in paths:
        rng = np.random.default_rng([zlib.crc32(path.stem.encode()), 7])
        left = (SECONDS_ESPEAK if path.stem.startswith("espeak") else SECONDS) * args.scale
        for sound, _, warp in utterances(path, rng, plain=False):
            sound = sound[: 29 * HZ]
            mel, heard = log_mel(sound, warp), whisper.hear(sound)
            mels.append(mel.astype(np.float16))
            sizes.append(len(mel))
            if squeeze is None:
                raw.append(heard)
            else:
                deeps.append(squeeze(heard).astype(np.float16))
            left -= len(sound) / HZ
            if left <= 0:
                break
        if squeeze is None and len(raw) > 100 * min(1.0, args.scale):
            squeeze = Squeeze.of(np.concatenate(raw)[::3])
            deeps = [squeeze(h).astype(np.float16) for h in raw]
            raw = []
        print(path.stem, f"{sum(sizes) / 50:.0f} s", flush=True)
    assert squeeze is not None
    natural = sum(sizes)
    for path in (p for p in sorted(args.natural.glob("*.npz")) if p.stem not in HELD_OUT):
        for sound, mel in versions(path, np.random.default_rng([zlib.crc32(path.stem.encode()), 7])):
            mels.append(mel.astype(np.float16))
            deeps.append(squeeze(whisper.hear(sound)).astype(np.float16))
            sizes.append(len(mel))
        print(path.stem, f"{sum(sizes) / 50:.0f} s", flush=True)
    np.savez(
        args.out,
        natural=natural,
        mel=np.concatenate(mels),
        deep=np.concatenate(deeps),
        sizes=np.array(sizes),
        mean=squeeze.mean,
        axes=squeeze.axes,
    )
    print(f"{sum(sizes) / 50 / 3600:.2f} hours")


if __name__ == "__main__":
    main()
