"""A program written for the retired `decart` package, with only its import and address changed."""

from __future__ import annotations

import asyncio
import base64
import io
from pathlib import Path
from typing import Any

import av
import pytest
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

from limner.client import decart
from limner.client.decart import (
    DecartClient,
    ModelState,
    Prompt,
    RealtimeClient,
    RealtimeConnectOptions,
    SetInput,
    SubscribeOptions,
    models,
)
from limner.engine.render.testcard import read_testcard
from tests.wire import LIMIT_S, beep_wav, picture, serving

pytestmark = pytest.mark.loopback


class Watcher:
    def __init__(self) -> None:
        self.ticks: list[int] = []
        self.flashed = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    def track(self, track: MediaStreamTrack) -> None:
        self.tasks.append(asyncio.create_task(self.watch(track)))

    async def watch(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, av.VideoFrame):
                reading = read_testcard(frame.to_ndarray(format="gray"))
                if reading is not None:
                    self.ticks.append(reading.tick)
                    if reading.level > 0.1:  # the flash lasts three pictures, which may not be shown
                        self.flashed.set()


async def test_a_whole_program(tmp_path: Path) -> None:
    portrait = base64.b64decode(picture())
    async with serving(tmp_path) as (url, _):
        client = DecartClient(api_key="test-key", base_url=url)
        watcher, states, errors = Watcher(), list[str](), list[Any]()
        live = await RealtimeClient.connect(
            base_url=client.realtime_base_url,
            api_key=client.api_key,
            local_track=None,
            options=RealtimeConnectOptions(
                model=models.realtime("live_avatar"),
                on_remote_stream=watcher.track,
                initial_state=ModelState(prompt=Prompt(text="Smile warmly", enhance=True), image=portrait),
            ),
        )
        live.on("connection_change", states.append)
        live.on("error", errors.append)
        assert live.is_connected()
        await live.set_prompt("Nod now and then")
        await live.set_image(io.BytesIO(portrait))
        await live.set_image(picture(3))  # base64
        await live.set(SetInput(prompt="Look up"))
        await live.play_audio(base64.b64decode(beep_wav()))
        async with asyncio.timeout(LIMIT_S):
            await watcher.flashed.wait()
        assert live.session_id and live.subscribe_token

        other = Watcher()
        viewer = await RealtimeClient.subscribe(url, client.api_key, SubscribeOptions(live.subscribe_token, other.track))
        assert viewer.get_connection_state() in ("connected", "generating")
        await viewer.disconnect()
        assert (await client.tokens.create(expires_in=90)).api_key.startswith("ek_")

        with pytest.raises(decart.DecartSDKError) as refused:
            await live.set_image(b"no picture")
        assert refused.value.cause is not None
        with pytest.raises(decart.InvalidInputError):
            await live.play_audio(b"no sound")
        with pytest.raises(decart.InvalidInputError):
            await live.set_prompt(" ")
        await live.disconnect()
        await client.close()
        await asyncio.gather(*watcher.tasks, *other.tasks)
        assert states == ["connecting", "connected", "generating", "disconnected"]
        assert not errors
        assert live.get_connection_state() == "disconnected"


@pytest.mark.parametrize(
    "line",
    [
        "from decart import DecartClient, models, DecartSDKError, InvalidAPIKeyError, ModelState, Prompt, SubscribeOptions",
        "from decart.client import DecartClient",
        "from decart.errors import DecartSDKError, InvalidBaseURLError, InvalidInputError, TokenCreateError, WebRTCError",
        "from decart.models import models, ModelDefinition",
        "from decart.realtime import RealtimeClient, SetInput, SubscribeClient, encode_subscribe_token, RealtimeConnectOptions",
        "from decart.realtime.client import RealtimeClient",
        "from decart.realtime.messages import GenerationTickMessage",
        "from decart.realtime.subscribe import SubscribeClient, SubscribeOptions, decode_subscribe_token",
        "from decart.realtime.types import RealtimeConnectOptions, ConnectionState, AvatarOptions, InitialPromptOptions",
        "from decart.tokens import TokensClient, CreateTokenResponse",
        "from decart.types import FileInput, ModelState, Prompt",
    ],
)
def test_every_import_of_old_programs_needs_one_prefix(line: str) -> None:
    exec(line.replace("from decart", "from limner.client.decart", 1), {})


def test_the_options_of_the_first_versions() -> None:
    from limner.client.decart.realtime.types import AvatarOptions, InitialPromptOptions

    asked = {"avatar": AvatarOptions(avatar_image=b"picture"), "initial_prompt": InitialPromptOptions(text="Smile", enhance=False)}
    options = RealtimeConnectOptions(models.realtime("avatar-live"), lambda track: None, **asked)  # type: ignore[arg-type]
    assert options.state == ModelState(Prompt("Smile", enhance=False), b"picture")


async def test_what_goes_wrong_has_the_old_names() -> None:
    with pytest.raises(decart.InvalidAPIKeyError):
        DecartClient(api_key="")
    with pytest.raises(decart.InvalidBaseURLError):
        DecartClient(base_url="nowhere")
    with pytest.raises(decart.ModelNotFoundError):
        models.realtime("lucy")
    with pytest.raises(ValueError, match="token"):
        decart.decode_subscribe_token("nonsense")
    options = RealtimeConnectOptions(models.realtime("live-avatar"), lambda track: None)
    with pytest.raises(decart.WebRTCError, match="reached"):
        await RealtimeClient.connect("http://127.0.0.1:9", "k", None, options)
    with pytest.raises(decart.TokenCreateError):
        await DecartClient(base_url="http://127.0.0.1:9").tokens.create()
