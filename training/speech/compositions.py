"""Songs that people composed (the MIDI in Freedoom's two WADs, BSD) → excerpts of twelve seconds on sampled instruments: 16 kHz float.

Each excerpt is at its own tempo and height, some parts left out, some on another instrument than was meant.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from instruments import DRUMS, SECONDS, SOUNDFONTS, VOICES, Event, play

Rng = np.random.Generator
PROGRAM, CONTROL, BEND = 0xC0, 0xB0, 0xE0
PLAYABLE = [p for p in range(128) if p not in VOICES]


def lumps(wad: Path) -> dict[str, bytes]:
    """What a WAD holds, by name."""
    data = wad.read_bytes()
    count, at = struct.unpack("<ii", data[4:12])
    out = {}
    for k in range(count):
        start, size, name = struct.unpack("<ii8s", data[at + 16 * k : at + 16 * k + 16])
        out[name.rstrip(b"\0").decode("ascii", "replace")] = data[start : start + size]
    return out


def notes_of(midi: bytes) -> list[Event]:
    """A MIDI file → its channel messages in order, in milliseconds."""
    tracks, division = struct.unpack(">HH", midi[10:14])
    at, lines = 14, []
    for _ in range(tracks):
        size = struct.unpack(">I", midi[at + 4 : at + 8])[0]
        lines += _track(midi[at + 8 : at + 8 + size])
        at += 8 + size
    out, clock_ms, last, beat_us = [], 0.0, 0, 500_000
    for ticks, message in sorted(lines, key=lambda e: e[0]):
        clock_ms += (ticks - last) * beat_us / division / 1000
        last = ticks
        if message[0] == 0xFF:
            beat_us = int.from_bytes(message[1:], "big")
        else:
            out.append((int(clock_ms), message))
    return out


def _track(data: bytes) -> list[Event]:
    """Channel messages, and tempi as 0xFF and three bytes; in ticks."""
    out, at, ticks, status = [], 0, 0, 0

    def number() -> int:
        nonlocal at
        value = 0
        while True:
            value = value << 7 | data[at] & 0x7F
            at += 1
            if data[at - 1] < 0x80:
                return value

    while at < len(data):
        ticks += number()
        if data[at] >= 0x80:
            status = data[at]
            at += 1
        if status in (0xFF, 0xF0, 0xF7):  # meta and system messages
            kind = data[at] if status == 0xFF else 0
            at += status == 0xFF
            size = number()
            if kind == 0x51:
                out.append((ticks, b"\xff" + data[at : at + 3]))
            at += size
        else:
            size = 1 if status & 0xF0 in (0xC0, 0xD0) else 2
            out.append((ticks, bytes([status]) + data[at : at + size]))
            at += size
    return out


def excerpt(song: list[Event], rng: Rng, at: int) -> list[Event]:
    """Twelve seconds of a song from `at` (milliseconds) on, in another arrangement."""
    pace, higher = rng.uniform(0.75, 1.3), int(rng.integers(-5, 6))
    first = rng.uniform(0, max(1, song[-1][0] - 1000 * SECONDS * pace))
    channels = sorted({m[0] & 15 for _, m in song if m[0] & 0xF0 == 0x90})
    kept = {c for c in channels if rng.random() < 0.75} or {int(rng.choice(channels))}
    if rng.random() < 0.2:  # one alone
        kept = {int(rng.choice(channels))}
    instead = {c: int(rng.choice(PLAYABLE)) for c in channels if rng.random() < 0.5}
    state: dict[tuple[int, int], bytes] = {}
    out: list[Event] = []
    for ms, m in song:
        kind, channel, when = m[0] & 0xF0, m[0] & 15, (ms - first) / pace
        if channel not in kept or when > 1000 * SECONDS - 300:
            continue
        if kind == PROGRAM:
            program = instead.get(channel, m[1])
            m = bytes([m[0], program if channel == DRUMS or program not in VOICES else int(rng.choice(PLAYABLE))])
        elif kind in (0x80, 0x90, 0xA0) and channel != DRUMS:
            m = bytes([m[0], min(max(m[1] + higher, 0), 127), m[2]])
        if when >= 0:
            out.append((at + int(when), m))
        elif kind in (PROGRAM, CONTROL, BEND):
            state[kind | channel, m[1] if kind == CONTROL else 0] = m
    before = [(at, m) for m in state.values()]
    if rng.random() < 0.5:
        before += [(at, bytes([CONTROL | c, 91, int(rng.integers(128))])) for c in kept]  # reverberation
    ends = [(at + 1000 * SECONDS - 150, bytes([CONTROL | c, number, 0])) for c in range(16) for number in (120, 121, 123)]
    return before + out + ends


def songs(sounds: Path) -> list[list[Event]]:
    """Those of Freedoom under a folder."""
    wads = sorted(sounds.glob("*/usr/share/games/doom/*.wad"))
    if not wads:
        raise SystemExit(f"{sounds} lacks Freedoom: sh training/speech/sounds.sh {sounds}")
    scores = {data for wad in wads for name, data in lumps(wad).items() if name.startswith("D_") and data[:4] == b"MThd"}
    return [song for data in sorted(scores) if len(song := notes_of(data)) > 50]


def composed(sounds: Path, seed: int, count: int) -> list[np.ndarray]:
    """`count` excerpts, by turns on one set of instruments and on the other."""
    known, out = songs(sounds), []
    for i, soundfont in enumerate(SOUNDFONTS):
        some = max(1, count // len(SOUNDFONTS))
        rng = np.random.default_rng([seed, 9, i])
        events = [e for k in range(some) for e in excerpt(known[int(rng.integers(len(known)))], rng, 1000 * SECONDS * k)]
        out += play(events, some, soundfont)
    return out
