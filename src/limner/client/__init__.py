"""The Python SDK: asyncio, typed; installs without the server's dependencies. Start with `Client`; docs/clients.md shows it all."""

from limner.client.avatar import Avatar
from limner.client.client import Client, Connecting
from limner.client.events import Ended, Event, Failed, Played, Running, SpeechEnded, SpeechStarted, State, StateChanged
from limner.client.recording import Recording
from limner.client.viewer import Viewer

__all__ = [
    "Avatar",
    "Client",
    "Connecting",
    "Ended",
    "Event",
    "Failed",
    "Played",
    "Recording",
    "Running",
    "SpeechEnded",
    "SpeechStarted",
    "State",
    "StateChanged",
    "Viewer",
]
