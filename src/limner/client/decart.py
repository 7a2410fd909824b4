"""The names of the retired `decart` package (0.0.36), on top of this SDK: programs for Avatar Live need only another import.

    from limner.client.decart import DecartClient, ModelState, Prompt, RealtimeClient, RealtimeConnectOptions, models

Everything of its submodules is here in one. Batch and queue models, and the environment variable with the key, are not.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from aiortc import MediaStreamTrack

from limner.client import token
from limner.client.avatar import Avatar
from limner.client.client import Client
from limner.client.events import Failed, Running, StateChanged
from limner.client.events import State as ConnectionState
from limner.client.viewer import Viewer
from limner.errors import ConfigError, LimnerError, SessionNotFound

log = logging.getLogger(__name__)

UPDATE_S = 30.0

# --- errors ------------------------------------------------------------------------------------------------------------------------


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
def _as(kind: type[DecartSDKError]) -> Iterator[None]:
    try:
        yield
    except DecartSDKError:
        raise
    except (LimnerError, OSError) as error:
        raise kind(str(error), cause=error) from error


# --- what goes in ------------------------------------------------------------------------------------------------------------------


@runtime_checkable
class HasRead(Protocol):
    def read(self) -> bytes | str: ...


FileInput = HasRead | bytes | str | Path


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


@dataclass
class Prompt:
    text: str
    enhance: bool = True


@dataclass
class ModelState:
    prompt: Prompt | None = None
    image: bytes | str | Path | None = None


@dataclass
class SetInput:
    prompt: str | None = None
    enhance: bool = True
    image: bytes | str | Path | None = None


@dataclass
class RealtimeConnectOptions:
    model: ModelDefinition
    on_remote_stream: Callable[[MediaStreamTrack], None]
    initial_state: ModelState | None = None
    customize_offer: Any = None  # taken and not used: there is nothing to change for this model


@dataclass
class SubscribeOptions:
    token: str
    on_remote_stream: Callable[[MediaStreamTrack], None]


@dataclass
class GenerationTickMessage:
    seconds: int
    type: str = "generation_tick"


@dataclass
class CreateTokenResponse:
    api_key: str
    expires_at: str
    permissions: dict[str, Any] | None = None
    constraints: dict[str, Any] | None = None


@dataclass
class TokenPayload:
    sid: str
    ip: str
    port: int


encode_subscribe_token = token.encode


def decode_subscribe_token(text: str) -> TokenPayload:
    """ValueError if it is none."""
    try:
        return TokenPayload(*token.decode(text))
    except SessionNotFound:
        raise ValueError("Invalid subscribe token") from None


# --- the clients -------------------------------------------------------------------------------------------------------------------


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
        self.tokens = TokensClient(self)
        _client(base_url, api_key)

    async def close(self) -> None:
        """Nothing is open."""

    async def __aenter__(self) -> DecartClient:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


class TokensClient:
    def __init__(self, parent: DecartClient) -> None:
        self._parent = parent

    async def create(
        self,
        *,
        metadata: dict[str, Any] | None = None,
        expires_in: int | None = None,
        allowed_models: list[str] | None = None,
        constraints: dict[str, Any] | None = None,
    ) -> CreateTokenResponse:
        client = _client(self._parent.base_url, self._parent.api_key)
        with _as(TokenCreateError):
            made = await client.create_token(
                expires_in=expires_in, allowed_models=allowed_models, constraints=constraints, metadata=metadata
            )
        return CreateTokenResponse(made["apiKey"], made["expiresAt"], made.get("permissions"), made.get("constraints"))


@dataclass
class _Callbacks:
    """Events → the functions that were registered for them, from the connection's beginning on."""

    connection_change: list[Callable[[Any], None]] = field(default_factory=list)
    error: list[Callable[[Any], None]] = field(default_factory=list)
    generation_tick: list[Callable[[Any], None]] = field(default_factory=list)

    async def run(self, events: Any) -> None:
        async for event in events:
            match event:
                case StateChanged(state):
                    self._call(self.connection_change, state)
                case Failed(error):
                    self._call(self.error, DecartSDKError(error.message, cause=error))
                case Running(seconds):
                    self._call(self.generation_tick, GenerationTickMessage(seconds))

    def _call(self, callbacks: list[Callable[[Any], None]], value: object) -> None:
        for callback in [*callbacks]:
            try:
                callback(value)
            except Exception:
                log.exception("a callback raised")


class SubscribeClient:
    """Watches; made by `RealtimeClient.subscribe`."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._callbacks = _Callbacks()
        self._calling: asyncio.Task[None] | None = None
        self._events = viewer.events()

    def _begin(self) -> None:
        self._calling = asyncio.create_task(self._callbacks.run(self._events))

    def is_connected(self) -> bool:
        return self._viewer.connected

    def get_connection_state(self) -> ConnectionState:
        return self._viewer.state

    def on(self, event: str, callback: Callable[[Any], None]) -> None:
        """event: connection_change, error, generation_tick."""
        getattr(self._callbacks, event, []).append(callback)

    def off(self, event: str, callback: Callable[[Any], None]) -> None:
        with contextlib.suppress(ValueError):
            getattr(self._callbacks, event, []).remove(callback)

    async def disconnect(self) -> None:
        await self._viewer.disconnect()
        if self._calling is not None:
            await asyncio.wait([self._calling])


class RealtimeClient(SubscribeClient):
    """An avatar; made by `connect`."""

    def __init__(self, avatar: Avatar) -> None:
        super().__init__(avatar)
        self._avatar = avatar

    @classmethod
    async def connect(
        cls,
        base_url: str,
        api_key: str,
        local_track: MediaStreamTrack | None,
        options: RealtimeConnectOptions,
        integration: str | None = None,
    ) -> RealtimeClient:
        """local_track: a microphone. WebRTCError for whatever goes wrong. Cancelling closes all that was open."""
        made = cls(_client(base_url, api_key).avatar(microphone=local_track, on_track=options.on_remote_stream))
        state = options.initial_state or ModelState()
        prompt = state.prompt or Prompt("")
        with _as(WebRTCError):
            await made._avatar.begin(await _portrait(state.image) if state.image else None, prompt.text or None, prompt.enhance)
        made._begin()
        return made

    @classmethod
    async def subscribe(cls, base_url: str, api_key: str, options: SubscribeOptions, integration: str = "") -> SubscribeClient:
        decode_subscribe_token(options.token)
        made = SubscribeClient(_client(base_url, api_key).viewer(options.token, on_track=options.on_remote_stream))
        with _as(WebRTCError):
            await made._viewer.connect()
        made._begin()
        return made

    @property
    def session_id(self) -> str | None:
        return self._avatar.session_id

    @property
    def subscribe_token(self) -> str | None:
        return self._avatar.subscribe_token

    async def set(self, input: SetInput) -> None:
        if input.prompt is None and input.image is None:
            raise InvalidInputError("At least one of 'prompt' or 'image' must be provided")
        await self.set_image(input.image, input.prompt, input.enhance)

    async def set_prompt(self, prompt: str, enhance: bool = True, enrich: bool | None = None) -> None:
        if not prompt or not prompt.strip():
            raise InvalidInputError("Prompt cannot be empty")
        with _as(DecartSDKError):
            await self._avatar.set_prompt(prompt, enhance=enhance if enrich is None else enrich)

    async def set_image(
        self,
        image: FileInput | None,
        prompt: str | None = None,
        enhance: bool = True,
        timeout: float = UPDATE_S,  # noqa: ASYNC109 - the old name
    ) -> None:
        """Without an image the portrait stays."""
        try:
            with _as(DecartSDKError):
                async with asyncio.timeout(timeout):
                    if image is not None:
                        await self._avatar.set_image(await _portrait(image), prompt=prompt, enhance=enhance)
                    elif prompt:
                        await self._avatar.set_prompt(prompt, enhance=enhance)
        except TimeoutError:
            raise DecartSDKError("The server did not answer in time.") from None

    async def play_audio(self, audio: bytes | str | Path) -> None:
        """Returns when it has ended."""
        with _as(InvalidInputError):
            await self._avatar.play_audio(audio)


def _client(base_url: str, api_key: str) -> Client:
    try:
        return Client(base_url, api_key)
    except ConfigError as error:
        raise InvalidBaseURLError(error.message, cause=error) from error


async def _portrait(image: FileInput) -> bytes | str | Path:
    """What is no path and no URL is base64."""
    if isinstance(image, HasRead):
        data = await asyncio.to_thread(image.read)
        return data if isinstance(data, bytes) else data.encode()
    if isinstance(image, str) and not image.startswith(("data:", "http://", "https://")) and not await asyncio.to_thread(_is_file, image):
        with contextlib.suppress(binascii.Error, ValueError):
            return base64.b64decode(image, validate=True)
    return image


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # too long to be one
        return False
