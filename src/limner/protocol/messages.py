"""Every message on the WebSocket, typed. JSON text frames; unknown keys are ignored in both directions.

`parse` reads what a client sent; `dump` writes what the server answers. The messages under "Additions" go only to clients that asked
for them (`events=1` in the URL, or by using one of them).
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from limner.errors import ProtocolError
from limner.protocol.codes import EndCode

T = TypeVar("T")


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


# --- client → server ---------------------------------------------------------------------------------------------------------------


class SetImage(Message):
    """A portrait as base64 (JPEG, PNG or WebP). Without one: keep the portrait that is there; a prompt or a background may come along.

    `background`: keep, blur, green, or a colour such as #203040; or `background_data`, a picture as base64 to stand before.
    """

    type: Literal["set_image"] = "set_image"
    image_data: str | None = None
    prompt: str | None = None
    enhance_prompt: bool | None = None
    background: str | None = Field(None, max_length=32)
    background_data: str | None = None


class Prompt(Message):
    """What the avatar shall do, in plain words."""

    type: Literal["prompt"] = "prompt"
    prompt: str = Field(min_length=1)
    enhance_prompt: bool | None = None


class Offer(Message):
    type: Literal["offer"] = "offer"
    sdp: str


class Answer(Message):
    """Only ever an answer to an offer of the server, which makes none."""

    type: Literal["answer"] = "answer"
    sdp: str


class Candidate(Message):
    candidate: str = ""
    sdpMid: str | None = None
    sdpMLineIndex: int | None = None
    usernameFragment: str | None = None


class IceCandidate(Message):
    """One candidate; null, or an empty string in it, says that there are no more."""

    type: Literal["ice-candidate"] = "ice-candidate"
    candidate: Candidate | None = None


class Audio(Message):
    """A whole audio file as base64, in any container. Played after what is playing, or in its place."""

    type: Literal["audio"] = "audio"
    audio_data: str
    id: str | None = None  # addition: comes back in audio_ack, speech_started, speech_ended
    mode: Literal["queue", "replace"] = "queue"  # addition


class AudioChunk(Message):
    """Addition: a piece of streamed speech, mono PCM16 little endian in base64. Played as soon as it arrives."""

    type: Literal["audio_chunk"] = "audio_chunk"
    audio_data: str
    sample_rate: Literal[16000, 24000, 48000] = 24000
    id: str | None = None
    last: bool = False


class Interrupt(Message):
    """Addition: silence now; what is queued is dropped."""

    type: Literal["interrupt"] = "interrupt"


ClientMessage = Annotated[
    SetImage | Prompt | Offer | Answer | IceCandidate | Audio | AudioChunk | Interrupt,
    Field(discriminator="type"),
]

# --- server → client ---------------------------------------------------------------------------------------------------------------


class SessionId(Message):
    type: Literal["session_id"] = "session_id"
    session_id: str
    server_ip: str
    server_port: int


class ReadBehaviour(BaseModel):
    """A prompt as Limner read it, for programs; `understood` says the same in a sentence."""

    emotions: dict[str, float] = {}  # name → 0..1
    gestures: list[dict[str, Any]] = []  # {"name", "every_s" (0: throughout) or "once", "strength"}, some with "side", "at"
    gaze: str = "viewer"
    energy: float = 0.5  # 0 still .. 1 lively
    avoid: list[str] = []
    not_possible: list[str] = []  # asked for, and nothing that a still portrait can do
    speaking: ReadBehaviour | None = None  # what holds only then, where the prompt tells it from listening; likewise the next
    listening: ReadBehaviour | None = None
    sequence: list[ReadBehaviour] | None = None  # where one thing follows another; each but the last with one of the next two
    for_s: float | None = None  # how long it holds
    until: str | None = None  # "pause": until what is being said ends
    over_s: float | None = None  # how long the change to it takes, where that is more than .6 s


class SetImageAck(Message):
    type: Literal["set_image_ack"] = "set_image_ack"
    success: bool
    error: str | None = None
    code: str | None = None  # addition: the error's name, for programs
    notes: list[str] | None = None  # addition: what was noticed, as "3 faces were found; the largest is used."
    understood: str | None = None  # addition: as in prompt_ack, where a prompt came along; likewise the next
    behaviour: ReadBehaviour | None = None


class PromptAck(Message):
    type: Literal["prompt_ack"] = "prompt_ack"
    prompt: str  # byte for byte what came; clients match on it
    success: bool
    error: str | None = None
    code: str | None = None  # addition: the error's name, for programs
    understood: str | None = None  # addition: the prompt as Limner read it, in a sentence
    behaviour: ReadBehaviour | None = None  # addition: the same for programs


class SdpAnswer(Message):
    type: Literal["answer"] = "answer"
    sdp: str


class Error(Message):
    type: Literal["error"] = "error"
    error: str
    code: str | None = None  # addition: a name for programs
    retry_after_s: float | None = None  # addition: when asking again makes sense


class GenerationStarted(Message):
    """The first picture has left. Sent once, after the peer connection stands."""

    type: Literal["generation_started"] = "generation_started"


class GenerationTick(Message):
    type: Literal["generation_tick"] = "generation_tick"
    seconds: int


class GenerationEnded(Message):
    """The session is over; the server closes the connection next, with the same reason."""

    type: Literal["generation_ended"] = "generation_ended"
    seconds: int
    reason: str  # a sentence
    code: EndCode | None = None  # addition: the reason's name, for programs


class TurnConfig(Message):
    server_url: str
    username: str
    credential: str


class IceRestart(Message):
    """Asks the client to connect anew through a TURN server. Only for clients that can."""

    type: Literal["ice-restart"] = "ice-restart"
    turn_config: TurnConfig


class AudioAck(Message):
    """Addition: an audio file was read, or could not be."""

    type: Literal["audio_ack"] = "audio_ack"
    id: str | None = None
    success: bool
    duration_ms: int | None = None
    error: str | None = None
    code: str | None = None  # the error's name, for programs


class SpeechStarted(Message):
    """Addition: sound of this clip or stream begins to leave. `at_s`: the moment of its first sample, in NTP seconds as in RTCP reports."""

    type: Literal["speech_started"] = "speech_started"
    id: str | None = None
    at_s: float | None = None


class SpeechEnded(Message):
    """Addition: the clip or stream is over; `played_ms` of it was heard."""

    type: Literal["speech_ended"] = "speech_ended"
    id: str | None = None
    played_ms: int
    interrupted: bool


class Interrupted(Message):
    """Addition: answer to interrupt. `played_ms` of the interrupted speech was heard; 0 if nothing played."""

    type: Literal["interrupted"] = "interrupted"
    id: str | None = None
    played_ms: int


class SessionLimits(Message):
    """Addition: sent after session_id. null = no limit."""

    type: Literal["session_limits"] = "session_limits"
    session_limit_s: float | None = None
    idle_limit_s: float | None = None
    max_message_bytes: int


class IceServer(Message):
    """As RTCPeerConnection takes it."""

    urls: str
    username: str = ""
    credential: str = ""


class IceServers(Message):
    """Addition: sent after session_id where the server has a TURN server to offer; use them for the peer connection."""

    type: Literal["ice_servers"] = "ice_servers"
    ice_servers: list[IceServer]


ServerMessage = Annotated[
    SessionId
    | SetImageAck
    | PromptAck
    | SdpAnswer
    | Error
    | GenerationStarted
    | GenerationTick
    | GenerationEnded
    | IceRestart
    | AudioAck
    | SpeechStarted
    | SpeechEnded
    | Interrupted
    | SessionLimits
    | IceServers,
    Field(discriminator="type"),
]

ADDITIONS = (AudioAck, SpeechStarted, SpeechEnded, Interrupted, SessionLimits, IceServers)  # never sent to a client that did not ask

_client: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
_server: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)


def parse(text: str | bytes) -> ClientMessage:
    """One text frame → a message. ProtocolError says in a sentence what is wrong with it."""
    return _checked(text, _client)


def parse_server(text: str | bytes) -> ServerMessage:
    """One text frame of the server → a message; the other half of `parse`, for clients and tests."""
    return _checked(text, _server)


def dump(message: Message) -> str:
    """A message → the text frame. Fields that are None are left out, as old clients expect."""
    return message.model_dump_json(exclude_none=True)


def decode_base64(data: str) -> bytes:
    """Base64 of either alphabet, with or without padding, line breaks or a data: prefix → bytes. ProtocolError otherwise."""
    if data.startswith("data:"):
        data = data.partition(",")[2]
    decoded: list[bytes] = []
    rest = ""
    try:
        for start in range(0, len(data), PIECE):  # other threads get their turn between two
            text = rest + data[start : start + PIECE].translate(_TO_STANDARD)
            whole = len(text) // 4 * 4
            decoded.append(base64.b64decode(text[:whole], validate=True))
            rest = text[whole:]
        decoded.append(base64.b64decode(rest + "=" * (-len(rest) % 4), validate=True))
    except (binascii.Error, ValueError):
        raise ProtocolError("The data is not base64; send the file's bytes encoded as base64 text.") from None
    return b"".join(decoded)


PIECE = 1 << 20  # characters
LARGE, MAX_PARTS = 1 << 16, 4096  # of a message with more characters than the first so many parts are read: files are one part each
_TO_STANDARD = str.maketrans({"-": "+", "_": "/", "=": None, "\n": None, "\r": None, " ": None})


def _checked(text: str | bytes, adapter: TypeAdapter[T]) -> T:
    if isinstance(text, str) and len(text) > LARGE and sum(map(text.count, "[{,")) > MAX_PARTS:
        raise ProtocolError("The message has too many parts to be one of ours; see the protocol's description.")
    try:
        value = json.loads(text)
        if isinstance(text, str) and ("\\ud" in text or "\\uD" in text):
            json.dumps(value, ensure_ascii=False).encode()  # half a character, as "\\ud800", could not be sent back
    except (ValueError, RecursionError):
        raise ProtocolError("The message is not JSON; send one JSON object a text frame.") from None
    if not isinstance(value, dict):
        raise ProtocolError("The message is not a JSON object; send one with a `type`, as in the protocol's description.")
    try:
        return adapter.validate_python(value)
    except ValidationError as error:
        raise ProtocolError(_sentence(value, error)) from None


def _sentence(value: dict[str, Any], error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    kind = value.get("type")
    if first["type"] == "union_tag_not_found":
        return "The message has no `type`; every message needs one."
    if first["type"] == "union_tag_invalid":
        return f"There is no message of type {str(kind)[:40]!r}; expected one of: {str(first['ctx']['expected_tags'])}."
    where = ".".join(str(part) for part in first["loc"][1:])
    return f"The {kind} message cannot be used: {where}: {first['msg'][:1].lower()}{first['msg'][1:]}."
