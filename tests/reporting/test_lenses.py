"""A quarter under the structure of its days and under that of one day: units merge, split, end and pass on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.duties import ListDuties
from contracts.registry import CellTypesWithdrawn, UnitHandedOver, UnitTakenOver
from contracts.reporting import QuarterReport, ReadEvidence, ReadQuarter
from contracts.warnings import ListWarnings
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.catalogue import EVIDENCE
from services.reporting.read_models import asked
from services.reporting.read_models.placement import Line, Structure, Version
from tests.reporting import given
from tests.reporting.history import History, an_id
from tests.reporting.tables import Tables

LONG_AGO, MAY, AUGUST = date(2018, 1, 1), date(2019, 5, 15), date(2019, 8, 1)
ENDLESS = date.max


def version(code: str, parent: str | None, since: date = LONG_AGO, until: date = ENDLESS, keeper: str = "k") -> Version:
    kind = "SCHOOL" if len(code) > 1 else None
    return Version(keeper, an_id(code), code, code, None, kind, an_id(parent) if parent else None, since, until)


def line(before: str, after: str, day: date = MAY) -> Line:
    return Line("merged", an_id(before), an_id(after), day)


def below(structure: Structure, code: str) -> set[object]:
    return {one.unit_id for one in structure.below(an_id(code))}


TREE = [version("R", None), version("A", "R"), version("B", "R"), version("A1", "A"), version("B1", "B")]


def test_a_merged_unit_is_counted_where_its_successor_stands() -> None:
    versions = [*TREE, version("A2", "A", until=MAY)]
    structure = Structure(versions, [line("A2", "B1")], {}, AUGUST)

    assert below(structure, "A") == {an_id("A"), an_id("A1")}
    assert below(structure, "B1") == {an_id("B1"), an_id("A2")}
    [(last, _, now)] = structure.gone_into()
    assert (last.code, now.code) == ("A2", "B1")


def test_before_the_day_of_the_merger_each_unit_is_counted_where_it_stands() -> None:
    versions = [*TREE, version("A2", "A", until=MAY)]
    structure = Structure(versions, [line("A2", "B1")], {}, MAY - timedelta(days=1))

    assert below(structure, "A") == {an_id("A"), an_id("A1"), an_id("A2")}
    assert list(structure.gone_into()) == []


def test_a_unit_that_nothing_continues_stays_below_what_continues_its_committee() -> None:
    versions = [*TREE, version("C", "R", until=MAY), version("C1", "C", until=MAY)]

    assert below(Structure(versions, [line("C", "B")], {}, AUGUST), "B") == {an_id(x) for x in ("B", "B1", "C", "C1")}
    assert below(Structure(versions, [], {}, AUGUST), "C") == {an_id("C"), an_id("C1")}


def test_a_unit_that_is_another_keepers_is_counted_there_alone() -> None:
    versions = [
        *TREE,
        version("A2", "A", until=MAY),
        version("W", None, keeper="ward"),
        version("A2", "W", since=MAY, keeper="ward"),
    ]
    structure = Structure(versions, [], {}, AUGUST)

    assert an_id("A2") not in below(structure, "R")
    assert below(structure, "W") == {an_id("W"), an_id("A2")}


def test_mergers_in_a_ring_end() -> None:
    versions = [*TREE, version("A2", "A", until=MAY), version("A3", "A", until=MAY)]
    structure = Structure(versions, [line("A2", "A3"), line("A3", "A2")], {}, AUGUST)

    assert structure.continued(an_id("A2")) is None
    assert below(structure, "A") >= {an_id("A2"), an_id("A3")}


CODES = st.sampled_from(["A1", "A2", "B1", "B2", "B3"])
MERGERS = st.lists(st.tuples(CODES, CODES), max_size=6)


@drawn(mergers=MERGERS, gone=st.sets(CODES))
def test_every_unit_is_counted_below_exactly_one_top(mergers: Sequence[tuple[str, str]], gone: set[str]) -> None:
    tops = [version("R", None), version("S", None)]
    cells = [
        version(code, "R" if code[0] == "A" else "S", until=MAY if code in gone else ENDLESS)
        for code in ("A1", "A2", "B1", "B2", "B3")
    ]
    structure = Structure([*tops, *cells], [line(*one) for one in mergers], {}, AUGUST)

    counted = [one.unit_id for top in ("R", "S") for one in structure.below(an_id(top))]

    assert sorted(counted) == sorted({one.unit_id for one in (*tops, *cells)})


async def quarter(reporting: Reporting, name: str = "2019-Q2", unit: str | None = None, **more: Any) -> QuarterReport:
    return await reporting.quarter(ReadQuarter(quarter=name, unit_code=unit, **more))


def today(day: date = AUGUST) -> dict[str, Any]:
    return {"lens": "today", "structure_on": day}


def held(report: QuarterReport) -> tuple[int, int | None]:
    figure = next(one for one in report.figures if one.key == "meetings_regular")
    return figure.numerator, figure.denominator


def two_committees(keeper: str) -> History:
    """A with A1 and A2, B with B1; each cell met in each month from January to June, with a roll of ten."""
    history = History(keeper)
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    history.tell(given.established("A", "HU"), given.established("B", "HU"))
    for cell, kind in (("A1", "RESIDENTIAL"), ("A2", "SCHOOL"), ("B1", "ENTERPRISE")):
        history.tell(given.established(cell, cell[0], kind), given.roll(cell, date(2019, 1, 1), 10))
        for month in range(1, 7):
            if month < 5 or cell != "A2":
                history.tell(given.held(cell, date(2019, month, 3)))
    return history


@pytest.mark.connected
async def test_after_a_merger_in_may_the_first_quarter_stays_and_the_second_moves_with_the_successor(
    tables: Tables,
) -> None:
    history = two_committees("merged-in-may")
    before = await quarter(await tables.read(history), "2019-Q1", known={})
    history.tell(given.dissolved("A2", MAY), given.merged("A2", "B1", MAY))
    reporting = await tables.read(History(history.keeper, history.told[-2:]))

    then = {code: held(await quarter(reporting, unit=code)) for code in ("HU", "A", "B", "A2")}
    now = {code: held(await quarter(reporting, unit=code, **today())) for code in ("HU", "A", "B", "A2", "B1")}
    shown = (await quarter(reporting, unit="B", **today())).head

    assert await quarter(reporting, "2019-Q1", known=before.head.known) == before
    assert then == {"HU": (7, 7), "A": (4, 4), "B": (3, 3), "A2": (1, 1)}
    assert now == {"HU": (7, 7), "A": (3, 3), "B": (4, 4), "A2": (1, 1), "B1": (4, 4)}
    assert [(one.unit_code, one.kind, one.day, one.into_code) for one in shown.lineage] == [("A2", "merged", MAY, "B1")]
    assert (shown.lens, shown.structure_on) == ("today", AUGUST)


@pytest.mark.connected
async def test_what_a_unit_did_at_its_former_keeper_is_counted_with_the_new_one_under_todays_structure(
    tables: Tables,
) -> None:
    july = date(2019, 7, 1)
    former = two_committees("passing-former")
    former.tell(*(UnitHandedOver(unit_id=an_id(x), to_keeper="passing-new", effective_on=july) for x in ("B1", "B")))
    district = await tables.read(former)
    later = History("passing-new")
    later.tell(given.types_adopted("1", given.LONG_AGO), given.established("W", None))
    for code, parent, kind in (("B", "W", None), ("B1", "B", "ENTERPRISE")):
        later.tell(taken_over(code, parent, kind, july))
    later.tell(given.held("B1", date(2019, 7, 3)))
    ward = await tables.read(later)

    left = [held(await quarter(district, name, "B", **today())) for name in ("2019-Q2", "2019-Q3")]
    spring = [held(await quarter(one, **lens)) for lens in ({}, today()) for one in (district, ward)]
    evidence = await ward.evidence(ReadEvidence(figure="meetings_regular", quarter="2019-Q2", limit=2, **today()))

    assert spring == [(7, 9), (0, 0), (4, 6), (3, 3)]
    assert left == [(0, 0), (0, 0)]
    assert held(await quarter(district, unit="B", **today(date(2019, 6, 30)))) == (3, 3)
    assert (evidence.figure.numerator, evidence.figure.denominator, evidence.total) == (3, 3, 6)
    assert {item.feed for item in evidence.items} <= {"passing-former.meetings", "passing-former.registry"}
    assert held(await quarter(ward, "2019-Q3", **today(date(2019, 10, 1)))) == (1, 3)
    again = (await quarter(ward, **today())).head
    assert held(await quarter(ward, known=again.known, **today())) == (3, 3)


@pytest.mark.connected
@pytest.mark.parametrize("again", [False, True])
async def test_a_meeting_at_the_former_keeper_does_for_the_month_in_which_the_cell_passed(
    tables: Tables, again: bool
) -> None:
    middle, named = date(2019, 7, 15), f"passed-in-july-{again}".lower()
    former = two_committees(f"{named}-former")
    former.tell(given.held("B1", date(2019, 7, 3), unexcused_in_three_months=2), given.themed("B1", date(2019, 7, 1)))
    former.tell(given.held("B1", date(2019, 7, 4), kind="thematic"))
    former.tell(*(UnitHandedOver(unit_id=an_id(x), to_keeper=f"{named}-new", effective_on=middle) for x in ("B1", "B")))
    await tables.read(former)
    later = History(f"{named}-new")
    later.tell(given.types_adopted("1", given.LONG_AGO), given.established("W", None))
    for code, parent, kind in (("B", "W", None), ("B1", "B", "ENTERPRISE")):
        passed = taken_over(code, parent, kind, middle)
        later.tell(passed.model_copy(update={"from_keeper": former.keeper}))
    later.tell(given.held("B1", date(2019, 8, 3)))
    if again:
        later.tell(
            given.held("B1", date(2019, 7, 20), unexcused_in_three_months=1), given.themed("B1", date(2019, 7, 1))
        )
        later.tell(given.held("B1", date(2019, 9, 30), kind="thematic"))
    ward = await tables.read(later)

    shown = await quarter(ward, "2019-Q3", **today(date(2019, 10, 1)))
    question = ListDuties(quarter="2019-Q3", duties=["regular_meeting", "thematic_meeting"], on=date(2019, 10, 1))
    owed = await ward.duties(question.model_copy(update=today(date(2019, 10, 1))), date(2019, 10, 1))
    warned = await ward.warnings(ListWarnings(quarter="2019-Q3", on=date(2019, 10, 2), **today()), date(2019, 10, 2))

    assert held(shown) == (2, 3)
    found = {one.key: (one.numerator, one.denominator) for one in shown.figures}
    assert [found[key] for key in ("meetings_thematic", "themes_planned", "unexcused_declared")] == [(1, 1)] * 3
    assert found["unexcused_three_months"][0] == (1 if again else 2)
    feed = f"{later.keeper if again else former.keeper}.meetings"
    assert [
        (one.duty, one.from_on.month, one.state, one.discharged_by and one.discharged_by.feed) for one in owed.lines
    ] == [
        ("regular_meeting", 7, "done", feed),
        ("regular_meeting", 8, "done", f"{later.keeper}.meetings"),
        ("regular_meeting", 9, "overdue", None),
        ("thematic_meeting", 7, "done", feed),
    ]
    assert "months_without_meeting" not in {one.warning for one in warned.lines}
    assert held(await quarter(ward, "2019-Q3")) == (2 if again else 1, 3)


def taken_over(code: str, parent: str, kind: str | None, day: date) -> UnitTakenOver:
    return UnitTakenOver(
        unit_id=an_id(code),
        from_keeper="passing-former",
        at_position=1,
        effective_on=day,
        code=code,
        name=code,
        kind="cell" if kind else "committee",
        level=None,
        cell_type=kind,
        parent_id=an_id(parent),
        established_on=given.LONG_AGO,
    )


@pytest.mark.connected
async def test_a_report_comes_out_again_after_units_of_it_have_passed_to_another_keeper(tables: Tables) -> None:
    july = date(2019, 7, 1)
    former = two_committees("passing-later")
    district = await tables.read(former)
    kept = await quarter(district, **today())
    former.tell(*(UnitHandedOver(unit_id=an_id(x), to_keeper="passing-heir", effective_on=july) for x in ("B1", "B")))
    await tables.read(History(former.keeper, former.told[-2:]))
    later = History("passing-heir")
    later.tell(given.types_adopted("1", given.LONG_AGO), given.established("W", None))
    later.tell(taken_over("B", "W", None, july), taken_over("B1", "B", "ENTERPRISE", july))
    await tables.read(later)

    again = await quarter(district, known=kept.head.known, **today())

    assert again == kept
    assert held(again) != held(await quarter(district, **today()))


@pytest.mark.connected
async def test_a_catalogue_that_was_taken_back_groups_nothing_in_either_lens(tables: Tables) -> None:
    history = two_committees("catalogue-taken-back")
    others = {"RESIDENTIAL": "sector", "SCHOOL": "sector", "ENTERPRISE": "sector"}
    history.tell(given.types_adopted("2", date(2019, 2, 1), others, ["district"]))
    history.tell(CellTypesWithdrawn(version="2", effective_from=date(2019, 2, 1), reason=given.REASON))
    reporting = await tables.read(history)

    lines = [
        {one.key: one.denominator for one in (await quarter(reporting, **lens)).coverage} for lens in ({}, today())
    ]

    assert lines[0] == lines[1]
    assert lines[0]["assigned_residential"] == 1


@pytest.mark.connected
async def test_a_lens_that_counts_as_of_then_is_found(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    history = two_committees("planted-then")
    history.tell(given.dissolved("A2", MAY), given.merged("A2", "B1", MAY))
    reporting = await tables.read(history)
    monkeypatch.setattr(asked, "EVIDENCE_TODAY", EVIDENCE)

    counted = held(await quarter(reporting, unit="B", **today()))

    assert counted != (4, 4)


@pytest.mark.connected
async def test_positions_of_a_keeper_with_whom_no_unit_of_ours_has_been_are_refused(tables: Tables) -> None:
    reporting = await tables.read(two_committees("strangers"))

    with pytest.raises(Refused) as refused:
        await quarter(reporting, known={"nobody.meetings": 1}, **today())
    assert refused.value.code == "feed_not_read"
