"""Actor tokens: who asks, with which roles, signed by the node and short-lived; every service verifies them itself."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import GuestProtocol, OKPKey

from services.chassis.call import SERVICE, Actor, Role, service_id
from services.chassis.errors import Refused

ALGORITHM = "Ed25519"
"""The only one accepted, by its RFC 9864 name; `none` and the HMACs would let anybody sign."""

ERASE = "erase"
LIFETIME = 300
REMEMBERED_TOKENS = 4096
LONGEST_TOKEN = 16_384


NODE = "node"
"""The signer who may name any actor; every other signer is a service, which may name itself and nobody else."""

FindKey = Callable[[str], OKPKey | None]
"""Signer -> his public key, None for one that is not known."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What a second person agrees to by a token of his own: that this command erases this text, and nothing else."""

    text_id: UUID
    command_id: UUID


@dataclass(frozen=True, slots=True)
class _Verified:
    actor: Actor
    expires: float
    consent: Consent | None


class Tokens:
    """Signs (where a private key is given) and verifies. Expiry goes by the machine's clock, never a simulated one.

    `public` is the node's key, or finds the key of any signer; `name` says whose the private key is. Verified tokens
    are remembered by their whole text, because a signature check costs more than the rest of a command's way through
    the router; the time is checked again each time.
    """

    def __init__(self, public: OKPKey | FindKey, private: OKPKey | None = None, *, name: str = NODE) -> None:
        self._find = _only_the_node(public) if isinstance(public, OKPKey) else public
        self._private, self._name = private, name
        self._verified: OrderedDict[str, _Verified] = OrderedDict()

    def sign(self, actor: Actor, *, now: datetime, seconds: int = LIFETIME, consent: Consent | None = None) -> str:
        """A token for the actor that lives so many seconds; RuntimeError in a process that may only verify.

        With `consent` it says that he agrees to that, and is good for nothing else.
        """
        if self._private is None:
            raise RuntimeError("this process holds no private key and cannot sign")
        claims: dict[str, Any] = {
            "sub": str(actor.person_id),
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(seconds=seconds)).timestamp()),
            "roles": [_written(role) for role in actor.roles],
        }
        if consent is not None:
            agreed = {"text_id": str(consent.text_id), "command_id": str(consent.command_id)}
            claims |= {"purpose": ERASE, **agreed}
        return jwt.encode({"alg": ALGORITHM, "kid": self._name}, claims, self._private, algorithms=[ALGORITHM])

    def verify(self, token: str | None, now: datetime) -> Actor:
        """The actor; Refused `token_absent`, `token_forged`, `token_expired`, `token_for_something_else`."""
        return self._verify(token, now, None)

    def verify_consent(self, token: str | None, now: datetime, consent: Consent) -> Actor:
        """Who agrees to exactly this; refused as `verify`, an ordinary token with `token_for_something_else`."""
        return self._verify(token, now, consent)

    def _verify(self, token: str | None, now: datetime, consent: Consent | None) -> Actor:
        if not token:
            raise Refused("token_absent")
        verified = self._verified.get(token) or self._check(token)
        if now.timestamp() >= verified.expires:
            self._verified.pop(token, None)
            raise Refused("token_expired")
        if verified.consent != consent:
            raise Refused("token_for_something_else")
        return verified.actor

    def _check(self, token: str) -> _Verified:
        if len(token) > LONGEST_TOKEN:
            raise Refused("token_forged")
        try:
            read = jwt.decode(token, self._key_of, algorithms=[ALGORITHM])
            claims = read.claims
            verified = _Verified(_read_actor(claims), float(claims["exp"]), _read_consent(claims))
            _check_signer(read.header["kid"], verified.actor)
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise Refused("token_forged") from None
        self._remember(token, verified)
        return verified

    def _key_of(self, token: GuestProtocol) -> OKPKey:
        key = self._find(token.headers()["kid"])
        if key is None:
            raise ValueError("nobody we know has signed this")
        return key

    def _remember(self, token: str, verified: _Verified) -> None:
        self._verified[token] = verified
        if len(self._verified) > REMEMBERED_TOKENS:
            self._verified.popitem(last=False)


def _only_the_node(public: OKPKey) -> FindKey:
    return lambda name: public if name == NODE else None


def _check_signer(name: str, actor: Actor) -> None:
    """ValueError where a service names another actor than itself, or gives itself another role."""
    if name != NODE and (actor.person_id != service_id(name) or any(role.name != SERVICE for role in actor.roles)):
        raise ValueError("a service speaks for itself only")


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
    days = {"from": role.from_on, "until": role.until_on}
    said = {name: day.isoformat() for name, day in days.items() if day is not None}
    return {"name": role.name, "keeper": role.keeper, "unit": unit, **said}


def _read_actor(claims: dict[str, Any]) -> Actor:
    return Actor(UUID(claims["sub"]), tuple(_read_role(role) for role in claims["roles"]))


def _read_role(said: dict[str, Any]) -> Role:
    unit_id = None if said["unit"] is None else UUID(said["unit"])
    from_on, until_on = (date.fromisoformat(said[name]) if name in said else None for name in ("from", "until"))
    return Role(str(said["name"]), str(said["keeper"]), unit_id, from_on, until_on)


def _read_consent(claims: dict[str, Any]) -> Consent | None:
    if "purpose" not in claims:
        return None
    if claims["purpose"] != ERASE:
        raise ValueError("a purpose that we do not know")
    return Consent(UUID(claims["text_id"]), UUID(claims["command_id"]))
