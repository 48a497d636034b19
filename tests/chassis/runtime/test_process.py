"""A service at work: it lets nobody in before it knows its store, and says so when something beside it has failed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from contracts.message import CommandOutcome
from contracts.registry import AdoptCellTypes, CellType, CellTypeGroup
from services.chassis.messaging import Client
from services.chassis.messaging.keys import make_node_keys
from services.chassis.runtime import Service, ServiceProcess
from services.chassis.runtime.connections import MORE
from services.registry.main import SERVICE
from sinhhoat.asking import actor_token
from sinhhoat.node import settings_of
from sinhhoat.stack.endpoints import Endpoints
from tests.eventually import eventually

pytestmark = pytest.mark.connected

KEEPER = "hoc-mon"


@asynccontextmanager
async def at_work(
    endpoints: Endpoints, keys: Path, service: Service = SERVICE
) -> AsyncIterator[tuple[ServiceProcess, Client]]:
    make_node_keys(keys)
    make_node_keys(keys, ["registry"])
    settings = settings_of("registry", endpoints, (KEEPER,), "real", keys)
    async with ServiceProcess(service, settings, clock=lambda: datetime.now(UTC)) as process:
        client = await Client.connect(endpoints.nats["cli"], actor_token(keys, KEEPER, "node"))
        try:
            yield process, client
        finally:
            await client.close()


async def adopt(client: Client, version: str, effective_from: date) -> CommandOutcome:
    command = AdoptCellTypes(
        command_id=uuid4(),
        version=version,
        effective_from=effective_from,
        types=[CellType(token="SCHOOL", name_vi="Trường học", name_en="School", group="schools")],
        groups=[CellTypeGroup(key="schools", name_vi="Trường học", name_en="Schools")],
    )
    return (await client.send(KEEPER, [command]))[0]


async def set_back(endpoints: Endpoints) -> None:
    """What a restore of an older backup leaves: the store without its last row, the bus with all of them."""
    admin = await asyncpg.connect(endpoints.admin_url("registry"))
    try:
        await admin.execute("ALTER TABLE feed_hoc_mon.stored_events DISABLE TRIGGER ALL")
        await admin.execute("ALTER TABLE feed_hoc_mon.commands DISABLE TRIGGER ALL")
        last = await admin.fetchval("SELECT command_id FROM feed_hoc_mon.stored_events ORDER BY notification_id DESC")
        for table in ("stored_events", "commands"):
            await admin.execute(f"DELETE FROM feed_hoc_mon.{table} WHERE command_id = $1", last)
        await admin.execute("UPDATE feed_hoc_mon.relay_cursor SET scanned = 1, published = 1")
    finally:
        await admin.close()


async def test_a_store_that_was_set_back_takes_not_one_command(fresh_endpoints: Endpoints, tmp_path: Path) -> None:
    async with at_work(fresh_endpoints, tmp_path / "keys") as (process, client):
        for version, day in (("1", date(2000, 1, 1)), ("2", date(2020, 1, 1))):
            assert (await adopt(client, version, day)).outcome == "accepted"
        await eventually(_reaches(process, 2))
    await set_back(fresh_endpoints)

    async with at_work(fresh_endpoints, tmp_path / "keys") as (process, client):
        new = await adopt(client, "3", date(2021, 1, 1))
        # Its rules would refuse this one; but what the store has lost may have changed what they go by.
        refused = await adopt(client, "1", date(2000, 1, 1))

    for outcome in (new, refused):
        assert (outcome.outcome, outcome.refusal and outcome.refusal.code) == ("unavailable", "feed_forked")


async def test_what_fails_beside_the_answering_makes_the_service_not_ready(
    fresh_endpoints: Endpoints, tmp_path: Path
) -> None:
    async with at_work(fresh_endpoints, tmp_path / "keys") as (process, _):
        assert not process.background.failed.is_set()

        process.background.run(_broken(), "planted")
        await eventually(process.background.failed.is_set)

        assert await process.ready() == {"database": True, "bus": True, "tasks": False}


@dataclass(frozen=True)
class Idle:
    """Something done beside that does nothing."""

    name: str

    async def step(self) -> float:
        return 60.0


async def test_a_service_with_more_locks_than_sessions_for_them_does_not_start(
    fresh_endpoints: Endpoints, tmp_path: Path
) -> None:
    service = replace(SERVICE, beside=lambda *_: tuple(Idle(f"planted-{number}") for number in range(MORE + 2)))

    with pytest.raises(RuntimeError, match=r"sessions for \d+: raise MORE .*planted-0, .*planted-7"):
        async with at_work(fresh_endpoints, tmp_path / "keys", service):
            pass


def _reaches(process: ServiceProcess, position: int) -> Callable[[], bool]:
    (relay,) = process.background.relays
    return lambda: next(iter(relay.status.values())).published >= position


async def _broken() -> None:
    raise RuntimeError("a table is missing")
