"""Prepared speech and noise + recordings of faces → the gate: does one person speak? Joined to src/limner/data/ear.npz.

    python training/speech/gate.py PREPARED.npz FACES_FOLDER [EAR.npz] [--without ID …] [--scale 1.0]

The networks of the ear hear crops of two and a half seconds; this one, far smaller, hears eight, and nothing else is asked of it. So it
learns what only time tells: that keys click and voices go on, that many people at once never fall silent together. About five minutes.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from augment import degrade, log_mel, nepers, retime
from faces import Clip, load
from finetune import OUT, talking
from noises import keys
from pretrain import Material
from torch import nn

BANDS = 40
INPUTS, HIDDEN = 160, 48  # a tick is two steps of 20 ms
CROP = 400  # steps, 8 s
BATCH, STEPS, RATE = 32, 2500, 3e-3
SPEAKING = 0.55  # share of crops in which somebody speaks
HINDSIGHT = (2, 1, 0)  # ticks: what it says at tick k of the ticks k - 2, k - 1 and k
WRONGLY_OPEN = 1.5  # what believing a noise costs, beside missing a voice
KEYS = 60  # recordings of keyboards made beside the noises of PREPARED
WARM = 6  # ticks

Rng = np.random.Generator


class Gate(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.near = nn.Linear(INPUTS, HIDDEN)
        self.gru = nn.GRU(HIDDEN, HIDDEN, batch_first=True)
        self.out = nn.Linear(HIDDEN, len(HINDSIGHT))

    def forward(self, mel: torch.Tensor) -> torch.Tensor:
        """(batch, ticks, 160) → (batch, ticks, hindsights) logits."""
        h, _ = self.gru(torch.relu(self.near(mel)))
        out: torch.Tensor = self.out(h)
        return out


class Sounds:
    """Crops of everything, as ln of power (steps, 80), and where somebody speaks (steps,)."""

    def __init__(self, material: Material, clips: list[Clip], seed: int) -> None:
        self._rng = np.random.default_rng([seed, 5])
        self._material = material
        self._faces = [line for c in clips for line in _versions(c)]
        weights = np.array([len(mel) ** 0.5 for mel, _ in self._faces])
        self._weights = weights / weights.sum()
        self._keys = [nepers(log_mel(keys(np.random.default_rng([seed, 6, k])))) for k in range(KEYS)]

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor]:
        """(size, ticks, 160) heard and (size, ticks) somebody speaks."""
        mels, talks = [], []
        for _ in range(size):
            x, y = self._spoken() if self._rng.random() < SPEAKING else (self._rest(), np.zeros(CROP, np.float32))
            mels.append(_microphone(x, self._rng))
            talks.append(y)
        ticks = np.stack(mels).reshape(size, CROP // 2, INPUTS)
        return torch.from_numpy(ticks), torch.from_numpy(np.stack(talks).reshape(size, CROP // 2, 2).mean(axis=2))

    def _voice(self) -> tuple[np.ndarray, np.ndarray]:
        """Somebody for eight seconds: a recording with a pause after it, or generated sentences."""
        if self._rng.random() < 0.5:
            parts, talks, long = [], [], 0
            while long < CROP:
                mel, y = self._faces[int(self._rng.choice(len(self._faces), p=self._weights))]
                gap = int(self._rng.integers(5, 60))
                parts += [mel[: CROP - long], np.full((gap, 2 * BANDS), mel.min(), np.float32)]
                talks += [y[: CROP - long], np.zeros(gap, np.float32)]
                long += min(len(mel), CROP - long) + gap
            at = int(self._rng.integers(max(1, long - CROP + 1)))
            return np.concatenate(parts)[at : at + CROP], np.concatenate(talks)[at : at + CROP]
        mel, y = self._material.spoken_crop(CROP)
        return nepers(mel), y

    def _spoken(self) -> tuple[np.ndarray, np.ndarray]:
        x, y = self._voice()
        way = self._rng.random()
        if way < 0.08:
            x = _whispered(x, self._rng)
        elif way < 0.2:  # sung: what lasts, lasts longer
            slow = self._rng.uniform(0.3, 0.75)
            at = (np.arange(CROP) * slow).astype(int)
            x, y = x[at], y[at]
        if self._rng.random() < 0.25:  # a word or two alone, from one that is loud
            loud = np.flatnonzero(x.max(axis=1) > _loud(x) - 2)
            first = int(self._rng.choice(loud)) - int(self._rng.integers(0, 10))
            alone = np.abs(np.arange(CROP) - first - (long := int(self._rng.integers(6, 40)))) <= long
            x, y = np.where(alone[:, None], x, x.min()), y * alone
        if self._rng.random() < 0.5:  # begins after a while of nothing
            begin = int(self._rng.integers(20, CROP // 2))
            x, y = np.roll(x, begin, axis=0), np.roll(y, begin)
            x[:begin], y[:begin] = x.min(), 0
        if self._rng.random() < 0.75:
            least, noise = (6.0, self._babble()) if self._rng.random() < 0.25 else (0.0, self._noise())
            x = np.logaddexp(x, noise + _loud(x) - _loud(noise) - self._rng.uniform(least, 32) / 4.343)
        return x, y

    def _noise(self) -> np.ndarray:
        if self._rng.random() < 0.1:  # white: what hides consonants
            hiss = np.linspace(-1, 1, BANDS) * self._rng.uniform(0, 2)
            return self._rng.normal(np.tile(hiss, 2), 0.35, (CROP, 2 * BANDS)).astype(np.float32)
        if self._rng.random() < 0.12:
            long = self._keys[int(self._rng.integers(len(self._keys)))]
            at = int(self._rng.integers(len(long) - CROP))
            return long[at : at + CROP]
        return nepers(self._material.noise(CROP))

    def _babble(self) -> np.ndarray:
        """Five to fourteen at once; the powers of voices add up."""
        out = np.full((CROP, 2 * BANDS), -16.0)
        for _ in range(int(self._rng.integers(5, 15))):
            x, _ = self._voice()
            x = np.roll(x, int(self._rng.integers(CROP)), axis=0)
            out = np.logaddexp(out, x - _loud(x) + self._rng.uniform(-0.7, 0))
        return out.astype(np.float32)

    def _rest(self) -> np.ndarray:
        """Noises that begin suddenly, come and go, follow each other, or go on."""
        x = self._babble() if self._rng.random() < 0.35 else self._noise()
        way = self._rng.random()
        if way < 0.65:
            before = self._noise() - self._rng.uniform(0, 8) if self._rng.random() < 0.4 else np.full_like(x, -16)
            if way < 0.45:
                at = int(self._rng.integers(5, CROP - 50))
                x = x.copy()
                x[:at] = before[:at]
            else:
                long = int(self._rng.integers(4, 100))
                x = np.where(((np.arange(CROP) + int(self._rng.integers(200))) // long % 2 == 0)[:, None], before, x)
        return x


def _versions(clip: Clip) -> list[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng([len(clip.sound), 3])
    out = []
    for version in range(3):
        sound = retime(clip.sound, 1.0 if version == 0 else rng.uniform(0.85, 1.2))
        sound = sound / (np.percentile(np.abs(sound), 99.9) + 1e-6) * 0.6
        mel = log_mel(degrade(sound, rng) if version else sound, 1.0 if version == 0 else rng.uniform(0.85, 1.16))
        out.append((nepers(mel), talking(mel)))
    return out


def _whispered(x: np.ndarray, rng: Rng) -> np.ndarray:
    """No voice: little below 400 Hz, flatter above, as rough as noise is."""
    tilt = np.interp(np.arange(BANDS), [0, 5, BANDS - 1], [-rng.uniform(1, 4), 0, rng.uniform(0, 2)])
    rough = np.log(rng.gamma(3.0, 1 / 3, x.shape))
    return np.asarray(x + np.tile(tilt, 2) + rough, np.float32)


def _loud(x: np.ndarray) -> float:
    return float(np.percentile(x.max(axis=1), 92))


def _microphone(x: np.ndarray, rng: Rng) -> np.ndarray:
    """ln of power → log-mel as the engine has it: colour, band limits, level within what its slow gain leaves, a floor."""
    colour = np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), rng.normal(0, rng.uniform(0, 1.2), 6))
    if rng.random() < 0.15:  # a telephone
        colour[29:] -= 8
        colour[:3] -= rng.uniform(0, 6)
    x = x + np.tile(colour, 2)
    x = x - _loud(x) + rng.uniform(-2.5, 1.5)
    x = np.logaddexp(x, rng.uniform(-16.5, -9) + rng.normal(0, 0.3, x.shape))
    return ((np.maximum(x, -16) + 6) / 4).astype(np.float32)


def loss_of(said: torch.Tensor, talks: torch.Tensor) -> torch.Tensor:
    total = said.new_zeros(())
    for i, by in enumerate(HINDSIGHT):
        line, wanted = said[:, WARM:, i], talks[:, WARM - by : talks.shape[1] - by]
        price = torch.where(wanted > 0.5, 1.0, WRONGLY_OPEN)
        total = total + (nn.functional.binary_cross_entropy_with_logits(line, wanted, reduction="none") * price).mean()
    return total


def train(sounds: Sounds, steps: int, seed: int) -> Gate:
    torch.manual_seed(seed)
    net = Gate()
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.1)
    began, running = time.process_time(), 0.0
    for step in range(steps):
        mel, talks = sounds.batch(BATCH)
        loss = loss_of(net(mel), talks)
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
    """→ the arrays that limner.engine.audio.gate reads, float16."""
    w = {k: v.detach().numpy() for k, v in net.state_dict().items()}
    out = {"near.w": w["near.weight"].T, "near.b": w["near.bias"], "out.w": w["out.weight"].T, "out.b": w["out.bias"]}
    out |= {"gru.in.w": w["gru.weight_ih_l0"].T, "gru.in.b": w["gru.bias_ih_l0"]}
    out |= {"gru.back.w": w["gru.weight_hh_l0"].T, "gru.back.b": w["gru.bias_hh_l0"]}
    return {f"gate/{name}": value.astype(np.float16) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("prepared", type=Path)
    parser.add_argument("faces", type=Path)
    parser.add_argument("ear", type=Path, nargs="?", default=OUT, help="weights written by finetune.py; the gate is put among them")
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--scale", type=float, default=1.0, help="of the steps")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    sounds = Sounds(Material(args.prepared, args.seed), load(args.faces, args.without), args.seed)
    net = train(sounds, max(20, round(STEPS * args.scale)), args.seed)
    have = {k: v for k, v in np.load(args.ear).items() if not k.startswith("gate/")}
    np.savez_compressed(args.ear, **have, **export(net))  # type: ignore[arg-type]
    print(f"{args.ear}: {args.ear.stat().st_size} bytes")


if __name__ == "__main__":
    main()
