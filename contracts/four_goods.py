"""Messages of the ratings service about the four-goods model: its rubric, the month's self-score, the year's title."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Key, Label, MeetingId, PersonId, Points, RatingId, UnitId
from contracts.message import OPEN, Command, Event, Part
from contracts.ratings import Vote
from contracts.texts import TextRef

Good = Literal["political_task", "meeting_quality", "unity_discipline", "cadres_members"]
FourGoodsForm = Literal["points", "met"]
Year = Annotated[int, Field(ge=2000, le=2100, strict=True)]


class FourGoodsCriterion(Part):
    """A criterion and which of the four goods it is of; `max_points` where the rubric gives points."""

    key: Key
    name_vi: Label
    name_en: Label
    good: Good
    max_points: Points | None = None


class AdoptFourGoodsRubric(Command, subject="cmd.{keeper}.ratings.adopt_four_goods_rubric.v1", audience=OPEN):
    """Put a four-goods rubric in force from a day on: in points with a total to reach, or met / not met.

    `good_at_least` is the total that makes a cell good that month; `least_met` how many criteria must be met (left out:
    all of them). A city's rubric serves every district that has adopted none.
    """

    name: Label
    effective_from: date
    form: FourGoodsForm
    criteria: Annotated[list[FourGoodsCriterion], Field(min_length=1, max_length=40)]
    good_at_least: Points | None = None
    least_met: Count | None = None


class FourGoodsRubricAdopted(Event, subject="evt.{keeper}.ratings.FourGoodsRubricAdopted.v1", audience=OPEN):
    """A four-goods rubric is in force from a day on; `version` is the SHA-256 (hex) of its content."""

    rubric_id: UUID
    version: str
    name: str
    effective_from: date
    form: FourGoodsForm
    criteria: list[FourGoodsCriterion]
    good_at_least: Points | None
    least_met: int | None


class WithdrawFourGoodsRubric(Command, subject="cmd.{keeper}.ratings.withdraw_four_goods_rubric.v1", audience=OPEN):
    """Take back the rubric that is in force from that very day on; the one before it, or the city's, is in force again.

    Months that were scored by it stay as they were scored; the answer says how many those are (`resting`).
    """

    effective_from: date
    reason: FreeText


class FourGoodsRubricWithdrawn(Event, subject="evt.{keeper}.ratings.FourGoodsRubricWithdrawn.v1", audience=OPEN):
    """No month is scored by that rubric from now on; what was scored by it stays."""

    rubric_id: UUID
    version: str
    effective_from: date
    reason: TextRef


class RateFourGoods(Command, subject="cmd.{keeper}.ratings.rate_four_goods.v1", audience=OPEN):
    """The cell scores its month at the end of the regular meeting and votes on it: good cell of the month, or not."""

    cell_id: UnitId
    meeting_id: MeetingId
    points: dict[Key, Points] = {}
    met: dict[Key, bool] = {}
    vote: Vote | None = None


class FourGoodsRated(Event, subject="evt.{keeper}.ratings.FourGoodsRated.v1", audience=OPEN):
    """The self-result of a cell's month; `good` makes it a good cell of the month. There is no ranking."""

    rating_id: RatingId
    cell_id: UnitId
    meeting_id: MeetingId
    month: date
    held_on: date
    rater_id: PersonId
    rubric_id: UUID
    rubric_version: str
    form: FourGoodsForm
    points: dict[str, Points]
    met: dict[str, bool]
    total: Points | None
    goods: dict[str, bool]
    good: bool
    vote: Vote | None


class WithdrawFourGoodsRating(Command, subject="cmd.{keeper}.ratings.withdraw_four_goods_rating.v1", audience=OPEN):
    """Take back a month's self-score that was recorded wrongly; the month may be scored again."""

    cell_id: UnitId
    month: date
    reason: FreeText


class FourGoodsRatingWithdrawn(Event, subject="evt.{keeper}.ratings.FourGoodsRatingWithdrawn.v1", audience=OPEN):
    """A month's self-score counts no more.

    Where its meeting was withdrawn, that is its causation, or the score itself where it was stored meanwhile; `reason`
    is the withdrawal's text.
    """

    rating_id: RatingId
    cell_id: UnitId
    month: date
    held_on: date
    reason: TextRef


class FourGoodsRatingRedated(Event, subject="evt.{keeper}.ratings.FourGoodsRatingRedated.v1", audience=OPEN):
    """The meeting at which a month was scored was held on another day than its minutes said.

    The correction of the minutes is its causation, or the score that was stored meanwhile; `reason` is the text of the
    correction.
    """

    rating_id: RatingId
    cell_id: UnitId
    month: date
    former_held_on: date
    held_on: date
    reason: TextRef


class IssueFourGoodsPlan(Command, subject="cmd.{keeper}.ratings.issue_four_goods_plan.v1", audience=OPEN):
    """The committee's plan for the year; `target` is how many of its units are to be recognised."""

    issuer_id: UnitId
    year: Year
    number: Label
    title: Label
    issued_on: date
    target: Count | None = None


class FourGoodsPlanIssued(Event, subject="evt.{keeper}.ratings.FourGoodsPlanIssued.v1", audience=OPEN):
    """A committee has a four-goods plan for the year."""

    plan_id: UUID
    issuer_id: UnitId
    year: int
    number: str
    title: str
    issued_on: date
    target: int | None


class WithdrawFourGoodsPlan(Command, subject="cmd.{keeper}.ratings.withdraw_four_goods_plan.v1", audience=OPEN):
    """Take back a plan that was recorded wrongly; another may be issued for the year."""

    issuer_id: UnitId
    year: Year
    reason: FreeText


class FourGoodsPlanWithdrawn(Event, subject="evt.{keeper}.ratings.FourGoodsPlanWithdrawn.v1", audience=OPEN):
    """A plan counts no more."""

    plan_id: UUID
    issuer_id: UnitId
    year: int
    issued_on: date
    reason: TextRef


class RegisterFourGoods(Command, subject="cmd.{keeper}.ratings.register_four_goods.v1", audience=OPEN):
    """A cell or a grassroots organisation registers at the beginning of the year to strive for the title."""

    unit_id: UnitId
    year: Year
    registered_on: date


class FourGoodsRegistered(Event, subject="evt.{keeper}.ratings.FourGoodsRegistered.v1", audience=OPEN):
    """A unit has registered for the year's title; `as_of` is the year's last day."""

    title_id: UUID
    unit_id: UnitId
    year: int
    as_of: date
    registered_on: date


class WithdrawFourGoodsRegistration(
    Command, subject="cmd.{keeper}.ratings.withdraw_four_goods_registration.v1", audience=OPEN
):
    """Take back a registration that is not judged yet."""

    unit_id: UnitId
    year: Year
    reason: FreeText


class FourGoodsRegistrationWithdrawn(
    Event, subject="evt.{keeper}.ratings.FourGoodsRegistrationWithdrawn.v1", audience=OPEN
):
    """A registration counts no more."""

    title_id: UUID
    unit_id: UnitId
    year: int
    as_of: date
    reason: TextRef


class RecogniseFourGoods(Command, subject="cmd.{keeper}.ratings.recognise_four_goods.v1", audience=OPEN):
    """The authority above recognises a registered unit for the year, or does not; `vote` is how it voted."""

    authority_id: UnitId
    unit_id: UnitId
    year: Year
    recognised: bool
    decided_on: date
    number: Label | None = None
    vote: Vote | None = None


class FourGoodsRecognised(Event, subject="evt.{keeper}.ratings.FourGoodsRecognised.v1", audience=OPEN):
    """A registered unit was judged at the end of the year; beside it stand the months that it scored itself."""

    title_id: UUID
    authority_id: UnitId
    unit_id: UnitId
    year: int
    as_of: date
    recognised: bool
    decided_on: date
    number: str | None
    vote: Vote | None
    months_rated: int
    months_good: int


class WithdrawFourGoodsRecognition(
    Command, subject="cmd.{keeper}.ratings.withdraw_four_goods_recognition.v1", audience=OPEN
):
    """Take back what was decided on a unit's title; it may be decided again."""

    authority_id: UnitId
    unit_id: UnitId
    year: Year
    reason: FreeText


class FourGoodsRecognitionWithdrawn(
    Event, subject="evt.{keeper}.ratings.FourGoodsRecognitionWithdrawn.v1", audience=OPEN
):
    """What was decided on a unit's title counts no more."""

    title_id: UUID
    authority_id: UnitId
    unit_id: UnitId
    year: int
    as_of: date
    reason: TextRef
