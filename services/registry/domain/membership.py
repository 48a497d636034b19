"""What a unit reports of its people beside the roll: candidates by stage, and members of other cells who live here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.registry.domain.ids import id_of_matter
from services.registry.domain.recorded import Matter, Recorded


@dataclass(frozen=True)
class StageCount:
    """So many candidates are at one stage; stages are the district's own, no source names them."""

    TOPIC: ClassVar[str] = "registry.StageCount"
    stage: str
    candidates: int


@dataclass(frozen=True)
class Recruitment:
    """Candidates by stage on a day, and how many were admitted since the year began."""

    TOPIC: ClassVar[str] = "registry.Recruitment"
    stages: list[StageCount]
    admitted_this_year: int

    @property
    def candidates(self) -> int:
        return sum(stage.candidates for stage in self.stages)

    def check(self) -> None:
        """Refuse a stage counted twice."""
        for number, counted in enumerate(self.stages):
            if any(counted.stage == other.stage for other in self.stages[:number]):
                raise Refused("recruitment_stage_twice", field="stages", stage=counted.stage)


@dataclass(frozen=True)
class DualAffiliation:
    """Members of other cells who live here, and the remarks on them that were asked for and given."""

    TOPIC: ClassVar[str] = "registry.DualAffiliation"
    members: int
    remarks_asked: int
    remarks_given: int

    def check(self) -> None:
        """Refuse more remarks asked for than there are members, and more given than asked for."""
        if self.remarks_asked > self.members:
            raise Refused(
                "remarks_above_members", field="remarks_asked", asked=self.remarks_asked, members=self.members
            )
        if self.remarks_given > self.remarks_asked:
            given, asked = self.remarks_given, self.remarks_asked
            raise Refused("remarks_above_asked", field="remarks_given", given=given, asked=asked)


class Membership(Aggregate):
    """The reports of one unit, by the days that they speak of."""

    TOPIC = "registry.Membership"

    class Opened(Aggregate.Event, Created):
        TOPIC = "registry.Membership.Opened"
        unit_id: UUID

    class RecruitmentReported(Aggregate.Event):
        TOPIC = "registry.Membership.RecruitmentReported"
        unit_id: UUID
        as_of: date
        recruitment: Recruitment

    class RecruitmentWithdrawn(Aggregate.Event):
        TOPIC = "registry.Membership.RecruitmentWithdrawn"
        unit_id: UUID
        as_of: date
        reason: TextRef

    class DualAffiliationReported(Aggregate.Event):
        TOPIC = "registry.Membership.DualAffiliationReported"
        unit_id: UUID
        as_of: date
        dual: DualAffiliation

    class DualAffiliationWithdrawn(Aggregate.Event):
        TOPIC = "registry.Membership.DualAffiliationWithdrawn"
        unit_id: UUID
        as_of: date
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID) -> None:
        self.unit_id = unit_id
        self.recruitments: dict[date, Recruitment] = {}
        self.duals: dict[date, DualAffiliation] = {}

    @staticmethod
    def create_id(unit_id: UUID) -> UUID:
        return id_of_matter(unit_id, "membership")

    def report_recruitment(self, as_of: date, recruitment: Recruitment, *, today: date) -> None:
        _check_new(self.recruitments, as_of, today)
        recruitment.check()
        self._recruitment_reported(self.unit_id, as_of, recruitment)

    def withdraw_recruitment(self, as_of: date, reason: TextRef) -> None:
        _check_known(self.recruitments, as_of)
        self._recruitment_withdrawn(self.unit_id, as_of, reason)

    def report_dual(self, as_of: date, dual: DualAffiliation, *, today: date) -> None:
        _check_new(self.duals, as_of, today)
        dual.check()
        self._dual_reported(self.unit_id, as_of, dual)

    def withdraw_dual(self, as_of: date, reason: TextRef) -> None:
        _check_known(self.duals, as_of)
        self._dual_withdrawn(self.unit_id, as_of, reason)

    def recorded_as(self, matter: Matter, day: date) -> Recorded:
        """What a unit notes of the report of that day."""
        return Recorded(matter, self.id, day)

    def recorded(self) -> list[Recorded]:
        """All reports that stand."""
        kinds = ((Matter.RECRUITMENT, self.recruitments), (Matter.DUAL_AFFILIATION, self.duals))
        return [self.recorded_as(matter, day) for matter, known in kinds for day in known]

    # Replaying history runs the methods below again, so they check nothing.

    @event(RecruitmentReported)
    def _recruitment_reported(self, unit_id: UUID, as_of: date, recruitment: Recruitment) -> None:
        self.recruitments[as_of] = recruitment

    @event(RecruitmentWithdrawn)
    def _recruitment_withdrawn(self, unit_id: UUID, as_of: date, reason: TextRef) -> None:
        self.recruitments.pop(as_of, None)

    @event(DualAffiliationReported)
    def _dual_reported(self, unit_id: UUID, as_of: date, dual: DualAffiliation) -> None:
        self.duals[as_of] = dual

    @event(DualAffiliationWithdrawn)
    def _dual_withdrawn(self, unit_id: UUID, as_of: date, reason: TextRef) -> None:
        self.duals.pop(as_of, None)


def _check_new(known: Mapping[date, object], as_of: date, today: date) -> None:
    if as_of > today:
        raise Refused("report_in_the_future", field="as_of", today=today.isoformat())
    if as_of in known:
        raise Refused("already_reported_that_day", field="as_of", day=as_of.isoformat())


def _check_known(known: Mapping[date, object], as_of: date) -> None:
    if as_of not in known:
        raise Refused("not_reported_that_day", field="as_of", day=as_of.isoformat())
