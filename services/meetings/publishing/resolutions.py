"""What the world is told of resolutions and members' tasks."""

from __future__ import annotations

from contracts import resolutions as contract
from services.chassis.telling import alike
from services.meetings.domain.resolution import Resolution
from services.meetings.domain.tasks import MemberTasks
from services.meetings.publishing.telling import to_contract


@to_contract.register
def _(opened: Resolution.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: Resolution.Adopted) -> contract.ResolutionAdopted:
    return alike(contract.ResolutionAdopted, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.Reviewed) -> contract.ResolutionReviewed:
    return alike(contract.ResolutionReviewed, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.ReviewWithdrawn) -> contract.ResolutionReviewWithdrawn:
    return alike(contract.ResolutionReviewWithdrawn, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.ReviewRedated) -> contract.ResolutionReviewRedated:
    return alike(contract.ResolutionReviewRedated, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.Redated) -> contract.ResolutionRedated:
    return alike(contract.ResolutionRedated, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.CarriedOut) -> contract.ResolutionCarriedOut:
    return alike(contract.ResolutionCarriedOut, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.Reopened) -> contract.ResolutionReopened:
    return alike(contract.ResolutionReopened, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(happened: Resolution.Withdrawn) -> contract.ResolutionWithdrawn:
    return alike(contract.ResolutionWithdrawn, happened, resolution_id=happened.originator_id)


@to_contract.register
def _(opened: MemberTasks.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: MemberTasks.Assigned) -> contract.MemberTasksAssigned:
    return alike(contract.MemberTasksAssigned, happened, tasks_id=happened.originator_id)


@to_contract.register
def _(happened: MemberTasks.Reviewed) -> contract.MemberTasksReviewed:
    return alike(contract.MemberTasksReviewed, happened, tasks_id=happened.originator_id)


@to_contract.register
def _(happened: MemberTasks.Withdrawn) -> contract.MemberTasksWithdrawn:
    return alike(contract.MemberTasksWithdrawn, happened, tasks_id=happened.originator_id)
