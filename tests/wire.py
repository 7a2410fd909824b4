"""A client of the wire for tests: the documented steps over aiohttp and aiortc, nothing of Limner's own but the messages."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import av
import numpy as np
import pytest
import pytest_asyncio
from aiohttp import web
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from PIL import Image

from limner.config import Config
from limner.engine.render.testcard import Reading, read_testcard
from limner.protocol import messages
from limner.server import newcomer
from limner.server.app import HOST, make_app
from limner.server.host import Host
from limner.server.session import Session

LIMIT_S = 120.0  # nothing waits longer, on the slowest machine

FIRST_HZ, RISE_HZ = 300.0, 150.0  # pitch of a rising_wav at its beginning, and what each second adds; a minute fits into 24 kHz

T = TypeVar("T", bound=messages.Message)


@asynccontextmanager
async def serving(tmp_path: Path, **settings: Any) -> AsyncIterator[tuple[str, Host]]:
    """A server in this process (its workers in theirs) on a free port: its address, and the host to look into."""
    settings = {"renderer": "testcard", "workers": 2, "max_sessions": 2, "cache_dir": tmp_path, "port": 0, **settings}
    app = make_app(Config(**settings))
    runner = web.AppRunner(app, access_log=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(newcomer, "REFUSAL_S", LIMIT_S)  # a client that stands still for some seconds is answered, too
        try:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}", app[HOST]
        finally:
            await runner.cleanup()


def picture(colour: int = 90, size: int = 64) -> str:
    """A small PNG as base64, different for each colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (size, size), (colour, 80, 70)).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


def beep_wav(seconds: float = 0.4, hz: float = 440.0, rate: int = 48_000) -> str:
    """A tone as a wav file in base64."""
    return wav(12000 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate), rate)


def wav(samples: np.ndarray[Any, np.dtype[np.float64]], rate: int) -> str:
    """A wav file as base64."""
    wave = np.rint(samples).astype(np.int16)
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="wav") as container:
        stream = container.add_stream("pcm_s16le", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(wave.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return base64.b64encode(buffer.getvalue()).decode()


def rising_wav(seconds: float = 60.0, rate: int = 24_000) -> str:
    """A wav file as base64 whose pitch says where one is in it: see `where`."""
    t = np.arange(round(seconds * rate)) / rate
    return wav(12000 * np.sin(2 * np.pi * (FIRST_HZ * t + RISE_HZ / 2 * t * t)), rate)


def where(sound: np.ndarray[Any, np.dtype[np.int16]]) -> float | None:
    """(n, 2) at 48 kHz → the place in a rising_wav that it comes from, in s; None where there is silence."""
    mono = sound[:, 0].astype(np.float64)
    if np.sqrt(np.mean(mono**2)) < 4000:
        return None
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 16384))
    return float((np.argmax(spectrum) * 48_000 / 16384 - FIRST_HZ) / RISE_HZ)


async def until(met: Callable[[], bool]) -> None:
    """Returns when this has become true inside the server, which tells nobody."""
    async with asyncio.timeout(LIMIT_S):
        while not met():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.01)


class Talker:
    """`async with Talker(url) as it`: a socket; `await it.connect()` adds the peer connection."""

    def __init__(self, address: str, path: str = "/v1/live_avatar/stream", **query: str) -> None:
        self.url = address + path
        self.query = {"api_key": "test", **query}
        self.received: list[messages.ServerMessage] = []
        self.readings: list[Reading] = []
        self.sound: list[np.ndarray[Any, np.dtype[np.int16]]] = []  # (n, 2) as they came
        self.pc: RTCPeerConnection | None = None
        self._places: list[float] = []
        self._placed = 0  # of self.sound
        self._changed = asyncio.Condition()
        self._reading: asyncio.Task[None]
        self._media: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Talker:
        self._http = aiohttp.ClientSession()
        self.ws = await self._http.ws_connect(self.url, params=self.query, max_msg_size=0)
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.pc is not None:
            await self.pc.close()
        await self.ws.close()
        await self._reading
        for task in self._media:  # a track of a connection that never stood does not end by itself
            task.cancel()
        await self._http.close()
        await asyncio.gather(*self._media, return_exceptions=True)
        for task in self._media:
            if not task.cancelled():
                task.result()

    def cut(self) -> None:
        """The line breaks: no close frame, nothing."""
        connection = self.ws._response.connection
        assert connection is not None
        assert connection.transport is not None
        connection.transport.abort()

    async def send(self, **message: Any) -> None:
        await self.ws.send_json(message)

    async def wait_for(self, met: Callable[[], bool]) -> None:
        """Returns when something that came has made this true."""
        async with asyncio.timeout(LIMIT_S), self._changed:
            await self._changed.wait_for(met)

    async def expect(self, kind: type[T], after: int = 0) -> T:
        """The first message of this kind, leaving out the first `after` ones."""
        await self.wait_for(lambda: len(self.of(kind)) > after)
        return self.of(kind)[after]

    @property
    def places(self) -> list[float]:
        """Where in a rising_wav the sound came from, packet by packet, silence left out."""
        while self._placed < len(self.sound):
            if (place := where(self.sound[self._placed])) is not None:
                self._places.append(place)
            self._placed += 1
        return self._places

    def of(self, kind: type[T]) -> list[T]:
        return [message for message in self.received if isinstance(message, kind)]

    async def connect(
        self,
        *,
        audio: MediaStreamTrack | None = None,
        video: bool = True,
        prefer: str | None = None,
        relays: Sequence[messages.IceServer] = (),
    ) -> None:
        """Offer, answer, media. Returns when a first picture (or sound) was there."""
        answers = len(self.of(messages.SdpAnswer))
        if self.pc is not None:
            await self.pc.close()
        servers = [RTCIceServer(relay.urls, relay.username, relay.credential) for relay in relays]
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self.pc.on("track", self._track)
        if video:
            transceiver = self.pc.addTransceiver("video", direction="recvonly")
            if prefer:
                capabilities = [c for c in _video_codecs() if c.mimeType.lower() in (f"video/{prefer}", "video/rtx")]
                transceiver.setCodecPreferences(capabilities)
        self.pc.addTransceiver(audio or "audio", direction="sendrecv" if audio else "recvonly")
        await self.pc.setLocalDescription(await self.pc.createOffer())
        await self.send(type="offer", sdp=self.pc.localDescription.sdp)
        answer = await self.expect(messages.SdpAnswer, after=answers)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
        pictures, sounds = len(self.readings), len(self.sound)
        await self.wait_for(lambda: len(self.readings) > pictures if video else len(self.sound) > sounds)

    async def _read(self) -> None:
        async for frame in self.ws:
            self.received.append(messages.parse_server(frame.data))
            await self._notify()
        await self._notify()

    def _track(self, track: MediaStreamTrack) -> None:
        self._media.append(asyncio.create_task(self._watch(track) if track.kind == "video" else self._listen(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, av.VideoFrame)
            reading = read_testcard(frame.to_ndarray(format="gray"))
            if reading is not None:
                self.readings.append(reading)
                await self._notify()

    async def _listen(self, track: MediaStreamTrack) -> None:
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            assert isinstance(frame, av.AudioFrame)
            self.sound.append(frame.to_ndarray().reshape(-1, 2).astype(np.int16))
            await self._notify()

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[str, Host]]:
    """One for all tests of a module, with two places: its processes take a second to start."""
    async with serving(tmp_path_factory.mktemp("cache"), workers=3) as running:
        await until(lambda: running[1].pool.warm == 3)
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def live(server: tuple[str, Host]) -> AsyncIterator[tuple[str, Host]]:
    """The server, with nobody there before and after."""
    yield server
    await until(lambda: not server[1].sessions and not server[1]._tasks)


def session_of(host: Host, talker: Talker) -> Session:
    """The session behind a talker that was told its id."""
    return host.sessions[talker.of(messages.SessionId)[0].session_id]


def _video_codecs() -> list[Any]:
    from aiortc.rtcrtpreceiver import RTCRtpReceiver

    capabilities = RTCRtpReceiver.getCapabilities("video")
    assert capabilities is not None
    return list(capabilities.codecs)
