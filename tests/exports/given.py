"""Answers of a small district, with numbers whose shares somebody once printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contracts.cell_year import CellYear, GradeOfYear, MeetingOfYear, QuarterOfYear
from contracts.city_quarter import CityQuarter, KeeperSums
from contracts.classification_list import ClassificationList, ClassifiedUnit, DecidedGroup
from contracts.message import OPEN
from contracts.reporting import (
    CoverageReport,
    Figure,
    QuarterReport,
    ReportedAs,
    ReportHead,
    UnitCounts,
    UnitQuarterReport,
)
from services.reporting.catalogue import PREFIXES, QUARTER, coverage_definition
from services.reporting.read_models.cell_year import DEFINITIONS, KEYS
from sinhhoat.exports import answers
from sinhhoat.exports.answers import Answered

KNOWN_AT = datetime(2019, 4, 2, 3, 4, 5, tzinfo=UTC)
GROUPS = {"residential": ("Ấp – khu phố", "Hamlets"), "sector": ("Ngành, cơ quan", "Sector")}
COVERAGE = {
    "subordinate": (78, 267),
    "residential": (64, 87),
    "sector": (0, 0),
    "district_direct": (23, 23),
    "all": (101, 290),
}


def head(**other: Any) -> ReportHead:
    told: dict[str, Any] = {
        "keeper": "hoc-mon",
        "quarter": "2019-Q1",
        "unit_code": "HU",
        "unit_name": "Huyện ủy Hóc Môn",
        "as_of": date(2019, 3, 31),
        "simulated": True,
        "known": {"hoc-mon.registry": 910, "hoc-mon.meetings": 2999},
        "known_at": KNOWN_AT,
        "parked": 0,
    }
    return ReportHead(**told | other)


def lines(prefix: str) -> list[Figure]:
    return [coverage_definition(prefix, key, GROUPS).figure(*pair) for key, pair in COVERAGE.items()]


def quarter(*, held: int = 861, **other: Any) -> QuarterReport:
    """`held`: regular meetings of 870; a figure with no denominator and scores stand among the others."""
    pairs = {"meetings_regular": (held, 870), "self_score": (841_250, 91), "themes_planned": (0, 0)}
    assigned, visited = (lines(prefix) for prefix in PREFIXES)
    return QuarterReport(
        head=head(**other),
        members=5976,
        units=UnitCounts(grassroots_committees=23, grassroots_cells=23, subordinate_cells=267),
        observers=61,
        assignments=125,
        figures=[one.figure(*pairs.get(one.key, (7, 23))) for one in QUARTER],
        coverage=assigned,
        visited_coverage=visited,
        visits_by_observer=[],
    )


def of_unit() -> UnitQuarterReport:
    """The open part of the same."""
    whole = quarter(unit_code="DU-1", unit_name="Đảng bộ xã 1")
    told = {name: getattr(whole, name) for name in UnitQuarterReport.model_fields}
    shown = {one.key for one in QUARTER if one.audience is OPEN}
    return UnitQuarterReport(**told | {"figures": [one for one in whole.figures if one.key in shown]})


def city() -> CityQuarter:
    """Two keepers, one of which has told nothing."""
    known = {"hoc-mon.registry": 910, "phuong-1.registry": 3}
    total = quarter(keeper="city", unit_code="*", unit_name="Toàn thành phố", known=known)
    figures = {"members": (5976, 0), "grassroots_cells": (23, 0), "subordinate_cells": (267, 0)}
    figures |= {"meetings_regular": (861, 870), "attendance_regular": (5100, 5600), "visited_all": (78, 290)}
    told = {"known_at": KNOWN_AT, "parked": 0}
    keepers = [
        KeeperSums(
            keeper="hoc-mon",
            unit_code="HU",
            unit_name="Huyện ủy Hóc Môn",
            known={"hoc-mon.registry": 910},
            figures=figures,
            **told,
        ),
        KeeperSums(
            keeper="phuong-1", unit_code="P1", unit_name="Phường 1", known={"phuong-1.registry": 3}, figures={}, **told
        ),
    ]
    return CityQuarter(total=total, keepers=keepers)


def city_as_reported(revision: int = 1, *, held: int = 861, also: int = 0) -> CityQuarter:
    """The same as closed by the one keeper, in a revision; the other has closed nothing, or that revision `also`."""
    found = city()
    numbers = {"hoc-mon": revision, "phuong-1": also}
    keepers = [
        one.model_copy(
            update={"reported": ReportedAs(unit_code=one.unit_code, revision=numbers[one.keeper], sha256="0" * 64)}
        )
        for one in found.keepers
        if numbers[one.keeper]
    ]
    total = quarter(**found.total.head.model_dump() | {"held": held})
    return CityQuarter(total=total, keepers=keepers, not_closed=[] if also else ["phuong-1"])


def covered() -> CoverageReport:
    whole = quarter()
    names = ("head", "observers", "assignments", "coverage", "visited_coverage")
    return CoverageReport(**{name: getattr(whole, name) for name in names})


def listed(units: int = 3, names: Mapping[int, str] | None = None) -> ClassificationList:
    found = [_classified(number, (names or {}).get(number, f"Chi bộ ấp {number}")) for number in range(units)]
    group = DecidedGroup(
        authority_code="HU",
        authority_name="Huyện ủy Hóc Môn",
        objects="organisation",
        group="HU",
        rated=units,
        excellent=1,
        base_count=units,
        cap=1,
        largest=1,
        exceeded=False,
        feed="hoc-mon.ratings",
        position=5,
    )
    return ClassificationList(head=head(), period="2019", units=found, total=units, groups=[group])


def _classified(number: int, name: str) -> ClassifiedUnit:
    grade, counts_as = ("EXCELLENT", "excellent") if number == 0 else ("COMPLETED_WELL", "good")
    return ClassifiedUnit.model_validate(
        {
            "unit_code": f"CB-{number:03}",
            "unit_name": name,
            "kind": "cell",
            "grade": grade,
            "counts_as": counts_as,
            "group": "HU",
            "authority_code": "HU",
            "authority_name": "Huyện ủy Hóc Môn",
            "feed": "hoc-mon.ratings",
            "position": 5,
        }
    )


def cell(scores: Sequence[int] = (8550, 9000)) -> CellYear:
    """Twelve meetings; two observers came to the first one, and nobody was expected at the last."""
    meetings = [_meeting(month, scores if month == 1 else ()) for month in range(1, 13)]
    figures = [DEFINITIONS[key].figure(900, 1000) for key in KEYS]
    return CellYear(
        head=head(quarter="2019-Q4", unit_code="CB-012", unit_name="Chi bộ ấp 12"),
        year=2019,
        meetings=meetings,
        quarters=[QuarterOfYear(quarter=f"2019-Q{number}", figures=figures) for number in (1, 2, 3, 4)],
        grades=[
            GradeOfYear(period="2019", grade="EXCELLENT", counts_as="excellent", feed="hoc-mon.ratings", position=5)
        ],
    )


def _meeting(month: int, observers: Sequence[int]) -> MeetingOfYear:
    return MeetingOfYear(
        kind="thematic" if month == 3 else "regular",
        month=date(2019, month, 1),
        held_on=date(2019, month, 3),
        expected=0 if month == 12 else 23,
        present=0 if month == 12 else 3 + month,
        excused=0,
        unexcused=0,
        opinions=4,
        duration_minutes=95,
        criteria=True,
        theme=None,
        self_score=9225,
        observer_scores=list(observers),
        superior_score=None,
        feed="hoc-mon.meetings",
        position=100 + month,
    )


def every() -> dict[str, Answered]:
    """One answer of each kind."""
    return {
        "quarter": answers.of_quarter(quarter()),
        "unit_quarter": answers.of_unit_quarter(of_unit()),
        "city": answers.of_city(city()),
        "coverage": answers.of_coverage(covered()),
        "classification": answers.of_classification(listed()),
        "cell": answers.of_cell(cell()),
    }


def with_figures_of(told: Answered, other: Answered) -> Answered:
    """What somebody would make who changes a number and nothing else: the pages say the other answer."""
    return replace(told, body=other.body)
