"""Python, its packages, codecs, keys and the folder for portraits."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib import import_module, metadata
from typing import Any

from limner.config import Config
from limner.doctor.finding import Finding

PACKAGES = ("numpy", "numba", "onnxruntime", "opencv-python-headless", "av", "aiortc")
ENCODERS = {"libvpx": "VP8", "libx264": "H.264", "libopus": "Opus", "aac": "AAC"}
DECODERS = {"pcm_s16le": "wav", "mp3": "mp3", "aac": "m4a", "vorbis": "ogg", "opus": "webm", "flac": "flac"}


def python(config: Config) -> Finding:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return Finding("python", "good", f"Python {platform.python_version()}, {versions}")


def codecs(config: Config) -> Finding:
    known: Any = import_module("av.codec")
    missing = [what for name, what in {**ENCODERS, **DECODERS}.items() if name not in known.codecs_available]
    if missing:
        advice = "Install the wheel of PyAV: pip install --force-reinstall --only-binary :all: av"
        return Finding("codecs", "bad", f"PyAV lacks what {', '.join(missing)} needs.", advice)
    return Finding("codecs", "good", f"{', '.join(ENCODERS.values())} can be encoded; {', '.join(DECODERS.values())} can be read.")


def renderer(config: Config) -> Finding:
    if ":" not in config.renderer:
        return Finding("renderer", "good", f"{config.renderer} draws.")
    # As a worker will: in a process of its own, in this folder.
    module, _, name = config.renderer.partition(":")
    program = f"import importlib; importlib.import_module({module!r}).{name}"
    tried = subprocess.run([sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        return Finding("renderer", "bad", f"{config.renderer} cannot be loaded ({reason}).", "Start in the folder that its module is in.")
    return Finding("renderer", "good", f"{config.renderer} draws.")


def keys(config: Config) -> Finding:
    if not config.api_key:
        return Finding("keys", "good", "No API keys: on loopback any key is accepted.")
    if weak := sum(len(key) < 16 for key in config.api_key):
        advice = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'"
        return Finding("keys", "warning", f"{weak} of {len(config.api_key)} API key(s) can be guessed: shorter than 16 characters.", advice)
    return Finding("keys", "good", f"{len(config.api_key)} API key(s).")


def cache(config: Config) -> Finding:
    folder = config.cache_dir
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        text = f"{config.cache_dir} cannot be written; every portrait is analysed anew."
        return Finding("cache", "warning", text, "Choose a folder with --cache-dir that this user may write.")
    return Finding("cache", "good", f"Analysed portraits are kept in {config.cache_dir}.")
