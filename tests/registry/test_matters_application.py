"""What units report of their people, on a real database: done, refused, repeated, raced, withdrawn, done again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.message import Command
from contracts.registry import AdoptCellTypes
from contracts.unit_matters import (
    ChangeCellCommittee,
    RecordTraining,
    ReportDualAffiliation,
    ReportRecruitment,
    WithdrawCellCommittee,
    WithdrawDualAffiliation,
    WithdrawRecruitment,
    WithdrawTraining,
)
from services.registry.domain import id_of_unit
from services.registry.main import SERVICE, registry_of
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, an_empty_place, code, holding
from tests.registry.test_application import GROUPS, TYPES, a_cell, a_committee

pytestmark = pytest.mark.connected

MARCH = date(2024, 3, 31)
STAGES = [{"stage": "outstanding", "candidates": 4}, {"stage": "dossier", "candidates": 1}]

DATED: list[tuple[type[Command], dict[str, Any], type[Command], str]] = [
    (
        ChangeCellCommittee,
        {"effective_on": MARCH, "change": "elected", "seats": 3},
        WithdrawCellCommittee,
        "effective_on",
    ),
    (ReportRecruitment, {"as_of": MARCH, "stages": STAGES}, WithdrawRecruitment, "as_of"),
    (ReportDualAffiliation, {"as_of": MARCH, "members": 9, "remarks_asked": 8}, WithdrawDualAffiliation, "as_of"),
]
TRAINING = {"held_on": MARCH, "topic": "Nghiệp vụ chi ủy", "secretaries": 20}


@pytest.fixture(scope="module")
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        desk = Desk(made, registry_of(made.repository, made.pool, made.keeper))
        by = holding(made.keeper, "staff")
        types = {"version": "1", "effective_from": date(2000, 1, 1), "types": TYPES, "groups": GROUPS}
        await desk.one(AdoptCellTypes(command_id=uuid4(), **types), by=by)
        await desk.send(a_committee("HU", None), *(a_cell(f"CB-{number}", "HU") for number in range(1, 9)), by=by)
        yield made


@pytest.fixture
def desk(place: Place) -> Desk:
    return Desk(place, registry_of(place.repository, place.pool, place.keeper))


CELLS = iter(f"CB-{number}" for number in range(1, 9))


@pytest.fixture
def cell(place: Place) -> UUID:
    """A cell that no other test of this module uses."""
    return id_of_unit(place.keeper, next(CELLS))


def wish(kind: type[Command], unit_id: UUID, said: dict[str, Any]) -> Command:
    return kind.model_validate({"command_id": uuid4(), "unit_id": unit_id, **said})


async def carried_out(desk: Desk, *wishes: Command) -> list[str]:
    by = holding(desk.place.keeper, "staff")
    return [code(await desk.one(one, by=by)) for one in wishes]


async def test_each_is_done_once_refused_withdrawn_and_done_again(desk: Desk, cell: UUID) -> None:
    for kind, said, withdraw, day in DATED:
        done = wish(kind, cell, said)
        away = wish(withdraw, cell, {day: MARCH, "reason": "Ghi nhầm."})

        first, second, third = await carried_out(desk, done, wish(kind, cell, said), away)
        head = await desk.place.store.head()
        again = await carried_out(desk, done, away)

        assert (first, third) == ("accepted", "accepted")
        assert second in {"committee_changed_that_day", "already_reported_that_day"}
        assert again == ["accepted", "accepted"]
        assert await desk.place.store.head() == head
        assert await carried_out(desk, wish(kind, cell, said)) == ["accepted"]


async def test_of_two_at_once_one_is_refused_and_of_two_who_withdraw_one_is_told_to_look_again(
    desk: Desk, place: Place, cell: UUID
) -> None:
    by = holding(place.keeper, "staff")
    for kind, said, withdraw, day in DATED:
        await carried_out(desk, wish(kind, cell, said))
        taking_back = [wish(withdraw, cell, {day: MARCH, "reason": reason}) for reason in ("Nhầm.", "Nhầm cả.")]

        racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))
        outcomes = await racing.send(*taking_back, by=by)

        assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]
    held = await desk.one(wish(RecordTraining, cell, TRAINING), by=by)
    training = {"training_id": held.decided["training_id"]}
    taking_back = [wish(WithdrawTraining, cell, training | {"reason": reason}) for reason in ("Nhầm.", "Nhầm cả.")]
    racing = Desk(place, registry_of(Simultaneous(place), place.pool, place.keeper))

    outcomes = await racing.send(*taking_back, by=by)

    assert sorted(map(code, outcomes)) == ["accepted", "changed_meanwhile"]


async def test_a_training_is_recorded_once_and_withdrawn_by_its_unit_alone(desk: Desk, cell: UUID) -> None:
    held = wish(RecordTraining, cell, TRAINING)
    by = holding(desk.place.keeper, "staff")
    outcome = await desk.one(held, by=by)
    training_id = outcome.decided["training_id"]
    taken_back = {"training_id": training_id, "reason": "Ghi nhầm."}
    head = await desk.place.store.head()

    assert await desk.one(held, by=by) == outcome
    assert await desk.place.store.head() == head
    assert await carried_out(
        desk,
        wish(WithdrawTraining, id_of_unit(desk.place.keeper, "HU"), taken_back),
        wish(WithdrawTraining, cell, taken_back),
        wish(WithdrawTraining, cell, taken_back),
        wish(RecordTraining, cell, TRAINING | {"secretaries": 0}),
    ) == ["not_there", "accepted", "training_withdrawn_already", "training_without_participants"]


async def test_a_unit_that_is_not_there_reports_nothing(desk: Desk, cell: UUID) -> None:
    long_ago = {"as_of": date(2001, 1, 1), "members": 1}

    assert await carried_out(
        desk,
        wish(ReportDualAffiliation, cell, long_ago),
        wish(ReportDualAffiliation, uuid4(), long_ago),
    ) == ["unit_not_yet_there", "not_there"]


async def test_a_secretary_reports_for_his_own_cell_only_and_holds_no_training_for_others(
    desk: Desk, place: Place, cell: UUID
) -> None:
    secretary = holding(place.keeper, "secretary", cell)
    said = {"as_of": MARCH, "members": 3}

    assert code(await desk.one(wish(ReportDualAffiliation, cell, said), by=secretary)) == "accepted"
    elsewhere = wish(ReportDualAffiliation, id_of_unit(place.keeper, "HU"), said)
    assert code(await desk.one(elsewhere, by=secretary)) == "not_allowed"
    assert code(await desk.one(wish(RecordTraining, cell, TRAINING), by=secretary)) == "not_allowed"
