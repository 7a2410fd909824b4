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
from limner.engine.types import I16, SOUND_HZ, Behaviour
from limner.errors import LimnerError
from limner.media.candidates import Network
from limner.media.producer import Produced, Sounded
from limner.protocol import messages
from limner.server import worker as w
from limner.server.audience import Audience
from limner.server.auth import Access
from limner.server.channel import Child
from limner.server.clips import Clips
from limner.server.intake import Intake
from limner.server.metrics import Metrics
from limner.server.placement import Pool
from limner.server.session_state import SENTENCES, EndReason, SessionState

log = logging.getLogger(__name__)

CHECK_S = 1.0
HUNG_S = 10.0  # a worker that gives no tick for so long is replaced
HEARD_LEVEL = 0.003  # RMS: a session with so much sound is not idle
MAX_RESTARTS, RESTART_WINDOW_S = 3, 60.0
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
        self.audience = Audience(network, metrics, tell=self._tell, begun=self._begun)
        self.listeners: set[Callable[[messages.Message], None]] = set()  # signalling connections that follow its events
        self.cuts = 0  # how often it was interrupted
        self._renderer = renderer
        self._pool = pool
        self._intake = intake
        self._metrics = metrics
        self._default_rig = default_rig
        self._on_ended = on_ended
        self._rig: Path | None = None  # pickled
        self._behaviour = Behaviour()
        self._worker: Child | None = None
        self._last_tick_s = 0.0  # monotonic
        self._opening = asyncio.Lock()
        self._first_picture = False
        self._restarts: deque[float] = deque()
        self._interrupts: deque[asyncio.Future[list[Event]]] = deque()
        self._clips = Clips()
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

    async def play(self, data: bytes, client_id: str | None, *, replace: bool, cuts: int) -> int:
        """A sound file's bytes → its duration in ms; it plays after what is playing, or in its place. AudioError says what is wrong.

        cuts: `self.cuts` when the file came. If it was interrupted since, it never plays, and ends unheard after its ack.
        """
        decoded = await self._intake.decode(data)
        try:
            if self._worker is None and cuts == self.cuts:
                await self.open()
        except LimnerError:
            decoded.sound.unlink(missing_ok=True)
            raise
        if self._worker is None or cuts != self.cuts:
            decoded.sound.unlink(missing_ok=True)
            # Soon, not now: whoever awaits this sends the ack first.
            ended = messages.SpeechEnded(id=client_id, played_ms=0, interrupted=True)
            asyncio.get_running_loop().call_soon(self.announce, ended)
        else:
            clip_id = self._clips.add(client_id, decoded.duration_ms)
            self._tell(w.PlayClip(clip_id, decoded.sound, replace))
        return decoded.duration_ms

    def play_chunk(self, stream: str, client_id: str | None, sound: I16, last: bool) -> None:
        """A piece of streamed speech, (n, 2) int16 at 48 kHz."""
        self._clips.feed(stream, client_id, len(sound) * 1000 / SOUND_HZ)
        self._tell(w.PlayChunk(stream, sound, last))

    async def interrupt(self) -> tuple[str | None, int]:
        """Silence now, also for the files that are still being read → (id of what was playing, ms of it that were heard)."""
        self.cuts += 1
        if self._worker is None:
            return None, 0
        answer: asyncio.Future[list[Event]] = asyncio.get_running_loop().create_future()
        self._interrupts.append(answer)
        self._tell(w.Interrupt())
        ended = await answer
        result = self._clips.heard(ended)
        self._announce_all(self._clips.tell(ended))
        return result

    async def open(self) -> None:
        """Takes a worker and shows it who it is: without a portrait, the server's own. Does nothing if there is one. AtCapacity."""
        async with self._opening:
            if self._worker is not None or self.state.ended:
                return
            rig = self._rig or await self._default_rig()
            child = await self._pool.acquire()
            if self._closing:
                self._pool.release(child)
                return
            opened = asyncio.Event()

            def first(message: Any) -> None:
                # Nothing before `Opened` is ours: the worker may still have spoken of the session it had before.
                if isinstance(message, w.Opened):
                    child.on_message = self._from_worker
                    opened.set()

            child.on_message, child.on_gone = first, opened.set
            child.send(w.Open(self._renderer, self._rig or rig, int(self.id[:8], 16), self._behaviour))
            self._worker, self._last_tick_s = child, time.monotonic()  # what is told from now on comes after `Open`
            self._begun()
            self.audience.tell_worker()
            await opened.wait()
            if self._worker is child:
                child.on_gone = self._worker_gone
                if child.gone.is_set():
                    self._worker_gone()

    def _begun(self) -> None:
        """The media clock runs since `epoch_s`."""
        if self.audience.epoch_s is not None:
            self.state.connected(time.monotonic())
            self._tell(w.Begin(self.audience.epoch_s))

    # --- the worker ----------------------------------------------------------------------------------------------------------------

    def _tell(self, message: object) -> None:
        if self._worker is not None:
            self._worker.send(message)

    def _from_worker(self, message: Any) -> None:
        match message:
            case Sounded():
                self.audience.sound(message)
            case Produced():
                self._produced(message)
            case w.Interrupted():
                answer = self._interrupts.popleft()
                if not answer.done():  # who asked may have gone
                    answer.set_result(message.ended)
            case w.Replaced():
                self._announce_all(self._clips.tell(message.ended))
            case w.ClipRefused():
                client_id = self._clips.drop(message.clip_id)
                self.announce(messages.AudioAck(id=client_id, success=False, error=message.error.message, code=message.error.code))

    def _produced(self, produced: Produced) -> None:
        self._last_tick_s = time.monotonic()
        self.audience.show(produced)
        if produced.pictures and not self._first_picture:
            self._first_picture = True
            self._metrics.first_picture.observe(time.monotonic() - self.state.made_s)
        if produced.level > HEARD_LEVEL:
            self.state.active(time.monotonic())
        self._announce_all(self._clips.tick(produced.events))
        self._metrics.produced(produced)

    def _worker_gone(self) -> None:
        """It died. The clock goes on; a fresh one takes over where the schedule then stands."""
        now = time.monotonic()
        child, self._worker = self._worker, None
        if child is not None:
            self._pool.release(child)
        for answer in self._interrupts:
            if not answer.done():
                answer.set_result([])
        self._interrupts.clear()
        self._announce_all(self._clips.lose())
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
        except LimnerError as error:
            log.error("session %s: %s", self.id, error.message)
            self._finish("worker_lost")

    # --- life ----------------------------------------------------------------------------------------------------------------------

    def announce(self, message: messages.Message) -> None:
        """To every client of this session."""
        for listener in [*self.listeners]:
            listener(message)

    def _announce_all(self, told: Iterable[messages.Message]) -> None:
        for message in told:
            self.announce(message)

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
            if self._worker is not None and self.audience.epoch_s is not None and now - self._last_tick_s > HUNG_S:
                log.error("session %s: its worker hangs and is ended", self.id)
                self._worker.process.kill()
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
        await self.audience.close()
        for answer in self._interrupts:
            if not answer.done():
                answer.set_result([])
        if self._worker is not None:
            child, self._worker = self._worker, None
            self._pool.release(child)
        self.closed.set()


def portrait_key(data: bytes) -> str:
    """Same bytes, same portrait."""
    return hashlib.sha256(data).hexdigest()
