"""Settings → findings about this machine, one check after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from limner.config import Config
from limner.doctor.capacity import capacity
from limner.doctor.finding import Finding
from limner.doctor.machine import cache, codecs, keys, python, renderer
from limner.doctor.network import public_ip, tcp_port, udp_ports
from limner.doctor.tls import tls
from limner.doctor.turn import turn
from limner.errors import ConfigError

CHECKS: tuple[Callable[[Config], Finding], ...] = (python, codecs, renderer, tcp_port, udp_ports, public_ip, tls, turn, keys, cache)


def examine(config: Config, *, measure: bool = True) -> Iterator[Finding]:
    """Every check in turn; none changes anything on the machine. measure: with the last one, which draws on all cores for some seconds."""
    for check in CHECKS:
        yield check(config)
    if measure:
        yield capacity(config)


def check_start(config: Config) -> None:
    """What would stop a server at once, found before it warms up. ConfigError."""
    for finding in (tcp_port(config), tls(config), renderer(config)):
        if finding.verdict == "bad":
            raise ConfigError(f"{finding.text} {finding.advice}")
