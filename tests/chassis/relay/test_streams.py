"""Declaring a stream: once, bounded, and never changing one that is there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from urllib.request import urlopen

import pytest
from nats.aio.client import Client
from nats.js.errors import NotFoundError, ServerError

from services.chassis.relay import StreamDiffers, provision_stream, streams, subjects_of
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


@pytest.fixture
def obstacle(bus: Client, module_endpoints: Endpoints) -> Path:
    """A file where the server keeps its streams: it fails at one, as while another is cleared away, then mends it."""
    with urlopen(f"{module_endpoints.nats_monitor}/jsz") as answer:
        kept = Path(json.load(answer)["config"]["store_dir"]) / "APP" / "streams"
    if kept.is_dir():
        kept.rename(kept.with_name("aside"))
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.touch()
    return kept


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


async def test_a_store_that_cannot_be_made_yet_is_asked_for_again(bus: Client, obstacle: Path) -> None:
    declared = await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"))

    assert declared.last_sequence == 0
    assert obstacle.is_dir()


async def test_a_store_that_cannot_be_made_for_long_is_an_error(
    bus: Client, obstacle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "CLEARED_WITHIN", -1.0)

    with pytest.raises(ServerError, match="error creating store"):
        await provision_stream(bus, "EVT_MEETINGS", subjects_of("meetings"))
    assert not obstacle.is_dir()
