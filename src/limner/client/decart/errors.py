"""What everything under `decart` raises: the retired package's names, on top of Limner's own errors."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from limner.errors import LimnerError


class DecartSDKError(LimnerError):
    """What everything here raises. `cause`: Limner's own error."""

    def __init__(self, message: str, data: dict[str, Any] | None = None, cause: Exception | None = None) -> None:
        super().__init__(message)
        self.data = data or {}
        self.cause = cause


class InvalidAPIKeyError(DecartSDKError): ...


class InvalidBaseURLError(DecartSDKError): ...


class InvalidInputError(DecartSDKError): ...


class ModelNotFoundError(DecartSDKError): ...


class TokenCreateError(DecartSDKError): ...


class WebRTCError(DecartSDKError): ...


@contextlib.contextmanager
def renamed(kind: type[DecartSDKError]) -> Iterator[None]:
    """Whatever Limner raises inside leaves as `kind`."""
    try:
        yield
    except DecartSDKError:
        raise
    except (LimnerError, OSError) as error:
        raise kind(str(error), cause=error) from error
