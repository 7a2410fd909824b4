"""Voices and noises → eight seconds of anything as sound, and where in them one person speaks: 16 kHz float.

Voices near and far, alone and before noise, whispered, sung, of children; crowds; noises that begin, end, come and go; rooms, telephones.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from augment import log_mel
from compositions import composed
from faces import Clip
from finetune import talking
from generate import HELD_OUT
from instruments import music
from noises import HZ, KINDS, band, coloured, keys
from recorded import produced, recorded
from revoiced import of_a_machine, of_another, sung, whispered
from robots import robot
from scenes import SCENES
from things import room

N = 8 * HZ
TICKS = 200
SPEAKING = 0.53  # share of crops in which somebody speaks
ROBOTS = 0.1  # share of those in which it is nobody's voice
BEHIND = 0.72  # share of these with something behind the voice
CROWD, CROWD_DB = 0.4, 4.0  # share of those in which it is a crowd; so much softer it is at least
TELEPHONE = 0.25
MADE = 60  # of each of scenes.py and of keys, and a third as many of each of noises.py
RANDOM_NOTES, COMPOSED, RECORDED = 200, 300, 300  # pieces of music on sampled instruments, and of recordings
MUSIC = ("tune", "drums", "orchestra", "chimes", "music")  # of scenes.py and noises.py
NONE = -1  # no noise of the bank

Rng = np.random.Generator
Lines = list[np.ndarray]  # utterances of one person


class Situations:
    """`crop()` gives eight seconds, what of them is speech, and which noise of the bank it is where nobody speaks."""

    def __init__(self, speech: Path, natural: Path, clips: list[Clip], sounds: Path, seed: int, scale: float = 1.0) -> None:
        self._rng = np.random.default_rng([seed, 5])
        made = [_utterances(p) for p in sorted(speech.glob("*.npz")) if p.stem not in HELD_OUT]
        alive = [_utterances(p) for p in sorted(natural.glob("*.npz"))]
        people: dict[str, Lines] = {}
        for clip in clips:
            people.setdefault(clip.identity, []).append(clip.sound)
        self._kinds: list[list[Lines]] = [list(people.values()), alive, made]
        self._bank = bank(sounds, seed, min(1.0, scale))
        self.noises = len(self._bank)

    def crop(self) -> tuple[np.ndarray, np.ndarray, int]:
        """(N,) peaks at some level, (TICKS,) share of each tick that is speech, and the noise."""
        if self._rng.random() < SPEAKING:
            x, y = self._spoken()
            which = NONE
        else:
            x, which = self._rest()
            y = np.zeros(TICKS, np.float32)
        return self._heard(x), y, which

    def _voice(self) -> np.ndarray:
        """Some of one person's utterances with pauses between them, of unit loudness."""
        rng = self._rng
        kind = self._kinds[int(rng.choice(3, p=(0.35, 0.3, 0.35)))]
        lines = kind[int(rng.integers(len(kind)))]
        pace = rng.uniform(0.85, 1.18) if rng.random() < 0.5 else 1.0
        parts, long = [], 0
        while long < N:
            line = lines[int(rng.integers(len(lines)))]
            at = int(rng.integers(max(1, len(line) - 3 * HZ)))
            line = line[at : at + int(1.2 * N)]
            line = np.interp(np.arange(int(len(line) / pace)) * pace, np.arange(len(line)), line)
            parts += [line, np.zeros(int(rng.uniform(0.05, 1.2) * HZ))]
            long += len(line) + len(parts[-1])
        at = int(rng.integers(long - N + 1))
        return _loud(np.concatenate(parts)[at : at + N])

    def _spoken(self) -> tuple[np.ndarray, np.ndarray]:
        rng = self._rng
        if rng.random() < ROBOTS:
            x = _loud(robot(rng, N / HZ))
        else:
            x, way = self._voice(), rng.random()
            if way < 0.31:
                x = _loud((whispered if way < 0.07 else sung if way < 0.17 else of_another if way < 0.25 else of_a_machine)(x, rng))
        y = _talks(x)
        if rng.random() < 0.2:
            x = _loud(room(rng, x))
        if rng.random() < 0.25:  # a word or two alone
            loud = np.flatnonzero(np.abs(x) > 0.5 * np.abs(x).max())
            first, long = int(rng.choice(loud)) - int(rng.integers(0, 3200)), int(rng.uniform(0.15, 0.9) * HZ)
            n = np.arange(N)
            fade = np.clip(np.minimum(n - first, first + long - n) / 400, 0, 1)
            x, y = x * fade, y * (fade > 0)
            if rng.random() < 0.3:  # again and again
                after = long + int(rng.uniform(0.3, 1.2) * HZ)
                x, y = (sum(np.roll(line, k * after) for k in range(N // after)) for line in (x, y))
        if rng.random() < 0.5:  # begins after a while of nothing
            begin = int(rng.uniform(0.4, 4) * HZ)
            x, y = np.roll(x, begin), np.roll(y, begin)
            x[:begin], y[:begin] = 0, 0
        if rng.random() < BEHIND:
            if rng.random() < CROWD:
                x = x + _loud(self._babble()) * 10 ** (-rng.uniform(CROWD_DB, 26) / 20)
            else:
                x = x + self._noise()[0] * 10 ** (-rng.uniform(0, 32) / 20)
        return x, y.reshape(TICKS, -1).mean(axis=1).astype(np.float32)

    def _noise(self) -> tuple[np.ndarray, int]:
        """Some noise of unit loudness, and which of the bank it is."""
        if self._rng.random() < 0.06:  # white: what hides consonants
            return _loud(coloured(self._rng, self._rng.uniform(-0.7, 0.5), N)), NONE
        one = int(self._rng.integers(len(self._bank)))
        at = int(self._rng.integers(len(self._bank[one]) - N))
        x = self._bank[one][at : at + N].astype(float)
        if self._rng.random() < 0.5:
            x = x[::-1] if self._rng.random() < 0.1 else x
            pace = self._rng.uniform(0.8, 1.25)
            x = np.interp(np.arange(N) * pace % (N - 1), np.arange(N), x)
        return _loud(x), one

    def _babble(self) -> np.ndarray:
        """Three to fourteen at once, near and far, perhaps with something else in the room."""
        rng = self._rng
        near, far = np.zeros(N), np.zeros(N)
        many = int(rng.integers(3, 8) if rng.random() < 0.6 else rng.integers(6, 15))
        away = rng.choice([0.0, 0.5, 0.8, 1.0])
        spread = rng.uniform(0.5, 1)
        for k in range(many):
            x = np.roll(self._voice(), int(rng.integers(N))) * (rng.uniform(spread, 1) if k > 1 else 1.0)  # no one stands out
            if rng.random() < away:
                far += x
            else:
                near += x
        out = near + room(rng, far) if away else near
        if rng.random() < 0.2:
            out = _loud(out) + self._noise()[0] * 10 ** (-rng.uniform(0, 15) / 20)
        return out

    def _rest(self) -> tuple[np.ndarray, int]:
        """Noises that begin suddenly, come and go, follow each other, or go on; and which of the bank is heard."""
        rng = self._rng
        way, one = rng.random(), NONE
        if way < 0.3:
            x = self._babble()
        elif way < 0.33:  # a voice behind a wall
            x = room(rng, room(rng, band(self._voice(), 20, rng.uniform(400, 900))))
        else:
            x, one = self._noise()
            if rng.random() < 0.15:
                x = x + self._noise()[0] * 10 ** (-rng.uniform(-4, 15) / 20)
        x = _loud(x)
        way = rng.random()
        if way < 0.6:
            before = self._noise()[0] * 10 ** (-rng.uniform(0, 30) / 20) if rng.random() < 0.4 else np.zeros(N)
            if way < 0.4:
                at = int(rng.uniform(0.1, 7) * HZ)
                on = np.clip((np.arange(N) - at) / 160, 0, 1)
            else:
                long = np.exp(rng.uniform(np.log(0.08), np.log(2))) * HZ
                on = ((np.arange(N) + rng.integers(N)) // long % 2).astype(float)
            x = x * on + before * (1 - on)
        return x, one

    def _heard(self, x: np.ndarray) -> np.ndarray:
        """By a microphone: sometimes a telephone, sometimes clipped, at any level, with a floor."""
        rng = self._rng
        if rng.random() < TELEPHONE:
            x = band(x, rng.uniform(20, 300), rng.uniform(3200, 3900))
            if rng.random() < 0.6:  # sampled at 8 kHz: nothing at all above
                spectrum = np.fft.rfft(x)
                spectrum[N // 4 :] = 0
                x = np.fft.irfft(spectrum, N)
        x = x / (np.abs(x).max() + 1e-9)
        x = np.clip(x * 10 ** (rng.uniform(-32, 8) / 20), -1, 1)
        return x + 10 ** rng.uniform(-6, -2.8) * np.abs(x).max() * rng.normal(size=N)


def bank(sounds: Path, seed: int, share: float) -> list[np.ndarray]:
    """Everything at which a mouth rests: float16 (12 s,)."""

    def some(count: int) -> int:
        return max(2, round(count * share))

    makers = {**{"keys": keys}, **SCENES, **{f"{name} simply": make for name, make in KINDS.items()}}
    out = []
    for i, (name, make) in enumerate(makers.items()):
        for k in range(some(MADE // 3 if name.endswith("simply") else MADE)):
            rng = np.random.default_rng([seed, 6, i, k])
            out.append(produced(rng, make(rng)) if name.startswith(MUSIC) else make(rng))
    rng = np.random.default_rng([seed, 7])
    played = music(seed, some(RANDOM_NOTES)) + composed(sounds, seed, some(COMPOSED)) + recorded(sounds, seed, some(RECORDED))
    return [(x / (np.abs(x).max() + 1e-9)).astype(np.float16) for x in [*out, *(produced(rng, x) for x in played)]]


def _utterances(path: Path) -> Lines:
    data = np.load(path)
    return [x / 32768 for x in np.split(data["sound"], data["ends"][:-1]) if len(x) > HZ // 4]


def _talks(x: np.ndarray) -> np.ndarray:
    """(N,) 1 where a voice nearly alone speaks."""
    mel = log_mel(0.6 * x / (np.percentile(np.abs(x), 99.9) + 1e-6))
    return np.repeat(talking(mel), N // len(mel))


def _loud(x: np.ndarray) -> np.ndarray:
    """At unit loudness where it is loud: RMS of the loudest tenth of its twentieths of a second."""
    power = np.sort((x[: len(x) // 800 * 800].reshape(-1, 800) ** 2).mean(axis=1))
    return x / (np.sqrt(power[-len(power) // 10 :].mean()) + 1e-9)
