"""The tree and the units' own histories are independent: told in whichever order, the same units are listed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.message import Event
from contracts.registry import UnitEntry, UnitRenamed
from services.chassis.errors import Refused
from services.chassis.feed import Feed
from services.registry.main import SERVICE
from services.registry.read_models.units import ReplicatedUnits
from services.registry.replicas import UnitReplica
from sinhhoat.stack import Endpoints
from tests.desk import Place, an_empty_place, told_by
from tests.registry.given import at, happened, unit
from tests.registry.test_structure_histories import DAYS, Step, a_beginning, steps, take

pytestmark = pytest.mark.connected

NUMBERS = count()
STEADY = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


RENAMED = st.lists(st.tuples(st.sampled_from(["DU-1", "DU-2-CB-1"]), st.integers(0, 11)))


def tree_told(taken: list[Step]) -> list[Event]:
    """What is told of a random history of the tree."""
    with at():
        structure = a_beginning()
        for serial, step in enumerate(taken):
            try:
                take(structure, step, serial)
            except Refused:
                continue
        assert SERVICE.publish is not None
        return [told for event in happened(structure) if (told := SERVICE.publish(event)) is not None]


def shuffled(one: list[Event], other: list[Event], turns: list[bool]) -> list[Event]:
    """Both in their own orders, in turns."""
    left, right, mixed = [*one], [*other], []
    for turn in turns:
        if source := left if turn else right:
            mixed.append(source.pop(0))
    return [*mixed, *left, *right]


async def listed(place: Place, events: list[Event]) -> list[list[UnitEntry]]:
    """The units of every day, as a keeper of its own tells of them."""
    keeper = f"{place.keeper}-{next(NUMBERS)}"
    await place.told(UnitReplica(), told_by(Feed(keeper, "registry"), *events))
    units = ReplicatedUnits(place.pool, keeper)
    return [(await units.on(day, None, None, 500)).units for day in DAYS]


@pytest.fixture
async def place(module_endpoints: Endpoints) -> AsyncIterator[Place]:
    async with an_empty_place(module_endpoints, SERVICE) as made:
        yield made


@STEADY
@given(taken=steps, renamed=RENAMED, turns=st.lists(st.booleans(), max_size=40))
async def test_the_order_in_which_independent_histories_are_told_changes_no_list(
    place: Place, taken: list[Step], renamed: list[tuple[str, int]], turns: list[bool]
) -> None:
    tree = tree_told(taken)
    names: list[Event] = [
        UnitRenamed(unit_id=unit(code), name=f"Tên {number}", effective_on=DAYS[month])
        for number, (code, month) in enumerate(renamed)
    ]
    # A unit is told of before its other names are.
    first = len(tree_told([]))
    mixed = [*tree[:first], *shuffled(tree[first:], names, turns)]

    assert await listed(place, mixed) == await listed(place, [*tree, *names])
