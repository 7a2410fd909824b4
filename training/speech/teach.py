"""Recordings of faces + what Whisper makes of their sound → teachers; labels of a real mouth for hours of generated speech.

    python training/speech/teach.py DEEP.npz FACES_FOLDER OUT.npz [--scale 1.0] [--without ID …]    label, for finetune.py
    python training/speech/teach.py DEEP.npz FACES_FOLDER --measure                   hold out every identity once

Eight minutes of faces are few to learn sounds from, and plenty for somebody who knows sounds already. The teachers hear whole sentences
through Whisper; what they say of generated speech, and of recordings that they were not taught on, is what the small causal network
of the engine learns to say. The mean of twelve knows more than any one.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from augment import degrade, retime
from evaluate import report, score
from faces import Clip, load
from model import unlike
from torch import nn
from whisper import Squeeze, Whisper

from limner.engine.types import LENGTHS, Said

STEPS, BATCH, CROP = 260, 16, 125  # crops, steps of 20 ms
RATE, DECAY, DROP = 1.5e-3, 1e-2, 0.4
WEIGHTS = torch.tensor([2, 1.5, 1, 0.7, 0.7, 0.7, 0.7, 1.0])
VELOCITY, LIKENESS = 3.0, 0.3
WIDTH = 96
TEMPI = (1.0, 0.9, 1.12, 1.0)  # of the versions in which a recording is heard; the last one in a room or on a telephone
FOLDS, SEEDS, KNOWING_ALL = 3, 3, 3  # teachers: one a fold and seed, who miss that fold's people, and some who were taught everybody
PIECE, PAD = 400, 50  # steps that are labelled at once, and what they hear around them


class Teacher(nn.Module):
    def __init__(self, inputs: int, width: int = WIDTH) -> None:
        super().__init__()
        self.before, self.after = nn.Dropout(0.6 * DROP), nn.Dropout(DROP)
        self.narrow = nn.Linear(inputs, width)
        self.near = nn.Conv1d(width, width, 5, padding=2)
        self.gru = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.out = nn.Linear(3 * width, len(LENGTHS))

    def forward(self, deep: torch.Tensor) -> torch.Tensor:
        """(batch, steps, inputs) → (batch, steps, LENGTHS)."""
        z = torch.relu(self.narrow(self.before(deep)))
        z = self.after(z + torch.relu(self.near(z.transpose(1, 2))).transpose(1, 2))
        g, _ = self.gru(z)
        out: torch.Tensor = self.out(self.after(torch.cat([g, z], dim=2)))
        return out


Pair = tuple[np.ndarray, np.ndarray]  # (steps, inputs) heard, (steps, LENGTHS) wanted


def versions(clip: Clip, whisper: Whisper, squeeze: Squeeze) -> list[Pair]:
    rng = np.random.default_rng(len(clip.sound))
    out = []
    for k, tempo in enumerate(TEMPI):
        sound = retime(clip.sound, tempo) if tempo != 1 else clip.sound.astype(float)
        sound = sound / (np.percentile(np.abs(sound), 99.9) + 1e-6) * 0.6
        deep = squeeze(whisper.hear(degrade(sound, rng) if k == len(TEMPI) - 1 else sound))
        out.append((deep, at_steps(clip.wanted, len(deep), tempo)))
    return out


def at_steps(pictures: np.ndarray, steps: int, tempo: float) -> np.ndarray:
    """(T, n) at 25 fps → (steps, n) at 50 Hz of the sound played so much faster."""
    at = np.arange(steps) * 0.5 * tempo
    return np.stack([np.interp(at, np.arange(len(pictures)), line) for line in pictures.T], axis=1).astype(np.float32)


def train(pupils: list[list[Pair]], weights: list[float], seed: int, steps: int = STEPS) -> Teacher:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Teacher(pupils[0][0][0].shape[1])
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.2)
    share = np.array(weights) / np.sum(weights)
    for _ in range(steps):
        xs, ys = [], []
        for i in rng.choice(len(pupils), BATCH, p=share):
            x, y = pupils[i][rng.integers(len(TEMPI))]
            at = int(rng.integers(max(1, len(x) - CROP)))
            short = max(0, CROP - len(x))
            xs.append(np.pad(x[at : at + CROP], ((0, short), (0, 0)), mode="edge"))
            ys.append(np.pad(y[at : at + CROP], ((0, short), (0, 0)), mode="edge"))
        said, wanted = net(torch.from_numpy(np.stack(xs))), torch.from_numpy(np.stack(ys))
        error = said - wanted
        change = error[:, 1:] - error[:, :-1]
        loss = (error**2 * WEIGHTS).mean() + VELOCITY * (change**2 * WEIGHTS).mean() + LIKENESS * unlike(said, wanted)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
    net.eval()
    return net


def say(teachers: list[Teacher], deep: np.ndarray) -> np.ndarray:
    """(steps, inputs) → (steps, LENGTHS), in pieces that overlap by PAD at each end."""
    starts = range(0, len(deep), PIECE)
    padded = np.pad(deep, ((PAD, PAD + PIECE), (0, 0)), mode="edge")
    out = []
    with torch.inference_mode():
        for first in range(0, len(starts), 64):
            pieces = np.stack([padded[at : at + PIECE + 2 * PAD] for at in starts[first : first + 64]]).astype(np.float32)
            said = torch.stack([t(torch.from_numpy(pieces)) for t in teachers]).mean(dim=0)
            out.append(said[:, PAD:-PAD].reshape(-1, len(LENGTHS)).numpy())
    return np.concatenate(out)[: len(deep)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deep", type=Path)
    parser.add_argument("faces", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--scale", type=float, default=1.0, help="of the steps")
    parser.add_argument("--measure", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    data = np.load(args.deep)
    whisper, squeeze = Whisper(), Squeeze(data["mean"], data["axes"])
    clips = load(args.faces, args.without)
    heard = [versions(c, whisper, squeeze) for c in clips]
    identities = sorted({c.identity for c in clips})
    np.random.default_rng(0).shuffle(identities)
    steps = max(12, round(STEPS * args.scale))
    weights = [c.weight for c in clips]
    teachers: list[Teacher] = []
    labels: dict[str, list[np.ndarray]] = {c.name: [] for c in clips}
    began = time.process_time()
    for seed in range(SEEDS):
        rows = []
        for fold in range(FOLDS):
            outside = [i for i, c in enumerate(clips) if c.identity in identities[fold::FOLDS]]
            inside = [i for i in range(len(clips)) if i not in outside]
            teachers.append(train([heard[i] for i in inside], [weights[i] for i in inside], FOLDS * seed + fold, steps))
            for i in outside:
                said = say(teachers[-1:], heard[i][0][0])
                labels[clips[i].name].append(said)
                rows.append(
                    score([Said(lengths=x) for x in said[: len(said) // 2 * 2].reshape(-1, 2, len(LENGTHS)).mean(axis=1)], clips[i])
                )
        print(f"{time.process_time() - began:.0f} s", {k: v for k, v in report(rows).items() if "press" not in k}, flush=True)
    if args.measure:
        long = [r for r in rows if r["frames"] >= 100]
        print(json.dumps({k: v for k, v in report(long).items() if "press" not in k}))
        return
    assert args.out is not None, "where to?"
    teachers += [train(heard, weights, 100 + seed, steps) for seed in range(KNOWING_ALL)]
    np.savez(
        args.out, mel=data["mel"], lengths=say(teachers, data["deep"]).astype(np.float16), natural=data["natural"],
        clips=np.array(list(labels)), **{f"clip/{name}": np.mean(said, axis=0).astype(np.float16) for name, said in labels.items()},
    )  # fmt: skip


if __name__ == "__main__":
    main()
