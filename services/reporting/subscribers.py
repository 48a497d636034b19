"""The table of contents of the reporting service: every question it takes, and what answers it."""

from __future__ import annotations

from contracts.cell_year import CellYear, ReadCellYear
from contracts.city_quarter import CityQuarter, ReadCityQuarter
from contracts.classification_list import ClassificationList, ReadClassificationList
from contracts.observer_record import ObserverRecord, ReadObserverRecord
from contracts.reporting import (
    CoverageReport,
    Evidence,
    QuarterReport,
    ReadCoverage,
    ReadEvidence,
    ReadQuarter,
    ReadStatus,
    ReadUnitEvidence,
    ReadUnitHistory,
    ReadUnitQuarter,
    StatusReport,
    UnitHistory,
    UnitQuarterReport,
)
from services.chassis.messaging import Asker, Router
from services.reporting.application import Reporting

router = Router("reporting")


@router.answer(ReadQuarter, action="reporting.read")
async def read_quarter(query: ReadQuarter, asker: Asker, reporting: Reporting) -> QuarterReport:
    return await reporting.quarter(query)


@router.answer(ReadCityQuarter, action="reporting.city")
async def read_city_quarter(query: ReadCityQuarter, asker: Asker, reporting: Reporting) -> CityQuarter:
    return await reporting.city_quarter(query)


@router.answer(ReadCoverage, action="reporting.read")
async def read_coverage(query: ReadCoverage, asker: Asker, reporting: Reporting) -> CoverageReport:
    return await reporting.coverage(query)


@router.answer(ReadEvidence, action="reporting.read")
async def read_evidence(query: ReadEvidence, asker: Asker, reporting: Reporting) -> Evidence:
    return await reporting.evidence(query)


@router.answer(ReadUnitQuarter, action="reporting.read_unit")
async def read_unit_quarter(query: ReadUnitQuarter, asker: Asker, reporting: Reporting) -> UnitQuarterReport:
    return await reporting.unit_quarter(query, asker.actor, asker.today)


@router.answer(ReadUnitEvidence, action="reporting.read_unit")
async def read_unit_evidence(query: ReadUnitEvidence, asker: Asker, reporting: Reporting) -> Evidence:
    return await reporting.unit_evidence(query, asker.actor, asker.today)


@router.answer(ReadClassificationList, action="reporting.read_unit")
async def read_classification_list(
    query: ReadClassificationList, asker: Asker, reporting: Reporting
) -> ClassificationList:
    return await reporting.classification_list(query, asker.actor, asker.today)


@router.answer(ReadCellYear, action="reporting.read_unit")
async def read_cell_year(query: ReadCellYear, asker: Asker, reporting: Reporting) -> CellYear:
    return await reporting.cell_year(query, asker.actor, asker.today)


@router.answer(ReadUnitHistory, action="reporting.read")
async def read_unit_history(query: ReadUnitHistory, asker: Asker, reporting: Reporting) -> UnitHistory:
    return await reporting.unit_history(query)


@router.answer(ReadObserverRecord, action="reporting.observer")
async def read_observer_record(query: ReadObserverRecord, asker: Asker, reporting: Reporting) -> ObserverRecord:
    return await reporting.observer_record(query)


@router.answer(ReadStatus, action="reporting.status")
async def read_status(query: ReadStatus, asker: Asker, reporting: Reporting) -> StatusReport:
    return await reporting.status(query)
