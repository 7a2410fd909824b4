"""Every renderer: Motion → Frame. `open_renderer` is the one place that knows their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from limner.engine.types import Features, Frame, Motion

if TYPE_CHECKING:
    from limner.engine.portrait.rig import Rig


class Renderer(Protocol):
    """Draws one person. Called by one thread, once a tick; keeps its own buffers."""

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        """Motion at this tick → the picture. The frame is the renderer's own and valid until the next call."""
        ...


def open_renderer(name: str, rig: Rig | None) -> Renderer:
    """By name, as `--renderer` has it. ValueError if there is none of that name, or it needs a rig and there is none."""
    # Imported here, so that nobody pays for a renderer that is not used.
    if name == "testcard":
        from limner.engine.render.testcard import Testcard

        return Testcard()
    if name == "mesh" and rig is not None:
        from limner.engine.render.mesh import MeshRenderer

        return MeshRenderer(rig)
    raise ValueError(f"no renderer {name!r} {'without a rig' if rig is None else ''}")
