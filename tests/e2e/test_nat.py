"""A server behind 1:1 NAT, its client outside, a relay beside, packets that get lost: in network namespaces of Linux.

server ── router (1:1 NAT) ──┬── client
10.77.0.2      198.51.100.5  │   198.51.100.9
                             └── coturn, 198.51.100.20
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import START_S

ROOT = Path(__file__).parents[2]
OUTER, CLIENT, RELAY, INNER = "198.51.100.5", "198.51.100.9", "198.51.100.20", "10.77.0.2"
PORTS = (40_000, 40_009)
KEY = "nat-key"
NEEDS = ("ip", "iptables")


def sh(command: str) -> None:
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr}")


class Net:
    """Namespaces named after this process, so that two runs do not meet."""

    def __init__(self) -> None:
        self.tag = f"lim{os.getpid()}"

    def name(self, place: str) -> str:
        return f"{self.tag}{place}"

    def inside(self, place: str) -> list[str]:
        return ["ip", "netns", "exec", self.name(place)]

    def at(self, place: str, command: str) -> None:
        sh(f"{' '.join(self.inside(place))} {command}")

    def build(self) -> None:
        for place in ("srv", "nat", "cli", "rel", "wan"):
            sh(f"ip netns add {self.name(place)}")
            self.at(place, "ip link set lo up")
        self.at("wan", "ip link add br0 type bridge")
        self.at("wan", "ip link set br0 up")
        for place in ("nat", "cli", "rel"):
            sh(f"ip link add out netns {self.name(place)} type veth peer name {place} netns {self.name('wan')}")
            self.at("wan", f"ip link set {place} master br0 up")
            self.at(place, "ip link set out up")
        sh(f"ip link add out netns {self.name('srv')} type veth peer name in netns {self.name('nat')}")
        self.at("srv", f"ip address add {INNER}/24 dev out")
        self.at("srv", "ip link set out up")
        self.at("srv", "ip route add default via 10.77.0.1")
        self.at("nat", "ip address add 10.77.0.1/24 dev in")
        self.at("nat", "ip link set in up")
        self.at("nat", f"ip address add {OUTER}/24 dev out")
        self.at("nat", "sysctl -qw net.ipv4.ip_forward=1")
        self.at("nat", f"iptables -t nat -A PREROUTING -d {OUTER} -j DNAT --to-destination {INNER}")
        self.at("nat", f"iptables -t nat -A POSTROUTING -o out -s {INNER} -j SNAT --to-source {OUTER}")
        # From outside only the documented ports are open.
        self.at("nat", "iptables -P FORWARD DROP")
        self.at("nat", "iptables -A FORWARD -i in -j ACCEPT")
        self.at("nat", "iptables -A FORWARD -p tcp --dport 8000 -j ACCEPT")
        self.at("nat", f"iptables -A FORWARD -p udp --dport {PORTS[0]}:{PORTS[1]} -j ACCEPT")
        self.at("cli", f"ip address add {CLIENT}/24 dev out")
        self.at("rel", f"ip address add {RELAY}/24 dev out")
        # As in the world: what goes to a private address is lost without a word. coturn takes "unreachable" as the end of an allocation.
        self.at("rel", f"ip route add default via {CLIENT}")

    def remove(self) -> None:
        for place in ("srv", "nat", "cli", "rel", "wan"):
            subprocess.run(["ip", "netns", "del", self.name(place)], capture_output=True, check=False)


@pytest.fixture
def net() -> Iterator[Net]:
    missing = [name for name in NEEDS if shutil.which(name) is None]
    if os.getuid() != 0 or missing:
        pytest.skip(f"network namespaces need root and {', '.join(NEEDS)}" + (f"; missing: {', '.join(missing)}" if missing else ""))
    made = Net()
    try:
        made.build()
    except RuntimeError as error:
        made.remove()
        pytest.skip(f"this machine makes no network namespaces with NAT: {error}")
    yield made
    made.remove()


@contextlib.contextmanager
def running(command: list[str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, cwd=log.parent)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def serving(net: Net, folder: Path, *flags: str) -> Iterator[None]:
    """`limner serve` behind the NAT, once it answers."""
    command = [*net.inside("srv"), sys.executable, "-m", "limner.cli", "serve", "--host", "0.0.0.0", "--port", "8000", "--api-key", KEY]
    command += ["--renderer", "testcard", "--drain-s", "0", "--cache-dir", str(folder / "cache"), "--max-sessions", "1"]
    command += ["--public-ip", OUTER, "--udp-ports", f"{PORTS[0]}-{PORTS[1]}", *flags]
    log = folder / "server.log"
    with running(command, log) as process:
        deadline = time.monotonic() + START_S
        while "Limner is ready" not in log.read_text():
            assert time.monotonic() < deadline and process.poll() is None, log.read_text()[-3000:]
            time.sleep(0.1)
        yield


@contextlib.contextmanager
def relaying(net: Net, folder: Path, *flags: str) -> Iterator[None]:
    """A coturn on the outside."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed: sudo apt-get install coturn")
    command = (
        f"{program} -n --realm=limner --listening-ip={RELAY} --relay-ip={RELAY} --listening-port=3478 --min-port=42000 --max-port=42100"
    )
    command += f" --verbose --no-tls --no-dtls --no-cli --log-file=stdout --pidfile={folder}/pid"
    log = folder / "relay.log"
    with running([*net.inside("rel"), *command.split(), *flags], log):
        deadline = time.monotonic() + START_S
        while "(admin thread)" not in log.read_text():
            assert time.monotonic() < deadline, log.read_text()[-3000:]
            time.sleep(0.1)
        yield


def client(net: Net, pictures: int = 50, relays: int = 0) -> dict[str, Any]:
    command = [*net.inside("cli"), sys.executable, "-m", "tests.e2e.nat_client", f"http://{OUTER}:8000", KEY, str(pictures), str(relays)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert result["pictures"] >= pictures - 1
    assert result["in_order"]
    assert result["sounds"] > 10
    return result


def test_a_client_outside_reaches_a_server_behind_its_nat(net: Net, tmp_path: Path) -> None:
    with serving(net, tmp_path):
        seen = client(net)
        addresses = {address for address, _ in seen["candidates"]}
        assert addresses == {INNER, OUTER}
        assert all(PORTS[0] <= int(port) <= PORTS[1] for _, port in seen["candidates"])


def test_three_packets_in_a_hundred_get_lost(net: Net, tmp_path: Path) -> None:
    with serving(net, tmp_path):
        net.at("nat", "iptables -I FORWARD -p udp -m statistic --mode random --probability 0.03 -j DROP")  # both ways
        seen = client(net, 250)
        print(seen)
        # Each takes several packets: without their being sent again, and key frames after what was not, most would be missing.
        assert seen["missing"] < seen["pictures"] / 2


@pytest.mark.parametrize("how", ["static", "time-limited"])
def test_a_client_that_reaches_only_a_relay(net: Net, tmp_path: Path, how: str) -> None:
    turn = ["--turn", f"turn:{RELAY}:3478"]
    if how == "static":
        coturn, limner = ["--lt-cred-mech", "--user=limner:relay-word"], ["--turn-username", "limner", "--turn-password", "relay-word"]
    else:
        coturn, limner = ["--use-auth-secret", "--static-auth-secret=shared"], ["--turn-secret", "shared"]
    net.at("cli", f"iptables -A OUTPUT -p udp ! -d {RELAY} -j DROP")
    with relaying(net, tmp_path, *coturn), serving(net, tmp_path, *turn, *limner):
        assert client(net, relays=1)["relays"] == 1
        assert "ALLOCATE processed, success" in (tmp_path / "relay.log").read_text()
