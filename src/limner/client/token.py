"""A session ↔ the token that lets others watch it: base64 of JSON {sid, ip, port}, as existing SDKs make it."""

from __future__ import annotations

import base64
import json

from limner.errors import SessionNotFound


def encode(session_id: str, server_ip: str, server_port: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"sid": session_id, "ip": server_ip, "port": server_port}).encode()).decode()


def decode(token: str) -> tuple[str, str, int]:
    """→ session id, and the server's ip and port. SessionNotFound if it is no such token."""
    try:
        value = json.loads(base64.b64decode(token.translate(str.maketrans("-_", "+/")), validate=True))
        sid, ip, port = value["sid"], value["ip"], value["port"]
        if not (sid and ip and port):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        raise SessionNotFound("This is no subscribe token; take `subscribe_token` of the avatar to watch, once it is connected.") from None
    return str(sid), str(ip), int(port)
