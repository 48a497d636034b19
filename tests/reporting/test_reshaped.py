"""Units that change, split, merge and pass between keepers: each quarter is counted as it was, and sums hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from contracts.message import Event
from contracts.registry import (
    CellTypesWithdrawn,
    RollCounts,
    UnitChange,
    UnitChangeWithdrawn,
    UnitEstablishmentWithdrawn,
    UnitHandedOver,
    UnitLevel,
    UnitLevelChanged,
    UnitLevelsAdopted,
    UnitNameWithdrawn,
    UnitsMerged,
    UnitSplit,
    UnitTakenOver,
)
from contracts.reporting import QuarterReport, ReadQuarter
from services.reporting.application import Reporting
from services.reporting.facts.unit_versions import ENDLESS
from tests.reporting import given
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

JULY = date(2025, 7, 1)
MAY, AUGUST = date(2025, 5, 20), date(2025, 8, 20)
BEFORE = JULY - timedelta(days=1)


async def quarter(reporting: Reporting, name: str, unit: str | None = None) -> QuarterReport:
    return await reporting.quarter(ReadQuarter(quarter=name, unit_code=unit))


def denominators(report: QuarterReport) -> dict[str, int | None]:
    return {one.key.removeprefix("assigned_"): one.denominator for one in report.coverage}


def numerators(report: QuarterReport) -> dict[str, int | None]:
    return {one.key.removeprefix("visited_"): one.numerator for one in report.visited_coverage}


def a_district(keeper: str, *events: Event) -> History:
    """Three committees with two cells each, of different types; a roll of ten and a meeting in May in each."""
    history = History(keeper)
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    for committee in "ABC":
        history.tell(given.established(committee, "HU"))
        history.tell(*(given.established(cell, committee, kind) for cell, kind in cells(committee).items()))
    for cell in cells("ABC"):
        history.tell(given.roll(cell, MAY, 10), given.held(cell, MAY), given.visited("O", cell, MAY))
    history.tell(*events)
    return history


def cells(committees: str) -> dict[str, str]:
    return {f"{one}{n}": kind for one in committees for n, kind in ((1, "RESIDENTIAL"), (2, "SCHOOL"))}


def taken_back(code: str, change: UnitChange, parent: str, cell_type: str | None = None) -> UnitChangeWithdrawn:
    return UnitChangeWithdrawn(
        unit_id=an_id(code),
        change=change,
        effective_on=JULY,
        level=None,
        cell_type=cell_type,
        parent_id=an_id(parent),
        reason=given.REASON,
    )


def split(code: str, parts: Sequence[str], principal: str) -> UnitSplit:
    ids = [an_id(part) for part in parts]
    return UnitSplit(unit_id=an_id(code), principal_id=an_id(principal), part_ids=ids, effective_on=JULY)


def merged(codes: Sequence[str], into: str) -> UnitsMerged:
    return UnitsMerged(unit_ids=[an_id(code) for code in codes], successor_id=an_id(into), effective_on=JULY)


def taken_over(code: str, parent: str | None, kind: str | None = None) -> UnitTakenOver:
    return UnitTakenOver(
        unit_id=an_id(code),
        from_keeper="district",
        at_position=1,
        effective_on=JULY,
        code=code,
        name=f"Đơn vị {code}",
        kind="cell" if kind else "committee",
        level=None if kind else "ward",
        cell_type=kind,
        parent_id=an_id(parent) if parent else None,
        established_on=given.LONG_AGO,
        roll_as_of=MAY if kind else None,
        roll=RollCounts(official=10) if kind else None,
    )


async def test_a_cell_of_another_type_from_july_on_moves_the_third_quarter_and_not_the_second(tables: Tables) -> None:
    before = await tables.read(a_district("type-before"))
    after = await tables.read(a_district("type-after", given.retyped("A1", "SCHOOL", JULY)))

    assert denominators(await quarter(after, "2025-Q2")) == denominators(await quarter(before, "2025-Q2"))
    former = denominators(await quarter(before, "2025-Q3"))
    now = denominators(await quarter(after, "2025-Q3"))
    moved = {key: (now[key] or 0) - (former[key] or 0) for key in now}
    assert moved == {"district_direct": 0, "subordinate": 0, "residential": -1, "sector": 1, "nonstate": 0, "all": 0}


async def test_a_district_dissolved_into_three_keepers_is_whole_before_and_in_three_afterwards(tables: Tables) -> None:
    gone = [
        UnitHandedOver(unit_id=an_id(code), to_keeper=f"ward-{committee}", effective_on=JULY)
        for committee in "ABC"
        for code in (committee, *cells(committee))
    ]
    # A late record of May is still the district's; what is told of August after the hand-over counts nowhere there.
    late = [given.held("A1", date(2025, 6, 3), "june"), given.held("A1", AUGUST, "august")]
    district = await tables.read(a_district("district", *gone, given.dissolved("HU", JULY), *late))
    wards = []
    for committee in "ABC":
        history = History(f"ward-{committee}")
        history.tell(given.types_adopted("1", given.LONG_AGO, grassroots_levels=["ward"]))
        history.tell(taken_over(committee, None))
        for cell, kind in cells(committee).items():
            history.tell(taken_over(cell, committee, kind), given.held(cell, AUGUST), given.visited("O", cell, AUGUST))
        wards.append(await tables.read(history))

    spring = await quarter(district, "2025-Q2")
    assert (spring.members, denominators(spring)["all"], numerators(spring)["all"]) == (60, 6, 6)
    assert (await held(district, "2025-Q2"), await held(district, "2025-Q3")) == (7, 0)
    autumn = await quarter(district, "2025-Q3")
    assert (autumn.members, denominators(autumn)["all"]) == (0, 0)
    parts = [await quarter(ward, "2025-Q3") for ward in wards]
    assert [(one.members, denominators(one)["all"], numerators(one)["all"]) for one in parts] == [(20, 2, 2)] * 3
    assert sum(one.members for one in parts) == spring.members
    assert [await held(ward, "2025-Q3") for ward in wards] == [2, 2, 2]
    for group in ("residential", "sector"):
        assert sum(denominators(one)[group] or 0 for one in parts) == denominators(spring)[group]


async def held(reporting: Reporting, name: str) -> int:
    """How many meetings a quarter counts in all."""
    report = await quarter(reporting, name)
    return next(one.denominator or 0 for one in report.figures if one.key == "opinions")


async def test_parts_sum_to_the_whole_before_and_after_a_split_and_a_merger(tables: Tables) -> None:
    events = [
        *(given.established(part, "HU", on=JULY) for part in ("AX", "AY")),
        split("A", ["AX", "AY"], "AX"),
        *(given.moved(cell, to, JULY) for cell, to in (("A1", "AX"), ("A2", "AY"))),
        given.dissolved("A", JULY),
        merged(["B"], "C"),
        *(given.moved(cell, "C", JULY) for cell in cells("B")),
        given.dissolved("B", JULY),
    ]
    reporting = await tables.read(a_district("reshaped", *events))

    for name, committees in (("2025-Q2", "A B C"), ("2025-Q3", "AX AY C")):
        whole = await quarter(reporting, name)
        parts = [await quarter(reporting, name, code) for code in committees.split()]
        assert (whole.members, denominators(whole)["all"]) == (60, 6)
        assert sum(part.members for part in parts) == whole.members
        for line, count in denominators(whole).items():
            assert sum(denominators(part)[line] or 0 for part in parts) == count


async def test_lineage_says_which_unit_continues_which_and_a_split_taken_back_closes_it(tables: Tables) -> None:
    history = a_district("lineage", split("A1", ["A11", "A12"], "A12"), merged(["B1", "B2"], "C1"))
    history.tell(taken_back("A1", "split", "A", "RESIDENTIAL"))

    await tables.read(history, 3)

    rows = await tables.pool.fetch(
        "SELECT kind, predecessor_id, successor_id, principal, day, known_until IS NULL AS known"
        " FROM reporting_facts.lineage WHERE keeper = 'lineage' ORDER BY position, number"
    )
    assert [tuple(row) for row in rows] == [
        ("split", an_id("A1"), an_id("A11"), False, JULY, False),
        ("split", an_id("A1"), an_id("A12"), True, JULY, False),
        ("merged", an_id("B1"), an_id("C1"), True, JULY, True),
        ("merged", an_id("B2"), an_id("C1"), True, JULY, True),
    ]


async def test_of_two_mergers_of_one_day_the_last_told_alone_is_closed(tables: Tables) -> None:
    history = a_district("lines", split("A1", ["A11", "A12"], "A12"), merged(["B1"], "A11"), merged(["B2"], "A11"))
    history.tell(taken_back("A11", "merged", "A", "RESIDENTIAL"))

    await tables.read(history, 3)

    rows = await tables.pool.fetch(
        "SELECT predecessor_id, successor_id FROM reporting_facts.lineage"
        " WHERE keeper = 'lines' AND known_until IS NULL ORDER BY position, number"
    )
    told = [("A1", "A11"), ("A1", "A12"), ("B1", "A11")]
    assert [tuple(row) for row in rows] == [(an_id(before), an_id(after)) for before, after in told]


async def versions(tables: Tables, keeper: str, code: str) -> list[tuple[object, ...]]:
    """What is known of a unit by now: from, until, name, type, parent."""
    rows = await tables.pool.fetch(
        "SELECT valid_from, valid_until, name, cell_type, parent_id, level FROM reporting_facts.unit_version"
        " WHERE keeper = $1 AND unit_id = $2 AND known_until IS NULL ORDER BY valid_from",
        *(keeper, an_id(code)),
    )
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("batch", [1, 100])
async def test_an_end_taken_back_brings_back_what_it_cut_off_under_the_name_of_by_now(
    tables: Tables, batch: int
) -> None:
    keeper = f"goes-on-{batch}"
    history = a_district(keeper, given.retyped("A1", "SCHOOL", AUGUST), given.dissolved("A1", JULY))
    history.tell(given.renamed("A1", "Tên mới", MAY), taken_back("A1", "dissolved", "A", "RESIDENTIAL"))

    await tables.read(history, batch)

    assert await versions(tables, keeper, "A1") == [
        (given.LONG_AGO, MAY, "Đơn vị A1", "RESIDENTIAL", an_id("A"), None),
        (MAY, JULY, "Tên mới", "RESIDENTIAL", an_id("A"), None),
        (JULY, AUGUST, "Tên mới", "RESIDENTIAL", an_id("A"), None),
        (AUGUST, ENDLESS, "Tên mới", "SCHOOL", an_id("A"), None),
    ]


async def test_a_move_taken_back_leaves_the_unit_where_it_was_from_its_day_on(tables: Tables) -> None:
    history = a_district("moved-back", given.moved("A1", "B", JULY), taken_back("A1", "moved", "A", "RESIDENTIAL"))

    await tables.read(history)

    assert {row[4] for row in await versions(tables, "moved-back", "A1")} == {an_id("A")}


async def test_a_unit_entered_by_mistake_is_counted_in_no_quarter(tables: Tables) -> None:
    mistake = UnitEstablishmentWithdrawn(unit_id=an_id("A9"), reason=given.REASON)
    reporting = await tables.read(a_district("mistake", given.established("A9", "A", "SCHOOL"), mistake))

    assert denominators(await quarter(reporting, "2025-Q2"))["all"] == 6
    assert await versions(tables, "mistake", "A9") == []


async def test_levels_have_names_and_units_are_on_them_from_a_day_on(tables: Tables) -> None:
    names = [UnitLevel(level=one, name_vi=one, name_en=one) for one in ("district", "ward")]
    adopted = UnitLevelsAdopted(version="1", effective_from=given.LONG_AGO, levels=names)
    change = UnitLevelChanged(unit_id=an_id("A"), level="ward", effective_on=JULY)

    await tables.read(a_district("levels", adopted, change))

    assert [(row[0], row[5]) for row in await versions(tables, "levels", "A")] == [
        (given.LONG_AGO, None),
        (JULY, "ward"),
    ]
    assert [row[6] for row in await tables.rows("level_name_fact", "levels")] == ["district", "ward"]


async def test_a_catalogue_taken_back_counts_cells_in_the_groups_of_the_one_before(tables: Tables) -> None:
    other = given.types_adopted("2", JULY, {"RESIDENTIAL": "other", "SCHOOL": "other", "ENTERPRISE": "other"})
    withdrawn = CellTypesWithdrawn(version="2", effective_from=JULY, reason=given.REASON)
    before = await tables.read(a_district("types-before"))
    between = await tables.read(a_district("types-between", other))
    after = await tables.read(a_district("types-after", other, withdrawn))

    assert "other" in denominators(await quarter(between, "2025-Q3"))
    assert denominators(await quarter(after, "2025-Q3")) == denominators(await quarter(before, "2025-Q3"))


async def test_a_name_taken_back_leaves_the_unit_as_it_was_called_from_its_day_on(tables: Tables) -> None:
    wrong = given.renamed("A1", "Tên nhầm", JULY)
    right = UnitNameWithdrawn(unit_id=an_id("A1"), name="Đơn vị A1", effective_on=JULY, reason=given.REASON)
    await tables.read(a_district("renamed-back", wrong, right))

    names = await tables.pool.fetch(
        "SELECT DISTINCT name FROM reporting_facts.unit_version"
        " WHERE keeper = 'renamed-back' AND code = 'A1' AND known_until IS NULL"
    )

    assert [row["name"] for row in names] == ["Đơn vị A1"]
