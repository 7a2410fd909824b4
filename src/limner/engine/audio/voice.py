"""What the ear says of speech → does somebody speak, and how long has it been quiet.

The ear (ear.py) was trained to know one person's speech from noise, music, bells and the babble of many. What is left to do is to
ask for persistence: a ding may sound like a vowel for 80 ms, a syllable and what belongs to it do so for longer. The ear hears a
little ahead, so that asking costs no delay.
"""

from __future__ import annotations

from limner.engine.types import TICK_HZ, Said

DT = 1 / TICK_HZ
NOBODY = 0.0009  # RMS; -61 dBFS: quieter than this is no speech
HEARD = 0.5  # from this probability on it counts as speech
TOGETHER = 3  # this many ticks in a row must sound like speech …
SURE, TRUST_TICKS, TRUST_GAIN, TRUST_FADE = 0.75, 25, 2.0, 5  # … unless somebody surely spoke within the last second: then little will do
LEVEL_TICKS = 8  # a stop or a short pause in soft speech is not nobody


class Voice:
    """`step()` returns the probability of speech, 0..1; `pause_s` counts the seconds since it was last above one half."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.pause_s = 60.0
        self._past = [0.0] * (TOGETHER - 1)
        self._since_level = LEVEL_TICKS
        self._trust = 0  # ticks

    def hush(self) -> None:
        """Whoever spoke was interrupted: it is no speech any more, until it is loud again."""
        self._past = [0.0] * (TOGETHER - 1)
        self._since_level = LEVEL_TICKS
        self._trust = 0

    def step(self, said: Said, level: float) -> float:
        """`level` is the RMS of the same tick."""
        self._since_level = 0 if level > NOBODY else self._since_level + 1
        now = said.speech if self._since_level < LEVEL_TICKS else 0.0
        line = [*self._past, now, said.soon, said.later]
        probability = max(min(line[k : k + TOGETHER]) for k in range(len(line) - TOGETHER + 1))
        self._past = [*self._past[1:], now]
        self._trust = TRUST_TICKS if probability >= SURE else max(0, self._trust - 1)
        trusted = now * TRUST_GAIN * min(1.0, self._trust / TRUST_FADE)
        probability = max(probability, min(1.0, trusted))
        self.pause_s = 0.0 if probability >= HEARD else self.pause_s + DT
        return probability
