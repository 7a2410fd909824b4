"""The doctor: what it finds wrong, and that it says what to do. Nothing here leaves this machine."""

from __future__ import annotations

import datetime
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from aioice import stun
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from limner import cli
from limner.config import Config
from limner.doctor import Finding, capacity, examine
from limner.doctor.machine import keys, renderer
from limner.doctor.network import own_addresses, public_ip, tcp_port, udp_ports
from limner.doctor.tls import tls
from limner.doctor.turn import turn
from limner.server.cores import usable_cores

KEY = "a-key-that-nobody-guesses"
NOW = datetime.datetime.now(datetime.UTC)


def days(count: float) -> datetime.datetime:
    return NOW + datetime.timedelta(days=count)


class Papers:
    """A certificate and its key, as files."""

    def __init__(self, folder: Path, *, begins: float = -1, ends: float = 90, issuer: str = "an authority", chain: bool = True) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.folder = folder
        leaf = self._made("avatar.example", issuer, begins, ends)
        above = self._made(issuer, issuer, -1, 900)
        self.cert = folder / "cert.pem"
        self.cert.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in ([leaf, above] if chain else [leaf])))

    def _made(self, subject: str, issuer: str, begins: float, ends: float) -> x509.Certificate:
        named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)]
        builder = x509.CertificateBuilder().subject_name(named[0]).issuer_name(named[1]).public_key(self.key.public_key())
        builder = builder.serial_number(7).not_valid_before(days(begins)).not_valid_after(days(ends))
        return builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(subject)]), False).sign(self.key, hashes.SHA256())

    def key_file(self, password: bytes | None = None, *, other: bool = False) -> Path:
        path = self.folder / "key.pem"
        key = ec.generate_private_key(ec.SECP256R1()) if other else self.key
        path.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password) if password else NoEncryption())
        )
        return path

    def config(self, key: Path | None = None) -> Config:
        return Config(tls_cert=self.cert, tls_key=key or self.key_file())


def test_a_good_certificate(tmp_path: Path) -> None:
    found = tls(Papers(tmp_path).config())
    assert found == Finding("tls", "good", f"The certificate for avatar.example is valid until {days(90):%Y-%m-%d}.")


@pytest.mark.parametrize(
    ("papers", "verdict", "says"),
    [
        ({"ends": -0.5}, "bad", "ended on"),
        ({"begins": 3}, "bad", "begins on"),
        ({"ends": 5}, "warning", "soon"),
        ({"issuer": "avatar.example"}, "warning", "signed by itself"),
        ({"chain": False}, "warning", "stands alone"),
    ],
)
def test_certificates_that_people_will_stumble_over(papers: dict[str, float | str], verdict: str, says: str, tmp_path: Path) -> None:
    found = tls(Papers(tmp_path, **papers).config())  # type: ignore[arg-type]
    assert (found.verdict, bool(found.advice)) == (verdict, True)
    assert says in found.text


def test_keys_that_do_not_fit(tmp_path: Path) -> None:
    papers = Papers(tmp_path)
    assert "another certificate" in tls(papers.config(papers.key_file(other=True))).text
    assert "encrypted" in tls(papers.config(papers.key_file(b"secret"))).text
    (tmp_path / "key.pem").write_text("no key")
    assert "no private key" in tls(papers.config(tmp_path / "key.pem")).text
    papers.cert.write_text("no certificate")
    assert "no certificate" in tls(papers.config(papers.key_file())).text


def test_ports(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert tcp_port(Config(port=taken.getsockname()[1])).verdict == "bad"
        if socket.has_dualstack_ipv6():
            assert tcp_port(Config(host="::", api_key=(KEY,), port=taken.getsockname()[1])).verdict == "bad"
    assert tcp_port(Config(port=0)).verdict == "good"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as used:
        used.bind(("0.0.0.0", 0))
        port = used.getsockname()[1]
        assert udp_ports(Config(udp_ports=(port, port))).verdict == "bad"
    assert "one for each viewer" in udp_ports(Config(udp_ports=(20901, 20902), max_sessions=3)).text
    assert udp_ports(Config(udp_ports=None)).verdict == "good"
    assert udp_ports(Config(host="0.0.0.0", api_key=(KEY,))).verdict == "warning"


@pytest.mark.parametrize(
    ("own", "settings", "verdict", "says"),
    [
        ("10.0.0.5", {}, "warning", "only the local network"),
        ("8.8.4.4", {}, "good", "told 8.8.4.4"),
        ("10.0.0.5", {"public_ip": "192.168.1.2"}, "warning", "no address of the internet"),
        ("8.8.4.4", {"public_ip": "8.8.4.4"}, "good", "of this machine"),
        ("10.0.0.5", {"public_ip": "8.8.4.4"}, "warning", "must map it to 10.0.0.5"),
        ("10.0.0.5", {"public_ip": "8.8.4.4", "udp_ports": (40000, 40009)}, "good", "UDP 40000-40009"),
        ("10.0.0.5", {"public_ip": "8.8.4.4", "host": "127.0.0.1"}, "warning", "of no use"),
    ],
)
def test_the_address_that_clients_are_told(
    own: str, settings: dict[str, str], verdict: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("limner.doctor.network.own_addresses", lambda: [own, "fe80::1"])
    found = public_ip(Config(**{"host": "0.0.0.0", "api_key": (KEY,), **settings}))
    assert found.verdict == verdict
    assert says in found.text
    assert (found.verdict == "good") != bool(found.advice)


def test_keys_that_can_be_guessed() -> None:
    assert keys(Config(api_key=("abc",))).verdict == "warning"
    assert keys(Config(api_key=(KEY,))).verdict == "good"


def test_a_renderer_of_ones_own_is_loaded() -> None:
    assert renderer(Config(renderer="examples.own_renderer:Cartoon")).verdict == "good"
    assert "No module named" in renderer(Config(renderer="nowhere:Cartoon")).text
    assert renderer(Config(renderer="examples.own_renderer:Nobody")).verdict == "bad"


# --- capacity ------------------------------------------------------------------------------------------------------------------------


def test_capacity_counts_cores_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "_measure", lambda processes: [12.0, 13.2])
    monkeypatch.setattr(capacity, "usable_cores", lambda: 8.0)
    monkeypatch.setattr(capacity, "free_memory_mb", lambda: 64_000.0)
    found = capacity.capacity(Config(max_sessions=4))
    assert (found.verdict, "about 16 avatars" in found.text) == ("good", True)
    found = capacity.capacity(Config(max_sessions=20))
    assert (found.verdict, found.advice) == ("warning", "Set --max-sessions 16.")
    monkeypatch.setattr(capacity, "free_memory_mb", lambda: 1000.0)
    assert "about 3 avatars" in capacity.capacity(Config(max_sessions=1)).text
    monkeypatch.setattr(capacity, "_measure", lambda processes: [60.0])
    assert capacity.capacity(Config(max_sessions=1)).verdict == "bad"
    monkeypatch.setattr(capacity, "_measure", lambda processes: [])
    assert capacity.capacity(Config()).verdict == "bad"


def test_a_container_has_only_its_share_of_the_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(8)), raising=False)
    assert usable_cores(tmp_path) == 8
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu/cpu.cfs_quota_us").write_text("-1\n")
    assert usable_cores(tmp_path) == 8
    (tmp_path / "cpu/cpu.cfs_quota_us").write_text("150000\n")
    (tmp_path / "cpu/cpu.cfs_period_us").write_text("100000\n")
    assert usable_cores(tmp_path) == 1.5
    (tmp_path / "cpu.max").write_text("400000 100000\n")
    assert usable_cores(tmp_path) == 4
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert usable_cores(tmp_path) == 8


def test_capacity_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "BENCH", (*capacity.BENCH[:-1], "0.4", "--testcard"))
    assert all(cost > 0.5 for cost in capacity._measure(2))


# --- TURN ----------------------------------------------------------------------------------------------------------------------------


class FakeTurn:
    """One UDP port that answers allocations: with a challenge, then with a relay of its own that forwards, or with an error."""

    def __init__(self, error: int | None = None, *, forwards: bool = True) -> None:
        self.error, self.forwards = error, forwards
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"turn:127.0.0.1:{self.socket.getsockname()[1]}"
        self.peers: dict[int, tuple[str, int]] = {}
        self.users: set[str] = set()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self) -> FakeTurn:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def run(self) -> None:
        while data := (packet := self.socket.recvfrom(2048))[0]:
            if data[0] & 0xC0 == 0x40:
                if self.forwards:
                    self.socket.sendto(data[4 : 4 + int.from_bytes(data[2:4])], self.peers[int.from_bytes(data[:2])])
                continue
            self.socket.sendto(bytes(self.answer(stun.parse_message(data), packet[1])), packet[1])

    def answer(self, asked: stun.Message, client: tuple[str, int]) -> stun.Message:
        known = "USERNAME" in asked.attributes
        code = self.error if known and self.error else 401 if not known else None
        kind = stun.Class.ERROR if code else stun.Class.RESPONSE
        made = stun.Message(message_method=asked.message_method, message_class=kind, transaction_id=asked.transaction_id)
        if code:
            made.attributes["ERROR-CODE"] = (code, "No")
            made.attributes["NONCE"], made.attributes["REALM"] = b"nonce", "limner"
            if not known:
                return made
        self.users.add(asked.attributes["USERNAME"])
        if not code and asked.message_method is stun.Method.ALLOCATE:
            made.attributes["LIFETIME"] = 600
            made.attributes["XOR-MAPPED-ADDRESS"] = client
            made.attributes["XOR-RELAYED-ADDRESS"] = ("127.0.0.1", 50000)
        if asked.message_method is stun.Method.CHANNEL_BIND:
            self.peers[asked.attributes["CHANNEL-NUMBER"]] = asked.attributes["XOR-PEER-ADDRESS"]
        if asked.message_method is stun.Method.REFRESH:
            made.attributes["LIFETIME"] = 0
        from aioice.turn import make_integrity_key

        made.add_message_integrity(make_integrity_key("me", "limner", "secret"))
        return made


@pytest.fixture
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limner.doctor.turn.own_addresses", lambda: ["127.0.0.1"])


def credentials(*urls: str) -> Config:
    return Config(turn=urls, turn_username="me", turn_password="secret")


def test_a_relay_that_works(only_loopback: None) -> None:
    with FakeTurn() as server:
        found = turn(credentials(server.url))
    assert found.verdict == "good"
    assert "relays (127.0.0.1:50000)" in found.text
    assert server.users == {"me"}


def test_a_relay_that_reaches_nobody(only_loopback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("limner.doctor.turn.THROUGH_S", 0.2)
    with FakeTurn(forwards=False) as server:
        found = turn(credentials(server.url))
    assert found.verdict == "warning"
    assert "does not reach this machine" in found.text


@pytest.mark.parametrize(("code", "advice"), [(401, "password or secret"), (486, "quota")])
def test_a_relay_that_refuses(code: int, advice: str, only_loopback: None) -> None:
    with FakeTurn(code) as server:
        found = turn(credentials(server.url))
    assert (found.verdict, f"{code} No" in found.text, advice in found.advice) == ("bad", True, True)


def test_relays_that_are_not_there(only_loopback: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with FakeTurn() as server:
        found = turn(credentials(server.url, f"turn:127.0.0.1:{port}?transport=tcp"))
    assert (found.verdict, "does not answer" in found.text) == ("bad", True)
    assert "no TURN address" in turn(credentials("https://turn.example")).text


def test_coturn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real thing, with the credentials that expire, right and wrong."""
    program = shutil.which("turnserver")
    address = next((each for each in own_addresses() if ":" not in each), None)
    if program is None or address is None:
        pytest.skip("needs coturn (sudo apt-get install coturn) and an address that is not loopback")
    with socket.socket() as probe:
        probe.bind((address, 0))
        port = probe.getsockname()[1]
    command = f"{program} -n --use-auth-secret --static-auth-secret=shared --realm=limner --listening-ip={address} --relay-ip={address}"
    command += f" --listening-port={port} --min-port=42200 --max-port=42210 --no-tls --no-dtls --no-cli --log-file=stdout"
    monkeypatch.setattr("limner.doctor.turn.ANSWER_S", 30.0)  # asks again and again while it starts
    process = subprocess.Popen([*command.split(), f"--pidfile={tmp_path}/pid"], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        url = f"turn:{address}:{port}"
        assert turn(Config(turn=(url,), turn_secret="shared")).verdict == "good"
        assert "401" in turn(Config(turn=(url,), turn_secret="other")).text
    finally:
        process.terminate()
        process.wait()


# --- the command ---------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[object]:
    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["limner", "doctor", "--quick", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return int(end.value.code or 0), capsys.readouterr().out

    yield run


def test_the_command_prints_what_to_do(say: object, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out = say("--port", str(taken.getsockname()[1]), "--cache-dir", str(tmp_path))  # type: ignore[operator]
    assert code == 1
    assert "→ Stop what listens there" in out
    assert "1 to mend" in out


def test_the_command_prints_json(say: object, tmp_path: Path) -> None:
    code, out = say("--json", "--port", "0", "--cache-dir", str(tmp_path))  # type: ignore[operator]
    assert code == 0
    topics = [json.loads(line)["topic"] for line in out.splitlines()]
    assert topics == ["python", "codecs", "renderer", "port", "udp", "address", "tls", "turn", "keys", "cache"]


def test_every_finding_that_is_not_good_has_advice(tmp_path: Path) -> None:
    config = Config(host="0.0.0.0", api_key=("abc",), port=0, cache_dir=tmp_path, turn=("nonsense",))
    for finding in examine(config, measure=False):
        assert (finding.verdict == "good") != bool(finding.advice), finding
