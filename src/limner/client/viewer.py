"""Who watches a session: connects, stays connected, and hands out pictures, sounds and events."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, overload

import numpy as np
from aiortc import MediaStreamTrack, RTCIceServer
from av.audio.frame import AudioFrame
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from limner.client import token
from limner.client.events import Ended, Event, Failed, Running, State, StateChanged
from limner.client.fanout import Fanout, Reader
from limner.client.peer import Media, Peer
from limner.client.recording import Recording
from limner.client.retry import LOST_S, PLACE_S, pause_s
from limner.client.timeline import RATE_HZ, Clock, Kind, Timeline
from limner.client.wire import Message, Wire, error_of
from limner.errors import AtCapacity, Disconnected, LimnerError, MediaBlocked

log = logging.getLogger(__name__)

PICTURES, SOUNDS, EVENTS = 50, 100, 1000  # that wait for a slow reader: 2 s, 2 s, and more than any reader needs


class Viewer:
    """Made by `Client.subscribe`; `Avatar` is one that also speaks. For one event loop."""

    def __init__(
        self,
        url: str,
        query: dict[str, str],
        *,
        ice_servers: list[RTCIceServer] | None = None,
        microphone: MediaStreamTrack | None = None,
        on_track: Callable[[MediaStreamTrack], None] | None = None,
    ) -> None:
        """url: the WebSocket's address. on_track gets aiortc's tracks as they are, and with them what `frames` and `audio` would give."""
        self.session_id: str | None = None
        self.subscribe_token: str | None = None  # what `Client.subscribe` takes; for this session's viewers
        self.limits: Message = {}  # session_limit_s, idle_limit_s, max_message_bytes, as far as the server told them
        self._state: State = "disconnected"
        self._url, self._query = url, query
        self._ice_servers = ice_servers or []
        self._relays: list[RTCIceServer] = []  # the server's TURN, where it has one
        self._microphone = microphone
        self._on_track = on_track
        self._wire: Wire | None = None
        self._peer: Peer | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._closings: set[asyncio.Task[None]] = set()
        self._generating = False  # the server says that pictures leave
        self._settled = asyncio.Event()  # neither connecting nor reconnecting
        self._final: LimnerError | None = None  # why it is over
        self._clock = Clock()
        self._pictures: Fanout[VideoFrame] = Fanout(PICTURES)
        self._sounds: Fanout[AudioFrame] = Fanout(SOUNDS)
        self._events: Fanout[Event] = Fanout(EVENTS)
        self._recordings: set[Recording] = set()

    # --- what it shows -------------------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        return self._state

    @property
    def connected(self) -> bool:
        return self._state in ("connected", "generating")

    @overload
    def frames(self, format: None = None) -> Reader[VideoFrame]: ...
    @overload
    def frames(self, format: str) -> Reader[NDArray[np.uint8]]: ...
    def frames(self, format: str | None = None) -> Reader[Any]:
        """Pictures as they come, 1280x720: `av.VideoFrame`, or with a format of PyAV ("rgb24", "bgr24", "gray") arrays (720, 1280[, 3]).

        `frame.time` is in seconds and shared with `audio()`. Goes on over a reconnect, ends with the connection. More than 2 s behind,
        the oldest go. Cancelling loses no picture.
        """
        return self._pictures.read(lambda frame: frame.to_ndarray(format=format) if format else frame)

    @overload
    def audio(self, format: None = None) -> Reader[AudioFrame]: ...
    @overload
    def audio(self, format: str) -> Reader[NDArray[np.int16]]: ...
    def audio(self, format: str | None = None) -> Reader[Any]:
        """Sounds as they come, 20 ms of 48 kHz stereo each: `av.AudioFrame`, or with "s16" arrays (960, 2) int16. Else as `frames`."""
        if format not in (None, "s16"):
            raise ValueError("audio() gives av.AudioFrame, or with format='s16' arrays.")
        return self._sounds.read(_samples if format else lambda frame: frame)

    def events(self) -> Reader[Event]:
        """What happens from now on, until the connection has ended: see `limner.client.events`."""
        return self._events.read()

    def record(self, path: str | Path, *, from_speech: bool = False) -> Recording:
        """`async with avatar.record("out.mp4") as recording:` writes what this viewer gets, picture and sound in sync.

        from_speech: it begins with the avatar's next speech, at its first sample.
        """
        return Recording(Path(path), self._recordings, from_speech=from_speech)

    async def stats(self) -> dict[str, Any]:
        """aiortc's statistics of the connection, by id; empty while there is none."""
        return await self._peer.stats() if self._peer is not None else {}

    # --- its life ------------------------------------------------------------------------------------------------------------------

    async def connect(self, *, wait_s: float = PLACE_S) -> None:
        """Once. Raises what went wrong, and has then closed all; Unreachable, AuthError, AtCapacity, MediaBlocked, PortraitError.

        wait_s: how long to wait for a place at a full server. Cancelling closes all.
        """
        self._set_state("connecting")
        try:
            await self._enter(wait_s)
        except BaseException as error:
            await self._end(error if isinstance(error, LimnerError) else None)
            raise
        self._keeping = asyncio.create_task(self._keep())

    async def disconnect(self) -> None:
        """Ends the session. Idempotent; returns when all has ended. What is still waited for fails with Disconnected.

        Cancelling gives up waiting: what is open closes by itself, and a further call waits for it.
        """
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        await self._end(None)

    async def _keep(self) -> None:
        """Until the server ends it, or cannot be found again."""
        while self._wire is not None and self._peer is not None:
            await _first(self._wire.closed, self._peer.lost)
            if self._final is not None:
                break
            self._lost(Disconnected("The connection to the server was lost; the avatar is being reconnected."))
            self._set_state("reconnecting")
            if not await self._reconnect():
                break
        # In a task of its own, as `disconnect` would wait for this one.
        await self._end(self._final)

    async def _reconnect(self) -> bool:
        answered: LimnerError | None = None
        for at_least_s in LOST_S:
            try:
                if self._wire is not None and not self._wire.closed.is_set():
                    await self._negotiate(self._wire)  # only the picture was lost
                else:
                    await asyncio.sleep(pause_s(answered, at_least_s))
                    await self._attempt()
                return True
            except LimnerError as error:
                log.info("reconnecting: %s", error.message)
                self._events.put(Failed(error))
                answered = error
                await self._close()
                if not error.retryable and not isinstance(error, MediaBlocked):
                    self._final = error
                    return False
        self._final = Disconnected("The connection to the server was lost, and it was not found again.")
        return False

    async def _enter(self, wait_s: float) -> None:
        """Asks a full server again when it says that this makes sense, until so much time is over."""
        loop = asyncio.get_running_loop()
        ends_s = loop.time() + wait_s
        while True:
            try:
                await self._attempt()
                return
            except AtCapacity as error:
                pause = pause_s(error)
                if loop.time() + pause > ends_s:
                    raise
                self._events.put(Failed(error))
                await asyncio.sleep(pause)

    async def _attempt(self) -> None:
        await self._close()
        self._generating = False
        wire = self._wire = Wire(self._receive)
        try:
            await wire.open(self._url, self._query)
            await self._introduce(wire)
            await self._negotiate(wire)
        except BaseException:
            await self._close()
            raise

    async def _introduce(self, wire: Wire) -> None:
        """What comes before the offer."""

    async def _negotiate(self, wire: Wire) -> None:
        async def ask(sdp: str) -> str:
            return str((await wire.ask({"type": "offer", "sdp": sdp}, "answer"))["sdp"])

        if self._peer is not None:
            await self._peer.close()
        peer = self._peer = Peer(self._got, self._on_track, [*self._ice_servers, *self._relays])
        await peer.connect(ask, self._microphone)
        self._set_state("connected")
        if self._generating:
            self._set_state("generating")

    async def _close(self) -> None:
        """The connection, not the viewer. Cancelling leaves it to end by itself."""
        if self._peer is not None or self._wire is not None:
            closing = asyncio.create_task(_shut(self._peer, self._wire))
            self._peer = self._wire = None
            self._closings.add(closing)
            closing.add_done_callback(self._closings.discard)
        if self._closings:
            await asyncio.wait(self._closings)

    async def _end(self, reason: LimnerError | None) -> None:
        self._final = self._final or reason or Disconnected("The avatar is not connected; connect again.")
        await self._close()
        self._lost(Disconnected("The connection was closed."))
        self._set_state("disconnected")
        for fanout in (self._pictures, self._sounds, self._events):
            fanout.end()

    def _lost(self, error: LimnerError) -> None:
        """What is under way will not come to its end."""

    async def _ready(self) -> Wire:
        """The living line; waits for one while reconnecting. Disconnected if there will be none."""
        await self._settled.wait()
        if self._wire is None:
            raise self._final or Disconnected("The avatar is not connected; connect again.")
        return self._wire

    # --- what comes ----------------------------------------------------------------------------------------------------------------

    def _receive(self, message: Message) -> None:
        match message.get("type"):
            case "session_id":
                self.session_id = message["session_id"]
                self.subscribe_token = token.encode(message["session_id"], message["server_ip"], message["server_port"])
            case "session_limits":
                self.limits = {name: value for name, value in message.items() if name != "type"}
            case "generation_started":
                self._generating = True  # perhaps before this end knows that it is connected
                if self.connected:
                    self._set_state("generating")
            case "speech_started":
                at_s = message.get("at_s")
                for recording in self._recordings:
                    recording.speech(lambda: None if at_s is None else self._clock.moment_s(at_s))
            case "generation_tick":
                self._events.put(Running(int(message["seconds"])))
            case "generation_ended":
                self._final = Disconnected(message.get("reason") or "The server ended the session.")
                self._events.put(Ended(self._final.message, int(message.get("seconds") or 0), message.get("code")))
            case "ice_servers":  # comes before the offer
                self._relays = [RTCIceServer(each["urls"], each.get("username"), each.get("credential")) for each in message["ice_servers"]]
            case "error":
                self._events.put(Failed(error_of(message)))

    def _got(self, kind: Kind, frame: Media, timeline: Timeline) -> None:
        now_s = asyncio.get_running_loop().time()
        rtp = frame.pts or 0
        time_s = self._clock.time_s(timeline, kind, rtp, now_s)
        for recording in [*self._recordings]:
            recording.feed(kind, frame, lambda: self._clock.exact_s(timeline, kind, rtp), time_s)
        frame.pts, frame.time_base = round(time_s * RATE_HZ[kind]), Fraction(1, RATE_HZ[kind])
        if isinstance(frame, VideoFrame):
            self._pictures.put(frame)
        else:
            self._sounds.put(frame)

    def _set_state(self, state: State) -> None:
        if state in ("connecting", "reconnecting"):
            self._settled.clear()
        else:
            self._settled.set()
        if state != self._state:
            self._state = state
            self._events.put(StateChanged(state))


def _samples(frame: AudioFrame) -> NDArray[np.int16]:
    return frame.to_ndarray().reshape(-1, 2).astype(np.int16, copy=False)


async def _shut(peer: Peer | None, wire: Wire | None) -> None:
    if peer is not None:
        await peer.close()
    if wire is not None:
        await wire.close()


async def _first(*events: asyncio.Event) -> None:
    """Returns when one of them is set."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
