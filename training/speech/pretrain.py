"""Labelled speech → a network that hears phones: the trunk on which finetune.py builds.

    python training/speech/pretrain.py PREPARED.npz OUT.pt [--scale 1.0] [--seed 0] [--lead 0]

Eleven minutes of one core. Prints how well voices and languages that it never heard are understood.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from augment import disturb
from generate import HELD_OUT
from model import DELAYS, USED, Net, phonetic_loss
from phones import CLASSES, CURVES

STEPS = 5000
BATCH, CROP = 32, 150  # crops, steps (3 s)
RATE, DECAY = 2e-3, 1e-3
NOISE_ONLY = 0.12
LEAD_STEPS = 2  # lips are where a sound wants them before it is heard: its class is, as its curves are, this much early
ESPEAK_SHARE, NATURAL_SHARE = 0.5, 3.0  # voices recorded from people are heard twice as often as their share, Kokoro's still more


class Material:
    """Prepared speech and noise, and batches of it."""

    def __init__(self, path: Path, seed: int, lead: int = LEAD_STEPS) -> None:
        data = np.load(path)
        self._rng = np.random.default_rng(seed)
        self._mel, self._curves, self._kinds, self._noise = data["mel"], data["curves"], data["kinds"], data["noise"]
        self._kinds = np.roll(self._kinds, -lead)
        self._speech = spoken(self._kinds)
        ends = np.cumsum(data["sizes"])
        self._spans = [(str(n), int(e - s), int(e)) for n, s, e in zip(data["names"], data["sizes"], ends, strict=True)]
        self._training = [s for s in self._spans if s[0] not in HELD_OUT and s[2] - s[1] > CROP + 20]
        shares = {"espeak": ESPEAK_SHARE, "kokoro": NATURAL_SHARE}
        weights = np.array([(b - a) * shares.get(n.partition("_")[0], 1.0) for n, a, b in self._training])
        self._weights = weights / weights.sum()

    def noise(self, steps: int = CROP) -> np.ndarray:
        clip = self._noise[self._rng.integers(len(self._noise))]
        at = int(self._rng.integers(len(clip) - steps + 1))
        return clip[at : at + steps].astype(np.float32)

    def spoken_crop(self, steps: int) -> tuple[np.ndarray, np.ndarray]:
        """(steps, 80) mel of one voice, undisturbed, and (steps,) 1 where it speaks."""
        _, start, end = self._training[self._rng.choice(len(self._training), p=self._weights)]
        at = min(int(self._rng.integers(start, max(start + 1, end - steps))), len(self._mel) - steps)
        return self._mel[at : at + steps].astype(np.float32), self._speech[at : at + steps]

    def rest(self) -> np.ndarray:
        """Only noise; mostly it begins suddenly, out of silence or out of another noise, or comes and goes."""
        mel, before = self.noise(), self.noise()
        if self._rng.random() < 0.6:
            before[:] = self._rng.uniform(-2.5, -1.5)
        way = self._rng.random()
        at = int(self._rng.integers(5, CROP - 20))
        if way < 0.5:
            mel[:at] = before[:at]
        elif way < 0.75:
            long = int(self._rng.integers(4, 50))
            off = (np.arange(CROP) + at) // long % 2 == 0
            mel[off] = before[off]
        return disturb(mel, self.noise(), self._rng, 0.2, (-6.0, 1.5))

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        mel = np.zeros((size, CROP, 80), np.float32)
        curves = np.zeros((size, CROP, len(CURVES)), np.float32)
        kinds = np.zeros((size, CROP), np.int64)
        speech = np.zeros((size, CROP), np.float32)
        for i in range(size):
            if self._rng.random() < NOISE_ONLY:
                mel[i] = self.rest()
                continue
            _, start, end = self._training[self._rng.choice(len(self._training), p=self._weights)]
            at = int(self._rng.integers(start, end - CROP))
            rows = slice(at, at + CROP)
            mel[i] = disturb(self._mel[rows].astype(np.float32), self.noise(), self._rng)
            curves[i], kinds[i], speech[i] = self._curves[rows], self._kinds[rows], self._speech[rows]
        return torch.from_numpy(mel), torch.from_numpy(curves), torch.from_numpy(kinds), torch.from_numpy(speech)

    def held_out(self) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
        return {
            n: (self._mel[a:b].astype(np.float32), self._curves[a:b].astype(np.float32), self._kinds[a:b])
            for n, a, b in self._spans
            if n in HELD_OUT
        }


def spoken(kinds: np.ndarray) -> np.ndarray:
    """(steps,) classes → 1 where somebody speaks; silences under 120 ms are part of speech."""
    out = (kinds != 0).astype(np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate([[1], out, [1]])))
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        if b - a < 6:
            out[a:b] = 1
    return out


def measure(net: Net, material: Material) -> dict[str, dict[str, float]]:
    """For natural voices, recorded ones and languages, none ever heard: share of steps of the right class and r of the curves."""
    groups: dict[str, list[tuple[float, list[float]]]] = {"natural": [], "voices": [], "languages": []}
    net.eval()
    with torch.no_grad():
        for name, (mel, curves, kinds) in material.held_out().items():
            said, guessed = net.phonetic(net.trunk(torch.from_numpy(mel)[None]))
            by = DELAYS[USED]
            out, best = said[0, by:, USED].numpy(), guessed[0, by:, USED].argmax(-1).numpy()
            y, k = curves[:-by], kinds[:-by]
            r = [float(np.corrcoef(out[:, c], y[:, c])[0, 1]) for c in range(len(CURVES))]
            group = {"espeak": "languages", "kokoro": "natural"}.get(name.partition("_")[0], "voices")
            groups[group].append((float((best == k)[k > 0].mean()), r))
    net.train()
    return {
        g: {"class_in_speech": round(float(np.mean([a for a, _ in rows])), 3)}
        | {c: round(float(np.mean([r[i] for _, r in rows])), 3) for i, c in enumerate(CURVES)}
        for g, rows in groups.items()
        if rows
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1.0, help="of the steps")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lead", type=int, default=0, help="steps by which lips come before the sound")
    args = parser.parse_args()
    steps = max(12, round(STEPS * args.scale))
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    material = Material(args.prepared, args.seed, args.lead)
    net = Net()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    began, running = time.process_time(), 0.0
    for step in range(1, steps + 1):
        mel, curves, kinds, speech = material.batch(BATCH)
        loss = phonetic_loss(net, net.trunk(mel), curves, kinds, speech)
        optimiser.zero_grad()
        loss.backward()
        nn_norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        running += (float(loss.detach()) - running) * (0.02 if step > 50 else 1 / step)
        if step % 100 == 0:
            print(f"{step} loss {running:.3f} grad {float(nn_norm):.2f} cpu {time.process_time() - began:.0f} s", flush=True)
        if step % 400 == 0 or step == steps:
            torch.save(net.state_dict(), args.out)
    print(json.dumps({"classes": len(CLASSES), **measure(net, material)}))


if __name__ == "__main__":
    main()
