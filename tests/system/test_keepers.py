"""Keepers on one node do not hold each other up: one with a gap that cannot be healed, one with a poisonous event."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import nats
import pytest

from contracts.reporting import FeedState, ReadStatus
from services.chassis.feed import Feed
from services.chassis.runtime.prepare import prepare_database
from services.registry.domain import id_of_unit
from sinhhoat.node import SERVICES, Node
from sinhhoat.stack import Endpoints
from tests.eventually import eventually
from tests.system.callers import Callers
from tests.system.level import settled
from tests.system.months import drive, load

pytestmark = pytest.mark.system

GAP, POISONED = "phuong-hai", "phuong-ba"
KEEPERS = ("phuong-mot", GAP, POISONED, "city")
JANUARY = date(2019, 1, 20)
POISON = """
    CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF NEW.unit_id = '{unit}' THEN RAISE 'poison'; END IF; RETURN NEW; END $$;
    CREATE TRIGGER poison BEFORE INSERT ON reporting_facts.roll_fact FOR EACH ROW EXECUTE FUNCTION public.poison();
"""


async def plant_poison(endpoints: Endpoints) -> None:
    """Reporting will not be able to write what is told of one cell's roll."""
    migration = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    await prepare_database(migration, SERVICES["reporting"], KEEPERS, "simulated")
    await migration.close()
    admin = await asyncpg.connect(endpoints.admin_url("reporting"))
    await admin.execute(POISON.format(unit=id_of_unit(POISONED, "CB-07")))
    await admin.close()


async def lose_a_message(endpoints: Endpoints) -> None:
    """Delete the last of one keeper's units from the stream; rolls come after it."""
    client = await nats.connect(endpoints.nats["operator"])
    stream, subject = "EVT_REGISTRY", f"evt.{GAP}.registry.UnitEstablished.v1"
    last = await client.jetstream().get_last_msg(stream, subject)
    assert last.seq is not None
    assert await client.jetstream().delete_msg(stream, last.seq)
    await client.close()


async def test_a_gap_and_a_poisonous_event_hold_up_no_other_keeper(fresh_endpoints: Endpoints, tmp_path: Path) -> None:
    def node(*names: str) -> Node:
        services = {name: SERVICES[name] for name in names}
        clock: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731
        return Node(fresh_endpoints, KEEPERS, "simulated", tmp_path / "keys", clock=clock, services=services)

    urls = fresh_endpoints.nats
    await plant_poison(fresh_endpoints)
    async with node("meetings", "assignments", "ratings") as owners, AsyncExitStack() as opened:
        districts = [
            await opened.enter_async_context(Callers.at(keeper, urls["cli"], urls["sealed_portal"], tmp_path / "keys"))
            for keeper in KEEPERS
        ]

        async def states() -> dict[Feed, FeedState]:
            answers = [await callers.staff().ask(callers.keeper, ReadStatus()) for callers in districts]
            return {Feed.parse(state.feed): state for answer in answers for state in answer.feeds}

        async with node("registry") as registry:
            casts = await asyncio.gather(*(load(callers) for callers in districts))
            await settled(owners, registry)
            heads = {
                feed: await store.published_head() for feed, store in registry.processes["registry"].stores.items()
            }
            await lose_a_message(fresh_endpoints)

        # Nobody can answer for the registry now, so that the gap stays.
        async with node("reporting"):
            await asyncio.gather(*(drive(*who, until=JANUARY) for who in zip(districts, casts, strict=True)))
            for process in owners.processes.values():
                heads |= {feed: await store.published_head() for feed, store in process.stores.items()}
            behind = Feed(GAP, "registry")

            async def others_are_level() -> dict[Feed, FeedState]:
                found = await states()
                for feed, state in found.items():
                    assert feed == behind or (state.position, state.behind) == (heads[feed], False), feed
                return found

            meanwhile: dict[Feed, FeedState] = await eventually(others_are_level, within=30)
            async with node("registry"):

                async def healed() -> bool:
                    return (await states())[behind].position == heads[behind]

                is_healed: bool = await eventually(healed, within=30)

    assert is_healed
    assert (meanwhile[behind].behind, meanwhile[behind].position < heads[behind]) == (True, True)
    assert {feed for feed, state in meanwhile.items() if state.parked} == {Feed(POISONED, "registry")}
    assert min(heads[feed] for feed in meanwhile) > 10
