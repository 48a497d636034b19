"""What tests of ratings begin with; only the value that matters is written in the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.chassis.aggregate import Aggregate, TextRef, now
from services.chassis.event_store import DomainEvent
from services.ratings.domain import (
    Adopted,
    Band,
    Base,
    CellRating,
    ClassificationRound,
    Criterion,
    Decider,
    Decision,
    Enforcement,
    Form,
    FourGoodsRubric,
    FourGoodsRubrics,
    FourGoodsTitle,
    Good,
    GoodCriterion,
    Graded,
    GroupBy,
    Judge,
    MonthRating,
    Objects,
    Proposal,
    QuotaPolicy,
    RatedKind,
    RatedMeeting,
    RatedMonth,
    Rater,
    Recognition,
    RollUpPolicy,
    RollUpRule,
    Rounding,
    RoundKey,
    Rubric,
    Rubrics,
    Ties,
    Vote,
)
from services.ratings.domain.schemes import scheme_of
from services.ratings.main import SCHEMES

KEEPER = "hoc-mon"
YEAR_2024 = date(2024, 1, 1)
REASON = TextRef(UUID(int=1), "00" * 32)
BANDS = [Band("GOOD", Decimal(90)), Band("FAIR", Decimal(70)), Band("AVERAGE", Decimal(50)), Band("POOR", Decimal(0))]
CRITERIA = [
    Criterion("preparation", "Công tác chuẩn bị", "Preparation", Decimal(15)),
    Criterion("attendance", "Tỷ lệ đảng viên tham dự", "Attendance", Decimal(20)),
    Criterion("conduct", "Tổ chức sinh hoạt", "Conduct", Decimal(45)),
    Criterion("closing", "Kết thúc hội nghị", "Closing", Decimal(20)),
]


def an_id(name: str) -> UUID:
    """An id by name, the same wherever it is written."""
    return uuid5(UUID(int=0), name)


CELL, MEETING, SECRETARY, OBSERVER = (an_id(name) for name in ("cell", "meeting", "secretary", "observer"))


@contextmanager
def at(instant: datetime = datetime(2024, 4, 1, 5, tzinfo=UTC)) -> Iterator[None]:
    """What the chassis does around an application method."""
    token = now.set(instant)
    try:
        yield
    finally:
        now.reset(token)


def happened(aggregate: Aggregate) -> list[DomainEvent]:
    """What has happened to the aggregate since this was asked last."""
    return list(aggregate.collect_events())


def replayed(events: list[DomainEvent]) -> Aggregate:
    """The aggregate as its history makes it."""
    aggregate: Aggregate | None = None
    for event in events:
        aggregate = event.mutate(aggregate)
    assert aggregate is not None
    return aggregate


def a_rubric(
    *,
    effective_from: date = YEAR_2024,
    criteria: list[Criterion] = CRITERIA,
    bands: list[Band] = BANDS,
    maximum_on: list[str] | None = None,
) -> Rubric:
    name = "Khung tiêu chí sinh hoạt thường kỳ"
    return Rubric(name, RatedKind.REGULAR, effective_from, criteria, bands, maximum_on or [])


def adopted(rubric: Rubric) -> Adopted:
    return Rubrics(KEEPER, RatedKind.REGULAR).adopt(rubric)


def points(**given: str) -> dict[str, Decimal]:
    """Full points for every criterion, but for those given."""
    full = {criterion.key: criterion.max_points for criterion in CRITERIA}
    return full | {key: Decimal(value) for key, value in given.items()}


def a_meeting() -> RatedMeeting:
    return RatedMeeting(MEETING, CELL, RatedKind.REGULAR, YEAR_2024, date(2024, 1, 3))


def a_rating(rater: Rater = Rater.SELF, person_id: UUID | None = None) -> CellRating:
    return CellRating(MEETING, CELL, rater, person_id)


def rated(rating: CellRating, given: Mapping[str, Decimal] | None = None) -> CellRating:
    rating.rate(a_meeting(), given or points(), None, rubric=adopted(a_rubric()), rater_id=SECRETARY)
    return rating


def a_roll_up(
    *, effective_from: date = YEAR_2024, key: str = "own", rules: list[RollUpRule] | None = None
) -> RollUpPolicy:
    """Good from nine good months on, else fair."""
    usual = [
        RollUpRule("GOOD", "FAIR", 9, None, 0, 0, ours=False),
        RollUpRule("FAIR", None, 0, None, 0, 0, ours=True),
    ]
    return RollUpPolicy(key, "Quy định xếp loại cả năm", effective_from, usual if rules is None else rules)


DECIDER = Decider(SECRETARY)
DISTRICT, WARD = an_id("district"), an_id("ward")
YEAR_END = date(2024, 12, 31)
DECIDED_ON = date(2024, 12, 20)
NEW_YEAR = date(2025, 1, 5)


def a_quota(
    base: Base = Base.GOOD_ONLY,
    rounding: Rounding = Rounding.FLOOR,
    *,
    cap: str = "20",
    effective_from: date = YEAR_2024,
    small: tuple[int, int] = (0, 0),
    ties: Ties = Ties.WITHIN_QUOTA,
    objects: list[Objects] | None = None,
    group_by: GroupBy = GroupBy.AUTHORITY,
    enforcement: Enforcement = Enforcement.BLOCK,
) -> QuotaPolicy:
    return QuotaPolicy(
        name="Hạn mức xếp loại",
        effective_from=effective_from,
        objects=objects or list(Objects),
        base=base,
        cap_percent=Decimal(cap),
        group_by=group_by,
        rounding=rounding,
        small_group_below=small[0],
        small_group_allows=small[1],
        ties=ties,
        enforcement=enforcement,
    )


def a_judge(period: str = "2024", policy: QuotaPolicy | None = None) -> Judge:
    return Judge(scheme_of(SCHEMES, period), policy or a_quota())


def a_round(period: str = "2024", objects: Objects = Objects.ORGANISATION) -> ClassificationRound:
    return ClassificationRound(KEEPER, RoundKey(WARD, objects, period))


def a_proposal(name: str, grade: str = "COMPLETED_WELL", **given: Any) -> Proposal:
    """Of a residential cell, or of what is given by name."""
    values: dict[str, Any] = {
        "object_id": an_id(name),
        "unit_id": an_id(name),
        "unit_kind": "cell",
        "cell_type_group": "residential",
        "collective": None,
        "group": None,
        "grade": grade,
        "points": None,
        "below": None,
        "conditions": [],
    }
    return Proposal(**values | given)


def a_decision(
    made: ClassificationRound,
    grades: Mapping[str, str],
    *,
    judge: Judge | None = None,
    group: str = "all",
    reason: TextRef | None = None,
) -> Decision:
    """On the objects of these names."""
    judge = judge or a_judge(made.round.period)
    given = {an_id(name): grade for name, grade in grades.items()}
    return Decision(
        decision_id=an_id("decision"),
        group=group,
        scheme=judge.scheme.key,
        decided_on=DECIDED_ON,
        number="12-QĐ/ĐU",
        grades=[Graded(object_id, grade) for object_id, grade in given.items()],
        counts=judge.counts(given.values()),
        quota=judge.arithmetic(made.proposals, given),
        reason=reason,
    )


def proposed(made: ClassificationRound, *names: str, by: GroupBy = GroupBy.AUTHORITY) -> ClassificationRound:
    for name in names:
        made.propose(a_proposal(name), by=by, today=DECIDED_ON)
    return made


def decided(
    made: ClassificationRound,
    grades: Mapping[str, str],
    *,
    judge: Judge | None = None,
    reason: TextRef | None = None,
) -> ClassificationRound:
    """Proposed and decided, by the ward's secretary."""
    proposed(made, *(name for name in grades if an_id(name) not in made.proposals))
    judge = judge or a_judge(made.round.period)
    decision = a_decision(made, grades, judge=judge, reason=reason)
    made.decide(decision, judge=judge, decider=DECIDER, today=NEW_YEAR)
    return made


SIX = {"CB-1": "EXCELLENT"} | {f"CB-{number}": "COMPLETED_WELL" for number in range(2, 7)}
"""A group of six, of whom one may have the highest grade."""


FOUR_GOODS = [
    GoodCriterion("task", "Nhiệm vụ chính trị", "Political task", Good.POLITICAL_TASK, Decimal(30)),
    GoodCriterion("meetings", "Chất lượng sinh hoạt", "Meeting quality", Good.MEETING_QUALITY, Decimal(30)),
    GoodCriterion("unity", "Đoàn kết, kỷ luật", "Unity and discipline", Good.UNITY_DISCIPLINE, Decimal(20)),
    GoodCriterion("cadres", "Cán bộ, đảng viên", "Cadres and members", Good.CADRES_MEMBERS, Decimal(20)),
]


def a_four_goods_rubric(
    form: Form = Form.POINTS, *, effective_from: date = YEAR_2024, at_least: str | None = "90", least: int | None = None
) -> FourGoodsRubric:
    """Of four criteria, one for each of the four goods."""
    by_points = form is Form.POINTS
    criteria = FOUR_GOODS if by_points else [replace(one, max_points=None) for one in FOUR_GOODS]
    threshold = Decimal(at_least) if by_points and at_least else None
    return FourGoodsRubric("Khung “bốn tốt”", effective_from, form, criteria, threshold, least)


def a_month() -> MonthRating:
    return MonthRating(CELL, YEAR_2024)


def month_rated(rating: MonthRating, **given: str) -> MonthRating:
    """Full points for every criterion, but for those given."""
    full = {one.key: one.max_points or Decimal(0) for one in FOUR_GOODS}
    points = full | {key: Decimal(value) for key, value in given.items()}
    rubric = FourGoodsRubrics(KEEPER).adopt(a_four_goods_rubric())
    rated = RatedMonth(CELL, MEETING, YEAR_2024, date(2024, 1, 3))
    rating.rate(rated, points, {}, Vote(20, 1), rubric=rubric, rater_id=SECRETARY)
    return rating


def a_recognition(**given: Any) -> Recognition:
    values: dict[str, Any] = {
        "authority_id": WARD,
        "recognised": True,
        "decided_on": DECIDED_ON,
        "number": "15-QĐ/ĐU",
        "vote": Vote(9, 0),
        "months_rated": 12,
        "months_good": 11,
    }
    return Recognition(**values | given)


def recognised(
    title: FourGoodsTitle, *, decider: Decider = DECIDER, not_before: date = date(2024, 12, 1), **given: Any
) -> FourGoodsTitle:
    """Decided on at the end of 2024."""
    title.recognise(a_recognition(**given), decider=decider, not_before=not_before, today=NEW_YEAR)
    return title
