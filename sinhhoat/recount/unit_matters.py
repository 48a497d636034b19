"""Figures of units' people as numbers, counted again, one event at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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
        self.brought: dict[UUID, list[tuple[Dated[Any], tuple[UUID, date]]]] = {}

    def apply(self, event: Any) -> None:
        match event:
            case registry.UnitTakenOver():
                self._brought(event)
            case registry.UnitEstablishmentWithdrawn():
                for stands, key in self.brought.pop(event.unit_id, []):
                    del stands[key]
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

    def _brought(self, unit: registry.UnitTakenOver) -> None:
        """What came with a unit stands as if it had been told here, on the day of which it speaks."""
        of_unit = {"unit_id": unit.unit_id}
        if unit.roll is not None and unit.roll_as_of is not None:
            self._stands(self.rolls, unit.unit_id, unit.roll_as_of, unit.roll)
        if unit.recruitment is not None:
            reported = told.RecruitmentReported.model_validate(of_unit | dict(unit.recruitment))
            self._stands(self.candidates, unit.unit_id, reported.as_of, reported)
        if unit.dual_affiliation is not None:
            dual = told.DualAffiliationReported.model_validate(of_unit | dict(unit.dual_affiliation))
            self._stands(self.dual, unit.unit_id, dual.as_of, dual)
        if unit.committee is not None:
            since: dict[str, Any] = {"effective_on": unit.committee.since, "change": "completed"}
            changed = told.CellCommitteeChanged.model_validate(of_unit | dict(unit.committee) | since)
            self._stands(self.committees, unit.unit_id, changed.effective_on, changed)

    def _stands(self, dated: Dated[Any], unit_id: UUID, day: date, brought: object) -> None:
        dated[unit_id, day] = brought
        self.brought.setdefault(unit_id, []).append((dated, (unit_id, day)))


def matter_figures(asked: Asked, cells: set[UUID]) -> dict[str, Pair]:
    """Key -> (numerator, denominator); `cells` are those that exist on the last day. A count has denominator 0."""
    stands = asked.state(Standing)
    rolls = _last(asked, stands.rolls)
    members = {name: _once(asked, {who: getattr(one, name) for who, one in rolls.items()}) for name in CATEGORIES}
    committees = [one for unit_id, one in _last(asked, stands.committees).items() if unit_id in cells]
    complete = sum(one.secretary_id is not None and one.filled >= one.seats for one in committees)
    changes = sum(asked.within(day) and asked.counts(unit_id, day) for unit_id, day in stands.committees)
    kept = [one for one in stands.trainings.values() if asked.here(one.unit_id, one.held_on)]
    trainings = [one for one in kept if not _held_above(asked, one, stands.trainings.values())]
    reports = _last(asked, stands.dual)
    dual = [reports[who] for who in _once(asked, {who: one.members for who, one in reports.items()})]
    return {
        "members": (sum(members["official"].values()) + sum(members["probationary"].values()), 0),
        **{f"members_{name}": (sum(numbers.values()), 0) for name, numbers in members.items()},
        "rolls_reported": (len(rolls.keys() & cells), len(cells)),
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
        **_candidates(asked, _last(asked, stands.candidates)),
    }


def _once(asked: Asked, numbers: Mapping[UUID, int]) -> dict[UUID, int]:
    """Those of the numbers below which, on the last day, no other unit has any: theirs are of the same people.

    Where units stood on that day itself decides, also where they are counted under other ones today.
    """
    last = asked.quarter.last
    covered: set[UUID] = set()
    for who, number in numbers.items():
        covered |= asked.raw.district.line(who, last) - {who} if number else set()
    return {who: number for who, number in numbers.items() if who not in covered and asked.counts(who, last)}


def _held_above(asked: Asked, training: told.TrainingHeld, all_of_them: Iterable[told.TrainingHeld]) -> bool:
    """Whether a unit above the one that held it recorded one of the same day and topic."""
    above = asked.raw.district.line(training.unit_id, training.held_on) - {training.unit_id}
    return any(
        one.unit_id in above and one.held_on == training.held_on and _topic(one) == _topic(training)
        for one in all_of_them
    )


def _topic(training: told.TrainingHeld) -> str:
    return " ".join(training.topic.split()).casefold()


def _candidates(asked: Asked, reports: Mapping[UUID, told.RecruitmentReported]) -> dict[str, Pair]:
    stages: Counter[str] = Counter()
    for who in _once(asked, {who: one.candidates for who, one in reports.items()}):
        for at in reports[who].stages:
            stages[f"candidates_{at.stage}"[:48]] += at.candidates
    there = {key: (number, 0) for key, number in stages.items() if number}
    return {"candidates": (sum(stages.values()), 0), **there}


def _admitted(asked: Asked, reports: Dated[told.RecruitmentReported]) -> int:
    """Each unit's number of the year less what it had told before; never what others of its line have told, too."""
    first, last = asked.quarter.first, asked.quarter.last
    year = {key: one.admitted_this_year for key, one in reports.items() if key[1].year == last.year and key[1] <= last}
    tellers = {who for (who, _), number in year.items() if number}
    before = {who for (who, day), number in year.items() if number and day < first}
    found = 0
    for unit_id in {who for who, _ in year}:
        days = sorted(day for other, day in year if other == unit_id)
        here, earlier = [day for day in days if day >= first], [day for day in days if day < first]
        if not here or not asked.counts(unit_id, here[-1]):
            continue
        if any(unit_id in asked.raw.district.line(other, last) for other in tellers - {unit_id}):
            continue
        if earlier or not before & asked.raw.district.line(unit_id, last):
            told_already = year[unit_id, earlier[-1]] if earlier else 0
            found += max(0, year[unit_id, here[-1]] - told_already)
    return found


def _last(asked: Asked, dated: Dated[T]) -> dict[UUID, T]:
    """What was said last, at or before the last day, of each unit of the keeper that is there on it."""
    last = asked.quarter.last
    found = {unit_id: one for (unit_id, day), one in sorted(dated.items(), key=lambda item: item[0][1]) if day <= last}
    return {unit_id: one for unit_id, one in found.items() if asked.raw.district.on(unit_id, last) is not None}
