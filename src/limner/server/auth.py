"""Keys → what their holder may do. Server keys open everything; client tokens (`ek_…`) open sessions for a while and make no tokens.

A token carries its own claims and a signature made with the server's keys, so any server with the same keys honours it and none need
remember it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

from limner.errors import AuthError
from limner.protocol.codes import MODEL, MODELS

TOKEN_PREFIX = "ek_"
DEFAULT_TOKEN_S = 60
MAX_TOKEN_S = 3600
SIGNATURE_BYTES = 16
EXPIRED = "this client token has expired; make a new one"


@dataclass(frozen=True, slots=True)
class Access:
    """What a key opens."""

    owner: str  # a name for whoever holds it, safe to log; tokens share the owner of the key that made them
    may_make_tokens: bool = True
    session_limit_s: float | None = None
    expired: bool = False  # a token that was good once: only for the session that it opened then
    watches: str | None = None  # the only session that it opens, and only to watch it


class Keys:
    """api_keys: the server's; none, with `open_door`, lets any key in (only for a server that nobody else can reach)."""

    def __init__(self, api_keys: tuple[str, ...], *, open_door: bool) -> None:
        self._keys = {key.encode(): f"k{hashlib.sha256(key.encode()).hexdigest()[:8]}" for key in api_keys}
        self._open_door = open_door and not api_keys
        secret = "\n".join(sorted(api_keys)) or secrets.token_hex()
        self._secret = hashlib.sha256(b"limner client tokens\n" + secret.encode()).digest()

    def check(self, key: str | None, *, now_s: float, model: str | None = None, to_come_back: bool = False) -> Access:
        """A key or token → what it opens. AuthError says why not. now_s is wall time. to_come_back: an expired token is not refused."""
        if key and key.startswith(TOKEN_PREFIX):
            access = self._check_token(key, now_s, model)
            if access.expired and not to_come_back:
                raise AuthError(EXPIRED)
            return access
        if self._open_door:
            return Access(owner="local")
        for known, owner in self._keys.items():
            if hmac.compare_digest(known, (key or "").encode()):
                return Access(owner)
        raise AuthError("invalid API key" if key else "an API key is needed; add api_key=… to the address")

    def make_token(
        self,
        access: Access,
        *,
        now_s: float,
        lives_s: int,
        models: tuple[str, ...],
        session_limit_s: float | None,
        watches: str | None = None,
    ) -> str:
        """A client token, valid for `lives_s`. No models: any. watches: a session's id, then it opens nothing else.

        AuthError if this access may make none.
        """
        if not access.may_make_tokens:
            raise AuthError("a client token cannot make tokens; use an API key")
        claims = {
            "o": access.owner,
            "e": round(now_s + lives_s),
            "m": list(models),
            "s": session_limit_s,
            "w": watches,
            "n": secrets.token_hex(4),
        }
        body = json.dumps({k: v for k, v in claims.items() if v}, separators=(",", ":")).encode()
        return TOKEN_PREFIX + _text(self._sign(body) + body)

    def _check_token(self, token: str, now_s: float, model: str | None) -> Access:
        try:
            text = token.removeprefix(TOKEN_PREFIX)
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            raise AuthError("invalid API key: this client token is not one of ours") from None
        signature, body = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(body)):
            raise AuthError("invalid API key: this client token is not one of ours")
        claims = json.loads(body)
        allowed = [canonical_model(name) for name in claims.get("m", [])]
        if allowed and canonical_model(model) not in allowed:
            raise AuthError("this client token is not allowed to use this model")
        return Access(
            claims["o"],
            may_make_tokens=False,
            session_limit_s=claims.get("s"),
            expired=now_s >= claims["e"],
            watches=claims.get("w"),
        )

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, body, "sha256")[:SIGNATURE_BYTES]


def canonical_model(name: str | None) -> str:
    """All spellings of our model are one; others stay what they are."""
    return MODEL if name is None or name in MODELS else name


def _text(raw: bytes) -> str:
    """Letters, digits, - and _ only: old SDKs put the key into the URL as it is."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
