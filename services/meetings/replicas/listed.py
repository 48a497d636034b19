"""Our own good practice, guidance and gatherings as they stand, and the codes of units, for lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from pathlib import Path

from contracts import gatherings, guidance
from contracts.lives import CODES, NEVER_THERE
from contracts.message import Event
from services.chassis.projection.lives import since
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class ListedReplica:
    """Good practice, guidance and gatherings of every keeper, and under which codes their units are registered."""

    name = "meetings_listed"
    sources = ("meetings", "registry")
    schema_sql = Path(__file__).with_name("listed.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of them, in order."""
        await write(connection, events, WRITES)


def _of(event: type[Event], *names: str) -> Callable[[Received], list[Row]]:
    """The keeper and these fields of the event."""

    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        return [(received.feed.keeper, *(attrgetter(name)(told) for name in names))]

    return rows


def _shared(received: Received) -> list[Row]:
    told = guidance.GoodPracticeShared.model_validate_json(received.body)
    by = (told.sharer_id, told.shared_on)
    return [(received.feed.keeper, told.practice_id, with_unit_id, *by) for with_unit_id in told.with_unit_ids]


def _issued(received: Received) -> list[Row]:
    told = guidance.GuidanceIssued.model_validate_json(received.body)
    document = (told.guidance_id, told.issuer_id, told.number, told.title, told.issued_on)
    meant = (told.period, told.from_on, told.until_on, told.for_unit_id, told.text.text_id if told.text else None)
    return [(received.feed.keeper, *document, *meant)]


def _gathered(event: type[gatherings.GatheringHeld | gatherings.GatheringCorrected]) -> Callable[[Received], list[Row]]:
    def rows(received: Received) -> list[Row]:
        told = event.model_validate_json(received.body)
        conclusions = told.conclusions.text_id if told.conclusions else None
        what = (told.gathering_id, told.unit_id, told.held_on, told.forms, conclusions)
        return [(received.feed.keeper, *what, received.body.decode())]

    return rows


PRACTICE = "WHERE keeper = $1 AND practice_id = $2"
TAKING_UP = "WHERE keeper = $1 AND guidance_id = $2 AND cell_id = $3"
GATHERING = "WHERE keeper = $1 AND gathering_id = $2"
CORRECT = f"""UPDATE meetings_listed.gathering
   SET unit_id = $3, held_on = $4, forms = $5, conclusions_text_id = $6, told = $7, corrections = corrections + 1
 {GATHERING}"""

PRACTICES: Writes = {
    guidance.GoodPracticeRecorded.contract(): (
        Write(
            "INSERT INTO meetings_listed.practice VALUES ($1, $2, $3, $4, $5, $6, $7)",
            _of(
                guidance.GoodPracticeRecorded,
                *("practice_id", "unit_id", "title", "theme", "recorded_on", "content.text_id"),
            ),
        ),
    ),
    guidance.GoodPracticeShared.contract(): (
        Write("INSERT INTO meetings_listed.sharing VALUES ($1, $2, $3, $4, $5)", _shared),
    ),
    guidance.SharingWithdrawn.contract(): (
        Write(
            f"DELETE FROM meetings_listed.sharing {PRACTICE} AND with_unit_id = $3",
            _of(guidance.SharingWithdrawn, "practice_id", "with_unit_id"),
        ),
    ),
    guidance.GoodPracticeWithdrawn.contract(): tuple(
        Write(f"DELETE FROM meetings_listed.{table} {PRACTICE}", _of(guidance.GoodPracticeWithdrawn, "practice_id"))
        for table in ("sharing", "practice")
    ),
}

GUIDANCE: Writes = {
    guidance.GuidanceIssued.contract(): (
        Write("INSERT INTO meetings_listed.guidance VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)", _issued),
    ),
    guidance.GuidanceWithdrawn.contract(): (
        Write(
            "DELETE FROM meetings_listed.guidance WHERE keeper = $1 AND guidance_id = $2",
            _of(guidance.GuidanceWithdrawn, "guidance_id"),
        ),
    ),
    guidance.GuidanceTakenUp.contract(): (
        Write(
            "INSERT INTO meetings_listed.taking_up VALUES ($1, $2, $3, $4, $5)",
            _of(guidance.GuidanceTakenUp, "guidance_id", "cell_id", "meeting_id", "taken_up_on"),
        ),
    ),
    guidance.TakingUpRedated.contract(): (
        Write(
            f"UPDATE meetings_listed.taking_up SET taken_up_on = $4 {TAKING_UP}",
            _of(guidance.TakingUpRedated, "guidance_id", "cell_id", "taken_up_on"),
        ),
    ),
    guidance.TakingUpWithdrawn.contract(): (
        Write(
            f"DELETE FROM meetings_listed.taking_up {TAKING_UP}",
            _of(guidance.TakingUpWithdrawn, "guidance_id", "cell_id"),
        ),
    ),
}

GATHERINGS: Writes = {
    gatherings.GatheringHeld.contract(): (
        Write(
            "INSERT INTO meetings_listed.gathering VALUES ($1, $2, $3, $4, $5, $6, $7)",
            _gathered(gatherings.GatheringHeld),
        ),
    ),
    gatherings.GatheringCorrected.contract(): (Write(CORRECT, _gathered(gatherings.GatheringCorrected)),),
    gatherings.GatheringWithdrawn.contract(): (
        Write(
            f"DELETE FROM meetings_listed.gathering {GATHERING}",
            _of(gatherings.GatheringWithdrawn, "gathering_id"),
        ),
    ),
}

WRITES: Writes = {**PRACTICES, **GUIDANCE, **GATHERINGS, **since("meetings_listed.code", CODES, NEVER_THERE, "code")}
