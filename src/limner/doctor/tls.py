"""Certificate and key: can they be read, do they belong together, until when, and will browsers trust them."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from limner.config import Config
from limner.doctor.finding import Finding

SOON_DAYS = 14


def tls(config: Config) -> Finding:
    if config.tls_cert is None or config.tls_key is None:
        if config.loopback:
            return Finding("tls", "good", "No certificate, and none is needed on loopback.")
        advice = "Browsers open the microphone only on https: give --tls-cert and --tls-key, or put a TLS proxy in front."
        return Finding("tls", "warning", "Others would reach this server over plain http.", advice)
    for path in (config.tls_cert, config.tls_key):
        try:
            path.read_bytes()
        except OSError as error:
            return _bad(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.", "Let this user read it.")
    try:
        chain = x509.load_pem_x509_certificates(config.tls_cert.read_bytes())
    except ValueError:
        return _bad(f"{config.tls_cert} cannot be used: it is no certificate in PEM.", "It begins with -----BEGIN CERTIFICATE-----.")
    if problem := _key_problem(config.tls_key, chain[0]):
        return problem
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(config.tls_cert, config.tls_key)
    except (ssl.SSLError, OSError) as error:
        return _bad(f"Certificate and key cannot be used: {error}.", "Make them anew.")
    return _trust(chain)


def _key_problem(path: Path, certificate: x509.Certificate) -> Finding | None:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except TypeError:
        return _bad(f"The key {path} cannot be used: it is encrypted.", "Write it without: openssl pkey -in KEY -out PLAIN_KEY")
    except (ValueError, UnsupportedAlgorithm):
        return _bad(f"{path} cannot be used: it is no private key in PEM.", "It begins with -----BEGIN PRIVATE KEY-----.")
    if key.public_key() != certificate.public_key():
        advice = "The certificate that is meant comes first in --tls-cert."
        return _bad(f"The key {path} cannot be used: it belongs to another certificate.", advice)
    return None


def _trust(chain: list[x509.Certificate]) -> Finding:
    leaf, now = chain[0], datetime.now(UTC)
    begins, ends = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    names = _names(leaf)
    text = f"The certificate for {names} is valid until {ends:%Y-%m-%d}"
    if ends <= now:
        return Finding("tls", "bad", f"The certificate for {names} ended on {ends:%Y-%m-%d}.", "Renew it.")
    if begins > now:
        return Finding("tls", "bad", f"The certificate for {names} begins on {begins:%Y-%m-%d}.", "Is this machine's clock right?")
    if (ends - now).days < SOON_DAYS:
        return Finding("tls", "warning", f"{text}, which is soon.", "Renew it; the server reads it when it starts.")
    if leaf.issuer == leaf.subject:
        return Finding("tls", "warning", f"{text}, but signed by itself.", "Browsers will warn people; get one from a public authority.")
    if len(chain) == 1:
        return Finding("tls", "warning", f"{text}, but stands alone.", "Some clients need the authority's too: use fullchain.pem.")
    return Finding("tls", "good", f"{text}.")


def _names(certificate: x509.Certificate) -> str:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return "no name"
    return ", ".join(str(name.value) for name in names) or "no name"


def _bad(text: str, advice: str) -> Finding:
    return Finding("tls", "bad", text, advice)
