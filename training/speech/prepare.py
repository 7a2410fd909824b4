"""Labelled speech → log-mel and curves, twice over in other throats and rooms; and the noises. One file for pretrain.py.

python training/speech/prepare.py SPEECH_FOLDER NATURAL_FOLDER OUT.npz [--scale 1.0]
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from augment import STEP, degrade, log_mel, nepers, retime
from generate import HELD_OUT, HZ
from noises import bank
from phones import SILENCE
from targets import Segment, curves, louder_is_wider, segments

VERSIONS = 2


def utterances(path: Path, rng: np.random.Generator, plain: bool) -> Iterator[tuple[np.ndarray, list[Segment], float]]:
    """All utterances of a voice in random order with pauses around them: sound, what is said when, and the warp its log-mel shall have."""
    data = np.load(path)
    starts = np.concatenate([[0], data["ends"][:-1]])
    first = np.concatenate([[0], np.cumsum(data["counts"])[:-1]])
    all_sound, ends, counts, phones, phone_ends = (data[k] for k in ("sound", "ends", "counts", "phones", "phone_ends"))
    for i in rng.permutation(len(starts)):
        sound = all_sound[starts[i] : ends[i]] / 32768
        rows = slice(first[i], first[i] + counts[i])
        times = phone_ends[rows].astype(float)
        warp = 1.0
        if not plain:
            if rng.random() < 0.7:
                r = rng.uniform(0.87, 1.16)
                sound, times = retime(sound, r), times / r
            if rng.random() < 0.7:
                warp = rng.uniform(0.87, 1.14)
        before, after = 0.1 + rng.exponential(0.3), 0.1 + rng.exponential(0.3)
        sound = np.concatenate([np.zeros(int(before * HZ)), sound, np.zeros(int(after * HZ))])
        sound = sound[: len(sound) // STEP * STEP]
        if not plain:
            sound = degrade(sound, rng)
        said = segments(list(zip(phones[rows].tolist(), times.tolist(), strict=True)), path.stem)
        said = [(s, a + before, b + before) for s, a, b in said]
        # Silence of the label and silence around the utterance are one.
        head = said[0][1]
        if said[0][0] is SILENCE:
            head = said.pop(0)[2]
        tail = said.pop()[1] if said and said[-1][0] is SILENCE else (said[-1][2] if said else head)
        yield sound, [(SILENCE, 0.0, head), *said, (SILENCE, tail, len(sound) / HZ)], warp


def stream(path: Path, rng: np.random.Generator, plain: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All utterances of a voice in a row → (steps, 80) mel, (steps, 8) curves, (steps,) classes."""
    mels, shapes, kinds = [], [], []
    for sound, said, warp in utterances(path, rng, plain):
        mel = log_mel(sound, warp)
        curve, kind = curves(said, len(mel))
        mels.append(mel.astype(np.float16))
        shapes.append(louder_is_wider(curve, nepers(mel).mean(axis=1)).astype(np.float16))
        kinds.append(kind)
    return np.concatenate(mels), np.concatenate(shapes), np.concatenate(kinds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech", type=Path)
    parser.add_argument("natural", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="of the noises")
    args = parser.parse_args()
    mels, shapes, kinds, names, sizes = [], [], [], [], []
    voices = []
    # The mixtures of Kokoro's voices are for the teachers alone: phones are known from its own voices.
    natural = [path for path in sorted(args.natural.glob("*.npz")) if not path.stem.startswith("kokoro_mixed")]
    for path in [*sorted(args.speech.glob("*.npz")), *natural]:
        held = path.stem in HELD_OUT
        if not held:
            voices.append(np.load(path)["sound"][: 40 * HZ])
        for version in range(1 if held else VERSIONS):
            rng = np.random.default_rng([zlib.crc32(path.stem.encode()), version])
            mel, shape, kind = stream(path, rng, plain=held)
            mels.append(mel)
            shapes.append(shape)
            kinds.append(kind)
            names.append(path.stem)
            sizes.append(len(mel))
        print(path.stem, len(mel) / 50, flush=True)
    rng = np.random.default_rng(7)
    noise = np.stack([log_mel(n).astype(np.float16) for n in bank(rng, voices, args.scale)])
    np.savez(
        args.out,
        mel=np.concatenate(mels), curves=np.concatenate(shapes), kinds=np.concatenate(kinds), names=np.array(names), sizes=np.array(sizes),
        noise=noise,
    )  # fmt: skip
    print(f"{sum(sizes) / 50 / 3600:.1f} hours, {len(noise)} noises")


if __name__ == "__main__":
    main()
