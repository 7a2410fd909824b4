"""A network that hears phones + recordings of talking faces → the network of the engine: src/limner/data/ear.npz.

python training/speech/finetune.py PRETRAINED.pt PREPARED.npz FACES_FOLDER                  train on everybody, write the file
python training/speech/finetune.py … --measure                   hold out every identity once, print how well it is heard
python training/speech/finetune.py … --without ID ID -o FILE     leave identities out, to score the rest on them
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from pathlib import Path

import numpy as np
import torch
from augment import degrade, disturb, log_mel, retime
from evaluate import listen, report, score
from faces import Clip, load, population
from model import DELAY_WEIGHTS, DELAYS, USED, WARM, Net, delayed, phonetic_loss
from phones import CLASSES, CURVES
from pretrain import Material

from limner.engine.types import LENGTHS

OUT = Path(__file__).parents[2] / "src/limner/data/ear.npz"
STEPS, REAL, REST, SPOKEN = 400, 16, 6, 6  # a batch: crops of faces, of noise at rest, of labelled speech
CROP = 125  # steps
RATE_HEAD, RATE_TRUNK = 1.5e-3, 4e-4
SPEECH_SHARE = 0.3
WEIGHTS = torch.tensor([2, 1.5, 1, 0.7, 0.7, 0.7, 0.7, 2.0])
VELOCITY = 2.0
VERSIONS = 6
DROP = 0.2
EMA = 0.99
FOLDS = 6


class Faces:
    """Crops of recordings, in other throats, rooms and tempi."""

    def __init__(self, clips: list[Clip], seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        self.mels: list[list[np.ndarray]] = []
        self.wanted: list[list[np.ndarray]] = []
        for clip in clips:
            rng = np.random.default_rng([seed, len(clip.sound)])
            mels, ys = [], []
            for version in range(VERSIONS):
                r = 1.0 if version == 0 else rng.uniform(0.87, 1.15)
                sound = retime(clip.sound, r) if r != 1 else clip.sound.astype(float)
                sound = sound / (np.percentile(np.abs(sound), 99.9) + 1e-6) * 0.6
                if version > 1:
                    sound = degrade(sound, rng)
                mel = log_mel(sound, 1.0 if version < 2 else rng.uniform(0.88, 1.13))
                at = np.arange(len(mel)) * 0.02 * 25 * r  # picture of each step
                y = np.stack([np.interp(at, np.arange(len(clip.wanted)), c) for c in clip.wanted.T], axis=1)
                mels.append(mel)
                ys.append(y.astype(np.float32))
            self.mels.append(mels)
            self.wanted.append(ys)
        weights = np.array([c.weight for c in clips])
        self._weights = weights / weights.sum()

    def batch(self, size: int, material: Material) -> tuple[torch.Tensor, torch.Tensor]:
        mel = np.zeros((size, CROP, 80), np.float32)
        wanted = np.zeros((size, CROP, len(LENGTHS)), np.float32)
        for i in range(size):
            c = int(self._rng.choice(len(self.mels), p=self._weights))
            v = int(self._rng.integers(VERSIONS))
            x, y = self.mels[c][v], self.wanted[c][v]
            at = int(self._rng.integers(max(1, len(x) - CROP)))
            x, y = x[at : at + CROP], y[at : at + CROP]
            if len(x) < CROP:
                x, y = (np.pad(a, ((0, CROP - len(a)), (0, 0)), mode="edge") for a in (x, y))
            mel[i] = disturb(x, material.noise()[:CROP], self._rng, 0.35, (-2.0, 1.0))
            wanted[i] = y
        return torch.from_numpy(mel), torch.from_numpy(wanted)


def mouth_loss(said: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    total = said.new_zeros(())
    for i, (by, weight) in enumerate(zip(DELAYS, DELAY_WEIGHTS, strict=True)):
        error = said[:, WARM:, i] - delayed(wanted, by)[:, WARM:]
        change = error[:, 1:] - error[:, :-1]
        total = total + weight * ((error**2 * WEIGHTS).mean() + VELOCITY * (change**2 * WEIGHTS).mean())
    return total


def train(start: dict[str, torch.Tensor], clips: list[Clip], material: Material, seed: int, steps: int = STEPS) -> Net:
    torch.manual_seed(seed)
    net = Net()
    own = net.state_dict()
    net.load_state_dict({k: own[k] if k.startswith(("head_gru", "lengths")) else v for k, v in start.items()})
    net.drop.p = DROP
    faces = Faces(clips, seed)
    head = [p for n, p in net.named_parameters() if n.startswith(("head_gru", "lengths"))]
    trunk = [p for n, p in net.named_parameters() if not n.startswith(("head_gru", "lengths"))]
    optimiser = torch.optim.AdamW([{"params": head, "lr": RATE_HEAD}, {"params": trunk, "lr": RATE_TRUNK}], weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE_HEAD, RATE_TRUNK], total_steps=steps, pct_start=0.2)
    mean = copy.deepcopy(net)
    for step in range(steps):
        mel, wanted = faces.batch(REAL, material)
        rest = np.stack([material.rest()[:CROP] for _ in range(REST)])
        spoken, curves, kinds, speech = (x[:, :CROP] for x in material.batch(SPOKEN))
        e = net.trunk(torch.cat([mel, torch.from_numpy(rest), spoken]))
        said = net.mouth(e[: REAL + REST])
        calm = torch.zeros(REST, CROP, len(LENGTHS))
        loss = mouth_loss(said[:REAL], wanted) + 0.1 * mouth_loss(said[REAL:], calm)
        quiet = torch.zeros(REST, CROP, len(CURVES)), torch.zeros(REST, CROP, dtype=torch.long), torch.zeros(REST, CROP)
        loss = loss + SPEECH_SHARE * phonetic_loss(
            net, e[REAL:], torch.cat([quiet[0], curves]), torch.cat([quiet[1], kinds]), torch.cat([quiet[2], speech])
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        keep = min(EMA, (step + 1) / (step + 10))
        for slow, fast in zip(mean.parameters(), net.parameters(), strict=True):
            slow.data.lerp_(fast.data, 1 - keep)
    mean.eval()
    return mean


def export(nets: list[Net]) -> dict[str, np.ndarray]:
    """→ the arrays that limner.engine.audio.ear reads, float16: those of the first network begin with "0/"."""
    return {f"{i}/{name}": value for i, net in enumerate(nets) for name, value in _arrays(net).items()}


def _arrays(net: Net) -> dict[str, np.ndarray]:
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
    a, b = rows("lengths", len(LENGTHS), USED, list(range(len(LENGTHS))))
    out["lengths.w"], out["lengths.b"] = a.T, b
    kinds = [rows("kinds", len(CLASSES), DELAYS.index(d), list(range(len(CLASSES)))) for d in (5, 4)]
    speech = [rows("articulation", len(CURVES) + 1, DELAYS.index(d), [len(CURVES)]) for d in (5, 4, 2, 0)]
    tongue = [rows("articulation", len(CURVES) + 1, DELAYS.index(d), [CURVES.index("tongue")]) for d in (5, 4)]
    for name, parts in (("kinds", kinds), ("curves", speech + tongue)):
        out[f"{name}.w"], out[f"{name}.b"] = np.concatenate([a for a, _ in parts]).T, np.concatenate([b for _, b in parts])
    return {k: v.astype(np.float16) for k, v in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pretrained", help="files of pretrain.py, with commas between them; the engine believes their mean")
    parser.add_argument("prepared", type=Path)
    parser.add_argument("faces", type=Path)
    parser.add_argument("-o", "--out", type=Path, default=OUT)
    parser.add_argument("--without", nargs="*", default=[], metavar="ID")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--keep", type=Path, help="with --measure, writes what was heard of each clip")
    parser.add_argument("--folds", type=int, default=FOLDS, help="measure only so many of the six folds")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    starts = [torch.load(path) for path in args.pretrained.split(",")]
    clips = load(args.faces, args.without)
    material = Material(args.prepared, args.seed)

    def taught(pupils: list[Clip]) -> dict[str, np.ndarray]:
        return export([train(start, pupils, material, args.seed + i, args.steps) for i, start in enumerate(starts)])

    if args.measure:
        identities = sorted({c.identity for c in clips})
        np.random.default_rng(0).shuffle(identities)
        rows, kept = [], {}
        for fold in range(args.folds):
            out = identities[fold::FOLDS]
            began = time.process_time()
            net = taught([c for c in clips if c.identity not in out])
            for c in (c for c in clips if c.identity in out):
                heard = listen(net, c.sound)
                rows.append(score(heard, c))
                kept[c.name] = np.stack([[*h.lengths, h.speech, h.soon, h.press, h.teeth, h.tongue] for h in heard])
            print(f"fold {fold}: {time.process_time() - began:.0f} s", report(rows), flush=True)
        if args.keep:
            np.savez(args.keep, **kept)
        return
    net = taught(clips) | population(clips)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(args.out, **net)
    print(json.dumps({"file": str(args.out), "bytes": args.out.stat().st_size, "aperture": float(net["aperture"])}))


if __name__ == "__main__":
    main()
