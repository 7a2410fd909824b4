"""A viewer that also speaks: sound, prompts and portraits in."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from limner.client.events import Played, SpeechEnded, SpeechStarted
from limner.client.portrait import Portrait, portrait_base64
from limner.client.retry import PLACE_S
from limner.client.speech import Pcm, Sound, file_base64, is_stream, pieces
from limner.client.viewer import Viewer
from limner.client.wire import Message, Wire, error_of
from limner.errors import AudioError, LimnerError, ProtocolError

HUSH_S = 1.0  # longer than this nobody waits for a line that does not take a word
BACKGROUND_NAME = re.compile(r"keep|blur|green|#[0-9a-fA-F]{6}")
DEFAULT_RATE_HZ = 24_000  # what most text-to-speech services give


@dataclass(eq=False)
class _Speech:
    id: str
    ended: asyncio.Future[Played] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    duration_ms: int | None = None
    sent: bool = False  # the server has heard of it
    cut: bool = False  # nothing more of it may be sent: it would begin anew

    def end(self, played_ms: int, interrupted: bool) -> None:
        if not self.ended.done():
            self.ended.set_result(Played(self.id, played_ms, interrupted, self.duration_ms))

    def fail(self, error: LimnerError) -> None:
        if not self.ended.done():
            self.ended.set_exception(error)
            self.ended.exception()  # whoever waits gets it; nobody need


class Avatar(Viewer):
    """Made by `Client.connect`. Calls made while it reconnects wait for the connection; calls then under way fail with Disconnected."""

    def __init__(self, url: str, query: dict[str, str], **options: Any) -> None:
        super().__init__(url, query, **options)
        self.notes: tuple[str, ...] = ()  # what the server noticed about the portrait
        self.understood: str | None = None  # the latest prompt as the server read it, in a sentence
        self.behaviour: Message | None = None  # the same for programs: emotions, gestures, gaze, energy, avoid, not_possible
        self._portrait: str | None = None  # base64; these three are the latest, for a reconnect
        self._prompt: tuple[str, bool] | None = None
        self._background: Message = {}
        self._speeches: dict[str, _Speech] = {}
        self._names = (f"clip-{n}" for n in itertools.count(1))

    async def begin(
        self, portrait: Portrait | None = None, prompt: str | None = None, enhance: bool = True, *, wait_s: float = PLACE_S
    ) -> None:
        """Connects with this face and behaviour. As `Viewer.connect`."""
        self._portrait = await portrait_base64(portrait) if portrait is not None else None
        self._prompt = (prompt, enhance) if prompt else None
        await self.connect(wait_s=wait_s)

    async def play_audio(
        self, sound: Sound, *, sample_rate: int = DEFAULT_RATE_HZ, mode: Literal["replace", "queue"] = "replace"
    ) -> Played:
        """Speaks, and returns when it has ended or was cut, with what was heard.

        sound: a path; a sound file's bytes; samples (n,) or (n, channels), int16 or floats in -1..1; or an async iterator of such samples
        or of bytes of mono PCM16, which is spoken while it comes. sample_rate (Hz) is for samples and iterators.
        mode: in place of what is playing, or after it.

        AudioError, Disconnected, OSError (a path that cannot be read), or whatever the iterator raises; the avatar then falls silent.
        Cancelling stops the speech, as `interrupt()` does.
        """
        stream = is_stream(sound)
        wire = await self._ready()
        speech = _Speech(next(self._names))
        feeding: asyncio.Task[None] | None = None
        try:
            if stream:
                if mode == "replace" and self._speeches:
                    await self._hush(wire)
                self._speeches[speech.id] = speech
                feeding = asyncio.create_task(self._feed(wire, speech, sound, sample_rate))  # type: ignore[arg-type]
                ended: asyncio.Future[Any] = speech.ended
                await asyncio.wait([feeding, ended], return_when=asyncio.FIRST_COMPLETED)
                if feeding.done():
                    feeding.result()
            else:
                data = await file_base64(sound, sample_rate)  # type: ignore[arg-type]
                if mode == "replace":
                    self._cut_streams()
                self._speeches[speech.id] = speech
                speech.sent = True
                await wire.send({"type": "audio", "audio_data": data, "id": speech.id, "mode": mode})
            return await asyncio.shield(speech.ended)
        except BaseException:
            if speech.sent and not speech.ended.done() and wire is self._wire:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(HUSH_S):
                        await self._hush(wire)
            raise
        finally:
            self._speeches.pop(speech.id, None)
            if feeding is not None and not feeding.done():
                feeding.cancel()
                await asyncio.wait([feeding])

    async def interrupt(self) -> Played:
        """Silence now; what is queued is dropped → what was playing, and how much of it was heard (0 ms of None if nothing).

        Cancelling gives up the answer only.
        """
        wire = await self._ready()
        self._cut_streams()
        answer = await wire.ask({"type": "interrupt"}, "interrupted")
        return Played(answer.get("id"), int(answer["played_ms"]), True)

    async def set_prompt(self, prompt: str, *, enhance: bool = True) -> str:
        """How it shall behave, in plain words → how that was understood. Cancelling may or may not have set it."""
        if not prompt:
            raise ProtocolError("The prompt is empty; say how the avatar shall behave.")
        wire = await self._ready()
        answer = await wire.ask({"type": "prompt", "prompt": prompt, "enhance_prompt": enhance}, "prompt_ack")
        self._prompt = (prompt, enhance)
        self._read(answer)
        return self.understood or ""

    async def set_image(self, portrait: Portrait, *, prompt: str | None = None, enhance: bool = True) -> tuple[str, ...]:
        """Another face for the living session → what the server noticed about it. PortraitError leaves the face that was there.

        Cancelling may or may not have set it.
        """
        data = await portrait_base64(portrait)
        wire = await self._ready()
        behaviour = (prompt, enhance) if prompt else None
        self.notes = await self._send_portrait(wire, data, behaviour)
        self._portrait, self._prompt = data, behaviour or self._prompt
        return self.notes

    async def set_background(self, background: Portrait) -> None:
        """What the person stands before, from now on: "keep" (its own), "blur", "green", a colour such as "#203040", or a picture given
        as a portrait is. PortraitError, of code bad_background, leaves what was there. Cancelling may or may not have set it.
        """
        if isinstance(background, str) and BACKGROUND_NAME.fullmatch(background):
            wish: Message = {"background": background}
        else:
            wish = {"background_data": await portrait_base64(background)}
        wire = await self._ready()
        await wire.ask({"type": "set_image", "image_data": None} | wish, "set_image_ack")
        self._background = wish

    # --- inside --------------------------------------------------------------------------------------------------------------------

    async def _introduce(self, wire: Wire) -> None:
        self.notes = await self._send_portrait(wire, self._portrait, self._prompt, self._background)

    async def _send_portrait(
        self, wire: Wire, data: str | None, behaviour: tuple[str, bool] | None, background: Message | None = None
    ) -> tuple[str, ...]:
        message: Message = {"type": "set_image", "image_data": data} | (background or {})
        if behaviour is not None:
            message |= {"prompt": behaviour[0], "enhance_prompt": behaviour[1]}
        answer = await wire.ask(message, "set_image_ack")
        self._read(answer)
        return tuple(answer.get("notes") or ())

    def _read(self, answer: Message) -> None:
        """What an answer says of a prompt, where one was asked about."""
        if answer.get("understood") is not None:
            self.understood, self.behaviour = answer["understood"], answer.get("behaviour")

    async def _feed(self, wire: Wire, speech: _Speech, sound: Pcm, sample_rate: int) -> None:
        """Pieces as they come, then the last, which is empty."""
        rate = 0
        async for data, rate in pieces(sound, sample_rate):
            if speech.cut or speech.ended.done():
                return
            speech.sent = True
            await wire.send({"type": "audio_chunk", "audio_data": data, "sample_rate": rate, "id": speech.id, "last": False})
        if speech.cut:
            return
        speech.sent = True
        end = {"type": "audio_chunk", "audio_data": "", "sample_rate": rate or DEFAULT_RATE_HZ, "id": speech.id, "last": True}
        await wire.send(end)

    async def _hush(self, wire: Wire) -> None:
        """Interrupts without waiting for the answer."""
        self._cut_streams()
        try:
            await wire.post({"type": "interrupt"}, "interrupted")
        except LimnerError:
            return  # the line is gone, and silent

    def _cut_streams(self) -> None:
        """Nothing more is sent. A stream of which nothing was sent yet will get no answer from the server."""
        for speech in self._speeches.values():
            speech.cut = True
            if not speech.sent:
                speech.end(0, True)

    def _receive(self, message: Message) -> None:
        name = message.get("id")
        speech = self._speeches.get(str(name))
        match message.get("type"):
            case "audio_ack":
                if speech is not None and message["success"]:
                    speech.duration_ms = message.get("duration_ms")
                elif speech is not None:
                    speech.fail(error_of(message, AudioError))
            case "speech_started":
                self._events.put(SpeechStarted(name))
                super()._receive(message)
            case "speech_ended":
                self._events.put(SpeechEnded(name, int(message["played_ms"]), bool(message["interrupted"])))
                if speech is not None:
                    speech.end(int(message["played_ms"]), bool(message["interrupted"]))
            case _:
                super()._receive(message)

    def _lost(self, error: LimnerError) -> None:
        for speech in self._speeches.values():
            speech.fail(error)
