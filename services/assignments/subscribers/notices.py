"""What is taken in about notices and their pairs."""

from __future__ import annotations

from contracts.assignments import (
    CheckNotice,
    IssueNotice,
    NoticeCheck,
    NotifyObserver,
    ReleaseObserver,
    ReplaceObserver,
    WithdrawNotice,
    WithdrawObserverRelease,
)
from services.assignments.application import AssignmentsOfKeeper
from services.assignments.subscribers.entrance import router
from services.chassis.call import Call, Decided
from services.chassis.messaging import Asker


@router.on(IssueNotice, action="assignments.issue")
async def issue_notice(command: IssueNotice, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.issue_notice(command, call)


@router.answer(CheckNotice, action="assignments.check")
async def check_notice(query: CheckNotice, asker: Asker, here: AssignmentsOfKeeper) -> NoticeCheck:
    return await here.notices.check_notice(query, asker.today)


@router.on(WithdrawNotice, action="assignments.withdraw", raced="conflict")
async def withdraw_notice(command: WithdrawNotice, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.withdraw_notice(command, call)


# Serial, like all that changes a notice: its commands would only race for the one aggregate.
@router.on(ReleaseObserver, action="assignments.release", serial=True)
async def release_observer(command: ReleaseObserver, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.release_observer(command, call)


@router.on(WithdrawObserverRelease, action="assignments.release", serial=True, raced="conflict")
async def withdraw_observer_release(command: WithdrawObserverRelease, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.withdraw_observer_release(command, call)


@router.on(ReplaceObserver, action="assignments.release", serial=True, raced="conflict")
async def replace_observer(command: ReplaceObserver, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.replace_observer(command, call)


@router.on(NotifyObserver, action="assignments.notify", serial=True)
async def notify_observer(command: NotifyObserver, call: Call, here: AssignmentsOfKeeper) -> Decided:
    return await here.notices.notify_observer(command, call)
