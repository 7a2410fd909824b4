"""Messages: what clients really send parses, what they must not get wrong is worded for them."""

from __future__ import annotations

import base64
import json

import pytest

from limner import errors
from limner.protocol import codes, messages
from limner.protocol.schema import schema


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"type": "set_image", "image_data": None, "prompt": None}, messages.SetImage()),
        ({"type": "set_image", "prompt": "wave"}, messages.SetImage(prompt="wave")),
        ({"type": "prompt", "prompt": " smile \n", "enhance_prompt": True}, messages.Prompt(prompt=" smile \n", enhance_prompt=True)),
        ({"type": "ice-candidate", "candidate": None}, messages.IceCandidate()),
        ({"type": "ice-candidate"}, messages.IceCandidate()),
        (
            {"type": "ice-candidate", "candidate": {"candidate": "", "sdpMid": "0", "sdpMLineIndex": 0}},
            messages.IceCandidate(candidate=messages.Candidate(candidate="", sdpMid="0", sdpMLineIndex=0)),
        ),
        ({"type": "audio", "audio_data": "AAAA", "new_key": 3}, messages.Audio(audio_data="AAAA")),
    ],
)
def test_what_clients_send_is_understood(sent: dict[str, object], expected: messages.Message) -> None:
    assert messages.parse(json.dumps(sent)) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("[" * 50_000, "not JSON"),
        ("[" * 10_000_000, "too many parts"),  # to read it would take a second, in which nobody's pictures go on
        ('{"type": "prompt", "x": [' + "[]," * 1_000_000 + "1]}", "too many parts"),
        ("[1]", "not a JSON object"),
        ('"offer"', "not a JSON object"),
        ('{"type": "prompt", "prompt": "\\ud800"}', "not JSON"),
        ("{}", "no `type`"),
        ('{"type": "dance"}', "no message of type 'dance'"),
        ('{"type": 7}', "no message of type '7'"),
        ('{"type": "offer"}', "sdp"),
        ('{"type": "prompt", "prompt": ""}', "prompt"),
        ('{"type": "audio_chunk", "audio_data": "", "sample_rate": 44100}', "sample_rate"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(errors.ProtocolError) as caught:
        messages.parse(text)
    assert says in caught.value.message
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < 400


def test_absent_fields_are_left_out_of_answers() -> None:
    assert json.loads(messages.dump(messages.SetImageAck(success=True))) == {"type": "set_image_ack", "success": True}
    assert messages.parse_server('{"type": "generation_tick", "seconds": 3}') == messages.GenerationTick(seconds=3)


def test_prompt_comes_back_byte_for_byte() -> None:
    text = "  N\u0303o\tdé\u200b  "
    assert json.loads(messages.dump(messages.PromptAck(prompt=text, success=True)))["prompt"] == text


@pytest.mark.parametrize("data", [b"", b"a", b"\xfb\xff\xfe", bytes(range(256)), bytes(range(251)) * 9000], ids=len)
def test_base64_in_every_dress(data: bytes) -> None:
    standard, url = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()
    for text in (standard, url, standard.rstrip("="), f"data:image/png;base64,{standard}", standard[:4] + "\r\n" + standard[4:]):
        assert messages.decode_base64(text) == data


@pytest.mark.parametrize("text", ["%%%%", "äöü", "A"])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(errors.ProtocolError):
        messages.decode_base64(text)


def test_wording_decides_whether_clients_retry() -> None:
    assert codes.is_final(codes.wire_text(errors.AuthError("This key is unknown.")))
    assert codes.is_final(codes.wire_text(errors.SessionNotFound("There is no session abc.")))
    passing = [errors.AtCapacity("All 401 places are taken; try again soon."), errors.AudioEmpty('"Permission Denied.wav" holds no sound.')]
    for error in passing:
        assert not codes.is_final(codes.wire_text(error))


def test_schema_names_every_message() -> None:
    text = json.dumps(schema())
    for name in ("set_image", "ice-candidate", "audio_chunk", "speech_ended", "session_limits"):
        assert f'"{name}"' in text
