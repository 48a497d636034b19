"""One command into the history: stored, repeated, reused, conflict."""

from __future__ import annotations

from uuid import uuid4

import pytest

from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_submission, an_event

pytestmark = pytest.mark.connected


async def test_a_command_is_stored_with_its_events_in_order(store: EventStore) -> None:
    ledger = uuid4()

    [appended] = await store.append([a_submission(an_event(ledger, 1), an_event(ledger, 2, wire=None), reply=b'{"a":1}')])

    assert (appended.outcome, appended.last_position, appended.reply) == ("stored", 1, b'{"a":1}')
    assert [row.position for row in await store.history(ledger)] == [1, 2]
    assert await store.verify() is None
