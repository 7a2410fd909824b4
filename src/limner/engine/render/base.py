"""Every renderer: Motion → Frame. `open_renderer` is the one place that knows their names."""

from __future__ import annotations

from typing import Protocol

from limner.engine.types import Features, Frame, Motion


class Renderer(Protocol):
    """Draws one person. Called by one thread, once a tick; keeps its own buffers."""

    def draw(self, motion: Motion, features: Features, tick: int) -> Frame:
        """Motion at this tick → the picture. The frame is the renderer's own and valid until the next call."""
        ...
