"""A whole ward: what its histories hold, loaded by the services' own domains and counted by the tests' own recount."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID

import pytest

from contracts.reporting import ReadQuarter
from services.chassis.aggregate import Aggregate
from services.chassis.event_store.rows import Submission
from sinhhoat.generation.ward import Ward
from sinhhoat.node import SERVICES
from sinhhoat.stack import Endpoints
from tests.generation.given import SMALL, a_ward, history_of
from tests.reporting.compare import differences, recount_of
from tests.reporting.tables import Tables

CHANGING = replace(SMALL, cells=36, seed=11)


async def test_the_same_ward_twice_is_the_same_to_the_last_byte() -> None:
    assert _plain(await a_ward(1)) == _plain(await a_ward(1))


async def test_every_aggregate_loads_from_what_was_stored_of_it() -> None:
    ward = await a_ward(0, CHANGING)

    for service, entries in ward.histories.items():
        codec, loaded = SERVICES[service].codec, dict[UUID, Aggregate | None]()
        assert codec is not None
        for entry in entries:
            for event in entry.submission.events:
                about = event.originator_id
                happened = codec.decode(event.topic, event.state, about, event.originator_version)
                loaded[about] = happened.mutate(loaded.get(about))
        assert all(loaded.values())


async def test_what_is_expected_of_a_ward_happens_in_it() -> None:
    history = history_of(await a_ward(0, CHANGING))

    happened = {type(told.event).__name__ for told in history.told}
    assert happened >= {
        *("UnitEstablished", "UnitsMerged", "RollReported", "MeetingScheduled", "MeetingHeld", "ResolutionReviewed"),
        *("IssueResolved", "NoticeIssued", "ObserverAssigned", "VisitMade", "VisitFindingsFiled", "CellRated"),
        *("QuarterlyObserverReportAccepted", "FourGoodsRated", "ClassificationDecided"),
    }


@pytest.fixture(scope="module")
async def tables(module_endpoints: Endpoints) -> AsyncIterator[Tables]:
    async with Tables.made(module_endpoints) as made:
        yield made


@pytest.mark.connected
async def test_reports_of_it_are_what_the_recount_says(tables: Tables) -> None:
    history = history_of(await a_ward(0, CHANGING))

    reporting = await tables.read(history)

    for quarter in ("2025-Q2", "2025-Q4"):
        assert await differences(reporting, recount_of(history, quarter, "DU")) == []
        report = await reporting.quarter(ReadQuarter(quarter=quarter))
        assert sum(figure.numerator > 0 for figure in report.figures) > 20


def _plain(ward: Ward) -> dict[str, list[Submission]]:
    return {
        service: [replace(entry.submission, at=entry.submission.instant) for entry in entries]
        for service, entries in ward.histories.items()
    }
