"""An avatar, in the words of the retired package."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
from dataclasses import dataclass
from pathlib import Path

from aiortc import MediaStreamTrack

from limner.client.avatar import Avatar
from limner.client.decart.errors import DecartSDKError, InvalidInputError, WebRTCError, renamed
from limner.client.decart.realtime.subscribe import SubscribeClient, SubscribeOptions, decode_subscribe_token
from limner.client.decart.realtime.types import RealtimeConnectOptions
from limner.client.decart.server import open_client
from limner.client.decart.types import FileInput, HasRead, Prompt

UPDATE_S = 30.0


@dataclass
class SetInput:
    prompt: str | None = None
    enhance: bool = True
    image: bytes | str | Path | None = None


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
        made = cls(open_client(base_url, api_key).avatar(microphone=local_track, on_track=options.on_remote_stream))
        state = options.state
        prompt = state.prompt or Prompt("")
        with renamed(WebRTCError):
            await made._avatar.begin(await _portrait(state.image) if state.image else None, prompt.text or None, prompt.enhance)
        made._begin()
        return made

    @classmethod
    async def subscribe(cls, base_url: str, api_key: str, options: SubscribeOptions, integration: str = "") -> SubscribeClient:
        decode_subscribe_token(options.token)
        made = SubscribeClient(open_client(base_url, api_key).viewer(options.token, on_track=options.on_remote_stream))
        with renamed(WebRTCError):
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
        with renamed(DecartSDKError):
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
            with renamed(DecartSDKError):
                async with asyncio.timeout(timeout):
                    if image is not None:
                        await self._avatar.set_image(await _portrait(image), prompt=prompt, enhance=enhance)
                    elif prompt:
                        await self._avatar.set_prompt(prompt, enhance=enhance)
        except TimeoutError:
            raise DecartSDKError("The server did not answer in time.") from None

    async def play_audio(self, audio: bytes | str | Path) -> None:
        """Returns when it has ended."""
        with renamed(InvalidInputError):
            await self._avatar.play_audio(audio)


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
