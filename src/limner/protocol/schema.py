"""The messages → one JSON Schema, for clients in other languages. `python -m limner.protocol.schema > docs/protocol.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from limner.protocol.messages import ClientMessage, ServerMessage


def schema() -> dict[str, Any]:
    """{"client": schema of what a client may send, "server": schema of what it may get}."""
    client: TypeAdapter[ClientMessage] = TypeAdapter(ClientMessage)
    server: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
    return {"client": client.json_schema(), "server": server.json_schema()}


if __name__ == "__main__":
    print(json.dumps(schema(), indent=2))
