"""Figures of what boards do about cells, counted again, one event at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts import commendations, remediation, surveys
from contracts.message import Event
from sinhhoat.recount.asked import Asked, Pair


@dataclass
class State:
    """Everything that stands after all events; what was taken back has left it."""

    orders: dict[UUID, remediation.RemediationOrdered] = field(default_factory=dict)
    closed: dict[UUID, date] = field(default_factory=dict)
    granted: dict[UUID, commendations.CommendationGranted] = field(default_factory=dict)
    surveys: dict[UUID, surveys.SurveyCompleted] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        match event:
            case remediation.RemediationOrdered():
                self.orders[event.remediation_id] = event
                self.closed.pop(event.remediation_id, None)
            case remediation.RemediationClosed():
                self.closed[event.remediation_id] = event.closed_on
            case remediation.RemediationClosingWithdrawn():
                del self.closed[event.remediation_id]
            case remediation.RemediationWithdrawn():
                del self.orders[event.remediation_id]
            case commendations.CommendationGranted():
                self.granted[event.commendation_id] = event
            case commendations.CommendationWithdrawn():
                del self.granted[event.commendation_id]
            case surveys.SurveyCompleted():
                self.surveys[event.survey_id] = event
            case surveys.SurveyWithdrawn():
                del self.surveys[event.survey_id]


def board_figures(asked: Asked) -> dict[str, Pair]:
    """Key -> (numerator, denominator); a count has denominator 0."""
    state, last = asked.state(State), asked.quarter.last
    orders = list(state.orders.values())
    due = [one for one in orders if asked.within(one.due_on) and asked.counts(one.unit_id, one.due_on)]
    given = [one for one in orders if asked.within(one.ordered_on) and asked.counts(one.unit_id, one.ordered_on)]
    still = [one for one in orders if one.ordered_on <= last < state.closed.get(one.remediation_id, date.max)]
    grants = [one for one in state.granted.values() if asked.within(one.granted_on)]
    ours = [one for one in grants if asked.counts(one.issuer_id, one.granted_on)]
    asked_of = [one for one in state.surveys.values() if asked.within(one.until_on)]
    told = [one for one in asked_of if asked.counts(one.unit_id, one.until_on)]
    return {
        "remediations_ordered": (len(given), 0),
        "remediations_closed": (sum(one.remediation_id in state.closed for one in due), len(due)),
        "remediations_open": (sum(asked.counts(one.unit_id, last) for one in still), 0),
        "commended_collectives": (sum(one.collectives for one in ours), 0),
        "commended_individuals": (sum(one.individuals for one in ours), 0),
        "surveys": (len(told), 0),
        "survey_answers": (sum(one.answers for one in told), sum(one.invited for one in told)),
    }
