"""A year of a cell's meetings, rolled up by the keeper's own policy, else by the city's, else by the system's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal, TypeAlias

from contracts.ratings import RollUpYear, YearRolledUp
from contracts.roll_up import AdoptRollUpPolicy, RollUpPolicyAdopted, WithdrawRollUpPolicy
from services.chassis.call import Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository
from services.ratings.domain import CellRating, Rater, RollUpPolicies, RollUpPolicy, RollUpRule
from services.ratings.domain.roll_up import RatedOnce, in_force
from services.ratings.replicas import Attended, CityStandards

AdoptedBy: TypeAlias = Literal["keeper", "city", "system"]


@dataclass(frozen=True)
class RollUps:
    """The roll-up policies of one keeper; `usual` are those that the product comes with."""

    repository: Repository
    keeper: str
    attended: Attended
    city: CityStandards
    usual: Sequence[RollUpPolicy]

    async def adopt_roll_up_policy(self, command: AdoptRollUpPolicy, call: Call) -> Decided:
        policies = await self._own()
        adopted = policies.adopt(policy_of(command))
        decided = {"policy_id": str(adopted.policy_id), "version": adopted.version}
        return await self.repository.save(call, policies, decided=decided)

    async def withdraw_roll_up_policy(self, command: WithdrawRollUpPolicy, call: Call) -> Decided:
        policies = await self._own()
        reason = await self.repository.text(call, "reason", command.reason, about=policies.id, unit_id=None)
        known = policies.withdraw(command.effective_from, reason.ref)
        return await self.repository.save(call, policies, texts=[reason], decided={"version": known.version})

    async def roll_up_year(self, query: RollUpYear) -> YearRolledUp:
        """The year's result by one rater's scores of the cell's meetings."""
        policy, adopted_by = await self._of(date(query.year, 12, 31), query.policy)
        rater, meetings = Rater(query.rater), []
        for meeting_id, held in await self.attended.of_year(query.cell_id, query.year):
            rating_id = CellRating.create_id(meeting_id, query.cell_id, rater, None)
            rating = await self.repository.find(CellRating, rating_id)
            score = rating.score if rating is not None and rating.rated is not None else None
            total, grade = (score.total, score.grade) if score else (None, None)
            meetings.append(RatedOnce(held.kind, held.month, total, grade))
        return YearRolledUp(
            policy=policy.key,
            version=policy.version,
            effective_from=policy.effective_from,
            adopted_by=adopted_by,
            **asdict(policy.judge(meetings)),
        )

    async def _of(self, on: date, key: str | None) -> tuple[RollUpPolicy, AdoptedBy]:
        """The policy of a day and whose it is. Refused("roll_up_unknown" | "no_roll_up_that_day")."""
        if own := in_force([one.policy for one in (await self._own()).policies], on, key):
            return own, "keeper"
        if of_city := in_force([policy_of(told) for told in await self.city.roll_ups()], on, key):
            return of_city, "city"
        usual = in_force(self.usual, on, key)
        if usual is None and key is not None:
            raise Refused("roll_up_unknown", field="policy", policy=key)
        if usual is None:
            raise Refused("no_roll_up_that_day", field="year", day=on.isoformat())
        return usual, "system"

    async def _own(self) -> RollUpPolicies:
        return await self.repository.find_or_open(RollUpPolicies, self.keeper)


def policy_of(told: AdoptRollUpPolicy | RollUpPolicyAdopted) -> RollUpPolicy:
    """The policy as a message tells it."""
    rules = [RollUpRule(**rule.model_dump()) for rule in told.rules]
    return RollUpPolicy(told.key, told.name, told.effective_from, rules)
