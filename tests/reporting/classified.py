"""The busy district classified for a quarter, with four goods of months and a year; some of it taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts import classification, four_goods, ratings
from contracts.meetings import MeetingHeld
from contracts.message import Event
from tests.reporting import given
from tests.reporting.busy import FEBRUARY, JANUARY, busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id
from tests.samples import example

LAST_DAY, YEAR_END = date(2019, 3, 31), date(2019, 12, 31)
COUNTS_AS = {"EXCELLENT": "excellent", "COMPLETED_WELL": "good", "NOT_COMPLETED": "not_completed"}


def classified_district(keeper: str) -> History:
    """A's cells are decided, and appealed; an answer and a second decision are taken back; persons are counts."""
    history = busy_district(keeper)
    cells = decided("cells", "A", {"A1": "EXCELLENT", "A2": "COMPLETED_WELL"})
    gone = decided("gone", "B", {"B1": "EXCELLENT"})
    history.tell(cells, gone, _withdrawn(gone))
    history.tell(decided("units", "HU", {"C1": "NOT_COMPLETED", "A": "COMPLETED_WELL"}, exceeded=True))
    for objects in ("collective", "individual"):
        history.tell(decided(objects, "A", {}, objects=objects))
    answer = {"A1": "COMPLETED_WELL", "A2": "COMPLETED_WELL"}
    history.tell(_answered("cells", "A", answer | {"A1": "NOT_COMPLETED"}))
    history.tell(_taken_back("cells", "A", answer | {"A1": "EXCELLENT"}), _answered("cells", "A", answer))
    for period, grade in (("2019", "EXCELLENT"), ("2019-Q4", "NOT_COMPLETED")):
        history.tell(decided(period, "A", {"A1": grade}, period=period, as_of=YEAR_END))
    _months(history)
    _titles(history)
    return history


def decided(
    name: str,
    authority: str,
    units: dict[str, str],
    *,
    objects: str = "organisation",
    exceeded: bool = False,
    period: str = "2019-Q1",
    as_of: date = LAST_DAY,
) -> classification.ClassificationDecided:
    told = example("ratings", "ClassificationDecided")
    return classification.ClassificationDecided.model_validate(
        told.model_dump()
        | _group(name, authority, units, period, as_of)
        | {"objects": objects, "quota": _quota(told, exceeded)}
    )


def _quota(told: Any, exceeded: bool) -> dict[str, Any]:
    return {**told.quota.model_dump(), "exceeded": exceeded}


def _group(
    name: str, authority: str, units: dict[str, str], period: str = "2019-Q1", as_of: date = LAST_DAY
) -> dict[str, Any]:
    return {
        "decision_id": an_id("decision", name),
        "authority_id": an_id(authority),
        "period": period,
        "as_of": as_of,
        "units": [{"unit_id": an_id(unit), "grade": grade} for unit, grade in units.items()],
        "counts": [
            {"grade": grade, "counts_as": meaning, "count": list(units.values()).count(grade)}
            for grade, meaning in COUNTS_AS.items()
        ],
    }


def _answered(name: str, authority: str, units: dict[str, str]) -> Event:
    told = example("ratings", "ClassificationAppealAnswered")
    given = told.model_dump() | _group(name, authority, units)
    return classification.ClassificationAppealAnswered.model_validate(given)


def _taken_back(name: str, authority: str, units: dict[str, str]) -> Event:
    told = example("ratings", "ClassificationAppealAnswerWithdrawn")
    given = told.model_dump() | _group(name, authority, units)
    return classification.ClassificationAppealAnswerWithdrawn.model_validate(given)


def _withdrawn(decision: classification.ClassificationDecided) -> Event:
    return classification.ClassificationWithdrawn.model_validate(decision.model_dump() | {"reason": REASON})


def month(meeting: MeetingHeld, *, good: bool) -> four_goods.FourGoodsRated:
    told = example("ratings", "FourGoodsRated")
    kept = {name: getattr(meeting, name) for name in ("cell_id", "meeting_id", "month", "held_on")}
    rating = {"rating_id": an_id("month", meeting.meeting_id), "good": good}
    return four_goods.FourGoodsRated.model_validate(told.model_dump() | kept | rating)


def _months(history: History) -> None:
    """A1's January is good, its February is not after all; A2's is taken back."""
    first, second, third = (given.held(code, day) for code, day in (("A1", JANUARY), ("A1", FEBRUARY), ("A2", JANUARY)))
    for one in (month(second, good=True), month(third, good=True)):
        taken_back = {"rating_id": one.rating_id, "cell_id": one.cell_id, "month": one.month, "held_on": one.held_on}
        history.tell(one, four_goods.FourGoodsRatingWithdrawn.model_validate(taken_back | {"reason": REASON}))
    history.tell(month(first, good=True), month(second, good=False))
    superior = given.rated(first, "superior", "88")
    history.tell(superior, _revised(superior, "70"), _as_before(superior))


def _revised(rating: ratings.CellRated, total: str) -> ratings.RatingRevised:
    told = example("ratings", "RatingRevised").model_dump()
    kept = rating.model_dump(include=set(ratings.RatingRevised.model_fields))
    return ratings.RatingRevised.model_validate(told | kept | {"total": total})


def _as_before(rating: ratings.CellRated) -> ratings.RatingAnswerWithdrawn:
    told = example("ratings", "RatingAnswerWithdrawn").model_dump()
    again = rating.model_dump(include=set(ratings.RatingAnswerWithdrawn.model_fields))
    return ratings.RatingAnswerWithdrawn.model_validate(told | again)


def _titles(history: History) -> None:
    """A1 and A2 have registered and A1 is recognised; what was decided on A2 and B1's registration are taken back."""
    for code in ("A1", "A2", "B1"):
        history.tell(four_goods.FourGoodsRegistered.model_validate(_title(code) | {"registered_on": JANUARY}))
    for code in ("A1", "A2"):
        told = {"authority_id": an_id("A"), "recognised": True, "decided_on": LAST_DAY, "number": None, "vote": None}
        history.tell(
            four_goods.FourGoodsRecognised.model_validate(_title(code) | told | {"months_rated": 2, "months_good": 1})
        )
    gone = _title("A2") | {"authority_id": an_id("A"), "reason": REASON}
    history.tell(four_goods.FourGoodsRecognitionWithdrawn.model_validate(gone))
    history.tell(four_goods.FourGoodsRegistrationWithdrawn.model_validate(_title("B1") | {"reason": REASON}))


def _title(code: str) -> dict[str, Any]:
    return {"title_id": an_id("title", code), "unit_id": an_id(code), "year": 2018, "as_of": LAST_DAY}
