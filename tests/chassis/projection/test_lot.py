"""Parked events are seen, tried again and let go; what was let go stays known, with who did it and why."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from contracts.parking import DropMeetingsParked, ReadMeetingsParked, RetryMeetingsParked
from services.chassis.call import Actor, Call
from services.chassis.errors import Refused
from services.chassis.feed import SEALED, Feed
from services.chassis.projection.lot import ParkingLot, lots
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.missed import parked_count
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.test_parking import poisoned

pytestmark = pytest.mark.connected

HERE = Feed("hoc-mon", "meetings")
OPERATOR = Actor(UUID(int=5), ())
NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
WHY = "Sự kiện thử nghiệm"


def lot(bench: Bench[Notes], keeper: str = "hoc-mon") -> ParkingLot:
    return ParkingLot(bench.pool, keeper, [bench.projection])


def call(command_id: UUID, actor: Actor = OPERATOR) -> Call:
    return Call(command_id, actor, "hoc-mon", NOON, NOON.date(), lambda: NOON, b"", "c", "", "t")


def dropping(bench: Bench[Notes], position: int = 2, reason: str = WHY, source: str = "meetings") -> DropMeetingsParked:
    name = bench.projection.name
    return DropMeetingsParked(command_id=uuid4(), projection=name, source=source, position=position, reason=reason)


async def drop(bench: Bench[Notes], command: DropMeetingsParked, actor: Actor = OPERATOR) -> None:
    await lot(bench).drop(command, call(command.command_id, actor))


async def refused(bench: Bench[Notes], command: DropMeetingsParked, actor: Actor = OPERATOR) -> str:
    with pytest.raises(Refused) as no:
        await drop(bench, command, actor)
    return no.value.code


async def test_a_list_tells_what_is_parked_and_why_without_the_bodies(bench: Bench[Notes]) -> None:
    owner = await poisoned(bench)

    told = await lot(bench).parked(ReadMeetingsParked())

    assert told.total == 2
    assert [(event.feed, event.position, event.body) for event in told.events] == [
        ("hoc-mon.meetings", 2, None),
        ("hoc-mon.meetings", 4, None),
    ]
    first = told.events[0]
    assert (first.projection, first.contract) == (bench.projection.name, "meetings.Noted.v1")
    assert (first.aggregate_id, first.recorded_at) == (owner.events[1].aggregate_id, owner.events[1].recorded_at)
    assert first.error == "PoisonousNote: {'poison'}"


async def test_one_event_is_shown_with_its_body(bench: Bench[Notes]) -> None:
    owner = await poisoned(bench)

    told = await lot(bench).parked(ReadMeetingsParked(projection=bench.projection.name, source="meetings", position=4))

    assert [event.body for event in told.events] == [owner.messages[3].body.decode()]


async def test_another_keepers_events_are_not_shown(bench: Bench[Notes]) -> None:
    await poisoned(bench)

    assert (await lot(bench, "cu-chi").parked(ReadMeetingsParked())).total == 0
    assert (await lot(bench).parked(ReadMeetingsParked(source="registry"))).total == 0
    assert (await lot(bench).parked(ReadMeetingsParked(projection="another"))).total == 0


async def test_a_retry_brings_them_in_once_the_defect_is_gone(bench: Bench[Notes]) -> None:
    await poisoned(bench)
    bench.projection.poisons = set()
    again = RetryMeetingsParked(command_id=uuid4(), projection=bench.projection.name, source="meetings")

    decided = await lot(bench).retry(again)

    assert decided.decided == {"replayed": 2, "still_parked": 0}
    assert (await lot(bench).retry(again)).decided == {"replayed": 0, "still_parked": 0}
    await bench.comes_to([1, 3, 5, 2, 4])


async def test_a_dropped_event_is_remembered_and_counted_and_never_tried_again(bench: Bench[Notes]) -> None:
    await poisoned(bench)

    await drop(bench, dropping(bench))

    bench.projection.poisons = set()
    again = RetryMeetingsParked(command_id=uuid4(), projection=bench.projection.name, source="meetings")
    assert (await lot(bench).retry(again)).decided == {"replayed": 1, "still_parked": 0}
    await bench.comes_to([1, 3, 5, 4])
    [event] = (await lot(bench).parked(ReadMeetingsParked())).events
    assert event.position == 2
    assert event.dropped is not None
    assert (event.dropped.by, event.dropped.at, event.dropped.reason) == (str(OPERATOR.person_id), NOON, WHY)
    assert await parked_count(bench.pool, bench.projection, HERE) == 1


async def test_the_same_drop_twice_is_one(bench: Bench[Notes]) -> None:
    await poisoned(bench)
    command = dropping(bench)

    await drop(bench, command)
    await drop(bench, command)

    assert (await lot(bench).parked(ReadMeetingsParked())).total == 2


async def test_what_cannot_be_dropped_is_refused(bench: Bench[Notes]) -> None:
    await poisoned(bench)
    first = dropping(bench)
    await drop(bench, first)

    assert await refused(bench, dropping(bench)) == "parked_already_dropped"
    assert await refused(bench, dropping(bench, position=3)) == "not_there"
    assert await refused(bench, dropping(bench, position=4, source="registry")) == "not_there"
    assert await refused(bench, first, Actor(UUID(int=6), ())) == "command_id_reused"
    other = first.model_copy(update={"position": 4})
    assert await refused(bench, other) == "command_id_reused"


async def test_sealed_events_have_a_lot_of_their_own(bench: Bench[Notes]) -> None:
    mixed = Notes("mixed", ("meetings", SEALED))
    open_side, sealed_side = (
        lots(bench.pool, ["hoc-mon"], [mixed], sealed=sealed)["hoc-mon"] for sealed in (False, True)
    )

    assert [str(feed) for feed in open_side._feeds(mixed)] == ["hoc-mon.meetings"]
    assert [str(feed) for feed in sealed_side._feeds(mixed)] == ["hoc-mon.sealed"]
    assert lots(bench.pool, ["hoc-mon"], [bench.projection], sealed=True) == {}
