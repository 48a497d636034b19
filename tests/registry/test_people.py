"""People as rows: found and listed in Vietnamese, changed, and erased when two persons want it; on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.registry import (
    AskPersonErasure,
    ChangePerson,
    ConfirmPersonErasure,
    ListPeople,
    PersonEntry,
    PersonList,
    RegisterPerson,
)
from services.chassis.call import Actor
from services.registry.domain import id_of_person
from services.registry.main import SERVICE, registry_of
from services.registry.people import ErasedPeople
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding

pytestmark = pytest.mark.connected

NAMES = ["Trần Thị Ánh", "Đỗ Thuỷ An", "Lê Văn Bình", "Dương Thủy An", "Vũ Thị Dung"]
ANOTHER = UUID(int=8)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    people = [RegisterPerson(command_id=uuid4(), code=f"QS-{n}", name=name) for n, name in enumerate(NAMES, start=1)]
    await made.send(*people, by=staff(place))
    return made


def staff(place: Place) -> Actor:
    return holding(place.keeper, "staff")


def leader(place: Place, person_id: UUID = ANOTHER) -> Actor:
    return holding(place.keeper, "leader", person_id=person_id)


async def people(desk: Desk, **asked: Any) -> list[PersonEntry]:
    reply = await desk.ask(ListPeople.model_validate(asked), by=staff(desk.place))
    return PersonList.model_validate(reply.answer).people


def asked(place: Place) -> AskPersonErasure:
    person = id_of_person(place.keeper, "QS-1")
    return AskPersonErasure(command_id=uuid4(), person_id=person, reason="asked_by_the_person")


def confirmed(place: Place) -> ConfirmPersonErasure:
    return ConfirmPersonErasure(command_id=uuid4(), person_id=id_of_person(place.keeper, "QS-1"))


async def test_people_are_listed_by_given_name_in_vietnamese_order_page_by_page(desk: Desk) -> None:
    listed = await people(desk, order="name")
    rest = await people(desk, order="name", after_code="QS-2", limit=2)

    assert [person.code for person in listed] == ["QS-4", "QS-2", "QS-1", "QS-3", "QS-5"]
    assert [person.code for person in rest] == ["QS-1", "QS-3"]


async def test_people_are_found_with_or_without_marks_wherever_the_tone_is_written(desk: Desk) -> None:
    assert {person.code for person in await people(desk, search="thuy an")} == {"QS-2", "QS-4"}
    assert {person.code for person in await people(desk, search="Thủy")} == {"QS-2", "QS-4"}
    assert [person.code for person in await people(desk, search="do")] == ["QS-2"]
    assert [person.code for person in await people(desk, search="qs-3")] == ["QS-3"]


async def test_to_go_on_after_somebody_who_is_not_found_is_refused(desk: Desk) -> None:
    reply = await desk.ask(ListPeople(order="name", after_code="QS-99"), by=staff(desk.place))

    assert code(reply) == "person_page_start_unknown"


async def test_a_persons_row_is_changed_once_and_only_where_there_is_one(desk: Desk, place: Place) -> None:
    change = ChangePerson(command_id=uuid4(), person_id=id_of_person(place.keeper, "QS-3"), name="Lê Văn Bỉnh")
    nobody = ChangePerson(command_id=uuid4(), person_id=uuid4(), name="Không ai")

    first = await desk.one(change, by=staff(place))

    assert code(first) == "accepted"
    assert await desk.one(change, by=staff(place)) == first
    assert code(await desk.one(nobody, by=staff(place))) == "person_unknown"
    assert [person.name for person in await people(desk, search="QS-3")] == ["Lê Văn Bỉnh"]


async def test_one_asks_and_another_confirms_and_the_name_is_gone_but_not_the_id(desk: Desk, place: Place) -> None:
    outcomes = [await desk.one(asked(place), by=staff(place)), await desk.one(confirmed(place), by=leader(place))]
    await place.told(ErasedPeople())
    await place.told(ErasedPeople())

    assert list(map(code, outcomes)) == ["accepted", "accepted"]
    [person] = [one for one in await people(desk) if one.erased]
    assert (person.person_id, person.name, person.code) == (id_of_person(place.keeper, "QS-1"), "", "QS-1")
    again = RegisterPerson(command_id=uuid4(), code="QS-1", name=NAMES[0])
    assert code(await desk.one(again, by=staff(place))) == "person_code_taken"
    change = ChangePerson(command_id=uuid4(), person_id=person.person_id, name=NAMES[0])
    assert code(await desk.one(change, by=staff(place))) == "person_unknown"
    assert code(await desk.one(asked(place), by=staff(place))) == "person_erased_already"


async def test_nobody_erases_alone_or_what_nobody_has_asked_for(desk: Desk, place: Place) -> None:
    himself = leader(place, staff(place).person_id)

    assert code(await desk.one(confirmed(place), by=leader(place))) == "erasure_not_asked_for"
    await desk.one(asked(place), by=staff(place))
    assert code(await desk.one(confirmed(place), by=himself)) == "erasure_confirmed_by_the_same"
    assert code(await desk.one(confirmed(place), by=staff(place))) == "not_allowed"
    unknown = asked(place).model_copy(update={"person_id": uuid4()})
    assert code(await desk.one(unknown, by=staff(place))) == "person_unknown"


async def test_the_same_words_twice_erase_once(desk: Desk, place: Place) -> None:
    ask, confirm = asked(place), confirmed(place)
    first = [await desk.one(ask, by=staff(place)), await desk.one(confirm, by=leader(place))]
    head = await place.store.head()

    assert [await desk.one(ask, by=staff(place)), await desk.one(confirm, by=leader(place))] == first
    assert await place.store.head() == head


async def test_of_two_who_confirm_at_once_one_is_told_to_look_again(desk: Desk, place: Place) -> None:
    await desk.one(asked(place), by=staff(place))
    racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))

    outcomes = await racing.send(confirmed(place), confirmed(place), by=leader(place))

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]


async def test_no_event_holds_a_name(desk: Desk, place: Place) -> None:
    await desk.one(asked(place), by=staff(place))
    await desk.one(confirmed(place), by=leader(place))

    stored = await place.pool.fetch(f"SELECT state, wire, metadata FROM {place.feed.schema}.stored_events")

    assert stored
    assert not any(name.encode() in bytes(part or b"") for row in stored for part in row for name in NAMES)
