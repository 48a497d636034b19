"""An event is the same to a reader, whichever way it came."""

from __future__ import annotations

import pytest

from services.chassis.feed import Feed
from services.chassis.wire import from_message, from_page, message_of
from tests.chassis.projection.owner import Owner, page_of

FEED = Feed("hoc-mon", "meetings")


def an_owner() -> Owner:
    owner = Owner(FEED)
    owner.record_many(3)
    owner.record("b", "đã họp", skip=2)
    return owner


def test_a_message_read_and_written_again_is_the_same_message() -> None:
    for message in an_owner().messages:
        assert message_of(from_message(message.headers, message.body)) == message


def test_a_page_holds_the_events_that_the_messages_tell_of() -> None:
    owner = an_owner()

    assert from_page(FEED, page_of(owner.events, owner.head, owner.head)) == owner.events
    assert from_page(FEED, page_of([], 0, owner.head)) == []


@pytest.mark.parametrize("column", ["chain", "data", "position"])
def test_a_page_with_a_value_missing_is_refused_whole(column: str) -> None:
    page = page_of(an_owner().events, 6, 6)
    shorter = page.events.model_copy(update={column: getattr(page.events, column)[:-1]})

    with pytest.raises(ValueError, match="different lengths"):
        from_page(FEED, page.model_copy(update={"events": shorter}))


@pytest.mark.parametrize(("column", "value"), [("subject", "a"), ("command", "b"), ("time", "yesterday")])
def test_a_page_with_a_malformed_value_is_refused_whole(column: str, value: str) -> None:
    page = page_of(an_owner().events, 6, 6)
    malformed = page.events.model_copy(update={column: [*getattr(page.events, column)[:-1], value]})

    with pytest.raises(ValueError, match=value):
        from_page(FEED, page.model_copy(update={"events": malformed}))
