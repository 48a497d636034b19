"""Facts of issues, in spells of days: a quarter keeps what they were on its last day, whatever became of them since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from contracts import issues as told
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold
from services.reporting.facts.unit_versions import ENDLESS

TABLE = "issue_spell"
Spell = dict[str, Any]


async def raised(rows: FactRows, event: Received, issue: told.IssueRaised) -> None:
    """Something is to be settled."""
    rows.add(
        TABLE,
        event,
        told_by=event.position,
        issue_id=issue.issue_id,
        unit_id=issue.unit_id,
        day=issue.raised_on,
        from_on=issue.raised_on,
        until_on=ENDLESS,
        state="open",
        due_on=issue.due_on,
        hot_spot=issue.hot_spot,
        marked_by=event.position if issue.hot_spot else None,
        recurrent=issue.recurrence > 0,
        settled_by=None,
    )


async def escalated(rows: FactRows, event: Received, issue: told.IssueEscalated) -> None:
    """It stands before a unit further up, due on another day, perhaps."""
    await _from(rows, event, issue.issue_id, issue.escalated_on, due_on=issue.due_on)


async def returned(rows: FactRows, event: Received, issue: told.IssueReturned) -> None:
    """It stands where it came from, due on another day, perhaps."""
    await _from(rows, event, issue.issue_id, issue.returned_on, due_on=issue.due_on)


async def answered(rows: FactRows, event: Received, issue: told.IssueAnswered) -> None:
    """It is answered."""
    await _from(rows, event, issue.issue_id, issue.answered_on, state="answered")


async def answer_withdrawn(rows: FactRows, event: Received, issue: told.IssueAnswerWithdrawn) -> None:
    """The answer was a mistake: from its day on the issue was open all the time."""
    spells = [_spell(row) for row in await rows.close(TABLE, event, issue_id=issue.issue_id)]
    for spell in spells:
        if spell["state"] == "answered" and spell["from_on"] >= issue.answered_on:
            spell["state"] = "open"
    for number, spell in enumerate(_joined(spells)):
        rows.add(TABLE, event, number, **spell)


async def resolved(rows: FactRows, event: Received, issue: told.IssueResolved) -> None:
    """It is settled."""
    await _from(rows, event, issue.issue_id, issue.resolved_on, state="resolved", settled_by=event.position)


async def reopened(rows: FactRows, event: Received, issue: told.IssueReopened) -> None:
    """It is neither answered nor settled any more, and due on a later day; until then it was."""
    await _from(rows, event, issue.issue_id, issue.reopened_on, state="open", due_on=issue.due_on, settled_by=None)


async def hot_spot_marked(rows: FactRows, event: Received, issue: told.HotSpotMarked) -> None:
    """It is a hot spot, or none any more."""
    by = event.position if issue.hot_spot else None
    await _from(rows, event, issue.issue_id, issue.marked_on, hot_spot=issue.hot_spot, marked_by=by)


async def step_withdrawn(rows: FactRows, event: Received, issue: told.IssueStepWithdrawn) -> None:
    """The step was a mistake: since its day the issue is what it was before, as if it had never been taken.

    Settled again, because it was opened by mistake, it was settled by what settled it; only where that left no spell,
    both being of one day, this is what says that it is.
    """
    spells = [_spell(row) for row in await rows.close(TABLE, event, issue_id=issue.issue_id)]
    for last in [one for one in spells if one["until_on"] == ENDLESS]:
        settled = [one["settled_by"] for one in spells if one["until_on"] == last["from_on"] and one["settled_by"]]
        by = next(iter(settled), event.position) if issue.state == "resolved" else None
        last |= {"state": issue.state, "due_on": issue.due_on, "hot_spot": issue.hot_spot, "settled_by": by}
        marks = [one["marked_by"] for one in spells if one["marked_by"] and one["from_on"] <= last["from_on"]]
        last["marked_by"] = (marks[-1] if marks else event.position) if issue.hot_spot else None
    for number, spell in enumerate(_joined(spells)):
        rows.add(TABLE, event, number, **spell)


async def withdrawn(rows: FactRows, event: Received, issue: told.IssueWithdrawn) -> None:
    """It counts no more, on no day."""
    await rows.close(TABLE, event, issue_id=issue.issue_id)


async def _from(rows: FactRows, event: Received, issue_id: UUID, on: date, **changed: Any) -> None:
    """End the last spell the day before, and begin one that differs in what changed."""
    for row in await rows.close(TABLE, event, issue_id=issue_id, until_on=ENDLESS):
        spell = _spell(row)
        if spell["from_on"] < on:
            rows.add(TABLE, event, 0, **spell | {"until_on": on})
        rows.add(TABLE, event, 1, **spell | changed | {"from_on": max(spell["from_on"], on)})


def _joined(spells: Iterable[Spell]) -> list[Spell]:
    """In the order of their days; two that follow each other and differ in their days alone become one."""
    joined: list[Spell] = []
    for spell in sorted(spells, key=lambda one: one["from_on"]):
        if joined and joined[-1] | {"from_on": spell["from_on"], "until_on": spell["until_on"]} == spell:
            joined[-1]["until_on"] = spell["until_on"]
        else:
            joined.append(spell)
    return joined


def _spell(row: Iterable[tuple[str, Any]]) -> Spell:
    opening = {"keeper", "position", "number", "known_from", "known_until"}
    return {name: value for name, value in dict(row).items() if name not in opening}


FOLDS: dict[type[Event], Fold] = {
    told.IssueRaised: raised,
    told.IssueEscalated: escalated,
    told.IssueReturned: returned,
    told.IssueAnswered: answered,
    told.IssueAnswerWithdrawn: answer_withdrawn,
    told.IssueResolved: resolved,
    told.IssueReopened: reopened,
    told.HotSpotMarked: hot_spot_marked,
    told.IssueStepWithdrawn: step_withdrawn,
    told.IssueWithdrawn: withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {}
