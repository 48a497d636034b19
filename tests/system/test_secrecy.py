"""Months with planned visits look like months without: to every reader, asker, scraper and user of the open bus."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic

import asyncpg
import nats
import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from services.chassis.runtime import Service
from services.reporting.read_models.asked import FactsOfKeeper
from services.reporting.read_models.duties_shown import DutiesShown, DutyMetrics
from services.reporting.read_models.totals import Totals
from sinhhoat.node import SERVICES, Node
from sinhhoat.stack import Endpoints, Stack
from tests.assignments.leaks import PLANS_MADE, leaky
from tests.assignments.secrecy import Observed, differences, logs_seen, merged, metrics_seen, rows_seen
from tests.fresh import empty_system
from tests.reporting import leaks as leaks_of_reporting
from tests.scraped import scraped
from tests.system.callers import Callers
from tests.system.district import KEEPER
from tests.system.level import settled, shown
from tests.system.months import drive, load
from tests.system.reports import reports
from tests.system.signed import closed_and_restated

pytestmark = pytest.mark.system

UNTIL = date(2019, 1, 8)
TOLD = ("ReportSubmitted", "QuarterClosed", "QuarterRestated")


class Months:
    """The district's first weeks, one request at a time; who plans to come is the one thing that may differ."""

    def __init__(self, endpoints: Endpoints, node: Node, callers: Callers) -> None:
        self._endpoints, self._node, self._callers = endpoints, node, callers

    async def seen(self, *, planned: bool) -> Observed:
        """Live, and look from everywhere."""
        self._callers.book.at_once = 1
        cast = await load(self._callers)
        await settled(self._node)
        after = await drive(
            self._callers, cast, planned=planned, at_once=1, until=UNTIL, settled=lambda: settled(self._node)
        )
        signed = await closed_and_restated(self._callers, self._node, cast, UNTIL)
        await shown(self._node)
        told = await reports(self._callers.staff(), KEEPER, after)
        parts = [
            {f"signed {name}": answer.model_dump_json() for name, answer in signed.items()},
            {f"report {name}": json.dumps(report) for name, report in told.items()},
            {f"reply {one.command_id}": one.model_dump_json() for one in self._callers.book.open_outcomes()},
            await stream_seen(self._endpoints),
        ]
        parts.append(await duties_seen(self._endpoints))
        for name, process in self._node.processes.items():
            parts.append(await rows_seen(self._endpoints.admin_url(name), process.service.feeds((KEEPER,))))
            parts.append(metrics_seen(name, await scraped(process.http_port)))
        return merged(*parts)


async def duties_seen(endpoints: Endpoints) -> Observed:
    """The numbers of duties and coverage that a scraper is shown, once the worker has counted them."""
    registry = CollectorRegistry()
    async with asyncpg.create_pool(endpoints.postgres_service["reporting"], min_size=1, max_size=3) as pool:
        totals, facts = Totals(pool, simulated=True), [FactsOfKeeper(pool, KEEPER, simulated=True, heads=dict)]
        await DutiesShown(DutyMetrics(registry), totals, facts, lambda: datetime.now(UTC), monotonic).step()
    shown = [sample for metric in registry.collect() for sample in metric.samples]
    assert {sample.name for sample in shown} > {"sinhhoat_duties", "sinhhoat_coverage_cells"}
    return {
        f"counted {sample.name} {sample.labels}": str(sample.value)
        for sample in shown
        if not sample.name.endswith("_timestamp_seconds")
    }


async def stream_seen(endpoints: Endpoints) -> Observed:
    """What a user of the account APP is shown of streams and consumers, and every stored message."""
    client = await nats.connect(endpoints.nats["operator"])
    js, seen = client.jetstream(), {}
    for info in await js.streams_info():
        name, state = info.config.name, info.state
        assert name is not None
        seen[f"stream {name}"] = repr((info.config, state.messages, state.bytes, state.first_seq, state.last_seq))
        consumers = await js.consumers_info(name)
        seen |= {
            f"consumer {one.name}": repr((one.config, one.ack_floor and one.ack_floor.stream_seq)) for one in consumers
        }
        # An empty stream may say that its first message is number 0.
        for number in range(max(1, state.first_seq), state.last_seq + 1):
            message = await js.get_msg(name, number)
            seen[f"message {name} {number}"] = repr((message.subject, message.headers, message.data))
    await client.close()
    return seen


@asynccontextmanager
async def months(
    stack: Stack, directory: Path, services: Mapping[str, Service] = SERVICES
) -> AsyncIterator[tuple[Months, Node]]:
    """A whole node in this process, empty."""
    keys = directory / "keys"
    async with empty_system(stack.endpoints.postgres_admin, directory / "bus") as endpoints:
        node = Node(endpoints, (KEEPER,), "simulated", keys, clock=lambda: datetime.now(UTC), services=services)
        urls = endpoints.nats
        async with node, Callers.at(KEEPER, urls["cli"], urls["sealed_portal"], keys) as callers:
            yield Months(endpoints, node, callers), node


@pytest.fixture(scope="module")
async def without_plans(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Observed:
    with capture_logs() as lines:
        async with months(stack, tmp_path_factory.mktemp("without")) as (weeks, _):
            seen = await weeks.seen(planned=False)
    return merged(seen, logs_seen(lines))


async def test_months_with_plans_look_like_months_without(
    stack: Stack, tmp_path: Path, without_plans: Observed
) -> None:
    with capture_logs() as lines:
        async with months(stack, tmp_path) as (weeks, node):
            seen = await weeks.seen(planned=True)
            sealed = [feed for feed in node.processes["assignments"].stores if feed.service == "sealed"]
            plans = [await node.processes["assignments"].stores[feed].published_head() for feed in sealed]

    assert plans[0] > 3
    assert any(where.startswith("message EVT_ASSIGNMENTS") for where in seen)
    assert {one for one in TOLD for what in seen.values() if one in what} == set(TOLD)
    assert differences(without_plans, merged(seen, logs_seen(lines))) == []


async def test_planted_leaks_are_found(stack: Stack, tmp_path: Path, without_plans: Observed) -> None:
    leaking = {**SERVICES, "assignments": leaky(), "reporting": leaks_of_reporting.leaky()}
    async with months(stack, tmp_path, leaking) as (weeks, node):
        node.processes["assignments"].registry.register(PLANS_MADE)
        node.processes["reporting"].registry.register(leaks_of_reporting.PLANS_SIGNED)
        seen = await weeks.seen(planned=True)

    found = differences(without_plans, seen)
    assert [where for where in found if where.startswith("reply ")]
    assert [where for where in found if where.startswith("metric assignments sinhhoat_requests_of_observers_total")]
    for fault, sign in leaks_of_reporting.PLANTED.items():
        assert sign.told(seen) != sign.told(without_plans), fault
