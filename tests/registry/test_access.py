"""Rights on a real database: granted, refused, repeated, raced; and what they open below the unit, that day."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.grants import GrantEntry, GrantList, GrantRole, ListGrants, RevokeRole
from contracts.registry import AdoptCellTypes, MoveUnit, RegisterPerson, ReportRoll, RollCounts
from services.chassis.call import Actor, Role
from services.registry.domain import id_of_person, id_of_unit
from services.registry.main import SERVICE, registry_of
from services.registry.read_models.grants import GrantReplica
from services.registry.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, Together, an_empty_place, code, holding
from tests.registry.test_application import GROUPS, TYPES, a_cell, a_committee

pytestmark = pytest.mark.connected

YEAR_2024, JULY = date(2024, 1, 1), date(2024, 7, 1)
APRIL, AUGUST = datetime(2024, 4, 1, 5, tzinfo=UTC), datetime(2024, 8, 1, 5, tzinfo=UTC)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    """HU above DU-1 and DU-2, CB-1 under DU-1, CB-2 under DU-2; two people."""
    made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    types = AdoptCellTypes(command_id=uuid4(), version="1", effective_from=date(2000, 1, 1), types=TYPES, groups=GROUPS)
    by = holding(place.keeper, "staff")
    await made.one(types, by=by)
    units = [a_committee("HU", None), a_committee("DU-1", "HU"), a_committee("DU-2", "HU"), a_cell("CB-1", "DU-1")]
    await made.send(*units, a_cell("CB-2", "DU-2"), by=by)
    people = [RegisterPerson(command_id=uuid4(), code=name, name="Người giữ vai trò") for name in ("QS-1", "QS-2")]
    await made.send(*people, by=by)
    return made


def leader(place: Place, unit: str | None = None) -> Actor:
    return holding(place.keeper, "leader", id_of_unit(place.keeper, unit) if unit else None)


def grant(place: Place, unit: str, role: str = "secretary", who: str = "QS-1", **more: Any) -> GrantRole:
    return GrantRole.model_validate(
        {
            "command_id": uuid4(),
            "person_id": id_of_person(place.keeper, who),
            "role": role,
            "unit_id": id_of_unit(place.keeper, unit),
            "from_on": YEAR_2024,
            **more,
        }
    )


def revoke(place: Place, unit: str, role: str = "secretary", on: date = JULY) -> RevokeRole:
    person, at = id_of_person(place.keeper, "QS-1"), id_of_unit(place.keeper, unit)
    return RevokeRole.model_validate(
        {"command_id": uuid4(), "person_id": person, "role": role, "unit_id": at, "revoked_on": on, "reason": "Thôi."}
    )


def roll(place: Place, unit: str) -> ReportRoll:
    unit_id, counts = id_of_unit(place.keeper, unit), RollCounts(official=20)
    return ReportRoll(command_id=uuid4(), unit_id=unit_id, as_of=date(2024, 3, 31), counts=counts)


async def known(place: Place) -> None:
    """Let the registry read everything that it has told; once in each test."""
    await place.told(UnitReplica())
    await place.told(GrantReplica())


async def grants(desk: Desk, by: Actor | None = None, **asked: Any) -> list[GrantEntry]:
    reply = await desk.ask(ListGrants.model_validate(asked), by=by or leader(desk.place))
    return GrantList.model_validate(reply.answer).grants


async def test_a_role_is_granted_and_listed_with_its_unit_until_it_is_revoked(desk: Desk, place: Place) -> None:
    done = await desk.one(grant(place, "CB-1"), by=leader(place))
    ended = await desk.one(revoke(place, "CB-1"), by=leader(place))
    await known(place)

    assert code(done) == code(ended) == "accepted"
    assert done.decided == ended.decided
    [entry] = await grants(desk, as_of=date(2024, 6, 30))
    assert (entry.unit_code, entry.role, entry.until_on) == ("CB-1", "secretary", date(2024, 6, 30))
    assert not entry.whole_keeper
    assert await grants(desk, as_of=JULY) == []


async def test_a_role_revoked_before_it_began_was_granted_all_the_same_and_can_be_granted_again(
    desk: Desk, place: Place
) -> None:
    async def listed() -> GrantList:
        reply = await desk.ask(ListGrants(as_of=JULY), by=leader(place))
        return GrantList.model_validate(reply.answer)

    await known(place)
    fresh, above = await listed(), (await place.store.head()).position
    await desk.one(grant(place, "CB-1", from_on=JULY), by=leader(place))
    await desk.one(revoke(place, "CB-1", on=YEAR_2024), by=leader(place))
    await place.told(GrantReplica(), above=above)
    revoked, above = await listed(), (await place.store.head()).position
    again = await desk.one(grant(place, "CB-1", from_on=JULY), by=leader(place))
    await place.told(GrantReplica(), above=above)

    assert (fresh.ever_granted, fresh.grants) == (False, [])
    assert (revoked.ever_granted, revoked.grants) == (True, [])
    assert code(again) == "accepted"
    assert [entry.from_on for entry in (await listed()).grants] == [JULY]


async def test_a_role_on_the_keepers_own_committee_reaches_the_whole_keeper(desk: Desk, place: Place) -> None:
    await desk.one(grant(place, "HU", "staff"), by=leader(place))
    await known(place)

    [entry] = await grants(desk)

    assert entry.whole_keeper


async def test_roles_are_listed_below_a_unit_of_a_person_and_page_by_page(desk: Desk, place: Place) -> None:
    wishes = [grant(place, "CB-1"), grant(place, "CB-2", who="QS-2"), grant(place, "DU-1", "committee")]
    await desk.send(*wishes, by=leader(place))
    await known(place)
    of_du_1 = await grants(desk, unit_id=id_of_unit(place.keeper, "DU-1"))
    of_qs_2 = await grants(desk, person_id=id_of_person(place.keeper, "QS-2"))
    reply = await desk.ask(ListGrants(limit=2), by=leader(place))
    first = GrantList.model_validate(reply.answer)

    assert {entry.unit_code for entry in of_du_1} == {"CB-1", "DU-1"}
    assert [entry.unit_code for entry in of_qs_2] == ["CB-2"]
    assert len(first.grants) == 2
    assert len(await grants(desk, after_id=first.more)) == 1


async def test_who_holds_a_role_above_grants_below_and_nowhere_else(desk: Desk, place: Place) -> None:
    await known(place)
    of_du_1 = leader(place, "DU-1")

    assert code(await desk.one(grant(place, "CB-1"), by=of_du_1)) == "accepted"
    assert code(await desk.one(grant(place, "CB-2"), by=of_du_1)) == "not_allowed"
    assert code(await desk.one(grant(place, "DU-1", "staff"), by=of_du_1)) == "not_allowed"
    assert code(await desk.one(grant(place, "HU", "staff"), by=of_du_1)) == "not_allowed"


async def test_what_is_not_there_and_what_is_not_below_him_is_one_answer_byte_for_byte(
    desk: Desk, place: Place
) -> None:
    await known(place)
    not_his, not_there = grant(place, "CB-2"), grant(place, "CB-99")

    answers = [await desk.one(wish, by=leader(place, "DU-1")) for wish in (not_his, not_there)]

    assert len({answer.model_copy(update={"command_id": None}).model_dump_json() for answer in answers}) == 1


async def test_a_role_above_reaches_a_cell_as_long_as_the_cell_stands_there(desk: Desk, place: Place) -> None:
    moved = MoveUnit(
        command_id=uuid4(),
        unit_id=id_of_unit(place.keeper, "CB-1"),
        parent_id=id_of_unit(place.keeper, "DU-2"),
        effective_on=JULY,
    )
    assert code(await desk.one(moved, by=holding(place.keeper, "staff"))) == "accepted"
    await known(place)

    def of(unit: str) -> Actor:
        return holding(place.keeper, "committee", id_of_unit(place.keeper, unit))

    assert code(await desk.one(roll(place, "CB-1"), by=of("DU-2"), at=APRIL)) == "not_allowed"
    assert code(await desk.one(roll(place, "CB-1"), by=of("DU-1"), at=AUGUST)) == "not_allowed"
    assert code(await desk.one(roll(place, "CB-1"), by=of("DU-2"), at=AUGUST)) == "accepted"


async def test_a_role_that_is_not_in_force_that_day_opens_nothing(desk: Desk, place: Place) -> None:
    cell = id_of_unit(place.keeper, "CB-1")
    secretary = Actor(UUID(int=5), (Role("secretary", place.keeper, cell, JULY, None),))

    assert code(await desk.one(roll(place, "CB-1"), by=secretary, at=APRIL)) == "not_allowed"
    assert code(await desk.one(roll(place, "CB-1"), by=secretary, at=AUGUST)) == "accepted"


async def test_nobody_grants_himself_a_role_nor_to_somebody_unknown(desk: Desk, place: Place) -> None:
    himself = Actor(id_of_person(place.keeper, "QS-1"), (Role("leader", place.keeper, None),))

    assert code(await desk.one(grant(place, "CB-1"), by=himself)) == "role_to_oneself"
    assert code(await desk.one(grant(place, "CB-1", who="QS-99"), by=leader(place))) == "person_unknown"
    assert code(await desk.one(grant(place, "CB-99"), by=leader(place))) == "unit_unknown"
    assert code(await desk.one(revoke(place, "CB-1"), by=leader(place))) == "role_not_held"


async def test_the_same_grant_twice_is_one_grant(desk: Desk, place: Place) -> None:
    wish = grant(place, "CB-1")
    first = await desk.one(wish, by=leader(place))
    head = await place.store.head()

    assert await desk.one(wish, by=leader(place)) == first
    assert await place.store.head() == head
    assert code(await desk.one(grant(place, "CB-1"), by=leader(place))) == "role_already_held"


async def test_the_same_revocation_twice_is_one(desk: Desk, place: Place) -> None:
    await desk.one(grant(place, "CB-1"), by=leader(place))
    wish = revoke(place, "CB-1")
    first = await desk.one(wish, by=leader(place))

    assert await desk.one(wish, by=leader(place)) == first


async def test_of_two_who_grant_the_same_at_once_one_is_told_that_it_is_held(place: Place, desk: Desk) -> None:
    together = Together()
    processes = [Desk(place, registry_of(Simultaneous(place, together), place.pool, place.keeper)) for _ in range(2)]

    outcomes = await asyncio.gather(*(one.one(grant(place, "CB-1"), by=leader(place)) for one in processes))

    assert sorted(map(code, outcomes)) == ["accepted", "role_already_held"]


async def test_of_two_who_revoke_at_once_one_is_told_to_look_again(place: Place, desk: Desk) -> None:
    await desk.one(grant(place, "CB-1"), by=leader(place))
    racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))

    outcomes = await racing.send(revoke(place, "CB-1"), revoke(place, "CB-1", on=AUGUST.date()), by=leader(place))

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]
