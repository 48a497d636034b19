"""Facts of what is followed beside cell meetings: resolutions, tasks, gatherings, guidance, good practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts import gatherings, guidance, resolutions
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold

_OPENING = {"keeper", "position", "number", "known_from", "known_until"}


async def resolution_adopted(rows: FactRows, event: Received, adopted: resolutions.ResolutionAdopted) -> None:
    """A cell resolved something."""
    rows.add(
        "resolution_fact",
        event,
        told_by=event.position,
        resolution_id=adopted.resolution_id,
        meeting_id=adopted.meeting_id,
        unit_id=adopted.cell_id,
        day=adopted.adopted_on,
        carried_out_on=None,
        repeats=_repeats(adopted),
    )


def _repeats(adopted: resolutions.ResolutionAdopted) -> bool | None:
    """Whether a point is in the words of an earlier text about the cell; None where no point has any words here."""
    texts = [point.text for point in adopted.points if point.text]
    return any(text.same_text_as is not None for text in texts) if texts else None


async def resolution_carried_out(rows: FactRows, event: Received, done: resolutions.ResolutionCarriedOut) -> None:
    """The same resolution, carried out on a day."""
    key = {"resolution_id": done.resolution_id}
    await _change(rows, event, "resolution_fact", key, carried_out_on=done.carried_out_on)


async def resolution_reopened(rows: FactRows, event: Received, reopened: resolutions.ResolutionReopened) -> None:
    """The same resolution, not carried out after all."""
    await _change(rows, event, "resolution_fact", {"resolution_id": reopened.resolution_id}, carried_out_on=None)


async def resolution_withdrawn(rows: FactRows, event: Received, withdrawn: resolutions.ResolutionWithdrawn) -> None:
    """The resolution counts no more, and neither do its reviews."""
    for table in ("resolution_fact", "review_fact"):
        await rows.close(table, event, resolution_id=withdrawn.resolution_id)


async def resolution_reviewed(rows: FactRows, event: Received, reviewed: resolutions.ResolutionReviewed) -> None:
    """A later meeting found so many points done."""
    rows.add(
        "review_fact",
        event,
        resolution_id=reviewed.resolution_id,
        meeting_id=reviewed.meeting_id,
        unit_id=reviewed.cell_id,
        day=reviewed.reviewed_on,
        done=reviewed.done,
        points=reviewed.points,
    )


async def review_withdrawn(rows: FactRows, event: Received, gone: resolutions.ResolutionReviewWithdrawn) -> None:
    """What that meeting found counts no more."""
    await rows.close("review_fact", event, resolution_id=gone.resolution_id, meeting_id=gone.meeting_id)


async def review_redated(rows: FactRows, event: Received, moved: resolutions.ResolutionReviewRedated) -> None:
    """The same review, on the day on which the meeting was held after all."""
    key = {"resolution_id": moved.resolution_id, "meeting_id": moved.meeting_id}
    await _change(rows, event, "review_fact", key, day=moved.reviewed_on)


async def resolution_redated(rows: FactRows, event: Received, moved: resolutions.ResolutionRedated) -> None:
    """The same resolution, on the day on which the meeting was held after all."""
    await _change(rows, event, "resolution_fact", {"resolution_id": moved.resolution_id}, day=moved.adopted_on)


async def tasks_assigned(rows: FactRows, event: Received, tasks: resolutions.MemberTasksAssigned) -> None:
    """A cell gave its members tasks for a month; nothing is reviewed yet."""
    _tasks(rows, event, tasks, reviewed=0, done=0)


async def tasks_reviewed(rows: FactRows, event: Received, tasks: resolutions.MemberTasksReviewed) -> None:
    """The same tasks, as they stand now."""
    await rows.close("task_fact", event, tasks_id=tasks.tasks_id)
    _tasks(rows, event, tasks, reviewed=tasks.reviewed, done=tasks.done)


async def tasks_withdrawn(rows: FactRows, event: Received, withdrawn: resolutions.MemberTasksWithdrawn) -> None:
    """The counts of that month count no more."""
    await rows.close("task_fact", event, tasks_id=withdrawn.tasks_id)


async def gathering_held(rows: FactRows, event: Received, held: gatherings.GatheringHeld) -> None:
    """A unit held a gathering of one form or several."""
    opinions = held.opinions
    rows.add(
        "gathering_fact",
        event,
        gathering_id=held.gathering_id,
        unit_id=held.unit_id,
        day=held.held_on,
        forms=list(held.forms),
        papers=held.papers,
        opinions=opinions.total,
        split=sum(part.count or 0 for part in opinions.parts),
    )


async def gathering_corrected(rows: FactRows, event: Received, corrected: gatherings.GatheringCorrected) -> None:
    """The same gathering, recorded otherwise."""
    await rows.close("gathering_fact", event, gathering_id=corrected.gathering_id)
    await gathering_held(rows, event, corrected)  # type: ignore[arg-type]  # It has all that is read of a held one.


async def gathering_withdrawn(rows: FactRows, event: Received, withdrawn: gatherings.GatheringWithdrawn) -> None:
    """The record of a gathering counts no more."""
    await rows.close("gathering_fact", event, gathering_id=withdrawn.gathering_id)


async def guidance_issued(rows: FactRows, event: Received, issued: guidance.GuidanceIssued) -> None:
    """The cells below a unit are to take something up by the last day of its period."""
    rows.add(
        "guidance_fact",
        event,
        guidance_id=issued.guidance_id,
        unit_id=issued.issuer_id,
        day=issued.issued_on,
        for_unit_id=issued.for_unit_id,
        until_on=issued.until_on,
    )


async def guidance_withdrawn(rows: FactRows, event: Received, withdrawn: guidance.GuidanceWithdrawn) -> None:
    """Nobody needs to take it up any more; who did is kept, and counts again when it is issued again."""
    await rows.close("guidance_fact", event, guidance_id=withdrawn.guidance_id)


async def guidance_taken_up(rows: FactRows, event: Received, taken: guidance.GuidanceTakenUp) -> None:
    """A cell took guidance up."""
    rows.add("taking_up_fact", event, guidance_id=taken.guidance_id, unit_id=taken.cell_id, day=taken.taken_up_on)


async def taking_up_redated(rows: FactRows, event: Received, moved: guidance.TakingUpRedated) -> None:
    """The same, on the day on which the meeting was held after all."""
    key = {"guidance_id": moved.guidance_id, "unit_id": moved.cell_id}
    await _change(rows, event, "taking_up_fact", key, day=moved.taken_up_on)


async def taking_up_withdrawn(rows: FactRows, event: Received, withdrawn: guidance.TakingUpWithdrawn) -> None:
    """That the cell took it up counts no more."""
    await rows.close("taking_up_fact", event, guidance_id=withdrawn.guidance_id, unit_id=withdrawn.cell_id)


async def practice_recorded(rows: FactRows, event: Received, recorded: guidance.GoodPracticeRecorded) -> None:
    """A unit does something well."""
    rows.add(
        "practice_fact", event, practice_id=recorded.practice_id, unit_id=recorded.unit_id, day=recorded.recorded_on
    )


async def practice_shared(rows: FactRows, event: Received, shared: guidance.GoodPracticeShared) -> None:
    """It was passed on; a row for each unit that has it since."""
    for number, unit_id in enumerate(shared.with_unit_ids):
        rows.add("sharing_fact", event, number, practice_id=shared.practice_id, unit_id=unit_id, day=shared.shared_on)


async def sharing_withdrawn(rows: FactRows, event: Received, withdrawn: guidance.SharingWithdrawn) -> None:
    """That it was passed on to a unit counts no more."""
    await rows.close("sharing_fact", event, practice_id=withdrawn.practice_id, unit_id=withdrawn.with_unit_id)


async def practice_withdrawn(rows: FactRows, event: Received, withdrawn: guidance.GoodPracticeWithdrawn) -> None:
    """The practice counts no more, and neither does that it was passed on."""
    for table in ("practice_fact", "sharing_fact"):
        await rows.close(table, event, practice_id=withdrawn.practice_id)


def _tasks(
    rows: FactRows,
    event: Received,
    tasks: resolutions.MemberTasksAssigned | resolutions.MemberTasksReviewed,
    *,
    reviewed: int,
    done: int,
) -> None:
    rows.add(
        "task_fact",
        event,
        tasks_id=tasks.tasks_id,
        unit_id=tasks.cell_id,
        day=tasks.assigned_on,
        assigned=tasks.assigned,
        reviewed=reviewed,
        done=done,
    )


async def _change(rows: FactRows, event: Received, table: str, key: dict[str, UUID], **changed: Any) -> None:
    """Close the row that is known, and add it again with what the event changes."""
    for row in await rows.close(table, event, **key):
        kept = {name: value for name, value in row.items() if name not in _OPENING}
        rows.add(table, event, **(kept | changed))


FOLDS: dict[type[Event], Fold] = {
    resolutions.ResolutionAdopted: resolution_adopted,
    resolutions.ResolutionReviewed: resolution_reviewed,
    resolutions.ResolutionReviewWithdrawn: review_withdrawn,
    resolutions.ResolutionReviewRedated: review_redated,
    resolutions.ResolutionRedated: resolution_redated,
    resolutions.ResolutionCarriedOut: resolution_carried_out,
    resolutions.ResolutionReopened: resolution_reopened,
    resolutions.ResolutionWithdrawn: resolution_withdrawn,
    resolutions.MemberTasksAssigned: tasks_assigned,
    resolutions.MemberTasksReviewed: tasks_reviewed,
    resolutions.MemberTasksWithdrawn: tasks_withdrawn,
    gatherings.GatheringHeld: gathering_held,
    gatherings.GatheringCorrected: gathering_corrected,
    gatherings.GatheringWithdrawn: gathering_withdrawn,
    guidance.GuidanceIssued: guidance_issued,
    guidance.GuidanceWithdrawn: guidance_withdrawn,
    guidance.GuidanceTakenUp: guidance_taken_up,
    guidance.TakingUpRedated: taking_up_redated,
    guidance.TakingUpWithdrawn: taking_up_withdrawn,
    guidance.GoodPracticeRecorded: practice_recorded,
    guidance.GoodPracticeShared: practice_shared,
    guidance.SharingWithdrawn: sharing_withdrawn,
    guidance.GoodPracticeWithdrawn: practice_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {}
