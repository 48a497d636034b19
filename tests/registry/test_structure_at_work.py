"""The commands that reshape a tree, on a real database: done, refused, repeated, raced; and what is listed then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.message import Command, Event
from contracts.registry import (
    AdoptCellTypes,
    AdoptUnitLevels,
    CellType,
    CellTypeGroup,
    ChangeUnitLevel,
    DissolveUnit,
    DualAffiliationHandedOver,
    EstablishUnit,
    HandOvers,
    HandOverUnit,
    Lineage,
    ListHandOvers,
    ListUnits,
    MergedUnit,
    MergeUnits,
    MoveUnit,
    ReadLineage,
    RecruitmentHandedOver,
    ReportRoll,
    RollCounts,
    RollReported,
    RollWithdrawn,
    SplitPart,
    SplitUnit,
    TakeOverUnit,
    UnitEntry,
    UnitEstablished,
    UnitEstablishmentWithdrawn,
    UnitHandedOver,
    UnitLevel,
    UnitList,
    UnitTakenOver,
    WithdrawRoll,
    WithdrawUnitChange,
    WithdrawUnitEstablishment,
)
from contracts.texts import TextRef
from contracts.unit_matters import CellCommitteeChanged, DualAffiliationReported, RecruitmentReported
from services.chassis.feed import Feed
from services.registry.domain import id_of_structure, id_of_unit
from services.registry.main import SERVICE, registry_of
from services.registry.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, Together, an_empty_place, code, holding, told_by
from tests.samples import example

pytestmark = pytest.mark.connected

YEAR_2010, BEFORE, JULY = date(2010, 1, 1), date(2023, 6, 30), date(2023, 7, 1)
GROUPS = [CellTypeGroup(key="all_cells", name_vi="Tất cả", name_en="All")]


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    """HU above DU-1 and DU-2; CB-1 and CB-2 under the first, CB-3 under the second; rolls of 20 in each cell."""
    made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    await done(made, adopted_types("RESIDENTIAL"))
    await done(made, a_unit("HU", None), a_unit("DU-1", "HU"), a_unit("DU-2", "HU"))
    cells = {"CB-1": "DU-1", "CB-2": "DU-1", "CB-3": "DU-2"}
    await done(made, *(a_unit(cell, above, "RESIDENTIAL") for cell, above in cells.items()))
    await done(made, *(a_roll(place, cell, YEAR_2010, 20) for cell in cells))
    return made


def adopted_types(*tokens: str) -> AdoptCellTypes:
    types = [CellType(token=token, name_vi=token, name_en=token, group="all_cells") for token in tokens]
    return AdoptCellTypes(command_id=uuid4(), version="1", effective_from=YEAR_2010, types=types, groups=GROUPS)


def staff(place: Place) -> Any:
    return holding(place.keeper, "staff")


async def done(desk: Desk, *commands: Command) -> None:
    """Send them, and they are accepted."""
    outcomes = await desk.send(*commands, by=staff(desk.place))
    assert [code(outcome) for outcome in outcomes] == ["accepted"] * len(commands)


async def asked(desk: Desk, command: Command) -> str:
    return code(await desk.one(command, by=staff(desk.place)))


async def two_at_once(desk: Desk, command: Command) -> list[str]:
    """The same said in two processes, which decide on the same state."""
    place, together = desk.place, Together()
    outcomes = await asyncio.gather(
        *(
            Desk(place, registry_of(Simultaneous(place, together), place.pool, place.keeper)).one(one, by=staff(place))
            for one in (command, command.model_copy(update={"command_id": uuid4()}))
        )
    )
    return sorted(map(code, outcomes))


def a_unit(code: str, parent: str | None, cell_type: str | None = None) -> EstablishUnit:
    return EstablishUnit(
        command_id=uuid4(),
        code=code,
        name=f"Đơn vị {code}",
        kind="cell" if cell_type else "committee",
        cell_type=cell_type,
        parent_code=parent,
        established_on=YEAR_2010,
    )


def a_roll(place: Place, code: str, as_of: date, official: int) -> ReportRoll:
    return ReportRoll(command_id=uuid4(), unit_id=unit(place, code), as_of=as_of, counts=RollCounts(official=official))


def unit(place: Place, code: str) -> UUID:
    return id_of_unit(place.keeper, code)


def a_split(place: Place, code: str = "CB-1", **other: Any) -> SplitUnit:
    parts = [SplitPart(code=f"{code}{letter}", name=f"Chi bộ {code}{letter}") for letter in "AB"]
    values = {"parts": parts, "principal_code": f"{code}A", "effective_on": JULY, **other}
    return SplitUnit(command_id=uuid4(), unit_id=unit(place, code), **values)


def a_merger(place: Place, *codes: str, **other: Any) -> MergeUnits:
    into_new = None if "into_id" in other else MergedUnit(code="NEW", name="Chi bộ mới")
    ids = [unit(place, one) for one in codes]
    return MergeUnits(command_id=uuid4(), unit_ids=ids, into_new=into_new, **{"effective_on": JULY, **other})


def taking_back(place: Place, code: str, change: Any) -> WithdrawUnitChange:
    return WithdrawUnitChange(
        command_id=uuid4(), unit_id=unit(place, code), change=change, effective_on=JULY, reason="Nhập nhầm."
    )


async def listed(desk: Desk, day: date, under: str | None = None) -> dict[str, UnitEntry]:
    """The units of a day by code, once the registry has read what it told."""
    await refreshed(desk.place)
    reply = await desk.ask(ListUnits(as_of=day, under_code=under), by=staff(desk.place))
    return {one.code: one for one in UnitList.model_validate(reply.answer).units}


async def refreshed(place: Place) -> None:
    for table in ("unit", "unit_name", "unit_type", "unit_level", "unit_parent", "unit_stock", "lineage", "catalogue"):
        await place.pool.execute(f"DELETE FROM registry_units.{table} WHERE keeper = $1", place.keeper)
    await place.told(UnitReplica())


async def test_a_split_keeps_what_was_before_and_shows_where_the_parts_come_from(desk: Desk, place: Place) -> None:
    outcome = await desk.one(a_split(place), by=staff(place))

    before, after = await listed(desk, BEFORE, "DU-1"), await listed(desk, JULY, "DU-1")
    assert outcome.decided["principal_id"] == str(unit(place, "CB-1A"))
    assert list(before) == ["DU-1", "CB-1", "CB-2"]
    assert list(after) == ["DU-1", "CB-2", "CB-1A", "CB-1B"]
    assert after["CB-1A"].predecessor_ids == [unit(place, "CB-1")]
    assert before["CB-1"].successor_ids == sorted([unit(place, "CB-1A"), unit(place, "CB-1B")])


async def test_rolls_given_with_a_split_add_up_to_the_last_one(desk: Desk, place: Place) -> None:
    def split(*officials: int) -> SplitUnit:
        parts = [
            SplitPart(code=f"CB-1{letter}", name=letter, roll=RollCounts(official=official))
            for letter, official in zip("AB", officials, strict=True)
        ]
        return a_split(place, parts=parts)

    assert await asked(desk, split(12, 9)) == "roll_sum_differs"
    assert await asked(desk, split(12, 8)) == "accepted"
    assert await asked(desk, a_roll(place, "CB-1A", JULY, 12)) == "roll_already_reported"
    assert await asked(desk, a_roll(place, "CB-1", JULY, 12)) == "unit_dissolved"


async def test_rolls_are_given_for_all_parts_or_for_none(desk: Desk, place: Place) -> None:
    one = SplitPart(code="CB-1A", name="A", roll=RollCounts(official=20))
    two = SplitPart(code="CB-1B", name="B")

    assert await asked(desk, a_split(place, parts=[one, two])) == "roll_given_in_part"


async def test_the_roll_of_a_successor_is_the_sum_of_those_that_became_one(desk: Desk, place: Place) -> None:
    into = {"into_id": unit(place, "CB-1")}

    assert await asked(desk, a_merger(place, "CB-2", "CB-3", roll=RollCounts(official=60), **into)) == "accepted"

    after = await listed(desk, JULY)
    assert list(after) == ["HU", "DU-1", "DU-2", "CB-1"]
    assert set(after["CB-1"].predecessor_ids) == {unit(place, "CB-2"), unit(place, "CB-3")}


async def test_the_same_split_twice_makes_its_parts_once(desk: Desk, place: Place) -> None:
    command = a_split(place)
    first = await desk.one(command, by=staff(place))

    again = await desk.one(command, by=staff(place))

    assert again == first
    assert await asked(desk, a_split(place)) == "unit_dissolved"


async def test_of_two_processes_that_split_and_merge_one_unit_at_once_the_second_is_refused(
    desk: Desk, place: Place
) -> None:
    together = Together()
    racing = [Desk(place, registry_of(Simultaneous(place, together), place.pool, place.keeper)) for _ in range(2)]

    outcomes = await asyncio.gather(
        racing[0].one(a_split(place), by=staff(place)),
        racing[1].one(a_merger(place, "CB-1", "CB-2"), by=staff(place)),
    )

    assert sorted(code(outcome) for outcome in outcomes) == ["accepted", "unit_dissolved"]


async def test_of_two_who_take_the_same_change_back_at_once_one_is_told_of_the_conflict(
    desk: Desk, place: Place
) -> None:
    await done(desk, a_split(place))
    together = Together()
    racing = [Desk(place, registry_of(Simultaneous(place, together), place.pool, place.keeper)) for _ in range(2)]

    outcomes = await asyncio.gather(*(one.one(taking_back(place, "CB-1", "split"), by=staff(place)) for one in racing))

    assert sorted(outcome.outcome for outcome in outcomes) == ["accepted", "conflict"]


async def test_the_line_of_a_unit_is_read_through_all_its_steps(desk: Desk, place: Place) -> None:
    await done(desk, a_split(place))
    await done(desk, a_merger(place, "CB-1A", "CB-2", effective_on=date(2024, 1, 1)))
    await refreshed(place)

    reply = await desk.ask(ReadLineage(code="NEW"), by=staff(place))

    line = Lineage.model_validate(reply.answer)
    assert [(one.kind, one.principal) for one in line.steps] == [("split", True), ("merged", True), ("merged", True)]
    assert {one.code for one in line.units} == {"CB-1", "CB-1A", "CB-2", "NEW"}
    assert await asked_line(desk, "CB-9") == "unit_unknown"


async def asked_line(desk: Desk, name: str) -> str:
    return code(await desk.ask(ReadLineage(code=name), by=staff(desk.place)))


async def test_a_merger_taken_back_leaves_the_tree_as_it_was(desk: Desk, place: Place) -> None:
    before = await listed(desk, JULY)
    await done(desk, a_merger(place, "DU-1", "DU-2"))
    assert list(await listed(desk, JULY)) == ["HU", "CB-1", "CB-2", "CB-3", "NEW"]

    await done(desk, taking_back(place, "NEW", "merged"))

    assert await listed(desk, JULY) == before
    assert await asked_line(desk, "NEW") == "unit_unknown"
    await done(desk, a_roll(place, "DU-1", JULY, 20))


async def test_a_merger_stays_while_the_successors_roll_counts_the_members_that_it_brought(
    desk: Desk, place: Place
) -> None:
    into = {"into_id": unit(place, "CB-1")}
    await done(desk, a_merger(place, "CB-2", roll=RollCounts(official=40), **into))

    assert await asked(desk, taking_back(place, "CB-1", "merged")) == "unit_in_use"
    await done(desk, WithdrawRoll(command_id=uuid4(), unit_id=unit(place, "CB-1"), as_of=JULY, reason="Nhầm."))
    assert await asked(desk, taking_back(place, "CB-1", "merged")) == "accepted"


async def test_of_two_mergers_of_one_day_the_line_of_the_first_stays(desk: Desk, place: Place) -> None:
    into = {"into_id": unit(place, "CB-1")}
    await done(desk, a_merger(place, "CB-2", **into))
    await done(desk, a_merger(place, "CB-3", **into))

    await done(desk, taking_back(place, "CB-1", "merged"))

    after = await listed(desk, JULY)
    assert after["CB-1"].predecessor_ids == [unit(place, "CB-2")]
    assert list(after) == ["HU", "DU-1", "DU-2", "CB-1", "CB-3"]


async def test_a_unit_with_a_roll_is_taken_back_once_the_roll_is(desk: Desk, place: Place) -> None:
    await done(desk, a_unit("CB-9", "DU-1", "RESIDENTIAL"))
    await done(desk, a_roll(place, "CB-9", JULY, 3))

    def mistake() -> WithdrawUnitEstablishment:
        return WithdrawUnitEstablishment(command_id=uuid4(), unit_id=unit(place, "CB-9"), reason="Nhập nhầm.")

    assert await asked(desk, mistake()) == "unit_in_use"
    withdraw = WithdrawRoll(command_id=uuid4(), unit_id=unit(place, "CB-9"), as_of=JULY, reason="Nhầm.")
    assert await two_at_once(desk, withdraw) == ["accepted", "changed_meanwhile"]
    assert await two_at_once(desk, mistake()) == ["accepted", "changed_meanwhile"]
    assert "CB-9" not in await listed(desk, JULY)
    assert await asked(desk, a_roll(place, "CB-9", JULY, 3)) == "unit_establishment_withdrawn"
    await done(desk, a_unit("CB-9", "DU-2", "RESIDENTIAL"))
    assert (await listed(desk, JULY))["CB-9"].parent_code == "DU-2"
    await done(desk, a_roll(place, "CB-9", JULY, 3))


async def test_levels_are_listed_as_they_were_on_the_day(desk: Desk, place: Place) -> None:
    level = UnitLevel(level="ward", name_vi="Đảng bộ phường", name_en="Ward committee")
    await done(desk, AdoptUnitLevels(command_id=uuid4(), version="1", effective_from=YEAR_2010, levels=[level]))
    change = {"unit_id": unit(place, "DU-1"), "effective_on": JULY}

    assert await asked(desk, ChangeUnitLevel(command_id=uuid4(), level="hamlet", **change)) == "level_unknown"
    await done(desk, ChangeUnitLevel(command_id=uuid4(), level="ward", **change))

    assert (await listed(desk, BEFORE))["DU-1"].level is None
    assert (await listed(desk, JULY))["DU-1"].level == "ward"


async def test_what_is_handed_over_is_listed_until_the_day_before(desk: Desk, place: Place) -> None:
    command = HandOverUnit(command_id=uuid4(), unit_id=unit(place, "DU-1"), to_keeper="binh-my", effective_on=JULY)

    await done(desk, command)

    before, after = await listed(desk, BEFORE), await listed(desk, JULY)
    assert (before["CB-1"].to_keeper, before["CB-1"].handed_over_on) == ("binh-my", JULY)
    assert list(after) == ["HU", "DU-2", "CB-3"]
    assert await asked(desk, a_roll(place, "CB-1", BEFORE, 21)) == "accepted"
    assert await asked(desk, a_roll(place, "CB-1", JULY, 21)) == "unit_handed_over"
    move = MoveUnit(command_id=uuid4(), unit_id=unit(place, "CB-1"), parent_id=unit(place, "DU-2"), effective_on=JULY)
    assert await asked(desk, move) == "unit_handed_over"


async def test_a_handing_over_stays_once_the_other_keeper_has_taken_over(desk: Desk, place: Place) -> None:
    ward = f"xa-{place.keeper}"
    cell = unit(place, "CB-1")
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper=ward, effective_on=JULY))
    await refreshed(place)
    taken = UnitTakenOver(
        unit_id=cell,
        from_keeper=place.keeper,
        at_position=9,
        effective_on=JULY,
        code="CB-1",
        name="Chi bộ 1",
        kind="cell",
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=UUID(int=3),
        established_on=YEAR_2010,
    )
    await place.told(UnitReplica(), told_by(Feed(ward, "registry"), taken))

    assert await asked(desk, taking_back(place, "CB-1", "handed_over")) == "taken_over_already"
    assert await hand_overs(desk) == [("CB-1", place.keeper, ward, "taken_over")]


async def hand_overs(desk: Desk) -> list[tuple[str, str, str, str]]:
    reply = await desk.ask(ListHandOvers(), by=staff(desk.place))
    shown = HandOvers.model_validate(reply.answer)
    return [(one.code, one.from_keeper, one.to_keeper, one.state) for one in shown.units]


def taken(unit_id: UUID, from_keeper: str, on: date) -> UnitTakenOver:
    return UnitTakenOver(
        unit_id=unit_id,
        from_keeper=from_keeper,
        at_position=9,
        effective_on=on,
        code="W-1",
        name="Chi bộ 1",
        kind="cell",
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=UUID(int=3),
        established_on=YEAR_2010,
    )


async def test_a_unit_comes_back_and_is_listed_for_its_own_times(desk: Desk, place: Place) -> None:
    ward, cell, year_later = f"xa-{place.keeper}", unit(place, "CB-1"), date(2024, 7, 1)
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper=ward, effective_on=JULY))
    back = UnitHandedOver(unit_id=cell, to_keeper=place.keeper, effective_on=year_later)
    await place.told(UnitReplica(), told_by(Feed(ward, "registry"), taken(cell, place.keeper, JULY), back))
    await refreshed(place)
    assert (await hand_overs(desk))[0] == ("W-1", ward, place.keeper, "waiting")
    take = TakeOverUnit(command_id=uuid4(), unit_id=cell, from_keeper=ward, parent_id=unit(place, "DU-2"))

    await done(desk, take)

    there = {day: "CB-1" in await listed(desk, day) for day in (BEFORE, JULY, year_later)}
    assert there == {BEFORE: True, JULY: False, year_later: True}
    assert (await listed(desk, year_later, "DU-2"))["CB-1"].from_keeper == ward
    assert await asked(desk, a_roll(place, "CB-1", BEFORE, 21)) == "accepted"
    assert await asked(desk, a_roll(place, "CB-1", date(2024, 1, 1), 21)) == "unit_handed_over"
    assert await asked(desk, take.model_copy(update={"command_id": uuid4()})) == "unit_is_here"
    assert {one[3] for one in await hand_overs(desk)} == {"taken_over"}
    withdrawn = WithdrawUnitEstablishment(command_id=uuid4(), unit_id=cell, reason="Tiếp nhận nhầm")
    await done(desk, withdrawn)
    assert {"CB-1" in await listed(desk, day) for day in (JULY, year_later)} == {False}
    assert "CB-1" in await listed(desk, BEFORE)


async def test_a_second_handing_over_is_taken_back_though_the_first_one_was_taken_over(
    desk: Desk, place: Place
) -> None:
    ward, cell, year_later = f"xa-{place.keeper}", unit(place, "CB-1"), date(2024, 7, 1)
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper=ward, effective_on=JULY))
    back = UnitHandedOver(unit_id=cell, to_keeper=place.keeper, effective_on=year_later)
    await place.told(UnitReplica(), told_by(Feed(ward, "registry"), taken(cell, place.keeper, JULY), back))
    await refreshed(place)
    await done(desk, TakeOverUnit(command_id=uuid4(), unit_id=cell, from_keeper=ward, parent_id=unit(place, "DU-2")))
    again = date(2025, 7, 1)
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper="binh-my", effective_on=again))
    await refreshed(place)

    mistaken = taking_back(place, "CB-1", "handed_over").model_copy(update={"effective_on": again})

    assert await asked(desk, mistaken) == "accepted"


async def test_a_handing_over_taken_back_while_the_other_keeper_took_over_is_shown_to_cross(
    desk: Desk, place: Place
) -> None:
    ward, cell = f"xa-{place.keeper}", unit(place, "CB-1")
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper=ward, effective_on=JULY))
    await done(desk, taking_back(place, "CB-1", "handed_over"))
    await refreshed(place)
    await place.told(UnitReplica(), told_by(Feed(ward, "registry"), taken(cell, place.keeper, JULY)))

    assert await hand_overs(desk) == [("W-1", place.keeper, ward, "crossed")]
    await done(desk, HandOverUnit(command_id=uuid4(), unit_id=cell, to_keeper=ward, effective_on=JULY))
    await refreshed(place)
    assert await hand_overs(desk) == [("CB-1", place.keeper, ward, "taken_over")]


def people_of(cell: UUID) -> list[Event]:
    """Its roll, committee, candidates and members of other cells; a second roll was a mistake."""
    return [
        RollReported(unit_id=cell, as_of=BEFORE, counts=RollCounts(official=17)),
        RollReported(unit_id=cell, as_of=YEAR_2010, counts=RollCounts(official=1)),
        RollWithdrawn(unit_id=cell, as_of=YEAR_2010, reason=TextRef(text_id=UUID(int=9), sha256="00" * 32)),
        CellCommitteeChanged(
            unit_id=cell,
            effective_on=YEAR_2010,
            change="elected",
            seats=3,
            filled=1,
            secretary_id=UUID(int=5),
            deputy_ids=[],
            member_ids=[],
        ),
        RecruitmentReported(unit_id=cell, as_of=BEFORE, stages=[], candidates=0, admitted_this_year=2),
        DualAffiliationReported(unit_id=cell, as_of=BEFORE, members=4, remarks_asked=2, remarks_given=1),
    ]


async def test_what_another_keeper_hands_over_is_taken_over_with_all_below_it(desk: Desk, place: Place) -> None:
    district = f"h-{place.keeper}"
    ids = {name: id_of_unit(district, name) for name in ("HU", "DU-9", "CB-1")}
    told = [
        UnitEstablished(
            unit_id=ids[name],
            code=name,
            name=f"Cũ {name}",
            kind="cell" if name == "CB-1" else "committee",
            level=None,
            cell_type="RESIDENTIAL" if name == "CB-1" else None,
            parent_id=ids.get(above),
            established_on=YEAR_2010,
        )
        for name, above in (("HU", ""), ("DU-9", "HU"), ("CB-1", "DU-9"))
    ]
    gone = [UnitHandedOver(unit_id=ids[name], to_keeper=place.keeper, effective_on=JULY) for name in ("DU-9", "CB-1")]
    people = people_of(ids["CB-1"])
    await place.told(UnitReplica(), told_by(Feed(district, "registry"), *told, *people, *gone))

    def take(name: str, prefix: str | None = None) -> TakeOverUnit:
        return TakeOverUnit(
            command_id=uuid4(),
            unit_id=ids[name],
            from_keeper=district,
            parent_id=unit(place, "HU"),
            code_prefix=prefix,
        )

    assert await asked(desk, take("HU")) == "not_handed_over"
    assert await asked(desk, take("CB-1")) == "not_handed_over_by_itself"
    assert await asked(desk, take("DU-9")) == "unit_code_taken"
    await done(desk, take("DU-9", "X-"))

    after = await listed(desk, JULY, "X-DU-9")
    assert [(one.unit_id, one.code) for one in after.values()] == [(ids["DU-9"], "X-DU-9"), (ids["CB-1"], "X-CB-1")]
    assert (after["X-CB-1"].from_keeper, after["X-CB-1"].taken_over_on) == (district, JULY)
    assert after["X-CB-1"].established_on == YEAR_2010
    wire = (await place.store.history(id_of_structure(place.keeper)))[-1].wire
    assert wire is not None
    taken = UnitTakenOver.model_validate_json(wire)
    assert (taken.roll_as_of, taken.roll) == (BEFORE, RollCounts(official=17))
    assert taken.committee is not None
    assert (taken.committee.since, taken.committee.seats, taken.committee.filled) == (YEAR_2010, 3, 1)
    assert taken.recruitment == RecruitmentHandedOver(as_of=BEFORE, stages=[], candidates=0, admitted_this_year=2)
    dual = DualAffiliationHandedOver(as_of=BEFORE, members=4, remarks_asked=2, remarks_given=1)
    assert taken.dual_affiliation == dual
    assert await listed(desk, BEFORE, "X-DU-9") == {}
    last = DissolveUnit(command_id=uuid4(), unit_id=ids["CB-1"], effective_on=date(2024, 1, 1))
    assert await asked(desk, last) == "accepted"


async def test_what_came_with_a_unit_goes_when_its_coming_is_taken_back_and_what_was_told_here_stays(
    place: Place,
) -> None:
    cell, feed = id_of_unit("elsewhere", "CB-1"), Feed(f"m-{place.keeper}", "registry")
    here = UnitEstablished(
        unit_id=cell,
        code="CB-1",
        name="Chi bộ 1",
        kind="cell",
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=None,
        established_on=YEAR_2010,
    )
    brought = {"roll_as_of": BEFORE, "roll": RollCounts(official=9)}
    came = example("registry", "UnitTakenOver").model_copy(update={"unit_id": cell, "effective_on": JULY, **brought})
    told = [
        here,
        RollReported(unit_id=cell, as_of=BEFORE, counts=RollCounts(official=17)),
        UnitHandedOver(unit_id=cell, to_keeper="another", effective_on=JULY),
        came,
    ]
    await place.told(UnitReplica(), told_by(feed, *told))
    both = await stock_of(place, cell)

    void = UnitEstablishmentWithdrawn(unit_id=cell, reason=TextRef(text_id=UUID(int=9), sha256="00" * 32), since=JULY)
    await place.told(UnitReplica(), told_by(feed, void, above=len(told)))

    assert both == [("roll", BEFORE), ("roll", BEFORE)]
    assert await stock_of(place, cell) == [("roll", BEFORE)]


async def stock_of(place: Place, unit_id: UUID) -> list[tuple[str, date]]:
    rows = await place.pool.fetch("SELECT matter, from_on FROM registry_units.unit_stock WHERE unit_id = $1", unit_id)
    return sorted((row["matter"], row["from_on"]) for row in rows)
