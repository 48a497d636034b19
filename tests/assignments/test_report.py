"""What an observer's quarterly report is, and who may do what with it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assignments.domain.quarter import Quarter
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.reported import Judgement, ReportState
from services.chassis.errors import Refused
from tests.assignments.given import (
    ANOTHER,
    APRIL,
    COMMITTEE,
    DUE_ON,
    KEEPER,
    OBSERVER,
    REASON,
    at,
    each,
    grounds,
    happened,
    submit,
)
from tests.assignments.given import a_submitted_report as submitted


def a_report(quarter: str = "2019-Q1") -> ObserverReport:
    with at():
        return ObserverReport(KEEPER, OBSERVER, COMMITTEE, quarter)


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


def test_a_report_is_taken_from_the_month_that_the_policy_names() -> None:
    report, opens_on = a_report(), Quarter("2019-Q1").opens_on(3)

    with at():
        for day in (date(2019, 1, 1), date(2019, 2, 28)):
            with pytest.raises(Refused, match="report_too_early") as refused:
                report.submit(grounds(), [], today=day, opens_on=opens_on, due_on=DUE_ON)
            assert refused.value.numbers == {"opens_on": "2019-03-01"}
        report.submit(grounds(), [], today=opens_on, opens_on=opens_on, due_on=DUE_ON)

    assert report.state is ReportState.SUBMITTED


@pytest.mark.parametrize(("month", "opens_on"), [(1, date(2019, 10, 1)), (3, date(2019, 12, 1)), (4, date(2020, 1, 1))])
def test_the_month_after_the_last_of_the_year_is_in_the_next(month: int, opens_on: date) -> None:
    assert Quarter("2019-Q4").opens_on(month) == opens_on


LATE = date(2019, 4, 20)


def test_a_report_that_went_back_keeps_the_day_on_which_it_came_first() -> None:
    report = submitted()
    with at():
        report.send_back(REASON, by=ANOTHER)
    submit(report, LATE)

    last = happened(report)[-1]
    assert isinstance(last, ObserverReport.Submitted)
    assert (last.submitted_on, last.first_submitted_on) == (LATE, APRIL)


def test_a_report_that_its_author_took_back_came_first_when_it_came_again() -> None:
    report = submitted()
    with at():
        report.withdraw(REASON)
    submit(report, LATE)

    assert report.first_submitted_on == LATE


@pytest.mark.parametrize("judgement", Judgement)
def test_what_was_judged_wrongly_waits_again_and_is_judged_anew(judgement: Judgement) -> None:
    report = submitted()
    judge: dict[Judgement, Callable[[], None]] = {
        Judgement.ACCEPTED: lambda: report.accept(by=ANOTHER),
        Judgement.RETURNED: lambda: report.send_back(REASON, by=ANOTHER),
    }
    with at():
        judge[judgement]()
        report.withdraw_judgement(REASON, by=ANOTHER)

    taken_back = happened(report)[-1]
    assert isinstance(taken_back, ObserverReport.JudgementWithdrawn)
    assert (taken_back.judgement, taken_back.revision, taken_back.due_on) == (judgement, 1, DUE_ON)
    assert (report.state, report.returned_because) == (ReportState.SUBMITTED, None)
    with at():
        for again in judge.values():
            again()
            report.withdraw_judgement(REASON, by=ANOTHER)


def test_only_a_judgement_that_stands_is_taken_back_and_not_by_the_author() -> None:
    waiting, resubmitted, accepted = submitted(), submitted(), submitted()
    with at():
        resubmitted.send_back(REASON, by=ANOTHER)
        accepted.accept(by=ANOTHER)
    submit(resubmitted)

    with at():
        for report in (a_report(), waiting, resubmitted):
            with pytest.raises(Refused, match="report_not_judged"):
                report.withdraw_judgement(REASON, by=ANOTHER)
        with pytest.raises(Refused, match="own_report"):
            accepted.withdraw_judgement(REASON, by=OBSERVER)


@given(st.lists(st.sampled_from(["submit", "return", "accept", "withdraw", "withdraw judgement"]), max_size=15))
def test_no_order_of_steps_changes_an_accepted_report_but_for_taking_its_acceptance_back(steps: list[str]) -> None:
    report, accepted = a_report(), None
    do: dict[str, Callable[[], object]] = {
        "submit": lambda: submit(report),
        "return": lambda: report.send_back(REASON, by=ANOTHER),
        "accept": lambda: report.accept(by=ANOTHER),
        "withdraw": lambda: report.withdraw(REASON),
        "withdraw judgement": lambda: report.withdraw_judgement(REASON, by=ANOTHER),
    }
    for step in steps:
        with at():
            try:
                do[step]()
            except Refused:
                continue
        assert accepted is None or step == "withdraw judgement"
        accepted = report.version if report.state is ReportState.ACCEPTED else None

    submissions = [event for event in happened(report) if isinstance(event, ObserverReport.Submitted)]
    assert [event.revision for event in submissions] == list(range(1, report.revision + 1))
