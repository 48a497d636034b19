"""The chain finds what was altered, and a byte more or less in any column."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.chassis.event_store import chain
from services.chassis.event_store.rows import HistoryRow
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, an_event
from tests.chassis.event_store.ledger import JANUARY
from tests.chassis.event_store.place import Place
from tests.chassis.event_store.test_append import LEDGER

ROW = HistoryRow(UUID(int=1), 1, "a.B", b"state", 1, JANUARY, UUID(int=2), b"{}", "contract", b"wire", b"\0" * 32)
ALTERED = [
    {"originator_id": UUID(int=9)},
    {"originator_version": 2},
    {"topic": "a.C"},
    {"topic": "a.Bs", "state": b"tate"},
    {"state": b"State"},
    {"position": 2},
    {"recorded_at": JANUARY + timedelta(microseconds=1)},
    {"command_id": UUID(int=9)},
    {"metadata": b"[]"},
    {"contract": None},
    {"wire": None},
    {"wire": b""},
]


@pytest.mark.parametrize("alteration", ALTERED)
def test_every_column_changes_the_chain(alteration: dict[str, object]) -> None:
    assert chain.link(b"", replace(ROW, **alteration)) != chain.link(b"", ROW)  # type: ignore[arg-type]


def test_the_bytes_under_the_chain_are_those_of_the_decision_record() -> None:
    version = position = b"\0" * 7 + b"\1"
    instant = (1_548_936_000 * 1_000_000).to_bytes(8, "big")
    parts = b"\0\0\0\3a.B" + b"\0\0\0\5state" + b"\0\0\0\2{}" + b"\0\0\0\x08contract" + b"\xff\xff\xff\xff"
    under = b"former" + UUID(int=1).bytes + version + position + instant + UUID(int=2).bytes + parts

    assert chain.link(b"former", replace(ROW, wire=None)) == hashlib.sha256(under).digest()


def test_the_former_row_changes_the_chain() -> None:
    assert chain.link(b"\1", ROW) != chain.link(b"", ROW)


async def behind_the_guard(place: Place, sql: str) -> None:
    """What only the database's superuser can do: put the triggers out of action, then change the rows."""
    await place.superuser.execute(f"ALTER TABLE {place.feed.schema}.stored_events DISABLE TRIGGER append_only")
    await place.superuser.execute(sql)


@pytest.mark.connected
@pytest.mark.parametrize(
    "alteration",
    [
        "state = set_byte(state, 0, 65)",
        "metadata = '{}'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "chain = set_byte(chain, 0, 1)",
        "wire = NULL, contract = NULL",
    ],
)
async def test_an_alteration_behind_the_guard_is_found(store: EventStore, place: Place, alteration: str) -> None:
    await store.append([a_submission(an_event(LEDGER, version)) for version in range(1, 8)])
    assert await store.verify(page=3) is None

    await behind_the_guard(
        place, f"UPDATE {place.feed.schema}.stored_events SET {alteration} WHERE notification_id = 5"
    )

    assert await store.verify(page=3) == 5


@pytest.mark.connected
async def test_a_row_taken_out_is_found(store: EventStore, place: Place) -> None:
    await store.append([a_submission(an_event(LEDGER, version)) for version in range(1, 8)])

    await behind_the_guard(place, f"DELETE FROM {place.feed.schema}.stored_events WHERE notification_id = 4")

    assert await store.verify() == 4
