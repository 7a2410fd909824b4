"""How to connect, in the words of all versions of the retired package."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiortc import MediaStreamTrack

from limner.client.decart.models import ModelDefinition
from limner.client.decart.types import ModelState, Prompt
from limner.client.events import State as ConnectionState

__all__ = ["AvatarOptions", "ConnectionState", "InitialPromptOptions", "RealtimeConnectOptions"]


@dataclass
class AvatarOptions:
    """As before 0.0.20; `ModelState` has taken its place."""

    avatar_image: bytes | str | Path


InitialPromptOptions = Prompt  # likewise


@dataclass
class RealtimeConnectOptions:
    model: ModelDefinition
    on_remote_stream: Callable[[MediaStreamTrack], None]
    initial_state: ModelState | None = None
    customize_offer: Any = None  # taken and not used: there is nothing to change for this model
    avatar: AvatarOptions | None = None
    initial_prompt: InitialPromptOptions | None = None

    @property
    def state(self) -> ModelState:
        """What the avatar begins with, whichever way it was said."""
        said = self.initial_state or ModelState()
        return ModelState(said.prompt or self.initial_prompt, said.image or (self.avatar.avatar_image if self.avatar else None))
