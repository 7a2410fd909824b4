"""Paths, model spellings and wordings that existing clients hang on.

The SDKs stop retrying when the text of an error holds one of `FINAL_WORDS`, wherever it stands, and retry otherwise. So a final refusal
must hold one and a passing one must not: `wire_text` sees to it.
"""

from __future__ import annotations

import re
from typing import Literal

from limner.errors import AuthError, LimnerError, SessionNotFound

STREAM_PATHS = ("/v1/stream", "/v1/live_avatar/stream", "/v1/live-avatar/stream", "/v1/avatar-live/stream")
SUBSCRIBE_PATH = "/subscribe/{session_id}"
TOKENS_PATH = "/v1/client/tokens"

MODELS = ("live_avatar", "live-avatar", "avatar-live")  # or no model at all
MODEL = "live_avatar"

FINAL_WORDS = ("permission denied", "not allowed", "invalid session", "401", "invalid api key", "unauthorized")

# Why a session ended.
EndCode = Literal["client_left", "not_resumed", "idle", "session_limit", "never_connected", "evicted", "server_stopped", "worker_lost"]

CLOSE_UNAUTHORIZED = 4401
CLOSE_NOT_FOUND = 4404
CLOSE_AT_CAPACITY = 4503
CLOSE_GOING_AWAY = 1001
CLOSE_TOO_BIG = 1009

MAX_MESSAGE_BYTES = 32 * 1024 * 1024  # a phone's photograph in base64 is 20 MB


def is_final(text: str) -> bool:
    """Would an existing SDK give up on this error text?"""
    return any(word in text.lower() for word in FINAL_WORDS)


def wire_text(error: LimnerError) -> str:
    """An error → the sentence that goes to the client, worded so that its SDK retries only where that can help."""
    if isinstance(error, AuthError):
        return error.message if is_final(error.message) else f"Permission denied: {error.message} (401 Unauthorized)"
    if isinstance(error, SessionNotFound):
        return error.message if is_final(error.message) else f"Invalid session: {error.message}"
    if is_final(error.message):
        # A number or a quoted word that would end the client's retries by accident.
        return re.sub("|".join(FINAL_WORDS), "…", error.message, flags=re.IGNORECASE)
    return error.message
