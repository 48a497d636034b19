"""Decisions that commend collectives and individuals: granted, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.commendations import GrantCommendation, WithdrawCommendation
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.ratings.domain import Award, Commendation, Honours
from services.ratings.domain.authority import COMMITTEE
from services.ratings.replicas import StandsBelow, Units


@dataclass(frozen=True)
class Commendations:
    """The decisions of one keeper's committees."""

    repository: Repository
    units: Units
    below: StandsBelow

    async def grant_commendation(self, command: GrantCommendation, call: Call) -> Decided:
        await self._require_authority(command)
        identity = (command.issuer_id, command.number, command.granted_on.year)
        commendation = await self.repository.find_or_open(Commendation, *identity)
        award = Award(command.issuer_id, command.number, command.granted_on, command.form, command.occasion)
        honours = Honours(
            command.collectives, command.individuals, command.other_collectives, command.other_individuals
        )
        commendation.grant(award, honours, today=call.today)
        return await self.repository.save(call, commendation, decided={"commendation_id": str(commendation.id)})

    async def withdraw_commendation(self, command: WithdrawCommendation, call: Call) -> Decided:
        commendation = await self.repository.load(Commendation, command.commendation_id)
        if commendation.issuer_id != command.issuer_id:
            raise Refused("not_there")  # The right was decided on the issuer that the command names.
        reason = await self.repository.text(
            call, "reason", command.reason, about=commendation.id, unit_id=command.issuer_id
        )
        commendation.withdraw(reason.ref)
        decided = {"commendation_id": str(commendation.id)}
        return await self.repository.save(call, commendation, texts=[reason], decided=decided)

    async def _require_authority(self, command: GrantCommendation) -> None:
        """A committee that was there commends units that were there and below it, on the day of the decision."""
        day, named = command.granted_on, set(command.collectives)
        issuer = await self.units.then(command.issuer_id, day, field="issuer_id")
        if issuer.kind != COMMITTEE:
            raise Refused("issuer_is_no_committee", field="issuer_id", day=day.isoformat())
        if gone := await self.units.gone(named, day):
            raise Refused("commended_not_there", field="collectives", day=day.isoformat(), count=len(gone))
        if outside := await self.below.outside(named, command.issuer_id, day):
            raise Refused("commended_not_below_issuer", field="collectives", day=day.isoformat(), count=len(outside))
