"""Actor tokens: who asks, with which roles, signed by the node and short-lived; every service verifies them itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from services.chassis.call import Actor, Role
from services.chassis.errors import Refused

ALGORITHM = "Ed25519"
"""The only one accepted, by its RFC 9864 name; `none` and the HMACs would let anybody sign."""

LIFETIME = 300
REMEMBERED_TOKENS = 4096
LONGEST_TOKEN = 16_384


class Tokens:
    """Signs (where a private key is given) and verifies. Expiry goes by the machine's clock, never a simulated one.

    Verified tokens are remembered by their whole text, because a signature check costs more than the rest of a
    command's way through the router; the time is checked again each time.
    """

    def __init__(self, public: OKPKey, private: OKPKey | None = None) -> None:
        self._public, self._private = public, private
        self._verified: OrderedDict[str, tuple[Actor, float]] = OrderedDict()

    def sign(self, actor: Actor, *, now: datetime, seconds: int = LIFETIME) -> str:
        """A token for the actor that lives so many seconds; RuntimeError in a process that may only verify."""
        if self._private is None:
            raise RuntimeError("this process holds no private key and cannot sign")
        claims = {
            "sub": str(actor.person_id),
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(seconds=seconds)).timestamp()),
            "roles": [_written(role) for role in actor.roles],
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._private, algorithms=[ALGORITHM])

    def verify(self, token: str | None, now: datetime) -> Actor:
        """The actor; Refused `token_absent`, `token_forged` or `token_expired`."""
        if not token:
            raise Refused("token_absent")
        actor, expires = self._verified.get(token) or self._check(token)
        if now.timestamp() >= expires:
            self._verified.pop(token, None)
            raise Refused("token_expired")
        return actor

    def _check(self, token: str) -> tuple[Actor, float]:
        if len(token) > LONGEST_TOKEN:
            raise Refused("token_forged")
        try:
            claims = jwt.decode(token, self._public, algorithms=[ALGORITHM]).claims
            verified = (_read_actor(claims), float(claims["exp"]))
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise Refused("token_forged") from None
        self._remember(token, verified)
        return verified

    def _remember(self, token: str, verified: tuple[Actor, float]) -> None:
        self._verified[token] = verified
        if len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)


def renewed(tokens: Tokens, actor: Actor, clock: Callable[[], datetime]) -> Callable[[], str]:
    """A token for each request, signed anew only when half of its life is over: a signature costs what a query does."""
    signed: tuple[str, datetime] | None = None

    def token() -> str:
        nonlocal signed
        now = clock()
        if signed is None or now >= signed[1]:
            signed = tokens.sign(actor, now=now), now + timedelta(seconds=LIFETIME / 2)
        return signed[0]

    return token


def _written(role: Role) -> dict[str, str | None]:
    unit = None if role.unit_id is None else str(role.unit_id)
    return {"name": role.name, "keeper": role.keeper, "unit": unit}


def _read_actor(claims: dict[str, Any]) -> Actor:
    roles = tuple(
        Role(str(role["name"]), str(role["keeper"]), None if role["unit"] is None else UUID(role["unit"]))
        for role in claims["roles"]
    )
    return Actor(UUID(claims["sub"]), roles)
