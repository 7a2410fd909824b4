"""An address and a key → avatars, viewers of them, and tokens for browsers."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Generator
from types import TracebackType
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp
from aiortc import MediaStreamTrack, RTCIceServer

from limner import __version__
from limner.client import token
from limner.client.avatar import Avatar
from limner.client.portrait import Portrait
from limner.client.retry import PLACE_S
from limner.client.viewer import Viewer
from limner.client.wire import error_of, why
from limner.errors import AuthError, ConfigError, ProtocolError, Unreachable
from limner.protocol.codes import MODEL, STREAM_PATHS, TOKENS_PATH

STREAM_PATH = STREAM_PATHS[1]
V = TypeVar("V", bound=Viewer)


class Client:
    """Nothing is open until `connect`. One client can have any number of avatars."""

    def __init__(
        self, url: str = "http://localhost:8000", api_key: str = "local", *, ice_servers: list[RTCIceServer] | None = None
    ) -> None:
        """url: where the server is, http(s) or ws(s); a server on this machine without keys takes any. ConfigError if it is no address."""
        parts = urlsplit(url)
        schemes = {"http": ("http", "ws"), "ws": ("http", "ws"), "https": ("https", "wss"), "wss": ("https", "wss")}
        if parts.scheme not in schemes or not parts.hostname:
            raise ConfigError(f"{url!r} is not a server's address; write for example http://localhost:8000 or https://avatars.example.com.")
        http, ws = schemes[parts.scheme]
        self.http_url = urlunsplit((http, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.ws_url = urlunsplit((ws, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.api_key = api_key
        self._ice_servers = ice_servers

    def connect(
        self,
        portrait: Portrait | None = None,
        prompt: str | None = None,
        *,
        enhance: bool = True,
        wait_s: float = PLACE_S,
        microphone: MediaStreamTrack | None = None,
        on_track: Callable[[MediaStreamTrack], None] | None = None,
    ) -> Connecting[Avatar]:
        """`async with client.connect(portrait="me.jpg") as avatar:`, or `avatar = await …` and `disconnect()` at the end.

        portrait: a path, an http(s) or data: URL, a picture file's bytes, or (h, w, 3) uint8 RGB; without one the server's own.
        prompt: how it shall behave, in plain words. microphone: a track that it speaks along with; on_track: see `Viewer`.
        wait_s: a full server is asked again, when it says that this makes sense, for so many seconds; 0: not at all.
        Unreachable, AuthError, AtCapacity, PortraitError, MediaBlocked, OSError (a path that cannot be read).
        Cancelling closes all that was open.
        """

        async def make() -> Avatar:
            avatar = self.avatar(microphone=microphone, on_track=on_track)
            await avatar.begin(portrait, prompt, enhance, wait_s=wait_s)
            return avatar

        return Connecting(make)

    def avatar(self, *, microphone: MediaStreamTrack | None = None, on_track: Callable[[MediaStreamTrack], None] | None = None) -> Avatar:
        """One that is not connected yet, whose `events()` can be read from the very beginning; `await avatar.begin(…)` connects it."""
        # The last word makes it known again after a lost connection, among others with this key on this machine.
        agent = f"limner-python/{__version__} {secrets.token_hex(4)}"
        query = {"api_key": self.api_key, "model": MODEL, "user_agent": agent, "events": "1"}
        return Avatar(self.ws_url + STREAM_PATH, query, ice_servers=self._ice_servers, microphone=microphone, on_track=on_track)

    def subscribe(
        self, subscribe_token: str | None, *, wait_s: float = PLACE_S, on_track: Callable[[MediaStreamTrack], None] | None = None
    ) -> Connecting[Viewer]:
        """Watches the session of an avatar with this `subscribe_token`; as `connect`. SessionNotFound if it is not there."""

        async def make() -> Viewer:
            viewer = self.viewer(subscribe_token, on_track=on_track)
            await viewer.connect(wait_s=wait_s)
            return viewer

        return Connecting(make)

    def viewer(self, subscribe_token: str | None, *, on_track: Callable[[MediaStreamTrack], None] | None = None) -> Viewer:
        """As `avatar`: one that `await viewer.connect()` connects."""
        sid, ip, port = token.decode(subscribe_token or "")  # an avatar that is not connected has none
        query = {"IP": ip, "port": str(port), "api_key": self.api_key, "events": "1"}
        return Viewer(f"{self.ws_url}/subscribe/{quote(sid)}", query, ice_servers=self._ice_servers, on_track=on_track)

    async def create_token(
        self,
        *,
        expires_in: int | None = None,
        allowed_models: list[str] | None = None,
        constraints: dict[str, Any] | None = None,
        watch_session: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """A short-lived key, fit for a browser → apiKey, expiresAt (ISO 8601), and what it allows. expires_in: seconds, 60 otherwise.

        watch_session: a session's id; the token then only watches that one (`Client(url, token).subscribe(avatar.subscribe_token)`).
        AuthError, ProtocolError, Unreachable. Cancelling may or may not have made one.
        """
        asked: dict[str, Any] = {"expiresIn": expires_in, "allowedModels": allowed_models, "constraints": constraints}
        asked |= {"watchSession": watch_session, "metadata": metadata}
        body = {name: value for name, value in asked.items() if value is not None}
        try:
            async with (
                aiohttp.ClientSession() as http,
                http.post(self.http_url + TOKENS_PATH, json=body, headers={"X-API-KEY": self.api_key}) as answer,
            ):
                value: dict[str, Any] = await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unreachable(
                f"The server at {self.http_url} cannot be reached: {why(error)}. Is it running there?", url=self.http_url
            ) from error
        if answer.status != 200:
            raise error_of(value, AuthError if answer.status == AuthError.http_status else ProtocolError)
        return value


class Connecting(Generic[V]):
    """A connection to be: `async with` it, or `await` it."""

    def __init__(self, make: Callable[[], Awaitable[V]]) -> None:
        self._make = make
        self._made: V | None = None

    def __await__(self) -> Generator[Any, None, V]:
        return self._make().__await__()

    async def __aenter__(self) -> V:
        self._made = await self._make()
        return self._made

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._made is not None:
            await self._made.disconnect()
