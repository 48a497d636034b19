"""A district of three committees goes over to three keepers on 1 July, through the registry itself: Q2, Q3 and sums."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from contracts.reporting import ReadQuarter
from services.registry.domain import Arrival, Coming, NewUnit, RollCounts, Structure
from services.registry.main import SERVICE
from services.reporting.application import Reporting
from tests.registry import given as registry
from tests.reporting import given
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

JULY, MAY, AUGUST = date(2025, 7, 1), date(2025, 5, 20), date(2025, 8, 20)
COMMITTEES = {"A": ("A1", "A2"), "B": ("B1",), "C": ("C1", "C2", "C3")}
CELLS = [cell for cells in COMMITTEES.values() for cell in cells]
ROLL = RollCounts(10, 0, 0, 0, 0, 0, 0, 0)


def a_district() -> Structure:
    structure = Structure(registry.KEEPER)
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
        ward = wards[committee] = Structure(f"xa-{committee.lower()}")
        ward.adopt_cell_types(registry.catalogue())
        whole = district.hand_over(registry.unit(committee), ward.keeper, JULY)
        ward.take_over(Arrival(registry.KEEPER, JULY, [_coming(district, one) for one in whole]).under(None, ""))
    district.dissolve(registry.unit("HU"), JULY)
    return wards


def _coming(district: Structure, unit_id: UUID) -> Coming:
    life = district.unit(unit_id)
    cell_type = life.cell_types[-1][1]
    here = (unit_id, life.code, life.entered_as, life.kind, None, cell_type, life.parent_on(JULY), life.established_on)
    return Coming(NewUnit(*here), 1, MAY if cell_type else None, ROLL if cell_type else None)


def told_of(structure: Structure) -> History:
    history = History(structure.keeper)
    assert SERVICE.publish is not None
    history.tell(*(told for one in registry.happened(structure) if (told := SERVICE.publish(one))))
    return history


def a_meeting(history: History, cell: str, on: date) -> None:
    history.tell(given.held(cell, on).model_copy(update={"cell_id": registry.unit(cell)}))


async def counted(reporting: Reporting, quarter: str) -> dict[str, int]:
    """Cells on the last day, members, meetings held."""
    report = await reporting.quarter(ReadQuarter(quarter=quarter))
    cells = next(one.denominator or 0 for one in report.coverage if one.key == "assigned_all")
    meetings = next(one.denominator or 0 for one in report.figures if one.key == "opinions")
    return {"cells": cells, "members": report.members, "meetings": meetings}


async def test_before_july_the_district_is_whole_and_afterwards_its_parts_add_up_to_it(tables: Tables) -> None:
    with registry.at():
        structure = a_district()
        wards = dissolved_into_three(structure)
    history = told_of(structure)
    for cell in CELLS:
        roll = given.roll(cell, MAY, 10)
        history.tell(roll.model_copy(update={"unit_id": registry.unit(cell)}))
        a_meeting(history, cell, MAY)
    district = await tables.read(history)
    parts: dict[str, Reporting] = {}
    for committee, ward in wards.items():
        taken = told_of(ward)
        for cell in COMMITTEES[committee]:
            a_meeting(taken, cell, AUGUST)
        parts[committee] = await tables.read(taken)

    spring = await counted(district, "2025-Q2")
    autumn = {committee: await counted(part, "2025-Q3") for committee, part in parts.items()}

    assert spring == {"cells": 6, "members": 60, "meetings": 6}
    assert await counted(district, "2025-Q3") == {"cells": 0, "members": 0, "meetings": 0}
    assert autumn == {
        committee: {"cells": len(cells), "members": 10 * len(cells), "meetings": len(cells)}
        for committee, cells in COMMITTEES.items()
    }
    assert {figure: sum(part[figure] for part in autumn.values()) for figure in spring} == spring
    assert [(await counted(part, "2025-Q2"))["cells"] for part in parts.values()] == [0, 0, 0]
