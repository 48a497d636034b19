"""Reports of units on a terminal: where they stand, which revision moved what, and who is late."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer
from rich.console import Console
from rich.table import Table

import contracts
from contracts.quarterly_reports import QuarterClosed, QuarterlyReport, QuarterlyReports, QuarterRestated
from services.chassis.call import Role
from sinhhoat.doing.wish import Said, roles_of
from sinhhoat.quarterly_reports import reports_table, revisions_tables

EXAMPLES = Path(next(iter(contracts.__path__))) / "examples" / "reporting"
CLOSED = QuarterClosed.model_validate_json((EXAMPLES / "QuarterClosed.v1.json").read_text("utf-8"))
RESTATED = QuarterRestated.model_validate_json((EXAMPLES / "QuarterRestated.v1.json").read_text("utf-8"))


def printed(*tables: Table) -> str:
    console = Console(width=200, record=True, file=io.StringIO())
    for table in tables:
        console.print(table)
    return console.export_text()


def a_report(**other: Any) -> QuarterlyReport:
    first = {"revision": 1, "on": CLOSED.closed_on, **CLOSED.model_dump(include={"known", "known_at", "sha256"})}
    second = {
        "revision": 2,
        "on": RESTATED.restated_on,
        "cause": RESTATED.cause.model_dump(),
        **RESTATED.model_dump(include={"known", "known_at", "sha256", "diff"}),
    }
    told = {
        "keeper": "hoc-mon",
        "report_id": CLOSED.report_id,
        "unit_id": CLOSED.unit_id,
        "unit_code": "HU",
        "unit_name": "Huyện ủy",
        "quarter": "2019-Q1",
        "simulated": True,
        "state": "closed",
        "due_on": "2019-04-10",
        "submission": 2,
        "submitted_on": "2019-04-05",
        "first_submitted_on": "2019-04-05",
        "in_time": True,
        "sha256": RESTATED.sha256,
        "returned_because": None,
        "approved_on": "2019-04-08",
        "closed_on": CLOSED.closed_on,
        "revisions": [first, second],
        "figures": CLOSED.figures,
    }
    return QuarterlyReport.model_validate({**told, **other})


def test_a_closed_report_shows_each_revision_with_its_cause_and_what_it_moved() -> None:
    text = printed(*revisions_tables(a_report()))

    assert "đã chốt / closed" in text
    assert "SIMULATED" in text
    assert "meetings.MeetingHeld.v1 hoc-mon.meetings:2620" in text
    assert "attendance_regular" in text


def test_a_report_that_nobody_has_opened_has_one_table_of_where_it_stands() -> None:
    report = a_report(state="none", due_on=None, revisions=[], figures=[], sha256=None)

    [table] = revisions_tables(report)

    assert "chưa mở / not opened" in printed(table)


def test_the_list_names_who_is_late() -> None:
    entry = {
        "unit_id": UUID(int=1),
        "unit_code": "DU-1",
        "unit_name": "Đảng ủy 1",
        "to_city": False,
        "report_id": UUID(int=2),
        "state": "open",
        "due_on": "2019-04-10",
        "submitted_on": None,
        "in_time": None,
        "late": True,
        "revision": 0,
        "sha256": None,
    }
    listed = {"keeper": "hoc-mon", "quarter": "2019-Q1", "reports": [entry], "counts": {"open": 1, "late": 1}}

    text = printed(reports_table(QuarterlyReports.model_validate(listed)))

    assert "DU-1 Đảng ủy 1" in text
    assert "QUÁ HẠN / LATE" in text
    assert "10/04/2019" in text


def test_a_role_of_the_city_is_named_beside_those_of_the_keeper() -> None:
    roles = roles_of(Said(roles=("leader@city:*", "staff")), "hoc-mon")

    assert roles == (Role("leader", "city", None), Role("staff", "hoc-mon", None))
    with pytest.raises(typer.BadParameter):
        roles_of(Said(roles=("leader@a city:*",)), "hoc-mon")


def test_the_examples_name_the_figures_that_moved_and_no_others() -> None:
    [moved] = json.loads((EXAMPLES / "QuarterRestated.v1.json").read_text("utf-8"))["diff"]

    assert (moved["old"]["numerator"], moved["new"]["numerator"]) == (14102, 14120)
