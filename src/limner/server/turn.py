"""Settings → credentials for the TURN server, for clients that cannot reach this machine directly.

With coturn's shared secret they are made for an hour each, as its REST convention has it (draft-uberti-behave-turn-rest-00).
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from limner.config import Config
from limner.protocol.messages import IceServer

LIVES_S = 3600


def ice_servers(config: Config, owner: str, now_s: float) -> list[IceServer]:
    """One entry for each URL of --turn; none without it. now_s is wall time; owner names the client in coturn's log."""
    if config.turn_secret:
        username = f"{int(now_s) + LIVES_S}:{owner}"
        digest = hmac.digest(config.turn_secret.encode(), username.encode(), hashlib.sha1)
        credential = base64.b64encode(digest).decode()
    else:
        username, credential = config.turn_username or "", config.turn_password or ""
    return [IceServer(urls=url, username=username, credential=credential) for url in config.turn]
