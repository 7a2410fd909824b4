"""Behaviour → the Intent of every tick."""

from __future__ import annotations

import numpy as np

from limner.engine.types import Behaviour, Intent


class Schedule:
    """Turns a behaviour into targets, tick by tick, and moves smoothly from one behaviour to the next."""

    def __init__(self, behaviour: Behaviour, random: np.random.Generator) -> None:
        self._random = random
        self.set(behaviour)

    def set(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def reset(self) -> None:
        pass

    def step(self) -> Intent:
        return Intent(energy=self._behaviour.energy)
