"""Committees, trainings, candidates and members of other cells in the busy district, some of it taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import unit_matters as told
from contracts.registry import RollCounts, RollReported
from tests.reporting import given
from tests.reporting.busy import FEBRUARY, JANUARY, MARCH, busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id

BEFORE, APRIL = date(2018, 12, 20), date(2019, 4, 15)


def matter_district(keeper: str) -> History:
    """The busy district, with all of it told besides."""
    history = busy_district(keeper)
    _rolls(history)
    _committees(history)
    _trainings(history)
    _candidates(history)
    _dual_members(history)
    _told_twice(history)
    return history


def _rolls(history: History) -> None:
    counts = RollCounts(official=9, exempt=3, temporarily_away=1, temporarily_here=2, special_duty=1, in_post=5)
    history.tell(RollReported(unit_id=an_id("C1"), as_of=FEBRUARY, counts=counts), given.roll("C1", APRIL, 10, 1))


def committee(cell: str, on: date, seats: int, filled: int, secretary: str | None = "an") -> told.CellCommitteeChanged:
    return told.CellCommitteeChanged(
        unit_id=an_id(cell),
        effective_on=on,
        change="consolidated",
        seats=seats,
        filled=filled,
        secretary_id=an_id(secretary) if secretary else None,
        deputy_ids=[],
        member_ids=[],
    )


def _committees(history: History) -> None:
    """A1 is complete until somebody leaves in April; A2 has no secretary; C1's first two were mistakes."""
    history.tell(committee("A1", BEFORE, 3, 2), committee("A1", MARCH, 3, 3), committee("A1", APRIL, 3, 2))
    history.tell(committee("A2", JANUARY, 1, 1, None), committee("C1", JANUARY, 1, 1), committee("C1", MARCH, 3, 3))
    for day in (MARCH, JANUARY):
        history.tell(told.CellCommitteeWithdrawn(unit_id=an_id("C1"), effective_on=day, reason=REASON))
    history.tell(committee("C1", JANUARY, 3, 1), committee("B1", JANUARY, 1, 1))


def training(unit: str, on: date, topic: str, secretaries: int, others: int) -> told.TrainingHeld:
    return told.TrainingHeld(
        training_id=an_id(unit, "training", topic),
        unit_id=an_id(unit),
        held_on=on,
        topic=topic,
        invited=None,
        participants=secretaries + others,
        secretaries=secretaries,
        deputies=0,
        committee_members=0,
        others=others,
    )


def _trainings(history: History) -> None:
    """The district's and ward A's, one of the next quarter, one taken back."""
    wrong = training("A", MARCH, "nhầm", 9, 9)
    history.tell(training("HU", JANUARY, "điều hành", 5, 2), training("A", MARCH, "ghi biên bản", 0, 4), wrong)
    history.tell(training("HU", APRIL, "dữ liệu", 3, 0))
    history.tell(told.TrainingWithdrawn(training_id=wrong.training_id, unit_id=wrong.unit_id, reason=REASON))


def candidates(unit: str, on: date, admitted: int, **stages: int) -> told.RecruitmentReported:
    return told.RecruitmentReported(
        unit_id=an_id(unit),
        as_of=on,
        stages=[told.StageCount(stage=stage, candidates=number) for stage, number in stages.items()],
        candidates=sum(stages.values()),
        admitted_this_year=admitted,
    )


def _candidates(history: History) -> None:
    """A1 reports before the year, twice in it and again in April; A2 moves before it says less; B1 is dissolved."""
    history.tell(candidates("A1", BEFORE, 7, outstanding=1), candidates("A1", FEBRUARY, 1, outstanding=4, dossier=1))
    history.tell(candidates("A1", MARCH, 2, outstanding=3, awareness_class=2, dossier=0), candidates("A1", APRIL, 5))
    history.tell(candidates("A2", JANUARY, 1, outstanding=2), candidates("A2", APRIL, 0, outstanding=6))
    history.tell(candidates("B1", JANUARY, 1, outstanding=2), candidates("C1", BEFORE, 3, **{"a" * 40: 1, "a" * 44: 2}))
    wrong: Any = candidates("A2", MARCH, 8, outstanding=8)
    history.tell(wrong, told.RecruitmentWithdrawn(unit_id=wrong.unit_id, as_of=wrong.as_of, reason=REASON))


def dual(unit: str, on: date, members: int, asked: int, given_: int) -> told.DualAffiliationReported:
    return told.DualAffiliationReported(
        unit_id=an_id(unit), as_of=on, members=members, remarks_asked=asked, remarks_given=given_
    )


def _dual_members(history: History) -> None:
    """A1's second report is taken back, so that its first counts again; C1's is of the next quarter."""
    history.tell(dual("A1", BEFORE, 6, 5, 4), dual("A1", FEBRUARY, 60, 50, 40), dual("A2", MARCH, 2, 0, 0))
    history.tell(told.DualAffiliationWithdrawn(unit_id=an_id("A1"), as_of=FEBRUARY, reason=REASON))
    history.tell(dual("C1", APRIL, 3, 3, 3))


def _told_twice(history: History) -> None:
    """Wards and the district report for their cells as well; C1 tells in April what the district had told in March."""
    of_a = RollCounts(official=44, probationary=2, in_post=7)
    history.tell(RollReported(unit_id=an_id("A"), as_of=FEBRUARY, counts=of_a))
    history.tell(training("A1", JANUARY, "Điều  hành", 1, 0), training("A1", MARCH, "nhóm cốt cán", 0, 3))
    history.tell(candidates("A", MARCH, 9, outstanding=9), candidates("B", JANUARY, 2, outstanding=1))
    history.tell(candidates("HU", MARCH, 30, outstanding=30), candidates("C1", APRIL, 4, outstanding=1))
    history.tell(dual("A", MARCH, 9, 9, 9), dual("B", MARCH, 1, 1, 1))
