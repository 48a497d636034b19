"""A feed that stays below its owner's position for too long is stalled; one that moves, or is forked, is not."""

from __future__ import annotations

import pytest

from services.chassis.feed import Feed
from services.chassis.projection.links import At
from services.chassis.projection.positions import FeedState
from services.chassis.projection.watching import Patience, take_watermark

FEED = Feed("hoc-mon", "meetings")


def test_a_feed_that_does_not_move_is_stalled_after_a_while() -> None:
    patience, states = Patience(2.0), {FEED: FeedState(At(3, "aa"), head=5)}

    stalled = [patience.stalled(states, at, 0.0) for at in (0.0, 1.9, 2.1)]

    assert stalled == [[], [], [FEED]]


def test_a_feed_that_moves_is_given_more_time() -> None:
    patience, state = Patience(2.0), FeedState(At(3, "aa"), head=5)
    patience.stalled({FEED: state}, 0.0, 0.0)
    state.at = At(4, "bb")

    assert patience.stalled({FEED: state}, 2.1, 0.0) == []
    assert patience.stalled({FEED: state}, 4.2, 0.0) == [FEED]


@pytest.mark.parametrize("state", [FeedState(At(5, "aa"), head=5), FeedState(At(3, "aa"), forked="why", head=5)])
def test_a_level_or_forked_feed_is_never_stalled(state: FeedState) -> None:
    patience = Patience(2.0)
    patience.stalled({FEED: state}, 0.0, 0.0)

    assert patience.stalled({FEED: state}, 9.0, 0.0) == []


def test_a_watermark_raises_the_heads_of_the_feeds_that_are_followed() -> None:
    states = {FEED: FeedState(head=4)}

    take_watermark(states, b'{"service": "meetings", "feeds": {"hoc-mon.meetings": 9, "city.meetings": 3}}', 0.0)
    take_watermark(states, b'{"service": "meetings", "feeds": {"hoc-mon.meetings": 8}}', 1.0)

    assert states == {FEED: FeedState(head=9)}


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"feeds": {"hoc-mon.meetings": "much"}}'])
def test_what_is_no_watermark_is_ignored(body: bytes) -> None:
    states = {FEED: FeedState(head=4)}

    take_watermark(states, body, 0.0)

    assert states == {FEED: FeedState(head=4)}


def test_a_feed_whose_reader_is_at_work_is_stalled_ten_times_as_late() -> None:
    patience, states = Patience(2.0), {FEED: FeedState(At(3, "aa"), head=5)}

    stalled = {at: patience.stalled(states, at, at) for at in (0.0, 2.1, 19.9, 20.1)}

    assert [at for at, feeds in stalled.items() if feeds] == [20.1]


def test_once_the_reader_is_quiet_a_feed_has_its_patience_again() -> None:
    patience, states = Patience(2.0), {FEED: FeedState(At(3, "aa"), head=5)}
    patience.stalled(states, 0.0, 0.0)

    stalled = {at: patience.stalled(states, at, 5.0) for at in (5.5, 6.9, 7.1)}

    assert [at for at, feeds in stalled.items() if feeds] == [7.1]
