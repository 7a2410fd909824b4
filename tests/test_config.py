"""Flags over environment over file, and a plain sentence for each mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from limner.config import Config, load
from limner.errors import ConfigError


def test_defaults_listen_on_loopback_and_need_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(environ={})
    assert (config.host, config.port, config.api_key, config.renderer) == ("127.0.0.1", 8000, (), "mesh")
    assert config.url == "http://localhost:8000"
    assert config.loopback


@pytest.mark.parametrize(("host", "named"), [("localhost", "localhost"), ("::1", "[::1]"), ("127.0.0.2", "127.0.0.2"), ("::", "localhost")])
def test_the_address_to_open_is_one_that_is_listened_on(host: str, named: str) -> None:
    assert Config(host=host, api_key=("k",)).url == f"http://{named}:8000"


def test_flags_beat_environment_beats_file(tmp_path: Path) -> None:
    file = tmp_path / "any.toml"
    file.write_text('port = 1\nworkers = 2\nlog_level = "debug"\napi_key = ["a", "b"]\n')
    config = load({"port": 3, "host": None}, file=file, environ={"LIMNER_PORT": "2", "LIMNER_WORKERS": "4", "HOME": "/x"})
    assert (config.port, config.workers, config.log_level, config.api_key) == (3, 4, "debug", ("a", "b"))


def test_a_file_beside_you_is_read_and_a_named_one_instead_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "limner.toml").write_text("port = 7")
    (tmp_path / "other.toml").write_text("workers = 9")
    assert load(environ={}).port == 7
    named = load(environ={"LIMNER_CONFIG": "other.toml"})
    assert (named.port, named.workers) == (8000, 9)


def test_lists_and_ranges_read_alike_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "f.toml"
    file.write_text('udp_ports = [40000, 40009]\nturn = ["turn:a", "turn:b"]')
    written = load(file=file, environ={})
    spoken = load(environ={"LIMNER_UDP_PORTS": "40000-40009", "LIMNER_TURN": "turn:a, turn:b", "LIMNER_CONFIG": str(file)})
    assert written.udp_ports == spoken.udp_ports == (40000, 40009)
    assert written.turn == spoken.turn == ("turn:a", "turn:b")


@pytest.mark.parametrize(
    ("flags", "environ", "words"),
    [
        ({"host": "0.0.0.0"}, {}, "anyone in"),
        ({"prot": 1}, {}, "did you mean --port?"),
        ({}, {"LIMNER_PROT": "1"}, "did you mean LIMNER_PORT?"),
        ({}, {"LIMNER_ZZZ": "1"}, "limner serve --help"),
        ({"port": "x"}, {}, "Setting port:"),
        ({"port": 70000}, {}, "65535"),
        ({"tls_cert": "a.pem"}, {}, "go together"),
        ({"tls_cert": "a.pem", "tls_key": "b.pem"}, {}, "no file a.pem"),
        ({"udp_ports": "5"}, {}, "40000-40100"),
        ({"udp_ports": "9-5"}, {}, "runs backwards"),
        ({"public_ip": "here"}, {}, "Setting public_ip"),
        ({"api_key": "a b"}, {}, "letters, digits"),
        ({"renderer": "magic"}, {}, "mesh"),
        ({}, {"LIMNER_CONFIG": "/nowhere/x.toml"}, "no settings file"),
    ],
)
def test_each_mistake_gets_one_sentence(
    flags: dict[str, Any], environ: dict[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load(flags, environ=environ)
    assert words in caught.value.message
    assert "\n" not in caught.value.message


def test_broken_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "f.toml"
    file.write_text("port = = 1")
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        load(file=file, environ={})


def test_a_key_is_never_repeated_in_an_error() -> None:
    with pytest.raises(ConfigError) as caught:
        load({"api_key": "very secret"}, environ={})
    assert "very" not in caught.value.message


def test_frozen() -> None:
    config = Config()
    with pytest.raises(Exception, match="frozen"):
        config.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(("host", "inside"), [("localhost", True), ("::1", True), ("127.0.0.5", True), ("0.0.0.0", False), ("box", False)])
def test_loopback(host: str, inside: bool) -> None:
    assert Config(host=host, api_key=("k",)).loopback is inside
