"""What observers have done, from our own feed: visits with what was found there, and reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from contracts import assignments as contract
from services.chassis.projection.projection import Connection
from services.chassis.projection.writes import Row, Write, Writes, write
from services.chassis.wire import Received


class RecordReplica:
    """Records of the observers of every keeper."""

    name = "assignments_records"
    sources = ("assignments",)
    schema_sql = Path(__file__).with_name("records.sql")

    async def apply(self, connection: Connection, events: Sequence[Received]) -> None:
        """Write what this batch tells of visits, findings and reports, in order."""
        await write(connection, events, WRITES)


def _notice(received: Received) -> list[Row]:
    told = contract.NoticeIssued.model_validate_json(received.body)
    return [(received.feed.keeper, told.notice_id, told.issuer_id)]


def _no_notice(received: Received) -> list[Row]:
    return [(received.feed.keeper, contract.NoticeWithdrawn.model_validate_json(received.body).notice_id)]


def _assigned(received: Received) -> list[Row]:
    told = contract.ObserverAssigned.model_validate_json(received.body)
    who = (told.assignment_id, told.notice_id, told.person_id, told.cell_id)
    return [(received.feed.keeper, *who, told.from_on, told.until_on)]


def _released(received: Received) -> list[Row]:
    told = contract.ObserverReleased.model_validate_json(received.body)
    return [(received.feed.keeper, told.assignment_id, told.released_on)]


def _goes_on(received: Received) -> list[Row]:
    told = contract.ObserverReleaseWithdrawn.model_validate_json(received.body)
    return [(received.feed.keeper, told.assignment_id, told.until_on)]


def _made(received: Received) -> list[Row]:
    told = contract.VisitMade.model_validate_json(received.body)
    return [(received.feed.keeper, told.visit_id, told.person_id, told.cell_id, told.meeting_id, told.visited_on)]


def _of_visit(
    model: type[contract.VisitWithdrawn | contract.VisitFindingsWithdrawn],
) -> Callable[[Received], list[Row]]:
    return lambda received: [(received.feed.keeper, model.model_validate_json(received.body).visit_id)]


def _filed(received: Received) -> list[Row]:
    return _rows(received, contract.VisitFindingsFiled.model_validate_json(received.body))


def _corrected(received: Received) -> list[Row]:
    return _rows(received, contract.VisitFindingsCorrected.model_validate_json(received.body))


def _rows(received: Received, told: contract.VisitFindingsFiled | contract.VisitFindingsCorrected) -> list[Row]:
    return [
        (received.feed.keeper, told.visit_id, place, one.finding_id, one.heading, one.topic, one.text.text_id)
        for place, one in enumerate(told.findings)
    ]


def _visit_corrected(received: Received) -> list[Row]:
    return [(received.feed.keeper, contract.VisitFindingsCorrected.model_validate_json(received.body).visit_id)]


def _submitted(received: Received) -> list[Row]:
    told = contract.QuarterlyObserverReportSubmitted.model_validate_json(received.body)
    what = (told.report_id, told.person_id, told.issuer_id, told.quarter, "submitted", told.revision)
    return [(received.feed.keeper, *what, told.submitted_on, told.due_on, told.first_submitted_on or told.submitted_on)]


def _state(
    model: type[
        contract.QuarterlyObserverReportReturned
        | contract.QuarterlyObserverReportAccepted
        | contract.QuarterlyObserverReportWithdrawn
        | contract.ReportJudgementWithdrawn
    ],
    state: str,
) -> Callable[[Received], list[Row]]:
    return lambda received: [(received.feed.keeper, model.model_validate_json(received.body).report_id, state)]


FORGET = "DELETE FROM assignments_records.finding WHERE keeper = $1 AND visit_id = $2"
FILE = "INSERT INTO assignments_records.finding VALUES ($1, $2, $3, $4, $5, $6, $7)"
STATE = "UPDATE assignments_records.report SET state = $3 WHERE keeper = $1 AND report_id = $2"

WRITES: Writes = {
    contract.NoticeIssued.contract(): (Write("INSERT INTO assignments_records.notice VALUES ($1, $2, $3)", _notice),),
    contract.NoticeWithdrawn.contract(): (
        Write("DELETE FROM assignments_records.assignment WHERE keeper = $1 AND notice_id = $2", _no_notice),
    ),
    contract.ObserverAssigned.contract(): (
        Write("INSERT INTO assignments_records.assignment VALUES ($1, $2, $3, $4, $5, $6, $7)", _assigned),
    ),
    contract.ObserverReleased.contract(): (
        Write(
            "UPDATE assignments_records.assignment SET until_on = $3::date - 1"
            " WHERE keeper = $1 AND assignment_id = $2",
            _released,
        ),
    ),
    contract.ObserverReleaseWithdrawn.contract(): (
        Write(
            "UPDATE assignments_records.assignment SET until_on = $3 WHERE keeper = $1 AND assignment_id = $2",
            _goes_on,
        ),
    ),
    contract.VisitMade.contract(): (
        Write(
            """INSERT INTO assignments_records.visit VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (keeper, visit_id) DO UPDATE SET cell_id = excluded.cell_id, visited_on = excluded.visited_on,
             withdrawn = false""",
            _made,
        ),
    ),
    contract.VisitWithdrawn.contract(): (
        Write(
            "UPDATE assignments_records.visit SET withdrawn = true WHERE keeper = $1 AND visit_id = $2",
            _of_visit(contract.VisitWithdrawn),
        ),
        Write(FORGET, _of_visit(contract.VisitWithdrawn)),
    ),
    contract.VisitFindingsFiled.contract(): (Write(FILE, _filed),),
    contract.VisitFindingsCorrected.contract(): (Write(FORGET, _visit_corrected), Write(FILE, _corrected)),
    contract.VisitFindingsWithdrawn.contract(): (Write(FORGET, _of_visit(contract.VisitFindingsWithdrawn)),),
    contract.QuarterlyObserverReportSubmitted.contract(): (
        Write(
            """INSERT INTO assignments_records.report VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (keeper, report_id) DO UPDATE SET state = excluded.state, revision = excluded.revision,
             submitted_on = excluded.submitted_on, due_on = excluded.due_on,
             first_submitted_on = excluded.first_submitted_on""",
            _submitted,
        ),
    ),
    contract.QuarterlyObserverReportReturned.contract(): (
        Write(STATE, _state(contract.QuarterlyObserverReportReturned, "returned")),
    ),
    contract.QuarterlyObserverReportAccepted.contract(): (
        Write(STATE, _state(contract.QuarterlyObserverReportAccepted, "accepted")),
    ),
    contract.ReportJudgementWithdrawn.contract(): (
        Write(STATE, _state(contract.ReportJudgementWithdrawn, "submitted")),
    ),
    contract.QuarterlyObserverReportWithdrawn.contract(): (
        Write(STATE, _state(contract.QuarterlyObserverReportWithdrawn, "withdrawn")),
    ),
}
