"""One front process's avatars: the sessions, the pool that draws them, and who may have one."""

from __future__ import annotations

import asyncio
import importlib.resources
import logging
import secrets
import time
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web

from limner.config import Config
from limner.engine.render.base import drawn_by
from limner.errors import AtCapacity, LimnerError, SessionNotFound
from limner.media.candidates import Network
from limner.protocol.codes import EndCode
from limner.server.admission import Admission, default_max_sessions
from limner.server.audience import MAX_PEERS
from limner.server.auth import Access, Keys
from limner.server.cores import usable_cores
from limner.server.intake import Intake
from limner.server.metrics import Metrics
from limner.server.newcomer import refuse
from limner.server.placement import Pool
from limner.server.prompt_llm import PromptModel
from limner.server.session import Session
from limner.server.session_state import Limits, SessionState

log = logging.getLogger(__name__)

REFUSING_AT_ONCE = 16  # so many get an answer to what they send; each may send 32 MiB, and has shown no key that opens
MAX_SOCKETS = 2 * MAX_PEERS  # of one session, its viewers' included; some reconnect


class Host:
    """`start()`, then `open_session()` and friends, `drain()` if there is time, `close()`."""

    def __init__(self, config: Config) -> None:
        max_sessions = config.max_sessions or default_max_sessions(usable_cores())
        # One more than there are sessions: it takes over at once from a worker that dies.
        workers = config.workers or max_sessions + 1
        max_sessions = min(max_sessions, workers)
        self.config = config
        self.keys = Keys(config.api_key, open_door=config.loopback)
        self.admission = Admission(max_sessions)
        self.metrics = Metrics()
        self.intake = Intake(config.renderer, config.cache_dir, config.fit)
        self.pool = Pool(workers, drawn_by(config.renderer, config.quality), self.default_rig)
        self.prompt_model = PromptModel.of(config)
        self.network = Network(config.public_ip, config.udp_ports, loopback=config.loopback)
        self.sessions: dict[str, Session] = {}
        self._identities: dict[str, str] = {}  # session id → whose it is, to know a client that comes back
        self._default: asyncio.Task[Path | None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._refusing = 0  # clients that are just being told

    async def start(self) -> None:
        """Returns when a first session could start."""
        self._default = asyncio.create_task(self._analyse_default())
        self.pool.start()
        await self.default_rig()
        await self.pool.wait_warm()

    @property
    def ready(self) -> bool:
        """Is there a worker for one more session? A lingering one would give its own."""
        return self.pool.warm > 0 or any(session.worker.there for session in self._lingering())

    async def default_rig(self) -> Path | None:
        """Of the portrait for those who bring none."""
        assert self._default is not None
        return await asyncio.shield(self._default)

    async def _analyse_default(self) -> Path | None:
        portrait = importlib.resources.files("limner").joinpath("data/demo/portrait.jpg").read_bytes()
        rig = (await self.intake.analyse(portrait)).rig
        return self.intake.keep(rig, "default") if rig else None

    # --- sessions ------------------------------------------------------------------------------------------------------------------

    def check_room(self) -> bool:
        """AtCapacity if a session could not start now. True: only after the longest lingering one has been ended."""
        return self.admission.check(len(self._alive()), len(self._lingering()))

    async def refuse(self, ws: web.WebSocketResponse, error: LimnerError) -> None:
        """Tells a client why it may not enter, and closes. Returns when it is closed."""
        self.metrics.refused.labels(error.code).inc()
        self._refusing += 1
        try:
            await refuse(ws, error, answer=self._refusing <= REFUSING_AT_ONCE)
        finally:
            self._refusing -= 1

    def open_session(self, access: Access, identity: str) -> Session:
        """A new session for this client. AtCapacity."""
        if self.check_room():
            self._end(min(self._lingering(), key=lambda session: session.state.left_s or 0.0), "evicted")
        now = time.monotonic()
        limits = [limit for limit in (self.config.session_limit_s, access.session_limit_s) if limit]
        session = Session(
            secrets.token_hex(16).replace("401", "402"),  # old SDKs read 401 anywhere in a sentence as a final refusal
            access,
            SessionState(Limits(self.config.idle_limit_s, min(limits, default=0.0), self.config.reconnect_s), now),
            renderer=drawn_by(self.config.renderer, self.config.quality),
            network=self.network,
            pool=self.pool,
            intake=self.intake,
            metrics=self.metrics,
            default_rig=self.default_rig,
            prompt_model=self.prompt_model,
            on_ended=self._ended,
        )
        self.sessions[session.id] = session
        self._identities[session.id] = identity
        self.metrics.started.inc()
        log.info("session %s: made for %s", session.id, access.owner)
        return session

    def lost_by(self, access: Access, identity: str) -> list[Session]:
        """The sessions that this client may have lost its connection to."""
        return [
            session for session in self._lingering() if self._identities[session.id] == identity and session.access.owner == access.owner
        ]

    def come_back(self, session: Session) -> None:
        """Its client is here again, on another socket."""
        session.state.client_back(time.monotonic())
        log.info("session %s: its client is back", session.id)

    def find(self, session_id: str, access: Access) -> Session:
        """For a viewer. SessionNotFound, AtCapacity."""
        session = self.sessions.get(session_id)
        if session is None or session.state.ended or session.access.owner != access.owner:
            raise SessionNotFound("there is no such session; it may have ended", session_id=session_id)
        if len(session.listeners) >= MAX_SOCKETS:
            raise AtCapacity("This session has as many viewers as it can take; try again later.")
        return session

    def leave(self, session: Session, *, cut: bool) -> None:
        """The socket of the session's client is closed; cut: without a goodbye."""
        session.state.client_gone(time.monotonic(), cut=cut)
        if session.state.ended:
            self._ended(session)
        else:
            log.info("session %s: its client is away", session.id)

    def _alive(self) -> list[Session]:
        return [session for session in self.sessions.values() if not session.state.ended]

    def _lingering(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.state.lingering]

    def _end(self, session: Session, reason: EndCode) -> None:
        session.state.end(reason)
        self._ended(session)

    def _ended(self, session: Session) -> None:
        if self.sessions.pop(session.id, None) is None:
            return
        del self._identities[session.id]
        reason = session.state.ended or "server_stopped"
        self.metrics.ended.labels(reason).inc()
        log.info("session %s: ended, %s, after %d s", session.id, reason, session.state.seconds(time.monotonic()))
        session.announce_end()
        task = asyncio.create_task(session.close())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- the end -------------------------------------------------------------------------------------------------------------------

    async def drain(self) -> None:
        """Refuses new sessions and lets those that are there finish, for `drain_s` at most."""
        self.admission.draining = True
        for session in self._lingering():
            self._end(session, "server_stopped")
        waiting = [asyncio.create_task(session.closed.wait()) for session in self._alive()]
        if waiting:
            await asyncio.wait(waiting, timeout=self.config.drain_s)
            for task in waiting:
                task.cancel()

    async def close(self) -> None:
        """Ends everything. Idempotent."""
        self.admission.draining = True
        for session in [*self.sessions.values()]:
            self._end(session, "server_stopped")
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._default is not None:
            self._default.cancel()
            await asyncio.gather(self._default, return_exceptions=True)
        await self.pool.close()
        await self.intake.close()

    def gauges(self) -> None:
        """Brings the metrics that are read off, not counted, up to date."""
        lingering = len(self._lingering())
        self.metrics.sessions.labels("live").set(len(self._alive()) - lingering)
        self.metrics.sessions.labels("lingering").set(lingering)
        self.metrics.workers.set(self.pool.count)
        self.metrics.warm.set(self.pool.warm)
        rates = [session.audience.bitrate for session in self._alive()]
        self.metrics.bitrate.set(_mean(rates))
        peers = [peer for session in self._alive() for peer in session.audience.peers if peer.connected]
        self.metrics.loss.set(_mean([peer.loss for peer in peers]))
        self.metrics.av_offset.set(_mean([peer.av_offset_s for peer in peers if peer.av_offset_s is not None]))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
