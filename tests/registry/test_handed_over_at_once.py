"""Hand-overs and taking over, raced: whoever comes second looks again, and no unit is lost or in two places."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

import pytest

from contracts import registry as contract
from contracts.message import Command, CommandOutcome, Event
from contracts.registry import (
    ChangeUnitType,
    DissolveUnit,
    HandOverUnit,
    MergeUnits,
    MoveUnit,
    SplitPart,
    SplitUnit,
    TakeOverUnit,
    UnitEstablished,
    UnitHandedOver,
)
from services.chassis.feed import Feed
from services.chassis.relay.rows import rows_above
from services.chassis.wire import from_message, to_message
from services.registry.domain import id_of_unit
from services.registry.main import SERVICE, registry_of
from services.registry.replicas import UnitReplica
from sinhhoat.recount.districts import District
from sinhhoat.stack import Endpoints
from tests.desk import Desk, Place, Simultaneous, Together, an_empty_place, code, holding, told_by
from tests.registry.test_structure_at_work import (
    JULY,
    YEAR_2010,
    a_roll,
    a_unit,
    adopted_types,
    done,
    taking_back,
    unit,
)

pytestmark = pytest.mark.connected

LATER = date(2024, 1, 1)
KINDS = {
    kind.contract(): kind
    for kind in vars(contract).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
CELLS = [f"CB-{number}" for number in range(10)]
"""Of CB-1 to CB-8 each becomes something; CB-0 and CB-9 are those with which they are merged."""


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@pytest.fixture
async def desk(place: Place) -> Desk:
    """HU above DU-1 and DU-2; all cells under DU-1, SCHOOL being another type that a cell might have."""
    made = Desk(place, registry_of(place.repository, place.pool, place.keeper))
    await done(made, adopted_types("RESIDENTIAL", "SCHOOL"))
    await done(made, a_unit("HU", None), a_unit("DU-1", "HU"), a_unit("DU-2", "HU"))
    await done(made, *(a_unit(cell, "DU-1", "RESIDENTIAL") for cell in CELLS))
    return made


async def at_once(place: Place, one: Command, other: Command) -> list[CommandOutcome]:
    """Both decide on the same tree, in two processes; said again, each is answered as before."""
    together, by = Together(), holding(place.keeper, "staff")
    racing = [Desk(place, registry_of(Simultaneous(place, together), place.pool, place.keeper)) for _ in range(2)]
    pairs = list(zip(racing, (one, other), strict=True))
    outcomes = await asyncio.gather(*(desk.one(command, by=by) for desk, command in pairs))
    head = await place.store.head()
    for (desk, command), outcome in zip(pairs, outcomes, strict=True):
        if outcome.outcome == "accepted":
            assert await desk.one(command, by=by) == outcome
    assert await place.store.head() == head
    return list(outcomes)


async def events(place: Place) -> Sequence[Event]:
    """All that the keeper's registry has told."""
    found = await rows_above(place.pool, place.feed, 0, limit=10_000, max_bytes=10_000_000)
    messages = [to_message(place.feed, row) for row in found.rows]
    received = [from_message(message.headers, message.body) for message in messages]
    return [KINDS[one.contract].model_validate_json(one.body) for one in received]


def hand_over(place: Place, code: str, to_keeper: str = "binh-my", on: date = JULY) -> HandOverUnit:
    return HandOverUnit(command_id=uuid4(), unit_id=unit(place, code), to_keeper=to_keeper, effective_on=on)


Rival = Callable[[Place, str], Command]
RIVALS: Mapping[str, tuple[Rival, set[str]]] = {
    "handed over to another": (lambda place, cell: hand_over(place, cell, "tan-tuc"), {"unit_handed_over"}),
    "moved": (
        lambda place, cell: MoveUnit(
            command_id=uuid4(), unit_id=unit(place, cell), parent_id=unit(place, "DU-2"), effective_on=JULY
        ),
        {"unit_handed_over", "accepted"},
    ),
    "merged into another": (
        lambda place, cell: MergeUnits(
            command_id=uuid4(), unit_ids=[unit(place, cell)], into_id=unit(place, "CB-0"), effective_on=JULY
        ),
        {"unit_handed_over", "unit_dissolved"},
    ),
    "merged with another into it": (
        lambda place, cell: MergeUnits(
            command_id=uuid4(), unit_ids=[unit(place, "CB-9")], into_id=unit(place, cell), effective_on=JULY
        ),
        {"unit_handed_over", "accepted"},
    ),
    "split": (
        lambda place, cell: SplitUnit(
            command_id=uuid4(),
            unit_id=unit(place, cell),
            parts=[SplitPart(code=f"{cell}{letter}", name=letter) for letter in "AB"],
            principal_code=f"{cell}A",
            effective_on=JULY,
        ),
        {"unit_handed_over", "unit_dissolved"},
    ),
    "dissolved": (
        lambda place, cell: DissolveUnit(command_id=uuid4(), unit_id=unit(place, cell), effective_on=JULY),
        {"unit_handed_over", "unit_dissolved"},
    ),
    "of another type": (
        lambda place, cell: ChangeUnitType(
            command_id=uuid4(), unit_id=unit(place, cell), cell_type="SCHOOL", effective_on=JULY
        ),
        {"unit_handed_over", "accepted"},
    ),
    "counted later": (
        lambda place, cell: a_roll(place, cell, LATER, 20),
        {"unit_handed_over", "roll_after_end"},
    ),
}
"""What somebody else does with the cell at the same moment, and what the second of the two may be told."""


async def test_a_unit_that_is_handed_over_while_something_else_becomes_of_it_is_in_one_place(
    desk: Desk, place: Place
) -> None:
    told: dict[str, list[str]] = {}
    for (name, (rival, _)), cell in zip(RIVALS.items(), CELLS[1:], strict=False):
        told[name] = sorted(code(one) for one in await at_once(place, hand_over(place, cell), rival(place, cell)))

    for name, (_, second) in RIVALS.items():
        assert told[name][0] == "accepted", name
        assert told[name][1] in second, name
    district = District(await events(place))
    for day in (YEAR_2010, JULY, LATER):
        there = [one for one in district.unit_ids if district.on(one, day) is not None]
        assert all(district.line(one, day) for one in there), f"a unit stands under one that is not there on {day}"


async def test_a_whole_that_is_handed_over_while_a_unit_comes_under_it_or_leaves_it_stays_whole(
    desk: Desk, place: Place
) -> None:
    await done(desk, *(a_unit(f"DU-{n}", "HU") for n in (3, 4)), a_unit("CB-31", "DU-3", "RESIDENTIAL"))
    here, away = unit(place, "DU-3"), unit(place, "DU-2")
    comes = MoveUnit(command_id=uuid4(), unit_id=unit(place, "CB-1"), parent_id=here, effective_on=JULY)
    leaves = MoveUnit(command_id=uuid4(), unit_id=unit(place, "CB-31"), parent_id=away, effective_on=JULY)

    first = await at_once(place, hand_over(place, "DU-3"), comes)
    taken_back = await desk.one(taking_back(place, "DU-3", "handed_over"), by=holding(place.keeper, "staff"))
    second = await at_once(place, hand_over(place, "DU-3"), leaves)

    assert {code(one) for one in first} <= {"accepted", "parent_dissolved", "units_below"}
    assert code(taken_back) in {"accepted", "nothing_to_withdraw", "not_the_last_change"}
    assert {code(one) for one in second} <= {"accepted", "unit_handed_over", "units_below"}
    district = District(await events(place))
    there = [one for one in district.unit_ids if district.on(one, LATER) is not None]
    assert all(district.line(one, LATER) for one in there)


def coming(place: Place, code: str) -> tuple[UUID, list[Event]]:
    """A cell that another keeper has handed over to this one, and what he told of it."""
    district = f"h-{place.keeper}"
    cell = id_of_unit(district, code)
    told = UnitEstablished(
        unit_id=cell,
        code=code,
        name=f"Chi bộ {code}",
        kind="cell",
        level=None,
        cell_type="RESIDENTIAL",
        parent_id=id_of_unit(district, "HU"),
        established_on=YEAR_2010,
    )
    return cell, [told, UnitHandedOver(unit_id=cell, to_keeper=place.keeper, effective_on=JULY)]


async def test_of_two_who_take_over_one_unit_at_once_one_has_it_and_the_other_is_told(desk: Desk, place: Place) -> None:
    cell, told = coming(place, "X-1")
    await place.told(UnitReplica(), told_by(Feed(f"h-{place.keeper}", "registry"), *told))

    def take(parent: str) -> TakeOverUnit:
        where = {"from_keeper": f"h-{place.keeper}", "parent_id": unit(place, parent)}
        return TakeOverUnit(command_id=uuid4(), unit_id=cell, **where)

    outcomes = await at_once(place, take("DU-1"), take("DU-2"))

    assert sorted(map(code, outcomes)) == ["accepted", "unit_is_here"]
    district = District(await events(place))
    there = district.on(cell, JULY)
    assert there is not None
    assert there["parent_id"] in {unit(place, "DU-1"), unit(place, "DU-2")}


RIVALS_OF_TAKING: Mapping[str, tuple[Rival, set[str]]] = {
    "its code is given to another": (
        lambda place, cell: a_unit(cell, "DU-1", "RESIDENTIAL"),
        {"unit_code_taken"},
    ),
    "the committee above it ends": (
        lambda place, cell: DissolveUnit(command_id=uuid4(), unit_id=unit(place, "DU-2"), effective_on=JULY),
        {"parent_dissolved", "units_below"},
    ),
}


@pytest.mark.parametrize("rival", RIVALS_OF_TAKING)
async def test_a_unit_that_is_taken_over_while_its_place_is_taken_away_has_another_or_none(
    desk: Desk, place: Place, rival: str
) -> None:
    cell, told = coming(place, "X-1")
    await place.told(UnitReplica(), told_by(Feed(f"h-{place.keeper}", "registry"), *told))
    where = {"from_keeper": f"h-{place.keeper}", "parent_id": unit(place, "DU-2")}
    other, second = RIVALS_OF_TAKING[rival]

    outcomes = await at_once(place, TakeOverUnit(command_id=uuid4(), unit_id=cell, **where), other(place, "X-1"))

    told_them = sorted(map(code, outcomes))
    assert (told_them[0], told_them[1] in second) == ("accepted", True)
    district = District(await events(place))
    assert (district.on(cell, JULY) is not None) == (outcomes[0].outcome == "accepted")
    assert all(district.line(one, LATER) for one in district.unit_ids if district.on(one, LATER) is not None)
