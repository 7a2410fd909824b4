"""One WebSocket: a client's messages → what its session does, and the answers. Wording and order are what existing SDKs need.

The read loop never waits for a picture or a sound file: those have queues of their own, each answered in order, one ack each.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import WSMessage, WSMsgType, web

from limner.engine.behaviour.words import MAX_CHARS
from limner.errors import AudioError, LimnerError, ProtocolError
from limner.media.webrtc import MAX_CANDIDATES, Peer
from limner.protocol import codes, messages
from limner.server.backlog import Backlog, Room
from limner.server.files import file_of
from limner.server.host import Host
from limner.server.newcomer import Client
from limner.server.outbox import Outbox
from limner.server.session import Session, portrait_key
from limner.server.speech import SpeechStream
from limner.server.turn import ice_servers

log = logging.getLogger(__name__)

# Beyond these a message is answered at once with a failing ack.
IMAGES_WAITING, CLIPS_WAITING = 4, 32
# What costs the whole server time is read no faster than this from one client.
OFFER_S = 0.2  # between two offers
LONG_PROMPT, PROMPT_S = 2000, 50e-6  # characters that are free, and what each further one costs

OURS = "Something went wrong in the server; try again."
RELAY_AFTER_S = 6.0  # a client that has not connected by then is shown the TURN server


class Connection:
    """A client's socket and its session. `run()` returns when the socket is closed, by either side."""

    def __init__(
        self, host: Host, ws: web.WebSocketResponse, client: Client, session: Session, *, viewer: bool = False, back: bool = False
    ) -> None:
        self.host = host
        self.ws = ws
        self.client = client
        self.session = session
        self.viewer = viewer  # watches somebody else's session: may only connect
        self.back = back  # came back to its session, and may repeat what it once began with
        self.peer: Peer | None = None
        self.speech = SpeechStream(session)
        self._outbox = Outbox(ws)
        self._outbox.additions = client.events
        room = Room()
        self._images: Backlog[messages.SetImage] = Backlog(IMAGES_WAITING, room)
        self._clips: Backlog[messages.Audio] = Backlog(CLIPS_WAITING, room)  # each with the session's `cuts` by then
        self._early: list[messages.IceCandidate] = []  # candidates before their offer
        self._offered_s = 0.0  # monotonic time of the last offer
        self._generation_told = False
        self._relay_told = False
        self._relay: asyncio.TimerHandle | None = None
        self._ended = False

    async def run(self, first: WSMessage | None = None) -> None:
        """first: a frame that was read already."""
        self._introduce()
        tasks = [asyncio.create_task(work) for work in (self._outbox.run(), self._do_images(), self._do_clips())]
        frame = first
        try:
            while not self._ended:
                if frame is not None:
                    await self._receive(frame)
                frame = await self.ws.receive()
                if frame.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                    break
        finally:
            if self._relay is not None:
                self._relay.cancel()
            self.session.listeners.discard(self._hear)
            if not self.viewer:
                # Without a close frame the line was cut, and the client may be back in a moment: before anything that takes time.
                self.host.leave(self.session, cut=not self._ended and frame is not None and frame.type is WSMsgType.CLOSED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self.peer is not None:
                await self.peer.close()
            await self._outbox.closed()

    def send(self, message: messages.Message) -> None:
        """Queued; never blocks. A client that does not read loses its connection."""
        try:
            self._outbox.put(message)
        except asyncio.QueueFull:
            log.warning("session %s: its client does not read; closed", self.session.id)
            self._ended = True
            self._outbox.end("The client does not read what it is sent.")

    # --- who ---------------------------------------------------------------------------------------------------------------------------

    def _introduce(self) -> None:
        self.session.listeners.add(self._hear)
        self.send(messages.SessionId(session_id=self.session.id, server_ip=self.client.server_ip, server_port=self.client.server_port))
        if self._outbox.additions:
            limits = self.session.state.limits
            self.send(
                messages.SessionLimits(
                    session_limit_s=limits.session_s or None,
                    idle_limit_s=limits.idle_s or None,
                    max_message_bytes=codes.MAX_MESSAGE_BYTES,
                )
            )
            if servers := self._ice_servers():
                self.send(messages.IceServers(ice_servers=servers))

    def _ice_servers(self) -> list[messages.IceServer]:
        return ice_servers(self.host.config, self.session.access.owner, time.time())

    # --- in ----------------------------------------------------------------------------------------------------------------------------

    async def _receive(self, frame: WSMessage) -> None:
        self.session.state.active(time.monotonic())
        try:
            if frame.type is WSMsgType.BINARY:
                self._use_additions()
                await self.speech.binary(frame.data)
            elif frame.type is WSMsgType.TEXT:
                await self._handle(messages.parse(frame.data))
        except LimnerError as error:
            self._error(error)
        except Exception:
            log.exception("session %s", self.session.id)
            self._error(LimnerError(OURS))

    async def _handle(self, message: messages.ClientMessage) -> None:
        match message:
            case messages.Offer():
                await self._offer(message)
            case messages.IceCandidate():
                await self._candidate(message)
            case messages.Answer():
                raise ProtocolError("The server made no offer, so there is nothing to answer; send an offer instead.")
            case _ if self.viewer:
                raise ProtocolError("A viewer of a session may only connect to it; it cannot change it.")
            case messages.SetImage():
                if not self._images.put(message):
                    self.send(_refused(ProtocolError("Too many pictures at once; wait for their acks.")))
            case messages.Prompt():
                await self._prompt(message)
            case messages.Audio():
                if message.id is not None or message.mode != "queue":
                    self._use_additions()
                if not self._clips.put(message, self.session.speech.cuts):
                    self._clip_failed(message, AudioError("Too many sound files at once; wait until some have been played."))
            case messages.AudioChunk():
                self._use_additions()
                try:
                    await self.speech.chunk(message)
                except AudioError as error:
                    self._clip_failed(message, error)
            case messages.Interrupt():
                self._use_additions()
                self.speech.cut()
                clip_id, played_ms = await self.session.speech.interrupt()
                self.send(messages.Interrupted(id=clip_id, played_ms=played_ms))

    async def _prompt(self, message: messages.Prompt) -> None:
        # The text exactly as it came: SDKs match on it.
        self.send(messages.PromptAck(prompt=message.prompt, success=True, **await self._read_prompt(message)))
        if (more := min(len(message.prompt), MAX_CHARS) - LONG_PROMPT) > 0:
            await asyncio.sleep(more * PROMPT_S)

    async def _read_prompt(self, message: messages.Prompt | messages.SetImage) -> dict[str, Any]:
        """Sets the prompt of a message, if it brings a new one → what is said about it."""
        if not message.prompt or (self._repeats and message.prompt in self.session.prompts):
            return {}
        read = await self.session.set_prompt(message.prompt, enhance=message.enhance_prompt is not False)
        return {"understood": read.sentence, "behaviour": messages.ReadBehaviour.model_validate(read, from_attributes=True)}

    @property
    def _repeats(self) -> bool:
        """The JavaScript SDK reconnects with the portrait and prompt it started with, whatever was set since: those change nothing."""
        return self.back and self.peer is None

    async def _offer(self, message: messages.Offer) -> None:
        before = self.peer
        await asyncio.sleep(self._offered_s + OFFER_S - time.monotonic())
        self._offered_s = time.monotonic()
        peer, answer = await self.session.audience.connect(message.sdp, uplink=not self.viewer, on_connected=self._connected)
        self.peer = peer
        self.send(messages.SdpAnswer(sdp=answer))
        for candidate in self._early:
            await self._candidate(candidate)
        self._early.clear()
        if before is not None:  # a second offer: the session goes on, over a new connection
            self.session.audience.leave(before)
        if not self.viewer:
            self.session.spawn(self._open())
        if self.client.knows_ice_restart and not self._relay_told and self.host.config.turn:
            self._relay = asyncio.get_running_loop().call_later(RELAY_AFTER_S, self._tell_relay, peer)

    def _tell_relay(self, peer: Peer) -> None:
        """No way through: the client shall try anew, with the TURN server. It answers with another offer."""
        if not peer.connected and not self._ended and not self._relay_told:
            self._relay_told = True
            server = self._ice_servers()[0]
            config = messages.TurnConfig(server_url=server.urls, username=server.username, credential=server.credential)
            self.send(messages.IceRestart(turn_config=config))

    async def _open(self) -> None:
        try:
            await self.session.worker.open()
        except LimnerError as error:
            self._error(error)

    async def _candidate(self, message: messages.IceCandidate) -> None:
        if self.peer is not None:
            await self.peer.add_candidate(message.candidate.model_dump() if message.candidate else None)
        elif len(self._early) < MAX_CANDIDATES:
            self._early.append(message)

    async def _do_images(self) -> None:
        while True:
            message, _ = await self._images.get()
            self.send(await self._answer(self._set_image(message), _refused))
            self._images.done(message)

    async def _set_image(self, message: messages.SetImage) -> messages.Message:
        notes: list[str] = []
        data = await file_of(message.image_data) if message.image_data else None
        behind = await file_of(message.background_data) if message.background_data else None
        wanted = data is not None or behind is not None or message.background is not None
        if wanted and not (self._repeats and data is not None and portrait_key(data) in self.session.portraits):
            # Goes on if the line is cut meanwhile: who comes back finds it done.
            setting = self.session.set_portrait(data, message.background, behind)
            notes += await asyncio.shield(self.session.spawn(setting))
        # Without a picture the portrait that is there stays; who never sent one gets the server's own when it connects.
        return messages.SetImageAck(success=True, notes=notes or None, **await self._read_prompt(message))

    async def _do_clips(self) -> None:
        while True:
            message, cuts = await self._clips.get()
            if message.mode == "replace" and cuts == self.session.speech.cuts:
                self.speech.cut()
            answer = await self._answer(self._play(message, cuts), lambda error, m=message: self._clip_failed(m, error))  # type: ignore[misc]
            if answer is not None:
                self.send(answer)
            self._clips.done(message)

    async def _play(self, message: messages.Audio, cuts: int) -> messages.Message:
        data, replace = await file_of(message.audio_data), message.mode == "replace"
        duration_ms = await self.session.speech.play(data, message.id, replace=replace, cuts=cuts)
        return messages.AudioAck(id=message.id, success=True, duration_ms=duration_ms)

    def _clip_failed(self, message: messages.Audio | messages.AudioChunk, error: LimnerError) -> None:
        # Old clients know no audio_ack: theirs is the `error`, which closes nothing.
        if self._outbox.additions:
            self.send(messages.AudioAck(id=message.id, success=False, error=codes.wire_text(error), code=error.code))
        else:
            self._error(error)

    async def _answer(self, work: Awaitable[messages.Message], failed: Callable[[LimnerError], Any]) -> Any:
        """The result of the work, or `failed` with what went wrong."""
        try:
            return await work
        except LimnerError as error:
            return failed(error)
        except Exception:
            log.exception("session %s", self.session.id)
            return failed(LimnerError(OURS))

    # --- out ---------------------------------------------------------------------------------------------------------------------------

    def _connected(self, peer: Peer) -> None:
        if not self._generation_told and self.client.knows_started:
            self._generation_told = True
            self.send(messages.GenerationStarted())

    def _hear(self, message: messages.Message) -> None:
        """The session tells something."""
        if isinstance(message, messages.GenerationEnded):
            self._ended = True
            if self.client.knows_ticks:
                self.send(message)
            self._outbox.end(message.reason)
        elif isinstance(message, messages.GenerationTick) and not (self.client.knows_ticks and self._generation_told):
            return
        else:
            self.send(message)

    def _use_additions(self) -> None:
        self._outbox.additions = True

    def _error(self, error: LimnerError) -> None:
        self.send(messages.Error(error=codes.wire_text(error), code=error.code))


def _refused(error: LimnerError) -> messages.Message:
    return messages.SetImageAck(success=False, error=codes.wire_text(error), code=error.code)
