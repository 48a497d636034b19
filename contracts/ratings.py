"""Messages of the ratings service: rubrics are adopted, meetings are rated by several raters side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.labels import Count, FreeText, Key, Label, MeetingId, PersonId, Points, RatingId, Token, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

Rater = Literal["self", "observer", "superior"]
RatedMeetingKind = Literal["regular", "thematic"]


class RubricCriterion(Part):
    """A criterion and the most points that it can give."""

    key: Key
    name_vi: Label
    name_en: Label
    max_points: Points


class Band(Part):
    """A grade and the least total that it needs."""

    grade: Token
    at_least: Points


class AdoptRubric(Command, subject="cmd.{keeper}.ratings.adopt_rubric.v1", audience=OPEN):
    """Put a rubric in force for one kind of meeting from a day on.

    `maximum_on`: criteria that need their maximum for the highest band; else the next band applies.
    """

    name: Label
    meeting_kind: RatedMeetingKind
    effective_from: date
    criteria: Annotated[list[RubricCriterion], Field(min_length=1, max_length=40)]
    bands: Annotated[list[Band], Field(min_length=2, max_length=10)]
    maximum_on: list[Key] = []


class RubricAdopted(Event, subject="evt.{keeper}.ratings.RubricAdopted.v1", audience=OPEN):
    """A rubric is in force from a day on; `version` is the SHA-256 (hex) of its content."""

    rubric_id: UUID
    version: str
    name: str
    meeting_kind: RatedMeetingKind
    effective_from: date
    criteria: list[RubricCriterion]
    bands: list[Band]
    maximum_on: list[str]


class WithdrawRubric(Command, subject="cmd.{keeper}.ratings.withdraw_rubric.v1", audience=OPEN):
    """Take back the rubric that is in force from that very day on; the one before it, or the city's, is in force again.

    No rating is rewritten: what was scored by it stays as it was scored, and the answer says how many those are
    (`resting`). Whoever wants one scored otherwise withdraws it and rates again.
    """

    meeting_kind: RatedMeetingKind
    effective_from: date
    reason: FreeText


class RubricWithdrawn(Event, subject="evt.{keeper}.ratings.RubricWithdrawn.v1", audience=OPEN):
    """Nothing is scored by that rubric from now on; what was scored by it stays."""

    rubric_id: UUID
    version: str
    meeting_kind: RatedMeetingKind
    effective_from: date
    reason: TextRef


class Vote(Part):
    """How the cell voted on its own score."""

    agreed: Count
    against: Count = 0


class RateMeeting(Command, subject="cmd.{keeper}.ratings.rate_meeting.v1", audience=OPEN):
    """Score a meeting by the rubric of its day: the cell itself, an observer who attended, or the committee above."""

    cell_id: UnitId
    meeting_id: MeetingId
    rater: Rater
    points: dict[Key, Points]
    vote: Vote | None = None


class CellRated(Event, subject="evt.{keeper}.ratings.CellRated.v1", audience=OPEN):
    """A meeting was rated by one rater; the other raters' scores stand beside it and are never merged."""

    rating_id: RatingId
    kind: Literal["meeting_quality"]
    meeting_id: MeetingId
    cell_id: UnitId
    meeting_kind: RatedMeetingKind
    month: date
    held_on: date
    rater: Rater
    rater_id: UUID
    rubric_id: UUID
    rubric_version: str
    points: dict[str, Points]
    total: Points
    grade: str
    vote: Vote | None
    confirms: UUID | None = None


class ConfirmRating(Command, subject="cmd.{keeper}.ratings.confirm_rating.v1", audience=OPEN):
    """The committee above takes over the cell's own points as its score: a rating of its own, told as CellRated."""

    cell_id: UnitId
    meeting_id: MeetingId


class ContestRating(Command, subject="cmd.{keeper}.ratings.contest_rating.v1", audience=OPEN):
    """Somebody else than whoever gave it asks for a rating to be looked at again."""

    cell_id: UnitId
    rating_id: RatingId
    reason: FreeText


class RatingContested(Event, subject="evt.{keeper}.ratings.RatingContested.v1", audience=OPEN):
    """A rating is contested; it counts as it is until it is upheld or revised."""

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    rater: Rater
    held_on: date
    reason: TextRef


class UpholdRating(Command, subject="cmd.{keeper}.ratings.uphold_rating.v1", audience=OPEN):
    """Whoever gave a contested rating stays with it."""

    cell_id: UnitId
    rating_id: RatingId
    reason: FreeText


class RatingUpheld(Event, subject="evt.{keeper}.ratings.RatingUpheld.v1", audience=OPEN):
    """A contested rating stands as it was given."""

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    rater: Rater
    held_on: date
    reason: TextRef


class ReviseRating(Command, subject="cmd.{keeper}.ratings.revise_rating.v1", audience=OPEN):
    """Whoever gave a contested rating gives other points."""

    cell_id: UnitId
    rating_id: RatingId
    points: dict[Key, Points]
    reason: FreeText


class RatingRevised(Event, subject="evt.{keeper}.ratings.RatingRevised.v1", audience=OPEN):
    """A contested rating has other points from now on; what it was before stays told."""

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    meeting_kind: RatedMeetingKind
    month: date
    held_on: date
    rater: Rater
    rater_id: UUID
    rubric_id: UUID
    rubric_version: str
    points: dict[str, Points]
    total: Points
    grade: str
    former_total: Points
    former_grade: str
    reason: TextRef


class WithdrawContest(Command, subject="cmd.{keeper}.ratings.withdraw_contest.v1", audience=OPEN):
    """Take back a contest that is not answered yet; the rating may be contested again."""

    cell_id: UnitId
    rating_id: RatingId
    reason: FreeText


class RatingContestWithdrawn(Event, subject="evt.{keeper}.ratings.RatingContestWithdrawn.v1", audience=OPEN):
    """A rating is contested no more."""

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    rater: Rater
    held_on: date
    reason: TextRef


class WithdrawContestAnswer(Command, subject="cmd.{keeper}.ratings.withdraw_contest_answer.v1", audience=OPEN):
    """Take back that the last contest was upheld or led to other points: it is open again, the former score stands."""

    cell_id: UnitId
    rating_id: RatingId
    reason: FreeText


class RatingAnswerWithdrawn(Event, subject="evt.{keeper}.ratings.RatingAnswerWithdrawn.v1", audience=OPEN):
    """The answer to a contest counts no more: these are the points again, and the rating is contested."""

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    meeting_kind: RatedMeetingKind
    month: date
    held_on: date
    rater: Rater
    rater_id: UUID
    rubric_id: UUID
    rubric_version: str
    points: dict[str, Points]
    total: Points
    grade: str
    withdrawn_total: Points
    withdrawn_grade: str
    reason: TextRef


class WithdrawRating(Command, subject="cmd.{keeper}.ratings.withdraw_rating.v1", audience=OPEN):
    """Take back a rating that was recorded wrongly; the meeting may be rated again."""

    cell_id: UnitId
    rating_id: RatingId
    reason: FreeText


class RatingWithdrawn(Event, subject="evt.{keeper}.ratings.RatingWithdrawn.v1", audience=OPEN):
    """A rating counts no more.

    Where its meeting or its observer's visit was withdrawn, that is its causation, or the score itself where it was
    stored meanwhile; `reason` is the withdrawal's text.
    """

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    rater: Rater
    held_on: date
    reason: TextRef


class WithdrawRestingRatings(Command, subject="cmd.{keeper}.ratings.withdraw_resting_ratings.v1", audience=OPEN):
    """What the service tells itself when a meeting or a visit was withdrawn: what was scored of it goes with it.

    `observer_id`: his scores alone, because his visit was withdrawn. `withdrawn_at` leaves out what was given to a
    meeting or after a visit that was recorded again since; `reason` is the withdrawal's own text.
    """

    meeting_id: MeetingId
    observer_id: PersonId | None = None
    withdrawn_at: AwareDatetime
    reason: TextRef


class RatingRedated(Event, subject="evt.{keeper}.ratings.RatingRedated.v1", audience=OPEN):
    """The meeting that was rated was held on another day than its minutes said; the rating itself stays as it is.

    The correction of the minutes is its causation, or the score that was stored meanwhile; `reason` is the text of the
    correction.
    """

    rating_id: RatingId
    meeting_id: MeetingId
    cell_id: UnitId
    rater: Rater
    former_held_on: date
    held_on: date
    reason: TextRef


class RedateRestingRatings(Command, subject="cmd.{keeper}.ratings.redate_resting_ratings.v1", audience=OPEN):
    """What the service tells itself when minutes were corrected to another day: what was scored goes with the meeting.

    The day is the one that is known of the meeting by then; `reason` is the correction's own text.
    """

    meeting_id: MeetingId
    reason: TextRef


class YearRolledUp(Part):
    """A cell's year of meetings under a policy; `ours` says that the sources are cut off for this grade.

    `adopted_by`: whether the policy is the keeper's own, the city's, or the one that comes with the system.

    `total` are the points of the rated regular meetings; a held one that was not rated counts as of the lowest grade.
    """

    policy: str
    grade: str | None
    ours: bool
    held: int
    rated: int
    good: int
    themes: int
    total: Decimal
    version: str = ""
    effective_from: date | None = None
    adopted_by: Literal["keeper", "city", "system"] = "system"


class RollUpYear(Query, subject="query.{keeper}.ratings.roll_up_year.v1", audience=OPEN):
    """The year's result of a cell's meetings by one rater's scores, under the policy of the year's last day.

    The keeper's own serves, else the city's, else the system's; `policy` asks for the one of that key.
    """

    answer: ClassVar[type[YearRolledUp]] = YearRolledUp
    cell_id: UnitId
    year: Annotated[int, Field(ge=2000, le=2100, strict=True)]
    rater: Literal["self", "superior"] = "self"
    policy: Key | None = None
