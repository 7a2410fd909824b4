"""A seed → music, jingles and effects on sampled instruments, twelve seconds each: 16 kHz float.

Random notes as one MIDI file, played by FluidSynth on the FluidR3 set (MIT; Debian: fluidsynth, fluid-soundfont-gm). compositions.py
plays real ones, also on MuseScore General (MIT; musescore-general-soundfont-small). No choir or voice of a set is used.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from noises import HZ, N

SOUNDFONTS = (Path("/usr/share/sounds/sf2/FluidR3_GM.sf2"), Path("/usr/share/sounds/sf3/MuseScore_General_Lite.sf3"))
SECONDS = N // HZ
VOICES = {52, 53, 54, 85, 91}  # programs that sing
DRUMS = 9  # the channel
SCALES = ([0, 2, 4, 5, 7, 9, 11], [0, 2, 3, 5, 7, 8, 10], [0, 2, 4, 7, 9], [0, 3, 5, 6, 7, 10], list(range(12)))

Rng = np.random.Generator
Event = tuple[int, bytes]  # milliseconds, message


def piece(rng: Rng, at: int) -> list[Event]:
    """Twelve seconds from `at` (milliseconds) on: one to four instruments, perhaps drums; going on, or a few notes now and then."""
    out: list[Event] = []
    beat = rng.uniform(250, 900)
    root, scale = int(rng.integers(36, 60)), SCALES[int(rng.integers(len(SCALES)))]
    jingle = rng.random() < 0.35
    plays = np.ones(int(1000 * SECONDS / beat) * 4 + 8, bool)
    if jingle:
        plays = np.repeat(rng.random(len(plays)) < 0.3, rng.integers(2, 12, len(plays)))[: len(plays)]
    for channel in range(int(rng.choice([1, 1, 2, 3, 4]))):
        program = int(rng.choice([p for p in range(128) if p not in VOICES]))
        out.append((at, bytes([0xC0 + channel, program])))
        out.append((at, bytes([0xB0 + channel, 91, int(rng.integers(0, 128))])))  # reverberation
        out.append((at, bytes([0xB0 + channel, 1, int(rng.choice([0, 0, rng.integers(0, 90)]))])))  # vibrato
        height, step = int(rng.integers(-1, 4)), beat * rng.choice([0.25, 0.5, 0.5, 1, 2, 4])
        chord, hold, busy, loud = int(rng.choice([1, 1, 2, 3, 4])), rng.uniform(0.3, 1.5), rng.uniform(0.4, 1), int(rng.integers(50, 127))
        degree, time = int(rng.integers(7)), rng.uniform(0, 300)
        while time < 1000 * SECONDS - 600:
            if plays[int(time / beat * 4)] and rng.random() < busy:
                degree = int(np.clip(degree + rng.integers(-3, 4), 0, 13))
                long = max(60, step * hold * rng.choice([0.5, 1, 1, 2]))
                end = int(min(time + long, 1000 * SECONDS - 300))
                for k in range(chord):
                    note = root + 12 * height + 12 * ((degree + 2 * k) // len(scale)) + scale[(degree + 2 * k) % len(scale)]
                    if 24 <= note <= 108:
                        out.append(
                            (at + int(time) + int(rng.integers(0, 25)), bytes([0x90 + channel, note, int(loud * rng.uniform(0.7, 1))]))
                        )
                        out.append((at + end, bytes([0x80 + channel, note, 0])))
            time += step
    if rng.random() < 0.35:
        hits = [int(p) for p in rng.choice(np.arange(35, 82), 5, replace=False)]
        pattern = rng.random((5, 16)) < rng.uniform(0.05, 0.5, (5, 1))
        for k in range(int((1000 * SECONDS - 600) / (beat / 4))):
            for row, hit in enumerate(hits):
                if pattern[row, k % 16] and plays[k]:
                    out.append((at + int(k * beat / 4), bytes([0x90 + DRUMS, hit, int(rng.integers(40, 127))])))
    ends = [(at + 1000 * SECONDS - 150, bytes([0xB0 + channel, number, 0])) for channel in range(16) for number in (120, 123)]
    return out + ends


def midi(events: list[Event]) -> bytes:
    """One track in which a tick is a millisecond."""
    body, last = b"", 0
    for at, message in [*sorted(events, key=lambda e: e[0]), (max(e[0] for e in events) + 200, b"\xff\x2f\x00")]:
        gap, last = at - last, at
        size = [gap & 0x7F]
        while gap := gap >> 7:
            size.append(0x80 | (gap & 0x7F))
        body += bytes(reversed(size)) + message
    return b"MThd" + (6).to_bytes(4, "big") + bytes([0, 0, 0, 1]) + (500).to_bytes(2, "big") + b"MTrk" + len(body).to_bytes(4, "big") + body


def play(events: list[Event], count: int, soundfont: Path = SOUNDFONTS[0]) -> list[np.ndarray]:
    """`count` pieces of twelve seconds in a row, but silent ones. Raises SystemExit with what to install where it is missing."""
    if not soundfont.exists():
        raise SystemExit("apt-get install fluidsynth fluid-soundfont-gm musescore-general-soundfont-small, then run this again")
    with tempfile.TemporaryDirectory() as folder:
        score, sound = Path(folder) / "score.mid", Path(folder) / "sound.raw"
        score.write_bytes(midi(events))
        options = f"-ni -q -g 0.4 -r {HZ} -O s16 -T raw -F".split()
        subprocess.run(["fluidsynth", *options, str(sound), str(soundfont), str(score)], check=True, capture_output=True)
        line = np.fromfile(sound, np.int16).reshape(-1, 2).mean(axis=1) / 32768
    pieces = [line[k * N : (k + 1) * N] for k in range(count)]
    return [p for p in pieces if len(p) == N and np.abs(p).max() > 0.003]


def music(seed: int, count: int) -> list[np.ndarray]:
    """`count` pieces of random notes."""
    return play([event for k in range(count) for event in piece(np.random.default_rng([seed, 8, k]), 1000 * SECONDS * k)], count)
