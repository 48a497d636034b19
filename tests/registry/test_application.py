"""The registry on a real database: each command done, refused, repeated and raced, and what it answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.registry import (
    AdoptCellTypes,
    CellType,
    CellTypeGroup,
    ChangeUnitType,
    DissolveUnit,
    EstablishUnit,
    ListPeople,
    ListUnits,
    MoveUnit,
    PersonList,
    RegisterPerson,
    RenameUnit,
    ReportRoll,
    RollCounts,
    UnitEntry,
    UnitList,
    WithdrawRoll,
)
from services.chassis.event_store import Repository
from services.registry.application import Registry
from services.registry.domain import id_of_unit
from services.registry.main import SERVICE, registry_of
from services.registry.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, Together, an_empty_place, code, holding

pytestmark = pytest.mark.connected

TYPES = [
    CellType(token=token, name_vi=token, name_en=token, group="taken_together") for token in ("RESIDENTIAL", "SCHOOL")
]
GROUPS = [CellTypeGroup(key="taken_together", name_vi="Tất cả", name_en="All")]
YEAR_2010, YEAR_2020, YEAR_2024 = date(2010, 1, 1), date(2020, 1, 1), date(2024, 1, 1)
ROLL = RollCounts(official=20, probationary=1)


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


def registry(place: Place, repository: Repository) -> Registry:
    return registry_of(repository, place.pool, place.keeper)


@pytest.fixture
async def desk(place: Place) -> Desk:
    """HU above DU-1 and DU-2, a cell under each, entered in one request."""
    made = Desk(place, registry(place, place.repository))
    types = AdoptCellTypes(command_id=uuid4(), version="1", effective_from=date(2000, 1, 1), types=TYPES, groups=GROUPS)
    assert code(await made.one(types, by=staff(place))) == "accepted"
    units = [a_committee("HU", None), a_committee("DU-1", "HU"), a_committee("DU-2", "HU"), a_cell("CB-1", "DU-1")]
    outcomes = await made.send(*units, a_cell("CB-2", "DU-2"), by=staff(place))
    assert [code(outcome) for outcome in outcomes] == ["accepted"] * 5
    return made


def staff(place: Place) -> Any:
    return holding(place.keeper, "staff")


def a_committee(code: str, parent: str | None) -> EstablishUnit:
    return EstablishUnit(
        command_id=uuid4(), code=code, name=code, kind="committee", parent_code=parent, established_on=YEAR_2010
    )


def a_cell(code: str, parent: str) -> EstablishUnit:
    return EstablishUnit(
        command_id=uuid4(),
        code=code,
        name=f"Chi bộ {code}",
        kind="cell",
        cell_type="RESIDENTIAL",
        parent_code=parent,
        established_on=YEAR_2010,
    )


async def units_on(desk: Desk, day: date) -> dict[str, UnitEntry]:
    """What the registry lists, once it has read its own events."""
    reply = await desk.ask(ListUnits(as_of=day), by=holding(desk.place.keeper, "secretary", UUID(int=3)))
    return {unit.code: unit for unit in UnitList.model_validate(reply.answer).units}


async def test_a_unit_is_entered_under_the_id_that_follows_from_its_code(desk: Desk, place: Place) -> None:
    outcome = await desk.one(a_cell("CB-3", "DU-1"), by=staff(place))

    assert outcome.decided == {"unit_id": str(id_of_unit(place.keeper, "CB-3"))}
    assert outcome.positions == {f"{place.keeper}.registry": await place.store.published_head()}


async def test_a_refusal_names_field_and_rule_in_both_languages(desk: Desk, place: Place) -> None:
    outcome = await desk.one(a_cell("CB-2", "DU-1"), by=staff(place))

    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.field) == ("unit_code_taken", "code")
    assert "CB-2" in outcome.refusal.vi
    assert "CB-2" in outcome.refusal.en


async def test_the_same_command_twice_enters_one_unit(desk: Desk, place: Place) -> None:
    command = a_cell("CB-3", "DU-1")
    first = await desk.one(command, by=staff(place))
    head = await place.store.head()

    again = await desk.one(command, by=staff(place))

    assert again == first
    assert await place.store.head() == head


async def test_two_who_change_the_tree_at_once_come_one_after_the_other(desk: Desk, place: Place) -> None:
    commands = [a_cell("CB-3", "DU-1"), a_cell("CB-4", "DU-1")]

    outcomes = await asyncio.gather(*(desk.one(command, by=staff(place)) for command in commands))

    assert [code(outcome) for outcome in outcomes] == ["accepted", "accepted"]


async def test_of_two_processes_that_change_the_tree_at_once_the_second_decides_anew(desk: Desk, place: Place) -> None:
    together = Together()
    racing = [Desk(place, registry(place, Simultaneous(place, together))) for _ in range(2)]
    same, other = a_cell("CB-3", "DU-1"), a_cell("CB-4", "DU-1")

    outcomes = await asyncio.gather(racing[0].one(same, by=staff(place)), racing[1].one(other, by=staff(place)))

    assert [code(outcome) for outcome in outcomes] == ["accepted", "accepted"]
    again = a_cell("CB-3", "DU-1")
    assert code(await racing[1].one(again, by=staff(place))) == "unit_code_taken"


async def test_only_staff_change_the_tree(desk: Desk, place: Place) -> None:
    secretary = holding(place.keeper, "secretary", id_of_unit(place.keeper, "CB-1"))

    assert code(await desk.one(a_cell("CB-3", "DU-1"), by=secretary)) == "not_allowed"


async def test_a_secretary_reports_the_roll_of_his_own_cell_only(desk: Desk, place: Place) -> None:
    cell, another = (id_of_unit(place.keeper, name) for name in ("CB-1", "CB-2"))
    secretary = holding(place.keeper, "secretary", cell)
    rolls = [ReportRoll(command_id=uuid4(), unit_id=unit, as_of=YEAR_2024, counts=ROLL) for unit in (cell, another)]

    outcomes = await desk.send(*rolls, by=secretary)

    assert [code(outcome) for outcome in outcomes] == ["accepted", "not_allowed"]


@pytest.mark.parametrize(
    ("name", "day", "refused"),
    [
        ("CB-1", date(2009, 12, 31), "unit_not_yet_there"),
        ("CB-1", date(2024, 4, 2), "roll_in_the_future"),
        ("CB-9", YEAR_2024, "not_there"),
    ],
)
async def test_a_roll_lies_within_the_life_of_its_unit(
    desk: Desk, place: Place, name: str, day: date, refused: str
) -> None:
    roll = ReportRoll(command_id=uuid4(), unit_id=id_of_unit(place.keeper, name), as_of=day, counts=ROLL)

    assert code(await desk.one(roll, by=staff(place))) == refused


async def test_the_rolls_of_many_cells_come_in_one_request(desk: Desk, place: Place) -> None:
    cells = [id_of_unit(place.keeper, name) for name in ("CB-1", "CB-2")]
    rolls = [ReportRoll(command_id=uuid4(), unit_id=cell, as_of=YEAR_2024, counts=ROLL) for cell in cells]

    assert [code(outcome) for outcome in await desk.send(*rolls, by=staff(place))] == ["accepted"] * 2


async def test_two_who_report_on_one_unit_at_once_both_do(desk: Desk, place: Place) -> None:
    racing = Desk(place, registry(place, Simultaneous(place)))
    cell = id_of_unit(place.keeper, "CB-1")
    renamed = RenameUnit(command_id=uuid4(), unit_id=cell, name="Chi bộ mới", effective_on=YEAR_2020)
    roll = ReportRoll(command_id=uuid4(), unit_id=cell, as_of=YEAR_2020, counts=ROLL)

    outcomes = await asyncio.gather(racing.one(renamed, by=staff(place)), racing.one(roll, by=staff(place)))

    assert sorted(outcome.outcome for outcome in outcomes) == ["accepted", "accepted"]


async def test_the_reason_of_a_withdrawn_roll_stands_in_no_event(desk: Desk, place: Place) -> None:
    cell = id_of_unit(place.keeper, "CB-1")
    roll = ReportRoll(command_id=uuid4(), unit_id=cell, as_of=YEAR_2024, counts=ROLL)
    await desk.one(roll, by=staff(place))
    withdraw = WithdrawRoll(command_id=uuid4(), unit_id=cell, as_of=YEAR_2024, reason="Nhập nhầm số liệu.")

    assert code(await desk.one(withdraw, by=staff(place))) == "accepted"

    row = (await place.store.history(cell))[-1]
    assert row.wire is not None
    reason = json.loads(row.wire)["reason"]
    text = await place.store.text(UUID(reason["text_id"]))
    assert text is not None
    assert (text.text, text.sha256.hex(), text.unit_id) == ("Nhập nhầm số liệu.", reason["sha256"], cell)
    assert "Nhập nhầm" not in (row.state + row.wire).decode()


async def test_units_are_listed_as_they_stood_on_the_day(desk: Desk, place: Place) -> None:
    cell, other, moved_to = (id_of_unit(place.keeper, name) for name in ("CB-1", "CB-2", "DU-2"))
    for command in (
        RenameUnit(command_id=uuid4(), unit_id=cell, name="Chi bộ mới", effective_on=YEAR_2020),
        ChangeUnitType(command_id=uuid4(), unit_id=cell, cell_type="SCHOOL", effective_on=YEAR_2020),
        MoveUnit(command_id=uuid4(), unit_id=cell, parent_id=moved_to, effective_on=YEAR_2020),
        DissolveUnit(command_id=uuid4(), unit_id=other, effective_on=YEAR_2020),
    ):
        assert code(await desk.one(command, by=staff(place))) == "accepted"
    await place.told(UnitReplica())

    before, after = await units_on(desk, date(2019, 12, 31)), await units_on(desk, YEAR_2020)

    assert list(before) == ["HU", "DU-1", "DU-2", "CB-1", "CB-2"]
    assert list(after) == ["HU", "DU-1", "DU-2", "CB-1"]
    assert (before["CB-1"].name, before["CB-1"].cell_type, before["CB-1"].parent_code) == (
        "Chi bộ CB-1",
        "RESIDENTIAL",
        "DU-1",
    )
    assert (after["CB-1"].name, after["CB-1"].cell_type, after["CB-1"].parent_code) == ("Chi bộ mới", "SCHOOL", "DU-2")


async def test_of_two_changes_for_one_day_the_later_recorded_one_is_listed(desk: Desk, place: Place) -> None:
    cell = id_of_unit(place.keeper, "CB-1")
    for name in ("Chi bộ A", "Chi bộ B"):
        await desk.one(RenameUnit(command_id=uuid4(), unit_id=cell, name=name, effective_on=YEAR_2020), by=staff(place))
    await place.told(UnitReplica())

    assert (await units_on(desk, YEAR_2020))["CB-1"].name == "Chi bộ B"


async def test_a_long_list_comes_in_pages(desk: Desk, place: Place) -> None:
    await place.told(UnitReplica())

    first = UnitList.model_validate((await desk.ask(ListUnits(as_of=YEAR_2020, limit=3), by=staff(place))).answer)
    rest = await desk.ask(ListUnits(as_of=YEAR_2020, limit=3, after_code=first.more), by=staff(place))

    second = UnitList.model_validate(rest.answer)
    assert [unit.code for unit in (*first.units, *second.units)] == ["HU", "DU-1", "DU-2", "CB-1", "CB-2"]
    assert (first.more, second.more, second.cell_types) == ("DU-2", None, "1")


async def test_a_page_after_a_code_that_nobody_has_is_refused(desk: Desk, place: Place) -> None:
    reply = await desk.ask(ListUnits(as_of=YEAR_2020, after_code="CB-9"), by=staff(place))

    assert code(reply) == "page_start_unknown"


def a_person(name: str = "Người dự số 17", own_cell_id: UUID | None = None) -> RegisterPerson:
    return RegisterPerson(command_id=uuid4(), code="QS-017", name=name, own_cell_id=own_cell_id)


async def test_a_person_is_a_row_and_no_event(desk: Desk, place: Place) -> None:
    head = await place.store.head()

    outcome = await desk.one(a_person(), by=staff(place))

    people = PersonList.model_validate((await desk.ask(ListPeople(), by=staff(place))).answer).people
    assert [(str(person.person_id), person.name) for person in people] == [
        (outcome.decided["person_id"], "Người dự số 17")
    ]
    assert await place.store.head() == head


async def test_a_person_entered_again_with_the_same_content_stays_one(desk: Desk, place: Place) -> None:
    first = await desk.one(a_person(), by=staff(place))

    again = await desk.one(a_person(), by=staff(place))

    assert (again.outcome, again.decided) == ("accepted", first.decided)


@pytest.mark.parametrize("other", [a_person("Người khác"), a_person(own_cell_id=UUID(int=5))])
async def test_a_code_of_a_person_does_not_stand_for_another(desk: Desk, place: Place, other: RegisterPerson) -> None:
    await desk.one(a_person(), by=staff(place))

    assert code(await desk.one(other, by=staff(place))) == "person_code_taken"


async def test_people_are_read_by_staff_and_auditors_only(desk: Desk, place: Place) -> None:
    auditor, secretary = holding(place.keeper, "auditor"), holding(place.keeper, "secretary", UUID(int=3))

    assert code(await desk.ask(ListPeople(), by=auditor)) == "answered"
    assert code(await desk.ask(ListPeople(), by=secretary)) == "not_allowed"


async def test_people_come_in_pages_by_code(desk: Desk, place: Place) -> None:
    people = [RegisterPerson(command_id=uuid4(), code=f"QS-{number}", name="Người dự") for number in (3, 1, 2)]
    await desk.send(*people, by=staff(place))

    first = PersonList.model_validate((await desk.ask(ListPeople(limit=2), by=staff(place))).answer)
    rest = await desk.ask(ListPeople(limit=2, after_code=first.more), by=staff(place))

    assert [person.code for person in first.people] == ["QS-1", "QS-2"]
    assert [person.code for person in PersonList.model_validate(rest.answer).people] == ["QS-3"]
