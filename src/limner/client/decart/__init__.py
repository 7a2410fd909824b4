"""The names of the retired `decart` package (0.0.36), on top of this SDK: programs for Avatar Live need only `limner.client.` before it.

    from limner.client.decart import DecartClient, models
    from limner.client.decart.realtime import RealtimeClient, RealtimeConnectOptions
    from limner.client.decart.types import ModelState, Prompt

All of them are here in one as well. Batch and queue models, and the environment variable with the key, are not.
"""

from limner.client.decart.client import DecartClient
from limner.client.decart.errors import (
    DecartSDKError,
    InvalidAPIKeyError,
    InvalidBaseURLError,
    InvalidInputError,
    ModelNotFoundError,
    TokenCreateError,
    WebRTCError,
)
from limner.client.decart.models import ModelDefinition, models
from limner.client.decart.realtime import (
    ConnectionState,
    GenerationTickMessage,
    RealtimeClient,
    RealtimeConnectOptions,
    SetInput,
    SubscribeClient,
    SubscribeOptions,
    decode_subscribe_token,
    encode_subscribe_token,
)
from limner.client.decart.tokens import CreateTokenResponse, TokensClient
from limner.client.decart.types import FileInput, ModelState, Prompt

__all__ = [
    "ConnectionState",
    "CreateTokenResponse",
    "DecartClient",
    "DecartSDKError",
    "FileInput",
    "GenerationTickMessage",
    "InvalidAPIKeyError",
    "InvalidBaseURLError",
    "InvalidInputError",
    "ModelDefinition",
    "ModelNotFoundError",
    "ModelState",
    "Prompt",
    "RealtimeClient",
    "RealtimeConnectOptions",
    "SetInput",
    "SubscribeClient",
    "SubscribeOptions",
    "TokenCreateError",
    "TokensClient",
    "WebRTCError",
    "decode_subscribe_token",
    "encode_subscribe_token",
    "models",
]
