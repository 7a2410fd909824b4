"""One avatar: its portrait, prompt, clock and voice, the worker that draws it, and whoever watches.

    signalling ─► Session ──────► SessionWorker ─► a worker process
       ▲            └► SessionSpeech ─┘                  │
       └─ announce ◄──── what it says ◄──────────────────┤
    viewers ◄── Audience ◄──── sound and pictures ◄──────┘

A session outlives its sockets, peer connections and workers: a second offer, a viewer, a reconnect, another process all attach to it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from limner.engine.behaviour.prompt import parse as parse_prompt
from limner.engine.types import Behaviour
from limner.errors import BadBackground, LimnerError
from limner.media.candidates import Network
from limner.media.producer import Produced, Sounded
from limner.protocol import messages
from limner.server import worker as w
from limner.server.audience import Audience
from limner.server.auth import Access
from limner.server.intake import Intake
from limner.server.metrics import Metrics
from limner.server.placement import Pool
from limner.server.prompt_llm import PromptModel
from limner.server.session_speech import SessionSpeech
from limner.server.session_state import SENTENCES, SessionState
from limner.server.session_worker import SessionWorker

log = logging.getLogger(__name__)

CHECK_S = 1.0
HEARD_LEVEL = 0.003  # RMS: a session with so much sound is not idle
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
        prompt_model: PromptModel | None = None,
        on_ended: Callable[[Session], None],
    ) -> None:
        self.id = session_id
        self.access = access
        self.state = state
        self.portrait: str | None = None  # hash of its bytes
        self.portraits: set[str] = set()  # all it ever had
        self.coming: set[str] = set()  # portraits that are being looked at
        self.prompts: set[str] = set()
        self.listeners: set[Callable[[messages.Message], None]] = set()  # signalling connections that follow its events
        self.worker = SessionWorker(
            session_id,
            pool,
            who=self._who,
            taken=self._taken,
            heard=self._from_worker,
            lost=self._worker_lost,
            given_up=self._worker_given_up,
        )
        self.audience = Audience(network, metrics, tell=self.worker.tell, begun=self._begun)
        self.speech = SessionSpeech(intake, self.worker, self.announce, self.audience.ntp_s)
        self.closed = asyncio.Event()
        self._renderer = renderer
        self._intake = intake
        self._metrics = metrics
        self._default_rig = default_rig
        self._prompt_model = prompt_model
        self._reading = asyncio.Lock()  # prompts count in the order in which they came
        self._on_ended = on_ended
        self._rig: Path | None = None  # pickled
        self._picture: bytes | None = None  # the portrait as it came, for another background
        self._before: tuple[str, bytes | None] = ("keep", None)  # what it stands before
        self._behaviour = Behaviour()
        self._first_picture = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False
        self.spawn(self._watch_limits())

    # --- what clients ask ----------------------------------------------------------------------------------------------------------

    async def set_portrait(self, data: bytes | None, background: str | None = None, behind: bytes | None = None) -> tuple[str, ...]:
        """A picture's bytes → notes about it. The face that is there goes on until the new one fades in. PortraitError, AtCapacity.

        `data` None keeps the picture, and without `background` and `behind` (as in `Intake.analyse`) what it stands before is kept.
        """
        data = data or self._picture
        if data is None:
            raise BadBackground("A background belongs to a portrait; send one along, or before.")
        before = self._before if background is None and behind is None else (background or "keep", behind)
        key = portrait_key(data)
        if key == self.portrait and before == self._before:
            return ()
        started = time.monotonic()
        self.state.used = True
        self.coming.add(key)
        try:
            analysed = await self._intake.analyse(data, *before)
        finally:
            self.coming.discard(key)
        self._metrics.analysis.observe(time.monotonic() - started)
        self.portrait, self._picture, self._before = key, data, before
        self.portraits.add(key)
        if analysed.rig is not None:
            self._rig = self._intake.keep(analysed.rig, self.id)  # another worker may need it at any time
        if not self.worker.there:
            await self.worker.open()
        elif self._rig is not None:
            self.worker.tell(w.SetPortrait(self._rig))
        return analysed.notes

    async def set_prompt(self, prompt: str, *, enhance: bool) -> Behaviour:
        """Free text → what was understood of it; from the next tick on."""
        async with self._reading:  # 10 kB take a tenth of a second, during which the others' pictures must go on
            behaviour = await asyncio.to_thread(parse_prompt, prompt, enhance=enhance)
        self.state.used = True
        if len(self.prompts) < PROMPTS_KEPT:
            self.prompts.add(prompt)
        self._behaviour = behaviour
        self.worker.tell(w.SetBehaviour(behaviour))
        if enhance and self._prompt_model is not None:
            self.spawn(self._read_again(self._prompt_model, prompt, behaviour))
        return behaviour

    async def _read_again(self, model: PromptModel, prompt: str, read: Behaviour) -> None:
        """By a language model, in place of what was read here, if it answers before the next prompt."""
        better = await model.read(prompt)
        if better is not None and self._behaviour is read:
            self._behaviour = better
            self.worker.tell(w.SetBehaviour(better))

    # --- the worker ----------------------------------------------------------------------------------------------------------------

    async def _who(self) -> w.Open:
        """Without a portrait, the server's own."""
        default = await self._default_rig()
        return w.Open(self._renderer, self._rig or default, int(self.id[:8], 16), self._behaviour)

    def _taken(self) -> None:
        """A worker is there."""
        self._begun()
        self.audience.tell_worker()
        self.speech.worker_taken()

    def _begun(self) -> None:
        """The media clock runs since `epoch_s`."""
        if self.audience.epoch_s is not None:
            self.state.connected(time.monotonic())
            self.worker.tell(w.Begin(self.audience.epoch_s))

    def _from_worker(self, message: Any) -> None:
        match message:
            case Sounded():
                self.audience.sound(message)
                self.speech.hears(message)
            case Produced():
                self.audience.show(message)
                self.speech.hears(message)
                self._count(message)
            case w.Interrupted() | w.Replaced():
                self.speech.hears(message)

    def _count(self, produced: Produced) -> None:
        if produced.pictures and not self._first_picture:
            self._first_picture = True
            self._metrics.first_picture.observe(time.monotonic() - self.state.made_s)
        if produced.level > HEARD_LEVEL:
            self.state.active(time.monotonic())
        self._metrics.produced(produced)

    def _worker_lost(self) -> None:
        self._metrics.worker_deaths.inc()
        self.speech.worker_lost()

    def _worker_given_up(self) -> None:
        self.state.end("worker_lost")
        self._on_ended(self)

    # --- life ----------------------------------------------------------------------------------------------------------------------

    def announce(self, message: messages.Message) -> None:
        """To every client of this session."""
        for listener in [*self.listeners]:
            listener(message)

    def announce_end(self) -> None:
        """The last word to its clients, which then close."""
        reason = self.state.ended or "server_stopped"
        seconds = self.state.seconds(time.monotonic())
        self.announce(messages.GenerationEnded(seconds=seconds, reason=SENTENCES[reason], code=reason))

    def spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        """A task that ends with the session at the latest."""
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def _task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not isinstance(error, LimnerError):
            log.error("session %s: %r", self.id, error, exc_info=error)

    async def _watch_limits(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            now = time.monotonic()
            if self.audience.epoch_s is not None:
                self.worker.check()
            if self.state.check(now):
                self._on_ended(self)
                return
            seconds = self.state.tick_due(now)
            if seconds is not None:
                self.announce(messages.GenerationTick(seconds=seconds))

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
        await self.worker.close()
        self.speech.close()
        self._intake.drop(self.id)
        self.closed.set()


def portrait_key(data: bytes) -> str:
    """Same bytes, same portrait."""
    return hashlib.sha256(data).hexdigest()
