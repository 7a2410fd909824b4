"""Silence and a seed → the small play of a resting face: a hint of a smile, lips pressed, brows a little up or together."""

from __future__ import annotations

import math

import numpy as np

from limner.engine.types import F32, SHAPE, TICK_HZ, Features, Intent, shape_weights

DT = 1 / TICK_HZ
AFTER_S = 1.2  # of silence: who speaks has other things to do
EVERY_S = (3.0, 9.0)  # from the end of one to the next
RISE_S, FALL_S = 0.22, 0.4
SIZE = (0.6, 1.2)
ORDINARY = 0.5  # energy at which it is as large as in the table
SMILES = ("mouthSmileLeft", "mouthSmileRight", "cheekSquintLeft", "cheekSquintRight", "mouthDimpleLeft", "mouthDimpleRight")
# What it does, for how long (seconds, least and most), and how often of ten times.
TABLE: tuple[tuple[F32, tuple[float, float], int], ...] = (
    (shape_weights(mouthSmileLeft=0.26, mouthSmileRight=0.22, cheekSquint=0.18, eyeSquint=0.1), (1.5, 3.5), 3),
    (shape_weights(mouthPress=0.45, mouthRollLower=0.22, mouthRollUpper=0.16), (0.3, 0.8), 2),
    (shape_weights(browInnerUp=0.22, browOuterUp=0.32, eyeWide=0.08), (0.4, 1.2), 2),
    (shape_weights(browDown=0.22, eyeSquint=0.16), (0.8, 2.0), 1),
    (shape_weights(mouthSmileLeft=0.16, mouthDimpleLeft=0.25, eyeSquintLeft=0.06), (0.8, 1.8), 1),
    (shape_weights(mouthSmileRight=0.16, mouthDimpleRight=0.25, eyeSquintRight=0.06), (0.8, 1.8), 1),
)


class Play:
    """`step()` gives the weights of a tick, to be added to the rest of the face."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self.reset()

    def reset(self) -> None:
        self._goal: F32 = shape_weights()
        self._now: F32 = shape_weights()
        self._next_s = float(self._random.uniform(*EVERY_S))
        self._hold_s = 0.0

    def step(self, features: Features, intent: Intent) -> F32:
        """(len(SHAPES),). A mood that takes the portrait's own smile off has no use for another, and who shall be still keeps still."""
        quiet = features.pause_s > AFTER_S
        self._hold_s -= DT
        self._next_s -= DT if quiet else 0.0
        if self._next_s <= 0:
            chances = np.array([row[2] for row in TABLE], float)
            weights, hold_s, _ = TABLE[int(self._random.choice(len(TABLE), p=chances / chances.sum()))]
            self._goal = weights * float(self._random.uniform(*SIZE))
            self._hold_s = float(self._random.uniform(*hold_s))
            self._next_s = self._hold_s + float(self._random.uniform(*EVERY_S))
        up = quiet and self._hold_s > 0
        share = 1 - math.exp(-DT / (RISE_S if up else FALL_S))
        self._now = (self._now + ((self._goal if up else 0) - self._now) * share).astype(np.float32)
        out = (self._now * min(1.0, intent.energy / ORDINARY)).astype(np.float32)
        glad = 1 - min(1.0, max(0.0, float(intent.shapes[SHAPE["mouthNeutral"]])))
        out[[SHAPE[name] for name in SMILES]] *= glad
        return out
