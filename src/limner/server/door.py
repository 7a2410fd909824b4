"""Connections that were made and ask nothing: shown out after a while. They cost nothing to open, and each holds a file descriptor."""

from __future__ import annotations

import asyncio

from aiohttp.web_protocol import RequestHandler

FIRST_REQUEST_S = 30.0  # from the connection to the end of its first request's headers


class Door:
    """Used by one event loop."""

    def __init__(self) -> None:
        self._silent: dict[RequestHandler, asyncio.TimerHandle] = {}  # have not asked anything yet

    def let_in(self, guest: RequestHandler) -> RequestHandler:
        """A new connection."""
        self._silent[guest] = asyncio.get_running_loop().call_later(FIRST_REQUEST_S, self._show_out, guest)
        return guest

    def spoke(self, guest: RequestHandler) -> None:
        """It has asked something; from now on aiohttp's own limits hold."""
        if (timer := self._silent.pop(guest, None)) is not None:
            timer.cancel()

    def close(self) -> None:
        for guest in [*self._silent]:
            self.spoke(guest)

    def _show_out(self, guest: RequestHandler) -> None:
        del self._silent[guest]
        if guest.transport is not None:
            guest.transport.abort()
