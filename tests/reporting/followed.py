"""A small district's resolutions, tasks, gatherings, guidance, good practice and issues, some of them taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import gatherings, guidance, issues, resolutions
from contracts.texts import TextRef
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id

WORDS = TextRef(text_id=an_id("words"), sha256="00" * 32)
ADOPTED, FEBRUARY, MARCH, APRIL = date(2019, 1, 10), date(2019, 2, 10), date(2019, 3, 15), date(2019, 4, 5)


def followed_district(keeper: str, *, april: bool = True) -> History:
    """The busy district, with all of it told besides; or without what became of issues in April."""
    history = busy_district(keeper)
    history.tell(given.held("A1", APRIL), given.held("A2", MARCH))
    _resolutions(history)
    _tasks(history)
    _gatherings(history)
    _guidance(history)
    _practices(history)
    _issues(history)
    if april:
        issues_in_april(history)
    return history


def adopted(cell: str, number: str, on: date) -> resolutions.ResolutionAdopted:
    return resolutions.ResolutionAdopted(
        resolution_id=an_id(cell, "resolution", number),
        cell_id=an_id(cell),
        meeting_id=an_id(cell, "meeting", on),
        number=number,
        title="Nghị quyết",
        adopted_on=on,
        points=[resolutions.AdoptedPoint(title=str(place), text=None, due_on=None) for place in range(3)],
    )


def reviewed(of: resolutions.ResolutionAdopted, cell: str, on: date, done: int) -> resolutions.ResolutionReviewed:
    return resolutions.ResolutionReviewed(
        resolution_id=of.resolution_id,
        cell_id=of.cell_id,
        meeting_id=an_id(cell, "meeting", on),
        reviewed_on=on,
        points=3,
        done=done,
        not_done=3 - done,
        overdue=0,
        done_points=list(range(1, done + 1)),
    )


def _resolutions(history: History) -> None:
    """A1 reviews its first as it should and its second only later; A2 takes its review back; one is withdrawn whole."""
    first, second, third = adopted("A1", "1", ADOPTED), adopted("A1", "2", FEBRUARY), adopted("A2", "3", ADOPTED)
    gone = adopted("C1", "4", ADOPTED)
    history.tell(first, second, third, gone, reviewed(gone, "C1", FEBRUARY, 1))
    history.tell(reviewed(first, "A1", FEBRUARY, 2), reviewed(third, "A2", MARCH, 1))
    history.tell(
        resolutions.ResolutionReviewWithdrawn(
            **_of(reviewed(third, "A2", MARCH, 1), "resolution_id", "cell_id", "meeting_id", "reviewed_on"),
            reason=REASON,
        ),
        resolutions.ResolutionWithdrawn(
            **_of(gone, "resolution_id", "cell_id", "meeting_id", "adopted_on"), reason=REASON
        ),
    )
    for one, day in ((first, MARCH), (second, MARCH)):
        done = {"resolution_id": one.resolution_id, "cell_id": one.cell_id}
        history.tell(resolutions.ResolutionCarriedOut(**done, carried_out_on=day))
    history.tell(
        resolutions.ResolutionReopened(
            resolution_id=second.resolution_id, cell_id=second.cell_id, former_carried_out_on=MARCH, reason=REASON
        )
    )


def moved(history: History) -> None:
    """A2 resolved, A1 reviewed and took guidance up on other days than the minutes said at first."""
    resolved, first, march = (
        adopted("A2", "3", ADOPTED),
        adopted("A1", "1", ADOPTED),
        guided("A", "2", date(2019, 3, 31)),
    )
    to = {"former_adopted_on": ADOPTED, "adopted_on": APRIL}
    seen = _of(reviewed(first, "A1", FEBRUARY, 2), "resolution_id", "cell_id", "meeting_id", "overdue")
    taken = dict(taken_up(march, "A1", APRIL))
    history.tell(
        resolutions.ResolutionRedated(**_of(resolved, "resolution_id", "cell_id", "meeting_id"), **to, reason=REASON),
        resolutions.ResolutionReviewRedated(**seen, former_reviewed_on=FEBRUARY, reviewed_on=MARCH, reason=REASON),
        guidance.TakingUpRedated(**taken | {"taken_up_on": MARCH}, former_taken_up_on=APRIL, reason=REASON),
    )


def _tasks(history: History) -> None:
    for cell, day, counts in (("A1", ADOPTED, (12, 11, 9)), ("A2", FEBRUARY, (5, 4, 4)), ("C1", MARCH, (3, 1, 0))):
        of = {
            "tasks_id": an_id(cell, "tasks", day),
            "cell_id": an_id(cell),
            "month": day.replace(day=1),
            "assigned_on": day,
        }
        assigned, seen, done = counts
        history.tell(
            resolutions.MemberTasksAssigned(**of, assigned=assigned),
            resolutions.MemberTasksReviewed(**of, reviewed_on=APRIL, assigned=assigned, reviewed=seen, done=done),
        )
        if cell == "C1":
            history.tell(resolutions.MemberTasksWithdrawn(**of, reason=REASON))


def gathering(
    unit: str, on: date, *forms: gatherings.GatheringForm, opinions: int | None = None, split: tuple[int, ...] = ()
) -> gatherings.GatheringHeld:
    nobody = gatherings.CountedTally(total=None, parts=[], not_counted=None)
    parts = [gatherings.Share(name=f"Vấn đề {place}", count=count) for place, count in enumerate(split)]
    rest = None if opinions is None else opinions - sum(split)
    return gatherings.GatheringHeld(
        gathering_id=an_id(unit, "gathering", on),
        unit_id=an_id(unit),
        forms=list(forms),
        topic="Nâng cao chất lượng sinh hoạt",
        held_on=on,
        document=None,
        period=None,
        participants=nobody,
        papers=3,
        paper_titles=[],
        opinions=gatherings.CountedTally(total=opinions, parts=parts, not_counted=rest),
        conclusions=None,
    )


def _gatherings(history: History) -> None:
    """A briefs in January and twice in March; B's briefing is corrected into a seminar; HU's dialogue is taken back."""
    briefing = gathering("B", FEBRUARY, "secretaries_briefing")
    dialogue = gathering("HU", FEBRUARY, "themed_briefing", "dialogue", opinions=4)
    history.tell(
        gathering("A", ADOPTED, "secretaries_briefing"),
        gathering("A", MARCH, "secretaries_briefing", "seminar", opinions=16),
        gathering("A", date(2019, 3, 20), "secretaries_briefing", opinions=9, split=(4, 3)),
        briefing,
        dialogue,
        gathering("HU", ADOPTED, "programme_review", "interim_review"),
        gathering("HU", MARCH, "annual_review"),
    )
    seminar = dict(gathering("B", date(2019, 2, 11), "seminar", opinions=2)) | {"gathering_id": briefing.gathering_id}
    history.tell(
        gatherings.GatheringCorrected(**seminar, former_held_on=FEBRUARY, reason=REASON),
        gatherings.GatheringWithdrawn(**_of(dialogue, "gathering_id", "unit_id", "held_on"), reason=REASON),
    )


def guided(unit: str, number: str, until_on: date) -> guidance.GuidanceIssued:
    return guidance.GuidanceIssued(
        guidance_id=an_id("guidance", number),
        issuer_id=an_id("HU"),
        number=number,
        title="Định hướng",
        issued_on=date(2018, 12, 25),
        period="month",
        from_on=until_on.replace(day=1),
        until_on=until_on,
        for_unit_id=an_id(unit),
        text=None,
    )


def taken_up(of: guidance.GuidanceIssued, cell: str, on: date) -> guidance.GuidanceTakenUp:
    return guidance.GuidanceTakenUp(
        guidance_id=of.guidance_id, cell_id=an_id(cell), meeting_id=an_id(cell, "meeting", on), taken_up_on=on
    )


def _guidance(history: History) -> None:
    """For all in January and for A's cells in March; C1's taking up is taken back, and one guidance altogether."""
    january, march = guided("HU", "1", date(2019, 1, 31)), guided("A", "2", date(2019, 3, 31))
    gone = guided("HU", "3", date(2019, 2, 28))
    history.tell(january, march, gone, taken_up(january, "A1", ADOPTED), taken_up(january, "C1", FEBRUARY))
    history.tell(taken_up(march, "A1", APRIL), taken_up(march, "C1", MARCH), taken_up(gone, "A1", FEBRUARY))
    back = taken_up(january, "C1", FEBRUARY)
    history.tell(
        guidance.TakingUpWithdrawn(**dict(back), reason=REASON),
        guidance.GuidanceWithdrawn(**_of(gone, "guidance_id", "issuer_id", "issued_on"), reason=REASON),
    )


def practice(unit: str, on: date) -> guidance.GoodPracticeRecorded:
    return guidance.GoodPracticeRecorded(
        practice_id=an_id(unit, "practice"),
        unit_id=an_id(unit),
        title="Cách làm hay",
        theme="Dân vận",
        recorded_on=on,
        content=WORDS,
    )


def _practices(history: History) -> None:
    kept, gone = practice("A1", ADOPTED), practice("C1", FEBRUARY)
    history.tell(kept, gone)
    for one, units in ((kept, ("A2", "C1", "B")), (gone, ("A1",))):
        history.tell(
            guidance.GoodPracticeShared(
                practice_id=one.practice_id,
                unit_id=one.unit_id,
                sharer_id=an_id("HU"),
                with_unit_ids=[an_id(unit) for unit in units],
                shared_on=FEBRUARY,
            )
        )
    history.tell(
        guidance.SharingWithdrawn(
            practice_id=kept.practice_id,
            unit_id=kept.unit_id,
            sharer_id=an_id("HU"),
            with_unit_id=an_id("C1"),
            shared_on=FEBRUARY,
            reason=REASON,
        ),
        guidance.GoodPracticeWithdrawn(**_of(gone, "practice_id", "unit_id", "recorded_on"), reason=REASON),
    )


def raised(unit: str, number: int, on: date, due_on: date, *, recurrence: int = 0) -> issues.IssueRaised:
    return issues.IssueRaised(
        issue_id=an_id("issue", number),
        unit_id=an_id(unit),
        source="cell",
        theme="Ngập nước",
        content=WORDS,
        raised_by=an_id("secretary"),
        raised_on=on,
        at_unit_id=an_id("HU"),
        due_on=due_on,
        policy_version=None,
        hot_spot=False,
        recurrence_of=None,
        recurrence=recurrence,
        visit_id=None,
    )


def _issues(history: History) -> None:
    """1 waits, overdue and hot; 2 waits; 3 and 4 are settled; 5 withdrawn; 6 answered in vain, and waits.

    Of 2, 3 and 4 steps were entered by mistake and withdrawn: a term, a hot spot, and that 3 and 4 were opened again, 4
    on the day on which it was settled.
    """
    known = _known()
    history.tell(*known)
    of, at, raiser, step = _parts(known)
    history.tell(
        issues.IssueEscalated(**of[0], **step, escalated_on=FEBRUARY),
        issues.IssueReturned(**of[0], **step | {"due_on": date(2019, 2, 25)}, returned_on=FEBRUARY),
        issues.HotSpotMarked(**at[0], hot_spot=True, marked_on=FEBRUARY, reason=REASON),
        issues.IssueResolved(**at[2], **raiser, resolved_on=MARCH, outcome=WORDS),
        issues.IssueResolved(**at[3], **raiser, resolved_on=MARCH, outcome=WORDS),
        issues.IssueWithdrawn(**of[4], **raiser, raised_on=FEBRUARY, reason=REASON),
        issues.IssueAnswered(**at[5], **raiser, answered_on=MARCH, answered_by=an_id("HU"), answer=WORDS),
        issues.HotSpotMarked(**at[5], hot_spot=True, marked_on=date(2019, 3, 20), reason=REASON),
        issues.IssueAnswerWithdrawn(**at[5], **raiser, answered_on=MARCH, reason=REASON),
    )
    again = {"due_on": date(2019, 4, 30), "policy_version": None, "reason": REASON}
    history.tell(
        issues.IssueEscalated(**of[1], **step, escalated_on=MARCH),
        issues.HotSpotMarked(**at[1], hot_spot=True, marked_on=date(2019, 3, 20), reason=REASON),
        stepped_back(known[1], "hot_spot_marked", date(2019, 3, 20), due_on=step["due_on"]),
        stepped_back(known[1], "escalated", MARCH),
        issues.IssueReopened(**at[2], reopened_on=date(2019, 3, 20), **again),
        stepped_back(known[2], "reopened", date(2019, 3, 20), state="resolved", resolved_on=MARCH, outcome=WORDS),
        issues.IssueReopened(**at[3], reopened_on=MARCH, **again),
        stepped_back(known[3], "reopened", MARCH, state="resolved", resolved_on=MARCH, outcome=WORDS),
    )


def stepped_back(of: issues.IssueRaised, step: str, on: date, **again: Any) -> issues.IssueStepWithdrawn:
    """That a step was withdrawn, and what the issue is again but for what it was when it was raised."""
    first = {"state": "open", "due_on": of.due_on, "hot_spot": of.hot_spot}
    blank = dict.fromkeys(("answered_on", "answer", "resolved_on", "outcome"))
    who = _of(of, "issue_id", "unit_id", "at_unit_id", "source", "raised_by", "visit_id")
    return issues.IssueStepWithdrawn.model_validate(
        {**who, "step": step, "step_on": on, **first, **blank, **again, "reason": REASON}
    )


def issues_in_april(history: History) -> None:
    """1 is hot no more and due later; 2 is answered; 3 and 4 are opened again, 3 is settled again; 6 is settled."""
    of, at, raiser, step = _parts(_known())
    again = {"due_on": date(2019, 4, 30), "policy_version": None, "reason": REASON}
    history.tell(
        issues.HotSpotMarked(**at[0], hot_spot=False, marked_on=APRIL, reason=REASON),
        issues.IssueEscalated(**of[0], **step | {"due_on": date(2019, 4, 30)}, escalated_on=APRIL),
        issues.IssueAnswered(**at[1], **raiser, answered_on=APRIL, answered_by=an_id("HU"), answer=WORDS),
        issues.IssueReopened(**at[2], reopened_on=APRIL, **again),
        issues.IssueResolved(**at[2], **raiser, resolved_on=date(2019, 4, 9), outcome=WORDS),
        issues.IssueReopened(**at[3], reopened_on=APRIL, **again),
        issues.IssueResolved(**at[5], **raiser, resolved_on=APRIL, outcome=WORDS),
    )


def _known() -> list[issues.IssueRaised]:
    return [
        raised("A1", 1, ADOPTED, FEBRUARY),
        raised("A1", 2, FEBRUARY, MARCH, recurrence=1),
        raised("A2", 3, ADOPTED, MARCH, recurrence=2),
        raised("C1", 4, FEBRUARY, MARCH),
        raised("C1", 5, FEBRUARY, MARCH),
        raised("A1", 6, MARCH, FEBRUARY.replace(year=2020)),
    ]


def _parts(known: list[issues.IssueRaised]) -> tuple[Any, ...]:
    """Of each issue: which it is, also with where it stands; who raised it; a step up."""
    of = [{"issue_id": one.issue_id, "unit_id": one.unit_id} for one in known]
    at = [one | {"at_unit_id": an_id("HU")} for one in of]
    raiser: dict[str, Any] = {"source": "cell", "raised_by": an_id("secretary"), "visit_id": None}
    step = {"from_unit_id": an_id("A"), "to_unit_id": an_id("HU"), "due_on": date(2019, 2, 20), "reason": REASON}
    return of, at, raiser, step


def _of(event: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(event, name) for name in names}
