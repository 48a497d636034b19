"""What the world is told of good practice."""

from __future__ import annotations

from contracts import guidance as contract
from services.chassis.telling import alike
from services.meetings.domain.practice import GoodPractice
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: GoodPractice.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: GoodPractice.Recorded) -> contract.GoodPracticeRecorded:
    return alike(contract.GoodPracticeRecorded, happened, practice_id=happened.originator_id)


@to_contract.register
def _(happened: GoodPractice.Shared) -> contract.GoodPracticeShared:
    return alike(contract.GoodPracticeShared, happened, practice_id=happened.originator_id)


@to_contract.register
def _(happened: GoodPractice.SharingWithdrawn) -> contract.SharingWithdrawn:
    return alike(contract.SharingWithdrawn, happened, practice_id=happened.originator_id)


@to_contract.register
def _(happened: GoodPractice.Withdrawn) -> contract.GoodPracticeWithdrawn:
    return alike(contract.GoodPracticeWithdrawn, happened, practice_id=happened.originator_id)
