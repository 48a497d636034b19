"""Of all readers of one durable exactly one is active; another takes over when its session ends."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import publish
from tests.eventually import eventually

pytestmark = pytest.mark.connected


async def test_one_of_two_readers_is_active(bench: Bench[Notes]) -> None:
    readers = [bench.reader(), bench.reader()]
    for reader in readers:
        bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(50))
    await bench.comes_to(range(1, 51))

    assert sum(reader.active for reader in readers) == 1


async def test_a_reader_that_reads_no_more_says_nothing_of_what_is_not_applied(bench: Bench[Notes]) -> None:
    reader = bench.reader()
    bench.start(reader)
    await publish(bench.bus, bench.owner().record_many(5))
    await bench.comes_to(range(1, 6))
    state = reader.states[bench.owner().feed]
    state.told(99, asyncio.get_running_loop().time() - 100)
    state.forked = "two chains"
    assert reader.oldest() >= 100
    assert reader.any_forked

    await bench.stop()

    assert (reader.active, reader.oldest(), reader.any_forked) == (False, 0.0, False)


async def test_readers_that_lose_their_lock_while_events_flow_apply_each_event_once(
    bench: Bench[Notes], module_endpoints: Endpoints
) -> None:
    readers = [bench.reader(), bench.reader()]
    for reader in readers:
        bench.start(reader)
    admin = await asyncpg.connect(module_endpoints.admin_url("reporting"))
    for _ in range(6):
        await publish(bench.bus, bench.owner().record_many(20))
        await eventually(lambda: any(reader.active for reader in readers))
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
        )
    await admin.close()

    await bench.comes_to(range(1, 121))
