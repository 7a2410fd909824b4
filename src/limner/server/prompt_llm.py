"""A behaviour prompt → Behaviour, read by a language model behind an OpenAI-compatible address; None where that does not come in time.

Only asked where `--prompt-llm-url` is set and the client wants its prompt enhanced. The model chooses from the catalogue and can do nothing
else (`engine/behaviour/answer.py`): what it answers is never shown, run or sent on. Nobody waits for it but the task that asks.
"""

from __future__ import annotations

import asyncio
import json
import logging

import aiohttp

from limner.config import Config
from limner.engine.behaviour.answer import QUESTION, understood
from limner.engine.types import Behaviour

log = logging.getLogger(__name__)

LIMIT_S = 2.0  # from asking to the last byte; by then the reading on this machine has long been in effect
MAX_BYTES = 100_000  # of an answer
MAX_CHARS = 4000  # of a prompt
AT_ONCE = 4  # more are not asked: an attack on the prompt is no attack on the bill


class PromptModel:
    """A chat model. `read` may be called from any task of one event loop."""

    def __init__(self, url: str, key: str | None, model: str, limit_s: float = LIMIT_S) -> None:
        self._url = url.rstrip("/").removesuffix("/chat/completions").removesuffix("/v1") + "/v1/chat/completions"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._model = model
        self._limit_s = limit_s
        self.asking = 0  # questions under way

    @classmethod
    def of(cls, config: Config) -> PromptModel | None:
        return cls(config.prompt_llm_url, config.prompt_llm_key, config.prompt_llm_model) if config.prompt_llm_url else None

    async def read(self, prompt: str) -> Behaviour | None:
        """None: too late, unreachable, refused, or an answer without sense. Logs why; never raises but when cancelled."""
        if self.asking >= AT_ONCE or not prompt.strip():
            return None
        self.asking += 1
        try:
            async with asyncio.timeout(self._limit_s):
                return understood(json.loads(await self._ask(prompt[:MAX_CHARS])))
        except (TimeoutError, aiohttp.ClientError, OSError) as problem:
            log.warning("prompt model: no answer (%s)", type(problem).__name__)
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            log.warning("prompt model: an answer that is not the JSON asked for")
        finally:
            self.asking -= 1
        return None

    async def _ask(self, prompt: str) -> str:
        """The text of the answer. ValueError and the like if it is none."""
        body = {
            "model": self._model,
            "temperature": 0,
            "max_tokens": 900,
            "response_format": {"type": "json_object"},
            "messages": [{"role": "system", "content": QUESTION}, {"role": "user", "content": json.dumps({"description": prompt})}],
        }
        async with (
            aiohttp.ClientSession(headers=self._headers) as http,
            http.post(self._url, json=body, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise aiohttp.ClientError(f"status {answer.status}")
            said = await answer.content.read(MAX_BYTES)
            while not answer.content.at_eof() and len(said) < MAX_BYTES:
                said += await answer.content.read(MAX_BYTES - len(said))
        return str(json.loads(said)["choices"][0]["message"]["content"])
