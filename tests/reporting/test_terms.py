"""From which day on reports are taken is the rule of their quarter's last day, and rules that lie are not loaded."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from services.reporting.application import ReportTerms
from services.reporting.duties import DUTIES, Duty
from services.reporting.duties.policy import FOLDER
from services.reporting.main import TERMS
from services.reporting.quarters import Quarter


def version(name: str, day: str, month: int) -> dict[str, Any]:
    return {"version": name, "effective_from": day, "opens_in_month": month}


def terms(*versions: dict[str, Any]) -> ReportTerms:
    return ReportTerms.read(json.dumps(versions), TERMS.duty)


def opens(read: ReportTerms, quarter: str) -> date:
    return read.opens_on(Quarter.parse(quarter))


def test_a_report_is_taken_by_the_version_in_force_on_the_last_day_of_its_quarter() -> None:
    read = terms(version("later", "2020-06-30", 4), version("first", "2019-01-01", 3))

    days = [opens(read, quarter) for quarter in ("2018-Q4", "2019-Q1", "2020-Q1", "2020-Q2", "2020-Q4")]

    assert days == [
        date(2018, 12, 1),
        date(2019, 3, 1),
        date(2020, 3, 1),
        date(2020, 7, 1),
        date(2021, 1, 1),
    ]


@pytest.mark.parametrize(
    "versions",
    [
        [],
        [version("a", "2019-01-01", 3), version("b", "2019-01-01", 2)],
        [version("a", "2019-01-01", 0)],
        [version("a", "2019-01-01", 5)],
    ],
)
def test_openings_that_mean_nothing_or_two_things_are_not_loaded(versions: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"cannot be kept|no versions, or two"):
        terms(*versions)


def test_reports_are_taken_from_the_first_day_of_the_third_month_on() -> None:
    assert opens(TERMS, "2019-Q1") == date(2019, 3, 1)


@pytest.mark.parametrize("key", [duty.key for duty in DUTIES])
def test_a_duty_exempts_nobody_whom_its_figure_counts(key: str) -> None:
    said = json.loads((FOLDER / f"{key}.json").read_text("utf-8"))
    said["versions"][-1]["least_days"] = 15

    if said["figure"] is None:
        assert Duty.read(json.dumps(said)).versions[-1].least_days == 15
    else:
        with pytest.raises(ValueError, match=f"its figure {said['figure']} exempts nobody"):
            Duty.read(json.dumps(said))
