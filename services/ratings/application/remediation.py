"""What units are told to put right: ordered, followed, closed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from contracts import remediation as contract
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.chassis.event_store.rows import NewText
from services.ratings.application.deciders import decider_of
from services.ratings.domain import Order, Rectified, Remediation
from services.ratings.domain.remediation import require_another
from services.ratings.replicas import StandsBelow

OfRemediation: TypeAlias = (
    contract.FollowRemediation
    | contract.CloseRemediation
    | contract.WithdrawRemediationLook
    | contract.WithdrawRemediationClosing
    | contract.WithdrawRemediation
)
"""Commands about an order that was given."""


@dataclass(frozen=True)
class Remediations:
    """The remediations that committees of one keeper order."""

    repository: Repository
    below: StandsBelow

    async def order_remediation(self, command: contract.OrderRemediation, call: Call) -> Decided:
        await self.below.require(command.unit_id, command.issuer_id, command.ordered_on)
        require_another(command.unit_id, decider_of(call))
        identity = (command.issuer_id, command.unit_id, command.number, command.ordered_on.year)
        remediation = await self.repository.find_or_open(Remediation, *identity)
        reason = await self._text(call, "reason", command.reason, remediation.id, command.unit_id)
        told = ("unit_id", "issuer_id", "number", "ordered_on", "due_on", "points")
        remediation.order(Order(**{name: getattr(command, name) for name in told}), reason.ref, today=call.today)
        return await self._save(call, remediation, reason)

    async def follow_remediation(self, command: contract.FollowRemediation, call: Call) -> Decided:
        remediation = await self._known(command, call)
        finding = await self._maybe(call, "finding", command.finding, remediation)
        remediation.follow(command.checked_on, command.met, finding.ref if finding else None, today=call.today)
        return await self._save(call, remediation, finding)

    async def close_remediation(self, command: contract.CloseRemediation, call: Call) -> Decided:
        remediation = await self._known(command, call)
        conclusion = await self._maybe(call, "conclusion", command.conclusion, remediation)
        rectified = Rectified(command.rectified)
        remediation.close(command.closed_on, rectified, conclusion.ref if conclusion else None, today=call.today)
        return await self._save(call, remediation, conclusion)

    async def withdraw_remediation_look(self, command: contract.WithdrawRemediationLook, call: Call) -> Decided:
        remediation = await self._known(command, call)
        reason = await self._text(call, "reason", command.reason, remediation.id, remediation.unit_id)
        remediation.withdraw_look(reason.ref)
        return await self._save(call, remediation, reason)

    async def withdraw_remediation_closing(self, command: contract.WithdrawRemediationClosing, call: Call) -> Decided:
        remediation = await self._known(command, call)
        reason = await self._text(call, "reason", command.reason, remediation.id, remediation.unit_id)
        remediation.withdraw_closing(reason.ref)
        return await self._save(call, remediation, reason)

    async def withdraw_remediation(self, command: contract.WithdrawRemediation, call: Call) -> Decided:
        remediation = await self._known(command, call)
        reason = await self._text(call, "reason", command.reason, remediation.id, remediation.unit_id)
        remediation.withdraw(reason.ref)
        return await self._save(call, remediation, reason)

    async def _known(self, command: OfRemediation, call: Call) -> Remediation:
        """The right was decided on the issuer that the command names, so the order must be that committee's."""
        remediation = await self.repository.load(Remediation, command.remediation_id)
        if remediation.issuer_id != command.issuer_id:
            raise Refused("not_there")
        require_another(remediation.unit_id, decider_of(call))
        return remediation

    async def _maybe(self, call: Call, field: str, words: str | None, about: Remediation) -> NewText | None:
        return None if words is None else await self._text(call, field, words, about.id, about.unit_id)

    async def _text(self, call: Call, field: str, words: str, about: UUID, unit_id: UUID) -> NewText:
        return await self.repository.text(call, field, words, about=about, unit_id=unit_id)

    async def _save(self, call: Call, remediation: Remediation, text: NewText | None) -> Decided:
        decided = {"remediation_id": str(remediation.id)}
        return await self.repository.save(call, remediation, texts=[text] if text else [], decided=decided)
