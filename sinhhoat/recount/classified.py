"""Figures of classification and of the four goods, counted again event by event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from contracts import classification, four_goods, ratings
from contracts.meetings import MeetingHeld
from sinhhoat.recount.asked import Asked, Pair


class Standing:
    """What stands after all events; what was taken back has left it."""

    def __init__(self) -> None:
        self.decisions: dict[UUID, Any] = {}
        self.months: dict[UUID, four_goods.FourGoodsRated] = {}
        self.titles: dict[UUID, four_goods.FourGoodsRegistered] = {}
        self.recognised: dict[UUID, bool] = {}
        self.superior: dict[UUID, tuple[UUID, int]] = {}

    def apply(self, event: Any) -> None:
        match event:
            case (
                classification.ClassificationDecided()
                | classification.ClassificationAppealAnswered()
                | classification.ClassificationAppealAnswerWithdrawn()
            ):
                self.decisions[event.decision_id] = event
            case classification.ClassificationWithdrawn():
                del self.decisions[event.decision_id]
            case four_goods.FourGoodsRated():
                self.months[event.rating_id] = event
            case four_goods.FourGoodsRatingWithdrawn():
                del self.months[event.rating_id]
            case four_goods.FourGoodsRegistered():
                self.titles[event.title_id] = event
            case four_goods.FourGoodsRegistrationWithdrawn():
                del self.titles[event.title_id]
            case four_goods.FourGoodsRecognised():
                self.recognised[event.title_id] = event.recognised
            case four_goods.FourGoodsRecognitionWithdrawn():
                del self.recognised[event.title_id]
            case ratings.CellRated() | ratings.RatingRevised() | ratings.RatingAnswerWithdrawn() if (
                event.rater == "superior"
            ):
                self.superior[event.rating_id] = (event.meeting_id, int(event.total * 100))
            case ratings.RatingWithdrawn():
                self.superior.pop(event.rating_id, None)


def classified_figures(asked: Asked, held: Iterable[MeetingHeld]) -> dict[str, Pair]:
    """Key -> (numerator, denominator); `held` are the meetings that stand."""
    stands = asked.state(Standing)
    return {**_classes(asked, stands), **_goods(asked, stands, list(held))}


def _classes(asked: Asked, stands: Standing) -> dict[str, Pair]:
    in_quarter = [one for one in stands.decisions.values() if asked.within(one.as_of)]
    years = [one for one in in_quarter if len(one.period) == 4]
    quarters = [one for one in in_quarter if len(one.period) > 4]
    named = {f"{key}_of_quarter": pair for key, pair in _of_rounds(asked, quarters).items()}
    return {**_of_rounds(asked, years), **named}


def _of_rounds(asked: Asked, decisions: list[Any]) -> dict[str, Pair]:
    meaning = {(one.decision_id, count.grade): count.counts_as for one in decisions for count in one.counts}
    grades = [
        meaning[one.decision_id, unit.grade]
        for one in decisions
        for unit in one.units
        if asked.counts(unit.unit_id, one.as_of)
    ]
    groups = [one for one in decisions if asked.counts(one.authority_id, one.as_of)]
    return {
        "classified_excellent": (grades.count("excellent"), len(grades)),
        "classified_well_or_better": (grades.count("excellent") + grades.count("good"), len(grades)),
        "classified_completed_or_better": (len(grades) - grades.count("not_completed"), len(grades)),
        "groups_within_quota": (sum(not one.quota.exceeded for one in groups), len(groups)),
        "collectives_classified_excellent": _counts_of(groups, "collective"),
        "individuals_classified_excellent": _counts_of(groups, "individual"),
    }


def _counts_of(groups: Iterable[Any], objects: str) -> Pair:
    found = [one.quota for one in groups if one.objects == objects]
    return sum(quota.excellent for quota in found), sum(quota.rated for quota in found)


def _goods(asked: Asked, stands: Standing, held: list[MeetingHeld]) -> dict[str, Pair]:
    here = [one for one in held if asked.within(one.held_on) and asked.counts(one.cell_id, one.held_on)]
    regular = [one.meeting_id for one in here if one.kind == "regular"]
    rated = [one for one in stands.months.values() if one.meeting_id in regular]
    titles = [one for one in stands.titles.values() if _counted(asked, one.unit_id, one.as_of)]
    meetings = {one.meeting_id for one in here}
    totals = [total for meeting_id, total in stands.superior.values() if meeting_id in meetings]
    return {
        "good_cells_of_the_month": (sum(one.good for one in rated), len(rated)),
        "four_goods_rated": (len(rated), len(regular)),
        "four_goods_recognised": (sum(stands.recognised.get(one.title_id, False) for one in titles), len(titles)),
        "superior_score": (sum(totals), len(totals)),
    }


def _counted(asked: Asked, unit_id: UUID, day: date) -> bool:
    return asked.within(day) and asked.counts(unit_id, day)
