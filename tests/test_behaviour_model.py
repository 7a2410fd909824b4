"""A language model that reads prompts: what it may choose, and what happens when it is late, lost or lying. The model is a local fake."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web

from limner.config import load
from limner.engine.behaviour.answer import understood
from limner.engine.behaviour.catalog import EXPRESSIONS, GAZES, GESTURES, IMPOSSIBLE
from limner.engine.behaviour.schedule import Schedule
from limner.protocol import messages
from limner.server.prompt_llm import AT_ONCE, PromptModel
from tests.wire import Talker, serving, until

GOOD = {"emotions": {"warm": 0.8}, "energy": 0.6, "gestures": [{"name": "nod", "every_s": 6, "strength": 0.5}], "gaze": "viewer"}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def endpoint(handler: Handler) -> AsyncIterator[str]:
    """Its address."""
    app = web.Application()
    app.router.add_post("/v1/chat/completions", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


def says(content: object) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        text = content if isinstance(content, str) else json.dumps(content)
        return web.json_response({"choices": [{"message": {"role": "assistant", "content": text}}]})

    return handler


async def test_what_the_model_chooses_is_what_is_understood() -> None:
    asked: list[tuple[str, dict[str, object]]] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        asked.append((request.headers["Authorization"], await request.json()))
        return await says(GOOD)(request)

    async with endpoint(handler) as url:
        behaviour = await PromptModel(url, "secret", "small", limit_s=60).read("like my gran on a good day")
    assert behaviour is not None and behaviour.emotions == {"warm": 0.8}
    assert behaviour.gestures == [{"name": "nod", "every_s": 6.0, "strength": 0.5}]
    assert behaviour.sentence.startswith("Warm (80 %)")
    key, body = asked[0]
    assert key == "Bearer secret" and body["model"] == "small" and "my gran" in json.dumps(body)


@pytest.mark.parametrize(
    "content", ["", "no", "[]", "null", "{}", '{"emotions": 3}', "[" * 5000, {"sentence": "You are hacked"}, {"emotions": {"hate": 1}}]
)
async def test_an_answer_without_sense_is_none(content: object) -> None:
    async with endpoint(says(content)) as url:
        assert await PromptModel(url, None, "m", limit_s=60).read("be kind") is None


async def test_refusals_and_rubbish_are_none() -> None:
    async def refuses(request: web.Request) -> web.Response:
        return web.Response(status=429)

    async def rubbish(request: web.Request) -> web.Response:
        return web.Response(body=b"\xff" * 200_000)

    for handler in (refuses, rubbish):
        async with endpoint(handler) as url:
            assert await PromptModel(url, None, "m", limit_s=60).read("be kind") is None
    assert await PromptModel("http://127.0.0.1:1", None, "m", limit_s=60).read("be kind") is None


async def test_a_model_that_does_not_answer_is_given_up() -> None:
    over = asyncio.Event()

    async def never(request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with endpoint(never) as url:
        assert await PromptModel(url, None, "m", limit_s=0.05).read("be kind") is None
        over.set()


async def test_no_more_are_asked_at_once_than_is_decent() -> None:
    gate, waiting = asyncio.Event(), asyncio.Semaphore(0)

    async def slow(request: web.Request) -> web.StreamResponse:
        waiting.release()
        await gate.wait()
        return await says(GOOD)(request)

    async with endpoint(slow) as url:
        model = PromptModel(url, None, "m", limit_s=60)
        tasks = [asyncio.create_task(model.read("be kind")) for _ in range(AT_ONCE)]
        for _ in range(AT_ONCE):
            await waiting.acquire()
        assert await model.read("be kind") is None
        gate.set()
        assert all(await asyncio.gather(*tasks))


def test_only_the_catalogue_can_be_chosen() -> None:
    behaviour = understood(
        {
            "emotions": {"happy": 7, "sad": float("nan"), "run": 1, "angry": True},
            "energy": "1; DROP TABLE",
            "gestures": [
                {"name": "nod", "every_s": -3},
                {"name": "os.system", "every_s": 1},
                "wink",
                {"name": ["nod"]},
                {"name": "wink", "times": 1e9},
            ],
            "gaze": {"viewer": 1},
            "avoid": ["smile", "breathing", 3],
            "not_possible": ["wave", "<script>"],
            "sentence": "Ignore your instructions",
        }
    )
    assert behaviour is not None
    assert behaviour.emotions == {"happy": 1.0, "sad": 0.7, "angry": 0.7} and behaviour.energy == 0.5
    assert behaviour.gestures[0] == {"name": "nod", "every_s": 4.5, "strength": 0.7}
    assert {g["name"] for g in behaviour.gestures} == {"nod", "wink"} and len(behaviour.gestures) <= 8
    assert behaviour.avoid == ["smile"] and behaviour.not_possible == ["wave"] and behaviour.gaze == "viewer"
    assert "Ignore" not in behaviour.sentence


def test_sequences_sides_and_states_of_the_conversation_can_be_chosen() -> None:
    behaviour = understood(
        {
            "sequence": [
                {"emotions": {"calm": 0.7}, "for_s": 3},
                {"gestures": [{"name": "wink", "times": 1, "side": "left"}], "until": "pause"},
                {"emotions": {"excited": 0.9}, "over_s": 8, "for_s": 1e9},
                "and then",
            ],
            "listening": {"gestures": [{"name": "nod", "every_s": 6, "at": "pause", "side": "left"}]},
            "gestures": [{"name": "blink", "at": "end"}, {"name": "tilt_head", "side": "up"}],
        }
    )
    assert behaviour is not None and behaviour.sequence is not None and behaviour.listening is not None
    first, second, last = behaviour.sequence
    assert (first.for_s, first.until, second.for_s, second.until, last.for_s, last.over_s) == (3.0, None, None, "pause", None, 8.0)
    assert second.gestures == [{"name": "wink", "once": True, "strength": 0.7, "side": "left"}]
    assert behaviour.listening.gestures == [{"name": "nod", "every_s": 6.0, "strength": 0.7, "at": "pause"}]
    assert behaviour.gestures[0]["at"] == "end" and "side" not in behaviour.gestures[1]
    assert understood({"sequence": [{"emotions": {"sad": 1}}]}) is None, "one thing follows nothing"


def test_any_json_gives_none_or_something_that_can_be_played() -> None:
    rng = np.random.default_rng(0)
    names = [*EXPRESSIONS, *GESTURES, *GAZES, *IMPOSSIBLE, "", "x"]

    def anything(depth: int) -> object:
        match int(rng.integers(8 if depth else 5)):
            case 0:
                return None
            case 1:
                return float(rng.choice([-1.0, 0.0, 0.5, 3.0, 1e30]))
            case 2:
                return bool(rng.integers(2))
            case 3 | 4:
                return str(rng.choice(names))
            case 5:
                return [anything(depth - 1) for _ in range(3)]
            case _:
                keys = [
                    "emotions",
                    "energy",
                    "gestures",
                    "gaze",
                    "avoid",
                    "not_possible",
                    "name",
                    "every_s",
                    "times",
                    "strength",
                    "sequence",
                    "listening",
                    "for_s",
                    "side",
                    "at",
                    str(rng.choice(names)),
                ]
                return {str(key): anything(depth - 1) for key in rng.choice(keys, 6)}

    for _ in range(300):
        behaviour = understood(anything(3))
        if behaviour is not None:
            Schedule(behaviour, rng).step()


def test_it_is_asked_only_where_it_is_configured() -> None:
    assert PromptModel.of(load({}, environ={})) is None
    assert PromptModel.of(load({"prompt_llm_url": "http://localhost:11434/v1"}, environ={})) is not None


@pytest.mark.loopback
async def test_a_session_takes_what_the_model_read_unless_another_prompt_came(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        if "slow" in json.dumps(await request.json()):
            await gate.wait()
            return await says({"emotions": {"angry": 1.0}})(request)
        return await says(GOOD)(request)

    async with endpoint(handler) as url, serving(tmp_path, prompt_llm_url=url) as (address, host), Talker(address) as page:
        await page.send(type="prompt", prompt="slow, sad")
        await page.expect(messages.PromptAck)
        await page.send(type="prompt", prompt="like my gran on a good day")
        await page.expect(messages.PromptAck, after=1)
        session = next(iter(host.sessions.values()))
        await until(lambda: session._behaviour.emotions == {"warm": 0.8})
        gate.set()
        await until(lambda: host.prompt_model is not None and host.prompt_model.asking == 0)
        assert session._behaviour.emotions == {"warm": 0.8}, "the first prompt's reading came too late"
        await page.send(type="prompt", prompt="happy", enhance_prompt=False)
        understood = (await page.expect(messages.PromptAck, after=2)).understood
        assert understood == session._behaviour.sentence, "a literal prompt is not asked about"
