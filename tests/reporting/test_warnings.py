"""Early warnings come from facts alone, each with the events that are its signs; some are for the board alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from contracts.message import BOARD, OPEN
from contracts.warnings import ListUnitWarnings, ListWarnings, WarningLine
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.duties.warnings import SELECTS, WARNINGS
from tests.desk import code, holding
from tests.reporting import given
from tests.reporting.followed import followed_district
from tests.reporting.history import History, an_id
from tests.reporting.observed import filed, observed_district
from tests.reporting.tables import Tables
from tests.reporting.test_scope import asked
from tests.reporting.unit_matters import matter_district

pytestmark = pytest.mark.connected

APRIL = date(2019, 4, 1)


async def warned(reporting: Reporting, *keys: str, on: date = APRIL, **more: Any) -> list[WarningLine]:
    question = ListWarnings(quarter="2019-Q1", on=on, warnings=list(keys), **more)
    return (await reporting.warnings(question, APRIL)).lines


def seen(lines: list[WarningLine]) -> dict[str, int]:
    return {line.unit_code: line.number for line in lines}


def district(keeper: str) -> History:
    """A committee with two cells."""
    history = History(keeper)
    history.tell(
        given.types_adopted("1", given.LONG_AGO),
        given.established("HU", None),
        given.established("A", "HU"),
        given.established("A1", "A", "RESIDENTIAL"),
        given.established("A2", "A", "SCHOOL"),
    )
    return history


async def test_the_last_declaration_of_members_unexcused_in_three_months_counts(tables: Tables) -> None:
    history = district("warned-unexcused")
    declared = [("A1", 10, 2), ("A2", 10, 1), ("A2", 20, 0)]
    for cell, day, members in declared:
        history.tell(given.held(cell, date(2019, 2, day), day, unexcused_in_three_months=members))
    reporting = await tables.read(history)

    lines = await warned(reporting, "members_unexcused")

    assert seen(lines) == {"A1": 2}
    assert [(one.contract, one.numerator) for one in lines[0].signs] == [("meetings.MeetingHeld.v1", 2)]
    assert await warned(reporting, "members_unexcused", on=date(2019, 2, 9)) == []


async def test_two_months_without_a_meeting_or_with_few_at_them_are_warned_of_as_they_pass(tables: Tables) -> None:
    history = district("warned-months")
    meetings = [given.held("A1", date(2019, month, 10), present=17, expected=20) for month in (1, 2, 3)]
    history.tell(*meetings)
    reporting = await tables.read(history)

    dark = [seen(await warned(reporting, "months_without_meeting", on=date(2019, *day))) for day in ((2, 28), (3, 1))]
    empty = [seen(await warned(reporting, "low_attendance", on=date(2019, month, 10))) for month in (1, 2, 3)]

    assert dark == [{}, {"A2": 2}]
    assert empty == [{}, {"A1": 2}, {"A1": 3}]


async def test_few_members_low_scores_and_what_waits_are_warned_of(tables: Tables) -> None:
    history = district("warned-small")
    meeting = given.held("A1", date(2019, 1, 10))
    history.tell(given.roll("A1", date(2019, 1, 1), 3), given.roll("A2", date(2019, 1, 1), 2, 5), meeting)
    history.tell(given.rated(meeting, "self", "69.5"), given.rated(meeting, "superior", "40"))
    reporting = await tables.read(history)

    assert seen(await warned(reporting, "few_members")) == {"A2": 1}
    assert seen(await warned(reporting, "low_score")) == {"A1": 1}
    followed = await tables.read(followed_district("warned-followed"))
    assert seen(await warned(followed, "hot_spot")) == {"A1": 2}
    assert seen(await warned(followed, "issue_recurrent")) == {"A1": 1, "A2": 1}
    matters = await tables.read(matter_district("warned-matters"))
    assert all(line.number == 1 for line in await warned(matters, "no_secretary"))


async def test_what_observers_find_and_leave_undone_is_for_the_board_alone(tables: Tables) -> None:
    history = district("warned-board")
    history.tell(given.assigned("an", "A1", date(2019, 1, 1), date(2019, 12, 31)))
    for month in (1, 2):
        visit = given.visited("binh", "A2", date(2019, month, 10))
        history.tell(visit, filed(visit, "difficulty", "difficulty"))
    reporting = await tables.read(history)
    committee = holding(history.keeper, "committee", an_id("A"))

    [absent] = await warned(reporting, "observer_absent")
    below = await asked(reporting, ListUnitWarnings(quarter="2019-Q1", unit_code="A"), committee)
    hidden = ListUnitWarnings(quarter="2019-Q1", unit_code="A", warnings=["observer_absent"])

    assert (absent.unit_code, absent.person_id, absent.number) == ("A1", an_id("an"), 3)
    assert seen(await warned(reporting, "difficulties_found")) == {"A2": 2}
    assert below.answer is not None
    board = {one.key for one in WARNINGS if one.audience is BOARD}
    assert board == {"observer_absent", "difficulties_found"}
    assert not {one["warning"] for one in below.answer["kinds"]} & board
    assert code(await asked(reporting, hidden, committee)) == "warning_unknown"
    assert code(await asked(reporting, ListUnitWarnings(unit_code="HU"), committee)) == "not_there"
    assert code(await asked(reporting, ListWarnings(), committee)) == "not_allowed"
    assert (ListWarnings.audience, ListUnitWarnings.audience) == (BOARD, OPEN)


async def test_all_warnings_come_page_by_page_with_events_that_were_told(tables: Tables) -> None:
    history = observed_district("warned-pages")
    reporting = await tables.read(history)
    told = {(f"{history.keeper}.{one.service}", one.position): one.event.contract() for one in history.told}
    whole = await reporting.warnings(ListWarnings(quarter="2019-Q1", on=APRIL), APRIL)

    pages: list[WarningLine] = []
    while len(pages) < whole.total:
        query = ListWarnings(quarter="2019-Q1", on=APRIL, offset=len(pages), limit=2)
        pages += (await reporting.warnings(query, APRIL)).lines

    assert pages == whole.lines
    assert whole.lines
    assert sum(kind.found for kind in whole.kinds) == whole.total
    for line in whole.lines:
        assert line.signs
        assert line.number == sum(one.numerator for one in line.signs)
        assert all(told[one.feed, one.position] == one.contract for one in line.signs)


async def test_a_warning_that_is_none_is_refused(tables: Tables) -> None:
    reporting = await tables.read(district("warned-none"))

    with pytest.raises(Refused, match="warning_unknown"):
        await warned(reporting, "nothing")


def test_every_warning_has_rules_and_rows() -> None:
    assert {one.key for one in WARNINGS} == SELECTS.keys()
    assert all(one.versions and one.source for one in WARNINGS)
