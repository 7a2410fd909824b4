"""Speech, noises and music + recordings of faces → the gate: does one person speak? Joined to src/limner/data/ear.npz.

    python training/speech/gate.py SPEECH NATURAL FACES SOUNDS [EAR.npz] [--without ID …] [--scale 1.0]

SPEECH is what generate.py wrote, NATURAL what speak.py, SOUNDS what sounds.sh fetched. The networks of the ear hear crops of two and a
half seconds; this one, far smaller, hears eight, and nothing else is asked of it. So it learns what only time tells: that keys click and
voices go on, that many people at once never fall silent together. Beside the log-mel it hears how voiced each tick is and at which pitch:
notes stay where they are, voices glide, and many at once have none. Noises that fool it are heard more often. A quarter of an hour.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from faces import load
from finetune import OUT
from situations import NONE, TICKS, Situations
from torch import nn

from limner.engine.audio.ear import TONES, tones
from limner.engine.audio.features import BANDS, FRAMES, TICK, FeatureStream

HIDDEN = 80
MELS = FRAMES * BANDS
INPUTS = MELS + TONES
CROPS = 8000  # of eight seconds, each heard a dozen times in other colours
BATCH, STEPS, RATE = 32, 3200, 4e-3
HINDSIGHT = (2, 1, 0)  # ticks: what it says at tick k of the ticks k - 2, k - 1 and k
WRONGLY_OPEN = 1.5  # what believing a noise costs, beside missing a voice
WARM = 6  # ticks


class Gate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Linear(INPUTS, HIDDEN)
        self.gru = nn.GRU(HIDDEN, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, len(HINDSIGHT))

    def forward(self, heard: torch.Tensor) -> torch.Tensor:
        """(batch, ticks, INPUTS) → (batch, ticks, hindsights) logits."""
        h, _ = self.gru(torch.relu(self.near(heard)))
        out: torch.Tensor = self.out(h)
        return out


class Pool:
    """Crops as the engine hears them, its slow gain included. A session is not always new: half of them follow another crop."""

    def __init__(self, situations: Situations, seed: int, count: int) -> None:
        self._rng = np.random.default_rng([seed, 11])
        self._heard = np.empty((count, TICKS, INPUTS), np.float16)
        self._talks = np.empty((count, TICKS), np.float32)
        self._which = np.empty(count, int)
        stream, last = FeatureStream(), 0.0
        began = time.process_time()
        for i in range(count):
            sound, self._talks[i], self._which[i] = situations.crop()
            if self._rng.random() < 0.5:
                stream.reset()
                last = 0.0
            for k in range(TICKS):
                now = stream.step(sound[k * TICK : (k + 1) * TICK].astype(np.float32))
                self._heard[i, k, :MELS] = now.mel.ravel()
                self._heard[i, k, MELS:] = tones(now.voiced, now.pitch_hz, last)
                last = now.pitch_hz
            if i % 500 == 499:
                print(f"{i + 1} crops, cpu {time.process_time() - began:.0f} s", flush=True)
        self._chance = np.ones(count)

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        """(size, ticks, INPUTS), (size, ticks) somebody speaks, and which crops."""
        chance = np.cumsum(self._chance)
        some = np.searchsorted(chance, self._rng.random(size) * chance[-1])
        heard = self._heard[some].astype(np.float32)
        for x in heard:
            x[:, :MELS] = _another_microphone(x[:, :MELS], self._rng)
        return torch.from_numpy(heard), torch.from_numpy(self._talks[some]), some

    def learned(self, some: np.ndarray, losses: np.ndarray) -> None:
        """What a crop cost decides how often it comes back; voices at least as often as they are."""
        cost = np.clip(0.25 + 3 * losses, 0.25, 3.0)
        self._chance[some] += 0.6 * (np.where(self._which[some] == NONE, np.maximum(cost, 0.7), cost) - self._chance[some])


def _another_microphone(mel: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(ticks, 160) log-mel → the same in another colour, a little louder or softer, on another floor."""
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, rng.uniform(0, 1.0), 6)) + rng.normal(0, 0.5)
    nepers = mel * 4 - 6 + np.tile(colour, FRAMES).astype(np.float32)
    if rng.random() < 0.5:
        floor = np.float32(rng.uniform(-16, -10)) + np.float32(0.3) * rng.standard_normal(mel.shape, np.float32)
        nepers = np.logaddexp(nepers, floor)
    return (np.maximum(nepers, -16) + 6) / 4


def losses_of(said: torch.Tensor, talks: torch.Tensor) -> torch.Tensor:
    """(batch,)"""
    total = said.new_zeros(len(said))
    for i, by in enumerate(HINDSIGHT):
        line, wanted = said[:, WARM:, i], talks[:, WARM - by : talks.shape[1] - by]
        price = torch.where(wanted > 0.5, 1.0, WRONGLY_OPEN)
        total = total + (nn.functional.binary_cross_entropy_with_logits(line, wanted, reduction="none") * price).mean(dim=1)
    return total / len(HINDSIGHT)


def train(pool: Pool, steps: int, seed: int) -> Gate:
    torch.manual_seed(seed)
    net = Gate()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    began, running = time.process_time(), 0.0
    for step in range(steps):
        heard, talks, some = pool.batch(BATCH)
        losses = losses_of(net(heard), talks)
        pool.learned(some, losses.detach().numpy())
        loss = losses.mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running += (float(loss.detach()) - running) * (0.02 if step > 50 else 1 / (step + 1))
        if step % 100 == 99:
            print(f"{step + 1} loss {running:.3f} cpu {time.process_time() - began:.0f} s", flush=True)
    return net


def export(net: Gate) -> dict[str, np.ndarray]:
    """→ the arrays that limner.engine.audio.ear reads, float16."""
    w = {k: v.detach().numpy() for k, v in net.state_dict().items()}
    out = {"near.w": w["near.weight"].T, "near.b": w["near.bias"], "out.w": w["out.weight"].T, "out.b": w["out.bias"]}
    out |= {"gru.in.w": w["gru.weight_ih_l0"].T, "gru.in.b": w["gru.bias_ih_l0"]}
    out |= {"gru.back.w": w["gru.weight_hh_l0"].T, "gru.back.b": w["gru.bias_hh_l0"]}
    return {f"gate/{name}": value.astype(np.float16) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("speech", "natural", "faces", "sounds"):
        parser.add_argument(name, type=Path)
    parser.add_argument("ear", type=Path, nargs="?", default=OUT, help="weights written by finetune.py; the gate is put among them")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--scale", type=float, default=1.0, help="of the crops and the steps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    situations = Situations(args.speech, args.natural, load(args.faces, args.without), args.sounds, args.seed, args.scale)
    print(f"{situations.noises} noises, cpu {time.process_time():.0f} s", flush=True)
    pool = Pool(situations, args.seed, max(40, round(CROPS * args.scale)))
    net = train(pool, max(20, round(STEPS * args.scale)), args.seed)
    have = {k: v for k, v in np.load(args.ear).items() if not k.startswith("gate/")} if args.ear.exists() else {}
    np.savez_compressed(args.ear, **have, **export(net))  # type: ignore[arg-type]
    print(f"{args.ear}: {args.ear.stat().st_size} bytes")


if __name__ == "__main__":
    main()
