"""A network that hears phones + what the teachers say + recordings of faces → a network of the engine, for join.py.

    python training/speech/finetune.py PRETRAINED.pt PREPARED.npz TAUGHT.npz FACES_FOLDER OUT.npz [--seed 0]

The engine believes the mean of two that differ by their seeds, 0 and 1. --without ID …, the same as teach.py had, leaves people out, for
evaluate.py to measure on. Half an hour of one core.
"""

from __future__ import annotations

import argparse
import copy
import time
from pathlib import Path

import numpy as np
import torch
from augment import degrade, disturb, evened, log_mel, nepers, retime
from faces import Clip, load, population
from model import DELAYS, MOUTH_DELAYS, WARM, Net, delayed, phonetic_loss, unlike
from phones import CLASSES, CURVES
from pretrain import Material
from torch import nn

from limner.engine.audio.equalizer import STEP_FRAMES, mean_of_loud
from limner.engine.audio.features import BANDS
from limner.engine.types import LENGTHS

CROP = 125  # steps

# How a network is taught. Crops in a batch: of faces, of Debian's and of Kokoro's speech labelled by the teachers, of noise at rest, of
# labelled phones.
STEPS = 12_000
REAL, TAUGHT, NATURAL, REST, SPOKEN = 6, 3, 9, 2, 4
BELIEF = 0.7  # how much of a recorded face's target is what teachers say who never saw that face
RATE, RATE_HEAD = 1e-3, 1.5e-3  # of the shared part and of the lengths'
DROP = 0.05
SPEECH_SHARE = 0.3
WEIGHTS = torch.tensor([2, 1.5, 1, 0.7, 0.7, 0.7, 0.7, 2.5])
VELOCITY = 2.0
MOUTH_WEIGHTS = (0.7, 0.3, 0.3, 0.3)  # of MOUTH_DELAYS
LIKENESS = 0.3  # how much moving alike counts
VERSIONS = 12
EMA = 0.997


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # (size, CROP, 80) heard, (size, CROP, LENGTHS) wanted, (size, CROP) somebody talks


def talking(mel: np.ndarray) -> np.ndarray:
    """(steps, 80) of a voice nearly alone → 1 where it is within 26 dB of its loud syllables; gaps under a quarter of a second too."""
    power = nepers(mel).reshape(len(mel), 2, -1).max(axis=(1, 2))
    loud = power > max(np.percentile(power, 92) - 6, -9)
    near = np.convolve(loud, np.ones(13), "same") > 0
    return (np.convolve(near, np.ones(13), "same") > 12.5).astype(np.float32)  # a closing: grown, then shrunk by as much


def usual(mel: np.ndarray) -> np.ndarray:
    """(steps, 80) mel of many voices → (40,) mean of their loud steps."""
    pieces = mel[: len(mel) // CROP * CROP].reshape(-1, CROP, STEP_FRAMES, BANDS).astype(np.float32)
    return np.mean([mean_of_loud(x) for x in pieces], axis=0)


class Taught:
    """What teach.py wrote: speech with the mouth that the teachers hear in it."""

    def __init__(self, path: Path, seed: int) -> None:
        data = np.load(path)
        self._rng = np.random.default_rng(seed)
        self._mel, self._lengths, self._natural = data["mel"], data["lengths"], int(data["natural"])  # from there on it is Kokoro's
        self.usual = usual(self._mel[self._natural :])
        self.of_clip = {str(name): data[f"clip/{name}"].astype(np.float32) for name in data["clips"]}

    def batch(self, size: int, natural: int, material: Material) -> Batch:
        """Crops of Debian's speech, then of Kokoro's."""
        last = len(self._mel) - CROP
        at = np.concatenate([self._rng.integers(self._natural - CROP, size=size), self._rng.integers(self._natural, last, size=natural)])
        clean = [self._mel[a : a + CROP].astype(np.float32) for a in at]
        mel = np.stack([evened(disturb(x, material.noise()[:CROP], self._rng, 0.5), self.usual, self._rng) for x in clean])
        wanted = np.stack([self._lengths[a : a + CROP].astype(np.float32) for a in at])
        return torch.from_numpy(mel), torch.from_numpy(wanted), torch.from_numpy(np.stack([talking(x) for x in clean]))


class Faces:
    """Crops of recordings, in other throats, rooms and tempi."""

    def __init__(self, clips: list[Clip], taught: Taught, belief: float, seed: int) -> None:
        self._rng, self._usual = np.random.default_rng(seed), taught.usual
        self.mels: list[list[np.ndarray]] = []
        self.wanted: list[list[np.ndarray]] = []
        for clip in clips:
            rng = np.random.default_rng([seed, len(clip.sound)])
            believed = taught.of_clip[clip.name]
            mels, ys = [], []
            for version in range(VERSIONS):
                r = 1.0 if version == 0 else rng.uniform(0.83, 1.2)
                sound = retime(clip.sound, r) if r != 1 else clip.sound.astype(float)
                sound = sound / (np.percentile(np.abs(sound), 99.9) + 1e-6) * 0.6
                if version > 1:
                    sound = degrade(sound, rng, 0.5, 0.15)
                mel = log_mel(sound, 1.0 if version < 2 else rng.uniform(0.86, 1.16))
                at = np.arange(len(mel)) * r  # step of the recording that each step comes from; half as many pictures
                seen, said = (
                    np.stack([np.interp(at * k, np.arange(len(y)), line) for line in y.T], axis=1)
                    for y, k in ((clip.wanted, 0.5), (believed, 1.0))
                )
                mels.append(mel)
                ys.append(((1 - belief) * seen + belief * said).astype(np.float32))
            self.mels.append(mels)
            self.wanted.append(ys)
        weights = np.array([c.weight for c in clips])
        self._weights = weights / weights.sum()

    def batch(self, size: int, material: Material) -> Batch:
        mel = np.zeros((size, CROP, 80), np.float32)
        speech = np.zeros((size, CROP), np.float32)
        wanted = np.zeros((size, CROP, len(LENGTHS)), np.float32)
        for i in range(size):
            c = int(self._rng.choice(len(self.mels), p=self._weights))
            v = int(self._rng.integers(VERSIONS))
            x, y = self.mels[c][v], self.wanted[c][v]
            at = int(self._rng.integers(max(1, len(x) - CROP)))
            x, y = x[at : at + CROP], y[at : at + CROP]
            if len(x) < CROP:
                x, y = (np.pad(a, ((0, CROP - len(a)), (0, 0)), mode="edge") for a in (x, y))
            mel[i] = evened(disturb(x, material.noise()[:CROP], self._rng, 0.35, (-2.0, 1.0)), self._usual, self._rng)
            wanted[i], speech[i] = y, talking(x)
        return torch.from_numpy(mel), torch.from_numpy(wanted), torch.from_numpy(speech)


def mouth_loss(said: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    total = said.new_zeros(())
    for i, (by, weight) in enumerate(zip(MOUTH_DELAYS, MOUTH_WEIGHTS, strict=True)):
        start = max(WARM, by)
        error = said[:, start:, i] - delayed(wanted, by)[:, start:]
        change = error[:, 1:] - error[:, :-1]
        total = total + weight * ((error**2 * WEIGHTS).mean() + VELOCITY * (change**2 * WEIGHTS).mean())
    by = MOUTH_DELAYS[0]
    return total + LIKENESS * unlike(said[:, WARM:, 0], delayed(wanted, by)[:, WARM:])


def speech_loss(said: torch.Tensor, talks: torch.Tensor) -> torch.Tensor:
    """How badly the logit of speech, the last of the curves, tells where somebody talks.

    The engine asks the gates instead; what is shared learns by it.
    """
    total = said.new_zeros(())
    for i, by in enumerate(DELAYS):
        total = total + nn.functional.binary_cross_entropy_with_logits(said[:, WARM:, i, -1], delayed(talks, by)[:, WARM:]) / len(DELAYS)
    return total


def train(start: dict[str, torch.Tensor], clips: list[Clip], material: Material, taught: Taught, steps: int, seed: int) -> Net:
    torch.manual_seed(seed)
    net = Net()
    own = net.state_dict()
    net.load_state_dict({k: own[k] if k.startswith(("head_gru", "lengths")) else v for k, v in start.items()})
    net.drop.p = DROP
    faces, rng = Faces(clips, taught, BELIEF, seed), np.random.default_rng(seed)
    head = [p for n, p in net.named_parameters() if n.startswith(("head_gru", "lengths"))]
    trunk = [p for n, p in net.named_parameters() if not n.startswith(("head_gru", "lengths"))]
    optimiser = torch.optim.AdamW([{"params": head, "lr": RATE_HEAD}, {"params": trunk, "lr": RATE}], weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE_HEAD, RATE], total_steps=steps, pct_start=0.2)
    mean = copy.deepcopy(net)
    began, running = time.process_time(), 0.0
    for step in range(steps):
        parts = faces.batch(REAL, material), taught.batch(TAUGHT, NATURAL, material)
        mel, wanted, talks = (torch.cat(pair) for pair in zip(*parts, strict=True))
        rest = np.stack([material.rest()[:CROP] for _ in range(REST)])
        spoken, curves, kinds, speech = (x[:, :CROP] for x in material.batch(SPOKEN))
        spoken = np.stack([evened(x, taught.usual, rng) for x in spoken.numpy()])
        e = net.trunk(torch.cat([mel, torch.from_numpy(np.concatenate([rest, spoken]))]))
        loud = len(mel)
        said = net.mouth(e[: loud + REST])
        calm = torch.zeros(REST, CROP, len(LENGTHS))
        loss = mouth_loss(said[:loud], wanted) + 0.1 * mouth_loss(said[loud:], calm) + 0.1 * speech_loss(net.phonetic(e[:loud])[0], talks)
        quiet = torch.zeros(REST, CROP, len(CURVES)), torch.zeros(REST, CROP, dtype=torch.long), torch.zeros(REST, CROP)
        loss = loss + SPEECH_SHARE * phonetic_loss(
            net, e[loud:], torch.cat([quiet[0], curves]), torch.cat([quiet[1], kinds]), torch.cat([quiet[2], speech])
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        keep = min(EMA, (step + 1) / (step + 10))
        for slow, fast in zip(mean.parameters(), net.parameters(), strict=True):
            slow.data.lerp_(fast.data, 1 - keep)
        running += (float(loss.detach()) - running) * (0.02 if step > 50 else 1 / (step + 1))
        if step % 100 == 99:
            print(f"{step + 1} loss {running:.3f} cpu {time.process_time() - began:.0f} s", flush=True)
    mean.eval()
    return mean


def export(net: Net) -> dict[str, np.ndarray]:
    """→ the arrays of a network that limner.engine.audio.ear reads, float16."""
    w = {k: v.detach().numpy() for k, v in net.state_dict().items()}

    def rows(name: str, width: int, delay: int, columns: list[int]) -> tuple[np.ndarray, np.ndarray]:
        take = [delay * width + c for c in columns]
        return w[f"{name}.weight"][take], w[f"{name}.bias"][take]

    out = {}
    for name in ("conv1", "conv2"):
        out[f"{name}.w"] = w[f"{name}.weight"].transpose(2, 1, 0).reshape(-1, w[f"{name}.weight"].shape[0])
        out[f"{name}.b"] = w[f"{name}.bias"]
    for name, source in (("gru", "gru"), ("head", "head_gru")):
        out[f"{name}.in.w"], out[f"{name}.in.b"] = w[f"{source}.weight_ih_l0"].T, w[f"{source}.bias_ih_l0"]
        out[f"{name}.back.w"], out[f"{name}.back.b"] = w[f"{source}.weight_hh_l0"].T, w[f"{source}.bias_hh_l0"]
    out["embed.w"], out["embed.b"] = w["embed.weight"].T, w["embed.bias"]
    a, b = rows("lengths", len(LENGTHS), 0, list(range(len(LENGTHS))))
    out["lengths.w"], out["lengths.b"] = a.T, b
    kinds = [rows("kinds", len(CLASSES), DELAYS.index(d), list(range(len(CLASSES)))) for d in (5, 4)]
    out["kinds.w"], out["kinds.b"] = np.concatenate([a for a, _ in kinds]).T, np.concatenate([b for _, b in kinds])
    return {k: v.astype(np.float16) for k, v in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("pretrained", "prepared", "taught", "faces", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--scale", type=float, default=1.0, help="of the steps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    clips = load(args.faces, args.without)
    taught, steps = Taught(args.taught, args.seed), max(12, round(STEPS * args.scale))
    net = train(torch.load(args.pretrained), clips, Material(args.prepared, args.seed), taught, steps, args.seed)
    np.savez(args.out, **export(net), **population(clips), spectrum=taught.usual.astype(np.float32))


if __name__ == "__main__":
    main()
