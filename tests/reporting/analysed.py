"""A district in which everything happens that an analysis looks for, over two years."""

from __future__ import annotations

from datetime import date

from contracts.assignments import VisitMade
from contracts.findings import VisitFindingsFiled
from contracts.meetings import MeetingHeld
from contracts.ratings import CellRated, Rater, RubricAdopted, RubricCriterion
from contracts.surveys import SurveyChoice, SurveyQuestion
from contracts.texts import TextRef
from tests.reporting import given
from tests.reporting.boards import completed
from tests.reporting.classified import decided
from tests.reporting.history import History, an_id
from tests.samples import example

CELLS = {"A1": "RESIDENTIAL", "A2": "SCHOOL", "B1": "ENTERPRISE", "B2": "RESIDENTIAL"}
YEAR_END, SPRING, SUMMER = date(2020, 12, 31), date(2019, 5, 3), date(2019, 6, 30)


def analysed_district(keeper: str) -> History:
    history = History(keeper)
    history.tell(
        given.types_adopted("1", given.LONG_AGO),
        given.established("HU", None),
        given.established("A", "HU"),
        given.established("B", "HU"),
        *(given.established(code, code[0], cell_type) for code, cell_type in CELLS.items()),
        rubric(),
    )
    for code in CELLS:
        history.tell(given.roll(code, date(2018, 12, 31), 10), given.assigned("an", code, date(2019, 1, 1), YEAR_END))
    for code in ("A1", "A2", "B1"):
        for number in range(6):
            _month(history, code, date(2019, 1 + number, 3))
    _told_besides(history)
    return history


def _told_besides(history: History) -> None:
    """Two surveys, one of them of too few; findings in words used before; a class of A's cells above its quota."""
    enough, few = completed("A1", "lớn", SPRING, 20, 12), completed("B1", "nhỏ", SPRING, 5, 3)
    choices = [SurveyChoice(name="Tốt", answers=9), SurveyChoice(name="Chưa tốt", answers=3)]
    asked = [SurveyQuestion(name="Chất lượng?", choices=choices)]
    history.tell(enough.model_copy(update={"questions": asked}), few)
    for visit in [told.event for told in history.told if isinstance(told.event, VisitMade)]:
        earlier = an_id("text") if visit.visited_on == SPRING else None
        history.tell(found(visit, TextRef(text_id=visit.visit_id, sha256="00" * 32, same_text_as=earlier)))
    classes = {"A1": "EXCELLENT", "A2": "COMPLETED_WELL"}
    history.tell(decided("A", "A", classes, exceeded=True, period="2019-Q2", as_of=SUMMER))


def found(visit: VisitMade, text: TextRef) -> VisitFindingsFiled:
    told = example("assignments", "VisitFindingsFiled")
    assert isinstance(told, VisitFindingsFiled)
    findings = [told.findings[0].model_copy(update={"text": text})]
    kept = {name: getattr(visit, name) for name in ("visit_id", "person_id", "cell_id", "meeting_id", "visited_on")}
    return told.model_copy(update={**kept, "findings": findings})


def rubric() -> RubricAdopted:
    names = {"attendance": "Số lượng dự", "content": "Nội dung"}
    return RubricAdopted(
        rubric_id=an_id("rubric"),
        version="00" * 32,
        name="Khung điểm",
        meeting_kind="regular",
        effective_from=given.LONG_AGO,
        criteria=[RubricCriterion(key=key, name_vi=vi, name_en=key, max_points="50") for key, vi in names.items()],
        bands=[],
        maximum_on=[],
    )


def _month(history: History, code: str, day: date) -> None:
    """A1 always gives itself the same score, and is visited in the second month of every quarter."""
    meeting = given.held(code, day)
    own = 45 if code == "A1" else 40 + day.month
    history.tell(meeting, scored(meeting, "self", own, 45))
    if day.month % 3 == 2:
        history.tell(given.visited("an", code, day), scored(meeting, "observer", own - 5, 45, "an"))
    if code == "A1":
        history.tell(scored(meeting, "superior", own, 40))


def scored(meeting: MeetingHeld, rater: Rater, attendance: int, content: int, person: str = "somebody") -> CellRated:
    points = {"attendance": str(attendance), "content": str(content)}
    return given.rated(meeting, rater, str(attendance + content), person, points)
