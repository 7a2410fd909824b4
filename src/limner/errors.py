"""The tree of errors, and one table per transport: error → wire text, HTTP status, WebSocket close code.

Every message says in one sentence what was wrong and what to do. Programs read `code` and `fields`, never the text.
The wire text of a retryable error must not contain the words existing SDKs take as final (see `protocol/codes.py`).
"""

from __future__ import annotations

from typing import ClassVar


class LimnerError(Exception):
    """Base of every error Limner raises on purpose."""

    code: ClassVar[str] = "internal"
    http_status: ClassVar[int] = 500
    close_code: ClassVar[int] = 1011
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, **fields: object) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:  # fields must survive the way from a worker process
        return (_rebuild, (type(self), self.message, self.fields))


def _rebuild(cls: type[LimnerError], message: str, fields: dict[str, object]) -> LimnerError:
    return cls(message, **fields)


class ConfigError(LimnerError):
    """A setting is missing, unknown or contradicts another."""

    code = "bad_config"


class PortraitError(LimnerError):
    """The picture sent as a portrait cannot be used."""

    code = "bad_portrait"
    http_status = 422
    close_code = 4422


class BadBackground(PortraitError):
    """What the person shall stand before is neither a wish that there is nor a picture."""

    code = "bad_background"


class NotAnImage(PortraitError):
    code = "not_an_image"


class ImageTooLarge(PortraitError):
    code = "image_too_large"
    http_status = 413


class ImageTruncated(PortraitError):
    code = "image_truncated"


class NoFace(PortraitError):
    code = "no_face"


class FaceTooSmall(PortraitError):
    code = "face_too_small"


class AudioError(LimnerError):
    """Sound sent as a file or as chunks cannot be used."""

    code = "bad_audio"
    http_status = 422
    close_code = 4422


class AudioUndecodable(AudioError):
    code = "audio_undecodable"


class AudioEmpty(AudioError):
    code = "audio_empty"


class AudioTooLong(AudioError):
    code = "audio_too_long"
    http_status = 413


class TextToSpeechError(LimnerError):
    """A text cannot be made into speech here."""

    code = "text_to_speech"
    http_status = 502


class ProtocolError(LimnerError):
    """A message on the wire is not one Limner understands."""

    code = "bad_message"
    http_status = 400
    close_code = 4400


class AuthError(LimnerError):
    """No key, or one that does not open this."""

    code = "unauthorized"
    http_status = 401
    close_code = 4401


class SessionNotFound(LimnerError):
    """A viewer or a reconnect names a session that is not there."""

    code = "session_not_found"
    http_status = 404
    close_code = 4404


class AtCapacity(LimnerError):
    """Every place is taken; try again later."""

    code = "at_capacity"
    http_status = 503
    close_code = 4503
    retryable = True


class WorkerLost(LimnerError):
    """The process that drew this session died and could not be replaced."""

    code = "worker_lost"
    http_status = 503
    close_code = 4503
    retryable = True


# --- a client's own ----------------------------------------------------------------------------------------------------------------


class Unreachable(LimnerError):
    """The server cannot be reached at its address."""

    code = "unreachable"
    http_status = 502
    retryable = True


class Disconnected(LimnerError):
    """The connection was closed, or lost and not found again."""

    code = "disconnected"
    http_status = 502
    retryable = True


class NoAnswer(LimnerError):
    """The server did not answer in time."""

    code = "timeout"
    http_status = 504
    retryable = True


class MediaBlocked(LimnerError):
    """Signalling works, but picture and sound do not get through."""

    code = "media_blocked"
    http_status = 502
