"""A duty is opened by structure, assignments and the calendar, discharged by facts, and judged as of a day."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as of
from hypothesis import strategies as st
from rich.console import Console

from contracts.duties import DutyCounts, DutyLine, ListDuties, ListUnitDuties
from contracts.message import BOARD, OPEN
from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from services.reporting.duties import DUTIES
from services.reporting.read_models import duties as read_model
from sinhhoat.duties import STATES, duty_tables
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.today import RecountToday
from tests.desk import code, holding
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.classified import classified_district
from tests.reporting.compare import recount_of
from tests.reporting.followed import followed_district
from tests.reporting.histories import DAYS, districts
from tests.reporting.history import History, an_id
from tests.reporting.observed import issued, observed_district
from tests.reporting.observed import submitted as observer_reported
from tests.reporting.owed import apart, listed
from tests.reporting.reporting_committees import APRIL, opened, reporting_district, returned, submitted
from tests.reporting.tables import Tables
from tests.reporting.test_scope import asked

pytestmark = pytest.mark.connected

LATER = date(2030, 1, 1)
STORIES = [busy_district, followed_district, observed_district, classified_district, reporting_district]
NUMBERS = count()

# The same examples everywhere and every time: a failure here is a defect, never luck.
STEADY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MADE_UP = districts(lambda: f"owed-{next(NUMBERS)}")
UNITS = st.sampled_from(["HU", "A", "B", "A1", "C1"])
QUARTERS = st.sampled_from(["2018-Q4", "2019-Q1", "2019-Q1", "2019-Q2"])
DATES = st.sampled_from([*DAYS, LATER])


@STEADY
@of(history=MADE_UP, unit=UNITS, quarter=QUARTERS, on=DATES)
async def test_every_duty_is_what_the_recount_comes_to_on_any_day(
    tables: Tables, history: History, unit: str, quarter: str, on: date
) -> None:
    reporting = await tables.read(history)

    assert await apart(reporting, recount_of(history, quarter, unit), on) == []


@STEADY
@of(history=MADE_UP, unit=UNITS, quarter=QUARTERS, on=DATES, seen_from=DATES)
async def test_every_duty_under_the_structure_of_another_day_is_what_the_recount_comes_to(
    tables: Tables, history: History, unit: str, quarter: str, on: date, seen_from: date
) -> None:
    reporting = await tables.read(history)

    recount = RecountToday(history.raw(history.vector), unit, Quarter.parse(quarter), seen_from)

    assert await apart(reporting, recount, on) == []


@pytest.mark.parametrize("story", STORIES)
async def test_stories_owe_what_the_recount_comes_to_and_their_figures_say_the_same(
    tables: Tables, story: Callable[[str], History]
) -> None:
    history = story(f"owed-{story.__name__.replace('_', '-')}")
    reporting = await tables.read(history)

    for quarter in ("2019-Q1", "2019-Q2", "2019-Q4"):
        for on in (date(2019, 2, 15), date(2019, 4, 8), LATER):
            assert await apart(reporting, recount_of(history, quarter), on) == []
        report = await reporting.quarter(ReadQuarter(quarter=quarter))
        figures = {one.key: (one.numerator, one.denominator) for one in report.figures}
        counted = await counts(reporting, quarter=quarter, on=LATER)
        assert {one.figure for one in counted.values() if one.figure} <= figures.keys()
        for one in counted.values():
            if one.figure:
                assert (one.discharged, one.opened) == figures[one.figure], one.duty
            assert one.discharged == one.done + one.late <= one.opened


async def counts(reporting: Reporting, **more: Any) -> dict[str, DutyCounts]:
    found = await reporting.duties(ListDuties(**more), LATER)
    return {one.duty: one for one in found.counts}


def small_district(keeper: str) -> History:
    """A committee with two cells; one founded on 20 January, another one dissolved on 15 February."""
    history = History(keeper)
    history.tell(
        given.types_adopted("1", given.LONG_AGO),
        given.established("HU", None),
        given.established("A", "HU"),
        given.established("A1", "A", "RESIDENTIAL"),
        given.established("A2", "A", "SCHOOL", date(2019, 1, 20)),
        given.established("A3", "A", "SCHOOL"),
        given.dissolved("A3", date(2019, 2, 15)),
    )
    return history


async def regular(reporting: Reporting, on: date, unit: str = "A1", month: int = 1) -> DutyLine | None:
    """The duty of a cell to meet in a month of 2019."""
    question = ListDuties(quarter="2019-Q1", unit_code=unit, duties=["regular_meeting"], on=on)
    lines = (await reporting.duties(question, LATER)).lines
    return next((line for line in lines if line.from_on.month == month), None)


def told(line: DutyLine | None) -> tuple[object, ...] | None:
    return (line.state, line.days, line.discharged_on) if line else None


async def test_a_monthly_meeting_is_open_then_overdue_by_days_and_late_once_it_is_held(tables: Tables) -> None:
    history = small_district("owed-late")
    reporting = await tables.read(history)
    meeting = given.held("A1", date(2019, 2, 3), month=date(2019, 1, 1))

    days = [date(2018, 12, 31), date(2019, 1, 1), date(2019, 1, 31), date(2019, 2, 1), date(2019, 3, 2)]
    unheld = [told(await regular(reporting, day)) for day in days]
    history.tell(meeting)
    await tables.apply(list(history.received())[-1:])
    held = [told(await regular(reporting, day)) for day in (date(2019, 2, 2), date(2019, 2, 3), LATER)]

    assert unheld == [None, ("open", 0, None), ("open", 0, None), ("overdue", 1, None), ("overdue", 30, None)]
    assert held == [("overdue", 2, None), *[("late", 3, date(2019, 2, 3))] * 2]


async def test_what_was_withdrawn_is_owed_again_and_as_known_before_it_was_not(tables: Tables) -> None:
    history = small_district("owed-withdrawn")
    meeting = given.held("A1", date(2019, 1, 3))
    history.tell(meeting)
    known = {f"{history.keeper}.meetings": history.head("meetings")}
    history.tell(given.withdrawn(meeting))
    reporting = await tables.read(history)

    question = ListDuties(quarter="2019-Q1", unit_code="A1", duties=["regular_meeting"], on=date(2019, 2, 1))
    now, then = [
        (await reporting.duties(question.model_copy(update={"known": at}), LATER)).lines[0] for at in ({}, known)
    ]

    assert (now.state, now.discharged_by) == ("overdue", None)
    assert then.state == "done"
    assert then.discharged_by is not None
    assert (then.discharged_by.contract, then.discharged_by.position) == (
        "meetings.MeetingHeld.v1",
        known[f"{history.keeper}.meetings"],
    )
    assert (now.opened_by.contract, now.opened_by.unit_code) == ("registry.UnitEstablished.v1", "A1")


async def test_a_cell_that_is_no_more_on_the_last_day_is_exempt_and_one_founded_in_the_month_is_not(
    tables: Tables,
) -> None:
    reporting = await tables.read(small_district("owed-exempt"))

    gone = [await regular(reporting, LATER, "A3", month) for month in (1, 2, 3)]
    counted = (await counts(reporting, quarter="2019-Q1", on=LATER))["regular_meeting"]

    assert [line and (line.state, line.exempt) for line in gone] == [("overdue", None), ("exempt", "gone"), None]
    assert (await regular(reporting, LATER, "A2")) is not None
    assert (counted.opened, counted.overdue, counted.exempt) == (7, 7, 1)


async def test_a_policy_may_exempt_who_was_there_too_few_days_and_give_more_time(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporting = await tables.read(small_district("owed-founded"))
    [duty] = [one for one in DUTIES if one.key == "regular_meeting"]
    [version] = duty.versions
    stricter = replace(version, version="2", effective_from=date(2019, 1, 31), due_days=5, least_days=15)
    monkeypatch.setattr(read_model, "DUTIES", (replace(duty, versions=(version, stricter)),))

    january, february = [await regular(reporting, date(2019, 3, 4), "A2", month) for month in (1, 2)]
    late = await regular(reporting, date(2019, 3, 7), "A2", 2)

    assert january is not None
    assert (january.state, january.exempt, january.policy_version) == ("exempt", "founded", "2")
    assert (told(february), told(late)) == (("open", 0, None), ("overdue", 2, None))


async def test_before_the_first_version_is_in_force_nobody_owes_anything(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporting = await tables.read(small_district("owed-before"))
    [duty] = [one for one in DUTIES if one.key == "thematic_meeting"]
    later = replace(duty.versions[0], effective_from=date(2019, 6, 1))
    monkeypatch.setattr(read_model, "DUTIES", (replace(duty, versions=(later,)),))

    first, second = [(await counts(reporting, quarter=one, on=LATER))["thematic_meeting"] for one in QUARTERS_OF_2019]

    assert (first.opened, second.opened) == (0, 2)


QUARTERS_OF_2019 = ("2019-Q1", "2019-Q2")


async def test_without_a_quarter_the_last_ones_up_to_the_day_are_listed_page_by_page(tables: Tables) -> None:
    reporting = await tables.read(busy_district("owed-pages"))
    whole = await reporting.duties(ListDuties(on=date(2019, 5, 10), quarters=3, limit=1000), LATER)

    pages: list[DutyLine] = []
    while len(pages) < whole.total:
        query = ListDuties(on=date(2019, 5, 10), quarters=3, offset=len(pages), limit=11)
        pages += (await reporting.duties(query, LATER)).lines

    assert whole.since == date(2018, 10, 1)
    assert {line.from_on.year for line in whole.lines} == {2018, 2019}
    assert pages == whole.lines
    assert sum(one.opened + one.exempt for one in whole.counts) == whole.total


async def test_a_year_decided_on_is_classified_since_the_day_on_which_that_was_recorded(tables: Tables) -> None:
    reporting = await tables.read(classified_district("owed-classified"))

    lines = (
        await reporting.duties(ListDuties(quarter="2019-Q4", duties=["yearly_classification"], on=LATER), LATER)
    ).lines

    assert {line.unit_code: line.state for line in lines} == {
        "A": "overdue",
        "B": "overdue",
        "A1": "done",
        "A2": "overdue",
        "C1": "overdue",
    }
    [done] = [line for line in lines if line.state == "done"]
    assert done.discharged_by is not None
    assert done.discharged_by.contract == "ratings.ClassificationDecided.v1"
    assert {line.due_on for line in lines} == {date(2020, 1, 31)}


async def test_observers_duties_are_for_the_board_and_each_observer_reads_his_own(tables: Tables) -> None:
    reporting = await tables.read(observed_district("owed-board"))
    keeper = reporting.facts.keeper
    board = {one.key for one in DUTIES if one.audience is BOARD}
    unit = ListUnitDuties(quarter="2019-Q1", unit_code="A")
    of_an = ListDuties(quarter="2019-Q1", person_id=an_id("an"))

    below = await asked(reporting, unit, holding(keeper, "committee", an_id("A")))
    hidden = await asked(
        reporting, unit.model_copy(update={"duties": ["observer_visit"]}), holding(keeper, "committee", an_id("A"))
    )
    whole = await asked(reporting, ListDuties(quarter="2019-Q1"), holding(keeper, "committee", an_id("A")))
    own = await reporting.duties(of_an, LATER)

    assert board == {"observer_visit", "observer_report"}
    assert below.answer is not None
    assert not {one["duty"] for one in below.answer["counts"]} & board
    assert all(line["person_id"] is None for line in below.answer["lines"])
    assert (code(hidden), whole.outcome) == ("duty_unknown", "refused")
    assert {line.person_id for line in own.lines} == {an_id("an")}
    assert {one.duty for one in own.counts} == board


async def test_above_and_beside_a_role_there_are_no_duties(tables: Tables) -> None:
    reporting = await tables.read(busy_district("owed-scope"))
    somebody = holding(reporting.facts.keeper, "committee", an_id("A"))

    codes = [code(await asked(reporting, ListUnitDuties(unit_code=unit), somebody)) for unit in ("A1", "B", "NOBODY")]

    assert codes == ["answered", "not_there", "not_there"]


async def test_on_a_terminal_each_line_names_the_events_behind_it(tables: Tables) -> None:
    reporting = await tables.read(observed_district("owed-printed"))
    found = await reporting.duties(ListDuties(quarter="2019-Q1", on=date(2019, 4, 20), limit=1000), LATER)
    out = io.StringIO()

    Console(file=out, width=400).print(*duty_tables(found))

    said = out.getvalue()
    assert all(STATES[state] in said for state in STATES)
    assert all(line.opened_by.feed in said for line in found.lines)
    assert "2019-Q1" in said
    assert "01/2019" in said
    assert str(an_id("an")) in said


async def test_a_duty_that_is_none_is_refused(tables: Tables) -> None:
    reporting = await tables.read(small_district("owed-none"))

    with pytest.raises(Refused, match="duty_unknown"):
        await reporting.duties(ListDuties(duties=["nothing"]), LATER)


async def test_an_observers_month_is_discharged_by_a_visit_to_any_cell_with_its_own_evidence(tables: Tables) -> None:
    history = small_district("owed-visit")
    history.tell(given.assigned("an", "A1", date(2019, 1, 1), date(2019, 2, 10)), given.held("A2", date(2019, 1, 25)))
    history.tell(given.visited("an", "A2", date(2019, 1, 25)))
    reporting = await tables.read(history)

    lines = await listed(reporting, recount_of(history), date(2019, 2, 11), duties=["observer_visit"])

    assert [(line.from_on, line.due_on, line.state, line.days) for line in lines] == [
        (date(2019, 1, 1), date(2019, 1, 31), "done", 0),
        (date(2019, 2, 1), date(2019, 2, 10), "overdue", 1),
    ]
    assert lines[0].discharged_by is not None
    assert (lines[0].unit_code, lines[0].discharged_by.unit_code) == ("A1", "A2")


def test_questions_about_observers_are_for_the_board_by_their_contract() -> None:
    assert (ListDuties.audience, ListUnitDuties.audience) == (BOARD, OPEN)


async def reports(reporting: Reporting, on: date = LATER, **more: Any) -> dict[str, tuple[object, ...]]:
    """Unit -> what its duty to report is on a day: state, by which day, by how many it is late, done on which."""
    question = ListDuties(quarter="2019-Q1", duties=["quarterly_report"], on=on, **more)
    lines = (await reporting.duties(question, LATER)).lines
    return {line.unit_code: (line.state, line.due_on.day, line.days, line.discharged_on) for line in lines}


async def test_committees_owe_reports_by_the_day_that_was_told_and_the_first_one_decides(tables: Tables) -> None:
    reporting = await tables.read(reporting_district("owed-reports"))

    found = await reports(reporting)
    early = await reports(reporting, APRIL[9])
    line = (await reporting.duties(ListDuties(quarter="2019-Q1", unit_code="A", on=LATER, limit=1000), LATER)).lines[-1]

    assert found == {
        "HU": ("late", 10, 2, APRIL[20]),
        "A": ("late", 8, 1, APRIL[9]),
        "B": ("overdue", 10, (LATER - APRIL[10]).days, None),
    }
    assert early == {"HU": ("open", 10, 0, None), "A": ("late", 8, 1, APRIL[9]), "B": ("open", 10, 0, None)}
    assert (line.duty, line.opened_by.contract) == ("quarterly_report", "registry.UnitEstablished.v1")
    assert line.discharged_by is not None
    assert (line.discharged_by.contract, line.discharged_by.feed) == (
        "reporting.ReportSubmitted.v1",
        "owed-reports.reporting",
    )
    assert line.discharged_by.aggregate_id == an_id("report", "A")


async def test_what_was_known_of_reports_is_told_by_position_and_by_instant(tables: Tables) -> None:
    history = small_district("owed-reported-then")
    history.tell(opened("A"), submitted("A", APRIL[9]))
    before = history.head("reporting")
    history.tell(returned("A"))
    reporting = await tables.read(history)
    sent, gone_back = [one.recorded_at for one in history.received()][-2:]

    feed = "owed-reported-then.reporting"
    after = history.head("reporting")
    states = [(await reports(reporting, known={feed: position}))["A"][0] for position in (before, after)]
    instants = [(await reports(reporting, known_at=instant))["A"][0] for instant in (sent, gone_back)]
    now = await reporting.duties(ListDuties(quarter="2019-Q1", on=LATER), LATER)
    again = await reporting.duties(ListDuties(quarter="2019-Q1", on=LATER, known=now.head.known), LATER)

    assert states == instants == ["done", "overdue"]
    assert now.head.known[feed] == after
    assert again == now
    for known, why in (({feed: 99}, "known_ahead"), ({"elsewhere.reporting": 1}, "feed_not_read")):
        with pytest.raises(Refused, match=why):
            await reports(reporting, known=known)


def test_the_day_by_which_observers_report_is_the_one_that_assignments_say() -> None:
    policy = json.loads(Path("services/assignments/policy.json").read_text("utf-8"))
    [duty] = [one for one in DUTIES if one.key == "observer_report"]

    assert (duty.versions[-1].version, duty.versions[-1].due_days) == (policy["version"], policy["report_due_days"])


async def test_an_observers_report_is_late_by_the_days_that_its_terms_say(tables: Tables) -> None:
    history = small_district("owed-terms")
    history.tell(issued("notice", "HU"), given.assigned("an", "A1", date(2019, 1, 1), date(2019, 12, 31)))
    sooner = observer_reported("an", "HU", APRIL[8], 1, APRIL[8]).model_copy(update={"due_on": APRIL[5]})
    history.tell(sooner)
    reporting = await tables.read(history)

    [line] = (await reporting.duties(ListDuties(quarter="2019-Q1", duties=["observer_report"], on=LATER), LATER)).lines

    assert (line.state, line.due_on, line.days) == ("late", APRIL[5], 3)
