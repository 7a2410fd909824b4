"""Picture file → Rig, the whole way, or out of the cache when this picture was seen before."""

from __future__ import annotations

import functools
from pathlib import Path

from limner.engine.portrait.cache import Cache, engine_version
from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig


def analyse(data: bytes, cache_dir: Path | None = None) -> Rig:
    """JPEG, PNG or WebP bytes → Rig; one to two seconds for a new picture. Raises PortraitError and its kinds.

    A picture seen before comes out of memory (the last few) or of `cache_dir`, if one is given. The Rig is shared: do not change it.
    """
    return _kept(cache_dir).get_or_make(data, lambda: build_rig(prepare(data)))


@functools.cache
def _kept(directory: Path | None) -> Cache[Rig]:
    return Cache(Rig, directory, engine_version())
