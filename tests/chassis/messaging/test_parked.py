"""Who may look at parked events, and who may act on them, at the open and at the sealed entrance."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from contracts.message import Command, Query
from contracts.parking import (
    PARKING,
    DropMeetingsParked,
    DropParked,
    ParkedList,
    ReadMeetingsParked,
    ReadParked,
    ReadSealedParked,
    RetryMeetingsParked,
    RetryParked,
    RetrySealedParked,
)
from services.chassis.call import Call, Decided
from services.chassis.messaging.commands import CommandDesk
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.parked import parking_desks
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.serving import Node, Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy
from tests.chassis.messaging.desks import KEY, NOON, code
from tests.chassis.messaging.notes import KEEPER, actor, number
from tests.chassis.messaging.noticed import Noticed

NAMED = {"projection": "meetings_cells", "source": "registry"}


@dataclass
class Empty:
    """A lot without events that counts what is asked of it."""

    done: list[str] = field(default_factory=list)

    async def parked(self, query: ReadParked) -> ParkedList:
        return ParkedList(events=[], total=len(self.done))

    async def retry(self, command: RetryParked) -> Decided:
        self.done.append("retry")
        return Decided({"replayed": 0, "still_parked": 0}, {})

    async def drop(self, command: DropParked, call: Call) -> Decided:
        self.done.append(f"drop by {call.actor.person_id}: {command.reason}")
        return Decided({}, {})


def desks(lot: Empty, service: str = "meetings", *, sealed: bool = False) -> list[CommandDesk | QueryDesk]:
    node = Node(Tokens(KEY, KEY), Fingerprints(b"k" * 32), lambda: NOON)
    serving = Serving(service, node, Policy({}), {KEEPER: None}, {}, sealed=sealed)
    return parking_desks(serving, {KEEPER: lot}, {KEEPER: Noticed()})


async def put(message: Command | Query, role: str, lot: Empty, *, sealed: bool = False) -> str | None:
    """The code of the refusal, or None."""
    service = type(message).service()
    desk = next(desk for desk in desks(lot, service, sealed=sealed) if desk.kind is type(message))
    headers = {"sh-token": Tokens(KEY, KEY).sign(actor(role), now=NOON)}
    body = message.model_dump_json()
    if isinstance(desk, QueryDesk):
        return code(await desk.answer(KEEPER, headers, body.encode()))
    [outcome] = (await desk.answer(KEEPER, headers, f'{{"commands": [{body}]}}'.encode())).outcomes
    return code(outcome)


def retry(n: int = 1) -> RetryMeetingsParked:
    return RetryMeetingsParked(command_id=number(n), **NAMED)


def drop(reason: str = "Sự kiện thử nghiệm") -> DropMeetingsParked:
    return DropMeetingsParked(command_id=UUID(int=2), position=7, reason=reason, **NAMED)


async def test_an_auditor_looks_and_an_operator_acts() -> None:
    lot = Empty()

    assert await put(ReadMeetingsParked(), "auditor", lot) is None
    assert await put(ReadMeetingsParked(), "operator", lot) is None
    assert await put(retry(), "operator", lot) is None
    assert await put(drop(), "operator", lot) is None
    assert lot.done == ["retry", f"drop by {actor().person_id}: Sự kiện thử nghiệm"]


async def test_nobody_else_does_either() -> None:
    lot = Empty()

    assert {await put(ReadMeetingsParked(), role, lot) for role in ("secretary", "staff", "leader", "observer")} == {
        "not_allowed"
    }
    assert {await put(retry(), role, lot) for role in ("auditor", "staff", "leader")} == {"not_allowed"}
    assert {await put(drop(), role, lot) for role in ("auditor", "staff", "leader")} == {"not_allowed"}
    assert lot.done == []


async def test_a_drop_without_a_reason_is_refused() -> None:
    lot = Empty()
    body = drop().model_copy(update={"reason": "  "})

    assert str(await put(body, "operator", lot)).startswith("malformed")
    assert lot.done == []


async def test_the_sealed_entrance_is_for_auditors_and_shows_nothing_at_the_open_one() -> None:
    lot = Empty()
    again = RetrySealedParked(command_id=number(3), projection="assignments_plans", source="sealed")

    assert await put(ReadSealedParked(), "auditor", lot, sealed=True) is None
    assert await put(again, "auditor", lot, sealed=True) is None
    assert await put(ReadSealedParked(), "operator", lot, sealed=True) == "not_allowed"
    assert await put(again, "operator", lot, sealed=True) == "not_allowed"
    at_open = {desk.kind for desk in desks(lot, "assignments")}
    at_sealed = {desk.kind for desk in desks(lot, "assignments", sealed=True)}
    assert at_sealed == set(PARKING[-1])
    assert at_open.isdisjoint(at_sealed)


def test_a_service_that_reads_nobody_has_no_such_desk() -> None:
    node = Node(Tokens(KEY, KEY), Fingerprints(b"k" * 32), lambda: NOON)

    assert parking_desks(Serving("meetings", node, Policy({}), {KEEPER: None}, {}), {}) == []
