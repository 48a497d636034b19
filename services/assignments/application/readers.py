"""Whose texts an observer's words are: never those of the unit that he observes."""

from __future__ import annotations

from uuid import UUID

from services.assignments.domain.notice import Notice
from services.assignments.domain.visit import Visit
from services.assignments.replicas.in_force import AssignmentsInForce
from services.chassis.event_store import Repository


async def readers_of(visit: Visit, repository: Repository, in_force: AssignmentsInForce) -> UUID | None:
    """The committee whose notice assigned the observer; none below it may read what he writes of a visit.

    None where no notice does any more: then only those may who may read all texts.
    """
    if visit.record is None:
        return None
    assignment = await in_force.find(visit.person_id, visit.record.cell_id, visit.record.visited_on)
    return (await repository.load(Notice, assignment.notice_id)).issuer_id if assignment else None
