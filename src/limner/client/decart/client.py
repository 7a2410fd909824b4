"""The entry: where Limner is, and a key for it."""

from __future__ import annotations

from limner.client.decart.errors import InvalidAPIKeyError
from limner.client.decart.server import open_client
from limner.client.decart.tokens import TokensClient


class DecartClient:
    """base_url: where Limner is; realtime_base_url only where that is elsewhere. A server on this machine without keys takes any key."""

    def __init__(
        self,
        api_key: str | None = "local",
        base_url: str = "http://localhost:8000",
        realtime_base_url: str | None = None,
        integration: str | None = None,
    ) -> None:
        if not api_key:
            raise InvalidAPIKeyError("Missing API key. Pass `api_key` to DecartClient().")
        self.api_key = api_key
        self.base_url = base_url
        self.realtime_base_url = realtime_base_url or base_url
        self.integration = integration
        self.tokens = TokensClient(open_client(base_url, api_key))

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> DecartClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
