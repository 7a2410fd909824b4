"""Situations → crops as the engine hears them: log-mel at its slow gain, voicing and pitch; gate.py hears them again in other colours.

    python training/speech/heard.py SPEECH NATURAL FACES SOUNDS OUT.npz [--bank 0] [--without ID …] [--scale 1.0]

SPEECH is what generate.py wrote, NATURAL speak.py; SOUNDS is what sounds.sh fetched. Each --bank draws other noises and other situations;
the gates learn from two. A quarter of an hour of one core.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from faces import load
from situations import NONE, TICKS, Situations

from limner.engine.audio.ear import TONES, believed, tones
from limner.engine.audio.features import BANDS, FRAMES, TICK, FeatureStream

MELS = FRAMES * BANDS
INPUTS = MELS + TONES + 1  # what the detector says
CROPS = 12_000  # of a bank


def hear(situations: Situations, count: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Crops as the engine hears them, its slow gain included. A session is not always new: half of them follow another crop.

    → heard (count, TICKS, INPUTS) float16, talks (count, TICKS) share of each tick that is speech, voices (count,) whether anybody speaks.
    """
    out = np.empty((count, TICKS, INPUTS), np.float16)
    talks, voices = [], []
    stream, last = FeatureStream(), 0.0
    began = time.process_time()
    for crop in out:
        sound, spoken, which = situations.crop()
        if rng.random() < 0.5:
            stream.reset()
            last = 0.0
        for k in range(TICKS):
            now = stream.step(sound[k * TICK : (k + 1) * TICK].astype(np.float32))
            crop[k, :MELS] = now.mel.ravel()
            crop[k, MELS:-1] = tones(now.voiced, now.pitch_hz, last)
            crop[k, -1] = believed(now.vad)
            last = now.pitch_hz
        talks.append(spoken)
        voices.append(which == NONE)
        if len(talks) % 500 == 0:
            print(f"{len(talks)} crops, cpu {time.process_time() - began:.0f} s", flush=True)
    return {"heard": out, "talks": np.stack(talks), "voices": np.array(voices)}


class Pool:
    """Crops of one or more files, and batches of them as other microphones hear them."""

    def __init__(self, files: Sequence[Path], seed: int) -> None:
        parts = [np.load(file) for file in files]
        self._heard, self._talks, self._voices = (np.concatenate([p[name] for p in parts]) for name in ("heard", "talks", "voices"))
        self._rests = ~self._talks.any(axis=1)
        self._rng = np.random.default_rng([seed, 11])
        self._chance = np.ones(len(self._heard))

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        """(size, TICKS, INPUTS), (size, TICKS) somebody speaks, and which crops."""
        chance = np.cumsum(self._chance)
        some = np.searchsorted(chance, self._rng.random(size) * chance[-1])
        heard, talks = self._heard[some].astype(np.float32), self._talks[some]
        rests = np.flatnonzero(self._rests)
        for x, y in zip(heard, talks, strict=True):
            nepers = x[:, :MELS] * 4 - 6
            if self._rng.random() < 0.5:  # another noise behind it, from whichever tick on
                turn = int(self._rng.integers(TICKS))
                behind = np.roll(self._heard[int(self._rng.choice(rests))].astype(np.float32), turn, axis=0)
                below = self._rng.uniform(5, 30) if y.any() else self._rng.uniform(-3, 25)
                other = behind[:, :MELS] * 4 - 6
                nepers = np.logaddexp(nepers, other + (_loud(nepers) - _loud(other) - below / 4.343))
                if below < 10 and not y.any():  # either may be taken for speech
                    x[:, -1] = np.maximum(x[:, -1], behind[:, -1])
            x[:, :MELS] = _another_microphone(nepers, self._rng)
            if self._rng.random() < 0.2:  # no pitch is found in much that is real
                x[:, MELS:-1] *= self._rng.random((TICKS, 1)) < self._rng.random()
            x[:, -1] += self._rng.normal(0, 0.25) + self._rng.normal(0, 0.15, TICKS)  # nor is the detector always so sure
            if self._rng.random() < 0.1:
                x[:, -1] *= self._rng.random()
        return torch.from_numpy(heard), torch.from_numpy(talks), some

    def learned(self, some: np.ndarray, losses: np.ndarray) -> None:
        """What a crop cost decides how often it comes back; voices at least as often as they are."""
        cost = np.clip(0.25 + 3 * losses, 0.25, 3.0)
        self._chance[some] += 0.6 * (np.where(self._voices[some], np.maximum(cost, 0.7), cost) - self._chance[some])


def _loud(nepers: np.ndarray) -> float:
    return float(np.percentile(nepers.max(axis=1), 92))


def _another_microphone(nepers: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(ticks, 160) ln of power → log-mel in another colour, of another throat, a little louder or softer, on another floor."""
    line = nepers.reshape(-1, BANDS)
    if rng.random() < 0.6:  # up or down by so many bands
        at = np.clip(np.arange(BANDS) - rng.uniform(-2.5, 2.5), 0, BANDS - 1)
        low = np.minimum(at.astype(int), BANDS - 2)
        part = (at - low).astype(np.float32)
        line = line[:, low] * (1 - part) + line[:, low + 1] * part
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, rng.uniform(0, 1.2), 6)) + rng.normal(0, 0.5)
    line = line + colour.astype(np.float32)
    if rng.random() < 0.5:
        line = np.logaddexp(line, np.float32(rng.uniform(-16, -10)) + np.float32(0.3) * rng.standard_normal(line.shape, np.float32))
    return ((np.maximum(line, -16) + 6) / 4).reshape(nepers.shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("speech", "natural", "faces", "sounds", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--bank", type=int, default=0)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--scale", type=float, default=1.0, help="of the crops and the noises")
    args = parser.parse_args()
    people = load(args.faces, args.without)
    situations = Situations(args.speech, args.natural, people, args.sounds, args.bank, args.scale)
    np.savez(args.out, **hear(situations, max(40, round(CROPS * args.scale)), np.random.default_rng([args.bank, 11])))


if __name__ == "__main__":
    main()
