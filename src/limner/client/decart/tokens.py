"""Short-lived keys, fit for a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limner.client.client import Client
from limner.client.decart.errors import TokenCreateError, renamed


@dataclass
class CreateTokenResponse:
    api_key: str
    expires_at: str
    permissions: dict[str, Any] | None = None
    constraints: dict[str, Any] | None = None


class TokensClient:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def create(
        self,
        *,
        metadata: dict[str, Any] | None = None,
        expires_in: int | None = None,
        allowed_models: list[str] | None = None,
        constraints: dict[str, Any] | None = None,
    ) -> CreateTokenResponse:
        with renamed(TokenCreateError):
            made = await self._client.create_token(
                expires_in=expires_in, allowed_models=allowed_models, constraints=constraints, metadata=metadata
            )
        return CreateTokenResponse(made["apiKey"], made["expiresAt"], made.get("permissions"), made.get("constraints"))
