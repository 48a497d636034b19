"""Figures of units' people as numbers, counted again, one event at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from contracts import registry
from contracts import unit_matters as told
from sinhhoat.recount.asked import Asked, Pair

T = TypeVar("T")
Dated = dict[tuple[UUID, date], T]

CATEGORIES = ("official", "probationary", "exempt", "temporarily_away", "temporarily_here", "special_duty", "in_post")


class Standing:
    """What stands after all events, by unit and day; what was taken back has left it."""

    def __init__(self) -> None:
        self.rolls: Dated[registry.RollCounts] = {}
        self.committees: Dated[told.CellCommitteeChanged] = {}
        self.trainings: dict[UUID, told.TrainingHeld] = {}
        self.candidates: Dated[told.RecruitmentReported] = {}
        self.dual: Dated[told.DualAffiliationReported] = {}

    def apply(self, event: Any) -> None:
        match event:
            case registry.RollReported():
                self.rolls[event.unit_id, event.as_of] = event.counts
            case registry.RollWithdrawn():
                del self.rolls[event.unit_id, event.as_of]
            case told.CellCommitteeChanged():
                self.committees[event.unit_id, event.effective_on] = event
            case told.CellCommitteeWithdrawn():
                del self.committees[event.unit_id, event.effective_on]
            case told.TrainingHeld():
                self.trainings[event.training_id] = event
            case told.TrainingWithdrawn():
                del self.trainings[event.training_id]
            case told.RecruitmentReported():
                self.candidates[event.unit_id, event.as_of] = event
            case told.RecruitmentWithdrawn():
                del self.candidates[event.unit_id, event.as_of]
            case told.DualAffiliationReported():
                self.dual[event.unit_id, event.as_of] = event
            case told.DualAffiliationWithdrawn():
                del self.dual[event.unit_id, event.as_of]


def matter_figures(asked: Asked, cells: set[UUID]) -> dict[str, Pair]:
    """Key -> (numerator, denominator); `cells` are those that exist on the last day. A count has denominator 0."""
    stands = asked.state(Standing)
    rolls = _last(asked, stands.rolls)
    committees = [one for unit_id, one in _last(asked, stands.committees).items() if unit_id in cells]
    complete = sum(one.secretary_id is not None and one.filled >= one.seats for one in committees)
    changes = sum(asked.within(day) and asked.counts(unit_id, day) for unit_id, day in stands.committees)
    kept = [one for one in stands.trainings.values() if asked.within(one.held_on)]
    trainings = [one for one in kept if asked.counts(one.unit_id, one.held_on)]
    dual = _last(asked, stands.dual).values()
    return {
        **{f"members_{name}": (sum(getattr(one, name) for one in rolls.values()), 0) for name in CATEGORIES},
        "committees_recorded": (len(committees), len(cells)),
        "committees_complete": (complete, len(committees)),
        "cells_with_secretary": (sum(one.secretary_id is not None for one in committees), len(committees)),
        "committee_changes": (changes, 0),
        "trainings": (len(trainings), 0),
        "training_participants": (sum(one.participants for one in trainings), 0),
        "training_secretaries": (sum(one.secretaries for one in trainings), 0),
        "admitted": (_admitted(asked, stands.candidates), 0),
        "dual_members": (sum(one.members for one in dual), 0),
        "dual_remarks": (sum(one.remarks_given for one in dual), sum(one.remarks_asked for one in dual)),
        **_candidates(_last(asked, stands.candidates)),
    }


def _candidates(reports: Mapping[UUID, told.RecruitmentReported]) -> dict[str, Pair]:
    stages: Counter[str] = Counter()
    for report in reports.values():
        for at in report.stages:
            stages[f"candidates_{at.stage}"[:48]] += at.candidates
    there = {key: (number, 0) for key, number in stages.items() if number}
    return {"candidates": (sum(stages.values()), 0), **there}


def _admitted(asked: Asked, reports: Dated[told.RecruitmentReported]) -> int:
    found = 0
    for unit_id in {unit_id for unit_id, _ in reports}:
        days = sorted(day for other, day in reports if other == unit_id and day.year == asked.quarter.last.year)
        here = [day for day in days if asked.within(day)]
        before = [day for day in days if day < asked.quarter.first]
        if here and asked.counts(unit_id, here[-1]):
            found += reports[unit_id, here[-1]].admitted_this_year
            found -= reports[unit_id, before[-1]].admitted_this_year if before else 0
    return found


def _last(asked: Asked, dated: Dated[T]) -> dict[UUID, T]:
    """What was said last, at or before the last day, of each unit that is there on it."""
    last = asked.quarter.last
    found = {unit_id: one for (unit_id, day), one in sorted(dated.items(), key=lambda item: item[0][1]) if day <= last}
    return {unit_id: one for unit_id, one in found.items() if asked.counts(unit_id, last)}
