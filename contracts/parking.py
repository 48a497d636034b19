"""The parked events of a service's readers: asked for, tried again, and let go for a reason that stays."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from contracts.labels import Key, Label
from contracts.message import BOARD, SEALED, Command, Part, Query

Position = Annotated[int, Field(ge=1, le=2**62, strict=True)]


class Dropped(Part):
    """That an event was let go: when, by whom (a person's id) and why."""

    at: datetime
    by: str
    reason: str


class ParkedEvent(Part):
    """An event that a projection could not apply. `body` is the event's JSON text, told of one event alone.

    `dropped` is set once it has been let go: it is never tried again, and every figure goes on counting it as missed.
    """

    projection: str
    feed: str
    position: int
    contract: str
    aggregate_id: UUID
    recorded_at: datetime
    parked_at: datetime
    error: str
    dropped: Dropped | None = None
    body: str | None = None


class ParkedList(Part):
    """The first of them by projection, feed and position; `total` counts all."""

    events: list[ParkedEvent]
    total: int


class ReadParked(Query):
    """The events of one keeper that the service's readers have set aside.

    All of them, or of a projection, of a source (the service whose event it is), at a position.
    """

    answer: ClassVar[type[ParkedList]] = ParkedList
    projection: Key | None = None
    source: Key | None = None
    position: Position | None = None


class RetryParked(Command):
    """Apply the parked events of a projection and source again, in order; or those of one aggregate."""

    projection: Key
    source: Key
    aggregate_id: UUID | None = None


class DropParked(Command):
    """Let one parked event go, for ever. The reason is a label, which stays: it says why, and quotes nothing."""

    projection: Key
    source: Key
    position: Position
    reason: Label


class ReadRegistryParked(ReadParked, subject="query.{keeper}.registry.parked.v1", audience=BOARD):
    """What the readers of registry have set aside."""


class RetryRegistryParked(RetryParked, subject="cmd.{keeper}.registry.retry_parked.v1", audience=BOARD):
    """Apply again what the readers of registry have set aside."""


class DropRegistryParked(DropParked, subject="cmd.{keeper}.registry.drop_parked.v1", audience=BOARD):
    """Let an event go that a reader of registry has set aside."""


class ReadMeetingsParked(ReadParked, subject="query.{keeper}.meetings.parked.v1", audience=BOARD):
    """What the readers of meetings have set aside."""


class RetryMeetingsParked(RetryParked, subject="cmd.{keeper}.meetings.retry_parked.v1", audience=BOARD):
    """Apply again what the readers of meetings have set aside."""


class DropMeetingsParked(DropParked, subject="cmd.{keeper}.meetings.drop_parked.v1", audience=BOARD):
    """Let an event go that a reader of meetings has set aside."""


class ReadAssignmentsParked(ReadParked, subject="query.{keeper}.assignments.parked.v1", audience=BOARD):
    """What the readers of assignments have set aside."""


class RetryAssignmentsParked(RetryParked, subject="cmd.{keeper}.assignments.retry_parked.v1", audience=BOARD):
    """Apply again what the readers of assignments have set aside."""


class DropAssignmentsParked(DropParked, subject="cmd.{keeper}.assignments.drop_parked.v1", audience=BOARD):
    """Let an event go that a reader of assignments has set aside."""


class ReadRatingsParked(ReadParked, subject="query.{keeper}.ratings.parked.v1", audience=BOARD):
    """What the readers of ratings have set aside."""


class RetryRatingsParked(RetryParked, subject="cmd.{keeper}.ratings.retry_parked.v1", audience=BOARD):
    """Apply again what the readers of ratings have set aside."""


class DropRatingsParked(DropParked, subject="cmd.{keeper}.ratings.drop_parked.v1", audience=BOARD):
    """Let an event go that a reader of ratings has set aside."""


class ReadReportingParked(ReadParked, subject="query.{keeper}.reporting.parked.v1", audience=BOARD):
    """What the readers of reporting have set aside."""


class RetryReportingParked(RetryParked, subject="cmd.{keeper}.reporting.retry_parked.v1", audience=BOARD):
    """Apply again what the readers of reporting have set aside."""


class DropReportingParked(DropParked, subject="cmd.{keeper}.reporting.drop_parked.v1", audience=BOARD):
    """Let an event go that a reader of reporting has set aside."""


class ReadSealedParked(ReadParked, subject="sealed.query.{keeper}.assignments.sealed_parked.v1", audience=SEALED):
    """What the readers of visit plans have set aside."""


class RetrySealedParked(RetryParked, subject="sealed.cmd.{keeper}.assignments.retry_sealed_parked.v1", audience=SEALED):
    """Apply again what the readers of visit plans have set aside."""


class DropSealedParked(DropParked, subject="sealed.cmd.{keeper}.assignments.drop_sealed_parked.v1", audience=SEALED):
    """Let an event go that a reader of visit plans has set aside."""


PARKING: tuple[tuple[type[ReadParked], type[RetryParked], type[DropParked]], ...] = (
    (ReadRegistryParked, RetryRegistryParked, DropRegistryParked),
    (ReadMeetingsParked, RetryMeetingsParked, DropMeetingsParked),
    (ReadAssignmentsParked, RetryAssignmentsParked, DropAssignmentsParked),
    (ReadRatingsParked, RetryRatingsParked, DropRatingsParked),
    (ReadReportingParked, RetryReportingParked, DropReportingParked),
    (ReadSealedParked, RetrySealedParked, DropSealedParked),
)
"""What each service is asked about what its readers have set aside; the last one stands in the sealed account."""
