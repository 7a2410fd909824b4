"""Prepared speech and noise, recordings of faces → eight seconds of anything, and where in them one person speaks.

All is mixed as powers of mel bands: voices near and far, alone and before noise, crowds, noises that come and go.
"""

from __future__ import annotations

import numpy as np
import torch
from augment import degrade, log_mel, nepers, retime
from faces import Clip
from finetune import talking
from instruments import music
from noises import KINDS, keys
from pretrain import Material
from scenes import SCENES

BANDS = 40
INPUTS = 160  # a tick is two steps of 20 ms
CROP = 400  # steps, 8 s
SPEAKING = 0.55  # share of crops in which somebody speaks
NOISES = 100  # of each of scenes.py and of keys, and a third as many of each of noises.py, beside those of PREPARED
MUSIC = 500  # pieces on sampled instruments
NONE = -1  # no noise of the bank

Rng = np.random.Generator


class Sounds:
    """Crops of everything, as ln of power (steps, 80), and where somebody speaks (steps,)."""

    def __init__(self, material: Material, clips: list[Clip], seed: int, scale: float = 1.0) -> None:
        self._rng = np.random.default_rng([seed, 5])
        self._material = material
        self._faces = [line for c in clips for line in _versions(c)]
        weights = np.array([len(mel) ** 0.5 for mel, _ in self._faces])
        self._weights = weights / weights.sum()
        makers = [(make, NOISES) for make in (keys, *SCENES.values())] + [(make, NOISES // 3) for make in KINDS.values()]
        some = min(1.0, scale)
        sounds = [
            make(np.random.default_rng([seed, 6, i, k])) for i, (make, n) in enumerate(makers) for k in range(max(1, round(n * some)))
        ]
        sounds += music(seed, max(2, round(MUSIC * some)))
        self._bank = [nepers(log_mel(0.5 * x / np.abs(x).max())).astype(np.float32) for x in sounds]
        self.fooled_by = np.ones(len(self._bank))

    def batch(self, size: int) -> tuple[torch.Tensor, torch.Tensor, np.ndarray]:
        """(size, ticks, 160) heard, (size, ticks) somebody speaks, and which noise of the bank it was where nobody does."""
        mels, talks, which = [], [], []
        for _ in range(size):
            if self._rng.random() < SPEAKING:
                x, y = self._spoken()
                which.append(NONE)
            else:
                x, one = self._rest()
                y = np.zeros(CROP, np.float32)
                which.append(one)
            mels.append(_microphone(x, self._rng))
            talks.append(y)
        ticks = np.stack(mels).reshape(size, CROP // 2, INPUTS)
        said = np.stack(talks).reshape(size, CROP // 2, 2).mean(axis=2)
        return torch.from_numpy(ticks), torch.from_numpy(said), np.array(which)

    def learned(self, which: np.ndarray, losses: np.ndarray) -> None:
        """What a noise cost decides how often it comes back."""
        for one, loss in zip(which[which != NONE], losses[which != NONE], strict=True):
            self.fooled_by[one] += 0.5 * (min(0.1 + 5 * float(loss), 5.0) - self.fooled_by[one])

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
        elif way < 0.3:  # sung: what lasts, lasts longer; or hurried
            pace = self._rng.uniform(0.3, 0.75) if way < 0.2 else self._rng.uniform(0.7, 1.6)
            at = (np.arange(CROP) * pace).astype(int) % CROP
            x, y = x[at], y[at]
        if self._rng.random() < 0.3:  # children and deep voices
            x = _throat(x, self._rng.uniform(-3.5, 3.5))
        if self._rng.random() < 0.2:
            x = _far(x, self._rng, self._rng.uniform(0.02, 0.6))
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
            least, noise = (5.0, self._babble()) if self._rng.random() < 0.25 else (0.0, self._noise()[0])
            x = _both(x, noise + (_loud(x) - _loud(noise) - self._rng.uniform(least, 32) / 4.343))
        return x, y

    def _noise(self) -> tuple[np.ndarray, int]:
        """Some noise, and which of the bank it is."""
        way = self._rng.random()
        if way < 0.06:  # white: what hides consonants
            hiss = np.linspace(-1, 1, BANDS) * self._rng.uniform(0, 2)
            return self._rng.normal(np.tile(hiss, 2), 0.35, (CROP, 2 * BANDS)).astype(np.float32), NONE
        if way < 0.25:
            return nepers(self._material.noise(CROP)), NONE
        chance = np.cumsum(self.fooled_by)
        one = int(np.searchsorted(chance, self._rng.random() * chance[-1]))
        at = int(self._rng.integers(len(self._bank[one]) - CROP))
        return self._bank[one][at : at + CROP], one

    def _babble(self) -> np.ndarray:
        """Three to fourteen at once, near and far; the powers of voices add up. Perhaps with something else in the room."""
        out = np.zeros((CROP, 2 * BANDS), np.float32)
        many = int(self._rng.integers(3, 8) if self._rng.random() < 0.5 else self._rng.integers(5, 15))
        spread = self._rng.uniform(0.3, 1.2)  # ln of power
        for k in range(many):
            x, _ = self._voice()
            x = np.roll(x, int(self._rng.integers(CROP)), axis=0)
            if self._rng.random() < 0.3:
                x = _throat(x, self._rng.uniform(-2.5, 2.5))
            out += np.exp(x - _loud(x) - (self._rng.uniform(0, spread) if k > 1 else 0))  # no one stands out
        out = np.log(out + 1e-7)
        if self._rng.random() < 0.6:
            out = _far(out, self._rng, self._rng.uniform(0.1, 4))
        if self._rng.random() < 0.25:
            noise, _ = self._noise()
            out = _both(out, noise + (_loud(out) - _loud(noise) - self._rng.uniform(0, 3)))
        return out

    def _rest(self) -> tuple[np.ndarray, int]:
        """Noises that begin suddenly, come and go, follow each other, or go on; and which of the bank is heard."""
        way, one = self._rng.random(), NONE
        if way < 0.35:
            x = self._babble()
        elif way < 0.38:  # a voice behind a wall
            x, _ = self._voice()
            dull = np.interp(np.arange(BANDS), [0, self._rng.uniform(8, 14), BANDS - 1], [0, 0, -self._rng.uniform(6, 12)])
            x = _far(x + np.tile(dull, 2).astype(np.float32), self._rng, self._rng.uniform(3, 10))
        else:
            x, one = self._noise()
            if self._rng.random() < 0.15:
                other, _ = self._noise()
                x = _both(x, other + (_loud(x) - _loud(other) - self._rng.uniform(-1, 4)))
        way = self._rng.random()
        if way < 0.65:
            before = self._noise()[0] - self._rng.uniform(0, 8) if self._rng.random() < 0.4 else np.full_like(x, -16)
            if way < 0.45:
                at = int(self._rng.integers(5, CROP - 50))
                x = x.copy()
                x[:at] = before[:at]
            else:
                long = int(self._rng.integers(4, 100))
                x = np.where(((np.arange(CROP) + int(self._rng.integers(200))) // long % 2 == 0)[:, None], before, x)
        return x, one


def _both(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """ln of the sum of two powers."""
    out: np.ndarray = np.log(np.exp(x.astype(np.float32)) + np.exp(y.astype(np.float32)) + np.float32(1e-7))
    return out


def _throat(x: np.ndarray, bands: float) -> np.ndarray:
    """Formants and pitch up or down by so many bands."""
    at = np.clip(np.arange(BANDS) - bands, 0, BANDS - 1)
    low = np.minimum(at.astype(int), BANDS - 2)
    part = (at - low).astype(np.float32)
    line = x.reshape(-1, BANDS)
    return np.asarray((line[:, low] * (1 - part) + line[:, low + 1] * part).reshape(x.shape), np.float32)


def _far(x: np.ndarray, rng: Rng, wet: float) -> np.ndarray:
    """In a room: each band's power rings on, `wet` times as strong in all as what comes directly."""
    line = np.exp(x.astype(np.float32)).reshape(-1, BANDS)
    keep = np.exp(-13.8 * 0.01 / np.interp(np.arange(BANDS), [0, BANDS - 1], np.sort(rng.uniform(0.15, 1.1, 2))[::-1])).astype(np.float32)
    ring, share, by = line.copy(), keep, 1
    while by < len(ring):  # what rings on, in doublings
        ring[by:] += share * ring[:-by]
        share, by = share * share, 2 * by
    ring *= (1 - keep) * np.exp(0.5 * rng.standard_normal(ring.shape, np.float32))
    return np.log(line + np.float32(wet) * ring + np.float32(1e-7)).reshape(x.shape)


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
    if rng.random() < 0.4:  # the slow gain is still on its way
        x = x + rng.normal(0, 1.2) * np.exp(-np.arange(len(x)) / rng.uniform(15, 100))[:, None]
    x = _both(x, rng.uniform(-16.5, -9) + 0.3 * rng.standard_normal(x.shape, np.float32))
    return ((np.maximum(x, -16) + 6) / 4).astype(np.float32)
