"""An address and a key, as old programs give them → a client of Limner."""

from __future__ import annotations

from limner.client.client import Client
from limner.client.decart.errors import InvalidBaseURLError
from limner.errors import ConfigError


def open_client(base_url: str, api_key: str) -> Client:
    """InvalidBaseURLError."""
    try:
        return Client(base_url, api_key)
    except ConfigError as error:
        raise InvalidBaseURLError(error.message, cause=error) from error
