"""Which commands of the contracts the year has used, from the contracts' own list: one that it leaves out is found."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from contracts import assignments, quarterly_reports, ratings
from contracts.message import Command, Event
from sinhhoat.published_language.catalogue import messages

REACTIONS: Mapping[type[Command], type[Event]] = {
    assignments.NotifyObserver: assignments.ObserverNotified,
    assignments.CloseVisitPlan: assignments.VisitPlanClosed,
    ratings.WithdrawRestingRatings: ratings.RatingWithdrawn,
    ratings.RedateRestingRatings: ratings.RatingRedated,
    quarterly_reports.RestateQuarter: quarterly_reports.QuarterRestated,
}
"""What a service tells itself, and the event by which it is seen that it did: one that bears the service's own name."""


@dataclass(frozen=True)
class Used:
    """How many commands there are, and the names of those that the year has left out.

    `refused` are those that a good year has no occasion for: they were sent, and refused as they must be.
    """

    of: int
    left_out: list[str]
    refused: list[str]

    @property
    def number(self) -> int:
        """How many were carried out."""
        return self.of - len(self.left_out) - len(self.refused)

    @classmethod
    def by(cls, sent: Collection[str], told: Collection[str], refused: Collection[str] = ()) -> Used:
        """From the names of commands that were accepted and refused, and of events that services told by themselves."""
        kinds = [kind for kind in messages() if issubclass(kind, Command)]
        seen = {kind.__name__ for kind, event in REACTIONS.items() if event.__name__ in told}
        left = {kind.__name__ for kind in kinds} - set(sent) - seen
        return cls(len(kinds), sorted(left - set(refused)), sorted(left & set(refused)))
