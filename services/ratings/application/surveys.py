"""Surveys of the quality of meetings: completed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.surveys import CompleteSurvey, WithdrawSurvey
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.ratings.domain import Choice, Question, Survey, SurveyPolicy, SurveyResult
from services.ratings.replicas import StandsBelow


@dataclass(frozen=True)
class Surveys:
    """The surveys of one keeper."""

    repository: Repository
    below: StandsBelow
    policy: SurveyPolicy

    async def complete_survey(self, command: CompleteSurvey, call: Call) -> Decided:
        if command.unit_id != command.issuer_id:
            await self.below.require(command.unit_id, command.issuer_id, command.until_on)
        identity = (command.issuer_id, command.unit_id, command.name, command.from_on)
        survey = await self.repository.find_or_open(Survey, *identity)
        survey.complete(_result(command), policy=self.policy, today=call.today)
        return await self.repository.save(call, survey, decided={"survey_id": str(survey.id)})

    async def withdraw_survey(self, command: WithdrawSurvey, call: Call) -> Decided:
        survey = await self.repository.load(Survey, command.survey_id)
        if survey.issuer_id != command.issuer_id:
            raise Refused("not_there")  # The right was decided on the issuer that the command names.
        # Of the issuer: those of the unit that the survey is about do not read it.
        reason = await self.repository.text(call, "reason", command.reason, about=survey.id, unit_id=survey.issuer_id)
        survey.withdraw(reason.ref)
        return await self.repository.save(call, survey, texts=[reason], decided={"survey_id": str(survey.id)})


def _result(command: CompleteSurvey) -> SurveyResult:
    questions = [
        Question(asked.name, [Choice(choice.name, choice.answers) for choice in asked.choices])
        for asked in command.questions
    ]
    told = ("issuer_id", "unit_id", "name", "from_on", "until_on", "invited", "answers")
    return SurveyResult(**{name: getattr(command, name) for name in told}, questions=questions)
