"""Erasing a text on a real database: done, refused, repeated and raced; two persons, and no trace of a token."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import get_args
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import OKPKey

from contracts.texts import ERASURE_REASONS, ERASURES, ErasureReason, MeetingsTextErased
from services.chassis.call import Actor, Call, Decided
from services.chassis.messaging import Tokens
from services.chassis.messaging.erasures import Erases
from services.chassis.messaging.tokens import Consent
from services.chassis.text_erasure import TextErasure
from sinhhoat.node import SERVICES
from tests.chassis.texts.office import FIRST, OTHER_CELL, SECOND, Office
from tests.desk import NOON, TOKENS, Together, code, holding

pytestmark = pytest.mark.connected


@dataclass
class Simultaneous(Erases):
    """The first two erase at the same time: they decide on the same state, and race."""

    texts: Erases
    together: Together = field(default_factory=Together)

    async def erase(self, call: Call, text_id: UUID, reason: ErasureReason, second: Actor, /) -> Decided:
        await self.together.meet()
        return await self.texts.erase(call, text_id, reason, second)


async def test_done_the_words_and_the_salt_are_gone_and_readers_are_told_by_whom_and_why(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")

    outcome = await office.erase(office.wish(text_id))

    stored = await office.place.store.text(text_id)
    [row] = await office.place.store.history(TextErasure.create_id(text_id))
    assert stored is not None
    assert (stored.text, stored.salt) == (None, None)
    assert outcome.decided == {"text_id": str(text_id), "same_text": []}
    assert outcome.positions == {f"{office.place.keeper}.meetings": row.position}
    assert (row.contract, row.wire is not None) == ("meetings.TextErased.v1", True)
    assert MeetingsTextErased.model_validate_json(row.wire or b"") == MeetingsTextErased(
        text_id=text_id, about=stored.about, reason="names_a_person", second_person_id=SECOND
    )
    assert json.loads(row.metadata)["actor"] == str(FIRST)


async def test_an_erased_text_is_read_as_erased_and_another_as_it_is(office: Office) -> None:
    gone, kept = await office.a_text("Ông Ba vắng mặt"), await office.a_text("Trời mưa to")

    await office.erase(office.wish(gone))

    read, other = await office.read(gone), await office.read(kept)
    assert (read.text, read.erased) == (None, True)
    assert (other.text, other.erased) == ("Trời mưa to", False)


@pytest.mark.parametrize("role", ["secretary", "observer", "auditor", "committee", "operator", "service"])
async def test_who_is_neither_leader_nor_staff_may_not_erase(office: Office, role: str) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")

    assert code(await office.erase(office.wish(text_id), role=role)) == "not_allowed"
    await still_there(office, text_id)


@pytest.mark.parametrize("role", ["secretary", "observer", "staff", "committee", "operator", "service"])
async def test_who_is_neither_leader_nor_auditor_is_no_second_person(office: Office, role: str) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")

    outcome = await office.erase(office.agreed(office.wish(text_id), role))

    assert code(outcome) == "second_person_not_allowed"
    await still_there(office, text_id)


async def test_a_role_on_one_unit_or_at_another_keeper_is_not_enough_for_either(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")
    of_a_unit = holding(office.place.keeper, "leader", OTHER_CELL)

    assert code(await office.erase_as(of_a_unit, office.wish(text_id))) == "not_allowed"
    elsewhere = office.agreed(office.wish(text_id), keeper="pleiku")
    assert code(await office.erase(elsewhere)) == "second_person_not_allowed"
    await still_there(office, text_id)


async def test_without_a_second_person_or_with_the_same_nothing_is_erased(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")
    same = office.agreed(office.wish(text_id), person=FIRST)
    alone = office.wish(text_id).model_copy(update={"second_token": None})

    assert code(await office.erase(alone)) == "second_person_missing"
    assert code(await office.erase(same)) == "second_person_same"
    await still_there(office, text_id)


async def test_a_forged_or_expired_second_token_erases_nothing(office: Office) -> None:
    text_id, keys = await office.a_text("Ông Ba vắng mặt"), OKPKey.generate_key("Ed25519")
    wish, second = office.wish(text_id), holding(office.place.keeper, "leader", person_id=SECOND)
    forged = Tokens(keys, keys).sign(second, now=NOON, consent=Consent(text_id, wish.command_id))
    late = office.agreed(wish, at=NOON - timedelta(hours=1))

    for token in (forged, "no token"):
        assert code(await office.erase(wish.model_copy(update={"second_token": token}))) == "second_token_forged"
    assert code(await office.erase(late)) == "second_token_expired"
    await still_there(office, text_id)


async def test_what_a_person_signed_for_anything_else_is_no_consent(office: Office) -> None:
    text_id, other_id = await office.a_text("Ông Ba vắng mặt"), await office.a_text("Trời mưa to")
    wish, second = office.wish(text_id), holding(office.place.keeper, "leader", person_id=SECOND)
    intercepted = TOKENS.sign(second, now=NOON)
    for_another_text, for_another_command = office.wish(other_id).second_token, office.wish(text_id).second_token

    for token in (intercepted, for_another_text, for_another_command):
        outcome = await office.erase(wish.model_copy(update={"second_token": token}))
        assert code(outcome) == "second_token_for_something_else"
    await still_there(office, text_id)


async def test_a_reason_in_words_is_refused(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")

    outcome = await office.erase(office.wish(text_id).model_copy(update={"reason": "Vì nêu tên ông Ba"}))

    assert (code(outcome), outcome.refusal and outcome.refusal.field) == ("malformed", "reason")
    await still_there(office, text_id)


def test_every_reason_has_a_name_in_both_languages() -> None:
    assert ERASURE_REASONS.keys() == set(get_args(ErasureReason))
    assert all(vi and en for vi, en in ERASURE_REASONS.values())


async def test_an_unknown_text_is_not_there_and_an_erased_one_is_not_erased_again(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")
    await office.erase(office.wish(text_id))
    head = await office.place.store.head()

    assert code(await office.erase(office.wish(uuid4()))) == "not_there"
    assert code(await office.erase(office.wish(text_id))) == "text_already_erased"
    assert await office.place.store.head() == head


async def test_repeated_under_a_fresh_token_it_is_the_same_command(office: Office) -> None:
    wish = office.wish(await office.a_text("Ông Ba vắng mặt"))
    done = await office.erase(wish)
    head = await office.place.store.head()
    fresh = office.agreed(wish, at=NOON + timedelta(seconds=9))

    again = await office.erase(fresh)

    assert fresh.second_token != wish.second_token
    assert again == done
    assert await office.place.store.head() == head


async def test_the_same_id_for_another_text_or_with_another_reason_is_refused(office: Office) -> None:
    wish, other = office.wish(await office.a_text("Ông Ba vắng mặt")), await office.a_text("Trời mưa to")
    await office.erase(wish)

    assert code(await office.erase(wish.model_copy(update={"text_id": other}))) == "command_id_reused"
    assert code(await office.erase(wish.model_copy(update={"reason": "secret"}))) == "command_id_reused"
    await still_there(office, other)


async def test_raced_one_erases_and_the_other_is_told_so(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")
    racing = office.erasing_with(Simultaneous(office.texts))

    outcomes = await asyncio.gather(*(racing.erase(racing.wish(text_id)) for _ in range(2)))

    rows = await office.place.store.history(TextErasure.create_id(text_id))
    assert len(rows) == 1
    assert sorted(map(code, outcomes)) == ["accepted", "text_already_erased"]


async def test_who_erased_a_text_and_why_is_asked_like_any_history(office: Office) -> None:
    text_id = await office.a_text("Ông Ba vắng mặt")
    await office.erase(office.wish(text_id))

    [entry] = await office.history("text_erasure", TextErasure.create_id(text_id))

    assert (entry.topic, entry.actor) == ("chassis.TextErasure.Erased", str(FIRST))
    assert UUID(entry.happened["second_person_id"]) == SECOND
    assert (UUID(entry.happened["text_id"]), entry.happened["reason"]) == (text_id, "names_a_person")


async def test_what_still_has_the_same_words_in_the_unit_is_named(office: Office) -> None:
    one, two = await office.a_text("Ông Ba vắng mặt"), await office.a_text("Ông Ba vắng mặt")
    await office.a_text("Ông Ba vắng mặt", OTHER_CELL)
    await office.a_text("Trời mưa to")

    first, second = await office.erase(office.wish(one)), await office.erase(office.wish(two))

    assert first.decided["same_text"] == [str(two)]
    assert second.decided["same_text"] == []


def test_every_service_that_keeps_a_history_can_erase_its_texts() -> None:
    keeping = {name for name, service in SERVICES.items() if service.codec is not None}

    assert {command.service() for command, _ in ERASURES} == keeping
    assert {told.service() for _, told in ERASURES} == keeping
    assert all(command.service() == told.service() for command, told in ERASURES)


async def still_there(office: Office, text_id: UUID) -> None:
    """Nothing was stored, nothing erased."""
    stored = await office.place.store.text(text_id)
    assert stored is not None
    assert stored.text in ("Ông Ba vắng mặt", "Trời mưa to")
    assert await office.place.store.history(TextErasure.create_id(text_id)) == []
