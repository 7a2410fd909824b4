"""Ports that must be free, and the address that clients are told."""

from __future__ import annotations

import errno
import ipaddress
import socket

import aioice.ice

from limner.config import Config
from limner.doctor.finding import Finding


def tcp_port(config: Config) -> Finding:
    where = f"{config.host}:{config.port}"
    try:
        family = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0][0]
        both = config.host == "::" and socket.has_dualstack_ipv6()  # as the server does
        with socket.create_server((config.host, config.port), family=family, dualstack_ipv6=both):
            return Finding("port", "good", f"TCP {where} is free.")
    except OSError as error:
        advice = {
            errno.EACCES: "Only root may take ports below 1024: choose a higher --port and put a proxy in front.",
            errno.EADDRNOTAVAIL: "This machine has no such address: give --host 0.0.0.0, and the public one as --public-ip.",
        }.get(error.errno or 0, "Stop what listens there, or choose another --port or --host.")
        return Finding("port", "bad", f"TCP {where} cannot be taken: {(error.strerror or str(error)).lower()}.", advice)


def udp_ports(config: Config) -> Finding:
    if config.udp_ports is None:
        text = "Media takes any free UDP port."
        if config.loopback:
            return Finding("udp", "good", text)
        return Finding("udp", "warning", text, "Set --udp-ports A-B and open that range in the firewall, or media will not get through.")
    first, last = config.udp_ports
    taken = [port for port in range(first, last + 1) if not _is_free(port)]
    free = last - first + 1 - len(taken)
    if taken:
        text = f"{len(taken)} of the UDP ports {first}-{last} are taken, {taken[0]} for one; {free} viewers at most."
        return Finding("udp", "warning" if free else "bad", text, "Choose another --udp-ports.")
    if free < config.max_sessions:
        text = f"UDP {first}-{last} are {free} ports, one for each viewer, and --max-sessions is {config.max_sessions}."
        return Finding("udp", "warning", text, "Choose a wider --udp-ports.")
    return Finding("udp", "good", f"UDP {first}-{last} are free: {free} viewers at most. A firewall must let them in.")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("0.0.0.0", port))
        except OSError:
            return False
    return True


def public_ip(config: Config) -> Finding:
    own = [address for address in own_addresses() if ":" not in address]
    if config.public_ip is None:
        if config.loopback:
            return Finding("address", "good", "Only this machine can connect.")
        if any(_is_public(address) for address in own):
            return Finding("address", "good", f"Clients are told {', '.join(own)}.")
        text = f"Clients are told {', '.join(own) or 'no address'}, which only the local network reaches."
        return Finding(
            "address", "warning", text, "For clients elsewhere give --public-ip, the address under which they find this machine."
        )
    if config.loopback:
        text = f"--public-ip {config.public_ip} is of no use while --host is {config.host}."
        return Finding("address", "warning", text, "Give --host 0.0.0.0 as well.")
    if not _is_public(config.public_ip):
        text = f"--public-ip {config.public_ip} is no address of the internet."
        return Finding("address", "warning", text, "Right for clients of the same network; others need the address they see.")
    if config.public_ip in own:
        return Finding("address", "good", f"Clients are told {config.public_ip}, an address of this machine.")
    text = f"Clients are told {config.public_ip}; the network must map it to {', '.join(own) or 'this machine'}"
    if config.udp_ports is None:
        return Finding("address", "warning", f"{text}, every UDP port.", "Set --udp-ports, and forward that range.")
    return Finding("address", "good", f"{text}, TCP {config.port} and UDP {config.udp_ports[0]}-{config.udp_ports[1]}, ports unchanged.")


def own_addresses() -> list[str]:
    """Those that media would be offered on, loopback left out."""
    return aioice.ice.get_host_addresses(use_ipv4=True, use_ipv6=True)


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address).is_global
