"""What an observer's quarterly report is, and who may do what with it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assignments.domain.report import ObserverReport, Quarter, ReportState, Section
from services.chassis.errors import Refused
from tests.assignments.given import ANOTHER, APRIL, COMMITTEE, KEEPER, OBSERVER, REASON, at, each, grounds, happened
from tests.assignments.given import a_submitted_report as submitted

SECTIONS = [Section("results", REASON)]


def a_report(quarter: str = "2019-Q1") -> ObserverReport:
    with at():
        return ObserverReport(KEEPER, OBSERVER, COMMITTEE, quarter)


def submit(report: ObserverReport, today: date = APRIL, assigned_cells: int = 2) -> None:
    with at():
        report.submit(grounds(assigned_cells=assigned_cells), SECTIONS, today=today, due_on=date(2019, 4, 10))


@given(st.integers(1901, 2098), st.integers(1, 4))
def test_a_quarter_is_three_whole_months(year: int, number: int) -> None:
    quarter = Quarter(f"{year}-Q{number}")

    assert (quarter.first.year, quarter.first.month, quarter.first.day) == (year, number * 3 - 2, 1)
    assert (quarter.last + timedelta(days=1)).day == 1
    assert 90 <= (quarter.last - quarter.first).days + 1 <= 92
    assert quarter.due_on(10) == quarter.last + timedelta(days=10)


def test_a_returned_report_is_submitted_again_as_its_next_revision() -> None:
    report = submitted()
    with at():
        report.send_back(REASON, by=ANOTHER)
    assert report.returned_because == REASON
    submit(report)

    last = happened(report)[-1]
    assert isinstance(last, ObserverReport.Submitted)
    assert last.revision == 2
    assert report.returned_because is None


def test_a_report_waits_to_be_judged_before_it_is_submitted_again() -> None:
    with pytest.raises(Refused, match="report_already_submitted"):
        submit(submitted())


def test_what_is_accepted_stays_as_it_is() -> None:
    report = submitted()
    with at():
        report.accept(by=ANOTHER)

        for change in each(
            lambda: report.withdraw(REASON),
            lambda: report.send_back(REASON, by=ANOTHER),
            lambda: report.accept(by=ANOTHER),
            lambda: submit(report),
        ):
            with pytest.raises(Refused, match="report_already_accepted"):
                change()


def test_nobody_judges_his_own_report() -> None:
    report = submitted()
    with at():
        for judge in each(lambda: report.accept(by=OBSERVER), lambda: report.send_back(REASON, by=OBSERVER)):
            with pytest.raises(Refused, match="own_report"):
                judge()


def test_only_what_is_submitted_is_judged_or_taken_back() -> None:
    report = a_report()
    with at():
        for change in each(
            lambda: report.accept(by=ANOTHER),
            lambda: report.send_back(REASON, by=ANOTHER),
            lambda: report.withdraw(REASON),
        ):
            with pytest.raises(Refused, match="report_not_submitted"):
                change()


@pytest.mark.parametrize("returned", [True, False])
def test_its_author_takes_back_what_is_not_accepted_and_submits_it_again(returned: bool) -> None:
    report = submitted()
    with at():
        if returned:
            report.send_back(REASON, by=ANOTHER)
        report.withdraw(REASON)
    assert report.state is ReportState.WITHDRAWN

    submit(report)

    assert report.revision == 2


def test_nobody_reports_on_a_quarter_that_has_not_begun() -> None:
    with pytest.raises(Refused, match="quarter_not_begun") as refused:
        submit(a_report("2019-Q3"))

    assert refused.value.numbers == {"begins": "2019-07-01"}


def test_whoever_was_not_assigned_owes_no_report() -> None:
    with pytest.raises(Refused, match="nobody_assigned_in_quarter"):
        submit(a_report(), assigned_cells=0)


@given(st.lists(st.sampled_from(["submit", "return", "accept", "withdraw"]), max_size=12))
def test_no_order_of_steps_leaves_an_accepted_report_other_than_it_was(steps: list[str]) -> None:
    report, accepted = a_report(), None
    do: dict[str, Callable[[], object]] = {
        "submit": lambda: submit(report),
        "return": lambda: report.send_back(REASON, by=ANOTHER),
        "accept": lambda: report.accept(by=ANOTHER),
        "withdraw": lambda: report.withdraw(REASON),
    }
    for step in steps:
        with at():
            try:
                do[step]()
            except Refused:
                continue
        assert accepted is None
        accepted = report.version if report.state is ReportState.ACCEPTED else None

    submissions = [event for event in happened(report) if isinstance(event, ObserverReport.Submitted)]
    assert [event.revision for event in submissions] == list(range(1, report.revision + 1))
