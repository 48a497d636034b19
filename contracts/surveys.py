"""Messages of the ratings service about surveys of the quality of meetings."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.labels import Count, FreeText, Label, UnitId
from contracts.message import BOARD, Command, Event, Part
from contracts.texts import TextRef


class SurveyChoice(Part):
    """A choice that a question offered, and how many made it."""

    name: Label
    answers: Count


class SurveyQuestion(Part):
    """A question and its choices; who left it out is in none of them."""

    name: Label
    choices: Annotated[list[SurveyChoice], Field(min_length=2, max_length=20)]


class CompleteSurvey(Command, subject="cmd.{keeper}.ratings.complete_survey.v1", audience=BOARD):
    """Record what a survey about a unit came to. Questions are told apart from five answers on, or not at all."""

    issuer_id: UnitId
    unit_id: UnitId
    name: Label
    from_on: date
    until_on: date
    invited: Count
    answers: Count
    questions: Annotated[list[SurveyQuestion], Field(max_length=50)] = []


class SurveyCompleted(Event, subject="evt.{keeper}.ratings.SurveyCompleted.v1", audience=BOARD):
    """A survey is over; never read by the unit that it is about."""

    survey_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    name: str
    from_on: date
    until_on: date
    invited: int
    answers: int
    questions: list[SurveyQuestion]
    policy_version: str


class WithdrawSurvey(Command, subject="cmd.{keeper}.ratings.withdraw_survey.v1", audience=BOARD):
    """Take back a survey that was recorded wrongly; it may be recorded again."""

    issuer_id: UnitId
    survey_id: UUID
    reason: FreeText


class SurveyWithdrawn(Event, subject="evt.{keeper}.ratings.SurveyWithdrawn.v1", audience=BOARD):
    """The survey counts no more."""

    survey_id: UUID
    issuer_id: UnitId
    unit_id: UnitId
    reason: TextRef
