"""The library's own projection runner on the same events: the same rows, one event and one transaction at a time."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import Tracking, Transcoder
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner

from contracts.meetings import MeetingHeld
from services.chassis.feed import Feed
from services.meetings.domain import Meeting
from services.meetings.main import SERVICE
from services.meetings.publishing import to_contract
from sinhhoat.stack import Endpoints

TOLD = "INSERT INTO stock.told VALUES (%s, 'meetings', %s, %s, %s, %s, '')"
FACT = f"INSERT INTO stock.meeting_fact VALUES ({', '.join(['%s'] * 18)})"
TABLES = """DROP SCHEMA IF EXISTS stock CASCADE; CREATE SCHEMA stock AUTHORIZATION meetings_service;
CREATE TABLE stock.told (keeper text, service text, position bigint, contract text, aggregate_id uuid,
  recorded_at timestamptz, actor text, PRIMARY KEY (keeper, service, position));
CREATE INDEX ON stock.told (keeper, service, recorded_at);
CREATE TABLE stock.meeting_fact (keeper text, position bigint, number int, known_from bigint, known_until bigint,
  meeting_id uuid, unit_id uuid, day date, month date, kind text, present int, expected int, excused int,
  unexcused int, opinions int, duration_minutes int, criteria bool, policy text,
  PRIMARY KEY (keeper, position, number));
CREATE INDEX ON stock.meeting_fact (keeper, unit_id, day);
CREATE INDEX ON stock.meeting_fact (keeper, meeting_id);
GRANT ALL ON ALL TABLES IN SCHEMA stock TO meetings_service"""
"""Empty tables with the columns and indexes that ours have, or fewer."""


class Stored(Application[UUID]):
    """Named `stored`, so that the stock recorder finds our table."""

    name = "stored"

    def register_transcodings(self, transcoder: Transcoder) -> None:
        assert SERVICE.codec is not None
        for transcoding in SERVICE.codec.transcodings:
            transcoder.register(transcoding)  # type: ignore[attr-defined]


class Rows(PostgresTrackingRecorder):
    """The view: rows and tracking in one transaction, as the library's examples do it."""

    def write(self, told: tuple[Any, ...], fact: tuple[Any, ...], tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(TOLD, told, prepare=True)
            cursor.execute(FACT, fact, prepare=True)
            self._insert_tracking(cursor, tracking)


class HeldMeetings(Projection[Rows]):
    """Folds what our facts fold."""

    name = "rows"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        if not isinstance(domain_event, Meeting.Held):
            return
        held, position = to_contract(domain_event), tracking.notification_id
        assert isinstance(held, MeetingHeld)
        told = ("bench", position, held.contract(), held.meeting_id, domain_event.timestamp)
        attended = held.attendance
        opening = ("bench", position, 0, position, None, held.meeting_id, held.cell_id, held.held_on, held.month)
        counts = (held.kind, attended.present, held.expected, attended.excused, attended.unexcused, held.opinions)
        self.view.write(told, (*opening, *counts, held.duration_minutes, None, held.policy_version), tracking)


def events_per_second(endpoints: Endpoints, feed: Feed, last: int, published: int) -> float:
    """Let the runner process a whole feed; how many of its published events it does a second."""
    began = time.perf_counter()
    with ProjectionRunner(
        application_class=Stored, projection_class=HeldMeetings, view_class=Rows, env=_environment(endpoints, feed)
    ) as runner:
        runner.wait(last, timeout=300)
    return published / (time.perf_counter() - began)


def _environment(endpoints: Endpoints, feed: Feed) -> dict[str, str]:
    address = urlsplit(endpoints.postgres_service["meetings"])
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "STORED_CREATE_TABLE": "n",
        "STORED_POSTGRES_SCHEMA": feed.schema,
        "ROWS_POSTGRES_SCHEMA": "stock",
        "POSTGRES_DBNAME": endpoints.database("meetings"),
        "POSTGRES_HOST": address.hostname or parse_qs(address.query)["host"][0],
        "POSTGRES_PORT": str(address.port or 5432),
        "POSTGRES_USER": "meetings_service",
        "POSTGRES_PASSWORD": address.password or "",
    }
