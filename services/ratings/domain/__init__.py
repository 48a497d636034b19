"""What is true of rubrics, ratings and classifications, and what is allowed."""

from services.chassis.aggregate import Aggregate
from services.ratings.domain.appeal import AnswerTakenBack, AppealAnswer, Outcome
from services.ratings.domain.classification import ClassificationRound
from services.ratings.domain.commendation import Award, Commendation, Honours
from services.ratings.domain.conditions import Below, ConditionResult
from services.ratings.domain.decision import Decider, Decision, GradeCount, Graded, Judge
from services.ratings.domain.four_goods import (
    AdoptedFourGoods,
    Form,
    FourGoodsRubric,
    Good,
    GoodCriterion,
    MonthResult,
)
from services.ratings.domain.four_goods_month import MonthRating, RatedMonth
from services.ratings.domain.four_goods_rubrics import FourGoodsRubrics
from services.ratings.domain.four_goods_year import FourGoodsPlan, FourGoodsTitle, Plan, Recognition
from services.ratings.domain.ids import id_of_rubric, id_of_rubrics
from services.ratings.domain.proposal import Proposal, RoundKey
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
from services.ratings.domain.rating import CellRating
from services.ratings.domain.remediation import Look, Order, Rectified, Remediation
from services.ratings.domain.roll_up import RollUpPolicy, RollUpRule
from services.ratings.domain.roll_up_policies import AdoptedRollUp, RollUpPolicies
from services.ratings.domain.rubric import Band, Criterion, Judgement, RatedKind, Rubric
from services.ratings.domain.rubrics import Adopted, Rubrics
from services.ratings.domain.score import Answered, RatedMeeting, Rater, Score, Vote
from services.ratings.domain.survey import Choice, Question, Survey, SurveyPolicy, SurveyResult

AGGREGATES: list[type[Aggregate]] = [
    Rubrics,
    CellRating,
    QuotaPolicies,
    RollUpPolicies,
    ClassificationRound,
    FourGoodsRubrics,
    MonthRating,
    FourGoodsPlan,
    FourGoodsTitle,
    Remediation,
    Commendation,
    Survey,
]

VALUES = [
    AdoptedRollUp,
    RollUpPolicy,
    RollUpRule,
    AnswerTakenBack,
    Answered,
    Look,
    SurveyResult,
    Question,
    Order,
    Honours,
    Choice,
    Award,
    Adopted,
    AdoptedFourGoods,
    AdoptedPolicy,
    AppealAnswer,
    Arithmetic,
    Band,
    Below,
    ConditionResult,
    Criterion,
    Decision,
    FourGoodsRubric,
    GoodCriterion,
    GradeCount,
    Graded,
    MonthResult,
    Plan,
    Proposal,
    QuotaPolicy,
    RatedMeeting,
    RatedMonth,
    Recognition,
    RoundKey,
    Rubric,
    Score,
    Vote,
]
"""What events hold beside the plain types."""

ENUMS = {
    "ratings.CountsAs": CountsAs,
    "ratings.Enforcement": Enforcement,
    "ratings.Form": Form,
    "ratings.Good": Good,
    "ratings.GroupBy": GroupBy,
    "ratings.Objects": Objects,
    "ratings.Outcome": Outcome,
    "ratings.QuotaBase": Base,
    "ratings.QuotaRounding": Rounding,
    "ratings.QuotaTies": Ties,
    "ratings.RatedKind": RatedKind,
    "ratings.Rater": Rater,
    "ratings.Rectified": Rectified,
}
"""The enums in events, by their stored names."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Adopted",
    "AdoptedFourGoods",
    "AdoptedPolicy",
    "AdoptedRollUp",
    "AnswerTakenBack",
    "Answered",
    "AppealAnswer",
    "Arithmetic",
    "Award",
    "Band",
    "Base",
    "Below",
    "CellRating",
    "Choice",
    "ClassificationRound",
    "Commendation",
    "ConditionResult",
    "CountsAs",
    "Criterion",
    "Decider",
    "Decision",
    "Enforcement",
    "Form",
    "FourGoodsPlan",
    "FourGoodsRubric",
    "FourGoodsRubrics",
    "FourGoodsTitle",
    "Good",
    "GoodCriterion",
    "GradeCount",
    "Graded",
    "GroupBy",
    "Honours",
    "Judge",
    "Judgement",
    "Look",
    "MonthRating",
    "MonthResult",
    "Objects",
    "Order",
    "Outcome",
    "Plan",
    "Proposal",
    "Question",
    "QuotaPolicies",
    "QuotaPolicy",
    "RatedKind",
    "RatedMeeting",
    "RatedMonth",
    "Rater",
    "Recognition",
    "Rectified",
    "Remediation",
    "RollUpPolicies",
    "RollUpPolicy",
    "RollUpRule",
    "RoundKey",
    "Rounding",
    "Rubric",
    "Rubrics",
    "Score",
    "Survey",
    "SurveyPolicy",
    "SurveyResult",
    "Ties",
    "Vote",
    "id_of_rubric",
    "id_of_rubrics",
]
