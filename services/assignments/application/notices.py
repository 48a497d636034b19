"""The use cases of notices: check, issue, release, put right, take back, and tell observers of moved meetings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from typing import Any
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.advice import Advice, NoticePolicy, advice
from services.assignments.domain.change import Change, MeetingChange
from services.assignments.domain.issued import check_issued_on
from services.assignments.domain.notice import Notice
from services.assignments.domain.pairs import Pair, wrong_pairs
from services.assignments.domain.structure import Structure
from services.assignments.replicas.in_force import AssignmentsInForce
from services.assignments.replicas.meetings import Meetings
from services.assignments.replicas.units import Units
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import NewText, Repository
from services.chassis.messaging.refusals import of_error


@dataclass(frozen=True)
class NoticeRules:
    """The policy of notices, and where its rules come from."""

    policy: NoticePolicy
    sources: dict[str, str]

    def told(self, found: Sequence[Advice]) -> list[dict[str, Any]]:
        """Warnings as JSON values for an answer."""
        return [
            {
                "rule": one.rule,
                "source": self.sources[one.rule],
                "policy_version": self.policy.version,
                **one.numbers,
                "shown": [dict(case) for case in one.shown],
            }
            for one in found
        ]


@dataclass(frozen=True)
class Notices:
    """The notices of one keeper. It holds nothing sealed, so nothing that it answers can depend on it."""

    repository: Repository
    units: Units
    meetings: Meetings
    in_force: AssignmentsInForce
    rules: NoticeRules

    async def issue_notice(self, command: contract.IssueNotice, call: Call) -> Decided:
        edition = await self._edition(command, call.keeper)
        pairs = [_pair(pair) for pair in command.pairs]
        structure = await self.units.about(_units_of(command.issuer_id, pairs))
        notice = Notice.issue(
            call.keeper,
            command.number,
            command.issuer_id,
            command.issued_on,
            command.unannounced,
            pairs,
            structure,
            edition,
            today=call.today,
        )
        found = await self._advice(pairs, structure, command.issuer_id, command.issued_on)
        decided = {
            "notice_id": str(notice.id),
            "assignments": len(pairs),
            "observers": len({pair.person_id for pair in pairs}),
            "warnings": self.rules.told(found),
        }
        return await self.repository.save(call, notice, decided=decided)

    async def check_notice(self, query: contract.CheckNotice, today: date) -> contract.NoticeCheck:
        """Everything that would be refused of the notice, and everything to warn of."""
        pairs = [_pair(pair) for pair in query.pairs]
        structure = await self.units.about(_units_of(query.issuer_id, pairs))
        refused = []
        checks: tuple[Callable[[], None], ...] = (
            lambda: check_issued_on(query.issued_on, today),
            lambda: structure.require_committee(query.issuer_id, query.issued_on),
        )
        for check in checks:
            try:
                check()
            except Refused as wrong:
                refused.append(wrong)
        refused += wrong_pairs(pairs, structure, query.issuer_id)
        found = await self._advice(pairs, structure, query.issuer_id, query.issued_on)
        warnings = [
            contract.NoticeWarning(
                rule=one.rule,
                source=self.rules.sources[one.rule],
                policy_version=self.rules.policy.version,
                numbers=dict(one.numbers),
                shown=[dict(case) for case in one.shown],
            )
            for one in found
        ]
        return contract.NoticeCheck(refused=[of_error(wrong) for wrong in refused], warnings=warnings)

    async def withdraw_notice(self, command: contract.WithdrawNotice, call: Call) -> Decided:
        notice = await self._of_issuer(command.notice_id, command.issuer_id)
        reason = await self._reason(command.reason, notice, call)
        notice.withdraw(reason.ref)
        return await self.repository.save(call, notice, texts=[reason], decided={"notice_id": str(notice.id)})

    async def release_observer(self, command: contract.ReleaseObserver, call: Call) -> Decided:
        notice = await self._of_issuer(command.notice_id, command.issuer_id)
        reason = await self._reason(command.reason, notice, call)
        notice.release(command.assignment_id, command.released_on, reason.ref)
        warnings = await self._warnings(notice, command.released_on, released=command.assignment_id)
        decided = {"assignment_id": str(command.assignment_id), "warnings": warnings}
        return await self.repository.save(call, notice, texts=[reason], decided=decided)

    async def withdraw_observer_release(self, command: contract.WithdrawObserverRelease, call: Call) -> Decided:
        notice = await self._of_issuer(command.notice_id, command.issuer_id)
        reason = await self._reason(command.reason, notice, call)
        left = notice.assignments.one(command.assignment_id)
        notice.withdraw_release(command.assignment_id, reason.ref)
        warnings = await self._warnings(notice, left.released_on or left.from_on, released=left.replaced_by)
        decided = {"assignment_id": str(command.assignment_id), "warnings": warnings}
        return await self.repository.save(call, notice, texts=[reason], decided=decided)

    async def replace_observer(self, command: contract.ReplaceObserver, call: Call) -> Decided:
        notice = await self._of_issuer(command.notice_id, command.issuer_id)
        left = notice.assignments.one(command.assignment_id)
        period, seats = (command.replaced_on, left.until_on), frozenset(command.sits_on)
        pair = Pair(command.person_id, left.cell_id, *period, command.own_cell_id, sits_on=seats)
        reason = await self._reason(command.reason, notice, call)
        about = _units_of(notice.issuer_id, [pair, *notice.assignments.pairs_from(command.replaced_on)])
        repaired = notice.replace(command.assignment_id, pair, reason.ref, await self.units.about(about))
        warnings = await self._warnings(notice, command.replaced_on, joined=pair, released=command.assignment_id)
        decided = {"assignment_id": str(repaired), "warnings": warnings}
        return await self.repository.save(call, notice, texts=[reason], decided=decided)

    async def notify_observer(self, command: contract.NotifyObserver, call: Call) -> Decided:
        notice = await self.repository.load(Notice, command.notice_id)
        change = MeetingChange(
            meeting_id=command.meeting_id,
            change=Change(command.change),
            former_starts_at=command.former_starts_at.astimezone(UTC),
            starts_at=command.starts_at.astimezone(UTC) if command.starts_at else None,
            place=command.place,
        )
        notice.notify(command.assignment_id, change)
        return await self.repository.save(call, notice, decided={"assignment_id": str(command.assignment_id)})

    async def _of_issuer(self, notice_id: UUID, issuer_id: UUID | None) -> Notice:
        """The notice, which must be the issuer's on whom the right was decided where one was named."""
        notice = await self.repository.load(Notice, notice_id)
        if issuer_id not in (None, notice.issuer_id):
            raise Refused("not_there")
        return notice

    async def _reason(self, words: str, notice: Notice, call: Call) -> NewText:
        """Why, for the issuing committee and those above it: whoever is observed reads none of it."""
        return await self.repository.text(call, "reason", words, about=notice.id, unit_id=notice.issuer_id)

    async def _edition(self, command: contract.IssueNotice, keeper: str) -> int:
        """How often the number was issued before and taken back, and once more."""
        edition = 1
        identity = (keeper, command.issuer_id, command.number, command.issued_on)
        while (known := await self.repository.find(Notice, Notice.create_id(*identity, edition))) is not None:
            if not known.withdrawn:
                raise Refused("notice_already_issued", field="number")
            edition += 1
        return edition

    async def _warnings(
        self, notice: Notice, on: date, *, joined: Pair | None = None, released: UUID | None = None
    ) -> list[dict[str, Any]]:
        """What to warn of over the whole notice as it stands from a day on; `joined` is as the board declared it."""
        declared = joined.person_id if joined else None
        pairs = [
            replace(pair, own_cell_id=joined.own_cell_id) if joined and pair.person_id == declared else pair
            for pair in notice.assignments.pairs_from(on)
        ]
        structure = await self.units.about(_units_of(notice.issuer_id, pairs))
        return self.rules.told(await self._advice(pairs, structure, notice.issuer_id, on, released))

    async def _advice(
        self, pairs: Sequence[Pair], structure: Structure, issuer_id: UUID, on: date, released: UUID | None = None
    ) -> list[Advice]:
        """What to warn of, with everything else that is assigned on the day; `released` is so no more."""
        policy = self.rules.policy
        return advice(
            pairs,
            structure,
            policy,
            cells=await self.units.cells_below(issuer_id, on),
            assigned=await self.in_force.cells_on(on, released),
            clashes=await self.meetings.clashes(pairs, policy.apart_minutes),
        )


def _pair(told: contract.Pair) -> Pair:
    seats = frozenset(told.sits_on)
    return Pair(told.person_id, told.cell_id, told.from_on, told.until_on, told.own_cell_id, sits_on=seats)


def _units_of(issuer_id: UUID, pairs: Sequence[Pair]) -> set[UUID]:
    own_cells = {pair.own_cell_id for pair in pairs if pair.own_cell_id is not None}
    return {issuer_id, *(pair.cell_id for pair in pairs), *own_cells}
