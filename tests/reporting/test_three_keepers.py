"""A district of three committees goes over to three keepers on 1 July, through the registry itself: Q2, Q3 and sums."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.message import Event
from contracts.reporting import QuarterReport, ReadQuarter
from services.registry.domain import Arrival, Coming, NewUnit, RollCounts, Structure, id_of_unit
from services.registry.main import SERVICE
from services.reporting.application import Reporting
from sinhhoat.recount.asked import Pair
from sinhhoat.recount.comparing import answered
from sinhhoat.stack import Endpoints
from tests.registry import given as registry
from tests.reporting import given
from tests.reporting.closing import Office
from tests.reporting.history import History, an_id
from tests.reporting.reshaping import named_otherwise

pytestmark = pytest.mark.connected

JULY, MAY, JUNE, AUGUST = date(2025, 7, 1), date(2025, 5, 20), date(2025, 6, 3), date(2025, 8, 20)
SIGNED = datetime(2025, 7, 12, 3, tzinfo=UTC)
COMMITTEES = {"A": ("A1", "A2"), "B": ("B1",), "C": ("C1", "C2", "C3")}
CELLS = [cell for cells in COMMITTEES.values() for cell in cells]
ROLL = RollCounts(10, 0, 0, 0, 0, 0, 0, 0)

WHOLE = (
    *("members", "assigned_all", "visited_all", "meetings_regular", "meetings_thematic", "attendance_regular"),
    *("opinions", "self_rated", "self_score", "criteria_met", "visits", "prepared"),
)
"""Figures that say nothing of the place in the tree: what the parts have is what the whole has."""


def names(keeper: str) -> dict[str, str]:
    """The ids that the registry gives to units at the keeper, and those that the other services' events name."""
    return {str(id_of_unit(keeper, code)): str(an_id(code)) for code in ("HU", *COMMITTEES, *CELLS)}


def a_district(keeper: str) -> Structure:
    structure = Structure(keeper)
    structure.adopt_cell_types(registry.catalogue())
    registry.committee(structure, "HU", None)
    for committee, cells in COMMITTEES.items():
        registry.committee(structure, committee, "HU")
        for cell in cells:
            registry.cell(structure, cell, committee)
    return structure


def dissolved_into_three(district: Structure) -> dict[str, Structure]:
    """The wards, by the committee that each takes over; the district is no more."""
    wards: dict[str, Structure] = {}
    for committee in COMMITTEES:
        ward = wards[committee] = Structure(f"{district.keeper}-{committee.lower()}")
        ward.adopt_cell_types(registry.catalogue())
        whole = district.hand_over(id_of_unit(district.keeper, committee), ward.keeper, JULY)
        ward.take_over(Arrival(district.keeper, JULY, [_coming(district, one) for one in whole]).under(None, ""))
    district.dissolve(id_of_unit(district.keeper, "HU"), JULY)
    return wards


def _coming(district: Structure, unit_id: UUID) -> Coming:
    life = district.unit(unit_id)
    cell_type = life.cell_types[-1][1]
    here = (unit_id, life.code, life.entered_as, life.kind, None, cell_type, life.parent_on(JULY), life.established_on)
    return Coming(NewUnit(*here), 1, MAY if cell_type else None, ROLL if cell_type else None)


def told_of(structure: Structure, keeper: str) -> Iterable[Event]:
    """What the registry tells of what has happened since this was asked last."""
    assert SERVICE.publish is not None
    told = [event for one in registry.happened(structure) if (event := SERVICE.publish(one)) is not None]
    return [named_otherwise(event, names(keeper)) for event in told]


def of_the_spring() -> Iterable[Event]:
    """Each cell has ten members and an observer, met in May and scored itself; half of them were visited."""
    for number, cell in enumerate(CELLS):
        meeting = given.held(cell, MAY, met=(True, number % 2 == 0))
        yield from (given.roll(cell, MAY, 10), meeting, given.prepared(meeting), given.rated(meeting, "self", "90.5"))
        yield given.assigned("an", cell, date(2025, 1, 1), date(2025, 12, 31))
        if number % 2:
            yield given.visited("an", cell, MAY)


@dataclass
class Passed:
    """The district, whose second quarter was closed before anything was handed over, and the three that follow it."""

    office: Office
    history: History
    signed: QuarterReport
    wards: dict[str, Reporting]

    async def asked(self, whom: str, quarter: str, unit: str | None = None, **more: Any) -> dict[str, Pair]:
        """The figures that the district ("HU") or a ward answers."""
        reporting = self.office.reporting if whom == "HU" else self.wards[whom]
        report = await reporting.quarter(ReadQuarter(quarter=quarter, unit_code=unit, **more))
        return {key: pair for key, pair in answered(report).items() if key in WHOLE}


@asynccontextmanager
async def passing(endpoints: Endpoints) -> AsyncIterator[Passed]:
    async with Office.empty(endpoints) as office:
        history = History(office.keeper)
        with registry.at():
            structure = a_district(office.keeper)
            history.tell(*told_of(structure, office.keeper), *of_the_spring())
            wards = dissolved_into_three(structure)
        await office.read(history)
        await office.close("HU", quarter="2025-Q2", at=SIGNED)
        signed = await office.reporting.quarter(ReadQuarter(quarter="2025-Q2", lens="reported"))
        history.tell(*told_of(structure, office.keeper))
        await office.read(history)
        parts: dict[str, Reporting] = {}
        for committee, ward in wards.items():
            taken = History(ward.keeper)
            taken.tell(*told_of(ward, office.keeper), *(given.held(cell, AUGUST) for cell in COMMITTEES[committee]))
            parts[committee] = await office.tables.read(taken)
        yield Passed(office, history, signed, parts)


@pytest.fixture(scope="module")
async def passed(module_endpoints: Endpoints) -> AsyncIterator[Passed]:
    """Nobody tells it anything more."""
    async with passing(module_endpoints) as made:
        yield made


def added(parts: Iterable[Mapping[str, Pair]]) -> dict[str, Pair]:
    found = list(parts)
    return {key: (sum(one[key][0] for one in found), sum(one[key][1] for one in found)) for key in WHOLE}


NOTHING = dict.fromkeys(WHOLE, (0, 0))
TODAY: dict[str, Any] = {"lens": "today", "structure_on": AUGUST}


async def test_each_quarter_is_whole_in_one_place_in_every_lens(passed: Passed) -> None:
    spring = await passed.asked("HU", "2025-Q2")
    autumn = added([await passed.asked(ward, "2025-Q3") for ward in COMMITTEES])

    assert (spring["members"], spring["meetings_regular"], spring["visits"]) == ((60, 0), (6, 18), (3, 0))
    assert (autumn["members"], autumn["meetings_regular"], autumn["opinions"]) == ((60, 0), (6, 18), (24, 6))
    assert await passed.asked("HU", "2025-Q3") == NOTHING
    assert [await passed.asked(ward, "2025-Q2") for ward in COMMITTEES] == [NOTHING] * 3
    assert added([await passed.asked(ward, "2025-Q2", **TODAY) for ward in COMMITTEES]) == spring
    assert added([await passed.asked(ward, "2025-Q3", **TODAY) for ward in COMMITTEES]) == autumn
    assert [await passed.asked("HU", quarter, **TODAY) for quarter in ("2025-Q2", "2025-Q3")] == [NOTHING] * 2


async def test_the_signed_quarter_stays_the_districts_to_the_byte(passed: Passed) -> None:
    again = await passed.office.reporting.quarter(ReadQuarter(quarter="2025-Q2", lens="reported"))

    assert again.model_dump_json() == passed.signed.model_dump_json()


@pytest.mark.parametrize("lens", ["reported", "then", "today"])
async def test_at_each_level_the_parts_are_the_whole(passed: Passed, lens: str) -> None:
    """In lens `today` the committees are the keepers' own, so each of them is a whole."""
    more: dict[str, Any] = TODAY if lens == "today" else {"lens": lens}
    of = {committee: committee if lens == "today" else "HU" for committee in COMMITTEES}

    committees = {one: await passed.asked(of[one], "2025-Q2", one, **more) for one in COMMITTEES}

    for committee, cells in COMMITTEES.items():
        parts = [await passed.asked(of[committee], "2025-Q2", cell, **more) for cell in cells]
        assert added(parts) == committees[committee]
    if lens != "today":
        assert added(committees.values()) == await passed.asked("HU", "2025-Q2", **more)


async def test_a_late_record_of_may_is_the_districts_and_moves_the_signed_quarter_and_the_ward_s_past(
    module_endpoints: Endpoints,
) -> None:
    async with passing(module_endpoints) as passed:
        before = await passed.asked("A", "2025-Q2", **TODAY)
        passed.history.tell(given.held("A1", JUNE, "june"), cause="late")
        await passed.office.read(passed.history)
        await passed.office.restate()

        signed = [await passed.asked("HU", "2025-Q2", lens="reported", revision=revision) for revision in (1, 2)]
        after = await passed.asked("A", "2025-Q2", **TODAY)

        assert moved(*signed)["meetings_regular"] == (1, 0)
        assert moved(before, after) == moved(*signed)
        assert await passed.asked("A", "2025-Q2") == NOTHING


def moved(before: Mapping[str, Pair], after: Mapping[str, Pair]) -> dict[str, Pair]:
    return {key: (after[key][0] - before[key][0], after[key][1] - before[key][1]) for key in WHOLE}
