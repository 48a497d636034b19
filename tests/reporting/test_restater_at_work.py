"""The service itself, over its bus: what it is told after a quarter was closed makes a revision by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client as NatsClient

from contracts.quarterly_reports import ApproveReport, CloseQuarter, OpenQuarter, SubmitReport
from contracts.restatements import ReadRevisionDiff
from services.chassis.call import Actor, Role
from services.chassis.messaging import Client
from services.chassis.messaging.keys import make_node_keys, signing_tokens
from services.chassis.messaging.tokens import renewed
from services.chassis.runtime import ServiceProcess
from services.reporting.main import SERVICE
from services.reporting.policies import CITY
from services.reporting.read_models.cause_ids import cause_id
from sinhhoat.stack import Endpoints
from tests.assignments.district import settings
from tests.eventually import eventually
from tests.reporting import given
from tests.reporting.busy import FEBRUARY, busy_district
from tests.reporting.closing import CLOSED, QUARTER
from tests.reporting.history import an_id
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

KEEPER = "restated"


@dataclass
class Place:
    """A node that runs reporting alone; its facts are filled as its readers would."""

    tables: Tables
    bus: NatsClient
    keys: Path

    def client(self, name: str, keeper: str = KEEPER) -> Client:
        actor = Actor(an_id(name), (Role(name, keeper, None),))
        return Client(self.bus, renewed(signing_tokens(self.keys), actor, lambda: datetime.now(UTC)))


@pytest.fixture
async def place(fresh_endpoints: Endpoints, tmp_path: Path) -> AsyncIterator[Place]:
    keys = tmp_path / "keys"
    make_node_keys(keys)
    async with AsyncExitStack() as running:
        chosen = settings(fresh_endpoints, SERVICE.name, keys).model_copy(update={"keepers": (KEEPER,)})
        await running.enter_async_context(ServiceProcess(SERVICE, chosen, clock=lambda: datetime.now(UTC)))
        tables = await running.enter_async_context(Tables.made(fresh_endpoints))
        bus = await nats.connect(fresh_endpoints.nats["cli"])
        running.push_async_callback(bus.close)
        yield Place(tables, bus, keys)


async def test_a_late_visit_makes_a_revision_of_a_closed_quarter_by_itself(place: Place) -> None:
    history = busy_district(KEEPER)
    await place.tables.read(history)
    author, judge = place.client("committee"), place.client("leader", CITY)
    for number, kind in enumerate((OpenQuarter, SubmitReport, ApproveReport, CloseQuarter)):
        command = kind(command_id=an_id("closing", number), unit_id=an_id("HU"), quarter=QUARTER)
        [outcome] = await (author if number < 2 else judge).send(KEEPER, [command], at=CLOSED)
        assert outcome.outcome == "accepted", outcome
    told = len(history.told)
    history.tell(given.visited("chi", "A2", FEBRUARY), cause="late")
    await place.tables.apply(list(history.received())[told:])

    async def restated() -> bool:
        diff = await place.client("auditor").ask(KEEPER, ReadRevisionDiff(quarter=QUARTER))
        return diff.new.revision > 1

    found: bool = await eventually(restated, within=60)
    assert found
    diff = await place.client("auditor").ask(KEEPER, ReadRevisionDiff(quarter=QUARTER))
    [revision] = diff.restatements
    assert revision.cause is not None
    assert (revision.revision, revision.cause.cause_id) == (2, cause_id("late"))
    assert "visits" in {one.key for one in diff.figures}
