"""The projection behind all figures: which event becomes which fact."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from contracts import assignments, meetings, ratings, registry
from contracts.message import Event
from contracts.texts import ERASURES
from services.chassis.projection.projection import Connection
from services.chassis.wire import Received
from services.reporting.facts import regime, structure
from services.reporting.facts.reading import reader_of
from services.reporting.facts.rows import FactRows
from services.reporting.facts.told import Anything

Fold = Callable[[FactRows, Received, Any], Awaitable[None]]
"""What an event means; its last argument has the attributes of its contract, which a test compares with the key."""

FOLDS: dict[type[Event], Fold] = {
    registry.CellTypesAdopted: structure.cell_types_adopted,
    registry.UnitEstablished: structure.unit_established,
    registry.UnitRenamed: structure.unit_renamed,
    registry.UnitTypeChanged: structure.unit_type_changed,
    registry.UnitMoved: structure.unit_moved,
    registry.UnitDissolved: structure.unit_dissolved,
    registry.RollReported: structure.roll_reported,
    registry.RollWithdrawn: structure.roll_withdrawn,
    meetings.MeetingRescheduled: regime.meeting_rescheduled,
    meetings.MeetingCancelled: regime.meeting_cancelled,
    meetings.MeetingHeld: regime.meeting_held,
    meetings.MeetingWithdrawn: regime.meeting_withdrawn,
    assignments.ObserverAssigned: regime.observer_assigned,
    assignments.ObserverReleased: regime.observer_released,
    assignments.VisitMade: regime.visit_made,
    assignments.VisitWithdrawn: regime.visit_withdrawn,
    ratings.CellRated: regime.cell_rated,
    ratings.RatingWithdrawn: regime.rating_withdrawn,
}
"""Events that make facts."""

WITHOUT_FACTS: frozenset[type[Event]] = frozenset(
    {
        meetings.MeetingScheduled,
        assignments.NoticeIssued,
        assignments.ObserverNotified,
        ratings.RubricAdopted,
        *(erased for _, erased in ERASURES),
    }
)
"""Events that no figure counts; they are kept as told. A test says that no event is forgotten."""

_BY_CONTRACT = {event.contract(): (reader_of(event), fold) for event, fold in FOLDS.items()}
_read_anything = reader_of(Anything)


class Facts:
    """Folds each batch into facts, in the transaction that moves the reader's position."""

    name = "reporting_facts"
    sources = ("registry", "meetings", "assignments", "ratings")
    schema_sql = Path(__file__).with_name("schema.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write the facts of all events, in their order."""
        rows = FactRows(connection)
        for event in events:
            if event.contract in _BY_CONTRACT:
                read, fold = _BY_CONTRACT[event.contract]
                said = read(event.body)
                rows.told(event, said)
                await fold(rows, event, said)
            else:
                rows.told(event, _read_anything(event.body))
        await rows.flush()
