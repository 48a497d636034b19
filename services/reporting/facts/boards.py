"""Facts of what committees and boards do about cells: remediations, commendations, surveys."""

from __future__ import annotations

from collections.abc import Mapping

from contracts.commendations import CommendationGranted, CommendationWithdrawn
from contracts.message import Event
from contracts.remediation import (
    RemediationClosed,
    RemediationClosingWithdrawn,
    RemediationFollowed,
    RemediationLookWithdrawn,
    RemediationOrdered,
    RemediationWithdrawn,
)
from contracts.surveys import SurveyCompleted, SurveyWithdrawn
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold


async def remediation_ordered(rows: FactRows, event: Received, ordered: RemediationOrdered) -> None:
    """A unit is to put something right; the duty falls due on the day that the order names."""
    rows.add(
        "remediation_fact",
        event,
        told_by=event.position,
        remediation_id=ordered.remediation_id,
        unit_id=ordered.unit_id,
        day=ordered.ordered_on,
        due_on=ordered.due_on,
        closed_on=None,
        rectified=None,
    )


async def remediation_closed(rows: FactRows, event: Received, closed: RemediationClosed) -> None:
    """The same order, closed; the event that ordered it goes on saying that it fell due."""
    for row in await rows.close("remediation_fact", event, remediation_id=closed.remediation_id):
        kept = ("told_by", "remediation_id", "unit_id", "day", "due_on")
        ordered = {name: row[name] for name in kept}
        rows.add("remediation_fact", event, **ordered, closed_on=closed.closed_on, rectified=closed.rectified)


async def remediation_open_again(rows: FactRows, event: Received, again: RemediationClosingWithdrawn) -> None:
    """The same order, open as it was before it was closed."""
    for row in await rows.close("remediation_fact", event, remediation_id=again.remediation_id):
        ordered = {name: row[name] for name in ("told_by", "remediation_id", "unit_id", "day", "due_on")}
        rows.add("remediation_fact", event, **ordered, closed_on=None, rectified=None)


async def remediation_withdrawn(rows: FactRows, event: Received, withdrawn: RemediationWithdrawn) -> None:
    """The order counts no more."""
    await rows.close("remediation_fact", event, remediation_id=withdrawn.remediation_id)


async def commendation_granted(rows: FactRows, event: Received, granted: CommendationGranted) -> None:
    """A decision counts for the unit that made it: a source seldom says where those it commends belong."""
    rows.add(
        "commendation_fact",
        event,
        commendation_id=granted.commendation_id,
        unit_id=granted.issuer_id,
        day=granted.granted_on,
        collectives=granted.collectives,
        individuals=granted.individuals,
    )


async def commendation_withdrawn(rows: FactRows, event: Received, withdrawn: CommendationWithdrawn) -> None:
    """The decision counts no more."""
    await rows.close("commendation_fact", event, commendation_id=withdrawn.commendation_id)


async def survey_completed(rows: FactRows, event: Received, completed: SurveyCompleted) -> None:
    """How many were asked, have answered, and made each choice: counts of what nobody can be told by."""
    rows.add(
        "survey_fact",
        event,
        survey_id=completed.survey_id,
        unit_id=completed.unit_id,
        day=completed.until_on,
        invited=completed.invited,
        answers=completed.answers,
    )
    choices = (
        (number, question.name, choice)
        for number, question in enumerate(completed.questions)
        for choice in question.choices
    )
    for number, (place, question, choice) in enumerate(choices):
        said = {"question_number": place, "question": question, "choice": choice.name, "answers": choice.answers}
        rows.add("survey_choice_fact", event, number, survey_id=completed.survey_id, **said)


async def survey_withdrawn(rows: FactRows, event: Received, withdrawn: SurveyWithdrawn) -> None:
    """The survey counts no more."""
    for table in ("survey_fact", "survey_choice_fact"):
        await rows.close(table, event, survey_id=withdrawn.survey_id)


FOLDS: dict[type[Event], Fold] = {
    RemediationOrdered: remediation_ordered,
    RemediationClosed: remediation_closed,
    RemediationClosingWithdrawn: remediation_open_again,
    RemediationWithdrawn: remediation_withdrawn,
    CommendationGranted: commendation_granted,
    CommendationWithdrawn: commendation_withdrawn,
    SurveyCompleted: survey_completed,
    SurveyWithdrawn: survey_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    RemediationFollowed: "a look in between: the order counts on its day, its closing on the day that is due",
    RemediationLookWithdrawn: "as the look that is taken back",
}
