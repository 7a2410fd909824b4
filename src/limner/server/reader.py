"""The process that reads the files that clients send: a portrait → a rig, a sound file → sound. Started by `intake.py`."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import pickle
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from limner.engine.types import SOUND_HZ, Fit
from limner.errors import AtCapacity, AudioUndecodable, LimnerError, NotAnImage
from limner.server.channel import Channel

log = logging.getLogger(__name__)

NICE = 5  # the pictures of running sessions come first
RIGS_KEPT = 32  # 7 MB each, the last ones; whoever needs one for longer says `Intake.keep`


@dataclass(frozen=True, slots=True)
class Setup:
    renderer: str
    cache_dir: Path
    fit: Fit
    folder: Path  # where results are put


@dataclass(frozen=True, slots=True)
class Analyse:
    """A portrait's bytes → Analysed."""

    request: int
    data: bytes
    background: str = "keep"  # as in `engine.portrait.background`
    behind: bytes | None = None  # a picture to stand before instead


@dataclass(frozen=True, slots=True)
class Decode:
    """A sound file's bytes → Decoded."""

    request: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Analysed:
    request: int
    rig: Path | None  # a pickled Rig; None with a renderer that needs none
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decoded:
    request: int
    sound: Path  # .npy, (n, 2) int16 at 48 kHz; whoever plays it deletes it
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    request: int
    error: LimnerError


class Reader:
    """Portraits in one thread, sounds in another: a clip need not wait for a face."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.sending = threading.Lock()
        self.setup: Setup | None = None
        self.portraits = ThreadPoolExecutor(1)
        self.sounds = ThreadPoolExecutor(1)

    def run(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                for message in self.channel.receive():
                    match message:
                        case Setup():
                            self.setup = message
                        case Analyse():
                            self.portraits.submit(self.do, message)
                        case Decode():
                            self.sounds.submit(self.do, message)
        os._exit(0)  # a thread may be in the middle of a picture nobody wants any more

    def do(self, message: Analyse | Decode) -> None:
        assert self.setup is not None
        answer: Analysed | Decoded | Failed
        try:
            answer = analyse(message, self.setup) if isinstance(message, Analyse) else decode(message, self.setup)
        except LimnerError as error:
            answer = Failed(message.request, error)
        except OSError as error:
            log.error("no result can be written to %s: %s", self.setup.folder, error)
            answer = Failed(message.request, AtCapacity("The server has no room for files just now; try again in a moment."))
        except Exception:
            log.exception("a file could not be read")
            what = "picture" if isinstance(message, Analyse) else "sound file"
            kind = NotAnImage if isinstance(message, Analyse) else AudioUndecodable
            answer = Failed(message.request, kind(f"This {what} could not be read; try another one."))
        with self.sending, contextlib.suppress(OSError):
            self.channel.send(answer)


def analyse(message: Analyse, setup: Setup) -> Analysed:
    if setup.renderer == "testcard":
        from limner.engine.portrait.load import load

        load(message.data)
        return Analysed(message.request, None, ())
    from limner.engine.portrait.analyse import analyse as analyse_portrait

    rig = analyse_portrait(message.data, setup.cache_dir, fit=setup.fit, background=message.background, behind=message.behind)
    name = hashlib.sha256(b"\0".join((message.data, message.background.encode(), message.behind or b""))).hexdigest()
    path = setup.folder / f"{name}.rig"
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.write_bytes(pickle.dumps(rig, protocol=5))
        unfinished.rename(path)
    path.touch()
    for old in sorted(setup.folder.glob("*.rig"), key=lambda file: file.stat().st_mtime)[:-RIGS_KEPT]:
        old.unlink()
    return Analysed(message.request, path, rig.notes)


def decode(message: Decode, setup: Setup) -> Decoded:
    from limner.media.decode import decode_audio

    sound = decode_audio(message.data)
    path = setup.folder / f"{message.request}.npy"
    try:
        np.save(path, sound)
    except OSError:
        path.unlink(missing_ok=True)  # half of it
        raise
    return Decoded(message.request, path, len(sound) * 1000 // SOUND_HZ)


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="reader %(process)d %(levelname)s %(message)s", stream=sys.stderr)
    cv2.setNumThreads(1)
    os.nice(NICE)
    Reader(Channel.inherited()).run()
