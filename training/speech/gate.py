"""Crops of eight seconds of anything (heard.py) → a gate: does one person speak? For join.py.

    python training/speech/gate.py CROPS.npz … --gate 0 -o OUT.npz [--scale 1.0]

The networks of the ear hear crops of two and a half seconds; a gate, far smaller, hears eight, and nothing else is asked of it. So it
learns what only time tells: that keys click and voices go on, that many people at once never fall silent together. It also hears how voiced
each tick is and at which pitch: notes stay where they are, voices glide, and many at once have none. What fools it is heard more often.
Gate 1 hears the voice activity detector, too, and learns when that is right. Five minutes of one core.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from heard import INPUTS, Pool
from torch import nn

HIDDEN = 96
BATCH, STEPS, RATE = 32, 3600, 4e-3  # each crop is heard some five times
HINDSIGHT = (2, 1, 0)  # ticks: what it says at tick k of the ticks k - 2, k - 1 and k
MEAN_FROM = 0.5  # of the lesson: what the weights are from there on is averaged, as those at its end know their crowds by heart
COOLED = 0.65  # for the same reason the lesson ends there on the way to a rate of nothing
# Whether a gate is deaf to the detector, what believing a noise costs it beside missing a voice, and its seed.
GATES = ((True, 2.5, 5), (False, 1.5, 1))
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


def losses_of(said: torch.Tensor, talks: torch.Tensor, wrongly_open: float) -> torch.Tensor:
    """(batch,)"""
    total = said.new_zeros(len(said))
    for i, by in enumerate(HINDSIGHT):
        line, wanted = said[:, WARM:, i], talks[:, WARM - by : talks.shape[1] - by]
        price = torch.where(wanted > 0.5, 1.0, wrongly_open)
        total = total + (nn.functional.binary_cross_entropy_with_logits(line, wanted, reduction="none") * price).mean(dim=1)
    return total / len(HINDSIGHT)


def train(pool: Pool, steps: int, seed: int, deaf: bool, wrongly_open: float) -> Gate:
    """deaf: to the detector, the last of the inputs."""
    torch.manual_seed(seed)
    net = Gate()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=round(steps / COOLED), pct_start=0.1)
    mean = torch.optim.swa_utils.AveragedModel(net)
    began, running = time.process_time(), 0.0
    for step in range(steps):
        heard, talks, which = pool.batch(BATCH)
        if deaf:
            heard[..., -1] = 0
        losses = losses_of(net(heard), talks, wrongly_open)
        pool.learned(which, losses.detach().numpy())
        loss = losses.mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step >= MEAN_FROM * steps:
            mean.update_parameters(net)
        running += (float(loss.detach()) - running) * (0.02 if step > 50 else 1 / (step + 1))
        if step % 100 == 99:
            print(f"{step + 1} loss {running:.3f} cpu {time.process_time() - began:.0f} s", flush=True)
    out: Gate = mean.module
    if deaf:
        out.near.weight.data[:, -1] = 0
    return out


def export(net: Gate) -> dict[str, np.ndarray]:
    """→ the arrays that limner.engine.audio.ear reads, float16."""
    w = {k: v.detach().numpy() for k, v in net.state_dict().items()}
    out = {"near.w": w["near.weight"].T, "near.b": w["near.bias"], "out.w": w["out.weight"].T, "out.b": w["out.bias"]}
    out |= {"gru.in.w": w["gru.weight_ih_l0"].T, "gru.in.b": w["gru.bias_ih_l0"]}
    out |= {"gru.back.w": w["gru.weight_hh_l0"].T, "gru.back.b": w["gru.bias_hh_l0"]}
    return {name: value.astype(np.float16) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crops", type=Path, nargs="+")
    parser.add_argument("--gate", type=int, choices=range(len(GATES)), required=True)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="of the steps")
    args = parser.parse_args()
    torch.set_num_threads(1)
    deaf, wrongly_open, seed = GATES[args.gate]
    net = train(Pool(args.crops, seed), max(20, round(STEPS * args.scale)), seed, deaf, wrongly_open)
    np.savez(args.out, **export(net))


if __name__ == "__main__":
    main()
