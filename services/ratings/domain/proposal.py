"""What is proposed to an authority: which round it is in, for whom, and against whom it is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from services.chassis.errors import Refused
from services.ratings.domain.conditions import Below, ConditionResult
from services.ratings.domain.period import days_of
from services.ratings.domain.quota import GroupBy, Objects

EVERYBODY = "all"
"""The group of those who are in no other."""


@dataclass(frozen=True)
class RoundKey:
    """Which round: who decides, on what kind of objects, for which period. Every event of the round repeats it."""

    TOPIC: ClassVar[str] = "ratings.RoundKey"
    authority_id: UUID
    objects: Objects
    period: str

    @property
    def last_day(self) -> date:
        return days_of(self.period)[1]


@dataclass(frozen=True)
class Proposal:
    """What the unit rated proposes: for itself, for a collective of its own, or for a person by id.

    `object_id` is the unit, or the collective of that name in it, or the person. The unit's kind and its reporting
    group are those of the period's last day; `group` is the peer group that the unit declares.
    """

    TOPIC: ClassVar[str] = "ratings.Proposal"
    object_id: UUID
    unit_id: UUID
    unit_kind: str
    cell_type_group: str | None
    collective: str | None
    group: str | None
    grade: str
    points: Decimal | None
    below: Below | None
    conditions: list[ConditionResult]

    def peers(self, by: GroupBy) -> str:
        """The peer group in which it stands."""
        named = {GroupBy.UNIT_KIND: self.unit_kind, GroupBy.CELL_TYPE_GROUP: self.cell_type_group}
        return (self.group if by is GroupBy.DECLARED else named.get(by)) or EVERYBODY


class Proposals(dict[UUID, Proposal]):
    """The live proposals of a round, by object."""

    def one(self, object_id: UUID) -> Proposal:
        """The proposal for an object, or refused with `not_proposed`."""
        if object_id not in self:
            raise Refused("not_proposed", field="object_id")
        return self[object_id]

    def peers(self, group: str, by: GroupBy) -> dict[UUID, Proposal]:
        """Those of a group."""
        return {key: one for key, one in self.items() if one.peers(by) == group}
