"""One avatar: its portrait, prompt, clock and voice, the worker that draws it, and whoever watches.

A session outlives its sockets and peer connections: a second offer, a viewer, a reconnect all attach to it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from limner.engine.audio.playout import Event
from limner.engine.behaviour.prompt import parse as parse_prompt
from limner.engine.types import I16, TICK_HZ, Behaviour
from limner.errors import AtCapacity, LimnerError
from limner.media.bitrate import RateControl
from limner.media.candidates import Network
from limner.media.encoder import BITRATE
from limner.media.producer import Produced
from limner.media.sender import ntp_now
from limner.media.webrtc import Peer, PeerEvents
from limner.protocol import messages
from limner.server import worker as w
from limner.server.auth import Access
from limner.server.channel import Child
from limner.server.clips import Clips
from limner.server.intake import Intake
from limner.server.metrics import Metrics
from limner.server.placement import Pool
from limner.server.session_state import SENTENCES, EndReason, SessionState

log = logging.getLogger(__name__)

CHECK_S = 1.0
HEARD_LEVEL = 0.003  # RMS: a session with so much sound is not idle
MAX_RESTARTS, RESTART_WINDOW_S = 3, 60.0
MAX_PEERS = 64
PROMPTS_KEPT = 64


class Session:
    """Used by one event loop. `close()` is idempotent and returns when all has ended."""

    def __init__(
        self,
        session_id: str,
        access: Access,
        state: SessionState,
        *,
        renderer: str,
        network: Network,
        pool: Pool,
        intake: Intake,
        metrics: Metrics,
        default_rig: Callable[[], Awaitable[Path | None]],
        on_ended: Callable[[Session], None],
    ) -> None:
        self.id = session_id
        self.access = access
        self.state = state
        self.portrait: str | None = None  # hash of its bytes
        self.portraits: set[str] = set()  # all it ever had
        self.prompts: set[str] = set()
        self.peers: set[Peer] = set()
        self.listeners: set[Callable[[messages.Message], None]] = set()  # signalling connections that follow its events
        self.bitrate = BITRATE
        self._sent = 0.0  # bit/s of picture, over the last second or so
        self._renderer = renderer
        self._network = network
        self._pool = pool
        self._intake = intake
        self._metrics = metrics
        self._default_rig = default_rig
        self._on_ended = on_ended
        self._rig: Path | None = None  # pickled
        self._behaviour = Behaviour()
        self._worker: Child | None = None
        self._opening = asyncio.Lock()
        self._epoch_s: float | None = None
        self._epoch_ntp = 0
        self._first_picture = False
        self._restarts: deque[float] = deque()
        self._interrupts: deque[asyncio.Future[list[Event]]] = deque()
        self._clips = Clips()
        self._rates: dict[Peer, RateControl] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.closed = asyncio.Event()
        self._closing = False
        self.spawn(self._watch_limits())

    # --- what clients ask ----------------------------------------------------------------------------------------------------------

    async def set_portrait(self, data: bytes) -> tuple[str, ...]:
        """A picture's bytes → notes about it. The face that is there goes on until the new one fades in. PortraitError, AtCapacity."""
        key = portrait_key(data)
        if key == self.portrait:
            return ()
        started = time.monotonic()
        analysed = await self._intake.analyse(data)
        self._metrics.analysis.observe(time.monotonic() - started)
        self.portrait, self._rig = key, analysed.rig
        self.portraits.add(key)
        if self._worker is None:
            await self.open()
        elif analysed.rig is not None:
            self._tell(w.SetPortrait(analysed.rig))
        return analysed.notes

    def set_prompt(self, prompt: str, *, enhance: bool) -> Behaviour:
        """Free text → what was understood of it; from the next tick on."""
        behaviour = parse_prompt(prompt, enhance=enhance)
        if len(self.prompts) < PROMPTS_KEPT:
            self.prompts.add(prompt)
        self._behaviour = behaviour
        self._tell(w.SetBehaviour(behaviour))
        return behaviour

    async def play(self, data: bytes, client_id: str | None, *, replace: bool) -> int:
        """A sound file's bytes → its duration in ms; it plays after what is playing, or in its place. AudioError says what is wrong."""
        decoded = await self._intake.decode(data)
        clip_id = self._clips.add(client_id)
        if self._worker is None:
            await self.open()
        self._tell(w.PlayClip(clip_id, decoded.sound, replace))
        return decoded.duration_ms

    def play_chunk(self, stream: str, client_id: str | None, sound: I16, last: bool) -> None:
        """A piece of streamed speech, (n, 2) int16 at 48 kHz."""
        self._clips.know(stream, client_id)
        self._tell(w.PlayChunk(stream, sound, last))

    async def interrupt(self) -> tuple[str | None, int]:
        """Silence now → (id of what was playing, ms of it that were heard)."""
        if self._worker is None:
            return None, 0
        answer: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._interrupts.append(answer)
        self._tell(w.Interrupt())
        ended = await answer
        result = self._clips.heard(ended)
        self._speech_events(ended)
        return result

    async def connect(self, offer: str, *, uplink: bool, on_connected: Callable[[Peer], None]) -> tuple[Peer, str]:
        """An offer's SDP → a peer and the answer's SDP. uplink: this client's microphone drives the face. ProtocolError, AtCapacity."""
        if len(self.peers) >= MAX_PEERS:
            raise AtCapacity("This session has as many viewers as it can take; try again later.")

        def connected(peer: Peer) -> None:
            self._rates[peer] = RateControl(time.monotonic())
            self._peer_connected()
            on_connected(peer)

        peer = Peer(
            self._network,
            PeerEvents(
                connected=connected,
                closed=self._peer_closed,
                heard=self._heard if uplink else lambda rtp_time, data: None,
                key_wanted=lambda: self._tell(w.WantKey()),
                bitrate=self._estimated,
                ntp_of=self._ntp_of,
            ),
        )
        self.peers.add(peer)
        try:
            return peer, await peer.answer(offer)
        except BaseException:
            await peer.close()
            raise

    async def open(self) -> None:
        """Takes a worker and shows it who it is: without a portrait, the server's own. Does nothing if there is one. AtCapacity."""
        async with self._opening:
            if self._worker is not None or self.state.ended:
                return
            if self._rig is None:
                self._rig = await self._default_rig()
            child = await self._pool.acquire()
            opened = asyncio.Event()
            # Nothing before `Opened` is ours: the worker may still have spoken of the session it had before.
            child.on_message = lambda message: opened.set() if isinstance(message, w.Opened) else None
            child.on_gone = opened.set
            child.send(w.Open(self._renderer, self._rig, int(self.id[:8], 16), self._behaviour))
            await opened.wait()
            if self._closing:
                self._pool.release(child)
                return
            self._worker = child
            child.on_message = self._from_worker
            child.on_gone = self._worker_gone
            if child.gone.is_set():
                self._worker_gone()
                return
            if self.bitrate != BITRATE:
                child.send(w.SetBitrate(self.bitrate))
            self._watchers_changed()
            self._begin()

    # --- peers ---------------------------------------------------------------------------------------------------------------------

    def _peer_connected(self) -> None:
        self._metrics.viewers.inc()
        if self.state.connected(time.monotonic()):
            self._epoch_s, self._epoch_ntp = time.monotonic(), ntp_now()
            self._begin()
        self._watchers_changed()
        self._tell(w.WantKey())

    def _peer_closed(self, peer: Peer) -> None:
        if self._rates.pop(peer, None) is not None:
            self._metrics.viewers.dec()
        self.peers.discard(peer)
        self._watchers_changed()

    def _begin(self) -> None:
        if self._epoch_s is not None:
            self._tell(w.Begin(self._epoch_s))

    def _watchers_changed(self) -> None:
        self._tell(w.Watch(frozenset(peer.codec for peer in self.peers if peer.connected and peer.codec)))

    def _heard(self, rtp_time: int, data: bytes) -> None:
        self._tell(w.Heard(rtp_time, data))

    def _estimated(self, peer: Peer, bitrate: int) -> None:
        rate = self._rates.get(peer)
        if rate is None or rate.estimate(time.monotonic(), bitrate, self._sent) is None:
            return
        # One encode for all: as much as the weakest viewer takes.
        lowest = min(rate.bitrate for rate in self._rates.values())
        if lowest != self.bitrate:
            log.info("session %s: %d kbit/s", self.id, lowest // 1000)
            self.bitrate = lowest
            self._tell(w.SetBitrate(lowest))

    def _ntp_of(self, media_s: float) -> int:
        return self._epoch_ntp + int(media_s * (1 << 32))

    # --- the worker ----------------------------------------------------------------------------------------------------------------

    def _tell(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _from_worker(self, message: Any) -> None:
        match message:
            case Produced():
                self._produced(message)
            case w.Interrupted():
                if self._interrupts:
                    self._interrupts.popleft().set_result(message.ended)
                else:
                    self._speech_events(message.ended)
            case w.ClipRefused():
                client_id = self._clips.drop(message.clip_id)
                self.announce(messages.AudioAck(id=client_id, success=False, error=message.error.message))

    def _produced(self, produced: Produced) -> None:
        for peer in self.peers:
            peer.sound(produced.tick, produced.sound)
            for codec, picture in produced.pictures.items():
                peer.picture(codec, produced.tick, picture)
        self._sent += (sum(len(picture.data) for picture in produced.pictures.values()) * 8 * TICK_HZ - self._sent) / TICK_HZ
        if produced.pictures and not self._first_picture:
            self._first_picture = True
            self._metrics.first_picture.observe(time.monotonic() - self.state.made_s)
        if produced.level > HEARD_LEVEL:
            self.state.active(time.monotonic())
        self._speech_events(produced.events)
        self._metrics.produced(produced)

    def _speech_events(self, events: Iterable[Event]) -> None:
        for message in self._clips.tell(events):
            self.announce(message)

    def _worker_gone(self) -> None:
        """It died. The clock goes on; a fresh one takes over where the schedule then stands."""
        now = time.monotonic()
        child, self._worker = self._worker, None
        if child is not None:
            self._pool.release(child)
        for answer in self._interrupts:
            answer.set_result([])
        self._interrupts.clear()
        self._clips.clear()
        if self.state.ended:
            return
        self._metrics.worker_deaths.inc()
        log.warning("session %s: its worker died, another one takes over", self.id)
        self._restarts.append(now)
        while self._restarts and now - self._restarts[0] > RESTART_WINDOW_S:
            self._restarts.popleft()
        if len(self._restarts) > MAX_RESTARTS:
            self._finish("worker_lost")
        else:
            self.spawn(self._reopen())

    async def _reopen(self) -> None:
        try:
            await self.open()
            self._tell(w.WantKey())
        except LimnerError as error:
            log.error("session %s: %s", self.id, error.message)
            self._finish("worker_lost")

    # --- life ----------------------------------------------------------------------------------------------------------------------

    def announce(self, message: messages.Message) -> None:
        """To every client of this session."""
        for listener in [*self.listeners]:
            listener(message)

    def announce_end(self) -> None:
        """The last word to its clients, which then close."""
        reason = self.state.ended or "server_stopped"
        self.announce(messages.GenerationEnded(seconds=self.state.seconds(time.monotonic()), reason=SENTENCES[reason]))

    def spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        """A task that ends with the session at the latest."""
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def _task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("session %s: %r", self.id, error, exc_info=error)

    async def _watch_limits(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            now = time.monotonic()
            if self.state.check(now):
                self._on_ended(self)
                return
            seconds = self.state.tick_due(now)
            if seconds is not None:
                self.announce(messages.GenerationTick(seconds=seconds))

    def _finish(self, reason: EndReason) -> None:
        self.state.end(reason)
        self._on_ended(self)

    async def close(self) -> None:
        """Ends it all: peers, tasks, the worker's part. Idempotent; a second caller waits for the first."""
        if self._closing:
            await self.closed.wait()
            return
        self._closing = True
        self.state.end("server_stopped")
        current = asyncio.current_task()
        tasks = [task for task in self._tasks if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(peer.close() for peer in [*self.peers]))
        for answer in self._interrupts:
            answer.set_result([])
        if self._worker is not None:
            child, self._worker = self._worker, None
            self._pool.release(child)
        self.closed.set()


def portrait_key(data: bytes) -> str:
    """Same bytes, same portrait."""
    return hashlib.sha256(data).hexdigest()
