"""Holds what reporting answers against the recount; each difference is one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.reporting import (
    CoverageReport,
    EvidenceItem,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadQuarter,
)
from services.reporting.application import Reporting
from sinhhoat.recount.asked import Pair
from sinhhoat.recount.comparing import apart, report_differences
from sinhhoat.recount.comparing import coverage as covered
from sinhhoat.recount.quarters import Quarter
from sinhhoat.recount.recounting import Recount
from tests.reporting.history import History

PAGE = 7


def recount_of(
    history: History, quarter: str = "2019-Q1", unit: str = "HU", vector: Mapping[str, int] | None = None
) -> Recount:
    """What should be answered, as known at the vector or else after everything."""
    return Recount(history.raw(vector or history.vector), unit, Quarter.parse(quarter))


async def differences(reporting: Reporting, recount: Recount) -> list[str]:
    """Where the quarter's report and its coverage differ from the recount."""
    report, coverage = await _reports(reporting, recount)
    expected = recount.figures()
    lines = covered(coverage)
    return [
        *report_differences(report, recount),
        *apart("coverage", lines, {key: expected[key] for key in lines}),
    ]


async def evidence_differences(reporting: Reporting, recount: Recount) -> list[str]:
    """Where the evidence of a figure, page after page, does not add up to the figure; of nothing there are no pages."""
    expected = {key: pair for key, pair in recount.figures().items() if pair != (0, 0)}
    added = {key: _sum(await evidence(reporting, recount, key)) for key in expected}
    return apart("evidence", added, expected)


async def evidence(reporting: Reporting, recount: Recount, key: str) -> list[EvidenceItem]:
    """All items of a figure, read in small pages."""
    items: list[EvidenceItem] = []
    while True:
        page = await reporting.evidence(
            ReadEvidence(
                figure=key,
                quarter=recount.quarter.name,
                unit_code=recount.unit,
                known=_known(recount),
                **recount.lens,
                offset=len(items),
                limit=PAGE,
            )
        )
        items += page.items
        if len(items) >= page.total:
            return items


async def _reports(reporting: Reporting, recount: Recount) -> tuple[QuarterReport, CoverageReport]:
    asked: dict[str, Any] = {"quarter": recount.quarter.name, "unit_code": recount.unit, "known": _known(recount)}
    return (
        await reporting.quarter(ReadQuarter(**asked, **recount.lens)),
        await reporting.coverage(ReadCoverage(**asked, **recount.lens)),
    )


def _known(recount: Recount) -> dict[str, int]:
    return {f"{recount.raw.keeper}.{service}": position for service, position in recount.raw.vector.items()}


def _sum(items: list[EvidenceItem]) -> Pair:
    return sum(item.numerator for item in items), sum(item.denominator for item in items)
