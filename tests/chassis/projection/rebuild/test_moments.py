"""A moment becomes exact positions with their chains, by nothing but what the owner tells of his history."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.feed import EventColumns, FeedPage, ReadFeed
from services.chassis.feed import Feed
from services.chassis.projection.links import START, At
from services.chassis.projection.rebuild.live import ANY_CHAIN
from services.chassis.projection.rebuild.moments import as_of, at_instant, at_position, exact
from services.chassis.projection.rebuild.refusal import OwnerRefuses, RebuildRefused
from tests.chassis.projection.owner import BEGINNING, Owner, Owners

HERE = Feed("hoc-mon", "meetings")
SKIPS = (0, 2, 0, 0, 5, 1, 0, 3, 0)
"""Before each event so many rows that nobody is told of."""


class ByRows(Owners):
    """An owner who looks through three rows at a time, whether they are published or not."""

    async def read(self, feed: Feed, asked: ReadFeed) -> FeedPage:
        self.asked.append((feed, asked.above))
        owner = self.by_feed[feed]
        seen = [event.position for event in owner.events if asked.above < event.position <= asked.above + 3]
        page = owner.page(ReadFeed(above=asked.above, limit=1))
        scanned = min(asked.above + 3, owner.head)
        return page.model_copy(update={"events": page.events if seen else EventColumns(), "scanned": scanned})


def an_owner() -> Owner:
    owner = Owner(HERE)
    for number, skip in enumerate(SKIPS):
        owner.record("a", f"note {number}", skip)
    return owner


def last_by(owner: Owner, instant: datetime) -> At:
    """What should be found."""
    found = [event for event in owner.events if event.recorded_at <= instant]
    return At(found[-1].position, found[-1].chain) if found else START


@pytest.mark.parametrize("kind", [Owners, ByRows])
async def test_a_position_is_the_last_event_at_or_below_it(kind: type[Owners]) -> None:
    owner = an_owner()
    events = owner.events

    for position in range(owner.head):
        below = [At(event.position, event.chain) for event in events if event.position <= position]
        assert await at_position(kind(owner).read, HERE, position) == (below[-1] if below else START)


async def test_at_the_head_only_the_owner_could_tell_the_chain() -> None:
    owner = an_owner()

    assert await at_position(Owners(owner).read, HERE, owner.head) == At(owner.head, ANY_CHAIN)


async def test_above_the_head_there_is_no_position() -> None:
    owner = an_owner()

    for position in (owner.head + 1, 10**20):
        with pytest.raises(RebuildRefused, match=f"told up to {owner.head}, there is no position {position} yet"):
            await exact(Owners(owner).read, {HERE: position})


@pytest.mark.parametrize("kind", [Owners, ByRows])
async def test_an_instant_is_the_last_event_that_had_been_recorded(kind: type[Owners]) -> None:
    owner = an_owner()

    for half_seconds in range(2 * owner.head + 4):
        instant = BEGINNING + timedelta(seconds=half_seconds / 2)
        found = await at_instant(kind(owner).read, HERE, instant)
        assert (found.position, found.chain or last_by(owner, instant).chain) == last_by(owner, instant), instant


async def test_an_empty_history_has_one_moment() -> None:
    owners = Owners(Owner(HERE))

    assert await as_of(owners.read, [HERE], BEGINNING) == {HERE: START}
    assert await exact(owners.read, {HERE: 0}) == {HERE: START}


async def test_of_a_long_history_few_events_are_looked_at() -> None:
    owner = Owner(HERE)
    owner.record_many(500)
    owners = Owners(owner)

    found = await at_instant(owners.read, HERE, owner.events[123].recorded_at)

    assert found == At(owner.events[123].position, owner.events[123].chain)
    assert len(owners.asked) < 15


async def test_an_owner_who_lets_nobody_read_is_named() -> None:
    owners = Owners(an_owner())
    owners.refusing.add("hoc-mon")

    with pytest.raises(OwnerRefuses, match=r"hoc-mon\.meetings"):
        await exact(owners.read, {HERE: 3})
