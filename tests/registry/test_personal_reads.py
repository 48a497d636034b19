"""Whoever is given people's names is written down first, in a chain of its own; auditors read it, and are in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import pytest

from contracts.labels import tells_of_people
from contracts.registry import (
    ListPeople,
    ListPersonalReads,
    PersonalReadList,
    PersonEntry,
    PersonList,
    RegisterPerson,
)
from services.chassis.event_store.reads import reads_of
from services.chassis.messaging import Asker, Router
from services.chassis.policy import Policy, holds
from services.registry.application import Registry
from services.registry.main import SERVICE, registry_of
from sinhhoat.published_language.catalogue import messages
from sinhhoat.stack import Endpoints
from tests.desk import NOON, SOMEBODY, Desk, Place, an_empty_place, code, holding

AUDITOR = UUID(int=8)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    person = RegisterPerson(command_id=uuid4(), code="QS-1", name="Nguyễn Văn Tìm")
    assert code(await made.one(person, by=holding(place.keeper, "staff"))) == "accepted"
    return made


async def reads(desk: Desk, **asked: object) -> PersonalReadList:
    auditor = holding(desk.place.keeper, "auditor", person_id=AUDITOR)
    reply = await desk.ask(ListPersonalReads.model_validate(asked), by=auditor)
    return PersonalReadList.model_validate(reply.answer)


@pytest.mark.connected
async def test_whoever_lists_people_is_written_down_and_so_is_who_asks_for_the_record(desk: Desk) -> None:
    await desk.ask(ListPeople(), by=holding(desk.place.keeper, "staff"))

    found = await reads(desk, check=True)

    assert [(one.number, one.reader_id, one.question) for one in found.reads] == [
        (1, SOMEBODY, ListPeople.contract()),
        (2, AUDITOR, ListPersonalReads.contract()),
    ]
    assert (found.reads[0].read_at, found.more, found.broken) == (NOON, None, None)


@pytest.mark.connected
async def test_the_record_repeats_no_name_that_was_searched_for(desk: Desk) -> None:
    await desk.ask(ListPeople(search="Nguyễn Văn Tìm", limit=7), by=holding(desk.place.keeper, "staff"))

    found = await reads(desk)

    assert json.loads(found.reads[0].asked) == {"limit": 7, "order": "code"}


@pytest.mark.connected
async def test_the_record_is_read_page_by_page_and_of_one_reader_alone(desk: Desk) -> None:
    for _ in range(2):
        await desk.ask(ListPeople(), by=holding(desk.place.keeper, "staff"))

    first = await reads(desk, limit=1)
    rest = await reads(desk, above=first.more, reader_id=SOMEBODY)

    assert ([one.number for one in first.reads], first.more) == ([1], 1)
    assert [one.number for one in rest.reads] == [2]


@pytest.mark.connected
async def test_who_may_not_read_people_is_neither_answered_nor_written_down(desk: Desk) -> None:
    secretary, staff = holding(desk.place.keeper, "secretary", UUID(int=3)), holding(desk.place.keeper, "staff")

    assert code(await desk.ask(ListPeople(), by=secretary)) == "not_allowed"
    assert code(await desk.ask(ListPersonalReads(), by=staff)) == "not_allowed"
    assert [one.question for one in (await reads(desk)).reads] == [ListPersonalReads.contract()]


@pytest.mark.connected
async def test_nobody_changes_the_record_and_one_altered_by_its_owner_is_found(
    desk: Desk, place: Place, module_endpoints: Endpoints
) -> None:
    for _ in range(3):
        await desk.ask(ListPeople(), by=holding(place.keeper, "staff"))
    table = f"{place.feed.schema}.reads"

    with pytest.raises(asyncpg.PostgresError):
        await place.pool.execute(f"DELETE FROM {table}")
    admin = await asyncpg.connect(module_endpoints.postgres_migration["registry"])
    try:
        await admin.execute("SET ROLE registry_owner")
        await admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        await admin.execute(f"UPDATE {table} SET reader = $1 WHERE number = 2", AUDITOR)
        await admin.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
    finally:
        await admin.close()

    assert (await reads(desk, check=True)).broken == 2
    assert await reads_of(place.pool, {place.keeper: place.store})[place.keeper].verify() == 2


@pytest.mark.connected
async def test_without_a_record_nothing_is_answered(desk: Desk, place: Place) -> None:
    unrecorded = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    object.__setattr__(unrecorded.serving, "reads", {})

    assert code(await unrecorded.ask(ListPeople(), by=holding(place.keeper, "staff"))) == "read_not_recorded"


async def a_list(query: ListPeople, asker: Asker, here: Registry) -> PersonList:
    return PersonList(people=[], more=None)


def test_a_planted_question_about_people_that_nobody_writes_down_keeps_the_service_from_starting() -> None:
    planted: Router[Registry] = Router("registry")
    planted.answer(ListPeople, action="registry.read_people")(a_list)

    with pytest.raises(ValueError, match="ListPeople answers with personal data"):
        planted.check(Policy({"registry.read_people": holds("staff")}))


def test_the_same_question_written_down_is_answered() -> None:
    recorded: Router[Registry] = Router("registry")
    recorded.answer(ListPeople, action="registry.read_people", recorded=True)(a_list)

    recorded.check(Policy({"registry.read_people": holds("staff")}))


def test_names_of_people_are_marked_and_stand_in_no_event() -> None:
    named = {
        f"{kind.__name__}.{name}"
        for kind in messages()
        for name, said in kind.model_fields.items()
        if tells_of_people(said)
    }

    assert tells_of_people(PersonEntry.model_fields["name"])
    assert named == {"ListPeople.search", "RegisterPerson.name", "ChangePerson.name"}
