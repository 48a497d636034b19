"""Every service that keeps units follows what reshapes the tree: which are there on a day, as what, under whom."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest

from contracts.message import Event
from contracts.registry import (
    CellType,
    CellTypeGroup,
    CellTypesAdopted,
    CellTypesWithdrawn,
    UnitChange,
    UnitChangeWithdrawn,
    UnitDissolved,
    UnitEstablished,
    UnitEstablishmentWithdrawn,
    UnitHandedOver,
    UnitNameWithdrawn,
    UnitRenamed,
    UnitTakenOver,
    UnitTypeChanged,
)
from contracts.texts import TextRef
from services.assignments.main import SERVICE as ASSIGNMENTS
from services.assignments.main import TREE as ASSIGNMENTS_TREE
from services.assignments.replicas.names import NameReplica, ReplicatedNames
from services.assignments.replicas.units import ReplicatedUnits as AssignmentReplica
from services.assignments.replicas.units import UnitReplica as AssignmentUnits
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.meetings.main import SERVICE as MEETINGS
from services.meetings.replicas import CellReplica
from services.meetings.replicas.cells import ReplicatedCells
from services.ratings.main import SERVICE as RATINGS
from services.ratings.main import TREE as RATINGS_TREE
from services.ratings.replicas.units import ReplicatedUnits as RatingUnits
from services.ratings.replicas.units import UnitReplica as RatedUnits
from sinhhoat.stack import Endpoints, Stack
from tests.desk import Place, an_empty_place, told_by
from tests.fresh import empty_databases

pytestmark = pytest.mark.connected

LONG_AGO, JULY = date(2010, 1, 1), date(2025, 7, 1)
BEFORE, AUGUST = JULY - timedelta(days=1), date(2025, 8, 1)
ROOT, STAYS, GONE, COME, MISTAKE, BACK, HOME, LEFT = (UUID(int=number) for number in range(1, 9))
REASON = TextRef(text_id=UUID(int=9), sha256="00" * 32)


def established(unit_id: UUID) -> UnitEstablished:
    return UnitEstablished(
        unit_id=unit_id,
        code=f"CB-{unit_id.int}",
        name="Chi bộ",
        kind="cell",
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=ROOT,
        established_on=LONG_AGO,
    )


def taken_back(change: UnitChange) -> UnitChangeWithdrawn:
    return UnitChangeWithdrawn(
        unit_id=BACK,
        change=change,
        effective_on=JULY,
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=ROOT,
        reason=REASON,
    )


def taken_over(unit_id: UUID, on: date) -> UnitTakenOver:
    where = {"parent_id": STAYS, "from_keeper": "hoc-mon", "at_position": 3, "effective_on": on}
    return UnitTakenOver.model_validate({**dict(established(unit_id)), **where})


TOLD: list[Event] = [
    *(established(unit_id) for unit_id in (STAYS, GONE, MISTAKE, BACK, HOME, LEFT)),
    *(UnitHandedOver(unit_id=one, to_keeper="binh-my", effective_on=JULY) for one in (GONE, HOME, LEFT)),
    taken_over(COME, JULY),
    *(taken_over(one, AUGUST) for one in (HOME, LEFT)),
    UnitEstablishmentWithdrawn(unit_id=LEFT, reason=REASON, since=AUGUST),
    UnitEstablishmentWithdrawn(unit_id=MISTAKE, reason=REASON),
    UnitTypeChanged(unit_id=BACK, cell_type="SCHOOL", effective_on=JULY),
    taken_back("type_changed"),
    UnitRenamed(unit_id=COME, name="Tên nhầm", effective_on=JULY),
    UnitNameWithdrawn(unit_id=COME, name="Chi bộ", effective_on=JULY, reason=REASON),
    UnitDissolved(unit_id=BACK, effective_on=JULY),
    taken_back("dissolved"),
]

THERE: Mapping[tuple[UUID, date], bool] = {
    (STAYS, AUGUST): True,
    (GONE, BEFORE): True,
    (GONE, JULY): False,
    (COME, BEFORE): False,
    (COME, JULY): True,
    (MISTAKE, BEFORE): False,
    (BACK, AUGUST): True,
    (HOME, BEFORE): True,
    (HOME, JULY): False,
    (HOME, AUGUST): True,
    (LEFT, BEFORE): True,
    (LEFT, AUGUST): False,
}


async def meetings_has(place: Place, unit_id: UUID, day: date) -> bool:
    try:
        await ReplicatedCells(place.pool, place.keeper).require(unit_id, day)
    except Refused:
        return False
    return True


async def ratings_has(place: Place, unit_id: UUID, day: date) -> bool:
    try:
        await RatingUnits(place.pool, place.keeper).then(unit_id, day)
    except Refused:
        return False
    return True


@pytest.fixture(scope="module")
async def module_endpoints(stack: Stack) -> AsyncIterator[Endpoints]:
    """An empty database of each service that keeps units."""
    async with empty_databases(stack.endpoints.postgres_admin, "meetings", "ratings", "assignments") as endpoints:
        yield endpoints


async def test_meetings_knows_which_cells_are_there_on_a_day(module_endpoints: Endpoints) -> None:
    async with an_empty_place(module_endpoints, MEETINGS) as place:
        await place.told(CellReplica(), told_by(_registry(place), *TOLD))

        assert {one: await meetings_has(place, *one) for one in THERE} == THERE


async def test_ratings_knows_which_units_are_there_on_a_day_and_who_decides(module_endpoints: Endpoints) -> None:
    async with an_empty_place(module_endpoints, RATINGS) as place:
        root = established(ROOT).model_copy(update={"kind": "committee", "cell_type": None, "parent_id": None})
        for projection in (RatedUnits(), RATINGS_TREE):
            await place.told(projection, told_by(_registry(place), root, *TOLD))

        assert {one: await ratings_has(place, *one) for one in THERE} == THERE
        assert (await RatingUnits(place.pool, place.keeper).then(COME, AUGUST)).authority_id == ROOT


async def test_assignments_knows_units_types_and_names_on_a_day(module_endpoints: Endpoints) -> None:
    async with an_empty_place(module_endpoints, ASSIGNMENTS) as place:
        for projection in (AssignmentUnits(), ASSIGNMENTS_TREE, NameReplica()):
            await place.told(projection, told_by(_registry(place), *TOLD))

        about = await AssignmentReplica(place.pool, place.keeper).about([unit_id for unit_id, _ in THERE])
        there = {
            (unit_id, day): unit_id in about.units and about.units[unit_id].there_on(day) for unit_id, day in THERE
        }
        assert there == THERE
        assert about.cell_type(BACK, AUGUST) == "RESIDENTIAL"
        assert about.above(COME, AUGUST) == [STAYS, ROOT]
        names = await ReplicatedNames(place.pool, place.keeper).on([COME, MISTAKE], AUGUST)
        assert names == {COME: "Chi bộ"}


async def test_a_catalogue_that_was_taken_back_groups_no_cell(module_endpoints: Endpoints) -> None:
    told = [
        _adopted("1", LONG_AGO, "residential"),
        _adopted("2", JULY, "other"),
        CellTypesWithdrawn(version="2", effective_from=JULY, reason=REASON),
        established(STAYS),
    ]
    async with an_empty_place(module_endpoints, RATINGS) as place:
        for projection in (RatedUnits(), RATINGS_TREE):
            await place.told(projection, told_by(_registry(place), *told))
        assert (await RatingUnits(place.pool, place.keeper).then(STAYS, AUGUST)).cell_type_group == "residential"
    async with an_empty_place(module_endpoints, ASSIGNMENTS) as place:
        await place.told(AssignmentUnits(), told_by(_registry(place), *told))
        about = await AssignmentReplica(place.pool, place.keeper).about([STAYS])
        assert about.catalogues == {LONG_AGO: {"RESIDENTIAL": "residential"}}


def _adopted(version: str, effective_from: date, group: str) -> CellTypesAdopted:
    return CellTypesAdopted(
        version=version,
        effective_from=effective_from,
        types=[CellType(token="RESIDENTIAL", name_vi="Ấp", name_en="Hamlet", group=group)],
        groups=[CellTypeGroup(key=group, name_vi=group, name_en=group)],
    )


def _registry(place: Place) -> Feed:
    return Feed(place.keeper, "registry")
