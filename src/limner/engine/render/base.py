"""Every renderer: Motion → Frame. `open_renderer` is the one place that knows their names."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from limner.engine.render.quality import LEVELS, Level
from limner.engine.types import Features, Frame, Motion
from limner.errors import ConfigError

if TYPE_CHECKING:
    from limner.engine.portrait.rig import Rig


class Renderer(Protocol):
    """Draws one person. Called by one thread, once a tick; keeps its own buffers.

    One may have `lips_seen`, (12,) float32: how far open its mouths look, in eye distances, that are drawn as `motion.lips.DRAWN` says.
    """

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        """Motion at this tick → the picture. The frame is the renderer's own and valid until the next call."""
        ...


def drawn_by(renderer: str, quality: Level) -> str:
    """`--renderer` and `--quality` → the name that `open_renderer` takes. Only the face has levels; others draw as they do."""
    return f"mesh-{quality}" if renderer == "mesh" else renderer


def open_renderer(name: str, rig: Rig | None) -> Renderer:
    """By name: mesh (or mesh-low and the like, see `drawn_by`), testcard, or MODULE:CLASS, somebody's own, made with the rig.

    ConfigError if there is none of that name, or it needs a rig and there is none.
    """
    # Imported here, so that nobody pays for a renderer that is not used.
    if name == "testcard":
        from limner.engine.render.testcard import Testcard

        return Testcard()
    levels = {drawn_by("mesh", level): level for level in LEVELS}
    level = "standard" if name == "mesh" else levels.get(name)
    if level is not None and rig is not None:
        from limner.engine.render.mesh import MeshRenderer

        return MeshRenderer(rig, level)
    if ":" in name and rig is not None:
        return _own(name)(rig)
    raise ConfigError(f"There is no renderer {name!r}{' without a rig' if rig is None else ''}; write mesh, testcard or MODULE:CLASS.")


def _own(name: str) -> Callable[[Rig], Renderer]:
    module, _, attribute = name.partition(":")
    try:
        return cast("Callable[[Rig], Renderer]", getattr(import_module(module), attribute))
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"The renderer {name} cannot be loaded ({error}); start in the folder that {module}.py is in.") from error
