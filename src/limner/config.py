"""Flags, LIMNER_* environment, a TOML file → one frozen `Config`, built once at start.

Strongest first: a flag, then LIMNER_PORT and the like, then `--config FILE` (or LIMNER_CONFIG, or ./limner.toml when there is one),
then the default below. A name that no setting has is an error everywhere. Nothing else in Limner reads the environment.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from limner.errors import ConfigError

PREFIX = "LIMNER_"
DEFAULT_FILE = Path("limner.toml")


def _split(value: object) -> object:
    """'a, b' → ('a', 'b'); lists stay lists."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _range(value: object) -> object:
    """'40000-40100' → (40000, 40100)."""
    if isinstance(value, str):
        first, _, last = value.partition("-")
        if not (first.strip().isdigit() and last.strip().isdigit()):
            raise ValueError("write two port numbers with a dash, as in 40000-40100")
        return int(first), int(last)
    return value


def _blank_is_unset(value: object) -> object:
    return None if value == "" else value


Port = Annotated[int, Field(ge=0, le=65535)]
Words = Annotated[tuple[str, ...], BeforeValidator(_split)]
PortRange = Annotated[tuple[Port, Port] | None, BeforeValidator(_range), BeforeValidator(_blank_is_unset)]
OptionalPath = Annotated[Path | None, BeforeValidator(_blank_is_unset)]
OptionalText = Annotated[str | None, BeforeValidator(_blank_is_unset)]


def default_cache_dir() -> Path:
    """Where analysed portraits are kept: $XDG_CACHE_HOME/limner, or ~/.cache/limner."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "limner"


class Config(BaseModel):
    """Every setting of `limner serve`. The description of a field is the help text of its flag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="Address to listen on. Another than loopback needs --api-key.")
    port: Port = Field(8000, description="TCP port for the page and the WebSocket; 0 takes a free one.")
    api_key: Words = Field((), description="Key that opens this server; repeat for more. Prefer LIMNER_API_KEY: flags show in `ps`.")
    workers: int = Field(0, ge=0, le=256, description="Processes kept ready to draw, one an avatar; 0: one more than --max-sessions.")
    max_sessions: int = Field(0, ge=0, le=4096, description="Avatars alive at once; 0 chooses what the cores carry.")
    renderer: str = Field("mesh", description="What draws: mesh, the face; testcard, tick and level; MODULE:CLASS, one's own.")
    quality: Literal["low", "standard", "high"] = Field(
        "standard", description="How finely the face is drawn: low saves an eighth of the drawing, high costs a quarter more."
    )
    fit: Literal["auto", "cover", "contain"] = Field(
        "auto", description="How pictures fill the frame: about the face; cut to cover it; whole, with the sides filled."
    )
    tls_cert: OptionalPath = Field(None, description="Certificate chain (PEM); with --tls-key the server speaks https and wss.")
    tls_key: OptionalPath = Field(None, description="Private key (PEM) of --tls-cert.")
    public_ip: OptionalText = Field(None, description="Address that clients see, where the machine stands behind 1:1 NAT.")
    udp_ports: PortRange = Field(None, description="Media ports A-B, one per viewer; any free ones otherwise.")
    turn: Words = Field((), description="TURN URL handed to clients that can take it; repeat for more.")
    turn_username: OptionalText = Field(None, description="User name of --turn.")
    turn_password: OptionalText = Field(None, description="Password of --turn.")
    turn_secret: OptionalText = Field(None, description="coturn's static-auth-secret: makes time-limited credentials instead.")
    idle_limit_s: float = Field(600.0, ge=0, description="End a session after so many seconds without sound or message; 0 never.")
    session_limit_s: float = Field(0.0, ge=0, description="End a session after so many seconds; 0 never.")
    reconnect_s: float = Field(120.0, ge=0, description="Keep a session so many seconds for a client that lost its connection.")
    drain_s: float = Field(20.0, ge=0, description="On SIGTERM, let sessions finish for so many seconds.")
    tts_url: OptionalText = Field(
        None, description="Text-to-speech for the page: a service with OpenAI's speech API, as https://api.openai.com."
    )
    tts_key: OptionalText = Field(None, description="Key of --tts-url. Prefer LIMNER_TTS_KEY.")
    tts_model: str = Field("tts-1", description="Model of --tts-url.")
    tts_voice: Words = Field((), description="Voice to offer, the first is the default; repeat for more. FILE.onnx is for piper.")
    prompt_llm_url: OptionalText = Field(
        None, description="Model that reads enhanced prompts: a service with OpenAI's chat API, as http://localhost:11434/v1."
    )
    prompt_llm_key: OptionalText = Field(None, description="Key of --prompt-llm-url. Prefer LIMNER_PROMPT_LLM_KEY.")
    prompt_llm_model: str = Field("gpt-4o-mini", description="Model of --prompt-llm-url.")
    cache_dir: Path = Field(default_factory=default_cache_dir, description="Where analysed portraits are kept.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    @field_validator("cache_dir", "tls_cert", "tls_key")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else path

    @field_validator("api_key")
    @classmethod
    def _keys_travel_in_urls(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        # Old SDKs put the key into the URL without quoting it, so only these characters survive.
        if any(not key.isascii() or not key.replace("-", "").replace("_", "").isalnum() for key in keys):
            raise ValueError("a key may hold only letters, digits, - and _")
        return keys

    @field_validator("tts_url", "prompt_llm_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/]+[^\s?#]*", value):
            raise ValueError("write an address that begins with https:// or http://")
        return value

    @field_validator("renderer")
    @classmethod
    def _is_renderer(cls, value: str) -> str:
        if value not in ("mesh", "testcard") and not re.fullmatch(r"[\w.]+:\w+", value):
            raise ValueError("write mesh, testcard, or the module and class of one's own, as in own_renderer:Cartoon")
        return value

    @field_validator("public_ip")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        if value is not None:
            ipaddress.ip_address(value)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together; give both or neither")
        for path in (self.tls_cert, self.tls_key):
            if path is not None and not path.is_file():
                raise ValueError(f"there is no file {path}")
        if self.udp_ports is not None and self.udp_ports[0] > self.udp_ports[1]:
            raise ValueError(f"udp_ports {self.udp_ports[0]}-{self.udp_ports[1]} runs backwards; the smaller port comes first")
        if not self.loopback and not self.api_key:
            raise ValueError(f"listening on {self.host} without api_key would let anyone in; set LIMNER_API_KEY, or listen on 127.0.0.1")
        return self

    @property
    def loopback(self) -> bool:
        """Only this machine can reach the server. Without keys, any key is accepted then."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def url(self) -> str:
        """Address to open in a browser on this machine."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::") else self.host
        host = f"[{host}]" if ":" in host else host
        return f"{'https' if self.tls_cert else 'http'}://{host}:{self.port}"


def load(flags: Mapping[str, Any] | None = None, *, file: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """Flags (None = not given), environment and file → Config. ConfigError says in one sentence what to change."""
    env = os.environ if environ is None else environ
    from_env = {key[len(PREFIX) :].lower(): value for key, value in env.items() if key.startswith(PREFIX)}
    named = file or (Path(name) if (name := from_env.pop("config", "")) else None)
    from_file = _read(named or DEFAULT_FILE, must_exist=named is not None)
    given = {key: value for key, value in (flags or {}).items() if value is not None}
    _refuse_unknown(from_file, f"in {named or DEFAULT_FILE}", lambda key: key)
    _refuse_unknown(from_env, "in the environment", lambda key: PREFIX + key.upper())
    _refuse_unknown(given, "among the flags", lambda key: "--" + key.replace("_", "-"))
    try:
        return Config(**{**from_file, **from_env, **given})
    except ValidationError as error:
        raise ConfigError(_sentence(error)) from None


def _read(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(f"There is no settings file {path}; check --config.", file=str(path)) from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The settings file {path} cannot be read as TOML: {error}.", file=str(path)) from None


def _refuse_unknown(given: Mapping[str, Any], where: str, spell: Any) -> None:
    for key in given:
        if key not in Config.model_fields:
            near = difflib.get_close_matches(key, Config.model_fields, n=1)
            hint = f"; did you mean {spell(near[0])}?" if near else "; `limner serve --help` lists them."
            raise ConfigError(f"Limner has no setting {spell(key)} ({where}){hint}", setting=key)


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    text = first["msg"].removeprefix("Value error, ")
    text = text[:1].lower() + text[1:] if name else text[:1].upper() + text[1:]
    # The value is left out on purpose: it may be a key.
    return f"Setting {name}: {text}." if name else f"{text}."
