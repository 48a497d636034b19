"""The keys of a node, made at its first start: one pair that signs actor tokens, one secret that keys fingerprints."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from joserfc.jwk import OKPKey

from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.tokens import Tokens

SIGNING, VERIFYING, FINGERPRINTS = "actor-tokens.private.jwk", "actor-tokens.public.jwk", "fingerprints.key"


def make_node_keys(directory: Path) -> None:
    """Make what is absent, each file 0600 in a directory 0700; what exists is never replaced.

    Several processes may start at once: the signing key that was linked first is everybody's.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = OKPKey.generate_key("Ed25519").as_dict(private=True)
    _write_once(directory / SIGNING, json.dumps(private).encode())
    _write_once(directory / FINGERPRINTS, secrets.token_bytes(32))
    public = _key(directory / SIGNING).as_dict(private=False)
    _write_once(directory / VERIFYING, json.dumps(public).encode())


def signing_tokens(directory: Path) -> Tokens:
    """Tokens that can sign; only for the portal, the command line and services that speak under their own identity."""
    return Tokens(_key(directory / VERIFYING), _key(directory / SIGNING))


def verifying_tokens(directory: Path) -> Tokens:
    """Tokens that can only be verified: the private key is not even read."""
    return Tokens(_key(directory / VERIFYING))


def node_fingerprints(directory: Path) -> Fingerprints:
    """The fingerprints of this node. With another key every command sent again would be taken for another one."""
    return Fingerprints((directory / FINGERPRINTS).read_bytes())


def _key(path: Path) -> OKPKey:
    return OKPKey.import_key(json.loads(path.read_bytes()))


def _write_once(path: Path, content: bytes) -> None:
    """Write the whole file or nothing, and let the first of several writers win."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
