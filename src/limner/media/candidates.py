"""Which addresses a peer is offered: this machine's own, a loopback one where there is no other, and the one before the NAT."""

from __future__ import annotations

import asyncio
import random
import re
import socket
from dataclasses import dataclass
from typing import Any

import aioice.ice
from aioice.candidate import Candidate, candidate_foundation, candidate_priority

from limner.errors import AtCapacity

UDP_BUFFER = 1 << 20  # bytes; a key frame is a burst


@dataclass(frozen=True)
class Network:
    """Where media may come in."""

    public_ip: str | None = None  # shown beside the real address (1:1 NAT)
    udp_ports: tuple[int, int] | None = None  # first and last; any free one otherwise
    loopback: bool = False  # offer 127.0.0.1 as well


def gather_on(connection: Any, network: Network) -> None:
    """Makes one aioice connection gather host candidates by our rules. No STUN, no TURN: a server is found, it need not find itself."""

    async def gather(component: int, **_: Any) -> list[Candidate]:
        candidates = []
        for n, address in enumerate(_addresses(network)):
            protocol = await _bind(connection, address, network.udp_ports)
            if protocol is None:
                continue
            host, port = protocol.transport.get_extra_info("sockname")[:2]
            protocol.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=component,
                transport="udp",
                priority=candidate_priority(component, "host", 65535 - n),
                host=host,
                port=port,
                type="host",
            )
            connection._protocols.append(protocol)
            candidates.append(protocol.local_candidate)
        if not candidates:
            raise AtCapacity("No port for media is free just now; try again in a moment.")
        return candidates

    connection.get_component_candidates = gather


def _addresses(network: Network) -> list[str]:
    found = aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True)
    if network.loopback or not found:
        found = [*found, "127.0.0.1"]
    return found


async def _bind(connection: Any, address: str, ports: tuple[int, int] | None) -> Any:
    """A bound protocol; None if this address cannot be used, or no port of the range is free on it."""
    loop = asyncio.get_running_loop()
    candidates = [0] if ports is None else random.sample(range(ports[0], ports[1] + 1), ports[1] - ports[0] + 1)
    for port in candidates:
        try:
            transport, protocol = await loop.create_datagram_endpoint(
                lambda: aioice.ice.StunProtocol(connection), local_addr=(address, port)
            )
        except OSError:
            continue
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UDP_BUFFER)
        return protocol
    return None


_CANDIDATE = re.compile(r"a=candidate:(\S+) (\d) udp (\d+) (\S+) (\d+) typ host\s*", re.IGNORECASE)


def with_public_address(sdp: str, public_ip: str | None) -> str:
    """The answer, with the NAT's outer address as one more candidate for each port of the same family."""
    if public_ip is None:
        return sdp
    lines = []
    for line in sdp.splitlines():
        lines.append(line)
        match = _CANDIDATE.fullmatch(line)
        if match and (":" in match[4]) == (":" in public_ip):
            foundation, component, priority, _, port = match.groups()
            lines.append(f"a=candidate:{foundation}p {component} udp {int(priority) - 1} {public_ip} {port} typ host")
    return "\r\n".join(lines) + "\r\n"


def usable_offer(sdp: str) -> str:
    """The offer, without candidates that need multicast DNS and without its end-of-candidates.

    Resolving a .local name takes a second and mostly fails; the address is learned from the peer's first packet instead. That may come
    after all candidates failed, so ICE must not be told that there are no more.
    """
    drop = re.compile(r"a=end-of-candidates|a=candidate:\S+ \d \S+ \d+ \S+\.local .*", re.IGNORECASE)
    return "\r\n".join(line for line in sdp.splitlines() if not drop.fullmatch(line.strip())) + "\r\n"
