"""A quarterly report goes from state to state, each step back while the next has not come; never out of closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.reporting.domain.quarterly_report import QuarterlyReport
from services.reporting.domain.revision import ReportState, standing
from services.reporting.domain.signed import Reported, moved, restated
from services.reporting.main import SERVICE
from tests.reporting import reports

Made = Callable[[], QuarterlyReport]
STATES: dict[ReportState, Made] = {
    ReportState.NONE: reports.begun,
    ReportState.OPEN: reports.opened,
    ReportState.SUBMITTED: reports.submitted,
    ReportState.RETURNED: reports.returned,
    ReportState.APPROVED: reports.approved,
    ReportState.CLOSED: reports.closed,
}
STEPS: dict[str, tuple[Callable[[QuarterlyReport], Any], dict[ReportState, ReportState]]] = {
    "open": (reports.opened, {ReportState.NONE: ReportState.OPEN}),
    "submit": (
        reports.submitted,
        {ReportState.OPEN: ReportState.SUBMITTED, ReportState.RETURNED: ReportState.SUBMITTED},
    ),
    "return": (
        lambda report: report.send_back(reports.REASON, by=reports.JUDGE, today=reports.JUDGED),
        {ReportState.SUBMITTED: ReportState.RETURNED},
    ),
    "approve": (reports.approved, {ReportState.SUBMITTED: ReportState.APPROVED}),
    "close": (reports.closed, {ReportState.APPROVED: ReportState.CLOSED}),
    "restate": (reports.restated, {ReportState.CLOSED: ReportState.CLOSED}),
    "withdraw the opening": (
        lambda report: report.withdraw_opening(reports.REASON),
        {ReportState.OPEN: ReportState.NONE},
    ),
    "withdraw the submission": (
        lambda report: report.withdraw_submission(reports.REASON),
        {ReportState.SUBMITTED: ReportState.OPEN},
    ),
    "withdraw the return": (
        lambda report: report.withdraw_return(reports.REASON, by=reports.JUDGE),
        {ReportState.RETURNED: ReportState.SUBMITTED},
    ),
    "withdraw the approval": (
        lambda report: report.withdraw_approval(reports.REASON, by=reports.JUDGE),
        {ReportState.APPROVED: ReportState.SUBMITTED},
    ),
}


def refused(act: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", ReportState)
def test_a_step_is_taken_from_where_it_leads_on_and_refused_from_everywhere_else(state: ReportState, step: str) -> None:
    report = STATES[state]()
    take, leads = STEPS[step]

    with reports.on(reports.CLOSED):
        if state in leads:
            take(report)
        else:
            refused(lambda: take(report))

    assert report.state is leads.get(state, state)


def test_a_report_replays_to_what_it_was() -> None:
    report, again = reports.whole_life(), None

    for happened in report.collect_events():
        again = happened.mutate(again)

    assert vars(again).keys() == vars(report).keys()
    assert {name: value for name, value in vars(again or 0).items() if "pending" not in name} == {
        name: value for name, value in vars(report).items() if "pending" not in name
    }


def test_the_day_of_the_first_submission_decides_unless_that_was_taken_back() -> None:
    report = reports.returned()
    reports.submitted(report, day=date(2019, 4, 20))
    later = (report.submission, report.first_submitted_on, report.submitted_on)

    with reports.on(reports.CLOSED):
        report.withdraw_submission(reports.REASON)
    reports.submitted(report, day=date(2019, 4, 21))

    assert later == (2, reports.SUBMITTED, date(2019, 4, 20))
    assert (report.submission, report.first_submitted_on) == (3, date(2019, 4, 21))


def test_no_quarter_is_opened_before_it_begins_submitted_before_its_month_or_closed_before_its_end() -> None:
    with reports.on(reports.OPENED):
        early = refused(
            lambda: reports.begun().open(
                today=date(2018, 12, 31), begins=reports.FIRST, due_on=reports.DUE, policy_version="1"
            )
        )
        month = refused(lambda: reports.submitted(day=date(2019, 2, 28)))
        end = refused(lambda: reports.closed(today=reports.LAST))

    assert (early.code, month.code, end.code) == (
        "quarter_not_begun",
        "quarterly_report_too_early",
        "quarter_not_over",
    )


@pytest.mark.parametrize(
    ("made", "step"),
    [
        (reports.submitted, lambda it, by: it.send_back(reports.REASON, by=by, today=reports.JUDGED)),
        (reports.submitted, lambda it, by: it.approve(None, by=by, today=reports.JUDGED)),
        (reports.returned, lambda it, by: it.withdraw_return(reports.REASON, by=by)),
        (reports.approved, lambda it, by: it.withdraw_approval(reports.REASON, by=by)),
        (reports.approved, lambda it, by: reports.closed(it, by=by)),
    ],
)
def test_nobody_judges_what_he_has_submitted(made: Made, step: Callable[[QuarterlyReport, Any], None]) -> None:
    assert refused(lambda: step(made(), reports.AUTHOR)).code == "own_quarterly_report"


def test_who_names_the_hash_that_he_read_approves_nothing_else() -> None:
    read = reports.submitted()
    assert read.pin is not None

    wrong = refused(lambda: read.approve("0" * 64, by=reports.JUDGE, today=reports.JUDGED))
    with reports.on(reports.JUDGED):
        read.approve(read.pin.sha256, by=reports.JUDGE, today=reports.JUDGED)

    assert (wrong.code, read.state) == ("submitted_again_since", ReportState.APPROVED)


def test_a_quarter_whose_figures_moved_is_not_closed_and_the_refusal_names_how_many() -> None:
    now_counted = reports.counted(11, members=61, meetings_regular=(4, 4))

    no = refused(lambda: reports.closed(what=now_counted))

    assert (no.code, no.numbers["figures"], no.numbers["first"]) == ("figures_moved", 2, "members")


def test_a_quarter_that_may_miss_events_is_not_closed() -> None:
    no = refused(lambda: reports.closed(parked=3))

    assert (no.code, no.numbers["parked"]) == ("events_parked", 3)


def test_closing_pins_what_is_known_then_and_not_what_was_known_when_it_was_submitted() -> None:
    report = reports.closed(what=reports.counted(17))

    assert report.newest.pin.known["hoc-mon.meetings"] == 17
    assert (report.newest.revision, report.figures) == (1, reports.counted().figures)


def test_a_cause_makes_one_revision_that_names_exactly_the_figures_that_moved() -> None:
    report = reports.restated(what=reports.counted(12, members=60, meetings_regular=(4, 4), visits=1))

    newest = report.newest
    assert (newest.revision, newest.cause) == (2, reports.cause())
    assert [(one.key, one.old, one.new) for one in newest.diff] == [
        ("meetings_regular", Reported("meetings_regular", 3, 4), Reported("meetings_regular", 4, 4)),
        ("visits", None, Reported("visits", 1, None)),
    ]
    assert report.revisions[0].pin == reports.closed().newest.pin


def test_a_cause_that_moves_nothing_and_one_from_before_the_pin_make_no_revision() -> None:
    nothing = refused(lambda: reports.restated(what=reports.counted(12)))
    before = refused(lambda: reports.restated(what=reports.counted(10, members=1)))

    assert (nothing.code, before.code) == ("nothing_restated", "restated_backwards")


def test_of_a_number_that_other_reports_have_the_revision_before_it_is_meant() -> None:
    report = reports.restated(number=4)
    unclosed = refused(lambda: reports.approved().newest)

    assert [standing(report.revisions, number).revision for number in (None, 1, 3, 4, 9)] == [4, 1, 1, 4, 4]
    assert unclosed.code == "quarter_not_closed"


def test_what_was_told_between_the_submission_and_the_closing_is_in_the_closing_or_keeps_it_back() -> None:
    report = reports.approved()

    moved_since = refused(lambda: reports.closed(report, reports.counted(14, members=61, meetings_regular=(3, 4))))
    reports.closed(report, reports.counted(15))

    assert moved_since.code == "figures_moved"
    assert report.newest.pin.known["hoc-mon.meetings"] == 15


def test_who_read_an_earlier_submission_approves_none_that_came_since() -> None:
    report = reports.returned()
    read = report.pin
    reports.submitted(report, reports.counted(12, members=61), day=date(2019, 4, 9))
    assert read is not None

    no = refused(lambda: report.approve(read.sha256, by=reports.JUDGE, today=reports.CLOSED))

    assert (no.code, no.numbers["submission"], report.state) == ("submitted_again_since", 2, ReportState.SUBMITTED)


@pytest.mark.parametrize("step", [one for one in STEPS if one != "restate"])
def test_nothing_but_a_restatement_comes_after_the_closing(step: str) -> None:
    take, _ = STEPS[step]
    report = reports.restated()

    with reports.on(reports.CLOSED):
        no = refused(lambda: take(report))

    assert no.code == ("quarter_already_open" if step == "open" else "quarter_closed")
    assert (report.state, len(report.revisions)) == (ReportState.CLOSED, 2)


def test_of_two_judges_the_second_finds_it_judged() -> None:
    for first in ("return", "approve"):
        report = reports.submitted()
        with reports.on(reports.JUDGED):
            STEPS[first][0](report)
            codes = {refused(lambda: STEPS[second][0](report)).code for second in ("return", "approve")}  # noqa: B023

        assert codes == {"report_stands_elsewhere"}


def test_a_cause_is_restated_once_and_never_from_what_was_known_before() -> None:
    what = reports.counted(12, members=60, meetings_regular=(4, 4))
    report = reports.restated(what=what)

    again = refused(lambda: reports.restated(report, what))
    stale = refused(lambda: reports.restated(report, reports.counted(11, members=60, meetings_regular=(3, 4))))

    assert (again.code, stale.code, len(report.revisions)) == ("nothing_restated", "restated_backwards", 2)


def test_other_causes_that_a_revision_holds_come_back_from_the_store() -> None:
    report = reports.closed()
    of_both = replace(reports.cause(), also=[reports.JUDGE])
    with reports.on(reports.CLOSED):
        report.restate(reports.counted(12, members=61), of_both, today=reports.CLOSED)
    happened = report.collect_events()[-1]
    codec = SERVICE.codec
    assert codec is not None

    again = codec.decode(*codec.encode(happened), happened.originator_id, happened.originator_version)

    assert vars(again) == vars(happened)
    assert vars(again)["cause"].also == [reports.JUDGE]


FIGURES = st.dictionaries(
    st.sampled_from("abcdef"), st.integers(0, 9) | st.tuples(st.integers(0, 9), st.integers(0, 9))
).map(lambda numbers: reports.figures(**numbers))


@given(FIGURES, FIGURES)
def test_a_diff_leads_from_the_old_figures_to_the_new_ones_and_is_empty_between_equals(
    old: list[Reported], new: list[Reported]
) -> None:
    diff = moved(old, new)

    assert {one.key: one for one in restated(old, diff)} == {one.key: one for one in new}
    assert moved(new, new) == []
    assert all(one.old != one.new for one in diff)
