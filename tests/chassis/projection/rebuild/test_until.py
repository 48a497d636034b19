"""A side schema holds exactly the state of a moment, and building it changes nothing of what is live."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import asyncpg
import pytest

from services.chassis.ending import end
from services.chassis.feed import Feed
from services.chassis.projection.rebuild import RebuildRefused, Until, sides
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.notes import Notes
from tests.chassis.projection.owner import BEGINNING, publish
from tests.chassis.projection.rebuild.arrivals import Arrivals
from tests.chassis.projection.rebuild.given import Rebuilding, poisoned
from tests.chassis.projection.rebuild.questions import ask_all_the_time

pytestmark = pytest.mark.connected

HERE, CITY = Feed("hoc-mon", "meetings"), Feed("city", "meetings")


async def test_a_side_has_the_rows_of_its_positions_and_no_other(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(130)
    await rebuilding.told(70, "city")
    live = await rebuilding.rows()

    side = await rebuilding.until().run({HERE: 61, CITY: 0}, "61")

    then = [row for row in live if row[0] == str(HERE)][:61]
    assert await rebuilding.rows(rebuilding.side()) == then
    assert {feed: at.position for feed, at in side.at.items()} == {HERE: 61, CITY: 0}
    assert side.at[HERE].chain == rebuilding.bench.owner().events[60].chain
    assert (side.name, side.asked, side.events, side.parked, side.current) == ("then", "61", 61, 0, True)
    assert await rebuilding.rows() == live


async def test_of_keepers_that_are_not_named_it_holds_nothing(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.told(5, "city")

    side = await rebuilding.until().run({HERE: 3}, "3")

    assert list(side.at) == [HERE]
    assert len(await rebuilding.rows(rebuilding.side())) == 3


async def test_an_instant_is_the_state_of_every_feed_by_its_owners_clock(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(20)
    await rebuilding.told(7, "city")

    side = await rebuilding.until().run(BEGINNING + timedelta(seconds=10), "an instant")
    one = await rebuilding.until("one").run(BEGINNING + timedelta(seconds=10), "an instant", ["city"])

    assert {str(feed): at.position for feed, at in side.at.items()} == {
        "city.meetings": 7,
        "cu-chi.meetings": 0,
        "hoc-mon.meetings": 10,
    }
    assert list(one.at) == [CITY]


async def test_the_live_side_goes_on_while_one_is_built(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(300)
    asking = asyncio.create_task(ask_all_the_time(rebuilding))
    async with rebuilding.telling(count=200):
        for name in ("a", "b", "c"):
            await rebuilding.until(name).run({HERE: 250}, "250")

    assert not asking.done(), asking.exception()
    await end(asking)
    await rebuilding.comes_to_the_head(within=30)
    assert len(await rebuilding.rows()) == 500
    assert {len(await rebuilding.rows(rebuilding.side(name))) for name in ("a", "b", "c")} == {250}


async def test_a_position_between_two_published_ones_stands_at_the_former(rebuilding: Rebuilding[Notes]) -> None:
    owner = rebuilding.bench.owner()
    rebuilding.bench.start()
    await publish(rebuilding.bench.bus, [owner.record("a", "one"), owner.record("a", "two", skip=4)])
    await rebuilding.comes_to_the_head()

    side = await rebuilding.until().run({HERE: 4}, "4")

    assert side.at[HERE].position == 1
    assert len(await rebuilding.rows(rebuilding.side())) == 1


REFUSED = {
    "above the head": ({HERE: 6}, r"hoc-mon\.meetings: the history has been told up to 5"),
    "a feed that nobody reads here": ({Feed("hoc-mon", "ratings"): 1}, r"feed hoc-mon\.ratings is not read here"),
    "no feed at all": ({}, "no feed to read"),
}


@pytest.mark.parametrize("why", REFUSED)
async def test_what_is_no_moment_is_refused_before_anything_is_made(rebuilding: Rebuilding[Notes], why: str) -> None:
    vector, words = REFUSED[why]
    rebuilding.bench.start()
    await rebuilding.told(5)

    with pytest.raises(RebuildRefused, match=words):
        await rebuilding.until().run(vector, "nonsense")
    assert await rebuilding.schemas() == {rebuilding.name}


async def test_a_forked_feed_that_is_asked_for_must_be_settled_first(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.told(5, "city")
    await rebuilding.bench.pool.execute(f"UPDATE {rebuilding.name}.positions SET forked = 'x' WHERE feed ~ 'city'")

    with pytest.raises(RebuildRefused, match=r"city\.meetings is forked"):
        await rebuilding.until().run({HERE: 3, CITY: 3}, "both")
    await rebuilding.until().run({HERE: 3}, "one")


async def test_without_live_tables_there_is_nothing_that_could_be_shown(rebuilding: Rebuilding[Notes]) -> None:
    await rebuilding.admin.execute(f"DROP SCHEMA {rebuilding.name} CASCADE")

    with pytest.raises(RebuildRefused, match=f"There is no {rebuilding.name}"):
        await rebuilding.until().run({HERE: 1}, "1")


async def test_a_name_is_a_plain_word(rebuilding: Rebuilding[Notes]) -> None:
    for name in ("", "Then", "a-b", "a.b", "x; DROP", "a" * 25, "đầu", "a\n"):
        with pytest.raises(RebuildRefused, match="small letters"):
            rebuilding.until(name)


async def test_the_same_moment_again_is_there_already(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    first = await rebuilding.until().run({HERE: 5}, "first")
    await rebuilding.told(5)

    again = rebuilding.until()

    assert await again.run({HERE: 5}, "again") == first
    with pytest.raises(RebuildRefused, match="of another moment"):
        await rebuilding.until().run({HERE: 6}, "other")


async def test_one_that_another_version_has_made_is_not_taken_for_the_same(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.until().run({HERE: 5}, "5")
    await rebuilding.admin.execute(f"UPDATE {rebuilding.side()}.prepared SET sha256 = 'of another text'")

    assert [side.current for side in await rebuilding.sides()] == [False]
    with pytest.raises(RebuildRefused, match="another version of the program"):
        await rebuilding.until().run({HERE: 5}, "5")


async def test_there_may_not_be_more_than_so_many(
    rebuilding: Rebuilding[Notes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "MOST", 2)
    rebuilding.bench.start()
    await rebuilding.told(5)
    for name in ("a", "b"):
        await rebuilding.until(name).run({HERE: 1}, "1")

    with pytest.raises(RebuildRefused, match="2 replays already, at most 2"):
        await rebuilding.until("c").run({HERE: 1}, "1")
    await sides.drop(rebuilding.admin, rebuilding.bench.projection, "a")
    await rebuilding.until("c").run({HERE: 1}, "1")

    assert [side.name for side in await rebuilding.sides()] == ["b", "c"]


async def test_what_is_let_go_is_a_side_and_nothing_else(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.rebuild().run()
    await rebuilding.until().run({HERE: 1}, "1")
    before = await rebuilding.schemas()

    for name in ("former", "next", "", "nobody"):
        with pytest.raises(RebuildRefused):
            await sides.drop(rebuilding.admin, rebuilding.bench.projection, name)
    assert await rebuilding.schemas() == before == {rebuilding.name, f"{rebuilding.name}_former", rebuilding.side()}
    await sides.drop(rebuilding.admin, rebuilding.bench.projection, "then")

    assert await rebuilding.schemas() == before - {rebuilding.side()}
    await rebuilding.told(5)


async def test_the_service_reads_a_side_and_cannot_write_to_it(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(5)
    await rebuilding.until().run({HERE: 3}, "3")

    for table in ("notes", "positions", "until", "parked"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await rebuilding.bench.pool.execute(f"DELETE FROM {rebuilding.side()}.{table}")
    assert len(await rebuilding.rows(rebuilding.side())) == 3


async def test_of_two_at_once_one_refuses(rebuilding: Rebuilding[Notes], module_endpoints: Endpoints) -> None:
    rebuilding.bench.start()
    await rebuilding.told(400)
    async with Rebuilding.of(rebuilding.bench, module_endpoints) as other:
        both = (rebuilding.until("a").run({HERE: 400}, ""), other.until("b").run({HERE: 400}, ""))
        outcomes = await asyncio.gather(*both, return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["RebuildRefused", "Side"]


async def test_a_rebuild_and_a_side_do_not_wait_for_each_other(
    rebuilding: Rebuilding[Notes], module_endpoints: Endpoints
) -> None:
    rebuilding.bench.start()
    await rebuilding.told(300)
    async with Rebuilding.of(rebuilding.bench, module_endpoints) as other:
        rebuilt, side = await asyncio.gather(rebuilding.rebuild().run(), other.until().run({HERE: 300}, "300"))

    assert (rebuilt.events, side.events) == (300, 300)
    assert await rebuilding.rows(rebuilding.side()) == await rebuilding.rows()


async def test_an_owner_that_leaves_something_out_is_found(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(60)
    rebuilding.bench.owners.withheld.add(9)

    with pytest.raises(RebuildRefused, match="not the one that was applied"):
        await rebuilding.until().run({HERE: 40}, "40")
    assert await rebuilding.sides() == []


class SetsPositionsBack(Until):
    """Its workers write rows and forget a part of the position."""

    async def _build(self, at: object) -> None:
        await super()._build(at)  # type: ignore[arg-type]
        await self._admin.execute(f"UPDATE {self._schema}.positions SET position = 20")


async def test_one_that_does_not_stand_where_it_should_is_not_shown_to_anybody(rebuilding: Rebuilding[Notes]) -> None:
    rebuilding.bench.start()
    await rebuilding.told(30)

    with pytest.raises(RebuildRefused, match="does not stand where it should"):
        await rebuilding.until(kind=SetsPositionsBack).run({HERE: 25}, "25")
    assert await rebuilding.sides() == []


async def test_what_is_parked_is_tried_and_what_fails_again_is_counted(rebuilding: Rebuilding[Notes]) -> None:
    await poisoned(rebuilding)

    parked = await rebuilding.until("parked").run({HERE: 3}, "3")
    rebuilding.bench.projection.poisons = set()
    mended = await rebuilding.until("mended").run({HERE: 3}, "3")

    assert (parked.parked, mended.parked) == (1, 0)
    assert [row[1] for row in await rebuilding.rows(rebuilding.side("parked"))] == [1, 3]
    assert [row[1] for row in await rebuilding.rows(rebuilding.side("mended"))] == [1, 2, 3]


async def test_what_a_person_let_go_stays_away_and_is_known_up_to_the_moment(rebuilding: Rebuilding[Notes]) -> None:
    await poisoned(rebuilding)
    name, pool = rebuilding.name, rebuilding.bench.pool
    await pool.execute(
        f"""INSERT INTO {name}.dropped SELECT *, parked_at, gen_random_uuid(), 'không cứu được', gen_random_uuid()
              FROM {name}.parked"""
    )
    await pool.execute(f"DELETE FROM {name}.parked")
    rebuilding.bench.projection.poisons = set()

    await rebuilding.until().run({HERE: 3}, "3")

    assert [row[1] for row in await rebuilding.rows(rebuilding.side())] == [1, 3]
    dropped = await pool.fetch(f"SELECT position FROM {rebuilding.side()}.dropped")
    assert [row["position"] for row in dropped] == [2]


async def test_what_comes_from_no_event_is_known_up_to_the_moment(module_endpoints: Endpoints) -> None:
    projection = Arrivals(f"notes_{secrets.token_hex(4)}")
    async with (
        Bench.made(module_endpoints, projection, ["hoc-mon"]) as bench,
        Rebuilding.of(bench, module_endpoints) as rebuilding,
    ):
        bench.start()
        await rebuilding.told(20)
        await rebuilding.until().run({HERE: 12}, "12")

        arrivals = "SELECT * FROM {}.arrival WHERE position <= 12 ORDER BY position"
        live, then = [await bench.pool.fetch(arrivals.format(one)) for one in (rebuilding.name, rebuilding.side())]
        assert (live, len(then)) == (then, 12)
        assert await bench.pool.fetchval(f"SELECT max(position) FROM {rebuilding.side()}.arrival") == 12
