"""A service's own tree: what stands above a unit on a day, at its keeper."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from datetime import date
from typing import TypeAlias
from uuid import UUID

import asyncpg
import pytest

from contracts.places import PLACES, NeverThere
from contracts.registry import UnitDissolved, UnitEstablished, UnitMoved
from services.chassis.feed import Feed
from services.chassis.projection.projection import prepare
from services.chassis.projection.tree import Tree
from sinhhoat.stack import Endpoints
from tests.desk import told_by

pytestmark = pytest.mark.connected

DISTRICT, FIRST_WARD, SECOND_WARD, CELL = (UUID(int=number) for number in range(1, 5))
YEAR_2010, JULY = date(2010, 1, 1), date(2024, 7, 1)
FEED = Feed("hoc-mon", "registry")

Made: TypeAlias = tuple[Tree, "asyncpg.Pool[asyncpg.Record]"]


def established(unit: UUID, parent: UUID | None, on: date = YEAR_2010) -> UnitEstablished:
    return UnitEstablished(
        unit_id=unit,
        code=f"U-{unit.int}",
        name="Chi bộ",
        kind="committee",
        level=None,
        cell_type=None,
        parent_id=parent,
        established_on=on,
    )


EVENTS = (
    established(DISTRICT, None),
    established(FIRST_WARD, DISTRICT),
    established(SECOND_WARD, DISTRICT),
    established(CELL, FIRST_WARD),
    UnitMoved(unit_id=CELL, parent_id=SECOND_WARD, effective_on=JULY),
    UnitDissolved(unit_id=CELL, effective_on=date(2025, 1, 1)),
)


@pytest.fixture
async def tree(module_endpoints: Endpoints) -> AsyncIterator[Made]:
    made = Tree(f"tree_{secrets.token_hex(4)}", "registry", PLACES, {})
    admin = await asyncpg.connect(module_endpoints.postgres_migration["meetings"])
    try:
        await prepare(admin, made, "meetings_owner", "meetings_service")
    finally:
        await admin.close()
    async with asyncpg.create_pool(module_endpoints.postgres_service["meetings"], min_size=1, max_size=2) as pool:
        async with pool.acquire() as connection, connection.transaction():
            await made.apply(connection, told_by(FEED, *EVENTS))
            await made.apply(connection, told_by(FEED, *EVENTS))
        yield made, pool


def _never_there(body: bytes) -> NeverThere:
    return NeverThere(UnitDissolved.model_validate_json(body).unit_id, None)


async def test_a_unit_stands_below_whom_it_stands_below_that_day(tree: Made) -> None:
    above = tree[0].above(tree[1])

    before = await above("hoc-mon", {CELL, FIRST_WARD}, date(2024, 6, 30))
    after = await above("hoc-mon", {CELL}, JULY)

    assert before == {CELL: {FIRST_WARD, DISTRICT}, FIRST_WARD: {DISTRICT}}
    assert after == {CELL: {SECOND_WARD, DISTRICT}}


async def test_a_dissolved_unit_stands_where_it_stood_last_and_one_not_yet_there_nowhere(tree: Made) -> None:
    above = tree[0].above(tree[1])

    assert await above("hoc-mon", {CELL}, date(2026, 1, 1)) == {CELL: {SECOND_WARD, DISTRICT}}
    assert await above("hoc-mon", {CELL}, date(2009, 12, 31)) == {}


async def test_of_an_unknown_unit_or_another_keeper_nothing_is_above(tree: Made) -> None:
    above = tree[0].above(tree[1])

    assert await above("cu-chi", {CELL}, JULY) == {}
    assert await above("hoc-mon", {UUID(int=99)}, JULY) == {}
    assert await above("hoc-mon", set(), JULY) == {}


async def test_a_unit_that_was_never_there_stands_nowhere(tree: Made) -> None:
    forgetting = Tree(tree[0].name, "registry", PLACES, {UnitDissolved.contract(): _never_there})
    async with tree[1].acquire() as connection, connection.transaction():
        await forgetting.apply(connection, told_by(FEED, *EVENTS))

    assert await tree[0].above(tree[1])("hoc-mon", {CELL}, JULY) == {}
