"""What the chassis does for every service that reads others: show its parked events, try them again, let one go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from contracts.message import SEALED
from contracts.parking import PARKING, DropParked, ParkedList, ReadParked, RetryParked
from services.chassis.call import Call, Decided
from services.chassis.messaging.commands import CommandDesk
from services.chassis.messaging.queries import Asker, QueryDesk
from services.chassis.messaging.sealed_reads import Record, recorded
from services.chassis.messaging.serving import Serving
from services.chassis.policy import Policy, holds

OPEN_SIDE = Policy({"parked.read": holds("auditor", "operator"), "parked.act": holds("operator")})
SEALED_SIDE = Policy({"parked.read": holds("auditor"), "parked.act": holds("auditor")})
"""Operators see of a sealed feed only whether it is healthy: whoever looks into it is an auditor and names it."""


class Lot(Protocol):
    """The parked events of one keeper; the projections' parking lot is one."""

    async def parked(self, query: ReadParked, /) -> ParkedList: ...
    async def retry(self, command: RetryParked, /) -> Decided: ...
    async def drop(self, command: DropParked, call: Call, /) -> Decided: ...


def parking_desks(
    serving: Serving, lots: Mapping[str, Lot], reads: Mapping[str, Record] | None = None
) -> list[CommandDesk | QueryDesk]:
    """The desks of this service at one of its entrances; `lots` goes by keeper and holds that side's events only.

    `reads`, by keeper, is where everything is recorded that the sealed entrance shows.
    """
    sides = [kinds for kinds in PARKING if kinds[0].service() == serving.service] if lots else []
    rules = SEALED_SIDE if serving.sealed else OPEN_SIDE
    side = Serving(
        serving.service, serving.node, rules, lots, serving.memories, serving.wait_for, sealed=serving.sealed
    )
    show = recorded(read_parked, reads or {}) if serving.sealed else read_parked
    desks: list[CommandDesk | QueryDesk] = []
    for read, again, drop in sides:
        if (read.audience is SEALED) == serving.sealed:
            desks.append(QueryDesk(read, "parked.read", show, side))
            desks.append(CommandDesk(again, "parked.act", True, retry_parked, side, of_history=False))
            desks.append(CommandDesk(drop, "parked.act", True, drop_parked, side, of_history=False))
    return desks


async def read_parked(query: ReadParked, asker: Asker, lot: Lot) -> ParkedList:
    return await lot.parked(query)


async def retry_parked(command: RetryParked, call: Call, lot: Lot) -> Decided:
    return await lot.retry(command)


async def drop_parked(command: DropParked, call: Call, lot: Lot) -> Decided:
    return await lot.drop(command, call)
