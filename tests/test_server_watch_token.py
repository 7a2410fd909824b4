"""A token for watching one session opens nothing else: it is what stands in a link that is passed on."""

from __future__ import annotations

from pathlib import Path

import aiohttp
import pytest

from limner.protocol import messages
from tests.wire import Talker, serving


@pytest.mark.loopback
async def test_a_token_for_watching_opens_its_session_and_nothing_else(tmp_path: Path) -> None:
    async with serving(tmp_path, api_key=("secret",), workers=1) as (address, host), aiohttp.ClientSession() as http:

        async def make(wish: object) -> str:
            async with http.post(f"{address}/v1/client/tokens", headers={"X-API-KEY": "secret"}, json={"watchSession": wish}) as answer:
                return str((await answer.json()).get("apiKey", answer.status))

        assert await make(5) == await make("") == await make("x" * 101) == "400"
        async with Talker(address, api_key="secret") as avatar:
            session = (await avatar.expect(messages.SessionId)).session_id
            token, other = await make(session), await make("another")
            async with Talker(address, f"/subscribe/{session}", api_key=token) as viewer:
                assert (await viewer.expect(messages.SessionId)).session_id == session
            for path, key in ((f"/subscribe/{session}", other), ("/v1/stream", token)):
                async with Talker(address, path, api_key=key) as refused:
                    assert (await refused.expect(messages.Error)).code == "unauthorized"
            async with http.post(f"{address}/v1/audio/speech", headers={"X-API-KEY": token}, json={"input": "Hi."}) as answer:
                assert answer.status == 401
            assert len(host.sessions) == 1
