"""The network in torch, as it is trained. `limner.engine.audio.ear` runs the same arithmetic in numpy, one tick at a time.

    (steps of 20 ms, 80 log-mel) → two causal convolutions → GRU → phones (sure in every language and noise)
                                                             └→ second GRU → lengths of a real mouth

Every head answers for four delays at once: at step k it says what the mouth does at step k - DELAYS[i] (MOUTH_DELAYS[i] in the second
one). At the last step of a tick 5 and 4 are the two halves of the tick shown, LOOKAHEAD_TICKS before; the others make the shared part
listen better, those beyond by what is known only later.
"""

from __future__ import annotations

import torch
from phones import CLASSES, CURVES
from torch import nn

from limner.engine.types import LENGTHS

INPUTS, HIDDEN, HEAD = 80, 128, 128
DELAYS = (0, 2, 4, 5)  # steps of 20 ms
DELAY_WEIGHTS = (0.1, 0.15, 0.35, 0.4)
USED = DELAYS.index(5)
MOUTH_DELAYS = (5, 4, 10, 20)  # the engine uses the first


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(INPUTS, HIDDEN, 3)
        self.conv2 = nn.Conv1d(HIDDEN, HIDDEN, 3)
        self.gru = nn.GRU(HIDDEN, HIDDEN, batch_first=True)
        self.embed = nn.Linear(2 * HIDDEN, HIDDEN)
        self.articulation = nn.Linear(HIDDEN, (len(CURVES) + 1) * len(DELAYS))  # CURVES, then the logit of speech
        self.kinds = nn.Linear(HIDDEN, len(CLASSES) * len(DELAYS))
        self.head_gru = nn.GRU(HIDDEN, HEAD, batch_first=True)
        self.lengths = nn.Linear(HIDDEN + HEAD, len(LENGTHS) * len(MOUTH_DELAYS))
        self.drop = nn.Dropout(0.0)

    def trunk(self, mel: torch.Tensor) -> torch.Tensor:
        """(batch, steps, 80) → (batch, steps, HIDDEN)."""
        x = nn.functional.pad(mel.transpose(1, 2), (2, 0))
        z = torch.relu(self.conv1(x))
        z = torch.relu(self.conv2(nn.functional.pad(z, (2, 0)))) + z
        z = z.transpose(1, 2)
        g, _ = self.gru(z)
        return torch.relu(self.embed(torch.cat([g, z], dim=2)))

    def phonetic(self, e: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """→ (batch, steps, delays, CURVES + 1) and (batch, steps, delays, CLASSES) logits."""
        shape = (*e.shape[:2], len(DELAYS), -1)
        return self.articulation(e).reshape(shape), self.kinds(e).reshape(shape)

    def mouth(self, e: torch.Tensor) -> torch.Tensor:
        """→ (batch, steps, MOUTH_DELAYS, LENGTHS)."""
        h, _ = self.head_gru(e)
        out: torch.Tensor = self.lengths(self.drop(torch.cat([e, h], dim=2)))
        return out.reshape(*e.shape[:2], len(MOUTH_DELAYS), -1)


LIKE = [LENGTHS.index(name) for name in ("aperture", "width", "shut")]


def unlike(said: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """(batch, steps, LENGTHS) twice → 1 - correlation over the steps, of LIKE in the mean: moving alike counts, by however much."""
    a, b = (x - x.mean(dim=1, keepdim=True) for x in (said[..., LIKE], wanted[..., LIKE]))
    return (1 - (a * b).sum(dim=1) / ((a**2).sum(dim=1) * (b**2).sum(dim=1) + 1e-3).sqrt()).mean()


WARM = 8  # steps at the start of a crop that are not judged: the network has heard nothing yet
CURVE_WEIGHTS = torch.tensor([2, 1, 1, 1.2, 0.7, 1.2, 1.2, 0.5])


def delayed(y: torch.Tensor, by: int) -> torch.Tensor:
    """(batch, steps, …) → what a head of this delay shall say; the first steps repeat."""
    return y if by == 0 else torch.cat([y[:, :1].expand(-1, by, *y.shape[2:]), y[:, :-by]], dim=1)


def phonetic_loss(net: Net, e: torch.Tensor, curves: torch.Tensor, kinds: torch.Tensor, speech: torch.Tensor) -> torch.Tensor:
    said, guessed = net.phonetic(e)
    total = e.new_zeros(())
    for i, (by, weight) in enumerate(zip(DELAYS, DELAY_WEIGHTS, strict=True)):
        y, k, s = delayed(curves, by)[:, WARM:], delayed(kinds, by)[:, WARM:], delayed(speech, by)[:, WARM:]
        out = said[:, WARM:, i]
        error = out[..., :-1] - y
        change = error[:, 1:] - error[:, :-1]
        loss = 10 * (error**2 * CURVE_WEIGHTS).mean() + 20 * (change**2 * CURVE_WEIGHTS).mean()
        loss = loss + 0.25 * nn.functional.cross_entropy(guessed[:, WARM:, i].reshape(-1, len(CLASSES)), k.reshape(-1))
        loss = loss + 0.3 * nn.functional.binary_cross_entropy_with_logits(out[..., -1], s)
        total = total + weight * loss
    return total
