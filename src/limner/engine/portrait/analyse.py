"""Picture file → Rig, the whole way, or out of the cache when this picture was seen before."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

from limner.engine.portrait.background import with_background
from limner.engine.portrait.cache import Cache, engine_version
from limner.engine.portrait.load import load
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig
from limner.engine.render.lips_seen import lips_seen
from limner.engine.types import Fit


def analyse(data: bytes, cache_dir: Path | None = None, *, fit: Fit = "auto", background: str = "keep", behind: bytes | None = None) -> Rig:
    """JPEG, PNG or WebP bytes → Rig; one to two seconds for a new picture. Raises PortraitError and its kinds.

    `fit` as in `framing.frame`; `background` as in `with_background` (BadBackground where it is none); `behind` is a picture file to
    stand before instead. A picture seen before comes out of memory (the last few) or of `cache_dir`, if one is given. The Rig is
    shared: do not change it.
    """
    plain = fit == "auto" and background == "keep" and behind is None
    key = data if plain else b"\0".join((data, fit.encode(), background.encode(), behind or b""))

    def make() -> Rig:
        picture = None if behind is None else load(behind).rgb
        rig = build_rig(with_background(prepare(data, fit=fit), background, picture))
        return replace(rig, lips_seen=lips_seen(rig))

    return _kept(cache_dir).get_or_make(key, make)


@functools.cache
def _kept(directory: Path | None) -> Cache[Rig]:
    return Cache(Rig, directory, engine_version())
