"""What both SDKs say is what the server understands, and they know all that it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiohttp import web

from limner.client.wire import Wire, error_of
from limner.errors import AtCapacity, LimnerError, NoFace
from limner.protocol import messages

ROOT = Path(__file__).parents[1]
PYTHON = "\n".join(path.read_text() for path in sorted((ROOT / "src/limner/client").glob("*.py")))
JAVASCRIPT = (ROOT / "sdk/js/limner.js").read_text()
TYPES = {kind.model_fields["type"].default: kind for kind in messages.Message.__subclasses__() if "type" in kind.model_fields}
SENT = {"set_image", "prompt", "offer", "ice-candidate", "audio", "audio_chunk", "interrupt"}
# An answer to an offer the server never makes; how it tells older clients of its TURN server.
NOT_FOR_THEM = {"ice-restart"}


@pytest.mark.parametrize("source", [PYTHON, JAVASCRIPT], ids=["python", "javascript"])
def test_every_message_of_the_server_is_known(source: str) -> None:
    for name in set(TYPES) - SENT - NOT_FOR_THEM:
        assert f'"{name}"' in source, f"{name} is not handled"


@pytest.mark.parametrize("source", [PYTHON, JAVASCRIPT], ids=["python", "javascript"])
def test_only_messages_and_fields_that_exist_are_sent(source: str) -> None:
    found = re.findall(r'\{\s*"?type"?: "([\w-]+)"([^}]*)\}', source)
    assert len(found) >= 6
    for name, rest in found:
        fields = set(re.findall(r'"?(\w+)"?:', rest)) | set(re.findall(r"[,{] ?(\w+)(?=[,} ])", rest))
        assert fields <= set(TYPES[name].model_fields) | {"stream", "video"}, f"{name}: {fields}"


def test_errors_by_their_code() -> None:
    assert isinstance(error_of({"error": "x", "code": "no_face"}), NoFace)
    assert isinstance(error_of({"error": "x", "code": "at_capacity"}), AtCapacity)
    assert type(error_of({"error": "x", "code": "something new"})) is LimnerError
    assert error_of({}).message


async def test_what_is_no_message_ends_no_connection() -> None:
    async def server(request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        async for question in ws:
            for text in ("[]", "null", "{", '"text"', '{"type": []}', '{"type": "session_id"}', question.data):
                await ws.send_str(text)
            await ws.send_bytes(b"\0")
            await ws.send_json({"type": "interrupted", "played_ms": 7})
        return ws

    app = web.Application()
    app.router.add_get("/", server)
    runner = web.AppRunner(app)
    await runner.setup()
    heard: list[str] = []
    wire = Wire(lambda message: heard.append(message["session_id"]))
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await wire.open(f"ws://127.0.0.1:{runner.addresses[0][1]}/", {})
        for _ in range(2):
            assert (await wire.ask({"type": "interrupt"}, "interrupted"))["played_ms"] == 7
        assert not heard
    finally:
        await wire.close()
        await runner.cleanup()
