"""An auditor with the stock library, a role that only reads, and our domain classes reads what we wrote."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import Transcoder
from eventsourcing.postgres import PostgresApplicationRecorder

from services.chassis.event_store.repository import Repository
from services.chassis.event_store.store import EventStore
from services.meetings.domain import Meeting, MeetingKind
from services.meetings.main import SERVICE
from services.meetings.publishing import to_contract
from tests.chassis.event_store.calls import a_call, at
from tests.chassis.event_store.ledger import Ledger, codec
from tests.chassis.event_store.place import Place
from tests.docs.pages import ROOT, blocks
from tests.meetings import given

pytestmark = pytest.mark.connected

PROGRAM = next(code for code in blocks(ROOT / "docs" / "auditors.md", "python") if "eventsourcing" in code)


class Stored(Application[UUID]):
    """Named `stored`, so that the stock recorder looks for the table `stored_events`."""

    name = "stored"

    def register_transcodings(self, transcoder: Transcoder) -> None:
        for transcoding in codec().transcodings:
            transcoder.register(transcoding)  # type: ignore[attr-defined]


@pytest.fixture
async def auditor(place: Place) -> AsyncIterator[str]:
    """A login that reads this feed's events and nothing else."""
    role = f"auditor_{secrets.token_hex(4)}"
    database = place.endpoints.database("meetings")
    grants = f"""CREATE ROLE {role} LOGIN PASSWORD 'p'; GRANT CONNECT ON DATABASE "{database}" TO {role};
        GRANT USAGE ON SCHEMA {place.feed.schema} TO {role};
        GRANT SELECT ON {place.feed.schema}.stored_events TO {role}"""
    await place.superuser.execute(grants)
    yield role
    await place.superuser.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def environment(place: Place, role: str) -> dict[str, str]:
    address = urlsplit(place.endpoints.postgres_service["meetings"])
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "CREATE_TABLE": "n",
        "POSTGRES_SCHEMA": place.feed.schema,
        "POSTGRES_DBNAME": place.endpoints.database("meetings"),
        "POSTGRES_HOST": address.hostname or parse_qs(address.query)["host"][0],
        "POSTGRES_PORT": str(address.port or 5432),
        "POSTGRES_USER": role,
        "POSTGRES_PASSWORD": "p",
    }


def read_by_the_library(settings: dict[str, str], ledger_id: UUID) -> tuple[Ledger, list[int]]:
    with Stored(env=settings) as application:
        assert isinstance(application.recorder, PostgresApplicationRecorder)
        ledger: Ledger = application.repository.get(ledger_id)
        return ledger, [notification.id for notification in application.notification_log.select(1, 10)]


async def test_the_stock_library_loads_the_aggregate_that_we_stored(
    place: Place, auditor: str, repository: Repository
) -> None:
    with at():
        ledger = Ledger("a", date(2019, 1, 1))
        reason = await repository.text(a_call(), "reason", "vì sao", about=ledger.id, unit_id=None)
        ledger.note(3, why=reason.ref)
        ledger.close()
        await repository.save(a_call(), ledger)

    found, positions = await asyncio.to_thread(read_by_the_library, environment(place, auditor), ledger.id)

    assert found == ledger
    assert found.marks == ledger.marks
    assert positions == [1, 2, 3]


async def held_meeting(place: Place) -> Meeting:
    """A meeting as the service stores it, in the words of its own domain."""
    assert SERVICE.codec is not None
    store = await EventStore.open(place.pool, place.feed, SERVICE.codec)
    with given.at():
        meeting = Meeting(given.CELL, MeetingKind.REGULAR, given.JANUARY, None, None)
        meeting.record(None, given.record(), policy=given.POLICY, today=given.TODAY)
        await Repository(store, to_contract, lambda: bytes(16)).save(a_call(), meeting)
    await store.close()
    return meeting


async def test_the_program_of_the_page_for_auditors_reads_a_meeting(place: Place, auditor: str) -> None:
    meeting = await held_meeting(place)

    command = (sys.executable, "-c", PROGRAM, str(meeting.id))
    told = {**os.environ, **environment(place, auditor), "PYTHONPATH": str(ROOT)}
    said = await asyncio.to_thread(subprocess.run, command, env=told, capture_output=True, text=True, check=False)

    assert said.stderr == ""
    assert said.stdout.splitlines() == [
        f"{meeting.state} {meeting.held_on} version {meeting.version}",
        Meeting.Opened.TOPIC,
    ]
