"""Messages of the ratings service about the yearly (or quarterly) classification: quota, proposals, decisions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from contracts.labels import Count, FreeText, Key, Label, PersonId, Points, Token, UnitId, plain_digits
from contracts.message import BOARD, OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

Period = Annotated[str, StringConstraints(pattern=r"^(19|20)\d{2}(-Q[1-4])?$"), AfterValidator(plain_digits)]
"""A year, or a quarter of one: `2024`, `2025-Q3`."""

Percent = Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
ObjectKind = Literal["organisation", "collective", "individual"]
QuotaBase = Literal["good_only", "good_or_better", "all_rated"]
QuotaRounding = Literal["floor", "half_up"]
GroupBy = Literal["authority", "unit_kind", "cell_type_group", "declared"]
QuotaTies = Literal["within_quota", "may_exceed"]
Enforcement = Literal["warn", "block"]


class QuotaSettings(Part):
    """A quota of the highest grade.

    `base` is that of which `cap_percent` is a share; `group_by` says who is held against whom among those on whom one
    authority decides. A group of fewer than `small_group_below` may have `small_group_allows` in any case. `ties`: may
    those with exactly the points of the last one allowed stand beside him. `enforcement`: is exceeding refused, or
    warned of and recorded with its reason.
    """

    name: Label
    effective_from: date
    objects: Annotated[list[ObjectKind], Field(min_length=1, max_length=3)] = [
        "organisation",
        "collective",
        "individual",
    ]
    base: QuotaBase = "good_only"
    cap_percent: Percent = Decimal(20)
    group_by: GroupBy = "authority"
    rounding: QuotaRounding = "floor"
    small_group_below: Count = 0
    small_group_allows: Count = 0
    ties: QuotaTies = "within_quota"
    enforcement: Enforcement = "block"


class AdoptQuotaPolicy(QuotaSettings, Command, subject="cmd.{keeper}.ratings.adopt_quota_policy.v1", audience=OPEN):
    """Put a quota of the highest grade in force for periods that end on this day or later."""


class QuotaPolicyAdopted(Event, subject="evt.{keeper}.ratings.QuotaPolicyAdopted.v1", audience=OPEN):
    """A quota is in force from a day on; `version` is the SHA-256 (hex) of its content."""

    policy_id: UUID
    version: str
    name: str
    effective_from: date
    objects: list[ObjectKind]
    base: QuotaBase
    cap_percent: Decimal
    group_by: GroupBy
    rounding: QuotaRounding
    small_group_below: int
    small_group_allows: int
    ties: QuotaTies
    enforcement: Enforcement


class WithdrawQuotaPolicy(Command, subject="cmd.{keeper}.ratings.withdraw_quota_policy.v1", audience=OPEN):
    """Take back the quota in force from that very day on for these objects, whole, also for others that it is for.

    The one before it, or the city's, is in force again. Decisions that were judged by it stay as they were judged; the
    answer says how many those are (`resting`).
    """

    effective_from: date
    objects: ObjectKind = "organisation"
    reason: FreeText


class QuotaPolicyWithdrawn(Event, subject="evt.{keeper}.ratings.QuotaPolicyWithdrawn.v1", audience=OPEN):
    """No decision is judged by that quota from now on; what was judged by it stays."""

    policy_id: UUID
    version: str
    effective_from: date
    objects: list[ObjectKind]
    reason: TextRef


class RatedBelow(Part):
    """How those below were classified: the members of a cell, or the organisations under a committee."""

    rated: Count
    completed_or_better: Count
    well_or_better: Count


class ConditionResult(Part):
    """Whether a condition of the grade is met, with its numbers; `met` is None where it is not known."""

    key: str
    met: bool | None
    numbers: dict[str, int]


class QuotaArithmetic(Part):
    """The quota over one list. `cap` is the cap of that very list, `largest` the most that any list could have.

    They differ because each one who is raised to the highest grade leaves the base of `good_only`.
    """

    policy_version: str
    base: QuotaBase
    cap_percent: Decimal
    rounding: QuotaRounding
    enforcement: Enforcement
    rated: int
    good: int
    excellent: int
    base_count: int
    cap: int
    largest: int
    small_group: bool
    tie: bool
    exceeded: bool


class OfObject(Part):
    """Names an object of the round from its unit: the unit itself, a collective of it by name, or a person."""

    unit_id: UnitId
    period: Period
    objects: ObjectKind = "organisation"
    collective: Label | None = None
    person_id: PersonId | None = None


class ProposeClassification(
    OfObject, Command, subject="cmd.{keeper}.ratings.propose_classification.v1", audience=BOARD
):
    """The unit rated proposes a grade: for itself, for a collective of its own, or for a person."""

    grade: Token
    points: Points | None = None
    below: RatedBelow | None = None
    group: Key | None = None


class ClassificationProposed(Event, subject="evt.{keeper}.ratings.ClassificationProposed.v1", audience=BOARD):
    """A grade was proposed to the authority above. A person who is proposed is not named: only counts are told."""

    round_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    unit_id: UnitId
    collective: str | None
    group: str | None
    grade: str
    points: Decimal | None
    below: RatedBelow | None
    conditions: list[ConditionResult]


class WithdrawProposal(OfObject, Command, subject="cmd.{keeper}.ratings.withdraw_proposal.v1", audience=BOARD):
    """Take back a proposal that is not decided yet; another may be made."""

    reason: FreeText


class ClassificationProposalWithdrawn(
    Event, subject="evt.{keeper}.ratings.ClassificationProposalWithdrawn.v1", audience=BOARD
):
    """A proposal counts no more."""

    round_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    unit_id: UnitId
    reason: TextRef


class GivenGrade(Part):
    """The grade of one object: a unit's id, or a collective's or person's as the proposal's answer names it."""

    object_id: UnitId
    grade: Token


class InRound(Part):
    """Names a peer group of the round over which an authority decides; `all` are those who are in no other."""

    authority_id: UnitId
    period: Period
    objects: ObjectKind = "organisation"
    group: Annotated[str, Field(max_length=48)] = "all"


class DecideClassification(InRound, Command, subject="cmd.{keeper}.ratings.decide_classification.v1", audience=OPEN):
    """Decide on the whole proposed list of a peer group at once, as the authority above those rated.

    `reason` is needed where the quota is exceeded and its policy warns.
    """

    decided_on: date
    number: Label | None = None
    grades: Annotated[list[GivenGrade], Field(min_length=1, max_length=5000)]
    reason: FreeText | None = None


class UnitGrade(Part):
    """The grade of an organisation."""

    unit_id: UnitId
    grade: str


class GradeCount(Part):
    """How many have a grade; `counts_as` says what it is to the quota, whatever scheme it is of."""

    grade: str
    counts_as: Literal["excellent", "good", "completed", "not_completed"]
    count: int


class ClassificationDecided(Event, subject="evt.{keeper}.ratings.ClassificationDecided.v1", audience=OPEN):
    """A peer group is classified. `units` are organisations; of collectives and persons only the counts are told."""

    round_id: UUID
    decision_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    scheme: str
    decided_on: date
    number: str | None
    units: list[UnitGrade]
    counts: list[GradeCount]
    quota: QuotaArithmetic
    reason: TextRef | None


class WithdrawClassification(
    InRound, Command, subject="cmd.{keeper}.ratings.withdraw_classification.v1", audience=OPEN
):
    """Take back the decision on a group; its proposals stand again and may be decided anew."""

    reason: FreeText


class ClassificationWithdrawn(Event, subject="evt.{keeper}.ratings.ClassificationWithdrawn.v1", audience=OPEN):
    """A decision counts no more."""

    round_id: UUID
    decision_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    reason: TextRef


class AppealClassification(OfObject, Command, subject="cmd.{keeper}.ratings.appeal_classification.v1", audience=OPEN):
    """The unit rated asks the authority to look at its grade again."""

    reason: FreeText


class ClassificationAppealed(Event, subject="evt.{keeper}.ratings.ClassificationAppealed.v1", audience=OPEN):
    """A grade is appealed against; it stands until the appeal is answered."""

    round_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    unit_id: UnitId
    reason: TextRef


class WithdrawClassificationAppeal(
    OfObject, Command, subject="cmd.{keeper}.ratings.withdraw_classification_appeal.v1", audience=OPEN
):
    """Take back an appeal that is not answered yet."""

    reason: FreeText


class ClassificationAppealWithdrawn(
    Event, subject="evt.{keeper}.ratings.ClassificationAppealWithdrawn.v1", audience=OPEN
):
    """An appeal counts no more."""

    round_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    unit_id: UnitId
    reason: TextRef


class AnswerClassificationAppeal(
    Command, subject="cmd.{keeper}.ratings.answer_classification_appeal.v1", audience=OPEN
):
    """Uphold the grade (`grade` left out), or change it: the quota is then checked over the whole group again."""

    authority_id: UnitId
    period: Period
    objects: ObjectKind = "organisation"
    object_id: UnitId
    grade: Token | None = None
    answered_on: date
    reason: FreeText


class ClassificationAppealAnswered(
    Event, subject="evt.{keeper}.ratings.ClassificationAppealAnswered.v1", audience=OPEN
):
    """An appeal is answered; `units`, `counts` and `quota` are those of the whole group from now on."""

    round_id: UUID
    decision_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    scheme: str
    unit_id: UnitId
    outcome: Literal["upheld", "changed"]
    former_grade: str
    grade: str
    answered_on: date
    units: list[UnitGrade]
    counts: list[GradeCount]
    quota: QuotaArithmetic
    reason: TextRef


class WithdrawClassificationAppealAnswer(
    Command, subject="cmd.{keeper}.ratings.withdraw_classification_appeal_answer.v1", audience=OPEN
):
    """Take back the answer to an appeal: it is open again, the grade from before stands, the quota is checked again."""

    authority_id: UnitId
    period: Period
    objects: ObjectKind = "organisation"
    object_id: UnitId
    reason: FreeText


class ClassificationAppealAnswerWithdrawn(
    Event, subject="evt.{keeper}.ratings.ClassificationAppealAnswerWithdrawn.v1", audience=OPEN
):
    """An answer counts no more; `units`, `counts` and `quota` are those of the whole group from now on."""

    round_id: UUID
    decision_id: UUID
    authority_id: UnitId
    period: str
    as_of: date
    objects: ObjectKind
    group: str
    scheme: str
    unit_id: UnitId
    withdrawn_grade: str
    grade: str
    units: list[UnitGrade]
    counts: list[GradeCount]
    quota: QuotaArithmetic
    reason: TextRef


class GradeCounts(Part):
    """How many of a list are what to the quota, whatever the grades are called."""

    excellent: Count = 0
    good: Count = 0
    completed: Count = 0
    not_completed: Count = 0


class ProposedGrade(Part):
    """A live proposal of the group, and the grade that was tried for it."""

    object_id: UUID
    unit_id: UnitId
    proposed: str
    grade: str
    points: Decimal | None
    conditions: list[ConditionResult]


class QuotaTried(Part):
    """What the quota makes of a list that was only tried: nothing is stored."""

    scheme: str
    policy: str
    lawful: bool
    quota: QuotaArithmetic
    proposals: list[ProposedGrade]


class TryClassification(InRound, Query, subject="query.{keeper}.ratings.try_classification.v1", audience=BOARD):
    """What if: the proposals of the group with some grades changed, or bare numbers where `counts` is given."""

    answer: ClassVar[type[QuotaTried]] = QuotaTried
    grades: Annotated[list[GivenGrade], Field(max_length=5000)] = []
    counts: GradeCounts | None = None
