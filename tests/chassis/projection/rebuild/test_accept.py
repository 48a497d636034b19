"""An accepted rebuild follows what the owners have settled; a refusal settles nothing."""

from __future__ import annotations

import secrets
from uuid import uuid4

import pytest

from services.chassis.projection.rebuild import RebuildRefused
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner
from tests.chassis.projection.rebuild.arrivals import Arrivals
from tests.chassis.projection.rebuild.given import Rebuilding

pytestmark = pytest.mark.connected


async def test_an_owner_that_refuses_is_not_taken_for_one_that_has_nothing(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.told(70, "city")
    before = await rebuilding.rows()
    rebuilding.bench.owners.refusing.add("city")

    with pytest.raises(RebuildRefused, match=r"city\.meetings: its owner refuses"):
        await rebuilding.rebuild(accept=True).run()
    assert await rebuilding.rows() == before


async def test_nor_where_its_feed_stands_still(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    before = await rebuilding.rows()
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.positions SET forked = 'two chains'")
    rebuilding.bench.owners.refusing.add("hoc-mon")

    with pytest.raises(RebuildRefused, match=r"hoc-mon\.meetings: its owner refuses"):
        await rebuilding.rebuild(accept=True).run()
    assert await rebuilding.rows() == before


@pytest.mark.parametrize("told", [60, 90])
async def test_another_history_as_long_as_ours_is_accepted_before_a_reader_has_noticed(
    rebuilding: Rebuilding[Notes], told: int
) -> None:
    bench = rebuilding.bench
    bench.start()
    await rebuilding.told(60)
    here = bench.owner().feed
    restored = bench.owners.by_feed[here] = Owner(here, secret="of another history")
    restored.record_many(told, about="b")

    with pytest.raises(RebuildRefused, match="use --accept"):
        await rebuilding.rebuild().run()
    await rebuilding.rebuild(accept=True).run()

    await rebuilding.comes_to_the_head()


async def test_what_was_let_go_or_kept_of_a_given_up_history_goes_with_it(module_endpoints: Endpoints) -> None:
    projection = Arrivals(f"notes_{secrets.token_hex(4)}")
    async with (
        Bench.made(module_endpoints, projection, ["hoc-mon", "city"]) as bench,
        Rebuilding.of(bench, module_endpoints) as rebuilding,
    ):
        bench.start()
        await rebuilding.told(60)
        await rebuilding.told(70, "city")
        for keeper in ("hoc-mon", "city"):
            await let_go(rebuilding, f"{keeper}.meetings", 55)
        here = bench.owner().feed
        bench.owners.by_feed[here] = Owner(here)
        bench.owner().record_many(40)

        await rebuilding.rebuild(accept=True).run()

        dropped = await bench.pool.fetch(f"SELECT feed, position FROM {projection.name}.dropped")
        arrived = f"SELECT feed, max(position) FROM {projection.name}.arrival GROUP BY feed ORDER BY feed"
        assert [tuple(row) for row in dropped] == [("city.meetings", 55)]
        assert [tuple(row) for row in await bench.pool.fetch(arrived)] == [("city.meetings", 70), (str(here), 40)]


async def let_go(rebuilding: Rebuilding[Arrivals], feed: str, position: int) -> None:
    """As if a person had let this event go."""
    await rebuilding.admin.execute(
        f"""INSERT INTO {rebuilding.name}.dropped (feed, position, aggregate_id, message, error, parked_at,
                                                   dropped_at, dropped_by, reason, command_id)
            VALUES ($1, $2, $3, '', 'planted', now(), now(), $3, 'a reason', $4)""",
        *(feed, position, uuid4(), uuid4()),
    )
