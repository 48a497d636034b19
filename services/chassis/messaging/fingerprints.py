"""Fingerprints of commands: by them the same command is known again, and another one under its id is refused."""

from __future__ import annotations

import hashlib
import hmac
import json

from contracts.message import Command
from services.chassis.call import Actor


class Fingerprints:
    """HMAC-SHA256 with the node's key, so that nobody can test guesses of an erased text against a stored digest."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("a fingerprint key has at least 32 bytes")
        self._key = key

    def of(self, actor: Actor, command: Command) -> bytes:
        """32 bytes over who asks, what kind of command it is, and its canonical payload.

        `after` is left out: asking again may know of newer positions; so are proofs, because a token is renewed. Values
        equal to their default are left out, so that a field added to a contract does not make yesterday's commands into
        others.
        """
        payload = command.model_dump(mode="json", exclude={"after", *command.proofs}, exclude_defaults=True)
        canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        told = f"{actor.person_id}\n{command.contract()}\n{canonical}".encode()
        return hmac.new(self._key, told, hashlib.sha256).digest()
