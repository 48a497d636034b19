"""Actor tokens: what this node signed and nothing else, for as long as it said."""

from __future__ import annotations

import base64
import json
from uuid import UUID

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey

from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.messaging.tokens import Consent, Tokens
from tests.chassis.messaging.desks import KEY, NOON, OTHER_KEY, later
from tests.chassis.messaging.notes import actor

CELL = UUID("00000000-0000-4000-8000-00000000000c")


def refusal_of(tokens: Tokens, token: str | None, seconds: float = 0) -> str:
    with pytest.raises(Refused) as no:
        tokens.verify(token, later(seconds))
    return no.value.code


def plain(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def test_a_token_names_the_person_and_every_role() -> None:
    tokens = Tokens(KEY, KEY)
    secretary = Actor(CELL, (Role("secretary", "hoc-mon", CELL), Role("auditor", "city", None)))

    assert tokens.verify(tokens.sign(secretary, now=NOON), NOON) == secretary


@pytest.mark.parametrize("token", [None, ""])
def test_no_token_is_said_to_be_absent(token: str | None) -> None:
    assert refusal_of(Tokens(KEY), token) == "token_absent"


def test_a_token_ends_with_its_last_second_also_when_it_was_verified_before() -> None:
    tokens = Tokens(KEY, KEY)
    token = tokens.sign(actor(), now=NOON, seconds=60)

    assert tokens.verify(token, later(59)) == actor()
    assert refusal_of(tokens, token, 60) == "token_expired"


def test_another_nodes_token_is_forged() -> None:
    assert refusal_of(Tokens(KEY), Tokens(OTHER_KEY, OTHER_KEY).sign(actor(), now=NOON)) == "token_forged"


def test_a_token_without_a_signature_is_forged() -> None:
    claims = {"sub": str(CELL), "exp": later(60).timestamp(), "roles": []}

    assert refusal_of(Tokens(KEY), f"{plain({'alg': 'none', 'kid': 'node'})}.{plain(claims)}.") == "token_forged"


def test_the_public_key_used_as_a_shared_secret_is_forged() -> None:
    secret = OctKey.import_key(json.dumps(KEY.as_dict(private=False)))
    token = jwt.encode({"alg": "HS256", "kid": "node"}, {"sub": str(CELL), "exp": 9e9, "roles": []}, secret)

    assert refusal_of(Tokens(KEY), token) == "token_forged"


def test_changed_claims_are_forged() -> None:
    head, _, signature = Tokens(KEY, KEY).sign(actor(), now=NOON).split(".")
    richer = {"sub": str(CELL), "exp": 9e9, "roles": [{"name": "auditor", "keeper": "city", "unit": None}]}

    assert refusal_of(Tokens(KEY), f"{head}.{plain(richer)}.{signature}") == "token_forged"


@pytest.mark.parametrize(
    "claims",
    [{}, {"sub": "nobody", "exp": 9e9, "roles": []}, {"sub": str(CELL), "exp": 9e9, "roles": "all"}, [1], "words"],
)
def test_our_own_signature_over_something_else_is_forged(claims: object) -> None:
    token = jws.serialize_compact({"alg": "Ed25519", "kid": "node"}, json.dumps(claims), KEY, algorithms=["Ed25519"])

    assert refusal_of(Tokens(KEY), token) == "token_forged"


@pytest.mark.parametrize("token", ["x", "a.b.c", "....", "é", "a" * 20_000, "\ud800.a.b"])
def test_rubbish_is_forged(token: str) -> None:
    assert refusal_of(Tokens(KEY), token) == "token_forged"


def test_who_holds_no_private_key_cannot_sign() -> None:
    with pytest.raises(RuntimeError):
        Tokens(KEY).sign(actor(), now=NOON)


def test_what_a_person_agrees_to_is_good_for_that_and_for_nothing_else() -> None:
    tokens, agreed = Tokens(KEY, KEY), Consent(CELL, UUID(int=1))
    consent, ordinary = tokens.sign(actor(), now=NOON, consent=agreed), tokens.sign(actor(), now=NOON)

    assert tokens.verify_consent(consent, NOON, agreed) == actor()
    assert refusal_of(tokens, consent) == "token_for_something_else"
    for token, asked in ((ordinary, agreed), (consent, Consent(CELL, CELL)), (consent, Consent(UUID(int=1), CELL))):
        with pytest.raises(Refused, match="token_for_something_else"):
            tokens.verify_consent(token, NOON, asked)
