"""What is reported on, as files are made from it: the kinds of answers, each with its question pinned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from contracts.cell_year import CellYear, ReadCellYear
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.classification_list import ClassificationList, ReadClassificationList
from contracts.reporting import (
    CoverageReport,
    QuarterReport,
    ReadCoverage,
    ReadQuarter,
    ReadUnitQuarter,
    ReportedAs,
    ReportHead,
    UnitQuarterReport,
)
from services.chassis.messaging import Client
from sinhhoat.city_quarter import city_json, revisions_of
from sinhhoat.content import content_hash
from sinhhoat.exports import cell_year, city, classified, coverage, quarterly
from sinhhoat.exports.document import Body
from sinhhoat.exports.languages import Language
from sinhhoat.exports.mark import Kind
from sinhhoat.figures import Published, coverage_json, figures_json, head_json, quarter_json, unit_quarter_json


@dataclass(frozen=True)
class Answered:
    """An answer: `question` with the positions that it was answered at, `printed` as JSON, `body` as a document.

    `signed`: where it names figures that are counted otherwise than they were signed, the same without a word of that,
    as a release wrote it that counted them as they were signed.
    """

    kind: Kind
    head: ReportHead
    period: str
    question: Mapping[str, Any]
    printed: Mapping[str, Any]
    body: Callable[[Language], Body]
    signed: Answered | None = None

    @property
    def sha256(self) -> str:
        """The content hash, over question, positions and figures."""
        return content_hash(self.printed)


T = TypeVar("T", QuarterReport, UnitQuarterReport, CoverageReport, ClassificationList, CellYear)
R = TypeVar("R", QuarterReport, UnitQuarterReport, CoverageReport)


def _live(answer: T) -> T:
    """The answer as the live tables give it; from which tables it was read is no matter of a file."""
    return answer.model_copy(update={"head": answer.head.model_copy(update={"replay": None})})


def _with_signed(answered: Answered, report: R, of: Callable[[R], Answered]) -> Answered:
    """Beside it, the same without what is counted otherwise by now, where anything is."""
    head = report.head
    if not head.reported or not head.reported.otherwise:
        return answered
    alone = report.model_copy(update={"head": head.model_copy(update={"reported": _alone(head.reported)})})
    return replace(answered, signed=of(alone))


def _alone(reported: ReportedAs) -> ReportedAs:
    return reported.model_copy(update={"otherwise": []})


def of_quarter(report: QuarterReport) -> Answered:
    """A quarter's report."""
    report = _live(report)
    head = report.head
    printed = quarter_json(report, Published({}))
    answered = Answered("quarter", head, head.quarter, _of_quarter(head), printed, partial(quarterly.compose, report))
    return _with_signed(answered, report, of_quarter)


def of_unit_quarter(report: UnitQuarterReport) -> Answered:
    """What a unit may know of its quarter."""
    report = _live(report)
    head, printed = report.head, unit_quarter_json(report)
    body = partial(quarterly.compose, report)
    answered = Answered("unit_quarter", head, head.quarter, _of_quarter(head), printed, body)
    return _with_signed(answered, report, of_unit_quarter)


def of_city(found: CityQuarter) -> Answered:
    """The quarter of all keepers, pinned by the positions of all of their feeds, or by a revision of each."""
    head, revisions = found.total.head, revisions_of(found)
    question = {name: value for name, value in _of_quarter(head).items() if name != "unit_code"}
    if revisions:
        question = {"quarter": head.quarter, "lens": "reported", "revisions": revisions}
    answered = Answered("city", head, head.quarter, question, city_json(found), partial(city.compose, found))
    if not any(one.reported and one.reported.otherwise for one in found.keepers):
        return answered
    keepers = [
        one.model_copy(update={"reported": _alone(one.reported)}) if one.reported else one for one in found.keepers
    ]
    return replace(answered, signed=of_city(found.model_copy(update={"keepers": keepers})))


def of_coverage(report: CoverageReport) -> Answered:
    """Coverage alone."""
    report = _live(report)
    head = report.head
    printed = coverage_json(report, Published({}))
    answered = Answered("coverage", head, head.quarter, _of_quarter(head), printed, partial(coverage.compose, report))
    return _with_signed(answered, report, of_coverage)


def of_classification(found: ClassificationList) -> Answered:
    """All of the list."""
    found = _live(found)
    question = {"period": found.period, "unit_code": found.head.unit_code, "known": found.head.known}
    printed = {**head_json(found.head), **found.model_dump(mode="json", include={"period", "units", "groups"})}
    body = partial(classified.compose, found)
    return Answered("classification", found.head, found.period, question, printed, body)


def of_cell(year: CellYear) -> Answered:
    """A cell's year."""
    year = _live(year)
    question = {"unit_code": year.head.unit_code, "year": year.year, "known": year.head.known}
    told = year.model_dump(mode="json", include={"year", "meetings", "quarters", "grades"})
    quarters = [{"quarter": one.quarter, "figures": figures_json(one.figures)} for one in year.quarters]
    printed, body = {**head_json(year.head), **told, "quarters": quarters}, partial(cell_year.compose, year)
    return Answered("cell", year.head, str(year.year), question, printed, body)


def _of_quarter(head: ReportHead) -> dict[str, Any]:
    """Pinned by positions, or by the revision of a closed report, whose positions never change."""
    asked: dict[str, Any] = {"quarter": head.quarter, "unit_code": head.unit_code}
    if head.reported:
        return asked | {"lens": "reported", "revision": head.reported.revision}
    asked |= {"known": head.known, "lens": head.lens}
    return asked | ({"structure_on": head.structure_on.isoformat()} if head.structure_on else {})


OF: Mapping[Kind, Callable[[Any], Answered]] = {
    "quarter": of_quarter,
    "unit_quarter": of_unit_quarter,
    "city": of_city,
    "coverage": of_coverage,
    "classification": of_classification,
    "cell": of_cell,
}

Ask = Callable[[Client, str, Mapping[str, Any]], Awaitable[Answered]]
"""Asks a question at a keeper; ValidationError where it is none."""


async def ask_quarter(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    return of_quarter(await client.ask(keeper, ReadQuarter.model_validate(question)))


async def ask_unit_quarter(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    return of_unit_quarter(await client.ask(keeper, ReadUnitQuarter.model_validate(question)))


async def ask_city(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    return of_city(await client.ask(keeper, ReadCityQuarter.model_validate(question)))


async def ask_coverage(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    return of_coverage(await client.ask(keeper, ReadCoverage.model_validate(question)))


async def ask_classification(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    """Page by page, all of them as the first one was known."""
    query = ReadClassificationList.model_validate(question)
    found = await client.ask(keeper, query)
    query = query.model_copy(update={"known": found.head.known, "known_at": None})
    units = list(found.units)
    while len(units) < found.total:
        page = await client.ask(keeper, query.model_copy(update={"offset": len(units)}))
        units += page.units
        if not page.units:
            break
    return of_classification(found.model_copy(update={"units": units}))


async def ask_cell(client: Client, keeper: str, question: Mapping[str, Any]) -> Answered:
    return of_cell(await client.ask(keeper, ReadCellYear.model_validate(question)))


ASKING: Mapping[Kind, Ask] = {
    "quarter": ask_quarter,
    "unit_quarter": ask_unit_quarter,
    "city": ask_city,
    "coverage": ask_coverage,
    "classification": ask_classification,
    "cell": ask_cell,
}
