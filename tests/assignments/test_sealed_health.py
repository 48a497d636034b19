"""The one bit that operators are told of the sealed side: it falls when something there is wrong, and rises again."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import pytest

from services.assignments.replicas.plans import PlanReplica
from services.chassis.feed import SEALED, Feed
from tests.assignments.district import District
from tests.assignments.given import KEEPER
from tests.eventually import eventually
from tests.scraped import scraped

pytestmark = pytest.mark.connected


async def says(district: District, value: str) -> bool:
    return f"sinhhoat_sealed_healthy {value}" in (await scraped(district.processes["assignments"].http_port)).split(
        "\n"
    )


async def comes_to_say(district: District, value: str) -> None:
    said: bool = await eventually(lambda: says(district, value))
    assert said


async def test_a_parked_event_of_plans_makes_the_sealed_side_unhealthy_until_it_is_gone(district: District) -> None:
    admin = await asyncpg.connect(district.endpoints.admin_url("assignments"))
    table, feed = f"{PlanReplica.name}.parked", str(Feed(KEEPER, SEALED))
    await comes_to_say(district, "1.0")
    await admin.execute(
        f"INSERT INTO {table} VALUES ($1, 1, $2, '{{}}', 'why', $3)", *(feed, uuid4(), datetime(2019, 3, 1, tzinfo=UTC))
    )

    await comes_to_say(district, "0.0")
    lines = (await scraped(district.processes["assignments"].http_port)).splitlines()
    assert [line for line in lines if "sealed" in line and line[0] != "#"] == ["sinhhoat_sealed_healthy 0.0"]
    assert not [line for line in lines if "parked_events" in line and line[0] != "#" and not line.endswith(" 0.0")]
    await admin.execute(f"DELETE FROM {table}")
    await comes_to_say(district, "1.0")
    await admin.close()


async def test_a_sealed_account_that_is_not_reached_makes_the_sealed_side_unhealthy(district: District) -> None:
    [relay] = (one for one in district.processes["assignments"].background.relays if one.sealed)
    await comes_to_say(district, "1.0")
    await relay._nats.close()

    await comes_to_say(district, "0.0")
