"""What tests of ratings begin with; only the value that matters is written in the test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from services.chassis.aggregate import Aggregate, TextRef, now
from services.chassis.event_store import DomainEvent
from services.ratings.domain import (
    Adopted,
    Band,
    CellRating,
    Criterion,
    RatedKind,
    RatedMeeting,
    Rater,
    Rubric,
    Rubrics,
)

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
