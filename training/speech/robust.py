"""A network of the engine + noises and voices of other make than it was trained with → does the mouth rest, does it move?

    python training/speech/robust.py EAR.npz FACES_FOLDER [--sounds FOLDER] [--keys FOLDER] [--voices FOLDER] [--only ID …]
    python training/speech/robust.py EAR.npz FACES_FOLDER --speech FOLDER       speech and songs of a folder, plain and in white noise

The noises are made by other means than those of noises.py and scenes.py (frequency modulation, plucked strings, breath through a vocal
tract, square waves, babble of the recordings' voices). Recorded sounds count for more: --sounds takes a folder of sounds at which a mouth
rests (Debian: sound-theme-freedesktop, deepin-sound-theme, lomiri-sounds, asterisk-moh-opsound-wav), one kind a sub-folder; --keys one of
single keys, one keyboard a sub-folder (PyPI: keyboardsounds), on which somebody types; --voices one of people who speak, a sub-folder each
(Debian: asterisk-core-sounds-en-wav and others), who babble. What is not given is said to be missing. The first form also alters the voices
of the recordings (--only: of these people).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
from altered import voices
from evaluate import openings, pearson
from faces import Clip, load
from generate import resample

from limner.engine.audio.features import TICK

HZ = 16_000
N = 12 * HZ
SEEDS = 10  # of each kind
T = np.arange(N) / HZ
Rng = np.random.Generator


def _at(out: np.ndarray, seconds: float, part: np.ndarray) -> None:
    i = int(seconds * HZ)
    out[i : i + len(part)] += part[: len(out) - i]


def _fm(hz: float, ratio: float, index: float, decay_s: float, long_s: float) -> np.ndarray:
    t = np.arange(int(long_s * HZ)) / HZ
    fade = np.exp(-t / decay_s)
    return fade * np.sin(2 * np.pi * hz * t + index * fade * np.sin(2 * np.pi * ratio * hz * t)) * np.minimum(1, t / 0.002)


def bells(rng: Rng) -> np.ndarray:
    out = np.zeros(N)
    for at in np.cumsum(rng.uniform(0.2, 2, 20)):
        if at < 11.5:
            _at(out, at, _fm(rng.uniform(200, 2200), rng.choice([1.4, 2.76, 3.5, 1.0]), rng.uniform(0.5, 8), rng.uniform(0.1, 1.5), 3))
    return out


def strings(rng: Rng) -> np.ndarray:
    """Plucked strings (a noise burst in a loop that damps it) over a shuffled drum."""
    out = np.zeros(N)
    beat = rng.uniform(0.2, 0.5)
    for k in range(int(11.5 / beat)):
        for _ in range(int(rng.integers(0, 3))):
            period = int(HZ / (98 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12, 15, 19]) / 12)))
            ring = rng.normal(size=period)
            note = np.empty(int(1.5 * HZ))
            for i in range(0, len(note), period):
                n = min(period, len(note) - i)
                note[i : i + n] = ring[:n]
                ring = 0.497 * (ring + np.roll(ring, 1))
            _at(out, k * beat + (0.06 if k % 2 else 0), 0.5 * note)
        if k % 2:
            _at(out, k * beat, 0.5 * rng.normal(size=1200) * np.exp(-np.arange(1200) / 250))
    return out


def siren(rng: Rng) -> np.ndarray:
    """Two tones in turn, as square as a horn; or a motor winding up and down."""
    if rng.random() < 0.5:
        f = np.where(T % rng.uniform(0.6, 1.6) < 0.5, 1, rng.uniform(1.2, 1.5)) * rng.uniform(360, 700)
    else:
        f = rng.uniform(200, 400) + rng.uniform(200, 600) * (1 - np.cos(2 * np.pi * T / rng.uniform(3, 9)))
    return np.tanh(rng.uniform(0.5, 4) * np.sin(2 * np.pi * np.cumsum(f) / HZ)) + 0.02 * rng.normal(size=N)


def keyboard(rng: Rng) -> np.ndarray:
    """Each key: a click down, a thump of the case, a fainter click up."""
    out = 0.0005 * rng.normal(size=N)
    n = np.arange(800)
    for at in np.cumsum(rng.gamma(2, 0.08, 150)):
        if at < 11.5:
            size = rng.uniform(0.4, 1)
            click = rng.normal(size=800) * np.exp(-n / rng.uniform(15, 60))
            thump = np.sin(2 * np.pi * rng.uniform(90, 260) * n / HZ) * np.exp(-n / 200)
            _at(out, at, size * (click + 0.7 * thump))
            _at(out, at + rng.uniform(0.06, 0.12), 0.4 * size * click)
    return out


def breath(rng: Rng) -> np.ndarray:
    """In through the nose, out through an open mouth: turbulence with a vocal tract's resonances."""
    out = 0.001 * rng.normal(size=N)
    at = 0.3
    while at < 10:
        for long, formants, size in ((rng.uniform(0.5, 1.5), (350, 1100, 2700), 0.5), (rng.uniform(0.6, 2), (600, 1400, 2600), 1.0)):
            n = int(long * HZ)
            f = np.fft.rfftfreq(n, 1 / HZ)
            shape = sum(1 / (1 + ((f - c * rng.uniform(0.85, 1.2)) / (0.12 * c + 60)) ** 2) for c in formants) + 0.05
            puff = np.fft.irfft(np.fft.rfft(rng.normal(size=n)) * shape, n)
            _at(out, at, size * puff / puff.std() * np.hanning(n) ** rng.uniform(0.5, 1.5))
            at += long + rng.uniform(0.1, 0.8)
            if at > 10:
                break
    return out


def fan(rng: Rng) -> np.ndarray:
    wander = np.convolve(rng.normal(size=N), np.ones(200) / 200, "same")
    return wander / wander.std() + 0.1 * rng.normal(size=N) + 0.3 * np.sign(np.sin(2 * np.pi * rng.uniform(80, 240) * T))


def arcade(rng: Rng) -> np.ndarray:
    """A game's tune: square waves that slide and arpeggiate over a noise drum."""
    out, step = np.zeros(N), rng.uniform(0.07, 0.16)
    low = np.geomspace(110, 440, 13)[rng.choice(13, 5, replace=False)]
    n = np.arange(int(step * HZ))
    for k in range(int(11.5 / step)):
        f = low[k % 5] * rng.choice([1, 1.5, 2, 4])
        _at(out, k * step, np.where((n * f / HZ) % 1 < rng.uniform(0.1, 0.5), 0.4, -0.4) * np.linspace(1, rng.uniform(0, 1), len(n)))
        if k % 4 == 2:
            _at(out, k * step, 0.5 * rng.normal(size=len(n)) * np.linspace(1, 0, len(n)) ** 2)
    return out


def strip(rng: Rng) -> np.ndarray:
    """Adhesive tape, paper, zips, a scratched table: noise whose band slides, in strokes."""
    out = 0.0005 * rng.normal(size=N)
    at = 0.2
    while at < 11:
        n = int(rng.uniform(0.08, 0.8) * HZ)
        x = rng.normal(size=n) * (1 + 0.8 * np.sin(2 * np.pi * rng.uniform(20, 150) * np.arange(n) / HZ)) * np.hanning(n)
        turn = np.exp(2j * np.pi * np.cumsum(np.linspace(*rng.uniform(500, 5000, 2), n)) / HZ)
        _at(out, at, (np.convolve(x, np.ones(6) / 6, "same") * turn).real)
        at += n / HZ + rng.exponential(0.3)
    return out


NOISES: dict[str, Callable[[Rng], np.ndarray]] = {
    "bells": bells, "strings": strings, "siren": siren, "keyboard": keyboard, "breath": breath, "fan": fan, "arcade": arcade,
    "strip": strip,
}  # fmt: skip


def typed(rng: Rng, keys: list[np.ndarray]) -> np.ndarray:
    out, at, pace = 0.0003 * rng.normal(size=N), 0.3, rng.uniform(0.09, 0.25)
    while at < 11.6:
        _at(out, at, rng.uniform(0.5, 1) * keys[int(rng.integers(len(keys)))][:HZ])
        at += pace * rng.gamma(4, 0.25) + (rng.exponential(0.8) if rng.random() < 0.08 else 0)
    return out


def crowd(rng: Rng, people: list[np.ndarray]) -> np.ndarray:
    """Four to ten of some people, each at another speed (so more people than there are), most of them away in a room."""
    out = np.zeros(N)
    for _ in range(int(rng.integers(4, 11))):
        line = people[int(rng.integers(len(people)))]
        line = np.interp(np.arange(N) * rng.uniform(0.87, 1.15) + rng.integers(len(line)), np.arange(3 * len(line)), np.tile(line, 3))
        if rng.random() < 0.7:
            long = int(rng.uniform(0.15, 1) * HZ)
            tail = rng.normal(size=long) * np.exp(-6.9 * np.arange(long) / long)
            tail *= rng.uniform(0.3, 1.5) / np.sqrt((tail**2).sum())
            line = line + np.fft.irfft(np.fft.rfft(line, 1 << 18) * np.fft.rfft(tail, 1 << 18), 1 << 18)[:N]
        out += rng.uniform(0.6, 1) * line / line.std()
    return out


def babble(rng: Rng, voices: list[np.ndarray]) -> np.ndarray:
    """Seven to twelve of the recorded people at once, equally loud."""
    out = np.zeros(N)
    for i in rng.choice(len(voices), int(rng.integers(7, 13)), replace=False):
        line = np.resize(np.roll(voices[i], int(rng.integers(len(voices[i])))), N)
        out += line / line.std()
    return out


def first_opening(net: dict[str, np.ndarray], word: np.ndarray) -> float:
    """A word after a second and a half of silence → milliseconds from its beginning until the lips part, NaN if they never do."""
    gap = openings(net, np.concatenate([np.zeros(3 * HZ // 2), word, np.zeros(HZ // 2)]))
    return float(1000 * (np.argmax(gap > 0.05) * TICK - 3 * HZ // 2) / HZ) if gap.max() > 0.15 else np.nan


def moves(gap: np.ndarray, sound: np.ndarray) -> float:
    """Of the loud ticks, the share in which the lips part."""
    n = min(len(gap), len(sound) // TICK)
    level = np.sqrt((sound[: n * TICK].reshape(n, TICK) ** 2).mean(axis=1))
    parted = np.convolve(gap[:n] > 0.03, np.ones(5), "same") > 0  # shut for a p is not at rest
    return float(parted[level > 0.15 * np.percentile(level, 95)].mean())


def read(path: Path) -> np.ndarray:
    sound, hz = soundfile.read(path)
    return resample(sound if sound.ndim == 1 else sound.mean(axis=1), hz)


def folders(folder: Path) -> dict[str, list[np.ndarray]]:
    """Sounds by the sub-folder nearest to them. Channel tests are left out, as somebody speaks in them."""
    out: dict[str, list[np.ndarray]] = {}
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in (".wav", ".ogg", ".oga", ".mp3", ".flac") and not path.stem.startswith(("audio-channel", "audio-test")):
            sound = read(path)
            if len(sound) > 160 and np.abs(sound).max() > 1e-3:
                out.setdefault(path.parent.name, []).append(sound)
    return out


def at_rest(args: argparse.Namespace, net: dict[str, np.ndarray], clips: list[Clip]) -> None:
    makers = NOISES | {"babble": lambda rng: babble(rng, [c.sound for c in clips])}
    if args.keys:
        makers |= {f"typed {name}": lambda rng, keys=keys: typed(rng, keys) for name, keys in folders(args.keys).items()}
    if args.voices:
        people = [np.concatenate(lines)[: 120 * HZ] for lines in folders(args.voices).values() if sum(map(len, lines)) > 30 * HZ]
        makers |= {f"crowd of {len(people)}": lambda rng: crowd(rng, people)}
    rests: dict[str, list[np.ndarray]] = {}
    for name, make in makers.items():
        for seed in range(3 if name.startswith("typed") else SEEDS):
            rng = np.random.default_rng([args.seed, seed])
            sound = make(rng)  # peaks from -35 dB to clipped
            rests.setdefault(name, []).append(openings(net, np.clip(sound / np.abs(sound).max() * 10 ** rng.uniform(-1.75, 0.3), -1, 1)))
    for name, sounds in folders(args.sounds).items() if args.sounds else ():
        for sound in sounds:  # long ones: 12 s from a third on
            at = len(sound) // 3 if len(sound) > 3 * N else 0
            rests.setdefault(name, []).append(openings(net, np.pad(sound[at : at + N], (HZ, HZ))))
    for name, lines in rests.items():
        line = np.concatenate(lines)
        print(name, f"p99 {np.percentile(line, 99):.2f} mean {line.mean():.4f}, {len(line) / 25:.0f} s", flush=True)
    for what in ("sounds", "keys", "voices"):
        if getattr(args, what) is None:
            print(f"recorded {what} were not measured: no --{what}")


def talking(net: dict[str, np.ndarray], clips: list[Clip]) -> None:
    share: dict[str, list[tuple[float, float]]] = {}
    rng, late = np.random.default_rng(5), []
    for c in clips:
        plain = openings(net, c.sound[: 8 * HZ])
        share.setdefault("as recorded", []).append((moves(plain, c.sound[: 8 * HZ]), 1.0))
        for name, sound in voices(c).items():
            gap = openings(net, sound[: 8 * HZ])
            same = len(sound) == len(c.sound)
            alike = pearson(gap, plain) if same else np.nan
            share.setdefault(name, []).append((moves(gap, (c.sound if same else sound)[: 8 * HZ]), alike))
        loud = np.convolve(c.sound**2, np.ones(1600) / 1600, "same")
        for _ in range(6):
            n = int(rng.uniform(0.2, 0.8) * HZ)
            begins = np.flatnonzero((loud[1600:-n] > np.percentile(loud, 60)) & (loud[: -n - 1600] < np.percentile(loud, 25)))
            if len(begins):
                late.append(first_opening(net, c.sound[(at := int(rng.choice(begins))) : at + n]))
    for name, pairs in share.items():
        least, moved, alike = min(a for a, _ in pairs), np.mean([a for a, _ in pairs]), np.mean([b for _, b in pairs])
        print(name, f"moves {moved:.2f} (least {least:.2f})" + (f", r with plain {alike:.2f}" if np.isfinite(alike) else ""))
    middle, most = np.nanpercentile(late, [50, 90])
    print(f"words alone: {np.isfinite(late).mean():.2f} of {len(late)} part the lips, after {middle:.0f} ms (9 of 10: {most:.0f} ms)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ear", type=Path)
    parser.add_argument("faces", type=Path)
    for what in ("sounds", "keys", "voices", "speech"):
        parser.add_argument(f"--{what}", type=Path, metavar="FOLDER")
    parser.add_argument("--only", nargs="*", metavar="ID")
    parser.add_argument("--seed", type=int, default=77)
    args = parser.parse_args()
    net = dict(np.load(args.ear))
    clips = [c for c in load(args.faces, []) if len(c.lengths) >= 100 and (args.only is None or c.identity in args.only)]
    if args.speech is None:
        at_rest(args, net, clips)
        return talking(net, clips if args.only else [c for c in clips if c.weight > 8][::3])
    for name, sounds in folders(args.speech).items():
        for k, x in enumerate(sounds):
            x = x[: 12 * HZ]
            noisy = x + np.random.default_rng(0).normal(0, np.sqrt((x**2).mean()) * 10**-0.5, len(x))
            plain, hard = (moves(openings(net, sound), x) for sound in (x, noisy))
            print(f"{name} {k}: moves {plain:.2f}, in noise 10 dB below {hard:.2f}", flush=True)


if __name__ == "__main__":
    main()
