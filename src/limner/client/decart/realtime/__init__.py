"""The realtime part of the retired `decart` package."""

from limner.client.decart.realtime.client import RealtimeClient, SetInput
from limner.client.decart.realtime.messages import GenerationTickMessage
from limner.client.decart.realtime.subscribe import SubscribeClient, SubscribeOptions, decode_subscribe_token, encode_subscribe_token
from limner.client.decart.realtime.types import ConnectionState, RealtimeConnectOptions

__all__ = [
    "ConnectionState",
    "GenerationTickMessage",
    "RealtimeClient",
    "RealtimeConnectOptions",
    "SetInput",
    "SubscribeClient",
    "SubscribeOptions",
    "decode_subscribe_token",
    "encode_subscribe_token",
]
