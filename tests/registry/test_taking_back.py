"""Withdrawing names, catalogues and wishes to erase, and ends held against what is recorded, on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.grants import GrantRole, RevokeRole
from contracts.message import Command
from contracts.registry import (
    AdoptCellTypes,
    AdoptUnitLevels,
    AskPersonErasure,
    DissolveUnit,
    EstablishUnit,
    ListUnits,
    RegisterPerson,
    RenameUnit,
    RollCounts,
    SplitPart,
    SplitUnit,
    UnitLevel,
    UnitList,
    WithdrawCellTypes,
    WithdrawPersonErasure,
    WithdrawUnitEstablishment,
    WithdrawUnitLevels,
    WithdrawUnitName,
)
from contracts.unit_matters import (
    ChangeCellCommittee,
    RecordTraining,
    ReportDualAffiliation,
    ReportRecruitment,
    WithdrawTraining,
)
from services.registry.domain import id_of_person, id_of_unit
from services.registry.main import SERVICE, registry_of
from services.registry.read_models.grants import GrantReplica
from services.registry.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding
from tests.registry.test_application import GROUPS, TYPES, a_cell, a_committee

pytestmark = pytest.mark.connected

JULY, BEFORE, YEAR_2000 = date(2023, 7, 1), date(2023, 6, 30), date(2000, 1, 1)
CELLS = iter(f"CB-{number}" for number in range(1, 10))


@pytest.fixture(scope="module")
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        desk = Desk(made, registry_of(made.repository, made.pool, made.keeper))
        by = holding(made.keeper, "staff")
        types = {"version": "1", "effective_from": YEAR_2000, "types": TYPES, "groups": GROUPS}
        await desk.one(AdoptCellTypes(command_id=uuid4(), **types), by=by)
        await desk.one(RegisterPerson(command_id=uuid4(), code="QS-1", name="Lê Văn Một"), by=by)
        await desk.send(a_committee("HU", None), *(a_cell(f"CB-{number}", "HU") for number in range(1, 10)), by=by)
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, registry_of(place.repository, place.pool, place.keeper))


@pytest.fixture
def cell(place: Place) -> UUID:
    """A cell that no other test of this module uses."""
    return id_of_unit(place.keeper, next(CELLS))


def wish(kind: type[Command], **said: Any) -> Command:
    return kind.model_validate({"command_id": uuid4(), **said})


async def outcomes(desk: Desk, *wishes: Command) -> list[str]:
    by = holding(desk.place.keeper, "staff")
    return [code(await desk.one(one, by=by)) for one in wishes]


def mistakes(place: Place, cell: UUID) -> list[tuple[Command, Command, str]]:
    """What is recorded, how it is taken back, and how the second taking back is refused."""
    person = id_of_person(place.keeper, "QS-1")
    levels = [UnitLevel(level="ward", name_vi="Phường", name_en="Ward")]
    said: dict[str, Any] = {"reason": "Ghi nhầm."}
    return [
        (
            wish(RenameUnit, unit_id=cell, name="Chi bộ khác", effective_on=JULY),
            wish(WithdrawUnitName, unit_id=cell, effective_on=JULY, **said),
            "unit_not_renamed",
        ),
        (
            wish(AdoptCellTypes, version="2", effective_from=JULY, types=TYPES, groups=GROUPS),
            wish(WithdrawCellTypes, version="2", **said),
            "catalogue_not_the_last",
        ),
        (
            wish(AdoptUnitLevels, version="1", effective_from=JULY, levels=levels),
            wish(WithdrawUnitLevels, version="1", **said),
            "no_catalogue_adopted",
        ),
        (
            wish(AskPersonErasure, person_id=person, reason="asked_by_the_person"),
            wish(WithdrawPersonErasure, person_id=person, **said),
            "erasure_not_asked_for",
        ),
    ]


def once_more(command: Command) -> Command:
    return command.model_copy(update={"command_id": uuid4()})


async def test_each_is_taken_back_once_and_recorded_again(desk: Desk, place: Place, cell: UUID) -> None:
    for done, taken_back, refused in mistakes(place, cell):
        assert await outcomes(desk, done, taken_back) == ["accepted", "accepted"]
        head = await place.store.head()

        assert await outcomes(desk, taken_back, once_more(taken_back)) == ["accepted", refused]
        assert await place.store.head() == head
        assert await outcomes(desk, once_more(done), once_more(taken_back)) == ["accepted", "accepted"]


async def test_of_two_who_take_it_back_at_once_one_is_told_to_look_again(desk: Desk, place: Place, cell: UUID) -> None:
    for done, taken_back, _ in mistakes(place, cell):
        await outcomes(desk, once_more(done))
        racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))
        both = [once_more(taken_back), once_more(taken_back)]

        if isinstance(taken_back, WithdrawCellTypes | WithdrawUnitLevels):
            # Whatever changes the tree goes one after the other within a request.
            found = await outcomes(desk, *both)
        else:
            found = [code(one) for one in await racing.send(*both, by=holding(place.keeper, "staff"))]

        assert found.count("accepted") == 1
        assert len(found) == 2


async def test_nobody_but_staff_takes_them_back(desk: Desk, place: Place, cell: UUID) -> None:
    secretary = holding(place.keeper, "secretary", cell)

    found = {code(await desk.one(taken_back, by=secretary)) for _, taken_back, _ in mistakes(place, cell)}

    assert found == {"not_allowed"}


async def test_after_a_name_and_a_catalogue_are_taken_back_units_are_listed_as_before(
    desk: Desk, place: Place, cell: UUID
) -> None:
    name, catalogue, *_ = mistakes(place, cell)
    await outcomes(desk, name[0], catalogue[0], name[1], catalogue[1])
    await place.told(UnitReplica())

    reply = await desk.ask(ListUnits(as_of=JULY), by=holding(place.keeper, "staff"))

    listed = UnitList.model_validate(reply.answer)
    assert {one.name for one in listed.units if one.unit_id == cell} == {f"Chi bộ {_code(listed, cell)}"}
    assert listed.cell_types == "1"


def _code(listed: UnitList, cell: UUID) -> str:
    return next(one.code for one in listed.units if one.unit_id == cell)


MATTERS: list[tuple[type[Command], dict[str, Any], str]] = [
    (ChangeCellCommittee, {"effective_on": JULY, "change": "elected", "seats": 3}, "committee_after_end"),
    (RecordTraining, {"held_on": JULY, "topic": "Nghiệp vụ", "secretaries": 2}, "training_after_end"),
    (ReportRecruitment, {"as_of": JULY, "stages": []}, "recruitment_after_end"),
    (ReportDualAffiliation, {"as_of": JULY, "members": 3}, "dual_affiliation_after_end"),
]


@pytest.mark.parametrize(("kind", "said", "refused"), MATTERS)
async def test_a_unit_does_not_end_before_what_is_recorded_of_it(
    desk: Desk, place: Place, kind: type[Command], said: dict[str, Any], refused: str
) -> None:
    unit_id = await a_new_cell(desk)
    await outcomes(desk, wish(kind, unit_id=unit_id, **said))

    assert await outcomes(
        desk,
        wish(DissolveUnit, unit_id=unit_id, effective_on=JULY),
        wish(WithdrawUnitEstablishment, unit_id=unit_id, reason="Ghi nhầm."),
        wish(DissolveUnit, unit_id=unit_id, effective_on=date(2023, 7, 2)),
    ) == [refused, "unit_in_use", "accepted"]


async def test_of_an_end_and_something_recorded_from_then_on_at_once_one_is_refused(desk: Desk, place: Place) -> None:
    unit_id, by = await a_new_cell(desk), holding(place.keeper, "staff")
    racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))
    ending = wish(DissolveUnit, unit_id=unit_id, effective_on=JULY)
    kind, said, _ = MATTERS[1]

    found = await asyncio.gather(*(racing.one(one, by=by) for one in (ending, wish(kind, unit_id=unit_id, **said))))

    assert {code(one) for one in found} in ({"accepted", "training_after_end"}, {"accepted", "unit_dissolved"})


async def test_a_training_taken_back_keeps_nothing_from_ending(desk: Desk, place: Place) -> None:
    unit_id, by = await a_new_cell(desk), holding(place.keeper, "staff")
    kind, said, refused = MATTERS[1]
    training = (await desk.one(wish(kind, unit_id=unit_id, **said), by=by)).decided["training_id"]
    ending = wish(DissolveUnit, unit_id=unit_id, effective_on=JULY)
    away = wish(WithdrawTraining, unit_id=unit_id, training_id=training, reason="Ghi nhầm.")

    assert await outcomes(desk, ending, away, ending) == [refused, "accepted", "accepted"]


async def test_a_role_granted_from_the_end_on_is_revoked_first_and_one_from_before_stays(
    desk: Desk, place: Place
) -> None:
    unit_id = await a_new_cell(desk)
    who = {"person_id": id_of_person(place.keeper, "QS-1"), "unit_id": unit_id}
    ending = wish(DissolveUnit, unit_id=unit_id, effective_on=JULY)
    leader = holding(place.keeper, "leader")
    for role, from_on in (("secretary", JULY), ("observer", BEFORE)):
        assert code(await desk.one(wish(GrantRole, role=role, from_on=from_on, **who), by=leader)) == "accepted"
    await place.told(GrantReplica())

    assert await outcomes(desk, ending) == ["grant_after_end"]
    revoked = wish(RevokeRole, role="secretary", revoked_on=JULY, reason="Ghi nhầm.", **who)
    assert code(await desk.one(revoked, by=leader)) == "accepted"
    await place.pool.execute("DELETE FROM registry_grants.term WHERE keeper = $1", place.keeper)
    await place.told(GrantReplica())
    assert await outcomes(desk, ending) == ["accepted"]


async def test_a_roll_remains_only_for_an_original_that_goes_on(desk: Desk, place: Place) -> None:
    unit_id = await a_new_cell(desk)
    parts = [SplitPart(code=f"{unit_id}"[:8] + part, name=part) for part in "AB"]
    split = {"unit_id": unit_id, "parts": parts, "effective_on": JULY, "remaining": RollCounts(official=3)}

    ends = wish(SplitUnit, principal_code=parts[0].code, **split)

    assert await outcomes(desk, ends) == ["remaining_of_an_end"]


async def a_new_cell(desk: Desk) -> UUID:
    name = f"CB-{uuid4().hex[:8]}"
    unit = EstablishUnit(
        command_id=uuid4(),
        code=name,
        name=name,
        kind="cell",
        cell_type="RESIDENTIAL",
        parent_code="HU",
        established_on=YEAR_2000.replace(year=2010),
    )
    assert await outcomes(desk, unit) == ["accepted"]
    return id_of_unit(desk.place.keeper, name)
