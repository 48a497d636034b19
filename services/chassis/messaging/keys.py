"""The keys of a node: a pair for the node, one for each service, and one secret that keys fingerprints."""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from joserfc.jwk import OKPKey

from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.tokens import NODE, Tokens

PRIVATE, PUBLIC, FINGERPRINTS = "private", "public", "fingerprints.key"
_NAME = re.compile(r"[a-z]{1,48}")


class KeysMissing(Exception):
    """The keys that a service verifies with were not made; the message says how."""


def make_node_keys(directory: Path, services: Iterable[str] = ()) -> None:
    """Make what is absent of the node's keys and those of these services; what exists is never replaced.

    Each file is 0600 in directories 0700. Several processes may start at once: the key that was linked first is
    everybody's.
    """
    for name in (NODE, *services):
        make_service_keys(directory, name)


def make_service_keys(directory: Path, name: str) -> None:
    """Make what is absent of one pair, and the secret of the fingerprints: a service makes no other's keys."""
    for folder in (directory, directory / PRIVATE, directory / PUBLIC):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = OKPKey.generate_key("Ed25519").as_dict(private=True)
    _write_once(_file(directory, PRIVATE, name), json.dumps(private).encode())
    _write_once(directory / FINGERPRINTS, secrets.token_bytes(32))
    public = _key(_file(directory, PRIVATE, name)).as_dict(private=False)
    _write_once(_file(directory, PUBLIC, name), json.dumps(public).encode())


def signing_tokens(directory: Path, name: str = NODE) -> Tokens:
    """Tokens that can sign: for the portal and the command line as anybody, for a service by its name as itself."""
    return Tokens(PublicKeys(directory), _key(_file(directory, PRIVATE, name)), name=name)


def verifying_tokens(directory: Path) -> Tokens:
    """Tokens that can only be verified: no private key is even read. KeysMissing where there is none to verify with."""
    keys = PublicKeys(directory)
    if keys(NODE) is None:
        raise KeysMissing(f"the node's public key is missing in {directory}: make the keys with `sinhhoat keys`")
    return Tokens(keys)


def node_fingerprints(directory: Path) -> Fingerprints:
    """The fingerprints of this node. With another key every command sent again would be taken for another one."""
    return Fingerprints((directory / FINGERPRINTS).read_bytes())


class PublicKeys:
    """The key of a signer by his name, None for nobody we know; a service may make its own after we have started."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._known: dict[str, OKPKey] = {}

    def __call__(self, name: str) -> OKPKey | None:
        if name not in self._known and _NAME.fullmatch(name):
            path = _file(self._directory, PUBLIC, name)
            if path.exists():
                self._known[name] = _key(path)
        return self._known.get(name)


def _file(directory: Path, folder: str, name: str) -> Path:
    return directory / folder / f"{name}.jwk"


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
