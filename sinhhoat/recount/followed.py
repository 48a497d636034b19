"""Figures of what is followed beside cell meetings, counted again, one event at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, get_args
from uuid import UUID

from contracts import gatherings, guidance, issues, resolutions
from contracts.meetings import MeetingHeld
from contracts.message import Event
from sinhhoat.recount.asked import Asked, Pair

Step = tuple[date, dict[str, Any]]
"""From a day on an issue has these other values."""


@dataclass
class State:
    """Everything that stands after all events; what was taken back has left it."""

    adopted: dict[UUID, resolutions.ResolutionAdopted] = field(default_factory=dict)
    carried_out: dict[UUID, date] = field(default_factory=dict)
    reviews: dict[tuple[UUID, UUID], resolutions.ResolutionReviewed] = field(default_factory=dict)
    tasks: dict[UUID, tuple[UUID, date, int, int, int]] = field(default_factory=dict)
    gatherings: dict[UUID, Any] = field(default_factory=dict)
    guided: dict[UUID, guidance.GuidanceIssued] = field(default_factory=dict)
    taken_up: set[tuple[UUID, UUID]] = field(default_factory=set)
    practices: dict[UUID, guidance.GoodPracticeRecorded] = field(default_factory=dict)
    sharings: dict[tuple[UUID, UUID], date] = field(default_factory=dict)
    issues: dict[UUID, issues.IssueRaised] = field(default_factory=dict)
    steps: dict[UUID, list[Step]] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        of_issue = getattr(event, "issue_id", None)
        match event:
            case resolutions.ResolutionAdopted():
                self.adopted[event.resolution_id] = event
            case resolutions.ResolutionCarriedOut():
                self.carried_out[event.resolution_id] = event.carried_out_on
            case resolutions.ResolutionReopened():
                del self.carried_out[event.resolution_id]
            case resolutions.ResolutionReviewed():
                self.reviews[event.resolution_id, event.meeting_id] = event
            case resolutions.ResolutionReviewWithdrawn():
                del self.reviews[event.resolution_id, event.meeting_id]
            case resolutions.ResolutionReviewRedated():
                key = event.resolution_id, event.meeting_id
                self.reviews[key] = self.reviews[key].model_copy(update={"reviewed_on": event.reviewed_on})
            case resolutions.ResolutionRedated():
                former = self.adopted[event.resolution_id]
                self.adopted[event.resolution_id] = former.model_copy(update={"adopted_on": event.adopted_on})
            case resolutions.ResolutionWithdrawn():
                del self.adopted[event.resolution_id]
                self.carried_out.pop(event.resolution_id, None)
                self.reviews = {key: one for key, one in self.reviews.items() if key[0] != event.resolution_id}
            case resolutions.MemberTasksAssigned():
                self.tasks[event.tasks_id] = (event.cell_id, event.assigned_on, event.assigned, 0, 0)
            case resolutions.MemberTasksReviewed():
                counts = (event.assigned, event.reviewed, event.done)
                self.tasks[event.tasks_id] = (event.cell_id, event.assigned_on, *counts)
            case resolutions.MemberTasksWithdrawn():
                del self.tasks[event.tasks_id]
            case gatherings.GatheringHeld() | gatherings.GatheringCorrected():
                self.gatherings.pop(event.gathering_id, None)
                self.gatherings[event.gathering_id] = event
            case gatherings.GatheringWithdrawn():
                del self.gatherings[event.gathering_id]
            case guidance.GuidanceIssued():
                self.guided[event.guidance_id] = event
            case guidance.GuidanceWithdrawn():
                del self.guided[event.guidance_id]
            case guidance.GuidanceTakenUp():
                self.taken_up.add((event.guidance_id, event.cell_id))
            case guidance.TakingUpWithdrawn():
                self.taken_up.remove((event.guidance_id, event.cell_id))
            case guidance.GoodPracticeRecorded():
                self.practices[event.practice_id] = event
            case guidance.GoodPracticeShared():
                self.sharings |= {(event.practice_id, unit_id): event.shared_on for unit_id in event.with_unit_ids}
            case guidance.SharingWithdrawn():
                del self.sharings[event.practice_id, event.with_unit_id]
            case guidance.GoodPracticeWithdrawn():
                del self.practices[event.practice_id]
                self.sharings = {key: day for key, day in self.sharings.items() if key[0] != event.practice_id}
            case issues.IssueRaised():
                first = {"state": "open", "due_on": event.due_on, "hot_spot": event.hot_spot}
                self.issues[event.issue_id] = event
                self.steps[event.issue_id] = [(event.raised_on, first)]
            case issues.IssueWithdrawn():
                del self.issues[event.issue_id]
            case issues.IssueAnswerWithdrawn():
                steps = self.steps[event.issue_id]
                steps.remove([step for step in steps if step[1].get("state") == "answered"][-1])
            case issues.IssueStepWithdrawn():
                self.steps[event.issue_id].pop()
            case _ if of_issue is not None:
                self.steps[of_issue].append(_step(event))


def _step(event: Any) -> Step:
    """The day on which an issue became something else, and what."""
    match event:
        case issues.IssueEscalated():
            return event.escalated_on, {"due_on": event.due_on}
        case issues.IssueReturned():
            return event.returned_on, {"due_on": event.due_on}
        case issues.IssueAnswered():
            return event.answered_on, {"state": "answered"}
        case issues.IssueResolved():
            return event.resolved_on, {"state": "resolved", "settled_on": event.resolved_on}
        case issues.IssueReopened():
            return event.reopened_on, {"state": "open", "due_on": event.due_on}
        case issues.HotSpotMarked():
            return event.marked_on, {"hot_spot": event.hot_spot}
    raise TypeError(event)


def followed_figures(asked: Asked, held: Sequence[MeetingHeld]) -> dict[str, Pair]:
    """Key -> (numerator, denominator); `held` are the meetings that still count, of every day."""
    state = asked.state(State)
    return {
        **_resolutions(asked, state, held),
        **_tasks(asked, state),
        **_gatherings(asked, state),
        **_practices(asked, state),
        **_issues(asked, state),
        "guidance_taken_up": _guidance(asked, state),
    }


def _resolutions(asked: Asked, state: State, held: Sequence[MeetingHeld]) -> dict[str, Pair]:
    here = [one for one in state.adopted.values() if _counts(asked, one.cell_id, one.adopted_on)]
    carried = [
        state.adopted[which].cell_id
        for which, day in state.carried_out.items()
        if _counts(asked, state.adopted[which].cell_id, day)
    ]
    regular: dict[UUID, list[MeetingHeld]] = defaultdict(list)
    for met in held:
        if met.kind == "regular":
            regular[met.cell_id].append(met)
    due = reviewed = 0
    for one in state.adopted.values():
        later = [met for met in regular[one.cell_id] if met.held_on > one.adopted_on]
        following = min(later, key=lambda met: met.held_on, default=None)
        if following is not None and _counts(asked, one.cell_id, following.held_on):
            due += 1
            reviewed += (one.resolution_id, following.meeting_id) in state.reviews
    reviews = [one for one in state.reviews.values() if _counts(asked, one.cell_id, one.reviewed_on)]
    return {
        "resolutions": (len(here), 0),
        "resolutions_carried_out": (len(carried), 0),
        "resolutions_reviewed": (reviewed, due),
        "resolution_points_done": _sums((one.done, one.points) for one in reviews),
    }


def _tasks(asked: Asked, state: State) -> dict[str, Pair]:
    here = [counts for cell_id, day, *counts in state.tasks.values() if _counts(asked, cell_id, day)]
    return {
        "tasks_reviewed": _sums((reviewed, assigned) for assigned, reviewed, _ in here),
        "tasks_done": _sums((done, assigned) for assigned, _, done in here),
    }


def _gatherings(asked: Asked, state: State) -> dict[str, Pair]:
    here = [one for one in state.gatherings.values() if _counts(asked, one.unit_id, one.held_on)]
    counted = [one.opinions for one in here if one.opinions.total is not None]
    months = {
        (unit_id, last.replace(day=1))
        for last in asked.last_days()
        for unit_id in asked.district.unit_ids
        if asked.counts(unit_id, last) and asked.district.place(unit_id, last) == "grassroots_committees"
    }
    briefed = {
        (one.unit_id, one.held_on.replace(day=1))
        for one in state.gatherings.values()
        if "secretaries_briefing" in one.forms
    }
    return {
        "gatherings": (len(here), 0),
        **{
            f"gatherings_{form}": (sum(form in one.forms for one in here), 0)
            for form in get_args(gatherings.GatheringForm)
        },
        "gathering_papers": (sum(one.papers for one in here), 0),
        "gathering_opinions": (sum(one.total for one in counted), 0),
        "gathering_opinions_counted": (len(counted), len(here)),
        "gathering_opinions_split": _sums((one.total - one.not_counted, one.total) for one in counted),
        "briefings": (len(months & briefed), len(months)),
    }


def _practices(asked: Asked, state: State) -> dict[str, Pair]:
    practices = [one for one in state.practices.values() if _counts(asked, one.unit_id, one.recorded_on)]
    shared = [unit_id for (_, unit_id), day in state.sharings.items() if _counts(asked, unit_id, day)]
    return {"practices": (len(practices), 0), "practices_shared": (len(shared), 0)}


def _guidance(asked: Asked, state: State) -> Pair:
    due = {
        (one.guidance_id, unit_id)
        for one in state.guided.values()
        if asked.within(one.until_on)
        for unit_id in asked.district.unit_ids
        if asked.counts(unit_id, one.until_on)
        and asked.district.stands_below(unit_id, one.for_unit_id, one.until_on)
        and (asked.district.on(unit_id, one.until_on) or {})["kind"] == "cell"
    }
    return len(due & state.taken_up), len(due)


def _issues(asked: Asked, state: State) -> dict[str, Pair]:
    """Each issue as it is on the last day: all steps up to it, in the order in which they were told."""
    last = asked.quarter.last
    raised = [one for one in state.issues.values() if _counts(asked, one.unit_id, one.raised_on)]
    settled, waiting = [], []
    for one in state.issues.values():
        now: dict[str, Any] = {}
        for day, changed in state.steps[one.issue_id]:
            now |= changed if day <= last else {}
        if now.get("state") == "resolved" and _counts(asked, one.unit_id, now["settled_on"]):
            settled.append((now["settled_on"] - one.raised_on).days)
        if now.get("state") == "open" and asked.counts(one.unit_id, last):
            waiting.append(now | {"age": (last - one.raised_on).days})
    return {
        "issues_raised": (len(raised), 0),
        "issues_recurrent": (sum(one.recurrence > 0 for one in raised), len(raised)),
        "issues_resolved": (len(settled), 0),
        "issue_days": (sum(settled), len(settled)),
        "issues_overdue": (sum(now["due_on"] < last for now in waiting), len(waiting)),
        "issue_age": (sum(now["age"] for now in waiting), len(waiting)),
        "hot_spots": (sum(now["hot_spot"] for now in waiting), 0),
    }


def _counts(asked: Asked, unit_id: UUID, day: date) -> bool:
    return asked.within(day) and asked.counts(unit_id, day)


def _sums(pairs: Iterable[Pair]) -> Pair:
    found = list(pairs)
    return sum(one for one, _ in found), sum(other for _, other in found)
