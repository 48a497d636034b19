"""The links of one feed's events decide what may be applied; the order of delivery does not."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.feed import Feed
from services.chassis.projection.links import START, At, Checked, check
from services.chassis.wire import Received
from tests.chassis.projection.owner import Owner

FEED = Feed("hoc-mon", "meetings")
SKIPS = st.lists(st.integers(0, 3), min_size=1, max_size=12)


def history(skips: list[int], secret: str = "") -> list[Received]:
    owner = Owner(FEED, secret)
    for skip in skips:
        owner.record("a", "note", skip)
    return owner.events


def at(event: Received) -> At:
    return At(event.position, event.chain)


def positions(checked: Checked) -> list[int]:
    return [event.position for event in checked.linked]


@given(skips=SKIPS, seed=st.randoms(use_true_random=False), copies=st.integers(1, 3))
def test_a_whole_history_is_linked_however_it_is_shuffled_and_doubled(
    skips: list[int], seed: random.Random, copies: int
) -> None:
    events = history(skips)
    delivered = events * copies
    seed.shuffle(delivered)

    checked = check(START, delivered)

    assert list(checked.linked) == events
    assert checked == Checked(tuple(events), at(events[-1]), duplicates=len(events) * (copies - 1))


@given(skips=SKIPS, data=st.data())
def test_what_was_applied_before_is_dropped(skips: list[int], data: st.DataObject) -> None:
    events = history(skips)
    applied = data.draw(st.integers(1, len(events)))

    checked = check(at(events[applied - 1]), events)

    assert list(checked.linked) == events[applied:]
    assert checked.duplicates == applied


@given(skips=SKIPS.filter(lambda skips: len(skips) > 1), data=st.data(), seed=st.randoms(use_true_random=False))
def test_nothing_beyond_a_missing_event_is_linked(skips: list[int], data: st.DataObject, seed: random.Random) -> None:
    events = history(skips)
    missing = data.draw(st.integers(0, len(events) - 2))
    delivered = events[:missing] + events[missing + 1 :]
    seed.shuffle(delivered)

    checked = check(START, delivered)

    assert list(checked.linked) == events[:missing]
    assert checked.gap
    assert checked.forked is None


@given(skips=SKIPS, data=st.data(), seed=st.randoms(use_true_random=False))
def test_two_chains_at_one_position_stop_the_feed_before_it(
    skips: list[int], data: st.DataObject, seed: random.Random
) -> None:
    events, other = history(skips), history(skips, secret="another history")
    forked = data.draw(st.integers(0, len(events) - 1))
    delivered = [*events, other[forked]]
    seed.shuffle(delivered)

    checked = check(START, delivered)

    assert list(checked.linked) == events[:forked]
    assert checked.forked == f"position {events[forked].position} has two chains"


@given(skips=SKIPS, data=st.data())
def test_another_history_is_never_followed(skips: list[int], data: st.DataObject) -> None:
    ours, theirs = history(skips), history([*skips, 0], secret="another history")
    applied = data.draw(st.integers(1, len(ours)))

    checked = check(at(ours[applied - 1]), theirs)

    assert positions(checked) == []
    assert checked.forked is not None


def test_an_event_that_denies_the_one_we_applied_is_a_fork() -> None:
    first, second = history([0, 0])
    denying = second._replace(position=3, previous=1, previous_chain=first.chain)

    checked = check(at(second), [denying])

    assert checked.forked == "position 3 follows 1, but 2 was there"


def test_no_events_change_nothing() -> None:
    assert check(START, []) == Checked((), START)


Check = Callable[[At, Sequence[Received]], Checked]


def check_one_history_is_followed(check: Check) -> None:
    """Another history behind what was applied, and a missing event, whatever the positions say."""
    ours, theirs = history([0, 2, 0]), history([0, 2, 0], secret="another history")
    assert check(START, ours).linked == tuple(ours)
    assert check(at(ours[0]), theirs[1:]).linked == (), "another history"
    assert check(at(ours[0]), ours[2:]).linked == (), "a gap"


def test_one_history_is_followed() -> None:
    check_one_history_is_followed(check)


def without_chains(at: At, events: Sequence[Received]) -> Checked:
    """The fault: positions alone."""
    linked: list[Received] = []
    for event in events:
        if event.previous == at.position:
            linked.append(event)
            at = At(event.position, event.chain)
    return Checked(tuple(linked), at)


def without_gaps(at: At, events: Sequence[Received]) -> Checked:
    """The fault: whatever is newer is taken, unless it denies what was applied."""
    if any(event.previous == at.position and event.previous_chain != at.chain for event in events):
        return Checked((), at)
    return Checked(tuple(event for event in events if event.position > at.position), at)


@pytest.mark.parametrize(("fault", "found"), [(without_chains, "another history"), (without_gaps, "a gap")])
def test_a_check_that_does_not_look_at_all_links_is_found_out(fault: Check, found: str) -> None:
    with pytest.raises(AssertionError, match=found):
        check_one_history_is_followed(fault)
