"""What the board is told of surveys."""

from __future__ import annotations

from dataclasses import asdict

from contracts import surveys as contract
from services.chassis.telling import alike
from services.ratings.domain import Survey
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: Survey.Opened) -> None:
    """Not published: nothing has come of it yet."""


@to_contract.register
def _(completed: Survey.Completed) -> contract.SurveyCompleted:
    return contract.SurveyCompleted.model_validate(
        {"survey_id": completed.originator_id, "policy_version": completed.policy_version, **asdict(completed.result)}
    )


@to_contract.register
def _(withdrawn: Survey.Withdrawn) -> contract.SurveyWithdrawn:
    return alike(contract.SurveyWithdrawn, withdrawn, survey_id=withdrawn.originator_id)
