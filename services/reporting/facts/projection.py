"""The projection behind all figures: which event becomes which fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from contracts.message import Event
from contracts.quarterly_reports import (
    QuarterClosed,
    QuarterOpened,
    QuarterOpeningWithdrawn,
    QuarterRestated,
    ReportApprovalWithdrawn,
    ReportApproved,
    ReportReturned,
    ReportReturnWithdrawn,
    ReportSubmissionWithdrawn,
    ReportSubmitted,
)
from contracts.texts import ERASURES
from services.chassis.projection.projection import Connection
from services.chassis.wire import Received
from services.reporting.facts import (
    arrivals,
    assignments,
    boards,
    classification,
    followed,
    issues,
    meetings,
    observed,
    ratings,
    registry,
    unit_catalogues,
    unit_matters,
)
from services.reporting.facts.reading import reader_of
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.told import Anything

PARTS = (
    *(registry, unit_catalogues, unit_matters, meetings, followed, issues, assignments, observed),
    *(ratings, classification, boards),
)

FOLDS: dict[type[Event], Fold] = {event: fold for part in PARTS for event, fold in part.FOLDS.items()}
"""Events that make facts."""

OWN: tuple[type[Event], ...] = (
    *(QuarterOpened, ReportSubmitted, ReportReturned, ReportApproved, QuarterClosed, QuarterRestated),
    *(QuarterOpeningWithdrawn, ReportSubmissionWithdrawn, ReportReturnWithdrawn, ReportApprovalWithdrawn),
)
"""What reporting tells itself."""

WITHOUT_FACTS: Mapping[type[Event], str] = {
    **dict.fromkeys(OWN, "reporting is no source of facts: a report would move the positions that it is pinned to"),
    **{event: why for part in PARTS for event, why in part.WITHOUT_FACTS.items()},
    **{erased: "no fact holds a free text" for _, erased in ERASURES},
}
"""Events that no figure counts, and why; they are kept as told. A test says that no event is forgotten."""

_BY_CONTRACT = {event.contract(): (reader_of(event), fold) for event, fold in FOLDS.items()}
_read_anything = reader_of(Anything)


class Facts:
    """Folds each batch into facts, in the transaction that moves the reader's position."""

    name = "reporting_facts"
    sources = ("registry", "meetings", "assignments", "ratings")
    indexes_for_questions = (
        "told_unit_idx",
        "told_recorded_idx",
        "meeting_fact_unit_idx",
        "meeting_fact_day_idx",
        "visit_fact_unit_idx",
        "rating_fact_unit_idx",
        "rating_fact_meeting_idx",
    )
    """No fold looks anything up by them, so that a rebuild may make them last."""

    kept_tables = ("arrival",)
    """What comes from no event, and is copied by a rebuild."""

    schema_sql = Path(__file__).with_name("schema")

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
        await arrivals.note(connection, events)
