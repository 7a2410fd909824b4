"""The models of the retired service that are here: one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limner.client.decart.errors import ModelNotFoundError


@dataclass(frozen=True)
class ModelDefinition:
    name: str
    url_path: str = "/v1/stream"
    fps: int = 25
    width: int = 1280
    height: int = 720
    input_schema: Any = None


class Models:
    @staticmethod
    def realtime(model: str) -> ModelDefinition:
        """live_avatar, live-avatar or avatar-live."""
        if model not in ("live_avatar", "live-avatar", "avatar-live"):
            raise ModelNotFoundError(f"Model {model} not found; there is live_avatar.")
        return ModelDefinition(model)


models = Models()
