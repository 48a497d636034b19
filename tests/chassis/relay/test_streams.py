"""Declaring a stream: once, bounded, and never changing one that is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict

import pytest
from nats.aio.client import Client
from nats.js.errors import NotFoundError

from services.chassis.relay import StreamDiffers, provision_stream, subjects_of
from sinhhoat.stack import Endpoints
from tests.chassis.relay.given import connect

pytestmark = pytest.mark.connected
DAY = 24 * 60 * 60


@pytest.fixture
async def bus(module_endpoints: Endpoints) -> AsyncIterator[Client]:
    connection = await connect(module_endpoints.nats["operator"])
    yield connection
    try:
        await connection.jetstream().delete_stream("EVT_MEETINGS")
    except NotFoundError:
        assert not connection.is_closed
    await connection.close()


async def test_a_stream_keeps_thirty_days_on_disk_within_its_bound(bus: Client) -> None:
    await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"), max_bytes=1 << 20)
    config = (await bus.jetstream().stream_info("EVT_MEETINGS")).config

    assert config.subjects == ["evt.*.meetings.>"]
    assert (config.storage, config.retention, config.discard) == ("file", "limits", "old")
    assert (config.max_age, config.duplicate_window, config.num_replicas, config.max_bytes) == (
        30 * DAY,
        120,
        1,
        1 << 20,
    )


async def test_declaring_a_stream_again_changes_nothing(bus: Client) -> None:
    first = await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"))
    await bus.jetstream().publish("evt.k.meetings.MeetingHeld.v1", b"{}")
    again = await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"))

    assert (again.created, again.last_sequence) == (first.created, 1)


async def test_a_stream_with_other_settings_is_neither_changed_nor_used(bus: Client) -> None:
    await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"), max_bytes=1 << 20)
    before = asdict((await bus.jetstream().stream_info("EVT_MEETINGS")).config)

    with pytest.raises(StreamDiffers, match=r"max_bytes is 1048576, declared 2097152"):
        await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"), max_bytes=1 << 21)
    assert asdict((await bus.jetstream().stream_info("EVT_MEETINGS")).config) == before


def test_the_sealed_stream_takes_nothing_that_is_open() -> None:
    assert subjects_of("sealed") == ["sealed.evt.*.assignments.>"]
    assert subjects_of("assignments") == ["evt.*.assignments.>"]
