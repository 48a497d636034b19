"""A rebuilt projection has the rows that the live one had, and what arrived meanwhile, each once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from services.chassis.projection.positions import status
from services.chassis.projection.rebuild import RebuildRefused
from sinhhoat.stack import Endpoints
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import Owner, publish
from tests.chassis.projection.rebuild.given import Rebuilding

pytestmark = pytest.mark.connected


async def test_rebuilt_rows_equal_the_live_ones(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(130)
    await rebuilding.told(70, "city")
    before = await rebuilding.rows()

    rebuilt = await rebuilding.rebuild().run()

    assert await rebuilding.rows() == before
    assert (rebuilt.events, rebuilt.rows["notes"], rebuilt.different) == (200, 200, ())


async def test_the_live_reader_goes_on_in_the_rebuilt_tables(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.rebuild().run()

    await rebuilding.told(60)

    assert not rebuilding.bench.registry.get_sample_value("sinhhoat_projection_gaps_healed_total")
    assert len(await rebuilding.rows(f"{rebuilding.name}_former")) == 60


async def test_events_that_arrive_meanwhile_are_neither_lost_nor_doubled(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(300)
    async with rebuilding.telling():
        for _ in range(2):
            await rebuilding.rebuild().run()

    await rebuilding.comes_to_the_head(within=30)
    assert len(await rebuilding.rows()) == 800


async def test_what_was_broken_by_hand_is_found_and_replaced_only_when_accepted(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.notes SET what = 'other' WHERE position = 7")

    with pytest.raises(RebuildRefused, match="notes"):
        await rebuilding.rebuild().run()
    assert ("hoc-mon.meetings", 7, "a", "other") in await rebuilding.rows()

    rebuilt = await rebuilding.rebuild(accept=True).run()

    assert rebuilt.different == ("notes",)
    await rebuilding.comes_to_the_head()


async def test_of_two_rebuilds_at_once_one_refuses(rebuilding: Rebuilding[Notes], module_endpoints: Endpoints) -> None:
    rebuilding.bench.start()
    await rebuilding.told(400)
    async with Rebuilding.of(rebuilding.bench, module_endpoints) as other:
        outcomes = await asyncio.gather(rebuilding.rebuild().run(), other.rebuild().run(), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RebuildRefused", "Rebuilt"]
    await rebuilding.comes_to_the_head()


async def test_an_owner_that_refuses_ends_the_rebuild_with_a_sentence(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    before = await rebuilding.rows()
    rebuilding.bench.owners.refusing.add("hoc-mon")

    with pytest.raises(RebuildRefused, match=r"hoc-mon\.meetings: its owner refuses"):
        await rebuilding.rebuild().run()
    assert await rebuilding.rows() == before


async def test_an_owner_that_leaves_something_out_is_found(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    rebuilding.bench.owners.withheld.add(9)

    with pytest.raises(RebuildRefused, match="not the one that was applied"):
        await rebuilding.rebuild().run()


async def test_an_owner_with_another_history_is_found(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.positions SET chain = 'aa' WHERE position = 60")

    with pytest.raises(RebuildRefused, match="not the one that was applied"):
        await rebuilding.rebuild().run()


async def test_a_forked_feed_must_be_settled_first(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.positions SET forked = 'two chains'")

    with pytest.raises(RebuildRefused, match="forked"):
        await rebuilding.rebuild().run()


async def test_a_fork_that_the_owner_has_settled_ends_with_an_accepted_rebuild(rebuilding: Rebuilding[Notes]) -> None:
    bench = rebuilding.bench
    bench.start()
    await rebuilding.told(60)
    here = bench.owner().feed
    restored = bench.owners.by_feed[here] = Owner(here, secret="of another history")
    await publish(bench.bus, restored.record_many(62))

    async def forked() -> bool:
        return (await bench.status()).forked is not None

    await bench.until(forked)
    with pytest.raises(RebuildRefused, match="forked"):
        await rebuilding.rebuild().run()
    await rebuilding.rebuild(accept=True).run()

    await rebuilding.comes_to_the_head()
    assert not await forked()

    async def told_again() -> bool:
        await bench.owners.tell(bench.bus)
        return len(await rebuilding.rows()) == 65

    await publish(bench.bus, restored.record_many(3))
    await bench.until(told_again)


async def test_what_an_owner_has_given_up_goes_with_an_accepted_rebuild_before_anything_new_is_told(
    rebuilding: Rebuilding[Notes],
) -> None:
    bench = rebuilding.bench
    bench.start()
    await rebuilding.told(60)
    here = bench.owner().feed
    set_back = bench.owners.by_feed[here] = Owner(here)
    set_back.record_many(40)

    with pytest.raises(RebuildRefused, match="--accept"):
        await rebuilding.rebuild().run()
    await rebuilding.rebuild(accept=True).run()
    await rebuilding.comes_to_the_head()
    await publish(bench.bus, [set_back.record("a", "entered again", skip=25)])

    await rebuilding.comes_to_the_head()
    assert (await bench.status()).forked is None


async def test_progress_rises_to_all_that_is_known(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(120)

    await rebuilding.rebuild().run()

    assert rebuilding.progress == sorted(rebuilding.progress)
    assert rebuilding.progress[-1] == (120, 120)


async def test_the_service_may_read_and_write_what_was_rebuilt(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.rebuild().run()

    await rebuilding.bench.pool.execute(f"DELETE FROM {rebuilding.name}.notes")

    assert await rebuilding.rows() == []
    assert [line.position for line in await status(rebuilding.bench.pool, rebuilding.bench.projection)] == [0, 0, 5]


async def test_the_planner_knows_the_new_tables_from_the_first_question_on(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    await rebuilding.rebuild().run()

    estimate = "SELECT reltuples FROM pg_class WHERE oid = $1::text::regclass"
    assert await rebuilding.admin.fetchval(estimate, f"{rebuilding.name}.notes") == 60


async def test_a_rebuild_without_tables_refuses(rebuilding: Rebuilding[Notes]) -> None:
    await rebuilding.admin.execute(f"DROP SCHEMA {rebuilding.name} CASCADE")

    with pytest.raises(RebuildRefused, match="nothing to replace"):
        await rebuilding.rebuild().run()


async def test_tables_of_another_shape_are_replaced_only_when_accepted(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(20)
    await rebuilding.admin.execute(f"ALTER TABLE {rebuilding.name}.notes ADD COLUMN of_another_version int")

    with pytest.raises(RebuildRefused, match="notes"):
        await rebuilding.rebuild().run()
    await rebuilding.rebuild(accept=True).run()

    await rebuilding.told(5)


async def test_tables_with_functions_are_refused_before_anything_is_built(
    rebuilding: Rebuilding[Notes], tmp_path: Path
) -> None:
    sql = tmp_path / "functions.sql"
    body = "CREATE FUNCTION {schema}.one() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    sql.write_text(f"CREATE TABLE {{schema}}.notes (position bigint); {body}")
    rebuilding.bench.projection.schema_sql = sql

    with pytest.raises(RebuildRefused, match="functions"):
        await rebuilding.rebuild().run()
