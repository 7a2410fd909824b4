"""What one session says: sound files, streamed speech, interruptions → its worker; and what its clients are told of them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

from limner.engine.audio.ear import LOOKAHEAD_TICKS
from limner.engine.types import I16, SOUND_HZ
from limner.media.producer import Produced, Sounded
from limner.protocol import messages
from limner.server.clips import Clips, Heard
from limner.server.intake import Intake
from limner.server.session_worker import SessionWorker
from limner.server.worker import Interrupt, Interrupted, Replaced


class SessionSpeech:
    """announce: tells all clients of the session. ntp_s: a tick's moment on their clock."""

    def __init__(
        self, intake: Intake, worker: SessionWorker, announce: Callable[[messages.Message], None], ntp_s: Callable[[int], float]
    ) -> None:
        self.cuts = 0  # how often it was interrupted
        self._intake = intake
        self._worker = worker
        self._announce = announce
        self._ntp_s = ntp_s
        self._clips = Clips()
        self._asked: deque[asyncio.Future[Heard]] = deque()  # interruptions that the worker was told of

    # --- what clients ask ----------------------------------------------------------------------------------------------------------

    async def play(self, data: bytes, client_id: str | None, *, replace: bool, cuts: int) -> int:
        """A sound file's bytes → its duration in ms; it plays after what is playing, or in its place. AudioError says what is wrong.

        cuts: `self.cuts` when the file came. If it was interrupted since, it never plays, and ends unheard after its ack.
        """
        decoded = await self._intake.decode(data)
        try:
            if cuts == self.cuts:
                await self._worker.open()
            if cuts == self.cuts and self._worker.there:
                samples = decoded.duration_ms * SOUND_HZ // 1000
                self._worker.tell(self._clips.add(client_id, decoded.sound, samples, replace=replace))
                return decoded.duration_ms
        except BaseException:
            decoded.sound.unlink(missing_ok=True)
            raise
        decoded.sound.unlink(missing_ok=True)
        # Soon, not now: whoever awaits this sends the ack first.
        ended = messages.SpeechEnded(id=client_id, played_ms=0, interrupted=True)
        asyncio.get_running_loop().call_soon(self._announce, ended)
        return decoded.duration_ms

    async def chunk(self, stream: str, client_id: str | None, sound: I16, *, last: bool) -> None:
        """A piece of streamed speech, (n, 2) int16 at 48 kHz. AudioTooLong, AtCapacity: it is left out."""
        await self._worker.open()
        self._worker.tell(self._clips.feed(stream, client_id, sound, last=last))

    async def interrupt(self) -> Heard:
        """Silence now, also for the files that are still being read → (id of what was playing, ms of it that were heard)."""
        self.cuts += 1
        self._clips.cut()
        answer: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        if self._worker.there:
            self._worker.tell(Interrupt())
        else:
            self.worker_lost()
        return await answer

    # --- what the worker tells -----------------------------------------------------------------------------------------------------

    def hears(self, message: Sounded | Produced | Interrupted | Replaced) -> None:
        match message:
            case Sounded():
                if message.playing is not None:
                    self._clips.playing(*message.playing)
            case Produced():
                self._tell(self._clips.tell(message.events, self._ntp_s(message.tick + LOOKAHEAD_TICKS)))
            case Interrupted():
                heard = self._clips.heard(message.ended)
                self._tell(self._clips.tell(message.ended))
                self._answer(heard)
            case Replaced():
                self._tell(self._clips.tell(message.ended))

    def worker_lost(self) -> None:
        """What it was told to end has ended; the rest waits for the next one."""
        ended = self._clips.cut_short()
        heard = self._clips.heard(clip for clip in ended if clip.reason == "interrupted")
        self._tell(self._clips.tell(ended))
        while self._asked:
            self._answer(heard)
            heard = None, 0

    def worker_taken(self) -> None:
        for message in self._clips.again():
            self._worker.tell(message)

    def close(self) -> None:
        """The session is over; nobody is told any more."""
        self._clips.clear()
        while self._asked:
            self._answer((None, 0))

    def _answer(self, heard: Heard) -> None:
        answer = self._asked.popleft()
        if not answer.done():  # who asked may have gone
            answer.set_result(heard)

    def _tell(self, told: Iterable[messages.Message]) -> None:
        for message in told:
            self._announce(message)
