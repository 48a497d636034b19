"""What is true of rubrics and ratings, and what is allowed."""

from services.chassis.aggregate import Aggregate
from services.ratings.domain.ids import id_of_rubric, id_of_rubrics
from services.ratings.domain.rating import CellRating, RatedMeeting, Rater, Score, Vote
from services.ratings.domain.rubric import Band, Criterion, Judgement, RatedKind, Rubric
from services.ratings.domain.rubrics import Adopted, Rubrics

AGGREGATES: list[type[Aggregate]] = [Rubrics, CellRating]

VALUES = [Adopted, Band, Criterion, RatedMeeting, Rubric, Score, Vote]
"""What events hold beside the plain types."""

ENUMS = {"ratings.RatedKind": RatedKind, "ratings.Rater": Rater}
"""The enums in events, by their stored names."""

__all__ = [
    "AGGREGATES",
    "ENUMS",
    "VALUES",
    "Adopted",
    "Band",
    "CellRating",
    "Criterion",
    "Judgement",
    "RatedKind",
    "RatedMeeting",
    "Rater",
    "Rubric",
    "Rubrics",
    "Score",
    "Vote",
    "id_of_rubric",
    "id_of_rubrics",
]
