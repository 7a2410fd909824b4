"""Each TURN server of the settings: an allocation with the credentials that clients will get, and a packet through it to this machine."""

from __future__ import annotations

import asyncio
import re
import secrets
import ssl
import time
from dataclasses import dataclass

from aioice.stun import TransactionError
from aioice.turn import create_turn_endpoint

from limner.config import Config
from limner.doctor.finding import Finding
from limner.doctor.network import own_addresses
from limner.protocol.messages import IceServer
from limner.server.turn import ice_servers

ANSWER_S = 6.0  # for the whole allocation; a packet lost is sent again after 0.5 and 1.5 s
THROUGH_S = 3.0
URL = re.compile(r"(?P<scheme>turns?):(?P<host>\[[^\]]+\]|[^:?]+)(?::(?P<port>\d+))?(?:\?transport=(?P<transport>udp|tcp))?")
CODES = {
    401: "The password or secret is not the server's; with --turn-secret both clocks must agree as well.",
    403: "Let this machine use it.",
    437: "Try again.",
    441: "The user name is not the server's.",
    486: "Raise its user quota.",
    508: "Give it more relay ports.",
}


def turn(config: Config) -> Finding:
    """The worst finding of all of them."""
    if not config.turn:
        return Finding("turn", "good", "No TURN server: clients whose network stops UDP cannot connect.")
    found = [asyncio.run(_check(server, config)) for server in ice_servers(config, "doctor", time.time())]
    worst = max(found, key=lambda finding: ("good", "warning", "bad").index(finding.verdict))
    if worst.verdict == "good":
        return Finding("turn", "good", " ".join(finding.text for finding in found))
    return worst


@dataclass
class _Relay(asyncio.DatagramProtocol):
    """The relay's end here; wants nothing."""

    problem: Exception | None = None

    def error_received(self, exc: Exception) -> None:
        self.problem = exc


class _Here(asyncio.DatagramProtocol):
    """A media port of this machine."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.came.put_nowait(data)


async def _check(server: IceServer, config: Config) -> Finding:
    url = str(server.urls)
    match = URL.fullmatch(url)
    if match is None:
        return Finding("turn", "bad", f"{url} is no TURN address.", "Write for example turn:turn.example:3478 or turns:turn.example:5349.")
    secure = match["scheme"] == "turns"
    transport = match["transport"] or ("tcp" if secure else "udp")
    if secure and transport == "udp":
        return Finding("turn", "warning", f"{url} cannot be tried from here.", "It was not checked.")
    address = match["host"].strip("[]"), int(match["port"] or (5349 if secure else 3478))
    try:
        async with asyncio.timeout(ANSWER_S):
            relay, protocol = await create_turn_endpoint(
                _Relay,
                address,
                server.username,
                server.credential,
                ssl=ssl.create_default_context() if secure else None,
                transport=transport,
            )
    except TransactionError as error:
        code, reason = _code(error)
        return Finding("turn", "bad", f"{url} gives no relay: {reason}.", CODES.get(code, "See its log."))
    except (OSError, TimeoutError) as error:
        advice = "Is it running there, and does the firewall let it through?"
        return Finding("turn", "bad", f"{url} does not answer ({str(error) or f'nothing for {ANSWER_S:.0f} s'}).", advice)
    try:
        relayed = ":".join(map(str, relay.get_extra_info("sockname")))
        seen = relay.get_extra_info("related_address")[0]
        target = config.public_ip or next(iter(own_addresses()), "127.0.0.1")
        if not await _passes(relay, target, config.udp_ports):
            why = f" ({protocol.problem})" if protocol.problem else ""
            text = f"{url} gives a relay ({relayed}), but what goes through it does not reach this machine at {target}{why}."
            return Finding(
                "turn", "warning", text, "Open the media ports (--udp-ports) to it; coturn wants --allowed-peer-ip for private ones."
            )
        note = f"; it sees this machine as {seen}, which is not --public-ip" if config.public_ip and seen != config.public_ip else ""
        return Finding("turn", "good", f"{url} relays ({relayed}{note}).")
    finally:
        relay.close()
        await relay._TurnTransport__close_task  # type: ignore[attr-defined]  # else the loop ends before the relay is given back


async def _passes(relay: object, target: str, ports: tuple[int, int] | None) -> bool:
    """Does a packet that leaves the relay arrive on a media port here?"""
    loop = asyncio.get_running_loop()
    for port in range(ports[0], ports[1] + 1) if ports else (0,):
        try:
            transport, here = await loop.create_datagram_endpoint(_Here, local_addr=("0.0.0.0", port))
        except OSError:
            continue
        break
    else:
        return True  # no port to try with; another check says so
    word = secrets.token_bytes(8)
    try:
        where = (target, transport.get_extra_info("sockname")[1])
        async with asyncio.timeout(THROUGH_S):
            while True:
                relay.sendto(word, where)  # type: ignore[attr-defined]
                try:
                    async with asyncio.timeout(THROUGH_S / 4):
                        if await here.came.get() == word:
                            return True
                except TimeoutError:
                    continue
    except TimeoutError:
        return False
    finally:
        transport.close()


def _code(error: TransactionError) -> tuple[int, str]:
    if error.response is None or "ERROR-CODE" not in error.response.attributes:
        return 0, "it does not answer" if error.response is None else str(error)
    code, reason = error.response.attributes["ERROR-CODE"]
    return code, f"{code} {reason}".strip()
