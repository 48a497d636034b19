"""What is true of rubrics, ratings and classifications, and what is allowed."""

from services.chassis.aggregate import Aggregate
from services.ratings.domain.classification import (
    AppealAnswer,
    ClassificationRound,
    Decision,
    GradeCount,
    Graded,
    Judge,
    Outcome,
    Proposal,
    RoundKey,
)
from services.ratings.domain.conditions import Below, ConditionResult
from services.ratings.domain.ids import id_of_rubric, id_of_rubrics
from services.ratings.domain.quota import (
    Arithmetic,
    Base,
    CountsAs,
    Enforcement,
    GroupBy,
    Objects,
    QuotaPolicy,
    Rounding,
    Ties,
)
from services.ratings.domain.quota_policies import AdoptedPolicy, QuotaPolicies
from services.ratings.domain.rating import CellRating, RatedMeeting, Rater, Score, Vote
from services.ratings.domain.rubric import Band, Criterion, Judgement, RatedKind, Rubric
from services.ratings.domain.rubrics import Adopted, Rubrics

AGGREGATES: list[type[Aggregate]] = [Rubrics, CellRating, QuotaPolicies, ClassificationRound]

VALUES = [
    Adopted,
    AdoptedPolicy,
    AppealAnswer,
    Arithmetic,
    Band,
    Below,
    ConditionResult,
    Criterion,
    Decision,
    GradeCount,
    Graded,
    Proposal,
    QuotaPolicy,
    RatedMeeting,
    RoundKey,
    Rubric,
    Score,
    Vote,
]
"""What events hold beside the plain types."""

ENUMS = {
    "ratings.CountsAs": CountsAs,
    "ratings.Enforcement": Enforcement,
    "ratings.GroupBy": GroupBy,
    "ratings.Objects": Objects,
    "ratings.Outcome": Outcome,
    "ratings.QuotaBase": Base,
    "ratings.QuotaRounding": Rounding,
    "ratings.QuotaTies": Ties,
    "ratings.RatedKind": RatedKind,
    "ratings.Rater": Rater,
}
"""The enums in events, by their stored names."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Adopted",
    "AdoptedPolicy",
    "AppealAnswer",
    "Arithmetic",
    "Band",
    "Base",
    "Below",
    "CellRating",
    "ClassificationRound",
    "ConditionResult",
    "CountsAs",
    "Criterion",
    "Decision",
    "Enforcement",
    "GradeCount",
    "Graded",
    "GroupBy",
    "Judge",
    "Judgement",
    "Objects",
    "Outcome",
    "Proposal",
    "QuotaPolicies",
    "QuotaPolicy",
    "RatedKind",
    "RatedMeeting",
    "Rater",
    "RoundKey",
    "Rounding",
    "Rubric",
    "Rubrics",
    "Score",
    "Ties",
    "Vote",
    "id_of_rubric",
    "id_of_rubrics",
]
